//! Holds a mapping against what its target can do.

use std::collections::BTreeMap;

use landbridge_contract::{Name, ObjectSpec, Target};

use super::catalog::ConnectorCatalog;
use super::keys;
use super::mistake::{mistake, unknown_name};
use super::model::Project;
use super::source_spec::say_option_faults;
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::{CheckedMapping, WriteMode};

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
    update(mapping, &*target, &object, out);
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

/// Says where records that are only changed could not be, and where an action would do something else.
fn update(
    mapping: &CheckedMapping,
    target: &dyn Target,
    object: &ObjectSpec,
    out: &mut Diagnostics,
) {
    let spec = &mapping.target;
    let mut wrong = |found: String, expected: &str| {
        out.push(mistake(&codes::MAPPING_OPTION, &spec.at, found, expected));
    };
    if spec.write == WriteMode::Update {
        let by_file = target.bulk(object).is_some();
        let can = target.capabilities(object);
        if by_file || !can.update || (!can.look_up && !object.key_attributes.is_empty()) {
            let found = format!("`write: update` for `{}`", spec.object);
            let expected = "an object whose records can be looked up and changed one by one, or `write: upsert`";
            wrong(found, expected);
        }
        if spec.at_most_once {
            let expected = "one of the two: what is only changed is always looked up";
            wrong(
                "`write: update` with `at_most_once: true`".to_owned(),
                expected,
            );
        }
    }
    let Some(action) = &spec.action else {
        return;
    };
    if spec.write != WriteMode::Update {
        let found = format!("the action `{}` without `write: update`", action.name);
        wrong(
            found,
            "write: update, as an action changes records and makes none",
        );
    }
    let is_parameter = |name: &Name| action.parameters.contains(name);
    let is_key = |name: &Name| mapping.business_key.iter().any(|part| part.name == *name);
    let filled = || mapping.fields.iter().map(|rule| &rule.attribute.name);
    if !filled().any(|name| !is_key(name) && !is_parameter(name)) {
        let found = format!(
            "the action `{}`, and no rule that says what it comes to",
            action.name
        );
        wrong(
            found,
            "a rule for what a record shows afterwards, like `Status: { value: OPEN }`: by it is told what is done already",
        );
    }
    for parameter in &action.parameters {
        if !filled().any(|name| name == parameter) {
            let code = &codes::MAPPING_ATTRIBUTE;
            let what = "attribute with a rule";
            let known = filled().map(|name| &**name);
            out.push(unknown_name(code, &spec.at, what, parameter, known));
        }
    }
}
