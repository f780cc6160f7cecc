//! HCM Data Loader: archives of `.dat` files, loaded some time after they were submitted.
//!
//! Follows Oracle's REST guide ("HCM Data Loader data sets") and what a pod was seen to do: an object that fails in
//! one of its components fails as a whole and the others are kept; an unknown attribute rejects a file; records
//! are known by their source keys, or by user keys. Messages say what the pod says where that is known.
//!
//! What it keeps less of than the real one: of date-effective records the last state, and of work terms only
//! that they are there.
//!
//! Time passes only when somebody asks: a data set whose time has come is loaded before the next request to
//! human resources is answered.

mod business;
mod dat;
mod fields;
mod group;
mod load;
mod talent;

use std::io::{Cursor, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::counters::Change;
use crate::refusal::{Problem, Refusal};
use crate::rest::{Call, Media, Outcome};
use crate::store::{self, Stored};

use dat::Said;

/// The resource, and the collection that keeps its records.
pub(crate) const DATA_SETS: &str = "dataLoadDataSets";
const MESSAGES: &str = "dataLoadDataSets/messages";
const CONTENTS: &str = "contents";
const STATUS: &str = "DataSetStatusCode";
const UNPROCESSED: &str = "ORA_UNPROCESSED";
const IN_PROGRESS: &str = "ORA_IN_PROGRESS";

/// Bytes of one file once unpacked; more is an error of the file.
const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// A custom action on the collection.
pub(crate) fn action(call: &Call, name: &str, db: &Connection) -> Result<Outcome, Refusal> {
    let body = call.object()?;
    let result = match name {
        "uploadFile" => upload(call, &body, db)?,
        "createFileDataSet" => create(call, &body, db)?,
        _ => {
            let text = format!("The action {name} isn't defined for the specified resource.");
            return Err(Refusal::new(404, Problem::new(text)));
        }
    };
    Ok(Outcome::ok(
        json!({ "result": result }),
        Media::ActionResult,
    ))
}

fn parameters<'b>(
    body: &'b Map<String, Value>,
    known: &[&str],
) -> Result<impl Fn(&str) -> Option<&'b str>, Refusal> {
    if let Some(other) = body.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(Refusal::bad_request(Problem::unknown_attribute(other)));
    }
    Ok(|name: &str| body.get(name).and_then(Value::as_str))
}

fn upload(call: &Call, body: &Map<String, Value>, db: &Connection) -> Result<Value, Refusal> {
    let known = ["content", "fileName", "contentId", "fileEncryption"];
    let parameter = parameters(body, &known)?;
    let (Some(content), Some(name)) = (parameter("content"), parameter("fileName")) else {
        return Err(Refusal::bad_request(Problem::required(
            "content",
            "uploadFile",
        )));
    };
    let stem = name.strip_suffix(".zip").unwrap_or_default();
    if stem.is_empty() || !stem.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let text = format!("The file name {name} isn't valid.");
        return Err(Refusal::bad_request(Problem::new(text)));
    }
    let id = store::next_id(db)?;
    let mut stored = Map::new();
    stored.insert("Name".to_owned(), stem.into());
    stored.insert("Content".to_owned(), content.into());
    keep(db, CONTENTS, call, id, 0, stored)?;
    Ok(json!({"Status": "SUCCESS", "ContentId": content_id(id)}))
}

fn content_id(id: i64) -> String {
    format!("UCMFA{id}")
}

fn create(call: &Call, body: &Map<String, Value>, db: &Connection) -> Result<Value, Refusal> {
    let parameter = parameters(body, &["contentId", "fileAction", "dataSetName"])?;
    let content = parameter("contentId").unwrap_or_default();
    let id = content.strip_prefix("UCMFA").and_then(|id| id.parse().ok());
    let uploaded = id
        .map(|id| store::get(db, CONTENTS, id))
        .transpose()?
        .flatten();
    let Some(uploaded) = uploaded else {
        let text = format!("The value {content} for contentId isn't valid.");
        return Err(Refusal::bad_request(Problem::new(text)));
    };
    let action = parameter("fileAction").unwrap_or_default();
    if action != "IMPORT_AND_LOAD" {
        let text = format!("The value {action} for fileAction isn't valid.");
        return Err(Refusal::bad_request(Problem::new(text)));
    }
    let name = parameter("dataSetName").map(Value::from);
    let name = name.or_else(|| uploaded.body.get("Name").cloned());
    let request = store::next_id(db)?;
    let mut set = Map::new();
    set.insert("DataSetName".to_owned(), name.unwrap_or_default());
    set.insert("ContentId".to_owned(), content.into());
    set.insert(STATUS.to_owned(), UNPROCESSED.into());
    set.insert("CreatedBy".to_owned(), call.user.clone().into());
    if let Some(name) = set.get("DataSetName").and_then(Value::as_str) {
        store::insert_key(db, (DATA_SETS, "DataSetName"), 0, name, request)?;
    }
    store::insert_key(db, (DATA_SETS, STATUS), 0, UNPROCESSED, request)?;
    keep(db, DATA_SETS, call, request, 0, set)?;
    // The pod gives this one as a text that holds the object.
    let result = json!({"Status": "SUCCESS", "RequestId": request.to_string()});
    Ok(Value::String(result.to_string()))
}

fn keep(
    db: &Connection,
    collection: &str,
    call: &Call,
    id: i64,
    parent: i64,
    body: Map<String, Value>,
) -> rusqlite::Result<()> {
    let record = Stored {
        id,
        parent,
        version: 1,
        created: call.now,
        body,
    };
    store::insert(db, collection, &record)
}

/// The archives that were uploaded, by their names.
pub(crate) fn uploads(db: &Connection) -> rusqlite::Result<Vec<(String, Vec<u8>)>> {
    let all = store::Range {
        collection: CONTENTS,
        parent: 0,
        created_until: i64::MAX,
    };
    let kept = store::following(db, all, 0, i64::MAX)?;
    let text = |one: &Stored, name: &str| {
        let text = one.body.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let archive = |one: &Stored| {
        let bytes = STANDARD.decode(text(one, "Content"));
        (text(one, "Name"), bytes.unwrap_or_default())
    };
    Ok(kept.iter().map(archive).collect())
}

fn waiting(db: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut waiting = Vec::new();
    for status in [UNPROCESSED, IN_PROGRESS] {
        waiting.extend(store::ids_by_key(db, (DATA_SETS, STATUS), 0, status)?);
    }
    waiting.sort_unstable();
    Ok(waiting)
}

/// Whether any data set is not loaded yet.
pub(crate) fn waits(db: &Connection) -> rusqlite::Result<bool> {
    Ok(!waiting(db)?.is_empty())
}

/// Loads every data set that was made `delay` milliseconds before now or earlier, in the order of their numbers.
pub(crate) fn load_due(
    db: &Connection,
    now: i64,
    delay: i64,
) -> Result<Vec<(&'static str, Change)>, Refusal> {
    let mut changes = Vec::new();
    for id in waiting(db)? {
        let Some(mut set) = store::get(db, DATA_SETS, id)? else {
            continue;
        };
        if set.created.saturating_add(delay) > now {
            give_status(db, &mut set, IN_PROGRESS)?;
            continue;
        }
        changes.extend(load(db, &mut set)?);
    }
    Ok(changes)
}

/// Gives a data set another status.
fn give_status(db: &Connection, set: &mut Stored, status: &str) -> rusqlite::Result<()> {
    let before = set.body.insert(STATUS.to_owned(), status.into());
    if let Some(before) = before.as_ref().and_then(Value::as_str) {
        store::delete_key(db, (DATA_SETS, STATUS), 0, before, set.id)?;
    }
    store::insert_key(db, (DATA_SETS, STATUS), 0, status, set.id)?;
    set.version += 1;
    store::update(db, set)
}

fn load(db: &Connection, set: &mut Stored) -> Result<Vec<(&'static str, Change)>, Refusal> {
    let text = |name: &str| {
        set.body
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let user = text("CreatedBy").to_owned();
    let content = text("ContentId")
        .strip_prefix("UCMFA")
        .and_then(|id| id.parse().ok());
    let content = content
        .map(|id| store::get(db, CONTENTS, id))
        .transpose()?
        .flatten();
    let content = content.and_then(|content| content.body.get("Content").cloned());
    let mut done = load::Done::default();
    match unpacked(content.as_ref().and_then(Value::as_str).unwrap_or_default()) {
        Ok(files) => {
            for (name, text) in &files {
                load::file(db, &user, name, text, &mut done)?;
            }
        }
        Err(why) => done.messages.push((
            String::new(),
            Said {
                line: None,
                source_id: None,
                text: why,
            },
        )),
    }
    for (file, said) in &done.messages {
        let mut body = Map::new();
        body.insert("DatFileName".to_owned(), file.as_str().into());
        if let Some(line) = said.line {
            body.insert("FileLine".to_owned(), line.into());
        }
        if let Some(id) = &said.source_id {
            body.insert("SourceSystemId".to_owned(), id.as_str().into());
        }
        body.insert("MessageText".to_owned(), said.text.as_str().into());
        let message = Stored {
            id: store::next_id(db)?,
            parent: set.id,
            version: 1,
            created: set.created,
            body,
        };
        store::insert(db, MESSAGES, &message)?;
    }
    for (name, count) in [
        ("FileLineImportSuccessCount", done.lines),
        ("FileLineImportErrorCount", done.lines_refused),
        ("ObjectSuccessCount", done.loaded),
        ("ObjectLoadErrorCount", done.refused),
    ] {
        set.body.insert(name.to_owned(), count.into());
    }
    let fine = done.messages.is_empty();
    give_status(db, set, if fine { "ORA_SUCCESS" } else { "ORA_IN_ERROR" })?;
    Ok(done.changes)
}

/// The files of an archive in base64.
fn unpacked(content: &str) -> Result<Vec<(String, String)>, String> {
    let broken = "The file isn't a valid compressed file.";
    let bytes = STANDARD.decode(content).map_err(|_error| broken)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_error| broken)?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_error| broken)?;
        let name = entry.name().map_err(|_error| broken)?.into_owned();
        let mut text = String::new();
        let mut entry = entry.take(FILE_BYTES_MAX);
        entry
            .read_to_string(&mut text)
            .map_err(|_error| format!("The {name} file isn't encoded in UTF-8."))?;
        files.push((name, text));
    }
    Ok(files)
}
