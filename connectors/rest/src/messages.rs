//! What an ERP says of a refused record, found where the profile says.

use landbridge_contract::{Response, TargetMessage};
use serde_json::Value as Json;

use crate::profile::{Errors, MessageForm};

/// Messages kept of one answer. A refusal with more does not tell more.
const MESSAGES_MAX: usize = 50;

/// Bytes of a body that is no JSON that are looked at.
const TEXT_BYTES_MAX: usize = 16 * 1024;

/// Times that text which holds JSON is opened: a list of texts that hold objects is two.
const UNPACK_MAX: usize = 3;

/// All messages of an answer; at least one, with the status where the body says nothing.
pub(crate) fn of(response: &Response, errors: &Errors) -> Vec<TargetMessage> {
    let mut messages = match serde_json::from_slice::<Json>(&response.body) {
        Ok(Json::String(text)) => of_text(&text),
        Ok(body) => in_body(&body, errors, false),
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
    if is_duplicate(response.status, &messages, errors) {
        messages.insert(0, duplicate());
    }
    messages.truncate(MESSAGES_MAX);
    messages
}

/// The messages in a body; of a success only those that make it none.
pub(crate) fn in_body(body: &Json, errors: &Errors, success: bool) -> Vec<TargetMessage> {
    let mut messages: Vec<TargetMessage> = Vec::new();
    for form in &errors.messages {
        if success && !form.in_success {
            continue;
        }
        for entry in form.at.all(body) {
            collect(entry, form, &mut messages);
        }
    }
    messages.truncate(MESSAGES_MAX);
    messages
}

/// Whether a refusal says that the record is there already.
pub(crate) fn is_duplicate(status: u16, messages: &[TargetMessage], errors: &Errors) -> bool {
    let rule = &errors.duplicate;
    rule.statuses.contains(&status)
        || messages.iter().any(|message| {
            rule.codes.contains(&message.code)
                || rule.texts.iter().any(|text| message.text.contains(text))
        })
}

/// What is said of a record that is there already, before the ERP's own words.
pub(crate) fn duplicate() -> TargetMessage {
    TargetMessage {
        text: "the target says that it has this record already".to_owned(),
        ..TargetMessage::default()
    }
}

/// Whether a success says of itself that it is none.
pub(crate) fn says_refused(item: &Json, errors: &Errors) -> bool {
    let mut signs = errors.refused.iter();
    signs.any(|(place, values)| place.get(item).is_some_and(|said| values.contains(said)))
}

fn collect(entry: &Json, form: &MessageForm, messages: &mut Vec<TargetMessage>) {
    let opened;
    let entry = if form.unpack {
        opened = unpacked(entry, UNPACK_MAX);
        &opened
    } else {
        entry
    };
    let entries = match entry {
        Json::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    for entry in entries {
        let message = message(entry, form);
        messages.extend(message.filter(|message| !messages.contains(message)));
    }
}

fn message(entry: &Json, form: &MessageForm) -> Option<TargetMessage> {
    let text = match (entry, form.text.is_empty()) {
        (Json::String(text), _) => text.clone(),
        (_, true) => return None,
        (entry, false) => {
            let mut places = form.text.iter();
            places.find_map(|place| {
                let text = place.get(entry)?.as_str()?;
                (!text.trim().is_empty()).then(|| text.to_owned())
            })?
        }
    };
    let word = |place: &Option<crate::pointer::Pointer>| match place.as_ref()?.get(entry)? {
        Json::String(word) => Some(word.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let code = word(&form.code).unwrap_or_default();
    let stated = word(&form.path).unwrap_or_default();
    let (path, numbered) = attribute(&stated);
    // Which of several nested records is meant is lost in the attribute's path.
    let text = if numbered {
        format!("{stated}: {text}")
    } else {
        text
    };
    (!text.trim().is_empty()).then(|| TargetMessage::bounded(&code, &path, &text))
}

/// The attribute's path in one like `lines[0].amount`, `/lines/0/amount` or `lines.0.amount`; and whether a
/// number stood in it.
pub(crate) fn attribute(stated: &str) -> (String, bool) {
    let parts = stated
        .split(['/', '.', '[', ']'])
        .map(|part| part.trim_matches(['"', '\'']));
    let parts: Vec<&str> = parts
        .filter(|part| !part.is_empty() && *part != "$")
        .collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = parts.iter().any(is_number);
    let names: Vec<&str> = parts.into_iter().filter(|part| !is_number(part)).collect();
    (names.join("."), numbered)
}

/// Text that holds JSON, opened; what is none stays.
fn unpacked(json: &Json, times: usize) -> Json {
    match json {
        Json::String(text) if times > 0 => match serde_json::from_str::<Json>(text) {
            Ok(inner @ (Json::Array(_) | Json::Object(_))) => unpacked(&inner, times - 1),
            _ => json.clone(),
        },
        Json::Array(items) => Json::Array(items.iter().map(|item| unpacked(item, times)).collect()),
        other => other.clone(),
    }
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
        428 => " Precondition Required",
        500 => " Internal Server Error",
        501 => " Not Implemented",
        _ => "",
    };
    format!("HTTP {status}{words}, without explanation")
}

fn of_text(text: &str) -> Vec<TargetMessage> {
    let start: String = text.trim_start().chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    if start.starts_with("<html") || start.starts_with("<!doctype html") {
        let page = "a web page instead of an answer";
        return vec![TargetMessage::bounded("", "", page)];
    }
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(MESSAGES_MAX)
        .map(|line| TargetMessage::bounded("", "", line))
        .collect()
}
