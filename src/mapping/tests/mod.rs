mod conversions;
mod divided;
mod empties;
mod evaluation;
mod explode;
mod forms;
mod groups;
mod lookups;
mod nested;
mod notices;
mod periods;
mod personal;
mod properties;
mod reference;
mod sources;
mod totals;
mod trace;

use std::fmt::Write as _;

use jiff::civil::date;
use landbridge_contract::{
    ColumnInfo, Layout, LayoutKind, Origin, Place, Record, Slot, Value, json::write_fields,
};

use super::{
    Crosswalk, Crosswalks, JoinedRecord, Mapped, MonthNames, Plan, RunContext, SourceColumns, bind,
};
use crate::project::test_support::read_mapping;

/// A sheet of vendors as a spreadsheet reader hands it over.
pub(super) struct Sheet {
    pub(super) names: &'static [&'static str],
}

impl Sheet {
    pub(super) fn columns(&self) -> Vec<ColumnInfo> {
        (0..)
            .zip(self.names)
            .map(|(column, name)| ColumnInfo {
                name: (*name).into(),
                column,
                origin: Origin::File {
                    file: "vendors.xlsx".into(),
                },
            })
            .collect()
    }

    /// The layout and a record of what a plan wants of this sheet.
    pub(super) fn record(
        &self,
        projection: &landbridge_contract::Projection,
        values: &[(&str, Value)],
    ) -> (Layout, Record) {
        let columns = projection
            .fields
            .iter()
            .map(|field| {
                self.names
                    .iter()
                    .position(|name| **name == **field)
                    .unwrap()
            })
            .map(|column| u32::try_from(column).unwrap())
            .collect();
        let layout = Layout {
            file: "vendors.xlsx".into(),
            kind: LayoutKind::Cells {
                sheet: "Vendors".into(),
            },
            names: projection.fields.clone(),
            columns,
            children: Vec::new(),
            pieces: Vec::new(),
        };
        (layout, record(&projection.fields, values))
    }
}

pub(super) fn record(fields: &[landbridge_contract::Name], values: &[(&str, Value)]) -> Record {
    Record {
        ordinal: 1,
        place: Place {
            line: 17,
            ..Place::default()
        },
        slots: fields
            .iter()
            .map(|field| Slot {
                value: values
                    .iter()
                    .find(|(name, _)| *name == &**field)
                    .map_or(Value::Null, |(_, value)| value.clone()),
                ..Slot::default()
            })
            .collect(),
        ..Record::default()
    }
}

pub(super) const VENDORS: Sheet = Sheet {
    names: &[
        "Vendor ID",
        "Vendor Name",
        "Type",
        "Created",
        "Country",
        "Limit",
        "Status",
        "Phone",
    ],
};

pub(super) const SCHEMA: &str = r#"{
  "type": "object",
  "required": ["SupplierNumber"],
  "properties": {
    "SupplierNumber": { "type": "string", "maxLength": 10 },
    "Supplier": { "type": "string", "maxLength": 20 },
    "Type": { "type": "string", "enum": ["CORPORATION", "INDIVIDUAL"] },
    "CreationDate": { "type": "string", "format": "date" },
    "CreditLimit": { "type": "number" },
    "Sites": { "type": "integer" },
    "Active": { "type": "boolean" },
    "Country": { "type": "string" },
    "Phone": { "type": "string", "maxLength": 5 },
    "Parent": { "type": "integer" },
    "addresses": { "type": "array", "items": { "type": "object",
      "required": ["AddressName"],
      "properties": {
        "AddressName": { "type": "string" }, "Country": { "type": "string" },
        "Phone": { "type": "string" } } } },
    "lines": { "type": "array", "items": { "type": "object", "properties": {
        "Number": { "type": "integer" }, "Amount": { "type": "number" },
        "parts": { "type": "array", "items": { "type": "object", "properties": {
            "Part": { "type": "string" } } } } } } },
    "main": { "type": "object", "properties": { "Number": { "type": "integer" } } }
  }
}"#;

/// A mapping of vendors with these lines behind its head.
pub(super) fn mapping(source: &str, rest: &str) -> super::CheckedMapping {
    let text = format!(
        "version: 1\nobject: suppliers\nsource: {source}\nbusiness_key: SupplierNumber\n{rest}"
    );
    let (mapping, diagnostics, sources) = read_mapping(&text, SCHEMA);
    assert_eq!(diagnostics.0, [], "{}", diagnostics.render(&sources));
    mapping
}

/// A plan over the sheet of vendors; `rest` holds fields and what follows.
pub(super) fn plan(rest: &str) -> Plan {
    let mapping = mapping("{ spreadsheet: vendors.xlsx, sheet: Vendors }", rest);
    let columns = VENDORS.columns();
    let seen = SourceColumns {
        main: Some(&columns),
        joins: &[],
        ..SourceColumns::default()
    };
    bind(&mapping, seen).unwrap()
}

pub(super) fn crosswalks() -> Crosswalks {
    let mut countries = Crosswalk::default();
    countries
        .insert(&Value::text("ALLEMAGNE"), &Value::text("DE"))
        .unwrap();
    countries
        .insert(&Value::Integer(7), &Value::text("CH"))
        .unwrap();
    let mut all = Crosswalks::default();
    let months = MonthNames::new("{Mon}-{yy}", 1).unwrap();
    let year = months.calendar(date(2019, 1, 1), date(2019, 12, 31));
    all.tables.calendars.insert("fiscal".into(), year.unwrap());
    all.insert("countries".into(), countries);
    all
}

pub(super) const RUN: RunContext = RunContext {
    run_date: date(2026, 5, 4),
};

/// What comes of one vendor.
pub(super) fn map(plan: &Plan, values: &[(&str, Value)]) -> Mapped {
    let (layout, record) = VENDORS.record(plan.projection(), values);
    map_record(plan, &record, &layout, &[])
}

pub(super) fn map_record(
    plan: &Plan,
    record: &Record,
    layout: &Layout,
    joined: &[&[JoinedRecord<'_>]],
) -> Mapped {
    let crosswalks = crosswalks();
    let mut mapped = Mapped::default();
    plan.evaluator(&crosswalks, RUN)
        .evaluate(record, layout, joined, &mut mapped);
    mapped
}

/// Verdict, payload and findings, one a line.
pub(super) fn show(mapped: &Mapped) -> String {
    let mut payload = Vec::new();
    write_fields(&mapped.payload, &mut payload);
    let mut text = format!(
        "{:?} {}\n",
        mapped.verdict,
        String::from_utf8(payload).unwrap()
    );
    for one in &mapped.findings {
        writeln!(
            text,
            "{} {} {} {} at {}: found {}, expected {}",
            one.severity, one.stage, one.code, one.field, one.origin, one.found, one.expected
        )
        .unwrap();
    }
    text
}

pub(super) fn text(text: &str) -> Value {
    Value::text(text)
}
