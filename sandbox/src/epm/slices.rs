//! Slices into the cube and out of it.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::cube::{DIMENSIONS, meant};
use super::{Cell, done, read, refused, texts, write};
use crate::refusal::Refusal;
use crate::rest::Outcome;

/// Rejected cells told with their reasons at the most.
const DETAILS_MAX: usize = 100;

/// `importdataslice`.
pub(super) fn import(db: &Connection, body: &Map<String, Value>) -> Result<Outcome, Refusal> {
    let grid = body.get("dataGrid").and_then(Value::as_object);
    let Some(grid) = grid else {
        return Ok(refused("The data grid is missing."));
    };
    let pov = texts(grid.get("pov")).unwrap_or_default();
    let columns = grid.get("columns").and_then(Value::as_array);
    let columns: Option<Vec<Vec<&str>>> = columns
        .map(|all| all.iter().map(|one| texts(Some(one))).collect())
        .unwrap_or_default();
    let rows = grid.get("rows").and_then(Value::as_array);
    let (Some(columns), Some(rows)) = (columns, rows) else {
        return Ok(refused("The data grid has no columns or no rows."));
    };
    let wanted = |name: &str| {
        let parameters = body.get("customParams");
        parameters
            .and_then(|all| all.get(name))
            .and_then(Value::as_bool)
            == Some(true)
    };
    let (mut accepted, mut rejected, mut details) = (0, Vec::new(), Vec::new());
    for row in rows {
        let headers = texts(row.get("headers"));
        let data = texts(row.get("data"));
        let (Some(headers), Some(data)) = (headers, data) else {
            return Ok(refused("A row of the data grid has no headers or no data."));
        };
        let width = columns.first().map_or(0, Vec::len);
        if data.len() != width {
            return Ok(refused(
                "A row of the data grid has another width than its columns.",
            ));
        }
        for (index, value) in data.iter().enumerate() {
            let column = columns.iter().filter_map(|dimension| dimension.get(index));
            let members: Vec<&str> = pov.iter().chain(column).chain(&headers).copied().collect();
            match write(db, &members, value)? {
                Cell::Accepted => accepted += 1,
                Cell::Rejected(closed, others) => {
                    rejected.push(format!("[{}]", members.join(", ")));
                    details.push(json!({
                        "memberNames": members,
                        "readOnlyReasons": closed,
                        "otherReasons": others,
                    }));
                }
            }
        }
    }
    details.truncate(DETAILS_MAX);
    let count = rejected.len();
    if !wanted("IncludeRejectedCells") {
        rejected.clear();
    }
    if !wanted("IncludeRejectedCellsWithDetails") {
        details.clear();
    }
    Ok(done(json!({
        "numAcceptedCells": accepted,
        "numUpdateCells": accepted,
        "numRejectedCells": count,
        "rejectedCells": rejected,
        "rejectedCellsWithDetails": details,
    })))
}

/// An axis: its dimensions, and the members of each crossing.
type Axis<'a> = (Vec<&'a str>, Vec<Vec<&'static str>>);

/// `exportdataslice`.
pub(super) fn export(db: &Connection, body: &Map<String, Value>) -> Result<Outcome, Refusal> {
    let grid = body.get("gridDefinition").and_then(Value::as_object);
    let Some(grid) = grid else {
        return Ok(refused("The grid definition is missing."));
    };
    let pov = match segments(grid.get("pov").map(std::slice::from_ref)) {
        Ok(pov) => pov,
        Err(why) => return Ok(refused(&why)),
    };
    let list = |name: &str| grid.get(name).and_then(Value::as_array).map(Vec::as_slice);
    let (columns, rows) = match (segments(list("columns")), segments(list("rows"))) {
        (Ok(columns), Ok(rows)) => (columns, rows),
        (Err(why), _) | (_, Err(why)) => return Ok(refused(&why)),
    };
    let order: Option<Vec<usize>> = DIMENSIONS
        .iter()
        .map(|dimension| {
            let mut named = pov.0.iter().chain(&columns.0).chain(&rows.0);
            named.position(|name| *name == dimension.name)
        })
        .collect();
    let Some(order) = order else {
        return Ok(refused("The grid does not name every dimension."));
    };
    let pov_members = pov.1.first().cloned().unwrap_or_default();
    let mut shown = Vec::new();
    for row in &rows.1 {
        let mut data = Vec::with_capacity(columns.1.len());
        for column in &columns.1 {
            let members: Vec<&str> = pov_members
                .iter()
                .chain(column)
                .chain(row)
                .copied()
                .collect();
            let members: Vec<&str> = order
                .iter()
                .filter_map(|place| members.get(*place).copied())
                .collect();
            data.push(read(db, &members)?.unwrap_or_else(|| "#missing".into()));
        }
        if data.iter().any(|value| value != "#missing") {
            shown.push(json!({"headers": row, "data": data}));
        }
    }
    let by_dimension: Vec<Vec<&str>> = (0..columns.0.len())
        .map(|place| {
            columns
                .1
                .iter()
                .filter_map(|column| column.get(place).copied())
                .collect()
        })
        .collect();
    Ok(done(
        json!({"pov": pov_members, "columns": by_dimension, "rows": shown}),
    ))
}

/// The crossings of an axis' segments.
fn segments(list: Option<&[Value]>) -> Result<Axis<'_>, String> {
    let (mut dimensions, mut crossings) = (Vec::new(), Vec::new());
    for segment in list.unwrap_or_default() {
        let names = texts(segment.get("dimensions")).unwrap_or_default();
        let members = segment.get("members").and_then(Value::as_array);
        let mut of_segment: Vec<Vec<&'static str>> = vec![Vec::new()];
        for (name, members) in names.iter().zip(members.into_iter().flatten()) {
            let mut all = Vec::new();
            for text in texts(Some(members)).unwrap_or_default() {
                let meant = meant(name, text);
                all.extend(meant.ok_or_else(|| {
                    format!("The member {text} does not exist for the dimension {name}.")
                })?);
            }
            of_segment = of_segment
                .into_iter()
                .flat_map(|crossing| {
                    all.iter().map(move |member| {
                        let mut crossing = crossing.clone();
                        crossing.push(*member);
                        crossing
                    })
                })
                .collect();
        }
        dimensions = names;
        crossings.extend(of_segment);
    }
    Ok((dimensions, crossings))
}
