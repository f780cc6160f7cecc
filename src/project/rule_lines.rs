//! Field rules as lines of a table that people edit: a rule's cells out of a mapping file, and changed
//! cells back into its text. Pure.

use super::edit::{self, Place, Within};
use super::yaml::{Entry, Node, Tree};

/// The titles of the cells of a rule, in their order.
pub const RULE_CELLS: [&str; 7] = [
    "Source",
    "Rule",
    "Default",
    "Crosswalk",
    "Owner",
    "Status",
    "Remark",
];

const SOURCE: usize = 0;
const RULE: usize = 1;
const DEFAULT: usize = 2;

/// The key behind each cell; the cell `Rule` holds all others.
const KEYS: [&str; 7] = [
    "from",
    "",
    "default",
    "crosswalk",
    "owner",
    "status",
    "remark",
];

/// The cells of a rule, in the order of [`RULE_CELLS`]; empty where nothing is stated.
pub type RuleCells = [String; 7];

/// A rule of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// Its attribute with those around it: `addresses`, `Country`.
    pub path: Vec<String>,
    /// Whether it makes nested records.
    pub nested: bool,
    /// Its line in the mapping file, from 1.
    pub line: u32,
    /// Its cells.
    pub cells: RuleCells,
}

/// The rules of a mapping's text, in the order of the file; nested ones behind the one that they are in.
pub fn rule_lines(text: &str) -> Result<Vec<RuleLine>, String> {
    let root = edit::tree(text)?;
    let mut lines = Vec::new();
    if let Some(fields) = value(&root, "fields") {
        collect(fields, &[], &mut lines);
    }
    Ok(lines)
}

fn collect(fields: &Node, within: &[String], lines: &mut Vec<RuleLine>) {
    let Tree::Map(entries) = &fields.tree else {
        return;
    };
    for entry in entries {
        let Tree::Map(keys) = &entry.node.tree else {
            continue;
        };
        let mut path = within.to_vec();
        path.push(entry.key.clone());
        let inner = value(&entry.node, "fields");
        lines.push(RuleLine {
            path: path.clone(),
            nested: value(&entry.node, "each").is_some(),
            line: entry.at.line,
            cells: cells(keys),
        });
        if let Some(inner) = inner {
            collect(inner, &path, lines);
        }
    }
}

fn value<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    let Tree::Map(entries) = &node.tree else {
        return None;
    };
    let found = entries.iter().find(|entry| entry.key == key)?;
    Some(&found.node)
}

fn cells(entries: &[Entry]) -> RuleCells {
    let mut cells = RuleCells::default();
    let mut rest = Vec::new();
    for entry in entries {
        let place = KEYS.iter().position(|key| *key == entry.key);
        let shown = place.and_then(|place| Some((place, shown(place, &entry.node)?)));
        match shown {
            Some((place, shown)) => {
                if let Some(cell) = cells.get_mut(place) {
                    *cell = shown;
                }
            }
            None if entry.key == "fields" => {}
            // A key without a value states nothing.
            None if place.is_some() && matches!(entry.node.tree, Tree::Null) => {}
            None => rest.push(stated(entry)),
        }
    }
    if let Some(rule) = cells.get_mut(RULE) {
        *rule = rest.join(", ");
    }
    cells
}

/// What a cell of its own shows; none where the value does not fit there.
fn shown(place: usize, node: &Node) -> Option<String> {
    match &node.tree {
        Tree::Scalar(one) if place != DEFAULT => Some(one.text.clone()),
        // `"0"` and `0` are different defaults, `"none"` and `none` are not.
        Tree::Scalar(one) if !one.plain && edit::scalar(&one.text) == one.text => {
            let bare = edit::flow(node);
            let number = one
                .text
                .starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
            let truth = matches!(one.text.as_str(), "true" | "false");
            Some(if number || truth {
                bare
            } else {
                one.text.clone()
            })
        }
        Tree::Scalar(_) | Tree::Map(_) if place == DEFAULT => Some(edit::flow(node)),
        Tree::Null | Tree::Scalar(_) | Tree::List(_) | Tree::Map(_) => None,
    }
}

fn stated(entry: &Entry) -> String {
    format!("{}: {}", edit::scalar(&entry.key), edit::flow(&entry.node))
}

/// What became of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// Which, an index into [`RULE_CELLS`].
    pub cell: usize,
    /// What it holds now.
    pub new: String,
}

/// The text with changed cells of one rule. The error says which cell is wrong, and why.
pub fn with_cells(
    text: &str,
    line: &RuleLine,
    changes: &[CellChange],
) -> Result<String, (usize, String)> {
    let within = rule_path(&line.path);
    let mut text = text.to_owned();
    let mut all = Vec::new();
    for change in changes {
        let old = line.cells.get(change.cell).map_or("", String::as_str);
        let wrong = |why| (change.cell, why);
        all.extend(
            edits(change.cell, old, &change.new)
                .map_err(wrong)?
                .into_iter()
                .map(|(key, value)| (change.cell, key, value)),
        );
    }
    // What is new comes first: a rule is never without a key.
    all.sort_by_key(|(_, _, value)| value.is_none());
    for (cell, key, value) in all {
        let place = if key == "from" {
            Place::First
        } else {
            Place::Last
        };
        text = edit::set(&text, Within(&within), &key, value.as_deref(), place)
            .map_err(|why| (cell, why))?;
    }
    Ok(text)
}

/// The text with a rule that was not there, behind the last rule of its level that makes a value.
pub fn with_rule(
    text: &str,
    path: &[String],
    cells: &RuleCells,
    behind: Option<&str>,
) -> Result<String, (usize, String)> {
    let mut parts = Vec::new();
    for (cell, new) in cells.iter().enumerate() {
        let edits = edits(cell, "", new).map_err(|why| (cell, why))?;
        let stated = edits.into_iter().filter_map(|(key, value)| {
            value.map(|value| format!("{}: {value}", edit::scalar(&key)))
        });
        parts.extend(stated);
    }
    let (within, key) = parent(path);
    let place = behind.map_or(Place::Last, Place::Behind);
    let rule = format!("{{ {} }}", parts.join(", "));
    edit::set(text, Within(&within), key, Some(&rule), place).map_err(|why| (SOURCE, why))
}

/// The text without a rule.
pub fn without_rule(text: &str, path: &[String]) -> Result<String, String> {
    let (within, key) = parent(path);
    edit::set(text, Within(&within), key, None, Place::Last)
}

/// The keys that lead to a rule in its file.
fn rule_path(path: &[String]) -> Vec<String> {
    let keys = path.iter().flat_map(|part| ["fields", part]);
    keys.map(str::to_owned).collect()
}

fn parent(path: &[String]) -> (Vec<String>, &str) {
    let key = path.last().map_or("", String::as_str);
    let mut within = rule_path(path.get(..path.len().saturating_sub(1)).unwrap_or_default());
    within.push("fields".to_owned());
    (within, key)
}

/// The keys that a changed cell changes, with their values as YAML; none for a key that goes.
fn edits(cell: usize, old: &str, new: &str) -> Result<Vec<(String, Option<String>)>, String> {
    if cell == RULE {
        return rule_edits(old, new);
    }
    let key = KEYS.get(cell).copied().unwrap_or_default().to_owned();
    if new.is_empty() {
        return Ok(if old.is_empty() {
            Vec::new()
        } else {
            vec![(key, None)]
        });
    }
    let typed = straight(old, new);
    let marked = typed.starts_with(['{', '[', '"', '\'']);
    let value = if cell == DEFAULT && marked {
        let form = || format!("found {new}, expected one value, or {{ from: Column }}");
        let entries = edit::named_values(&format!("v: {typed}")).map_err(|_wrong| form())?;
        let [only] = entries.as_slice() else {
            return Err(form());
        };
        edit::flow(&only.node)
    } else {
        edit::scalar(new)
    };
    Ok(vec![(key, Some(value))])
}

fn rule_edits(old: &str, new: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let new = named(&straight(old, new))?;
    let old = named(old)?;
    let gone = old
        .iter()
        .filter(|(key, _)| !new.iter().any(|(other, _)| other == key))
        .map(|(key, _)| (key.clone(), None));
    let mut edits: Vec<(String, Option<String>)> = gone.collect();
    for (key, value) in new {
        if key == "fields" || KEYS.contains(&key.as_str()) {
            return Err(match KEYS.iter().position(|one| *one == key) {
                Some(cell) => format!(
                    "found `{key}`, expected it in the column `{}`",
                    RULE_CELLS.get(cell).unwrap_or(&"")
                ),
                None => "found `fields`, expected nested rules in lines of their own".to_owned(),
            });
        }
        if !old
            .iter()
            .any(|(other, was)| *other == key && *was == value)
        {
            edits.push((key, Some(value)));
        }
    }
    Ok(edits)
}

fn named(text: &str) -> Result<Vec<(String, String)>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let entries = edit::named_values(text)?;
    let named = entries
        .iter()
        .map(|one| (one.key.clone(), edit::flow(&one.node)));
    Ok(named.collect())
}

/// With the quotes of a keyboard: office programs put printers' quotes in their place while a person types.
/// A cell that had such quotes before means them.
fn straight(old: &str, new: &str) -> String {
    const PRINTED: [char; 3] = ['“', '”', '„'];
    if old.contains(PRINTED) {
        return new.to_owned();
    }
    new.replace(PRINTED, "\"")
}

#[cfg(test)]
mod tests;
