//! Questions to the ERP, its answers, and how much was asked.

use compact_str::CompactString;

/// A question to the ERP, however many records raise it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What it is about.
    pub subject: CompactString,
    /// The key or value asked for.
    pub key: CompactString,
}

/// What the ERP said to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How many records it found.
    pub found: u64,
    /// The target id of the only one.
    pub target_id: Option<CompactString>,
}

/// How much was asked about one subject for an object, and what could not be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AskedLine {
    /// The object.
    pub object: String,
    /// What was asked for, in words.
    pub subject: String,
    /// Distinct questions that were answered.
    pub asked: u64,
    /// Answers that are not what the records need.
    pub amiss: u64,
    /// Questions, or records with one, that could not be asked.
    pub unasked: u64,
    /// Requests that it took.
    pub requests: u64,
    /// Why not all were asked; empty where all were.
    pub why: String,
}
