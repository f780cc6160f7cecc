//! Opens a file: encoding, delimiter, header; then hands the rest to a reader.

use std::io::{Read as _, SeekFrom};
use std::sync::Arc;

use landbridge_contract::{
    ColumnInfo, Input, Layout, LayoutKind, OptionFault, OptionSpec, Options, Origin, Projection,
    ReadSeek, RecordReader, Source, SourceConnector, SourceFault, SourceFaultKind, SourcePart,
};

use crate::header::{Columns, column_names};
use crate::options::{HeaderLine, OPTIONS, Settings};
use crate::plan::Plan;
use crate::reader::{DelimitedReader, Manners, file_fault};
use crate::splitter::{Next, Splitter};
use crate::tagged::TaggedSource;
use landbridge_lines::{Stream, detect};

/// Bytes looked at to find encoding and delimiter. A legacy file tells its encoding by the
/// first accented letter, which may stand far down.
const SAMPLE_BYTES: usize = 256 * 1024;

/// Lines among which the header is looked for by its names.
const FIND_LINES: usize = 1000;

/// First bytes of files that are no text, and what they are.
const NO_TEXT: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "a zip archive or xlsx workbook"),
    (b"\xD0\xCF\x11\xE0", "an xls workbook or other OLE file"),
    (b"%PDF", "a PDF document"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
];

/// The delimited text source: `delimited`.
#[derive(Debug, Clone, Copy, Default)]
pub struct DelimitedConnector;

impl SourceConnector for DelimitedConnector {
    fn kind(&self) -> &'static str {
        "delimited"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "txt"]
    }

    fn options(&self) -> &'static [OptionSpec] {
        OPTIONS
    }

    fn check(&self, options: &Options) -> Vec<OptionFault> {
        Settings::from_options(options).err().unwrap_or_default()
    }

    fn open(&self, input: Input, options: &Options) -> Result<Box<dyn Source>, SourceFault> {
        let settings = Settings::from_options(options)
            .map_err(|faults| SourceFault::options(&input.file, &faults))?;
        open(input, settings)
    }
}

/// An opened file that stands before its first record.
struct DelimitedSource {
    columns: Columns,
    detected: Vec<(&'static str, String)>,
    splitter: Splitter,
    settings: Settings,
}

/// Finds the encoding of a file and how it is cut, and opens it so.
fn open(input: Input, settings: Settings) -> Result<Box<dyn Source>, SourceFault> {
    let Input {
        file, mut bytes, ..
    } = input;
    let (sample, whole) = take_sample(&mut *bytes).map_err(|fault| {
        SourceFault::io(
            Origin::File {
                file: Arc::clone(&file),
            },
            &fault,
        )
    })?;
    refuse_other_files(&file, &sample)?;
    let encoding = detect(&sample, whole, settings.encoding).map_err(|fault| {
        let label = fault.mark.name().to_ascii_lowercase();
        SourceFault {
            kind: SourceFaultKind::Option,
            origin: Origin::File {
                file: Arc::clone(&file),
            },
            found: format!("a byte order mark of {label}"),
            expected: "the encoding that the option `encoding` states".to_owned(),
            fix: format!("remove the option `encoding`, or set it to `{label}`"),
        }
    })?;
    let byte = u64::try_from(encoding.mark).unwrap_or(0);
    bytes.seek(SeekFrom::Start(byte)).map_err(|fault| {
        SourceFault::io(
            Origin::File {
                file: Arc::clone(&file),
            },
            &fault,
        )
    })?;
    let stream = Stream::new(bytes, encoding.charset);
    if let Some(kinds) = settings.kinds {
        let told = format!("{} ({})", encoding.charset.name(), encoding.evidence);
        return Ok(Box::new(TaggedSource {
            file,
            stream,
            byte,
            kinds,
            quote: settings.quote,
            detected: vec![("encoding", told)],
        }));
    }
    let body = sample.get(encoding.mark..).unwrap_or_default();
    let text = encoding.charset.decode(body);
    let plan = Plan::of(&file, &text, whole, &settings);
    let mut source = DelimitedSource {
        columns: Columns {
            file,
            names: Vec::new(),
            lines: Vec::new(),
        },
        detected: plan.told(&encoding),
        splitter: Splitter::new(stream, plan.dialect, byte),
        settings,
    };
    source.find_header(&plan)?;
    source.find_data()?;
    Ok(Box::new(source))
}

impl DelimitedSource {
    fn pass_to(&mut self, line: u64) -> Result<(), SourceFault> {
        while self.splitter.line() < line {
            let passed = self.splitter.pass_line();
            if !passed.map_err(|fault| file_fault(&self.columns.file, fault))? {
                break;
            }
        }
        Ok(())
    }

    fn find_header(&mut self, plan: &Plan) -> Result<(), SourceFault> {
        let line = match self.settings.header {
            HeaderLine::First | HeaderLine::Absent | HeaderLine::Find(_) => plan.skip + 1,
            HeaderLine::At(line) => line,
        };
        self.pass_to(line)?;
        let evidence = match self.settings.header.clone() {
            HeaderLine::Absent => {
                self.columns.names = column_names((0..plan.widest).map(|_| String::new()));
                self.columns.lines = vec![line; plan.widest];
                self.detected.push(("header", "none".to_owned()));
                return Ok(());
            }
            HeaderLine::Find(names) => {
                self.find_names(&names)?;
                " (found by its names)"
            }
            HeaderLine::First | HeaderLine::At(_) => {
                self.next_header(line)?;
                ""
            }
        };
        let stands = self.splitter.record_line();
        self.columns.names = column_names(self.splitter.texts());
        let lines = self.splitter.lines();
        self.columns.lines = lines.unwrap_or_else(|| vec![stands; self.columns.names.len()]);
        let told = format!("line {stands}{evidence}");
        self.detected.push(("header", told));
        Ok(())
    }

    /// Goes to the header that stands on a line, or on the first one with text from there.
    fn next_header(&mut self, line: u64) -> Result<(), SourceFault> {
        loop {
            let next = self.splitter.next();
            match next.map_err(|fault| file_fault(&self.columns.file, fault))? {
                Next::Record => break,
                Next::Blank if self.settings.header == HeaderLine::First => {}
                Next::Blank => return Err(self.no_header(line, format!("line {line} is blank"))),
                Next::End if line == 1 => {
                    return Err(self.no_header(line, "nothing: the file has no text".to_owned()));
                }
                Next::End => {
                    let found = format!("the end of the file before line {line}");
                    return Err(self.no_header(line, found));
                }
            }
        }
        let stands = self.splitter.record_line();
        if matches!(self.settings.header, HeaderLine::At(line) if line != stands) {
            return Err(self.no_header(line, format!("line {line} is a comment")));
        }
        Ok(())
    }

    /// Goes to the first line that has all the names. The fault tells the line that has most.
    fn find_names(&mut self, names: &[String]) -> Result<(), SourceFault> {
        let mut nearest: Option<(usize, u64, Vec<String>)> = None;
        for _ in 0..FIND_LINES {
            let next = self.splitter.next();
            match next.map_err(|fault| file_fault(&self.columns.file, fault))? {
                Next::Blank => continue,
                Next::End => break,
                Next::Record => {}
            }
            let columns = column_names(self.splitter.texts());
            let missing: Vec<String> = names
                .iter()
                .filter(|name| !columns.iter().any(|column| **column == ***name))
                .cloned()
                .collect();
            if missing.is_empty() {
                return Ok(());
            }
            let found = names.len() - missing.len();
            if nearest.as_ref().is_none_or(|(most, ..)| found > *most) {
                nearest = Some((found, self.splitter.record_line(), missing));
            }
        }
        let line = nearest.as_ref().map_or(1, |(_, line, _)| *line);
        let missing = nearest.map_or_else(|| names.to_vec(), |(_, _, missing)| missing);
        Err(SourceFault {
            expected: format!("a line with the column names {}", names.join(", ")),
            ..self.no_header(line, format!("no line with {}", missing.join(", ")))
        })
    }

    fn find_data(&mut self) -> Result<(), SourceFault> {
        let Some(line) = self.settings.data_from else {
            return Ok(());
        };
        if self.splitter.line() > line {
            return Err(SourceFault {
                kind: SourceFaultKind::Option,
                origin: self.line_origin(line),
                found: format!("a header that ends on line {}", self.splitter.line() - 1),
                expected: format!("the first record on line {line}, as `data_from` says"),
                fix: "set `data_from` to a line after the header".to_owned(),
            });
        }
        self.pass_to(line)
    }

    fn no_header(&self, line: u64, found: String) -> SourceFault {
        SourceFault {
            kind: SourceFaultKind::Header,
            origin: self.line_origin(line),
            found,
            expected: "a line with the column names".to_owned(),
            fix: "set `header` to the line with the column names, or to 0 where there is none"
                .to_owned(),
        }
    }

    fn line_origin(&self, line: u64) -> Origin {
        Origin::Line {
            file: Arc::clone(&self.columns.file),
            line,
            column: None,
        }
    }
}

impl Source for DelimitedSource {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        Ok(Vec::new())
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        Ok(Some(self.columns.infos()))
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.detected.clone()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        Ok(Projection {
            fields: self.columns.names.clone(),
            children: Vec::new(),
            ..Projection::default()
        })
    }

    fn read(
        self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        if let Some(child) = projection.children.first() {
            return Err(SourceFault {
                kind: SourceFaultKind::Part,
                origin: Origin::File {
                    file: Arc::clone(&self.columns.file),
                },
                found: format!("nested records `{}` asked for", child.path),
                expected: "fields only: lines hold no nested records".to_owned(),
                fix: "join the nested records from an extract of their own".to_owned(),
            });
        }
        let columns = self.columns.find(&projection.fields)?;
        let layout = Arc::new(Layout {
            file: Arc::clone(&self.columns.file),
            kind: LayoutKind::Lines,
            names: projection.fields.clone(),
            columns,
            children: Vec::new(),
            pieces: Vec::new(),
        });
        let width = self.columns.names.len();
        let header = match self.settings.header {
            HeaderLine::Absent => Vec::new(),
            _ if !self.settings.skip_repeated_header => Vec::new(),
            HeaderLine::First | HeaderLine::At(_) | HeaderLine::Find(_) => self.columns.names,
        };
        Ok(Box::new(DelimitedReader::new(
            self.splitter,
            layout,
            width,
            Manners {
                ragged: self.settings.ragged,
                header,
                until: self.settings.data_until,
            },
        )))
    }
}

fn take_sample(bytes: &mut dyn ReadSeek) -> std::io::Result<(Vec<u8>, bool)> {
    bytes.seek(SeekFrom::Start(0))?;
    let mut sample = Vec::new();
    let limit = u64::try_from(SAMPLE_BYTES).unwrap_or(u64::MAX);
    bytes.take(limit).read_to_end(&mut sample)?;
    let whole = sample.len() < SAMPLE_BYTES;
    Ok((sample, whole))
}

fn refuse_other_files(file: &Arc<str>, sample: &[u8]) -> Result<(), SourceFault> {
    let Some((_, what)) = NO_TEXT.iter().find(|(first, _)| sample.starts_with(first)) else {
        return Ok(());
    };
    Err(SourceFault {
        kind: SourceFaultKind::Format,
        origin: Origin::File {
            file: Arc::clone(file),
        },
        found: (*what).to_owned(),
        expected: "delimited text".to_owned(),
        fix: "read it with the source for its form, or export it as text".to_owned(),
    })
}
