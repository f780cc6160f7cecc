//! Rows that are taken apart: what a mapping may say of them, and what is personal of them.

use insta::assert_snapshot;
use landbridge_contract::{Notice, NoticeKind, Projection, Value};

use super::{SCHEMA, VENDORS, mapping, record, text};
use crate::mapping::{Pieces, SourceColumns, bind};
use crate::project::test_support::{hold_shape, read_mapping};

/// What is wrong with a mapping of vendors whose columns are known, each with its place.
fn wrong(source: &str, rest: &str) -> String {
    let mapping = mapping(source, rest);
    let columns = VENDORS.columns();
    let seen = SourceColumns {
        main: Some(&columns),
        ..SourceColumns::default()
    };
    let out = bind(&mapping, seen).unwrap_err();
    let said = out.0.iter().map(|one| {
        let at = one.at.as_ref().unwrap();
        let nearest = one.nearest.iter().map(|name| format!(" ({name}?)"));
        let nearest: String = nearest.collect();
        format!(
            "{}:{} {}: {} / {}{nearest}",
            at.line, at.column, one.code, one.found, one.expected
        )
    });
    said.collect::<Vec<_>>().join("\n")
}

/// What is said of a mapping while it is read.
fn said(source: &str, rest: &str) -> String {
    let text = format!(
        "version: 1\nobject: suppliers\nsource: {source}\nbusiness_key: SupplierNumber\n{rest}"
    );
    let (_, diagnostics, sources) = read_mapping(&text, SCHEMA);
    diagnostics.render(&sources)
}

const FIELDS: &str = "fields:\n  SupplierNumber: { from: Vendor ID }\n";

#[test]
fn columns_that_are_not_there_or_taken_apart_are_named_where_they_stand() {
    let fields = "fields:\n  SupplierNumber: { from: Vendor ID }\n  Supplier: { from: Type }\n  Country: { from: Place }\n";
    let source =
        "{ delimited: v.csv, explode: { columns: { Place: [Type, Countri] }, number: Status } }";
    assert_snapshot!(wrong(source, fields), @r#"
    3:65 MAPPING-COLUMN: column "Countri" / one of Vendor ID, Vendor Name, Type, Created, Country, Limit, Status, Phone (Country?)
    3:85 MAPPING-EXPLODE: "Status", which is a column of the source / a name that no column has, or that of one that is taken apart
    7:21 MAPPING-COLUMN: column "Type", which `explode` takes apart / Place or Status
    "#);
}

#[test]
fn nested_pieces_have_the_columns_of_the_row_and_not_those_that_are_taken_apart() {
    let fields = "fields:\n  SupplierNumber: { from: Vendor ID }\n  Supplier: { from: Type }\n  addresses:\n    \
        each: places\n    fields:\n      AddressName: { from: Place }\n      Country: { from: Country }\n      Phone: { from: Fone }\n";
    let source =
        "{ delimited: v.csv, explode: { columns: { Place: [Type, Country] }, into: places } }";
    assert_snapshot!(wrong(source, fields), @r#"
    12:24 MAPPING-COLUMN: column "Country", which `explode` takes apart / Place
    13:22 MAPPING-COLUMN: column "Fone" / one of Vendor ID, Vendor Name, Created, Limit, Status, Phone, Place (Phone?)
    "#);
}

#[test]
fn columns_that_cannot_be_taken_apart_like_that_are_said_when_the_mapping_is_read() {
    let sources = [
        "{ delimited: v.csv, explode: { columns: { Place: [Type, Type] } } }",
        "{ delimited: v.csv, explode: { columns: { Place: [Type, Country], Kind: Status } } }",
        "{ delimited: v.csv, explode: { columns: { Place: [Type] }, name: Place } }",
        "{ delimited: v.csv, explode: { columns: { Place: [Type] }, at: ; } }",
        "{ delimited: v.csv, explode: { columns: [Type, Country] } }",
    ];
    let all: Vec<String> = sources.iter().map(|source| said(source, FIELDS)).collect();
    assert_snapshot!(all.join("\n"), @r#"
    error[MAPPING-EXPLODE]: rows cannot be taken apart like that
      --> mappings/suppliers.yaml:3:65
       | source: { delimited: v.csv, explode: { columns: { Place: [Type, Type] } } }
      found:    the column "Type" a second time
      expected: every column once, or its values would count twice

    1 error, 0 warnings

    error[MAPPING-EXPLODE]: rows cannot be taken apart like that
      --> mappings/suppliers.yaml:3:75
       | source: { delimited: v.csv, explode: { columns: { Place: [Type, Country], Kind: Status } } }
      found:    "Kind" of 1 column
      expected: 2 columns, as "Place" has: those in one place belong together

    1 error, 0 warnings

    error[MAPPING-EXPLODE]: rows cannot be taken apart like that
      --> mappings/suppliers.yaml:3:74
       | source: { delimited: v.csv, explode: { columns: { Place: [Type] }, name: Place } }
      found:    a second column "Place" of the pieces
      expected: a name of its own for each

    1 error, 0 warnings

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:3:72
       | source: { delimited: v.csv, explode: { columns: { Place: [Type] }, at: ; } }
      found:    `at` beside `columns`
      expected: it beside `list`: columns stand apart by themselves

    1 error, 0 warnings

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:3:49
       | source: { delimited: v.csv, explode: { columns: [Type, Country] } }
      found:    a list of 2
      expected: { Amount: [Jan, Feb] }

    1 error, 0 warnings
    "#);
}

#[test]
fn lists_that_cannot_be_taken_apart_like_that_are_said_when_the_mapping_is_read() {
    let sources = [
        "{ delimited: v.csv, explode: { list: Type, name: Kind } }",
        "{ delimited: v.csv, explode: { list: Type, at: '' } }",
        "{ delimited: v.csv, explode: { liste: Type } }",
        "{ delimited: v.csv, explode: [{ list: Type, at: ;, into: a }, { list: Country, at: ;, into: a }] }",
        "{ delimited: v.csv, explode: [{ list: Type, at: ; }, { list: Country, at: ; }] }",
    ];
    let all: Vec<String> = sources.iter().map(|source| said(source, FIELDS)).collect();
    assert_snapshot!(all.join("\n"), @r#"
    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:3:58
       | source: { delimited: v.csv, explode: { list: Type, name: Kind } }
      found:    `name` beside `list`
      expected: it beside `columns`: all parts of a list stand in one

    1 error, 0 warnings

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:3:56
       | source: { delimited: v.csv, explode: { list: Type, at: '' } }
      found:    nothing
      expected: what stands between the parts

    1 error, 0 warnings

    error[MAPPING-KEY]: key is not known here
      --> mappings/suppliers.yaml:3:40
       | source: { delimited: v.csv, explode: { liste: Type } }
      found:    key "liste"
      expected: one of columns, list, at, name, number, keep_blank, into
      nearest:  list

    1 error, 0 warnings

    error[MAPPING-EXPLODE]: rows cannot be taken apart like that
      --> mappings/suppliers.yaml:3:71
       | source: { delimited: v.csv, explode: [{ list: Type, at: ;, into: a }, { list: Country, at: ;, into: a }] }
      found:    a second `into: a`
      expected: a name of its own for each kind of nested record

    1 error, 0 warnings

    error[MAPPING-EXPLODE]: rows cannot be taken apart like that
      --> mappings/suppliers.yaml:3:62
       | source: { delimited: v.csv, explode: [{ list: Type, at: ; }, { list: Country, at: ; }] }
      found:    a second one without `into`
      expected: `into` with all but one of them: a row becomes records in one way

    1 error, 0 warnings
    "#);
}

#[test]
fn joined_rows_are_taken_apart_without_nested_ones_of_their_own() {
    let rest = "fields:\n  SupplierNumber: { from: Vendor ID }\n  addresses:\n    \
        each: { delimited: sites.csv, explode: { list: Sites, at: ;, into: sites } }\n    on: Vendor ID\n    \
        fields: { AddressName: { from: Sites } }\n";
    assert_snapshot!(said("{ delimited: v.csv }", rest), @r#"
    error[MAPPING-EXPLODE]: rows cannot be taken apart like that
      --> mappings/suppliers.yaml:8:72
       |     each: { delimited: sites.csv, explode: { list: Sites, at: ;, into: sites } }
      found:    `into` of records that are found by key
      expected: `explode` without it: each piece is found by itself

    1 error, 0 warnings
    "#);
}

/// The paths of personal attributes, and the personal columns, of a mapping.
fn personal(source: &str, fields: &str) -> String {
    let mapping = mapping(source, fields);
    let columns = mapping.personal_columns(&std::collections::BTreeSet::new());
    format!("{:?} {columns:?}", mapping.personal_attributes())
}

#[test]
fn what_is_personal_of_a_piece_is_personal_of_its_cells_and_the_other_way_round() {
    let phones =
        "{ delimited: v.csv, explode: { columns: { Any: [Phone, Limit] }, into: phones } }";
    let nested = |of_row: &str, of_piece: &str| {
        format!(
            "fields:\n  SupplierNumber: {{ from: Vendor ID }}\n  Supplier: {{ from: Limit{of_row} }}\n  addresses:\n    \
             each: phones\n    fields:\n      AddressName: {{ from: Vendor Name }}\n      Phone: {{ from: Any{of_piece} }}\n"
        )
    };
    assert_eq!(
        personal(phones, &nested("", ", personal: true")),
        r#"["Supplier", "addresses.Phone"] {"Limit", "Phone", "phones/Any"}"#
    );
    assert_eq!(
        personal(phones, &nested(", personal: true", "")),
        r#"["Supplier", "addresses.Phone"] {"Limit", "Phone", "phones/Any"}"#
    );
    let records = "{ delimited: v.csv, explode: { columns: { Any: [Phone, Limit] } }, group: { by: Vendor ID, into: rows } }";
    let grouped = "fields:\n  SupplierNumber: { from: Vendor ID }\n  Supplier: { from: Vendor Name }\n  addresses:\n    \
        each: rows\n    fields:\n      AddressName: { from: Vendor Name, personal: true }\n      Phone: { from: Any, personal: true }\n";
    assert_eq!(
        personal(records, grouped),
        r#"["Supplier", "addresses.AddressName", "addresses.Phone"] {"Any", "Limit", "Phone", "Vendor Name", "rows/Any", "rows/Limit", "rows/Phone", "rows/Vendor Name"}"#
    );
}

#[test]
fn what_is_personal_of_pieces_that_no_rule_reads_is_personal_for_other_columns_and_for_totals() {
    let source =
        "{ delimited: v.csv, explode: { columns: { Any: [Phone, Limit] }, into: phones } }";
    let fields = "fields:\n  SupplierNumber: { from: Vendor ID }\n  Supplier: { from: Limit }\n  \
        Phone: { from: Phone, personal: true }\n";
    assert_eq!(
        personal(source, fields),
        r#"["Supplier", "Phone"] {"Limit", "Phone"}"#
    );
    let total = |total: &str| {
        let mapping = mapping(
            source,
            &format!("{fields}control_totals: [{{ name: t, {total} }}]\n"),
        );
        let columns = VENDORS.columns();
        let seen = SourceColumns {
            main: Some(&columns),
            ..SourceColumns::default()
        };
        bind(&mapping, seen)
    };
    assert!(total("each: phones, sum: Any").unwrap().totals()[0].personal);
    assert!(!total("sum: Created").unwrap().totals()[0].personal);
    let grouped = total("sum: Created, by: Limit").unwrap_err();
    assert_eq!(grouped.0[0].code.id, "MAPPING-PERSONAL");
}

/// The warnings of a mapping, without the rest of its lines.
fn warnings(source: &str, rest: &str) -> String {
    let text = format!("version: 1\nobject: suppliers\nsource: {source}\n{rest}");
    let (mapping, mut diagnostics, sources) = read_mapping(&text, SCHEMA);
    hold_shape(&mapping, &mut diagnostics);
    diagnostics.render(&sources)
}

#[test]
fn a_key_and_a_total_that_no_piece_tells_apart_are_doubtful() {
    let source =
        "{ delimited: v.csv, explode: { columns: { Amount: [Limit, Phone] }, name: Kind } }";
    let rest = |key: &str, sum: &str| {
        format!(
            "business_key: {key}\nfields:\n  SupplierNumber: {{ from: Vendor ID }}\n  Supplier: {{ join: [Vendor ID, Kind] }}\n\
             control_totals:\n  - {{ sum: {sum} }}\n"
        )
    };
    let none = warnings(source, &rest("Supplier", "Amount"));
    assert_eq!(none, "0 errors, 0 warnings\n");
    assert_snapshot!(warnings(source, &rest("SupplierNumber", "Country")), @r#"
    warning[MAPPING-EXPLODE]: rows cannot be taken apart like that
      --> mappings/suppliers.yaml:4:15
       | business_key: SupplierNumber
      found:    a business key that is the same in all records of a row
      expected: one that reads Amount or Kind

    warning[MAPPING-EXPLODE]: rows cannot be taken apart like that
      --> mappings/suppliers.yaml:9:12
       |   - { sum: Country }
      found:    "Country", which counts once for each record of a row
      expected: a sum of Amount or Kind

    0 errors, 2 warnings
    "#);
}

#[test]
fn a_key_of_tokens_is_told_apart_by_what_they_are_made_of_and_tokens_of_each_other_end() {
    let source =
        "{ delimited: v.csv, explode: { columns: { Amount: [Limit, Phone] }, name: Kind } }";
    let said = |of_key: &str, of_other: &str| {
        let rest = format!(
            "business_key: SupplierNumber\nfields:\n  SupplierNumber: {{ token: {{ of: [{of_key}] }} }}\n  \
             Supplier: {{ {of_other} }}\n"
        );
        warnings(source, &rest)
    };
    let apart = said("Supplier", "join: [Vendor ID, Kind]");
    assert!(!apart.contains("warning["), "{apart}");
    let alike = said("Supplier", "from: Vendor ID");
    assert!(
        alike.contains("the same in all records of a row"),
        "{alike}"
    );
    let circle = said("Supplier", "token: { of: [SupplierNumber] }");
    assert!(!circle.contains("the same in all records"), "{circle}");
}

#[test]
fn a_cell_that_cannot_be_read_is_a_piece_and_says_so() {
    for source in [
        "{ delimited: v.csv, explode: { columns: { Any: [Phone, Limit] } } }",
        "{ delimited: v.csv, explode: { list: Any, at: ; } }",
    ] {
        let mapping = mapping(source, FIELDS);
        let wanted = Projection {
            fields: vec!["Vendor ID".into(), "Any".into()],
            ..Projection::default()
        };
        let (pieces, of_row) = Pieces::of(&mapping.source.explode, &wanted).unwrap();
        let mut row = record(&of_row.fields, &[("Vendor ID", text("7"))]);
        assert_eq!(pieces.cut(&row).unwrap().records(), 0);
        // The first cell that is taken apart shows an error: it has no value, but it is not blank.
        row.notices = vec![Notice {
            slot: Some(0),
            kind: NoticeKind::HiddenColumn,
            found: "hidden column".to_owned(),
        }];
        // That a column is hidden says nothing of what stands in it.
        assert_eq!(pieces.cut(&row).unwrap().records(), 0);
        row.notices[0].kind = NoticeKind::ErrorCell;
        let cuts = pieces.cut(&row).unwrap();
        assert_eq!(cuts.records(), 1);
        let piece = pieces.record(&row, &cuts, 0);
        assert_eq!(piece.value(1), &Value::Null);
        assert_eq!(piece.notices[0].slot, Some(1));
    }
}
