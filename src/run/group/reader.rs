//! Reads rows, and puts those of one group into one record.

use std::sync::Arc;

use landbridge_contract::{
    Batch, DeclaredTotal, Flow, Layout, Notice, NoticeKind, Origin, Record, RecordFault,
    RecordReader, SourceFault, SourceFaultKind, Tally, Text,
};

use crate::mapping::{Levels, weight};
use crate::run::rows::{Next, Rows};

/// Rows of one group at the most, and bytes that they may take, about.
pub(super) const ROWS_MAX: usize = 200_000;
const BYTES_MAX: usize = 64 << 20;

/// Bytes of records in one batch, about, beside those of the last one.
const BATCH_BYTES: usize = 16 << 20;

pub(super) struct GroupedReader {
    rows: Rows,
    levels: Levels,
    /// What has to wait for the next batch.
    waiting: Option<Next>,
    /// The layout of the rows that are grouped now, and the one of the records made of them.
    layout: Option<(Arc<Layout>, Arc<Layout>)>,
    open: Option<Open>,
    /// A row that could not be read and may belong to the group that begins behind it.
    torn: Option<Origin>,
    tally: Tally,
    /// Rows of the groups so far, those of refused ones too.
    rows_taken: u64,
    /// Bytes of the records in the batch that is being filled.
    batch_bytes: usize,
}

/// The group whose rows are being read.
struct Open {
    key: Option<Text>,
    rows: Vec<Record>,
    bytes: usize,
    /// Rows that were passed over, since the group is too large.
    surplus: usize,
    torn: Option<Origin>,
}

impl GroupedReader {
    pub(super) fn new(rows: Box<dyn RecordReader>, levels: Levels) -> Self {
        Self {
            rows: Rows::new(rows),
            levels,
            waiting: None,
            layout: None,
            open: None,
            torn: None,
            tally: Tally::default(),
            rows_taken: 0,
            batch_bytes: 0,
        }
    }

    fn take(&mut self, row: Record, batch: &mut Batch) {
        let key = self.levels.key(&row);
        let same = self
            .open
            .as_ref()
            .is_some_and(|open| key.is_some() && open.key == key);
        if !same {
            self.close(batch);
            self.open = Some(Open {
                key,
                rows: Vec::new(),
                bytes: 0,
                surplus: 0,
                torn: self.torn.take(),
            });
        }
        self.torn = None;
        if let Some(open) = &mut self.open {
            open.bytes += weight(&row);
            if open.rows.len() < ROWS_MAX && open.bytes < BYTES_MAX {
                open.rows.push(row);
            } else {
                open.surplus += 1;
            }
        }
    }

    /// A row that cannot be read is told, and may belong to the group before it or to the one behind it.
    fn tear(&mut self, fault: RecordFault, batch: &mut Batch) {
        self.torn = Some(fault.origin.clone());
        if let Some(open) = &mut self.open {
            open.torn.get_or_insert(fault.origin.clone());
        }
        self.tally.faults += 1;
        batch.faults.push(RecordFault {
            ordinal: self.tally.records + self.tally.faults,
            ..fault
        });
    }

    /// Puts the rows of the group into one record.
    fn close(&mut self, batch: &mut Batch) {
        let Some(open) = self.open.take() else {
            return;
        };
        let count = open.rows.len() + open.surplus;
        self.rows_taken += u64::try_from(count).unwrap_or(u64::MAX);
        let place = open.rows.first().map(|row| row.place).unwrap_or_default();
        if open.surplus > 0 {
            self.tally.faults += 1;
            let origin = self
                .layout
                .as_ref()
                .map(|(own, _)| own.origin(place, &[], None, 0));
            batch.faults.push(RecordFault {
                ordinal: self.tally.records + self.tally.faults,
                origin: origin.unwrap_or_else(|| Origin::File { file: "".into() }),
                found: format!("a group of {count} rows"),
                expected: format!("at most {ROWS_MAX} rows, and 64 MiB"),
            });
            return;
        }
        self.batch_bytes += open.bytes;
        let mut record = self.levels.record(open.rows);
        self.tally.records += 1;
        record.ordinal = self.tally.records + self.tally.faults;
        if let Some(torn) = open.torn {
            record.notices.push(Notice {
                slot: None,
                kind: NoticeKind::Incomplete,
                found: format!("a row that cannot be read, {torn}"),
            });
        }
        batch.records.push(record);
    }

    /// A fault where the rows in groups are not as many as the rows that were read.
    fn lost(&self) -> Option<SourceFault> {
        let read = self.rows.tally().records;
        (read != self.rows_taken).then(|| SourceFault {
            kind: SourceFaultKind::Format,
            origin: Origin::File {
                file: Arc::clone(&self.rows.layout().file),
            },
            found: format!(
                "{} rows in groups, of {read} that were read",
                self.rows_taken
            ),
            expected: "every row in one group".to_owned(),
            fix: "report this as a defect of the program".to_owned(),
        })
    }

    fn change_layout(&mut self, rows: Arc<Layout>) {
        let own = Arc::new(self.levels.layout(&rows));
        self.layout = Some((rows, own));
    }
}

impl RecordReader for GroupedReader {
    fn layout(&self) -> Arc<Layout> {
        match &self.layout {
            Some((_, own)) => Arc::clone(own),
            None => Arc::new(self.levels.layout(&self.rows.layout())),
        }
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.records.clear();
        batch.faults.clear();
        self.batch_bytes = 0;
        loop {
            let next = self.waiting.take();
            match next.unwrap_or_else(|| self.rows.next()) {
                Next::Row(row) => self.take(row, batch),
                Next::Fault(fault) => self.tear(fault, batch),
                // One batch has one layout; a group does not go on in another sheet.
                Next::Layout(layout) => {
                    self.close(batch);
                    if !batch.records.is_empty() || !batch.faults.is_empty() {
                        self.waiting = Some(Next::Layout(layout));
                        return Ok(Flow::More);
                    }
                    self.change_layout(layout);
                }
                Next::Broken(fault) => {
                    if let Some(open) = &mut self.open {
                        open.torn.get_or_insert(fault.origin.clone());
                    }
                    self.close(batch);
                    if batch.records.is_empty() && batch.faults.is_empty() {
                        return Err(fault);
                    }
                    self.waiting = Some(Next::Broken(fault));
                    return Ok(Flow::More);
                }
                Next::End => {
                    self.close(batch);
                    let Some(lost) = self.lost() else {
                        return Ok(Flow::End);
                    };
                    self.waiting = Some(Next::Broken(lost));
                }
            }
            let full = batch.records.len() + batch.faults.len() >= records_max;
            if full || self.batch_bytes >= BATCH_BYTES {
                return Ok(Flow::More);
            }
        }
    }

    fn tally(&self) -> Tally {
        Tally {
            blank: self.rows.tally().blank,
            ..self.tally
        }
    }

    fn declared(&self) -> Vec<DeclaredTotal> {
        self.rows.declared()
    }
}
