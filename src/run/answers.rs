//! Settling what only the ERP can say of a stage's records.

use std::sync::Arc;

use compact_str::CompactString;
use landbridge_contract::{Origin, Value};

use super::asking;
use super::fault::RunFault;
use super::hiding::shown_id;
use super::settle::Words;
use super::spool::Spool;
use super::stage::Stager;
use crate::diagnose::{Finding, Severity, Stage, codes, grouped, masked};
use crate::ledger::{AskedLine, ObjectId, RecordId, StagedReference};
use crate::mapping::{About, Plan};

/// Why a check does not ask.
const NOT_WANTED: &str =
    "the check was made without the ERP; `landbridge check --with-target` asks it";

/// What settling the ERP's answers needs.
pub(super) struct Answers<'a> {
    pub(super) stager: &'a Stager<'a>,
    pub(super) object: ObjectId,
    pub(super) plan: &'a Plan,
    pub(super) words: &'a Words<'a>,
    pub(super) mapping_file: &'a Arc<str>,
}

impl Answers<'_> {
    /// Asks what is open, where the ERP may be asked, and records what is amiss and what could not be asked.
    pub(super) fn settle(&self) -> Result<(), RunFault> {
        let (ledger, run) = (self.stager.ledger, self.stager.run);
        let lines = match self.stager.asking {
            Some(asking) => asking.questions(self.object)?,
            None => self.not_asked()?,
        };
        let mut amiss = Spool::new(self.stager, self.object);
        ledger.amiss(
            run,
            self.object,
            self.stager.target,
            |(record, extract, place), issue| {
                amiss.put(record, self.words.finding(extract, place, issue));
            },
        )?;
        amiss.record()?;
        for line in lines {
            self.keep(line)?;
        }
        self.keys()
    }

    /// Questions that a check without the ERP leaves open.
    fn not_asked(&self) -> Result<Vec<AskedLine>, RunFault> {
        let stager = self.stager;
        let open = stager
            .ledger
            .unanswered(stager.run, self.object, stager.target)?;
        let lines = open.into_iter().map(|(subject, records)| AskedLine {
            subject: subject.to_string(),
            unasked: records,
            why: NOT_WANTED.to_owned(),
            ..AskedLine::default()
        });
        Ok(lines.collect())
    }

    /// Keys that the ERP holds already, of records that can only be made anew.
    fn keys(&self) -> Result<(), RunFault> {
        let Some(asking) = self.stager.asking.filter(|asking| asking.all) else {
            return Ok(());
        };
        let personal = self.plan.key_is_personal();
        let slot = self.plan.key_slot();
        let mut taken = Spool::new(self.stager, self.object);
        let line = asking.keys(
            self.object,
            self.plan.object(),
            |(record, extract, place), key, id| {
                let finding = Finding {
                    code: &codes::KEY_EXISTS,
                    severity: Severity::Error,
                    stage: Stage::Validate,
                    field: CompactString::default(),
                    origin: self.words.origin(extract, place, slot),
                    found: format!(
                        "{}, which the ERP holds as {}",
                        masked(&Value::text(key), personal),
                        shown_id(id, key, personal)
                    ),
                    expected:
                        "a key that the ERP does not hold: the mapping only makes new records"
                            .to_owned(),
                };
                taken.put(record, finding);
            },
        )?;
        taken.record()?;
        line.map_or(Ok(()), |line| self.keep(line))
    }

    /// Records how much was asked, and warns of what was not.
    fn keep(&self, mut line: AskedLine) -> Result<(), RunFault> {
        let (ledger, run) = (self.stager.ledger, self.stager.run);
        line.subject = asking::in_words(&line.subject);
        ledger.record_asked(run, self.object, &line)?;
        if line.unasked == 0 {
            return Ok(());
        }
        let finding = Finding {
            code: &codes::VAL_UNASKED,
            severity: Severity::Warning,
            stage: Stage::Validate,
            field: CompactString::default(),
            origin: Origin::File {
                file: Arc::clone(self.mapping_file),
            },
            found: asking::unasked_words(&line),
            expected: "an answer of the ERP to each".to_owned(),
        };
        Ok(ledger.add_findings(run, self.object, &[(None::<RecordId>, finding)])?)
    }
}

/// A value that the ERP does not know, or a record that it does not hold, or several times.
pub(super) fn not_in_erp(reference: StagedReference, found: u64, plan: &Plan) -> Finding {
    let shown = masked(&Value::Text(reference.reference.key), reference.personal);
    let subject = &reference.reference.object;
    let (code, found, expected) = match About::of(subject) {
        Some(About::List { list, .. }) => (
            &codes::VAL_ALLOWED,
            shown,
            format!("a value that {list} has in the ERP"),
        ),
        _ if found > 1 => (
            &codes::REF_MISSING,
            format!("{shown}, which {} of the ERP have", grouped(found)),
            format!("the key of one of the {}", asking::in_words(subject)),
        ),
        _ => (
            &codes::REF_MISSING,
            shown,
            format!(
                "the key of one of the {} in the ERP, or loaded before",
                asking::in_words(subject)
            ),
        ),
    };
    Finding {
        code,
        severity: plan.severities().of(code, Severity::Error),
        stage: Stage::Validate,
        field: reference.field,
        origin: Origin::File {
            file: reference.origin.into(),
        },
        found,
        expected,
    }
}
