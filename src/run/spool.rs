//! Findings of what shows only across records, put aside until they can be recorded.
//!
//! The ledger is being read while they arise, and what is found must not change what is still read. So they wait: a few
//! in memory, all others on disk, whatever their number.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _};

use landbridge_contract::Origin;
use serde_json::{Value as Json, json};

use super::fault::RunFault;
use super::stage::Stager;
use crate::diagnose::{Code, Finding, Severity, Stage, codes};
use crate::ledger::{ObjectId, RecordId};

/// Findings that are written at once, and held in memory.
const HELD_MAX: usize = 2_000;

/// Findings about records of one object, in the order in which they arise.
pub(super) struct Spool<'a> {
    stager: &'a Stager<'a>,
    object: ObjectId,
    held_max: usize,
    held: Vec<Waiting>,
    disk: Option<BufWriter<File>>,
    /// Why findings could not be put aside; told when they are recorded.
    failed: Option<io::Error>,
}

/// A finding about a record.
type Waiting = (Option<RecordId>, Finding);

impl<'a> Spool<'a> {
    pub(super) fn new(stager: &'a Stager<'a>, object: ObjectId) -> Self {
        Self {
            stager,
            object,
            held_max: HELD_MAX,
            held: Vec::new(),
            disk: None,
            failed: None,
        }
    }

    /// Puts a finding aside.
    pub(super) fn put(&mut self, record: RecordId, finding: Finding) {
        self.held.push((Some(record), finding));
        if self.held.len() >= self.held_max
            && let Err(error) = self.put_on_disk()
        {
            self.held.clear();
            self.failed.get_or_insert(error);
        }
    }

    fn put_on_disk(&mut self) -> io::Result<()> {
        let disk = match &mut self.disk {
            Some(disk) => disk,
            None => self.disk.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        for waiting in self.held.drain(..) {
            serde_json::to_writer(&mut *disk, &written(&waiting))?;
            disk.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Records all that was put aside.
    pub(super) fn record(mut self) -> Result<(), RunFault> {
        let fault = |error: &io::Error| RunFault::File {
            file: "what was put aside in the folder of temporary files".to_owned(),
            message: error.to_string(),
        };
        if let Some(error) = &self.failed {
            return Err(fault(error));
        }
        if let Some(disk) = self.disk.take() {
            let mut file = disk.into_inner().map_err(|error| fault(error.error()))?;
            file.rewind().map_err(|error| fault(&error))?;
            let mut some = Vec::with_capacity(self.held_max);
            for line in BufReader::new(file).lines() {
                let line = line.map_err(|error| fault(&error))?;
                some.push(read(&line)?);
                if some.len() >= self.held_max {
                    self.add(&some)?;
                    some.clear();
                }
            }
            self.add(&some)?;
        }
        self.add(&self.held)
    }

    fn add(&self, some: &[Waiting]) -> Result<(), RunFault> {
        let (ledger, run) = (self.stager.ledger, self.stager.run);
        if !some.is_empty() {
            ledger.add_findings(run, self.object, some)?;
        }
        Ok(())
    }
}

/// Stages by their place.
const STAGES: [Stage; 5] = [
    Stage::Extract,
    Stage::Map,
    Stage::Validate,
    Stage::Load,
    Stage::Reconcile,
];

fn written((record, finding): &Waiting) -> Json {
    json!([
        record.map(|record| record.0),
        finding.code.id,
        finding.severity == Severity::Error,
        STAGES.iter().position(|stage| *stage == finding.stage),
        finding.field.as_str(),
        // As the ledger keeps it.
        finding.origin.to_string(),
        finding.found,
        finding.expected,
    ])
}

fn read(line: &str) -> Result<Waiting, RunFault> {
    type Parts = (
        Option<i64>,
        String,
        bool,
        usize,
        String,
        String,
        String,
        String,
    );
    let wrong = || RunFault::Defect("a finding that was put aside cannot be read".to_owned());
    let parts: Parts = serde_json::from_str(line).ok().ok_or_else(wrong)?;
    let (record, code, is_error, stage, field, origin, found, expected) = parts;
    let code: &'static Code = codes::ALL
        .iter()
        .find(|known| known.id == code)
        .ok_or_else(wrong)?;
    let finding = Finding {
        code,
        severity: if is_error {
            Severity::Error
        } else {
            Severity::Warning
        },
        stage: *STAGES.get(stage).ok_or_else(wrong)?,
        field: field.into(),
        origin: Origin::File {
            file: origin.into(),
        },
        found,
        expected,
    };
    Ok((record.map(RecordId), finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_comes_back_from_the_disk_as_the_ledger_keeps_it() {
        for severity in [Severity::Warning, Severity::Error] {
            for stage in STAGES {
                let finding = Finding {
                    code: &codes::VAL_UNIQUE,
                    severity,
                    stage,
                    field: "Name, \"Code\"".into(),
                    origin: Origin::File {
                        file: "vendors.csv:7 ›\n x".into(),
                    },
                    found: "the same value as vendors.csv:3".to_owned(),
                    expected: "a value of Name that no other record has".to_owned(),
                };
                let waiting = (Some(RecordId(9_007_199_254_740_993)), finding);
                let line = written(&waiting).to_string();
                assert!(!line.contains('\n'));
                assert_eq!(read(&line).unwrap(), waiting);
            }
        }
        assert!(read("[]").is_err());
    }
}
