//! What a run does about the prefix of rehearsals.

use std::collections::BTreeMap;

use landbridge_contract::Name;

use super::prepare::Prepared;
use crate::diagnose::Diagnostic;
use crate::mapping::Rehearsing;
use crate::project::{Project, TargetConfig, production_refuses};

/// The number of a rehearsal; none for the cut-over.
fn number(purpose: &str) -> Option<u32> {
    purpose.strip_prefix("rehearsal ")?.parse().ok()
}

/// Tells the plans what to do about the prefix.
pub fn prepare(prepared: &mut Prepared, purpose: &str) {
    let Some(form) = &prepared.project.rehearsal_prefix else {
        return;
    };
    for object in &mut prepared.objects {
        let target = prepared.project.target_of(&object.mapping);
        let production = target.is_some_and(|target| target.production);
        let rehearsing = match number(purpose) {
            Some(number) if !production => Rehearsing::Put {
                prefix: form.of(number),
                form: form.clone(),
                objects: prefixed(&prepared.project),
            },
            Some(_) | None => Rehearsing::Refuse(form.clone()),
        };
        object.plan.rehearse(rehearsing);
    }
}

/// By object, the places in its business key of the attributes that have the prefix.
fn prefixed(project: &Project) -> BTreeMap<Name, Vec<usize>> {
    let mut objects = BTreeMap::new();
    for mapping in &project.mappings {
        let parts = mapping.business_key.iter().enumerate();
        let places = parts.filter(|(_, part)| mapping.prefixed.contains(&part.name));
        let places: Vec<usize> = places.map(|(place, _)| place).collect();
        objects.insert(Name::clone(&mapping.object), places);
    }
    objects
}

/// Why a run of this purpose does not go into its target.
pub(super) fn refused(
    prepared: &Prepared,
    target: &TargetConfig,
    purpose: &str,
) -> Option<Diagnostic> {
    let prefixes = prepared.project.rehearsal_prefix.is_some() && number(purpose).is_some();
    (prefixes && target.production).then(|| production_refuses(target, purpose))
}
