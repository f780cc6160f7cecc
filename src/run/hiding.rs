//! What the mappings of a project say is personal, taken out of what the ledger holds.
//!
//! Findings and breaks are masked where they are made. Business keys and payloads cannot be: records
//! are found again by the one and sent from the other.

use std::collections::{BTreeMap, BTreeSet};

use landbridge_contract::BusinessKey;
use serde_json::Value as Json;

use crate::diagnose::{HIDDEN, Hidden};
use crate::mapping::CheckedMapping;
use crate::project::Project;

/// What is personal, by object.
#[derive(Debug, Clone)]
pub struct Hiding {
    objects: BTreeMap<String, Personal>,
}

#[derive(Debug, Clone)]
struct Personal {
    key: bool,
    /// Paths: `addresses.Email`.
    attributes: Vec<String>,
    /// All attributes that the mapping fills.
    known: BTreeSet<String>,
}

impl Hiding {
    /// What a project's mappings say.
    pub fn of(project: &Project) -> Self {
        let of_mapping = |mapping: &CheckedMapping| {
            let fields = mapping.fields.iter();
            let personal = Personal {
                key: mapping.key_is_personal(),
                attributes: mapping.personal_attributes(),
                known: fields.map(|rule| rule.attribute.name.to_string()).collect(),
            };
            (mapping.object.to_string(), personal)
        };
        Self {
            objects: project.mappings.iter().map(of_mapping).collect(),
        }
    }

    /// A business key as it may be shown. Where no mapping describes the object any more, nothing
    /// says that it may be.
    pub fn key(&self, object: &str, key: &str) -> String {
        let hidden = self.objects.get(object).is_none_or(|known| known.key);
        if hidden && !key.is_empty() {
            return HIDDEN.to_owned();
        }
        key.to_owned()
    }

    /// A target id as it may be shown beside this business key.
    pub fn target_id(&self, object: &str, key: &str, id: &str) -> String {
        let personal = self.objects.get(object).is_none_or(|known| known.key);
        shown_id(id, key, personal)
    }

    /// Hides what is personal in a payload, and what the mapping does not know.
    pub fn payload(&self, object: &str, payload: &mut Json) {
        let known = self.objects.get(object);
        if let Json::Object(members) = payload {
            for (name, value) in members {
                if known.is_none_or(|personal| !personal.known.contains(name)) {
                    *value = Json::String(HIDDEN.to_owned());
                }
            }
        }
        for path in known.map_or(&[][..], |personal| &personal.attributes) {
            let path: Vec<&str> = path.split('.').collect();
            hide(payload, &path);
        }
    }
}

/// A target id as it may be shown beside a business key. Where an ERP makes its ids of the key (OData, many others), the id of
/// a record with a personal key tells who it is; one that the ERP has numbered tells nothing.
pub(super) fn shown_id(id: &str, key: &str, personal: bool) -> String {
    if !personal {
        return id.to_owned();
    }
    // A quote stands twice in the text of a key of OData.
    let plain = id.replace("''", "'");
    let parts = key.split(BusinessKey::BETWEEN_PARTS).map(str::to_owned);
    if Hidden::new(parts).hide(&plain) == plain {
        return id.to_owned();
    }
    HIDDEN.to_owned()
}

fn hide(value: &mut Json, path: &[&str]) {
    match (value, path) {
        (Json::Array(items), path) => items.iter_mut().for_each(|item| hide(item, path)),
        (Json::Object(members), [last]) => {
            if let Some(value) = members.get_mut(*last)
                && !value.is_null()
            {
                *value = Json::String(HIDDEN.to_owned());
            }
        }
        (Json::Object(members), [first, rest @ ..]) => {
            if let Some(value) = members.get_mut(*first) {
                hide(value, rest);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_made_of_a_personal_key_is_hidden() {
        assert_eq!(
            shown_id("jo.doe@example.org", "jo.doe@example.org", true),
            HIDDEN
        );
        assert_eq!(
            shown_id("Name='O''Brien',Unit=7", "O'Brien | 7", true),
            HIDDEN
        );
        assert_eq!(shown_id("EMP-JO.DOE", "jo.doe", true), HIDDEN);
    }

    #[test]
    fn an_id_that_tells_nothing_of_the_key_is_shown() {
        assert_eq!(
            shown_id("300000047114711", "jo.doe", true),
            "300000047114711"
        );
        assert_eq!(shown_id("V-1", "V-1", false), "V-1");
    }
}
