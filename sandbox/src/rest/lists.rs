//! Lists of values: resources of their own whose names end in `LOV`, for reading only.
//!
//! A list has the name that the describe document of an attribute gives in `lov.childRef`. Its members
//! can be searched with `q` like the records of any collection.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::view::{Frame, envelope};
use super::{Call, Media, Outcome};
use crate::model::{Object, Values, text};
use crate::objects;
use crate::query;
use crate::refusal::Refusal;
use crate::store::{Reader, Stored};

/// The ending of a list's name.
const ENDING: &str = "LOV";
/// Members of a page, where the client does not say how many.
const LIMIT: u32 = 25;

/// What a member of a list is made of.
static MEMBER: LazyLock<Object> = LazyLock::new(|| {
    let attributes = vec![text("value", 400), text("meaning", 400), text("code", 400)];
    Object::new("lists", "List of values", "lists", "ListId", attributes)
});

/// Whether a path names a list.
pub(super) fn is_list(name: &str) -> bool {
    name.ends_with(ENDING)
}

/// A page of a list's members.
pub(super) fn get(call: &Call, name: &str, reader: Reader<'_>) -> Result<Outcome, Refusal> {
    let attribute = name.strip_suffix(ENDING).unwrap_or_default();
    let values =
        values_of(objects::catalog(call.area), attribute).ok_or_else(Refusal::not_found)?;
    let (mut limit, mut offset, mut condition) = (LIMIT, 0, None);
    for (parameter, value) in &call.query {
        let number = || {
            let wrong = |_error| Refusal::invalid_query(format!("{parameter} isn't a number."));
            value.parse::<u32>().map_err(wrong)
        };
        match parameter.as_str() {
            "limit" => limit = number()?.min(call.page_max),
            "offset" => offset = number()?,
            "q" => condition = Some(query::parse(&MEMBER, value, call.framework)?),
            "onlyData" | "links" | "fields" | "totalResults" => {}
            other => return Err(Refusal::unusable_parameter(other)),
        }
    }
    let mut found = Vec::new();
    for body in members(values) {
        let member = Stored {
            id: 0,
            parent: 0,
            version: 1,
            created: 0,
            body,
        };
        let wanted = match &condition {
            None => true,
            Some(condition) => condition.holds(&member, reader)?,
        };
        if wanted {
            found.push(Value::Object(member.body));
        }
    }
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    let until = from.saturating_add(usize::try_from(limit).unwrap_or(usize::MAX));
    let frame = Frame {
        limit,
        offset,
        has_more: found.len() > until,
        total: None,
    };
    let page = found.into_iter().skip(from).take(until - from).collect();
    let href = format!("{}/{name}", call.root());
    let json = envelope(name, &href, page, frame);
    Ok(Outcome::ok(json, Media::Collection))
}

/// The values of the first attribute of that name that has any.
fn values_of(objects: &'static [Object], attribute: &str) -> Option<Values> {
    objects.iter().find_map(|object| {
        let own = object.attributes.iter();
        let mut own = own.filter(|one| one.name == attribute && !matches!(one.values, Values::Any));
        let own = own.next().map(|one| one.values);
        own.or_else(|| values_of(&object.children, attribute))
    })
}

fn members(values: Values) -> Vec<Map<String, Value>> {
    let member = |value: Value| match value {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    match values {
        Values::Any => Vec::new(),
        Values::List(list) => list
            .iter()
            .map(|value| member(json!({ "value": value })))
            .collect(),
        Values::Codes(pairs) => pairs
            .iter()
            .map(|(code, meaning)| member(json!({ "value": code, "meaning": meaning })))
            .collect(),
        // The attribute takes the code as an alias, so both are members.
        Values::Meanings(pairs) => pairs
            .iter()
            .flat_map(|(code, meaning)| {
                [
                    member(json!({ "value": meaning, "code": code })),
                    member(json!({ "value": code, "code": code })),
                ]
            })
            .collect(),
    }
}
