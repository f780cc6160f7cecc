//! How values are compared: tolerances, keys of nested records, what is personal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::Offset;
use landbridge_contract::Name;

use crate::mapping::CompareRule;

/// How the records of one object are compared. Attributes are named by their path without
/// numbers: `lines.Amount`.
#[derive(Debug, Clone)]
pub struct CompareRules {
    /// Attributes whose values no message may show.
    pub personal: BTreeSet<String>,
    /// The attributes that tell nested records apart; where a nested list has none here, the
    /// best evidence decides.
    pub child_keys: BTreeMap<String, Vec<Name>>,
    /// Attributes that the ERP never returns as they were sent: not compared.
    pub not_compared: BTreeSet<String>,
    /// Attributes that refer to other records.
    pub references: BTreeSet<String>,
    /// What is allowed of single attributes.
    pub allowed: BTreeMap<String, CompareRule>,
    /// The zone of date-times that were sent or returned without one. UTC by default, as Fusion
    /// returns them.
    pub zone: Offset,
}

impl Default for CompareRules {
    fn default() -> Self {
        Self {
            personal: BTreeSet::new(),
            child_keys: BTreeMap::new(),
            not_compared: BTreeSet::new(),
            references: BTreeSet::new(),
            allowed: BTreeMap::new(),
            zone: Offset::UTC,
        }
    }
}

impl CompareRules {
    /// Adds what a mapping says of one attribute.
    pub fn allow(&mut self, rule: &CompareRule) {
        let attribute = rule.attribute.name.to_string();
        if rule.left_out {
            self.not_compared.insert(attribute.clone());
        }
        if !rule.key.is_empty() {
            self.child_keys.insert(attribute.clone(), rule.key.clone());
        }
        self.allowed.insert(attribute, rule.clone());
    }

    /// Whether any attribute is personal.
    pub fn has_personal(&self) -> bool {
        !self.personal.is_empty()
    }

    /// True for a personal attribute and for everything nested in one.
    pub fn is_personal(&self, attribute: &str) -> bool {
        is_in(&self.personal, attribute)
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

/// True for an attribute of a set, and for everything nested in one.
pub(super) fn is_in(attributes: &BTreeSet<String>, attribute: &str) -> bool {
    let mut upto = attribute;
    loop {
        if attributes.contains(upto) {
            return true;
        }
        match upto.rsplit_once('.') {
            Some((parent, _)) => upto = parent,
            None => return false,
        }
    }
}
