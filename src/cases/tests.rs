use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::date;
use landbridge_contract::{Reference, Value};
use proptest::prelude::*;

use super::spelling::{self, in_cell};
use super::{Bench, Carried, CaseFile, carry_out, fill_in, flatten, read, spell};
use crate::diagnose::{Diagnostics, Sources};
use crate::mapping::{CheckedMapping, Crosswalk, Crosswalks, SourceColumns, bind, of_records};
use crate::project::test_support::read_mapping;

const SCHEMA: &str = r#"{ "type": "object", "required": ["SupplierNumber"], "properties": {
    "SupplierNumber": { "type": "string", "maxLength": 10 },
    "Supplier": { "type": "string", "maxLength": 20 },
    "CreditLimit": { "type": "number" },
    "Founded": { "type": "string", "format": "date" },
    "Country": { "type": "string" },
    "TaxpayerId": { "type": "string" },
    "Parent": { "type": "integer" },
    "addresses": { "type": "array", "items": { "type": "object", "properties": {
        "AddressName": { "type": "string" } } } },
    "lines": { "type": "array", "items": { "type": "object", "properties": {
        "Number": { "type": "integer" },
        "parts": { "type": "array", "items": { "type": "object", "properties": {
            "Part": { "type": "string" } } } } } } } } }"#;

const FLAT: &str = r#"
source: { spreadsheet: vendors.xlsx, sheet: Vendors }
where: 'Status != "CLOSED"'
fields:
  SupplierNumber: { from: Vendor ID, pad: 8 }
  Supplier: { from: Vendor Name, clean: [trim] }
  CreditLimit: { from: Limit }
  Country: { from: Country, crosswalk: countries }
  TaxpayerId: { from: Tax ID, personal: true }
"#;

fn mapping(rest: &str) -> (CheckedMapping, Sources) {
    let text = format!("version: 1\nobject: suppliers\nbusiness_key: SupplierNumber\n{rest}");
    let (mapping, diagnostics, sources) = read_mapping(&text, SCHEMA);
    assert_eq!(diagnostics.0, [], "{}", diagnostics.render(&sources));
    (mapping, sources)
}

/// A file of cases carried out, with what is wrong in it.
struct Told {
    cases: Option<CaseFile>,
    carried: Vec<Option<Carried>>,
    mistakes: Vec<String>,
}

fn told(rest: &str, text: &str) -> Told {
    let (mapping, _) = mapping(rest);
    let plan = bind(&mapping, SourceColumns::default()).unwrap();
    let mut countries = Crosswalk::default();
    let (legacy, erp) = (Value::text("101"), Value::text("KE"));
    countries.insert(&legacy, &erp).unwrap();
    let mut crosswalks = Crosswalks::default();
    crosswalks.insert("countries".into(), countries);
    let bench = Bench {
        mapping: &mapping,
        plan: &plan,
        crosswalks: &crosswalks,
        today: date(2026, 5, 4),
    };
    let file: Arc<str> = Arc::from("cases/suppliers.md");
    let mut out = Diagnostics::default();
    let cases = read(
        &file,
        text,
        &|_| of_records(&mapping.source.explode).is_some(),
        &mut out,
    );
    let each = cases.iter().flat_map(|file| &file.cases);
    let carried = each.map(|case| carry_out(bench, case, &mut out)).collect();
    out.sort();
    let mistakes = out.0.iter().map(|one| {
        let at = one.at.as_ref().unwrap();
        let nearest = one.nearest.iter().map(|name| format!(" ({name}?)"));
        let nearest: String = nearest.collect();
        let (found, expected) = (&one.found, &one.expected);
        format!("{}:{}: {found} / {expected}{nearest}", at.line, at.column)
    });
    Told {
        carried,
        mistakes: mistakes.collect(),
        cases,
    }
}

/// What differs in a file without mistakes, a line each.
fn differences(rest: &str, text: &str) -> String {
    let told = told(rest, text);
    assert_eq!(told.mistakes, Vec::<String>::new());
    let mut shown = String::new();
    for one in told
        .carried
        .into_iter()
        .flatten()
        .flat_map(|one| one.differences)
    {
        let rule = one.rule.map_or(0, |rule| rule.line);
        let (what, record, line) = (one.what, one.record, one.at.line);
        let (expected, got) = (one.expected, one.got);
        writeln!(
            shown,
            "{line}: {what} of {record}: {expected} / {got} (rule {rule})"
        )
        .unwrap();
    }
    shown
}

fn file(case: &str) -> String {
    format!("# suppliers\n\n## a case\n\n{case}\n")
}

#[test]
fn a_case_whose_outcome_is_as_expected_says_nothing() {
    let text = file(
        "### given\n| Vendor ID | Vendor Name | Limit | Country | Status | Tax ID |\n|-|-|-|-|-|-|\n\
         | 17 | \" Acme \" | = 10.50 | = 101 | | X1 |\n\
         ### expected\n| attribute | value |\n|-|-|\n| SupplierNumber | 00000017 |\n\
         | Supplier | Acme |\n| CreditLimit | = 10.5 |\n| Country | KE |\n| TaxpayerId | X1 |\n",
    );
    assert_eq!(differences(FLAT, &text), "");
}

#[test]
fn a_difference_names_attribute_expected_got_and_the_line_of_the_rule() {
    let text = file(
        "### given\n| Vendor ID | Vendor Name | Limit | Status | Tax ID |\n|-|-|-|-|-|\n\
         | 17 | Acme | 10.50 | | X1 |\n\
         ### expected\n| attribute | value |\n|-|-|\n| SupplierNumber | 17 |\n\
         | CreditLimit | 10.50 |\n| Country | KE |\n| TaxpayerId | X2 |\n",
    );
    // A number is no text, and a personal value is not shown.
    assert_eq!(
        differences(FLAT, &text),
        "12: SupplierNumber of 1: 17 / 00000017 (rule 8)\n\
         13: CreditLimit of 1: 10.50 / = 10.50 (rule 10)\n\
         14: Country of 1: KE / not sent (rule 11)\n\
         15: TaxpayerId of 1: ‹personal value, not shown› / ‹personal value, not shown› (rule 12)\n\
         12: Supplier of 1: not sent / Acme (rule 9)\n"
    );
}

#[test]
fn an_attribute_without_a_value_is_expected_not_to_be_sent() {
    let text = file(
        "### given\n| Vendor ID | Vendor Name |\n|-|-|\n| 17 | Acme |\n\
         ### expected\n| attribute | value |\n|-|-|\n| SupplierNumber | 00000017 |\n| Supplier | |\n\
         | Country | |\n",
    );
    assert_eq!(
        differences(FLAT, &text),
        "13: Supplier of 1: not sent / Acme (rule 9)\n"
    );
}

#[test]
fn findings_are_expected_each_once_and_no_others() {
    let given = "### given\n| Vendor ID | Limit | Country |\n|-|-|-|\n| 17 | much | 102 |\n";
    let as_found = "### rejected\n| code | attribute | found |\n|-|-|-|\n\
         | MAP-TYPE | CreditLimit | \"much\" |\n| MAP-UNMAPPED-CODE | Country | |\n";
    assert_eq!(differences(FLAT, &file(&format!("{given}{as_found}"))), "");
    let other = "### rejected\n| code | attribute | found |\n|-|-|-|\n\
         | MAP-TYPE | CreditLimit | \"more\" |\n| VAL-LENGTH | Supplier | |\n";
    assert_eq!(
        differences(FLAT, &file(&format!("{given}{other}"))),
        "12: finding of 1: MAP-TYPE CreditLimit: found \"more\" / error MAP-TYPE CreditLimit: found \"much\", \
         expected a number as 1234.56; other forms need `number` (rule 10)\n\
         13: finding of 1: VAL-LENGTH Supplier / no such finding (rule 9)\n\
         12: finding of 1: no finding / error MAP-UNMAPPED-CODE Country: found \"102\", \
         expected a code of the crosswalk `countries` (rule 11)\n"
    );
}

#[test]
fn what_becomes_of_a_record_is_held_against_what_is_expected() {
    let given = "### given\n| Vendor ID | Status |\n|-|-|\n| 17 | CLOSED |\n| 18 | |\n";
    let right = "### skipped\n| # |\n|-|\n| 1 |\n### expected\n| # | attribute | value |\n|-|-|-|\n\
         | 2 | SupplierNumber | 00000018 |\n";
    assert_eq!(differences(FLAT, &file(&format!("{given}{right}"))), "");
    let wrong = "### skipped\n| # |\n|-|\n| 2 |\n### expected\n| # | attribute | value |\n|-|-|-|\n\
         | 1 | SupplierNumber | 00000017 |\n";
    assert_eq!(
        differences(FLAT, &file(&format!("{given}{wrong}"))),
        "17: outcome of 1: a payload / skipped (rule 0)\n13: outcome of 2: skipped / a payload (rule 0)\n"
    );
}

#[test]
fn a_cell_with_an_error_is_given_as_it_is_shown() {
    let text = file(
        "### given\n| Vendor ID | Limit |\n|-|-|\n| 17 | = #N/A |\n\
         ### rejected\n| code | attribute | found |\n|-|-|-|\n| SRC-ERROR-CELL | Limit | \"#N/A\" |\n",
    );
    // The mapping has personal values in other columns only.
    assert_eq!(differences(FLAT, &text), "");
}

#[test]
fn run_date_is_the_day_that_the_file_or_the_case_says() {
    let rest = "source: { spreadsheet: v.xlsx }\nfields:\n  SupplierNumber: { from: Vendor ID }\n  \
                Founded: { expr: run_date }\n";
    let case = |line: &str, day: &str| {
        format!(
            "## {day}\n{line}\n### given\n| Vendor ID |\n|-|\n| 17 |\n\
             ### expected\n| attribute | value |\n|-|-|\n| SupplierNumber | 17 |\n| Founded | {day} |\n"
        )
    };
    let text = format!(
        "# suppliers\nrun_date: 2020-02-29\n{}{}",
        case("", "2020-02-29"),
        case("run_date: 1999-12-31", "= 1999-12-31")
    );
    assert_eq!(differences(rest, &text), "");
    assert_eq!(
        differences(rest, &format!("# suppliers\n{}", case("", "2026-05-04"))),
        ""
    );
}

const NESTED: &str = "
source: { xml: orders.xml, records: /o }
fields:
  SupplierNumber: { from: '@no' }
  lines:
    each: Lines/Line
    fields:
      Number: { from: '@n' }
      parts:
        each: Part
        fields:
          Part: { from: . }
";

#[test]
fn nested_records_stand_in_tables_of_their_own() {
    let text = file(
        "### given\n| @no |\n|-|\n| A |\n| B |\n\
         ### given Lines/Line\n| # | @n |\n|-|-|\n| 1 | 1 |\n| 2 | 7 |\n| 2 | 8 |\n\
         ### given Lines/Line/Part\n| # | . |\n|-|-|\n| 2.2 | x |\n| 2.2 | y |\n\
         ### expected\n| # | attribute | value |\n|-|-|-|\n| 1 | SupplierNumber | A |\n\
         | 1 | lines[1].Number | = 1 |\n| 2 | SupplierNumber | B |\n| 2 | lines[1].Number | = 7 |\n\
         | 2 | lines[2].Number | = 8 |\n| 2 | lines[2].parts[1].Part | x |\n\
         | 2 | lines[2].parts[2].Part | z |\n",
    );
    assert_eq!(
        differences(NESTED, &text),
        "30: lines[2].parts[2].Part of 2: z / y (rule 15)\n"
    );
}

#[test]
fn joined_records_stand_under_the_name_of_their_sheet_or_file() {
    let rest = "source: { spreadsheet: v.xlsx, sheet: Vendors }\nfields:\n  \
                SupplierNumber: { from: ID }\n  addresses:\n    each: Sites\n    on: { ID: Vendor }\n    \
                fields:\n      AddressName: { from: Site }\n";
    let case = |name: &str, key: &str| {
        file(&format!(
            "### given\n| ID |\n|-|\n| 17 |\n### given {name}\n| Vendor | Site |\n|-|-|\n| = 17.0 | HQ |\n\
             | {key} | Depot |\n### expected\n| attribute | value |\n|-|-|\n| SupplierNumber | 17 |\n\
             | addresses[1].AddressName | HQ |\n| addresses[2].AddressName | Depot |\n"
        ))
    };
    assert_eq!(differences(rest, &case("Sites", "17")), "");
    assert_eq!(differences(rest, &case("`v.xlsx › Sites`", "17")), "");
    assert_eq!(
        told(rest, &case("Sites", "18")).mistakes,
        ["13:3: a record that belongs to none / the key of a given record"]
    );
    assert_eq!(
        told(rest, &case("Site", "17")).mistakes,
        ["9:1: nested, joined or looked up records \"Site\" / one of Sites (Sites?)"]
    );
}

#[test]
fn records_to_look_values_up_in_stand_under_the_name_of_the_lookup() {
    let rest = "source: { delimited: v.csv }\nlookups: { registry: { delimited: r.csv } }\nfields:\n  \
                SupplierNumber: { from: ID }\n  \
                Supplier: { lookup: registry, on: { ID: Vendor }, take: Name }\n";
    let case = |key: &str| {
        file(&format!(
            "### given\n| ID |\n|-|\n| 17 |\n### given registry\n| Vendor | Name |\n|-|-|\n| {key} | Baobab |\n\
             ### expected\n| attribute | value |\n|-|-|\n| SupplierNumber | 17 |\n| Supplier | Baobab |\n"
        ))
    };
    assert_eq!(differences(rest, &case("17")), "");
    let missing = differences(rest, &case("18"));
    assert!(missing.contains("MAP-LOOKUP-MISSING"), "{missing}");
}

#[test]
fn rows_of_a_record_stand_under_the_name_that_the_group_gives_them() {
    let rest = "source: { delimited: v.csv, group: { by: ID, into: sites } }\nfields:\n  \
                SupplierNumber: { from: ID }\n  Supplier: { from: Name }\n  \
                addresses: { each: sites, fields: { AddressName: { from: Site } } }\n";
    let case = |sites: &str| {
        file(&format!(
            "### given\n| ID | Name |\n|-|-|\n| 17 | Acme |\n### given sites\n{sites}### expected\n\
             | attribute | value |\n|-|-|\n| SupplierNumber | 17 |\n| Supplier | Acme |\n\
             | addresses[1].AddressName | HQ |\n| addresses[2].AddressName | Depot |\n"
        ))
    };
    let sites = case("| Site |\n|-|\n| HQ |\n| Depot |\n");
    assert_eq!(differences(rest, &sites), "");
    let sites = case("| Name | Site |\n|-|-|\n| Acme | HQ |\n| Acne | Depot |\n");
    let differs = differences(rest, &sites);
    assert!(differs.contains("GROUP-DIFFERS"), "{differs}");
}

#[test]
fn rows_are_given_as_they_stand_in_the_file_and_taken_apart_as_there() {
    let rest = "source: { delimited: v.csv, explode: { columns: { Site: [First, Second, Third] }, number: No } }\n\
                fields:\n  SupplierNumber: { join: [ID, No], with: \"-\" }\n  Supplier: { from: Site }\n";
    let case = |last: &str| {
        file(&format!(
            "### given\n| ID | First | Second | Third |\n|-|-|-|-|\n| 17 | HQ | | Depot |\n| 18 | Mill | | |\n\
             ### expected\n| # | attribute | value |\n|-|-|-|\n\
             | 1 | SupplierNumber | 17-1 |\n| 1 | Supplier | HQ |\n\
             | 2 | SupplierNumber | 17-3 |\n| 2 | Supplier | Depot |\n{last}"
        ))
    };
    let all = case("| 3 | SupplierNumber | 18-1 |\n| 3 | Supplier | Mill |\n");
    assert_eq!(differences(rest, &all), "");
    // A record that nobody expects is a difference, and so is one that does not come.
    assert!(differences(rest, &case("")).contains("records"));
    let more =
        case("| 3 | SupplierNumber | 18-1 |\n| 3 | Supplier | Mill |\n| 4 | Supplier | Mill |\n");
    assert!(differences(rest, &more).contains("records"));
}

#[test]
fn nested_pieces_are_made_of_the_given_row() {
    let rest = "source: { delimited: v.csv, explode: { list: Sites, at: ;, into: sites } }\nfields:\n  \
                SupplierNumber: { from: ID }\n  \
                addresses: { each: sites, fields: { AddressName: { from: Sites } } }\n";
    let text = file(
        "### given\n| ID | Sites |\n|-|-|\n| 17 | HQ; Depot |\n### expected\n\
         | attribute | value |\n|-|-|\n| SupplierNumber | 17 |\n\
         | addresses[1].AddressName | HQ |\n| addresses[2].AddressName | Depot |\n",
    );
    assert_eq!(differences(rest, &text), "");
}

/// A file with a mistake in almost every part.
const MISTAKEN: &str = "\
## lost

# suppliers

## one

### given

| Vendor ID | Vendor Nmae | Limit |
| --- | --- | --- |
| 17 | Acme | = 1.2.3 |
| 18 | Acme |

### expectd

## two

### given

| Vendor ID |
| 17 |

### expected

| attribute | valeu |
| --- | --- |
| Supplier | Acme |

### rejected

| code |
| --- |
| MAP-TYPO |

## two

run_date: yesterday

## three

### given

| Vendor ID |
| --- |
| 17 |
| 18 |

### expected

| # | attribute | value |
| --- | --- | --- |
| 1 | SupplierNumber | 00000017 |
| 3 | SupplierNumber | 00000018 |

### skipped

| # |
| --- |
| 1 |
";

#[test]
fn mistakes_are_said_all_at_once_with_line_found_and_expected() {
    let expected = [
        "1:1: a case without given records / ### given, with a table of records of the mapping's source",
        "11:15: = 1.2.3 / text, or = before a number, YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS, true, false, null",
        "12:1: 2 cells / 3, as the header has; a | that is no border is written \\|",
        "14:1: part of a case \"expectd\" / one of given, expected, findings, rejected, skipped (expected?)",
        "20:1: a table without a line of dashes below its header / a second line as | --- | --- |",
        "25:3: no column \"value\" / the columns #, attribute, value",
        "25:15: column \"valeu\" / one of #, attribute, value (value?)",
    ];
    let mistakes = told(FLAT, MISTAKEN).mistakes;
    for line in expected {
        assert!(
            mistakes.iter().any(|one| one == line),
            "{line}\n{mistakes:#?}"
        );
    }
    let begins = [
        "33:3: code \"MAP-TYPO\" / one of the ",
        "35:1: a second case \"two\" / ",
        "37:1: run_date \"yesterday\" / run_date: YYYY-MM-DD",
        "53:3: # \"3\" / the number of a given record, 1 to 2",
        "39:1: no outcome of record 2 / ",
        "59:3: two outcomes of record 1 / a payload ",
    ];
    for start in begins {
        assert!(
            mistakes.iter().any(|one| one.starts_with(start)),
            "{start}\n{mistakes:#?}"
        );
    }
    assert_eq!(
        told(FLAT, "text alone\n").mistakes,
        [
            "1:1: no heading of the first level / a heading with the name of the mapping: # suppliers"
        ]
    );
}

#[test]
fn a_column_that_the_mapping_does_not_read_is_a_mistake() {
    let text = file("### given\n| Vendor ID | Vendor Nmae |\n|-|-|\n| 17 | Acme |\n");
    assert_eq!(
        told(FLAT, &text).mistakes,
        [
            "6:15: column \"Vendor Nmae\", which the mapping does not read / one of Vendor ID, \
             Vendor Name, Country, Tax ID, Status, Limit (Vendor Name?)"
        ]
        .map(|line| line.replace(
            "Vendor ID, Vendor Name, Country, Tax ID, Status, Limit",
            &{
                let (mapping, _) = mapping(FLAT);
                let plan = bind(&mapping, SourceColumns::default()).unwrap();
                plan.projection().fields.join(", ")
            }
        ))
    );
}

#[test]
fn the_outcome_is_written_into_a_case_without_one_and_nothing_else_changes() {
    let text = "# suppliers\n\nFor people.\n\n## closed\n\n### given\n\n| Vendor ID | Status |\n| - | - |\n\
         | 17 | CLOSED |\n\n## several\n\n### given\n\n| Vendor ID | Vendor Name | Country |\n| - | - | - |\n\
         | 1 | a\\|b | 101 |\n| 2 | \"x\\\\y \" | 102 |\n\nMore for people.\n\n## done\n\n### given\n\n\
         | Vendor ID |\n|-|\n| 3 |\n\n### skipped\n";
    let told = told(FLAT, text);
    assert_eq!(told.mistakes, Vec::<String>::new());
    let file = told.cases.unwrap();
    let outcomes: Vec<_> = file
        .cases
        .iter()
        .zip(&told.carried)
        .map(|(case, carried)| (case, carried.as_ref().unwrap().outcomes.as_slice()))
        .collect();
    let filled = fill_in(text, &outcomes);
    let kept: Vec<&str> = filled.split("\n### ").collect();
    assert!(
        filled.contains("| 17 | CLOSED |\n\n### skipped\n\n## several"),
        "{filled}"
    );
    assert!(
        kept.iter()
            .any(|part| part.starts_with("expected\n\n| #   | attribute      | value    |"))
    );
    assert!(
        filled.contains("| 1   | Supplier       | a\\|b     |"),
        "{filled}"
    );
    assert!(
        filled.contains("| 2   | MAP-UNMAPPED-CODE | Country   | \"102\" |"),
        "{filled}"
    );
    // What a person wrote stays, and is not written over.
    let own: Vec<&str> = text.lines().collect();
    let mut rest = filled.lines();
    assert!(
        own.iter().all(|line| rest.any(|one| one == *line)),
        "{filled}"
    );
    assert!(filled.ends_with("| 3 |\n\n### skipped\n"), "{filled}");
    // What was written is what comes: only the case that was wrong before still differs.
    assert_eq!(
        differences(FLAT, &filled).lines().count(),
        1,
        "{}",
        differences(FLAT, &filled)
    );
}

#[test]
fn lists_and_records_without_parts_have_a_line_of_their_own() {
    let record = Value::Record(vec![("A".into(), Value::Null)]);
    let fields = vec![
        (
            "x".into(),
            Value::List(vec![record, Value::Record(Vec::new())]),
        ),
        ("y".into(), Value::List(Vec::new())),
        ("z".into(), Value::List(vec![Value::Integer(1)])),
    ];
    let spelt: Vec<String> = flatten(&fields)
        .iter()
        .map(|(path, value)| format!("{path} {}", spell(value)))
        .collect();
    assert_eq!(spelt, ["x[1].A = null", "x[2] = {}", "y = []", "z[1] = 1"]);
}

#[test]
fn every_kind_of_value_has_a_spelling() {
    let reference = Value::Reference(Box::new(Reference {
        object: "suppliers".into(),
        key: "0 17".into(),
    }));
    let values = [
        (Value::Null, "= null"),
        (Value::Bool(true), "= true"),
        (Value::Integer(-42), "= -42"),
        (Value::Decimal("42.50".parse().unwrap()), "= 42.50"),
        (Value::Date(date(2026, 5, 4)), "= 2026-05-04"),
        (
            Value::DateTime(date(2026, 5, 4).at(10, 0, 0, 0)),
            "= 2026-05-04T10:00:00",
        ),
        (Value::text("Acme Ltd"), "Acme Ltd"),
        (Value::text("= 42"), "\"= 42\""),
        (Value::text(" x"), "\" x\""),
        (Value::text(""), "\"\""),
        (reference, "→ suppliers 0 17"),
    ];
    for (value, spelt) in values {
        assert_eq!(spell(&value), spelt);
        assert_eq!(spelling::read(spelt), Some(value), "{spelt}");
    }
    for unknown in [
        "= 1.2.3",
        "= 2026-02-30",
        "= yes",
        "\"a\" and \"b\"",
        "→ suppliers",
    ] {
        assert_eq!(spelling::read(unknown), None, "{unknown}");
    }
}

proptest! {
    #[test]
    fn any_amount_comes_back_from_its_spelling(digits in any::<i64>(), scale in 0_u32..19) {
        let value = Value::Decimal(rust_decimal::Decimal::new(digits, scale));
        let read = spelling::read(&spell(&value));
        prop_assert_eq!(read.and_then(|read| read.as_decimal()), value.as_decimal());
    }

    #[test]
    fn any_text_comes_back_from_the_cell_of_a_table(text in any::<String>()) {
        let value = Value::text(&text);
        let line = format!("| {} | next |\n|-|-|\n", in_cell(&spell(&value)));
        let file: Arc<str> = Arc::from("a.md");
        let blocks = super::markdown::blocks(&file, &line, &mut Diagnostics::default());
        let [super::markdown::Block::Table(table)] = blocks.as_slice() else {
            panic!("one table: {blocks:?}");
        };
        prop_assert_eq!(table.header.len(), 2);
        prop_assert_eq!(spelling::read(&table.header[0].text), Some(value));
    }
}
