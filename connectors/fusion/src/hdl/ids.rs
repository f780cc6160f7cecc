//! Asks for the target ids of records that a data set loaded, many keys in one request.

use std::collections::{HashMap, VecDeque};

use landbridge_contract::{Fault, ObjectSpec, Outgoing, Request, Response, Text};
use serde_json::Value as Json;

use super::file::key_text;
use super::reading::Reading;
use crate::filter;
use crate::item;
use crate::wire::{self, Wire};

/// Keys in one request: their filter stays far below what a web tier takes as an address.
const KEYS_MAX: usize = 40;

/// The questions.
#[derive(Debug)]
pub(super) struct Ids {
    wire: Wire,
    reading: Reading,
    label: String,
    /// Records not asked for yet: the text of the key, the filter that finds it, its place.
    waiting: VecDeque<(String, usize)>,
    filters: Vec<String>,
    asked: HashMap<String, usize>,
}

impl Ids {
    /// Questions for these of the records; nothing where the object cannot be read, or not by its key.
    pub(super) fn of(
        wire: &Wire,
        spec: &ObjectSpec,
        records: &[Outgoing],
        wanted: Vec<usize>,
    ) -> Option<Self> {
        let reading = Reading::of(spec)?;
        let mut waiting = VecDeque::new();
        let mut filters = Vec::new();
        for index in wanted {
            let record = records.get(index)?;
            let filter = filter::expression(&reading.key(&record.key)).ok()?;
            waiting.push_back((key_text(&record.key), index));
            filters.push(filter);
        }
        filters.reverse();
        Some(Self {
            wire: wire.clone(),
            reading,
            label: format!("identify {}", spec.name),
            waiting,
            filters,
            asked: HashMap::new(),
        })
    }

    /// The next question.
    pub(super) fn request(&mut self) -> Option<Request> {
        let mut condition = String::new();
        self.asked.clear();
        while self.asked.len() < KEYS_MAX {
            let (Some((key, index)), Some(filter)) = (self.waiting.pop_front(), self.filters.pop())
            else {
                break;
            };
            if !condition.is_empty() {
                condition.push_str(" or ");
            }
            condition.push('(');
            condition.push_str(&filter);
            condition.push(')');
            self.asked.insert(key, index);
        }
        if condition.is_empty() {
            return None;
        }
        let rest = &self.reading.rest;
        let mut query = format!("q={}", wire::encode(&condition));
        if rest.id_attribute.is_empty() {
            query.push_str("&links=self");
        } else {
            let mut fields = vec![rest.id_attribute.as_str()];
            fields.extend(rest.key_attributes.iter().map(AsRef::as_ref));
            query.push_str("&onlyData=true&fields=");
            query.push_str(
                &fields
                    .iter()
                    .map(|name| wire::encode(name))
                    .collect::<Vec<_>>()
                    .join(","),
            );
        }
        query.push_str("&limit=500");
        query.push_str(&self.reading.dated());
        let path = format!("{}?{query}", rest.read_path);
        Some(self.wire.get(path, self.label.clone()))
    }

    /// The records found, with their ids. One that is found twice is not told: a look-up says so.
    pub(super) fn answer(&mut self, response: &Response) -> Result<Vec<(usize, Text)>, Fault> {
        let nonsense = |what: &str| Fault::unintelligible(&self.label, what);
        if !response.is_success() {
            return Err(nonsense("what was loaded cannot be asked for"));
        }
        let body: Json = serde_json::from_slice(&response.body)
            .map_err(|_error| nonsense("the answer is no JSON"))?;
        let items = body.get("items").and_then(Json::as_array);
        let items = items.ok_or_else(|| nonsense("the answer has no `items`"))?;
        let mut found: Vec<(usize, Text)> = Vec::new();
        let mut twice: Vec<usize> = Vec::new();
        for one in items {
            let Some(one) = item::found(one, &self.reading.rest.id_attribute) else {
                return Err(nonsense("a record has no id"));
            };
            let key = self.reading.key_of(&one);
            let Some(index) = self.asked.get(&key).copied() else {
                continue;
            };
            if found.iter().any(|(known, _)| *known == index) {
                twice.push(index);
            }
            found.push((index, one.target_id));
        }
        found.retain(|(index, _)| !twice.contains(index));
        Ok(found)
    }
}
