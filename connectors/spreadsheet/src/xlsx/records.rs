//! Yields the records of sheets, one after the other.

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    Batch, Flow, Layout, Notice, NoticeKind, Place as RecordPlace, Record, RecordReader, Slot,
    SourceFault, Tally, Value, column_letters,
};

use super::cells::{RawCell, RowStart, Visit};
use super::merges::Merges;
use super::scan::Halt;
use super::sheet::Sheet;
use super::shown::shown;
use super::values::Decoder;
use super::{Book, Styles};
use crate::fault::Place;
use crate::limits::{BATCH_TEXT_MAX, MERGES_UNASKED};
use crate::reader::{Plan, hidden_notice};

/// The slot of a column that was not asked for.
const NONE: usize = usize::MAX;

/// Records kept to be filled again.
const POOL_MAX: usize = 65_536;

/// Yields the records of a workbook. Scans and decodes on the thread that draws, while another
/// one inflates.
pub(crate) struct Records {
    book: Arc<Book>,
    plans: VecDeque<Plan>,
    current: Option<Current>,
    layout: Arc<Layout>,
    /// Records of batches before, to be filled again.
    pool: Vec<Record>,
    /// What ends the stream after the records before it.
    fault: Option<Box<SourceFault>>,
    tally: Tally,
}

/// The sheet that is being read.
struct Current {
    sheet: Sheet,
    filler: Filler,
    /// The last row that was not blank, or the row before the data.
    last: u32,
}

impl Records {
    /// Starts to read the sheets of some plans.
    pub(crate) fn new(book: Arc<Book>, plans: Vec<Plan>) -> Result<Self, SourceFault> {
        let layout = plans.first().map(|plan| Arc::clone(&plan.layout));
        let layout = layout.ok_or_else(|| Place::file(&book.file).broken("no sheet to read"))?;
        Ok(Self {
            book,
            plans: plans.into(),
            current: None,
            layout,
            pool: Vec::new(),
            fault: None,
            tally: Tally::default(),
        })
    }

    /// The next record; none where a sheet ended whose records fill the batch, or all did.
    fn next(&mut self, batch_is_empty: bool) -> Result<Step, SourceFault> {
        loop {
            if self.current.is_none() {
                if self.plans.is_empty() {
                    return Ok(Step::End);
                }
                if !batch_is_empty {
                    return Ok(Step::Sheet); // the next sheet has a batch of its own
                }
                let Some(plan) = self.plans.pop_front() else {
                    return Ok(Step::End);
                };
                self.layout = Arc::clone(&plan.layout);
                self.current = Some(Current::open(&self.book, plan)?);
            }
            let Some(current) = &mut self.current else {
                continue;
            };
            let spare = self.pool.pop().unwrap_or_default();
            match current.next(spare, &mut self.tally)? {
                Ok(record) => return Ok(Step::Record(record)),
                Err(spare) => {
                    self.pool.push(spare);
                    self.current = None;
                }
            }
        }
    }
}

enum Step {
    Record(Record),
    Sheet,
    End,
}

impl RecordReader for Records {
    fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        self.pool.append(&mut batch.records);
        self.pool.truncate(POOL_MAX);
        batch.faults.clear();
        if let Some(fault) = self.fault.take() {
            return Err(*fault);
        }
        let mut text = 0;
        while batch.records.len() < records_max && text < BATCH_TEXT_MAX {
            match self.next(batch.records.is_empty()) {
                Ok(Step::Record(record)) => {
                    batch.records.push(record);
                    let current = self.current.as_ref();
                    text += current.map_or(0, |current| current.filler.decoder.row_text());
                }
                Ok(Step::Sheet) => return Ok(Flow::More),
                Ok(Step::End) => return Ok(Flow::End),
                Err(fault) if batch.records.is_empty() => return Err(fault),
                Err(fault) => {
                    self.fault = Some(Box::new(fault));
                    return Ok(Flow::More);
                }
            }
        }
        Ok(Flow::More)
    }

    fn tally(&self) -> Tally {
        self.tally
    }
}

impl Current {
    fn open(book: &Book, plan: Plan) -> Result<Self, SourceFault> {
        let areas = if plan.wanted.fill_merged {
            book.merges(&plan.sheet)?
        } else if book.sheet_size(&plan.sheet) <= MERGES_UNASKED {
            // What is broken is told where the records end that come before it.
            book.merges(&plan.sheet).unwrap_or_default()
        } else {
            Vec::new()
        };
        let merges = Merges::of(areas, &plan.columns);
        let sheet = book.open_sheet(&plan.sheet)?;
        let hidden_columns = plan.columns.iter().enumerate();
        let hidden_columns = hidden_columns.filter(|(_, column)| sheet.is_hidden(**column));
        let hidden_columns = hidden_columns.map(|(slot, column)| Notice {
            slot: u32::try_from(slot).ok(),
            kind: NoticeKind::HiddenColumn,
            found: format!("hidden column {}", column_letters(*column)),
        });
        Ok(Self {
            last: plan.data_from.saturating_sub(1),
            filler: Filler {
                first_notices: hidden_columns.collect(),
                ..Filler::new(book, plan, merges)
            },
            sheet,
        })
    }

    /// The next record, or at the end of the sheet the spare one unused.
    fn next(
        &mut self,
        spare: Record,
        tally: &mut Tally,
    ) -> Result<Result<Record, Record>, SourceFault> {
        self.filler.begin(spare);
        loop {
            let Some(row) = self.sheet.next_row(&mut self.filler)? else {
                self.sheet.finish()?;
                return Ok(Err(self.filler.give_up()));
            };
            if row > self.filler.plan.area.last_row || self.filler.over {
                return Ok(Err(self.filler.give_up()));
            }
            if self.filler.skipped || !self.filler.filled {
                continue;
            }
            // Blank rows are counted when a record follows them: a sheet may be formatted, or
            // merely claimed, a million rows beyond its last record.
            tally.blank += u64::from(row.saturating_sub(self.last).saturating_sub(1));
            self.last = row;
            tally.records += 1;
            let record = self.filler.record(tally.records);
            return record.map(Ok).map_err(|halt| self.sheet.halted(halt));
        }
    }
}

/// Fills a record with the cells of a row.
struct Filler {
    plan: Plan,
    decoder: Decoder,
    styles: Arc<Styles>,
    /// The slot of each column.
    slots: Vec<usize>,
    /// Slots that have the column of another one, which comes first.
    copies: Vec<(usize, usize)>,
    merges: Option<Merges>,
    /// Notices for the first record.
    first_notices: Vec<Notice>,
    record: Record,
    /// For each slot the count of the row that filled it.
    stamps: Vec<u64>,
    stamp: u64,
    row: RowStart,
    /// Whether the row stands before the records or after them.
    skipped: bool,
    /// Whether the row holds something that a person sees.
    filled: bool,
    /// Whether the row is the one before which to stop.
    over: bool,
}

impl Filler {
    fn new(book: &Book, plan: Plan, merges: Option<Merges>) -> Self {
        let mut slots: Vec<usize> = Vec::new();
        let mut copies = Vec::new();
        for (slot, column) in plan.columns.iter().enumerate() {
            let column = usize::try_from(*column).unwrap_or(NONE - 1);
            if slots.len() <= column {
                slots.resize(column + 1, NONE);
            }
            match slots.get_mut(column) {
                Some(first) if *first == NONE => *first = slot,
                Some(first) => copies.push((*first, slot)),
                None => {}
            }
        }
        Self {
            decoder: book.decoder().with_formulas(plan.wanted.formulas),
            styles: Arc::clone(&book.styles),
            stamps: vec![0; plan.columns.len()],
            plan,
            slots,
            copies,
            merges,
            first_notices: Vec::new(),
            record: Record::default(),
            stamp: 0,
            row: RowStart::default(),
            skipped: true,
            filled: false,
            over: false,
        }
    }

    /// Takes a record to fill.
    fn begin(&mut self, mut record: Record) {
        record
            .slots
            .resize_with(self.plan.columns.len(), Slot::default);
        let children = self.plan.layout.children.len();
        record.children.resize_with(children, Vec::new);
        record.children.iter_mut().for_each(Vec::clear);
        self.record = record;
    }

    fn give_up(&mut self) -> Record {
        std::mem::take(&mut self.record)
    }

    /// The record of the row that was scanned last.
    fn record(&mut self, ordinal: u64) -> Result<Record, Halt> {
        let mut record = std::mem::take(&mut self.record);
        record.ordinal = ordinal;
        record.place = RecordPlace {
            line: u64::from(self.row.number),
            ..RecordPlace::default()
        };
        for (slot, stamp) in record.slots.iter_mut().zip(&self.stamps) {
            slot.line = 0;
            if *stamp != self.stamp {
                slot.value = Value::Null;
                slot.shown = None;
            }
        }
        self.merge(&mut record)?;
        for (from, to) in &self.copies {
            let copy = record.slots.get(*from).cloned().unwrap_or_default();
            self.decoder.weigh(&copy.value)?;
            if let Some(slot) = record.slots.get_mut(*to) {
                *slot = copy;
            }
            let concerned = u32::try_from(*from).ok();
            let notices = record
                .notices
                .iter()
                .filter(|notice| notice.slot == concerned);
            let notices = notices.map(|notice| Notice {
                slot: u32::try_from(*to).ok(),
                ..notice.clone()
            });
            let notices: Vec<Notice> = notices.collect();
            record.notices.extend(notices);
        }
        record.notices.append(&mut self.first_notices);
        record
            .notices
            .extend(hidden_notice(&self.plan, self.row.hidden));
        record.notices.sort_by_key(|notice| notice.slot);
        Ok(record)
    }

    /// Gives the cells under merged cells their values, or notices the first of them.
    fn merge(&mut self, record: &mut Record) -> Result<(), Halt> {
        let Some(merges) = &mut self.merges else {
            return Ok(());
        };
        let row = self.row.number;
        let mut notice = None;
        for (index, (slot, column)) in record.slots.iter_mut().zip(&self.plan.columns).enumerate() {
            if slot.value != Value::Null {
                continue;
            }
            let Some((area, value)) = merges.over(row, *column) else {
                continue;
            };
            if self.plan.wanted.fill_merged {
                self.decoder.weigh(value)?;
                slot.value = value.clone();
                // An origin of another row has this column still: it would name a third cell where the
                // range begins in another one.
                if area.first_row != row && area.first_column == *column {
                    slot.line = u64::from(area.first_row);
                }
            } else {
                notice = Some(Notice {
                    slot: u32::try_from(index).ok(),
                    kind: NoticeKind::Merged,
                    found: format!("under the merged cells {area}"),
                });
                break;
            }
        }
        if let Some(notice) = notice {
            record.notices.push(notice);
            self.merges = None; // the first such record has been told
        }
        Ok(())
    }
}

impl Visit for Filler {
    fn row(&mut self, row: RowStart) {
        self.row = row;
        self.stamp += 1;
        self.decoder.begin_row();
        self.record.notices.clear();
        self.filled = false;
        self.over = false;
        self.skipped = row.number < self.plan.data_from || !self.plan.area.holds_row(row.number);
        if let Some(merges) = &mut self.merges {
            merges.row(row.number);
        }
    }

    fn cell(&mut self, cell: &RawCell<'_>) -> Result<(), Halt> {
        if let Some(corner) = self.merges.as_mut().and_then(|merges| merges.corner(cell)) {
            self.decoder.read(cell, corner)?;
        }
        if self.skipped {
            return self.decoder.see(cell);
        }
        let column = usize::try_from(cell.column).ok();
        let slot = column.and_then(|column| self.slots.get(column)).copied();
        let slot = slot.unwrap_or(NONE);
        let target = self
            .record
            .slots
            .get_mut(slot)
            .zip(self.stamps.get_mut(slot));
        if let Some((target, stamp)) = target {
            let noticed = self.decoder.read(cell, &mut target.value)?;
            *stamp = self.stamp;
            let as_formula = self.plan.wanted.formulas && cell.formula.is_some();
            target.shown = if self.plan.wanted.shown && !as_formula {
                let format = self.styles.format(cell.style);
                shown(format, cell, &target.value, self.plan.from_1904)
            } else {
                None
            };
            self.filled = self.filled || noticed.is_some() || !target.value.is_blank();
            if let Some((kind, found)) = noticed {
                let slot = u32::try_from(slot).ok();
                self.record.notices.push(Notice { slot, kind, found });
            }
        } else if !self.filled && self.plan.area.holds_column(cell.column) {
            self.filled = !self.decoder.is_blank(cell)?;
            self.decoder.see(cell)?;
        } else {
            self.decoder.see(cell)?;
        }
        match &self.plan.until {
            Some((column, text)) if *column == cell.column => {
                let mut value = Value::Null;
                self.decoder.read(cell, &mut value)?;
                self.over = value.to_string().trim() == text;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
