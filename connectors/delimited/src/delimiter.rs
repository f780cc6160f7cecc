//! Finds the delimiter by the consistency of field counts in the first lines.

use std::io::Cursor;

use crate::splitter::{Dialect, Next, Splitter};
use landbridge_lines::Stream;

/// What is tried, in the order that decides a tie.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Records looked at; enough that a banner above the header does not outweigh them.
const RECORDS_MAX: usize = 1000;

/// What the first lines look like.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) delimiter: u8,
    /// For people: `12 fields in 100 of the first 100 lines`.
    pub(crate) evidence: String,
    /// Fields of the longest record looked at.
    pub(crate) widest: usize,
}

/// The first lines of a file, as UTF-8.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample<'a> {
    pub(crate) text: &'a str,
    /// True where this is the whole file.
    pub(crate) whole: bool,
    /// Lines that are passed over.
    pub(crate) skip: u64,
}

impl Sample<'_> {
    /// Finds the delimiter. Quotes and comments are known, the dialect's delimiter is not used.
    pub(crate) fn shape(self, dialect: Dialect) -> Shape {
        let mut best: Option<((usize, usize), Shape)> = None;
        for delimiter in CANDIDATES {
            let counts = self.field_counts(Dialect {
                delimiter,
                ..dialect
            });
            let Some((fields, lines)) = commonest(&counts) else {
                continue;
            };
            // Tenths, so that one odd line does not decide against many more fields.
            let rank = (lines * 10 / counts.len(), fields);
            if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                let evidence = format!(
                    "{fields} fields in {lines} of the first {} lines",
                    counts.len()
                );
                let widest = counts.iter().copied().max().unwrap_or(0);
                best = Some((
                    rank,
                    Shape {
                        delimiter,
                        evidence,
                        widest,
                    },
                ));
            }
        }
        best.map_or_else(
            || Shape {
                delimiter: b',',
                evidence: "no delimiter found in the first lines: one column".to_owned(),
                widest: 1,
            },
            |(_, shape)| shape,
        )
    }

    /// Fields of the longest of the first records.
    pub(crate) fn widest(self, dialect: Dialect) -> usize {
        self.field_counts(dialect).into_iter().max().unwrap_or(0)
    }

    fn field_counts(self, dialect: Dialect) -> Vec<usize> {
        let bytes = Cursor::new(self.text.as_bytes().to_vec());
        let mut splitter = Splitter::new(Stream::Plain(Box::new(bytes)), dialect, 0);
        let mut counts = Vec::new();
        for _ in 0..self.skip {
            if !matches!(splitter.pass_line(), Ok(true)) {
                return counts;
            }
        }
        while counts.len() < RECORDS_MAX {
            match splitter.next() {
                Ok(Next::Record) => counts.push(splitter.fields()),
                Ok(Next::Blank) => {}
                Ok(Next::End) => {
                    // The end of the sample cuts its last record.
                    if !self.whole {
                        counts.pop();
                    }
                    break;
                }
                Err(_) => break,
            }
        }
        counts
    }
}

/// The commonest count of two or more, and how many records have it.
fn commonest(counts: &[usize]) -> Option<(usize, usize)> {
    let mut sorted: Vec<usize> = counts.iter().copied().filter(|count| *count > 1).collect();
    sorted.sort_unstable();
    let groups = sorted.chunk_by(|one, other| one == other);
    groups
        .filter_map(|group| Some((*group.first()?, group.len())))
        .max_by_key(|(fields, lines)| (*lines, *fields))
}

/// The delimiter that a first line `sep=;` names, as spreadsheet programs write it.
pub(crate) fn separator_line(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_matches('"');
    let sign = line
        .strip_prefix("sep=")
        .or_else(|| line.strip_prefix("SEP="))?;
    match sign.as_bytes() {
        [sign] if sign.is_ascii() && !sign.is_ascii_alphanumeric() => Some(*sign),
        _ => None,
    }
}

/// A delimiter for people.
pub(crate) fn describe(delimiter: u8) -> String {
    match delimiter {
        b',' => "comma".to_owned(),
        b';' => "semicolon".to_owned(),
        b'\t' => "tab".to_owned(),
        b'|' => "bar".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}
