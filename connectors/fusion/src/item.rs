//! Records as Fusion sends them: ids with all their digits, nested collections in both shapes.

use landbridge_contract::{Fields, Found, Name, Text, Value, json};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json};

/// The member that holds hypermedia links; no data.
pub(crate) const LINKS: &str = "links";

/// The target id of a record: the id attribute digit by digit, else the last segment of the
/// record's own link, which is the only place where objects with composite keys have it.
pub(crate) fn target_id(item: &Map<String, Json>, id_attribute: &str) -> Option<Text> {
    match item.get(id_attribute) {
        // Digits as sent; a number with fraction or exponent has lost what it identified.
        Some(Json::Number(number)) => {
            let digits = number.to_string();
            if digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some(Text::from(digits));
            }
        }
        Some(Json::String(text)) if !text.trim().is_empty() => return Some(Text::from(text)),
        _ => {}
    }
    let links = item.get(LINKS)?.as_array()?;
    let own = links
        .iter()
        .find(|link| link.get("rel").and_then(Json::as_str) == Some("self"))?;
    let href = own.get("href")?.as_str()?;
    let path = href.split(['?', '#']).next()?;
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let decoded = percent_decode_str(last).decode_utf8().ok()?;
    (!decoded.is_empty()).then(|| Text::from(decoded.as_ref()))
}

/// The records of a nested collection object `{items, hasMore, …}` (framework 3 and later).
pub(crate) fn collection(value: &Json) -> Option<(&Vec<Json>, &Map<String, Json>)> {
    let members = value.as_object()?;
    let items = members.get("items")?.as_array()?;
    (members.contains_key("hasMore") || members.contains_key("count")).then_some((items, members))
}

/// A record read, its nested collections as lists. `None` where it is no record or has no id.
pub(crate) fn found(item: &Json, id_attribute: &str) -> Option<Found> {
    let members = item.as_object()?;
    Some(Found {
        target_id: target_id(members, id_attribute)?,
        attributes: fields(members),
    })
}

fn fields(members: &Map<String, Json>) -> Fields {
    members
        .iter()
        .filter(|(name, value)| !(name.as_str() == LINKS && value.is_array()))
        .map(|(name, value)| (Name::from(name.as_str()), value_of(value)))
        .collect()
}

fn value_of(json_value: &Json) -> Value {
    if let Some((items, _)) = collection(json_value) {
        return Value::List(items.iter().map(value_of).collect());
    }
    match json_value {
        Json::Array(items) => Value::List(items.iter().map(value_of).collect()),
        Json::Object(members) => Value::Record(fields(members)),
        simple => json::from_json(simple),
    }
}
