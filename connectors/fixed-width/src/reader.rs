//! Cuts a file into records, tells their kind, and fills batches.

use std::cell::Cell;
use std::sync::Arc;

use landbridge_contract::{
    Batch, DeclaredTotal, Flow, Layout, Name, Notice, NoticeKind, Origin, Place, Record,
    RecordFault, RecordReader, SourceFault, SourceFaultKind, Tally, Value,
};
use landbridge_lines::{CutFault, Cutter, Full, Misplaced, Nesting, Size, Stream};

use crate::bound::{Bound, Lift};
use crate::cells::{Cells, Reading};
use crate::descriptor::{DescriptorFault, described_length};
use crate::filling::{Filling, moved};
use crate::options::{Framing, Kind, Test};
use crate::shape::{Field, Form, Shape};
use crate::value::{Wrong, of_bytes, of_text};

/// The most bytes of one record.
pub const RECORD_BYTES_MAX: usize = 1024 * 1024;

/// How a file is read.
#[derive(Debug)]
pub(crate) struct Manners {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) framing: Framing,
    /// The length of a record, where it is stated or of one shape.
    pub(crate) length: Option<usize>,
    /// True where text beyond the length is a fault.
    pub(crate) judge_long: bool,
    pub(crate) refuse_short: bool,
    pub(crate) skip_other: bool,
    pub(crate) reading: Reading,
}

/// Yields the records of one file.
pub(crate) struct FixedWidthReader {
    /// Records passed over before the first one.
    pub(crate) to_skip: u64,
    pub(crate) cutter: Cutter<Stream>,
    pub(crate) keeps_offsets: bool,
    pub(crate) manners: Manners,
    pub(crate) bounds: Vec<Option<Bound>>,
    /// For each kind, its fields that are wanted of records around.
    pub(crate) lifts: Vec<Vec<Lift>>,
    pub(crate) nesting: Nesting,
    pub(crate) layout: Arc<Layout>,
    pub(crate) tally: Tally,
    pub(crate) totals: Vec<DeclaredTotal>,
    /// What the batch that is being filled holds, roughly.
    pub(crate) held: Size,
    /// The first fault of a record that belongs to the current one, which it spoils.
    pub(crate) spoilt: Option<RecordFault>,
    pub(crate) pending: Option<SourceFault>,
    /// Memory to reuse.
    pub(crate) memory: Memory,
}

/// Memory that is reused from record to record.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    bytes: Vec<u8>,
    text: String,
    starts: Vec<usize>,
}

/// What is wrong with a record.
#[derive(Debug)]
pub(crate) struct Broken {
    found: String,
    expected: String,
}

/// A record that was cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    pub(crate) line: u64,
    byte: u64,
}

impl FixedWidthReader {
    /// The next record into the reader's memory; none at the end.
    fn cut(&mut self) -> Result<Option<Cut>, SourceFault> {
        // Descriptor words are cut as blocks of their own.
        let of_two = self.manners.framing == Framing::Rdw;
        let number = match self.cutter.number() {
            cut if of_two => cut / 2 + 1,
            cut => cut + 1,
        };
        let next = match self.manners.framing {
            Framing::Lines => self.cutter.next_line(),
            Framing::Blocks => self
                .cutter
                .next_block(self.manners.length.unwrap_or(1).max(1)),
            Framing::Rdw => match described_length(&mut self.cutter) {
                Ok(Some(length)) => match self.cutter.next_block(length) {
                    Ok(None) => Err(CutFault::Short(0)),
                    block => block,
                },
                Ok(None) => Ok(None),
                Err(DescriptorFault::Cut(fault)) => Err(fault),
                Err(DescriptorFault::Form(found)) => {
                    return Err(self.stream_fault(SourceFaultKind::Format, number, found));
                }
            },
        };
        match next {
            Ok(None) => Ok(None),
            Ok(Some(line)) => {
                self.memory.bytes.clear();
                self.memory.bytes.extend_from_slice(line.bytes);
                Ok(Some(Cut {
                    line: if of_two { line.number / 2 } else { line.number },
                    byte: if self.keeps_offsets { line.byte } else { 0 },
                }))
            }
            Err(CutFault::Io(fault)) => {
                Err(self.stream_fault(SourceFaultKind::Io, number, fault.to_string()))
            }
            Err(CutFault::TooLong) => {
                let limit = RECORD_BYTES_MAX / 1024 / 1024;
                let found = format!("a record longer than {limit} MiB");
                Err(self.stream_fault(SourceFaultKind::Limit, number, found))
            }
            Err(CutFault::Short(held)) => {
                let found = format!("the end of the file after {held} bytes of a record");
                Err(self.stream_fault(SourceFaultKind::Truncated, number, found))
            }
        }
    }

    fn stream_fault(&self, kind: SourceFaultKind, line: u64, found: String) -> SourceFault {
        SourceFault {
            kind,
            origin: Origin::Line {
                file: Arc::clone(&self.layout.file),
                line,
                column: None,
            },
            found,
            expected: match self.manners.length {
                Some(length) => format!("records of {length} bytes"),
                None => "whole records".to_owned(),
            },
            fix: "check `framing` and `length`, or ask for the whole file again".to_owned(),
        }
    }

    /// Takes the record that was cut. What it completes is added to the batch.
    fn take(&mut self, cut: Cut, used: &mut usize, batch: &mut Batch) {
        let mut memory = std::mem::take(&mut self.memory);
        let Memory {
            bytes,
            text,
            starts,
        } = &mut memory;
        let cells = self.manners.reading.cells(bytes, text, starts);
        match self.kind_of(&cells) {
            Ok(Some(kind)) if self.manners.kinds.len() == 1 => {
                self.take_only(kind, &cells, cut, used, batch);
            }
            Ok(Some(kind)) => self.take_of(kind, &cells, cut, used, batch),
            Ok(None) => self.tally.blank += 1,
            Err(broken) => self.refuse_cut(broken, cut, batch),
        }
        self.memory = memory;
    }

    /// The kind of a record, by the tests that say most; none for one that is passed over.
    fn kind_of(&self, cells: &Cells<'_>) -> Result<Option<usize>, Broken> {
        let mut best: Option<(usize, usize)> = None;
        let mut alike = None;
        for (at, kind) in self.manners.kinds.iter().enumerate() {
            if !kind.tests.iter().all(|test| self.holds(test, kind, cells)) {
                continue;
            }
            let weight = kind.tests.iter().map(Test::weight).sum();
            match best {
                Some((_, known)) if known > weight => {}
                Some((before, known)) if known == weight => alike = Some((before, at)),
                _ => {
                    best = Some((at, weight));
                    alike = None;
                }
            }
        }
        if let Some((one, other)) = alike {
            let name = |at: usize| self.manners.kinds.get(at).map_or("", |kind| &*kind.name);
            return Err(broken(
                format!(
                    "a record of the kinds `{}` and `{}` alike",
                    name(one),
                    name(other)
                ),
                "tests under `kinds` that tell them apart".to_owned(),
            ));
        }
        match best {
            Some((kind, _)) => Ok(Some(kind)),
            None if self.manners.skip_other => Ok(None),
            None => Err(broken(
                "a record of no known kind".to_owned(),
                "one of those under `kinds`".to_owned(),
            )),
        }
    }

    fn holds(&self, test: &Test, kind: &Kind, cells: &Cells<'_>) -> bool {
        match test {
            Test::Tag { at, text } => {
                cells.text(*at, text.chars().count(), &self.manners.reading) == **text
            }
            Test::Length(length) => cells.length() == *length,
            Test::Field { name, text } => self.field_is(&kind.shape, name, text, cells),
        }
    }

    /// True where a field of a record has a text, padding aside.
    pub(crate) fn field_is(
        &self,
        shape: &Shape,
        name: &str,
        text: &str,
        cells: &Cells<'_>,
    ) -> bool {
        shape.field(name).is_some_and(|field| {
            cells
                .text(field.at, field.length, &self.manners.reading)
                .trim()
                == text.trim()
        })
    }

    /// Takes a record where there is one kind, in memory that is reused.
    fn take_only(
        &mut self,
        kind: usize,
        cells: &Cells<'_>,
        cut: Cut,
        used: &mut usize,
        batch: &mut Batch,
    ) {
        if *used == batch.records.len() {
            batch.records.push(Record::default());
        }
        let Some(mut record) = batch.records.get_mut(*used).map(std::mem::take) else {
            return;
        };
        record.ordinal = self.ordinal();
        let filled = self.fill_record(kind, cells, cut, &mut record);
        if let Some(place) = batch.records.get_mut(*used) {
            *place = record;
        }
        match filled {
            Ok(()) => {
                self.weigh(batch, *used);
                *used += 1;
                self.tally.records += 1;
                if let Err(broken) = self.note_totals(kind, cells, cut) {
                    self.refuse_cut(broken, cut, batch);
                }
            }
            Err(broken) => self.refuse_cut(broken, cut, batch),
        }
    }

    /// Takes a record of one of several kinds.
    fn take_of(
        &mut self,
        kind: usize,
        cells: &Cells<'_>,
        cut: Cut,
        used: &mut usize,
        batch: &mut Batch,
    ) {
        if let Err(broken) = self.note_totals(kind, cells, cut) {
            self.refuse_cut(broken, cut, batch);
        }
        if !self.nesting.is_below_top(kind) {
            self.tally.blank += 1;
            return;
        }
        let mut record = Record::default();
        let filled = self.fill_record(kind, cells, cut, &mut record);
        let outcome = if self.nesting.wants(kind) {
            self.nesting.push(kind, record)
        } else {
            self.nesting.pass(kind).map(|()| None)
        };
        match outcome {
            Ok(Some(before)) => self.complete(before, used, batch),
            Ok(None) => {}
            Err(Misplaced::Full(full)) => self.spoil(full.into(), cut),
            Err(Misplaced::Orphan) => {
                let name = self.manners.kinds.get(kind).map_or("", |kind| &*kind.name);
                let found = format!("a record of the kind `{name}` that belongs to none");
                let expected = "a record of the kind that it is in, before it".to_owned();
                self.refuse_cut(broken(found, expected), cut, batch);
                return;
            }
        }
        if let Err(Misplaced::Full(full)) = self.lift(kind, cells, cut.line) {
            self.spoil(full.into(), cut);
        }
        if let Err(broken) = filled {
            self.spoil(broken, cut);
        }
    }

    /// Keeps what makes a fault of the whole current record, where nothing did before.
    fn spoil(&mut self, broken: Broken, cut: Cut) {
        if self.spoilt.is_none() {
            self.spoilt = Some(self.fault(broken, cut));
        }
    }

    fn fill_record(
        &self,
        kind: usize,
        cells: &Cells<'_>,
        cut: Cut,
        record: &mut Record,
    ) -> Result<(), Broken> {
        record.place = Place {
            line: cut.line,
            number: 0,
            byte: cut.byte,
            piece: 0,
        };
        record.notices.clear();
        let unbound = Bound::default();
        let bound = self
            .bounds
            .get(kind)
            .and_then(Option::as_ref)
            .unwrap_or(&unbound);
        let Some(kind) = self.manners.kinds.get(kind) else {
            return Ok(());
        };
        let lost = self.lost(&kind.shape, cells)?;
        self.judge_length(&kind.shape, cells, lost.iter().sum(), record)?;
        let filling = Filling {
            reader: self,
            root: &kind.shape,
            cells,
            lost: &lost,
            made: Cell::default(),
        };
        filling.fill(&kind.shape, bound, 0, record);
        if bound.tables.is_empty() {
            return Ok(());
        }
        let mut size = Size::default();
        size.add(record);
        match size.full() {
            None => Ok(()),
            Some(full) => {
                record.children.iter_mut().for_each(Vec::clear);
                Err(full.into())
            }
        }
    }

    /// For each table of changing length, the bytes that its missing elements do not take.
    pub(crate) fn lost(&self, shape: &Shape, cells: &Cells<'_>) -> Result<Vec<usize>, Broken> {
        if shape.is_even() {
            return Ok(Vec::new());
        }
        let mut lost: Vec<usize> = Vec::with_capacity(shape.tables.len());
        for table in &shape.tables {
            let Some(name) = &table.depending else {
                lost.push(0);
                continue;
            };
            let count = shape.field(name).and_then(|field| {
                let at = moved(field.at, &field.after, &lost);
                let value = self.value(field, at, cells).ok()?;
                usize::try_from(i64::try_from(value.as_decimal()?).ok()?).ok()
            });
            let count = count.filter(|count| (table.least..=table.most).contains(count));
            let count = count.ok_or_else(|| {
                broken(
                    format!("a count in `{name}` that `{}` does not allow", table.name),
                    format!("{} to {}", table.least, table.most),
                )
            })?;
            lost.push((table.most - count) * table.stride);
        }
        Ok(lost)
    }

    fn judge_length(
        &self,
        shape: &Shape,
        cells: &Cells<'_>,
        lost: usize,
        record: &mut Record,
    ) -> Result<(), Broken> {
        let stated = self.manners.length.filter(|_| self.manners.judge_long);
        let length = cells.length();
        let needed = stated.unwrap_or(shape.length - lost.min(shape.length));
        if length < needed {
            if self.manners.refuse_short {
                let expected = format!("{needed}, as the layout says");
                return Err(broken(format!("a record of {length}"), expected));
            }
            record.notices.push(Notice {
                slot: None,
                kind: NoticeKind::Ragged,
                found: format!("{length} of {needed}"),
            });
        }
        let Some(stated) = stated else {
            return Ok(());
        };
        let beyond = cells.text(stated, length.saturating_sub(stated), &self.manners.reading);
        if beyond.trim_matches([' ', '\0']).is_empty() {
            Ok(())
        } else {
            Err(broken(
                format!("a record of {length} with text beyond {stated}"),
                format!("{stated}, as `length` says"),
            ))
        }
    }

    pub(crate) fn value(
        &self,
        field: &Field,
        at: usize,
        cells: &Cells<'_>,
    ) -> Result<Value, Wrong> {
        let Manners { reading, .. } = &self.manners;
        match &field.form {
            form @ (Form::Zoned { .. } | Form::Packed { .. } | Form::Binary { .. }) => {
                let bytes = cells.bytes(at, field.length);
                match bytes.len() {
                    0 => Ok(Value::Null),
                    held if held < field.length => Err(Wrong {
                        found: format!("{held} of {} bytes", field.length),
                        expected: "the whole number".to_owned(),
                    }),
                    _ => of_bytes(bytes, form, reading.ebcdic),
                }
            }
            form => of_text(&cells.text(at, field.length, reading), form),
        }
    }

    pub(crate) fn origin(&self, cut: Cut, field: Option<(usize, Name)>) -> Origin {
        Origin::Line {
            file: Arc::clone(&self.layout.file),
            line: cut.line,
            column: field.map(|(at, name)| (u32::try_from(at + 1).unwrap_or(u32::MAX), name)),
        }
    }

    fn fault(&self, broken: Broken, cut: Cut) -> RecordFault {
        RecordFault {
            ordinal: 0,
            origin: self.origin(cut, None),
            found: broken.found,
            expected: broken.expected,
        }
    }

    fn refuse_cut(&mut self, broken: Broken, cut: Cut, batch: &mut Batch) {
        let fault = self.fault(broken, cut);
        self.refuse(fault, batch);
    }

    fn refuse(&mut self, mut fault: RecordFault, batch: &mut Batch) {
        fault.ordinal = self.ordinal();
        self.tally.faults += 1;
        batch.faults.push(fault);
    }

    /// Yields a record that is whole, or the fault of one that is not.
    fn complete(&mut self, mut record: Record, used: &mut usize, batch: &mut Batch) {
        if let Some(fault) = self.spoilt.take() {
            return self.refuse(fault, batch);
        }
        record.ordinal = self.ordinal();
        self.tally.records += 1;
        batch.records.truncate(*used);
        batch.records.push(record);
        self.weigh(batch, *used);
        *used += 1;
    }

    /// Counts what a record of the batch holds, where it has nested ones.
    fn weigh(&mut self, batch: &Batch, number: usize) {
        let record = batch.records.get(number);
        if let Some(record) = record.filter(|record| !record.children.is_empty()) {
            self.held.add(record);
        }
    }

    fn ordinal(&self) -> u64 {
        self.tally.records + self.tally.faults + 1
    }

    fn fill(&mut self, batch: &mut Batch, records_max: usize) -> Flow {
        let mut used = 0;
        self.held = Size::default();
        let flow = loop {
            if used + batch.faults.len() >= records_max || self.held.is_heavy() {
                break Flow::More;
            }
            match self.cut() {
                Ok(Some(_)) if self.to_skip > 0 => self.to_skip -= 1,
                Ok(Some(cut)) => {
                    self.held.grow(self.memory.bytes.len());
                    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | 0x1A);
                    if self.manners.framing == Framing::Lines && self.memory.bytes.iter().all(blank)
                    {
                        self.tally.blank += 1;
                    } else {
                        self.take(cut, &mut used, batch);
                    }
                }
                Ok(None) => match self.nesting.finish() {
                    Some(record) => self.complete(record, &mut used, batch),
                    None => break Flow::End,
                },
                Err(fault) => {
                    // The record that the fault cuts is not whole.
                    drop(self.nesting.finish());
                    self.pending = Some(fault);
                    break Flow::More;
                }
            }
        };
        batch.records.truncate(used);
        flow
    }
}

impl From<Full> for Broken {
    fn from(full: Full) -> Self {
        broken(full.found(), full.expected())
    }
}

pub(crate) fn broken(found: String, expected: String) -> Broken {
    Broken { found, expected }
}

impl RecordReader for FixedWidthReader {
    fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.faults.clear();
        if self.pending.is_none() {
            let flow = self.fill(batch, records_max.max(1));
            if self.pending.is_none() || !batch.records.is_empty() || !batch.faults.is_empty() {
                return Ok(flow);
            }
        }
        batch.records.clear();
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
