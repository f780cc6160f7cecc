//! Batch requests: parts in order, all committed or none.

use bytes::Bytes;
use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::place::{Place, Tail};
use super::{Call, Media, Operation, Outcome, perform};
use crate::refusal::{Problem, Refusal};
use crate::store::Reader;
use crate::target::parse_target;

/// Runs every part; the first that fails refuses the whole, and nothing is written.
pub(super) fn run(call: &Call, db: &Connection) -> Result<Outcome, Refusal> {
    // Oracle's guide names this media type for batches, and no other.
    let media = call.header("content-type").unwrap_or_default();
    if !media.starts_with(Media::Batch.name()) {
        let detail = format!("Unsupported Content-Type {media}.");
        return Err(Refusal::new(415, Problem::new(detail)));
    }
    let mut body = call.object()?;
    let Some(Value::Array(parts)) = body.remove("parts") else {
        return Err(Refusal::unparsable());
    };
    let mut answers = Vec::with_capacity(parts.len());
    let mut changes = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        let Value::Object(part) = part else {
            return Err(Refusal::unparsable());
        };
        let (answer, outcome) = run_part(call, part, db).map_err(|refusal| at(index, refusal))?;
        changes.extend(outcome);
        answers.push(answer);
    }
    let mut outcome = Outcome::ok(json!({ "parts": answers }), Media::Batch);
    outcome.changes = changes;
    Ok(outcome)
}

type Written = Vec<(&'static str, crate::counters::Change)>;

fn run_part(
    call: &Call,
    mut part: Map<String, Value>,
    db: &Connection,
) -> Result<(Value, Written), Refusal> {
    let text = |name: &str| part.get(name).and_then(Value::as_str).map(str::to_owned);
    let (Some(path), Some(name)) = (text("path"), text("operation")) else {
        return Err(Refusal::unparsable());
    };
    let (operation, method) = match name.as_str() {
        "get" => (Operation::Get, Method::GET),
        "create" => (Operation::Create, Method::POST),
        "upsert" => (Operation::Upsert, Method::POST),
        "update" | "replace" => (Operation::Update, Method::PATCH),
        "delete" => (Operation::Delete, Method::DELETE),
        other => {
            return Err(Refusal::bad_request(Problem::new(format!(
                "The action {other} isn't enabled for batch execution."
            ))));
        }
    };
    let target = parse_target(&path);
    let place = Place::find(call.area, &target.segments)?;
    if place.tail != Tail::Nothing {
        return Err(Refusal::not_found());
    }
    let mut inner = call.clone();
    inner.method = method;
    inner.query = target.query;
    inner.body = Bytes::from(part.remove("payload").unwrap_or(Value::Null).to_string());
    inner.headers.clear();
    let mut conditional = false;
    for (member, header) in [("ifMatch", "if-match"), ("ifNoneMatch", "if-none-match")] {
        if let Some(value) = part.get(member).and_then(Value::as_str) {
            let value = HeaderValue::from_str(value).map_err(|_error| Refusal::unparsable())?;
            inner.headers.insert(HeaderName::from_static(header), value);
            conditional = true;
        }
    }
    let outcome = perform(&inner, &place, operation, Reader::Within(db))?;
    let mut answer = Map::new();
    if let Some(id) = part.get("id") {
        answer.insert("id".to_owned(), id.clone());
    }
    answer.insert("path".to_owned(), path.into());
    answer.insert("operation".to_owned(), name.into());
    if conditional {
        answer.insert(
            "preconditionSucceeded".to_owned(),
            (outcome.status != 304).into(),
        );
    }
    if let Some(json) = outcome.json {
        answer.insert("payload".to_owned(), json);
    }
    Ok((Value::Object(answer), outcome.changes))
}

fn at(index: usize, mut refusal: Refusal) -> Refusal {
    for problem in &mut refusal.problems {
        let below = problem.path.take().unwrap_or_default();
        problem.path = Some(format!("/parts/{index}{below}"));
    }
    refusal
}
