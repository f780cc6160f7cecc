//! Records of a binary part.

use std::io::{BufReader, Read};

use landbridge_contract::{SourceFault, SourceFaultKind};

use crate::bytes::u32_at;
use crate::fault::Place;
use crate::limits::XML_RUN_MAX;

/// Yields the records of a part.
pub(super) struct Records<R> {
    inner: BufReader<R>,
    place: Place,
    /// The content of the last record that was wanted.
    pub(super) data: Vec<u8>,
}

impl<R: Read> Records<R> {
    pub(super) fn new(inner: R, place: Place) -> Self {
        Self {
            inner: BufReader::with_capacity(64 << 10, inner),
            place,
            data: Vec::new(),
        }
    }

    /// The kind of the next record that is wanted, whose content is then held; none at the end.
    pub(super) fn next(&mut self, wanted: fn(u32) -> bool) -> Result<Option<u32>, SourceFault> {
        loop {
            let Some(first) = self.byte()? else {
                return Ok(None);
            };
            let mut kind = u32::from(first & 0x7f);
            if first & 0x80 != 0 {
                kind |= u32::from(self.more()? & 0x7f) << 7;
            }
            let mut length = 0_u64;
            for shift in [0, 7, 14, 21] {
                let byte = self.more()?;
                length |= u64::from(byte & 0x7f) << shift;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            if self.take(length, wanted(kind))? {
                return Ok(Some(kind));
            }
        }
    }

    /// Passes over the content of a record, or holds it.
    fn take(&mut self, length: u64, hold: bool) -> Result<bool, SourceFault> {
        if hold && usize::try_from(length).map_or(true, |length| length > XML_RUN_MAX) {
            let expected = format!("at most {XML_RUN_MAX} bytes in a record");
            return Err(self
                .place
                .limit(format!("a record of {length} bytes"), expected));
        }
        let mut content = (&mut self.inner).take(length);
        self.data.clear();
        let read = if hold {
            content
                .read_to_end(&mut self.data)
                .map(|read| u64::try_from(read).unwrap_or(0))
        } else {
            std::io::copy(&mut content, &mut std::io::sink())
        };
        match read {
            Ok(read) if read == length => Ok(hold),
            Ok(_) => Err(self.cut()),
            Err(error) => Err(self.place.io(&error)),
        }
    }

    fn byte(&mut self) -> Result<Option<u8>, SourceFault> {
        let mut byte = [0];
        match self.inner.read_exact(&mut byte) {
            Ok(()) => Ok(Some(u8::from_le_bytes(byte))),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(self.place.io(&error)),
        }
    }

    fn more(&mut self) -> Result<u8, SourceFault> {
        self.byte()?.ok_or_else(|| self.cut())
    }

    fn cut(&self) -> SourceFault {
        self.place.fault(
            SourceFaultKind::Truncated,
            "a record that ends in the middle",
            "a whole workbook",
            "ask for the file again",
        )
    }
}

/// The text at an offset, and where it ends: its length in UTF-16 units, then these. None where
/// it does not fit; a length of all ones means no text.
pub(super) fn text(data: &[u8], offset: usize) -> Option<(String, usize)> {
    let units = u32_at(data, offset)?;
    let begin = offset.checked_add(4)?;
    if units == u32::MAX {
        return Some((String::new(), begin));
    }
    let end = begin.checked_add(usize::try_from(units).ok()?.checked_mul(2)?)?;
    let units = data.get(begin..end)?.chunks_exact(2);
    let units = units.map(|unit| match unit {
        [low, high] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    });
    let characters = char::decode_utf16(units);
    let text = characters.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some((text.collect(), end))
}
