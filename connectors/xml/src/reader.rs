//! Fills batches with the records that the builder yields.

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    Batch, DeclaredTotal, Flow, Layout, LayoutKind, Name, Origin, Place, Projection, ReadSeek,
    RecordFault, RecordReader, SourceFault, Tally,
};

use crate::around::Stated;
use crate::builder::{Builder, Finished};
use crate::path::{Path, Step};
use crate::pull::{Puller, Token};

/// Bytes of text after which a batch is handed over though it has room for more records.
const BATCH_BYTES: u64 = 4 * 1024 * 1024;

/// Yields the records of one file.
pub(crate) struct XmlReader {
    file: Arc<str>,
    puller: Puller,
    builder: Builder,
    alternatives: Vec<Alternative>,
    /// The alternative of the records of the last batch.
    current: usize,
    tally: Tally,
    declared: Vec<DeclaredTotal>,
    /// A fault of the stream that waits until the records before it have been yielded.
    pending: Option<SourceFault>,
    /// Records and faults of records that wait for room in a batch.
    ready: VecDeque<Ready>,
    /// Ordinals given so far.
    ordinals: u64,
    ended: bool,
}

/// One of the record paths.
struct Alternative {
    layout: Arc<Layout>,
    last: Option<Step>,
    /// True once the layout has the path of a record that was met.
    met: bool,
}

/// What can be handed over.
enum Ready {
    Record(Finished),
    Fault(RecordFault),
}

/// How far one token led.
enum Progress {
    Nothing,
    Closed(Finished),
    End,
}

/// What the search for the first record came to.
pub(crate) enum Begun {
    /// A record, or a file that may have none.
    Reader(Box<XmlReader>),
    /// The record path leads nowhere; the file is given back.
    Nowhere(Box<dyn ReadSeek>),
}

impl XmlReader {
    /// Reads up to the first record, whose path the layout needs.
    pub(crate) fn begin(
        puller: Puller,
        builder: Builder,
        file: &Arc<str>,
        records: &[(Path, String)],
        projection: &Projection,
    ) -> Result<Begun, SourceFault> {
        let alternatives = records.iter().map(|(path, written)| Alternative {
            layout: Arc::new(layout(file, written, projection)),
            last: path.steps.last().cloned(),
            met: false,
        });
        let mut reader = Self {
            file: Arc::clone(file),
            puller,
            builder,
            alternatives: alternatives.collect(),
            current: 0,
            tally: Tally::default(),
            declared: Vec::new(),
            pending: None,
            ready: VecDeque::new(),
            ordinals: 0,
            ended: false,
        };
        while !reader.ended && reader.ready.is_empty() && !reader.builder.in_record() {
            match reader.advance()? {
                Progress::Nothing => {}
                Progress::Closed(record) => reader.finish(record),
                Progress::End => reader.ended = true,
            }
        }
        if reader.ended && reader.ready.is_empty() && !reader.builder.parents_met() {
            return Ok(Begun::Nowhere(reader.puller.into_input()));
        }
        reader.current = match reader.ready.front() {
            Some(Ready::Record(first)) => first.alternative,
            Some(Ready::Fault(_)) | None => reader.builder.alternative(),
        };
        Ok(Begun::Reader(Box::new(reader)))
    }

    /// Takes one token.
    fn advance(&mut self) -> Result<Progress, SourceFault> {
        let was_open = self.builder.in_record();
        self.builder.doubt(self.puller.malformed());
        self.puller.keep_quiet(self.builder.ignores_text());
        let result = match self.puller.next()? {
            Token::Leaf(leaf) => self.builder.leaf(&leaf),
            Token::Start(tag) => self.builder.start(&tag).map(|()| None),
            Token::End => self.builder.end(),
            Token::Text { text, literal } => {
                self.builder.text(&text, literal);
                return Ok(Progress::Nothing);
            }
            Token::Eof => return Ok(Progress::End),
        };
        let closed = result.map_err(|problem| self.puller.fault(problem))?;
        if let Some(finished) = closed {
            if !was_open {
                self.meet(finished.alternative);
            }
            self.puller.mark_record(false);
            return Ok(Progress::Closed(finished));
        }
        let is_open = self.builder.in_record();
        if was_open != is_open {
            self.puller.mark_record(is_open);
            if is_open {
                self.meet(self.builder.alternative());
            }
        }
        if !is_open {
            self.take_stated();
        }
        Ok(Progress::Nothing)
    }

    /// Gives the layout of a record path the path of the first record that it leads to.
    fn meet(&mut self, alternative: usize) {
        let Some(alternative) = self.alternatives.get_mut(alternative) else {
            return;
        };
        if std::mem::replace(&mut alternative.met, true) {
            return;
        }
        if let Some(last) = &alternative.last {
            let path = last.origin_path(&self.puller.path());
            Arc::make_mut(&mut alternative.layout).kind = LayoutKind::Elements {
                path: Arc::from(path),
            };
        }
    }

    /// Takes a record that has ended. Ordinals are given here, so that they increase in the
    /// order of yielding.
    fn finish(&mut self, mut finished: Finished) {
        for (place, alternative) in self.builder.take_inner() {
            let fault = self.inside_another(place, alternative);
            self.ready.push_back(Ready::Fault(fault));
        }
        finished.record.ordinal = self.next_ordinal();
        self.ready.push_back(Ready::Record(finished));
    }

    fn next_ordinal(&mut self) -> u64 {
        self.ordinals += 1;
        self.ordinals
    }

    fn inside_another(&mut self, place: Place, alternative: usize) -> RecordFault {
        let ordinal = self.next_ordinal();
        RecordFault {
            ordinal,
            origin: self.layout_of(alternative).origin(place, &[], None, 0),
            found: "a record element inside another record".to_owned(),
            expected: "records beside each other: choose an absolute record path, or read the \
                       inner elements as nested records"
                .to_owned(),
        }
    }

    /// Takes the totals that the file stated with the last token.
    fn take_stated(&mut self) {
        for Stated { path, line, amount } in self.builder.take_stated() {
            let Some(followed) = self.builder.plan().outside.paths.get(path) else {
                continue;
            };
            let name = Name::clone(&followed.name);
            let origin = Origin::Element {
                file: Arc::clone(&self.file),
                line,
                path: Arc::clone(&name),
            };
            match amount {
                Ok(amount) => self.declared.push(DeclaredTotal {
                    name,
                    amount,
                    origin,
                }),
                Err(found) => {
                    let ordinal = self.next_ordinal();
                    self.ready.push_back(Ready::Fault(RecordFault {
                        ordinal,
                        origin,
                        found: format!("\"{found}\""),
                        expected: "a number such as 1234.56: the option `declared` names a total"
                            .to_owned(),
                    }));
                }
            }
        }
    }

    fn layout_of(&self, alternative: usize) -> Arc<Layout> {
        let found = self.alternatives.get(alternative);
        let first = self.alternatives.first();
        match found.or(first) {
            Some(alternative) => Arc::clone(&alternative.layout),
            None => Arc::new(layout(&self.file, "/", &Projection::default())),
        }
    }

    /// Hands over what is ready, as far as there is room; true where the batch must end, since
    /// it is full or a record of another path follows.
    fn hand_over(&mut self, batch: &mut Batch, records_max: usize) -> bool {
        while batch.records.len() + batch.faults.len() < records_max {
            match self.ready.pop_front() {
                None => return false,
                Some(Ready::Record(next)) => {
                    if next.alternative != self.current {
                        if !batch.records.is_empty() {
                            self.ready.push_front(Ready::Record(next));
                            return true;
                        }
                        self.current = next.alternative;
                    }
                    batch.records.push(next.record);
                    self.tally.records += 1;
                }
                Some(Ready::Fault(fault)) => {
                    batch.faults.push(fault);
                    self.tally.faults += 1;
                }
            }
        }
        true
    }

    fn fill(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        let begin = self.puller.consumed();
        loop {
            if !self.ready.is_empty() && self.hand_over(batch, records_max) {
                return Ok(Flow::More);
            }
            let count = batch.records.len() + batch.faults.len();
            if count > 0 && self.puller.consumed() - begin >= BATCH_BYTES {
                return Ok(Flow::More);
            }
            if self.ended {
                return Ok(Flow::End);
            }
            match self.advance() {
                Ok(Progress::Nothing) => {}
                Ok(Progress::Closed(record)) => self.finish(record),
                Ok(Progress::End) => self.ended = true,
                Err(fault) if count == 0 => return Err(fault),
                Err(fault) => {
                    self.pending = Some(fault);
                    return Ok(Flow::More);
                }
            }
        }
    }
}

impl RecordReader for XmlReader {
    fn layout(&self) -> Arc<Layout> {
        self.layout_of(self.current)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        for record in batch.records.drain(..) {
            self.builder.recycle(record);
        }
        batch.faults.clear();
        if let Some(fault) = self.pending.take() {
            return Err(fault);
        }
        self.fill(batch, records_max.max(1))
    }

    fn tally(&self) -> Tally {
        self.tally
    }

    fn declared(&self) -> Vec<DeclaredTotal> {
        self.declared.clone()
    }
}

/// The layout of a projection; the path of the records is filled in when the first is met.
fn layout(file: &Arc<str>, path: &str, projection: &Projection) -> Layout {
    let children = projection.children.iter();
    Layout {
        file: Arc::clone(file),
        kind: LayoutKind::Elements {
            path: Arc::from(path),
        },
        names: projection.fields.clone(),
        columns: Vec::new(),
        children: children
            .map(|child| layout(file, &child.path, &child.projection))
            .collect(),
        pieces: Vec::new(),
    }
}
