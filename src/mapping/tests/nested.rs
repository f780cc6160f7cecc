use insta::assert_snapshot;
use landbridge_contract::{Layout, LayoutKind, PartColumns, Place, Record, Value};

use super::{RUN, SCHEMA, Sheet, VENDORS, map_record, mapping, record, show, text};
use crate::mapping::{JoinedRecord, Plan, SourceColumns, bind, bind_nested};
use crate::project::test_support::read_mapping;

const SITES: Sheet = Sheet {
    names: &["VendorNo", "Site", "Country", "Active"],
};

fn joined_plan() -> Plan {
    let mapping = mapping(
        "{ spreadsheet: vendors.xlsx, sheet: Vendors, header: 3 }",
        r#"
fields:
  SupplierNumber: { from: Vendor ID }
  addresses:
    each: Sites
    on: { Vendor ID: VendorNo }
    where: 'Active == "Y"'
    fields:
      AddressName: { from: Site }
      Country: { from: Country, crosswalk: countries }
"#,
    );
    let [sites] = mapping.joins()[..] else {
        panic!("one join");
    };
    assert_eq!(sites.pattern, "vendors.xlsx");
    assert_eq!(sites.options.text("sheet").as_deref(), Some("Sites"));
    assert_eq!(sites.options.integer("header"), None);
    let seen = SourceColumns {
        main: Some(&VENDORS.columns()),
        joins: &[Some(SITES.columns())],
        ..SourceColumns::default()
    };
    bind(&mapping, seen).unwrap()
}

#[test]
fn records_of_another_sheet_are_nested_by_their_key() {
    let plan = joined_plan();
    let join = &plan.joins()[0];
    let site = |name: &str, country: &str, active: &str| {
        SITES.record(
            &join.projection,
            &[
                ("VendorNo", Value::Decimal("7.0".parse().unwrap())),
                ("Site", text(name)),
                ("Country", text(country)),
                ("Active", text(active)),
            ],
        )
    };
    let sites = [
        site("HQ", "ALLEMAGNE", "Y"),
        site("", "SUISSE", "Y"),
        site("", "", "N"),
    ];
    let (layout, vendor) = VENDORS.record(plan.projection(), &[("Vendor ID", text(" 7"))]);
    assert_eq!(join.main_key(&vendor), join.joined_key(&sites[0].1));
    let joined: Vec<JoinedRecord<'_>> = sites
        .iter()
        .map(|(layout, record)| JoinedRecord { record, layout })
        .collect();
    let mapped = map_record(&plan, &vendor, &layout, &[&joined]);
    assert_snapshot!(show(&mapped), @r##"
    Rejected {"SupplierNumber":" 7","addresses":[{"AddressName":"HQ","Country":"DE"},{}]}
    error validate VAL-REQUIRED addresses.AddressName at vendors.xlsx › Vendors!B17: found nothing, expected a value
    error map MAP-UNMAPPED-CODE addresses.Country at vendors.xlsx › Vendors!C17: found "SUISSE", expected a code of the crosswalk `countries`
    "##);
    let (_, without_key) = SITES.record(&join.projection, &[]);
    assert_eq!(join.joined_key(&without_key), None);
}

#[test]
fn columns_of_joined_sheets_are_checked_too() {
    let mapping = mapping(
        "{ spreadsheet: vendors.xlsx }",
        "fields:\n  SupplierNumber: { from: Vendor ID }\n  addresses:\n    \
         each: { delimited: sites.csv }\n    on: Vendor ID\n    where: 'Actve == \"Y\"'\n    \
         fields: { AddressName: { from: Sites } }\n",
    );
    let seen = SourceColumns {
        main: Some(&VENDORS.columns()),
        joins: &[Some(SITES.columns())],
        ..SourceColumns::default()
    };
    let mistakes = bind(&mapping, seen).unwrap_err();
    let told: Vec<(String, Option<String>)> = mistakes
        .0
        .into_iter()
        .map(|one| (one.found, one.nearest))
        .collect();
    assert_eq!(
        told,
        [
            (
                "column \"Vendor ID\"".to_owned(),
                Some("VendorNo".to_owned())
            ),
            ("column \"Actve\"".to_owned(), Some("Active".to_owned())),
            ("column \"Sites\"".to_owned(), Some("Site".to_owned())),
        ]
    );
}

#[test]
fn nested_parts_of_a_source_that_tells_its_columns_are_checked() {
    let found = |each: &str, from: &str| {
        let rules = format!(
            "fields:\n  SupplierNumber: {{ from: Vendor ID }}\n  addresses:\n    each: {each}\n    \
             fields: {{ AddressName: {{ from: {from} }} }}\n"
        );
        let mapping = mapping("{ spreadsheet: vendors.xlsx }", &rules);
        let seen = SourceColumns {
            main: Some(&VENDORS.columns()),
            joins: &[],
            ..SourceColumns::default()
        };
        let part = PartColumns {
            path: "site".into(),
            columns: SITES.columns(),
            parts: Vec::new(),
        };
        match bind_nested(&mapping, seen, &[part]) {
            Ok(plan) => plan.projection().children[0].path.to_string(),
            Err(mistakes) => {
                let first = &mistakes.0[0];
                let nearest = first.nearest.as_deref().unwrap_or_default();
                format!("{} / {} / {nearest}", first.found, first.expected)
            }
        }
    };
    assert_eq!(found("site", "Site"), "site");
    assert_eq!(
        found("site", "Sites"),
        "column \"Sites\" / one of VendorNo, Site, Country, Active / Site"
    );
    assert_eq!(
        found("sites", "Site"),
        "the path \"sites\" in a source without such nested records / one of site, or a sheet or file with `on` / site"
    );
}

/// An order with two lines, of which the second has two parts.
fn order(plan: &Plan) -> (Layout, Record) {
    let projection = plan.projection();
    let lines = &projection.children[0].projection;
    let parts = &lines.children[0].projection;
    let element = |path: &str, fields: &[landbridge_contract::Name], children| Layout {
        file: "orders.xml".into(),
        kind: LayoutKind::Elements { path: path.into() },
        names: fields.to_vec(),
        columns: Vec::new(),
        children,
        pieces: Vec::new(),
    };
    let layout = element(
        "/orders/order",
        &projection.fields,
        vec![element(
            "Lines/Line",
            &lines.fields,
            vec![element("Part", &parts.fields, Vec::new())],
        )],
    );
    let at = |mut one: Record, number: u64| {
        one.place = Place {
            line: 100 + number,
            number,
            byte: 0,
            piece: 0,
        };
        one
    };
    let part = |code: &str, number| at(record(&parts.fields, &[(".", text(code))]), number);
    let line = |number: &str, amount: &str, index, inner: Vec<Record>| {
        let values = [("@no", text(number)), ("Amount", text(amount))];
        let mut one = at(record(&lines.fields, &values), index);
        one.children = vec![inner];
        one
    };
    let mut main = at(record(&projection.fields, &[("@id", text("PO-1"))]), 41);
    main.children = vec![vec![
        line("1", "10.50", 1, vec![]),
        line("two", "x", 2, vec![part("P1", 1), part("P2", 2)]),
    ]];
    (layout, main)
}

const LINES: &str = r#"
fields:
  SupplierNumber: { from: "@id" }
  lines:
    each: Lines/Line
    fields:
      Number: { from: "@no" }
      Amount: { from: Amount }
      parts:
        each: Part
        fields: { Part: { from: "." } }
"#;

#[test]
fn elements_inside_a_record_are_nested_to_any_depth() {
    let mapping = mapping("{ xml: orders.xml }", LINES);
    let plan = bind(&mapping, SourceColumns::default()).unwrap();
    let (layout, main) = order(&plan);
    assert_snapshot!(show(&map_record(&plan, &main, &layout, &[])), @r##"
    Rejected {"SupplierNumber":"PO-1","lines":[{"Number":1,"Amount":10.50},{"parts":[{"Part":"P1"},{"Part":"P2"}]}]}
    error map MAP-TYPE lines.Number at orders.xml:102 /orders/order[41]/Lines/Line[2]/@no: found "two", expected a whole number as 1234; other forms need `number`
    error map MAP-TYPE lines.Amount at orders.xml:102 /orders/order[41]/Lines/Line[2]/Amount: found "x", expected a number as 1234.56; other forms need `number`
    "##);
}

#[test]
fn a_nested_part_that_is_one_record_takes_one() {
    let mapping = mapping(
        "{ xml: orders.xml }",
        &LINES
            .replace("  lines:", "  main:")
            .replace("      Amount: { from: Amount }\n", "")
            .replace("      parts:\n        each: Part\n", "")
            .replace("        fields: { Part: { from: \".\" } }\n", ""),
    );
    let plan = bind(&mapping, SourceColumns::default()).unwrap();
    let projection = plan.projection();
    let lines = &projection.children[0].projection;
    let mut main = record(&projection.fields, &[("@id", text("PO-1"))]);
    let line = record(&lines.fields, &[("@no", text("1"))]);
    let layout = Layout {
        file: "orders.xml".into(),
        kind: LayoutKind::Elements { path: "/o".into() },
        names: projection.fields.clone(),
        columns: Vec::new(),
        children: Vec::new(),
        pieces: Vec::new(),
    };
    main.children = vec![vec![line.clone()]];
    assert_snapshot!(show(&map_record(&plan, &main, &layout, &[])), @r##"
    Ready {"SupplierNumber":"PO-1","main":{"Number":1}}
    "##);
    main.children = vec![vec![line.clone(), line]];
    assert_snapshot!(show(&map_record(&plan, &main, &layout, &[])), @r##"
    Rejected {"SupplierNumber":"PO-1"}
    error validate MAP-TYPE main at orders.xml:17 /o: found 2 nested records, expected one nested record
    "##);
    assert_eq!(RUN.run_date.year(), 2026);
}

#[test]
fn an_attribute_of_nested_records_that_no_rule_fills_is_said_with_those_beside_it() {
    let said = |against: &str| {
        let text = format!(
            "version: 1\nobject: suppliers\nsource: {{ xml: v.xml }}\nbusiness_key: SupplierNumber\nfields:\n  \
             SupplierNumber: {{ from: No }}\n  addresses:\n    each: site\n    fields:\n      \
             AddressName: {{ from: Name }}\n      Country: {{ from: Country }}\n  lines:\n    each: line\n    \
             fields: {{ Amount: {{ from: Amount }} }}\n\
             control_totals: [{{ name: t, each: line, expr: '1', against: {against} }}]\n"
        );
        let (_, diagnostics, _) = read_mapping(&text, SCHEMA);
        let said = diagnostics.0.iter();
        let said = said.map(|one| {
            let nearest = one.nearest.as_deref().unwrap_or_default();
            format!("{} / {} / {nearest}\n", one.found, one.expected)
        });
        said.collect::<String>()
    };
    assert_eq!(said("lines.Amount"), "");
    assert_snapshot!(said("addresses.Contry"), @r#"attribute with a rule "addresses.Contry" / one of addresses.AddressName, addresses.Country / addresses.Country"#);
    assert_snapshot!(said("line.Amount"), @r#"attribute with a rule "line.Amount" / one of SupplierNumber, addresses.AddressName, addresses.Country, addresses, lines.Amount, lines / lines.Amount"#);
}
