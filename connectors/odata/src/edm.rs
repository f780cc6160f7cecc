//! Primitive types and their literals, as URLs spell them.
//!
//! OData Version 4.01 Part 2, "Primitive Literals", and the ABNF construction rules: text in single
//! quotes, doubled inside; numbers, dates, points in time and GUIDs bare; enumerations and durations
//! with what they are in front of quotes.

use std::sync::Arc;

use landbridge_contract::Value;

/// Kinds of primitive types that are spelt differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edm {
    /// `Edm.String`.
    Text,
    /// `Edm.Guid`.
    Guid,
    /// `Edm.Byte` to `Edm.Int32`.
    Integer,
    /// `Edm.Int64`: a number, or text where numbers are to be safe for binary floats.
    Long,
    /// `Edm.Decimal`: like `Edm.Int64`.
    Decimal,
    /// `Edm.Double`, `Edm.Single`.
    Float,
    /// `Edm.Boolean`.
    Bool,
    /// `Edm.Date`.
    Date,
    /// `Edm.DateTimeOffset`.
    Moment,
    /// `Edm.TimeOfDay`.
    Time,
    /// `Edm.Duration`.
    Duration,
    /// `Edm.Binary`.
    Binary,
    /// An enumeration, by its qualified name.
    Enum(Arc<str>),
    /// Something that no key is made of.
    Other,
}

impl Edm {
    /// The type of a name like `Edm.String`.
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "Edm.String" => Self::Text,
            "Edm.Guid" => Self::Guid,
            "Edm.Byte" | "Edm.SByte" | "Edm.Int16" | "Edm.Int32" => Self::Integer,
            "Edm.Int64" => Self::Long,
            "Edm.Decimal" => Self::Decimal,
            "Edm.Double" | "Edm.Single" => Self::Float,
            "Edm.Boolean" => Self::Bool,
            "Edm.Date" => Self::Date,
            "Edm.DateTimeOffset" => Self::Moment,
            "Edm.TimeOfDay" => Self::Time,
            "Edm.Duration" => Self::Duration,
            "Edm.Binary" => Self::Binary,
            _ => Self::Other,
        }
    }

    /// The type that a value has by itself, where the metadata does not tell.
    pub(crate) fn of_value(value: &Value) -> Self {
        match value {
            Value::Bool(_) => Self::Bool,
            Value::Integer(_) => Self::Long,
            Value::Decimal(_) => Self::Decimal,
            Value::Date(_) => Self::Date,
            Value::DateTime(_) => Self::Moment,
            Value::Text(_) => Self::Text,
            Value::Null | Value::List(_) | Value::Record(_) | Value::Reference(_) => Self::Other,
        }
    }

    /// The literal of a text; nothing where the text is none of this type. What stands bare is held
    /// against its form, so that no text leaves its place in the URL.
    pub(crate) fn literal(&self, text: &str) -> Option<String> {
        let quoted = || format!("'{}'", text.replace('\'', "''"));
        match self {
            Self::Text => Some(quoted()),
            Self::Guid => is_guid(text).then(|| text.to_owned()),
            Self::Integer | Self::Long => is_number(text, false).then(|| text.to_owned()),
            Self::Decimal | Self::Float => is_number(text, true).then(|| text.to_owned()),
            Self::Bool => matches!(text, "true" | "false").then(|| text.to_owned()),
            Self::Date => is_shape(text, "dddd-dd-dd").then(|| text.to_owned()),
            Self::Time => is_time(text).then(|| text.to_owned()),
            Self::Moment => moment(text),
            Self::Duration => is_plain(text).then(|| format!("duration{}", quoted())),
            Self::Binary => is_plain(text).then(|| format!("binary{}", quoted())),
            Self::Enum(name) => Some(format!("{name}{}", quoted())),
            Self::Other => None,
        }
    }

    /// The text that a literal stands for; the reverse of [`Edm::literal`].
    pub(crate) fn text_of(literal: &str) -> String {
        let inner = literal
            .split_once('\'')
            .and_then(|(_, rest)| rest.strip_suffix('\''));
        inner.map_or_else(|| literal.to_owned(), |inner| inner.replace("''", "'"))
    }
}

/// A point in time with its zone. One without is in UTC, and a date is its midnight.
pub(crate) fn moment(text: &str) -> Option<String> {
    if is_shape(text, "dddd-dd-dd") {
        return Some(format!("{text}T00:00:00Z"));
    }
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    if !is_shape(date, "dddd-dd-dd") {
        return None;
    }
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at_checked(zone_at)?;
    if !is_time(time) {
        return None;
    }
    match zone {
        "" | "Z" | "z" => Some(format!("{date}T{time}Z")),
        zone if is_shape(zone.get(1..)?, "dd:dd") => Some(format!("{date}T{time}{zone}")),
        _ => None,
    }
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (is_shape(clock, "dd:dd:dd") || is_shape(clock, "dd:dd"))
        && (1..=12).contains(&fraction.len())
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_guid(text: &str) -> bool {
    is_shape(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
}

/// Whether every sign is as the shape says: `d` a digit, `x` a hexadecimal digit, others themselves.
fn is_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, form)| match form {
                b'd' => byte.is_ascii_digit(),
                b'x' => byte.is_ascii_hexdigit(),
                other => byte == other,
            })
}

fn is_number(text: &str, fraction: bool) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(rest) && (fraction || !digits.contains('.'))
}

/// Signs of durations and of base64url.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.=+".contains(&byte);
    !text.is_empty() && text.bytes().all(plain)
}
