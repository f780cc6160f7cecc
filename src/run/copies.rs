//! Numbering equal records, for registers that list equal things in rows of their own.
//!
//! A property register without serial numbers has a row for each of forty equal chairs. Taken for
//! duplicates, thirty-nine would be lost; with a number among its equals each has a key of its own.
//! Equal things are interchangeable, so the numbers stay right when the file is sorted anew, and
//! one chair more is one new record.

use std::collections::HashMap;
use std::sync::Arc;

use landbridge_contract::{
    Batch, ColumnInfo, DeclaredTotal, Flow, Layout, NO_COLUMN, Name, Origin, PartColumns,
    Projection, Record, RecordReader, Slot, Source, SourceFault, SourceFaultKind, SourcePart,
    Tally, Value, json,
};
use sha2::{Digest, Sha256};

/// Different records whose copies can be counted: at 32 bytes each, some 60 MB.
const DIFFERENT_MAX: usize = 2_000_000;

/// A source with one column more: the number of the record among its equals, from 1. Equal are
/// records of one file with equal values in all columns that are read, without nested parts.
pub(super) struct Numbered {
    inner: Box<dyn Source>,
    name: Name,
}

impl Numbered {
    pub(super) fn new(inner: Box<dyn Source>, name: Name) -> Self {
        Self { inner, name }
    }
}

impl Source for Numbered {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        self.inner.parts()
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        let Some(mut columns) = self.inner.columns()? else {
            return Ok(None);
        };
        if let Some(same) = columns.iter().find(|column| column.name == self.name) {
            return Err(SourceFault {
                kind: SourceFaultKind::Option,
                origin: same.origin.clone(),
                found: format!("a column that is called `{}` as well", self.name),
                expected: "another name for `copies`".to_owned(),
                fix: "choose a name that no column has".to_owned(),
            });
        }
        let file = columns.first().map(|column| column.origin.file());
        let file = Arc::from(file.unwrap_or_default());
        columns.push(ColumnInfo {
            name: Name::clone(&self.name),
            column: NO_COLUMN,
            origin: Origin::File { file },
        });
        Ok(Some(columns))
    }

    fn nested(&mut self) -> Result<Vec<PartColumns>, SourceFault> {
        self.inner.nested()
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.inner.detected()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        self.inner.everything()
    }

    fn read(
        self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let at = projection.fields.iter().position(|name| *name == self.name);
        let Some(at) = at else {
            return self.inner.read(projection);
        };
        let mut asked = projection.clone();
        asked.fields.remove(at);
        Ok(Box::new(NumberedReader {
            inner: self.inner.read(&asked)?,
            name: self.name,
            at,
            copies: HashMap::new(),
            layout: None,
            buffer: Vec::new(),
        }))
    }
}

struct NumberedReader {
    inner: Box<dyn RecordReader>,
    name: Name,
    /// The slot of the number.
    at: usize,
    /// How often records with this hash were seen. 16 bytes of SHA-256: for two million records
    /// the chance of two different ones that share a hash is below 10⁻²⁵.
    copies: HashMap<[u8; 16], u32>,
    /// The reader's layout, and ours made of it.
    layout: Option<(Arc<Layout>, Arc<Layout>)>,
    buffer: Vec<u8>,
}

impl NumberedReader {
    fn number(&mut self, record: &mut Record) -> Option<u32> {
        self.buffer.clear();
        for slot in &record.slots {
            json::write_value(&slot.value, &mut self.buffer);
            self.buffer.push(b',');
        }
        let digest = Sha256::digest(&self.buffer);
        let hash: [u8; 16] = digest.first_chunk().copied().unwrap_or_default();
        if self.copies.len() >= DIFFERENT_MAX && !self.copies.contains_key(&hash) {
            return None;
        }
        let count = self.copies.entry(hash).or_insert(0);
        *count += 1;
        Some(*count)
    }

    fn place(&mut self, record: &mut Record, number: u32) {
        let slot = Slot {
            value: Value::Integer(i64::from(number)),
            ..Slot::default()
        };
        record.slots.insert(self.at.min(record.slots.len()), slot);
        for notice in &mut record.notices {
            let moved = |slot: &u32| usize::try_from(*slot).is_ok_and(|slot| slot >= self.at);
            if let Some(slot) = notice.slot.as_mut().filter(|slot| moved(slot)) {
                *slot += 1;
            }
        }
    }
}

impl RecordReader for NumberedReader {
    fn layout(&self) -> Arc<Layout> {
        let inner = self.inner.layout();
        match &self.layout {
            Some((theirs, ours)) if Arc::ptr_eq(theirs, &inner) => Arc::clone(ours),
            _ => Arc::new(with_number(&inner, self.at, &self.name)),
        }
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        let flow = self.inner.next_batch(batch, records_max)?;
        let theirs = self.inner.layout();
        let ours = self.layout();
        self.layout = Some((Arc::clone(&theirs), ours));
        let mut records = std::mem::take(&mut batch.records);
        for record in &mut records {
            let Some(number) = self.number(record) else {
                return Err(SourceFault {
                    kind: SourceFaultKind::Limit,
                    origin: theirs.origin(record.place, &[], None, 0),
                    found: format!("more than {DIFFERENT_MAX} different records"),
                    expected: "fewer where `copies` numbers equal ones".to_owned(),
                    fix: "split the file, or leave `copies` out and map a key that the file has"
                        .to_owned(),
                });
            };
            self.place(record, number);
        }
        batch.records = records;
        Ok(flow)
    }

    fn tally(&self) -> Tally {
        self.inner.tally()
    }

    fn declared(&self) -> Vec<DeclaredTotal> {
        self.inner.declared()
    }
}

/// The layout with the slot of the number in its place.
fn with_number(layout: &Layout, at: usize, name: &Name) -> Layout {
    let mut layout = layout.clone();
    layout
        .names
        .insert(at.min(layout.names.len()), Name::clone(name));
    if !layout.columns.is_empty() {
        layout
            .columns
            .insert(at.min(layout.columns.len()), NO_COLUMN);
    }
    layout
}

#[cfg(test)]
mod tests;
