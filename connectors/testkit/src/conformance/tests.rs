//! The suite must fail where a connector is wrong: a small honest source, and ways to break it.

use std::io::Read as _;
use std::sync::Arc;

use landbridge_contract::{
    Batch, ColumnInfo, Flow, Input, Layout, LayoutKind, OptionSpec, Options, Origin, Place,
    Projection, Record, RecordReader, Slot, Source, SourceConnector, SourceFault, SourceFaultKind,
    SourcePart, Tally, Value,
};

use super::{Ending, SourceCase, source, source_failures};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    LosesOneInBatchesOfTwo,
    TalliesTooMany,
    StartsAtZero,
    MixesSlots,
    AcceptsMissing,
    Panics,
    IgnoresTheEndMark,
}

struct Words(Flaw);

struct WordsSource {
    flaw: Flaw,
    words: Vec<String>,
}

struct WordsReader {
    flaw: Flaw,
    words: std::vec::IntoIter<String>,
    names: Arc<Layout>,
    tally: Tally,
}

fn fault(kind: SourceFaultKind, found: String) -> SourceFault {
    SourceFault {
        kind,
        origin: Origin::File {
            file: Arc::from("words.txt"),
        },
        found,
        expected: "words with an end mark".to_owned(),
        fix: String::new(),
    }
}

impl SourceConnector for Words {
    fn kind(&self) -> &'static str {
        "words"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["txt"]
    }
    fn options(&self) -> &'static [OptionSpec] {
        &[]
    }
    fn open(&self, mut input: Input, _: &Options) -> Result<Box<dyn Source>, SourceFault> {
        let mut text = String::new();
        input.bytes.read_to_string(&mut text).ok();
        assert!(self.0 != Flaw::Panics || text.len() != 5, "five bytes");
        if self.0 != Flaw::IgnoresTheEndMark && !text.ends_with('.') {
            return Err(fault(SourceFaultKind::Truncated, "no end".to_owned()));
        }
        let words = text.trim_end_matches('.').split_whitespace();
        Ok(Box::new(WordsSource {
            flaw: self.0,
            words: words.map(str::to_owned).collect(),
        }))
    }
}

impl Source for WordsSource {
    fn parts(&mut self) -> Result<Vec<SourcePart>, SourceFault> {
        Ok(Vec::new())
    }
    fn columns(&mut self) -> Result<Option<Vec<ColumnInfo>>, SourceFault> {
        Ok(Some(Vec::new()))
    }
    fn everything(&mut self) -> Result<Projection, SourceFault> {
        Ok(crate::support::projection(["word", "length"]))
    }
    fn read(self: Box<Self>, wanted: &Projection) -> Result<Box<dyn RecordReader>, SourceFault> {
        let known = |name: &str| ["word", "length"].contains(&name);
        let missing: Vec<_> = wanted.fields.iter().filter(|name| !known(name)).collect();
        if !missing.is_empty() && self.flaw != Flaw::AcceptsMissing {
            return Err(fault(SourceFaultKind::Header, format!("{missing:?}")));
        }
        Ok(Box::new(WordsReader {
            flaw: self.flaw,
            words: self.words.into_iter(),
            names: Arc::new(Layout {
                file: Arc::from("words.txt"),
                kind: LayoutKind::Lines,
                names: wanted.fields.clone(),
                columns: wanted.fields.iter().map(|_| 0).collect(),
                children: Vec::new(),
                pieces: Vec::new(),
            }),
            tally: Tally::default(),
        }))
    }
}

impl RecordReader for WordsReader {
    fn layout(&self) -> Arc<Layout> {
        Arc::clone(&self.names)
    }
    fn next_batch(&mut self, batch: &mut Batch, max: usize) -> Result<Flow, SourceFault> {
        batch.records.clear();
        batch.faults.clear();
        while batch.records.len() < max {
            let Some(word) = self.words.next() else {
                return Ok(Flow::End);
            };
            if self.flaw == Flaw::LosesOneInBatchesOfTwo && max == 2 && self.tally.records == 1 {
                self.words.next();
            }
            self.tally.records += if self.flaw == Flaw::TalliesTooMany {
                2
            } else {
                1
            };
            let slots = self.names.names.iter().map(|name| {
                let value = match (&**name, self.flaw) {
                    // Wrong: the value depends on what else is asked for.
                    (_, Flaw::MixesSlots) => Value::text(format!("{:?}", self.names.names)),
                    ("length", _) => Value::Integer(i64::try_from(word.len()).unwrap()),
                    _ => Value::text(&word),
                };
                Slot {
                    value,
                    ..Slot::default()
                }
            });
            let slots = slots.collect();
            batch.records.push(Record {
                ordinal: self.tally.records - u64::from(self.flaw == Flaw::StartsAtZero),
                place: Place {
                    line: 1,
                    ..Place::default()
                },
                slots,
                ..Record::default()
            });
        }
        Ok(Flow::More)
    }
    fn tally(&self) -> Tally {
        self.tally
    }
}

fn sample() -> SourceCase {
    SourceCase {
        name: "four words",
        file: "words.txt",
        bytes: b"alpha be gamma delta.".to_vec(),
        options: Options::default(),
        ending: Ending::Marked,
        records: 4,
    }
}

#[test]
fn an_honest_source_passes() {
    source(&Words(Flaw::None), &[sample()]);
}

#[test]
fn every_flaw_is_found() {
    let flaws = [
        (Flaw::LosesOneInBatchesOfTwo, "batches of 2"),
        (Flaw::TalliesTooMany, "tallied"),
        (Flaw::StartsAtZero, "first ordinal"),
        (Flaw::MixesSlots, "yields other records"),
        (Flaw::AcceptsMissing, "missing columns is accepted"),
        (Flaw::Panics, "panicked: five bytes"),
        (Flaw::IgnoresTheEndMark, "cut after"),
    ];
    for (flaw, words) in flaws {
        let failures = source_failures(&Words(flaw), &[sample()]).join("\n");
        assert!(failures.contains(words), "{flaw:?}: {failures}");
    }
}

#[test]
fn a_suite_without_samples_fails() {
    assert!(!source_failures(&Words(Flaw::None), &[]).is_empty());
}
