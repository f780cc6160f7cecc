//! Shared strings, kept as one text.

use std::io::Read;

use landbridge_contract::SourceFault;

use super::records::{Records, text};
use crate::fault::Place;
use crate::limits::{STRINGS_MAX, STRINGS_TEXT_MAX};

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
    pub(super) fn read<R: Read>(records: Records<R>, place: &Place) -> Result<Self, SourceFault> {
        Self::within(records, place, STRINGS_MAX, STRINGS_TEXT_MAX)
    }

    /// Reads so many strings of so many bytes at most.
    fn within<R: Read>(
        mut records: Records<R>,
        place: &Place,
        count_max: usize,
        bytes_max: usize,
    ) -> Result<Self, SourceFault> {
        let mut strings = Self::default();
        while records.next(|kind| kind == ITEM)?.is_some() {
            // A byte of flags goes before; formatting and phonetic text come behind.
            let (text, _) = text(&records.data, 1).unwrap_or_default();
            strings.text.push_str(&text);
            strings.ends.push(strings.text.len());
            if strings.ends.len() > count_max || strings.text.len() > bytes_max {
                let expected = format!("at most {count_max}, of {bytes_max} bytes");
                return Err(place.limit("more shared strings than can be held", expected));
            }
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Strings;
    use crate::fault::Place;
    use crate::xlsb::records::Records;

    /// Reads the strings `ab`, an empty one and `c`.
    fn read(count_max: usize, bytes_max: usize) -> Result<Strings, String> {
        let part = [
            &[19, 9, 0, 2, 0, 0, 0, b'a', 0, b'b', 0][..],
            &[19, 5, 0, 0, 0, 0, 0],
            &[19, 7, 0, 1, 0, 0, 0, b'c', 0],
        ];
        let part = part.concat();
        let place = Place::file(&Arc::from("a.xlsb"));
        let records = Records::new(part.as_slice(), place.clone());
        let strings = Strings::within(records, &place, count_max, bytes_max);
        strings.map_err(|fault| fault.found)
    }

    #[test]
    fn shared_strings_are_counted_and_measured() {
        let strings = read(3, 3).unwrap();
        assert_eq!(strings.get(0), Some("ab"));
        assert_eq!((strings.get(1), strings.get(2)), (Some(""), Some("c")));
        assert_eq!(strings.get(3), None);
        let more = "more shared strings than can be held";
        assert_eq!(read(2, 3).unwrap_err(), more);
        assert_eq!(read(3, 2).unwrap_err(), more);
    }
}
