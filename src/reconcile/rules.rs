//! How values are compared: tolerances, keys of nested records, what is personal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::Offset;
use landbridge_contract::Name;
use rust_decimal::Decimal;

/// How the records of one object are compared. Attributes are named by their path without
/// numbers: `lines.Amount`.
#[derive(Debug, Clone)]
pub struct CompareRules {
    /// Differences of numbers that are allowed, each with its owner and reason.
    pub tolerances: BTreeMap<String, Tolerance>,
    /// Attributes whose values no message may show.
    pub personal: BTreeSet<String>,
    /// The attributes that tell nested records apart; where a nested list has none here, the
    /// best evidence decides.
    pub child_keys: BTreeMap<String, Vec<Name>>,
    /// Attributes that the ERP never returns as they were sent: not compared.
    pub not_compared: BTreeSet<String>,
    /// The zone of date-times that were sent or returned without one. UTC by default, as Fusion
    /// returns them.
    pub zone: Offset,
}

/// A difference that is allowed, and who allowed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tolerance {
    /// The greatest difference allowed, either way; in the unit of the attribute.
    pub amount: Decimal,
    /// Who answers for it.
    pub owner: String,
    /// Why it is allowed.
    pub reason: String,
}

impl Default for CompareRules {
    fn default() -> Self {
        Self {
            tolerances: BTreeMap::new(),
            personal: BTreeSet::new(),
            child_keys: BTreeMap::new(),
            not_compared: BTreeSet::new(),
            zone: Offset::UTC,
        }
    }
}

impl CompareRules {
    /// True for a personal attribute and for everything nested in one.
    pub fn is_personal(&self, attribute: &str) -> bool {
        let mut upto = attribute;
        loop {
            if self.personal.contains(upto) {
                return true;
            }
            match upto.rsplit_once('.') {
                Some((parent, _)) => upto = parent,
                None => return false,
            }
        }
    }

    /// True where something nested in this part is personal.
    pub(super) fn holds_personal(&self, part: &str) -> bool {
        let within = |one: &String| {
            one.strip_prefix(part)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        self.is_personal(part) || self.personal.iter().any(within)
    }
}
