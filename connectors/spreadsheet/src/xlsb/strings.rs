//! Shared strings, kept as one text.

use std::io::Read;

use landbridge_contract::SourceFault;

use super::records::{Records, text};

/// A shared string.
const ITEM: u32 = 19;

/// The shared strings of a workbook.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read<R: Read>(mut records: Records<R>) -> Result<Self, SourceFault> {
        let mut strings = Self::default();
        while records.next(|kind| kind == ITEM)?.is_some() {
            // A byte of flags goes before; formatting and phonetic text come behind.
            let (text, _) = text(&records.data, 1).unwrap_or_default();
            strings.text.push_str(&text);
            strings.ends.push(strings.text.len());
        }
        Ok(strings)
    }

    pub(super) fn get(&self, number: u32) -> Option<&str> {
        let number = usize::try_from(number).ok()?;
        let end = *self.ends.get(number)?;
        let before = number
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        self.text.get(before.copied().unwrap_or(0)..end)
    }
}
