//! The text of a file through a window: decoded to UTF-8, with lines and offsets.
//!
//! All encodings pass through here, UTF-8 too: what follows needs valid UTF-8, and one bad byte
//! must not end the reading of a file.

use std::collections::VecDeque;
use std::io;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use landbridge_contract::ReadSeek;
use memchr::{memchr, memchr_iter};

use crate::encoding::Detected;

/// Bytes read at once.
const CHUNK_BYTES: usize = 256 * 1024;

/// Bytes below which a loop counts line ends faster than a search does.
const SHORT_BYTES: usize = 128;

/// How many bytes of the file a character takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    Utf8,
    One,
    Utf16,
    /// Depends on what stands before it.
    Unknown,
}

/// A place in the text and the byte of the file that it comes from.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    text: u64,
    byte: u64,
}

/// Text of a file.
pub(crate) struct Window {
    input: Box<dyn ReadSeek>,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_start: usize,
    raw_end: usize,
    /// Bytes of the file handed to the decoder.
    raw_taken: u64,
    eof: bool,
    done: bool,
    malformed: bool,
    text: String,
    /// Where in `text` that begins which is not consumed.
    at: usize,
    /// Bytes of text that have left the window.
    gone: u64,
    lines: Lines,
    width: Width,
    anchor: Anchor,
    anchors: VecDeque<Anchor>,
}

/// Lines up to a place in the window.
#[derive(Debug, Clone, Copy)]
struct Lines {
    line: u64,
    /// Where in the window counting stands.
    to: usize,
    after_cr: bool,
    /// True once the file has shown a CR.
    any_cr: bool,
}

impl Window {
    /// Makes a window on a file that stands after its byte order mark.
    pub(crate) fn new(input: Box<dyn ReadSeek>, detected: &Detected) -> Self {
        let mark = u64::try_from(detected.mark).unwrap_or(0);
        let start = Anchor {
            text: 0,
            byte: mark,
        };
        Self {
            input,
            decoder: detected.encoding.new_decoder_without_bom_handling(),
            raw: vec![0; CHUNK_BYTES],
            raw_start: 0,
            raw_end: 0,
            raw_taken: mark,
            eof: false,
            done: false,
            malformed: false,
            text: String::with_capacity(2 * CHUNK_BYTES),
            at: 0,
            gone: 0,
            lines: Lines {
                line: 1,
                to: 0,
                after_cr: false,
                any_cr: false,
            },
            width: width(detected.encoding),
            anchor: start,
            anchors: VecDeque::new(),
        }
    }

    /// What is there and not yet consumed.
    #[inline]
    pub(crate) fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// A part of the window. Valid until the next [`Window::refill`].
    #[inline]
    pub(crate) fn part(&self, begin: usize, end: usize) -> &str {
        self.text.get(begin..end).unwrap_or_default()
    }

    /// Where in the window that begins which is not consumed.
    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Consumes.
    #[inline]
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Bytes of text consumed.
    #[inline]
    pub(crate) fn consumed(&self) -> u64 {
        self.gone + u64::try_from(self.at).unwrap_or(0)
    }

    /// True where nothing more will come.
    #[inline]
    pub(crate) fn done(&self) -> bool {
        self.done
    }

    /// True once malformed bytes have been replaced.
    #[inline]
    pub(crate) fn malformed(&self) -> bool {
        self.malformed
    }

    /// True once a CR was seen: line ends are then not all LF.
    #[inline]
    pub(crate) fn any_cr(&self) -> bool {
        self.lines.any_cr
    }

    /// Gives the file back.
    pub(crate) fn into_input(self) -> Box<dyn ReadSeek> {
        self.input
    }

    /// The line of what is consumed next, from 1.
    #[inline]
    pub(crate) fn line(&mut self) -> u64 {
        let to = self.lines.to;
        if to < self.at {
            let passed = self.text.as_bytes().get(to..self.at).unwrap_or_default();
            self.lines.pass(passed);
            self.lines.to = self.at;
        }
        self.lines.line
    }

    /// The byte of the file of what is consumed next; 0 where it cannot be told.
    #[inline]
    pub(crate) fn byte(&mut self) -> u64 {
        let text = self.consumed();
        if self.width == Width::Utf8 && self.anchors.is_empty() {
            return self.anchor.byte + (text - self.anchor.text);
        }
        self.byte_by_anchor(text)
    }

    fn byte_by_anchor(&mut self, text: u64) -> u64 {
        while let Some(next) = self.anchors.front().filter(|next| next.text <= text) {
            self.anchor = *next;
            self.anchors.pop_front();
        }
        match self.width {
            Width::Utf8 => return self.anchor.byte + (text - self.anchor.text),
            Width::Unknown => return 0,
            Width::One | Width::Utf16 => {}
        }
        // What is older than the window was passed when it left.
        let from = usize::try_from(self.anchor.text.saturating_sub(self.gone)).unwrap_or(0);
        let passed = self.text.get(from..self.at).unwrap_or_default();
        let bytes = if self.width == Width::One {
            passed.chars().count()
        } else {
            2 * passed.encode_utf16().count()
        };
        self.anchor.byte += u64::try_from(bytes).unwrap_or(0);
        self.anchor.text = text;
        self.anchor.byte
    }

    /// Reads more: at least as much as is there already, so that a long text is not looked
    /// through again and again.
    pub(crate) fn refill(&mut self) -> io::Result<()> {
        self.line();
        self.byte();
        self.text.drain(..self.at);
        self.gone += u64::try_from(self.at).unwrap_or(0);
        self.lines.to -= self.at;
        self.at = 0;
        let wanted = self.text.len().saturating_mul(2).max(1);
        while !self.done && self.text.len() < wanted {
            self.decode()?;
        }
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        if self.raw_start == self.raw_end && !self.eof {
            self.raw_end = loop {
                match self.input.read(&mut self.raw) {
                    Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            self.raw_start = 0;
            self.eof = self.raw_end == 0;
        }
        let raw = self
            .raw
            .get(self.raw_start..self.raw_end)
            .unwrap_or_default();
        let room = self
            .decoder
            .max_utf8_buffer_length_without_replacement(raw.len());
        self.text.reserve(room.unwrap_or(CHUNK_BYTES).max(16));
        let before = self.text.len();
        let (result, read) =
            self.decoder
                .decode_to_string_without_replacement(raw, &mut self.text, self.eof);
        self.raw_start += read;
        self.raw_taken += u64::try_from(read).unwrap_or(0);
        let new = self.text.as_bytes().get(before..).unwrap_or_default();
        self.lines.any_cr = self.lines.any_cr || memchr(b'\r', new).is_some();
        match result {
            DecoderResult::InputEmpty => self.done = self.eof,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(_, after) => {
                self.malformed = true;
                self.text.push('\u{FFFD}');
                self.anchors.push_back(Anchor {
                    text: self.gone + u64::try_from(self.text.len()).unwrap_or(0),
                    byte: self.raw_taken - u64::from(after),
                });
            }
        }
        Ok(())
    }
}

impl Lines {
    #[expect(
        clippy::naive_bytecount,
        reason = "for parts as short as these nothing is faster"
    )]
    /// Counts LF, CR LF and a CR alone as one line end each.
    fn pass(&mut self, bytes: &[u8]) {
        // Short parts, as between two tags, are faster without a search.
        let ends = if bytes.len() < SHORT_BYTES {
            bytes.iter().filter(|byte| **byte == b'\n').count()
        } else {
            memchr_iter(b'\n', bytes).count()
        };
        self.line += u64::try_from(ends).unwrap_or(0);
        if !self.any_cr {
            return;
        }
        if self.after_cr && bytes.first() == Some(&b'\n') {
            self.line -= 1;
        }
        for cr in memchr_iter(b'\r', bytes) {
            self.line += u64::from(bytes.get(cr + 1) != Some(&b'\n'));
        }
        if let Some(last) = bytes.last() {
            self.after_cr = *last == b'\r';
        }
    }
}

fn width(encoding: &'static Encoding) -> Width {
    if encoding == UTF_8 {
        Width::Utf8
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        Width::Utf16
    } else if encoding.is_single_byte() {
        Width::One
    } else {
        Width::Unknown
    }
}
