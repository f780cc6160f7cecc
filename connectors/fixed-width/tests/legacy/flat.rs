//! Flat files: the census of the USA, an `IDoc` of SAP.

use std::collections::BTreeMap;

use landbridge_delimited::DelimitedConnector;
use landbridge_fixed_width::FixedWidthConnector;
use landbridge_testkit::support::Drained;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use crate::facts::{Facts, number, read, text};

pub(crate) fn census(facts: &mut Facts) {
    let sidecar = "us_census2000_geo_schema.csv";
    let schema = read(
        &DelimitedConnector,
        sidecar,
        facts.bytes(sidecar),
        &json!({}),
    );
    let layout: Vec<Json> = (0..schema.records.len())
        .map(|at| {
            let whole = |name: &str| text(&schema, at, name).parse::<u64>().unwrap();
            json!({"name": text(&schema, at, "column"), "from": whole("start"), "length": whole("length")})
        })
        .collect();
    let stated =
        json!({"layout": layout, "length": 400, "encoding": "latin1", "positions": "bytes"});
    let drained = facts.read(&FixedWidthConnector, &stated);
    facts.hold(
        "outcome",
        (drained.whole(), drained.faults.len()),
        (true, 0),
    );
    let encoding = facts.detected(&FixedWidthConnector, &stated, "encoding");
    facts.hold("encoding", encoding.as_str(), "windows-1252 (stated)");
    facts.hold_json("records", &json!(drained.records.len()));
    let even = drained
        .records
        .iter()
        .filter(|one| one.record.notices.is_empty())
        .count();
    facts.hold_json("line_lengths", &json!({"400": even}));
    let names: Vec<String> = drained.records[0]
        .layout
        .names
        .iter()
        .map(ToString::to_string)
        .collect();
    facts.hold_json("columns", &json!(names.len()));
    let first = facts.expect["columns_names_first"]
        .as_array()
        .unwrap()
        .len();
    facts.hold_json("columns_names_first", &json!(names[..first]));
    // Each line takes 402 bytes: 400 and a CR LF.
    let last = &drained.records[999].record.place;
    facts.hold("crlf", (last.line, last.byte), (1000, 999 * 402));
    for (fact, at) in [
        ("record_1", 0),
        ("record_1000", 999),
        ("leading_zero_example", 999),
    ] {
        for (name, expected) in facts.expect[fact].as_object().cloned().unwrap() {
            let found = text(&drained, at, &name).trim_start().to_owned();
            facts.hold(fact, json!(found), expected);
        }
    }
    let population: Decimal = (0..1000)
        .filter_map(|at| number(&text(&drained, at, "POP100")))
        .sum();
    facts.hold_json("sum_POP100", &json!(population.to_string()));
    let ascii = |at: &usize| text(&drained, *at, "NAME").is_ascii();
    let other: Vec<usize> = (0..1000).filter(|at| !ascii(at)).collect();
    facts.hold_json("names_with_non_ascii", &json!(other));
    let bytes = facts.bytes(&facts.file);
    facts.hold_json(
        "non_ascii_bytes",
        &json!(bytes.iter().filter(|byte| !byte.is_ascii()).count()),
    );
    let codes = ["SUMLEV", "GEOCOMP", "LOGRECNO"].map(|name| text(&drained, 0, name));
    facts.hold(
        "Codes such as SUMLEV 010",
        codes,
        ["010", "00", "0000001"].map(str::to_owned),
    );
}

/// Positions after SAP's record types `EDI_DC40` and `EDI_DD40`.
fn segments() -> Json {
    json!({
        "records": "control",
        "kinds": {
            "control": {"from": 1, "tag": "EDI_DC40", "layout": [
                {"name": "Line", "from": 1, "length": 60}, {"name": "Number", "from": 14, "length": 16},
                {"name": "Type", "from": 40, "length": 30}]},
            "segment": {"from": 1, "tag": "E2", "in": "control", "layout": [
                {"name": "Name", "from": 1, "length": 30}, {"name": "Document", "from": 34, "length": 16},
                {"name": "Number", "from": 50, "length": 6, "kind": "number"},
                {"name": "Parent", "from": 56, "length": 6, "kind": "number"},
                {"name": "Level", "from": 62, "length": 2}, {"name": "Data", "from": 64, "length": 1000}]},
        },
    })
}

pub(crate) fn idoc(facts: &mut Facts) {
    let drained = facts.read(&FixedWidthConnector, &segments());
    facts.hold(
        "outcome",
        (drained.whole(), drained.faults.len()),
        (true, 0),
    );
    let control = &drained.records[0];
    let all = &control.record.children[0];
    facts.hold_json("lines", &json!(all.len() + drained.records.len()));
    let expected = facts.expect["control_record"]
        .as_str()
        .unwrap()
        .trim_end()
        .to_owned();
    facts.hold(
        "control_record",
        control.record.value(0).to_string(),
        expected,
    );
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut documents: Vec<String> = Vec::new();
    for segment in all {
        *counts.entry(segment.value(0).to_string()).or_default() += 1;
        let document = segment.value(1).to_string();
        if !documents.contains(&document) {
            documents.push(document);
        }
    }
    let wanted: BTreeMap<String, u64> =
        serde_json::from_value(facts.expect["segments"].clone()).unwrap();
    facts.hold("segments", counts, wanted);
    facts.hold_json("docnum_in_data_records", &json!(documents));
    let order: Vec<String> = all
        .iter()
        .map(|segment| segment.value(0).to_string())
        .collect();
    let first = facts.expect["segment_order"].as_array().unwrap().len();
    facts.hold_json("segment_order", &json!(order[..first]));
    whole_lines(facts);
    let data = |name: &str| {
        let found = all
            .iter()
            .find(|segment| segment.value(0).to_string() == name);
        found
            .map(|segment| segment.value(5).to_string())
            .unwrap_or_default()
    };
    let rule = "Segment names are 30 wide";
    facts.hold(
        rule,
        (data("E2EDK14").as_str(), &data("E2EDKA1003")[..7]),
        ("0081000", "WE 1460"),
    );
    let numbers: Vec<String> = all
        .iter()
        .map(|segment| segment.value(2).to_string())
        .collect();
    let counted: Vec<String> = (1..=all.len()).map(|number| number.to_string()).collect();
    facts.hold(rule, numbers, counted);
    twin(facts, rule, &order);
}

fn whole_lines(facts: &mut Facts) {
    let stated = json!({"layout": [{"name": "Line", "from": 1, "length": 2000}]});
    let drained: Drained = facts.read(&FixedWidthConnector, &stated);
    // A short line says how long it is.
    let longest = drained.records.iter().filter_map(|one| {
        let found = &one.record.notices.first()?.found;
        found.split(' ').next()?.parse::<u64>().ok()
    });
    facts.hold_json("max_line", &json!(longest.max()));
    let last = drained.records.last().unwrap().record.place;
    let lengths = drained.records.iter().map(|one| {
        one.record.notices[0]
            .found
            .split(' ')
            .next()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    });
    // Every line ends with two bytes: the offsets add up.
    let before: u64 = lengths.take(61).map(|length| length + 2).sum();
    facts.hold_json(
        "crlf",
        &json!(if last.byte == before { last.line } else { 0 }),
    );
}

/// The XML twin names its segments `E1…`, without version.
fn twin(facts: &mut Facts, rule: &str, order: &[String]) {
    let path = facts.folder.join("../xml/sap_idoc_ORDERS05.xml");
    let Ok(xml) = std::fs::read_to_string(path) else {
        return;
    };
    let twins: Vec<&str> = xml
        .split('<')
        .filter(|tag| tag.starts_with("E1") && tag.contains("SEGMENT="))
        .filter_map(|tag| tag.split([' ', '>']).next())
        .collect();
    let same = |flat: &str, twin: &str| flat[2..].starts_with(&twin[2..]);
    let agree = twins
        .iter()
        .zip(order)
        .filter(|(twin, flat)| same(flat, twin))
        .count();
    facts.hold(rule, (agree, twins.len()), (order.len(), order.len()));
}
