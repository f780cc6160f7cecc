//! What the target says of a refused record, in whatever shape it says it.
//!
//! Four shapes occur: a structured payload with `o:errorDetails` (nested from framework 4 on), a
//! problem object with title and detail only, plain text lines, and an HTML page of the web tier.

use landbridge_contract::{Response, TargetMessage};
use serde_json::{Map, Value as Json};

use crate::{codes, html};

/// The member that holds what is wrong.
pub(crate) const DETAILS: &str = "o:errorDetails";

/// Messages kept of one answer. A refusal with more does not tell more.
const MESSAGES_MAX: usize = 50;

/// Bytes of a body that is no JSON that are looked at.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// All messages of an answer; at least one, with the status where the body says nothing.
pub(crate) fn of(response: &Response) -> Vec<TargetMessage> {
    let mut messages = match serde_json::from_slice::<Json>(&response.body) {
        Ok(Json::Object(members)) => of_object(&members),
        Ok(Json::String(text)) => of_text(&text),
        Ok(Json::Array(items)) => items
            .iter()
            .filter_map(Json::as_object)
            .flat_map(of_object)
            .collect(),
        Ok(_) => Vec::new(),
        Err(_) => of_bytes(&response.body),
    };
    if messages.is_empty() {
        messages.push(message("", "", &status_words(response.status)));
    }
    messages.truncate(MESSAGES_MAX);
    messages
}

/// True where the body is JSON that carries a non-empty list of error details.
pub(crate) fn has_error_details(members: &Map<String, Json>) -> bool {
    details(members).is_some_and(|details| !details.is_empty())
}

/// The status as words: `HTTP 404 Not Found, without explanation`.
pub(crate) fn status_words(status: u16) -> String {
    let words = match status {
        400 => " Bad Request",
        404 => " Not Found",
        405 => " Method Not Allowed",
        406 => " Not Acceptable",
        409 => " Conflict",
        412 => " Precondition Failed",
        413 => " Content Too Large",
        415 => " Unsupported Media Type",
        422 => " Unprocessable Content",
        500 => " Internal Server Error",
        _ => "",
    };
    format!("HTTP {status}{words}, without explanation")
}

fn details(members: &Map<String, Json>) -> Option<&Vec<Json>> {
    members.get(DETAILS)?.as_array()
}

fn of_object(members: &Map<String, Json>) -> Vec<TargetMessage> {
    let mut messages = Vec::new();
    collect_details(members, &mut messages);
    if messages.is_empty() {
        // A problem object: the detail says more than the title.
        messages.extend(of_entry(members));
    }
    messages
}

/// Adds the details at every level, parents before their parts, each text once. The parser
/// bounds the depth.
fn collect_details(members: &Map<String, Json>, messages: &mut Vec<TargetMessage>) {
    for entry in details(members).into_iter().flatten() {
        if messages.len() >= MESSAGES_MAX {
            return;
        }
        match entry {
            Json::Object(entry) => {
                let own = of_entry(entry);
                messages.extend(own.filter(|own| !messages.contains(own)));
                collect_details(entry, messages);
            }
            Json::String(text) => messages.push(message("", "", text)),
            _ => {}
        }
    }
}

fn of_entry(entry: &Map<String, Json>) -> Option<TargetMessage> {
    let text = ["detail", "title", "message"]
        .iter()
        .find_map(|name| entry.get(*name)?.as_str().filter(|text| !text.is_empty()))?;
    let word = |name| match entry.get(name) {
        Some(Json::String(word)) => word.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    Some(message(&word("o:errorCode"), &word("o:errorPath"), text))
}

fn of_bytes(body: &[u8]) -> Vec<TargetMessage> {
    let head = body.get(..TEXT_BYTES_MAX).unwrap_or(body);
    of_text(&String::from_utf8_lossy(head))
}

fn of_text(text: &str) -> Vec<TargetMessage> {
    if html::is_page(text) {
        let words = html::words(text);
        return if words.is_empty() {
            Vec::new()
        } else {
            vec![message("", "", &words)]
        };
    }
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(MESSAGES_MAX)
        .map(|line| message("", "", line))
        .collect()
}

/// One message. A product code named in the text says more than a framework number, so it wins.
fn message(code: &str, path: &str, text: &str) -> TargetMessage {
    let named = codes::in_text(text);
    let code = match named {
        Some(named) if code.is_empty() || !codes::is_of_product(code) => named,
        _ => code,
    };
    TargetMessage::bounded(code, path, text)
}
