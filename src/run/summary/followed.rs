//! A few records of each object, followed through the ledger for the report.

use std::collections::BTreeSet;

use landbridge_contract::json::REFERENCE_MEMBER;
use serde_json::Value as Json;

use super::{Hiding, Objects};
use crate::diagnose::{HIDDEN, Severity, Stage};
use crate::ledger::{
    Break, ExtractLine, Ledger, ObjectId, RecordId, RecordLine, RecordState, RunId,
};
use crate::report::{
    FollowedAttempt, FollowedFinding, FollowedReport, FollowedValue, Funnel, ObjectReport,
};
use crate::run::extract_form::record_origin;
use crate::run::fault::RunFault;

/// Records with breaks that are followed, per object.
const WITH_BREAKS_MAX: usize = 20;
/// Records of one state that are followed, per object.
const OF_A_STATE_MAX: usize = 2;
/// Values listed of a record.
const VALUES_MAX: usize = 80;
/// Characters shown of a value.
const CHARACTERS_MAX: usize = 200;

/// A state, and how many records are in it.
type OfState = (RecordState, fn(&Funnel) -> u64);

/// The states of which records are followed, with how many there are: a state of which there are none is not searched.
const STATES: [OfState; 8] = [
    (RecordState::Refused, |funnel| funnel.refused),
    (RecordState::InDoubt, |funnel| funnel.in_doubt),
    (RecordState::Rejected(Stage::Map), |funnel| {
        funnel.rejected.map
    }),
    (RecordState::Rejected(Stage::Validate), |funnel| {
        funnel.rejected.validate
    }),
    (RecordState::RejectedReference, |funnel| {
        funnel.rejected.reference
    }),
    (RecordState::Rejected(Stage::Extract), |funnel| {
        funnel.rejected.extract
    }),
    (RecordState::Loaded, |funnel| funnel.loaded.total()),
    (RecordState::Ready, |funnel| funnel.not_sent),
];

/// Follows the records of the first breaks of each object, and a few of each state.
pub(super) fn fill_followed(
    ledger: &Ledger,
    run: RunId,
    breaks: &[(ObjectId, Break)],
    hiding: &Hiding,
    objects: &mut Objects,
) -> Result<(), RunFault> {
    let extracts = ledger.extracts(run)?;
    for (object, report) in objects {
        let own = breaks.iter().filter(|(of, _)| of == object);
        let own: Vec<&Break> = own.map(|(_, one)| one).collect();
        for record in chosen(ledger, run, *object, report, &own)? {
            let follower = Follower {
                ledger,
                hiding,
                extracts: &extracts,
                breaks: &own,
                object: &report.name,
                reconciled: report.reconciled,
            };
            report.followed.push(follower.follow(&record)?);
        }
    }
    Ok(())
}

fn chosen(
    ledger: &Ledger,
    run: RunId,
    object: ObjectId,
    report: &ObjectReport,
    breaks: &[&Break],
) -> Result<Vec<RecordLine>, RunFault> {
    let mut seen: BTreeSet<RecordId> = BTreeSet::new();
    let mut records = Vec::new();
    for record in breaks.iter().filter_map(|one| one.record) {
        if seen.len() < WITH_BREAKS_MAX && seen.insert(record) {
            records.extend(ledger.record(record)?);
        }
    }
    for (state, count) in STATES {
        if count(&report.funnel) == 0 {
            continue;
        }
        let first = ledger.first_records(run, object, state, OF_A_STATE_MAX)?;
        records.extend(first.into_iter().filter(|line| seen.insert(line.record)));
    }
    Ok(records)
}

struct Follower<'a> {
    ledger: &'a Ledger,
    hiding: &'a Hiding,
    extracts: &'a [ExtractLine],
    breaks: &'a [&'a Break],
    object: &'a str,
    reconciled: bool,
}

impl Follower<'_> {
    fn follow(&self, record: &RecordLine) -> Result<FollowedReport, RunFault> {
        let mut extracts = self.extracts.iter();
        let extract = extracts.find(|line| line.extract == record.extract);
        let origin = extract.map(|line| record_origin(line, record.place).to_string());
        let found = self.ledger.record_findings(record.record)?;
        let findings = found.into_iter().map(|one| FollowedFinding {
            severity: if one.severity == Severity::Error.word() {
                Severity::Error
            } else {
                Severity::Warning
            },
            code: one.code,
            field: one.field,
            origin: one.origin,
            found: one.found,
            expected: one.expected,
        });
        let attempts = self.ledger.attempts(record.record)?.into_iter();
        let attempts = attempts.map(|one| FollowedAttempt {
            at: one.started,
            outcome: one.outcome,
            message: one.message,
        });
        let returned = if self.reconciled {
            let side = self
                .ledger
                .returned(record.run, record.object, &record.key)?;
            side.map(|side| self.shown(Some(&side.body)))
        } else {
            None
        };
        let mut values = self.values(record, returned.as_ref());
        let omitted = values.len().saturating_sub(VALUES_MAX);
        values.truncate(VALUES_MAX);
        Ok(FollowedReport {
            record: u64::try_from(record.record.0).unwrap_or(0),
            key: self.hiding.key(self.object, &record.key),
            origin: origin.unwrap_or_default(),
            state: record.state.word().to_owned(),
            target_id: record
                .target_id
                .as_deref()
                .map(|id| self.hiding.target_id(self.object, &record.key, id)),
            findings: findings.collect(),
            attempts: attempts.collect(),
            values,
            values_omitted: u64::try_from(omitted).unwrap_or(u64::MAX),
            returned: returned.is_some(),
        })
    }

    /// A record as ledger or ERP keep it, without what is personal.
    fn shown(&self, text: Option<&[u8]>) -> Json {
        let parsed = text.and_then(|text| serde_json::from_slice(text).ok());
        let mut parsed = parsed.unwrap_or(Json::Null);
        self.hiding.payload(self.object, &mut parsed);
        self.hide_references(&mut parsed);
        parsed
    }

    /// Keys of records that are referred to may be personal there.
    fn hide_references(&self, value: &mut Json) {
        if let Some(Json::Array(reference)) = value.get_mut(REFERENCE_MEMBER) {
            if let [Json::String(object), Json::String(key)] = reference.as_mut_slice() {
                *key = self.hiding.key(object, key);
            }
            return;
        }
        match value {
            Json::Array(items) => {
                for item in items {
                    self.hide_references(item);
                }
            }
            Json::Object(members) => {
                for (_, member) in members {
                    self.hide_references(member);
                }
            }
            _ => {}
        }
    }

    fn values(&self, record: &RecordLine, returned: Option<&Json>) -> Vec<FollowedValue> {
        let mut leaves = Vec::new();
        flatten("", &self.shown(record.payload.as_deref()), &mut leaves);
        let broken = |attribute: &str| {
            let mut breaks = self.breaks.iter();
            breaks.find(|one| one.record == Some(record.record) && one.field == attribute)
        };
        let values = leaves.into_iter().map(|(attribute, sent)| {
            let differs = broken(&attribute);
            // Nested records come back in an order of the ERP's own: only what stands alone is looked up.
            let plain = returned.filter(|_| !attribute.contains('['));
            let held = plain.and_then(|held| held.get(&attribute)).map(leaf);
            FollowedValue {
                agrees: match (returned, differs) {
                    (None, _) => None,
                    (Some(_), Some(_)) => Some(false),
                    // What the ERP does not return was compared with nothing.
                    (Some(held), None) => has(held, &attribute).then_some(true),
                },
                erp: match differs {
                    Some(one) => Some(one.found.clone()),
                    None => held,
                },
                attribute,
                sent,
            }
        });
        values.collect()
    }
}

/// The values of a payload with their paths, in the order in which they are sent; nested records are counted from one.
fn flatten(path: &str, value: &Json, leaves: &mut Vec<(String, String)>) {
    if let Some(Json::Array(reference)) = value.get(REFERENCE_MEMBER) {
        let parts: Vec<&str> = reference.iter().filter_map(Json::as_str).collect();
        leaves.push((path.to_owned(), format!("reference to {}", parts.join(" "))));
        return;
    }
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                flatten(&path, value, leaves);
            }
        }
        Json::Array(items) => {
            for (number, value) in (1_usize..).zip(items) {
                flatten(&format!("{path}[{number}]"), value, leaves);
            }
        }
        Json::Null if path.is_empty() => {}
        value => leaves.push((path.to_owned(), leaf(value))),
    }
}

/// Whether a record has an attribute: `addresses[1].Country`, where any of its nested records has it.
fn has(held: &Json, path: &str) -> bool {
    if let Json::Array(items) = held {
        return items.iter().any(|item| has(item, path));
    }
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let name = first.split_once('[').map_or(first, |(name, _)| name);
    match (held.get(name), rest) {
        (Some(value), Some(rest)) => has(value, rest),
        (value, None) => value.is_some(),
        (None, Some(_)) => false,
    }
}

fn leaf(value: &Json) -> String {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Null => "nothing".to_owned(),
        // What has parts is told by its parts where it was sent.
        Json::Array(_) | Json::Object(_) => HIDDEN.to_owned(),
        value => value.to_string(),
    };
    if text.chars().count() <= CHARACTERS_MAX {
        return text;
    }
    let mut cut: String = text.chars().take(CHARACTERS_MAX).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_attribute_is_there_if_the_record_or_any_nested_one_has_it() {
        let held = json!({
            "Supplier": "Acme",
            "Note": null,
            "site": { "Code": "N" },
            "addresses": [{ "City": "Oslo" }, { "Country": "NO" }],
        });
        for there in [
            "Supplier",
            "Note",
            "site.Code",
            "addresses[1].Country",
            "addresses[3].City",
        ] {
            assert!(has(&held, there), "{there}");
        }
        for missing in [
            "TaxId",
            "site.Name",
            "addresses[1].Zip",
            "contacts[1].Name",
            "Supplier.Name",
        ] {
            assert!(!has(&held, missing), "{missing}");
        }
    }
}
