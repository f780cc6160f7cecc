//! Several records in one request: batch parts, of which Fusion commits all or none.
//!
//! Oracle's REST guides, "Make Batch Requests": `POST` of `{"parts": […]}` to the version's root; each part has
//! an id, a path below that root, an operation and a payload; the answer repeats the parts in their order, each
//! with its payload. Where a part fails, nothing is committed and the error describes only that part. What
//! names the part (`o:errorPath` beginning with `/parts/<n>`) is not documented, so it is a hint and no proof:
//! whoever uses it asks for that record alone.

use bytes::Bytes;
use landbridge_contract::{Response, TargetMessage};
use serde_json::{Map, Value as Json, json};

use crate::load::Writing;
use crate::messages;

/// The version's root above a path, and what is below it: `/fscmRestApi/resources/11.13.18.05` and `/suppliers`.
/// Nothing for a path that does not lie below one.
pub(crate) fn root_of(path: &str) -> Option<(&str, &str)> {
    // Asked for every request: paths are too short for a search to be worth setting up.
    let bytes = path.bytes().enumerate();
    let mut slashes = bytes.filter(|(_, byte)| *byte == b'/').map(|(at, _)| at);
    let mut next = || slashes.next();
    let (first, second, third, end) = (next()?, next()?, next()?, next()?);
    let (api, kind) = (path.get(1..second)?, path.get(second + 1..third)?);
    let is_root = first == 0 && api.ends_with("RestApi") && kind == "resources";
    is_root.then_some(path.split_at_checked(end)?)
}

/// The body. Parts are known by their place.
pub(crate) fn body(parts: &[Writing]) -> Vec<u8> {
    let mut body = b"{\"parts\":[".to_vec();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        let path = root_of(&part.path).map_or(part.path.as_str(), |(_, below)| below);
        let head = json!({
            "id": index.to_string(),
            "path": path,
            "operation": part.operation.word(),
        });
        let head = head.to_string();
        let open = head.strip_suffix('}').unwrap_or(&head);
        body.extend_from_slice(open.as_bytes());
        // It is JSON already: what it says is not read again, so that no digit is lost.
        body.extend_from_slice(b",\"payload\":");
        body.extend_from_slice(&part.body);
        body.push(b'}');
    }
    body.extend_from_slice(b"]}");
    body
}

/// What a successful batch shows of each part, where its request was; nothing for a part that it does not show.
/// The error says why nothing in it can be believed: all were committed or none, so one that failed disowns
/// the others.
pub(crate) fn payloads(
    body: &Bytes,
    parts: usize,
) -> Result<Vec<Option<Map<String, Json>>>, &'static str> {
    let Ok(Json::Object(mut members)) = serde_json::from_slice::<Json>(body) else {
        return Err("is no batch of answers");
    };
    if messages::has_error_details(&members) {
        return Err("is a success with errors");
    }
    let Some(Json::Array(answered)) = members.remove("parts") else {
        return Err("is no batch of answers");
    };
    let mut payloads: Vec<Option<Map<String, Json>>> = vec![None; parts];
    for part in answered {
        let Json::Object(mut part) = part else {
            return Err("holds a part that is none");
        };
        let index = part.get("id").and_then(Json::as_str);
        let index = index.and_then(|id| id.parse::<usize>().ok());
        let Some(slot) = index.and_then(|index| payloads.get_mut(index)) else {
            return Err("holds an answer to what was not asked");
        };
        let payload = match part.remove("payload") {
            Some(Json::Object(payload)) => payload,
            None | Some(Json::Null) => Map::new(),
            Some(_) => return Err("holds a part that is none"),
        };
        if messages::has_error_details(&part) || messages::has_error_details(&payload) {
            return Err("is a success with errors in a part");
        }
        if slot.replace(payload).is_some() {
            return Err("holds two answers to one part");
        }
    }
    Ok(payloads)
}

/// The part that a refusal seems to speak of.
pub(crate) fn blamed(response: &Response, parts: usize) -> Option<usize> {
    let told = messages::of(response);
    let named = told.iter().find_map(|message| {
        let path = message
            .path
            .trim_start_matches("$.")
            .replace(['[', ']', '.'], "/");
        let mut words = path.split('/').filter(|word| !word.is_empty());
        (words.next()? == "parts").then_some(())?;
        words.next()?.parse::<usize>().ok()
    });
    named.filter(|index| *index < parts)
}

/// Whether a refusal says that the resource takes no part in batches, or the pod in none (501).
pub(crate) fn is_not_for_batches(response: &Response) -> bool {
    if response.status == 501 {
        return true;
    }
    let says = |message: &TargetMessage| message.text.contains("enabled for batch execution");
    messages::of(response).iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_a_path_is_the_version_of_an_api() {
        let suppliers = root_of("/fscmRestApi/resources/11.13.18.05/suppliers/7");
        assert_eq!(
            suppliers,
            Some(("/fscmRestApi/resources/11.13.18.05", "/suppliers/7"))
        );
        assert_eq!(root_of("/fscmRestApi/resources/11.13.18.05"), None);
        assert_eq!(root_of("/a/b/c/d"), None);
        assert_eq!(root_of("suppliers"), None);
    }

    #[test]
    fn the_part_that_is_blamed_is_found_in_whatever_spelling() {
        let blamed_in = |path: &str| {
            let body = json!({"title": "Bad Request", "o:errorDetails": [{"detail": "no", "o:errorPath": path}]});
            let response = Response {
                status: 400,
                headers: Vec::new(),
                body: body.to_string().into(),
            };
            blamed(&response, 3)
        };
        for path in [
            "/parts/1/Supplier",
            "/parts/1",
            "parts[1].Supplier",
            "$.parts[1]",
        ] {
            assert_eq!(blamed_in(path), Some(1), "{path}");
        }
        for path in ["", "/Supplier", "/parts/3", "/parts/x", "/lines/1"] {
            assert_eq!(blamed_in(path), None, "{path}");
        }
    }
}
