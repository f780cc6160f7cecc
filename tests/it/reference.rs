//! The reference and the JSON Schemas are current, and the schemas judge as the program does.

use std::path::{Path, PathBuf};

use jsonschema::Validator;
use landbridge::project::keys::{PROJECT, TABLES};
use landbridge::project::load;
use landbridge::reference::{mapping_schema, markdown, project_schema};
use landbridge::run::Registered;
use serde_json::Value as Json;

use crate::explain::example::changed;
use crate::support::{Project, home};

/// What the checker calls a mistake in the form of a file; a schema cannot know where names lead.
const OF_FORM: &[&str] = &[
    "FILE-SYNTAX",
    "MAPPING-KEY",
    "MAPPING-TYPE",
    "MAPPING-OPTION",
    "MAPPING-EXPRESSION",
    "MAPPING-DATE-PATTERN",
    "MAPPING-SECRET",
];

const PROJECT_FILE: &str = "landbridge.yaml";
const MAPPING_FILE: &str = "mappings/suppliers.yaml";

struct Schemas {
    project: Validator,
    mapping: Validator,
}

impl Schemas {
    fn new() -> Self {
        Self {
            project: jsonschema::draft202012::new(&project_schema()).unwrap(),
            mapping: jsonschema::draft202012::new(&mapping_schema()).unwrap(),
        }
    }

    /// What the schema of that file says is wrong with a text.
    fn complaints(&self, file: &str, text: &str) -> Vec<String> {
        let json: Json = serde_saphyr::from_str(text).unwrap();
        let schema = if file.ends_with(PROJECT_FILE) {
            &self.project
        } else {
            &self.mapping
        };
        let errors = schema.iter_errors(&json);
        errors
            .map(|error| format!("{file} at {}: {error}", error.instance_path()))
            .collect()
    }
}

/// What the program says is wrong with the form of a project's files.
fn mistakes(project: &Project) -> Vec<String> {
    let loaded = load(project.path(), &Registered);
    let all = loaded.diagnostics.0.iter();
    all.filter(|one| OF_FORM.contains(&one.code.id))
        .map(|one| {
            format!(
                "{}: found {}, expected {}",
                one.code, one.found, one.expected
            )
        })
        .collect()
}

#[test]
fn the_generated_reference_is_current() {
    for (name, text) in [
        ("docs/reference.md", markdown()),
        (
            "docs/schema/project.json",
            format!("{:#}\n", project_schema()),
        ),
        (
            "docs/schema/mapping.json",
            format!("{:#}\n", mapping_schema()),
        ),
    ] {
        let there = std::fs::read_to_string(home().join(name)).unwrap_or_default();
        assert!(
            there == text,
            "{name} is not as generated: run `cargo xtask generate reference`"
        );
    }
}

/// The project and mapping files below a folder. What they include has a form of its own.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("shared") {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml")
            && !path.ends_with("crosswalks.yaml")
        {
            found.push(path);
        }
    }
}

#[test]
fn every_shipped_project_and_mapping_is_valid_for_its_schema() {
    let schemas = Schemas::new();
    let mut paths = Vec::new();
    for folder in ["mappings", "templates", "tests/real-files", "src/cli/init"] {
        files(&home().join(folder), &mut paths);
    }
    assert!(paths.len() >= 20, "{}", paths.len());
    let complaints: Vec<String> = paths
        .iter()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            schemas.complaints(path.to_str().unwrap(), &text)
        })
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    println!("{} files are valid for their schema", paths.len());
}

#[test]
fn every_example_of_a_key_is_accepted_by_the_program_and_by_the_schema() {
    let schemas = Schemas::new();
    let project = Project::init();
    // What the examples of `include` name.
    project.write("shared/crosswalks.yaml", "version: 1\ncrosswalks: {}\n");
    for group in ["parties", "sites"] {
        let text = "version: 1\nfields: { Alias: { from: Vendor Name } }\n";
        project.write(&format!("shared/{group}.yaml"), text);
    }
    let bases = [PROJECT_FILE, MAPPING_FILE].map(|file| (file, project.read(file)));
    let mut problems = Vec::new();
    let mut file = PROJECT_FILE;
    let mut examples = 0;
    for table in TABLES {
        if std::ptr::eq(*table, &raw const PROJECT) {
            file = PROJECT_FILE;
        } else if table.name == "mapping" {
            file = MAPPING_FILE;
        }
        for key in table.keys {
            examples += 1;
            let base = &bases.iter().find(|(name, _)| *name == file).unwrap().1;
            let text = changed(base, &table.within.replace('…', key.example));
            project.write(file, &text);
            let mut said = mistakes(&project);
            said.extend(schemas.complaints(file, &text));
            for said in said {
                problems.push(format!("`{}` of `{}`: {said}", key.name, table.name));
            }
            project.write(file, base);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    println!("{examples} examples of keys");
}

/// Parts of files that are broken in their form, and what the program calls it.
const BROKEN: &[(&str, &str, &str)] = &[
    (PROJECT_FILE, "version: 2", "MAPPING-TYPE"),
    (PROJECT_FILE, "projekt: p", "MAPPING-KEY"),
    (PROJECT_FILE, "project: [a, b]", "MAPPING-TYPE"),
    (PROJECT_FILE, "gates: { rejects_max: many }", "MAPPING-TYPE"),
    (PROJECT_FILE, "gates: { rejects_max: -1 }", "MAPPING-TYPE"),
    (PROJECT_FILE, "gates: { rejects: 1 }", "MAPPING-KEY"),
    (PROJECT_FILE, "stop: { refused_max: some }", "MAPPING-TYPE"),
    (
        PROJECT_FILE,
        "stop: { refused_in_a_row: 0 }",
        "MAPPING-TYPE",
    ),
    (PROJECT_FILE, "stop: { refused: 1 }", "MAPPING-KEY"),
    (PROJECT_FILE, "canary: 0", "MAPPING-TYPE"),
    (PROJECT_FILE, "canary: { then: gate }", "MAPPING-TYPE"),
    (
        PROJECT_FILE,
        "canary: { records: 5, then: nobody }",
        "MAPPING-TYPE",
    ),
    (
        PROJECT_FILE,
        "canary: { records: 5, until: gate }",
        "MAPPING-KEY",
    ),
    (
        PROJECT_FILE,
        "targets:\n  erp: { fusion: {} }",
        "MAPPING-TYPE",
    ),
    (
        PROJECT_FILE,
        "targets:\n  erp: { fusion: {}, url: { env: A, file: b } }",
        "MAPPING-TYPE",
    ),
    (
        PROJECT_FILE,
        "targets:\n  erp: { fusoin: {}, url: a }",
        "MAPPING-KEY",
    ),
    (
        PROJECT_FILE,
        "targets:\n  erp: { fusion: { framework: 4 }, url: a }",
        "MAPPING-OPTION",
    ),
    (
        PROJECT_FILE,
        "targets:\n  erp: { fusion: {}, url: a, concurrency: 0 }",
        "MAPPING-TYPE",
    ),
    (
        PROJECT_FILE,
        "targets:\n  erp: { fusion: {}, url: a, auth: { bearer: secret } }",
        "MAPPING-SECRET",
    ),
    (
        PROJECT_FILE,
        "targets:\n  erp: { fusion: {}, url: a, import_auth: { bearer: secret } }",
        "MAPPING-SECRET",
    ),
    (
        PROJECT_FILE,
        "targets:\n  erp: { fusion: {}, url: a, auth: { basic: { user: me } } }",
        "MAPPING-TYPE",
    ),
    (
        PROJECT_FILE,
        "crosswalks:\n  countries: { delimited: a.csv, from: legacy }",
        "MAPPING-TYPE",
    ),
    (
        PROJECT_FILE,
        "crosswalks:\n  countries: { delimited: a.csv, from: a, to: b, delimitor: \";\" }",
        "MAPPING-OPTION",
    ),
    (PROJECT_FILE, "targets:\n  erp: { url: a }", "MAPPING-TYPE"),
    (PROJECT_FILE, "language: klingon", "MAPPING-TYPE"),
    (MAPPING_FILE, "onwer: me", "MAPPING-KEY"),
    (MAPPING_FILE, "language: klingon", "MAPPING-TYPE"),
    (MAPPING_FILE, "schema: { form: xsd }", "MAPPING-TYPE"),
    (MAPPING_FILE, "business_key: { a: b }", "MAPPING-TYPE"),
    (MAPPING_FILE, "source: { delimitd: a.csv }", "MAPPING-KEY"),
    (MAPPING_FILE, "source: { sheet: A }", "MAPPING-TYPE"),
    (
        MAPPING_FILE,
        "source: { delimited: a.csv, data_from: first }",
        "MAPPING-OPTION",
    ),
    (
        MAPPING_FILE,
        "source: { spreadsheet: a.xlsx, delimiter: \";\" }",
        "MAPPING-OPTION",
    ),
    (MAPPING_FILE, "target: { write: insert }", "MAPPING-TYPE"),
    (
        MAPPING_FILE,
        "target: { objct: suppliers }",
        "MAPPING-OPTION",
    ),
    (
        MAPPING_FILE,
        "target: { at_most_once: maybe }",
        "MAPPING-TYPE",
    ),
    (MAPPING_FILE, "defaults: { trim: true }", "MAPPING-KEY"),
    (MAPPING_FILE, "defaults: { clean: [trimm] }", "MAPPING-TYPE"),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: Vendor Name",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { case: upper }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { from: A, value: b }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { ref: suppliers, expr: 'A' }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { from: A, cse: upper }",
        "MAPPING-KEY",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { from: A, case: capitals }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { from: A, pad: wide }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { from: A, split: { at: \"-\" } }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { from: A, number: { group: \".\" } }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { from: A, required: often }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  Supplier: { from: A, omit: always }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  lines: { each: Lines }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "fields:\n  lines: { each: Lines, fields: { A: { form: B } } }",
        "MAPPING-TYPE",
    ),
    (MAPPING_FILE, "checks:\n  - { thta: 'A' }", "MAPPING-KEY"),
    (
        MAPPING_FILE,
        "checks:\n  - { that: 'A', unique: [B] }",
        "MAPPING-KEY",
    ),
    (
        MAPPING_FILE,
        "checks:\n  - { unique: [B], severity: grave }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "checks:\n  - { sum: lines.A }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "checks:\n  - { sum: lines.A, equals: B, tolerance: -1 }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "checks:\n  - { sum: lines.A, equals: B, by: [C] }",
        "MAPPING-KEY",
    ),
    (
        MAPPING_FILE,
        "checks:\n  - { screen: A, against: countries, similarity: 20% }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "control_totals:\n  - { by: A }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "control_totals:\n  - { sum: A, expr: '1' }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "control_totals:\n  - { sum: A, number: us }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "reconcile:\n  A: { tolerance: -1, owner: Ann, reason: tests }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "reconcile:\n  A: { alike: [capitals], owner: Ann, reason: tests }",
        "MAPPING-TYPE",
    ),
    (
        MAPPING_FILE,
        "reconcile:\n  A: { tolerance: 1 }",
        "MAPPING-TYPE",
    ),
];

#[test]
fn what_the_program_refuses_for_its_form_the_schema_refuses_too() {
    let schemas = Schemas::new();
    let project = Project::init();
    let mut problems = Vec::new();
    for (file, part, code) in BROKEN {
        let base = project.read(file);
        assert_eq!(mistakes(&project), Vec::<String>::new());
        assert_eq!(schemas.complaints(file, &base), Vec::<String>::new());
        let text = changed(&base, part);
        project.write(file, &text);
        let said = mistakes(&project);
        if !said.iter().any(|one| one.starts_with(code)) {
            problems.push(format!("{part}: not {code} but {said:?}"));
        }
        if schemas.complaints(file, &text).is_empty() {
            problems.push(format!("{part}: valid for the schema, and {said:?}"));
        }
        project.write(file, &base);
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    println!("{} broken files are refused alike", BROKEN.len());
}
