//! What of a mapping is personal, before it is bound to files.
//!
//! A rule marks a value as personal; with it, the column that the value comes from is personal, and
//! so is whatever else is made of that column. [`super::bind`] finds the same for the columns of
//! opened files; commands that only look into the ledger have no files to open.

use std::collections::BTreeSet;

use landbridge_contract::Name;

use super::bind::{Taken, mark_personal, personally_taken};
use super::explode::spread_personal;
use super::model::{CheckedMapping, EachSource, FieldRule, RuleInput, RuleKind, ValueRule};
use super::scope::Scope;

impl CheckedMapping {
    /// The attributes whose values no message shows: those that rules mark as personal, and those
    /// that are made of the same columns; nested ones with their path (`addresses.Email`).
    pub fn personal_attributes(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.visit_personal(&mut |path, _| {
            found.push(path.to_owned());
        });
        found
    }

    /// The columns of lookups that hold personal values, each with the pattern of its source's files.
    pub fn personal_lookups(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.visit_personal(&mut |_, value| {
            let RuleInput::Lookup(rule) = &value.input else {
                return;
            };
            let mut sources = self.lookups.iter();
            if let Some(source) = sources.find(|one| one.name.name == rule.lookup.name) {
                let pattern = &source.source.pattern;
                let specs = source.source.explode.iter();
                let taken = specs.flat_map(|spec| spec.sources_of(&rule.take.name));
                for name in taken.chain([&rule.take.name]) {
                    found.push((pattern.clone(), name.to_string()));
                }
            }
        });
        found
    }

    /// Calls `each` for every personal value rule, with the path of its attribute.
    fn visit_personal(&self, each: &mut impl FnMut(&str, &ValueRule)) {
        let taken = personally_taken(self);
        visit(&self.fields, "", &mut marked(self), &taken, each);
    }

    /// The personal columns of its own source as rules mark them and as its shape spreads them, beside those that
    /// are known to be; those of nested parts with the path to them (`lines/Name`).
    pub fn personal_columns(&self, known: &BTreeSet<String>) -> BTreeSet<String> {
        let mut scope = marked(self);
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
        self.visit_personal(&mut |_, value| {
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

/// Calls `each` for every personal value rule, with the path of its attribute.
fn visit(
    rules: &[FieldRule],
    within: &str,
    scope: &mut Scope,
    taken: &Taken,
    each: &mut impl FnMut(&str, &ValueRule),
) {
    for rule in rules {
        let name = &rule.attribute.name;
        let path = if within.is_empty() {
            name.to_string()
        } else {
            format!("{within}.{name}")
        };
        match &rule.kind {
            RuleKind::Value(value) => {
                let read = read_by(value).any(|column| scope.is_personal(column));
                if value.personal || read || takes(value, taken) {
                    each(&path, value);
                }
            }
            RuleKind::Nested(nested) => match &nested.each {
                // Rules that read the same part share what is personal in it.
                EachSource::Path(part) => {
                    let child = scope.child(&part.name);
                    if let Some(inner) = scope.child_mut(child) {
                        visit(&nested.fields, &path, inner, taken, each);
                    }
                }
                EachSource::Join { source, on } => {
                    let mut inner = Scope::default();
                    if source.confidential {
                        inner.hide_all();
                    }
                    for (own, joined) in on {
                        if scope.is_personal(&own.name) {
                            inner.mark_personal(&joined.name);
                        }
                    }
                    mark_personal(&nested.fields, &mut inner);
                    spread_personal(source, &mut inner);
                    visit(&nested.fields, &path, &mut inner, taken, each);
                }
            },
        }
    }
}

/// What is personal of the records of a mapping, marked as [`super::bind`] marks it.
fn marked(mapping: &CheckedMapping) -> Scope {
    let mut scope = Scope::default();
    if mapping.source.confidential {
        scope.hide_all();
    }
    mark_personal(&mapping.fields, &mut scope);
    spread_personal(&mapping.source, &mut scope);
    scope
}

fn collect(scope: &Scope, within: &str, found: &mut BTreeSet<String>) {
    let personal = scope.personal();
    found.extend(personal.iter().map(|name| format!("{within}{name}")));
    for (path, inner) in scope.children() {
        collect(inner, &format!("{within}{path}/"), found);
    }
}

fn read_by(value: &ValueRule) -> impl Iterator<Item = &Name> {
    let named = value
        .columns()
        .chain(value.shaping.columns())
        .chain(value.lookup_keys());
    named.map(|named| &named.name)
}

/// Whether a rule takes its value from one of these columns of lookups, or finds it by one.
fn takes(value: &ValueRule, taken: &Taken) -> bool {
    let RuleInput::Lookup(lookup) = &value.input else {
        return false;
    };
    let there = lookup.on.iter().map(|(_, there)| there);
    let mut columns = there.chain([&lookup.take]);
    columns.any(|column| taken.contains(&(lookup.lookup.name.clone(), column.name.clone())))
}
