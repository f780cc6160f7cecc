use std::fmt::Write as _;

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
        ..SourceColumns::default()
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
    assert_snapshot!(report(mapping), @r##"
    error[MAPPING-EXPRESSION]: expression cannot be understood
      --> mappings/suppliers.yaml:4:38
       | where: 'Status != "CLOSED" && (Status'
      found:    the end of `Status != "CLOSED" && (Status`
      expected: a complete expression; is a sign missing?

    error[MAPPING-REQUIRED]: required attribute has no rule
      --> mappings/suppliers.yaml:7:1
       | fields:
      found:    no rule for `TaxOrganizationType`
      expected: a rule for `TaxOrganizationType`, which `suppliers` requires

    error[MAPPING-COLUMN]: source has no such column
      --> mappings/suppliers.yaml:9:21
       |   Supplier: { from: Vendor Nmae, clean: [trim] }
      found:    column "Vendor Nmae"
      expected: one of Vendor ID, Vendor Name, Type, Created, Country, Limit, Status
      nearest:  Vendor Name

    error[MAPPING-ATTRIBUTE]: target has no such attribute
      --> mappings/suppliers.yaml:10:3
       |   BusinesRelationship: { value: SPEND_AUTHORIZED }
      found:    attribute "BusinesRelationship"
      expected: one of SupplierNumber, Supplier, TaxOrganizationType, BusinessRelationship, CreationDate, CreditLimit, Country, Alias
      nearest:  BusinessRelationship

    error[MAPPING-ATTRIBUTE-TYPE]: rule gives another type than the attribute has
      --> mappings/suppliers.yaml:11:37
       |   CreditLimit: { from: Limit, date: "%d/%m/%Y" }
      found:    a date (`date`)
      expected: a number for `CreditLimit`

    error[MAPPING-DATE-PATTERN]: date pattern cannot be used
      --> mappings/suppliers.yaml:12:40
       |   CreationDate: { from: Created, date: "%d/%m/%Q" }
      found:    `%Q` in the date pattern "%d/%m/%Q"
      expected: %d, %m, %Y, %y, %b, %B, %H, %M, %S

    error[MAPPING-CROSSWALK]: crosswalk is not known
      --> mappings/suppliers.yaml:13:40
       |   Country: { from: Country, crosswalk: contries }
      found:    crosswalk "contries"
      expected: one of countries, vendor-types
      nearest:  countries

    error[FILE-DUPLICATE-KEY]: key is given twice
      --> mappings/suppliers.yaml:14:3
       |   Supplier: { from: Type }
      found:    `Supplier` again
      expected: `Supplier` once; it stands in line 9 already
      nearest:  Supplier

    8 errors, 0 warnings
    "##);
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
#[expect(clippy::too_many_lines, reason = "the golden text is long")]
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
    assert_snapshot!(report(mapping), @r##"
    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:1:10
       | version: 2
      found:    "2"
      expected: version: 1

    error[MAPPING-KEY]: key is not known here
      --> mappings/suppliers.yaml:3:1
       | souce: { spreadsheet: vendors.xlsx }
      found:    key "souce"
      expected: one of version, object, about, owner, language, source, lookups, confidential, where, business_key, rehearsal_prefix, target, schema, defaults, include, fields, checks, severity, control_totals, reconcile
      nearest:  source

    error[MAPPING-KEY]: key is not known here
      --> mappings/suppliers.yaml:4:11
       | source: { spredsheet: vendors.xlsx }
      found:    source "spredsheet"
      expected: one of spreadsheet, delimited, xml
      nearest:  spreadsheet

    error[MAPPING-ATTRIBUTE]: target has no such attribute
      --> mappings/suppliers.yaml:5:16
       | business_key: [SupplierNumbr]
      found:    attribute with a rule "SupplierNumbr"
      expected: one of SupplierNumber, Supplier, TaxOrganizationType, CreditLimit, Country, Alias
      nearest:  SupplierNumber

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:6:37
       | target: { object: suppliers, write: insert }
      found:    way of writing "insert"
      expected: one of create, upsert, update
      nearest:  upsert

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:8:43
       |   SupplierNumber: { from: Vendor ID, pad: eight, clen: [trim] }
      found:    "eight"
      expected: a width from 1 to 4,000, or { width: 8, with: "0", side: left }

    error[MAPPING-KEY]: key is not known here
      --> mappings/suppliers.yaml:8:50
       |   SupplierNumber: { from: Vendor ID, pad: eight, clen: [trim] }
      found:    key "clen"
      expected: one of the 33 known names
      nearest:  clean

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:9:3
       |   Supplier: { clean: [trimm] }
      found:    no source of the value
      expected: one of from, first_of, join, value, expr, token, lookup, ref with from or join, or each

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:9:23
       |   Supplier: { clean: [trimm] }
      found:    way of cleaning "trimm"
      expected: one of trim, squeeze, digits, alphanumeric, unaccent, no_control
      nearest:  trim

    error[MAPPING-ATTRIBUTE-TYPE]: rule gives another type than the attribute has
      --> mappings/suppliers.yaml:10:33
       |   TaxOrganizationType: { value: CORPORATIONS }
      found:    "CORPORATIONS"
      expected: one of CORPORATION, INDIVIDUAL, for `TaxOrganizationType`
      nearest:  CORPORATION

    error[MAPPING-ATTRIBUTE-TYPE]: rule gives another type than the attribute has
      --> mappings/suppliers.yaml:11:25
       |   CreditLimit: { value: much }
      found:    "much"
      expected: a number as 1234.56; other forms need `number`, for `CreditLimit`

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/suppliers.yaml:12:3
       |   Country: { from: Country, value: CH }
      found:    2 sources of the value
      expected: one of from, first_of, join, value, expr, token, lookup, ref with from or join, or each

    error[MAPPING-EXPRESSION]: expression cannot be understood
      --> mappings/suppliers.yaml:13:19
       |   Alias: { expr: 'uper(Type) + Typ' }
      found:    function `uper` in `uper(Type) + Typ`
      expected: one of the 28 known names
      nearest:  upper

    error[MAPPING-COLUMN]: source has no such column
      --> mappings/suppliers.yaml:15:14
       |   - { that: "CreationDat <= run_date" }
      found:    attribute or column "CreationDat"
      expected: one of Alias, Country, CreditLimit, Supplier, SupplierNumber, TaxOrganizationType, Vendor ID, Vendor Name, Type, Created, Country, Limit, Status
      nearest:  Created

    error[MAPPING-ATTRIBUTE]: target has no such attribute
      --> mappings/suppliers.yaml:16:16
       |   - { unique: [Suplier] }
      found:    attribute with a rule "Suplier"
      expected: one of SupplierNumber, Supplier, TaxOrganizationType, CreditLimit, Country, Alias
      nearest:  Supplier

    error[MAPPING-COLUMN]: source has no such column
      --> mappings/suppliers.yaml:18:12
       |   - { sum: Limt }
      found:    column "Limt"
      expected: one of Vendor ID, Vendor Name, Type, Created, Country, Limit, Status
      nearest:  Limit

    16 errors, 0 warnings
    "##);
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
            writeln!(
                places,
                "{text} | {column} | {} | {} | {near}",
                one.found, one.expected
            )
            .unwrap();
        }
    }
    assert_snapshot!(places, @r##"
    Status = 1 | 8 | "=" in `Status = 1` | a name, a value, or one of + - * / % == != < <= > >= && || ! | ==
    Status ==  | 11 | the end of `Status == ` | a complete expression; is a sign missing? | 
    left(Status) | 1 | `left` with 1 arguments in `left(Status)` | `left(x, n)` | 
    `Vendor Name == 1 | 1 | a name that ` opens in ``Vendor Name == 1` | a closing backtick | 
    matches(Status, "(") | 1 | the pattern "(" | a regular expression | 
    date(Status, "DD.MM.YYYY") > run_date | 1 | date pattern "DD.MM.YYYY" without day (%d), month (%m), year (%Y) | day, month and year: %d, %m (or %b, %B) and %Y (or %y) | %d.%m.%Y
    Status == "A" Status | 15 | `Status` in `Status == "A" Status` | a complete expression; is a sign missing? | 
    let x = 1 | 7 | "=" in `let x = 1` | a name, a value, or one of + - * / % == != < <= > >= && || ! | ==
    1..2 | 1 | "1..2" in `1..2` | a number as 1234.56 | 
    print(Status) | 1 | function `print` in `print(Status)` | one of the 28 known names |
    "##);
}
