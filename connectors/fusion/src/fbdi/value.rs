//! Values as the loader of import files reads them.

use std::borrow::Cow;

use landbridge_contract::Value;
use rust_decimal::Decimal;

use super::columns::Kind;

/// Why a value cannot stand in a column, in words that show nothing of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unfit {
    pub(super) found: String,
    pub(super) expected: String,
}

impl Unfit {
    pub(super) fn new(found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            found: found.into(),
            expected: expected.into(),
        }
    }
}

/// A value as it stands in a column.
///
/// Nothing is empty, which the loader takes as no value. A line break is the two characters `\n`, as a line of the file
/// must not break. What does not fit would make the loader refuse the whole file, so it is found here.
pub(super) fn text(value: &Value, kind: Kind) -> Result<Cow<'_, str>, Unfit> {
    let unfit = |wanted: &str| Unfit::new(format!("a {}", value.kind()), wanted);
    match (value, kind) {
        (Value::Null, _) => Ok(Cow::Borrowed("")),
        (Value::Text(text), _) if text.is_empty() => Ok(Cow::Borrowed("")),
        (Value::List(_) | Value::Record(_) | Value::Reference(_), _) => Err(unfit("one value")),
        (_, Kind::Date) => {
            let day = day(&value.to_string());
            day.map(Cow::Owned)
                .ok_or_else(|| unfit("a day as YYYY-MM-DD"))
        }
        (_, Kind::Time) => {
            let moment = moment(&value.to_string());
            moment
                .map(Cow::Owned)
                .ok_or_else(|| unfit("a moment as YYYY-MM-DDTHH:MM:SS"))
        }
        (Value::Integer(_) | Value::Decimal(_), Kind::Number) => Ok(value.to_string().into()),
        (Value::Text(text), Kind::Number) if Decimal::from_str_exact(text).is_ok() => {
            Ok(Cow::Borrowed(text))
        }
        (_, Kind::Number) => Err(unfit("a number in plain digits")),
        (Value::Bool(yes), Kind::Text(_)) => Ok(Cow::Borrowed(if *yes { "Y" } else { "N" })),
        (Value::Text(text), Kind::Text(width)) => fitting(one_line(text), width),
        (_, Kind::Text(width)) => fitting(value.to_string().into(), width),
    }
}

fn fitting(text: Cow<'_, str>, width: Option<u32>) -> Result<Cow<'_, str>, Unfit> {
    let Some(width) = width else {
        return Ok(text);
    };
    let characters = text.chars().count();
    if u32::try_from(characters).is_ok_and(|characters| characters <= width) {
        return Ok(text);
    }
    let plural = if width == 1 { "" } else { "s" };
    Err(Unfit::new(
        format!("{characters} characters"),
        format!("at most {width} character{plural}"),
    ))
}

fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(text.replace('\n', "\\n"))
}

/// `2026-07-03` or `2026/07/03` as `2026/07/03`.
fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str, digits: usize| -> Option<u32> {
        let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        if plain { text.parse().ok() } else { None }
    };
    let (years, months, days) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let leap = years.is_multiple_of(4) && (!years.is_multiple_of(100) || years.is_multiple_of(400));
    let longest = match months {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1..=longest).contains(&days) && years > 0).then(|| format!("{year}/{month}/{day}"))
}

/// `2026-07-03T10:00:00` as `2026/07/03 10:00:00`; a zone is not carried, and refused.
fn moment(text: &str) -> Option<String> {
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let parts: Vec<&str> = time.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else {
        return None;
    };
    let within = |text: &str, below: u32| {
        text.len() == 2 && text.parse::<u32>().is_ok_and(|number| number < below)
    };
    let whole = within(hours, 24) && within(minutes, 60) && within(seconds, 60);
    whole.then_some(())?;
    Some(format!("{} {time}", day(date)?))
}

/// Appends a field of a line. Without quotes around all, only what needs them has them.
pub(super) fn field(line: &mut Vec<u8>, text: &str, quoted: bool) {
    let needs = |byte: u8| matches!(byte, b',' | b'"');
    let blank_edge = text.starts_with(' ') || text.ends_with(' ');
    if !quoted && !blank_edge && !text.bytes().any(needs) {
        line.extend_from_slice(text.as_bytes());
        return;
    }
    line.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &Value, kind: Kind) -> String {
        match text(value, kind) {
            Ok(text) => text.into_owned(),
            Err(Unfit { found, expected }) => format!("! {found}, not {expected}"),
        }
    }

    #[test]
    fn values_stand_as_the_loader_reads_them() {
        let cases = [
            (Value::Null, Kind::Number, ""),
            (Value::text("2026-07-03"), Kind::Date, "2026/07/03"),
            (Value::text("2024-02-29"), Kind::Date, "2024/02/29"),
            (
                Value::text("2026-07-03T10:00:59"),
                Kind::Time,
                "2026/07/03 10:00:59",
            ),
            (Value::Bool(true), Kind::Text(None), "Y"),
            (Value::Bool(false), Kind::Text(Some(1)), "N"),
            (
                Value::Decimal("1500.10".parse().unwrap()),
                Kind::Number,
                "1500.10",
            ),
            (Value::Integer(7), Kind::Text(None), "7"),
            (
                Value::text("1 Main St\r\nFloor 2"),
                Kind::Text(None),
                "1 Main St\\nFloor 2",
            ),
        ];
        for (value, kind, expected) in cases {
            assert_eq!(written(&value, kind), expected);
        }
    }

    #[test]
    fn what_would_make_the_loader_refuse_the_file_is_found_before_and_not_repeated() {
        let cases = [
            (
                Value::text("31/02/2026"),
                Kind::Date,
                "! a text, not a day as YYYY-MM-DD",
            ),
            (
                Value::text("2026-02-30"),
                Kind::Date,
                "! a text, not a day as YYYY-MM-DD",
            ),
            (
                Value::text("2025-02-29"),
                Kind::Date,
                "! a text, not a day as YYYY-MM-DD",
            ),
            (
                Value::text("1.500,00"),
                Kind::Number,
                "! a text, not a number in plain digits",
            ),
            (
                Value::text("Geneva"),
                Kind::Text(Some(3)),
                "! 6 characters, not at most 3 characters",
            ),
            (
                Value::List(Vec::new()),
                Kind::Text(None),
                "! a list, not one value",
            ),
        ];
        for (value, kind, expected) in cases {
            assert_eq!(written(&value, kind), expected);
        }
    }

    #[test]
    fn quotes_are_doubled_and_stand_where_they_must() {
        let mut line = Vec::new();
        for text in ["a", "a,b", "say \"x\"", " edge"] {
            field(&mut line, text, false);
            line.push(b'|');
        }
        assert_eq!(line, b"a|\"a,b\"|\"say \"\"x\"\"\"|\" edge\"|");
        let mut line = Vec::new();
        field(&mut line, "", true);
        assert_eq!(line, b"\"\"");
    }
}
