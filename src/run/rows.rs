//! Rows as a source yields them, one after the other: for readers that make other records of them.

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    Batch, DeclaredTotal, Flow, Layout, Origin, Record, RecordFault, RecordReader, SourceFault,
    SourceFaultKind, Tally,
};

/// Rows drawn at once.
const DRAWN: usize = 512;

/// Nested records that are asked for where records that are made of rows cannot have them.
pub(super) fn not_nested(path: &str, of: &str, expected: String, fix: &str) -> SourceFault {
    SourceFault {
        kind: SourceFaultKind::Option,
        origin: Origin::File { file: "".into() },
        found: format!("nested records \"{path}\" of {of}"),
        expected,
        fix: fix.to_owned(),
    }
}

/// What comes next.
pub(super) enum Next {
    Row(Record),
    /// A row that could not be read.
    Fault(RecordFault),
    /// The rows that follow are of this layout.
    Layout(Arc<Layout>),
    /// The source ends before its end.
    Broken(SourceFault),
    End,
}

pub(super) struct Rows {
    reader: Box<dyn RecordReader>,
    drawn: Batch,
    waiting: VecDeque<Next>,
    layout: Option<Arc<Layout>>,
    ended: bool,
}

impl Rows {
    pub(super) fn new(reader: Box<dyn RecordReader>) -> Self {
        Self {
            reader,
            drawn: Batch::default(),
            waiting: VecDeque::new(),
            layout: None,
            ended: false,
        }
    }

    pub(super) fn next(&mut self) -> Next {
        loop {
            match self.waiting.pop_front() {
                Some(next) => return next,
                None if self.ended => return Next::End,
                None => self.draw(),
            }
        }
    }

    fn draw(&mut self) {
        match self.reader.next_batch(&mut self.drawn, DRAWN) {
            Ok(flow) => self.ended = flow == Flow::End,
            Err(fault) => {
                self.ended = true;
                self.waiting.push_back(Next::Broken(fault));
                return;
            }
        }
        if self.drawn.records.is_empty() && self.drawn.faults.is_empty() {
            return;
        }
        let layout = self.reader.layout();
        if self.layout.as_ref() != Some(&layout) {
            self.waiting.push_back(Next::Layout(Arc::clone(&layout)));
            self.layout = Some(layout);
        }
        // Faults stand among the rows where they were found.
        let mut faults = self.drawn.faults.drain(..).peekable();
        for row in self.drawn.records.drain(..) {
            while let Some(fault) = faults.next_if(|fault| fault.ordinal < row.ordinal) {
                self.waiting.push_back(Next::Fault(fault));
            }
            self.waiting.push_back(Next::Row(row));
        }
        self.waiting.extend(faults.map(Next::Fault));
    }

    /// The layout of the rows that were drawn last.
    pub(super) fn layout(&self) -> Arc<Layout> {
        self.reader.layout()
    }

    pub(super) fn tally(&self) -> Tally {
        self.reader.tally()
    }

    pub(super) fn declared(&self) -> Vec<DeclaredTotal> {
        self.reader.declared()
    }
}
