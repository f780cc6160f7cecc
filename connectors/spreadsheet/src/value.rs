//! Cells as the file holds them, and the values and notices that they read as.

use std::borrow::Cow;

use calamine::{Data, ExcelDateTime};
use compact_str::format_compact;
use landbridge_contract::{NoticeKind, Value};

use crate::format::{Content, DateSystem, Format};
use crate::{date, number};

/// A cell that is not empty, as the file holds it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Integer(i64),
    Bool(bool),
    /// A serial number in a cell with a date or time format.
    Serial(f64),
    /// A serial number in a cell with a duration format.
    Duration(f64),
    /// An ISO 8601 date, date-time or time.
    Iso(Cow<'a, str>),
    /// An ISO 8601 duration.
    IsoDuration(Cow<'a, str>),
    /// An error such as `#N/A`.
    Error(String),
    /// A cell that was read already.
    Done(Read),
    /// A cell and what a person sees of it.
    Shown(Box<(Cell<'a>, String)>),
}

/// A value read, and what was noticed about it: the kind, and the cell as it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    pub(crate) value: Value,
    pub(crate) notice: Option<(NoticeKind, String)>,
}

impl Read {
    pub(crate) fn plain(value: Value) -> Self {
        Self {
            value,
            notice: None,
        }
    }

    pub(crate) fn noticed(value: Value, kind: NoticeKind, found: impl Into<String>) -> Self {
        Self {
            value,
            notice: Some((kind, found.into())),
        }
    }
}

impl<'a> Cell<'a> {
    /// A cell of a sheet that is held; none where it is empty.
    pub(crate) fn held(data: &'a Data) -> Option<Self> {
        Some(match data {
            Data::Empty => return None,
            Data::String(text) if text.is_empty() => return None,
            Data::String(text) => Self::Text(Cow::Borrowed(text)),
            Data::Float(number) => Self::Number(*number),
            Data::Int(number) => Self::Integer(*number),
            Data::Bool(value) => Self::Bool(*value),
            Data::DateTime(moment) => Self::moment(moment),
            Data::DateTimeIso(text) => Self::Iso(Cow::Borrowed(text)),
            Data::DurationIso(text) => Self::IsoDuration(Cow::Borrowed(text)),
            Data::Error(error) => Self::Error(error.to_string()),
        })
    }

    /// As [`Cell::held`], for ods, whose reader gives error cells as their text.
    pub(crate) fn held_ods(data: &'a Data) -> Option<Self> {
        match Self::held(data) {
            Some(Self::Text(text)) if is_error(&text) => Some(Self::Error(text.into_owned())),
            cell => cell,
        }
    }

    fn moment(moment: &ExcelDateTime) -> Self {
        if moment.is_duration() {
            Self::Duration(moment.as_f64())
        } else {
            Self::Serial(moment.as_f64())
        }
    }

    /// The cell together with what a person sees of it under a format, `General` where it has none.
    pub(crate) fn under(self, format: Option<&Format>, from_1904: bool) -> Self {
        let content = match &self {
            Self::Text(text) => Content::Text(text),
            Self::Number(number) | Self::Serial(number) | Self::Duration(number) => {
                Content::Number(*number)
            }
            Self::Integer(number) => match format_compact!("{number}").parse() {
                Ok(number) => Content::Number(number),
                Err(_) => return self,
            },
            Self::Bool(value) => Content::Bool(*value),
            Self::Error(error) => Content::Error(error),
            Self::Iso(_) | Self::IsoDuration(_) | Self::Done(_) | Self::Shown(_) => return self,
        };
        let mut out = String::new();
        let general = Format::general();
        let system = DateSystem::of(from_1904);
        format.unwrap_or(&general).show(content, system, &mut out);
        Self::Shown(Box::new((self, out)))
    }

    /// What a person sees of it, where that is known.
    pub(crate) fn shown(&self) -> Option<&str> {
        match self {
            Self::Shown(shown) => Some(&shown.1),
            _ => None,
        }
    }

    /// Bytes of its text, with what a person sees of it.
    pub(crate) fn text_length(&self) -> usize {
        match self {
            Self::Text(text) | Self::Iso(text) | Self::IsoDuration(text) => text.len(),
            Self::Error(error) => error.len(),
            Self::Shown(shown) => shown.0.text_length() + shown.1.len(),
            Self::Number(_)
            | Self::Integer(_)
            | Self::Bool(_)
            | Self::Serial(_)
            | Self::Duration(_)
            | Self::Done(_) => 0,
        }
    }

    /// Whether a person sees nothing: text of spaces only. (Cells without content are no cells.)
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Done(read) => read.notice.is_none() && read.value.is_blank(),
            Self::Shown(shown) => shown.0.is_blank(),
            _ => false,
        }
    }

    /// The value, and what is to be noticed.
    pub(crate) fn read(&self, from_1904: bool) -> Read {
        match self {
            Self::Text(text) => Read::plain(Value::text(text)),
            Self::Number(number) => number::read(*number),
            Self::Integer(number) => Read::plain(Value::Integer(*number)),
            Self::Bool(value) => Read::plain(Value::Bool(*value)),
            Self::Serial(number) => date::serial(*number, from_1904),
            Self::Duration(number) => date::duration(*number),
            Self::Iso(text) => Read::plain(date::iso(text)),
            Self::IsoDuration(text) => Read::plain(date::iso_duration(text)),
            Self::Error(error) => Read::noticed(Value::Null, NoticeKind::ErrorCell, error.as_str()),
            Self::Done(read) => read.clone(),
            Self::Shown(shown) => shown.0.read(from_1904),
        }
    }
}

/// Whether a text is what `LibreOffice` shows for an error (`Err:502`) or what Excel does.
fn is_error(text: &str) -> bool {
    const SHOWN: [&str; 7] = [
        "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
    ];
    let numbered = text.strip_prefix("Err:");
    SHOWN.contains(&text)
        || numbered
            .is_some_and(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()))
}
