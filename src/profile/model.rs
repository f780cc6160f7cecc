//! A profile as it is shown and given to programs. Every text is of the file or in words for
//! people; origins are written out.

use rust_decimal::Decimal;
use serde::Serialize;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The file's name, as it stands in every origin.
    pub file: String,
    /// Records at the root.
    pub records: u64,
    /// Records that could not be read.
    pub faults: u64,
    /// Blank rows or lines passed over.
    pub blank: u64,
    /// The first records that could not be read.
    pub fault_samples: Vec<FaultSample>,
    /// The records of the file, then those nested in them.
    pub tables: Vec<TableProfile>,
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultSample {
    /// Where.
    pub origin: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

/// Records of one kind: those of the file, or those nested at one path.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableProfile {
    /// The path of nested records below their record; empty for the records of the file.
    pub path: String,
    /// How many.
    pub records: u64,
    /// Whether the file keeps types: else everything in it is text, and numbers and dates are what
    /// the texts read as.
    pub typed: bool,
    /// Every column or field, in the order of the file.
    pub columns: Vec<ColumnProfile>,
    /// The columns that are unique or nearly so, and those that were stated as key.
    pub keys: Vec<KeyProfile>,
    /// What the source noticed, by kind.
    pub noticed: Vec<Noticed>,
    /// What is suspicious about whole records.
    pub suspicions: Vec<Suspicion>,
}

/// A kind of notice of the source, with where it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Noticed {
    /// The word for programs: `hidden`.
    pub kind: &'static str,
    /// In words.
    pub about: &'static str,
    /// How often.
    pub count: u64,
    /// Where first.
    pub samples: Vec<Sample>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnProfile {
    /// Its name, as a mapping gives it.
    pub name: String,
    /// Records that have the column: all of its table.
    pub records: u64,
    /// Records with nothing in it, or only white space.
    pub empty: u64,
    /// The other values by kind, the most frequent first.
    pub kinds: Vec<KindCount>,
    /// Different values.
    pub distinct: Distinct,
    /// Characters of the shortest and of the longest value.
    pub length: Option<(u64, u64)>,
    /// What is known of its numbers, where there are any and how to read them is known.
    pub numbers: Option<Numbers>,
    /// What is known of its dates.
    pub dates: Option<Dates>,
    /// The most frequent values.
    pub frequent: Vec<Frequent>,
    /// The shapes of its texts, the most frequent first; none where there are too many.
    pub shapes: Vec<ShapeCount>,
    /// How often the rarest shapes that are not listed occur together.
    pub shapes_omitted: u64,
    /// The numbers or dates by size, for a chart; from at most [`super::limits::DRAWN_MAX`] values.
    pub histogram: Vec<Bar>,
    /// What is suspicious, the gravest first.
    pub suspicions: Vec<Suspicion>,
}

/// The kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Text that reads as nothing else.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// Text that reads as a number.
    NumberInText,
    /// A date.
    Date,
    /// A date and time.
    DateTime,
    /// Text that reads as a date, with or without a time.
    DateInText,
    /// True or false.
    Bool,
    /// Text that stands for no value: `N/A`, `-`, `#REF!`.
    Placeholder,
    /// Several values.
    List,
    /// Named parts.
    Record,
}

impl Kind {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::NumberInText => "number in text",
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::DateInText => "date in text",
            Self::Bool => "true/false",
            Self::Placeholder => "placeholder",
            Self::List => "list",
            Self::Record => "record",
        }
    }
}

/// How many values are of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// The kind.
    pub kind: Kind,
    /// How many.
    pub count: u64,
}

/// How many different values there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Distinct {
    /// How many.
    pub count: u64,
    /// Whether counted; else estimated, off by about 2 %.
    pub exact: bool,
}

/// What is known of the numbers of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Numbers {
    /// How many.
    pub count: u64,
    /// The smallest.
    #[serde(serialize_with = "as_text")]
    pub min: Decimal,
    /// The largest.
    #[serde(serialize_with = "as_text")]
    pub max: Decimal,
    /// Where the smallest and the largest stand first.
    pub min_origin: String,
    /// Where the largest stands first.
    pub max_origin: String,
    /// The exact sum; none for codes and where it needs more than 28 digits.
    #[serde(serialize_with = "as_maybe_text")]
    pub sum: Option<Decimal>,
    /// How they are written, by how often: `decimal comma`.
    pub forms: Vec<(String, u64)>,
}

/// What is known of the dates of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dates {
    /// How many.
    pub count: u64,
    /// The earliest and the latest as `YYYY-MM-DD`; none where day and month cannot be told apart.
    pub range: Option<(String, String)>,
    /// The forms seen in text, by how often.
    pub forms: Vec<DateForm>,
    /// What tells the day from the month, in words; empty where nothing needs telling.
    pub evidence: String,
}

/// A form of dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateForm {
    /// In letters: `DD/MM/YYYY`.
    pub form: String,
    /// How often.
    pub count: u64,
}

/// A frequent value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frequent {
    /// The value, its first 100 characters.
    pub value: String,
    /// How often.
    pub count: u64,
    /// Whether counted from the first time on; else it occurs at least so often.
    pub exact: bool,
}

/// A shape of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShapeCount {
    /// `AA-9999`: capitals, digits, small letters as `a`, all else as it stands; `+` after a run
    /// where lengths vary.
    pub shape: String,
    /// How often.
    pub count: u64,
    /// The first such value.
    pub sample: Sample,
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// Where.
    pub origin: String,
    /// The value, its first 100 characters.
    pub value: String,
}

/// A bar of a histogram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Its smallest value.
    pub from: String,
    /// Its largest value.
    pub to: String,
    /// Values drawn that lie within.
    pub count: u64,
}

/// How grave a suspicion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The value is lost or wrong, or will be read wrongly.
    Mend,
    /// May be right: someone who knows the data must look.
    Look,
    /// Good to know when the mapping is written.
    Know,
}

impl Severity {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mend => "mend",
            Self::Look => "look",
            Self::Know => "know",
        }
    }
}

/// Something that a data owner should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suspicion {
    /// The word for programs: `lost-zeros`; does not change.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// How many values or records.
    pub count: u64,
    /// One sentence without a full stop.
    pub text: String,
    /// Where, the first of them.
    pub samples: Vec<Sample>,
}

/// Columns that are unique, or should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyProfile {
    /// The columns.
    pub columns: Vec<String>,
    /// Whether it was stated, not found.
    pub stated: bool,
    /// Records that repeat the value of an earlier one.
    pub duplicates: u64,
    /// Records that have nothing in all of its columns.
    pub empty: u64,
    /// The first duplicates.
    pub samples: Vec<Duplicate>,
}

/// Two records with the same key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duplicate {
    /// The key.
    pub value: String,
    /// Where it stands first.
    pub first: String,
    /// Where again.
    pub again: String,
}

fn as_text<S: serde::Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

#[expect(
    clippy::ref_option,
    reason = "serde hands over a reference to the field"
)]
fn as_maybe_text<S: serde::Serializer>(
    number: &Option<Decimal>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match number {
        Some(number) => serializer.collect_str(number),
        None => serializer.serialize_none(),
    }
}
