//! Why a record that was loaded before is not the same any more.

use serde::Serialize;

/// Why a record that an earlier run loaded would be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// The source has other values than when it was loaded.
    Data,
    /// The source has the same values; the mapping, its crosswalks, tables or parameters make something else of them.
    Mapping,
    /// The mapping reads other columns than when it was loaded, so that the two cannot be told apart.
    Either,
}

impl Because {
    /// From the hash of the source's values when the record was loaded, and of those now. Their first four bytes stand
    /// for the columns that are read. None of either says nothing.
    pub(super) fn of(loaded: Option<&[u8]>, now: Option<&[u8]>) -> Self {
        let (Some(loaded), Some(now)) = (loaded, now) else {
            return Self::Either;
        };
        if loaded == now {
            Self::Mapping
        } else if loaded.first_chunk::<4>() == now.first_chunk::<4>() {
            Self::Data
        } else {
            Self::Either
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Data => "by data",
            Self::Mapping => "by the mapping",
            Self::Either => "by data or the mapping",
        }
    }
}

/// Records that an earlier run loaded and that are not the same any more, by why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ChangedBy {
    /// See [`Because::Data`].
    pub data: u64,
    /// See [`Because::Mapping`].
    pub mapping: u64,
    /// See [`Because::Either`].
    pub either: u64,
}

impl ChangedBy {
    /// Counts one more.
    pub fn add(&mut self, because: Because) {
        let place = match because {
            Because::Data => &mut self.data,
            Because::Mapping => &mut self.mapping,
            Because::Either => &mut self.either,
        };
        *place += 1;
    }

    /// All of them.
    pub fn total(self) -> u64 {
        self.data + self.mapping + self.either
    }

    /// `3 by data, 1 by the mapping`; empty where there are none.
    pub fn words(self) -> String {
        let parts = [
            (self.data, "by data"),
            (self.mapping, "by the mapping"),
            (self.either, "by data or the mapping"),
        ];
        let said = parts.into_iter().filter(|(records, _)| *records > 0);
        let said: Vec<String> = said
            .map(|(records, why)| format!("{} {why}", crate::diagnose::grouped(records)))
            .collect();
        said.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_leave_only_the_mapping_and_other_columns_leave_both() {
        let (loaded, edited) = (b"colsAAAAAAAAAAAA", b"colsBBBBBBBBBBBB");
        let of = |now: &[u8]| Because::of(Some(loaded), Some(now));
        assert_eq!(of(loaded), Because::Mapping);
        assert_eq!(of(edited), Because::Data);
        assert_eq!(of(b"moreAAAAAAAAAAAA"), Because::Either);
        assert_eq!(Because::of(None, Some(loaded)), Because::Either);
    }
}
