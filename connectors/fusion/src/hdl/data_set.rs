//! What the resource of data sets answers, read leniently: numbers come as text too, and the result of an
//! action as an object or as a text that holds one.

use landbridge_contract::{Response, TargetMessage};
use serde_json::{Map, Value as Json};

/// What an action says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// `SUCCESS` or what went wrong.
    pub(super) status: String,
    /// The id of what was uploaded.
    pub(super) content: String,
    /// The number of the data set.
    pub(super) request: String,
}

/// Reads the result of an action.
pub(super) fn said(response: &Response) -> Option<Said> {
    let body: Json = serde_json::from_slice(&response.body).ok()?;
    let result = match body.get("result")? {
        Json::String(text) => serde_json::from_str(text).ok()?,
        other => other.clone(),
    };
    let result = result.as_object()?;
    Some(Said {
        status: text(result, "Status"),
        content: text(result, "ContentId"),
        request: text(result, "RequestId"),
    })
}

/// Where a data set is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct State {
    /// The data set's number.
    pub(super) request: String,
    /// Its status, as the resource writes it.
    pub(super) code: String,
    /// Lines that could not be read.
    pub(super) lines_refused: Option<u64>,
    /// Objects loaded.
    pub(super) loaded: Option<u64>,
    /// Objects refused.
    pub(super) refused: Option<u64>,
}

impl State {
    /// Whether nothing more will happen to it. What is not known to be an end is none.
    pub(super) fn is_ended(&self) -> bool {
        matches!(
            self.code.as_str(),
            "ORA_COMPLETED" | "ORA_SUCCESS" | "ORA_IN_ERROR" | "ORA_STOPPED"
        )
    }
}

/// Reads the item of a data set.
pub(super) fn state(response: &Response) -> Option<State> {
    let body: Json = serde_json::from_slice(&response.body).ok()?;
    state_of(body.as_object()?)
}

/// Reads a collection of data sets.
pub(super) fn listed(response: &Response) -> Option<Vec<State>> {
    let body: Json = serde_json::from_slice(&response.body).ok()?;
    let items = body.get("items")?.as_array()?;
    items
        .iter()
        .map(|item| state_of(item.as_object()?))
        .collect()
}

fn state_of(item: &Map<String, Json>) -> Option<State> {
    let code = text(item, "DataSetStatusCode");
    (!code.is_empty()).then(|| State {
        request: text(item, "RequestId"),
        code,
        lines_refused: count(item, "FileLineImportErrorCount"),
        loaded: count(item, "ObjectSuccessCount"),
        refused: count(item, "ObjectLoadErrorCount"),
    })
}

/// A message of a data set.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The line, counted from 1; none where the message is about the file.
    pub(super) line: Option<usize>,
    /// The source key of the line's record; empty where it has none.
    pub(super) source_key: String,
    /// False for what is only remarked.
    pub(super) refuses: bool,
    /// What is said.
    pub(super) text: String,
}

/// A page of messages, and whether more follow.
pub(super) fn messages(response: &Response) -> Option<(Vec<Message>, bool)> {
    let body: Json = serde_json::from_slice(&response.body).ok()?;
    let items = body.get("items")?.as_array()?;
    let has_more = body.get("hasMore").and_then(Json::as_bool);
    let messages: Option<Vec<Message>> = items.iter().map(message).collect();
    Some((messages?, has_more.unwrap_or(false)))
}

fn message(item: &Json) -> Option<Message> {
    let item = item.as_object()?;
    let kind = text(item, "MessageTypeCode").to_ascii_uppercase();
    let line = count(item, "FileLine").and_then(|line| usize::try_from(line).ok());
    Some(Message {
        line: line.filter(|line| *line > 0),
        source_key: text(item, "SourceSystemId"),
        refuses: !(kind.contains("WARN") || kind.contains("INFO")),
        text: text(item, "MessageText"),
    })
}

impl Message {
    /// The message as it is told of a record. A code in brackets at its end is its code.
    pub(super) fn told(&self) -> TargetMessage {
        let text = if self.text.trim().is_empty() {
            "refused without explanation"
        } else {
            &self.text
        };
        let code = crate::codes::in_text(text).unwrap_or_default();
        TargetMessage::bounded(code, "", text)
    }
}

fn text(item: &Map<String, Json>, name: &str) -> String {
    match item.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn count(item: &Map<String, Json>, name: &str) -> Option<u64> {
    text(item, name).trim().parse().ok()
}
