//! Annotations of a property that say what it accepts.

use std::collections::BTreeSet;

use landbridge_contract::Name;
use rust_decimal::Decimal;

use super::last;
use crate::schema::xml::Element;
use crate::schema::{AllowChanges, Attribute, SchemaFault};

/// Adds what an annotation says; what cannot be honoured comes back as a note.
pub(super) fn apply(
    attribute: &mut Attribute,
    annotation: &Element,
) -> Result<Option<String>, SchemaFault> {
    // A vocabulary is named by an alias or in full: its last part is the same.
    match annotation.get("Term").map(last).unwrap_or_default() {
        "Computed" if is_true(annotation) => attribute.allow_changes = AllowChanges::Never,
        "Immutable" if is_true(annotation) && attribute.allow_changes == AllowChanges::Always => {
            attribute.allow_changes = AllowChanges::InCreate;
        }
        "Permissions" if member(annotation) == Some("Read") => {
            attribute.allow_changes = AllowChanges::Never;
        }
        "FieldControl" => match member(annotation) {
            Some("Mandatory") => attribute.required = true,
            Some("ReadOnly" | "Inapplicable") => attribute.allow_changes = AllowChanges::Never,
            Some(_) => {}
            None => {
                let note = "whether it is required depends on the record; not checked";
                return Ok(Some(note.to_owned()));
            }
        },
        "Pattern" => {
            let pattern = value(annotation, "String").unwrap_or_default();
            match regex::Regex::new(pattern) {
                Ok(regex) => attribute.pattern = Some(regex),
                Err(_) => return Ok(Some(format!("the pattern `{pattern}` is not understood"))),
            }
        }
        "Minimum" => attribute.minimum = Some(number(annotation)?),
        "Maximum" => attribute.maximum = Some(number(annotation)?),
        "AllowedValues" => attribute.allowed = Some(allowed(annotation)),
        _ => {}
    }
    Ok(None)
}

/// A constant, as an attribute or as an element of that name.
fn value<'a>(element: &'a Element, kind: &str) -> Option<&'a str> {
    let inner = || element.children.iter().find(|child| child.name == kind);
    element
        .get(kind)
        .or_else(|| inner().map(|child| child.text.as_str()))
}

/// A tag is true unless it says otherwise.
fn is_true(annotation: &Element) -> bool {
    value(annotation, "Bool") != Some("false")
}

/// The member of an enumeration, without its type.
fn member(annotation: &Element) -> Option<&str> {
    value(annotation, "EnumMember")?.rsplit('/').next()
}

fn number(annotation: &Element) -> Result<Decimal, SchemaFault> {
    let kinds = ["Decimal", "Int", "Float", "String"];
    let stated = kinds.iter().find_map(|kind| value(annotation, kind));
    let stated = stated.unwrap_or_default();
    let exact = Decimal::from_str_exact(stated).or_else(|_| Decimal::from_scientific(stated));
    exact.map_err(|_error| {
        let found = format!("\"{stated}\"");
        SchemaFault::new(annotation.place(), found, "a number of at most 28 digits")
    })
}

fn allowed(annotation: &Element) -> BTreeSet<Name> {
    let kinds = ["String", "Int", "Decimal", "EnumMember"];
    let collections = annotation.all("Collection");
    let values = collections
        .flat_map(|one| one.all("Record"))
        .flat_map(|record| record.all("PropertyValue"))
        .filter(|stated| stated.get("Property") == Some("Value"))
        .filter_map(|stated| kinds.iter().find_map(|kind| value(stated, kind)));
    values.map(Name::from).collect()
}
