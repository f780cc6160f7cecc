//! Diagnostics: mistakes in project and mapping files, all collected, each with its line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::{Code, Severity, counted};

/// A place in a project or mapping file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// File, relative to the project folder.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One mistake in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind.
    pub code: &'static Code,
    /// How much it weighs; a warning does not stop a run.
    pub severity: Severity,
    /// Where; none where no file is to blame.
    pub at: Option<Location>,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// The nearest known name.
    pub nearest: Option<String>,
    /// What to do, where it is not plain from the rest.
    pub fix: Option<String>,
}

/// Mistakes, in the order of file and line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics(pub Vec<Diagnostic>);

/// The texts of the files that locations point into, to show the line.
pub type Sources = BTreeMap<Arc<str>, Arc<str>>;

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// True where one of them stops a run.
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Sorts by file, line and column; those without a place come first.
    pub fn sort(&mut self) {
        self.0.sort_by(|left, right| left.at.cmp(&right.at));
    }

    /// All of them as text for a terminal, each with the line it points at.
    pub fn render(&self, sources: &Sources) -> String {
        let mut out = String::new();
        for diagnostic in &self.0 {
            diagnostic.render_into(&mut out, sources);
            out.push('\n');
        }
        let of = |severity: Severity| {
            let alike = self.0.iter().filter(|one| one.severity == severity);
            alike.map(|_| 1).sum::<u64>()
        };
        let errors = counted(of(Severity::Error), "error", "errors");
        let warnings = counted(of(Severity::Warning), "warning", "warnings");
        writeln!(out, "{errors}, {warnings}").expect("writing to memory does not fail");
        out
    }
}

impl Diagnostic {
    fn render_into(&self, out: &mut String, sources: &Sources) {
        let headline = format!("{}[{}]: {}", self.severity, self.code.id, self.code.title);
        out.push_str(&headline);
        out.push('\n');
        if let Some(at) = &self.at {
            writeln!(out, "  --> {}:{}:{}", at.file, at.line, at.column)
                .expect("writing to memory does not fail");
            if let Some(text) = source_line(sources, at) {
                writeln!(out, "   | {text}").expect("writing to memory does not fail");
            }
        }
        let mut detail = |label: &str, text: &str| {
            writeln!(out, "  {label:<10}{text}").expect("writing to memory does not fail");
        };
        detail("found:", &self.found);
        detail("expected:", &self.expected);
        if let Some(nearest) = &self.nearest {
            detail("nearest:", nearest);
        }
        if let Some(fix) = &self.fix {
            detail("fix:", fix);
        }
    }
}

/// The line of a file that a place is in; none where the file or the line is not there.
pub(crate) fn source_line<'a>(sources: &'a Sources, at: &Location) -> Option<&'a str> {
    let index = usize::try_from(at.line).ok()?.checked_sub(1)?;
    sources.get(&at.file)?.lines().nth(index)
}
