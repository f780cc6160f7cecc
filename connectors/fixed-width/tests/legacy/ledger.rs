//! Ledgers: SIE of Sweden, DATEV of Germany.

use std::collections::BTreeMap;

use landbridge_contract::Value;
use landbridge_delimited::DelimitedConnector;
use landbridge_testkit::support::Drained;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use crate::facts::{Facts, number, text, texts};

/// Lines of one label, with their fields by position.
fn of_label(facts: &Facts, label: &str, columns: &[&str]) -> Drained {
    let stated = json!({
        "delimiter": "blanks",
        "lines": format!(r"^\s*{label}(\s|$)"),
        "columns": columns,
    });
    facts.read(&DelimitedConnector, &stated)
}

pub(crate) fn sie(facts: &mut Facts) {
    let vouchers = json!({
        "delimiter": "blanks",
        "kinds": {
            "VER": {"line": r"^#VER\s", "end": "^}", "columns": ["tag", "Series", "Number", "Date", "Text", "Registered", "Sign"]},
            "TRANS": {"line": r"^\s*#TRANS\s", "in": "VER", "columns": ["tag", "Account", "Objects", "Amount", "Date", "Text", "Quantity", "Sign"]},
        },
    });
    let encoding = facts.detected(&DelimitedConnector, &vouchers, "encoding");
    facts.hold(
        "encoding",
        encoding.as_str(),
        "cp437 (the line `#FORMAT PC8`)",
    );
    let read = facts.read(&DelimitedConnector, &vouchers);
    facts.hold("outcome", (read.whole(), read.faults.len()), (true, 0));
    facts.hold("ascii", facts.bytes(&facts.file).is_ascii(), false);
    facts.hold_json("vouchers", &json!(read.records.len()));
    let mut lines = 0;
    let (mut debit, mut net) = (Decimal::ZERO, Decimal::new(0, 2));
    let mut unbalanced = Vec::new();
    for yielded in &read.records {
        let amounts: Vec<Decimal> = yielded.record.children[0]
            .iter()
            .map(|line| number(line.value(3).as_text().unwrap()).unwrap())
            .collect();
        lines += amounts.len();
        let sum: Decimal = amounts.iter().sum();
        debit += amounts
            .iter()
            .filter(|amount| amount.is_sign_positive())
            .sum::<Decimal>();
        net += sum;
        if !sum.is_zero() {
            unbalanced.push(json!(texts(&yielded.record)[2]));
        }
    }
    facts.hold_json("transactions", &json!(lines));
    facts.hold_json("debit_total", &json!(debit.to_string()));
    facts.hold_json("net_total", &json!(net.to_string()));
    facts.hold_json("unbalanced_vouchers", &Json::Array(unbalanced.clone()));
    facts.hold("Every voucher balances", unbalanced.len(), 0);
    let replaced = read.records.iter().flat_map(|one| texts(&one.record));
    let replaced = replaced.filter(|text| text.contains('\u{FFFD}')).count();
    facts.hold_json("efbfbd_sequences", &json!(replaced));
    let name = of_label(facts, "#FNAMN", &["tag", "Name"]);
    let name = text(&name, 0, "Name");
    facts.hold_json("FNAMN_as_cp437", &json!(format!("\"{name}\"")));
    facts.hold(
        "cp437: \"Övningsbolaget\"",
        name.starts_with("Övningsbolaget"),
        true,
    );
    labels(facts);
    balances(facts);
}

fn labels(facts: &mut Facts) {
    let any = json!({"lines": r"^\s*(?<Label>#[A-Z]+)"});
    let read = facts.read(&DelimitedConnector, &any);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for at in 0..read.records.len() {
        *counts.entry(text(&read, at, "Label")).or_default() += 1;
    }
    let expected: BTreeMap<String, u64> =
        serde_json::from_value(facts.expect["labels"].clone()).unwrap();
    facts.hold("labels", counts, expected);
}

fn balances(facts: &mut Facts) {
    for (key, expected) in facts.expect["balance_sums"].as_object().cloned().unwrap() {
        let (label, year) = key.split_once(" year ").unwrap();
        let lines = of_label(
            facts,
            &format!("#{label}"),
            &["tag", "Year", "Account", "Amount", "Quantity"],
        );
        let of_year = (0..lines.records.len()).filter(|at| text(&lines, *at, "Year") == year);
        let sum: Decimal = of_year
            .filter_map(|at| number(&text(&lines, at, "Amount")))
            .sum();
        facts.hold("balance_sums", json!(sum.to_string()), expected);
    }
}

pub(crate) fn datev(facts: &mut Facts) {
    let stated = json!({"header": {"find": ["Konto", "Belegdatum"]}});
    let encoding = facts.detected(&DelimitedConnector, &stated, "encoding");
    facts.hold(
        "encoding",
        encoding.starts_with("windows-1252 (not UTF-8"),
        true,
    );
    facts.hold("valid_utf8", encoding.contains("valid UTF-8"), false);
    let delimiter = facts.detected(&DelimitedConnector, &stated, "delimiter");
    facts.hold("delimiter", delimiter.starts_with("semicolon"), true);
    let read = facts.read(&DelimitedConnector, &stated);
    facts.hold("outcome", (read.whole(), read.faults.len()), (true, 0));
    facts.hold_json("data_records", &json!(read.records.len()));
    let names: Vec<String> = read.records[0]
        .layout
        .names
        .iter()
        .map(ToString::to_string)
        .collect();
    facts.hold_json("columns", &json!(names.len()));
    let first = facts.expect["header_first"].as_array().unwrap().len();
    facts.hold_json("header_first", &json!(names[..first]));
    let mut found = Vec::new();
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    for (at, yielded) in read.records.iter().enumerate() {
        let mut fields = serde_json::Map::new();
        for (name, slot) in names.iter().zip(&yielded.record.slots) {
            if slot.value != Value::Null {
                fields.insert(name.clone(), json!(slot.value.to_string()));
            }
        }
        found.push(Json::Object(fields));
        let amount =
            number(&text(&read, at, "Umsatz (ohne Soll/Haben-Kz)").replace(',', ".")).unwrap();
        *sums
            .entry(text(&read, at, "Soll/Haben-Kennzeichen"))
            .or_default() += amount;
    }
    facts.hold_json("records_nonempty_fields", &Json::Array(found));
    let sums: BTreeMap<String, String> = sums
        .into_iter()
        .map(|(side, sum)| (side, sum.to_string()))
        .collect();
    facts.hold_json("sum_by_soll_haben", &json!(sums));
    facts.hold(
        "Umsatz uses decimal comma",
        text(&read, 0, "Umsatz (ohne Soll/Haben-Kz)"),
        "24,95".to_owned(),
    );
    let raw = facts.read(
        &DelimitedConnector,
        &json!({"header": 0, "encoding": "windows-1252"}),
    );
    let meta = texts(&raw.records[0].record);
    let expected: Vec<String> = serde_json::from_value(facts.expect["meta_first"].clone()).unwrap();
    facts.hold("meta_first", meta[..expected.len()].to_vec(), expected);
    let ragged = raw.records[0].record.notices[0].found.clone();
    facts.hold_json(
        "meta_fields",
        &json!(ragged.split(' ').next().unwrap().parse::<u64>().unwrap()),
    );
    let full = raw
        .records
        .iter()
        .filter(|one| one.record.notices.is_empty())
        .count();
    facts.hold_json("field_count_distribution", &json!({"31": 1, "120": full}));
    let lines: Vec<u64> = read
        .records
        .iter()
        .map(|one| one.record.place.line)
        .collect();
    facts.hold(
        "Line 1 is metadata",
        (lines, &meta[12][..4]),
        (vec![3, 4], "2018"),
    );
}
