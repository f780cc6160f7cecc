//! The load order: what is referred to comes first.

use super::mistake::{mistake, unknown_name};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::CheckedMapping;

/// Puts mappings in load order, then by name; says which references lead nowhere or in a circle.
pub(crate) fn in_load_order(
    mut mappings: Vec<CheckedMapping>,
    out: &mut Diagnostics,
) -> Vec<CheckedMapping> {
    mappings.sort_by(|left, right| left.object.cmp(&right.object));
    say_unknown(&mappings, out);
    let mut ordered: Vec<CheckedMapping> = Vec::new();
    while !mappings.is_empty() {
        let ready = mappings.iter().position(|mapping| {
            mapping
                .references()
                .iter()
                .all(|reference| !mappings.iter().any(|other| other.object == reference.name))
        });
        if let Some(index) = ready {
            ordered.push(mappings.remove(index));
        } else {
            say_circle(&mappings, out);
            ordered.append(&mut mappings);
        }
    }
    ordered
}

fn say_unknown(mappings: &[CheckedMapping], out: &mut Diagnostics) {
    for mapping in mappings {
        for reference in mapping.references() {
            if !mappings.iter().any(|other| other.object == reference.name) {
                out.push(unknown_name(
                    &codes::MAPPING_REF,
                    &reference.at,
                    "mapping",
                    &reference.name,
                    mappings.iter().map(|other| &*other.object),
                ));
            }
        }
    }
}

/// Follows references from the first mapping that is left until one comes again.
fn say_circle(left: &[CheckedMapping], out: &mut Diagnostics) {
    let Some(mut mapping) = left.first() else {
        return;
    };
    let mut path: Vec<&CheckedMapping> = Vec::new();
    loop {
        if let Some(begin) = path.iter().position(|one| one.object == mapping.object) {
            let circle = path.get(begin..).unwrap_or_default();
            let mut names: Vec<&str> = circle.iter().map(|one| &*one.object).collect();
            names.push(&mapping.object);
            let next = circle.get(1).unwrap_or(&mapping);
            let at = mapping
                .references()
                .into_iter()
                .find(|reference| reference.name == next.object)
                .map_or(&mapping.at, |reference| &reference.at);
            out.push(mistake(
                &codes::MAPPING_REF,
                at,
                format!("a circle: {}", names.join(" → ")),
                "references that lead to an end",
            ));
            return;
        }
        path.push(mapping);
        let next = mapping
            .references()
            .into_iter()
            .find_map(|reference| left.iter().find(|one| one.object == reference.name));
        match next {
            Some(next) => mapping = next,
            None => return,
        }
    }
}
