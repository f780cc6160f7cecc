//! Breaks: what differs between what was sent and what the ERP holds.

use compact_str::CompactString;
use landbridge_contract::{Origin, Value};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::form::Form;
use crate::diagnose::{Code, Finding, Severity, Stage, codes, masked};

/// What is shown of a personal value that differs.
const HIDDEN: &str = "‹personal value, not shown›";

/// What is shown where there is no value.
const NOTHING: &str = "nothing";

/// Kinds of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BreakKind {
    /// The ERP does not hold a record, or a nested one.
    Missing,
    /// The ERP holds a record, or a nested one, that was not sent.
    Unexpected,
    /// The ERP holds a record, or a nested one, more than once.
    Duplicate,
    /// A number differs.
    Amount,
    /// A date or date-time differs.
    Date,
    /// A text, or a value of any other kind, differs.
    Text,
    /// A record that is referred to is another one.
    Reference,
    /// What belongs together cannot be told.
    Ambiguous,
    /// The ledger does not hold what the mapping makes of the extract.
    Ledger,
}

impl BreakKind {
    /// The code of its findings.
    pub fn code(self) -> &'static Code {
        match self {
            Self::Missing => &codes::REC_MISSING,
            Self::Unexpected => &codes::REC_UNEXPECTED,
            Self::Duplicate => &codes::REC_DUPLICATE,
            Self::Amount => &codes::REC_AMOUNT,
            Self::Date => &codes::REC_DATE,
            Self::Text => &codes::REC_TEXT,
            Self::Reference => &codes::REC_REFERENCE,
            Self::Ambiguous => &codes::REC_AMBIGUOUS,
            Self::Ledger => &codes::REC_LEDGER,
        }
    }

    /// The word in reports, and in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Duplicate => "duplicate",
            Self::Amount => "amount",
            Self::Date => "date",
            Self::Text => "text",
            Self::Reference => "reference",
            Self::Ambiguous => "ambiguous",
            Self::Ledger => "ledger",
        }
    }

    /// What findings of this kind expect: the same for all, so that they can be grouped.
    fn expectation(self) -> &'static str {
        match self {
            Self::Missing => "the record that was sent",
            Self::Unexpected => "only records that were sent",
            Self::Duplicate => "the record once",
            Self::Amount => "the number that was sent",
            Self::Date => "the date that was sent",
            Self::Text => "the text that was sent",
            Self::Reference => "the record that was referred to",
            Self::Ambiguous => "records that can be told apart",
            Self::Ledger => "what the mapping makes of the extract",
        }
    }
}

/// One difference, in texts that may be shown: personal values are hidden already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldBreak {
    /// Which kind.
    pub kind: BreakKind,
    /// Where: `lines[3].Amount`, elements counted from 1 as they were sent (for
    /// [`BreakKind::Unexpected`] and [`BreakKind::Duplicate`], as the ERP returns them). Empty
    /// for the whole record.
    pub path: CompactString,
    /// What was sent.
    pub expected: String,
    /// What the ERP holds.
    pub found: String,
    /// What the ERP holds minus what was sent, for amounts that are not personal.
    pub difference: Option<Decimal>,
    /// What it may have in common with others.
    pub forms: Vec<Form>,
    /// The length of the text that the ERP holds, or the decimals of the number.
    pub length: usize,
    /// A hash of the values as they are, by which the same break is known again.
    pub digest: [u8; 16],
}

impl FieldBreak {
    /// The ERP does not hold a record that the ledger says was loaded.
    pub fn record_missing(key: &str, personal: bool) -> Self {
        let expected = masked(&Value::text(key), personal);
        Self::of_record(BreakKind::Missing, expected, NOTHING.to_owned())
    }

    /// The ERP holds a record that was not loaded.
    pub fn record_unexpected(key: &str, personal: bool) -> Self {
        let found = masked(&Value::text(key), personal);
        Self::of_record(BreakKind::Unexpected, NOTHING.to_owned(), found)
    }

    /// The ERP holds more than one record under a key; `target_ids` are theirs, or the one of a
    /// record beside that which was loaded.
    pub fn record_duplicate(key: &str, target_ids: &[&str], personal: bool) -> Self {
        let found = match target_ids {
            [one] => format!("one more: {one}"),
            several => format!("{} records: {}", several.len(), several.join(", ")),
        };
        let expected = masked(&Value::text(key), personal);
        Self::of_record(BreakKind::Duplicate, expected, found)
    }

    /// The finding of this break; `origin` is where the record came from.
    pub fn finding(&self, origin: Origin) -> Finding {
        let found = match self.difference {
            Some(difference) => format!(
                "{} in the ERP, {} was sent: {}",
                self.found,
                self.expected,
                described(difference)
            ),
            None => format!("{} in the ERP, {} was sent", self.found, self.expected),
        };
        Finding {
            code: self.kind.code(),
            severity: Severity::Error,
            stage: Stage::Reconcile,
            field: self.path.clone(),
            origin,
            found,
            expected: self.kind.expectation().to_owned(),
        }
    }

    /// A break of a whole record, which its key alone tells: target ids are others in every pod.
    fn of_record(kind: BreakKind, expected: String, found: String) -> Self {
        Self {
            digest: [0; 16],
            ..Self::new(kind, "", expected, found)
        }
    }

    pub(super) fn new(kind: BreakKind, path: &str, expected: String, found: String) -> Self {
        Self {
            kind,
            path: CompactString::from(path),
            difference: None,
            forms: Vec::new(),
            length: 0,
            digest: digest(&expected, &found),
            expected,
            found,
        }
    }

    /// The path without numbers: `lines.Amount`.
    pub fn attribute(&self) -> String {
        let mut plain = String::with_capacity(self.path.len());
        let mut inside = false;
        for letter in self.path.chars() {
            inside |= letter == '[';
            if !inside {
                plain.push(letter);
            }
            inside &= letter != ']';
        }
        plain
    }

    /// A break of two values. A personal value that is nothing is shown as nothing: that it is
    /// not there says no more than the break does.
    pub(super) fn of_values(
        kind: BreakKind,
        path: &str,
        expected: &Value,
        found: &Value,
        personal: bool,
    ) -> Self {
        Self {
            forms: Form::of(expected, found, personal),
            length: Form::length(expected, found),
            digest: digest(&expected.to_string(), &found.to_string()),
            ..Self::new(
                kind,
                path,
                shown(expected, personal),
                shown(found, personal),
            )
        }
    }
}

/// A value in a break; numbers without quotes.
pub(super) fn shown(value: &Value, personal: bool) -> String {
    match value {
        Value::Integer(_) | Value::Decimal(_) if !personal => value.to_string(),
        Value::Record(_) | Value::List(_) | Value::Bool(_) if personal => HIDDEN.to_owned(),
        _ => masked(value, personal),
    }
}

fn digest(expected: &str, found: &str) -> [u8; 16] {
    let mut hasher = Sha256::new();
    // A byte that no text holds keeps the two apart.
    hasher.update(expected.as_bytes());
    hasher.update([0xff]);
    hasher.update(found.as_bytes());
    let digest = hasher.finalize();
    *digest.first_chunk::<16>().unwrap_or(&[0; 16])
}

fn described(difference: Decimal) -> String {
    let side = if difference.is_sign_negative() {
        "under"
    } else {
        "over"
    };
    format!("{side} by {}", difference.abs())
}
