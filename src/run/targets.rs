//! The targets of what is run.

use super::prepare::Prepared;
use crate::diagnose::{Diagnostic, Diagnostics, Severity, codes};

/// Nothing where all mappings load into one target; whoever speaks to an ERP has one: its pace and its ledger entries are the
/// run's. A dry run speaks to none and may hold mappings of several.
pub(super) fn several(prepared: &Prepared) -> Diagnostics {
    let mut first: Option<&str> = None;
    let mut out = Diagnostics::default();
    for object in &prepared.objects {
        let Some(target) = prepared.project.target_of(&object.mapping) else {
            continue;
        };
        match first {
            None => first = Some(&target.name),
            Some(first) if first != target.name => out.push(Diagnostic {
                code: &codes::MAPPING_TARGET,
                severity: Severity::Error,
                at: Some(object.mapping.target.at.clone()),
                found: format!("target `{}`", target.name),
                expected: format!("`{first}`, the target of the mappings before it"),
                nearest: None,
                fix: Some("run the mappings of each target by themselves: `--object`".to_owned()),
            }),
            Some(_) => {}
        }
    }
    out
}
