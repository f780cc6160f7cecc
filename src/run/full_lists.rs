//! The whole lists of a run, from the ledger into the report's workbook.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rust_xlsxwriter::XlsxError;

use super::extract_form::record_origin;
use super::hiding::Hiding;
use super::summary::break_kind;
use crate::diagnose::Stage;
use crate::ledger::{
    Break, Disposition, ExtractLine, FindingLine, Ledger, LedgerFault, ObjectId, RecordState,
    RejectLine, RunId,
};
use crate::report::difference;
use crate::report::workbook::{List, ReportBook};

/// The lists could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ListFault {
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
    /// The workbook could not be written: most often the disk for temporary files is full.
    #[error("the workbook could not be written: {0}")]
    Book(#[from] XlsxError),
}

/// Writes every finding, every reject and every break of a run into a workbook, line by line.
pub fn fill_lists(
    ledger: &Ledger,
    run: RunId,
    hiding: &Hiding,
    book: &mut ReportBook,
) -> Result<(), ListFault> {
    let mut lists = Lists {
        names: ledger.staged_objects(run)?.into_iter().collect(),
        extracts: ledger.extracts(run)?,
        hiding,
        book,
        fault: None,
    };
    ledger.findings(run, None, |line| lists.finding(&line))?;
    lists.ended()?;
    ledger.each_reject(run, |line| lists.reject(&line))?;
    lists.ended()?;
    ledger.each_break(run, |object, one, decided| {
        lists.one_break(object, &one, decided.as_ref())
    })?;
    lists.ended()
}

/// A workbook with what went wrong in writing it: the ledger's callbacks can only stop.
struct Lists<'a> {
    names: BTreeMap<ObjectId, String>,
    extracts: Vec<ExtractLine>,
    hiding: &'a Hiding,
    book: &'a mut ReportBook,
    fault: Option<XlsxError>,
}

impl Lists<'_> {
    fn name(&self, object: ObjectId) -> String {
        self.names.get(&object).cloned().unwrap_or_default()
    }

    fn finding(&mut self, line: &FindingLine) -> ControlFlow<()> {
        let object = self.name(line.object);
        let key = self.hiding.key(&object, &line.key);
        let words = self.book.words();
        let (severity, stage) = (
            words.say(&line.severity),
            words.say(&format!("stage-{}", line.stage)),
        );
        let cells = [
            &object,
            &severity,
            &line.code,
            &stage,
            &line.field,
            &line.origin,
            &key,
            &line.found,
            &line.expected,
        ];
        self.add(List::Findings, &cells.map(String::as_str))
    }

    fn reject(&mut self, line: &RejectLine) -> ControlFlow<()> {
        let object = self.name(line.object);
        let mut extracts = self.extracts.iter();
        let extract = extracts.find(|one| one.extract == line.extract);
        let origin = extract.map(|one| record_origin(one, line.place).to_string());
        let stage = match line.state {
            RecordState::Rejected(stage) => stage,
            RecordState::RejectedReference => Stage::Validate,
            _ => Stage::Load,
        };
        let words = self.book.words();
        let (state, stage) = (words.state(line.state.word()), words.stage(stage));
        let cells = [
            object.as_str(),
            &self.hiding.key(&object, &line.key),
            origin.as_deref().unwrap_or_default(),
            &state,
            &stage,
            &line.codes,
        ];
        self.add(List::Rejects, &cells)
    }

    fn one_break(
        &mut self,
        object: ObjectId,
        one: &Break,
        decided: Option<&Disposition>,
    ) -> ControlFlow<()> {
        let object = self.name(object);
        let key = self.hiding.key(&object, &one.key);
        let by = match &*one.code {
            "REC-AMOUNT" => difference(Some(&one.sent), Some(&one.found)),
            _ => None,
        };
        let by = by.map(|amount| amount.to_string());
        let words = self.book.words();
        let kind = words.kind(break_kind(&one.code));
        let decision = words.decision(decided.map_or("open", |one| one.decision.word()));
        let cells = [
            object.as_str(),
            &kind,
            &key,
            &one.field,
            &one.source,
            &one.sent,
            &one.found,
            by.as_deref().unwrap_or_default(),
            &one.origin,
            &one.target_id,
            &decision,
            decided.map_or("", |one| &one.by),
            decided.map_or("", |one| &one.at),
            decided.map_or("", |one| &one.why),
        ];
        self.add(List::Breaks, &cells)
    }

    fn add(&mut self, list: List, cells: &[&str]) -> ControlFlow<()> {
        match self.book.add(list, cells) {
            Ok(()) => ControlFlow::Continue(()),
            Err(fault) => {
                self.fault = Some(fault);
                ControlFlow::Break(())
            }
        }
    }

    fn ended(&mut self) -> Result<(), ListFault> {
        self.fault.take().map_or(Ok(()), |fault| Err(fault.into()))
    }
}
