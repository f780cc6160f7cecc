//! Reads rules for nested records.

use super::super::block::{Block, as_scalar, wrong_form};
use super::super::explode::explode;
use super::super::keys;
use super::super::mistake::mistake;
use super::super::source_spec::{headings, options, same_file, source_of};
use super::super::yaml::{Node, Tree};
use super::fields::{notes, rules};
use super::{Shared, expression, is_map, named};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{EachSource, ExplodeSpec, Named, NestedRule, SourceSpec};

const EACH: &str = "a path, a sheet with `on`, or a file with `on`";

/// Reads a rule with `each`.
pub(super) fn nested(
    mut block: Block<'_>,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> Option<NestedRule> {
    let each = block.node("each")?;
    let on = block.node("on");
    let selection = block.node("where").and_then(|node| expression(node, out));
    block.node("include");
    let fields_at = block
        .entry("fields")
        .map_or_else(|| block.at.clone(), |entry| entry.at.clone());
    let fields = if let Some(node) = block.node("fields") {
        // A joined record's own rules cannot join again: there is no record to join on.
        let inner = Shared {
            known: shared.known,
            main: None,
            lookups: shared.lookups.clone(),
            default_clean: shared.default_clean.clone(),
        };
        rules(node, &inner, out)
    } else {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            block.at,
            "`each` without `fields`",
            "fields: one line an attribute",
        ));
        Vec::new()
    };
    notes(&mut block, out);
    block.finish(&keys::NESTED_RULE, out);
    let each = match on {
        None if is_map(each) => {
            out.push(mistake(
                &codes::MAPPING_TYPE,
                &each.at,
                "another file without `on`",
                "on: the column that both have",
            ));
            return None;
        }
        None => {
            let Some(path) = as_scalar(each) else {
                out.push(wrong_form(each, EACH));
                return None;
            };
            EachSource::Path(Named {
                name: path.text.as_str().into(),
                at: each.at.clone(),
            })
        }
        Some(on) => EachSource::Join {
            source: join_source(each, shared, out)?,
            on: pairs(on, out)?,
        },
    };
    Some(NestedRule {
        each,
        selection,
        fields_at,
        fields,
    })
}

pub(super) fn join_source(
    each: &Node,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> Option<SourceSpec> {
    let Some(main) = shared.main else {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &each.at,
            "`on` inside nested records",
            "a path inside the nested record, without `on`",
        ));
        return None;
    };
    let catalog = shared.known.catalog;
    match &each.tree {
        Tree::Scalar(_) => {
            let mut block = super::super::yaml::Entry {
                key: "sheet".to_owned(),
                at: each.at.clone(),
                span: each.span.clone(),
                node: each.clone(),
            };
            // `each: 2019` names a sheet, not a number.
            if let Tree::Scalar(scalar) = &mut block.node.tree {
                scalar.plain = false;
            }
            same_file(main, each, options([&block]), catalog, out)
        }
        Tree::Map(entries) => {
            let names_a_sheet = entries.iter().any(|entry| entry.key == "sheet")
                && !entries
                    .iter()
                    .any(|entry| catalog.source(&entry.key).is_some());
            let key = |name: &str| entries.iter().find(|entry| entry.key == name);
            if names_a_sheet {
                let own = entries
                    .iter()
                    .filter(|entry| !["explode", "headings"].contains(&entry.key.as_str()));
                let source = same_file(main, each, options(own), catalog, out);
                let stated = key("explode").map(|entry| explode(&entry.node, out));
                flat(stated.as_deref().unwrap_or_default(), out);
                let other = key("headings").map(|entry| headings(&entry.node, out));
                source.map(|source| SourceSpec {
                    headings: other.unwrap_or_default(),
                    explode: stated.unwrap_or_default(),
                    ..source
                })
            } else {
                if let Some(group) = key("group") {
                    out.push(mistake(
                        &codes::MAPPING_OPTION,
                        &group.at,
                        "`group` of records that are found by key",
                        "it at the mapping's own `source`: here every row is found by itself",
                    ));
                }
                let source = source_of(each, catalog, out);
                flat(source.as_ref().map_or(&[], |source| &source.explode), out);
                source
            }
        }
        Tree::Null | Tree::List(_) => {
            out.push(wrong_form(each, EACH));
            None
        }
    }
}

/// Says where records that are found by key would have nested ones.
fn flat(explode: &[ExplodeSpec], out: &mut Diagnostics) {
    for into in explode.iter().filter_map(|spec| spec.into.as_ref()) {
        let found = "`into` of records that are found by key";
        let expected = "`explode` without it: each piece is found by itself";
        out.push(mistake(&codes::MAPPING_EXPLODE, &into.at, found, expected));
    }
}

/// `on: Column`, `on: [A, B]`, or `on: { Here: There }`.
pub(super) fn pairs(node: &Node, out: &mut Diagnostics) -> Option<Vec<(Named, Named)>> {
    let pairs: Vec<(Named, Named)> = match &node.tree {
        Tree::Map(entries) => entries
            .iter()
            .filter_map(|entry| {
                let there = super::super::block::scalar(&entry.node, "a column there", out)?;
                let here = Named {
                    name: entry.key.as_str().into(),
                    at: entry.at.clone(),
                };
                let there = Named {
                    name: there.text.as_str().into(),
                    at: entry.node.at.clone(),
                };
                Some((here, there))
            })
            .collect(),
        Tree::Null | Tree::Scalar(_) | Tree::List(_) => super::super::block::texts(node, out)
            .into_iter()
            .map(named)
            .map(|column| (column.clone(), column))
            .collect(),
    };
    if pairs.is_empty() {
        out.push(wrong_form(
            node,
            "a column, or { column here: column there }",
        ));
        return None;
    }
    Some(pairs)
}
