//! What the mappings of a project say is personal, taken out of what the ledger holds.
//!
//! Findings and breaks are masked where they are made. Business keys and payloads cannot be: records
//! are found again by the one and sent from the other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::diagnose::HIDDEN;
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
