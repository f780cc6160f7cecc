use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;

use landbridge_contract::{
    Batch, ChildProjection, Flow, Input, Layout, Options, PathStep, Projection, Record,
    RecordReader, Scratch, Source,
};
use proptest::prelude::*;

use super::Exploded;
use crate::diagnose::Location;
use crate::mapping::{ExplodeSpec, GroupSpec, Made, Named, PIECES_MAX, PiecesFrom};
use crate::registry;
use crate::run::group::Grouped;

fn named(name: &str) -> Named {
    Named {
        name: name.into(),
        at: Location {
            file: "m.yaml".into(),
            line: 1,
            column: 1,
        },
    }
}

fn spec(made: &[(&str, &[&str])], from: PiecesFrom, into: Option<&str>) -> ExplodeSpec {
    ExplodeSpec {
        made: made
            .iter()
            .map(|(name, from)| Made {
                name: named(name),
                from: from.iter().map(|name| named(name)).collect(),
            })
            .collect(),
        from,
        number: Some(named("No")),
        into: into.map(named),
        keeps_blank: false,
        at: named("").at,
    }
}

/// Amounts that stand in a column for each month.
fn months(names: &[&str]) -> ExplodeSpec {
    let from = PiecesFrom::Columns {
        name: Some(named("Month")),
    };
    spec(&[("Amount", names)], from, None)
}

fn list(columns: &[&str], separator: Option<&str>) -> ExplodeSpec {
    let made: Vec<(&str, &[&str])> = columns
        .iter()
        .map(|column| (*column, std::slice::from_ref(column)))
        .collect();
    let separator = separator.map(Into::into);
    spec(&made, PiecesFrom::Lists { separator }, None)
}

fn fields(names: &[&str]) -> Projection {
    Projection {
        fields: names.iter().map(|name| (*name).into()).collect(),
        ..Projection::default()
    }
}

fn source(kind: &str, text: &str) -> Box<dyn Source> {
    let input = Input {
        file: Arc::from("rows"),
        bytes: Box::new(Cursor::new(text.to_owned().into_bytes())),
        scratch: Scratch::default(),
    };
    let connector = registry::source(kind).unwrap();
    connector.open(input, &Options::default()).unwrap()
}

fn reader(
    kind: &str,
    text: &str,
    specs: &[ExplodeSpec],
    wanted: &Projection,
) -> Box<dyn RecordReader> {
    let source = Box::new(Exploded::new(source(kind, text), specs));
    source.read(wanted).unwrap()
}

/// Each value with its origin.
fn values(record: &Record, layout: &Layout, place: &Record, steps: &[PathStep]) -> String {
    let mut shown = String::new();
    for (slot, value) in record.slots.iter().enumerate() {
        let origin = layout.origin(place.place, steps, Some(slot), value.line);
        write!(shown, " {}@{origin}", value.value).unwrap();
    }
    shown
}

/// The records, one a line: the origin, the values with theirs, the nested ones, what was noticed.
fn read(mut reader: Box<dyn RecordReader>, records_max: usize) -> String {
    let mut batch = Batch::default();
    let mut shown = String::new();
    let mut ordinal = 0;
    loop {
        let flow = reader.next_batch(&mut batch, records_max).unwrap();
        assert!(batch.records.len() + batch.faults.len() <= records_max.max(2));
        let layout = reader.layout();
        for record in &batch.records {
            assert!(record.ordinal > ordinal, "{shown}");
            ordinal = record.ordinal;
            let own = layout.origin(record.place, &[], None, 0);
            write!(shown, "{own}:{}", values(record, &layout, record, &[])).unwrap();
            for (child, nested) in record.children.iter().enumerate() {
                for inner in nested {
                    let step = PathStep {
                        child,
                        place: inner.place,
                    };
                    write!(shown, " [{} ]", values(inner, &layout, record, &[step])).unwrap();
                }
            }
            for notice in &record.notices {
                write!(shown, " {:?} {:?}", notice.kind, notice.slot).unwrap();
            }
            shown.push('\n');
        }
        for fault in &batch.faults {
            ordinal = fault.ordinal;
            writeln!(
                shown,
                "{}: found {}, expected {}",
                fault.origin, fault.found, fault.expected
            )
            .unwrap();
        }
        if flow == Flow::End {
            let tally = reader.tally();
            write!(
                shown,
                "{} records, {} faults, {} blank",
                tally.records, tally.faults, tally.blank
            )
            .unwrap();
            return shown;
        }
    }
}

#[test]
fn amounts_in_a_column_for_each_month_become_records_that_know_their_cells() {
    let text = "Account,Jan,Feb,Mar\n1000,10.10,,30\n2000,,,\n3000,,0,\n";
    let wanted = fields(&["Account", "Month", "Amount", "No"]);
    let shown = read(
        reader(
            "delimited",
            text,
            &[months(&["Jan", "Feb", "Mar"])],
            &wanted,
        ),
        512,
    );
    insta::assert_snapshot!(shown, @r#"
    rows:2, column 2 (Jan): 1000@rows:2, column 1 (Account) Jan@rows:2, column 2 (Jan) 10.10@rows:2, column 2 (Jan) 1@rows:2, column 2 (Jan)
    rows:2, column 4 (Mar): 1000@rows:2, column 1 (Account) Mar@rows:2, column 4 (Mar) 30@rows:2, column 4 (Mar) 3@rows:2, column 4 (Mar)
    rows:4, column 3 (Feb): 3000@rows:4, column 1 (Account) Feb@rows:4, column 3 (Feb) 0@rows:4, column 3 (Feb) 2@rows:4, column 3 (Feb)
    3 records, 0 faults, 1 blank
    "#);
}

#[test]
fn columns_that_belong_together_become_nested_records_beside_the_row() {
    let text = "ID,Phone 1,Kind 1,Phone 2,Kind 2,Country\n7,123,work,456,,CH\n8,,,,,CH\n";
    let phones = spec(
        &[
            ("Phone", &["Phone 1", "Phone 2"]),
            ("Kind", &["Kind 1", "Kind 2"]),
        ],
        PiecesFrom::Columns { name: None },
        Some("phones"),
    );
    let wanted = Projection {
        children: vec![ChildProjection {
            path: "phones".into(),
            projection: fields(&["No", "Phone", "Kind", "Country"]),
        }],
        ..fields(&["ID", "Phone 2"])
    };
    let shown = read(reader("delimited", text, &[phones], &wanted), 512);
    insta::assert_snapshot!(shown, @r#"
    rows:2: 7@rows:2, column 1 (ID) 456@rows:2, column 4 (Phone 2) [ 1@rows:2, column 2 (Phone 1) 123@rows:2, column 2 (Phone 1) work@rows:2, column 3 (Kind 1) CH@rows:2, column 6 (Country) ] [ 2@rows:2, column 4 (Phone 2) 456@rows:2, column 4 (Phone 2) @rows:2, column 5 (Kind 2) CH@rows:2, column 6 (Country) ]
    rows:3: 8@rows:3, column 1 (ID) @rows:3, column 4 (Phone 2)
    2 records, 0 faults, 0 blank
    "#);
}

#[test]
fn parts_of_lists_belong_together_and_uneven_lists_are_refused_at_their_cell() {
    let text = "ID,Phones,Kinds\n1,12; 34;,work;home;\n2,,\n3,56,\n4,78;90,work\n5,1;;2,a;;b\n";
    let wanted = fields(&["ID", "No", "Phones", "Kinds"]);
    let specs = [list(&["Phones", "Kinds"], Some(";"))];
    let shown = read(reader("delimited", text, &specs, &wanted), 512);
    insta::assert_snapshot!(shown, @r#"
    rows:2, column 2 (Phones): 1@rows:2, column 1 (ID) 1@rows:2, column 2 (Phones) 12@rows:2, column 2 (Phones) work@rows:2, column 3 (Kinds)
    rows:2, column 2 (Phones): 1@rows:2, column 1 (ID) 2@rows:2, column 2 (Phones) 34@rows:2, column 2 (Phones) home@rows:2, column 3 (Kinds)
    rows:4, column 2 (Phones): 3@rows:4, column 1 (ID) 1@rows:4, column 2 (Phones) 56@rows:4, column 2 (Phones) @rows:4, column 3 (Kinds)
    rows:6, column 2 (Phones): 5@rows:6, column 1 (ID) 1@rows:6, column 2 (Phones) 1@rows:6, column 2 (Phones) a@rows:6, column 3 (Kinds)
    rows:6, column 2 (Phones): 5@rows:6, column 1 (ID) 3@rows:6, column 2 (Phones) 2@rows:6, column 2 (Phones) b@rows:6, column 3 (Kinds)
    rows:5, column 3 (Kinds): found a list of 1 beside one of 2 parts, expected lists of as many parts, which belong together
    5 records, 1 faults, 1 blank
    "#);
}

#[test]
fn lists_that_json_has_of_its_own_need_no_separator() {
    let text = "{\"ID\":1,\"Tags\":[\"a\",\"b;c\"]}\n{\"ID\":2,\"Tags\":[]}\n{\"ID\":3,\"Tags\":\"d;e\"}\n";
    let wanted = fields(&["ID", "Tags"]);
    let shown = read(reader("json", text, &[list(&["Tags"], None)], &wanted), 512);
    insta::assert_snapshot!(shown, @r#"
    rows:1 /Tags: 1@rows:1 /ID a@rows:1 /Tags
    rows:1 /Tags: 1@rows:1 /ID b;c@rows:1 /Tags
    rows:3 /Tags: 3@rows:3 /ID d;e@rows:3 /Tags
    3 records, 0 faults, 1 blank
    "#);
}

#[test]
fn elements_keep_their_paths_when_they_are_taken_apart() {
    let text =
        "<all><one no='A'><jan>1</jan><feb>2</feb></one><one no='B'><feb>3</feb></one></all>";
    let options = Options(
        [(
            "records".to_owned(),
            landbridge_contract::OptionValue::Text("/all/one".to_owned()),
        )]
        .into(),
    );
    let input = Input {
        file: Arc::from("rows"),
        bytes: Box::new(Cursor::new(text.to_owned().into_bytes())),
        scratch: Scratch::default(),
    };
    let source = registry::source("xml")
        .unwrap()
        .open(input, &options)
        .unwrap();
    let into = ExplodeSpec {
        into: Some(named("months")),
        ..months(&["jan", "feb"])
    };
    let wanted = Projection {
        children: vec![ChildProjection {
            path: "months".into(),
            projection: fields(&["Amount", "@no"]),
        }],
        ..fields(&["@no", "Amount"])
    };
    let specs = [months(&["jan", "feb"]), into];
    let shown = read(
        Box::new(Exploded::new(source, &specs))
            .read(&wanted)
            .unwrap(),
        512,
    );
    insta::assert_snapshot!(shown, @r#"
    rows:1 /all/one[1]/jan: A@rows:1 /all/one[1]/@no 1@rows:1 /all/one[1]/jan [ 1@rows:1 /all/one[1]/jan A@rows:1 /all/one[1]/@no ] [ 2@rows:1 /all/one[1]/feb A@rows:1 /all/one[1]/@no ]
    rows:1 /all/one[1]/feb: A@rows:1 /all/one[1]/@no 2@rows:1 /all/one[1]/feb [ 1@rows:1 /all/one[1]/jan A@rows:1 /all/one[1]/@no ] [ 2@rows:1 /all/one[1]/feb A@rows:1 /all/one[1]/@no ]
    rows:1 /all/one[2]/feb: B@rows:1 /all/one[2]/@no 3@rows:1 /all/one[2]/feb [ 3@rows:1 /all/one[2]/feb B@rows:1 /all/one[2]/@no ]
    3 records, 0 faults, 0 blank
    "#);
}

#[test]
fn pieces_without_a_value_are_kept_where_that_is_asked() {
    let text = "Account,Jan,Feb\n1000,,2\n2000,,\n";
    let kept = ExplodeSpec {
        keeps_blank: true,
        ..months(&["Jan", "Feb"])
    };
    let wanted = fields(&["Account", "Month", "Amount"]);
    let shown = read(reader("delimited", text, &[kept], &wanted), 512);
    assert!(shown.ends_with("4 records, 0 faults, 0 blank"), "{shown}");
    let kept = ExplodeSpec {
        keeps_blank: true,
        ..list(&["Jan"], Some(";"))
    };
    let shown = read(
        reader("delimited", text, &[kept], &fields(&["Jan", "No"])),
        512,
    );
    assert!(shown.ends_with("2 records, 0 faults, 0 blank"), "{shown}");
}

#[test]
fn a_row_that_cannot_be_read_is_told_where_it_stands_and_the_others_are_taken_apart() {
    let text = "{\"ID\":1,\"A\":1,\"B\":2}\n{\"ID\n{\"ID\":3,\"A\":3}\n";
    let wanted = fields(&["ID", "Amount"]);
    let shown = read(reader("json", text, &[months(&["A", "B"])], &wanted), 512);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 5, "{shown}");
    assert_eq!(lines[4], "3 records, 1 faults, 0 blank");
}

#[test]
fn a_cell_with_more_parts_than_anybody_means_is_refused() {
    let many = vec!["x"; PIECES_MAX + 1].join(";");
    let text = format!("ID,Tags\n1,a;b\n2,{many}\n3,c\n");
    let shown = read(
        reader(
            "delimited",
            &text,
            &[list(&["Tags"], Some(";"))],
            &fields(&["ID"]),
        ),
        512,
    );
    assert!(
        shown.contains("rows:3, column 2 (Tags): found a list of 10001 parts"),
        "{shown}"
    );
    assert!(shown.ends_with("3 records, 1 faults, 0 blank"), "{shown}");
}

/// How many records are made, in batches that are as light as they may be but for the last record of each.
fn light_batches(mut reader: Box<dyn RecordReader>) -> usize {
    let (mut batch, mut records) = (Batch::default(), 0);
    loop {
        let flow = reader.next_batch(&mut batch, 512).unwrap();
        let held = batch.records.iter().rev().skip(1);
        let held: usize = held.map(super::weight).sum();
        assert!(held <= super::BYTES_MAX, "{held} bytes at once");
        records += batch.records.len();
        if flow == Flow::End {
            return records;
        }
    }
}

#[test]
fn pieces_of_large_rows_do_not_fill_memory() {
    let common = "c".repeat(1 << 19);
    let tags = |count: usize| vec!["x"; count].join(";");
    let specs = [list(&["Tags"], Some(";"))];
    for (rows, pieces) in [(1, 100), (100, 1)] {
        let row = format!("{common},{}\n", tags(pieces));
        let text = format!("Common,Tags\n{}", row.repeat(rows));
        let wanted = fields(&["Common", "Tags"]);
        let reader = reader("delimited", &text, &specs, &wanted);
        assert_eq!(light_batches(reader), 100);
    }
}

#[test]
fn nested_pieces_with_a_copy_of_a_large_row_each_fit_or_are_refused_at_its_largest_value() {
    let into = ExplodeSpec {
        into: Some(named("tags")),
        ..list(&["Tags"], Some(";"))
    };
    let wanted = Projection {
        children: vec![ChildProjection {
            path: "tags".into(),
            projection: fields(&["Tags", "ID", "Common"]),
        }],
        ..fields(&["ID"])
    };
    let text = |pieces: usize, rows: usize| {
        let row = format!(
            "1,{},{}\n",
            "c".repeat(1 << 19),
            vec!["x"; pieces].join(";")
        );
        format!("ID,Common,Tags\n{}", row.repeat(rows))
    };
    let specs = [into];
    let open = |text: &str| reader("delimited", text, &specs, &wanted);
    assert_eq!(light_batches(open(&text(20, 10))), 10);
    let refused = read(open(&text(200, 1)), 512);
    assert!(
        refused.starts_with("rows:2, column 2 (Common): found 200 nested records with 524"),
        "{refused}"
    );
    assert!(
        refused.ends_with("0 records, 1 faults, 0 blank"),
        "{refused}"
    );
}

/// What was noticed, with the values of the record that says it; and the faults.
fn noticed(text: &str, records_max: usize) -> String {
    let wanted = fields(&["Account", "Amount"]);
    let mut reader = reader("delimited", text, &[months(&["Jan", "Feb"])], &wanted);
    let (mut batch, mut shown) = (Batch::default(), String::new());
    loop {
        let flow = reader.next_batch(&mut batch, records_max).unwrap();
        for record in &batch.records {
            for notice in &record.notices {
                let said = format!("{} {:?}", record.value(0), notice.kind);
                writeln!(shown, "{said}: {}", notice.found).unwrap();
            }
        }
        for fault in &batch.faults {
            writeln!(shown, "{}: {}", fault.origin, fault.found).unwrap();
        }
        if flow == Flow::End {
            return shown;
        }
    }
}

#[test]
fn what_was_noticed_of_rows_that_make_no_record_is_said_by_the_one_beside_them() {
    let text = "Account,Jan,Feb\n1000,1,2\n2000\n3000\nAccount,Jan,Feb\n4000,,\n5000,5,\n6000\n";
    let shown = noticed(text, 512);
    insta::assert_snapshot!(shown, @r"
    5000 Ragged: 1 of 3 fields, at rows:3, which makes no record, and at 1 more row like it
    5000 RepeatedHeader: the header again on line 5, at rows:6, which makes no record
    5000 Ragged: 1 of 3 fields, at rows:8, which makes no record
    ");
    for records_max in [1, 2, 3] {
        assert_eq!(noticed(text, records_max), shown);
    }
    insta::assert_snapshot!(noticed("Account,Jan,Feb\n1000\n", 512), @"rows: 1 of 3 fields, at rows:2, which makes no record");
}

/// Rows of accounts with an amount for each of four months, or none.
fn rows() -> impl Strategy<Value = Vec<[Option<u16>; 4]>> {
    proptest::collection::vec(
        proptest::array::uniform4(proptest::option::of(any::<u16>())),
        0..40,
    )
}

const MONTHS: [&str; 4] = ["Jan", "Feb", "Mar", "Apr"];

fn file(rows: &[[Option<u16>; 4]]) -> String {
    let mut text = format!("Account,{}\n", MONTHS.join(","));
    for (account, row) in rows.iter().enumerate() {
        let amounts =
            row.map(|amount| amount.map_or_else(String::new, |amount| amount.to_string()));
        writeln!(text, "A{account},{}", amounts.join(",")).unwrap();
    }
    text
}

proptest! {
    #[test]
    fn the_size_of_batches_does_not_show(rows in rows(), size in 1..7_usize) {
        let wanted = fields(&["Account", "Month", "Amount", "No"]);
        let open = || reader("delimited", &file(&rows), &[months(&MONTHS)], &wanted);
        prop_assert_eq!(read(open(), size), read(open(), 512));
    }

    #[test]
    fn rows_that_are_taken_apart_and_grouped_again_are_the_rows_that_have_an_amount(rows in rows()) {
        let apart = Exploded::new(source("delimited", &file(&rows)), &[months(&MONTHS)]);
        let by_account = GroupSpec {
            by: vec![named("Account")],
            into: named("months"),
            gather: false,
            inner: None,
        };
        let wanted = Projection {
            children: vec![ChildProjection {
                path: "months".into(),
                projection: fields(&["No", "Month", "Amount"]),
            }],
            ..fields(&["Account"])
        };
        let again = Box::new(Grouped::new(Box::new(apart), &by_account));
        let mut reader = again.read(&wanted).unwrap();
        let mut batch = Batch::default();
        let mut found: Vec<(String, [Option<u16>; 4])> = Vec::new();
        loop {
            let flow = reader.next_batch(&mut batch, 5).unwrap();
            for record in &batch.records {
                let mut row = [None; 4];
                for month in &record.children[0] {
                    let number: usize = month.value(0).to_string().parse().unwrap();
                    prop_assert_eq!(month.value(1).to_string(), MONTHS[number - 1]);
                    row[number - 1] = month.value(2).to_string().parse().ok();
                }
                found.push((record.value(0).to_string(), row));
            }
            if flow == Flow::End {
                break;
            }
        }
        let expected: Vec<(String, [Option<u16>; 4])> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.iter().any(Option::is_some))
            .map(|(account, row)| (format!("A{account}"), *row))
            .collect();
        prop_assert_eq!(found, expected);
        let blank = rows.iter().filter(|row| row.iter().all(Option::is_none)).count();
        prop_assert_eq!(reader.tally().blank, u64::try_from(blank).unwrap());
    }
}
