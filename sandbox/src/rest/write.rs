//! POST, PATCH and DELETE of one place, inside a transaction that the caller commits.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::parameters::{Parameters, Selection};
use super::place::Place;
use super::read::names;
use super::view::{View, change_indicator, item_headers};
use super::writing::{Saved, Writing, set_by_action};
use super::{Call, Media, Operation, Outcome};
use crate::model::Object;
use crate::refusal::{Problem, Refusal};
use crate::store::{self, Reader, Stored};

pub(super) fn run(
    call: &Call,
    place: &Place,
    operation: Operation,
    parameters: &Parameters,
    db: &Connection,
) -> Result<Outcome, Refusal> {
    let item = place.check(db, call.found_until)?;
    let allowed = place.object.operations;
    match (operation, item) {
        (Operation::Create | Operation::Upsert, None) if !allowed.create => {
            Err(Refusal::invalid_operation("create"))
        }
        (Operation::Create, None) => {
            let payload = call.object()?;
            let shown = shown(place.object, &payload, parameters);
            let mut writing = Writing::new(db, &call.user, false);
            writing.duplicates_admitted = call.duplicates_admitted;
            let id = writing.create(place.object, place.parent(), payload, "")?;
            finish(
                call,
                place,
                (parameters, &shown),
                db,
                writing,
                (id, Saved::Created),
            )
        }
        (Operation::Upsert, None) => {
            let payload = call.object()?;
            let shown = shown(place.object, &payload, parameters);
            let mut writing = Writing::new(db, &call.user, true);
            let saved = writing.save(place.object, place.parent(), payload, "")?;
            finish(call, place, (parameters, &shown), db, writing, saved)
        }
        (Operation::Update, Some(record)) => {
            if !allowed.update {
                return Err(Refusal::invalid_operation("update"));
            }
            precondition(call, &record)?;
            let payload = call.object()?;
            let shown = shown(place.object, &payload, parameters);
            let mut writing = Writing::new(db, &call.user, true);
            let id = record.id;
            writing.update(place.object, record, payload, "")?;
            finish(
                call,
                place,
                (parameters, &shown),
                db,
                writing,
                (id, Saved::Updated),
            )
        }
        (Operation::Delete, Some(record)) => {
            if !allowed.delete {
                return Err(Refusal::invalid_operation("delete"));
            }
            precondition(call, &record)?;
            let mut writing = Writing::new(db, &call.user, false);
            writing.delete(place.object, &record)?;
            Ok(Outcome {
                status: 204,
                json: None,
                media: Media::Item,
                headers: Vec::new(),
                changes: writing.changes,
                committed: false,
            })
        }
        _ => Err(Refusal::method_not_allowed(call.method.as_str())),
    }
}

fn precondition(call: &Call, record: &Stored) -> Result<(), Refusal> {
    match call.header("if-match") {
        Some(tags) if !names(tags, &change_indicator(record)) => Err(Refusal::changed_since()),
        _ => Ok(()),
    }
}

/// What the answer shows: what the request asks for, and the children that its payload holds.
fn shown(object: &'static Object, payload: &Map<String, Value>, asked: &Parameters) -> Selection {
    fn add(selection: &mut Selection, object: &'static Object, payload: &Map<String, Value>) {
        for child in &object.children {
            let Some(rows) = payload.get(child.name) else {
                continue;
            };
            let Some(selection) = selection.child(child) else {
                continue;
            };
            let rows = rows.as_array().into_iter().flatten();
            for row in rows.filter_map(Value::as_object) {
                add(selection, child, row);
            }
        }
    }
    let mut selection = asked.selection.clone();
    add(&mut selection, object, payload);
    selection
}

fn finish(
    call: &Call,
    place: &Place,
    (parameters, selection): (&Parameters, &Selection),
    db: &Connection,
    writing: Writing<'_>,
    (id, saved): (i64, Saved),
) -> Result<Outcome, Refusal> {
    if !writing.problems.is_empty() {
        return Err(Refusal {
            status: 400,
            problems: writing.problems,
        });
    }
    let record = store::get(db, place.object.collection, id)?.ok_or_else(Refusal::not_found)?;
    let root = call.root();
    let view = View::new(call, parameters, Reader::Within(db));
    let created = saved == Saved::Created;
    Ok(Outcome {
        status: if created { 201 } else { 200 },
        json: Some(view.item(place.object, &place.href(&root), &record, selection)?),
        media: Media::Item,
        headers: item_headers(place, &root, &record, created),
        changes: writing.changes,
        committed: false,
    })
}

/// A custom action on an item.
pub(super) fn action(
    call: &Call,
    place: &Place,
    name: &str,
    db: &Connection,
) -> Result<Outcome, Refusal> {
    let record = place.check(db, call.found_until)?;
    let action = place
        .object
        .actions
        .iter()
        .find(|action| action.name == name);
    let (Some(record), Some(action)) = (record, action) else {
        return Err(Refusal::new(
            404,
            Problem::new(format!(
                "The action {name} isn't defined for the specified resource."
            )),
        ));
    };
    call.of_media(Media::ACTION)?;
    if call
        .object()?
        .values()
        .any(|value| value.is_object() || value.is_array())
    {
        return Err(Refusal::unparsable());
    }
    let shown = |(attribute, value): &(&str, &str)| {
        record.body.get(*attribute) == Some(&set_by_action(value))
    };
    if let Some(again) = action.again
        && action.sets.iter().all(shown)
    {
        return Err(Refusal::bad_request(Problem::new(again)));
    }
    let mut writing = Writing::new(db, &call.user, false);
    writing.act(place.object, record, action.sets)?;
    let mut outcome = Outcome::ok(json!({"result": action.result}), Media::ActionResult);
    outcome.changes = writing.changes;
    Ok(outcome)
}
