//! Opens a file: encoding and form; then hands it to a reader.

use std::io::{Read as _, SeekFrom};
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use landbridge_contract::{
    ColumnInfo, Input, Layout, LayoutKind, OptionFault, OptionSpec, Options, Origin, Projection,
    ReadSeek, RecordReader, Source, SourceConnector, SourceFault, SourceFaultKind, SourcePart,
    Tally,
};
use serde_json::Value as Json;

use crate::cutter::{Cutter, Form, Next, io_fault};
use crate::options::{OPTIONS, Settings};
use crate::plan::Plan;
use crate::reader::JsonReader;
use crate::survey::{Seen, arrays, listed, path_of};

/// Bytes looked at to tell lines from a document.
const SAMPLE_BYTES: u64 = 64 * 1024;

/// Records looked at to know what they have.
const SURVEY_RECORDS: usize = 100;

/// The JSON source: `json`.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonConnector;

impl SourceConnector for JsonConnector {
    fn kind(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "jsonl", "ndjson"]
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
        Ok(Box::new(JsonSource::open(input, &settings)?))
    }
}

/// An opened file.
struct JsonSource {
    file: Arc<str>,
    bytes: Box<dyn ReadSeek>,
    /// The keys that lead to the records; none where each line is one.
    records: Option<Vec<String>>,
    stated: bool,
    encoding: &'static Encoding,
    mark: usize,
    detected: Vec<(&'static str, String)>,
}

impl JsonSource {
    fn open(input: Input, settings: &Settings) -> Result<Self, SourceFault> {
        let Input {
            file, mut bytes, ..
        } = input;
        let mut sample = Vec::new();
        let read = bytes
            .seek(SeekFrom::Start(0))
            .and_then(|_| (&mut bytes).take(SAMPLE_BYTES).read_to_end(&mut sample));
        read.map_err(|why| io_fault(&file, 1, &why))?;
        let (encoding, mark, evidence) = encoding(&sample);
        let body = sample.get(mark..).unwrap_or_default();
        let (text, _) = encoding.decode_without_bom_handling(body);
        let (lines, because) = form(&file, &text, settings);
        let form = if lines {
            "an object a line"
        } else {
            "document"
        };
        Ok(Self {
            file,
            bytes,
            records: (!lines).then(|| settings.records.clone().unwrap_or_default()),
            stated: settings.records.is_some(),
            encoding,
            mark,
            detected: vec![
                ("encoding", format!("{} ({evidence})", encoding.name())),
                ("form", format!("{form} ({because})")),
            ],
        })
    }

    /// A cutter at the start of the file, which may be taken away from the source.
    fn cutter_over<R: std::io::Read>(&self, bytes: R) -> Cutter<R> {
        let mark = u64::try_from(self.mark).unwrap_or(0);
        // UTF-8 passes through as it is and is judged record by record.
        let encoding = (self.encoding != UTF_8).then_some(self.encoding);
        Cutter::new(bytes, Arc::clone(&self.file), encoding, mark)
    }

    /// Takes the bytes out, at their start.
    fn take_bytes(&mut self) -> Result<Box<dyn ReadSeek>, SourceFault> {
        let start = self.bytes.seek(SeekFrom::Start(0));
        start.map_err(|why| io_fault(&self.file, 1, &why))?;
        Ok(std::mem::replace(
            &mut self.bytes,
            Box::new(std::io::empty()),
        ))
    }

    /// Looks at the file from its start, and leaves it as it was.
    fn look<T>(
        &mut self,
        look: impl FnOnce(&Self, &mut Cutter<&mut Box<dyn ReadSeek>>) -> Result<T, SourceFault>,
    ) -> Result<T, SourceFault> {
        let mut bytes = self.take_bytes()?;
        let result = look(self, &mut self.cutter_over(&mut bytes));
        self.bytes = bytes;
        result
    }

    /// Goes to the records; none where the path leads nowhere.
    fn enter<R: std::io::Read>(&self, cutter: &mut Cutter<R>) -> Result<Option<Form>, SourceFault> {
        let Some(keys) = &self.records else {
            return Ok(Some(Form::Lines));
        };
        // Only a mapping that says so means the whole document by one record.
        let form = cutter.enter(keys)?;
        Ok(form.filter(|form| self.stated || *form != Form::Object))
    }

    fn nowhere(&mut self) -> SourceFault {
        let known = self.parts().unwrap_or_default();
        let found = if self.stated {
            let path = path_of(self.records.as_deref().unwrap_or_default());
            format!("no array or object at `{path}`")
        } else {
            "a document that is no array, and no option `records`".to_owned()
        };
        SourceFault {
            kind: SourceFaultKind::Part,
            origin: Origin::File {
                file: Arc::clone(&self.file),
            },
            found,
            expected: format!("the path of the array with the records; {}", listed(&known)),
            fix: "set `records` to the path of the array whose objects are the records".to_owned(),
        }
    }
}

/// What the first records have. A broken record is left to the reader to tell.
fn survey<R: std::io::Read>(cutter: &mut Cutter<R>, form: Form) -> Projection {
    let mut seen = Seen::default();
    for _ in 0..SURVEY_RECORDS {
        match cutter.next(form) {
            Ok(Next::Record) => {
                if let Ok(json @ Json::Object(_)) = serde_json::from_slice(cutter.record()) {
                    seen.note(&json, 0);
                }
            }
            Ok(Next::Blank | Next::TooLong) => {}
            Ok(Next::End) | Err(_) => break,
        }
    }
    seen.projection()
}

impl Source for JsonSource {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        if self.records.is_none() {
            return Ok(Vec::new());
        }
        self.look(|_, cutter| arrays(cutter))
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        Ok(None)
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        self.detected.clone()
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        let found = self.look(|source, cutter| {
            let form = source.enter(cutter)?;
            Ok(form.map(|form| survey(cutter, form)))
        })?;
        match found {
            Some(projection) => Ok(projection),
            None => Err(self.nowhere()),
        }
    }

    fn read(
        mut self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let entered = self.look(|source, cutter| {
            let form = source.enter(cutter)?;
            Ok(form)
        });
        let Some(form) = entered? else {
            return Err(self.nowhere());
        };
        let bytes = self.take_bytes()?;
        let mut cutter = self.cutter_over(bytes);
        self.enter(&mut cutter)?;
        let path = path_of(self.records.as_deref().unwrap_or_default());
        Ok(Box::new(JsonReader {
            cutter,
            form,
            plan: Plan::of(projection),
            layout: Arc::new(layout(&self.file, path, projection)),
            decoded: self.encoding != UTF_8,
            tally: Tally::default(),
            pending: None,
        }))
    }
}

/// The encoding by the mark or the zeros of the first bytes, the length of the mark, and why.
///
/// JSON begins with an ASCII sign, so that in UTF-16 one of the first two bytes is zero.
fn encoding(sample: &[u8]) -> (&'static Encoding, usize, &'static str) {
    match (Encoding::for_bom(sample), sample) {
        (Some((encoding, mark)), _) => (encoding, mark, "byte order mark"),
        (None, [0, first, ..]) if *first != 0 => (UTF_16BE, 0, "the first byte is zero"),
        (None, [first, 0, ..]) if *first != 0 => (UTF_16LE, 0, "the second byte is zero"),
        (None, _) => (UTF_8, 0, "what JSON is written in"),
    }
}

/// Whether each line is a record, and why.
fn form(file: &str, text: &str, settings: &Settings) -> (bool, &'static str) {
    if let Some(lines) = settings.lines {
        return (lines, "stated");
    }
    if settings.records.is_some() {
        return (false, "`records` is stated");
    }
    let ending = file.rsplit_once('.').map(|(_, ending)| ending);
    if ending.is_some_and(|ending| matches!(&*ending.to_ascii_lowercase(), "jsonl" | "ndjson")) {
        return (true, "the file's name");
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let object = first.trim_start().starts_with('{')
        && serde_json::from_str::<serde::de::IgnoredAny>(first).is_ok();
    if object && lines.next().is_some() {
        (true, "the first line is an object, and more follow")
    } else {
        (false, "the first line is no object of its own")
    }
}

fn layout(file: &Arc<str>, path: Arc<str>, projection: &Projection) -> Layout {
    let children = projection.children.iter();
    Layout {
        file: Arc::clone(file),
        kind: LayoutKind::Elements { path },
        names: projection.fields.clone(),
        columns: Vec::new(),
        children: children
            .map(|child| layout(file, Arc::clone(&child.path), &child.projection))
            .collect(),
        pieces: Vec::new(),
    }
}
