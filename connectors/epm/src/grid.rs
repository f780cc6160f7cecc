//! Records as cells, and cells as dense grids.
//!
//! A grid holds a cell for every row in every column: a slice says of every crossing what it shall hold, and nobody
//! wants to say that of a cell without a record. So rows go together whose records stand in the same columns.

use std::collections::BTreeMap;

use landbridge_contract::{Fields, Name, TargetMessage, Value};
use serde_json::{Value as Json, json};

use crate::shape::Shape;

/// What empties a cell.
pub(crate) const MISSING: &str = "#missing";

/// A record as a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The record's place in the batch.
    pub(crate) record: usize,
    pub(crate) pov: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<String>,
    /// The value, digit by digit.
    pub(crate) value: String,
}

impl Cell {
    /// The cell that a payload names; else why it names none.
    pub(crate) fn of(
        shape: &Shape,
        record: usize,
        payload: &Fields,
    ) -> Result<Self, TargetMessage> {
        let members = |axis: &[Name]| -> Result<Vec<String>, TargetMessage> {
            let members = axis.iter().map(|name| member(payload, name));
            members.collect()
        };
        let value = match field(payload, &shape.value) {
            Some(Value::Null) => MISSING.to_owned(),
            Some(value @ (Value::Integer(_) | Value::Decimal(_) | Value::Text(_))) => {
                value.to_string()
            }
            Some(Value::Date(date)) => date.to_string(),
            Some(other) => {
                let text = format!("a {} cannot stand in a cell", other.kind());
                return Err(said(&shape.value, text));
            }
            None => return Err(said(&shape.value, "no value for the cell".to_owned())),
        };
        Ok(Self {
            record,
            pov: members(&shape.pov)?,
            columns: members(&shape.columns)?,
            rows: members(&shape.rows)?,
            value,
        })
    }

    /// All its members: point of view, columns, rows.
    pub(crate) fn members(&self) -> impl Iterator<Item = &String> {
        self.pov.iter().chain(&self.columns).chain(&self.rows)
    }

    /// Its members in one text: what it is known by.
    pub(crate) fn name(&self) -> String {
        let members: Vec<&str> = self.members().map(String::as_str).collect();
        members.join(" | ")
    }
}

/// The member of a dimension.
pub(crate) fn member(fields: &Fields, name: &Name) -> Result<String, TargetMessage> {
    match field(fields, name) {
        Some(value @ (Value::Text(_) | Value::Integer(_))) if !value.is_blank() => {
            Ok(value.to_string())
        }
        _ => Err(said(name, "no member of this dimension".to_owned())),
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    let found = fields.iter().find(|(known, _)| **known == *name);
    found.map(|(_, value)| value)
}

fn said(path: &str, text: String) -> TargetMessage {
    TargetMessage {
        path: path.to_owned(),
        text,
        ..TargetMessage::default()
    }
}

/// The members of a row, and its cells in the order of the columns.
pub(crate) type Line = (Vec<String>, Vec<Cell>);

/// Cells of one point of view, every row in every column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grid {
    pub(crate) pov: Vec<String>,
    /// The members of each column.
    pub(crate) columns: Vec<Vec<String>>,
    /// The members of each row, and its cells in the order of the columns.
    pub(crate) rows: Vec<Line>,
}

impl Grid {
    pub(crate) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.rows.iter().flat_map(|(_, cells)| cells)
    }

    /// What `importdataslice` is asked for.
    pub(crate) fn import(&self) -> Json {
        let rows = self.rows.iter().map(|(headers, cells)| {
            let data: Vec<&str> = cells.iter().map(|cell| cell.value.as_str()).collect();
            json!({"headers": headers, "data": data})
        });
        json!({
            "aggregateEssbaseData": false,
            "cellNotesOption": "Overwrite",
            "dateFormat": "YYYY-MM-DD",
            "strictDateValidation": true,
            "customParams": {
                "IncludeRejectedCells": true,
                "IncludeRejectedCellsWithDetails": true,
            },
            "dataGrid": {
                "pov": self.pov,
                "columns": by_dimension(&self.columns),
                "rows": rows.collect::<Vec<_>>(),
            },
        })
    }

    /// What `exportdataslice` is asked for, to see these cells.
    pub(crate) fn export(&self, shape: &Shape) -> Json {
        let single = |members: &Vec<String>| -> Vec<Json> {
            members.iter().map(|member| json!([member])).collect()
        };
        let columns = self.columns.iter();
        let columns = columns.map(
            |members| json!({"dimensions": names(&shape.columns), "members": single(members)}),
        );
        let rows = self.rows.iter();
        let rows = rows.map(
            |(members, _)| json!({"dimensions": names(&shape.rows), "members": single(members)}),
        );
        export(
            json!({"dimensions": names(&shape.pov), "members": single(&self.pov)}),
            columns.collect(),
            rows.collect(),
        )
    }
}

/// The body of `exportdataslice`.
pub(crate) fn export(pov: Json, columns: Vec<Json>, rows: Vec<Json>) -> Json {
    json!({
        "exportPlanningData": false,
        "gridDefinition": {
            "suppressMissingBlocks": true,
            "pov": pov,
            "columns": columns,
            "rows": rows,
        },
    })
}

/// Names as they stand in a request.
pub(crate) fn names(names: &[Name]) -> Vec<&str> {
    names.iter().map(AsRef::as_ref).collect()
}

/// Columns as a list a dimension.
fn by_dimension(columns: &[Vec<String>]) -> Vec<Vec<&str>> {
    let dimensions = columns.first().map_or(0, Vec::len);
    let of = |dimension: usize| {
        let members = columns.iter().filter_map(|column| column.get(dimension));
        members.map(String::as_str).collect()
    };
    (0..dimensions).map(of).collect()
}

/// Cells as grids of so many cells at the most, or of one row. Of two records of one cell the later is in a later grid.
pub(crate) fn grids(cells: Vec<Cell>, cells_max: usize) -> Vec<Grid> {
    let mut grids = Vec::new();
    let mut left = cells;
    while !left.is_empty() {
        type Row = BTreeMap<Vec<String>, Cell>;
        let mut by_pov: BTreeMap<Vec<String>, BTreeMap<Vec<String>, Row>> = BTreeMap::new();
        let mut later = Vec::new();
        for cell in left {
            let rows = by_pov.entry(cell.pov.clone()).or_default();
            let row = rows.entry(cell.rows.clone()).or_default();
            if row.contains_key(&cell.columns) {
                later.push(cell);
            } else {
                row.insert(cell.columns.clone(), cell);
            }
        }
        for (pov, rows) in by_pov {
            let mut by_columns: BTreeMap<Vec<Vec<String>>, Vec<Line>> = BTreeMap::new();
            for (headers, row) in rows {
                let columns = row.keys().cloned().collect();
                let cells = row.into_values().collect();
                by_columns
                    .entry(columns)
                    .or_default()
                    .push((headers, cells));
            }
            for (columns, mut rows) in by_columns {
                let rows_max = (cells_max / columns.len().max(1)).max(1);
                while !rows.is_empty() {
                    let rest = rows.split_off(rows_max.min(rows.len()));
                    grids.push(Grid {
                        pov: pov.clone(),
                        columns: columns.clone(),
                        rows: std::mem::replace(&mut rows, rest),
                    });
                }
            }
        }
        left = later;
    }
    grids
}
