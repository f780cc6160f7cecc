//! How records lie in a cube: which attributes are dimensions, on which axis, and which is the value.

use std::num::NonZeroU32;

use serde_json::{Map, Value as Json, json};

use landbridge_contract::{Name, OptionFault, OptionKind, OptionSpec, OptionValue, Options};

/// Cells in one slice unless stated. Oracle states no maximum for slices; a thousand cells stay below any limit of bytes.
const CELLS: NonZeroU32 = const { NonZeroU32::new(500).unwrap() };
const CELLS_MAX: u32 = 50_000;

/// What a mapping's target block states about a cube.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "pov",
        kind: OptionKind::Texts,
        about: "The attributes that are dimensions of the point of view: one member each for a whole slice, such as `[Scenario, Version, Year]`. None unless stated.",
    },
    OptionSpec {
        name: "columns",
        kind: OptionKind::Texts,
        about: "The attributes that are dimensions of the columns, such as `[Period]`; needed.",
    },
    OptionSpec {
        name: "rows",
        kind: OptionKind::Texts,
        about: "The attributes that are dimensions of the rows, such as `[Entity, Account]`; needed.",
    },
    OptionSpec {
        name: "value",
        kind: OptionKind::Text,
        about: "The attribute that holds the cell's value; `Amount` unless stated.",
    },
    OptionSpec {
        name: "read",
        kind: OptionKind::Map,
        about: "What is read back: for every dimension a member or a list of members, or for rows and columns a function such as `ILvl0Descendants(Entity)`. Without it nothing is read back.",
    },
    OptionSpec {
        name: "cells_per_request",
        kind: OptionKind::Integer,
        about: "Cells sent together in one slice, 1 to 50000; 500 unless stated.",
    },
    OptionSpec {
        name: "job",
        kind: OptionKind::Text,
        about: "The name of an import job: records go as a file with this job instead of slices.",
    },
    OptionSpec {
        name: "poll_seconds",
        kind: OptionKind::Integer,
        about: "With `job`: the first pause before a job is asked for, 1 to 3600 seconds; 5 unless stated. Pauses grow to a minute.",
    },
];

/// The shape of a cube's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) pov: Vec<Name>,
    pub(crate) columns: Vec<Name>,
    pub(crate) rows: Vec<Name>,
    /// The attribute of the value.
    pub(crate) value: Name,
    /// What is read back: by dimension, the members.
    pub(crate) read: Vec<(Name, Vec<String>)>,
    pub(crate) cells_per_request: NonZeroU32,
    pub(crate) job: Option<String>,
    pub(crate) poll_seconds: u32,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            pov: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            value: Name::from("Amount"),
            read: Vec::new(),
            cells_per_request: CELLS,
            job: None,
            poll_seconds: 5,
        }
    }
}

impl Shape {
    /// Reads what a mapping states; all that is wrong at once.
    pub(crate) fn read(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let names = |option: &str| -> Vec<Name> {
            let names = options.texts(option).into_iter();
            names.map(|name| Name::from(name.as_str())).collect()
        };
        let mut shape = Self {
            pov: names("pov"),
            columns: names("columns"),
            rows: names("rows"),
            job: options.text("job"),
            read: read(options),
            ..Self::default()
        };
        if let Some(value) = options.text("value") {
            shape.value = Name::from(value.as_str());
        }
        let cells = options.ranged("cells_per_request", 1, CELLS_MAX, &mut faults);
        shape.cells_per_request = cells.and_then(NonZeroU32::new).unwrap_or(CELLS);
        if let Some(seconds) = options.ranged("poll_seconds", 1, 3_600, &mut faults) {
            shape.poll_seconds = seconds;
        }
        faults.extend(shape.mistakes());
        if faults.is_empty() {
            Ok(shape)
        } else {
            Err(faults)
        }
    }

    fn mistakes(&self) -> Vec<OptionFault> {
        let mut faults = Vec::new();
        let mut wrong = |option: &str, found: String, expected: &str| {
            faults.push(OptionFault {
                option: option.to_owned(),
                found,
                expected: expected.to_owned(),
            });
        };
        for (option, axis) in [("columns", &self.columns), ("rows", &self.rows)] {
            if axis.is_empty() {
                wrong(
                    option,
                    "no dimension".to_owned(),
                    "at least one dimension on this axis",
                );
            }
        }
        let mut seen: Vec<&Name> = Vec::new();
        for dimension in self.dimensions() {
            if seen.contains(&dimension) || *dimension == self.value {
                let found = format!("`{dimension}` twice");
                wrong(
                    "rows",
                    found,
                    "every dimension on one axis, and none of them the value",
                );
            }
            seen.push(dimension);
        }
        if !self.read.is_empty() {
            for dimension in self.dimensions() {
                if !self.read.iter().any(|(known, _)| known == dimension) {
                    let found = format!("nothing for `{dimension}`");
                    wrong("read", found, "the members to be read of every dimension");
                }
            }
        }
        if self.job.is_some() && self.columns.len() > 1 {
            let found = format!("{} dimensions", self.columns.len());
            wrong(
                "columns",
                found,
                "one dimension where records go with a job",
            );
        }
        faults
    }

    /// A JSON Schema of the records: a text for every dimension, and a number.
    pub(crate) fn schema(&self, cube: &str) -> String {
        let mut properties: Map<String, Json> = self
            .dimensions()
            .map(|dimension| (dimension.to_string(), json!({"type": "string"})))
            .collect();
        let mut required: Vec<&str> = self.dimensions().map(AsRef::as_ref).collect();
        required.push(&self.value);
        properties.insert(self.value.to_string(), json!({"type": "number"}));
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": cube,
            "type": "object",
            "additionalProperties": false,
            "required": required,
            "properties": properties,
        });
        serde_json::to_string_pretty(&schema).unwrap_or_default()
    }

    /// All dimensions: point of view, columns, rows.
    pub(crate) fn dimensions(&self) -> impl Iterator<Item = &Name> {
        self.pov.iter().chain(&self.columns).chain(&self.rows)
    }
}

fn read(options: &Options) -> Vec<(Name, Vec<String>)> {
    let Some(OptionValue::Map(stated)) = options.0.get("read") else {
        return Vec::new();
    };
    let text = |value: &OptionValue| match value {
        OptionValue::Text(text) => Some(text.clone()),
        OptionValue::Integer(number) => Some(number.to_string()),
        OptionValue::Bool(_) | OptionValue::List(_) | OptionValue::Map(_) => None,
    };
    let members = stated.iter().map(|(dimension, value)| {
        let members = match value {
            OptionValue::List(items) => items.iter().filter_map(text).collect(),
            one => text(one).into_iter().collect(),
        };
        (Name::from(dimension.as_str()), members)
    });
    members.collect()
}
