//! The words of the report, for somebody who owns data and knows spreadsheets.

use crate::report::language::Language;

/// A word and what it means.
pub(super) type Entry = (String, String);

/// In the order in which the page uses them.
const ENTRIES: [&str; 25] = [
    "word-erp",
    "word-object",
    "word-extract",
    "word-record",
    "word-origin",
    "word-key",
    "word-target-id",
    "word-skipped",
    "word-rejected",
    "word-refused",
    "word-loaded",
    "word-doubt",
    "word-waiting",
    "word-equation",
    "word-total",
    "word-ledger",
    "word-tolerance",
    "word-finding",
    "word-error",
    "word-warning",
    "word-break",
    "word-reconcile",
    "word-rehearsal",
    "word-cut-over",
    "word-sign-off",
];

/// The entries in a language.
pub(super) fn entries(words: &Language) -> Vec<Entry> {
    let entries = ENTRIES.iter();
    entries
        .map(|id| (words.say(id), words.meaning(id)))
        .collect()
}
