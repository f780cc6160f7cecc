//! Reads records in a thread of its own, and hands them over in batches.
//!
//! The reader behind borrows the workbook while it streams a sheet, so it lives on the stack of
//! a thread; and decoding a workbook is slow enough to be worth a core of its own. Between the
//! thread and the reader wait at most a few chunks of records. Dropping the reader closes the
//! channel, at which the thread ends.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use landbridge_contract::{
    Batch, Flow, Layout, Notice, NoticeKind, Place as RecordPlace, Record, RecordReader, Slot,
    SourceFault, Tally, column_letters,
};

use crate::area::Area;
use crate::fault::Place;
use crate::hidden::{Concealed, Lookup};
use crate::limits::{BATCH_TEXT_MAX, CHUNK_RECORDS, CHUNK_SLOTS, CHUNK_TEXT_MAX, CHUNKS_WAITING};
use crate::workbook::{Cells, Row};

/// What is wanted of cells beside their values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// Whether cells under a merged cell have its value.
    pub(crate) fill_merged: bool,
    /// Whether formulas read as their texts.
    pub(crate) formulas: bool,
    /// Whether what a person sees is told.
    pub(crate) shown: bool,
}

/// How one sheet is read.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) sheet: Arc<str>,
    pub(crate) hidden: bool,
    pub(crate) from_1904: bool,
    /// The first row that may be a record, from 1.
    pub(crate) data_from: u32,
    /// The block in which records stand.
    pub(crate) area: Area,
    pub(crate) wanted: Wanted,
    /// The column and text at which to stop.
    pub(crate) until: Option<(u32, String)>,
    /// The column of each slot, from 0.
    pub(crate) columns: Vec<u32>,
    pub(crate) layout: Arc<Layout>,
}

enum Message {
    /// Records of one sheet, in order, with the blank rows passed over before and among them.
    Records {
        layout: Arc<Layout>,
        records: VecDeque<Record>,
        /// Bytes of the texts of their rows.
        text: usize,
        blank: u64,
    },
    /// The file cannot be read to its end.
    Fault(Box<SourceFault>),
    /// All sheets were read.
    End,
}

/// Yields the records of a workbook.
pub(crate) struct Reader {
    messages: Receiver<Message>,
    file: Arc<str>,
    /// Layout of the last batch; before the first, of the first sheet.
    layout: Arc<Layout>,
    /// Records drawn from the thread and not yet yielded, with their layout.
    waiting: VecDeque<Record>,
    /// Bytes of the texts of the chunk that they came in.
    waiting_text: usize,
    next_layout: Arc<Layout>,
    /// What ends the stream once all that waits is yielded.
    ending: Option<Result<(), Box<SourceFault>>>,
    tally: Tally,
}

impl Reader {
    /// Starts reading. Fails where no thread can be had.
    pub(crate) fn start(
        file: &Arc<str>,
        cells: Cells,
        plans: Vec<Plan>,
    ) -> Result<Self, SourceFault> {
        let layout = plans.first().map(|plan| Arc::clone(&plan.layout));
        let layout = layout.ok_or_else(|| Place::file(file).broken("no sheet to read"))?;
        let (sender, messages) = sync_channel(CHUNKS_WAITING);
        thread::Builder::new()
            .name("spreadsheet".to_owned())
            .spawn(move || work(cells, &plans, &sender))
            .map_err(|error| Place::file(file).io(&error))?;
        Ok(Self {
            messages,
            file: Arc::clone(file),
            next_layout: Arc::clone(&layout),
            layout,
            waiting: VecDeque::new(),
            waiting_text: 0,
            ending: None,
            tally: Tally::default(),
        })
    }

    /// Draws from the thread until a record waits or the end is known.
    fn draw(&mut self) {
        while self.waiting.is_empty() && self.ending.is_none() {
            match self.messages.recv() {
                Ok(Message::Records {
                    layout,
                    records,
                    text,
                    blank,
                }) => {
                    self.next_layout = layout;
                    self.waiting = records;
                    self.waiting_text = text;
                    self.tally.blank += blank;
                }
                Ok(Message::End) => self.ending = Some(Ok(())),
                Ok(Message::Fault(fault)) => self.ending = Some(Err(fault)),
                // The thread ended without a word: nothing tells that all was read.
                Err(_) => {
                    let fault = Place::file(&self.file).broken("a file whose reader gave up");
                    self.ending = Some(Err(Box::new(fault)));
                }
            }
        }
    }
}

impl RecordReader for Reader {
    fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.records.clear();
        batch.faults.clear();
        let mut text = 0;
        while batch.records.len() < records_max && text < BATCH_TEXT_MAX {
            self.draw();
            if self.waiting.is_empty() {
                break;
            }
            if batch.records.is_empty() {
                self.layout = Arc::clone(&self.next_layout);
            } else if !Arc::ptr_eq(&self.layout, &self.next_layout) {
                return Ok(Flow::More); // the next sheet has a batch of its own
            }
            let room = records_max - batch.records.len();
            let count = room.min(self.waiting.len());
            text += self.waiting_text;
            batch.records.extend(self.waiting.drain(..count));
            self.tally.records += u64::try_from(count).unwrap_or(u64::MAX);
        }
        match &self.ending {
            Some(Ok(())) if self.waiting.is_empty() => Ok(Flow::End),
            Some(Err(fault)) if batch.records.is_empty() => Err((**fault).clone()),
            _ => Ok(Flow::More),
        }
    }

    fn tally(&self) -> Tally {
        self.tally
    }
}

/// The work of the thread. A channel closed on the other side means that nobody wants more.
fn work(mut cells: Cells, plans: &[Plan], sender: &SyncSender<Message>) {
    let mut ordinal = 0;
    for plan in plans {
        let concealed = match cells.concealed(&plan.sheet) {
            Ok(concealed) => concealed,
            Err(fault) => {
                sender.send(Message::Fault(Box::new(fault))).ok();
                return;
            }
        };
        if plan.wanted.shown {
            cells.show();
        }
        let mut sheet = Sheet::new(plan, sender, ordinal, &concealed);
        let read = cells.each_row(&plan.sheet, plan.area, &mut |row| sheet.take(row));
        ordinal = sheet.ordinal;
        if sheet.flush().is_break() {
            return;
        }
        if let Err(fault) = read {
            sender.send(Message::Fault(Box::new(fault))).ok();
            return;
        }
    }
    sender.send(Message::End).ok();
}

/// Turns the rows of one sheet into chunks of records.
struct Sheet<'a> {
    plan: &'a Plan,
    sender: &'a SyncSender<Message>,
    hidden_rows: Lookup<'a>,
    /// What is noticed of hidden columns, with the first record.
    first_notices: Vec<Notice>,
    ordinal: u64,
    /// The last row that was not blank, or the row before the data.
    last: u32,
    blank: u64,
    records: VecDeque<Record>,
    chunk: usize,
    /// Bytes of the texts of the rows of these records.
    text: usize,
    /// Whether nobody wants more.
    closed: bool,
}

impl<'a> Sheet<'a> {
    fn new(
        plan: &'a Plan,
        sender: &'a SyncSender<Message>,
        ordinal: u64,
        concealed: &'a Concealed,
    ) -> Self {
        let hidden = plan.columns.iter().enumerate();
        let hidden = hidden.filter(|(_, column)| concealed.columns.holds(**column));
        let first_notices = hidden.map(|(slot, column)| Notice {
            slot: u32::try_from(slot).ok(),
            kind: NoticeKind::HiddenColumn,
            found: format!("hidden column {}", column_letters(*column)),
        });
        let by_slots = CHUNK_SLOTS / plan.columns.len().max(1);
        Self {
            plan,
            sender,
            hidden_rows: concealed.rows.lookup(),
            first_notices: first_notices.collect(),
            ordinal,
            last: plan.data_from.saturating_sub(1),
            blank: 0,
            records: VecDeque::new(),
            text: 0,
            chunk: by_slots.clamp(1, CHUNK_RECORDS),
            closed: false,
        }
    }

    fn take(&mut self, row: Row<'_, '_>) -> ControlFlow<()> {
        if row.number < self.plan.data_from || row.is_blank() {
            return ControlFlow::Continue(());
        }
        if self.is_over(row) {
            return ControlFlow::Break(());
        }
        // Blank rows are counted when a record follows them: a sheet may be formatted, or
        // merely claimed, a million rows beyond its last record.
        self.blank += u64::from(row.number.saturating_sub(self.last).saturating_sub(1));
        self.last = row.number;
        self.ordinal += 1;
        let row_hidden = self.hidden_rows.holds(row.number);
        let mut record = record(self.plan, row, row_hidden, self.ordinal);
        record.notices.append(&mut self.first_notices);
        self.records.push_back(record);
        self.text += row
            .cells
            .iter()
            .map(|(_, cell)| cell.text_length())
            .sum::<usize>();
        if self.records.len() < self.chunk && self.text < CHUNK_TEXT_MAX {
            ControlFlow::Continue(())
        } else {
            self.flush()
        }
    }

    fn is_over(&self, row: Row<'_, '_>) -> bool {
        let Some((column, text)) = &self.plan.until else {
            return false;
        };
        let cell = row
            .cell(*column)
            .map(|cell| cell.read(self.plan.from_1904).value);
        cell.is_some_and(|value| value.to_string().trim() == text)
    }

    fn flush(&mut self) -> ControlFlow<()> {
        if self.closed {
            return ControlFlow::Break(());
        }
        if self.records.is_empty() {
            return ControlFlow::Continue(());
        }
        let message = Message::Records {
            layout: Arc::clone(&self.plan.layout),
            records: std::mem::take(&mut self.records),
            text: std::mem::take(&mut self.text),
            blank: std::mem::take(&mut self.blank),
        };
        if self.sender.send(message).is_ok() {
            return ControlFlow::Continue(());
        }
        self.closed = true;
        ControlFlow::Break(())
    }
}

/// What is noticed of a record of a hidden sheet or in a hidden row.
pub(crate) fn hidden_notice(plan: &Plan, row_hidden: bool) -> Option<Notice> {
    let found = match (plan.hidden, row_hidden) {
        (true, true) => format!("hidden row of the hidden sheet \"{}\"", plan.sheet),
        (true, false) => format!("hidden sheet \"{}\"", plan.sheet),
        (false, true) => "hidden row".to_owned(),
        (false, false) => return None,
    };
    Some(Notice {
        slot: None,
        kind: NoticeKind::Hidden,
        found,
    })
}

/// Reads the cells asked for of one row.
fn record(plan: &Plan, row: Row<'_, '_>, row_hidden: bool, ordinal: u64) -> Record {
    let mut notices = Vec::new();
    notices.extend(hidden_notice(plan, row_hidden));
    let mut slots = Vec::with_capacity(plan.columns.len());
    for (slot, column) in plan.columns.iter().enumerate() {
        let Some(cell) = row.cell(*column) else {
            slots.push(Slot::default());
            continue;
        };
        let read = cell.read(plan.from_1904);
        if let Some((kind, found)) = read.notice {
            let slot = u32::try_from(slot).ok();
            notices.push(Notice { slot, kind, found });
        }
        let shown = cell.shown().filter(|_| plan.wanted.shown);
        slots.push(Slot {
            shown: shown
                .filter(|shown| **shown != *read.value.to_string())
                .map(Box::from),
            value: read.value,
            ..Slot::default()
        });
    }
    Record {
        ordinal,
        place: RecordPlace {
            line: u64::from(row.number),
            ..RecordPlace::default()
        },
        slots,
        children: vec![Vec::new(); plan.layout.children.len()],
        notices,
    }
}
