//! One record held against what the ERP returned of it, by the rules by which its run was reconciled.

use std::collections::BTreeSet;

use landbridge_contract::{Fields, Text, Value};

use super::connect::{build, compare_rules, object_spec};
use super::fault::RunFault;
use super::prepare::Prepared;
use super::read_back::fields;
use crate::ledger::{Ledger, RecordLine, RunFacts};
use crate::reconcile::{CompareRules, FieldBreak, compare};
use crate::report::Command;

/// A record beside what the ERP returned under its key.
#[derive(Debug)]
pub struct HeldRecord {
    /// What the ERP returned.
    pub returned: Fields,
    /// How it differs from what was sent.
    pub breaks: Vec<FieldBreak>,
    /// Differences that rules of the mapping let pass.
    pub let_pass: Vec<FieldBreak>,
    /// Attributes that are not compared, by their paths without numbers.
    pub not_compared: BTreeSet<String>,
}

/// Holds a record against what the ERP returned when its run was read back; none where it returned nothing under the
/// record's key. `prepared` must be the project as it was in the run.
pub fn held_in_run(
    prepared: &Prepared,
    ledger: &Ledger,
    facts: &RunFacts,
    record: &RecordLine,
    object: &str,
) -> Result<Option<HeldRecord>, RunFault> {
    let mut objects = prepared.objects.iter();
    let Some(own) = objects.find(|one| *one.mapping.object == *object) else {
        return Ok(None);
    };
    let Some(side) = ledger.returned(record.run, record.object, &record.key)? else {
        return Ok(None);
    };
    let returned = fields(&side.body)?;
    let mut sent = match &record.payload {
        Some(payload) => fields(payload)?,
        None => Fields::new(),
    };
    // A file that stood for the ERP.
    let as_if_loaded = facts.command == Command::Reconcile.word();
    let references = References {
        ledger,
        target: &facts.target,
        as_if_loaded,
    };
    references.resolve_all(&mut sent)?;
    let rules = if as_if_loaded {
        let mut rules = compare_rules(own, None);
        let unheld = sent.iter().map(|(name, _)| name);
        let unheld = unheld.filter(|name| !returned.iter().any(|(held, _)| held == *name));
        rules.not_compared.extend(unheld.map(ToString::to_string));
        rules
    } else {
        let config = prepared.project.target_of(&own.mapping);
        let config =
            config.ok_or_else(|| RunFault::Defect("no mapping has a target".to_owned()))?;
        let target = build(config)?;
        let spec = object_spec(&*target, own);
        compare_rules(own, spec.as_ref().map(|spec| (&*target, spec)))
    };
    let breaks = compare(&sent, &returned, &rules);
    let strict = CompareRules {
        allowed: std::collections::BTreeMap::new(),
        ..rules.clone()
    };
    let mut let_pass = compare(&sent, &returned, &strict);
    let_pass.retain(|one| !breaks.iter().any(|open| open.path == one.path));
    Ok(Some(HeldRecord {
        returned,
        breaks,
        let_pass,
        not_compared: rules.not_compared,
    }))
}

/// What references of payloads come to in a run.
pub(super) struct References<'a> {
    pub(super) ledger: &'a Ledger,
    /// The target's name in the project.
    pub(super) target: &'a str,
    /// Whether a file stands for the ERP.
    pub(super) as_if_loaded: bool,
}

impl References<'_> {
    /// Puts the target ids, as the ledger knows them now, in the places of all references of a record.
    pub(super) fn resolve_all(&self, payload: &mut Fields) -> Result<(), RunFault> {
        for (_, value) in payload {
            self.resolve(value)?;
        }
        Ok(())
    }

    fn resolve(&self, value: &mut Value) -> Result<(), RunFault> {
        match value {
            // No file has ids that the ERP will give.
            Value::Reference(reference) if self.as_if_loaded => {
                *value = Value::Text(reference.key.clone());
            }
            Value::Reference(reference) => {
                let object = self.ledger.object(&reference.object)?;
                let id = self.ledger.target_id(self.target, object, &reference.key)?;
                *value = id.map_or(Value::Null, of_id);
            }
            Value::List(items) => {
                for item in items {
                    self.resolve(item)?;
                }
            }
            Value::Record(parts) => self.resolve_all(parts)?,
            _ => {}
        }
        Ok(())
    }
}

/// A target id as it is sent.
fn of_id(id: Text) -> Value {
    id.parse::<i64>()
        .map_or_else(|_| Value::Text(id), Value::Integer)
}
