//! Which columns are personal: those that personal rules read.

use crate::mapping::model::{EachSource, FieldRule, RuleKind};
use crate::mapping::scope::Scope;

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
