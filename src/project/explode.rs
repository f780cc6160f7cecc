//! Reads `explode` of a source: how one row becomes several records, and what a mapping must mind then.

use super::block::{Block, texts, wrong_form};
use super::keys;
use super::mapping_file::named;
use super::mistake::mistake;
use super::yaml::{Entry, Node, Tree};
use crate::diagnose::{Diagnostic, Diagnostics, Location, Severity, codes};
use crate::mapping::{
    CheckedMapping, EachSource, ExplodeSpec, Made, Named, PiecesFrom, RuleInput, RuleKind,
    TotalInput, TotalRule, ValueRule, of_records,
};

const FORM: &str = "{ columns: { Amount: [Jan, Feb] } } or { list: Phones, at: \";\" }";

/// Reads one, or a list of them.
pub(super) fn explode(node: &Node, out: &mut Diagnostics) -> Vec<ExplodeSpec> {
    let nodes: &[Node] = match &node.tree {
        Tree::List(nodes) => nodes,
        Tree::Null | Tree::Scalar(_) | Tree::Map(_) => std::slice::from_ref(node),
    };
    let specs: Vec<ExplodeSpec> = nodes.iter().filter_map(|node| one(node, out)).collect();
    let mut earlier: Vec<Option<&str>> = Vec::new();
    for spec in &specs {
        let into = spec.into.as_ref().map(|into| &*into.name);
        if earlier.contains(&into) {
            let (found, expected) = match into {
                Some(into) => (
                    format!("a second `into: {into}`"),
                    "a name of its own for each kind of nested record",
                ),
                None => (
                    "a second one without `into`".to_owned(),
                    "`into` with all but one of them: a row becomes records in one way",
                ),
            };
            out.push(mistake(&codes::MAPPING_EXPLODE, &spec.at, found, expected));
        }
        earlier.push(into);
    }
    specs
}

fn one(node: &Node, out: &mut Diagnostics) -> Option<ExplodeSpec> {
    let mut block = Block::of(node, FORM, out)?;
    let stated = block.node("columns");
    let lists = block.texts("list", out);
    let separator = block.text("at", out);
    let name = block.text("name", out).map(named);
    let number = block.text("number", out).map(named);
    let keeps_blank = block.bool("keep_blank", out).unwrap_or(false);
    let into = block.text("into", out).map(named);
    let before = out.0.len();
    block.finish(&keys::EXPLODE, out);
    let has_unknown = out.0.len() > before;
    let (made, from) = match (stated, lists) {
        (Some(columns), None) => {
            if let Some(separator) = &separator {
                let expected = "it beside `list`: columns stand apart by themselves";
                let found = "`at` beside `columns`";
                out.push(mistake(
                    &codes::MAPPING_TYPE,
                    &separator.at,
                    found,
                    expected,
                ));
            }
            (of_columns(columns, out)?, PiecesFrom::Columns { name })
        }
        (None, Some(lists)) if !lists.is_empty() => {
            if let Some(name) = &name {
                let found = "`name` beside `list`";
                let expected = "it beside `columns`: all parts of a list stand in one";
                out.push(mistake(&codes::MAPPING_TYPE, &name.at, found, expected));
            }
            if let Some(empty) = separator.as_ref().filter(|one| one.value.is_empty()) {
                let expected = "what stands between the parts";
                out.push(mistake(
                    &codes::MAPPING_TYPE,
                    &empty.at,
                    "nothing",
                    expected,
                ));
                return None;
            }
            let made = lists.into_iter().map(named).map(|list| Made {
                name: list.clone(),
                from: vec![list],
            });
            let separator = separator.map(|separator| separator.value.into());
            (made.collect(), PiecesFrom::Lists { separator })
        }
        _ => {
            // A key that is misspelt is most often one of the two.
            if !has_unknown {
                out.push(wrong_form(node, FORM));
            }
            return None;
        }
    };
    let spec = ExplodeSpec {
        made,
        from,
        number,
        into,
        keeps_blank,
        at: node.at.clone(),
    };
    say_repeated(&spec, out);
    Some(spec)
}

/// `columns: { Amount: [Jan, Feb] }`.
fn of_columns(node: &Node, out: &mut Diagnostics) -> Option<Vec<Made>> {
    let entries: &[Entry] = match &node.tree {
        Tree::Map(entries) => entries,
        Tree::Null | Tree::Scalar(_) | Tree::List(_) => &[],
    };
    if entries.is_empty() {
        out.push(wrong_form(node, "{ Amount: [Jan, Feb] }"));
        return None;
    }
    let made: Vec<Made> = entries
        .iter()
        .map(|entry| Made {
            name: Named {
                name: entry.key.as_str().into(),
                at: entry.at.clone(),
            },
            from: texts(&entry.node, out).into_iter().map(named).collect(),
        })
        .collect();
    let first = made.first()?;
    for other in &made {
        if other.from.is_empty() || other.from.len() != first.from.len() {
            let found = format!("\"{}\" of {}", other.name.name, columns(other.from.len()));
            let expected = match first.from.len() {
                0 => "at least one column".to_owned(),
                some => format!(
                    "{}, as \"{}\" has: those in one place belong together",
                    columns(some),
                    first.name.name
                ),
            };
            out.push(mistake(
                &codes::MAPPING_EXPLODE,
                &other.name.at,
                found,
                expected,
            ));
            return None;
        }
    }
    Some(made)
}

fn columns(count: usize) -> String {
    match count {
        1 => "1 column".to_owned(),
        some => format!("{some} columns"),
    }
}

/// Says which column would be taken twice, and which two columns of the pieces have one name.
fn say_repeated(spec: &ExplodeSpec, out: &mut Diagnostics) {
    let mut earlier: Vec<&str> = Vec::new();
    for taken in spec.taken() {
        if earlier.contains(&&*taken.name) {
            let found = format!("the column \"{}\" a second time", taken.name);
            let expected = "every column once, or its values would count twice";
            out.push(mistake(&codes::MAPPING_EXPLODE, &taken.at, found, expected));
            return;
        }
        earlier.push(&taken.name);
    }
    let mut earlier: Vec<&str> = Vec::new();
    for made in spec.made() {
        if earlier.contains(&&*made.name) {
            let found = format!("a second column \"{}\" of the pieces", made.name);
            let expected = "a name of its own for each";
            out.push(mistake(&codes::MAPPING_EXPLODE, &made.at, found, expected));
        }
        earlier.push(&made.name);
    }
}

/// Warns where records of one row would be taken for one and the same, and where a value of the row would count
/// once for each of them. Neither need be wrong: a row may have a value in one of the columns only.
pub(super) fn hold(mapping: &CheckedMapping, out: &mut Diagnostics) {
    let Some(spec) = of_records(&mapping.source.explode) else {
        return;
    };
    let made: Vec<&str> = spec.made().map(|made| &*made.name).collect();
    let grouped = mapping.source.group.is_some();
    let key = mapping.business_key.iter();
    let told_apart = |part: &Named| tells_apart(mapping, &part.name, &made);
    if let Some(first) = key.clone().next().filter(|_| !grouped)
        && !key.clone().any(told_apart)
    {
        let found = "a business key that is the same in all records of a row";
        out.push(doubtful(&first.at, found, "one that reads", &made));
    }
    for total in &mapping.totals {
        if !is_over_pieces(mapping, total) {
            continue;
        }
        let named: &[Named] = match &total.sum {
            TotalInput::Column(column, _) => std::slice::from_ref(column),
            TotalInput::Expression(expression) => &expression.names,
        };
        let Some(first) = named.first() else {
            continue;
        };
        if !named.iter().any(|one| made.contains(&&*one.name)) {
            let found = format!(
                "\"{}\", which counts once for each record of a row",
                first.name
            );
            out.push(doubtful(&first.at, found, "a sum of", &made));
        }
    }
}

fn doubtful(at: &Location, found: impl Into<String>, what: &str, made: &[&str]) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        ..mistake(
            &codes::MAPPING_EXPLODE,
            at,
            found,
            format!("{what} {}", made.join(" or ")),
        )
    }
}

/// Whether an attribute is made of a column of the pieces, itself or as a token of others, as far as can be told.
fn tells_apart(mapping: &CheckedMapping, attribute: &str, made: &[&str]) -> bool {
    match value_rule(mapping, attribute).map(|value| &value.input) {
        Some(RuleInput::Token(token)) => {
            let mut of = token.of.iter();
            of.any(|one| reads_pieces(mapping, &one.name, made))
        }
        _ => reads_pieces(mapping, attribute, made),
    }
}

/// The same of an attribute that is no token. One that is cannot be a part of another, which is said of the
/// token: nothing can be told of it here, and following it might never end.
fn reads_pieces(mapping: &CheckedMapping, attribute: &str, made: &[&str]) -> bool {
    let Some(value) = value_rule(mapping, attribute) else {
        return true;
    };
    match &value.input {
        RuleInput::Unclear | RuleInput::Token(_) => true,
        _ => {
            let beside = value.shaping.columns().chain(value.lookup_keys());
            let mut read = value.columns().chain(beside);
            read.any(|column| made.contains(&&*column.name))
        }
    }
}

fn value_rule<'m>(mapping: &'m CheckedMapping, attribute: &str) -> Option<&'m ValueRule> {
    let mut rules = mapping.fields.iter();
    let rule = rules.find(|rule| *rule.attribute.name == *attribute)?;
    match &rule.kind {
        RuleKind::Value(value) => Some(value),
        RuleKind::Nested(_) => None,
    }
}

/// Whether a total is taken over the records that one row was taken apart into.
fn is_over_pieces(mapping: &CheckedMapping, total: &TotalRule) -> bool {
    let mut rows = mapping.source.group.as_deref();
    while let Some(inner) = rows.and_then(|group| group.inner.as_deref()) {
        rows = Some(inner);
    }
    let (Some(rows), Some(each)) = (rows, &total.each) else {
        return rows.is_none() && total.each.is_none();
    };
    let attribute = mapping.fields.iter().any(|rule| match &rule.kind {
        RuleKind::Nested(nested) => {
            rule.attribute.name == each.name
                && matches!(&nested.each, EachSource::Path(path) if path.name == rows.into.name)
        }
        RuleKind::Value(_) => false,
    });
    attribute || each.name == rows.into.name
}
