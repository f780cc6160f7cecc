//! What an answer to a write means for its record.

use landbridge_contract::{Effect, Fault, Response, TargetMessage, Text, Verdict};
use percent_encoding::percent_decode_str;
use serde_json::Value as Json;

use super::Change;
use crate::messages;
use crate::pages::id_of;
use crate::profile::{Errors, Object, Operation};

/// Reads the answer. A success that carries errors, or does not show which record it is about, is no success.
pub(super) fn of(
    change: &Change,
    response: &Response,
    object: &Object,
    operation: &Operation,
) -> Verdict {
    let status = response.status;
    if !response.is_success() {
        return refused(change, response, &object.errors);
    }
    if !matches!(status, 200 | 201 | 204) {
        return in_doubt(status, "does not say that it is done");
    }
    let silent = response.body.is_empty() || status == 204;
    let body = match serde_json::from_slice::<Json>(&response.body) {
        _ if silent => None,
        Ok(body) => Some(body),
        Err(_) if operation.answer.is_none() => None,
        Err(_) => return in_doubt(status, "does not show the record"),
    };
    let said = body
        .as_ref()
        .map(|body| messages::in_body(body, &object.errors, true));
    let item = match (&body, &operation.answer) {
        (Some(body), Some(place)) => place.get(body),
        _ => None,
    };
    let shown = item.and_then(|item| id_of(object, item));
    let says_refused = body
        .as_ref()
        .is_some_and(|body| messages::says_refused(body, &object.errors))
        || item.is_some_and(|item| messages::says_refused(item, &object.errors));
    if let Some(verdict) = of_said(
        status,
        said.unwrap_or_default(),
        shown.is_some(),
        says_refused,
        &object.errors,
    ) {
        return verdict;
    }
    let id = shown.or_else(|| id_in_location(response));
    settled(
        change,
        status,
        id,
        body.is_none() || operation.answer.is_none(),
    )
}

/// What an answer's errors mean; nothing where it has none.
pub(super) fn of_said(
    status: u16,
    mut messages: Vec<TargetMessage>,
    shows_record: bool,
    says_refused: bool,
    errors: &Errors,
) -> Option<Verdict> {
    if messages.is_empty() && !says_refused {
        return None;
    }
    if shows_record && !says_refused {
        return Some(in_doubt(status, "shows a record and errors at once"));
    }
    if messages.is_empty() {
        messages.push(said(
            "the target refuses the record, without explanation".to_owned(),
        ));
    }
    // A success is no sign of a duplicate by its status.
    if messages::is_duplicate(0, &messages, errors) {
        messages.insert(0, messages::duplicate());
    }
    Some(Verdict::Refused { messages })
}

/// What an answer without errors means, by the id that it shows.
pub(super) fn settled(change: &Change, status: u16, id: Option<Text>, silent: bool) -> Verdict {
    match (change, id) {
        (Change::Make, Some(target_id)) => Verdict::Loaded {
            target_id,
            created: true,
        },
        (Change::Upsert, Some(target_id)) => Verdict::Loaded {
            target_id,
            created: status == 201,
        },
        (Change::Update { id: asked, .. }, Some(id)) if *asked != id => {
            in_doubt(status, "shows another record than the one changed")
        }
        (Change::Update { id, .. }, Some(_)) => Verdict::Loaded {
            target_id: id.clone(),
            created: false,
        },
        (Change::Update { id, .. }, None) if silent => Verdict::Loaded {
            target_id: id.clone(),
            created: false,
        },
        (Change::Update { .. }, None) => in_doubt(status, "does not show the record"),
        (Change::Make | Change::Upsert, None) => in_doubt(status, "does not show the record's id"),
    }
}

/// The id in the address of what was made (RFC 9110, `Location` of a 201).
fn id_in_location(response: &Response) -> Option<Text> {
    let location = response
        .header("location")
        .filter(|_| response.status == 201)?;
    let path = location.split(['?', '#']).next()?.trim_end_matches('/');
    let last = path.rsplit('/').next()?;
    // An address such as `suppliers(7)` names the id otherwise than by a segment of its own.
    let decoded = percent_decode_str(last).decode_utf8().ok()?;
    (!decoded.is_empty() && path.contains('/') && !decoded.contains('('))
        .then(|| Text::from(decoded))
}

pub(super) fn refused(change: &Change, response: &Response, errors: &Errors) -> Verdict {
    let mut messages = messages::of(response, errors);
    if response.status == 412 && matches!(change, Change::Update { .. }) {
        // The ERP's own words are rarely more than "precondition failed".
        let words = "the record was changed by somebody else since it was read; see what it holds, then load again";
        messages.insert(0, said(words.to_owned()));
    }
    Verdict::Refused { messages }
}

/// What a fault means for a record that was sent.
pub(super) fn of_fault(fault: &Fault) -> Verdict {
    let why = fault.to_string();
    match fault.effect {
        Effect::None => Verdict::NotSent {
            retry: fault.retry,
            why,
        },
        // Applied, but without an id: only a look-up can tell it.
        Effect::Applied | Effect::Unknown => Verdict::InDoubt { why },
    }
}

pub(super) fn in_doubt(status: u16, what: &str) -> Verdict {
    Verdict::InDoubt {
        why: format!("the answer HTTP {status} {what}"),
    }
}

/// A message of the connector's own.
pub(super) fn said(text: String) -> TargetMessage {
    TargetMessage {
        text,
        ..TargetMessage::default()
    }
}

/// A refusal by the connector, as no request can say what is meant.
pub(super) fn refused_here(text: String) -> Verdict {
    Verdict::Refused {
        messages: vec![said(text)],
    }
}
