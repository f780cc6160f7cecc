//! An example of every code: the text files beside this one, which a test carries out.
//!
//! The first paragraph of a file says when the code is raised. Then follow the parts of a project that
//! `landbridge init` made, changed so that the code is raised, and the commands with what they say:
//!
//! - a path with lines that begin with `  | ` under it is a file; of a YAML file that is there, only
//!   the top-level keys that stand there are changed;
//! - `ERP: …` is something that happens in the ERP;
//! - `$ landbridge …` is a command; what follows the last one is what it says.
//!
//! A code that no small project raises has `No small project raises it: ` and the reason instead.

use super::Code;

/// An example of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// When the code is raised.
    pub when: &'static str,
    /// A small project that raises it, and what is said.
    pub shown: &'static str,
}

macro_rules! examples {
    ($($id:literal)*) => {
        /// The texts of the examples, by code.
        static TEXTS: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("examples/", $id, ".txt")))),*];
    };
}

examples! {
    "FILE-SYNTAX"
    "FILE-MISSING"
    "FILE-DUPLICATE-KEY"
    "MAPPING-KEY"
    "MAPPING-TYPE"
    "MAPPING-COLUMN"
    "MAPPING-ATTRIBUTE"
    "MAPPING-ATTRIBUTE-TYPE"
    "MAPPING-REQUIRED"
    "MAPPING-CROSSWALK"
    "MAPPING-CROSSWALK-CONFLICT"
    "MAPPING-LOOKUP"
    "MAPPING-EXPLODE"
    "MAPPING-EXPRESSION"
    "MAPPING-PARAMETER"
    "MAPPING-CONVERT"
    "MAPPING-TABLE"
    "MAPPING-CALENDAR"
    "MAPPING-DATE-PATTERN"
    "MAPPING-REF"
    "MAPPING-KEY-LOOKUP"
    "MAPPING-INCLUDE"
    "MAPPING-SCHEMA"
    "MAPPING-SCHEMA-ALTERED"
    "MAPPING-TARGET"
    "MAPPING-CASE"
    "MAPPING-OPTION"
    "MAPPING-SECRET"
    "MAPPING-PERSONAL"
    "MAPPING-CONFIDENTIAL"
    "MAPPING-REHEARSAL"
    "SRC-UNREADABLE"
    "SRC-RECORD"
    "SRC-DIGITS-LOST"
    "SRC-ERROR-CELL"
    "SRC-MERGED"
    "SRC-REPEATED-HEADER"
    "SRC-SAME-FILE"
    "SRC-DECLARED"
    "SRC-HIDDEN"
    "SRC-REPEATED"
    "SRC-UNDECODABLE"
    "SRC-MALFORMED"
    "SRC-RAGGED"
    "SRC-PHANTOM-DATE"
    "MAP-DATE-FORMAT"
    "MAP-NUMBER-FORMAT"
    "MAP-UNMAPPED-CODE"
    "MAP-FORM"
    "MAP-CONVERT"
    "MAP-RATE"
    "MAP-PERIOD"
    "MAP-NAME"
    "MAP-ADDRESS"
    "MAP-LOOKUP-MISSING"
    "MAP-LOOKUP-AMBIGUOUS"
    "MAP-TYPE"
    "MAP-EXPRESSION"
    "VAL-REQUIRED"
    "VAL-LENGTH"
    "VAL-FILE"
    "VAL-PRECISION"
    "VAL-ALLOWED"
    "VAL-PATTERN"
    "VAL-RANGE"
    "VAL-UNKNOWN-ATTRIBUTE"
    "VAL-NOT-WRITABLE"
    "VAL-CHECK"
    "VAL-UNIQUE"
    "VAL-UNASKED"
    "VAL-SUM"
    "VAL-BALANCE"
    "VAL-SPAN"
    "VAL-SCREEN"
    "KEY-REHEARSAL"
    "KEY-MISSING"
    "KEY-CONFLICT"
    "KEY-EXISTS"
    "GROUP-DIFFERS"
    "GROUP-CUT"
    "GROUP-INCOMPLETE"
    "JOIN-ORPHAN"
    "REF-MISSING"
    "REF-REJECTED"
    "LOAD-REFUSED"
    "LOAD-FOUND-DIFFERENT"
    "LOAD-NOT-THERE"
    "REC-MISSING"
    "REC-UNEXPECTED"
    "REC-DUPLICATE"
    "REC-AMOUNT"
    "REC-DATE"
    "REC-TEXT"
    "REC-REFERENCE"
    "REC-AMBIGUOUS"
    "REC-LEDGER"
}

impl Code {
    /// Its example; none where nobody wrote one yet, which a test does not let pass.
    pub fn example(&self) -> Option<Example> {
        let (_, text) = TEXTS.iter().find(|(id, _)| *id == self.id)?;
        let (when, shown) = text.split_once("\n\n")?;
        Some(Example {
            when: when.trim(),
            shown: shown.trim_end(),
        })
    }
}
