//! What the files can hold in which records of an object go.

use std::fmt;

use crate::target::TargetMessage;
use crate::value::Fields;

/// Holds payloads against the files that they would become. Made once for an object and asked for every record; pure.
pub trait FileForm: fmt::Debug + Send + Sync {
    /// Everything that the files cannot hold, each value once. A reference whose target id is not known yet fits.
    fn misfits(&self, payload: &Fields) -> Vec<Misfit>;
}

/// A value that a file cannot hold. Its texts show nothing of the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The path of the attribute (`Name`, `lines.Amount`), or of the nested collection where a whole record of it is meant.
    pub path: String,
    /// The places of the nested records that lead to it, from 0: one for each collection on the path.
    pub items: Vec<usize>,
    /// What was found, in words: `18 characters`.
    pub found: String,
    /// What the file takes: the same text for all misfits of one cause.
    pub expected: String,
}

impl Misfit {
    /// The same as a refusal, for a record that is refused before it is sent.
    pub fn message(&self) -> TargetMessage {
        let text = format!("found {}, expected {}", self.found, self.expected);
        TargetMessage::bounded("", &self.path, &text)
    }
}
