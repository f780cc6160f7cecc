//! The form of a difference: what it has in common with others of its kind, whatever the values are.

use jiff::civil::Date;
use landbridge_contract::Value;
use rust_decimal::Decimal;

use super::scalar::{self, Moment};

/// Powers of ten by which an amount can be off.
const POWERS: std::ops::RangeInclusive<u32> = 1..=12;
/// Letters of a held value that is worth naming.
const NAMED_MAX: usize = 60;

/// One form that a difference has. The order is that in which one is told where several fit equally.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The value stands in another attribute, and that one's value here.
    Exchanged(String),
    /// The value stands in another attribute.
    Elsewhere(String),
    /// The amount is off by this power of ten: above nought too large, below too small.
    Power(i32),
    /// The amount has the other sign.
    Sign,
    /// The amount has lost decimals to rounding.
    Rounded,
    /// Day and month are exchanged.
    DayMonth,
    /// The date is so many days later, or earlier below nought.
    Days(i64),
    /// The text is cut short.
    Cut,
    /// Capitals and small letters differ, and nothing else.
    Case,
    /// White space differs, and nothing else.
    Space,
    /// Noughts at the beginning are lost.
    Noughts,
    /// Letters beyond ASCII are lost or replaced, and nothing else.
    Letters,
    /// The ERP holds nothing.
    Nothing,
    /// The ERP holds nought.
    Nought,
    /// The ERP holds this multiple of what was sent.
    Times(Decimal),
    /// The ERP holds so much more, or less below nought.
    By(Decimal),
    /// The ERP holds this value.
    Held(String),
}

impl Form {
    /// The forms of a difference. Nothing that tells a personal value is among those of one.
    pub(super) fn of(sent: &Value, held: &Value, personal: bool) -> Vec<Self> {
        if sent.is_blank() {
            return Self::held(held, personal);
        }
        if held.is_blank() {
            return vec![Self::Nothing];
        }
        let mut forms = Vec::new();
        if let Some((sent, held)) = scalar::numbers(sent, held) {
            numbers(sent, held, personal, &mut forms);
        } else if let (Some(sent), Some(held)) = (Moment::of(sent), Moment::of(held)) {
            if let (Some(sent), Some(held)) = (sent.day_in(None), held.day_in(None)) {
                dates(sent, held, &mut forms);
            }
        } else if let (Some(sent), Some(held)) = (sent.as_text(), held.as_text()) {
            texts(sent.trim_end(), held.trim_end(), &mut forms);
        }
        forms.extend(Self::held(held, personal));
        forms
    }

    fn held(held: &Value, personal: bool) -> Vec<Self> {
        let text = held.to_string();
        let named = !personal && !matches!(held, Value::List(_) | Value::Record(_));
        if named && text.chars().count() <= NAMED_MAX {
            vec![Self::Held(text)]
        } else {
            Vec::new()
        }
    }

    /// What is the case, after a colon. `length` is the length of the longest text or number of decimals that is held.
    pub fn words(&self, length: usize) -> String {
        match self {
            Self::Exchanged(other) => format!("exchanged with {other}"),
            Self::Elsewhere(other) => format!("what was sent stands in {other}"),
            Self::Power(power) => {
                let factor = format!("1{}", "0".repeat(usize::try_from(power.abs()).unwrap_or(0)));
                let side = if *power > 0 { "large" } else { "small" };
                format!("a factor of {factor} too {side}")
            }
            Self::Sign => "the sign is turned round".to_owned(),
            Self::Rounded => format!("rounded to {length} decimals"),
            Self::DayMonth => "day and month are exchanged".to_owned(),
            Self::Days(days) => {
                let unit = if days.abs() == 1 { "day" } else { "days" };
                let side = if *days > 0 { "later" } else { "earlier" };
                format!("{} {unit} {side}", days.abs())
            }
            Self::Cut => format!("cut after {length} characters"),
            Self::Case => "capitals and small letters differ".to_owned(),
            Self::Space => "white space differs".to_owned(),
            Self::Noughts => "noughts at the beginning are lost".to_owned(),
            Self::Letters => "letters with marks are lost or replaced".to_owned(),
            Self::Nothing => "the ERP holds nothing".to_owned(),
            Self::Nought => "the ERP holds 0".to_owned(),
            Self::Times(ratio) => format!("{ratio} times what was sent"),
            Self::By(by) if by.is_sign_negative() => format!("{} too little", by.abs()),
            Self::By(by) => format!("{by} too much"),
            Self::Held(value) => format!("the ERP holds {value}"),
        }
    }

    /// Whether the form is worth telling only where nearly all differences have it: values are the same by chance.
    pub(super) fn is_weak(&self) -> bool {
        matches!(self, Self::By(_) | Self::Times(_) | Self::Held(_))
    }

    /// The length that [`Self::words`] wants of a held value.
    pub(super) fn length(sent: &Value, held: &Value) -> usize {
        match scalar::numbers(sent, held) {
            Some((_, number)) => usize::try_from(number.normalize().scale()).unwrap_or(0),
            None => held
                .as_text()
                .map_or(0, |text| text.trim_end().chars().count()),
        }
    }
}

fn numbers(sent: Decimal, held: Decimal, personal: bool, forms: &mut Vec<Form>) {
    if held.is_zero() {
        forms.push(Form::Nought);
        return;
    }
    if sent.checked_add(held).is_some_and(|sum| sum.is_zero()) {
        forms.push(Form::Sign);
    }
    for power in POWERS {
        let factor = Decimal::from(10_u64.pow(power));
        let signed = i32::try_from(power).unwrap_or(0);
        if sent.checked_mul(factor) == Some(held) {
            forms.push(Form::Power(signed));
        } else if held.checked_mul(factor) == Some(sent) {
            forms.push(Form::Power(-signed));
        }
    }
    let scale = held.normalize().scale();
    let fewer = scale < sent.normalize().scale();
    if fewer
        && held
            .checked_sub(sent)
            .is_some_and(|by| by.abs() < Decimal::new(1, scale))
    {
        forms.push(Form::Rounded);
    }
    if personal {
        return;
    }
    if !sent.is_zero()
        && let Some(ratio) = held.checked_div(sent)
    {
        forms.push(Form::Times(ratio.round_dp(4).normalize()));
    }
    forms.extend(held.checked_sub(sent).map(|by| Form::By(by.normalize())));
}

fn dates(sent: Date, held: Date, forms: &mut Vec<Form>) {
    let exchanged = sent.year() == held.year()
        && i16::from(sent.month()) == i16::from(held.day())
        && i16::from(sent.day()) == i16::from(held.month());
    if exchanged {
        forms.push(Form::DayMonth);
    }
    if let Ok(span) = held.since(sent) {
        forms.push(Form::Days(i64::from(span.get_days())));
    }
}

fn texts(sent: &str, held: &str, forms: &mut Vec<Form>) {
    if sent.starts_with(held) {
        forms.push(Form::Cut);
    }
    if sent.to_lowercase() == held.to_lowercase() {
        forms.push(Form::Case);
    }
    if sent.split_whitespace().eq(held.split_whitespace())
        || sent.replace(char::is_whitespace, "") == held.replace(char::is_whitespace, "")
    {
        forms.push(Form::Space);
    }
    if sent.len() > held.len() && sent.trim_start_matches('0') == held {
        forms.push(Form::Noughts);
    }
    let plain =
        |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    if !sent.is_ascii() && sent != held && is_within(&plain(sent), &plain(held)) {
        forms.push(Form::Letters);
    }
}

/// Whether all letters of the first stand in the second, in their order, with few others between them.
fn is_within(inner: &str, outer: &str) -> bool {
    let mut rest = outer.chars();
    let all = inner
        .chars()
        .all(|letter| rest.any(|other| other == letter));
    all && outer.len() <= inner.len() + inner.len() / 2 + 4
}
