//! What a fixed-width source promises, told by small files.

mod conformance;
mod copybooks;
mod limits;
mod properties;

use landbridge_contract::{
    ChildProjection, PathStep, Record, SourceConnector, SourceFault, SourceFaultKind, Value,
};
use landbridge_testkit::support::{self, Drained};
use serde_json::{Value as Json, json};

use crate::FixedWidthConnector;

fn read_with(bytes: impl Into<Vec<u8>>, stated: &Json) -> Result<Drained, SourceFault> {
    let input = support::input("staff.dat", bytes);
    support::collect(&FixedWidthConnector, input, &support::options(stated))
}

/// Each record as `line: value | value`, nothing as `-`, nested records in brackets.
fn shown(drained: &Drained) -> Vec<String> {
    let records = drained.records.iter().map(|yielded| &yielded.record);
    records
        .map(|record| format!("{}: {}", record.place.line, values(record)))
        .collect()
}

fn values(record: &Record) -> String {
    let show = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    let mut parts: Vec<String> = record.slots.iter().map(|slot| show(&slot.value)).collect();
    for nested in record.children.iter().flatten() {
        parts.push(format!("[{}]", values(nested)));
    }
    parts.join(" | ")
}

/// The notices as `line, slot: found`.
fn notices(drained: &Drained) -> Vec<String> {
    let records = drained.records.iter().map(|yielded| &yielded.record);
    let all = records.flat_map(|record| record.notices.iter().map(move |notice| (record, notice)));
    all.map(|(record, notice)| {
        let slot = notice.slot.map_or("-".to_owned(), |slot| slot.to_string());
        format!("{}, {slot}: {}", record.place.line, notice.found)
    })
    .collect()
}

fn faults(drained: &Drained) -> Vec<String> {
    let faults = drained.faults.iter();
    faults
        .map(|fault| format!("{}: {}", fault.origin, fault.found))
        .collect()
}

fn staff() -> Json {
    json!({"layout": [
        {"name": "Id", "from": 1, "length": 3},
        {"name": "Name", "from": 4, "to": 9},
        {"name": "Pay", "from": 10, "length": 7, "kind": "number", "decimals": 2},
        {"name": "Since", "from": 17, "length": 8, "kind": "date"},
    ]})
}

#[test]
fn fields_stand_at_their_positions_and_numbers_have_an_implied_point() {
    let text = "001Ann   000123420190228\r\n0 2Bob   -000050        \r\n";
    let drained = read_with(text, &staff()).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "1: 001 | Ann | 12.34 | 2019-02-28",
            "2: 0 2 | Bob | -0.50 | -"
        ]
    );
    let yielded = &drained.records[1];
    let origin = yielded.layout.origin(yielded.record.place, &[], Some(2), 0);
    assert_eq!(origin.to_string(), "staff.dat:2, column 10 (Pay)");
}

#[test]
fn characters_and_bytes_are_not_confused() {
    let line = "001Zoë   000123420190228\n";
    assert_eq!(
        shown(&read_with(line, &staff()).unwrap()),
        ["1: 001 | Zoë | 12.34 | 2019-02-28"]
    );
    let mut stated = staff();
    stated["positions"] = json!("bytes");
    let drained = read_with(line, &stated).unwrap();
    assert_eq!(
        notices(&drained),
        ["1, 3: \"42019022\" instead of a date as `%Y%m%d`"]
    );
    let bytes: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    stated["encoding"] = json!("utf-16le");
    assert_eq!(
        read_with(bytes.clone(), &stated).unwrap_err().kind,
        SourceFaultKind::Option
    );
    stated["positions"] = json!("characters");
    assert_eq!(read_with(bytes, &stated).unwrap().records.len(), 1);
    let latin = b"001Zo\xEB   000123420190228\n".to_vec();
    stated["encoding"] = json!("windows-1252");
    assert_eq!(read_with(latin, &stated).unwrap().records.len(), 1);
}

#[test]
fn short_and_long_lines_are_told() {
    let mut stated = staff();
    stated["length"] = json!(24);
    let text = "001Ann   0001234\n002Bob   000123420190228X\n003Eve   000123420190228  \n\n";
    let drained = read_with(text, &stated).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "1: 001 | Ann | 12.34 | -",
            "3: 003 | Eve | 12.34 | 2019-02-28"
        ]
    );
    let notices = &drained.records[0].record.notices;
    assert_eq!(notices[0].found, "16 of 24");
    assert_eq!(
        faults(&drained),
        ["staff.dat:2: a record of 25 with text beyond 24"]
    );
    assert_eq!(drained.tally.blank, 1);
    stated["ragged"] = json!("refuse");
    assert_eq!(read_with(text, &stated).unwrap().faults.len(), 2);
}

#[test]
fn what_is_no_number_is_noticed_and_never_taken_for_one() {
    let drained = read_with("001Ann   12O0   20190231\n002Bob   1      \n", &staff()).unwrap();
    assert_eq!(
        notices(&drained),
        [
            "1, 2: \"12O0\" instead of a number of at most 28 digits",
            "1, 3: \"20190231\" instead of a date as `%Y%m%d`",
            "2, -: 16 of 24",
        ]
    );
    assert_eq!(
        shown(&drained),
        ["1: 001 | Ann | - | -", "2: 002 | Bob | 0.01 | -"]
    );
}

fn bank() -> Json {
    json!({
        "records": "batch",
        "kinds": {
            "batch": {"from": 1, "tag": "5", "layout": [{"name": "Company", "from": 2, "length": 4}]},
            "entry": {"from": 1, "tag": "6", "in": "batch", "layout": [
                {"name": "Amount", "from": 2, "length": 6, "kind": "number", "decimals": 2}]},
            "note": {"from": 1, "tag": "7", "in": "entry", "layout": [{"name": "Text", "from": 2, "length": 8}]},
            "end": {"from": 1, "tag": "9", "totals": ["Batches", "Sum"], "layout": [
                {"name": "Batches", "from": 2, "length": 2, "kind": "number"},
                {"name": "Sum", "from": 4, "length": 8, "kind": "number", "decimals": 2}]},
        },
    })
}

#[test]
fn details_are_nested_in_their_header_and_trailers_declare_totals() {
    let text = "5ACME\n6000100\n7first\n7second\n6000250\n5BETA\n6000001\n90200000351\n";
    let drained = read_with(text, &bank()).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "1: ACME | [1.00 | [first] | [second]] | [2.50]",
            "6: BETA | [0.01]"
        ]
    );
    let yielded = &drained.records[0];
    let entry = &yielded.record.children[0][0];
    let steps = [
        PathStep {
            child: 0,
            place: entry.place,
        },
        PathStep {
            child: 0,
            place: entry.children[0][1].place,
        },
    ];
    let origin = yielded
        .layout
        .origin(yielded.record.place, &steps, Some(0), 0);
    assert_eq!(origin.to_string(), "staff.dat:4, column 2 (Text)");

    let input = support::input("staff.dat", text);
    let source = FixedWidthConnector
        .open(input, &support::options(&bank()))
        .unwrap();
    let mut reader = source.read(&support::projection(["Company"])).unwrap();
    reader
        .next_batch(&mut landbridge_contract::Batch::default(), 100)
        .unwrap();
    let declared = reader.declared();
    let totals: Vec<String> = declared
        .iter()
        .map(|total| format!("{} = {} at {}", total.name, total.amount, total.origin))
        .collect();
    assert_eq!(
        totals,
        [
            "end/Batches = 2 at staff.dat:8, column 2 (Batches)",
            "end/Sum = 3.51 at staff.dat:8, column 4 (Sum)",
        ]
    );
}

/// Orders with partners told apart by a qualifier behind their tag, and lines with texts.
fn orders() -> Json {
    let partner = |role: &str| {
        json!({"from": 1, "tag": "KA", "when": {"Role": role}, "in": "order", "layout": [
            {"name": "Role", "from": 3, "length": 2}, {"name": "Name", "from": 5, "length": 6}]})
    };
    json!({
        "kinds": {
            "order": {"from": 1, "tag": "HD", "layout": [{"name": "No", "from": 3, "length": 2}]},
            "buyer": partner("AG"),
            "receiver": partner("WE"),
            "line": {"from": 1, "tag": "LN", "in": "order", "layout": [
                {"name": "Item", "from": 3, "length": 3}]},
            "text": {"from": 1, "tag": "TX", "in": "line", "layout": [
                {"name": "Price", "from": 3, "length": 4, "kind": "number", "decimals": 2}]},
        },
        "other": "skip",
    })
}

/// The records with these fields, and with a field of the lines' texts in each line.
fn read_orders(text: &str, fields: &[&str]) -> Drained {
    let source = FixedWidthConnector
        .open(
            support::input("staff.dat", text),
            &support::options(&orders()),
        )
        .unwrap();
    let mut wanted = support::projection(fields.iter().copied());
    wanted.children.push(ChildProjection {
        path: "line".into(),
        projection: support::projection(["Item", "text/Price"]),
    });
    support::drain(source, &wanted, 1_000).unwrap()
}

#[test]
fn a_qualifier_tells_lines_of_one_tag_apart_and_their_fields_are_the_records_own() {
    let text = "HD01\nKAWEShop  \nKAAGBank  \nKAXXElse  \nLN001\nTX0150\nLN002\nHD02\nKAWEYard  \n";
    let drained = read_orders(text, &["buyer/Name", "No", "receiver/Name"]);
    assert_eq!(
        shown(&drained),
        [
            "1: Bank | 01 | Shop | [001 | 1.50] | [002 | -]",
            "8: - | 02 | Yard",
        ]
    );
    assert_eq!(notices(&drained), [""; 0]);
    let first = &drained.records[0];
    let slot = &first.record.slots[0];
    let origin = first
        .layout
        .origin(first.record.place, &[], Some(0), slot.line);
    assert_eq!(origin.to_string(), "staff.dat:3, column 5 (buyer/Name)");
    let drained = read_orders(text, &["line/text/Price"]);
    assert_eq!(
        shown(&drained),
        ["1: 1.50 | [001 | 1.50] | [002 | -]", "8: -"]
    );
}

#[test]
fn several_lines_where_one_is_read_make_a_list_and_what_cannot_be_read_is_noticed() {
    let drained = read_orders(
        "HD01\nKAAGBank  \nKAAGShop  \nKAAGYard  \nLN001\nTX1x50\nHD02\nKAAG\n",
        &["buyer/Name", "line/text/Price"],
    );
    let list = ["Bank", "Shop", "Yard"].map(Value::text).to_vec();
    assert_eq!(drained.records[0].record.slots[0].value, Value::List(list));
    assert_eq!(
        notices(&drained),
        [
            "1, 0: Shop",
            "1, 1: \"1x50\" instead of a number of at most 28 digits",
            "7, 0: 4 of 10",
        ]
    );
}

#[test]
fn a_field_of_a_kind_that_is_not_below_is_none() {
    let open = || {
        let input = support::input("staff.dat", "HD01\n");
        FixedWidthConnector.open(input, &support::options(&orders()))
    };
    let names = open().unwrap().columns().unwrap().unwrap();
    let names: Vec<&str> = names.iter().map(|column| &*column.name).collect();
    assert_eq!(
        names,
        [
            "No",
            "buyer/Role",
            "buyer/Name",
            "line/Item",
            "line/text/Price",
            "receiver/Role",
            "receiver/Name",
        ]
    );
    let wanted = support::projection(["text/Price", "No"]);
    let fault = open().unwrap().read(&wanted).err().unwrap();
    assert_eq!(fault.kind, SourceFaultKind::Header);
    assert_eq!(fault.found, "no field `text/Price`");
}

#[test]
fn a_record_that_belongs_to_none_or_is_of_no_kind_is_a_fault() {
    let drained = read_with("7lost\n5ACME\n6000001\n5BETA\n8what\n", &bank()).unwrap();
    assert_eq!(
        faults(&drained),
        [
            "staff.dat:1: a record of the kind `note` that belongs to none",
            "staff.dat:5: a record of no known kind",
        ]
    );
    assert_eq!(shown(&drained), ["2: ACME | [0.01]", "4: BETA"]);
}

#[test]
fn a_detail_that_cannot_be_read_spoils_its_record_and_no_other() {
    let mut stated = bank();
    stated["length"] = json!(8);
    let drained = read_with("5ACME   \n6000001 more\n5BETA   \n", &stated).unwrap();
    assert_eq!(
        faults(&drained),
        ["staff.dat:2: a record of 12 with text beyond 8"]
    );
    assert_eq!(shown(&drained), ["3: BETA"]);
}

#[test]
fn blocks_and_described_records_need_no_line_ends() {
    let mut stated = json!({"framing": "blocks", "length": 4, "layout": [{"name": "A", "from": 1, "length": 4}]});
    let drained = read_with("abcdefgh", &stated).unwrap();
    assert_eq!(shown(&drained), ["1: abcd", "2: efgh"]);
    let cut = read_with("abcdef", &stated).unwrap();
    assert_eq!(cut.ended_by.unwrap().kind, SourceFaultKind::Truncated);
    stated["framing"] = json!("rdw");
    let drained = read_with(b"\0\x08\0\0abcd\0\x06\0\0xy".to_vec(), &stated).unwrap();
    assert_eq!(shown(&drained), ["1: abcd", "2: xy"]);
    let wrong = read_with("abcdefgh", &stated).unwrap();
    assert_eq!(wrong.ended_by.unwrap().kind, SourceFaultKind::Format);
}

#[test]
fn a_file_that_ends_behind_a_descriptor_is_not_whole_and_the_record_that_lacks_is_named() {
    let stated = json!({"framing": "rdw", "layout": [{"name": "A", "from": 1, "length": 4}]});
    for cut in [
        &b"\0\x08\0\0abcd\0\x06\0\0"[..],
        &b"\0\x08\0\0abcd\0\x06\0\0x"[..],
        &b"\0\x08\0\0abcd\0\x06"[..],
    ] {
        let drained = read_with(cut, &stated).unwrap();
        assert_eq!(shown(&drained), ["1: abcd"]);
        let fault = drained.ended_by.unwrap();
        assert_eq!(fault.kind, SourceFaultKind::Truncated);
        assert_eq!(fault.origin.to_string(), "staff.dat:2");
    }
}

#[test]
fn records_are_skipped_whatever_tells_them_apart() {
    let layout = json!([{"name": "A", "from": 1, "length": 4}]);
    let blocks = json!({"framing": "blocks", "length": 4, "skip": 1, "layout": layout});
    // A line end in a block is no end of a record.
    assert_eq!(
        shown(&read_with("ab\ncefgh", &blocks).unwrap()),
        ["2: efgh"]
    );
    let rdw = json!({"framing": "rdw", "skip": 1, "layout": layout});
    let drained = read_with(b"\0\x08\0\0abcd\0\x06\0\0xy".to_vec(), &rdw).unwrap();
    assert_eq!(shown(&drained), ["2: xy"]);
    let cut = read_with(b"\0\x08\0\0abc".to_vec(), &rdw).unwrap();
    assert_eq!(cut.ended_by.unwrap().kind, SourceFaultKind::Truncated);
}

#[test]
fn a_line_that_fits_two_kinds_alike_is_refused_and_a_better_fit_is_not() {
    let layout =
        json!([{"name": "A", "from": 1, "length": 3}, {"name": "B", "from": 4, "length": 1}]);
    let kind = |tag: &str, when: Json| {
        let mut kind = json!({"from": 1, "tag": tag, "layout": layout});
        if !when.is_null() {
            kind["when"] = when;
        }
        kind
    };
    let stated = json!({"records": "wide", "kinds": {
        "wide": kind("A", Json::Null), "one": kind("AB", Json::Null), "two": kind("A", json!({"B": "1"})),
    }});
    let drained = read_with("AC 2\nAB 1\nAB 2\n", &stated).unwrap();
    assert_eq!(shown(&drained), ["1: AC | 2"]);
    assert_eq!(
        faults(&drained),
        ["staff.dat:2: a record of the kinds `one` and `two` alike"]
    );
}

#[test]
fn a_total_that_cannot_be_read_is_told() {
    let stated = json!({"records": "row", "kinds": {
        "row": {"from": 1, "tag": "1", "layout": [{"name": "A", "from": 2, "length": 3}]},
        "end": {"from": 1, "tag": "9", "totals": ["Sum", "Count"], "layout": [
            {"name": "Sum", "from": 2, "length": 4, "kind": "number"},
            {"name": "Count", "from": 6, "length": 2, "kind": "number"}]},
    }});
    let drained = read_with("1abc\n912x4 1\n", &stated).unwrap();
    assert_eq!(shown(&drained), ["1: abc"]);
    assert_eq!(
        faults(&drained),
        ["staff.dat:2: \"12x4\" in the total `Sum`"]
    );
    // One that is not filled in states nothing.
    let blank = read_with("1abc\n91234  \n", &stated).unwrap();
    assert_eq!(faults(&blank), Vec::<String>::new());
}

#[test]
fn what_is_wrong_with_the_options_is_said() {
    let found = |stated: Json| {
        let faults = FixedWidthConnector.check(&support::options(&stated));
        let found: Vec<String> = faults.into_iter().map(|fault| fault.found).collect();
        found.join("; ")
    };
    assert_eq!(found(json!({})), "no `layout`");
    assert_eq!(
        found(json!({"layout": [{"name": "a", "from": 0, "length": 1}]})),
        "`a`"
    );
    assert_eq!(
        found(json!({"layout": [{"name": "a", "from": 1, "length": 1, "kind": "float"}]})),
        "`a`"
    );
    let twice = json!([{"name": "a", "from": 1, "length": 1}, {"name": "a", "from": 2, "to": 2}]);
    assert_eq!(found(json!({"layout": twice})), "`a` twice in `layout`");
    assert_eq!(
        found(json!({"copybook": "a.cpy", "positions": "characters"})),
        "\"characters\""
    );
    assert_eq!(found(json!({"copybook": "a.cpy"})), "");
    let kind = json!({"a": {"layout": [{"name": "a", "from": 1, "length": 1}]}});
    assert_eq!(
        found(json!({"kinds": kind})),
        "`a`, which nothing tells from others"
    );
    let kind =
        json!({"a": {"when": {"B": "1"}, "layout": [{"name": "a", "from": 1, "length": 1}]}});
    assert_eq!(found(json!({"kinds": kind})), "`when` of `a` with `B`");
}
