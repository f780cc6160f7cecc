//! Files to the byte, and data sets driven by hand with answers as a pod gives them.

mod files;
mod following;
mod keys;

use bytes::Bytes;
use landbridge_contract::{
    AttemptName, BusinessKey, Event, Exchange, Fields, Name, ObjectSpec, OptionValue, Options,
    Outgoing, Request, Response, Step, Target, Value, Write,
};

use crate::{FusionTarget, Settings};

fn target() -> FusionTarget {
    FusionTarget::new(Settings::default())
}

fn options(stated: &[(&str, OptionValue)]) -> Options {
    let stated = stated.iter();
    Options(
        stated
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

fn text(text: &str) -> OptionValue {
    OptionValue::Text(text.to_owned())
}

/// A payload as it is stored: JSON.
fn payload(json: &str) -> Fields {
    match landbridge_contract::json::from_json(&serde_json::from_str(json).unwrap()) {
        Value::Record(fields) => fields,
        other => panic!("{other:?}"),
    }
}

fn record(number: i64, keys: &[&str], json: &str) -> Outgoing {
    let payload = payload(json);
    let value = |key: &str| {
        payload
            .iter()
            .find(|(name, _)| **name == *key)
            .unwrap()
            .1
            .clone()
    };
    let parts = keys.iter().map(|key| (Name::from(*key), value(key)));
    Outgoing {
        record: number,
        key: BusinessKey {
            parts: parts.collect(),
        },
        write: Write::Upsert,
        payload,
    }
}

/// An object whose records are known by these attributes.
fn object(name: &str, keys: &[&str], stated: &Options) -> ObjectSpec {
    let mut spec = target().object(name, stated).unwrap();
    spec.key_attributes = keys.iter().map(|key| Name::from(*key)).collect();
    spec
}

/// A worker with little: what a hire must have.
fn worker(number: i64, key: &str) -> Outgoing {
    let json = format!(
        r#"{{"PersonNumber":"{key}","StartDate":"2026-01-01","ActionCode":"HIRE",
        "PersonName":[{{"LegislationCode":"US","LastName":"Canary","FirstName":"Ann"}}],
        "WorkRelationship":[{{"LegalEmployerName":"US1 Legal Entity","DateStart":"2026-01-01","WorkerType":"E",
            "Assignment":[{{"AssignmentNumber":"{key}"}}]}}]}}"#
    );
    record(number, &["PersonNumber"], &json)
}

fn attempt() -> AttemptName {
    AttemptName::new(7, 3)
}

fn response(status: u16, body: &str) -> Response {
    Response {
        status,
        headers: Vec::new(),
        body: Bytes::from(body.to_owned()),
    }
}

/// Starts an exchange that begins with a request.
#[track_caller]
fn sent(step: Step) -> Request {
    match step {
        Step::Send(request) => request,
        other => panic!("expected a request, found {other:?}"),
    }
}

#[track_caller]
fn answer(exchange: &mut dyn Exchange, status: u16, body: &str) -> Step {
    exchange.advance(Event::Answer(response(status, body)))
}
