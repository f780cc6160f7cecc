//! EPM Planning: one application with one cube, slices in and out, files, and an import job.
//!
//! Follows Oracle's REST guide for EPM Planning. A cell is rejected where a member is unknown or takes no data; the
//! others of its slice are accepted. A job ends well whatever it rejects, and counts it. Time passes only when
//! somebody asks, as for data sets.

mod cube;
mod jobs;
mod slices;

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::refusal::Refusal;
use crate::rest::{Call, Media, Outcome};
use crate::store::{self, Stored};

use cube::{APPLICATION, CUBE, DIMENSIONS};

const CELLS: &str = "epm cells";
/// What indexes a cell: its members in the order of the dimensions.
const MEMBERS: &str = "members";
/// What separates them: no member holds it.
const BETWEEN: &str = "\u{1}";

/// Answers a request to Planning or to its files.
pub(crate) fn answer(call: &Call, db: &Connection) -> Result<Outcome, Refusal> {
    jobs::run_due(db, call.now, call.data_sets.loading)?;
    let words: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let post = call.method == hyper::Method::POST;
    let answer = match words.as_slice() {
        ["v3", "applications"] if !post => {
            done(json!({"items": [{"name": APPLICATION, "type": "HP"}]}))
        }
        ["v3", "applications", application, rest @ ..] if *application == APPLICATION => match rest
        {
            ["plantypes", cube, action] if *cube == CUBE && post => match *action {
                "importdataslice" => slices::import(db, &call.object()?)?,
                "exportdataslice" => slices::export(db, &call.object()?)?,
                _ => return Err(Refusal::not_found()),
            },
            ["jobs"] if post => jobs::submit(db, call, &call.object()?)?,
            ["jobs", id] if !post => jobs::state(db, id)?,
            ["jobs", id, "details"] if !post => jobs::details(db, id)?,
            _ => return Err(Refusal::not_found()),
        },
        [_, "applicationsnapshots", name, "contents"] if post => jobs::keep_file(db, call, name)?,
        _ => return Err(Refusal::not_found()),
    };
    Ok(answer)
}

fn done(json: Value) -> Outcome {
    Outcome::ok(json, Media::Item)
}

/// A refusal as Planning writes it.
fn refused(text: &str) -> Outcome {
    let mut outcome = done(json!({"status": 1, "detail": text, "message": text}));
    outcome.status = 400;
    outcome
}

/// What became of a cell.
#[derive(Debug, PartialEq, Eq)]
enum Cell {
    Accepted,
    /// Why not: reasons of reading only, and others.
    Rejected(Vec<String>, Vec<String>),
}

/// Writes a cell, named by members in whatever order.
fn write(db: &Connection, members: &[&str], value: &str) -> rusqlite::Result<Cell> {
    let mut places: Vec<Option<&str>> = vec![None; DIMENSIONS.len()];
    let (mut closed, mut others) = (Vec::new(), Vec::new());
    for name in members {
        match cube::member(name) {
            None => others.push(format!(
                "The member {name} does not exist for the specified cube."
            )),
            Some((place, open)) => {
                if !open {
                    closed.push(format!("The member {name} is read-only."));
                }
                if let Some(place) = places.get_mut(place) {
                    *place = Some(name);
                }
            }
        }
    }
    let named: Option<Vec<&str>> = places.into_iter().collect();
    if others.is_empty() && named.is_none() {
        others.push("The cell does not name a member of every dimension.".to_owned());
    }
    let missing = value.is_empty() || value.eq_ignore_ascii_case("#missing");
    if !missing && crate::check::decimal(value).is_none() {
        others.push(format!("The value {value} is not a number."));
    }
    let Some(named) = named.filter(|_| closed.is_empty() && others.is_empty()) else {
        return Ok(Cell::Rejected(closed, others));
    };
    let key = named.join(BETWEEN);
    let known = store::ids_by_key(db, (CELLS, MEMBERS), 0, &key)?;
    let mut body = Map::new();
    body.insert("value".to_owned(), value.into());
    match known.first() {
        Some(id) if missing => {
            store::delete_key(db, (CELLS, MEMBERS), 0, &key, *id)?;
            store::delete(db, *id)?;
        }
        Some(id) => {
            let version = store::get(db, CELLS, *id)?.map_or(1, |cell| cell.version + 1);
            let cell = Stored {
                id: *id,
                parent: 0,
                version,
                created: 0,
                body,
            };
            store::update(db, &cell)?;
        }
        None if missing => {}
        None => {
            let cell = Stored {
                id: store::next_id(db)?,
                parent: 0,
                version: 1,
                created: 0,
                body,
            };
            store::insert(db, CELLS, &cell)?;
            store::insert_key(db, (CELLS, MEMBERS), 0, &key, cell.id)?;
        }
    }
    Ok(Cell::Accepted)
}

/// What a cell holds, its members in the order of the dimensions.
fn read(db: &Connection, members: &[&str]) -> rusqlite::Result<Option<Value>> {
    let ids = store::ids_by_key(db, (CELLS, MEMBERS), 0, &members.join(BETWEEN))?;
    match ids.first() {
        Some(id) => {
            Ok(store::get(db, CELLS, *id)?.and_then(|cell| cell.body.get("value").cloned()))
        }
        None => Ok(None),
    }
}

fn texts(value: Option<&Value>) -> Option<Vec<&str>> {
    value?.as_array()?.iter().map(Value::as_str).collect()
}
