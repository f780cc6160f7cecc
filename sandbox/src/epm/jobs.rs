//! Files, and the import job that takes them.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::cube::{CUBE, JOB};
use super::{Cell, done, refused, write};
use crate::refusal::Refusal;
use crate::rest::{Call, Outcome};
use crate::store::{self, Stored};

const FILES: &str = "epm files";
const JOBS: &str = "epm jobs";
const NAME: &str = "name";
const STATUS: &str = "status";
/// The status of a job that is under way.
const PROCESSING: i64 = -1;

fn keep(
    db: &Connection,
    collection: &str,
    call: &Call,
    body: Map<String, Value>,
) -> rusqlite::Result<i64> {
    let id = store::next_id(db)?;
    let record = Stored {
        id,
        parent: 0,
        version: 1,
        created: call.now,
        body,
    };
    store::insert(db, collection, &record)?;
    Ok(id)
}

/// Puts a file where jobs find it; the last of a name counts.
pub(super) fn keep_file(db: &Connection, call: &Call, name: &str) -> Result<Outcome, Refusal> {
    let Ok(text) = std::str::from_utf8(&call.body) else {
        return Ok(refused("The file is not encoded in UTF-8."));
    };
    let mut body = Map::new();
    body.insert("text".to_owned(), text.into());
    let id = keep(db, FILES, call, body)?;
    store::insert_key(db, (FILES, NAME), 0, name, id)?;
    Ok(done(json!({"status": 0, "details": null, "links": []})))
}

/// Submits a job.
pub(super) fn submit(
    db: &Connection,
    call: &Call,
    body: &Map<String, Value>,
) -> Result<Outcome, Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if !matches!(text("jobType"), "IMPORT_DATA" | "Import Data") {
        return Ok(refused("The job type is not supported."));
    }
    if text("jobName") != JOB {
        return Ok(refused(&format!(
            "The job {} does not exist.",
            text("jobName")
        )));
    }
    let file = body
        .get("parameters")
        .and_then(|all| all.get("importFileName"));
    let mut job = Map::new();
    job.insert("file".to_owned(), file.cloned().unwrap_or_default());
    job.insert(STATUS.to_owned(), PROCESSING.into());
    let id = keep(db, JOBS, call, job)?;
    store::insert_key(db, (JOBS, STATUS), 0, &PROCESSING.to_string(), id)?;
    Ok(done(shown(id, PROCESSING)))
}

fn shown(id: i64, status: i64) -> Value {
    let words = match status {
        PROCESSING => "Processing",
        0 => "Success",
        _ => "Error",
    };
    json!({"jobId": id, "jobName": JOB, "descriptiveStatus": words, "status": status, "details": null})
}

fn job(db: &Connection, id: &str) -> Result<Stored, Refusal> {
    let id = id.parse().map_err(|_error| Refusal::not_found())?;
    store::get(db, JOBS, id)?.ok_or_else(Refusal::not_found)
}

fn number(job: &Stored, name: &str) -> i64 {
    job.body
        .get(name)
        .and_then(Value::as_i64)
        .unwrap_or_default()
}

/// Where a job is.
pub(super) fn state(db: &Connection, id: &str) -> Result<Outcome, Refusal> {
    let job = job(db, id)?;
    Ok(done(shown(job.id, number(&job, STATUS))))
}

/// What a job did.
pub(super) fn details(db: &Connection, id: &str) -> Result<Outcome, Refusal> {
    let job = job(db, id)?;
    Ok(done(json!({"items": [{
        "recordsRead": number(&job, "read"),
        "recordsRejected": number(&job, "rejected"),
        "recordsProcessed": number(&job, "read") - number(&job, "rejected"),
        "loadType": "Import",
    }]})))
}

/// Runs every job that was submitted `delay` milliseconds before now or earlier.
pub(super) fn run_due(db: &Connection, now: i64, delay: i64) -> Result<(), Refusal> {
    for id in store::ids_by_key(db, (JOBS, STATUS), 0, &PROCESSING.to_string())? {
        let Some(mut job) = store::get(db, JOBS, id)? else {
            continue;
        };
        if job.created.saturating_add(delay) > now {
            continue;
        }
        let file = job
            .body
            .get("file")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let file = store::ids_by_key(db, (FILES, NAME), 0, file)?;
        let file = file
            .last()
            .map(|id| store::get(db, FILES, *id))
            .transpose()?
            .flatten();
        let text = file.and_then(|file| {
            file.body
                .get("text")
                .and_then(Value::as_str)
                .map(str::to_owned)
        });
        let (status, read, rejected) = match text {
            Some(text) => import(db, &text)?,
            None => (1, 0, 0),
        };
        store::delete_key(db, (JOBS, STATUS), 0, &PROCESSING.to_string(), id)?;
        for (name, value) in [(STATUS, status), ("read", read), ("rejected", rejected)] {
            job.body.insert(name.to_owned(), value.into());
        }
        job.version += 1;
        store::update(db, &job)?;
    }
    Ok(())
}

/// Status, lines read, lines rejected.
fn import(db: &Connection, text: &str) -> rusqlite::Result<(i64, i64, i64)> {
    let mut lines = text.lines().map(fields);
    let header = lines.next().unwrap_or_default();
    let width = header.len();
    let fits = header
        .get(width.saturating_sub(2))
        .is_some_and(|name| name == "Point-of-View")
        && header
            .last()
            .is_some_and(|name| name == "Data Load Cube Name");
    if !fits || width < 4 {
        return Ok((1, 0, 0));
    }
    let (mut read, mut rejected) = (0, 0);
    for line in lines {
        read += 1;
        let (Some(member), Some(pov), true) = (
            line.first(),
            line.get(width - 2),
            line.len() == width && line.last().is_some_and(|cube| cube == CUBE),
        ) else {
            rejected += 1;
            continue;
        };
        let mut fine = true;
        for (column, value) in header.iter().zip(&line).take(width - 2).skip(1) {
            let mut members: Vec<&str> = pov.split(',').map(str::trim).collect();
            members.extend([column.as_str(), member.as_str()]);
            fine &= write(db, &members, value)? == Cell::Accepted;
        }
        if !fine {
            rejected += 1;
        }
    }
    Ok((0, read, rejected))
}

/// The fields of a line in quotes.
fn fields(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('"').trim_end_matches('"');
    inner
        .split("\",\"")
        .map(|field| field.replace("\"\"", "\""))
        .collect()
}
