//! The traits of a source connector.
//!
//! Life of a source: [`SourceConnector::check`] judges the options without any file;
//! [`SourceConnector::open`] takes a file and reads as little as it can; [`Source::columns`] and
//! [`Source::parts`] tell what is there; [`Source::read`] binds a projection and yields a
//! [`RecordReader`], from which batches are drawn until it says [`Flow::End`].
//!
//! Everything is synchronous, streams, and holds memory that does not grow with the file.

use serde::{Deserialize, Serialize};
use std::io::{Read, Seek};
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::annotate::{Annotation, WriteSeek};
use crate::options::{OptionFault, OptionSpec, Options};
use crate::origin::Origin;
use crate::projection::Projection;
use crate::record::{Layout, Record, RecordFault};
use crate::scratch::Scratch;
use crate::value::Name;

/// What a source reads from.
pub trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// A file handed to a source.
pub struct Input {
    /// File name as the project names it; stands in every origin.
    pub file: Arc<str>,
    /// Its bytes, unbuffered; the source buffers.
    pub bytes: Box<dyn ReadSeek>,
    /// Where the source may put aside what does not fit its budget of memory.
    pub scratch: Scratch,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// A kind of source: the spreadsheet reader, the XML reader.
pub trait SourceConnector: Send + Sync {
    /// The word for it in a mapping: `spreadsheet`, `delimited`, `xml`.
    fn kind(&self) -> &'static str;

    /// File endings that it reads, lower case, without the dot.
    fn extensions(&self) -> &'static [&'static str];

    /// The options it accepts.
    fn options(&self) -> &'static [OptionSpec];

    /// Judges options without a file; everything that is wrong at once.
    fn check(&self, options: &Options) -> Vec<OptionFault> {
        options.check(self.options())
    }

    /// Whether this file is read by a library that a hostile file can make exhaust memory or abort,
    /// for which there is no catching: the engine then opens and reads it in a process of its own,
    /// with a limit. Leaves the bytes at the start.
    fn wants_isolation(&self, _input: &mut Input) -> bool {
        false
    }

    /// Writes a copy of a file with cells marked and a list of findings, and everything else as it was.
    /// False where it cannot do that for this file; then nothing of use was written.
    fn annotate(
        &self,
        _input: Input,
        _annotation: &Annotation,
        _out: &mut dyn WriteSeek,
    ) -> Result<bool, SourceFault> {
        Ok(false)
    }

    /// Opens a file. Reads no more than it takes to find sheets and header.
    fn open(&self, input: Input, options: &Options) -> Result<Box<dyn Source>, SourceFault>;
}

/// A part of a file that holds records: a sheet, a record path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePart {
    /// Name as a mapping would give it.
    pub name: String,
    /// What a person should know of it: `hidden`, `1,036 rows`; empty when nothing.
    pub note: String,
}

/// A column of a source that has a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnInfo {
    /// Name as a mapping gives it. A repeated name is followed by ` (2)`, ` (3)`; an empty one
    /// is `column C` after its letters.
    pub name: Name,
    /// Column, counted from 0.
    pub column: u32,
    /// Where the header cell stands.
    pub origin: Origin,
}

/// A nested part of the records of a source that tells its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartColumns {
    /// Its path, as [`crate::ChildProjection::path`] names it.
    pub path: Name,
    /// The columns of its records.
    pub columns: Vec<ColumnInfo>,
    /// The parts nested in it.
    pub parts: Vec<PartColumns>,
}

/// An opened file.
pub trait Source: Send {
    /// The sheets or record paths found, for `peek` and for messages.
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault>;

    /// The columns, where a header tells them; none for sources whose records name their own
    /// fields (XML).
    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault>;

    /// The nested parts, where [`Source::columns`] tells columns; none for sources whose records are
    /// flat.
    fn nested(&mut self) -> Result<Vec<PartColumns>, SourceFault> {
        Ok(Vec::new())
    }

    /// What the source found out by itself (encoding, delimiter, header row) with its evidence,
    /// as name and value pairs for people. May read more of the file, as a look into a file asks it
    /// and a load does not.
    fn detected(&mut self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// A projection of everything, for `peek`: all columns, or the paths seen in the first
    /// records.
    fn everything(&mut self) -> Result<Projection, SourceFault>;

    /// Binds a projection and starts at the first record. A column that does not exist is a
    /// fault of kind [`SourceFaultKind::Header`] that names all missing columns.
    fn read(self: Box<Self>, projection: &Projection)
    -> Result<Box<dyn RecordReader>, SourceFault>;
}

/// Records drawn together. Reused: a reader clears it first and may keep its buffers.
#[derive(Debug, Default)]
pub struct Batch {
    /// Records in the order of the extract.
    pub records: Vec<Record>,
    /// Records that could not be read.
    pub faults: Vec<RecordFault>,
}

/// Whether more batches follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flow {
    /// Draw again.
    More,
    /// The last record has been yielded.
    End,
}

/// What a reader counted; the engine checks its own count against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Records yielded.
    pub records: u64,
    /// Records that could not be read.
    pub faults: u64,
    /// Blank rows or lines passed over.
    pub blank: u64,
}

/// Yields the records of one file.
pub trait RecordReader: Send {
    /// What the slots mean.
    fn layout(&self) -> Arc<Layout>;

    /// Fills `batch` with at most `records_max` records and faults. After [`Flow::End`] or a
    /// fault it is not called again. Records before a fault of the stream are yielded first.
    fn next_batch(&mut self, batch: &mut Batch, records_max: usize) -> Result<Flow, SourceFault>;

    /// Counts so far.
    fn tally(&self) -> Tally;

    /// Totals that the extract states of itself (the trailer of a bank file, a control sum in a
    /// header), as far as they have been read; complete after [`Flow::End`].
    fn declared(&self) -> Vec<DeclaredTotal> {
        Vec::new()
    }
}

/// A total that an extract states of itself. What it should equal is for the mapping to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredTotal {
    /// Name as a mapping gives it: the record kind and field of a trailer, the path of an element.
    pub name: Name,
    /// The amount or count as stated.
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
    /// Where it stands.
    pub origin: Origin,
}

/// A file that cannot be read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{origin}: found {found}, expected {expected}")]
pub struct SourceFault {
    /// What kind of fault.
    pub kind: SourceFaultKind,
    /// Where.
    pub origin: Origin,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// What to do about it.
    pub fix: String,
}

impl SourceFault {
    /// Options that a connector cannot accept for this file, all in one.
    pub fn options(file: &Arc<str>, faults: &[OptionFault]) -> Self {
        let join = |part: fn(&OptionFault) -> String| {
            let parts: Vec<String> = faults.iter().map(part).collect();
            parts.join("; ")
        };
        Self {
            kind: SourceFaultKind::Option,
            origin: Origin::File {
                file: Arc::clone(file),
            },
            found: join(|fault| format!("option `{}`: {}", fault.option, fault.found)),
            expected: join(|fault| fault.expected.clone()),
            fix: "correct the options of the source in the mapping".to_owned(),
        }
    }

    /// Bytes that could not be read.
    pub fn io(origin: Origin, error: &std::io::Error) -> Self {
        Self {
            kind: SourceFaultKind::Io,
            origin,
            found: error.to_string(),
            expected: "bytes that can be read".to_owned(),
            fix: "check the file and the disk it is on, then run again".to_owned(),
        }
    }
}

/// Kinds of faults of a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SourceFaultKind {
    /// The bytes could not be read.
    Io,
    /// The file is not of the form its reader expects, or is broken.
    Format,
    /// The file is encrypted or protected by a password.
    Protected,
    /// The file breaks a limit that keeps the machine safe.
    Limit,
    /// The file has a construct that is refused (entities, external references).
    Refused,
    /// The sheet or record path asked for is not there.
    Part,
    /// The header is not there, or lacks columns.
    Header,
    /// An option is wrong for this file.
    Option,
    /// The file ends in the middle.
    Truncated,
}
