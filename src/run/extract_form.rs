//! How the ledger keeps what is needed to write origins long after an extract was read.

use std::sync::Arc;

use landbridge_contract::{Layout, LayoutKind, Name, Origin, Place};
use serde_json::{Value as Json, json};

use crate::ledger::ExtractLine;

/// The layout of an extract's records as JSON text; nested parts are left out.
pub(super) fn form_of(layout: &Layout) -> String {
    let (kind, part) = match &layout.kind {
        LayoutKind::Cells { sheet } => ("cells", &**sheet),
        LayoutKind::Lines => ("lines", ""),
        LayoutKind::Elements { path } => ("elements", &**path),
    };
    let names: Vec<&str> = layout.names.iter().map(|name| &**name).collect();
    let mut form = json!({ "kind": kind, "part": part, "names": names, "columns": layout.columns });
    if let (Json::Object(members), false) = (&mut form, layout.pieces.is_empty()) {
        members.insert("pieces".to_owned(), json!(layout.pieces));
    }
    form.to_string()
}

/// The layout of an extract, from what the ledger kept.
fn layout_of(line: &ExtractLine) -> Layout {
    let form: Json = serde_json::from_str(&line.form).unwrap_or(Json::Null);
    let text = |name: &str| form.get(name).and_then(Json::as_str).unwrap_or_default();
    let list = |name: &str| {
        form.get(name)
            .and_then(Json::as_array)
            .cloned()
            .unwrap_or_default()
    };
    Layout {
        file: Arc::from(line.facts.file.as_str()),
        kind: match text("kind") {
            "cells" => LayoutKind::Cells {
                sheet: Arc::from(text("part")),
            },
            "elements" => LayoutKind::Elements {
                path: Arc::from(text("part")),
            },
            _ => LayoutKind::Lines,
        },
        names: list("names")
            .iter()
            .filter_map(Json::as_str)
            .map(Name::from)
            .collect(),
        columns: list("columns")
            .iter()
            .filter_map(Json::as_u64)
            .filter_map(|column| u32::try_from(column).ok())
            .collect(),
        children: Vec::new(),
        pieces: form
            .get("pieces")
            .and_then(|pieces| serde_json::from_value(pieces.clone()).ok())
            .unwrap_or_default(),
    }
}

/// The origin of a record of an extract.
pub fn record_origin(line: &ExtractLine, place: Place) -> Origin {
    layout_of(line).origin(place, &[], None, 0)
}

/// The origin of one of a record's values.
pub(super) fn value_origin(line: &ExtractLine, place: Place, slot: Option<usize>) -> Origin {
    layout_of(line).origin(place, &[], slot, 0)
}

/// Where a record that could not be read stands.
pub(super) fn place_of(origin: &Origin) -> Place {
    let line = match origin {
        Origin::Cell { row, .. } => *row,
        Origin::Line { line, .. } | Origin::Element { line, .. } => *line,
        Origin::File { .. } => 0,
    };
    Place {
        line,
        number: 0,
        byte: 0,
        piece: 0,
    }
}
