//! Holds a mapping against what its target can do.

use std::collections::BTreeMap;

use landbridge_contract::Name;

use super::catalog::ConnectorCatalog;
use super::keys;
use super::mistake::{mistake, unknown_name};
use super::model::Project;
use super::source_spec::say_option_faults;
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::CheckedMapping;

/// Says where the target does not know the object, or could not find its records again.
pub(crate) fn check_target(
    project: &Project,
    mapping: &CheckedMapping,
    target_at: &Location,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) {
    let Some(config) = project.target_of(mapping) else {
        let stated_wrongly = !project.target.is_empty() || !mapping.target.target.is_empty();
        if !stated_wrongly {
            let found = format!("no target for `{}`", mapping.object);
            let expected = "target: one of `targets`";
            out.push(mistake(&codes::MAPPING_TYPE, target_at, found, expected));
        }
        return;
    };
    if config.kind.is_empty() {
        out.push(mistake(
            &codes::MAPPING_KEY,
            target_at,
            format!("target `{}`, which has no connector", config.name),
            "a target that records can be loaded into",
        ));
        return;
    }
    let Some(connector) = catalog.target(&config.kind) else {
        return;
    };
    let spec = &mapping.target;
    let accepted = connector.object_options();
    let own = keys::TARGET.keys.iter().map(|key| key.name);
    let known: Vec<&str> = accepted.iter().map(|one| one.name).chain(own).collect();
    let faults = connector.check_object(&spec.overrides);
    say_option_faults(faults, &known, &BTreeMap::new(), &spec.at, out);
    let Ok(target) = connector.build(&config.options_with_texts()) else {
        return;
    };
    let Some(mut object) = target.object(&spec.object, &spec.overrides) else {
        let known = target.object_names();
        out.push(unknown_name(
            &codes::MAPPING_KEY,
            &spec.at,
            "object of the target",
            &spec.object,
            known,
        ));
        return;
    };
    object.key_attributes = mapping
        .business_key
        .iter()
        .map(|part| Name::clone(&part.name))
        .collect();
    // A key that is not there is said where it should stand; no other object would help.
    if object.key_attributes.is_empty() {
        return;
    }
    if !spec.at_most_once && !target.capabilities(&object).look_up {
        let mut refused = mistake(
            &codes::MAPPING_KEY_LOOKUP,
            &spec.at,
            format!("object `{}` that cannot be looked up", spec.object),
            "an object that can be found again, or at_most_once: true",
        );
        refused.fix = Some(
            "with `at_most_once: true`, a record whose answer is lost stays in doubt".to_owned(),
        );
        out.push(refused);
    }
}
