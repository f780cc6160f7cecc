//! `$batch` as JSON.

use bytes::Bytes;
use landbridge_contract::{Request, Response};
use serde_json::{Map, Value as Json, json};

/// The body. Paths are relative to the service, and bodies stand in it as they are.
pub(super) fn body(parts: &[Request]) -> Vec<u8> {
    let mut body = b"{\"requests\":[".to_vec();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        let id = index.to_string();
        let headers = part.headers.iter();
        let headers: Map<String, Json> = headers
            .map(|(name, value)| ((*name).to_owned(), Json::from(value.as_str())))
            .collect();
        let mut members = json!({
            "id": id,
            "method": part.method.as_str().to_lowercase(),
            "url": part.path.trim_start_matches('/'),
            "headers": headers,
        });
        if !part.method.is_safe()
            && let Some(members) = members.as_object_mut()
        {
            members.insert("atomicityGroup".to_owned(), Json::from(format!("g{index}")));
        }
        let head = members.to_string();
        // The payload is JSON already: what it says is not read again, so that no digit is lost.
        match head.strip_suffix('}') {
            Some(open) if !part.body.is_empty() => {
                body.extend_from_slice(open.as_bytes());
                body.extend_from_slice(b",\"body\":");
                body.extend_from_slice(&part.body);
                body.push(b'}');
            }
            _ => body.extend_from_slice(head.as_bytes()),
        }
    }
    body.extend_from_slice(b"]}");
    body
}

/// The answers by their ids, in whatever order they come.
pub(super) fn answers(body: &[u8], parts: usize) -> Result<Vec<Option<Response>>, &'static str> {
    let Ok(Json::Object(mut members)) = serde_json::from_slice::<Json>(body) else {
        return Err("is no batch of answers");
    };
    let Some(Json::Array(responses)) = members.remove("responses") else {
        return Err("is no batch of answers");
    };
    let mut answers: Vec<Option<Response>> = vec![None; parts];
    for response in responses {
        let index = response.get("id").and_then(Json::as_str);
        let index = index.and_then(|id| id.parse::<usize>().ok());
        let Some(slot) = index.and_then(|index| answers.get_mut(index)) else {
            return Err("holds an answer to what was not asked");
        };
        let Some(answer) = answer(response) else {
            return Err("holds an answer without a status");
        };
        if slot.replace(answer).is_some() {
            return Err("holds two answers to one request");
        }
    }
    Ok(answers)
}

fn answer(mut response: Json) -> Option<Response> {
    let status = response.get("status")?.as_u64()?;
    let stated = response.get("headers").and_then(Json::as_object);
    let headers = stated.into_iter().flatten().filter_map(|(name, value)| {
        let value = value.as_str()?;
        Some((name.to_lowercase(), value.to_owned()))
    });
    let headers = headers.collect();
    let body = match response.get_mut("body").map(Json::take) {
        None | Some(Json::Null) => Bytes::new(),
        Some(Json::String(text)) => Bytes::from(text),
        Some(json) => Bytes::from(json.to_string()),
    };
    Some(Response {
        status: u16::try_from(status).ok()?,
        headers,
        body,
    })
}
