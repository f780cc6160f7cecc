//! Codes: the stable names of everything that can be wrong.

use std::fmt;

/// The stable name of one kind of finding or diagnostic, with what `landbridge explain` says.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// Words in a family: `MAP-DATE-FORMAT`.
    pub id: &'static str,
    /// One line, lower case, no full stop: `cell is not a date in the declared format`.
    pub title: &'static str,
    /// What it means, in sentences.
    pub means: &'static str,
    /// What to do about it, in sentences.
    pub remedy: &'static str,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}
