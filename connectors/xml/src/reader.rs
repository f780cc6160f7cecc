//! Fills batches with the records that the builder yields.

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    Batch, Flow, Layout, LayoutKind, Place, Projection, ReadSeek, Record, RecordFault,
    RecordReader, SourceFault, Tally,
};

use crate::builder::Builder;
use crate::path::Step;
use crate::plan::Plan;
use crate::pull::{Puller, Token};

/// Bytes of text after which a batch is handed over though it has room for more records.
const BATCH_BYTES: u64 = 4 * 1024 * 1024;

/// Yields the records of one file.
pub(crate) struct XmlReader {
    puller: Puller,
    builder: Builder,
    plan: Plan,
    layout: Arc<Layout>,
    tally: Tally,
    /// A fault of the stream that waits until the records before it have been yielded.
    pending: Option<SourceFault>,
    /// Records and faults of records that wait for room in a batch.
    ready: VecDeque<Ready>,
    /// Ordinals given so far.
    ordinals: u64,
    ended: bool,
}

/// What can be handed over.
enum Ready {
    Record(Record),
    Fault(RecordFault),
}

/// How far one token led.
enum Progress {
    Nothing,
    Opened,
    Closed(Record),
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
        mut puller: Puller,
        plan: Plan,
        layout: Layout,
        last: Option<&Step>,
    ) -> Result<Begun, SourceFault> {
        let mut builder = Builder::new();
        let mut layout = layout;
        let mut first = None;
        let mut ended = false;
        let mut path = None;
        loop {
            match advance(&mut puller, &mut builder, &plan, &mut path)? {
                Progress::Nothing => {}
                Progress::Opened => break,
                Progress::Closed(record) => {
                    first = Some(record);
                    break;
                }
                Progress::End if builder.parents_met() => {
                    ended = true;
                    break;
                }
                Progress::End => return Ok(Begun::Nowhere(puller.into_input())),
            }
        }
        if let (Some(path), Some(last)) = (path, last) {
            layout.kind = LayoutKind::Elements {
                path: Arc::from(last.origin_path(&path)),
            };
        }
        let mut reader = Self {
            puller,
            builder,
            plan,
            layout: Arc::new(layout),
            tally: Tally::default(),
            pending: None,
            ready: VecDeque::new(),
            ordinals: 0,
            ended,
        };
        if let Some(record) = first {
            reader.finish(record);
        }
        Ok(Begun::Reader(Box::new(reader)))
    }

    /// Takes a record that has ended. Ordinals are given here, so that they increase in the
    /// order of yielding.
    fn finish(&mut self, mut record: Record) {
        for place in self.builder.take_inner() {
            let fault = self.inside_another(place);
            self.ready.push_back(Ready::Fault(fault));
        }
        record.ordinal = self.next_ordinal();
        self.ready.push_back(Ready::Record(record));
    }

    fn next_ordinal(&mut self) -> u64 {
        self.ordinals += 1;
        self.ordinals
    }

    fn inside_another(&mut self, place: Place) -> RecordFault {
        RecordFault {
            ordinal: self.next_ordinal(),
            origin: self.layout.origin(place, &[], None, 0),
            found: "a record element inside another record".to_owned(),
            expected: "records beside each other: choose an absolute record path, or read the \
                       inner elements as nested records"
                .to_owned(),
        }
    }

    /// Hands over what is ready, as far as there is room.
    fn hand_over(&mut self, batch: &mut Batch, records_max: usize) {
        while batch.records.len() + batch.faults.len() < records_max {
            match self.ready.pop_front() {
                None => return,
                Some(Ready::Record(record)) => {
                    batch.records.push(record);
                    self.tally.records += 1;
                }
                Some(Ready::Fault(fault)) => {
                    batch.faults.push(fault);
                    self.tally.faults += 1;
                }
            }
        }
    }

    fn fill(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        let begin = self.puller.consumed();
        let mut path = None;
        loop {
            self.hand_over(batch, records_max);
            let count = batch.records.len() + batch.faults.len();
            let much = self.puller.consumed() - begin >= BATCH_BYTES;
            if count >= records_max || (count > 0 && much) {
                return Ok(Flow::More);
            }
            if self.ended {
                return Ok(Flow::End);
            }
            match advance(&mut self.puller, &mut self.builder, &self.plan, &mut path) {
                Ok(Progress::Nothing | Progress::Opened) => {}
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
        Arc::clone(&self.layout)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.records.clear();
        batch.faults.clear();
        if let Some(fault) = self.pending.take() {
            return Err(fault);
        }
        self.fill(batch, records_max.max(1))
    }

    fn tally(&self) -> Tally {
        self.tally
    }
}

/// Takes one token. `path` is set to that of the first record when it opens.
fn advance(
    puller: &mut Puller,
    builder: &mut Builder,
    plan: &Plan,
    path: &mut Option<String>,
) -> Result<Progress, SourceFault> {
    let was_open = builder.in_record();
    let malformed = puller.malformed();
    let mut empty = false;
    let result = match puller.next()? {
        Token::Start(tag) => {
            empty = tag.empty;
            builder.start(plan, &tag, malformed).map(|()| None)
        }
        Token::End => builder.end(malformed),
        Token::Text { text, literal } => {
            builder.text(&text, literal);
            Ok(None)
        }
        Token::Eof => return Ok(Progress::End),
    };
    let mut closed = result.map_err(|problem| puller.fault(problem))?;
    let opened = !was_open && builder.in_record();
    if opened && path.is_none() {
        *path = Some(puller.path().to_owned());
    }
    if empty {
        closed = builder
            .end(malformed)
            .map_err(|problem| puller.fault(problem))?;
    }
    Ok(match closed {
        Some(record) => {
            puller.mark_record(false);
            Progress::Closed(record)
        }
        None if opened => {
            puller.mark_record(true);
            Progress::Opened
        }
        None => Progress::Nothing,
    })
}

/// The layout of a projection; the path of the records is filled in when the first is met.
pub(crate) fn layout(file: &Arc<str>, path: &str, projection: &Projection) -> Layout {
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
    }
}
