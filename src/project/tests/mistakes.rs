use insta::assert_snapshot;
use landbridge_contract::{ColumnInfo, Origin};

use crate::mapping::{SourceColumns, bind};
use crate::project::test_support::read_mapping;

const SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": false,
  "required": ["SupplierNumber", "Supplier", "TaxOrganizationType"],
  "properties": {
    "SupplierNumber": { "type": "string", "maxLength": 30 },
    "Supplier": { "type": "string", "maxLength": 360 },
    "TaxOrganizationType": { "type": "string", "enum": ["CORPORATION", "INDIVIDUAL"] },
    "BusinessRelationship": { "type": "string" },
    "CreationDate": { "type": "string", "format": "date" },
    "CreditLimit": { "type": "number" },
    "Country": { "type": "string" },
    "Alias": { "type": "string" }
  }
}"#;

/// Columns as a spreadsheet's header gives them.
pub(super) fn columns(names: &[&str]) -> Vec<ColumnInfo> {
    (0..)
        .zip(names)
        .map(|(column, name)| ColumnInfo {
            name: (*name).into(),
            column,
            origin: Origin::Cell {
                file: "vendors.xlsx".into(),
                sheet: "Vendors".into(),
                row: 1,
                column: Some(column),
            },
        })
        .collect()
}

/// All that is wrong with a mapping, as a person sees it.
fn report(mapping: &str) -> String {
    let (mapping, mut diagnostics, sources) = read_mapping(mapping, SCHEMA);
    let header = columns(&[
        "Vendor ID",
        "Vendor Name",
        "Type",
        "Created",
        "Country",
        "Limit",
        "Status",
    ]);
    let seen = SourceColumns {
        main: Some(&header),
        joins: &[],
    };
    if let Err(more) = bind(&mapping, seen) {
        diagnostics.0.extend(more.0);
    }
    diagnostics.sort();
    diagnostics.render(&sources)
}

#[test]
fn eight_different_mistakes_are_said_at_once_each_in_its_place() {
    let mapping = r#"version: 1
object: suppliers
source: { spreadsheet: vendors.xlsx, sheet: Vendors }
where: 'Status != "CLOSED" && (Status'
business_key: SupplierNumber
target: { object: suppliers, write: upsert }
fields:
  SupplierNumber: { from: Vendor ID, pad: 8 }
  Supplier: { from: Vendor Nmae, clean: [trim] }
  BusinesRelationship: { value: SPEND_AUTHORIZED }
  CreditLimit: { from: Limit, date: "%d/%m/%Y" }
  CreationDate: { from: Created, date: "%d/%m/%Q" }
  Country: { from: Country, crosswalk: contries }
  Supplier: { from: Type }
"#;
    assert_snapshot!(report(mapping), @"");
}

#[test]
fn a_mapping_without_mistakes_is_not_blamed() {
    let mapping = r#"version: 1
object: suppliers
about: Vendors.
owner: procurement@example.org
source: { spreadsheet: vendors.xlsx, sheet: Vendors }
where: 'Status != "CLOSED"'
business_key: SupplierNumber
target: { object: suppliers, write: upsert }
defaults: { clean: [trim] }
fields:
  SupplierNumber: { from: Vendor ID, pad: 8 }
  Supplier: { from: Vendor Name, clean: [trim, squeeze], case: upper }
  TaxOrganizationType: { from: Type, crosswalk: vendor-types }
  CreditLimit: { from: Limit, number: { decimal: ",", group: "." }, default: 0 }
  CreationDate: { from: Created, date: ["%d/%m/%Y", "%Y-%m-%d"], required: true }
  Alias: { expr: 'if blank(`Vendor Name`) { "none" } else { upper(`Vendor Name`) }', omit: never }
checks:
  - { that: "CreationDate <= run_date", else: created in the future, severity: warning }
  - { unique: [Supplier] }
control_totals:
  - { sum: Limit, by: Country }
"#;
    assert_eq!(report(mapping), "0 errors, 0 warnings\n");
}

#[test]
fn mistakes_of_form_are_said_with_what_is_expected() {
    let mapping = r#"version: 2
object: suppliers
souce: { spreadsheet: vendors.xlsx }
source: { spredsheet: vendors.xlsx }
business_key: [SupplierNumbr]
target: { object: suppliers, write: insert }
fields:
  SupplierNumber: { from: Vendor ID, pad: eight, clen: [trim] }
  Supplier: { clean: [trimm] }
  TaxOrganizationType: { value: CORPORATIONS }
  CreditLimit: { value: much }
  Country: { from: Country, value: CH }
  Alias: { expr: 'uper(Type) + Typ' }
checks:
  - { that: "CreationDat <= run_date" }
  - { unique: [Suplier] }
control_totals:
  - { sum: Limt }
"#;
    assert_snapshot!(report(mapping), @"");
}

#[test]
fn what_is_wrong_in_an_expression_is_shown_where_it_stands() {
    let mut places = String::new();
    for text in [
        "Status = 1",
        "Status == ",
        "left(Status)",
        "`Vendor Name == 1",
        "matches(Status, \"(\")",
        "date(Status, \"DD.MM.YYYY\") > run_date",
        "Status == \"A\" Status",
        "let x = 1",
        "1..2",
        "print(Status)",
    ] {
        let at = crate::diagnose::Location {
            file: "m.yaml".into(),
            line: 4,
            column: 10,
        };
        let mistakes = crate::mapping::expression::Expression::compile(text, &at, true)
            .expect_err("the expression is wrong");
        for one in mistakes.0 {
            let column = one.at.as_ref().map_or(0, |at| at.column - 9);
            let near = one.nearest.unwrap_or_default();
            places.push_str(&format!(
                "{text} | {column} | {} | {} | {near}\n",
                one.found, one.expected
            ));
        }
    }
    assert_snapshot!(places, @"");
}
