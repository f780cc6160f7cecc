//! What an answer to a write means for its record.

use landbridge_contract::{Response, TargetMessage, Text, Verdict};
use serde_json::{Map, Value as Json};

use super::Change;
use crate::address;
use crate::entity::Entity;
use crate::messages;

/// Reads the answer. A success that carries errors, or does not show which record it is about, is
/// no success.
pub(super) fn of(change: &Change, response: &Response, entity: &Entity) -> Verdict {
    if !response.is_success() {
        return refused(change, response);
    }
    if !matches!(response.status, 200 | 201 | 204) {
        return in_doubt(response, "does not say that it is done");
    }
    let members = match members(response) {
        Ok(members) => members,
        Err(why) => return in_doubt(response, why),
    };
    let shown = members
        .as_ref()
        .and_then(|members| entity.target_id(members));
    let id = shown.or_else(|| id_in_headers(response, entity));
    let errors = members.as_ref().and_then(messages::of_error);
    match (errors, &id) {
        (Some(messages), None) if !messages.is_empty() => return Verdict::Refused { messages },
        (Some(_), _) => return in_doubt(response, "is a success with an error"),
        (None, _) if says_error(response) => {
            return in_doubt(response, "is a success with an error among its messages");
        }
        (None, _) => {}
    }
    match (change, id) {
        (Change::Make, Some(target_id)) => Verdict::Loaded {
            target_id,
            created: true,
        },
        (Change::Make, None) => in_doubt(response, "does not show the key of the record"),
        (Change::Change { id: asked, .. }, Some(id)) if *asked != id => {
            in_doubt(response, "shows another record than the one changed")
        }
        (Change::Change { id, .. }, _) => Verdict::Loaded {
            target_id: id.clone(),
            created: false,
        },
    }
}

/// The body's members; nothing for an answer without a body.
fn members(response: &Response) -> Result<Option<Map<String, Json>>, &'static str> {
    if response.status == 204 || response.body.is_empty() {
        return Ok(None);
    }
    match serde_json::from_slice::<Json>(&response.body) {
        Ok(Json::Object(members)) => Ok(Some(members)),
        Ok(_) | Err(_) => Err("does not show the record"),
    }
}

fn id_in_headers(response: &Response, entity: &Entity) -> Option<Text> {
    ["odata-entityid", "location"]
        .iter()
        .filter_map(|name| response.header(name))
        .find_map(|address| address::id_in(address, &entity.shape.key))
}

/// Whether SAP's header of messages holds an error (severity 4).
fn says_error(response: &Response) -> bool {
    let Some(stated) = response.header("sap-messages") else {
        return false;
    };
    match serde_json::from_str::<Json>(stated) {
        Ok(Json::Array(messages)) => messages.iter().any(|message| {
            let severity = message.get("numericSeverity");
            severity
                .and_then(Json::as_i64)
                .is_some_and(|severity| severity >= 4)
        }),
        _ => false,
    }
}

fn refused(change: &Change, response: &Response) -> Verdict {
    let mut messages = messages::of(response);
    if response.status == 412 && matches!(change, Change::Change { .. }) {
        // The service's own words are rarely more than "precondition failed".
        messages.insert(
            0,
            TargetMessage {
                text: "the record was changed by somebody else since it was read; see what it holds, then load again"
                    .to_owned(),
                ..TargetMessage::default()
            },
        );
    }
    Verdict::Refused { messages }
}

pub(super) fn in_doubt(response: &Response, what: &str) -> Verdict {
    Verdict::InDoubt {
        why: format!("the answer HTTP {} {what}", response.status),
    }
}
