//! Keys that a line must have, so that the pod knows whose it is.
//!
//! A pod says of a line without its key only that the record is not there, and of one with an invented key that it belongs to
//! nobody; so this is found before.

use landbridge_contract::{Misfit, Value};

use super::file::{Chain, Writer};
use super::layout::{BY_SOURCE_KEY, Column, ID_COLUMN, OWNER_COLUMN, Section};

/// The keys that a line of the section lacks.
pub(super) fn missing(
    writer: &Writer<'_>,
    section: &Section,
    (chain, items): (&Chain<'_>, &[usize]),
) -> Vec<Misfit> {
    if !section.sent {
        return Vec::new();
    }
    let misfit = |name: &str, expected: String| {
        let mut path = section.path.clone();
        path.extend((!name.is_empty()).then(|| name.to_owned()));
        Misfit {
            path: path.join("."),
            items: items.to_vec(),
            found: "nothing".to_owned(),
            expected,
        }
    };
    let id = Writer::own(section, chain, ID_COLUMN);
    let mut missing = Vec::new();
    if section.owner_stated && id.is_some() && Writer::own(section, chain, OWNER_COLUMN).is_none() {
        let expected = format!("the owner of the source key that stands in {ID_COLUMN}");
        missing.push(misfit(OWNER_COLUMN, expected));
    }
    missing.extend(parents(writer, section, chain).map(|(name, expected)| misfit(name, expected)));
    if section.keys_made || id.is_some() {
        return missing;
    }
    if section.columns.contains(&Column::Id) {
        let expected = "the record's source key in the ERP: with `source_keys: false` none is made";
        missing.push(misfit(ID_COLUMN, expected.to_owned()));
    } else if !has_user_key(writer, section, chain) {
        let names = writer.key_names.iter().map(ToString::to_string);
        let names: Vec<String> = names.collect();
        let expected = format!(
            "a user key in each {} line ({}, or another number): with `source_keys: false` nothing else tells whose it is",
            section.name,
            names.join(", ")
        );
        missing.push(misfit("", expected));
    }
    missing
}

/// Columns for the source keys of other records that the mapping fills, and that are empty, as is the number in their place.
fn parents<'a>(
    writer: &'a Writer<'_>,
    section: &'a Section,
    chain: &'a Chain<'_>,
) -> impl Iterator<Item = (&'a str, String)> {
    let blank = |name: &str| match attribute(section, name) {
        Some(fill) => is_nothing(&writer.value(section, chain, name, fill)),
        None => true,
    };
    section.columns.iter().filter_map(move |column| {
        let name = match column {
            Column::Attribute { name, .. } => name,
            Column::Owner | Column::Id | Column::Parent { .. } => return None,
        };
        let of = name.strip_suffix(BY_SOURCE_KEY)?.strip_suffix("Id")?;
        let number = format!("{of}Number");
        (blank(name) && blank(&number)).then(|| {
            (
                name.as_str(),
                format!("the source key of the record that it belongs to, or {number}"),
            )
        })
    })
}

/// Whether a line names its record in words of the ERP.
fn has_user_key(writer: &Writer<'_>, section: &Section, chain: &Chain<'_>) -> bool {
    section.columns.iter().any(|column| match column {
        Column::Attribute { name, fill } => {
            let is_key = writer.key_names.iter().any(|key| **key == **name);
            let tells = is_key || name.ends_with("Number") || name.ends_with(BY_SOURCE_KEY);
            tells && !is_nothing(&writer.value(section, chain, name, *fill))
        }
        Column::Owner | Column::Id | Column::Parent { .. } => false,
    })
}

fn attribute(section: &Section, wanted: &str) -> Option<Option<super::objects::Fill>> {
    section.columns.iter().find_map(|column| match column {
        Column::Attribute { name, fill } if name == wanted => Some(*fill),
        _ => None,
    })
}

/// A reference is a key, also where its id is not known yet.
fn is_nothing(value: &Value) -> bool {
    !matches!(value, Value::Reference(_)) && value.is_blank()
}
