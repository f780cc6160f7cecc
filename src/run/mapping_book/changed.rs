//! The lines of one mapping's sheet, held against its rules: what a person changed.

use std::collections::{BTreeMap, BTreeSet};

use super::import::MappingChange;
use super::sheet::Line;
use crate::diagnose::nearest;
use crate::mapping::CheckedMapping;
use crate::project::{
    CellChange, RULE_CELLS, RuleCells, RuleLine, with_cells, with_rule, without_rule,
};
use crate::report::mapping_book::ATTRIBUTE;
use crate::schema::ObjectSchema;

/// What stood in a cell when the workbook was written: sheet, attribute and title to value.
pub(super) type Exported = BTreeMap<(String, String, String), String>;

/// A line of a mapping's sheet.
struct Edited {
    attribute: String,
    cells: [Option<String>; 7],
    origins: Vec<String>,
}

fn edited(line: Line) -> Option<Edited> {
    let mut cells = line.cells.into_iter();
    let attribute = cells.next().flatten()?;
    let mut own: [Option<String>; 7] = Default::default();
    for (place, cell) in own.iter_mut().zip(cells) {
        *place = cell;
    }
    let [source, rule, ..] = &own;
    let filled = [source, rule]
        .into_iter()
        .flatten()
        .any(|cell| !cell.is_empty());
    if attribute.is_empty() && !filled {
        return None;
    }
    Some(Edited {
        attribute,
        cells: own,
        origins: line.origins,
    })
}

impl Edited {
    /// Where a cell stands; 0 is the attribute's.
    fn origin(&self, cell: usize) -> &str {
        self.origins.get(cell).map_or("", String::as_str)
    }

    /// Source and rule are both empty.
    fn says_nothing(&self) -> bool {
        let [source, rule, ..] = &self.cells;
        [source, rule]
            .into_iter()
            .all(|cell| cell.as_ref().is_some_and(String::is_empty))
    }
}

/// A mapping while the lines of its sheet are gone through.
pub(super) struct Changed<'a> {
    rules: &'a [RuleLine],
    mapping: &'a CheckedMapping,
    sheet: &'a str,
    /// The text of the mapping's file, as it will be.
    pub(super) text: String,
    /// The rule that was added last, by the attribute that holds it.
    added: BTreeMap<Vec<String>, String>,
    pub(super) changes: Vec<MappingChange>,
    pub(super) wrong: Vec<String>,
}

impl<'a> Changed<'a> {
    pub(super) fn new(
        mapping: &'a CheckedMapping,
        sheet: &'a str,
        rules: &'a [RuleLine],
        text: &str,
    ) -> Self {
        Self {
            rules,
            mapping,
            sheet,
            text: text.to_owned(),
            added: BTreeMap::new(),
            changes: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Goes through the lines of the sheet; what is said of rules that have no line.
    pub(super) fn lines(&mut self, lines: Vec<Line>, exported: &Exported) -> Option<String> {
        let mut seen = BTreeSet::new();
        for line in lines {
            let Some(line) = edited(line) else {
                continue;
            };
            if line.attribute.is_empty() {
                self.wrong.push(format!(
                    "{}: a rule without an attribute, expected its name in the column `{ATTRIBUTE}`",
                    line.origin(0)
                ));
                continue;
            }
            if seen.insert(line.attribute.clone()) {
                self.line(&line, exported);
            } else {
                self.wrong.push(format!(
                    "{}: `{}` again, expected one line an attribute",
                    line.origin(0),
                    line.attribute
                ));
            }
        }
        let rules = self.rules.iter();
        let gone = rules
            .filter(|rule| !seen.contains(&rule.path.join(".")))
            .count();
        let sheet = self.sheet;
        let rules = match gone {
            0 => return None,
            1 => format!("1 rule has no line in the sheet `{sheet}` and stays as it is"),
            more => {
                format!("{more} rules have no line in the sheet `{sheet}` and stay as they are")
            }
        };
        Some(format!(
            "{rules}; to take a rule away, clear its Source and its Rule"
        ))
    }

    /// The cells that are changed here and nowhere else.
    fn decided<'t>(
        &mut self,
        line: &Edited,
        rule: &RuleLine,
        touched: &[(usize, &str)],
        was: impl Fn(usize) -> &'t str,
    ) -> Vec<CellChange> {
        let mut changes = Vec::new();
        for (cell, new) in touched {
            let now = cell_of(rule, *cell);
            if now == *new {
                continue;
            }
            if now != was(*cell) {
                self.wrong.push(format!(
                    "{}: found \"{new}\", but {}:{} was changed from \"{}\" to \"{now}\" since the \
                     workbook was written; put what shall hold into both",
                    line.origin(cell + 1),
                    self.mapping.file,
                    rule.line,
                    was(*cell)
                ));
                continue;
            }
            changes.push(CellChange {
                cell: *cell,
                new: (*new).to_owned(),
            });
        }
        changes
    }

    fn change(&mut self, line: &Edited, rule: &RuleLine, changes: Vec<CellChange>) {
        match with_cells(&self.text, rule, &changes) {
            // The same in another order, or in other quotes.
            Ok(text) if text == self.text => return,
            Ok(text) => self.text = text,
            Err((cell, why)) => {
                self.wrong.push(format!("{}: {why}", line.origin(cell + 1)));
                return;
            }
        }
        for change in changes {
            let old = rule.cells.get(change.cell).cloned().unwrap_or_default();
            self.note(line, Some(change.cell), old, change.new);
        }
    }

    fn line(&mut self, line: &Edited, exported: &BTreeMap<(String, String, String), String>) {
        let was = |cell: usize| {
            let title = RULE_CELLS.get(cell).copied().unwrap_or_default();
            let key = (
                self.sheet.to_owned(),
                line.attribute.clone(),
                title.to_owned(),
            );
            exported.get(&key).map_or("", String::as_str)
        };
        let touched: Vec<(usize, &str)> = (0..)
            .zip(&line.cells)
            .filter_map(|(cell, new)| Some((cell, new.as_deref()?)))
            .filter(|(cell, new)| was(*cell) != *new)
            .collect();
        if touched.is_empty() {
            return;
        }
        let Some(rule) = self
            .rules
            .iter()
            .find(|rule| rule.path.join(".") == line.attribute)
        else {
            if touched.iter().any(|(cell, _)| !was(*cell).is_empty()) {
                self.wrong.push(format!(
                    "{}: the rule of `{}` was changed here and taken away in {}; decide there",
                    line.origin(0),
                    line.attribute,
                    self.mapping.file
                ));
                return;
            }
            self.add(line);
            return;
        };
        if line.says_nothing() && !(was(0).is_empty() && was(1).is_empty()) {
            // Nobody's change of the same rule goes with it unseen.
            let all: Vec<(usize, &str)> = (0..)
                .zip(line.cells.iter().map(|cell| cell.as_deref().unwrap_or("")))
                .collect();
            let before = self.wrong.len();
            let changed_there = all
                .into_iter()
                .filter(|(cell, _)| cell_of(rule, *cell) != was(*cell));
            let changed_there: Vec<(usize, &str)> = changed_there.collect();
            self.decided(line, rule, &changed_there, was);
            if self.wrong.len() == before {
                self.remove(line, rule);
            }
            return;
        }
        let changes = self.decided(line, rule, &touched, was);
        self.change(line, rule, changes);
    }

    fn remove(&mut self, line: &Edited, rule: &RuleLine) {
        if rule.nested {
            self.wrong.push(format!(
                "{}: nothing for `{}`, expected how its nested records are made; they are taken \
                 away in {} line {}",
                line.origin(2),
                line.attribute,
                self.mapping.file,
                rule.line
            ));
            return;
        }
        match without_rule(&self.text, &rule.path) {
            Ok(text) => {
                self.text = text;
                self.note(line, None, as_rule(&rule.cells), String::new());
            }
            Err(why) => self.wrong.push(format!("{}: {why}", line.origin(0))),
        }
    }

    fn add(&mut self, line: &Edited) {
        let path: Vec<String> = line.attribute.split('.').map(str::to_owned).collect();
        let (name, level) = path
            .split_last()
            .map_or(("", &[][..]), |(n, l)| (n.as_str(), l));
        if let Err(why) = self.can_have(level, name) {
            self.wrong.push(format!("{}: {why}", line.origin(0)));
            return;
        }
        if line.says_nothing() {
            self.wrong.push(format!(
                "{}: `{}` has no rule, expected its Source or its Rule to be filled in",
                line.origin(1),
                line.attribute
            ));
            return;
        }
        let cells: RuleCells = line.cells.clone().map(Option::unwrap_or_default);
        let own = self.rules.iter().rev().find(|rule| {
            !rule.nested && rule.path.len() == path.len() && rule.path.starts_with(level)
        });
        let behind = self.added.get(level).map(String::as_str);
        let behind = behind.or(own.and_then(|rule| rule.path.last()).map(String::as_str));
        match with_rule(&self.text, &path, &cells, behind) {
            Ok(text) => {
                self.text = text;
                self.added.insert(level.to_vec(), name.to_owned());
                self.note(line, None, String::new(), as_rule(&cells));
            }
            Err((cell, why)) => self.wrong.push(format!("{}: {why}", line.origin(cell + 1))),
        }
    }

    /// Whether the ERP has such an attribute, and the mapping the records that it would be in.
    fn can_have(&self, level: &[String], name: &str) -> Result<(), String> {
        if !level.is_empty()
            && !self
                .rules
                .iter()
                .any(|rule| rule.nested && rule.path == level)
        {
            return Err(format!(
                "the mapping makes no nested records `{}`, expected them in {} first",
                level.join("."),
                self.mapping.file
            ));
        }
        let mut schema: Option<&ObjectSchema> = self.mapping.schema.as_deref();
        for part in level {
            schema = schema.and_then(|schema| schema.child(part));
        }
        match schema {
            Some(schema) if !schema.open && schema.attribute(name).is_none() => {
                let near = nearest(name, schema.names());
                let near =
                    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                Err(format!("the ERP has no attribute `{name}`{near}"))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn note(&mut self, line: &Edited, cell: Option<usize>, old: String, new: String) {
        self.changes.push(MappingChange {
            mapping: self.mapping.object.to_string(),
            file: self.mapping.file.to_string(),
            attribute: line.attribute.clone(),
            cell: cell.and_then(|cell| RULE_CELLS.get(cell).copied()),
            old,
            new,
            origin: line.origin(cell.map_or(0, |cell| cell + 1)).to_owned(),
        });
    }
}

/// A cell of a rule as it comes out of a workbook: without white space around it.
fn cell_of(rule: &RuleLine, cell: usize) -> &str {
    rule.cells.get(cell).map_or("", |cell| cell.trim())
}

/// The cells of a rule in one text: `Source Vendor ID, Rule pad: 8`.
fn as_rule(cells: &RuleCells) -> String {
    let named = RULE_CELLS.iter().zip(cells);
    let stated = named.filter(|(_, cell)| !cell.is_empty());
    let parts: Vec<String> = stated
        .map(|(title, cell)| format!("{title} {cell}"))
        .collect();
    parts.join(", ")
}
