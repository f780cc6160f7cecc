//! Files whose lines begin with a tag.

use landbridge_contract::SourceConnector;
use landbridge_testkit::support::options;
use serde_json::{Value as Json, json};

use super::{faults, read_with, shown};
use crate::DelimitedConnector;

const SIE: &str = "#FLAGGA 0\n#FORMAT PC8\n#VER B 1 20110107 \"Office\"\n{\n\t#TRANS  1910 {} -128.00\n\
                   \t#TRANS  7690 {1 \"5\"} 128.00\n}\n#VER B 2 20110114\n{\n\t#TRANS 1910 {} 0\n}\n#TOT 2\n";

fn sie() -> Json {
    json!({
        "delimiter": "blanks",
        "records": "VER",
        "kinds": {
            "VER": {"line": "^#VER ", "columns": ["tag", "Series", "Number", "Date", "Text"], "end": "^}"},
            "TRANS": {"line": "^\\s*#TRANS ", "in": "VER", "columns": ["tag", "Account", "Objects", "Amount"]},
            "TOT": {"line": "^#TOT (?<Count>\\d+)", "totals": ["Count"]},
        },
    })
}

#[test]
fn vouchers_hold_their_lines_and_totals_are_declared() {
    let drained = read_with(SIE, &sie()).unwrap();
    assert_eq!(
        shown(&drained),
        [
            "3: #VER | B | 1 | 20110107 | Office",
            "8: #VER | B | 2 | 20110114 | -"
        ]
    );
    let first = &drained.records[0];
    let lines: Vec<String> = first.record.children[0]
        .iter()
        .map(|line| format!("{} {}", line.value(1), line.value(3)))
        .collect();
    assert_eq!(lines, ["1910 -128.00", "7690 128.00"]);
    let step = landbridge_contract::PathStep {
        child: 0,
        place: first.record.children[0][1].place,
    };
    let origin = first.layout.origin(first.record.place, &[step], Some(3), 0);
    assert_eq!(origin.to_string(), "vendors.csv:6, column 4 (Amount)");

    let input = landbridge_testkit::support::input("a.se", SIE);
    let source = DelimitedConnector.open(input, &options(&sie())).unwrap();
    let mut reader = source
        .read(&landbridge_contract::Projection::default())
        .unwrap();
    reader
        .next_batch(&mut landbridge_contract::Batch::default(), 100)
        .unwrap();
    let total = &reader.declared()[0];
    assert_eq!(
        (
            &*total.name,
            total.amount.to_string().as_str(),
            total.origin.to_string().as_str()
        ),
        (
            "TOT/Count",
            "2",
            "vendors.csv:12, column 1 (Count)"
                .replace("vendors.csv", "a.se")
                .as_str()
        )
    );
}

#[test]
fn a_broken_line_spoils_the_record_that_it_belongs_to() {
    let text = SIE.replace("{1 \"5\"}", "{1");
    let drained = read_with(text, &sie()).unwrap();
    assert_eq!(
        faults(&drained),
        ["vendors.csv:6: `{` that does not close on its line"]
    );
    assert_eq!(drained.records.len(), 1);
}

#[test]
fn a_line_outside_its_header_is_a_fault() {
    let drained = read_with(format!("{SIE}\t#TRANS 1 {{}} 2\n"), &sie()).unwrap();
    assert_eq!(
        faults(&drained),
        ["vendors.csv:13: a line of the kind `TRANS` that belongs to none"]
    );
    assert_eq!(drained.records.len(), 2);
}

#[test]
fn one_pattern_selects_lines_and_its_groups_are_columns() {
    let text = ":20:X\n:61:1105240524D9,N192\ntext\n:61:1105210523C11,59N4\n";
    let pattern = r"^:61:(?<Date>\d{6})\d{4}(?<Sign>[DC])(?<Amount>[\d,]+)";
    let drained = read_with(text, &json!({"lines": pattern})).unwrap();
    assert_eq!(
        shown(&drained),
        ["2: 110524 | D | 9,", "4: 110521 | C | 11,59"]
    );
    assert_eq!(drained.tally.blank, 2);
}

#[test]
fn what_is_wrong_with_kinds_is_said() {
    let found = |stated: Json| {
        let faults = DelimitedConnector.check(&options(&stated));
        let found: Vec<String> = faults.into_iter().map(|fault| fault.found).collect();
        found.join("; ")
    };
    assert_eq!(found(json!({"columns": ["a"]})), "a list of 1");
    assert_eq!(found(json!({"lines": "("})), "\"(\"");
    assert_eq!(
        found(json!({"lines": "^a"})),
        "0 named groups and 0 columns"
    );
    let ring = json!({"delimiter": ",", "records": "a", "kinds": {
        "a": {"line": "a", "columns": ["x"], "in": "b"},
        "b": {"line": "b", "columns": ["x"], "in": "a"},
    }});
    assert_eq!(found(ring), "`a`, which is in itself through others");
    let several = json!({"kinds": {"a": {"line": "(?<x>a)"}, "b": {"line": "(?<x>b)", "in": "c"}}});
    assert!(found(several).starts_with("`in: \"c\"` of `b`"));
}

/// What is said where a part of the kind `TRANS` has this value.
fn told(part: &str, value: Json) -> String {
    let mut stated = sie();
    stated["kinds"]["TRANS"][part] = value;
    let faults = DelimitedConnector.check(&options(&stated));
    let told = faults.into_iter();
    let told: Vec<String> = told
        .map(|fault| format!("{}: {}, not {}", fault.option, fault.found, fault.expected))
        .collect();
    told.join("; ")
}

#[test]
fn a_part_of_a_kind_that_is_wrong_or_unknown_is_a_fault_with_its_kind() {
    let names = "a list of names such as `[Account, Amount]`";
    let pattern = "a regular expression";
    for (part, value, found, expected) in [
        ("totals", json!("Amount"), "`totals: \"Amount\"`", names),
        ("totals", json!([true]), "true in `totals`", names),
        (
            "totals",
            json!(["Sum"]),
            "the total `Sum`",
            "a column of its kind",
        ),
        ("columns", json!("tag"), "`columns: \"tag\"`", names),
        ("columns", json!(["tag", " "]), "\" \" in `columns`", names),
        (
            "columns",
            json!(["a", "a"]),
            "`a` twice in `columns`",
            "names that differ",
        ),
        ("line", json!(7), "`line: 7`", pattern),
        ("end", json!(["}"]), "`end: a list of 1`", pattern),
        (
            "in",
            json!("VERS"),
            "`in: \"VERS\"`",
            "the name of another kind",
        ),
        (
            "total",
            json!("Amount"),
            "`total`",
            "`{ line: PATTERN, columns: [...]",
        ),
    ] {
        let said = told(part, value);
        let expected = format!("kinds: {found} of `TRANS`, not {expected}");
        assert!(said.starts_with(&expected), "{said}");
    }
}

#[test]
fn options_of_a_header_and_columns_beside_kinds_are_faults() {
    for (option, value) in [
        ("header", json!(1)),
        ("data_from", json!(2)),
        ("data_until", json!("^x")),
        ("comment", json!("#")),
        ("skip", json!(1)),
        ("ragged", json!("refuse")),
        ("repeated_header", json!("keep")),
        ("columns", json!(["a"])),
    ] {
        let mut stated = sie();
        stated[option] = value;
        let faults = DelimitedConnector.check(&options(&stated));
        let told: Vec<&str> = faults.iter().map(|fault| fault.option.as_str()).collect();
        assert_eq!(told, [option]);
    }
}

#[test]
fn a_declared_total_that_cannot_be_read_is_a_reject() {
    let mut stated = sie();
    stated["kinds"]["TOT"] =
        json!({"line": "^#TOT", "columns": ["tag", "Count"], "totals": ["Count"]});
    let text = SIE.replace("#TOT 2", "#TOT two");
    let drained = read_with(text, &stated).unwrap();
    assert_eq!(
        faults(&drained),
        ["vendors.csv:12: \"two\" in the total `Count`"]
    );
    assert_eq!(drained.records.len(), 2);

    // A sign of thousands under the other decimal sign is no number to guess.
    stated["decimal"] = json!(",");
    let drained = read_with(SIE.replace("#TOT 2", "#TOT 2.5"), &stated).unwrap();
    assert_eq!(
        faults(&drained),
        ["vendors.csv:12: \"2.5\" in the total `Count`"]
    );
    let drained = read_with(SIE.replace("#TOT 2", "#TOT 2,"), &stated).unwrap();
    assert_eq!(faults(&drained), [""; 0]);
}

#[test]
fn a_record_with_more_lines_than_can_be_held_is_a_reject_and_the_next_one_is_read() {
    let lines = "\t#TRANS 1910 {} 1\n".repeat(landbridge_lines::PARTS_MAX + 10);
    let text = format!("#VER A 1\n{{\n{lines}}}\n{SIE}");
    let drained = read_with(text, &sie()).unwrap();
    let found = faults(&drained);
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("nested ones"), "{found:?}");
    assert_eq!(drained.records.len(), 2);
    assert!(drained.whole());
}
