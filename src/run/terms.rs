//! What holds in a run beside its plan, drawn from what was prepared.

use std::collections::BTreeSet;

use super::prepare::PreparedObject;
use crate::ledger::{ApprovalTerm, CrosswalkTerm, ParameterTerm, RunTerms};
use crate::project::Gates;

/// The terms of a run of these objects; of the crosswalks only those that they use.
pub(super) fn terms(
    objects: &[PreparedObject],
    crosswalks: Vec<CrosswalkTerm>,
    gates: &Gates,
) -> RunTerms {
    let used = |one: &CrosswalkTerm| {
        let mut names = objects.iter().flat_map(|object| object.plan.crosswalks());
        names.any(|name| **name == *one.name)
    };
    RunTerms {
        parameters: parameters(objects),
        crosswalks: crosswalks.into_iter().filter(used).collect(),
        approvals: approvals(objects),
        gates: Some(gates.to_kept()),
    }
}

/// A parameter that is the same for all objects stands there once, without an object.
fn parameters(objects: &[PreparedObject]) -> Vec<ParameterTerm> {
    let mut found = Vec::new();
    let all = |object: &PreparedObject| {
        let parameters = object.mapping.parameters.iter();
        let texts = parameters.map(|(name, value)| (name.to_string(), value.to_string()));
        texts.collect::<Vec<_>>()
    };
    let names: BTreeSet<String> = objects.iter().flat_map(all).map(|(name, _)| name).collect();
    for name in names {
        let values = objects.iter().flat_map(|object| {
            let own = all(object).into_iter().filter(|(own, _)| *own == name);
            own.map(|(_, value)| (object.mapping.object.to_string(), value))
        });
        let values: Vec<(String, String)> = values.collect();
        let first = values.first().map(|(_, value)| value.clone());
        let same = values
            .iter()
            .all(|(_, value)| Some(value) == first.as_ref());
        let taken = if same { 1 } else { values.len() };
        for (object, value) in values.into_iter().take(taken) {
            found.push(ParameterTerm {
                object: if same { String::new() } else { object },
                name: name.clone(),
                value,
            });
        }
    }
    found
}

fn approvals(objects: &[PreparedObject]) -> Vec<ApprovalTerm> {
    let mut found = Vec::new();
    for object in objects {
        let Some(approval) = &object.mapping.approval else {
            continue;
        };
        for source in object.mapping.confidential_sources() {
            found.push(ApprovalTerm {
                object: object.mapping.object.to_string(),
                source: source.to_owned(),
                purpose: approval.purpose.clone(),
                approver: approval.approver.clone(),
            });
        }
    }
    found
}
