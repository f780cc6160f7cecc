//! Findings: what one rule says of one value.

use std::borrow::Cow;
use std::fmt;

use compact_str::CompactString;
use landbridge_contract::{Origin, Value};

use super::{Code, HIDDEN};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; the record goes on.
    Warning,
    /// The record is rejected.
    Error,
}

/// The stage at which something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Reading the legacy file.
    Extract,
    /// Turning the record into a business object.
    Map,
    /// Holding it against the ERP's schema and the checks.
    Validate,
    /// Sending it.
    Load,
    /// Comparing what the ERP holds.
    Reconcile,
}

/// What one rule says of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind.
    pub code: &'static Code,
    /// How much it weighs.
    pub severity: Severity,
    /// When it was found.
    pub stage: Stage,
    /// The target attribute (`addresses.Country`) or source column concerned; empty for the record.
    pub field: CompactString,
    /// Where the value came from.
    pub origin: Origin,
    /// What was found; masked already where the field is personal.
    pub found: String,
    /// What was expected: the same text for every finding of the same cause.
    pub expected: String,
}

impl Severity {
    /// The word in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Stage {
    /// The word in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Map => "map",
            Self::Validate => "validate",
            Self::Load => "load",
            Self::Reconcile => "reconcile",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A value as a message may show it: quoted and cut, or hidden where it is personal.
pub fn masked(value: &Value, personal: bool) -> String {
    const SHOWN_CHARACTERS_MAX: usize = 80;
    if value.is_blank() {
        return "nothing".to_owned();
    }
    if personal {
        return HIDDEN.to_owned();
    }
    let text: Cow<'_, str> = value
        .as_text()
        .map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
    if text.chars().count() > SHOWN_CHARACTERS_MAX {
        let cut: String = text.chars().take(SHOWN_CHARACTERS_MAX).collect();
        return format!("\"{cut}…\"");
    }
    format!("\"{text}\"")
}
