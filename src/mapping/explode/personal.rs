//! What is personal of rows that are taken apart or put together: the same cells under several names.

use landbridge_contract::Name;

use super::ExplodeSpec;
use crate::mapping::group;
use crate::mapping::model::SourceSpec;
use crate::mapping::scope::Scope;

/// Marks what is personal under one name under all others: a column of the pieces and the columns that it is
/// made of, and the columns that records and nested records share.
pub(in crate::mapping) fn spread_personal(source: &SourceSpec, scope: &mut Scope) {
    if source.group.is_none() && source.explode.is_empty() {
        return;
    }
    loop {
        let before = count(scope);
        if let Some(group) = &source.group {
            group::spread_personal(group, scope);
        }
        let mut rows = &mut *scope;
        let mut inner = source.group.as_deref();
        while let Some(group) = inner {
            let child = rows.child(&group.into.name);
            let Some(next) = rows.child_mut(child) else {
                return;
            };
            rows = next;
            inner = group.inner.as_deref();
        }
        for spec in &source.explode {
            spread(spec, rows);
        }
        if count(scope) == before {
            return;
        }
    }
}

fn count(scope: &Scope) -> usize {
    let inner: usize = scope.children().map(|(_, inner)| count(inner)).sum();
    scope.personal().len() + inner
}

fn spread(spec: &ExplodeSpec, rows: &mut Scope) {
    let Some(into) = &spec.into else {
        for made in &spec.made {
            let name = &made.name.name;
            if rows.is_personal(name) || made.from.iter().any(|one| rows.is_personal(&one.name)) {
                rows.mark_personal(name);
                made.from
                    .iter()
                    .for_each(|one| rows.mark_personal(&one.name));
            }
        }
        return;
    };
    let mut of_rows = rows.personal();
    // Where nobody asks for the pieces, the cells that they would be made of are of one kind all the same.
    let of_pieces = rows.child_at(&into.name).map(|pieces| pieces.personal());
    let of_pieces = of_pieces.unwrap_or_default();
    let mut personal_made = Vec::new();
    for made in &spec.made {
        let is_source = |name: &Name| made.from.iter().any(|one| one.name == *name);
        if of_pieces.contains(&made.name.name) || of_rows.iter().any(is_source) {
            personal_made.push(&made.name.name);
            of_rows.extend(made.from.iter().map(|one| one.name.clone()));
        }
    }
    let shared = |name: &&Name| spec.leaves(name);
    if let Some(pieces) = rows.child_at(&into.name) {
        let shared = of_rows.iter().filter(shared);
        for name in shared.chain(personal_made) {
            pieces.mark_personal(name);
        }
    }
    of_rows.extend(of_pieces.iter().filter(shared).cloned());
    for name in &of_rows {
        rows.mark_personal(name);
    }
}
