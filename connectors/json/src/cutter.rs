//! Cuts text into records: lines, or the elements of one array. Holds one record at a time.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use encoding_rs::Encoding;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use landbridge_contract::{Origin, SourceFault, SourceFaultKind};

/// The most bytes of one record, as UTF-8.
pub const RECORD_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The most brackets open at once outside a record. Bounds what a hostile document makes us hold.
const BRACKETS_MAX: usize = 1024;

/// Bytes of the file held at a time.
const BUFFER_BYTES: usize = 64 * 1024;

/// What stood next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// A record; see [`Cutter::record`].
    Record,
    /// A line without text.
    Blank,
    /// A line longer than [`RECORD_BYTES_MAX`]; passed over.
    TooLong,
    /// The end of the file.
    End,
}

/// Where the records stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Each line is a record.
    Lines,
    /// The elements of an array are the records.
    Elements,
    /// One object is the only record.
    Object,
}

/// Cuts a stream into records.
pub(crate) struct Cutter<R: Read> {
    input: BufReader<DecodeReaderBytes<R, Vec<u8>>>,
    file: Arc<str>,
    record: Vec<u8>,
    /// Closing brackets of what is open around the records.
    open: Vec<u8>,
    /// Elements cut so far, and whether more may follow.
    elements: u64,
    done: bool,
    /// Line and offset of what follows; the record's own.
    line: u64,
    byte: u64,
    record_line: u64,
    record_byte: u64,
}

impl<R: Read> Cutter<R> {
    /// Starts at the beginning of a file; `encoding` where no byte order mark tells it. `mark` is
    /// the length of the mark.
    pub(crate) fn new(
        input: R,
        file: Arc<str>,
        encoding: Option<&'static Encoding>,
        mark: u64,
    ) -> Self {
        let decoded = DecodeReaderBytesBuilder::new()
            .encoding(encoding)
            .utf8_passthru(true)
            .strip_bom(true)
            .bom_sniffing(true)
            .build(input);
        Self {
            input: BufReader::with_capacity(BUFFER_BYTES, decoded),
            file,
            record: Vec::new(),
            open: Vec::new(),
            elements: 0,
            done: false,
            line: 1,
            byte: mark,
            record_line: 1,
            record_byte: mark,
        }
    }

    /// The text of the current record.
    pub(crate) fn record(&self) -> &[u8] {
        &self.record
    }

    /// The line on which the current record begins.
    pub(crate) fn record_line(&self) -> u64 {
        self.record_line
    }

    /// The offset of the current record in the text.
    pub(crate) fn record_byte(&self) -> u64 {
        self.record_byte
    }

    /// The number of the current record in its array; 0 for lines.
    pub(crate) fn element(&self) -> u64 {
        self.elements
    }

    /// Bytes of text read.
    pub(crate) fn consumed(&self) -> u64 {
        self.byte
    }

    /// Goes to the next record.
    pub(crate) fn next(&mut self, form: Form) -> Result<Next, SourceFault> {
        match form {
            Form::Lines => self.next_line(),
            Form::Elements => self.next_element(),
            Form::Object => self.next_object(),
        }
    }

    fn next_line(&mut self) -> Result<Next, SourceFault> {
        self.begin_record();
        let mut length = 0_usize;
        loop {
            let held = self.input.fill_buf();
            let held = held.map_err(|why| io_fault(&self.file, self.line, &why))?;
            let end = held.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(held.len(), |at| at + 1);
            length += taken;
            if length <= RECORD_BYTES_MAX {
                self.record
                    .extend_from_slice(held.get(..taken).unwrap_or_default());
            }
            let at_end = held.is_empty();
            self.input.consume(taken);
            self.byte += u64::try_from(taken).unwrap_or(0);
            if end.is_some() {
                self.line += 1;
            }
            if end.is_some() || at_end {
                break;
            }
        }
        Ok(if length == 0 {
            Next::End
        } else if length > RECORD_BYTES_MAX {
            Next::TooLong
        } else if self.record.iter().all(u8::is_ascii_whitespace) {
            Next::Blank
        } else {
            Next::Record
        })
    }

    /// Goes into the document, to the value at the end of `path`. None where the path leads to no
    /// array or object.
    pub(crate) fn enter(&mut self, path: &[String]) -> Result<Option<Form>, SourceFault> {
        for key in path {
            if !self.enter_object()? || !self.find_key(key)? {
                return Ok(None);
            }
        }
        match self.token()? {
            Some(b'[') => {
                self.advance()?;
                self.open.push(b']');
                Ok(Some(Form::Elements))
            }
            Some(b'{') => Ok(Some(Form::Object)),
            Some(_) => Ok(None),
            None => Err(self.ended()),
        }
    }

    /// Goes to the next element of the array entered, and after the last one to the end of the
    /// document.
    fn next_element(&mut self) -> Result<Next, SourceFault> {
        if self.done {
            return Ok(Next::End);
        }
        let mut sign = self.token()?;
        if self.elements > 0 {
            match sign {
                Some(b',') => {
                    self.advance()?;
                    sign = self.token()?;
                }
                Some(b']') | None => {}
                Some(other) => return Err(self.unexpected(other, "`,` or `]` after a record")),
            }
        }
        match sign {
            None => Err(self.ended()),
            Some(b']') => self.finish(),
            Some(_) => {
                self.begin_record();
                self.elements += 1;
                self.value(true)?;
                Ok(Next::Record)
            }
        }
    }

    /// Takes the object entered as the one record.
    fn next_object(&mut self) -> Result<Next, SourceFault> {
        if self.done || self.elements > 0 {
            return self.finish();
        }
        self.begin_record();
        self.elements = 1;
        self.value(true)?;
        Ok(Next::Record)
    }

    /// Goes into an object, if one stands next.
    pub(crate) fn enter_object(&mut self) -> Result<bool, SourceFault> {
        match self.token()? {
            Some(b'{') => {
                self.advance()?;
                self.open.push(b'}');
                Ok(true)
            }
            Some(_) => Ok(false),
            None => Err(self.ended()),
        }
    }

    /// The next key of the object entered, up to its value; none at the object's end.
    pub(crate) fn next_key(&mut self) -> Result<Option<String>, SourceFault> {
        loop {
            match self.token()? {
                Some(b',') => self.advance()?,
                Some(b'}') => {
                    self.advance()?;
                    self.open.pop();
                    return Ok(None);
                }
                Some(b'"') => break,
                Some(other) => return Err(self.unexpected(other, "a key in quotes")),
                None => return Err(self.ended()),
            }
        }
        self.begin_record();
        self.value(true)?;
        let key = serde_json::from_slice::<String>(&self.record).map_err(|why| {
            let found = format!("a key that is broken: {why}");
            self.fault(SourceFaultKind::Format, found, "a key in quotes")
        })?;
        match self.token()? {
            Some(b':') => self.advance()?,
            Some(other) => return Err(self.unexpected(other, "`:` after a key")),
            None => return Err(self.ended()),
        }
        Ok(Some(key))
    }

    fn find_key(&mut self, wanted: &str) -> Result<bool, SourceFault> {
        while let Some(key) = self.next_key()? {
            if key == wanted {
                return Ok(true);
            }
            self.value(false)?;
        }
        Ok(false)
    }

    /// The next sign that is no white space, not yet taken.
    pub(crate) fn token(&mut self) -> Result<Option<u8>, SourceFault> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.advance()?,
                other => return Ok(other),
            }
        }
    }

    /// Passes over a value.
    pub(crate) fn skip_value(&mut self) -> Result<(), SourceFault> {
        self.value(false)
    }

    /// Takes a value by its brackets and quotes; into the record where `keep`.
    fn value(&mut self, keep: bool) -> Result<(), SourceFault> {
        self.token()?;
        let outside = self.open.len();
        let mut begun = false;
        loop {
            let Some(byte) = self.peek()? else {
                // A number at the root may end with the file.
                return if begun && self.open.is_empty() {
                    Ok(())
                } else {
                    Err(self.ended())
                };
            };
            let at_root = self.open.len() == outside;
            match byte {
                b',' | b']' | b'}' | b':' | b' ' | b'\t' | b'\r' | b'\n' if at_root => {
                    return if begun {
                        Ok(())
                    } else {
                        Err(self.unexpected(byte, "a value"))
                    };
                }
                b'"' => self.string(keep)?,
                _ => {
                    self.bracket(byte)?;
                    self.take(byte, keep)?;
                }
            }
            begun = true;
            if self.open.len() == outside && matches!(byte, b'"' | b']' | b'}') {
                return Ok(());
            }
        }
    }

    fn bracket(&mut self, byte: u8) -> Result<(), SourceFault> {
        match byte {
            b'{' | b'[' if self.open.len() == BRACKETS_MAX => Err(self.fault(
                SourceFaultKind::Limit,
                format!("more than {BRACKETS_MAX} brackets open at once"),
                "a document of reasonable depth",
            )),
            b'{' => {
                self.open.push(b'}');
                Ok(())
            }
            b'[' => {
                self.open.push(b']');
                Ok(())
            }
            b'}' | b']' => match self.open.pop() {
                Some(expected) if expected == byte => Ok(()),
                Some(expected) => {
                    let expected = format!("`{}`", char::from(expected));
                    Err(self.unexpected(byte, &expected))
                }
                None => Err(self.unexpected(byte, "the end of the document")),
            },
            _ => Ok(()),
        }
    }

    fn string(&mut self, keep: bool) -> Result<(), SourceFault> {
        self.take(b'"', keep)?;
        let mut escaped = false;
        while let Some(byte) = self.peek()? {
            self.take(byte, keep)?;
            match byte {
                b'"' if !escaped => return Ok(()),
                _ => escaped = byte == b'\\' && !escaped,
            }
        }
        Err(self.ended())
    }

    /// Goes to the end of the document.
    fn finish(&mut self) -> Result<Next, SourceFault> {
        while !self.open.is_empty() {
            match self.peek()? {
                None => return Err(self.ended()),
                Some(b'"') => self.string(false)?,
                Some(byte) => {
                    self.bracket(byte)?;
                    self.take(byte, false)?;
                }
            }
        }
        self.done = true;
        match self.token()? {
            None => Ok(Next::End),
            Some(other) => Err(self.unexpected(other, "the end of the document")),
        }
    }

    fn begin_record(&mut self) {
        self.record.clear();
        self.record_line = self.line;
        self.record_byte = self.byte;
    }

    fn take(&mut self, byte: u8, keep: bool) -> Result<(), SourceFault> {
        if keep {
            if self.record.len() == RECORD_BYTES_MAX {
                let limit = RECORD_BYTES_MAX / 1024 / 1024;
                return Err(self.fault(
                    SourceFaultKind::Limit,
                    format!("a record longer than {limit} MiB"),
                    "records of reasonable length",
                ));
            }
            self.record.push(byte);
        }
        self.advance()
    }

    fn peek(&mut self) -> Result<Option<u8>, SourceFault> {
        match self.input.fill_buf() {
            Ok(held) => Ok(held.first().copied()),
            Err(why) => Err(io_fault(&self.file, self.line, &why)),
        }
    }

    fn advance(&mut self) -> Result<(), SourceFault> {
        if self.peek()? == Some(b'\n') {
            self.line += 1;
        }
        self.input.consume(1);
        self.byte += 1;
        Ok(())
    }

    fn ended(&self) -> SourceFault {
        let expected = match self.open.last() {
            Some(bracket) => format!("`{}`", char::from(*bracket)),
            None => "a value".to_owned(),
        };
        SourceFault {
            fix: "ask for the whole file again".to_owned(),
            ..self.fault(
                SourceFaultKind::Truncated,
                "the end of the file".to_owned(),
                &expected,
            )
        }
    }

    fn unexpected(&self, byte: u8, expected: &str) -> SourceFault {
        let found = if byte.is_ascii_graphic() {
            format!("`{}`", char::from(byte))
        } else {
            format!("the byte 0x{byte:02X}")
        };
        self.fault(SourceFaultKind::Format, found, expected)
    }

    /// A fault at the line that follows.
    pub(crate) fn fault(
        &self,
        kind: SourceFaultKind,
        found: String,
        expected: &str,
    ) -> SourceFault {
        SourceFault {
            kind,
            origin: origin(&self.file, self.line),
            found,
            expected: expected.to_owned(),
            fix: "correct the file at this place, or ask for it again".to_owned(),
        }
    }
}

/// The origin of a line.
pub(crate) fn origin(file: &Arc<str>, line: u64) -> Origin {
    Origin::Element {
        file: Arc::clone(file),
        line,
        path: Arc::from(""),
    }
}

/// Bytes that could not be read.
pub(crate) fn io_fault(file: &Arc<str>, line: u64, why: &io::Error) -> SourceFault {
    SourceFault::io(origin(file, line), why)
}
