//! Values inside an expression, and what it says when they do not go together.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime, Time};
use landbridge_contract::Value;
use rhai::{Dynamic, EvalAltResult, ImmutableString, Position};
use rust_decimal::Decimal;

/// Why an expression gives no value for a record. Shows values only through [`Complaint::found`],
/// which is masked where it is personal.
#[derive(Debug, Clone, PartialEq)]
pub struct Complaint {
    /// The value that is to blame; nothing where it is the expression.
    pub found: Value,
    /// What was expected.
    pub expected: String,
}

pub(super) type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// Several values where an expression can only use one.
#[derive(Debug, Clone)]
pub(super) struct Several;

/// A value as operators see it.
#[derive(Debug, Clone)]
pub(crate) enum Operand {
    Nothing,
    Bool(bool),
    Number(Decimal),
    Text(ImmutableString),
    Date(Date),
    DateTime(DateTime),
    Several,
}

impl Complaint {
    #[expect(
        clippy::unnecessary_box_returns,
        reason = "the evaluator's functions return boxed faults"
    )]
    pub(super) fn thrown(found: &Operand, expected: impl Into<String>) -> Box<EvalAltResult> {
        let complaint = Self {
            found: found.to_value(),
            expected: expected.into(),
        };
        EvalAltResult::ErrorRuntime(Dynamic::from(complaint), Position::NONE).into()
    }

    /// What a failed evaluation says.
    pub(super) fn of(fault: &EvalAltResult) -> Self {
        let general = |expected: &str| Self {
            found: Value::Null,
            expected: expected.to_owned(),
        };
        match fault.unwrap_inner() {
            EvalAltResult::ErrorRuntime(thrown, _) => thrown
                .clone()
                .try_cast::<Self>()
                .unwrap_or_else(|| general("an expression that can be evaluated")),
            EvalAltResult::ErrorTooManyOperations(_)
            | EvalAltResult::ErrorStackOverflow(_)
            | EvalAltResult::ErrorDataTooLarge(..) => general("an expression within the limits"),
            EvalAltResult::ErrorMismatchDataType(..) => {
                general("true or false on both sides of `&&` and `||`, behind `!` and `if`")
            }
            EvalAltResult::ErrorArithmetic(..) => general("a number that can be written exactly"),
            _ => general("an expression that can be evaluated"),
        }
    }
}

impl From<Dynamic> for Operand {
    fn from(value: Dynamic) -> Self {
        if value.is_unit() {
            return Self::Nothing;
        }
        if value.is_string() {
            return value
                .into_immutable_string()
                .map_or(Self::Several, Self::Text);
        }
        if let Ok(number) = value.as_decimal() {
            return Self::Number(number);
        }
        if let Ok(number) = value.as_int() {
            return Self::Number(Decimal::from(number));
        }
        if let Ok(truth) = value.as_bool() {
            return Self::Bool(truth);
        }
        match value.try_cast_result::<Date>() {
            Ok(date) => Self::Date(date),
            Err(value) => value
                .try_cast::<DateTime>()
                .map_or(Self::Several, Self::DateTime),
        }
    }
}

impl From<Operand> for Dynamic {
    fn from(operand: Operand) -> Self {
        match operand {
            Operand::Nothing => Self::UNIT,
            Operand::Bool(truth) => truth.into(),
            Operand::Number(number) => Self::from_decimal(number),
            Operand::Text(text) => text.into(),
            Operand::Date(date) => Self::from(date),
            Operand::DateTime(date_time) => Self::from(date_time),
            Operand::Several => Self::from(Several),
        }
    }
}

/// A record's value as an expression sees it; empty text is nothing.
pub(crate) fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Text(text) if text.is_empty() => Dynamic::UNIT,
        Value::Text(text) => ImmutableString::from(text.as_str()).into(),
        Value::Bool(truth) => (*truth).into(),
        Value::Integer(number) => Dynamic::from_decimal(Decimal::from(*number)),
        Value::Decimal(number) => Dynamic::from_decimal(*number),
        Value::Date(date) => Dynamic::from(*date),
        Value::DateTime(date_time) => Dynamic::from(*date_time),
        Value::Reference(reference) => ImmutableString::from(reference.key.as_str()).into(),
        Value::List(_) | Value::Record(_) => Dynamic::from(Several),
    }
}

impl Operand {
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Nothing | Self::Several => Value::Null,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Number(number) => Value::Decimal(*number),
            Self::Text(text) => Value::text(text),
            Self::Date(date) => Value::Date(*date),
            Self::DateTime(date_time) => Value::DateTime(*date_time),
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::Date(_) | Self::DateTime(_) => "a date",
            Self::Several => "several values",
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Bool(_) | Self::Number(_) | Self::Date(_) | Self::DateTime(_) | Self::Several => {
                false
            }
        }
    }

    /// The value as a person would read it; nothing is an empty text.
    pub(super) fn text(&self) -> ImmutableString {
        match self {
            Self::Text(text) => text.clone(),
            other => other.to_value().to_string().into(),
        }
    }

    pub(super) fn number(&self) -> Outcome<Decimal> {
        match self {
            Self::Number(number) => Ok(*number),
            other => Err(Complaint::thrown(other, unlike("a number", other))),
        }
    }

    pub(super) fn whole(&self) -> Outcome<i64> {
        let number = self.number()?;
        i64::try_from(number)
            .ok()
            .filter(|whole| Decimal::from(*whole) == number)
            .ok_or_else(|| Complaint::thrown(self, "a whole number"))
    }

    pub(super) fn date(&self) -> Outcome<Date> {
        match self {
            Self::Date(date) => Ok(*date),
            Self::DateTime(date_time) => Ok(date_time.date()),
            other => Err(Complaint::thrown(other, unlike("a date", other))),
        }
    }

    fn date_time(&self) -> Option<DateTime> {
        match self {
            Self::Date(date) => Some(DateTime::from_parts(*date, Time::midnight())),
            Self::DateTime(date_time) => Some(*date_time),
            _ => None,
        }
    }
}

fn unlike(expected: &str, found: &Operand) -> String {
    match found {
        Operand::Nothing => format!("{expected}, not nothing: guard it with `blank(…)`"),
        Operand::Text(_) if expected == "a number" => {
            "a number, not text: use `number(…)`".to_owned()
        }
        Operand::Text(_) if expected == "a date" => "a date, not text: use `date(…)`".to_owned(),
        other => format!("{expected}, not {}", other.kind()),
    }
}

/// Equality. Nothing equals nothing and the empty text; things of different kinds are not
/// compared, since the answer would be an accident of how a cell was typed.
pub(super) fn equal(left: &Operand, right: &Operand) -> Outcome<bool> {
    match (left, right) {
        (Operand::Nothing, Operand::Nothing) => Ok(true),
        (Operand::Nothing, Operand::Text(text)) | (Operand::Text(text), Operand::Nothing) => {
            Ok(text.is_empty())
        }
        (Operand::Nothing, _) | (_, Operand::Nothing) => Ok(false),
        (Operand::Bool(left), Operand::Bool(right)) => Ok(left == right),
        _ => compare(left, right).map(Ordering::is_eq),
    }
}

/// Order of numbers, dates or texts.
pub(super) fn compare(left: &Operand, right: &Operand) -> Outcome<Ordering> {
    match (left, right) {
        (Operand::Number(left), Operand::Number(right)) => Ok(left.cmp(right)),
        (Operand::Text(left), Operand::Text(right)) => Ok(left.as_str().cmp(right.as_str())),
        _ => {
            if let (Some(left), Some(right)) = (left.date_time(), right.date_time()) {
                return Ok(left.cmp(&right));
            }
            Err(incomparable(left, right))
        }
    }
}

#[expect(
    clippy::unnecessary_box_returns,
    reason = "the evaluator's functions return boxed faults"
)]
fn incomparable(left: &Operand, right: &Operand) -> Box<EvalAltResult> {
    let expected = match (left, right) {
        (Operand::Nothing, _) | (_, Operand::Nothing) => {
            "two values to compare, not nothing: guard them with `blank(…)`".to_owned()
        }
        _ => format!(
            "two values of one kind to compare, not {} and {}: use `number(…)`, `text(…)` or \
             `date(…)`",
            left.kind(),
            right.kind()
        ),
    };
    let to_blame = match left {
        Operand::Nothing => right,
        _ => left,
    };
    Complaint::thrown(to_blame, expected)
}
