//! Nested records of a file, and the nested parts of an object that they fill.

use super::context::{within, words};
use super::look::{self, Look};
use super::{Unmatched, assign};
use crate::diagnose::grouped;
use crate::profile::TableProfile;
use crate::schema::ObjectSchema;

/// What a word in common between the names of records and of a part counts, in columns.
const COMMON_WORD: usize = 2;

/// Tables with the part that each fills: the pairs with most in common first, each once.
pub(super) fn pairs<'a>(
    tables: impl Iterator<Item = &'a TableProfile> + Clone,
    schema: &'a ObjectSchema,
) -> Vec<(&'a TableProfile, &'a ObjectSchema)> {
    let mut all = Vec::new();
    for table in tables
        .clone()
        .filter(|table| is_outer(table, tables.clone()))
    {
        let looks: Vec<Look<'_>> = look::all(table);
        let named = words(&table.path);
        for child in &schema.children {
            let columns = assign::assign(&looks, &within(schema, child)).len();
            let common = words(&child.name).iter().any(|word| named.contains(word));
            if columns > 0 {
                all.push((columns + if common { COMMON_WORD } else { 0 }, table, child));
            }
        }
    }
    all.sort_by_key(|(common, ..)| std::cmp::Reverse(*common));
    let mut chosen: Vec<(&TableProfile, &ObjectSchema)> = Vec::new();
    for (_, table, child) in all {
        let taken = |(other, part): &(&TableProfile, &ObjectSchema)| {
            other.path == table.path || part.name == child.name
        };
        if !chosen.iter().any(taken) {
            chosen.push((table, child));
        }
    }
    chosen
}

/// Nested records that fill nothing, a line each.
pub(super) fn left_out<'a>(
    tables: impl Iterator<Item = &'a TableProfile>,
    paired: &[&str],
) -> Vec<Unmatched> {
    let left = tables.filter(|table| !paired.contains(&table.path.as_str()));
    let line = |table: &TableProfile| Unmatched {
        column: table.path.clone(),
        holds: format!(
            "{} nested records of {} columns",
            grouped(table.records),
            table.columns.len()
        ),
    };
    left.map(line).collect()
}

/// Whether no other table's records stand around those of this one.
fn is_outer<'a>(table: &TableProfile, mut all: impl Iterator<Item = &'a TableProfile>) -> bool {
    !all.any(|other| {
        let inner = table.path.strip_prefix(other.path.as_str());
        inner.is_some_and(|rest| rest.starts_with('/'))
    })
}
