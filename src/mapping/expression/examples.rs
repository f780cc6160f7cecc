//! An example of every function: what it gives, and what it says when it fails.
//!
//! The results are not written here: the reference evaluates the expressions when it is made.

use rhai::Dynamic;

use super::{Expression, Runtime};
use crate::diagnose::Location;

/// An example of a function, as expressions without variables.
#[derive(Debug, Clone, Copy)]
pub struct FunctionExample {
    /// The function.
    pub name: &'static str,
    /// An expression that gives a value.
    pub gives: &'static str,
    /// An expression that fails; empty where the function takes every value.
    pub fails: &'static str,
}

const fn example(name: &'static str, gives: &'static str, fails: &'static str) -> FunctionExample {
    FunctionExample { name, gives, fails }
}

/// One for each function of the library.
pub static EXAMPLES: &[FunctionExample] = &[
    example("blank", "blank(\"  \")", ""),
    example("trim", "trim(\"  Acme Ltd \")", ""),
    example("upper", "upper(\"straße\")", ""),
    example("lower", "lower(\"ACME\")", ""),
    example("text", "text(10.50)", ""),
    example(
        "number",
        "number(\"1.234,50\", \"de\")",
        "number(\"1,234.50\", \"de\")",
    ),
    example(
        "date",
        "date(\"31/12/2019\", \"%d/%m/%Y\")",
        "date(\"2019-12-31\", \"%d/%m/%Y\")",
    ),
    example(
        "year",
        "year(date(\"31/12/2019\", \"%d/%m/%Y\"))",
        "year(\"31/12/2019\")",
    ),
    example(
        "month",
        "month(date(\"31/12/2019\", \"%d/%m/%Y\"))",
        "month(\"December\")",
    ),
    example("day", "day(date(\"31/12/2019\", \"%d/%m/%Y\"))", "day(31)"),
    example(
        "days_between",
        "days_between(date(\"01/01/2020\", \"%d/%m/%Y\"), date(\"31/01/2020\", \"%d/%m/%Y\"))",
        "days_between(1, 2)",
    ),
    example(
        "add_days",
        "add_days(date(\"28/02/2020\", \"%d/%m/%Y\"), 2)",
        "add_days(date(\"28/02/2020\", \"%d/%m/%Y\"), 0.5)",
    ),
    example("left", "left(\"Geneva\", 3)", "left(\"Geneva\", -1)"),
    example("right", "right(\"00004711\", 4)", "right(\"4711\", \"x\")"),
    example(
        "slice",
        "slice(\"CH-1202-GE\", 3, 4)",
        "slice(\"CH-1202\", -1, 2)",
    ),
    example("before", "before(\"1202 Geneva\", \" \")", ""),
    example("after", "after(\"1202 Geneva\", \" \")", ""),
    example("length", "length(\"Geneva\")", ""),
    example("replace", "replace(\"12.03.2019\", \".\", \"/\")", ""),
    example("contains", "contains(\"Acme Ltd\", \"Ltd\")", ""),
    example("starts_with", "starts_with(\"CH-1202\", \"CH\")", ""),
    example("ends_with", "ends_with(\"Acme Ltd\", \"SA\")", ""),
    example(
        "matches",
        "matches(\"1202\", \"[0-9]{4}\")",
        "matches(\"1202\", lower(\"[0-9\"))",
    ),
    example("round", "round(2.345, 2)", "round(\"much\", 2)"),
    example("abs", "abs(-12.50)", "abs(\"much\")"),
    example("min", "min(12.50, 9)", "min(12.50, \"9\")"),
    example("max", "max(12.50, 9)", "max(12.50, \"9\")"),
    example("coalesce", "coalesce(\"  \", \"Geneva\")", ""),
];

/// What an expression without variables gives, or what it says instead.
pub fn shown(text: &str) -> Result<String, String> {
    let at = Location {
        file: "reference".into(),
        line: 1,
        column: 1,
    };
    let said = |found: &str, expected: &str| format!("found {found}, expected {expected}");
    let expression = Expression::compile(text, &at, true).map_err(|mistakes| {
        let said = mistakes.0.iter().map(|one| said(&one.found, &one.expected));
        said.collect::<Vec<_>>().join("; ")
    })?;
    match expression.evaluate(&mut Runtime::default(), |_| Dynamic::UNIT) {
        Ok(operand) => Ok(operand.to_value().to_string()),
        Err(complaint) => Err(said(
            &crate::diagnose::masked(&complaint.found, false),
            &complaint.expected,
        )),
    }
}
