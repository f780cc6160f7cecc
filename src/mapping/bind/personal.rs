//! Which columns are personal: those that personal rules read.

use std::collections::HashSet;

use landbridge_contract::Name;

use crate::mapping::explode::spread_personal;
use crate::mapping::model::{CheckedMapping, EachSource, FieldRule, RuleInput, RuleKind};
use crate::mapping::scope::Scope;

/// Columns of lookups, each with the name of its lookup.
pub(in crate::mapping) type Taken = HashSet<(Name, Name)>;

/// The columns of lookups that no message shows: those that personal rules take their values from, wherever
/// in the mapping, and all that are taken of confidential sources.
pub(in crate::mapping) fn personally_taken(mapping: &CheckedMapping) -> Taken {
    let mut taken = Taken::new();
    collect_taken(&mapping.fields, mapping, &mut taken);
    taken
}

fn collect_taken(rules: &[FieldRule], mapping: &CheckedMapping, taken: &mut Taken) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Value(value) => {
                let RuleInput::Lookup(lookup) = &value.input else {
                    continue;
                };
                let name = &lookup.lookup.name;
                let mut sources = mapping.lookups.iter();
                let source = sources.find(|one| one.name.name == *name);
                if source.is_some_and(|one| one.source.confidential) {
                    let there = lookup.on.iter().map(|(_, there)| there);
                    let all = there.chain([&lookup.take]);
                    taken.extend(all.map(|column| (name.clone(), column.name.clone())));
                } else if value.personal {
                    taken.insert((name.clone(), lookup.take.name.clone()));
                }
            }
            RuleKind::Nested(nested) => collect_taken(&nested.fields, mapping, taken),
        }
    }
}

/// Marks the columns that personal rules read, so that no other rule shows them.
pub(in crate::mapping) fn mark_personal(rules: &[FieldRule], scope: &mut Scope) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Value(value) if value.personal => value
                .columns()
                .for_each(|named| scope.mark_personal(&named.name)),
            RuleKind::Nested(nested) => match &nested.each {
                EachSource::Path(path) => {
                    let child = scope.child(&path.name);
                    if let Some(inner) = scope.child_mut(child) {
                        mark_personal(&nested.fields, inner);
                    }
                }
                // What is personal there is personal here, where both hold the key.
                EachSource::Join { source, on } => {
                    let mut there = Scope::default();
                    if source.confidential {
                        there.hide_all();
                    }
                    mark_personal(&nested.fields, &mut there);
                    spread_personal(source, &mut there);
                    for (own, joined) in on {
                        if there.is_personal(&joined.name) {
                            scope.mark_personal(&own.name);
                        }
                    }
                }
            },
            RuleKind::Value(_) => {}
        }
    }
}
