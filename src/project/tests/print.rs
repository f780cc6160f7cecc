//! Mappings that are written anew say the same.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use regex::Regex;
use serde_json::{Map, Value as Json, json};

use crate::project::edit::{flow, tree};
use crate::project::test_support::read_mapping;

/// A name as people give them, or one that YAML would read as something else.
fn name() -> impl Strategy<Value = String> {
    let awkward = [
        "yes",
        "null",
        "~",
        "007",
        "1.0",
        "true",
        "a: b",
        "#x",
        "- a",
        "{x}",
        "[",
        "'",
        "\"",
        "*a",
        "&b",
        "!t",
        "%d",
        "?",
        "|",
        ">",
        "a, b",
        "  before",
        "behind ",
        "two\nlines",
        "tab\there",
        "back\\slash",
        "it's \"so\"",
        "@at",
        "é",
        "名前",
        "a #b",
        "a:",
        ": a",
        "-",
        "0x1F",
        "1e3",
        "\u{feff}x",
    ];
    prop_oneof![
        3 => "[A-Z][a-zA-Z]{1,8}( [A-Z][a-z]{1,6})?",
        1 => "\\PC{1,10}".prop_filter("a name is not blank", |text| !text.trim().is_empty()),
        1 => select(awkward.to_vec()).prop_map(str::to_owned),
    ]
}

fn text() -> impl Strategy<Value = Json> {
    name().prop_map(Json::String)
}

fn texts() -> impl Strategy<Value = Json> {
    vec(name(), 1..4).prop_map(|names| json!(names))
}

fn constant() -> impl Strategy<Value = Json> {
    prop_oneof![
        text(),
        any::<i64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|truth| json!(truth)),
        ("-?[1-9][0-9]{0,17}", "[0-9]{1,9}").prop_map(|(whole, part)| {
            serde_json::from_str(&format!("{whole}.{part}")).unwrap()
        }),
        Just(Json::Null),
    ]
}

fn expression() -> impl Strategy<Value = Json> {
    select(vec![
        json!("Status != \"CLOSED\""),
        json!("number(`Open Balance`) * 12"),
        json!("if blank(Name) { 'none' } else { upper(Name) }"),
        json!("`it's: a #name` == \"\""),
        json!("1"),
    ])
}

/// Named values of which each may be left out.
fn some(
    keys: Vec<(&'static str, BoxedStrategy<Json>)>,
) -> impl Strategy<Value = Map<String, Json>> {
    let parts: Vec<_> = keys
        .into_iter()
        .map(|(key, value)| option::weighted(0.3, value.prop_map(move |value| (key, value))))
        .collect();
    parts.prop_map(|parts| {
        let stated = parts.into_iter().flatten();
        stated.map(|(key, value)| (key.to_owned(), value)).collect()
    })
}

fn words(words: &[&'static str]) -> BoxedStrategy<Json> {
    let words: Vec<Json> = words.iter().map(|word| json!(word)).collect();
    select(words).boxed()
}

fn input() -> impl Strategy<Value = Map<String, Json>> {
    let object = |value: Json| match value {
        Json::Object(members) => members,
        _ => Map::new(),
    };
    prop_oneof![
        text().prop_map(|column| json!({ "from": column })),
        texts().prop_map(|columns| json!({ "first_of": columns })),
        (texts(), text()).prop_map(|(columns, with)| json!({ "join": columns, "with": with })),
        constant().prop_map(|value| json!({ "value": value })),
        expression().prop_map(|expr| json!({ "expr": expr })),
        (text(), text()).prop_map(|(to, column)| json!({ "ref": to, "from": column })),
        (texts(), text(), words(&["error", "empty"])).prop_map(|(on, take, missing)| {
            json!({ "lookup": "registry", "on": on, "take": take, "missing": missing })
        }),
    ]
    .prop_map(object)
}

/// What shapes a value by lists, tables and the manner of a country.
fn known_forms() -> impl Strategy<Value = Map<String, Json>> {
    some(vec![
        ("name", words(&["first", "last", "suffix"])),
        (
            "address",
            prop_oneof![
                text().prop_map(|column| json!({ "part": "city", "of": column })),
                Just(json!({ "part": "street", "in": "CH" })),
            ]
            .boxed(),
        ),
        (
            "convert",
            prop_oneof![
                select(vec![
                    json!({ "from": "lb", "to": "kg" }),
                    json!({ "from": "kg", "to": "lb", "decimals": 3, "rounding": "half-even" }),
                ]),
                text().prop_map(|unit| json!({ "unit": unit, "to": "m", "units": "packing" })),
                (text(), text()).prop_map(|(currency, on)| {
                    json!({ "rates": "treasury", "currency": currency, "to": "USD", "on": on, "days": 31 })
                }),
            ]
            .boxed(),
        ),
        (
            "period",
            prop_oneof![
                words(&["fiscal"]),
                text().prop_map(|day| json!({ "calendar": "fiscal", "holds": day })),
            ]
            .boxed(),
        ),
        (
            "is",
            prop_oneof![
                words(&["iban", "phone", "country3"]),
                text().prop_map(|column| json!({ "phone_of": column })),
                Just(json!({ "phone_in": "KE" })),
            ]
            .boxed(),
        ),
    ])
}

fn shaping() -> impl Strategy<Value = Map<String, Json>> {
    some(vec![
        (
            "clean",
            select(vec![json!("trim"), json!(["squeeze", "digits"]), json!([])]).boxed(),
        ),
        (
            "split",
            (text(), prop_oneof![-3..0_i64, 1..4_i64])
                .prop_map(|(at, part)| json!({ "at": at, "part": part }))
                .boxed(),
        ),
        ("case", words(&["upper", "lower", "title"])),
        (
            "pad",
            select(vec![
                json!(8),
                json!({ "width": 4, "with": "#", "side": "right" }),
            ])
            .boxed(),
        ),
        (
            "number",
            select(vec![json!("de"), json!({ "decimal": ",", "group": " " })]).boxed(),
        ),
        (
            "date",
            select(vec![
                json!("%d/%m/%Y"),
                json!(["%d.%m.%y", "%Y-%m-%d %H:%M"]),
            ])
            .boxed(),
        ),
        ("crosswalk", words(&["countries", "vendor-types"])),
        ("when", expression().boxed()),
        (
            "default",
            prop_oneof![
                constant(),
                text().prop_map(|column| json!({ "from": column }))
            ]
            .boxed(),
        ),
        (
            "required",
            any::<bool>().prop_map(|truth| json!(truth)).boxed(),
        ),
        ("omit", words(&["empty", "never"])),
        (
            "personal",
            any::<bool>().prop_map(|truth| json!(truth)).boxed(),
        ),
        (
            "confidential",
            any::<bool>().prop_map(|truth| json!(truth)).boxed(),
        ),
        ("owner", text().boxed()),
        ("status", words(&["open", "agreed"])),
        ("remark", text().boxed()),
    ])
}

fn rule() -> impl Strategy<Value = Json> {
    (input(), shaping(), known_forms()).prop_map(|(mut rule, shaping, forms)| {
        rule.extend(shaping);
        rule.extend(forms);
        Json::Object(rule)
    })
}

fn fields() -> impl Strategy<Value = Json> {
    let plain = || btree_map(name(), rule(), 1..4).prop_map(|fields| json!(fields));
    let nested = (plain(), text(), option::of(texts()), option::of(expression())).prop_map(
        |(fields, path, on, selection)| match on {
            Some(on) => json!({ "each": { "delimited": path, "delimiter": ";" }, "on": on, "fields": fields }),
            None => json!({ "each": path, "where": selection, "fields": fields }),
        },
    );
    btree_map(name(), prop_oneof![4 => rule(), 1 => nested], 1..5).prop_map(|fields| json!(fields))
}

fn check() -> impl Strategy<Value = Json> {
    prop_oneof![
        (expression(), text())
            .prop_map(|(that, otherwise)| json!({ "that": that, "else": otherwise })),
        texts().prop_map(|names| json!({ "unique": names, "severity": "warning" })),
        (text(), text())
            .prop_map(|(sum, equals)| json!({ "sum": sum, "equals": equals, "tolerance": "0.01" })),
        (text(), texts()).prop_map(|(amount, by)| json!({ "balanced": amount, "by": by })),
        (text(), text(), texts())
            .prop_map(|(from, to, by)| json!({ "no_overlap": [from, to], "by": by })),
        text().prop_map(
            |name| json!({ "screen": name, "against": "countries", "similarity": "90%" })
        ),
    ]
}

fn total() -> impl Strategy<Value = Json> {
    prop_oneof![
        (text(), text()).prop_map(|(sum, by)| json!({ "sum": sum, "by": by, "number": "de" })),
        (text(), expression())
            .prop_map(|(name, expr)| json!({ "name": name, "expr": expr, "declared": name })),
        (text(), text()).prop_map(|(of, on)| {
            json!({ "ageing": { "of": of, "on": on, "buckets": [30, 60], "at": "2026-12-31" } })
        }),
    ]
}

pub(super) fn mapping() -> impl Strategy<Value = Json> {
    let head = (
        text(),
        text(),
        option::of(text()),
        option::of(expression()),
        texts(),
    );
    let body = (
        fields(),
        vec(check(), 0..4),
        vec(total(), 0..3),
        any::<bool>(),
    );
    (head, body).prop_map(|((object, file, about, selection, key), (fields, checks, totals, once))| {
        json!({
            "version": 1, "object": object, "about": about, "where": selection,
            "source": { "spreadsheet": file, "sheet": about, "header": 3 },
            "lookups": { "registry": { "delimited": file } },
            "business_key": key, "fields": fields, "checks": checks, "control_totals": totals,
            "target": { "object": object, "write": "upsert", "at_most_once": once, "path": file },
            "language": "fr", "defaults": { "clean": ["trim"] },
        })
    })
}

/// The mapping as a person might write it: blocks with indents, quotes where JSON has them, none
/// around plain words.
pub(super) fn written(value: &Json, indent: usize, out: &mut String) {
    let scalar = |value: &Json| match value {
        Json::String(word) if is_word(word) => word.clone(),
        Json::String(text) => json!(text).to_string().replace('\u{feff}', "\\uFEFF"),
        other => other.to_string(),
    };
    match value {
        Json::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                out.push_str(&scalar(&json!(name)));
                out.push_str(": ");
                written(value, indent + 2, out);
            }
        }
        Json::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| item.to_string().replace('\u{feff}', "\\uFEFF"))
                .collect();
            out.extend(["[ ", &items.join(", "), " ]"]);
        }
        other => out.push_str(&scalar(other)),
    }
}

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
        && !matches!(text, "true" | "false" | "null" | "Null" | "NULL" | "")
}

/// What a mapping says, without the places where it says so.
fn meaning(text: &str) -> String {
    let (mapping, diagnostics, _) = read_mapping(text, "");
    let places = Regex::new(r#"Location \{ file: "[^"]*", line: \d+, column: \d+ \}"#).unwrap();
    let said = format!("{mapping:?} {diagnostics:?}");
    places.replace_all(&said, "").into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_mapping_that_is_written_anew_says_the_same(mapping in mapping()) {
        let mut text = String::new();
        written(&mapping, 0, &mut text);
        let said = meaning(&text);
        prop_assert!(!said.contains("FILE-SYNTAX") && !said.contains("MAPPING-KEY\""), "{}\n{}", text, said);
        let printed = flow(&tree(&text).unwrap());
        prop_assert_eq!(said, meaning(&printed), "{}\n{}", text, printed);
        let again = flow(&tree(&printed).unwrap());
        prop_assert_eq!(&again, &printed);
    }
}
