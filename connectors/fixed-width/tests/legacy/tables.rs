//! Delimited tables.

use std::collections::BTreeMap;

use landbridge_contract::{NoticeKind, SourceConnector as _};
use landbridge_delimited::DelimitedConnector;
use landbridge_testkit::support::{self, Drained};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use crate::facts::{Facts, number, texts, without_nul};
use crate::musts;

/// Holds the facts that tables share, then those of the file.
pub(crate) fn table(facts: &mut Facts) {
    let options = options(&facts.file);
    let raw = facts.read(
        &DelimitedConnector,
        &json!({"header": 0, "repeated_header": "keep"}),
    );
    let read = facts.read(&DelimitedConnector, &options);
    facts.hold("outcome", raw.whole() && read.whole(), true);
    found_out(facts, &options);
    facts.hold("nul_bytes", without_nul(&raw), true);
    counts(facts, &raw);
    header(facts, &options, &read);
    totals(facts, &read);
    musts::of_table(facts, &read);
}

/// What a mapping says of the file.
pub(crate) fn options(file: &str) -> Json {
    match file {
        "kbv_weird_head_padding.csv" => {
            json!({"header": {"find": ["1985", "2000"]}, "data_until": "^\\*+$"})
        }
        "mx_budget_2011_latin1.csv" => json!({"header": {"find": ["GF_ID"]}}),
        "nasa_mixedGLB_mac_eol.csv" => json!({"header": {"find": ["Year", "Jan"]}}),
        "essential_crlf.csv" => json!({"header": {"find": ["Year", "Make"]}, "comment": "#"}),
        "NumberFormatTest.de.csv" => json!({"header": 0}),
        _ => json!({}),
    }
}

fn found_out(facts: &mut Facts, options: &Json) {
    let encoding = facts.detected(&DelimitedConnector, options, "encoding");
    let expected = match facts.expect["encoding"].as_str().unwrap() {
        "utf-16" => "UTF-16LE",
        "latin-1" if facts.bytes(&facts.file).is_ascii() => "UTF-8",
        "latin-1" => "windows-1252",
        _ => "UTF-8",
    };
    let name = encoding.split(' ').next().unwrap_or_default().to_owned();
    facts.hold("encoding", name, expected.to_owned());
    let marked = !facts.expect["bom"].is_null();
    facts.hold("bom", encoding.contains("byte order mark"), marked);
    let delimiter = facts.detected(&DelimitedConnector, options, "delimiter");
    let expected = if facts.expect["delimiter"] == ";" {
        "semicolon"
    } else {
        "comma"
    };
    facts.hold("delimiter", delimiter.starts_with(expected), true);
    let ends = facts.detected(&DelimitedConnector, options, "line ends");
    let part = ends.ends_with("(in the first bytes)");
    for (form, key) in [("CR LF", "CRLF"), ("LF", "LF_only"), ("CR", "CR_only")] {
        let counted = ends.trim_end_matches(" (in the first bytes)").split(", ");
        let found = counted
            .filter_map(|one| one.rsplit_once(' '))
            .find(|(own, _)| *own == form)
            .map_or(0, |(_, count)| count.parse::<u64>().unwrap());
        let expected = facts.expect["line_endings"][key].as_u64().unwrap();
        if part {
            // Only the first part of a large file is looked at: the same forms, and no others.
            facts.hold("line_endings", found > 0 && found < expected, expected > 0);
        } else {
            facts.hold("line_endings", found, expected);
        }
    }
}

/// Counts of a file that is read without a header: its lines are records, or blank.
fn counts(facts: &mut Facts, raw: &Drained) {
    let tally = raw.tally;
    let all = tally.records + tally.faults + tally.blank;
    facts.hold_json("physical_records_incl_header_and_blank", &json!(all));
    facts.hold(
        "second_reader",
        json!(all),
        facts.expect["second_reader"]["records"].clone(),
    );
    facts.hold_json("blank_records", &json!(tally.blank));
    let width = raw.records[0].layout.names.len();
    let mut found: BTreeMap<usize, u64> = BTreeMap::new();
    for yielded in &raw.records {
        let ragged = yielded
            .record
            .notices
            .iter()
            .find(|notice| notice.kind == NoticeKind::Ragged);
        let fields = ragged.map_or(width, |notice| {
            notice.found.split(' ').next().unwrap().parse().unwrap()
        });
        *found.entry(fields).or_default() += 1;
    }
    // Blank records have any number of fields.
    let expected = facts.expect["field_count_distribution"].clone();
    let mut blank = 0;
    let mut over = Vec::new();
    for (fields, count) in expected.as_object().unwrap() {
        let own = found.remove(&fields.parse().unwrap()).unwrap_or(0);
        match count.as_u64().unwrap().checked_sub(own) {
            Some(rest) => blank += rest,
            None => over.push(fields.clone()),
        }
    }
    facts.hold(
        "field_count_distribution",
        (over, found.len(), blank),
        (Vec::new(), 0, tally.blank),
    );
    if let Some(first) = facts.expect["first_records"].as_array().cloned() {
        let expected = first.iter().filter(|record| {
            record
                .as_array()
                .unwrap()
                .iter()
                .any(|field| !field.as_str().unwrap().trim().is_empty())
        });
        for (yielded, expected) in raw.records.iter().zip(expected) {
            facts.hold(
                "first_records",
                starts_with(&texts(&yielded.record), expected),
                true,
            );
        }
        let last = texts(&raw.records.last().unwrap().record);
        facts.hold(
            "last_record",
            starts_with(&last, &facts.expect["last_record"].clone()),
            true,
        );
    }
}

fn starts_with(found: &[String], expected: &Json) -> bool {
    let expected = expected.as_array().unwrap();
    found.len() >= expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(found, expected)| found == expected.as_str().unwrap())
}

/// Facts of a file whose header is known.
fn header(facts: &mut Facts, options: &Json, read: &Drained) {
    if facts.expect["columns"].is_null() {
        return;
    }
    let input = support::input(&facts.file, facts.bytes(&facts.file));
    let mut source = DelimitedConnector
        .open(input, &support::options(options))
        .unwrap();
    let columns = source.columns().unwrap().unwrap();
    facts.hold_json("columns", &json!(columns.len()));
    let names: Vec<String> = columns
        .iter()
        .map(|column| column.name.to_string())
        .collect();
    facts.hold(
        "header_first",
        starts_with(&names, &facts.expect["header_first"].clone()),
        true,
    );
    let line = facts.expect["header_record_index_0based"].as_u64().unwrap() + 1;
    let told = facts.detected(&DelimitedConnector, options, "header");
    let told = told
        .split(' ')
        .nth(1)
        .and_then(|line| line.parse::<u64>().ok());
    facts.hold("header_record_index_0based", told, Some(line));
    facts.hold_json("data_records", &json!(read.tally.records));
    let first = texts(&read.records[0].record);
    facts.hold(
        "first_record",
        starts_with(&first, &facts.expect["first_record"].clone()),
        true,
    );
    let last = texts(&read.records.last().unwrap().record);
    facts.hold(
        "last_record",
        starts_with(&last, &facts.expect["last_record"].clone()),
        true,
    );
}

fn totals(facts: &mut Facts, read: &Drained) {
    let Some(totals) = facts.expect["totals"].as_object().cloned() else {
        return;
    };
    for (column, expected) in totals {
        let slot = read.records[0]
            .layout
            .names
            .iter()
            .position(|name| **name == *column)
            .unwrap();
        let values: Vec<String> = read
            .records
            .iter()
            .map(|yielded| yielded.record.value(slot).to_string())
            .collect();
        let numbers: Vec<Decimal> = values.iter().filter_map(|text| number(text)).collect();
        let empty = values
            .iter()
            .filter(|text| matches!(text.trim(), "" | "-"))
            .count();
        let sum: Decimal = numbers.iter().sum();
        facts.hold("totals", json!(sum.to_string()), expected["sum"].clone());
        facts.hold(
            "totals",
            json!(numbers.len()),
            expected["numeric_values"].clone(),
        );
        facts.hold("totals", json!(empty), expected["empty_or_dash"].clone());
        facts.hold(
            "totals",
            json!(values.len() - numbers.len() - empty),
            expected["not_numeric"].clone(),
        );
        let negative = numbers
            .iter()
            .filter(|number| number.is_sign_negative())
            .count();
        facts.hold("totals", json!(negative), expected["negative"].clone());
        let other = values.iter().map(|text| text.trim());
        let other = other.filter(|text| !matches!(*text, "" | "-") && number(text).is_none());
        let examples = expected["not_numeric_examples"].clone();
        let count = examples.as_array().unwrap().len();
        let found: Vec<&str> = other.take(count.max(1)).collect();
        facts.hold("totals", json!(found), examples);
    }
}
