//! Cuts a stream into lines: CR, LF or CR LF, in any mixture. Holds one line at a time.

use std::io::{self, Read};

use memchr::memchr2;

use crate::place::refill;

/// Bytes of the stream held at a time; grows for a longer line.
const BUFFER_BYTES: usize = 256 * 1024;

/// Why no line can be cut.
#[derive(Debug)]
pub enum CutFault {
    /// The bytes could not be read.
    Io(io::Error),
    /// A line or block is longer than was allowed.
    TooLong,
    /// The stream ends inside a block, after this many bytes of it.
    Short(usize),
}

/// A line and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its bytes, without the line end.
    pub bytes: &'a [u8],
    /// Its number, from 1.
    pub number: u64,
    /// Its offset in the stream.
    pub byte: u64,
}

/// Cuts a stream into lines, or into blocks.
pub struct Cutter<R> {
    stream: R,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    eof: bool,
    number: u64,
    byte: u64,
    bytes_max: usize,
}

impl<R> std::fmt::Debug for Cutter<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cutter")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl<R: Read> Cutter<R> {
    /// Starts at line 1. `byte` is the offset of the stream's first byte in its file; no line or
    /// block may be longer than `bytes_max`.
    pub fn new(stream: R, byte: u64, bytes_max: usize) -> Self {
        Self {
            stream,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            filled: 0,
            eof: false,
            number: 0,
            byte,
            bytes_max,
        }
    }

    /// The stream.
    pub fn stream(&self) -> &R {
        &self.stream
    }

    /// The number of the last line or block cut, 0 before the first.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line; none at the end.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, CutFault> {
        let mut looked = 0;
        loop {
            let held = self
                .buffer
                .get(self.start + looked..self.filled)
                .unwrap_or_default();
            if let Some(at) = memchr2(b'\r', b'\n', held) {
                let length = looked + at;
                return self.line_of(length).map(Some);
            }
            looked += held.len();
            if looked > self.bytes_max {
                return Err(CutFault::TooLong);
            }
            if !self.fill()? {
                if looked == 0 {
                    return Ok(None);
                }
                return Ok(Some(self.taken(looked, looked)));
            }
        }
    }

    /// The next block of `length` bytes; none at the end.
    pub fn next_block(&mut self, length: usize) -> Result<Option<Line<'_>>, CutFault> {
        if length > self.bytes_max {
            return Err(CutFault::TooLong);
        }
        while self.filled - self.start < length {
            if !self.fill()? {
                return match self.filled - self.start {
                    0 => Ok(None),
                    held => Err(CutFault::Short(held)),
                };
            }
        }
        Ok(Some(self.taken(length, length)))
    }

    /// The line of this length, whose end is held.
    fn line_of(&mut self, length: usize) -> Result<Line<'_>, CutFault> {
        if length > self.bytes_max {
            return Err(CutFault::TooLong);
        }
        let is = |buffer: &[u8], at: usize, sign| buffer.get(at) == Some(&sign);
        let mut whole = length + 1;
        if is(&self.buffer, self.start + length, b'\r') {
            // The LF of a CR LF may not be held yet.
            if self.start + whole == self.filled {
                self.fill()?;
            }
            let held = self.start + whole < self.filled;
            whole += usize::from(held && is(&self.buffer, self.start + whole, b'\n'));
        }
        Ok(self.taken(length, whole))
    }

    fn taken(&mut self, length: usize, whole: usize) -> Line<'_> {
        let begin = self.start;
        let byte = self.byte;
        self.start += whole;
        self.byte += u64::try_from(whole).unwrap_or(0);
        self.number += 1;
        Line {
            bytes: self.buffer.get(begin..begin + length).unwrap_or_default(),
            number: self.number,
            byte,
        }
    }

    /// Reads more of the stream behind what is held. False at the end.
    fn fill(&mut self) -> Result<bool, CutFault> {
        if self.eof {
            return Ok(false);
        }
        let Self {
            stream,
            buffer,
            start,
            filled,
            ..
        } = self;
        let more = refill(stream, buffer, start, filled).map_err(CutFault::Io)?;
        self.eof = !more;
        Ok(more)
    }
}

#[cfg(test)]
mod tests;
