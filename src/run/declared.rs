//! Totals that an extract states of itself, held against what was read of it.

use std::sync::Arc;

use compact_str::CompactString;
use landbridge_contract::{DeclaredTotal, Origin};
use rust_decimal::Decimal;

use super::stage::Sums;
use crate::diagnose::{Finding, Stage, codes};
use crate::mapping::Plan;

/// What differs, for every control total that names a declared one. Of several files the sums are
/// added up on both sides.
pub(super) fn differences(plan: &Plan, sums: &Sums, stated: &[DeclaredTotal]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, total) in plan.totals().iter().enumerate() {
        let Some((name, severity)) = &total.declared else {
            continue;
        };
        let own = stated.iter().filter(|one| one.name == *name);
        let groups = sums.iter().filter(|((total, _), _)| *total == index);
        let read = sum(groups.map(|(_, (sum, _))| *sum));
        let declared = sum(own.clone().map(|one| one.amount));
        let mut say = |origin: Origin, found_text: String, expected: String| {
            found.push(Finding {
                code: &codes::SRC_DECLARED,
                severity: *severity,
                stage: Stage::Extract,
                field: CompactString::from(&*total.name),
                origin,
                found: found_text,
                expected,
            });
        };
        match (own.clone().next(), read, declared) {
            (None, _, _) => say(nowhere(stated), format!("no total `{name}`"), known(stated)),
            (Some(_), Some(read), Some(declared)) if read == declared => {}
            (Some(first), Some(read), Some(declared)) => say(
                first.origin.clone(),
                format!("{declared}, stated by the extract"),
                format!("{read}, the sum of what was read"),
            ),
            (Some(first), _, _) => say(
                first.origin.clone(),
                "a total of more than 28 digits".to_owned(),
                "one that can be compared".to_owned(),
            ),
        }
    }
    found
}

/// The exact sum; nothing where it has more digits than can be held.
fn sum(amounts: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    let mut amounts = amounts;
    amounts.try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// The file of another total, where there is one.
fn nowhere(stated: &[DeclaredTotal]) -> Origin {
    let file = stated.first().map_or("", |one| one.origin.file());
    Origin::File {
        file: Arc::from(file),
    }
}

fn known(stated: &[DeclaredTotal]) -> String {
    let mut names: Vec<&str> = stated.iter().map(|one| &*one.name).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return "a total that the extract states: see the source's options".to_owned();
    }
    format!("one of {}", names.join(", "))
}
