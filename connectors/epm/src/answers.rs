//! What Planning answers, read leniently: numbers come as text too.

use landbridge_contract::{Response, TargetMessage, Value, json};
use serde_json::{Map, Value as Json};

/// Characters of an answer that is no JSON that are kept.
const TEXT_CHARS_MAX: usize = 400;

/// What was done with a slice.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Imported {
    pub(crate) accepted: usize,
    pub(crate) rejected: usize,
    /// The rejected cells that are named: their members, and why.
    pub(crate) named: Vec<(Vec<String>, String)>,
}

/// Reads the answer to `importdataslice`.
pub(crate) fn imported(response: &Response) -> Option<Imported> {
    let body: Json = serde_json::from_slice(&response.body).ok()?;
    let body = body.as_object()?;
    let count = |name: &str| -> Option<usize> { text(body.get(name)?)?.parse().ok() };
    let list = |name: &str| {
        body.get(name)
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
    };
    let mut named: Vec<(Vec<String>, String)> = list("rejectedCellsWithDetails")
        .filter_map(rejected)
        .collect();
    for (members, why) in list("rejectedCells").filter_map(rejected) {
        if !named.iter().any(|(known, _)| *known == members) {
            named.push((members, why));
        }
    }
    Some(Imported {
        accepted: count("numAcceptedCells")?,
        rejected: count("numRejectedCells")?,
        named,
    })
}

/// A rejected cell: a text `[Budget, Jan, …]`, or an object that holds its members and the reasons.
fn rejected(cell: &Json) -> Option<(Vec<String>, String)> {
    if let Json::String(text) = cell {
        let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
        return Some((split(inner), String::new()));
    }
    let cell = cell.as_object()?;
    let mut members = Vec::new();
    let mut reasons = Vec::new();
    for (name, value) in cell {
        let lower = name.to_ascii_lowercase();
        let texts: Vec<String> = match value {
            Json::Array(items) => items.iter().filter_map(text).collect(),
            one => text(one).into_iter().collect(),
        };
        if lower.contains("member") || lower.contains("cell") {
            members = match texts.as_slice() {
                [one] => split(one.trim_start_matches('[').trim_end_matches(']')),
                _ => texts,
            };
        } else {
            reasons.extend(texts.into_iter().filter(|text| !text.is_empty()));
        }
    }
    (!members.is_empty()).then(|| (members, reasons.join("; ")))
}

fn split(text: &str) -> Vec<String> {
    let members = text
        .split(',')
        .map(|member| member.trim().trim_matches('"'));
    members
        .filter(|member| !member.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A cell that was read.
#[derive(Debug, PartialEq)]
pub(crate) struct Read {
    pub(crate) pov: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<String>,
    pub(crate) value: Value,
}

/// Reads the answer to `exportdataslice`; empty cells are left out.
pub(crate) fn exported(response: &Response) -> Option<Vec<Read>> {
    let body: Json = serde_json::from_slice(&response.body).ok()?;
    let pov = texts(body.get("pov")?)?;
    let columns = body.get("columns")?.as_array()?;
    let columns: Vec<Vec<String>> = columns.iter().map(texts).collect::<Option<_>>()?;
    let mut cells = Vec::new();
    for row in body.get("rows")?.as_array()? {
        let headers = texts(row.get("headers")?)?;
        for (index, value) in row.get("data")?.as_array()?.iter().enumerate() {
            let Some(value) = value_of(value) else {
                continue;
            };
            let members = columns
                .iter()
                .map(|dimension| dimension.get(index).cloned());
            cells.push(Read {
                pov: pov.clone(),
                columns: members.collect::<Option<_>>()?,
                rows: headers.clone(),
                value,
            });
        }
    }
    Some(cells)
}

fn texts(list: &Json) -> Option<Vec<String>> {
    list.as_array()?.iter().map(text).collect()
}

/// The value of a cell, digit by digit; nothing for one that is empty.
fn value_of(value: &Json) -> Option<Value> {
    let text = text(value)?;
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case(crate::grid::MISSING) {
        return None;
    }
    Some(match json::from_number(text) {
        Value::Text(_) => Value::text(text),
        number => number,
    })
}

/// Where a job is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) status: i64,
    pub(crate) words: String,
}

/// Reads the state of a job.
pub(crate) fn job(response: &Response) -> Option<Job> {
    let body: Json = serde_json::from_slice(&response.body).ok()?;
    let status = text(body.get("status")?)?.parse().ok()?;
    let words = ["details", "descriptiveStatus"];
    let words = words.iter().find_map(|name| text(body.get(*name)?));
    Some(Job {
        id: body.get("jobId").and_then(text).unwrap_or_default(),
        status,
        words: words.unwrap_or_default(),
    })
}

/// What a refusal says; at least one message.
pub(crate) fn messages(response: &Response) -> Vec<TargetMessage> {
    let body = serde_json::from_slice::<Json>(&response.body).ok();
    let words = body.as_ref().and_then(Json::as_object).and_then(words);
    let words = words.unwrap_or_else(|| {
        let text = String::from_utf8_lossy(&response.body);
        let text: String = text.trim().chars().take(TEXT_CHARS_MAX).collect();
        if text.is_empty() || text.starts_with('<') {
            format!("HTTP {}, without explanation", response.status)
        } else {
            text
        }
    });
    vec![TargetMessage::bounded("", "", &words)]
}

fn words(body: &Map<String, Json>) -> Option<String> {
    let names = ["localizedMessage", "detail", "details", "message", "title"];
    let mut words = names.iter().filter_map(|name| text(body.get(*name)?));
    words.find(|words| !words.is_empty())
}

fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Null => Some(String::new()),
        _ => None,
    }
}
