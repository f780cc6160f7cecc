//! Opens a file: encoding, a survey where one is asked for; then hands it to a reader.

use std::io::{Read as _, SeekFrom};
use std::sync::Arc;

use landbridge_contract::{
    ColumnInfo, Input, OptionFault, OptionSpec, Options, Projection, ReadSeek, RecordReader,
    Source, SourceConnector, SourceFault, SourceFaultKind, SourcePart,
};

use crate::builder::Builder;
use crate::encoding::{Detected, detect};
use crate::fault::Problem;
use crate::options::{OPTIONS, Settings};
use crate::path::Path;
use crate::plan::Plan;
use crate::pull::{Puller, RECORD_BYTES_MAX, Token};
use crate::reader::{Begun, XmlReader, layout};
use crate::survey::Survey;

/// Bytes looked at to find the encoding: a declaration is far shorter.
const SAMPLE_BYTES: u64 = 1024;

/// Text surveyed to find candidate record paths.
const SURVEY_BYTES: u64 = 1024 * 1024;

/// Records surveyed for the paths in them, and the most text read for it.
const SURVEY_RECORDS: usize = 100;
const SURVEY_RECORDS_BYTES: u64 = 2 * RECORD_BYTES_MAX as u64;

/// The XML source: `xml`.
#[derive(Debug, Clone, Copy, Default)]
pub struct XmlConnector;

impl SourceConnector for XmlConnector {
    fn kind(&self) -> &'static str {
        "xml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn options(&self) -> &'static [OptionSpec] {
        OPTIONS
    }

    fn check(&self, options: &Options) -> Vec<OptionFault> {
        Settings::from_options(options).err().unwrap_or_default()
    }

    fn open(&self, input: Input, options: &Options) -> Result<Box<dyn Source>, SourceFault> {
        let Input { file, bytes, .. } = input;
        let settings = Settings::from_options(options)
            .map_err(|faults| option_problem(&faults).of_file(&file))?;
        let source = XmlSource::open(&file, bytes, settings);
        Ok(Box::new(source.map_err(|problem| problem.of_file(&file))?))
    }
}

/// An opened file.
struct XmlSource {
    file: Arc<str>,
    /// Lent to the pullers; always there between calls unless the file failed.
    input: Option<Box<dyn ReadSeek>>,
    detected: Detected,
    settings: Settings,
}

impl XmlSource {
    fn open(
        file: &Arc<str>,
        mut input: Box<dyn ReadSeek>,
        settings: Settings,
    ) -> Result<Self, Problem> {
        let mut sample = Vec::new();
        input.seek(SeekFrom::Start(0)).map_err(io_problem)?;
        let read = (&mut input).take(SAMPLE_BYTES).read_to_end(&mut sample);
        read.map_err(io_problem)?;
        let detected = detect(&sample, settings.encoding)?;
        Ok(Self {
            file: Arc::clone(file),
            input: Some(input),
            detected,
            settings,
        })
    }

    /// A puller at the start of the file.
    fn puller(&mut self) -> Result<Puller, SourceFault> {
        let fault = |problem: Problem| problem.of_file(&self.file);
        let gone = || {
            Problem::new(
                SourceFaultKind::Io,
                "a file that failed before",
                "a file to read",
            )
        };
        let mut input = self.input.take().ok_or_else(|| fault(gone()))?;
        let first = u64::try_from(self.detected.mark).unwrap_or(0);
        input
            .seek(SeekFrom::Start(first))
            .map_err(|why| fault(io_problem(why)))?;
        Ok(Puller::new(input, &self.detected, Arc::clone(&self.file)))
    }

    /// The record path; a fault that lists candidates where there is none.
    fn records(&mut self) -> Result<(Path, String), SourceFault> {
        if let Some(records) = self.settings.records.clone() {
            return Ok(records);
        }
        let problem = Problem::new(
            SourceFaultKind::Option,
            "no option `records`",
            self.candidates_text()?,
        );
        Err(problem
            .fix("set `records` to the path of the elements that are records")
            .of_file(&self.file))
    }

    fn candidates_text(&mut self) -> Result<String, SourceFault> {
        let parts = self.parts()?;
        let names: Vec<String> = parts
            .iter()
            .map(|part| format!("`{}`", part.name))
            .collect();
        Ok(format!(
            "the path of the records; this file has {}",
            names.join(", ")
        ))
    }
}

impl Source for XmlSource {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        let mut puller = self.puller()?;
        let mut survey = Survey::new();
        let result = loop {
            if puller.consumed() > SURVEY_BYTES {
                break Ok(());
            }
            match puller.next() {
                Ok(Token::Start(tag)) => {
                    survey.start(&tag, &[]);
                    if tag.empty {
                        survey.end();
                    }
                }
                Ok(Token::End) => survey.end(),
                Ok(Token::Text { .. }) => {}
                Ok(Token::Eof) => break Ok(()),
                Err(fault) => break Err(fault),
            }
        };
        self.input = Some(puller.into_input());
        let candidates = survey.candidates();
        // What stands before a break in the file can still be told.
        match result {
            Err(fault) if candidates.is_empty() => Err(fault),
            Ok(()) | Err(_) => Ok(candidates),
        }
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        Ok(None)
    }

    fn detected(&self) -> Vec<(&'static str, String)> {
        let Detected {
            encoding, evidence, ..
        } = &self.detected;
        vec![("encoding", format!("{} ({evidence})", encoding.name()))]
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        let (records, _) = self.records()?;
        let plan = Plan::compile(&records, &Projection::default(), &self.settings.bindings)
            .map_err(|problem| problem.of_file(&self.file))?;
        let mut puller = self.puller()?;
        let survey = survey_records(&mut puller, &plan);
        self.input = Some(puller.into_input());
        Ok(survey?.projection())
    }

    fn read(
        mut self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let (records, written) = self.records()?;
        let plan = Plan::compile(&records, projection, &self.settings.bindings)
            .map_err(|problem| problem.of_file(&self.file))?;
        let puller = self.puller()?;
        let layout = layout(&self.file, &written, projection);
        match XmlReader::begin(puller, plan, layout, records.steps.last())? {
            Begun::Reader(reader) => Ok(reader),
            Begun::Nowhere(input) => {
                self.input = Some(input);
                let found = format!("no element at `{written}`");
                let problem = Problem::new(SourceFaultKind::Part, found, self.candidates_text()?);
                Err(problem
                    .fix("correct the option `records`")
                    .of_file(&self.file))
            }
        }
    }
}

/// Surveys the first records.
fn survey_records(puller: &mut Puller, plan: &Plan) -> Result<Survey, SourceFault> {
    let mut builder = Builder::new();
    let mut survey = Survey::new();
    let mut records = 0;
    loop {
        let was_open = builder.in_record();
        let result = match puller.next()? {
            Token::Start(tag) => {
                let started = builder.start(plan, &tag, false);
                if builder.in_record() {
                    survey.start(&tag, builder.attributes());
                }
                let mut closed = Ok(None);
                if tag.empty {
                    if builder.in_record() {
                        survey.end();
                    }
                    closed = builder.end(false);
                }
                started.and(closed)
            }
            Token::Text { text, .. } => {
                if was_open {
                    survey.text(&text);
                }
                Ok(None)
            }
            Token::End => {
                if was_open {
                    survey.end();
                }
                builder.end(false)
            }
            Token::Eof => return Ok(survey),
        };
        let closed = result.map_err(|problem| puller.fault(problem))?;
        let is_open = builder.in_record();
        if is_open != was_open || closed.is_some() {
            puller.mark_record(is_open);
        }
        records += usize::from(closed.is_some());
        if records == SURVEY_RECORDS || puller.consumed() > SURVEY_RECORDS_BYTES {
            return Ok(survey);
        }
    }
}

fn io_problem(fault: std::io::Error) -> Problem {
    Problem::new(SourceFaultKind::Io, fault, "bytes that can be read")
        .fix("check the file and the disk it is on, then run again")
}

fn option_problem(faults: &[OptionFault]) -> Problem {
    let join = |part: fn(&OptionFault) -> String| {
        let parts: Vec<String> = faults.iter().map(part).collect();
        parts.join("; ")
    };
    Problem::new(
        SourceFaultKind::Option,
        join(|fault| format!("option `{}`: {}", fault.option, fault.found)),
        join(|fault| fault.expected.clone()),
    )
    .fix("correct the options of the source in the mapping")
}
