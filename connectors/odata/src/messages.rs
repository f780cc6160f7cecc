//! What a service says of a refused record.
//!
//! OData Version 4.01 JSON Format, "Error Response": `error` with `code`, `message`, `target` and
//! `details`. A target is a path into the payload: `addresses[0]/street`.

use landbridge_contract::{Response, TargetMessage, codes_in_words};
use serde_json::{Map, Value as Json};

/// Messages kept of one answer. A refusal with more does not tell more.
const MESSAGES_MAX: usize = 50;

/// Bytes of a body that is no JSON that are looked at.
const TEXT_BYTES_MAX: usize = 16 * 1024;

/// All messages of an answer; at least one, with the status where the body says nothing.
pub(crate) fn of(response: &Response) -> Vec<TargetMessage> {
    let mut messages = match serde_json::from_slice::<Json>(&response.body) {
        Ok(Json::Object(members)) => of_error(&members).unwrap_or_default(),
        Ok(Json::String(text)) => of_text(&text),
        Ok(_) => Vec::new(),
        Err(_) => {
            let head = response.body.get(..TEXT_BYTES_MAX);
            of_text(&String::from_utf8_lossy(head.unwrap_or(&response.body)))
        }
    };
    if messages.is_empty() {
        messages.push(TargetMessage::bounded(
            "",
            "",
            &status_words(response.status),
        ));
    }
    messages.truncate(MESSAGES_MAX);
    messages
}

/// The messages of an `error` member; nothing where there is none.
pub(crate) fn of_error(members: &Map<String, Json>) -> Option<Vec<TargetMessage>> {
    let error = members.get("error")?.as_object()?;
    let mut messages = Vec::new();
    // What is told of attributes comes before what sums it up.
    for detail in details(error).into_iter().flatten() {
        messages.extend(detail.as_object().and_then(of_entry));
    }
    if let Some(own) = of_entry(error) {
        if own.path.is_empty() {
            messages.push(own);
        } else {
            messages.insert(0, own);
        }
    }
    Some(messages)
}

fn details(error: &Map<String, Json>) -> Option<&Vec<Json>> {
    if let Some(Json::Array(details)) = error.get("details") {
        return Some(details);
    }
    // SAP's gateway says them so.
    error.get("innererror")?.get("errordetails")?.as_array()
}

/// The codes in an answer, and no words of it: those may repeat values.
pub(crate) fn codes_of(response: &Response) -> String {
    let codes = of(response).into_iter().map(|one| one.code);
    codes_in_words(codes.filter(|code| *code != response.status.to_string()))
}

/// The status as words: `HTTP 404 Not Found, without explanation`.
fn status_words(status: u16) -> String {
    let words = match status {
        400 => " Bad Request",
        404 => " Not Found",
        405 => " Method Not Allowed",
        409 => " Conflict",
        412 => " Precondition Failed",
        413 => " Content Too Large",
        415 => " Unsupported Media Type",
        422 => " Unprocessable Content",
        424 => " Failed Dependency",
        428 => " Precondition Required",
        500 => " Internal Server Error",
        501 => " Not Implemented",
        _ => "",
    };
    format!("HTTP {status}{words}, without explanation")
}

fn of_entry(entry: &Map<String, Json>) -> Option<TargetMessage> {
    let text = match entry.get("message")? {
        Json::String(text) => text.as_str(),
        // Versions before 4 say the language too.
        Json::Object(members) => members.get("value")?.as_str()?,
        _ => return None,
    };
    let word = |name| match entry.get(name) {
        Some(Json::String(word)) => word.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let target = word("target");
    let path = attribute(&target);
    // Which of several nested records is meant is lost in the attribute's path.
    let text = if target.contains('[') {
        format!("{target}: {text}")
    } else {
        text.to_owned()
    };
    Some(TargetMessage::bounded(&word("code"), &path, &text))
}

/// The attribute's path in a target: `addresses[0]/street` means `addresses.street`. Brackets and
/// parentheses say which record; a binding's prefix says nothing.
pub(crate) fn attribute(target: &str) -> String {
    let path = target.trim_start_matches('/');
    let path = path.strip_prefix("#TRANSIENT#").unwrap_or(path);
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix("in/").unwrap_or(path);
    let mut attribute = String::with_capacity(path.len());
    let mut depth = 0_usize;
    for sign in path.chars() {
        match sign {
            '[' | '(' => depth += 1,
            ']' | ')' => {
                depth = depth.saturating_sub(1);
                // Up to a key stands the address of the record itself.
                if sign == ')' && depth == 0 && !attribute.contains('.') {
                    attribute.clear();
                }
            }
            _ if depth > 0 => {}
            '/' if attribute.is_empty() => {}
            '/' => attribute.push('.'),
            other => attribute.push(other),
        }
    }
    attribute
}

fn of_text(text: &str) -> Vec<TargetMessage> {
    let trimmed = text.trim_start();
    let start: String = trimmed.chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    if start.starts_with("<html") || start.starts_with("<!doctype html") {
        return vec![TargetMessage::bounded(
            "",
            "",
            "a web page instead of an answer",
        )];
    }
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(MESSAGES_MAX)
        .map(|line| TargetMessage::bounded("", "", line))
        .collect()
}
