//! Fills batches from lines of several kinds.

use std::sync::Arc;

use landbridge_contract::{
    Batch, DeclaredTotal, Flow, Layout, Name, Notice, NoticeKind, Place, Projection, Record,
    RecordFault, RecordReader, Slot, SourceFault, Tally, Value,
};
use landbridge_lines::{CutFault, Cutter, Misplaced, Nesting, Size, Stream};
use rust_decimal::Decimal;

use super::kinds::{Kind, Kinds};
use super::split::split;
use crate::reader::file_fault;
use crate::splitter::SplitFault;

/// Totals kept at the most; a file states a few, and memory must not grow with it.
const TOTALS_MAX: usize = 10_000;

/// Yields the records of one file.
pub(crate) struct TaggedReader {
    cutter: Cutter<Stream>,
    kinds: Kinds,
    quote: Option<u8>,
    nesting: Nesting,
    layout: Arc<Layout>,
    /// The layout of each kind that is wanted.
    layouts: Vec<Option<Layout>>,
    /// The number of nested parts wanted of each kind.
    parts: Vec<usize>,
    fields: Vec<String>,
    tally: Tally,
    totals: Vec<DeclaredTotal>,
    /// What the batch that is being filled holds.
    held: Size,
    /// The first fault of a line that belongs to the current record, which it spoils.
    spoilt: Option<RecordFault>,
    /// A fault of a line that also completed a record: it goes after the record, and into the next batch
    /// where this one is full.
    owed: Option<RecordFault>,
    pending: Option<SourceFault>,
}

/// A line that cannot be read as its kind says.
struct Broken {
    found: String,
    expected: String,
}

/// A line, on its own memory so that the cutter may go on.
struct Held {
    text: String,
    line: u64,
    byte: u64,
    undecodable: bool,
}

impl TaggedReader {
    pub(crate) fn new(
        cutter: Cutter<Stream>,
        kinds: Kinds,
        quote: Option<u8>,
        nesting: Nesting,
        layout: Arc<Layout>,
        projection: &Projection,
    ) -> Self {
        let mut reader = Self {
            layouts: vec![None; kinds.all.len()],
            parts: vec![0; kinds.all.len()],
            cutter,
            quote,
            nesting,
            fields: Vec::new(),
            tally: Tally::default(),
            totals: Vec::new(),
            held: Size::default(),
            spoilt: None,
            owed: None,
            pending: None,
            layout: Arc::clone(&layout),
            kinds,
        };
        reader.spread(reader.kinds.top, &layout, projection);
        reader
    }

    fn spread(&mut self, kind: usize, layout: &Layout, projection: &Projection) {
        for (child, wanted) in layout.children.iter().zip(&projection.children) {
            let below = self
                .kinds
                .all
                .iter()
                .position(|other| other.name == wanted.path && other.within() == Some(kind));
            if let Some(below) = below {
                self.spread(below, child, &wanted.projection);
            }
        }
        if let (Some(own), Some(parts)) = (self.layouts.get_mut(kind), self.parts.get_mut(kind)) {
            *own = Some(layout.clone());
            *parts = projection.children.len();
        }
    }

    /// The next line; none at the end.
    fn next_line(&mut self) -> Result<Option<Held>, SourceFault> {
        let keeps_offsets = self.cutter.stream().keeps_offsets();
        let next = self.cutter.number() + 1;
        match self.cutter.next_line() {
            Ok(None) => Ok(None),
            Ok(Some(line)) => {
                let text = String::from_utf8_lossy(line.bytes);
                let held = Held {
                    undecodable: text.contains('\0') || text.contains('\u{FFFD}'),
                    text: text.replace('\0', ""),
                    line: line.number,
                    byte: if keeps_offsets { line.byte } else { 0 },
                };
                Ok(Some(held))
            }
            Err(CutFault::Io(fault)) => {
                Err(file_fault(&self.layout.file, SplitFault::Io(fault, next)))
            }
            Err(CutFault::TooLong | CutFault::Short(_)) => Err(file_fault(
                &self.layout.file,
                SplitFault::TooLong {
                    line: next,
                    open_quote: None,
                },
            )),
        }
    }

    /// Takes one line; what it completes is added to the batch.
    fn take(&mut self, held: &Held, batch: &mut Batch) {
        let mut matching = (0..self.kinds.all.len()).filter(|kind| self.is_of(*kind, &held.text));
        match (matching.next(), matching.next()) {
            (None, _) => {
                self.tally.blank += 1;
                self.end_by(&held.text, batch);
            }
            (Some(_), Some(_)) => {
                let broken = Broken {
                    found: "a line of several kinds".to_owned(),
                    expected: "patterns that exclude each other".to_owned(),
                };
                self.refuse_line(held, broken, batch);
            }
            (Some(kind), None) => self.take_of(kind, held, batch),
        }
    }

    fn is_of(&self, kind: usize, line: &str) -> bool {
        self.kinds
            .all
            .get(kind)
            .is_some_and(|kind| kind.matches(line))
    }

    /// Closes the kinds that a line of no kind ends.
    fn end_by(&mut self, line: &str, batch: &mut Batch) {
        for kind in 0..self.kinds.all.len() {
            if !self
                .kinds
                .all
                .get(kind)
                .is_some_and(|kind| kind.is_ended_by(line))
            {
                continue;
            }
            self.nesting.close(kind);
            if kind == self.kinds.top
                && let Some(record) = self.nesting.finish()
            {
                self.complete(record, batch);
            }
        }
    }

    fn take_of(&mut self, number: usize, held: &Held, batch: &mut Batch) {
        let Some(kind) = self.kinds.all.get(number).map(Arc::clone) else {
            return;
        };
        let filled = self.fields_of(&kind, &held.text);
        let totals = match filled {
            Ok(()) => self.note_totals(&kind, held),
            Err(_) => Ok(()), // the line is a fault already
        };
        let unclear = totals.is_err();
        if let Err(broken) = totals {
            self.owed = Some(self.fault(held, broken));
        }
        if !self.nesting.is_below_top(number) {
            match filled {
                Err(broken) => self.refuse_line(held, broken, batch),
                Ok(()) if !unclear => self.tally.blank += 1,
                Ok(()) => {}
            }
            return;
        }
        let record = self.record(number, held);
        let outcome = if self.nesting.wants(number) {
            self.nesting.push(number, record)
        } else {
            self.nesting.pass(number).map(|()| None)
        };
        let mut wrong = filled.err();
        match outcome {
            Ok(Some(before)) => self.complete(before, batch),
            Ok(None) => {}
            Err(Misplaced::Orphan) => {
                let broken = Broken {
                    found: format!("a line of the kind `{}` that belongs to none", kind.name),
                    expected: "a line of the kind that it is in, before it".to_owned(),
                };
                return self.refuse_line(held, broken, batch);
            }
            Err(Misplaced::Full(full)) => {
                let (found, expected) = (full.found(), full.expected());
                wrong = Some(Broken { found, expected });
            }
        }
        if let Some(broken) = wrong
            && self.spoilt.is_none()
        {
            self.spoilt = Some(self.fault(held, broken));
        }
    }

    /// The fields of a line, or its named groups.
    fn fields_of(&mut self, kind: &Kind, line: &str) -> Result<(), Broken> {
        if kind.by_groups {
            self.fields.clear();
            let groups = kind.groups(line);
            let texts = kind.columns.iter().map(|column| {
                let text = groups.as_ref().and_then(|groups| groups.name(column));
                text.map_or(String::new(), |text| text.as_str().to_owned())
            });
            self.fields.extend(texts);
            return Ok(());
        }
        let split = split(line, self.kinds.delimiter, self.quote, &mut self.fields);
        split.map_err(|sign| Broken {
            found: format!("`{sign}` that does not close on its line"),
            expected: "its closing sign".to_owned(),
        })?;
        let count = kind.columns.len();
        if self
            .fields
            .iter()
            .skip(count)
            .any(|field| !field.is_empty())
        {
            return Err(Broken {
                found: format!("{} fields", self.fields.len()),
                expected: format!("at most {count}, as `columns` of `{}` says", kind.name),
            });
        }
        Ok(())
    }

    fn record(&self, kind: usize, held: &Held) -> Record {
        let mut record = Record {
            place: Place {
                line: held.line,
                number: 0,
                byte: held.byte,
                piece: 0,
            },
            ..Record::default()
        };
        let parts = self.parts.get(kind).copied().unwrap_or(0);
        record.children.resize_with(parts, Vec::new);
        let Some(Some(layout)) = self.layouts.get(kind) else {
            return record;
        };
        for (number, column) in (0_u32..).zip(&layout.columns) {
            let field = usize::try_from(*column)
                .ok()
                .and_then(|column| self.fields.get(column));
            let text = field.map_or("", String::as_str);
            if held.undecodable && text.contains('\u{FFFD}') {
                record.notices.push(Notice {
                    slot: Some(number),
                    kind: NoticeKind::Undecodable,
                    found: text.to_owned(),
                });
            }
            record.slots.push(Slot {
                value: if text.is_empty() {
                    Value::Null
                } else {
                    Value::text(text)
                },
                ..Slot::default()
            });
        }
        record
    }

    /// Keeps the totals that a line states of the file. One that cannot be read is told: nobody would
    /// notice otherwise that it was not compared with anything.
    fn note_totals(&mut self, kind: &Kind, held: &Held) -> Result<(), Broken> {
        for column in &kind.totals {
            let name = kind.columns.get(*column).map_or("", |name| &**name);
            let text = self.fields.get(*column).map_or("", |text| text.trim());
            if text.is_empty() {
                continue;
            }
            let Some(amount) = amount(text, self.kinds.decimal) else {
                return Err(Broken {
                    found: format!("\"{text}\" in the total `{name}`"),
                    expected: format!("a number with the decimal sign `{}`", self.kinds.decimal),
                });
            };
            if self.totals.len() == TOTALS_MAX {
                return Err(Broken {
                    found: format!("more than {TOTALS_MAX} totals that the file states of itself"),
                    expected: "a few".to_owned(),
                });
            }
            self.totals.push(DeclaredTotal {
                name: Name::from(format!("{}/{name}", kind.name)),
                amount,
                origin: landbridge_contract::Origin::Line {
                    file: Arc::clone(&self.layout.file),
                    line: held.line,
                    column: Some((u32::try_from(column + 1).unwrap_or(0), Name::from(name))),
                },
            });
        }
        Ok(())
    }

    fn fault(&self, held: &Held, broken: Broken) -> RecordFault {
        let place = Place {
            line: held.line,
            ..Place::default()
        };
        RecordFault {
            ordinal: 0,
            origin: self.layout.origin(place, &[], None, 0),
            found: broken.found,
            expected: broken.expected,
        }
    }

    fn refuse_line(&mut self, held: &Held, broken: Broken, batch: &mut Batch) {
        let fault = self.fault(held, broken);
        self.refuse(fault, batch);
    }

    fn refuse(&mut self, mut fault: RecordFault, batch: &mut Batch) {
        fault.ordinal = self.ordinal();
        self.tally.faults += 1;
        batch.faults.push(fault);
    }

    /// Yields a record that is whole, or the fault of one that is not.
    fn complete(&mut self, mut record: Record, batch: &mut Batch) {
        if let Some(fault) = self.spoilt.take() {
            return self.refuse(fault, batch);
        }
        record.ordinal = self.ordinal();
        self.tally.records += 1;
        self.held.add(&record);
        batch.records.push(record);
    }

    fn ordinal(&self) -> u64 {
        self.tally.records + self.tally.faults + 1
    }

    fn fill(&mut self, batch: &mut Batch, records_max: usize) -> Flow {
        self.held = Size::default();
        while batch.records.len() + batch.faults.len() < records_max && !self.held.is_heavy() {
            if let Some(fault) = self.owed.take() {
                self.refuse(fault, batch);
                continue;
            }
            match self.next_line() {
                Ok(Some(held)) if held.text.trim().is_empty() => self.tally.blank += 1,
                Ok(Some(held)) => self.take(&held, batch),
                Ok(None) => match self.nesting.finish() {
                    Some(record) => self.complete(record, batch),
                    None => return Flow::End,
                },
                Err(fault) => {
                    // The record that the fault cuts is not whole.
                    drop(self.nesting.finish());
                    self.pending = Some(fault);
                    return Flow::More;
                }
            }
        }
        Flow::More
    }
}

/// The amount of a total, which may end with its decimal sign.
fn amount(text: &str, decimal: char) -> Option<Decimal> {
    if decimal != '.' && text.contains('.') {
        return None;
    }
    let plain = text.replace(decimal, ".");
    Decimal::from_str_exact(plain.strip_suffix('.').unwrap_or(&plain)).ok()
}

impl RecordReader for TaggedReader {
    fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.records.clear();
        batch.faults.clear();
        if self.pending.is_none() {
            let flow = self.fill(batch, records_max.max(1));
            if self.pending.is_none() || !batch.records.is_empty() || !batch.faults.is_empty() {
                return Ok(flow);
            }
        }
        match self.pending.take() {
            Some(fault) => Err(fault),
            None => Ok(Flow::End),
        }
    }

    fn tally(&self) -> Tally {
        self.tally
    }

    fn declared(&self) -> Vec<DeclaredTotal> {
        self.totals.clone()
    }
}
