//! Rules that look beyond one value, each told as a data team would meet it.

use crate::support::{Erp, Project};

const SCHEMA: &str = r#"{
  "type": "object",
  "required": ["Number"],
  "properties": {
    "Number": { "type": "string" }, "Journal": { "type": "string" }, "Currency": { "type": "string" },
    "Supplier": { "type": "string" }, "Amount": { "type": "number" }, "Debit": { "type": "number" },
    "Credit": { "type": "number" }, "FirstDay": { "type": "string", "format": "date" },
    "LastDay": { "type": "string", "format": "date" }, "Person": { "type": "string" },
    "ParentId": { "type": "integer" },
    "lines": { "type": "array", "items": { "type": "object", "properties": {
      "LineAmount": { "type": "number" } } } }
  }
}"#;

/// A project with one file, one mapping and these checks; each attribute reads the column of its name.
fn project(file: &str, text: &str, fields: &str, checks: &str) -> Project {
    let project = Project::init();
    std::fs::remove_file(project.path().join("mappings/suppliers.yaml")).unwrap();
    let connector = if text.starts_with('<') {
        format!("xml: {file}\n  records: /all/one")
    } else {
        format!("delimited: {file}")
    };
    project.write(&format!("data/{file}"), text);
    project.write("schemas/things.json", SCHEMA);
    project.write(
        "mappings/things.yaml",
        format!(
            "version: 1\nobject: things\nsource:\n  {connector}\nbusiness_key: Number\n\
             target: {{ object: invoices }}\nschema: schemas/things.json\nfields:\n{fields}\
             checks:\n{checks}"
        ),
    );
    project
}

/// What a check finds, one finding a line: origin, code, what was found.
fn findings(project: &Project, code: i32) -> Vec<String> {
    let erp = Erp::start();
    project.run(&erp, &["check"]).code(code);
    assert_eq!(erp.counters().writes_committed, 0);
    let lines = project.run(&erp, &["rejects", "--format", "json"]).ok();
    lines
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}: {}", text("origin"), text("code"), text("found"))
        })
        .collect()
}

const JOURNAL: &str = "  Number: { from: Number }\n  Journal: { from: Journal }\n  Currency: { from: Currency }\n  \
                       Debit: { from: Debit }\n  Credit: { from: Credit }\n";
const BALANCED: &str = "  - { balanced: [Debit, Credit], by: [Journal, Currency] }\n";

#[test]
fn a_journal_out_of_balance_is_found_in_all_its_lines_and_no_other_is() {
    let text = "Number,Journal,Currency,Debit,Credit\n\
                1,J1,USD,100.10,\n\
                2,J1,USD,,100.10\n\
                3,J2,USD,70.00,\n\
                4,J2,USD,,60.00\n\
                5,J2,EUR,0.30,0.30\n\
                6,J3,USD,0.1,\n\
                7,J3,USD,0.2,\n\
                8,J3,USD,,0.3\n";
    let project = project("journals.csv", text, JOURNAL, BALANCED);
    assert_eq!(
        findings(&project, 4),
        [
            "journals.csv:4, column 4 (Debit) VAL-BALANCE: a difference of 10.00 in the 2 records that could be \
             loaded, the first at journals.csv:4, column 4 (Debit)",
            "journals.csv:5, column 4 (Debit) VAL-BALANCE: a difference of 10.00 in the 2 records that could be \
             loaded, the first at journals.csv:4, column 4 (Debit)",
        ]
    );
}

#[test]
fn a_journal_with_a_rejected_line_is_not_loaded_in_part() {
    let text = "Number,Journal,Currency,Debit,Credit\n\
                1,J1,USD,100,\n\
                2,J1,USD,,many\n\
                3,J2,USD,5,5\n";
    let project = project("journals.csv", text, JOURNAL, BALANCED);
    assert_eq!(
        findings(&project, 4),
        [
            "journals.csv:3, column 5 (Credit) MAP-TYPE: \"many\"",
            "journals.csv:2, column 4 (Debit) VAL-BALANCE: a difference of 100 in the only record that could be \
             loaded, the first at journals.csv:2, column 4 (Debit)",
        ]
    );
}

const INVOICE: &str = "  Number: { from: \"@no\" }\n  Amount: { from: total }\n  lines:\n    each: line\n    fields:\n      \
                       LineAmount: { from: \"@amount\" }\n";

#[test]
fn an_invoice_whose_lines_do_not_add_up_is_found_at_its_total() {
    let text = "<all>\n\
        <one no='A'><line amount='0.10'/><line amount='0.20'/><total>0.30</total></one>\n\
        <one no='B'><line amount='10'/><line amount='5'/><total>14.99</total></one>\n\
        <one no='C'><line amount='10'/><total>10.005</total></one>\n\
        <one no='D'><total>7</total></one>\n\
        </all>";
    let checks = "  - { sum: lines.LineAmount, equals: Amount, tolerance: 0.005 }\n";
    let project = project("invoices.xml", text, INVOICE, checks);
    assert_eq!(
        findings(&project, 4),
        [
            "invoices.xml:3 /all/one[2]/total VAL-SUM: lines.LineAmount adds up to 15, Amount is 14.99: \
             0.01 too much",
            "invoices.xml:5 /all/one[4]/total VAL-SUM: lines.LineAmount adds up to 0, Amount is 7: \
             7 too little",
        ]
    );
}

#[test]
fn a_reference_to_a_record_that_is_nowhere_is_found_where_it_stands() {
    let text = "Number,Parent\n1,\n2,1\n3,9\n";
    let fields = "  Number: { from: Number }\n  ParentId: { ref: parents, from: Parent }\n";
    let project = project("things.csv", text, fields, "  - { unique: [Number] }\n");
    project.write("data/parents.csv", "Number\n1\n2\n");
    project.write(
        "mappings/parents.yaml",
        "version: 1\nobject: parents\nsource: { delimited: parents.csv }\nbusiness_key: Number\n\
         target: { object: suppliers }\nschema: schemas/things.json\nfields:\n  Number: { from: Number }\n",
    );
    assert_eq!(
        findings(&project, 4),
        ["things.csv:4, column 2 (Parent) REF-MISSING: \"9\""]
    );
}

const NAMES: &str = "  Number: { from: Number }\n  Supplier: { from: Name }\n";

#[test]
fn an_ineligible_vendor_is_found_however_its_name_is_written() {
    let text = "Number,Name\n\
                1,Norhtwind Logistic SARL\n\
                2,\"LOGISTICS, NORTHWIND\"\n\
                3,Northern Light Foods\n\
                4,Société Générale d'Énergie\n";
    let checks = "  - { screen: Supplier, against: ineligible, similarity: 85% }\n";
    let project = project("vendors.csv", text, NAMES, checks);
    let file = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        file.replace(
            "crosswalks:",
            "crosswalks:\n  ineligible: { delimited: crosswalks/ineligible.csv, from: Name, to: Why }",
        ),
    );
    project.write(
        "crosswalks/ineligible.csv",
        "Name,Why\nNorthwind Logistics Ltd,debarred until 2028\nSociete generale d'energie,\n",
    );
    // A likeness is for a person to judge: the records are loaded unless the mapping says otherwise.
    assert_eq!(
        findings(&project, 0),
        [
            "vendors.csv:2, column 2 (Name) VAL-SCREEN: \"Norhtwind Logistic SARL\", 88 % like Northwind Logistics Ltd \
             (debarred until 2028)",
            "vendors.csv:3, column 2 (Name) VAL-SCREEN: \"LOGISTICS, NORTHWIND\", 100 % like Northwind Logistics Ltd \
             (debarred until 2028)",
            "vendors.csv:5, column 2 (Name) VAL-SCREEN: \"Société Générale d'Énergie\", 100 % like Societe generale \
             d'energie",
        ]
    );
    let mapping = project.read("mappings/things.yaml");
    let strict = mapping.replace("similarity: 85%", "similarity: 100%, severity: error");
    project.write("mappings/things.yaml", strict);
    assert_eq!(findings(&project, 4).len(), 2);
}

#[test]
fn contracts_of_one_person_that_overlap_name_each_other() {
    let text = "Number,Person,First,Last\n\
                1,P1,2020-01-01,2020-12-31\n\
                2,P2,2020-06-01,2020-06-30\n\
                3,P1,2021-01-01,\n\
                4,P1,2022-05-05,2022-05-05\n\
                5,P3,2020-02-01,2020-01-01\n";
    let fields = "  Number: { from: Number }\n  Person: { from: Person }\n  FirstDay: { from: First }\n  \
                  LastDay: { from: Last }\n";
    let checks = "  - { no_overlap: [FirstDay, LastDay], by: [Person] }\n";
    let project = project("contracts.csv", text, fields, checks);
    assert_eq!(
        findings(&project, 4),
        [
            "contracts.csv:6, column 4 (Last) VAL-SPAN: FirstDay 2020-02-01, LastDay 2020-01-01",
            "contracts.csv:5, column 3 (First) VAL-SPAN: days that contracts.csv:4, column 3 (First) has too",
            "contracts.csv:4, column 3 (First) VAL-SPAN: days that contracts.csv:5, column 3 (First) has too",
        ]
    );
}

#[test]
fn mistakes_in_such_rules_are_said_before_anything_is_read() {
    let checks = "  - { balanced: [Debit, Creditt], by: [Jurnal] }\n  \
                  - { sum: lines.LineAmount, equals: Amount }\n  \
                  - { screen: Journal, against: inelgible, similarity: 20% }\n  \
                  - { no_overlap: [FirstDay] }\n";
    let project = project("journals.csv", "Number\n1\n", JOURNAL, checks);
    let said = project.run(&Erp::start(), &["check"]).code(3).stderr;
    for word in [
        "Creditt",
        "Jurnal",
        "lines.LineAmount",
        "inelgible",
        "`20%`",
        "not a first and a last day",
    ] {
        assert!(said.contains(word), "no word of {word}:\n{said}");
    }
}

#[test]
fn a_value_that_must_be_unique_is_found_across_files_with_both_places() {
    let project = project(
        "north.csv",
        "Number,Name\n1,Aurora\n2,Borealis\n",
        NAMES,
        "  - { unique: [Supplier] }\n",
    );
    project.write("data/south.csv", "Number,Name\n3,Cassiopeia\n4,Aurora\n");
    let mapping = project.read("mappings/things.yaml");
    let mapping = mapping.replace("delimited: north.csv", "delimited: \"*th.csv\"");
    project.write("mappings/things.yaml", mapping);
    assert_eq!(
        findings(&project, 4),
        [
            "north.csv:2, column 2 (Name) VAL-UNIQUE: the same value as south.csv:3, column 2 (Name)",
            "south.csv:3, column 2 (Name) VAL-UNIQUE: the same value as north.csv:2, column 2 (Name)",
        ]
    );
}
