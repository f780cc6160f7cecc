//! Fills batches with the records that the builder yields.

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
    /// A record that ended before the first batch was drawn.
    first: Option<Record>,
    ended: bool,
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
        Ok(Begun::Reader(Box::new(Self {
            puller,
            builder,
            plan,
            layout: Arc::new(layout),
            tally: Tally::default(),
            pending: None,
            first,
            ended,
        })))
    }

    fn take(&mut self, mut record: Record, batch: &mut Batch) {
        // Ordinals are given when a record ends, so that they increase in the order of yielding.
        for place in self.builder.take_inner() {
            let fault = self.inside_another(place);
            batch.faults.push(fault);
            self.tally.faults += 1;
        }
        record.ordinal = self.next_ordinal();
        batch.records.push(record);
        self.tally.records += 1;
    }

    fn next_ordinal(&self) -> u64 {
        self.tally.records + self.tally.faults + 1
    }

    fn inside_another(&self, place: Place) -> RecordFault {
        RecordFault {
            ordinal: self.next_ordinal(),
            origin: self.layout.origin(place, &[], None, 0),
            found: "a record element inside another record".to_owned(),
            expected: "records beside each other: choose an absolute record path, or read the \
                       inner elements as nested records"
                .to_owned(),
        }
    }

    fn fill(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        let begin = self.puller.consumed();
        if let Some(record) = self.first.take() {
            self.take(record, batch);
        }
        let mut path = None;
        while !self.ended {
            let count = batch.records.len() + batch.faults.len();
            if count >= records_max || self.puller.consumed() - begin >= BATCH_BYTES {
                return Ok(Flow::More);
            }
            match advance(&mut self.puller, &mut self.builder, &self.plan, &mut path) {
                Ok(Progress::Nothing | Progress::Opened) => {}
                Ok(Progress::Closed(record)) => self.take(record, batch),
                Ok(Progress::End) => self.ended = true,
                Err(fault) if count == 0 => return Err(fault),
                Err(fault) => {
                    self.pending = Some(fault);
                    return Ok(Flow::More);
                }
            }
        }
        Ok(Flow::End)
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
