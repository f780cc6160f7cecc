//! Reads field rules.

use landbridge_contract::{Name, Text, Value};

use super::super::block::{Block, Stated, constant, wrong_form};
use super::super::keys;
use super::super::mistake::{mistake, unknown_name};
use super::super::yaml::{Entry, Node, Tree};
use super::lookups::lookup_rule;
use super::nested::nested;
use super::shaping::shaping;
use super::{Shared, expression, named};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{
    FieldRule, Named, ReferencePlace, ReferenceRule, RuleInput, RuleKind, ValueRule,
};

const SOURCES: &str =
    "one of from, first_of, join, value, expr, token, lookup, ref with from or join, or each";

/// Reads the rules under `fields`.
pub(super) fn rules(node: &Node, shared: &Shared<'_>, out: &mut Diagnostics) -> Vec<FieldRule> {
    let Some(mut block) = Block::of(node, "one line an attribute", out) else {
        return Vec::new();
    };
    block
        .rest()
        .into_iter()
        .filter_map(|entry| rule(entry, shared, out))
        .collect()
}

fn rule(entry: &Entry, shared: &Shared<'_>, out: &mut Diagnostics) -> Option<FieldRule> {
    let block = Block::of(&entry.node, "a rule as { from: Column }", out)?;
    let attribute = Named {
        name: Name::from(entry.key.as_str()),
        at: entry.at.clone(),
    };
    let kind = if block.has("each") {
        RuleKind::Nested(Box::new(nested(block, shared, out)?))
    } else {
        RuleKind::Value(Box::new(value_rule(block, entry, shared, out)))
    };
    Some(FieldRule { attribute, kind })
}

fn value_rule(
    mut block: Block<'_>,
    entry: &Entry,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> ValueRule {
    let (input, reference) = input(&mut block, entry, shared, out);
    let shaping = shaping(&mut block, shared, out);
    let when = block.node("when").and_then(|node| expression(node, out));
    let (default, default_from) = default(&mut block, out);
    let required = block.bool("required", out).unwrap_or(false);
    let send_null = match block.text("omit", out) {
        Some(stated) => omit(&stated, out),
        None => false,
    };
    let personal = block.bool("personal", out).unwrap_or(false);
    // What is confidential is hidden wherever what is personal is.
    let confidential = block.bool("confidential", out).unwrap_or(false);
    notes(&mut block, out);
    block.finish(&keys::VALUE_RULE, out);
    ValueRule {
        input,
        shaping,
        when,
        default,
        default_from,
        required,
        send_null,
        personal: personal || confidential,
        reference,
    }
}

/// How far the people are who agree on a rule.
pub(crate) const STATUS: [&str; 4] = ["open", "proposed", "agreed", "tested"];

/// Reads what people note about a rule; it changes nothing of what is done.
pub(super) fn notes(block: &mut Block<'_>, out: &mut Diagnostics) {
    for key in ["owner", "remark"] {
        // Read for its form; the mapping workbook shows it.
        block.text(key, out);
    }
    if let Some(status) = block.text("status", out)
        && !STATUS.contains(&status.value.as_str())
    {
        out.push(unknown_name(
            &codes::MAPPING_TYPE,
            &status.at,
            "status",
            &status.value,
            STATUS,
        ));
    }
}

/// A constant, or `{ from: Column }`.
fn default(block: &mut Block<'_>, out: &mut Diagnostics) -> (Option<Value>, Option<Named>) {
    const FORM: &str = "a constant, or { from: Column }";
    let Some(node) = block.node("default") else {
        return (None, None);
    };
    if !matches!(node.tree, Tree::Map(_)) {
        return (constant(node, out), None);
    }
    let Some(mut inner) = Block::of(node, FORM, out) else {
        return (None, None);
    };
    let from = inner.text("from", out).map(named);
    inner.finish(&keys::DEFAULT_FROM, out);
    if from.is_none() {
        out.push(wrong_form(node, FORM));
    }
    (None, from)
}

/// `first_of: [A, B]`, or `join: [A, B]` and `with: " "`.
fn several(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<RuleInput> {
    let first_of = block.texts("first_of", out);
    let join = block.texts("join", out);
    let with = block.text("with", out);
    let (columns, join) = match (first_of, join) {
        (Some(columns), _) => (columns, None),
        (None, Some(columns)) => {
            let with = with.map_or_else(|| " ".to_owned(), |stated| stated.value);
            (columns, Some(Text::from(with)))
        }
        (None, None) => return None,
    };
    if columns.is_empty() {
        let found = "no columns";
        out.push(mistake(&codes::MAPPING_TYPE, block.at, found, SOURCES));
        return Some(RuleInput::Unclear);
    }
    Some(RuleInput::Columns {
        columns: columns.into_iter().map(named).collect(),
        join,
    })
}

/// The name of a mapping, or `{ object: …, in: …, by: … }`.
fn reference(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<ReferenceRule> {
    const FORM: &str = "a mapping, or { object: suppliers, in: erp }";
    let node = block.node("ref")?;
    if !matches!(node.tree, Tree::Map(_)) {
        return block.text("ref", out).map(|stated| ReferenceRule {
            object: named(stated),
            place: ReferencePlace::Run,
            by: None,
            gives_key: false,
        });
    }
    let mut inner = Block::of(node, FORM, out)?;
    let object = inner.text("object", out).map(named);
    let stated = inner.text("in", out);
    let by = inner.text("by", out);
    let gives = inner.text("gives", out);
    inner.finish(&keys::REF_FORM, out);
    let place = match stated.as_ref().map(|stated| stated.value.as_str()) {
        None | Some("run") => ReferencePlace::Run,
        Some("ledger") => ReferencePlace::Ledger,
        Some("erp") => ReferencePlace::Erp,
        Some(other) => {
            let at = stated.as_ref().map_or(&node.at, |stated| &stated.at);
            let (code, known) = (&codes::MAPPING_TYPE, keys::REF_PLACES);
            out.push(unknown_name(code, at, "place of a record", other, known));
            ReferencePlace::Run
        }
    };
    if let Some(by) = by.as_ref().filter(|_| place != ReferencePlace::Erp) {
        let found = "`by` without `in: erp`";
        out.push(mistake(&codes::MAPPING_TYPE, &by.at, found, FORM));
    }
    if object.is_none() {
        out.push(wrong_form(node, FORM));
    }
    let gives_key = gives.is_some_and(|stated| gives_key(&stated, out));
    Some(ReferenceRule {
        object: object?,
        place,
        by: by.map(|by| Name::from(by.value)),
        gives_key,
    })
}

/// Whether a reference is sent as the record's key.
fn gives_key(stated: &Stated<String>, out: &mut Diagnostics) -> bool {
    let known = keys::REF_GIVES;
    if !known.contains(&stated.value.as_str()) {
        let (code, word) = (&codes::MAPPING_TYPE, "word for `gives`");
        out.push(unknown_name(code, &stated.at, word, &stated.value, known));
    }
    stated.value == "key"
}

fn omit(stated: &Stated<String>, out: &mut Diagnostics) -> bool {
    if !matches!(stated.value.as_str(), "empty" | "never") {
        out.push(unknown_name(
            &codes::MAPPING_TYPE,
            &stated.at,
            "word for `omit`",
            &stated.value,
            ["empty", "never"],
        ));
    }
    stated.value == "never"
}

fn input(
    block: &mut Block<'_>,
    entry: &Entry,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> (RuleInput, Option<ReferenceRule>) {
    let from = block.entry("from");
    let value = block.entry("value");
    let expr = block.entry("expr");
    let first_of = block.entry("first_of");
    let join = block.entry("join");
    let token = block.entry("token");
    let lookup = block.entry("lookup");
    let looked_up = lookup_rule(block, shared, out);
    let reference = reference(block, out);
    let all = [from, value, expr, first_of, join, token, lookup];
    let stated = all.into_iter().flatten().count();
    // The key of a record may stand in one column, or in several.
    let keyed = from.or(join).is_some();
    if stated != 1 || (reference.is_some() && !keyed) {
        let found = match stated {
            0 => "no source of the value".to_owned(),
            1 => "`ref` without `from` or `join`".to_owned(),
            more => format!("{more} sources of the value"),
        };
        out.push(mistake(&codes::MAPPING_TYPE, &entry.at, found, SOURCES));
        return (RuleInput::Unclear, None);
    }
    if let Some(stated) = token {
        let token = super::token::token(&stated.node, &shared.known.project, out);
        let input = token.map(|token| RuleInput::Token(Box::new(token)));
        return (input.unwrap_or(RuleInput::Unclear), None);
    }
    if let Some(input) = several(block, out) {
        return (input, reference);
    }
    if let Some(input) = looked_up {
        return (input, None);
    }
    let input = match (from, value, expr) {
        (Some(_), _, _) => block
            .text("from", out)
            .map(|column| RuleInput::Column(named(column))),
        (_, Some(stated), _) => constant(&stated.node, out)
            .map(|value| RuleInput::Constant(value, stated.node.at.clone())),
        (_, _, Some(stated)) => expression(&stated.node, out).map(RuleInput::Expression),
        (None, None, None) => None,
    };
    if let (None, Some(stated)) = (&input, from)
        && matches!(stated.node.tree, Tree::Null)
    {
        out.push(wrong_form(&stated.node, "the name of a column"));
    }
    (input.unwrap_or(RuleInput::Unclear), reference)
}
