//! Opens a file: encoding and framing; then hands it to a reader.

use std::io::{Read as _, SeekFrom};
use std::sync::Arc;

use landbridge_contract::{
    ChildProjection, ColumnInfo, Input, Name, OptionFault, OptionSpec, Options, Origin,
    PartColumns, Projection, ReadSeek, RecordReader, Source, SourceConnector, SourceFault,
    SourceFaultKind, SourcePart, Tally,
};
use landbridge_lines::{Charset, Cutter, Kind as Nested, Nesting, Size, Stream, detect};

use crate::bound::{Binding, bind};
use crate::cells::{Positions, Reading};
use crate::options::{Files, Framing, Kind, OPTIONS, Settings};
use crate::reader::{FixedWidthReader, Manners, Memory, RECORD_BYTES_MAX};
use crate::shape::Shape;

/// Bytes looked at to find encoding and framing.
const SAMPLE_BYTES: u64 = 256 * 1024;

/// The fixed-width source: `fixed-width`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FixedWidthConnector;

impl SourceConnector for FixedWidthConnector {
    fn kind(&self) -> &'static str {
        "fixed-width"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["dat", "ach", "upl", "prn"]
    }

    fn options(&self) -> &'static [OptionSpec] {
        OPTIONS
    }

    fn check(&self, options: &Options) -> Vec<OptionFault> {
        Settings::from_options(options, Files::Named)
            .err()
            .unwrap_or_default()
    }

    fn open(&self, input: Input, options: &Options) -> Result<Box<dyn Source>, SourceFault> {
        let settings = Settings::from_options(options, Files::Read)
            .map_err(|faults| SourceFault::options(&input.file, &faults))?;
        Ok(Box::new(FixedWidthSource::open(input, settings)?))
    }
}

/// An opened file that stands before its first record.
struct FixedWidthSource {
    file: Arc<str>,
    stream: Stream,
    charset: Charset,
    byte: u64,
    framing: Framing,
    length: Option<usize>,
    settings: Settings,
    detected: Vec<(&'static str, String)>,
}

/// Wide text is cut into lines after it was turned into UTF-8; all else before.
fn decoded(bytes: Box<dyn ReadSeek>, charset: Charset, wide: bool) -> (Stream, Charset) {
    if wide {
        (Stream::new(bytes, charset), Charset::UTF_8)
    } else {
        (Stream::Plain(bytes), charset)
    }
}

impl FixedWidthSource {
    fn open(input: Input, settings: Settings) -> Result<Self, SourceFault> {
        let Input {
            file, mut bytes, ..
        } = input;
        let fault = |why: std::io::Error| {
            let file = Arc::clone(&file);
            SourceFault::io(Origin::File { file }, &why)
        };
        let mut sample = Vec::new();
        bytes.seek(SeekFrom::Start(0)).map_err(fault)?;
        (&mut bytes)
            .take(SAMPLE_BYTES)
            .read_to_end(&mut sample)
            .map_err(fault)?;
        let whole = u64::try_from(sample.len()).unwrap_or(0) < SAMPLE_BYTES;
        let found = detect(&sample, whole, settings.encoding).map_err(|contradiction| {
            let label = contradiction.mark.name().to_ascii_lowercase();
            SourceFault {
                found: format!("a byte order mark of {label}"),
                expected: "the encoding that the option `encoding` states".to_owned(),
                fix: format!("remove the option `encoding`, or set it to `{label}`"),
                ..SourceFault::options(&file, &[])
            }
        })?;
        let byte = u64::try_from(found.mark).unwrap_or(0);
        bytes.seek(SeekFrom::Start(byte)).map_err(fault)?;
        let body = sample.get(found.mark..).unwrap_or_default();
        let (framing, told) = framing(body, found.charset, &settings);
        let wide = is_wide(found.charset);
        if wide && (settings.positions == Positions::Bytes || framing != Framing::Lines) {
            return Err(SourceFault {
                found: format!(
                    "positions in bytes, or no lines, in {}",
                    found.charset.name()
                ),
                expected: "lines with positions in characters".to_owned(),
                ..SourceFault::options(&file, &[])
            });
        }
        let only = settings.kinds.first().filter(|_| settings.kinds.len() == 1);
        let even = only.map(|kind| &kind.shape).filter(|shape| shape.is_even());
        let even = even
            .filter(|_| settings.from_copybook)
            .map(|shape| shape.length);
        let length = settings.length.or(even);
        if framing == Framing::Blocks && length.is_none_or(|length| length == 0) {
            return Err(SourceFault {
                found: "blocks of unknown length".to_owned(),
                expected: "`length`, the bytes of a record".to_owned(),
                ..SourceFault::options(&file, &[])
            });
        }
        let (stream, charset) = decoded(bytes, found.charset, wide);
        let encoding = format!("{} ({})", found.charset.name(), found.evidence);
        Ok(Self {
            file,
            stream,
            charset,
            byte,
            framing,
            length,
            settings,
            detected: vec![("encoding", encoding), ("framing", told)],
        })
    }

    fn everything_of(&self, kind: usize) -> Projection {
        let kinds = &self.settings.kinds;
        let mut all = kinds
            .get(kind)
            .map(|kind| everything_in(&kind.shape))
            .unwrap_or_default();
        let below = kinds
            .iter()
            .enumerate()
            .filter(|(_, other)| other.within == Some(kind));
        all.children
            .extend(below.map(|(at, other)| ChildProjection {
                path: Name::clone(&other.name),
                projection: self.everything_of(at),
            }));
        all
    }

    fn columns_of(&self, kind: usize) -> Vec<ColumnInfo> {
        let kinds = &self.settings.kinds;
        let shape = kinds.get(kind).map(|kind| &kind.shape);
        let mut columns = shape
            .map(|shape| columns_in(shape, &self.file))
            .unwrap_or_default();
        for (at, below) in kinds.iter().enumerate() {
            if below.within == Some(kind) {
                columns.extend(self.columns_of(at).into_iter().map(|column| ColumnInfo {
                    name: Name::from(format!("{}/{}", below.name, column.name)),
                    ..column
                }));
            }
        }
        columns
    }

    fn nested_of(&self, kind: usize) -> Vec<PartColumns> {
        let kinds = &self.settings.kinds;
        let shape = kinds.get(kind).map(|kind| &kind.shape);
        let mut parts = shape
            .map(|shape| tables_in(shape, &self.file))
            .unwrap_or_default();
        let below = kinds
            .iter()
            .enumerate()
            .filter(|(_, other)| other.within == Some(kind));
        parts.extend(below.map(|(at, other)| PartColumns {
            path: Name::clone(&other.name),
            columns: self.columns_of(at),
            parts: self.nested_of(at),
        }));
        parts
    }

    fn not_there(&self, binding: &Binding) -> Option<SourceFault> {
        let listed = |names: &[Name]| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        let (kind, found, known) = if binding.missing_fields.is_empty() {
            if binding.missing_parts.is_empty() {
                return None;
            }
            let everything = self.everything_of(self.settings.top).children;
            let names: Vec<Name> = everything.into_iter().map(|child| child.path).collect();
            let found = format!("no nested records {}", listed(&binding.missing_parts));
            (SourceFaultKind::Part, found, names)
        } else {
            let names = self
                .columns_of(self.settings.top)
                .into_iter()
                .map(|one| one.name);
            let found = format!("no field {}", listed(&binding.missing_fields));
            (SourceFaultKind::Header, found, names.collect())
        };
        Some(SourceFault {
            kind,
            origin: Origin::File {
                file: Arc::clone(&self.file),
            },
            found,
            expected: format!("one of {}", listed(&known)),
            fix: "correct the name in the mapping, or the layout".to_owned(),
        })
    }
}

fn columns_in(shape: &Shape, file: &Arc<str>) -> Vec<ColumnInfo> {
    let infos = shape.fields.iter().map(|field| {
        let column = u32::try_from(field.at).unwrap_or(u32::MAX - 1);
        ColumnInfo {
            name: Name::clone(&field.name),
            column,
            origin: Origin::Line {
                file: Arc::clone(file),
                line: 1,
                column: Some((column + 1, Name::clone(&field.name))),
            },
        }
    });
    infos.collect()
}

fn tables_in(shape: &Shape, file: &Arc<str>) -> Vec<PartColumns> {
    let parts = shape.tables.iter().map(|table| PartColumns {
        path: Name::clone(&table.name),
        columns: columns_in(&table.element, file),
        parts: tables_in(&table.element, file),
    });
    parts.collect()
}

fn everything_in(shape: &Shape) -> Projection {
    let tables = shape.tables.iter();
    Projection {
        fields: shape
            .fields
            .iter()
            .map(|field| Name::clone(&field.name))
            .collect(),
        children: tables
            .map(|table| ChildProjection {
                path: Name::clone(&table.name),
                projection: everything_in(&table.element),
            })
            .collect(),
        ..Projection::default()
    }
}

impl Source for FixedWidthSource {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        let kinds = &self.settings.kinds;
        let parts = kinds
            .iter()
            .filter(|_| kinds.len() > 1)
            .map(|kind| SourcePart {
                name: kind.name.to_string(),
                note: match kind.within.and_then(|within| kinds.get(within)) {
                    Some(within) => format!("in {}", within.name),
                    None => String::new(),
                },
            });
        Ok(parts.collect())
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        Ok(Some(self.columns_of(self.settings.top)))
    }

    fn nested(&mut self) -> Result<Vec<PartColumns>, SourceFault> {
        Ok(self.nested_of(self.settings.top))
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.detected.clone()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        Ok(self.everything_of(self.settings.top))
    }

    fn read(
        self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let top = self.settings.top;
        let mut binding = Binding::default();
        let layout = bind(
            &self.settings.kinds,
            top,
            projection,
            &self.file,
            &mut binding,
        );
        if let Some(fault) = self.not_there(&binding) {
            return Err(fault);
        }
        let nested = self.settings.kinds.iter().map(|kind: &Kind| Nested {
            name: Name::clone(&kind.name),
            within: kind.within,
        });
        let nesting = Nesting::new(nested.collect(), top, projection);
        let keeps_offsets = self.stream.keeps_offsets();
        Ok(Box::new(FixedWidthReader {
            cutter: Cutter::new(self.stream, self.byte, RECORD_BYTES_MAX),
            to_skip: self.settings.skip,
            keeps_offsets,
            manners: Manners {
                framing: self.framing,
                length: self.length,
                judge_long: self.settings.length.is_some() && self.framing == Framing::Lines,
                refuse_short: self.settings.refuse_short,
                skip_other: self.settings.skip_other,
                reading: Reading::new(self.charset, self.settings.positions),
                kinds: self.settings.kinds,
            },
            bounds: binding.bounds,
            lifts: binding.lifts,
            nesting,
            layout: Arc::new(layout),
            tally: Tally::default(),
            totals: Vec::new(),
            held: Size::default(),
            spoilt: None,
            pending: None,
            memory: Memory::default(),
        }))
    }
}

/// How records are told apart, and why.
fn framing(body: &[u8], charset: Charset, settings: &Settings) -> (Framing, String) {
    if let Some(framing) = settings.framing {
        let word = match framing {
            Framing::Lines => "lines",
            Framing::Blocks => "blocks",
            Framing::Rdw => "records with a descriptor word",
        };
        return (framing, format!("{word} (stated)"));
    }
    let ebcdic = matches!(charset, Charset::Page(page) if page.is_ebcdic());
    let has_ends = body.iter().any(|byte| matches!(byte, b'\r' | b'\n'));
    if ebcdic {
        (
            Framing::Blocks,
            "blocks (a code page without line ends)".to_owned(),
        )
    } else if settings.from_copybook && !has_ends && !body.is_empty() {
        (
            Framing::Blocks,
            "blocks (no line end in the first bytes)".to_owned(),
        )
    } else {
        (Framing::Lines, "lines".to_owned())
    }
}

/// True for encodings whose line ends are no single bytes.
fn is_wide(charset: Charset) -> bool {
    matches!(charset, Charset::Listed(encoding) if !encoding.is_ascii_compatible())
}
