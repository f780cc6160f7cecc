//! What was changed in a workbook, put into the mapping files.
//!
//! Each cell is held against what stood there when the workbook was written and against what the mapping
//! file says now: a change on one side is taken, a change on both is a conflict for people. Everything is
//! judged, as a check of the whole project judges it, before anything is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::fault::RunFault;
use super::super::prepare::{Registered, Selection, prepared};
use super::changed::{Changed, Exported};
use super::sheet::{mapping_text, sheet, unusable};
use crate::diagnose::{Diagnostic, Severity, Sources};
use crate::mapping::CheckedMapping;
use crate::project::{Project, RULE_CELLS, load_with, replace, rule_lines};
use crate::report::mapping_book::{ATTRIBUTE, EXPORTED, EXPORTED_SHEET, INDEX, INDEX_SHEET};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A change that a workbook brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingChange {
    /// The mapping.
    pub mapping: String,
    /// Its file, relative to the project folder.
    pub file: String,
    /// The attribute: `addresses.Country`.
    pub attribute: String,
    /// The changed cell's title; none where a rule came or went as a whole.
    pub cell: Option<&'static str>,
    /// What stood there; empty for nothing.
    pub old: String,
    /// What stands there now; empty for nothing.
    pub new: String,
    /// The cell of the workbook.
    pub origin: String,
}

/// What became of a workbook.
#[derive(Debug, Default)]
pub struct Imported {
    /// What changes, in the order of the workbook.
    pub changes: Vec<MappingChange>,
    /// What a person should know: sheets and lines that are gone.
    pub notes: Vec<String>,
    /// The files that are written.
    pub files: Vec<PathBuf>,
}

/// Applies a workbook to the mapping files of a project; with `dry_run` only says what it would. The
/// error says everything that is wrong, and nothing was written then.
pub fn import(project: &Project, workbook: &Path, dry_run: bool) -> Result<Imported, Vec<String>> {
    let mut importing = Importing {
        project,
        workbook,
        exported: BTreeMap::new(),
        wrong: Vec::new(),
        out: Imported::default(),
        texts: BTreeMap::new(),
    };
    importing.read().map_err(|fault| {
        let written = "It should be a workbook that `landbridge mapping export` wrote.";
        vec![fault.to_string(), written.to_owned()]
    })?;
    if importing.wrong.is_empty() {
        importing.judge();
    }
    let Importing {
        wrong,
        mut out,
        texts,
        ..
    } = importing;
    if !wrong.is_empty() {
        return Err(wrong);
    }
    for (path, text) in texts {
        if !dry_run && let Err(error) = replace(&path, text.as_bytes()) {
            let mut wrong = vec![format!("{} cannot be written: {error}", path.display())];
            let done = out
                .files
                .iter()
                .map(|path| format!("{} was written already", path.display()));
            wrong.extend(done);
            return Err(wrong);
        }
        out.files.push(path);
    }
    Ok(out)
}

struct Importing<'a> {
    project: &'a Project,
    workbook: &'a Path,
    exported: Exported,
    wrong: Vec<String>,
    out: Imported,
    /// The new texts of mapping files.
    texts: BTreeMap<PathBuf, String>,
}

impl Importing<'_> {
    fn read(&mut self) -> Result<(), RunFault> {
        let index = sheet(self.workbook, INDEX_SHEET, &INDEX, INDEX.len())?;
        for line in sheet(self.workbook, EXPORTED_SHEET, &EXPORTED, EXPORTED.len())? {
            if let [Some(sheet), Some(attribute), Some(title), Some(value)] = line.cells.as_slice()
            {
                let key = (sheet.clone(), attribute.clone(), title.clone());
                self.exported.insert(key, value.clone());
            }
        }
        for line in index {
            if let [Some(object), Some(name), ..] = line.cells.as_slice()
                && !object.is_empty()
            {
                match self.project.mapping(object) {
                    Some(mapping) => self.mapping(mapping, name)?,
                    None => self.wrong.push(format!(
                        "{}: there is no mapping `{object}` in the project",
                        line.origins.first().map_or("", String::as_str)
                    )),
                }
            }
        }
        Ok(())
    }

    fn mapping(&mut self, mapping: &CheckedMapping, name: &str) -> Result<(), RunFault> {
        let titles: Vec<&str> = std::iter::once(ATTRIBUTE).chain(RULE_CELLS).collect();
        // A moved header is found by the three columns that no workbook is without.
        let lines = match sheet(self.workbook, name, &titles, 3) {
            Ok(lines) => lines,
            Err(RunFault::Source(fault))
                if fault.kind == landbridge_contract::SourceFaultKind::Part =>
            {
                self.out.notes.push(format!(
                    "the sheet `{name}` is gone: the mapping {} stays as it is",
                    mapping.object
                ));
                return Ok(());
            }
            Err(fault) => return Err(fault),
        };
        let raw = mapping_text(self.project, mapping)?;
        let text = raw.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&raw);
        let rules = rule_lines(text).map_err(|why| unusable(mapping, &why))?;
        let mut changed = Changed::new(mapping, name, &rules, text);
        if let Some(first) = lines.first() {
            let missing = titles
                .iter()
                .zip(&first.cells)
                .filter(|(_, cell)| cell.is_none());
            for (title, _) in missing {
                self.out.notes.push(format!(
                    "the sheet `{name}` has no column `{title}` any more: what it held stays as it is"
                ));
            }
        }
        let gone = changed.lines(lines, &self.exported);
        self.out.notes.extend(gone);
        let Changed {
            text: new,
            changes,
            mut wrong,
            ..
        } = changed;
        self.wrong.append(&mut wrong);
        self.out.changes.extend(changes);
        if new != text {
            let mark = if raw.len() == text.len() {
                ""
            } else {
                BYTE_ORDER_MARK
            };
            self.texts.insert(
                self.project.dir.join(&*mapping.file),
                format!("{mark}{new}"),
            );
        }
        Ok(())
    }

    /// Holds the project as it would be against the project as it is: what is newly wrong is said, with
    /// the cell that brought it.
    fn judge(&mut self) {
        if self.texts.is_empty() {
            return;
        }
        let (before, _) = mistakes(&self.project.dir, &BTreeMap::new());
        let mut before: Vec<(&str, String, String)> = before.iter().map(told).collect();
        let (after, sources) = mistakes(&self.project.dir, &self.texts);
        for one in after {
            let told = told(&one);
            if let Some(place) = before.iter().position(|known| *known == told) {
                before.swap_remove(place);
                continue;
            }
            let cell = self.cell_behind(&one);
            let said = crate::diagnose::Diagnostics(vec![one]).render(&sources);
            // Without the count behind it, which is of this one alone.
            let said = said.split("\n\n").next().unwrap_or_default();
            let cell = cell.map_or_else(String::new, |cell| format!("\n  changed:  {cell}"));
            self.wrong.push(format!("{said}{cell}\n"));
        }
    }

    /// The changed cell that the line of a diagnostic comes from.
    fn cell_behind(&self, diagnostic: &Diagnostic) -> Option<String> {
        let at = diagnostic.at.as_ref()?;
        let (_, text) = self
            .texts
            .iter()
            .find(|(path, _)| path.ends_with(&*at.file))?;
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let rules = rule_lines(text).ok()?;
        let rule = rules.iter().rev().find(|rule| rule.line <= at.line)?;
        let attribute = rule.path.join(".");
        let mut changes = self.out.changes.iter();
        let found = changes.find(|one| *one.file == *at.file && one.attribute == attribute)?;
        Some(found.origin.clone())
    }
}

/// What is wrong with a project where some of its files held other texts.
fn mistakes(folder: &Path, changed: &BTreeMap<PathBuf, String>) -> (Vec<Diagnostic>, Sources) {
    let loaded = load_with(folder, &Registered, changed);
    match prepared(loaded, &Selection::default()) {
        Ok(_) => (Vec::new(), Sources::new()),
        Err(unprepared) => {
            let mut all = unprepared.diagnostics.0;
            all.retain(|one| one.severity == Severity::Error);
            (all, unprepared.sources)
        }
    }
}

/// A diagnostic without its place, which moves when lines come and go.
fn told(one: &Diagnostic) -> (&str, String, String) {
    (one.code.id, one.found.clone(), one.expected.clone())
}
