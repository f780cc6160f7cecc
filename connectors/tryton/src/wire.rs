//! Values in Tryton's form: typed as the field that they are for.
//!
//! JSON has neither decimals nor dates, so that Tryton writes them as objects with a `__class__`. The server takes a
//! bare number or text for some of them too, but not always with the same meaning; nothing is left to it here.
//! Sources: `trytond/protocols/jsonrpc.py` and `trytond/model/fields/date.py` of Tryton 8.0.

use std::borrow::Cow;
use std::io::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use landbridge_contract::{Value, json};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use crate::model::{Field, Fraction, Kind, Strip};

/// A value as the server keeps it. Two values that are equal here are the same to the server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Typed<'v> {
    Null,
    Boolean(bool),
    Integer(i64),
    Numeric(Decimal),
    /// More digits than an exact decimal holds.
    Digits(Cow<'v, str>),
    Float(Decimal),
    Text(Cow<'v, str>),
    Date(Date),
    DateTime(DateTime),
    Time(Time),
    Span(Decimal),
    Bytes(Cow<'v, str>),
    /// Numbers of records, or whatever else is written as it is.
    Other(&'v Value),
}

/// The value of a field in the server's form. The error says what was expected and shows no value.
pub(crate) fn typed<'v>(value: &'v Value, field: &Field) -> Result<Typed<'v>, &'static str> {
    match (field.kind, value) {
        (_, Value::Null) => Ok(Typed::Null),
        (_, Value::Reference(_)) => Err("a reference that has no target id yet"),
        (Kind::Boolean, Value::Bool(value)) => Ok(Typed::Boolean(*value)),
        (Kind::Boolean, _) => Err("true or false"),
        (Kind::Integer, Value::Integer(number)) => Ok(Typed::Integer(*number)),
        (Kind::Integer, other) => number(other)
            .filter(Decimal::is_integer)
            .and_then(|number| i64::try_from(number).ok())
            .map(Typed::Integer)
            .ok_or("a whole number"),
        (Kind::One, other) => number(other)
            .filter(Decimal::is_integer)
            .and_then(|number| i64::try_from(number).ok())
            .map(Typed::Integer)
            .ok_or("the number of a record; in a mapping: ref"),
        (Kind::Numeric, other) => numeric(other).ok_or("a number"),
        (Kind::Float, other) => number(other).map(Typed::Float).ok_or("a number"),
        (Kind::Span, other) => number(other).map(Typed::Span).ok_or("a number of seconds"),
        (Kind::Char(strip), other) => text(other).map(|text| Typed::Text(stripped(text, strip))),
        (Kind::Text, other) => text(other).map(Typed::Text),
        (Kind::Bytes, Value::Text(text)) => Ok(Typed::Bytes(without_blanks(text))),
        (Kind::Bytes, _) => Err("bytes in base64"),
        (Kind::Date, Value::Date(date)) => Ok(Typed::Date(*date)),
        (Kind::Date, Value::Text(text)) => only_day(text)
            .map(Typed::Date)
            .ok_or("a day that exists, YYYY-MM-DD"),
        (Kind::Date, _) => Err("a day"),
        (Kind::DateTime(kept), other) => moment(other)
            .and_then(|moment| Some(moment.date().to_datetime(cut(moment.time(), kept)?)))
            .map(Typed::DateTime)
            .ok_or("a day and a time that exist, YYYY-MM-DDTHH:MM:SS"),
        (Kind::Time, Value::Text(text)) => text
            .parse()
            .ok()
            .and_then(|time| cut(time, Fraction::None))
            .map(Typed::Time)
            .ok_or("a time of day, HH:MM:SS"),
        (Kind::Time, _) => Err("a time of day"),
        (Kind::Children | Kind::Many | Kind::Other, other) => Ok(Typed::Other(other)),
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Text(text) => Decimal::from_str_exact(text).ok(),
        other => other.as_decimal(),
    }
}

/// An exact number, however many digits it has.
fn numeric(value: &Value) -> Option<Typed<'_>> {
    if let Some(number) = number(value) {
        return Some(Typed::Numeric(number));
    }
    let text = value.as_text()?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (all(whole) && all(fraction)).then_some(Typed::Digits(Cow::Borrowed(text)))
}

fn text(value: &Value) -> Result<Cow<'_, str>, &'static str> {
    match value {
        Value::Text(text) => Ok(Cow::Borrowed(text)),
        // The server would keep the bare number, and give it back as one.
        Value::Integer(_) | Value::Decimal(_) | Value::Date(_) | Value::DateTime(_) => {
            Ok(Cow::Owned(value.to_string()))
        }
        _ => Err("text"),
    }
}

fn stripped(text: Cow<'_, str>, strip: Strip) -> Cow<'_, str> {
    let cut = |text: &str| -> (usize, usize) {
        let start = match strip {
            Strip::Leading | Strip::Both => text.len() - text.trim_start().len(),
            Strip::None | Strip::Trailing => 0,
        };
        let end = match strip {
            Strip::Trailing | Strip::Both => text.trim_end().len(),
            Strip::None | Strip::Leading => text.len(),
        };
        (start, end.max(start))
    };
    match text {
        Cow::Borrowed(text) => {
            let (start, end) = cut(text);
            Cow::Borrowed(text.get(start..end).unwrap_or_default())
        }
        Cow::Owned(text) => {
            let (start, end) = cut(&text);
            Cow::Owned(text.get(start..end).unwrap_or_default().to_owned())
        }
    }
}

fn without_blanks(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_whitespace) {
        Cow::Owned(text.split_whitespace().collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// A day and nothing behind it: the parser would pass over a time of day.
fn only_day(text: &str) -> Option<Date> {
    const LENGTH: usize = 10;
    (text.len() == LENGTH).then(|| text.parse().ok()).flatten()
}

/// A time with what the server keeps of it: it drops the rest without a word.
fn cut(time: Time, kept: Fraction) -> Option<Time> {
    let nanoseconds = match kept {
        Fraction::None => 0,
        Fraction::Millionths => time.subsec_nanosecond() / 1_000 * 1_000,
    };
    Time::new(time.hour(), time.minute(), time.second(), nanoseconds).ok()
}

/// A moment in UTC; one without a zone is taken to be in UTC.
fn moment(value: &Value) -> Option<DateTime> {
    match value {
        Value::DateTime(moment) => Some(*moment),
        Value::Text(text) => {
            let zoned = text.parse::<Timestamp>().ok();
            zoned
                .map(|moment| Offset::UTC.to_datetime(moment))
                .or_else(|| text.parse().ok())
        }
        _ => None,
    }
}

/// Appends a value.
pub(crate) fn write(value: &Typed<'_>, out: &mut Vec<u8>) {
    match value {
        Typed::Null => out.extend_from_slice(b"null"),
        Typed::Boolean(value) => say(out, format_args!("{value}")),
        Typed::Integer(number) => say(out, format_args!("{number}")),
        Typed::Float(number) => say(out, format_args!("{number}")),
        Typed::Numeric(number) => {
            say(
                out,
                format_args!("{{\"__class__\":\"Decimal\",\"decimal\":\"{number}\"}}"),
            );
        }
        Typed::Digits(digits) => {
            say(
                out,
                format_args!("{{\"__class__\":\"Decimal\",\"decimal\":\"{digits}\"}}"),
            );
        }
        Typed::Text(text) => write_text(text, out),
        Typed::Date(date) => {
            say(out, format_args!("{{\"__class__\":\"date\","));
            write_day(*date, out);
            out.push(b'}');
        }
        Typed::DateTime(moment) => {
            say(out, format_args!("{{\"__class__\":\"datetime\","));
            write_day(moment.date(), out);
            out.push(b',');
            write_time(moment.time(), out);
            out.push(b'}');
        }
        Typed::Time(time) => {
            say(out, format_args!("{{\"__class__\":\"time\","));
            write_time(*time, out);
            out.push(b'}');
        }
        Typed::Span(seconds) => {
            say(
                out,
                format_args!("{{\"__class__\":\"timedelta\",\"seconds\":{seconds}}}"),
            );
        }
        Typed::Bytes(base64) => {
            say(out, format_args!("{{\"__class__\":\"bytes\",\"base64\":"));
            write_text(base64, out);
            out.push(b'}');
        }
        Typed::Other(value) => json::write_value(value, out),
    }
}

fn write_day(date: Date, out: &mut Vec<u8>) {
    let (year, month, day) = (date.year(), date.month(), date.day());
    say(
        out,
        format_args!("\"year\":{year},\"month\":{month},\"day\":{day}"),
    );
}

fn write_time(time: Time, out: &mut Vec<u8>) {
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let micro = time.subsec_nanosecond() / 1_000;
    say(
        out,
        format_args!(
            "\"hour\":{hour},\"minute\":{minute},\"second\":{second},\"microsecond\":{micro}"
        ),
    );
}

/// Appends a text as a JSON string.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a string is always JSON");
}

fn say(out: &mut Vec<u8>, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words)
        .expect("writing to memory does not fail");
}

/// Whether two values are the same to the server: an empty text is kept as nothing, or the other way round.
pub(crate) fn same(one: &Typed<'_>, other: &Typed<'_>) -> bool {
    one == other || (is_blank(one) && is_blank(other))
}

/// Nothing, or a text without signs.
pub(crate) fn is_blank(value: &Typed<'_>) -> bool {
    match value {
        Typed::Null => true,
        Typed::Text(text) => text.is_empty(),
        _ => false,
    }
}

/// The value as JSON, for conditions of a search.
pub(crate) fn condition(value: &Typed<'_>) -> Json {
    let mut written = Vec::new();
    write(value, &mut written);
    serde_json::from_slice(&written).unwrap_or_default()
}

/// Reads a value as the server gives it. What has no form here stays as it came.
pub(crate) fn read(given: &Json) -> Value {
    let Json::Object(members) = given else {
        return match given {
            Json::Array(items) => Value::List(items.iter().map(read).collect()),
            simple => json::from_json(simple),
        };
    };
    let class = members.get("__class__").and_then(Json::as_str);
    let read = class.and_then(|class| read_class(class, members));
    read.unwrap_or_else(|| json::from_json(given))
}

fn read_class(class: &str, members: &Map<String, Json>) -> Option<Value> {
    let text = |name: &str| members.get(name).and_then(Json::as_str);
    match class {
        "Decimal" => text("decimal").map(json::from_number).map(scaled),
        "date" => day(members).map(Value::Date),
        "datetime" => {
            let moment = day(members)?.to_datetime(time(members)?);
            Some(Value::DateTime(moment))
        }
        "time" => time(members).map(|time| Value::text(time.to_string())),
        "timedelta" => members.get("seconds").map(json::from_json),
        "bytes" => text("base64").map(|base64| Value::text(without_blanks(base64))),
        _ => None,
    }
}

/// A decimal stays one where it has no decimals.
fn scaled(value: Value) -> Value {
    match value {
        Value::Integer(number) => Value::Decimal(Decimal::from(number)),
        other => other,
    }
}

fn part<T: TryFrom<i64>>(members: &Map<String, Json>, name: &str) -> Option<T> {
    T::try_from(members.get(name)?.as_i64()?).ok()
}

fn day(members: &Map<String, Json>) -> Option<Date> {
    Date::new(
        part(members, "year")?,
        part(members, "month")?,
        part(members, "day")?,
    )
    .ok()
}

fn time(members: &Map<String, Json>) -> Option<Time> {
    let micro: i32 = part(members, "microsecond").unwrap_or_default();
    Time::new(
        part(members, "hour")?,
        part(members, "minute")?,
        part(members, "second")?,
        micro.checked_mul(1_000)?,
    )
    .ok()
}
