//! Reads `lookups`, and rules that take a value of one.

use landbridge_contract::Name;

use super::super::block::{Block, Stated};
use super::super::mistake::{mistake, unknown_name};
use super::super::yaml::{Node, Tree};
use super::nested::{join_source, pairs};
use super::{Shared, named};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{LookupRule, LookupSource, Named, RuleInput};

/// The names under `lookups`, also of those whose source could not be understood.
pub(super) fn names(node: Option<&Node>) -> Vec<Name> {
    match node.map(|node| &node.tree) {
        Some(Tree::Map(entries)) => entries.iter().map(|one| Name::from(&*one.key)).collect(),
        _ => Vec::new(),
    }
}

/// Reads `lookups`: a source for each name.
pub(super) fn lookups(
    node: Option<&Node>,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> Vec<LookupSource> {
    let block = node.and_then(|node| Block::of(node, "a source for each name", out));
    let entries = block.map(|mut block| block.rest()).unwrap_or_default();
    entries
        .into_iter()
        .filter_map(|entry| {
            // A sheet of a workbook that could not be understood: that has been said.
            let own = matches!(&entry.node.tree, Tree::Map(entries)
                if entries.iter().any(|one| shared.known.catalog.source(&one.key).is_some()));
            if shared.main.is_none() && !own {
                return None;
            }
            let name = Named {
                name: Name::from(entry.key.as_str()),
                at: entry.at.clone(),
            };
            let source = join_source(&entry.node, shared, out)?;
            Some(LookupSource { name, source })
        })
        .collect()
}

/// Reads `lookup`, `on`, `take` and `missing` of a rule.
pub(super) fn lookup_rule(
    block: &mut Block<'_>,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> Option<RuleInput> {
    let lookup = block.text("lookup", out);
    let on = block.node("on");
    let take = block.text("take", out);
    let missing = block.text("missing", out);
    let beside = [
        ("on", on.is_some()),
        ("take", take.is_some()),
        ("missing", missing.is_some()),
    ];
    let Some(lookup) = lookup else {
        for (key, _) in beside.iter().filter(|(_, stated)| *stated) {
            let found = format!("`{key}` without `lookup`");
            let expected = "lookup: the name of one of `lookups`";
            out.push(mistake(&codes::MAPPING_TYPE, block.at, found, expected));
        }
        return None;
    };
    if !shared.lookups.iter().any(|known| **known == *lookup.value) {
        out.push(unknown_name(
            &codes::MAPPING_LOOKUP,
            &lookup.at,
            "lookup",
            &lookup.value,
            shared.lookups.iter().map(AsRef::as_ref),
        ));
    }
    for (key, _) in beside.iter().take(2).filter(|(_, stated)| !stated) {
        let found = format!("`lookup` without `{key}`");
        let expected = "{ lookup: NAME, on: Column, take: Column there }";
        out.push(mistake(&codes::MAPPING_TYPE, block.at, found, expected));
    }
    let missing_is_empty = missing.is_some_and(|stated| is_empty(&stated, out));
    let on = on.and_then(|on| pairs(on, out));
    Some(match on.zip(take) {
        Some((on, take)) => RuleInput::Lookup(Box::new(LookupRule {
            lookup: named(lookup),
            on,
            take: named(take),
            missing_is_empty,
        })),
        None => RuleInput::Unclear,
    })
}

fn is_empty(stated: &Stated<String>, out: &mut Diagnostics) -> bool {
    if !WORDS.contains(&stated.value.as_str()) {
        out.push(unknown_name(
            &codes::MAPPING_TYPE,
            &stated.at,
            "word for `missing`",
            &stated.value,
            WORDS,
        ));
    }
    stated.value == "empty"
}

/// What a key that no record has comes to.
pub(crate) const WORDS: [&str; 2] = ["error", "empty"];
