//! Finds a field's bytes or characters in a record.

use std::borrow::Cow;

use landbridge_lines::Charset;

/// What positions count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Positions {
    Characters,
    Bytes,
}

/// How bytes are read as text.
#[derive(Debug)]
pub(crate) struct Reading {
    charset: Charset,
    /// The characters of a code page.
    table: Option<Box<[char; 256]>>,
    positions: Positions,
    /// True where digits do not stand where ASCII has them.
    pub(crate) ebcdic: bool,
    /// True where bytes and characters are the same.
    single: bool,
}

impl Reading {
    pub(crate) fn new(charset: Charset, positions: Positions) -> Self {
        let (table, ebcdic, single) = match charset {
            Charset::Listed(encoding) => (None, false, encoding.is_single_byte()),
            Charset::Page(page) => (Some(Box::new(page.table())), page.is_ebcdic(), true),
        };
        Self {
            charset,
            table,
            positions,
            ebcdic,
            single,
        }
    }

    /// Makes a record addressable. `text` and `starts` are memory to reuse.
    pub(crate) fn cells<'a>(
        &self,
        bytes: &'a [u8],
        text: &'a mut String,
        starts: &'a mut Vec<usize>,
    ) -> Cells<'a> {
        let ascii = (!self.ebcdic && bytes.is_ascii())
            .then(|| std::str::from_utf8(bytes).ok())
            .flatten();
        if ascii.is_some() || self.single || self.positions == Positions::Bytes {
            return Cells {
                bytes,
                characters: None,
                ascii,
                plain: ascii.is_some() && !bytes.contains(&0),
            };
        }
        text.clear();
        text.push_str(&self.decode(bytes));
        starts.clear();
        starts.extend(text.char_indices().map(|(at, _)| at));
        starts.push(text.len());
        Cells {
            bytes,
            characters: Some((text, starts)),
            ascii: None,
            plain: false,
        }
    }

    fn decode<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        match (&self.table, self.charset) {
            (Some(table), _) => {
                let signs = bytes
                    .iter()
                    .filter_map(|byte| table.get(usize::from(*byte)));
                Cow::Owned(signs.collect())
            }
            (None, Charset::Listed(encoding)) => encoding.decode_without_bom_handling(bytes).0,
            (None, Charset::Page(_)) => String::from_utf8_lossy(bytes),
        }
    }
}

/// A record, addressable by position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cells<'a> {
    bytes: &'a [u8],
    characters: Option<(&'a str, &'a [usize])>,
    /// All of it, where bytes and characters are the same and no decoding is needed.
    ascii: Option<&'a str>,
    /// True where all of it is ASCII without NUL, so that text needs no second look.
    pub(crate) plain: bool,
}

impl<'a> Cells<'a> {
    /// Positions in the record.
    pub(crate) fn length(&self) -> usize {
        match self.characters {
            Some((_, starts)) => starts.len().saturating_sub(1),
            None => self.bytes.len(),
        }
    }

    /// The bytes of a part, as far as the record reaches; for forms that are no text.
    pub(crate) fn bytes(&self, at: usize, length: usize) -> &'a [u8] {
        let end = at.saturating_add(length).min(self.bytes.len());
        self.bytes.get(at..end).unwrap_or_default()
    }

    /// The text of a part, as far as the record reaches.
    pub(crate) fn text(&self, at: usize, length: usize, reading: &Reading) -> Cow<'a, str> {
        if let Some(text) = self.ascii {
            let end = at.saturating_add(length).min(text.len());
            return Cow::Borrowed(text.get(at..end).unwrap_or_default());
        }
        if let Some((text, starts)) = self.characters {
            let last = starts.len().saturating_sub(1);
            let from = starts.get(at.min(last)).copied().unwrap_or(0);
            let to = starts.get(at.saturating_add(length).min(last)).copied();
            return Cow::Borrowed(text.get(from..to.unwrap_or(from)).unwrap_or_default());
        }
        reading.decode(self.bytes(at, length))
    }
}
