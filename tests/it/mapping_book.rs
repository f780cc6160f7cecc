//! A functional consultant takes the mappings home in a workbook, changes cells, and brings it back.

use std::collections::BTreeMap;
use std::path::Path;

use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::spreadsheet_program::save_as;
use crate::support::{Project, Ran, home};

fn demo() -> Project {
    Project::copy_of(&home().join("mappings/demo"))
}

fn mapping_files(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let folder = project.path().join("mappings");
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            (name, std::fs::read(file.path()).unwrap())
        })
        .collect()
}

fn export(project: &Project) -> String {
    let arguments = ["export", "--output", "book.xlsx"];
    project.look("mapping", &arguments).ok().stdout
}

fn import(project: &Project, file: &str) -> Ran {
    project.look("mapping", &["import", file])
}

/// The cells of a sheet of a workbook: column to value, a line each.
fn sheet(project: &Project, file: &str, sheet: &str) -> Vec<BTreeMap<String, String>> {
    let arguments = [
        file, "--sheet", sheet, "--format", "jsonl", "--limit", "1000",
    ];
    let shown = project.look("peek", &arguments).ok().stdout;
    shown
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            let fields = line["fields"].as_object().unwrap();
            let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
            fields
                .iter()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect()
        })
        .collect()
}

#[test]
fn the_workbook_says_what_the_erp_wants_what_the_source_holds_and_what_the_rule_is() {
    let project = demo();
    let said = export(&project);
    assert!(said.contains("  suppliers: 24 rules, "), "{said}");
    let lines = sheet(&project, "book.xlsx", "suppliers");
    let line = |attribute: &str| {
        lines
            .iter()
            .find(|line| line["Attribute"] == attribute)
            .unwrap_or_else(|| panic!("{attribute}"))
    };
    let number = line("SupplierNumber");
    assert_eq!(number["Source"], "Vendor ID");
    assert_eq!(number["Rule"], "pad: 8");
    assert_eq!(number["Type"], "text");
    assert_eq!(number["Length"], "30");
    assert_eq!(number["Sample values"].split(" · ").count(), 3);
    assert_eq!(line("Supplier")["Required"], "yes");
    assert_eq!(
        line("addresses")["Rule"],
        "each: { sheet: Sites, header: 3 }, on: Vendor ID"
    );
    assert_eq!(line("addresses.Country")["Crosswalk"], "countries");
    assert_ne!(line("addresses.City")["Sample values"], "");
    // What is personal is not carried out of the house.
    assert_eq!(line("TaxpayerId")["Sample values"], "(personal: not shown)");
    assert_eq!(
        line("addresses.Email")["Sample values"],
        "(personal: not shown)"
    );
    // Nor by another rule that reads the same sheet.
    let sites = |line: &&BTreeMap<String, String>| {
        line["Nested in"] == "sites" && line["Column"] == "E-mail"
    };
    let all = sheet(&project, "book.xlsx", "Columns");
    assert_eq!(
        all.iter().find(sites).unwrap()["Sample values"],
        "(personal: not shown)"
    );
    // What the ERP also has, and nobody fills.
    assert_eq!(line("DUNSNumber")["Source"], "D-U-N-S");
    assert!(
        lines
            .iter()
            .any(|line| line["Source"].is_empty() && line["Rule"].is_empty())
    );
    let columns = sheet(&project, "book.xlsx", "Columns");
    let of = |name: &str| columns.iter().find(|line| line["Column"] == name).unwrap();
    assert_eq!(of("Vendor Name")["Used"], "yes");
    assert_eq!(of("Tax ID")["Sample values"], "(personal: not shown)");
}

#[test]
fn without_a_change_no_byte_of_a_mapping_changes() {
    let project = demo();
    // Two mappings in other styles, with comments everywhere.
    let text = String::from_utf8(mapping_files(&project)["invoices.yaml"].clone()).unwrap();
    let other = text.replace(
        "  InvoiceNumber: { from: Rechnungsnr }\n",
        "  # the number\n  InvoiceNumber:   # on the paper\n    from: 'Rechnungsnr'\n    default: \"0\"\n    clean:\n      - trim\n",
    );
    project.write("mappings/invoices.yaml", other.replace('\n', "\r\n"));
    let before = mapping_files(&project);
    export(&project);
    assert_eq!(import(&project, "book.xlsx").ok().stdout, "no change\n");
    assert_eq!(mapping_files(&project), before);
    // Opened and saved by the program that people use.
    let folder = project.path().join("saved");
    save_as(&project.path().join("book.xlsx"), "xlsx", &folder);
    assert_eq!(
        import(&project, "saved/book.xlsx").ok().stdout,
        "no change\n"
    );
    assert_eq!(mapping_files(&project), before);
}

/// Changes cells of a flat document, each named by its old text behind a text that stands before it.
fn edit(flat: &Path, edits: &[(&str, &str, &str)]) {
    let mut text = std::fs::read_to_string(flat).unwrap();
    for (before, old, new) in edits {
        let begin = text
            .find(&format!("<text:p>{before}</text:p>"))
            .unwrap_or_else(|| panic!("{before}"));
        let cell = format!("<text:p>{old}</text:p>");
        let at = begin + text[begin..].find(&cell).unwrap_or_else(|| panic!("{old}"));
        text.replace_range(at..at + cell.len(), &format!("<text:p>{new}</text:p>"));
    }
    std::fs::write(flat, text).unwrap();
}

#[test]
fn five_cells_changed_in_a_spreadsheet_program_are_five_changes() {
    let project = demo();
    let before = mapping_files(&project);
    export(&project);
    let folder = project.path().join("saved");
    let flat = save_as(&project.path().join("book.xlsx"), "fods", &folder);
    edit(
        &flat,
        &[
            ("SupplierNumber", "pad: 8", "pad: 10"),
            ("AlternateName", "Also Known As", "Vendor Name"),
            ("TaxpayerCountry", "countries", "offices"),
            (
                "InvoiceDate",
                "date: &quot;%d.%m.%Y&quot;",
                "date: &quot;%Y-%m-%d&quot;",
            ),
            ("OrderedAmount", "number: plain", "number: en"),
        ],
    );
    save_as(&flat, "xlsx", &folder);
    let listed = import(&project, "saved/book.xlsx").ok().stdout;
    insta::assert_snapshot!(listed, @r#"
    mappings/suppliers.yaml  SupplierNumber
        Rule: pad: 8 → pad: 10
    mappings/suppliers.yaml  AlternateName
        Source: Also Known As → Vendor Name
    mappings/suppliers.yaml  TaxpayerCountry
        Crosswalk: countries → offices
    mappings/invoices.yaml  InvoiceDate
        Rule: date: "%d.%m.%Y" → date: "%Y-%m-%d"
    mappings/orders.yaml  OrderedAmount
        Rule: number: plain → number: en
    5 changes were made
    "#);
    let after = mapping_files(&project);
    let text = |files: &BTreeMap<String, Vec<u8>>, name: &str| {
        String::from_utf8(files[name].clone()).unwrap()
    };
    let expected = text(&before, "suppliers.yaml")
        .replacen("pad: 8", "pad: 10", 1)
        .replace("from: Also Known As", "from: Vendor Name")
        .replace(
            "Tax Country, crosswalk: countries",
            "Tax Country, crosswalk: offices",
        );
    assert_eq!(text(&after, "suppliers.yaml"), expected);
    let expected = text(&before, "invoices.yaml").replace("%d.%m.%Y", "%Y-%m-%d");
    assert_eq!(text(&after, "invoices.yaml"), expected);
    // The same workbook again brings nothing new.
    assert_eq!(
        import(&project, "saved/book.xlsx").ok().stdout,
        "no change\n"
    );
}

const TITLES: [&str; 8] = [
    "Attribute",
    "Source",
    "Rule",
    "Default",
    "Crosswalk",
    "Owner",
    "Status",
    "Remark",
];

/// A workbook as it comes back: `exported` stood in it when it was written, `lines` stand in it now.
fn came_back(project: &Project, exported: &[[&str; 3]], lines: &[&[&str]]) {
    let mut workbook = Workbook::new();
    let mut put = |name: &str, titles: &[&str], lines: &[Vec<&str>]| {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, line) in (0..).zip(std::iter::once(titles).chain(lines.iter().map(Vec::as_slice)))
        {
            for (column, text) in (0..).zip(line) {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
    };
    put(
        "Mappings",
        &["Mapping", "Sheet", "File"],
        &[vec!["vendors", "vendors", ""]],
    );
    let exported: Vec<Vec<&str>> = exported
        .iter()
        .map(|[attribute, title, value]| vec!["vendors", attribute, title, value])
        .collect();
    put(
        "Exported",
        &["Sheet", "Attribute", "Column", "Value"],
        &exported,
    );
    let lines: Vec<Vec<&str>> = lines.iter().map(|line| line.to_vec()).collect();
    put("vendors", &TITLES, &lines);
    workbook.save(project.path().join("book.xlsx")).unwrap();
}

const MAPPING: &str = "\
version: 1
object: vendors
source: { delimited: vendors.csv }
business_key: Number
target: { object: vendors }

fields:
  Number: { from: Vendor ID }   # the key
  Name:
    from: Vendor Name
    clean: [trim]
  # what is left
  City: { from: City }
";

const EXPORTED: [[&str; 3]; 4] = [
    ["Number", "Source", "Vendor ID"],
    ["Name", "Source", "Vendor Name"],
    ["Name", "Rule", "clean: [trim]"],
    ["City", "Source", "City"],
];

fn vendors() -> Project {
    let project = Project::init();
    for name in mapping_files(&project).keys() {
        std::fs::remove_file(project.path().join("mappings").join(name)).unwrap();
    }
    project.write("mappings/vendors.yaml", MAPPING);
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,City,Town\n1,Acme,Oslo,Oslo\n",
    );
    project.write(
        "schemas/vendors.json",
        r#"{ "type": "object", "additionalProperties": false, "required": ["Number"], "properties": {
            "Number": { "type": "string" }, "Name": { "type": "string" }, "City": { "type": "string" },
            "Country": { "type": "string", "enum": ["NO", "SE"] } } }"#,
    );
    project
}

#[test]
fn a_rule_comes_when_its_line_is_filled_in_and_goes_when_it_is_cleared() {
    let project = vendors();
    came_back(
        &project,
        &EXPORTED,
        // Sorted by somebody, and without a line for the number.
        &[
            &[
                "Country",
                "",
                "value: NO",
                "",
                "",
                "Ann",
                "proposed",
                "all of them: so far",
            ],
            &["City", "", "", "", "", "", "", ""],
            &[
                "Name",
                "Vendor Name",
                "clean: [trim]",
                "",
                "",
                "",
                "agreed",
                "",
            ],
        ],
    );
    let ran = import(&project, "book.xlsx").ok();
    insta::assert_snapshot!(ran.stdout, @r"
    1 rule has no line in the sheet `vendors` and stays as it is; to take a rule
    away, clear its Source and its Rule
    mappings/vendors.yaml  Country
        new rule: Rule value: NO, Owner Ann, Status proposed, Remark all of them: so
        far
    mappings/vendors.yaml  City
        rule taken away: Source City
    mappings/vendors.yaml  Name
        Status: nothing → agreed
    3 changes were made
    ");
    let expected = MAPPING
        .replace(
            "  City: { from: City }\n",
            "  Country: { value: NO, owner: Ann, status: proposed, remark: \"all of them: so far\" }\n",
        )
        .replace("    clean: [trim]\n", "    clean: [trim]\n    status: agreed\n");
    assert_eq!(project.read("mappings/vendors.yaml"), expected);
}

#[test]
fn whatever_would_make_the_project_wrong_is_said_with_its_cell_and_nothing_is_changed() {
    let project = vendors();
    came_back(
        &project,
        &EXPORTED,
        &[
            &["Number", "Vendor Id"],
            &["Name", "Vendor Name", "clean [trim"],
            &["Nmae", "Town"],
            &["Country", "Town", "", "", "countrys", "", "done"],
        ],
    );
    let ran = import(&project, "book.xlsx").code(3);
    insta::assert_snapshot!(ran.stderr, @r#"
    book.xlsx › vendors!C3: found "clean [trim", expected named values as `pad: 8, case: upper`
    book.xlsx › vendors!A4: the ERP has no attribute `Nmae`; did you mean `Name`?
    Nothing was changed.
    "#);
    came_back(
        &project,
        &EXPORTED,
        &[
            &["Number", "Vendor Id"],
            &["Country", "Town", "", "", "countrys", "", "done"],
        ],
    );
    let ran = import(&project, "book.xlsx").code(3);
    insta::assert_snapshot!(ran.stderr, @r#"
    error[MAPPING-COLUMN]: source has no such column
      --> mappings/vendors.yaml:8:19
       |   Number: { from: Vendor Id }   # the key
      found:    column "Vendor Id"
      expected: one of Vendor ID, Vendor Name, City, Town
      nearest:  Vendor ID
      changed:  book.xlsx › vendors!B2

    error[MAPPING-CROSSWALK]: crosswalk is not known
      --> mappings/vendors.yaml:14:37
       |   Country: { from: Town, crosswalk: countrys, status: done }
      found:    crosswalk "countrys"
      expected: one of countries
      nearest:  countries
      changed:  book.xlsx › vendors!A3

    error[MAPPING-TYPE]: value has the wrong form
      --> mappings/vendors.yaml:14:55
       |   Country: { from: Town, crosswalk: countrys, status: done }
      found:    status "done"
      expected: one of open, proposed, agreed, tested
      changed:  book.xlsx › vendors!A3

    Nothing was changed.
    "#);
    assert_eq!(project.read("mappings/vendors.yaml"), MAPPING);
}

#[test]
fn a_rule_that_was_changed_on_both_sides_is_for_people_to_decide() {
    let project = vendors();
    let meanwhile = MAPPING
        .replace("from: City", "from: Town")
        .replace("Vendor ID }", "Vendor ID, pad: 8 }");
    project.write("mappings/vendors.yaml", &meanwhile);
    // One side alone has changed the number's rule, and the name's.
    let lines: &[&[&str]] = &[
        &["Number", "Vendor ID"],
        &["Name", "Vendor Name", "clean: [squeeze]"],
        &["City", "Vendor Name"],
    ];
    came_back(&project, &EXPORTED, lines);
    let ran = import(&project, "book.xlsx").code(3);
    insta::assert_snapshot!(ran.stderr, @r#"
    book.xlsx › vendors!B4: found "Vendor Name", but mappings/vendors.yaml:13 was changed from "City" to "Town" since the workbook was written; put what shall hold into both
    Nothing was changed.
    "#);
    assert_eq!(project.read("mappings/vendors.yaml"), meanwhile);
    came_back(&project, &EXPORTED, &lines[..2]);
    import(&project, "book.xlsx").ok();
    let expected = meanwhile.replace("clean: [trim]", "clean: [squeeze]");
    assert_eq!(project.read("mappings/vendors.yaml"), expected);
}

#[test]
fn a_rule_that_is_cleared_here_and_changed_there_is_for_people_to_decide() {
    let project = vendors();
    let meanwhile = MAPPING.replace(
        "City: { from: City }",
        "City: { from: City, remark: new decision }",
    );
    project.write("mappings/vendors.yaml", &meanwhile);
    came_back(
        &project,
        &EXPORTED,
        &[&["City", "", "", "", "", "", "", ""]],
    );
    let ran = import(&project, "book.xlsx").code(3);
    assert!(
        ran.stderr
            .contains("was changed from \"\" to \"new decision\""),
        "{}",
        ran.stderr
    );
    assert_eq!(project.read("mappings/vendors.yaml"), meanwhile);
}

#[test]
fn nothing_that_was_typed_is_passed_over_without_a_word() {
    let project = vendors();
    came_back(&project, &EXPORTED, &[&["", "Town"], &["City", "City"]]);
    let ran = import(&project, "book.xlsx").code(3);
    assert!(
        ran.stderr
            .starts_with("book.xlsx › vendors!A2: a rule without an attribute"),
        "{}",
        ran.stderr
    );
    let mut workbook = Workbook::new();
    for (name, lines) in [
        (
            "Mappings",
            &[["Mapping", "Sheet", "File"], ["vendors", "vendors", ""]][..],
        ),
        (
            "vendors",
            &[["Attribute", "Source", "Rule"], ["City", "City", ""]][..],
        ),
        (
            "Exported",
            &[
                ["Sheet", "Attribute", "Column"],
                ["vendors", "City", "Source"],
            ][..],
        ),
    ] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        for (row, line) in (0..).zip(lines) {
            for (column, text) in (0..).zip(line) {
                sheet.write_string(row, column, *text).unwrap();
            }
        }
        if name == "Exported" {
            sheet.write_string(0, 3, "Value").unwrap();
            sheet.write_string(1, 3, "City").unwrap();
        }
    }
    workbook.save(project.path().join("book.xlsx")).unwrap();
    let said = import(&project, "book.xlsx").ok().stdout;
    assert!(said.contains("has no column `Remark` any more"), "{said}");
}

#[test]
fn a_dry_run_lists_and_changes_nothing() {
    let project = vendors();
    came_back(&project, &EXPORTED, &[&["City", "Town"]]);
    let arguments = ["import", "book.xlsx", "--dry-run", "--format", "json"];
    let listed = project.look("mapping", &arguments).ok().stdout;
    let (note, change) = listed.split_once('\n').unwrap();
    assert!(note.contains("2 rules have no line"), "{note}");
    let change: Value = serde_json::from_str(change).unwrap();
    assert_eq!(change["attribute"], "City");
    assert_eq!(change["new"], "Town");
    assert_eq!(change["made"], false);
    assert_eq!(change["origin"], "book.xlsx › vendors!B2");
    assert_eq!(project.read("mappings/vendors.yaml"), MAPPING);
}

#[test]
fn a_workbook_of_somebody_else_is_refused() {
    let project = vendors();
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .write_string(0, 0, "Vendor")
        .unwrap();
    workbook.save(project.path().join("other.xlsx")).unwrap();
    let ran = import(&project, "other.xlsx").code(3);
    insta::assert_snapshot!(ran.stderr, @r#"
    other.xlsx: found no sheet "Mappings", expected one of the sheets "Sheet1"
    It should be a workbook that `landbridge mapping export` wrote.
    Nothing was changed.
    "#);
}
