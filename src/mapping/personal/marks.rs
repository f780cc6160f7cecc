//! Which columns are personal: those that personal rules read, and those that hold the same values.

use std::collections::HashSet;

use landbridge_contract::Name;

use crate::mapping::explode::spread_personal;
use crate::mapping::model::{
    CheckedMapping, EachSource, FieldRule, LookupRule, RuleInput, RuleKind, SourceSpec, ValueRule,
};
use crate::mapping::scope::Scope;

/// The columns of lookups that no message shows, each with the name of its lookup.
#[derive(Debug, Default)]
pub(in crate::mapping) struct Taken {
    /// Those that rules take personal values from by their own word, and those that values of confidential sources
    /// are taken from.
    stated: HashSet<(Name, Name)>,
    /// These, the keys of confidential sources, and what is found by what is personal.
    all: HashSet<(Name, Name)>,
}

impl Taken {
    /// Those of a mapping, wherever in it they are taken. What is found by a personal value is personal, and
    /// so is what is found by that, until nothing is added.
    pub(in crate::mapping) fn of(mapping: &CheckedMapping) -> Self {
        let mut taken = Self::default();
        taken.state(&mapping.fields, mapping);
        taken.all.extend(taken.stated.iter().cloned());
        if mapping.lookups.is_empty() {
            return taken;
        }
        let mut scope = marked(mapping, &taken);
        loop {
            let mut found = Vec::new();
            visit(
                &mapping.fields,
                "",
                &mut scope,
                &taken,
                &mut |_, value, _| {
                    if let RuleInput::Lookup(rule) = &value.input {
                        found.push((rule.lookup.name.clone(), rule.take.name.clone()));
                    }
                },
            );
            let known = taken.all.len();
            taken.all.extend(found);
            if taken.all.len() == known {
                return taken;
            }
        }
    }

    fn state(&mut self, rules: &[FieldRule], mapping: &CheckedMapping) {
        for rule in rules {
            match &rule.kind {
                RuleKind::Value(value) => {
                    let RuleInput::Lookup(lookup) = &value.input else {
                        continue;
                    };
                    let name = &lookup.lookup.name;
                    let mut sources = mapping.lookups.iter();
                    let source = sources.find(|one| one.name.name == *name);
                    let confidential = source.is_some_and(|one| one.source.confidential);
                    if confidential {
                        let there = lookup.on.iter();
                        let keys = there.map(|(_, there)| (name.clone(), there.name.clone()));
                        self.all.extend(keys);
                    }
                    if confidential || value.personal {
                        self.stated.insert((name.clone(), lookup.take.name.clone()));
                    }
                }
                RuleKind::Nested(nested) => self.state(&nested.fields, mapping),
            }
        }
    }

    pub(in crate::mapping) fn holds(&self, lookup: &Name, column: &Name) -> bool {
        self.all.contains(&(lookup.clone(), column.clone()))
    }
}

/// Marks the columns that personal rules read, so that no other rule shows them, and those that hold what is
/// personal in a lookup: its records are found by the same values.
pub(in crate::mapping) fn mark_personal(rules: &[FieldRule], scope: &mut Scope, taken: &Taken) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Value(value) => {
                if value.personal {
                    value
                        .columns()
                        .for_each(|named| scope.mark_personal(&named.name));
                }
                if let RuleInput::Lookup(lookup) = &value.input {
                    mark_keys(lookup, scope, taken);
                }
            }
            RuleKind::Nested(nested) => match &nested.each {
                EachSource::Path(path) => {
                    let child = scope.child(&path.name);
                    if let Some(inner) = scope.child_mut(child) {
                        mark_personal(&nested.fields, inner, taken);
                    }
                }
                // What is personal there is personal here, where both hold the key.
                EachSource::Join { source, on } => {
                    let mut there = Scope::default();
                    mark_source(source, &nested.fields, &mut there, taken);
                    for (own, joined) in on {
                        if there.is_personal(&joined.name) {
                            scope.mark_personal(&own.name);
                        }
                    }
                }
            },
        }
    }
}

fn mark_keys(lookup: &LookupRule, scope: &mut Scope, taken: &Taken) {
    for (own, there) in &lookup.on {
        let there = (lookup.lookup.name.clone(), there.name.clone());
        if taken.stated.contains(&there) {
            scope.mark_personal(&own.name);
        }
    }
}

/// Marks what is personal of the records of a source, beside what is marked.
pub(in crate::mapping) fn mark_source(
    source: &SourceSpec,
    rules: &[FieldRule],
    scope: &mut Scope,
    taken: &Taken,
) {
    if source.confidential {
        scope.hide_all();
    }
    scope.also_called(&source.headings);
    mark_personal(rules, scope, taken);
    spread_personal(source, scope);
}

/// What is personal of the records of a mapping, marked as [`super::super::bind`] marks it.
pub(super) fn marked(mapping: &CheckedMapping, taken: &Taken) -> Scope {
    let mut scope = Scope::default();
    mark_source(&mapping.source, &mapping.fields, &mut scope, taken);
    scope
}

/// Calls `each` for every personal value rule, with the path of its attribute and what is personal where it
/// reads.
pub(super) fn visit(
    rules: &[FieldRule],
    within: &str,
    scope: &mut Scope,
    taken: &Taken,
    each: &mut impl FnMut(&str, &ValueRule, &Scope),
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
                    each(&path, value, scope);
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
                    for (own, joined) in on {
                        if scope.is_personal(&own.name) {
                            inner.mark_personal(&joined.name);
                        }
                    }
                    mark_source(source, &nested.fields, &mut inner, taken);
                    visit(&nested.fields, &path, &mut inner, taken, each);
                }
            },
        }
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
    columns.any(|column| taken.holds(&lookup.lookup.name, &column.name))
}
