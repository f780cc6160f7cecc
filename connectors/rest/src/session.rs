//! What the conversations with one target share, and how its requests are put together.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use landbridge_contract::{BatchSizes, BusinessKey, Login, Method, Request};

use crate::profile::{Object, Profile};
use crate::settings::Settings;
use crate::template::{self, Slot, Template, Values};
use crate::values;

/// Records that go together where the profile knows batches and says nothing of their size.
const BATCH_RECORDS: u32 = 50;

/// What the conversations with one target share.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) profile: Profile,
    parameters: BTreeMap<String, String>,
    /// What goes together in one request.
    pub(crate) sizes: BatchSizes,
    /// Objects that the profile does not list, once they were asked for.
    others: Mutex<HashMap<String, Option<Arc<Object>>>>,
}

/// A request before its places are filled.
pub(crate) struct Draft<'d> {
    pub(crate) method: Method,
    pub(crate) path: &'d Template,
    pub(crate) query: &'d [(String, Template)],
    pub(crate) headers: &'d [(&'static str, Template)],
    pub(crate) body: Vec<u8>,
    pub(crate) label: &'d str,
}

impl Session {
    pub(crate) fn new(settings: Settings) -> Self {
        let records = settings
            .profile
            .limits
            .records
            .map_or(BATCH_RECORDS, u32::from);
        Self {
            sizes: BatchSizes::new(usize::try_from(records).unwrap_or(1)),
            profile: settings.profile,
            parameters: settings.parameters,
            others: Mutex::default(),
        }
    }

    /// The object of that name.
    pub(crate) fn object(&self, name: &str) -> Option<Arc<Object>> {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        let known = others.entry(name.to_owned());
        known
            .or_insert_with(|| self.profile.object(name).map(Arc::new))
            .clone()
    }

    /// Records that go together at the most.
    pub(crate) fn records_together(&self, object: &Object) -> u32 {
        match object.batch {
            Some(_) => self.profile.limits.records.map_or(BATCH_RECORDS, u32::from),
            None => 1,
        }
    }

    /// The request of a draft. The error says what is missing and shows no value.
    pub(crate) fn request(
        &self,
        object: &Object,
        draft: Draft<'_>,
        values: &Values<'_>,
    ) -> Result<Request, String> {
        let values = |slot: &Slot| self.value(slot, values);
        let mut path = object.common.base_path.path(&values)?;
        path.push_str(&draft.path.path(&values)?);
        let mut query = Vec::new();
        for (name, template) in object.common.query.iter().chain(draft.query) {
            match template.text(&values) {
                Some(text) => query.push((name.clone(), text)),
                // A first page has no cursor, and without attributes everything is read.
                None if template.has(|slot| matches!(slot, Slot::Cursor | Slot::Attributes)) => {}
                None => return Err(format!("there is nothing to ask for in `{name}`")),
            }
        }
        if !query.is_empty() {
            path.push('?');
            path.push_str(&template::query(query));
        }
        let mut headers = vec![("accept", "application/json".to_owned())];
        if !draft.body.is_empty() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        for (name, template) in object.common.headers.iter().chain(draft.headers) {
            let text = template.text(&values);
            let text = text.ok_or_else(|| format!("there is nothing for the header `{name}`"))?;
            if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
                return Err(format!(
                    "the value for the header `{name}` has signs that cannot stand in one"
                ));
            }
            headers.retain(|(known, _)| known != name);
            headers.push((name, text));
        }
        Ok(Request {
            method: draft.method,
            path,
            headers,
            body: Bytes::from(draft.body),
            label: draft.label.to_owned(),
            login: Login::Main,
        })
    }

    /// What stands in a place: what the project states, else what the request is about.
    pub(crate) fn value(&self, slot: &Slot, values: &Values<'_>) -> Option<String> {
        match slot {
            Slot::Parameter(name) => self.parameters.get(name).cloned(),
            other => values(other),
        }
    }
}

/// The value of an attribute of a business key, as a request shows it.
pub(crate) fn of_key(key: &BusinessKey, name: &str, object: &Object) -> Option<String> {
    let part = key.parts.iter().find(|(part, _)| **part == *name);
    part.map(|(_, value)| values::text(value, &object.values))
}
