//! Reads a file of cases: `# mapping`, `## case`, `### part`, and a table in each part.

use std::sync::Arc;

use jiff::civil::Date;
use landbridge_contract::Name;

use super::markdown::{Block, Located, Table, blocks};
use super::model::{Case, CaseFile, wrong};
use super::parts::{self, Part, Parts};
use crate::diagnose::{Diagnostics, Location};
use crate::mapping::Named;

const RUN_DATE: &str = "run_date:";

/// Reads the cases in a text; what is wrong is said, and the rest is kept. None where the text does
/// not say which mapping it is for. `makes_several` tells of which mappings one row may become several records.
pub fn read(
    file: &Arc<str>,
    text: &str,
    makes_several: &dyn Fn(&str) -> bool,
    out: &mut Diagnostics,
) -> Option<CaseFile> {
    let mut reading = Reading {
        makes_several,
        mapping: None,
        run_date: None,
        cases: Vec::new(),
        open: None,
        out,
    };
    for block in blocks(file, text, reading.out) {
        match block {
            Block::Heading(1, title) => reading.mapping(title),
            Block::Heading(2, title) => reading.case(title),
            Block::Heading(3, title) => reading.part(&title),
            Block::Heading(_, title) => reading.said(title.at.line),
            Block::Table(table) => reading.table(table),
            Block::Line(line) => reading.line(&line),
        }
    }
    reading.close();
    let Reading { mapping, cases, .. } = reading;
    if mapping.is_none() {
        let at = Location {
            file: Arc::clone(file),
            line: 1,
            column: 1,
        };
        let expected = "a heading with the name of the mapping: # suppliers";
        out.push(wrong(&at, "no heading of the first level", expected));
    }
    Some(CaseFile {
        file: Arc::clone(file),
        mapping: mapping?,
        cases,
    })
}

struct Reading<'a> {
    makes_several: &'a dyn Fn(&str) -> bool,
    mapping: Option<Named>,
    /// What `run_date` means in all cases that do not say it.
    run_date: Option<Date>,
    cases: Vec<Case>,
    open: Option<OpenCase>,
    out: &'a mut Diagnostics,
}

struct OpenCase {
    title: Located,
    run_date: Option<Date>,
    parts: Parts,
    ends: u32,
}

impl Reading<'_> {
    fn mapping(&mut self, title: Located) {
        self.close();
        if self.mapping.is_some() {
            let found = format!("a second heading of the first level: {}", title.text);
            let expected = "one mapping a file; cases have headings of the second level";
            self.out.push(wrong(&title.at, found, expected));
            return;
        }
        self.mapping = Some(Named {
            name: Name::from(title.text),
            at: title.at,
        });
    }

    fn case(&mut self, title: Located) {
        self.close();
        if self.cases.iter().any(|case| case.title == title.text) {
            let found = format!("a second case \"{}\"", title.text);
            let expected = "a title of its own for each case";
            self.out.push(wrong(&title.at, found, expected));
        }
        self.open = Some(OpenCase {
            ends: title.at.line,
            title,
            run_date: self.run_date,
            parts: Parts::default(),
        });
    }

    fn part(&mut self, title: &Located) {
        let Some(open) = &mut self.open else {
            let expected = "a case before it, with a heading of the second level";
            let found = format!("### {} outside of a case", title.text);
            self.out.push(wrong(&title.at, found, expected));
            return;
        };
        open.ends = title.at.line;
        if let Some(part) = Part::of(title, self.out) {
            open.parts.begin(part, self.out);
        }
    }

    fn table(&mut self, table: Table) {
        // A table before the first case is for people.
        if let Some(open) = &mut self.open {
            open.ends = table.ends;
            open.parts.table(table, self.out);
        }
    }

    fn line(&mut self, line: &Located) {
        self.said(line.at.line);
        let Some(date) = line.text.strip_prefix(RUN_DATE) else {
            return;
        };
        let stated = date.trim();
        let date = stated.parse::<Date>().ok();
        if date.is_none() {
            let found = format!("run_date \"{stated}\"");
            self.out
                .push(wrong(&line.at, found, "run_date: YYYY-MM-DD"));
        }
        match &mut self.open {
            Some(open) => open.run_date = date,
            None => self.run_date = date,
        }
    }

    fn said(&mut self, line: u32) {
        if let Some(open) = &mut self.open {
            open.ends = line;
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let mapping = self.mapping.as_ref();
        let several = mapping.is_some_and(|mapping| (self.makes_several)(&mapping.name));
        let at = &open.title.at;
        let (given, expected) = parts::finished(open.parts, at, several, self.out);
        self.cases.push(Case {
            title: open.title.text,
            at: open.title.at,
            run_date: open.run_date,
            given,
            expected,
            ends: open.ends,
        });
    }
}
