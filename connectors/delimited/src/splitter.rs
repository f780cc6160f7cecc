//! Cuts a stream into records over `csv-core`, and knows the line and byte of each.
//!
//! Line ends between records are taken here, not by `csv-core`: it counts only LF and passes
//! over blank lines without a word.

use std::io;

use csv_core::{ReadRecordResult, Reader as Core, ReaderBuilder};

use crate::lines::{FieldLines, field_lines, line_ends};
use landbridge_lines::{ROOM_BYTES, Stream, refill};

/// The most bytes of one record, as UTF-8. A quote that never closes would otherwise draw the
/// rest of the file into memory; 1 MiB is thirty times the longest text that a cell can hold.
pub const RECORD_BYTES_MAX: usize = 1024 * 1024;

/// Bytes of the file held at a time; grows for a longer record.
const BUFFER_BYTES: usize = 256 * 1024;

/// How the bytes of a file are cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    pub(crate) quote: Option<u8>,
    pub(crate) comment: Option<u8>,
}

/// What stood next in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// A record; see [`Splitter::field`].
    Record,
    /// A line without text.
    Blank,
    /// The end of the file.
    End,
}

/// Why the stream cannot go on.
#[derive(Debug)]
pub(crate) enum SplitFault {
    /// The bytes could not be read.
    Io(io::Error, u64),
    /// A record is longer than [`RECORD_BYTES_MAX`].
    TooLong { line: u64, open_quote: Option<u64> },
    /// The file ends inside quotes.
    OpenQuote { line: u64 },
}

/// Cuts a stream into records.
pub(crate) struct Splitter {
    stream: Stream,
    dialect: Dialect,
    core: Core,
    buffer: Vec<u8>,
    /// Where the current record begins in the buffer, and its length with its line end.
    start: usize,
    taken: usize,
    filled: usize,
    eof: bool,
    /// The text of the current record's fields and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    /// The length of the current record without its line end.
    body: usize,
    spans_lines: bool,
    record_line: u64,
    record_byte: u64,
    /// Line and offset of what follows.
    line: u64,
    byte: u64,
}

impl Splitter {
    /// Starts at line 1; `byte` is the offset of the stream's first byte in the file.
    pub(crate) fn new(stream: Stream, dialect: Dialect, byte: u64) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(dialect.delimiter);
        match dialect.quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        Self {
            stream,
            dialect,
            core: builder.build(),
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            taken: 0,
            filled: 0,
            eof: false,
            text: vec![0; ROOM_BYTES],
            ends: vec![0; 256],
            fields: 0,
            body: 0,
            spans_lines: false,
            record_line: 1,
            record_byte: byte,
            line: 1,
            byte,
        }
    }

    /// The line on which the current record begins.
    pub(crate) fn record_line(&self) -> u64 {
        self.record_line
    }

    /// The offset of the current record in the file; 0 where the file is transcoded.
    pub(crate) fn record_byte(&self) -> u64 {
        if self.stream.keeps_offsets() {
            self.record_byte
        } else {
            0
        }
    }

    /// The line that follows.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// True where malformed bytes were replaced somewhere before the end of the current record.
    pub(crate) fn malformed(&self) -> bool {
        self.stream.malformed()
    }

    /// The number of fields of the current record.
    pub(crate) fn fields(&self) -> usize {
        self.fields
    }

    /// The length of the current record's line or lines.
    pub(crate) fn length(&self) -> usize {
        self.body
    }

    /// The text of all fields of the current record, one after the other.
    pub(crate) fn text(&self) -> &[u8] {
        let end = self
            .fields
            .checked_sub(1)
            .and_then(|last| self.ends.get(last));
        self.text
            .get(..end.copied().unwrap_or(0))
            .unwrap_or_default()
    }

    /// Where a field stands in [`Splitter::text`].
    pub(crate) fn range(&self, field: usize) -> Option<std::ops::Range<usize>> {
        let ends = self.ends.get(..self.fields)?;
        let begin = field.checked_sub(1).and_then(|before| ends.get(before));
        Some(begin.copied().unwrap_or(0)..*ends.get(field)?)
    }

    /// The text of a field.
    pub(crate) fn field(&self, field: usize) -> Option<&[u8]> {
        self.text.get(self.range(field)?)
    }

    /// The fields of the current record as text for names: malformed bytes replaced, zeros left out.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> {
        (0..self.fields).map(|field| {
            let bytes = self.field(field).unwrap_or_default();
            String::from_utf8_lossy(bytes).replace('\0', "")
        })
    }

    /// The current record's line or lines as they stand, without the line end.
    pub(crate) fn line_bytes(&self) -> &[u8] {
        self.raw(self.body)
    }

    /// Where the fields of the current record begin, if not all on its first line.
    pub(crate) fn lines(&self) -> Option<Vec<u64>> {
        self.spans_lines.then(|| self.second_look(self.body).begins)
    }

    /// Goes to what stands next.
    pub(crate) fn next(&mut self) -> Result<Next, SplitFault> {
        self.leave();
        loop {
            if self.start == self.filled && !self.fill()? {
                return Ok(Next::End);
            }
            match self.buffer.get(self.start) {
                Some(b'\r' | b'\n') => {
                    self.record_line = self.line;
                    self.take_line_end(0)?;
                    self.leave();
                    return Ok(Next::Blank);
                }
                Some(byte) if Some(*byte) == self.dialect.comment => self.skip_line()?,
                _ => return self.next_record(),
            }
        }
    }

    /// Passes over one line, whatever it holds. False at the end of the file.
    pub(crate) fn pass_line(&mut self) -> Result<bool, SplitFault> {
        self.leave();
        if self.start == self.filled && !self.fill()? {
            return Ok(false);
        }
        self.skip_line()?;
        Ok(true)
    }

    fn skip_line(&mut self) -> Result<(), SplitFault> {
        loop {
            let rest = self.buffer.get(self.start..self.filled).unwrap_or_default();
            if let Some(at) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
                self.take_line_end(at)?;
                self.leave();
                return Ok(());
            }
            self.taken = rest.len();
            self.leave();
            if !self.fill()? {
                return Ok(());
            }
        }
    }

    fn next_record(&mut self) -> Result<Next, SplitFault> {
        self.record_line = self.line;
        self.record_byte = self.byte;
        let (mut fed, mut written) = (0, 0);
        self.fields = 0;
        let at_end = loop {
            let input = self
                .buffer
                .get(self.start + fed..self.filled)
                .unwrap_or_default();
            let last = input.is_empty() && self.eof;
            let (result, read, wrote, ended) = self.core.read_record(
                input,
                self.text.get_mut(written..).unwrap_or_default(),
                self.ends.get_mut(self.fields..).unwrap_or_default(),
            );
            fed += read;
            written += wrote;
            self.fields += ended;
            match result {
                ReadRecordResult::Record => break last,
                ReadRecordResult::End => {
                    self.taken = fed;
                    return Ok(Next::End);
                }
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty if fed > RECORD_BYTES_MAX => {
                    return Err(self.too_long(fed));
                }
                ReadRecordResult::InputEmpty => {
                    self.fill()?;
                }
            }
        };
        self.end_record(fed, at_end)
    }

    fn end_record(&mut self, fed: usize, at_end: bool) -> Result<Next, SplitFault> {
        // Judged here too, so that the limit does not hang on how the bytes arrived.
        if fed > RECORD_BYTES_MAX {
            return Err(self.too_long(fed));
        }
        if at_end {
            self.body = fed;
            self.taken = fed;
            if let Some(line) = self.second_look(fed).open_quote {
                return Err(SplitFault::OpenQuote { line });
            }
            self.line += 1;
        } else {
            self.body = fed.saturating_sub(1);
            self.take_line_end(self.body)?;
        }
        let inner = line_ends(self.raw(self.body));
        self.spans_lines = inner > 0;
        self.line += inner;
        let blank = self.text().iter().all(u8::is_ascii_whitespace);
        Ok(if blank { Next::Blank } else { Next::Record })
    }

    fn too_long(&self, length: usize) -> SplitFault {
        SplitFault::TooLong {
            line: self.record_line,
            open_quote: self.second_look(length).open_quote,
        }
    }

    /// Marks everything up to and with the line end at `at` (from the start) as taken.
    fn take_line_end(&mut self, at: usize) -> Result<(), SplitFault> {
        let position = self.start + at;
        self.taken = at + 1;
        self.line += 1;
        if self.buffer.get(position) == Some(&b'\r') {
            if position + 1 == self.filled {
                self.fill()?;
            }
            if self
                .buffer
                .get(self.start + at + 1..self.filled)
                .unwrap_or_default()
                .first()
                == Some(&b'\n')
            {
                self.taken += 1;
            }
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.start += self.taken;
        self.byte += u64::try_from(self.taken).unwrap_or(0);
        self.taken = 0;
    }

    fn raw(&self, length: usize) -> &[u8] {
        self.buffer
            .get(self.start..self.start + length)
            .unwrap_or_default()
    }

    fn second_look(&self, length: usize) -> FieldLines {
        let Dialect {
            delimiter, quote, ..
        } = self.dialect;
        field_lines(self.raw(length), delimiter, quote, self.record_line)
    }

    /// Reads more of the file behind what is held. False at the end of the file.
    fn fill(&mut self) -> Result<bool, SplitFault> {
        if self.eof {
            return Ok(false);
        }
        let line = self.line;
        let Self {
            stream,
            buffer,
            start,
            filled,
            ..
        } = self;
        let more =
            refill(stream, buffer, start, filled).map_err(|fault| SplitFault::Io(fault, line))?;
        self.eof = !more;
        Ok(more)
    }
}
