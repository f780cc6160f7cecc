//! Encodings: which one a file has, with evidence, and its bytes as UTF-8.
//!
//! UTF-8 passes through as it is, so that byte offsets stay true; a reader judges it record by
//! record. All else is transcoded as it streams, malformed bytes to U+FFFD.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use landbridge_contract::ReadSeek;

/// Bytes read from the file at a time where they are transcoded.
const CHUNK_BYTES: usize = 64 * 1024;

/// An encoding and how it became known.
#[derive(Debug, Clone)]
pub(crate) struct Detected {
    pub(crate) encoding: &'static Encoding,
    /// For people: `byte order mark`.
    pub(crate) evidence: String,
    /// Bytes of the byte order mark.
    pub(crate) mark: usize,
}

/// A stated encoding that the byte order mark contradicts.
#[derive(Debug, Clone)]
pub(crate) struct Contradiction {
    pub(crate) mark: &'static Encoding,
}

/// Finds the encoding of a file that begins with `sample` (the whole file where `whole`).
pub(crate) fn detect(
    sample: &[u8],
    whole: bool,
    stated: Option<&'static Encoding>,
) -> Result<Detected, Contradiction> {
    let mark = Encoding::for_bom(sample);
    let detected = match (stated, mark) {
        (Some(stated), Some((found, _))) if stated != found => {
            return Err(Contradiction { mark: found });
        }
        (Some(encoding), mark) => Detected {
            encoding,
            evidence: "stated".to_owned(),
            mark: mark.map_or(0, |(_, length)| length),
        },
        (None, Some((encoding, length))) => Detected {
            encoding,
            evidence: "byte order mark".to_owned(),
            mark: length,
        },
        (None, None) => guess(sample, whole),
    };
    Ok(detected)
}

fn guess(sample: &[u8], whole: bool) -> Detected {
    let found = |encoding, evidence: String| Detected {
        encoding,
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
        Err(fault) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(sample, whole);
            let encoding = detector.guess(None, Utf8Detection::Deny);
            let at = fault.valid_up_to();
            found(
                encoding,
                format!("not UTF-8 at byte {at}; most likely by its letters"),
            )
        }
    }
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
pub(crate) enum Stream {
    /// Passed through; a reader must judge it.
    Plain(Box<dyn ReadSeek>),
    /// Transcoded; always valid.
    Transcoded(Transcode),
}

/// Transcodes as it reads.
pub(crate) struct Transcode {
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
    pub(crate) fn new(input: Box<dyn ReadSeek>, encoding: &'static Encoding) -> Self {
        if encoding == UTF_8 {
            return Self::Plain(input);
        }
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
    pub(crate) fn keeps_offsets(&self) -> bool {
        matches!(self, Self::Plain(_))
    }

    /// True once malformed bytes were replaced while transcoding.
    pub(crate) fn malformed(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Transcoded(transcode) => transcode.malformed,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(input) => input.read(out),
            Self::Transcoded(transcode) => transcode.read(out),
        }
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
