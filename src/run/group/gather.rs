//! Rows in the order of what they are grouped by: sorted on disk in parts, and the parts merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write};
use std::sync::Arc;

use landbridge_contract::{
    Batch, DeclaredTotal, Flow, Layout, ReadWriteSeek, Record, RecordReader, Scratch, SourceFault,
    SourceFaultKind, Tally, Text,
};

use crate::mapping::{key_of, weight};

/// Rows sorted in memory at once, and bytes that they may take, about.
const ROWS: usize = 20_000;
const BYTES: usize = 16 << 20;

/// Sorted parts that are merged into one of the next size: each is an open file, and holds a row in memory.
const PARTS_MERGED: usize = 32;

/// A reader that yields the rows of another by key; those of one key in the order of the file.
pub(super) struct Gathered {
    rows: Box<dyn RecordReader>,
    by: Vec<usize>,
    scratch: Scratch,
    /// Rows sorted in memory at once.
    held_max: usize,
    layout: Option<Arc<Layout>>,
    merged: Option<Merged>,
}

/// Where a row belongs: behind all keys less than its own, and rows of the key that come before it.
type Place = (Text, u64);

impl Gathered {
    pub(super) fn new(rows: Box<dyn RecordReader>, by: Vec<usize>, scratch: &Scratch) -> Self {
        Self {
            rows,
            by,
            scratch: scratch.clone(),
            held_max: ROWS,
            layout: None,
            merged: None,
        }
    }

    /// Reads all rows and sorts them. A row that cannot be read ends it: it may belong to any record.
    fn sort(&mut self) -> Result<Merged, SourceFault> {
        let mut parts = Parts::new(&self.scratch);
        let mut held: Vec<(Place, Record)> = Vec::new();
        let mut bytes = 0;
        let mut batch = Batch::default();
        loop {
            let flow = self.rows.next_batch(&mut batch, 1_024)?;
            if let Some(fault) = batch.faults.first() {
                return Err(SourceFault {
                    kind: SourceFaultKind::Format,
                    origin: fault.origin.clone(),
                    found: fault.found.clone(),
                    expected: format!(
                        "{}: it may be a row of any record where rows are gathered",
                        fault.expected
                    ),
                    fix: "mend the row, or sort the file and leave `gather` out".to_owned(),
                });
            }
            let layout = self.rows.layout();
            if self.layout.as_ref().is_some_and(|own| *own != layout) && !batch.records.is_empty() {
                return Err(several_sheets(&layout));
            }
            self.layout = Some(layout);
            for row in batch.records.drain(..) {
                let key = key_of(&row, &self.by).unwrap_or_default();
                bytes += weight(&row);
                held.push(((key, row.ordinal), row));
                if held.len() >= self.held_max || bytes >= BYTES {
                    parts
                        .put(&mut held)
                        .map_err(|error| self.unwritten(&error))?;
                    bytes = 0;
                }
            }
            if flow == Flow::End {
                parts
                    .put(&mut held)
                    .map_err(|error| self.unwritten(&error))?;
                return Merged::of(parts.all()).map_err(|error| self.unwritten(&error));
            }
        }
    }

    fn unwritten(&self, error: &io::Error) -> SourceFault {
        let file = self.rows.layout().file.clone();
        SourceFault {
            kind: SourceFaultKind::Io,
            origin: landbridge_contract::Origin::File { file },
            found: format!("rows that cannot be put aside: {error}"),
            expected: "space for as much as the file holds in the folder for temporary files"
                .to_owned(),
            fix: "make space, or sort the file and leave `gather` out".to_owned(),
        }
    }
}

fn several_sheets(layout: &Layout) -> SourceFault {
    SourceFault {
        kind: SourceFaultKind::Option,
        origin: landbridge_contract::Origin::File {
            file: Arc::clone(&layout.file),
        },
        found: "several sheets whose rows are gathered".to_owned(),
        expected: "one sheet".to_owned(),
        fix: "name one with `sheet`".to_owned(),
    }
}

impl RecordReader for Gathered {
    fn layout(&self) -> Arc<Layout> {
        let own = self.layout.as_ref().map(Arc::clone);
        own.unwrap_or_else(|| self.rows.layout())
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.records.clear();
        batch.faults.clear();
        let mut merged = match self.merged.take() {
            Some(merged) => merged,
            None => self.sort()?,
        };
        let mut bytes = 0;
        while batch.records.len() < records_max && bytes < BYTES {
            match merged.next().map_err(|error| self.unwritten(&error))? {
                // The order is that of the keys now, and the numbers say so.
                Some((_, mut row)) => {
                    merged.number += 1;
                    row.ordinal = merged.number;
                    bytes += weight(&row);
                    batch.records.push(row);
                }
                None => return Ok(Flow::End),
            }
        }
        self.merged = Some(merged);
        Ok(Flow::More)
    }

    fn tally(&self) -> Tally {
        self.rows.tally()
    }

    fn declared(&self) -> Vec<DeclaredTotal> {
        self.rows.declared()
    }
}

type Part = BufReader<Box<dyn ReadWriteSeek>>;

/// Sorted parts by size. Where there are many of one size, they become one of the next: of any number of rows
/// there are only some dozens at a time, and each row is written once for each size.
struct Parts<'a> {
    scratch: &'a Scratch,
    sizes: Vec<Vec<Part>>,
}

impl<'a> Parts<'a> {
    fn new(scratch: &'a Scratch) -> Self {
        Self {
            scratch,
            sizes: Vec::new(),
        }
    }

    /// Sorts rows and puts them aside.
    fn put(&mut self, held: &mut Vec<(Place, Record)>) -> io::Result<()> {
        if held.is_empty() {
            return Ok(());
        }
        held.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut part = written(held.drain(..).map(Ok), self.scratch)?;
        for size in 0.. {
            if size == self.sizes.len() {
                self.sizes.push(Vec::new());
            }
            let Some(parts) = self.sizes.get_mut(size) else {
                break;
            };
            parts.push(part);
            if parts.len() < PARTS_MERGED {
                break;
            }
            let mut merged = Merged::of(std::mem::take(parts))?;
            let rows = std::iter::from_fn(|| merged.next().transpose());
            part = written(rows, self.scratch)?;
        }
        Ok(())
    }

    fn all(self) -> Vec<Part> {
        self.sizes.into_iter().flatten().collect()
    }
}

/// Sorted parts that are read together.
struct Merged {
    parts: Vec<Part>,
    heads: BinaryHeap<Reverse<(Place, usize)>>,
    /// The first row of each part that was not taken yet.
    rows: Vec<Option<Record>>,
    number: u64,
}

impl Merged {
    fn of(parts: Vec<Part>) -> io::Result<Self> {
        let mut merged = Self {
            rows: parts.iter().map(|_| None).collect(),
            parts,
            heads: BinaryHeap::new(),
            number: 0,
        };
        for part in 0..merged.parts.len() {
            merged.advance(part)?;
        }
        Ok(merged)
    }

    fn advance(&mut self, part: usize) -> io::Result<()> {
        let Some((from, row)) = self.parts.get_mut(part).zip(self.rows.get_mut(part)) else {
            return Ok(());
        };
        *row = None;
        if let Some((place, next)) = read(from)? {
            *row = Some(next);
            self.heads.push(Reverse((place, part)));
        }
        Ok(())
    }

    fn next(&mut self) -> io::Result<Option<(Place, Record)>> {
        let Some(Reverse((place, part))) = self.heads.pop() else {
            return Ok(None);
        };
        let row = self.rows.get_mut(part).and_then(Option::take);
        self.advance(part)?;
        Ok(row.map(|row| (place, row)))
    }
}

fn written(
    rows: impl Iterator<Item = io::Result<(Place, Record)>>,
    scratch: &Scratch,
) -> io::Result<Part> {
    let mut out = BufWriter::new(scratch.make()?);
    for row in rows {
        let bytes = postcard::to_allocvec(&row?).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(&bytes)?;
    }
    let mut space = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    space.rewind()?;
    Ok(BufReader::new(space))
}

fn read(from: &mut Part) -> io::Result<Option<(Place, Record)>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    postcard::from_bytes(&bytes)
        .map(Some)
        .map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use landbridge_contract::{Input, Options, Projection};

    use super::*;
    use crate::registry;

    /// Rows put aside two at a time, so that parts of several sizes are merged.
    #[test]
    fn many_parts_are_merged_in_the_order_of_the_keys_and_then_of_the_file() {
        let rows: Vec<u32> = (0..2_500).map(|row| row * 7 % 500).collect();
        let lines = (1..).zip(&rows);
        let lines: Vec<String> = lines
            .map(|(number, key)| format!("K{key:03},{number}"))
            .collect();
        let input = Input {
            file: Arc::from("rows.csv"),
            bytes: Box::new(Cursor::new(
                format!("Key,Number\n{}\n", lines.join("\n")).into_bytes(),
            )),
            scratch: Scratch::default(),
        };
        let connector = registry::source("delimited").unwrap();
        let source = connector.open(input, &Options::default()).unwrap();
        let wanted = Projection {
            fields: vec!["Key".into(), "Number".into()],
            ..Projection::default()
        };
        let reader = source.read(&wanted).unwrap();
        let made = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = Arc::clone(&made);
        let scratch = Scratch::new(move || {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok(Box::new(Cursor::new(Vec::new())))
        });
        let mut gathered = Gathered::new(reader, vec![0], &scratch);
        gathered.held_max = 2;
        let mut read: Vec<(String, u32)> = Vec::new();
        let mut batch = Batch::default();
        loop {
            let flow = gathered.next_batch(&mut batch, 100).unwrap();
            read.extend(batch.records.iter().map(|row| {
                let number = row.value(1).to_string();
                (row.value(0).to_string(), number.parse().unwrap())
            }));
            if flow == Flow::End {
                break;
            }
        }
        let mut expected: Vec<(String, u32)> = (1..)
            .zip(&rows)
            .map(|(number, key)| (format!("K{key:03}"), number))
            .collect();
        expected.sort();
        assert_eq!(read, expected);
        // 1,250 parts of two rows, and those that they were merged into.
        let spaces = made.load(std::sync::atomic::Ordering::Relaxed);
        assert_eq!(spaces, 1_250 + 1_250 / 32 + 1_250 / 32 / 32);
    }
}
