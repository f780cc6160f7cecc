//! The options of a delimited source, checked once.

use landbridge_contract::{OptionFault, OptionKind, OptionSpec, OptionValue, Options};
use landbridge_lines::Charset;
use regex::Regex;

use crate::tagged::kinds::Kinds;

/// The options, as the reference shows them.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "encoding",
        kind: OptionKind::Text,
        about: "Character encoding, any WHATWG label such as `windows-1252`, or `cp437`, `cp850`, \
                `cp858`; found from the byte order mark or the bytes when absent.",
    },
    OptionSpec {
        name: "delimiter",
        kind: OptionKind::Text,
        about: "The character between fields: `,`, `;`, `|`, `tab` or another ASCII sign; found \
                from the first lines when absent. `blanks`, for lines with a tag: runs of blanks, \
                quotes and braces around what holds some.",
    },
    OptionSpec {
        name: "quote",
        kind: OptionKind::Text,
        about: "The character around fields that hold delimiters, `\"` when absent; empty for \
                none.",
    },
    OptionSpec {
        name: "header",
        kind: OptionKind::Any,
        about: "The line with the column names, counted from 1 as in an editor; the first line \
                that is not blank when absent; 0 for none: columns are `column A`, `column B`. \
                `{ find: [Vendor ID, Name] }` for the first line that has these names.",
    },
    OptionSpec {
        name: "data_from",
        kind: OptionKind::Integer,
        about: "The line with the first record; the one after the header when absent.",
    },
    OptionSpec {
        name: "data_until",
        kind: OptionKind::Text,
        about: "A regular expression; the records end before the first line after the header that \
                it matches. For footnotes.",
    },
    OptionSpec {
        name: "repeated_header",
        kind: OptionKind::Text,
        about: "What happens to a line that repeats the header: `skip` (the default) passes it \
                over with a notice, `keep` makes it a record.",
    },
    OptionSpec {
        name: "lines",
        kind: OptionKind::Text,
        about: "A regular expression that selects the lines that are records, in a file whose \
                lines begin with a tag. Its named groups are the columns, or `columns` names them.",
    },
    OptionSpec {
        name: "columns",
        kind: OptionKind::Texts,
        about: "The names of the fields of a line by position, where `lines` selects the records.",
    },
    OptionSpec {
        name: "kinds",
        kind: OptionKind::Map,
        about: "Several kinds of lines by name, each `{ line: PATTERN, columns: [...], in: KIND, \
                end: PATTERN, totals: [...] }`: those `in` another are its nested records.",
    },
    OptionSpec {
        name: "records",
        kind: OptionKind::Text,
        about: "The kind of line that is a record; the only one that is in no other when absent.",
    },
    OptionSpec {
        name: "decimal",
        kind: OptionKind::Text,
        about: "The decimal sign of declared totals, `.` or `,`; `.` when absent.",
    },
    OptionSpec {
        name: "comment",
        kind: OptionKind::Text,
        about: "A character; lines that begin with it are passed over. None when absent.",
    },
    OptionSpec {
        name: "skip",
        kind: OptionKind::Integer,
        about: "The number of lines passed over before the header is looked for; 0 when absent.",
    },
    OptionSpec {
        name: "ragged",
        kind: OptionKind::Text,
        about: "What happens to a record with fewer fields than columns: `pad` (the default) \
                leaves the missing ones empty with a notice, `refuse` makes it a fault.",
    },
];

/// Where the column names stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HeaderLine {
    /// On the first line that is not blank.
    First,
    /// On this line, counted from 1.
    At(u64),
    /// On the first line that has these names.
    Find(Vec<String>),
    /// Nowhere.
    Absent,
}

/// What happens to records with fewer fields than columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ragged {
    /// The missing fields are empty; a notice says so.
    Pad,
    /// The record is a fault.
    Refuse,
}

/// The options in checked form; none of the defaults that depend on the file are filled in.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) encoding: Option<Charset>,
    pub(crate) delimiter: Option<u8>,
    pub(crate) quote: Option<u8>,
    pub(crate) header: HeaderLine,
    pub(crate) data_from: Option<u64>,
    pub(crate) comment: Option<u8>,
    pub(crate) skip: u64,
    pub(crate) ragged: Ragged,
    pub(crate) data_until: Option<Regex>,
    pub(crate) skip_repeated_header: bool,
    /// What is read of a file whose lines begin with a tag.
    pub(crate) kinds: Option<Kinds>,
}

impl Settings {
    /// Reads and judges the options; everything that is wrong at once.
    pub(crate) fn from_options(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let faults = options.check(OPTIONS);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut judge = Judge { options, faults };
        let settings = Self {
            encoding: judge.encoding(),
            delimiter: judge.delimiter(),
            quote: judge.quote(),
            header: judge.header(),
            data_from: judge.line("data_from"),
            comment: judge.sign("comment", sign),
            skip: judge.line("skip").unwrap_or(0),
            ragged: judge.ragged(),
            data_until: judge.pattern("data_until"),
            skip_repeated_header: judge.repeated_header(),
            kinds: Kinds::from_options(options, &mut judge.faults),
        };
        judge.signs_differ(&settings);
        judge.lines_follow(&settings);
        if judge.faults.is_empty() {
            Ok(settings)
        } else {
            Err(judge.faults)
        }
    }
}

/// Collects what is wrong with the options.
struct Judge<'a> {
    options: &'a Options,
    faults: Vec<OptionFault>,
}

impl Judge<'_> {
    fn fault(&mut self, option: &str, expected: &str) {
        let found = self.options.0.get(option).map(OptionValue::describe);
        let found = found.unwrap_or_default();
        self.faults.push(OptionFault::new(option, found, expected));
    }

    fn encoding(&mut self) -> Option<Charset> {
        let label = self.options.text("encoding")?;
        let known = Charset::for_label(&label);
        if known.is_none() {
            let expected =
                "a WHATWG encoding label: utf-8, windows-1252, utf-16le; or cp437, cp850";
            self.fault("encoding", expected);
        }
        known
    }

    fn sign(&mut self, option: &str, read: fn(&str) -> Option<u8>) -> Option<u8> {
        let found = read(&self.options.text(option)?);
        if found.is_none() {
            self.fault(option, "a single ASCII sign such as `,`, `;`, `|` or `#`");
        }
        found
    }

    /// The sign between fields; none too for `blanks`, which [`Kinds`] knows.
    fn delimiter(&mut self) -> Option<u8> {
        match self.options.text("delimiter").as_deref() {
            Some("blanks")
                if ["lines", "kinds"]
                    .iter()
                    .any(|name| self.options.0.contains_key(*name)) =>
            {
                None
            }
            _ => self.sign("delimiter", delimiter_sign),
        }
    }

    fn pattern(&mut self, option: &str) -> Option<Regex> {
        let pattern = Regex::new(&self.options.text(option)?);
        if pattern.is_err() {
            self.fault(option, "a regular expression");
        }
        pattern.ok()
    }

    fn repeated_header(&mut self) -> bool {
        match self.options.text("repeated_header").as_deref() {
            None | Some("skip") => true,
            Some("keep") => false,
            Some(_) => {
                self.fault("repeated_header", "`skip` or `keep`");
                true
            }
        }
    }

    fn quote(&mut self) -> Option<u8> {
        match self.options.text("quote") {
            None => Some(b'"'),
            Some(text) if text.is_empty() => None,
            Some(_) => self.sign("quote", sign),
        }
    }

    fn line(&mut self, option: &str) -> Option<u64> {
        let line = u64::try_from(self.options.integer(option)?).ok();
        if line.is_none() {
            self.fault(option, "a whole number, 0 or more");
        }
        line
    }

    fn header(&mut self) -> HeaderLine {
        let expected = "a line, or `{ find: [NAME, ...] }` with names of columns";
        match self.options.0.get("header") {
            None => HeaderLine::First,
            Some(OptionValue::Integer(_)) => match self.line("header") {
                None => HeaderLine::First,
                Some(0) => HeaderLine::Absent,
                Some(line) => HeaderLine::At(line),
            },
            Some(OptionValue::Map(stated)) if stated.len() == 1 => {
                let names = match stated.get("find") {
                    Some(OptionValue::List(names)) => names.iter().map(name).collect(),
                    Some(one) => name(one).map(|name| vec![name]),
                    None => None,
                };
                match names {
                    Some(names) if !names.is_empty() => HeaderLine::Find(names),
                    _ => {
                        self.fault("header", expected);
                        HeaderLine::First
                    }
                }
            }
            Some(_) => {
                self.fault("header", expected);
                HeaderLine::First
            }
        }
    }

    fn ragged(&mut self) -> Ragged {
        match self.options.text("ragged").as_deref() {
            None | Some("pad") => Ragged::Pad,
            Some("refuse") => Ragged::Refuse,
            Some(_) => {
                self.fault("ragged", "`pad` or `refuse`");
                Ragged::Pad
            }
        }
    }

    fn signs_differ(&mut self, settings: &Settings) {
        let Settings {
            delimiter,
            quote,
            comment,
            ..
        } = settings;
        if quote.is_some() && quote == delimiter {
            self.fault("delimiter", "a character other than the quote");
        }
        if comment.is_some() && (comment == quote || comment == delimiter) {
            self.fault("comment", "a character other than delimiter and quote");
        }
    }

    fn lines_follow(&mut self, settings: &Settings) {
        let Settings { header, skip, .. } = settings;
        let above = match header {
            HeaderLine::At(line) => *line,
            HeaderLine::First | HeaderLine::Absent | HeaderLine::Find(_) => *skip,
        };
        if above < *skip || (above == *skip && matches!(header, HeaderLine::At(_))) {
            self.fault("header", "a line after those that `skip` passes over");
        }
        if settings.data_from.is_some_and(|from| from <= above) {
            let expected = "a line after the header and those that `skip` passes over";
            self.fault("data_from", expected);
        }
    }
}

/// A column name as it is compared: with single blanks.
fn name(value: &OptionValue) -> Option<String> {
    let text = match value {
        OptionValue::Text(text) => text.clone(),
        OptionValue::Integer(number) => number.to_string(),
        OptionValue::Bool(_) | OptionValue::List(_) | OptionValue::Map(_) => return None,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(words.join(" ")).filter(|name| !name.is_empty())
}

/// The delimiter that a text names.
pub(crate) fn delimiter_sign(text: &str) -> Option<u8> {
    match text {
        "tab" | "\\t" | "\t" => Some(b'\t'),
        _ => sign(text),
    }
}

/// The only character of a text, where it is an ASCII sign: no letter, digit or line end.
fn sign(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [b'\r' | b'\n' | 0] => None,
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() => Some(*byte),
        _ => None,
    }
}
