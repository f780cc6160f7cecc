//! The JSON Schema of mappings judges the form of a mapping as the program does.

use std::fs;
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value as Json, json};

use super::print::{mapping, written};
use crate::project::load;
use crate::reference::mapping_schema;
use crate::run::Registered;

const PROJECT: &str = "version: 1
project: p
targets:
  erp: { fusion: {}, url: \"https://erp.example.org\" }
crosswalks:
  countries: { delimited: a.csv, from: a, to: b }
  vendor-types: { delimited: b.csv, from: a, to: b }
rates:
  treasury: { delimited: c.csv, from: a, to: b, date: c, rate: d }
calendars:
  fiscal: { months: '{Mon}-{yy}', first: 2019-01-01, last: 2019-12-31 }
units:
  packing: { delimited: d.csv, unit: a, of: b, factor: c }
";

static SCHEMA: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&mapping_schema()).unwrap());

/// What the program says of the form of a mapping; names that lead nowhere are not its form.
fn mistakes(text: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("mappings")).unwrap();
    fs::write(dir.path().join("landbridge.yaml"), PROJECT).unwrap();
    fs::write(dir.path().join("mappings/m.yaml"), text).unwrap();
    let loaded = load(dir.path(), &Registered);
    let all = loaded.diagnostics.0.iter();
    all.filter(|one| match one.code.id {
        "MAPPING-KEY" => one.found.starts_with("key ") || one.found.starts_with("source "),
        // The schema does not list the countries of the world.
        "MAPPING-TYPE" => {
            !one.found.starts_with("a second total") && !one.found.starts_with("country ")
        }
        id => id == "MAPPING-OPTION",
    })
    .map(|one| format!("{} {}, expected {}", one.code, one.found, one.expected))
    .collect()
}

/// What is done to a mapping.
#[derive(Debug, Clone)]
enum Change {
    Nothing,
    /// A key gets another name.
    Rename(Index),
    /// A key goes.
    Remove(Index),
    /// A value becomes another one.
    Replace(Index, Json),
}

fn change() -> impl Strategy<Value = Change> {
    let values = select(vec![
        json!({ "a": { "b": 1 } }),
        json!([["a"]]),
        json!("often"),
        json!(true),
    ]);
    prop_oneof![
        Just(Change::Nothing),
        any::<Index>().prop_map(Change::Rename),
        any::<Index>().prop_map(Change::Remove),
        (any::<Index>(), values).prop_map(|(at, value)| Change::Replace(at, value)),
    ]
}

/// All members of objects, by their way from the root.
fn members(value: &Json, way: &[String], found: &mut Vec<Vec<String>>) {
    let inner: Vec<(String, &Json)> = match value {
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Json::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, value)| (at.to_string(), value))
            .collect(),
        _ => return,
    };
    for (name, inner) in inner {
        let way = [way, &[name]].concat();
        members(inner, &way, found);
        if value.is_object() {
            found.push(way);
        }
    }
}

fn changed(mapping: &Json, change: &Change) -> Json {
    let mut changed = mapping.clone();
    let mut ways = Vec::new();
    members(mapping, &[], &mut ways);
    // A connector judges the values of its options itself.
    ways.retain(|way| {
        let mut around = way.iter().rev().skip(1);
        !around.any(|key| ["source", "each", "lookups"].contains(&key.as_str()))
    });
    let (Change::Rename(at) | Change::Remove(at) | Change::Replace(at, _)) = change else {
        return changed;
    };
    let way = at.get(&ways);
    let (last, around) = way.split_last().unwrap();
    let mut place = &mut changed;
    for step in around {
        place = match place {
            Json::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            other => &mut other[step],
        };
    }
    let object = place.as_object_mut().unwrap();
    let value = object.remove(last).unwrap();
    match change {
        Change::Rename(_) => object.insert(format!("{last}x"), value),
        Change::Replace(_, value) => object.insert(last.clone(), value.clone()),
        Change::Nothing | Change::Remove(_) => None,
    };
    changed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_schema_refuses_a_mapping_for_its_form_where_the_program_does(mapping in mapping(), change in change()) {
        let mapping = changed(&mapping, &change);
        let mut text = String::new();
        written(&mapping, 0, &mut text);
        let said = mistakes(&text);
        let complaints: Vec<String> = SCHEMA.iter_errors(&mapping).map(|error| error.to_string()).collect();
        prop_assert_eq!(said.is_empty(), complaints.is_empty(), "{:?}\n{}\n{:#?}\n{:#?}", change, text, said, complaints);
    }
}
