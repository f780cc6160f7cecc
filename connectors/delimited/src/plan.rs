//! How a file is cut: what the options state, and the sample where they are silent.

use crate::delimiter::{Sample, Shape, describe, separator_line};
use crate::options::{HeaderLine, Settings};
use crate::splitter::Dialect;
use landbridge_lines::Detected;

/// What options and sample together say.
pub(crate) struct Plan {
    pub(crate) dialect: Dialect,
    /// How the delimiter became known.
    evidence: String,
    /// Lines above the header.
    pub(crate) skip: u64,
    /// Fields of the longest of the first records.
    pub(crate) widest: usize,
    /// The forms of line ends in the first lines, with their counts.
    line_ends: String,
}

impl Plan {
    /// Makes a plan of a file by its name, its first text and the options.
    pub(crate) fn of(file: &str, text: &str, whole: bool, settings: &Settings) -> Self {
        let named = separator_line(text);
        // A `sep=` line is no header; one that the options pass over anyway is left to them.
        let skip = match settings.header {
            HeaderLine::First | HeaderLine::Absent | HeaderLine::Find(_) if named.is_some() => {
                settings.skip.max(1)
            }
            HeaderLine::First | HeaderLine::Absent | HeaderLine::Find(_) => settings.skip,
            HeaderLine::At(line) => line - 1,
        };
        let sample = Sample { text, whole, skip };
        let mut dialect = Dialect {
            delimiter: settings.delimiter.unwrap_or(b','),
            quote: settings.quote,
            comment: settings.comment,
        };
        let tsv = file.to_ascii_lowercase().ends_with(".tsv");
        let known = match (settings.delimiter, named) {
            (Some(sign), _) => Some((sign, "stated")),
            (None, Some(sign)) => Some((sign, "the first line says `sep=`")),
            (None, None) if tsv => Some((b'\t', "the file's name ends in `.tsv`")),
            (None, None) => None,
        };
        let shape = match known {
            Some((delimiter, evidence)) => {
                dialect.delimiter = delimiter;
                let widest = sample.widest(dialect);
                Shape {
                    delimiter,
                    evidence: evidence.to_owned(),
                    widest,
                }
            }
            None => sample.shape(dialect),
        };
        dialect.delimiter = shape.delimiter;
        Self {
            dialect,
            evidence: shape.evidence,
            skip,
            widest: shape.widest,
            line_ends: line_end_forms(text, whole),
        }
    }

    /// What was found out, for people.
    pub(crate) fn told(&self, encoding: &Detected) -> Vec<(&'static str, String)> {
        let name = encoding.charset.name();
        let delimiter = describe(self.dialect.delimiter);
        vec![
            ("encoding", format!("{name} ({})", encoding.evidence)),
            ("delimiter", format!("{delimiter} ({})", self.evidence)),
            ("line ends", self.line_ends.clone()),
        ]
    }
}

/// The forms of line ends, those inside quotes included: `CR LF 116, CR 3`.
fn line_end_forms(text: &str, whole: bool) -> String {
    let pairs = text.matches("\r\n").count();
    let counts = [
        ("CR LF", pairs),
        ("LF", text.matches('\n').count() - pairs),
        ("CR", text.matches('\r').count() - pairs),
    ];
    let forms: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(form, count)| format!("{form} {count}"))
        .collect();
    match (forms.is_empty(), whole) {
        (true, _) => "none".to_owned(),
        (false, true) => forms.join(", "),
        (false, false) => format!("{} (in the first bytes)", forms.join(", ")),
    }
}
