//! Lines of a `.dat` file: fields between bars, escaped.
//!
//! A backslash escapes a bar and itself, and `\n` stands for a line break within a value (Oracle's HDL guide,
//! parameters `FILE_DELIMITER`, `FILE_ESCAPE` and `FILE_NEWLINE`). An empty field leaves what is there as it is,
//! `#NULL` clears it; so a text `#NULL` cannot be sent.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime};
use landbridge_contract::Value;

/// What clears an attribute.
pub(super) const CLEAR: &str = "#NULL";

/// Signs that some readers take for the end of a line, and that have no escape, and the one that ends texts.
const LINE_ENDS: [char; 6] = ['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}', '\0'];

/// Why a value cannot stand in a line, in words that show nothing of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unwritable {
    pub(super) found: &'static str,
    pub(super) expected: &'static str,
}

fn unwritable(found: &'static str, expected: &'static str) -> Unwritable {
    Unwritable { found, expected }
}

/// Appends a field: a bar and the value. `name` tells dates: stored payloads keep them as text.
pub(super) fn push(
    line: &mut String,
    name: &str,
    value: &Value,
    clears: bool,
) -> Result<(), Unwritable> {
    line.push('|');
    match value {
        Value::Null if clears => line.push_str(CLEAR),
        Value::Null => {}
        Value::Bool(_) if is_date(name) => return Err(no_day("true or false")),
        Value::Integer(_) | Value::Decimal(_) if is_date(name) => return Err(no_day("a number")),
        Value::Bool(true) => line.push('Y'),
        Value::Bool(false) => line.push('N'),
        Value::Integer(number) => {
            write!(line, "{number}").ok();
        }
        Value::Decimal(number) => {
            write!(line, "{number}").ok();
        }
        Value::Date(date) => push_date(line, *date),
        Value::DateTime(moment) => push_moment(line, *moment),
        Value::Text(text) => push_text(line, name, text)?,
        Value::List(_) | Value::Record(_) => {
            return Err(unwritable("nested records", "one value"));
        }
        Value::Reference(_) => {
            return Err(unwritable("a reference", "the target id of a record"));
        }
    }
    Ok(())
}

fn push_text(line: &mut String, name: &str, text: &str) -> Result<(), Unwritable> {
    if text == CLEAR {
        return Err(unwritable(
            "the text `#NULL`",
            "another text: in the file `#NULL` clears the attribute",
        ));
    }
    if text.contains(LINE_ENDS) {
        return Err(unwritable(
            "a sign that ends a line and has no escape",
            "text whose lines end with line feeds: no vertical tab, form feed, U+0085, U+2028, U+2029 or NUL",
        ));
    }
    // The schema or the mapping made it a date; a payload that was stored has it as text.
    if name.contains("Date") && push_as_date(line, text) {
        return Ok(());
    }
    if is_date(name)
        && !text.is_empty()
        && !push_as_date(&mut String::new(), &text.replace('/', "-"))
    {
        return Err(no_day("a text that is no day"));
    }
    push_escaped(line, text);
    Ok(())
}

fn push_escaped(line: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '|' | '\\' => {
                line.push('\\');
                line.push(character);
            }
            '\n' => line.push_str("\\n"),
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    line.push_str("\\n");
                }
            }
            other => line.push(other),
        }
    }
}

/// Whether the pod takes an attribute for a date by its name: `StartDate`, `DateFrom`, `DateOfBirth`. Others may speak of dates,
/// such as flags about them, and segments of flexfields, which a pod names itself.
pub(super) fn is_date(name: &str) -> bool {
    let begins = |rest: &str| rest.starts_with(|next: char| next.is_ascii_uppercase());
    let of_a_date = |ending: &&str| name.ends_with(*ending);
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let begins = name.strip_prefix("Date").is_some_and(begins);
    plain
        && (name.ends_with("Date")
            || begins && !ABOUT_DATES.iter().any(|ending| of_a_date(&ending)))
}

/// How the names of attributes end that begin with `Date` and hold none.
const ABOUT_DATES: [&str; 6] = ["Flag", "Code", "Type", "Name", "Format", "Verified"];

fn no_day(found: &'static str) -> Unwritable {
    unwritable(
        found,
        "a day as YYYY-MM-DD, or a moment as YYYY-MM-DDTHH:MM:SS",
    )
}

/// Appends a date or a moment as the loader reads it; false where the text is none.
fn push_as_date(line: &mut String, text: &str) -> bool {
    if let Ok(date) = text.parse::<Date>()
        && text.len() == 10
    {
        push_date(line, date);
        return true;
    }
    match text.parse::<DateTime>() {
        Ok(moment) if text.len() > 10 => {
            push_moment(line, moment);
            true
        }
        _ => false,
    }
}

/// Appends a bar and text that the connector made itself.
pub(super) fn push_plain(line: &mut String, text: &str) {
    line.push('|');
    push_escaped(line, text);
}

fn push_date(line: &mut String, date: Date) {
    let (year, month, day) = (date.year(), date.month(), date.day());
    write!(line, "{year:04}/{month:02}/{day:02}").ok();
}

fn push_moment(line: &mut String, moment: DateTime) {
    push_date(line, moment.date());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    write!(line, " {hour:02}:{minute:02}:{second:02}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field(name: &str, value: Value) -> String {
        let mut line = String::new();
        push(&mut line, name, &value, true).unwrap();
        line
    }

    /// Cuts a line at its bars and takes the escapes back, as the reader of such a file does.
    fn read(line: &str) -> Vec<String> {
        let mut fields = vec![String::new()];
        let mut characters = line.chars();
        while let Some(character) = characters.next() {
            let field = fields.last_mut().unwrap();
            match character {
                '|' => fields.push(String::new()),
                '\\' => match characters.next() {
                    Some('n') => field.push('\n'),
                    Some(other) => field.push(other),
                    None => panic!("an escape at the end"),
                },
                other => field.push(other),
            }
        }
        fields
    }

    #[test]
    fn values_are_written_as_the_loader_reads_them() {
        assert_eq!(field("DateStart", Value::text("2026-01-09")), "|2026/01/09");
        assert_eq!(field("Title", Value::text("2026-01-09")), "|2026-01-09");
        assert_eq!(field("StartDate", Value::text("2026/01/09")), "|2026/01/09");
        assert_eq!(field("DateFormatCode", Value::text("EU")), "|EU");
        assert_eq!(field("hireDate(PER=Global)", Value::text("May")), "|May");
        assert_eq!(
            field("LastUpdateDate", Value::text("2026-01-09T08:05:00")),
            "|2026/01/09 08:05:00"
        );
        assert_eq!(field("PrimaryFlag", Value::Bool(false)), "|N");
        assert_eq!(
            field("SalaryAmount", Value::Decimal("1234.50".parse().unwrap())),
            "|1234.50"
        );
        assert_eq!(field("Title", Value::Null), "|#NULL");
        assert_eq!(
            field("Title", Value::text("a|b\\c\r\nd")),
            "|a\\|b\\\\c\\nd"
        );
    }

    #[test]
    fn what_is_no_day_is_refused_where_the_attribute_is_a_date() {
        let values = [
            Value::text("soon"),
            Value::text("31/12/2026"),
            Value::text("2026-02-30"),
            Value::text("2026/02/30"),
            Value::text("20260109"),
            Value::Integer(46_031),
            Value::Bool(true),
        ];
        for value in values {
            for name in ["StartDate", "DateOfBirth", "EffectiveStartDate"] {
                let written = push(&mut String::new(), name, &value, false);
                assert!(written.is_err(), "{name} {value}");
            }
        }
        assert!(push(&mut String::new(), "StartDate", &Value::text(""), false).is_ok());
    }

    #[test]
    fn a_text_that_would_clear_is_refused() {
        let mut line = String::new();
        assert!(push(&mut line, "Title", &Value::text("#NULL"), false).is_err());
    }

    #[test]
    fn a_line_end_that_has_no_escape_is_refused() {
        for sign in LINE_ENDS {
            let text = Value::text(format!("a{sign}b"));
            assert!(
                push(&mut String::new(), "Title", &text, false).is_err(),
                "{sign:?}"
            );
        }
    }

    proptest! {
        /// Whatever stands in a text, the line has as many fields as were written, and gives them back.
        #[test]
        fn no_text_escapes_its_field(first in "[a-z|\\\\\n #]{0,20}", second in "\\PC{0,20}") {
            prop_assume!(first != CLEAR && second != CLEAR && !second.contains(LINE_ENDS));
            let mut line = "MERGE|Worker".to_owned();
            push(&mut line, "Title", &Value::text(&first), false).unwrap();
            push(&mut line, "Title", &Value::text(&second), false).unwrap();
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(read(&line), ["MERGE", "Worker", &first, &second]);
        }
    }
}
