//! What of a mapping is personal, before it is bound to files.
//!
//! A rule marks a value as personal; with it, the column that the value comes from is personal, and
//! so is whatever else is made of that column. [`super::bind`] finds the same for the columns of
//! opened files; commands that only look into the ledger have no files to open.

use std::collections::BTreeSet;

use landbridge_contract::Name;

mod marks;

pub(in crate::mapping) use self::marks::{Taken, mark_source};
use self::marks::{marked, visit};
use super::explode::spread_personal;
use super::model::{CheckedMapping, FieldRule, RuleInput, RuleKind, ValueRule};
use super::scope::Scope;

impl CheckedMapping {
    /// The attributes whose values no message shows: those that rules mark as personal, and those
    /// that are made of the same columns; nested ones with their path (`addresses.Email`).
    pub fn personal_attributes(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.visit_personal(&mut |path, _, _| {
            found.push(path.to_owned());
        });
        found
    }

    /// The columns of lookups that hold personal values, each with the pattern of its source's files: those that
    /// such values are taken from, and those that hold the keys by which they are found, where these are personal.
    pub fn personal_lookups(&self) -> Vec<(String, String)> {
        let taken = Taken::of(self);
        let mut found = Vec::new();
        let mut add = |lookup: &Name, column: &Name| {
            let mut sources = self.lookups.iter();
            if let Some(source) = sources.find(|one| one.name.name == *lookup) {
                let specs = source.source.explode.iter();
                let cells = specs.flat_map(|spec| spec.sources_of(column));
                for name in cells.chain([column]) {
                    found.push((source.source.pattern.clone(), name.to_string()));
                }
            }
        };
        let mut scope = marked(self, &taken);
        visit(
            &self.fields,
            "",
            &mut scope,
            &taken,
            &mut |_, value, here| {
                let RuleInput::Lookup(rule) = &value.input else {
                    return;
                };
                let lookup = &rule.lookup.name;
                for (own, there) in &rule.on {
                    if here.is_personal(&own.name) || taken.holds(lookup, &there.name) {
                        add(lookup, &there.name);
                    }
                }
                add(lookup, &rule.take.name);
            },
        );
        found
    }

    /// Calls `each` for every personal value rule, with the path of its attribute and what is personal where it
    /// reads.
    fn visit_personal(&self, each: &mut impl FnMut(&str, &ValueRule, &Scope)) {
        let taken = Taken::of(self);
        visit(&self.fields, "", &mut marked(self, &taken), &taken, each);
    }

    /// The personal columns of its own source as rules mark them and as its shape spreads them, beside those that
    /// are known to be; those of nested parts with the path to them (`lines/Name`).
    pub fn personal_columns(&self, known: &BTreeSet<String>) -> BTreeSet<String> {
        let mut scope = marked(self, &Taken::of(self));
        for name in known {
            scope.mark_personal(&Name::from(name.as_str()));
        }
        spread_personal(&self.source, &mut scope);
        let mut found = BTreeSet::new();
        collect(&scope, "", &mut found);
        found
    }

    /// Whether a part of the business key is personal, so that no message may show the key.
    pub fn key_is_personal(&self) -> bool {
        let personal = self.personal_attributes();
        let mut parts = self.business_key.iter();
        parts.any(|part| personal.iter().any(|path| **path == *part.name))
    }

    /// The crosswalks that personal values go through: their codes are personal too.
    pub fn personal_crosswalks(&self) -> Vec<Name> {
        let mut found = Vec::new();
        self.visit_personal(&mut |_, value, _| {
            found.extend(value.shaping.crosswalk.iter().map(|one| one.name.clone()));
        });
        found
    }
}

/// Marks references to records whose business key is personal: the value that leads there is that
/// key. The mappings stand in the order in which they are loaded.
pub(crate) fn spread(mappings: &mut [CheckedMapping]) {
    let mut keys: BTreeSet<Name> = BTreeSet::new();
    // References to records of other runs may lead to mappings further down.
    loop {
        let known = keys.len();
        for mapping in &mut *mappings {
            mark_references(&mut mapping.fields, &keys);
            if mapping.key_is_personal() {
                keys.insert(mapping.object.clone());
            }
        }
        if keys.len() == known {
            return;
        }
    }
}

fn mark_references(rules: &mut [FieldRule], keys: &BTreeSet<Name>) {
    for rule in rules {
        match &mut rule.kind {
            RuleKind::Value(value) => {
                let reference = value.reference.as_ref();
                value.personal |= reference.is_some_and(|one| keys.contains(&one.object.name));
            }
            RuleKind::Nested(nested) => mark_references(&mut nested.fields, keys),
        }
    }
}

fn collect(scope: &Scope, within: &str, found: &mut BTreeSet<String>) {
    let personal = scope.personal();
    found.extend(personal.iter().map(|name| format!("{within}{name}")));
    for (path, inner) in scope.children() {
        collect(inner, &format!("{within}{path}/"), found);
    }
}
