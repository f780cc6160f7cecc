//! The bytes of a file as UTF-8, with the lines counted as they are consumed.
//!
//! All encodings pass through here, UTF-8 too: the parser needs valid UTF-8, and one bad byte
//! must not end the reading of a file.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8};
use landbridge_contract::ReadSeek;

use crate::encoding::Detected;

/// Bytes held of the file, and of its text.
const CHUNK_BYTES: usize = 64 * 1024;

/// Text of a file.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the stream"
)]
pub(crate) struct TextStream {
    input: Box<dyn ReadSeek>,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    text: Vec<u8>,
    start: usize,
    end: usize,
    eof: bool,
    done: bool,
    keeps_offsets: bool,
    malformed: bool,
    line: u64,
    after_cr: bool,
    /// Bytes of text that may still be consumed; see [`TextStream::allow`].
    allowance: usize,
    exhausted: bool,
}

impl TextStream {
    /// Makes a stream of a file that stands after its byte order mark.
    pub(crate) fn new(input: Box<dyn ReadSeek>, detected: &Detected) -> Self {
        Self {
            input,
            decoder: detected.encoding.new_decoder_without_bom_handling(),
            raw: vec![0; CHUNK_BYTES],
            raw_start: 0,
            raw_end: 0,
            text: vec![0; CHUNK_BYTES],
            start: 0,
            end: 0,
            eof: false,
            done: false,
            keeps_offsets: detected.encoding == UTF_8,
            malformed: false,
            line: 1,
            after_cr: false,
            allowance: usize::MAX,
            exhausted: false,
        }
    }

    /// The line of what is consumed next, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// True once malformed bytes have been replaced.
    pub(crate) fn malformed(&self) -> bool {
        self.malformed
    }

    /// True where offsets in the text are offsets in the file.
    pub(crate) fn keeps_offsets(&self) -> bool {
        self.keeps_offsets && !self.malformed
    }

    /// Lets `bytes` more be consumed; what needs more than that fails.
    pub(crate) fn allow(&mut self, bytes: usize) {
        self.allowance = bytes;
    }

    /// True where reading failed because the allowance was used up.
    pub(crate) fn exhausted(&self) -> bool {
        self.exhausted
    }

    /// Gives the file back.
    pub(crate) fn into_input(self) -> Box<dyn ReadSeek> {
        self.input
    }

    fn decode(&mut self) -> io::Result<()> {
        while !self.done {
            if self.raw_start == self.raw_end && !self.eof {
                self.raw_end = self.input.read(&mut self.raw)?;
                self.raw_start = 0;
                self.eof = self.raw_end == 0;
            }
            let raw = self
                .raw
                .get(self.raw_start..self.raw_end)
                .unwrap_or_default();
            let (result, read, written, replaced) =
                self.decoder.decode_to_utf8(raw, &mut self.text, self.eof);
            self.raw_start += read;
            self.malformed |= replaced;
            self.done = self.eof && result == CoderResult::InputEmpty;
            if written > 0 {
                self.start = 0;
                self.end = written;
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Read for TextStream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut text = self.fill_buf()?;
        let read = text.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for TextStream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            if self.allowance == 0 {
                self.exhausted = true;
                return Err(io::Error::other("allowance used up"));
            }
            self.decode()?;
        }
        Ok(self.text.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        let taken = self
            .text
            .get(self.start..self.start + amount)
            .unwrap_or_default();
        if taken.contains(&b'\r') || self.after_cr {
            for &byte in taken {
                if byte == b'\r' || (byte == b'\n' && !self.after_cr) {
                    self.line += 1;
                }
                self.after_cr = byte == b'\r';
            }
        } else {
            let ends = taken.split(|byte| *byte == b'\n').skip(1).count();
            self.line += u64::try_from(ends).unwrap_or(0);
        }
        self.start += amount;
        self.allowance = self.allowance.saturating_sub(amount);
    }
}
