//! Bank files: NACHA and MT940.

use std::collections::BTreeMap;

use landbridge_contract::{Record, Value};
use landbridge_delimited::DelimitedConnector;
use landbridge_fixed_width::FixedWidthConnector;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use crate::facts::{Facts, amount, number};

/// Positions after the NACHA Operating Rules, "ACH record format specifications".
fn ach() -> Json {
    let number = |name: &str, from: u64, length: u64| json!({"name": name, "from": from, "length": length, "kind": "number"});
    json!({
        "records": "batch",
        "positions": "bytes",
        "length": 94,
        "kinds": {
            "file": {"from": 1, "tag": "1", "layout": [{"name": "Type", "from": 1, "length": 1}]},
            "batch": {"from": 1, "tag": "5", "layout": [{"name": "Company", "from": 5, "length": 16}, number("Batch", 88, 7)]},
            "entry": {"from": 1, "tag": "6", "in": "batch", "layout": [
                number("Code", 2, 2), number("Bank", 4, 8), number("Amount", 30, 10),
                {"name": "Line", "from": 1, "length": 94}]},
            "addenda": {"from": 1, "tag": "7", "in": "entry", "layout": [{"name": "Text", "from": 4, "length": 80}]},
            "control": {"from": 1, "tag": "8", "in": "batch", "layout": [
                number("Count", 5, 6), number("Hash", 11, 10), number("Debit", 21, 12), number("Credit", 33, 12)]},
            "end": {"from": 1, "tag": "9", "totals": ["batches", "blocks", "entry_addenda", "entry_hash", "debit_cents", "credit_cents"],
                "layout": [
                    number("batches", 2, 6), number("blocks", 8, 6), number("entry_addenda", 14, 8),
                    number("entry_hash", 22, 10), number("debit_cents", 32, 12), number("credit_cents", 44, 12)]},
        },
    })
}

pub(crate) fn nacha(facts: &mut Facts) {
    let read = facts.read(&FixedWidthConnector, &ach());
    facts.hold("outcome", (read.whole(), read.faults.len()), (true, 0));
    let any = json!({"positions": "bytes", "length": 94, "layout": [
        {"name": "Type", "from": 1, "length": 1}, {"name": "Line", "from": 1, "length": 94}]});
    let lines = facts.read(&FixedWidthConnector, &any);
    let even = lines
        .records
        .iter()
        .filter(|one| one.record.notices.is_empty())
        .count();
    facts.hold_json("lines", &json!(lines.tally.records));
    facts.hold_json("line_lengths", &json!({"94": even}));
    let ascii = lines
        .records
        .iter()
        .all(|one| one.record.value(1).as_text().unwrap().is_ascii());
    facts.hold("non_ascii_bytes", ascii, true);
    let mut types: BTreeMap<String, u64> = BTreeMap::new();
    let mut fillers = 0;
    for yielded in &lines.records {
        *types
            .entry(yielded.record.value(0).to_string())
            .or_default() += 1;
        fillers += u64::from(yielded.record.value(1) == &Value::text("9".repeat(94)));
    }
    facts.hold_json("record_types", &json!(types));
    facts.hold_json("filler_lines", &json!(fillers));
    let computed = computed(
        &read
            .records
            .iter()
            .map(|one| &one.record)
            .collect::<Vec<_>>(),
    );
    facts.hold_json("computed", &json!(computed));
    // Kinds in a batch are in the order of their names: control, entry.
    let first = read.records[0].record.children[1][0].value(3).to_string();
    let expected = facts.expect["first_entry"]
        .as_str()
        .unwrap()
        .trim_end()
        .to_owned();
    facts.hold("first_entry", first, expected);

    let mut declared: BTreeMap<String, i64> = BTreeMap::new();
    for total in facts.declared(&FixedWidthConnector, &ach()) {
        let name = total.name.strip_prefix("end/").unwrap().to_owned();
        declared.insert(name, i64::try_from(total.amount).unwrap());
    }
    facts.hold_json("file_control", &json!(declared));
    let matching: BTreeMap<&str, bool> = computed
        .iter()
        .map(|(name, amount)| (*name, declared.get(*name) == Some(amount)))
        .collect();
    facts.hold_json("controls_match", &json!(matching));
    let batches: Vec<Decimal> = read
        .records
        .iter()
        .map(|one| amount(one.record.value(1)))
        .collect();
    let numbers: Vec<Decimal> = [1, 3, 4, 5].map(Decimal::from).to_vec();
    facts.hold(
        "File control says 5 batches",
        (declared["batches"], batches),
        (5, numbers),
    );
}

/// Counts and sums over the entries, debit and credit told apart by the transaction code.
fn computed(batches: &[&Record]) -> BTreeMap<&'static str, i64> {
    let (mut count, mut hash, mut debit, mut credit) = (0_i64, 0_i64, 0_i64, 0_i64);
    for entry in batches.iter().flat_map(|batch| &batch.children[1]) {
        let part = |slot: usize| i64::try_from(amount(entry.value(slot))).unwrap();
        count += 1 + i64::try_from(entry.children[0].len()).unwrap();
        hash += part(1);
        if part(0) % 10 >= 5 {
            debit += part(2);
        } else {
            credit += part(2);
        }
    }
    BTreeMap::from([
        ("entry_addenda", count),
        ("entry_hash", hash % 10_000_000_000),
        ("debit_cents", debit),
        ("credit_cents", credit),
    ])
}

/// Tags after SWIFT MT940: `:60F:` or `:60M:` opens, `:61:` is a line, `:62F:` or `:62M:` closes.
fn statement() -> Json {
    let balance = r"(?<Sign>[CD])(?<Date>\d{6})(?<Currency>[A-Z]{3})(?<Amount>[\d,]+)";
    json!({
        "kinds": {
            "statement": {"line": r"^:20:(?<Reference>.*)", "end": "^-$"},
            "opening": {"line": format!("^:60[FM]:{balance}"), "in": "statement", "totals": ["Amount"]},
            "line": {"line": r"^:61:(?<Date>\d{6})(?<Entry>\d{4})?(?<Sign>R?[CD])[A-Z]?(?<Amount>[\d,]+)(?<Rest>.*)", "in": "statement"},
            "closing": {"line": format!("^:62[FM]:{balance}"), "in": "statement", "totals": ["Amount"]},
        },
        "decimal": ",",
    })
}

fn signed(record: &Record, sign: usize, at: usize) -> Decimal {
    let text = record.value(at).to_string().replace(',', ".");
    let amount = number(text.trim_end_matches('.')).unwrap();
    if record.value(sign).to_string().ends_with('D') {
        -amount
    } else {
        amount
    }
}

pub(crate) fn mt940(facts: &mut Facts) {
    let read = facts.read(&DelimitedConnector, &statement());
    facts.hold("outcome", (read.whole(), read.faults.len()), (true, 0));
    facts.hold_json("statements", &json!(read.records.len()));
    let mut detail = Vec::new();
    let mut lines = 0;
    for yielded in &read.records {
        // Kinds are in the order of their names: closing, line, opening.
        let [closing, entries, opening] = yielded.record.children.as_slice() else {
            panic!("three kinds in a statement");
        };
        let (opened, closed) = (signed(&opening[0], 0, 3), signed(&closing[0], 0, 3));
        let sum: Decimal = entries.iter().map(|line| signed(line, 2, 3)).sum();
        lines += entries.len();
        detail.push(json!({
            "opening": opened.to_string(),
            "lines": entries.len(),
            "sum": sum.to_string(),
            "closing": closed.to_string(),
            "currency": opening[0].value(2).to_string(),
            "reconciles": opened + sum == closed,
        }));
    }
    facts.hold_json("transactions", &json!(lines));
    let reconciled = detail
        .iter()
        .filter(|one| one["reconciles"] == true)
        .count();
    facts.hold_json("statement_detail", &Json::Array(detail.clone()));
    facts.hold_json("all_reconcile", &json!(reconciled == detail.len()));
    facts.hold(
        "Two statements. The amounts",
        (detail.len(), reconciled),
        (2, 0),
    );
    let declared = facts.declared(&DelimitedConnector, &statement());
    let amounts: Vec<String> = declared
        .iter()
        .map(|total| format!("{} {}", total.name, total.amount))
        .collect();
    facts.hold(
        "Two statements. The amounts",
        amounts,
        [
            "opening/Amount 3236.28",
            "closing/Amount 876.84",
            "opening/Amount 2876.84",
            "closing/Amount 1849.75",
        ]
        .map(str::to_owned)
        .to_vec(),
    );
    let tags = facts.read(
        &DelimitedConnector,
        &json!({"lines": r"^:(?<Tag>\d\d[A-Z]?):"}),
    );
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for yielded in &tags.records {
        *counts
            .entry(yielded.record.value(0).to_string())
            .or_default() += 1;
    }
    let expected: BTreeMap<String, u64> =
        serde_json::from_value(facts.expect["tags"].clone()).unwrap();
    facts.hold("tags", counts, expected);
}
