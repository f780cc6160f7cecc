//! Encodings: which one a file has, with evidence, and its bytes as UTF-8.
//!
//! UTF-8 passes through as it is, so that byte offsets stay true; a reader judges it record by
//! record. All else is transcoded as it streams, malformed bytes to U+FFFD.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use landbridge_contract::ReadSeek;

use crate::pages::CodePage;

/// Bytes read from the file at a time where they are transcoded.
const CHUNK_BYTES: usize = 64 * 1024;

/// An encoding: one of the WHATWG list, or a code page of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// Of the WHATWG list.
    Listed(&'static Encoding),
    /// Of DOS or a mainframe.
    Page(&'static CodePage),
}

impl Charset {
    /// UTF-8.
    pub const UTF_8: Self = Self::Listed(UTF_8);

    /// The encoding of a label: `utf-8`, `windows-1252`, `cp437`, `cp037`.
    pub fn for_label(label: &str) -> Option<Self> {
        Encoding::for_label(label.as_bytes())
            .map(Self::Listed)
            .or_else(|| CodePage::for_label(label).map(Self::Page))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Listed(encoding) => encoding.name(),
            Self::Page(page) => page.name,
        }
    }

    /// The text of bytes; malformed ones are U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Listed(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Page(page) => {
                let table = page.table();
                let signs = bytes.iter().map(|byte| table.get(usize::from(*byte)));
                signs.flatten().collect()
            }
        }
    }
}

/// An encoding and how it became known.
#[derive(Debug, Clone)]
pub struct Detected {
    /// The encoding.
    pub charset: Charset,
    /// For people: `byte order mark`.
    pub evidence: String,
    /// Bytes of the byte order mark.
    pub mark: usize,
}

/// A stated encoding that the byte order mark contradicts.
#[derive(Debug, Clone)]
pub struct Contradiction {
    /// What the mark says.
    pub mark: &'static Encoding,
}

/// Finds the encoding of a file that begins with `sample` (the whole file where `whole`).
pub fn detect(
    sample: &[u8],
    whole: bool,
    stated: Option<Charset>,
) -> Result<Detected, Contradiction> {
    let mark = Encoding::for_bom(sample);
    let detected = match (stated, mark) {
        (Some(stated), Some((found, _))) if stated != Charset::Listed(found) => {
            return Err(Contradiction { mark: found });
        }
        (Some(charset), mark) => Detected {
            charset,
            evidence: "stated".to_owned(),
            mark: mark.map_or(0, |(_, length)| length),
        },
        (None, Some((encoding, length))) => Detected {
            charset: Charset::Listed(encoding),
            evidence: "byte order mark".to_owned(),
            mark: length,
        },
        (None, None) => guess(sample, whole),
    };
    Ok(detected)
}

fn guess(sample: &[u8], whole: bool) -> Detected {
    let found = |encoding, evidence: String| Detected {
        charset: Charset::Listed(encoding),
        evidence,
        mark: 0,
    };
    if let Some(encoding) = wide(sample) {
        return found(encoding, "every other byte is zero".to_owned());
    }
    let extent = if whole {
        "the whole file".to_owned()
    } else {
        format!("the first {} bytes only", sample.len())
    };
    match std::str::from_utf8(sample) {
        Ok(_) => found(UTF_8, format!("{extent}: valid UTF-8")),
        // A character cut in two by the end of the sample is no fault.
        Err(fault) if fault.error_len().is_none() && !whole => {
            found(UTF_8, format!("{extent}: valid UTF-8"))
        }
        Err(_) if says_pc8(sample) => Detected {
            charset: CodePage::for_label("cp437").map_or(Charset::UTF_8, Charset::Page),
            evidence: "the line `#FORMAT PC8`".to_owned(),
            mark: 0,
        },
        Err(fault) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(sample, whole);
            let encoding = detector.guess(None, Utf8Detection::Deny);
            let at = fault.valid_up_to();
            let high = sample.iter().filter(|byte| !byte.is_ascii()).count();
            // ISO 8859 has no letters there, which tells it from the code pages of Windows.
            let signs = sample
                .iter()
                .filter(|byte| matches!(byte, 0x80..=0x9F))
                .count();
            found(
                encoding,
                format!(
                    "not UTF-8 at byte {at}; most likely by {high} bytes from 0x80 up, {signs} of them below 0xA0"
                ),
            )
        }
    }
}

/// A SIE file names its code page (SIE file format 4B, section 5.8: `PC8` is IBM PC 437).
fn says_pc8(sample: &[u8]) -> bool {
    let first = sample.get(..sample.len().min(1024)).unwrap_or_default();
    let line = b"#FORMAT PC8";
    first.starts_with(b"#FLAGGA") && first.windows(line.len()).any(|part| part == line)
}

/// UTF-16 without a mark: mostly ASCII, so that nearly every other byte is zero.
fn wide(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |first: usize| {
        let bytes = sample.iter().skip(first).step_by(2);
        bytes.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let (most, few) = (pairs - pairs / 4, pairs / 16);
    if odd >= most && even <= few {
        Some(UTF_16LE)
    } else if even >= most && odd <= few {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The bytes of a file as UTF-8, or as what claims to be UTF-8.
pub enum Stream {
    /// Passed through; a reader must judge it.
    Plain(Box<dyn ReadSeek>),
    /// Transcoded; always valid.
    Transcoded(Transcode),
    /// Of a code page; always valid.
    Paged(Box<Paged>),
}

/// Transcodes as it reads.
pub struct Transcode {
    input: Box<dyn ReadSeek>,
    decoder: Decoder,
    chunk: Vec<u8>,
    start: usize,
    end: usize,
    eof: bool,
    done: bool,
    malformed: bool,
}

impl Stream {
    /// Makes a stream of a file that stands after its byte order mark.
    pub fn new(input: Box<dyn ReadSeek>, charset: Charset) -> Self {
        let encoding = match charset {
            Charset::Listed(encoding) if encoding == UTF_8 => return Self::Plain(input),
            Charset::Listed(encoding) => encoding,
            Charset::Page(page) => {
                return Self::Paged(Box::new(Paged {
                    input,
                    table: page.table(),
                    chunk: vec![0; CHUNK_BYTES],
                }));
            }
        };
        Self::Transcoded(Transcode {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            chunk: vec![0; CHUNK_BYTES],
            start: 0,
            end: 0,
            eof: false,
            done: false,
            malformed: false,
        })
    }

    /// True where offsets in this stream are offsets in the file.
    pub fn keeps_offsets(&self) -> bool {
        matches!(self, Self::Plain(_))
    }

    /// True once malformed bytes were replaced while transcoding.
    pub fn malformed(&self) -> bool {
        match self {
            Self::Plain(_) | Self::Paged(_) => false,
            Self::Transcoded(transcode) => transcode.malformed,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(input) => input.read(out),
            Self::Transcoded(transcode) => transcode.read(out),
            Self::Paged(paged) => paged.read(out),
        }
    }
}

/// Reads a code page as UTF-8.
pub struct Paged {
    input: Box<dyn ReadSeek>,
    table: [char; 256],
    chunk: Vec<u8>,
}

impl Paged {
    /// Fills `out`, which must have room for a few characters; 0 only at the end.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // No character of a page is longer than three bytes.
        let most = (out.len() / 3).min(self.chunk.len());
        let read = self
            .input
            .read(self.chunk.get_mut(..most).unwrap_or_default())?;
        let mut written = 0;
        for byte in self.chunk.iter().take(read) {
            let sign = self.table.get(usize::from(*byte)).copied();
            let sign = sign.unwrap_or(char::REPLACEMENT_CHARACTER);
            if let Some(room) = out.get_mut(written..written + sign.len_utf8()) {
                written += sign.encode_utf8(room).len();
            }
        }
        Ok(written)
    }
}

impl Transcode {
    /// Fills `out`, which must have room for a few characters; 0 only at the end.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.done {
            if self.start == self.end && !self.eof {
                self.end = self.input.read(&mut self.chunk)?;
                self.start = 0;
                self.eof = self.end == 0;
            }
            let source = self.chunk.get(self.start..self.end).unwrap_or_default();
            let (result, read, written, replaced) =
                self.decoder.decode_to_utf8(source, out, self.eof);
            self.start += read;
            self.malformed |= replaced;
            self.done = self.eof && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
            if result == CoderResult::OutputFull {
                return Err(io::Error::other("no room for a character"));
            }
        }
        Ok(0)
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

impl std::fmt::Debug for Transcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transcode")
    }
}

impl std::fmt::Debug for Paged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Paged")
    }
}

#[cfg(test)]
mod tests {
    use super::{Charset, detect};

    #[test]
    fn code_pages_are_found_by_any_of_their_names_and_decode_letters() {
        let decode = |label: &str, bytes: &[u8]| Charset::for_label(label).unwrap().decode(bytes);
        assert_eq!(decode("cp437", b"\x99vningsbolaget"), "Övningsbolaget");
        assert_eq!(decode("IBM-850", b"\x9B\xD0"), "øð");
        assert_eq!(decode("cp037", b"\xC1\xF1\x4B\x40\xC0"), "A1. {");
        assert_eq!(decode("ibm273", b"\x4A\x5A\xC0"), "ÄÜä");
        assert_eq!(decode("cp500", b"\x4A\x4F"), "[!");
        assert_eq!(decode("1140", b"\x9F"), "€");
        assert_eq!(Charset::for_label("klingon"), None);
    }

    #[test]
    fn a_sie_file_names_its_own_code_page() {
        let sample = b"#FLAGGA 0\r\n#FORMAT PC8\r\n#FNAMN \"\x99vning\"\r\n";
        let found = detect(sample, true, None).unwrap();
        assert_eq!(
            (found.charset.name(), &*found.evidence),
            ("cp437", "the line `#FORMAT PC8`")
        );
    }
}
