//! Custom actions: `POST <path>/<target id>/action/<name>` brings a record into a state that no `PATCH` does, as a draft order
//! is submitted.
//!
//! Oracle's REST guides, "Custom Actions": the body is a flat object of parameters, `{}` where there are none, as
//! `application/vnd.oracle.adf.action+json`; the answer is `{"result": …}`. What the result says of failure has no
//! documented form: HCM Data Loader answers `Status` in an object, or in a text that holds one. An action takes no part in batches.

use landbridge_contract::{
    Action, Fields, Name, ObjectSpec, OptionFault, OptionKind, OptionSpec, Options, Response,
    TargetMessage, Text, Verdict,
};
use serde_json::{Map, Value as Json};

use crate::messages;

const ACTION: &str = "action";
const PARAMETERS: &str = "action_parameters";

/// What a mapping may state.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: ACTION,
        kind: OptionKind::Text,
        about: "For REST, with `write: update`: the action by which records are changed, like `submit` for purchaseOrders or `validateInvoice` for invoices. The rules say what a record shows afterwards; where it shows that already, nothing is sent.",
    },
    OptionSpec {
        name: PARAMETERS,
        kind: OptionKind::Texts,
        about: "With `action`: the attributes that are sent as parameters of the action, and are not compared; none unless stated.",
    },
];

/// The names of the options.
pub(crate) const NAMES: [&str; 2] = [ACTION, PARAMETERS];

/// What is wrong with what a mapping states.
pub(crate) fn check(options: &Options) -> Vec<OptionFault> {
    let mut faults = Vec::new();
    let Some(name) = options.text(ACTION) else {
        if options.0.contains_key(PARAMETERS) {
            let found = "parameters without `action`";
            faults.push(OptionFault::new(
                PARAMETERS,
                found,
                "the action beside them",
            ));
        }
        return faults;
    };
    if !is_name(&name) {
        let expected =
            "the name of an action as the ERP has it: letters, digits and `_`, a letter first";
        faults.push(OptionFault::new(ACTION, format!("\"{name}\""), expected));
    }
    for parameter in options.texts(PARAMETERS) {
        if parameter.contains('.') {
            let expected = "an attribute of the record itself: an action takes no nested records";
            faults.push(OptionFault::new(
                PARAMETERS,
                format!("\"{parameter}\""),
                expected,
            ));
        }
    }
    for other in ["effective_start", "fbdi"] {
        if options.0.contains_key(other) {
            let found = format!("an action with `{other}`");
            faults.push(OptionFault::new(ACTION, found, "one of the two"));
        }
    }
    faults
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && (name.bytes()).all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The action that a mapping states.
pub(crate) fn of(options: &Options) -> Option<Action> {
    let parameters = options.texts(PARAMETERS);
    Some(Action {
        name: options.text(ACTION)?,
        parameters: parameters
            .iter()
            .map(|name| Name::from(name.as_str()))
            .collect(),
    })
}

/// Whether an attribute is a parameter, which no record shows.
pub(crate) fn is_parameter(object: &ObjectSpec, attribute: &str) -> bool {
    of(&object.options)
        .is_some_and(|action| action.parameters.iter().any(|one| **one == *attribute))
}

/// What is sent of a record: the parameters that it has a value for.
pub(crate) fn arguments(action: &Action, payload: &Fields) -> Fields {
    let sent = |name: &Name| action.parameters.contains(name);
    let parameters = payload.iter().filter(|(name, _)| sent(name));
    parameters.cloned().collect()
}

/// What the answer means for the record of that id.
pub(crate) fn verdict(id: &Text, response: &Response) -> Verdict {
    let done = || Verdict::Loaded {
        target_id: id.clone(),
        created: false,
    };
    let status = response.status;
    if !response.is_success() {
        return Verdict::Refused {
            messages: messages::of(response),
        };
    }
    if status == 204 {
        return done();
    }
    let body = serde_json::from_slice::<Json>(&response.body);
    let members = match body {
        Ok(Json::Object(members)) if matches!(status, 200 | 201) => members,
        _ => return in_doubt(status, "is no result of an action"),
    };
    if messages::has_error_details(&members) {
        return Verdict::Refused {
            messages: messages::of(response),
        };
    }
    match members.get("result") {
        None => in_doubt(status, "is no result of an action"),
        Some(Json::Bool(false)) => in_doubt(status, "says neither what was done nor why not"),
        Some(result) => failure(result).map_or_else(done, |messages| Verdict::Refused { messages }),
    }
}

fn in_doubt(status: u16, what: &str) -> Verdict {
    Verdict::InDoubt {
        why: format!("the answer HTTP {status} {what}"),
    }
}

/// What a result says where it says failure: a status alone, or one in an object, or in a text that holds one.
fn failure(result: &Json) -> Option<Vec<TargetMessage>> {
    let held;
    let members: &Map<String, Json> = match result {
        Json::String(text) => match serde_json::from_str::<Json>(text) {
            Ok(Json::Object(members)) => {
                held = members;
                &held
            }
            _ => return is_failure(text).then(|| vec![TargetMessage::bounded("", "", text)]),
        },
        Json::Object(members) => members,
        _ => return None,
    };
    let status = text_of(members, "status").filter(|status| is_failure(status))?;
    let words: Vec<String> = ["errormessage", "message", "errordetails", "detail"]
        .iter()
        .filter_map(|name| text_of(members, name))
        .collect();
    let said = match words.first() {
        Some(words) => format!("{status}: {words}"),
        None => status,
    };
    Some(vec![TargetMessage::bounded("", "", &said)])
}

/// The text of a member, whatever the case of its name.
fn text_of(members: &Map<String, Json>, name: &str) -> Option<String> {
    let mut all = members.iter();
    let found = all.find(|(member, _)| member.eq_ignore_ascii_case(name))?;
    found.1.as_str().map(str::to_owned)
}

fn is_failure(text: &str) -> bool {
    ["ERROR", "FAILURE", "FAILED", "FAIL"]
        .iter()
        .any(|word| text.trim().eq_ignore_ascii_case(word))
}
