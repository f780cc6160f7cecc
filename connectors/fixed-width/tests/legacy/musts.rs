//! The sentences about delimited tables, one by one.

use std::collections::BTreeSet;

use landbridge_delimited::DelimitedConnector;
use landbridge_testkit::support::Drained;
use rust_decimal::Decimal;
use serde_json::json;

use crate::facts::{Facts, number, read, text, texts, without_nul};
use crate::tables::options;

pub(crate) fn of_table(facts: &mut Facts, drained: &Drained) {
    match facts.file.as_str() {
        "nhs_mha_utf16le.csv" => {
            let encoding = facts.detected(&DelimitedConnector, &json!({}), "encoding");
            let found = (encoding, without_nul(drained));
            let expected = ("UTF-16LE (byte order mark)".to_owned(), true);
            facts.hold("Encoding must be detected", found, expected);
        }
        "kbv_weird_head_padding.csv" => kbv(facts, drained),
        "mx_budget_2011_latin1.csv" => mexico(facts, drained),
        "nasa_mixedGLB_mac_eol.csv" => {
            let lines: BTreeSet<u64> = drained
                .records
                .iter()
                .map(|yielded| yielded.record.place.line)
                .collect();
            facts.hold(
                "CR alone ends a record",
                (lines.len(), lines.last().copied()),
                (133, Some(137)),
            );
        }
        "essential_crlf.csv" => essential(facts, drained),
        "NumberFormatTest.de.csv" => german(facts, drained),
        "leeds_spend_2010-12_raw.csv" => {
            let blanks = (0..drained.records.len())
                .all(|record| text(drained, record, "Net amount").ends_with(' '));
            facts.hold("Net amount has trailing", blanks, true);
        }
        "fts_incoming_funding_jor.csv" => flows(facts, drained),
        "dynamics_sl_vendors.csv" => dynamics(facts, drained),
        "staff_list_fake.csv" => {
            let ids: BTreeSet<String> = (0..drained.records.len())
                .map(|record| text(drained, record, "id"))
                .collect();
            facts.hold("1,000 records; ids", ids.len(), 1000);
        }
        other => panic!("nothing is known of {other}"),
    }
}

fn kbv(facts: &mut Facts, drained: &Drained) {
    let header = facts.detected(&DelimitedConnector, &options(&facts.file), "header");
    let last = text(drained, drained.records.len() - 1, "1985");
    let name = texts(&drained.records.last().unwrap().record)[0].clone();
    facts.hold(
        "Header is not row 1",
        (
            header.as_str(),
            drained.faults.len(),
            last.as_str(),
            name.trim(),
        ),
        ("line 12 (found by its names)", 0, ".", "Strahlentherapie"),
    );
}

fn mexico(facts: &mut Facts, drained: &Drained) {
    let total = number(&text(drained, 0, "Gasto total 2011"));
    facts.hold("\"229,932.50\" is 229932.50", total, number("229932.50"));
    let stated = json!({"header": {"find": ["GF_ID"]}, "data_until": "^Fuente: "});
    let without = facts.read(&DelimitedConnector, &stated);
    facts.hold("The last record is a source", without.records.len(), 114);
    let names = &drained.records[0].layout.names;
    let accent = names.last().map(ToString::to_string);
    let with_breaks = drained
        .records
        .iter()
        .flat_map(|yielded| texts(&yielded.record));
    let breaks = with_breaks
        .map(|text| text.matches('\r').count())
        .sum::<usize>();
    facts.hold(
        "Descripción must keep",
        (accent.as_deref(), breaks),
        (Some("Descripción"), 3),
    );
}

fn essential(facts: &mut Facts, drained: &Drained) {
    let records = |drained: &Drained| -> Vec<Vec<String>> {
        let all = drained.records.iter();
        all.map(|yielded| {
            let texts = texts(&yielded.record).into_iter();
            texts
                .map(|text| text.replace("\r\n", "\n").replace('\r', "\n"))
                .collect()
        })
        .collect()
    };
    for twin in ["essential_lf.csv", "essential_cr.csv"] {
        let read = read(
            &DelimitedConnector,
            twin,
            facts.bytes(twin),
            &options(&facts.file),
        );
        facts.hold("The three twins", records(&read), records(drained));
    }
    let jeep = (0..drained.records.len())
        .find(|at| text(drained, *at, "Make") == "Jeep")
        .unwrap();
    facts.hold(
        "The description of the Jeep",
        text(drained, jeep, "Description"),
        "MUST SELL!\r\nair, moon roof, loaded".to_owned(),
    );
}

fn german(facts: &mut Facts, drained: &Drained) {
    let de = |text: &str| number(&text.replace('.', "").replace(',', "."));
    let cells: Vec<Vec<String>> = drained
        .records
        .iter()
        .map(|one| texts(&one.record))
        .collect();
    facts.hold(
        "\"12.345,67\" is 12345.67",
        de(&cells[0][2]),
        number("12345.67"),
    );
    facts.hold(
        "\"12.345,67\" is 12345.67",
        de(&cells[0][1]),
        number("1234"),
    );
    facts.hold(
        "\"12.345,67\" is 12345.67",
        de(&cells[1][0]),
        number("123.4567"),
    );
}

fn flows(facts: &mut Facts, drained: &Drained) {
    let last = drained.records.last().unwrap();
    let broken: usize = drained
        .records
        .iter()
        .flat_map(|yielded| texts(&yielded.record))
        .map(|text| text.matches('\n').count())
        .sum();
    // 463 line feeds: one ends the header, one each of the 440 records, the rest stand in values.
    facts.hold(
        "Line breaks inside quoted",
        (drained.records.len(), broken),
        (440, 463 - 441),
    );
    facts.hold(
        "Line breaks inside quoted",
        last.record.place.line <= 463,
        true,
    );
    let sum: Decimal = (0..drained.records.len())
        .filter_map(|at| number(&text(drained, at, "amountUSD")))
        .sum();
    facts.hold(
        "amountUSD total must",
        sum.to_string(),
        "889974329".to_owned(),
    );
}

fn dynamics(facts: &mut Facts, drained: &Drained) {
    let trimmed = |at: usize, name: &str| text(drained, at, name).trim_end().to_owned();
    let zips: Vec<String> = (0..drained.records.len())
        .map(|at| trimmed(at, "Zip"))
        .collect();
    let keeps = zips.iter().any(|zip| zip == "01234");
    facts.hold(
        "Trailing blanks must be",
        (keeps, trimmed(0, "VendId").as_str()),
        (true, "E01181"),
    );
    let file = "dynamics_bc_vendors_expected.csv";
    let wanted = read(&DelimitedConnector, file, facts.bytes(file), &json!({}));
    let rule = "Expected output: dynamics_bc_vendors_expected.csv";
    let active: Vec<usize> = (0..drained.records.len())
        .filter(|at| trimmed(*at, "Status") != "I")
        .collect();
    facts.hold(
        rule,
        (drained.records.len(), active.len(), wanted.records.len()),
        (87, 85, 85),
    );
    let file = "dynamics_sl_vendor_classes.csv";
    let classes = read(&DelimitedConnector, file, facts.bytes(file), &json!({}));
    let known: BTreeSet<String> = (0..classes.records.len())
        .map(|at| text(&classes, at, "ClassID").trim_end().to_owned())
        .collect();
    for at in 0..wanted.records.len() {
        let number = text(&wanted, at, "No.");
        let own = active
            .iter()
            .find(|own| trimmed(**own, "VendId") == number)
            .copied();
        let Some(own) = own else {
            facts.hold(rule, number, "an active vendor".to_owned());
            continue;
        };
        let group = trimmed(own, "ClassID");
        // The old system sorts persons by `Last~First`; what must come out is `First Last`.
        let name = trimmed(own, "Name");
        let name = match name.split_once('~') {
            Some((last, first)) => format!("{first} {last}"),
            None => name,
        };
        let found = (name, group.clone(), trimmed(own, "Zip"));
        let expected = (
            text(&wanted, at, "Name").trim_end().to_owned(),
            text(&wanted, at, "Vendor Posting Group"),
            text(&wanted, at, "ZIP Code").trim_end().to_owned(),
        );
        facts.hold(rule, found, expected);
        facts.hold(rule, known.contains(&group), true);
    }
    let zeros = zips.iter().filter(|zip| zip.starts_with('0')).count();
    facts.hold(rule, zeros, 79);
}

/// Formulas in a text file are text; whoever writes a workbook must see to it that they stay so.
pub(crate) fn injection(facts: &mut Facts) {
    let stated = json!({"header": 0, "delimiter": "tab", "quote": ""});
    let drained = facts.read(&DelimitedConnector, &stated);
    facts.hold("outcome", drained.whole(), true);
    facts.hold_json("lines", &json!(drained.records.len()));
    let found: Vec<String> = drained
        .records
        .iter()
        .map(|one| texts(&one.record).concat())
        .collect();
    facts.hold_json("payloads", &json!(found));
    facts.short(
        "On any CSV/XLSX the tool writes",
        "a reader writes nothing; the worksheet of open codes is held to it by its own test",
    );
}
