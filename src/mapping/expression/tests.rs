use jiff::civil::date;
use landbridge_contract::Value;

use super::{EXAMPLES, Expression, LIBRARY, Runtime, shown, to_dynamic};
use crate::diagnose::Location;

/// The result of an expression over a few columns, or its complaint.
fn result(text: &str) -> String {
    let at = Location {
        file: "m.yaml".into(),
        line: 1,
        column: 1,
    };
    let expression = match Expression::compile(text, &at, true) {
        Ok(expression) => expression,
        Err(mistakes) => return format!("mistake: {}", mistakes.0[0].expected),
    };
    let value = |name: &str| match name {
        "Name" | "Vendor Name" => Value::text("Acme Ltd"),
        "Code" => Value::text("007"),
        "Amount" => Value::Decimal("10.50".parse().unwrap()),
        "Count" => Value::Integer(3),
        "Created" => Value::Date(date(2019, 2, 28)),
        "Seen" => Value::DateTime(date(2019, 2, 28).at(12, 0, 0, 0)),
        "Flag" => Value::Bool(true),
        "White" => Value::text("  "),
        "Several" => Value::List(vec![Value::Null, Value::Null]),
        _ => Value::Null,
    };
    let evaluated = expression.evaluate(&mut Runtime::default(), |index| {
        to_dynamic(&value(&expression.names[index].name))
    });
    match evaluated {
        Ok(operand) => format!("{:?}", operand.to_value())
            .replace("Decimal(", "")
            .replace("Text(", "")
            .replace("Bool(", "")
            .replace("Date(", "")
            .trim_end_matches(')')
            .to_owned(),
        Err(complaint) => format!("expected {}", complaint.expected),
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one line an example")]
fn expressions_give_what_the_reference_says() {
    for (text, expected) in [
        ("1 / 4", "0.25"),
        ("0.1 + 0.2", "0.3"),
        ("Amount * Count - 1", "30.50"),
        ("-Count + 1", "-2"),
        ("7 % 4", "3"),
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("Name + \" \" + Code", "\"Acme Ltd 007\""),
        ("Name + Missing", "\"Acme Ltd\""),
        ("Code + Count", "\"0073\""),
        ("`Vendor Name` == \"Acme Ltd\"", "true"),
        ("Name == 'Acme Ltd'", "true"),
        ("Missing == \"\"", "true"),
        ("Missing == \"x\"", "false"),
        ("Missing != \"x\"", "true"),
        ("Missing == Absent", "true"),
        ("Missing == 3", "false"),
        ("Count == 3", "true"),
        ("Count == 3.0", "true"),
        ("Amount > 10", "true"),
        ("10 <= Count", "false"),
        ("Created == Seen", "false"),
        ("Created < Seen", "true"),
        ("Name < \"B\"", "true"),
        ("Flag && !false || 1 > 2", "true"),
        ("false && Name > 3", "false"),
        ("if Flag { \"a\" } else { \"b\" }", "\"a\""),
        ("if Count > 5 { 1 } else if Count > 2 { 2 } else { 3 }", "2"),
        ("if Count > 5 { 1 }", "Null"),
        ("blank(Missing) && blank(White) && !blank(Count)", "true"),
        ("trim(White)", "\"\""),
        ("trim(Missing)", "Null"),
        ("upper(Name) + lower(Name)", "\"ACME LTDacme ltd\""),
        ("text(Amount)", "\"10.50\""),
        ("text(Created)", "\"2019-02-28\""),
        ("number(Code)", "7"),
        ("number(\"1.234,50\", \"de\")", "1234.50"),
        ("number(Missing)", "Null"),
        ("date(\"28/02/2019\", \"%d/%m/%Y\") == Created", "true"),
        ("date(Created, \"%d/%m/%Y\") == Created", "true"),
        (
            "year(Created) * 100 + month(Created) + day(Created)",
            "201930",
        ),
        ("days_between(Created, add_days(Created, 30))", "30"),
        ("add_days(Created, 1)", "2019-03-01"),
        ("left(Name, 2) + right(Name, 2)", "\"Actd\""),
        ("left(Name, 99)", "\"Acme Ltd\""),
        ("slice(Name, 1, 3)", "\"cme\""),
        ("before(Name, \"m\")", "\"Ac\""),
        ("after(Name, \"c\")", "\"me Ltd\""),
        ("blank(after(Name, \"~\"))", "true"),
        ("blank(before(Name, \"\"))", "true"),
        ("length(Name)", "8"),
        ("length(Missing)", "0"),
        ("replace(Name, \"c\", \"CC\")", "\"ACCme Ltd\""),
        ("replace(Name, \"\", \"x\")", "\"Acme Ltd\""),
        (
            "contains(Name, \"me\") && !contains(Missing, \"me\")",
            "true",
        ),
        ("starts_with(Name, \"A\") && ends_with(Name, \"d\")", "true"),
        ("matches(Code, \"\\d+\")", "true"),
        ("matches(Name, \"A\")", "false"),
        ("round(2.345, 2)", "2.35"),
        ("round(-2.5, 0)", "-3"),
        ("abs(-Amount)", "10.50"),
        ("min(Count, Amount)", "3"),
        (
            "max(Created, date(\"2020\" + \"0101\", \"%Y%m%d\"))",
            "2020-01-01",
        ),
        ("coalesce(Missing, White, Name, Code)", "\"Acme Ltd\""),
        ("coalesce(Missing, White)", "Null"),
        ("\"a\\\"b\\\\\"", "\"a\\\"b\\\\\""),
    ] {
        assert_eq!(result(text), expected, "{text}");
    }
}

#[test]
fn unlike_things_are_not_compared_or_counted_silently() {
    for (text, expected) in [
        (
            "Code == 7",
            "two values of one kind to compare, not text and a number",
        ),
        ("Name > 3", "two values of one kind to compare"),
        (
            "Created > \"2019\"",
            "two values of one kind to compare, not a date and text",
        ),
        ("Missing > 3", "two values to compare, not nothing"),
        (
            "Missing * 3",
            "a number, not nothing: guard it with `blank(…)`",
        ),
        ("Code * 3", "a number, not text: use `number(…)`"),
        ("Flag + 1", "a number, not true or false"),
        (
            "Several == 1",
            "two values of one kind to compare, not several values",
        ),
        ("1 / 0", "a divisor that is not 0"),
        ("1 % 0", "a divisor that is not 0"),
        ("!Name", "true or false behind `!`"),
        ("Name && Flag", "true or false on both sides"),
        ("if Name { 1 } else { 2 }", "true or false on both sides"),
        ("year(Code)", "a date, not text: use `date(…)`"),
        ("number(Name)", "a number as 1234.56"),
        ("number(Code, \"xx\")", "one of plain, en, de, fr, ch"),
        ("date(Name, \"%d/%m/%Y\")", "a date as %d/%m/%Y"),
        ("left(Name, -1)", "a whole number, not negative"),
        ("left(Name, 1.5)", "a whole number"),
        ("round(1, 99)", "0 to 28 decimals"),
        (
            "add_days(Created, 99999999)",
            "a number of days that leads to a date",
        ),
        ("matches(Name, \"(\" + \"\")", "a regular expression"),
        (
            "79228162514264337593543950335 * 10",
            "a result of at most 28 digits",
        ),
        ("print(\"x\")", "mistake: "),
        ("x = 1", "mistake: "),
        ("while true { }", "mistake: "),
        ("Name.len", "mistake: "),
    ] {
        let found = result(text);
        let expected = if expected.starts_with("mistake") {
            expected.to_owned()
        } else {
            format!("expected {expected}")
        };
        assert!(found.starts_with(&expected), "{text}: {found}");
    }
}

#[test]
fn every_function_of_the_library_exists() {
    for doc in LIBRARY {
        for count in [doc.arguments_min, doc.arguments_max] {
            let arguments = vec!["Count"; count].join(", ");
            let found = result(&format!("{}({arguments})", doc.name));
            assert!(!found.contains("can be evaluated"), "{}: {found}", doc.name);
        }
    }
}

#[test]
fn deep_and_long_expressions_end_with_a_mistake() {
    assert!(result(&format!("{}1{}", "(".repeat(900), ")".repeat(900))).starts_with("mistake"));
    assert!(result(&"1 + ".repeat(2_000)).starts_with("mistake"));
    assert!(result(&format!("{}true", "!".repeat(3_000))).starts_with("mistake"));
}

#[test]
fn every_function_has_an_example_that_gives_a_value_and_one_that_fails_where_it_can() {
    for doc in LIBRARY {
        let example = EXAMPLES.iter().find(|one| one.name == doc.name);
        let Some(example) = example else {
            panic!(
                "`{}` has no example: add one to src/mapping/expression/examples.rs",
                doc.name
            );
        };
        assert!(example.gives.contains(&format!("{}(", doc.name)));
        shown(example.gives).unwrap_or_else(|said| panic!("{}: {said}", example.gives));
        if !example.fails.is_empty() {
            assert!(example.fails.contains(&format!("{}(", doc.name)));
            let gave = shown(example.fails);
            assert!(gave.is_err(), "{}: {gave:?}", example.fails);
        }
    }
    for example in EXAMPLES {
        let known = LIBRARY.iter().any(|doc| doc.name == example.name);
        assert!(known, "`{}` is no function", example.name);
    }
}
