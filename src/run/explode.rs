//! Rows that hold several records, or several nested ones: one record at a time is made of a row.

use std::sync::Arc;

use landbridge_contract::{
    Batch, ColumnInfo, DeclaredTotal, Flow, Layout, Origin, PartColumns, Projection, Record,
    RecordFault, RecordReader, Source, SourceFault, SourcePart, Tally,
};

use self::carried::Carried;
use super::rows::{Next, Rows, not_nested};
use crate::mapping::{
    Cuts, ExplodeSpec, Misfit, Pieces, columns_of, everything_of, parts_of, weight,
};

mod carried;

/// Bytes of records in one batch, about, beside those of the last one: the pieces of a large row all hold what
/// the row has in common.
const BYTES_MAX: usize = 16 << 20;

/// A source whose rows are taken apart.
pub(super) struct Exploded {
    inner: Box<dyn Source>,
    specs: Vec<ExplodeSpec>,
}

impl Exploded {
    pub(super) fn new(inner: Box<dyn Source>, specs: &[ExplodeSpec]) -> Self {
        Self {
            inner,
            specs: specs.to_vec(),
        }
    }
}

impl Source for Exploded {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        self.inner.parts()
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        let rows = self.inner.columns()?;
        Ok(rows.map(|rows| columns_of(&self.specs, &rows)))
    }

    fn nested(&mut self) -> Result<Vec<PartColumns>, SourceFault> {
        let rows = self.inner.columns()?.unwrap_or_default();
        Ok(parts_of(&self.specs, &rows, self.inner.nested()?))
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.inner.detected()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        Ok(everything_of(&self.specs, self.inner.everything()?))
    }

    fn read(
        self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let (pieces, row) = Pieces::of(&self.specs, projection).map_err(|stray| {
            let expected = "`each` at the record itself".to_owned();
            let fix = "read what is nested in the row beside its pieces";
            not_nested(&stray, "a piece of a row", expected, fix)
        })?;
        let rows = Rows::new(self.inner.read(&row)?);
        Ok(Box::new(ExplodedReader {
            rows,
            pieces,
            waiting: None,
            open: None,
            last: None,
            carried: Carried::default(),
            bytes: 0,
            layout: None,
            tally: Tally::default(),
        }))
    }
}

struct ExplodedReader {
    rows: Rows,
    pieces: Pieces,
    /// What has to wait for the next batch.
    waiting: Option<Next>,
    open: Option<Open>,
    /// The record that was made last. It waits for the next one: where none follows, it says what was noticed
    /// of the rows behind it.
    last: Option<Record>,
    carried: Carried,
    /// Bytes of the records in the batch that is being filled.
    bytes: usize,
    /// The layout of the rows, and the one of the records made of them.
    layout: Option<(Arc<Layout>, Arc<Layout>)>,
    /// Blank counts the rows that make no record.
    tally: Tally,
}

/// A row of which not all records are made yet.
struct Open {
    row: Record,
    cuts: Cuts,
    next: usize,
}

impl ExplodedReader {
    fn take(&mut self, row: Record, batch: &mut Batch) {
        match self.pieces.cut(&row) {
            Ok(cuts) if cuts.records() == 0 => {
                self.tally.blank += 1;
                let rows = self.of_rows();
                self.carried
                    .keep(&row, || rows.origin(row.place, &[], None, 0));
            }
            Ok(cuts) => self.open = Some(Open { row, cuts, next: 0 }),
            Err(misfit) => {
                let fault = self.unfit(&row, misfit);
                self.fault(fault, batch);
            }
        }
    }

    /// The layout of the rows that are taken apart now.
    fn of_rows(&self) -> Arc<Layout> {
        let rows = self.layout.as_ref().map(|(rows, _)| Arc::clone(rows));
        rows.unwrap_or_else(|| self.rows.layout())
    }

    fn unfit(&self, row: &Record, misfit: Misfit) -> RecordFault {
        let line = row.slots.get(misfit.slot).map_or(0, |slot| slot.line);
        RecordFault {
            ordinal: 0,
            origin: self
                .of_rows()
                .origin(row.place, &[], Some(misfit.slot), line),
            found: misfit.found,
            expected: misfit.expected,
        }
    }

    fn fault(&mut self, fault: RecordFault, batch: &mut Batch) {
        // What was made before it is handed over before it.
        self.hand_over(batch);
        self.tally.faults += 1;
        batch.faults.push(RecordFault {
            ordinal: self.tally.records + self.tally.faults,
            ..fault
        });
    }

    fn hand_over(&mut self, batch: &mut Batch) {
        if let Some(record) = self.last.take() {
            self.bytes += weight(&record);
            batch.records.push(record);
        }
    }

    /// Hands the last record over where none follows it that could say what was noticed.
    fn close(&mut self, batch: &mut Batch) {
        if let Some(record) = &mut self.last {
            record.notices.extend(self.carried.take());
        }
        self.hand_over(batch);
    }

    /// Makes records of the open row, as many as fit.
    fn make(&mut self, batch: &mut Batch, records_max: usize) {
        while let Some(open) = &mut self.open {
            if open.next == open.cuts.records() {
                self.open = None;
            } else if batch.records.len() + batch.faults.len() >= records_max
                || self.bytes >= BYTES_MAX
            {
                return;
            } else {
                let mut record = self.pieces.record(&open.row, &open.cuts, open.next);
                open.next += 1;
                self.tally.records += 1;
                record.ordinal = self.tally.records + self.tally.faults;
                record.notices.extend(self.carried.take());
                self.hand_over(batch);
                self.last = Some(record);
            }
        }
    }

    /// What was noticed of rows that no record stands beside: a file of such rows is not as it should be.
    fn left(&mut self) -> Option<RecordFault> {
        let mut left = self.carried.take();
        let first = left.next()?;
        Some(RecordFault {
            ordinal: 0,
            origin: Origin::File {
                file: Arc::clone(&self.of_rows().file),
            },
            found: first.found,
            expected: "a value in one of the columns that are taken apart, in some row".to_owned(),
        })
    }
}

impl RecordReader for ExplodedReader {
    fn layout(&self) -> Arc<Layout> {
        match &self.layout {
            Some((_, own)) => Arc::clone(own),
            None => Arc::new(self.pieces.layout(&self.rows.layout())),
        }
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.records.clear();
        batch.faults.clear();
        self.bytes = 0;
        loop {
            self.make(batch, records_max);
            // A row that is still open did not fit: its records go into the next batch.
            let full = batch.records.len() + batch.faults.len() >= records_max;
            if self.open.is_some() || full {
                return Ok(Flow::More);
            }
            let next = self.waiting.take();
            let next = next.unwrap_or_else(|| self.rows.next());
            if !matches!(next, Next::Row(_) | Next::Fault(_)) {
                self.close(batch);
            }
            let is_empty = batch.records.is_empty() && batch.faults.is_empty();
            match next {
                Next::Row(row) => self.take(row, batch),
                Next::Fault(fault) => self.fault(fault, batch),
                // One batch has one layout.
                Next::Layout(layout) if is_empty => {
                    let own = Arc::new(self.pieces.layout(&layout));
                    self.layout = Some((layout, own));
                }
                Next::Broken(fault) if is_empty => return Err(fault),
                next @ (Next::Layout(_) | Next::Broken(_)) => {
                    self.waiting = Some(next);
                    return Ok(Flow::More);
                }
                Next::End => {
                    if let Some(fault) = self.left() {
                        self.fault(fault, batch);
                    }
                    return Ok(Flow::End);
                }
            }
        }
    }

    fn tally(&self) -> Tally {
        Tally {
            blank: self.tally.blank + self.rows.tally().blank,
            ..self.tally
        }
    }

    fn declared(&self) -> Vec<DeclaredTotal> {
        self.rows.declared()
    }
}

#[cfg(test)]
mod tests;
