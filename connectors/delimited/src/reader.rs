//! Fills batches: the path that every value takes.

use std::ops::Range;
use std::str;
use std::sync::Arc;

use landbridge_contract::{
    Batch, Flow, Layout, Name, Notice, NoticeKind, Origin, Place, Record, RecordFault,
    RecordReader, Slot, SourceFault, SourceFaultKind, Tally,
};
use landbridge_lines::set_text;
use regex::Regex;

use crate::header::column_names;
use crate::options::Ragged;
use crate::splitter::{Next, RECORD_BYTES_MAX, SplitFault, Splitter};

/// Bytes of text after which a batch is handed over though it has room for more records.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Repeated headers in a row that are noticed.
const REPEATED_MAX: usize = 8;

/// Characters of a value shown in a notice.
const SHOWN_CHARS: usize = 80;

/// How odd lines are taken.
#[derive(Debug)]
pub(crate) struct Manners {
    pub(crate) ragged: Ragged,
    /// Column names whose repetition is no record; empty where it is one.
    pub(crate) header: Vec<Name>,
    /// The first line after the records.
    pub(crate) until: Option<Regex>,
}

/// Yields the records of one file.
pub(crate) struct DelimitedReader {
    splitter: Splitter,
    layout: Arc<Layout>,
    width: usize,
    manners: Manners,
    tally: Tally,
    /// Lines of repeated headers to notice on the record that follows.
    repeated: Vec<u64>,
    /// A fault of the stream that waits until the records before it have been yielded.
    pending: Option<SourceFault>,
}

/// What became of one record of the file.
enum Outcome {
    Filled,
    Fault(RecordFault),
}

impl DelimitedReader {
    pub(crate) fn new(
        splitter: Splitter,
        layout: Arc<Layout>,
        width: usize,
        manners: Manners,
    ) -> Self {
        Self {
            splitter,
            layout,
            width,
            manners,
            tally: Tally::default(),
            repeated: Vec::new(),
            pending: None,
        }
    }

    /// True where the current record repeats the header.
    fn repeats_header(&self) -> bool {
        let names = &self.manners.header;
        let first = names.first().map_or(&b""[..], |name| name.as_bytes());
        // Nearly every record differs from the header in its first field.
        if self.splitter.fields() != names.len()
            || self
                .splitter
                .field(0)
                .is_none_or(|text| text.trim_ascii() != first)
        {
            return false;
        }
        column_names(self.splitter.texts()) == *names
    }

    /// True where the current record is the first line after the data.
    fn is_over(&self) -> bool {
        self.manners.until.as_ref().is_some_and(|until| {
            until.is_match(&String::from_utf8_lossy(self.splitter.line_bytes()))
        })
    }

    fn take(&mut self, record: &mut Record) -> Outcome {
        record.ordinal = self.tally.records + self.tally.faults + 1;
        record.place = Place {
            line: self.splitter.record_line(),
            number: 0,
            byte: self.splitter.record_byte(),
            piece: 0,
        };
        record.notices.clear();
        record.children.clear();
        for line in self.repeated.drain(..) {
            record.notices.push(Notice {
                slot: None,
                kind: NoticeKind::RepeatedHeader,
                found: format!("the header again on line {line}"),
            });
        }
        let fields = self.splitter.fields();
        if fields != self.width
            && let Some(fault) = self.judge_length(record, fields)
        {
            return Outcome::Fault(fault);
        }
        self.fill_slots(record);
        Outcome::Filled
    }

    /// Judges a record whose length is not that of the header.
    fn judge_length(&self, record: &mut Record, fields: usize) -> Option<RecordFault> {
        let found = counted(fields);
        let expected = format!("{}, as many as there are columns", counted(self.width));
        let full = (self.width..fields).find(|field| {
            self.splitter
                .field(*field)
                .is_some_and(|text| !text.is_empty())
        });
        let fault = |found| {
            Some(RecordFault {
                ordinal: record.ordinal,
                origin: self.layout.origin(record.place, &[], None, 0),
                found,
                expected: expected.clone(),
            })
        };
        match full {
            Some(field) => fault(format!("{found}; field {} is not empty", field + 1)),
            None if fields > self.width => None,
            None if self.manners.ragged == Ragged::Refuse => fault(found),
            None => {
                record.notices.push(Notice {
                    slot: None,
                    kind: NoticeKind::Ragged,
                    found: format!("{fields} of {} fields", self.width),
                });
                None
            }
        }
    }

    fn fill_slots(&self, record: &mut Record) {
        record
            .slots
            .resize_with(self.layout.columns.len(), Slot::default);
        let bytes = self.splitter.text();
        let clean = match str::from_utf8(bytes) {
            Ok(text) if !self.splitter.malformed() && !bytes.contains(&0) => Some(text),
            _ => None,
        };
        let lines = self.splitter.lines();
        for (number, (slot, column)) in
            (0_u32..).zip(record.slots.iter_mut().zip(&self.layout.columns))
        {
            let column = usize::try_from(*column).unwrap_or(usize::MAX);
            let range = self.splitter.range(column).unwrap_or_default();
            match clean {
                Some(text) => set_text(&mut slot.value, text.get(range).unwrap_or_default()),
                None => set_unclean(slot, number, bytes, range, &mut record.notices),
            }
            slot.line = match lines.as_ref().and_then(|lines| lines.get(column)) {
                Some(line) if *line != record.place.line => *line,
                _ => 0,
            };
        }
    }

    fn fill(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        let mut used = 0;
        let mut bytes = 0;
        let flow = loop {
            if used + batch.faults.len() >= records_max || bytes >= BATCH_BYTES {
                break Flow::More;
            }
            match self.splitter.next() {
                Ok(Next::Blank) => self.tally.blank += 1,
                Ok(Next::End) => break Flow::End,
                Ok(Next::Record) if self.is_over() => {
                    break Flow::End;
                }
                Ok(Next::Record) if self.repeats_header() => {
                    self.tally.blank += 1;
                    if self.repeated.len() < REPEATED_MAX {
                        self.repeated.push(self.splitter.record_line());
                    }
                }
                Ok(Next::Record) => {
                    if used == batch.records.len() {
                        batch.records.push(Record::default());
                    }
                    let Some(record) = batch.records.get_mut(used) else {
                        break Flow::More;
                    };
                    match self.take(record) {
                        Outcome::Filled => {
                            used += 1;
                            self.tally.records += 1;
                        }
                        Outcome::Fault(fault) => {
                            batch.faults.push(fault);
                            self.tally.faults += 1;
                        }
                    }
                    bytes += self.splitter.length();
                }
                Err(fault) => {
                    self.pending = Some(file_fault(&self.layout.file, fault));
                    break Flow::More;
                }
            }
        };
        batch.records.truncate(used);
        match self.pending.take() {
            Some(fault) if used == 0 && batch.faults.is_empty() => Err(fault),
            pending => {
                self.pending = pending;
                Ok(flow)
            }
        }
    }
}

impl RecordReader for DelimitedReader {
    fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault> {
        batch.faults.clear();
        if let Some(fault) = self.pending.take() {
            batch.records.clear();
            return Err(fault);
        }
        self.fill(batch, records_max.max(1))
    }

    fn tally(&self) -> Tally {
        self.tally
    }
}

/// Sets a value to the text of a field of a record that has something to notice somewhere.
fn set_unclean(
    slot: &mut Slot,
    number: u32,
    bytes: &[u8],
    range: Range<usize>,
    notices: &mut Vec<Notice>,
) {
    let bytes = bytes.get(range).unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    if text.contains(['\u{FFFD}', '\0']) {
        notices.push(Notice {
            slot: Some(number),
            kind: NoticeKind::Undecodable,
            found: text.escape_debug().take(SHOWN_CHARS).collect(),
        });
    }
    set_text(&mut slot.value, &text.replace('\0', ""));
}

fn counted(fields: usize) -> String {
    if fields == 1 {
        "1 field".to_owned()
    } else {
        format!("{fields} fields")
    }
}

/// A fault of the stream in the contract's words.
pub(crate) fn file_fault(file: &Arc<str>, fault: SplitFault) -> SourceFault {
    let origin = |line| Origin::Line {
        file: Arc::clone(file),
        line,
        column: None,
    };
    let limit = RECORD_BYTES_MAX / 1024 / 1024;
    match fault {
        SplitFault::Io(fault, line) => SourceFault {
            kind: SourceFaultKind::Io,
            origin: origin(line),
            found: fault.to_string(),
            expected: "bytes that can be read".to_owned(),
            fix: "check the file and the disk it is on, then run again".to_owned(),
        },
        SplitFault::TooLong {
            open_quote: Some(line),
            ..
        } => SourceFault {
            kind: SourceFaultKind::Limit,
            origin: origin(line),
            found: format!("a quote that does not close within {limit} MiB"),
            expected: "a closing quote".to_owned(),
            fix: "close or double the quote, or set `quote` to nothing where quotes are text"
                .to_owned(),
        },
        SplitFault::TooLong { line, .. } => SourceFault {
            kind: SourceFaultKind::Limit,
            origin: origin(line),
            found: format!("a line longer than {limit} MiB"),
            expected: "lines of text".to_owned(),
            fix: "check that the file is delimited text".to_owned(),
        },
        SplitFault::OpenQuote { line } => SourceFault {
            kind: SourceFaultKind::Truncated,
            origin: origin(line),
            found: "a quote that does not close before the end of the file".to_owned(),
            expected: "a closing quote".to_owned(),
            fix: "close or double the quote, set `quote` to nothing where quotes are text, or \
                  ask for the whole file again"
                .to_owned(),
        },
    }
}
