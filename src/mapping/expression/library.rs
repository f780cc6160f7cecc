//! The functions of expressions.
//!
//! Functions of text give nothing for nothing; those of numbers and dates complain about it.

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::Span;
use jiff::civil::Date;
use regex::Regex;
use rhai::{Dynamic, Engine, ImmutableString};
use rust_decimal::{Decimal, RoundingStrategy};

use super::operand::{Complaint, Operand, Outcome, compare};
use crate::mapping::functions::{DatePatterns, NumberForm};

/// What the reference says of a function.
#[derive(Debug, Clone, Copy)]
pub struct LibraryDoc {
    /// Its name.
    pub name: &'static str,
    /// Fewest arguments.
    pub arguments_min: usize,
    /// Most arguments.
    pub arguments_max: usize,
    /// How it is written.
    pub form: &'static str,
    /// What it gives, in one sentence.
    pub about: &'static str,
}

const fn doc(
    name: &'static str,
    arguments: (usize, usize),
    form: &'static str,
    about: &'static str,
) -> LibraryDoc {
    LibraryDoc {
        name,
        arguments_min: arguments.0,
        arguments_max: arguments.1,
        form,
        about,
    }
}

/// Most arguments that `coalesce` takes.
const COALESCE_MAX: usize = 8;

/// All functions.
pub static LIBRARY: &[LibraryDoc] = &[
    doc(
        "blank",
        (1, 1),
        "blank(x)",
        "True of nothing and of white space.",
    ),
    doc(
        "trim",
        (1, 1),
        "trim(x)",
        "The text without outer white space.",
    ),
    doc("upper", (1, 1), "upper(x)", "The text in capitals."),
    doc("lower", (1, 1), "lower(x)", "The text in small letters."),
    doc("text", (1, 1), "text(x)", "The value as a person reads it."),
    doc(
        "number",
        (1, 2),
        "number(x, \"de\")",
        "The text as an exact number.",
    ),
    doc(
        "date",
        (2, 2),
        "date(x, \"%d/%m/%Y\")",
        "The text as a date.",
    ),
    doc("year", (1, 1), "year(d)", "The year of a date."),
    doc("month", (1, 1), "month(d)", "The month of a date, 1 to 12."),
    doc("day", (1, 1), "day(d)", "The day of a date, 1 to 31."),
    doc(
        "days_between",
        (2, 2),
        "days_between(a, b)",
        "Days from a to b.",
    ),
    doc(
        "add_days",
        (2, 2),
        "add_days(d, n)",
        "The date n days later.",
    ),
    doc("left", (2, 2), "left(x, n)", "The first n characters."),
    doc("right", (2, 2), "right(x, n)", "The last n characters."),
    doc(
        "slice",
        (3, 3),
        "slice(x, from, length)",
        "Characters from a place (from 0).",
    ),
    doc(
        "before",
        (2, 2),
        "before(x, \"a\")",
        "The text before the first a; nothing where there is no a.",
    ),
    doc(
        "after",
        (2, 2),
        "after(x, \"a\")",
        "The text after the first a; nothing where there is no a.",
    ),
    doc("length", (1, 1), "length(x)", "The number of characters."),
    doc(
        "replace",
        (3, 3),
        "replace(x, \"a\", \"b\")",
        "The text with b for every a.",
    ),
    doc(
        "contains",
        (2, 2),
        "contains(x, \"a\")",
        "True where a stands in the text.",
    ),
    doc(
        "starts_with",
        (2, 2),
        "starts_with(x, \"a\")",
        "True where the text begins with a.",
    ),
    doc(
        "ends_with",
        (2, 2),
        "ends_with(x, \"a\")",
        "True where the text ends with a.",
    ),
    doc(
        "matches",
        (2, 2),
        "matches(x, \"regex\")",
        "True where the whole text matches.",
    ),
    doc(
        "round",
        (2, 2),
        "round(n, digits)",
        "The number with so many decimals; half away from 0.",
    ),
    doc("abs", (1, 1), "abs(n)", "The number without its sign."),
    doc(
        "min",
        (2, 2),
        "min(a, b)",
        "The lesser of two numbers, dates or texts.",
    ),
    doc(
        "max",
        (2, 2),
        "max(a, b)",
        "The greater of two numbers, dates or texts.",
    ),
    doc(
        "coalesce",
        (1, COALESCE_MAX),
        "coalesce(a, b, …)",
        "The first that is not blank.",
    ),
];

/// Gives the engine every function.
pub(super) fn register(engine: &mut Engine) {
    register_text(engine);
    register_search(engine);
    register_numbers(engine);
    register_dates(engine);
    register_choice(engine);
}

fn on_text(value: Dynamic, change: impl Fn(&str) -> ImmutableString) -> Dynamic {
    match Operand::from(value) {
        Operand::Nothing => Dynamic::UNIT,
        operand => change(&operand.text()).into(),
    }
}

fn register_text(engine: &mut Engine) {
    engine.register_fn("blank", |x: Dynamic| Operand::from(x).is_blank());
    engine.register_fn("trim", |x: Dynamic| on_text(x, |text| text.trim().into()));
    engine.register_fn("upper", |x: Dynamic| {
        on_text(x, |text| text.to_uppercase().into())
    });
    engine.register_fn("lower", |x: Dynamic| {
        on_text(x, |text| text.to_lowercase().into())
    });
    engine.register_fn("text", |x: Dynamic| on_text(x, |text| text.into()));
    engine.register_fn("length", |x: Dynamic| {
        let text = Operand::from(x).text();
        Dynamic::from_decimal(Decimal::from(text.chars().count()))
    });
    engine.register_fn("left", |x: Dynamic, n: Dynamic| -> Outcome<Dynamic> {
        let n = count(n)?;
        Ok(on_text(x, |text| {
            text.chars().take(n).collect::<String>().into()
        }))
    });
    engine.register_fn("right", |x: Dynamic, n: Dynamic| -> Outcome<Dynamic> {
        let n = count(n)?;
        Ok(on_text(x, |text| {
            let skipped = text.chars().count().saturating_sub(n);
            text.chars().skip(skipped).collect::<String>().into()
        }))
    });
    engine.register_fn(
        "slice",
        |x: Dynamic, from: Dynamic, length: Dynamic| -> Outcome<Dynamic> {
            let (from, length) = (count(from)?, count(length)?);
            Ok(on_text(x, |text| {
                text.chars()
                    .skip(from)
                    .take(length)
                    .collect::<String>()
                    .into()
            }))
        },
    );
    engine.register_fn("replace", |x: Dynamic, from: Dynamic, to: Dynamic| {
        let (from, to) = (Operand::from(from).text(), Operand::from(to).text());
        on_text(x, |text| {
            if from.is_empty() {
                text.into()
            } else {
                text.replace(from.as_str(), &to).into()
            }
        })
    });
}

fn count(value: Dynamic) -> Outcome<usize> {
    let operand = Operand::from(value);
    usize::try_from(operand.whole()?)
        .ok()
        .ok_or_else(|| Complaint::thrown(&operand, "a whole number, not negative"))
}

fn register_search(engine: &mut Engine) {
    type Test = fn(&str, &str) -> bool;
    let tests: [(&str, Test); 3] = [
        ("contains", |text, part| text.contains(part)),
        ("starts_with", |text, part| text.starts_with(part)),
        ("ends_with", |text, part| text.ends_with(part)),
    ];
    for (name, test) in tests {
        engine.register_fn(name, move |x: Dynamic, part: Dynamic| {
            test(&Operand::from(x).text(), &Operand::from(part).text())
        });
    }
    for (name, after) in [("before", false), ("after", true)] {
        engine.register_fn(name, move |x: Dynamic, mark: Dynamic| -> Dynamic {
            let (text, mark) = (Operand::from(x).text(), Operand::from(mark).text());
            match text.split_once(mark.as_str()) {
                Some((before, rest)) if !mark.is_empty() => {
                    let part: ImmutableString = if after { rest } else { before }.into();
                    part.into()
                }
                _ => Dynamic::UNIT,
            }
        });
    }
    engine.register_fn("matches", |x: Dynamic, pattern: Dynamic| -> Outcome<bool> {
        let pattern = Operand::from(pattern);
        matches(&Operand::from(x).text(), &pattern)
    });
}

/// Patterns that a thread keeps compiled; mappings have a handful.
const PATTERNS_KEPT_MAX: usize = 64;

thread_local! {
    static PATTERNS: RefCell<HashMap<ImmutableString, Option<Regex>>> = RefCell::default();
}

fn matches(text: &str, pattern: &Operand) -> Outcome<bool> {
    let written = pattern.text();
    let verdict = PATTERNS.with_borrow_mut(|kept| {
        if kept.len() > PATTERNS_KEPT_MAX {
            kept.clear();
        }
        kept.entry(written)
            .or_insert_with_key(|written| whole_regex(written))
            .as_ref()
            .map(|regex| regex.is_match(text))
    });
    verdict.ok_or_else(|| Complaint::thrown(pattern, "a regular expression"))
}

/// A pattern that the whole text must match, of bounded size.
pub(super) fn whole_regex(pattern: &str) -> Option<Regex> {
    const COMPILED_BYTES_MAX: usize = 1 << 20;
    regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(COMPILED_BYTES_MAX)
        .build()
        .ok()
}

fn register_numbers(engine: &mut Engine) {
    engine.register_fn("number", |x: Dynamic| to_number(x, NumberForm::PLAIN));
    engine.register_fn("number", |x: Dynamic, form: Dynamic| -> Outcome<Dynamic> {
        let form = Operand::from(form);
        let known = NumberForm::of_word(&form.text())
            .ok_or_else(|| Complaint::thrown(&form, "one of plain, en, de, fr, ch"))?;
        to_number(x, known)
    });
    engine.register_fn("round", |x: Dynamic, digits: Dynamic| -> Outcome<Dynamic> {
        let digits = Operand::from(digits);
        let places = u32::try_from(digits.whole()?)
            .ok()
            .filter(|places| *places <= Decimal::MAX_SCALE)
            .ok_or_else(|| Complaint::thrown(&digits, "0 to 28 decimals"))?;
        let number = Operand::from(x).number()?;
        let rounded = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        Ok(Dynamic::from_decimal(rounded))
    });
    engine.register_fn("abs", |x: Dynamic| -> Outcome<Dynamic> {
        Ok(Dynamic::from_decimal(Operand::from(x).number()?.abs()))
    });
}

fn to_number(value: Dynamic, form: NumberForm) -> Outcome<Dynamic> {
    match Operand::from(value) {
        blank if blank.is_blank() => Ok(Dynamic::UNIT),
        Operand::Text(text) => form
            .parse(&text)
            .map(Dynamic::from_decimal)
            .ok_or_else(|| Complaint::thrown(&Operand::Text(text), form.describe())),
        other => other.number().map(Dynamic::from_decimal),
    }
}

fn register_dates(engine: &mut Engine) {
    type Part = fn(Date) -> i64;
    engine.register_fn("date", |x: Dynamic, pattern: Dynamic| -> Outcome<Dynamic> {
        let pattern = Operand::from(pattern);
        match Operand::from(x) {
            blank if blank.is_blank() => Ok(Dynamic::UNIT),
            date @ (Operand::Date(_) | Operand::DateTime(_)) => Ok(date.into()),
            other => {
                let written = pattern.text();
                let patterns = DatePatterns::new([written.as_str()])
                    .ok()
                    .ok_or_else(|| Complaint::thrown(&pattern, "a date pattern"))?;
                patterns
                    .parse(&other.text())
                    .map(|value| super::operand::to_dynamic(&value))
                    .ok_or_else(|| Complaint::thrown(&other, patterns.expected()))
            }
        }
    });
    let parts: [(&str, Part); 3] = [
        ("year", |date| i64::from(date.year())),
        ("month", |date| i64::from(date.month())),
        ("day", |date| i64::from(date.day())),
    ];
    for (name, part) in parts {
        engine.register_fn(name, move |d: Dynamic| -> Outcome<Dynamic> {
            let date = Operand::from(d).date()?;
            Ok(Dynamic::from_decimal(Decimal::from(part(date))))
        });
    }
    engine.register_fn(
        "days_between",
        |a: Dynamic, b: Dynamic| -> Outcome<Dynamic> {
            let (from, to) = (Operand::from(a).date()?, Operand::from(b).date()?);
            let days = (to - from).get_days();
            Ok(Dynamic::from_decimal(Decimal::from(days)))
        },
    );
    engine.register_fn("add_days", |d: Dynamic, n: Dynamic| -> Outcome<Dynamic> {
        let n = Operand::from(n);
        let date = Operand::from(d).date()?;
        let days = i32::try_from(n.whole()?)
            .ok()
            .and_then(|days| date.checked_add(Span::new().try_days(days).ok()?).ok());
        days.map(Dynamic::from)
            .ok_or_else(|| Complaint::thrown(&n, "a number of days that leads to a date"))
    });
}

fn register_choice(engine: &mut Engine) {
    engine.register_fn("min", |a: Dynamic, b: Dynamic| -> Outcome<Dynamic> {
        let (left, right): (Operand, Operand) = (a.into(), b.into());
        let ordered = compare(&left, &right)?.is_le();
        Ok(if ordered { left } else { right }.into())
    });
    engine.register_fn("max", |a: Dynamic, b: Dynamic| -> Outcome<Dynamic> {
        let (left, right): (Operand, Operand) = (a.into(), b.into());
        let ordered = compare(&left, &right)?.is_ge();
        Ok(if ordered { left } else { right }.into())
    });
    for arguments in 1..=COALESCE_MAX {
        let types = vec![std::any::TypeId::of::<Dynamic>(); arguments];
        engine.register_raw_fn("coalesce", types, |_, values| {
            let chosen = values
                .iter_mut()
                .map(|value| value.take())
                .find(|value| !Operand::from(value.clone()).is_blank());
            Ok(chosen.unwrap_or(Dynamic::UNIT))
        });
    }
}
