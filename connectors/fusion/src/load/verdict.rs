//! What an answer means for its record.

use landbridge_contract::{Response, Text, Verdict, Write};
use serde_json::{Map, Value as Json};

use super::shown;
use crate::{item, messages};

/// What the answer to a record's own request means.
pub(super) fn of(write: &Write, response: &Response, id_attribute: &str) -> Verdict {
    if !response.is_success() {
        return Verdict::Refused {
            messages: messages::of(response),
        };
    }
    if let (Write::Update(id), 204) = (write, response.status) {
        return Verdict::Loaded {
            target_id: id.clone(),
            created: false,
        };
    }
    let shows = matches!(response.status, 200 | 201);
    if shows && let Some(id) = shown::id_alone(&response.body, id_attribute) {
        return of_shown(write, response.status, id);
    }
    match shown::members(&response.body, id_attribute) {
        Some(members) if shows => {
            let errors = messages::has_error_details(&members);
            if errors && item::target_id(&members, id_attribute).is_none() {
                return Verdict::Refused {
                    messages: messages::of(response),
                };
            }
            if errors {
                return in_doubt(response.status, "shows a record and errors at once");
            }
            of_record(write, response.status, &members, id_attribute)
        }
        _ => in_doubt(response.status, "does not show the record"),
    }
}

/// What is said of a record by one that is shown as made or changed.
pub(super) fn of_record(
    write: &Write,
    status: u16,
    members: &Map<String, Json>,
    id_attribute: &str,
) -> Verdict {
    match item::target_id(members, id_attribute) {
        Some(target_id) => of_shown(write, status, target_id),
        None => in_doubt(status, "does not show the record's id"),
    }
}

/// What is said of a record by its id.
fn of_shown(write: &Write, status: u16, target_id: Text) -> Verdict {
    let created = match write {
        Write::Update(asked) if *asked != target_id => {
            return in_doubt(status, "shows another record than the one changed");
        }
        Write::Update(_) => false,
        Write::Create => true,
        Write::Upsert => status == 201,
    };
    Verdict::Loaded { target_id, created }
}

/// What a part of a successful batch means. A part has no status: whether an upsert made or changed the record
/// is seen by its dates, and where it does not show them it counts as made.
pub(super) fn of_part(
    write: &Write,
    status: u16,
    shown: Option<&Map<String, Json>>,
    id_attribute: &str,
) -> Verdict {
    let Some(members) = shown else {
        return in_doubt(status, "leaves out the part");
    };
    if let (Write::Update(id), true) = (write, members.is_empty()) {
        return Verdict::Loaded {
            target_id: id.clone(),
            created: false,
        };
    }
    let changed_since = match (members.get("CreationDate"), members.get("LastUpdateDate")) {
        (Some(made), Some(changed)) => made != changed,
        _ => false,
    };
    of_record(
        write,
        if changed_since { 200 } else { 201 },
        members,
        id_attribute,
    )
}

pub(super) fn in_doubt(status: u16, what: &str) -> Verdict {
    Verdict::InDoubt {
        why: format!("the answer HTTP {status} {what}"),
    }
}
