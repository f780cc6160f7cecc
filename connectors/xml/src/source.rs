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
use crate::impostors::recognise;
use crate::names::Bindings;
use crate::options::{OPTIONS, Settings};
use crate::parse::record_paths;
use crate::path::Path;
use crate::plan::Plan;
use crate::pull::{Puller, RECORD_BYTES_MAX, Token};
use crate::reader::{Begun, XmlReader};
use crate::refusals::unreadable;
use crate::survey::Survey;

/// Bytes looked at to find the encoding. A declaration is far shorter; the rest is held against
/// it.
const SAMPLE_BYTES: u64 = 64 * 1024;

/// Text surveyed to find candidate record paths.
const SURVEY_BYTES: u64 = 4 * 1024 * 1024;

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
        &["xml", "xbrl", "ofx"]
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
    /// What the file looks like, where no record path is stated.
    guess: Option<Guess>,
}

/// A record path that nobody stated.
struct Guess {
    records: Vec<(Path, String)>,
    evidence: String,
    /// True once everything was asked for, as `peek` does: only then is it read by.
    taken: bool,
}

impl XmlSource {
    fn open(
        file: &Arc<str>,
        mut input: Box<dyn ReadSeek>,
        settings: Settings,
    ) -> Result<Self, Problem> {
        let mut sample = Vec::new();
        let begin = input.seek(SeekFrom::Start(0));
        begin.map_err(|fault| unreadable(&fault))?;
        let read = (&mut input).take(SAMPLE_BYTES).read_to_end(&mut sample);
        read.map_err(|fault| unreadable(&fault))?;
        recognise(&sample)?;
        let detected = detect(&sample, settings.encoding)?;
        let mut source = Self {
            file: Arc::clone(file),
            input: Some(input),
            detected,
            settings,
            guess: None,
        };
        // A file that breaks here breaks again when it is read, and says so then.
        if source.settings.records.is_none()
            && let Ok((survey, _)) = source.survey()
        {
            source.guess = guess(&survey);
        }
        Ok(source)
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
            .map_err(|why| fault(unreadable(&why)))?;
        Ok(Puller::new(input, &self.detected, Arc::clone(&self.file)))
    }

    /// The record paths; a fault that lists candidates where there are none.
    fn records(&mut self) -> Result<Vec<(Path, String)>, SourceFault> {
        if let Some(records) = &self.settings.records {
            return Ok(records.clone());
        }
        if let Some(guess) = self.guess.as_ref().filter(|guess| guess.taken) {
            return Ok(guess.records.clone());
        }
        let (survey, _) = self.survey()?;
        let problem = if survey.workbook() {
            workbook()
        } else {
            let expected = candidates_text(&survey.candidates());
            Problem::new(SourceFaultKind::Option, "no option `records`", expected)
                .fix("set `records` to the path of the elements that are records")
        };
        Err(problem.of_file(&self.file))
    }

    /// Surveys the first part of the file. What stands before a break can still be told: the
    /// fault comes with the survey.
    fn survey(&mut self) -> Result<(Survey, Option<SourceFault>), SourceFault> {
        let mut puller = self.puller()?;
        let mut survey = Survey::new();
        let fault = loop {
            if puller.consumed() > SURVEY_BYTES {
                break None;
            }
            match puller.next() {
                Ok(Token::Start(tag)) => survey.start(&tag),
                Ok(Token::Leaf(leaf)) => {
                    survey.start(&leaf.tag);
                    survey.text(leaf.text);
                    survey.end();
                }
                Ok(Token::End) => survey.end(),
                Ok(Token::Text { text, .. }) => survey.text(&text),
                Ok(Token::Eof) => {
                    survey.finish();
                    break None;
                }
                Err(fault) => break Some(fault),
            }
        };
        self.input = Some(puller.into_input());
        Ok((survey, fault))
    }

    fn plan(
        &self,
        records: &[(Path, String)],
        projection: &Projection,
    ) -> Result<Plan, SourceFault> {
        let Settings {
            declared, bindings, ..
        } = &self.settings;
        Plan::compile(records, declared, projection, bindings)
            .map_err(|problem| problem.of_file(&self.file))
    }
}

impl Source for XmlSource {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        let (survey, fault) = self.survey()?;
        let candidates = survey.candidates();
        match fault {
            Some(fault) if candidates.is_empty() => Err(fault),
            _ => Ok(candidates),
        }
    }

    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        Ok(None)
    }

    fn detected(&mut self) -> Vec<(&'static str, String)> {
        let Detected {
            encoding, evidence, ..
        } = &self.detected;
        let mut detected = vec![("encoding", format!("{} ({evidence})", encoding.name()))];
        if let Some(guess) = &self.guess {
            detected.push(("records", guess.evidence.clone()));
        }
        detected
    }

    fn everything(&mut self) -> Result<Projection, SourceFault> {
        if let Some(guess) = &mut self.guess {
            guess.taken = true;
        }
        let records = self.records()?;
        let plan = self.plan(&records, &Projection::default())?;
        let mut puller = self.puller()?;
        let mut builder = Builder::new(plan, self.detected.encoding);
        let survey = survey_records(&mut puller, &mut builder);
        self.input = Some(puller.into_input());
        Ok(survey?.projection())
    }

    fn read(
        mut self: Box<Self>,
        projection: &Projection,
    ) -> Result<Box<dyn RecordReader>, SourceFault> {
        let records = self.records()?;
        let plan = self.plan(&records, projection)?;
        let builder = Builder::new(plan, self.detected.encoding);
        let puller = self.puller()?;
        match XmlReader::begin(puller, builder, &self.file, &records, projection)? {
            Begun::Reader(reader) => Ok(reader),
            Begun::Nowhere(input) => {
                self.input = Some(input);
                let written: Vec<String> = records
                    .iter()
                    .map(|(_, written)| format!("`{written}`"))
                    .collect();
                let found = format!("no element at {}", written.join(", "));
                let expected = candidates_text(&self.parts()?);
                let problem = Problem::new(SourceFaultKind::Part, found, expected);
                Err(problem
                    .fix("correct the option `records`")
                    .of_file(&self.file))
            }
        }
    }
}

fn guess(survey: &Survey) -> Option<Guess> {
    if survey.workbook() {
        return None;
    }
    let (path, evidence) = survey.guess()?;
    Some(Guess {
        records: record_paths(&path, &Bindings::new()).ok()?,
        evidence,
        taken: false,
    })
}

fn candidates_text(parts: &[SourcePart]) -> String {
    let names: Vec<String> = parts
        .iter()
        .map(|part| format!("`{}`", part.name))
        .collect();
    format!(
        "the path of the records; this file has {}",
        names.join(", ")
    )
}

fn workbook() -> Problem {
    Problem::new(
        SourceFaultKind::Option,
        "a workbook of Excel 2003 saved as XML (SpreadsheetML), and no option `records`",
        "a file whose elements are records",
    )
    .fix(
        "read it with `spreadsheet:` instead of `xml:`; or set `records`, for example to \
         `//Row`, to read its elements",
    )
}

/// Surveys the first records.
fn survey_records(puller: &mut Puller, builder: &mut Builder) -> Result<Survey, SourceFault> {
    let mut survey = Survey::new();
    let mut records = 0;
    loop {
        let was_open = builder.in_record();
        let result = match puller.next()? {
            Token::Start(tag) => {
                let started = builder.start(&tag);
                if builder.in_record() {
                    survey.start(&tag);
                }
                started.map(|()| None)
            }
            Token::Leaf(leaf) => {
                let started = builder.start(&leaf.tag);
                if builder.in_record() {
                    survey.start(&leaf.tag);
                    survey.text(leaf.text);
                    survey.end();
                }
                started.and_then(|()| builder.end())
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
                builder.end()
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
