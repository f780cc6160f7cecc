//! The forms of a report beside the page: a workbook, `JUnit` XML, Markdown, JSON with its schema.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use regex::Regex;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::golden::{golden, redacted};
use crate::spreadsheet_program::worked_out;
use crate::support::{Erp, Project, home};

/// Begins as a formula, and is a name.
const FORMULA: &str = "=1+1";
/// Tries to be markup everywhere.
const MARKUP: &str = "<b>*Acme* | [x](y) @all</b>";

/// A project whose run has rejects, breaks and totals, one of them with more digits than a spreadsheet's numbers have.
fn reconciled(erp: &Erp) -> Project {
    let project = Project::init();
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        format!("{mapping}control_totals:\n  - {{ sum: Balance, by: Currency }}\n"),
    );
    project.write(
        "data/vendors.csv",
        format!(
            "Vendor ID,Vendor Name,Country,Balance,Currency\n\
             1,{FORMULA},KEN,0.10,EUR\n2,\"{MARKUP}\",NOR,0.20,EUR\n3,Gamma,BRA,-0.30,EUR\n\
             4,Delta,???,12.55,EUR\n5,Epsilon,KEN,1234567890123456.78,IDR\n6,Zeta,KEN,1,USD\n"
        ),
    );
    project.write(
        "erp.csv",
        format!(
            "SupplierNumber,Supplier\n000001,{FORMULA}\n000002,Acme\n000003,Gamma\n000005,Epsilon\n"
        ),
    );
    project
        .run(
            erp,
            &["reconcile", "--against", "erp.csv", "--object", "suppliers"],
        )
        .code(4);
    project
}

pub(crate) type Sheets = BTreeMap<String, Vec<Vec<String>>>;

/// The workbook of the project's one run, worked out by a spreadsheet program.
pub(crate) fn workbook(project: &Project, erp: &Erp) -> Sheets {
    let said = project
        .run(erp, &["report", "--format", "xlsx"])
        .ok()
        .stdout;
    let file = Path::new(said.trim()).to_owned();
    assert!(file.ends_with("reports/run-1.xlsx"), "{said}");
    let folder = project.path().join("sheets");
    std::fs::create_dir_all(&folder).unwrap();
    worked_out(&project.path().join(file), &folder)
}

/// The rows of a sheet below its titles, each by title.
pub(crate) fn rows(sheets: &Sheets, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut rows = sheets[name].iter();
    let titles = rows.next().unwrap();
    rows.map(|row| titles.iter().cloned().zip(row.iter().cloned()).collect())
        .collect()
}

#[test]
fn the_workbook_has_every_line_and_its_formulas_come_to_the_figures_of_the_report() {
    let erp = Erp::start();
    let project = reconciled(&erp);
    let report = project.report(&erp);
    let sheets = workbook(&project, &erp);
    let names: Vec<&str> = sheets.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Breaks", "Causes", "Findings", "Records", "Rejects", "Summary", "Totals"
        ]
    );

    // The closing equation, worked out by the spreadsheet program.
    let object = &report["objects"][0];
    let records = rows(&sheets, "Records");
    assert_eq!(records[0]["Read"], object["funnel"]["read"].to_string());
    assert_eq!(
        records[0]["Accounted for"],
        object["equation"]["accounted"].to_string()
    );
    assert_eq!(
        (&*records[0]["Not accounted for"], &*records[0]["Adds up"]),
        ("0", "yes")
    );
    let all = records
        .iter()
        .find(|row| row["Object"] == "All objects")
        .unwrap();
    assert_eq!(all["Read"], "6");

    // The totals: what can be a number is one, and the formulas agree with the report to the last digit.
    let totals = rows(&sheets, "Totals");
    let told = object["totals"].as_array().unwrap();
    assert_eq!(totals.len(), told.len());
    let number = |text: &str| text.parse::<Decimal>().unwrap().normalize();
    for (row, total) in totals.iter().zip(told) {
        assert_eq!(row["Group"], total["group"].as_str().unwrap());
        let formulas = [
            ("Legacy files", "source"),
            ("Loaded", "loaded"),
            ("Not accounted for", "unaccounted"),
        ];
        for (title, name) in formulas {
            let (shown, wanted) = (number(&row[title]), number(total[name].as_str().unwrap()));
            assert_eq!(shown, wanted, "{title} of {row:?}");
        }
        let agrees = if total["agrees"] == true { "yes" } else { "no" };
        assert_eq!(row["Agrees"], agrees);
        assert_eq!(row["Remark"].is_empty(), row["Group"] != "IDR", "{row:?}");
    }

    // The lists are whole, and what begins as a formula is text.
    let rejects = rows(&sheets, "Rejects");
    assert_eq!(rejects.len(), 1);
    assert_eq!(
        [
            "Object",
            "Business key",
            "Where",
            "State",
            "Stage",
            "Causes"
        ]
        .map(|title| &*rejects[0][title]),
        [
            "suppliers",
            "000004",
            "vendors.csv:5",
            "rejected",
            "map",
            "MAP-UNMAPPED-CODE"
        ]
    );
    let breaks = rows(&sheets, "Breaks");
    let broken = breaks.iter();
    let mut broken: Vec<_> = broken
        .map(|row| ["Kind", "Business key", "Decision"].map(|title| &*row[title]))
        .collect();
    broken.sort_unstable();
    assert_eq!(
        broken,
        [["missing", "000006", "open"], ["text", "000002", "open"]]
    );
    assert_eq!(rows(&sheets, "Findings").len(), 1);
    assert_eq!(rows(&sheets, "Findings")[0]["Found"], "\"???\"");
}

#[test]
fn what_begins_as_a_formula_stays_text_in_the_workbook() {
    let erp = Erp::start();
    let project = Project::init();
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace(
            "{ from: Country, crosswalk: countries }",
            "{ from: Country, crosswalk: countries, required: true }",
        ),
    );
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n=1+1,Acme,=2+3\n",
    );
    project.run(&erp, &["check"]).code(4);
    let findings = rows(&workbook(&project, &erp), "Findings");
    assert_eq!(findings[0]["Business key"], "00=1+1");
    assert!(findings[0]["Found"].contains("=2+3"), "{findings:?}");
    let rejects = rows(&workbook(&project, &erp), "Rejects");
    assert_eq!(rejects[0]["Business key"], "00=1+1");
}

#[test]
fn a_pipeline_sees_a_case_for_each_stage_and_gate() {
    let erp = Erp::start();
    let project = reconciled(&erp);
    let xml = project
        .run(&erp, &["report", "--format", "junit"])
        .ok()
        .stdout;
    let times = Regex::new(r#"time(stamp)?="[^"]*""#).unwrap();
    let xml = times.replace_all(&xml, "time$1=\"[time]\"").into_owned();
    golden!("report-junit", redacted(&xml, project.path()));
    // It can be read, and says as many cases as it has.
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut cases, mut failures, mut stated) = (0, 0, None);
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "testcase" => cases += 1,
                "failure" => failures += 1,
                "testsuites" => {
                    let of = |name: &str| {
                        let found = tag.try_get_attribute(name).unwrap().unwrap();
                        found.value.into_owned()
                    };
                    stated = Some((of("tests"), of("failures")));
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(stated, Some((cases.to_string(), failures.to_string())));
    assert!(failures > 0);
}

#[test]
fn a_merge_request_gets_the_verdict_and_no_markup_of_strangers() {
    let erp = Erp::start();
    let project = reconciled(&erp);
    let text = project
        .run(&erp, &["report", "--format", "markdown"])
        .ok()
        .stdout;
    let took = Regex::new(r"· \d[^·]* · Landbridge").unwrap();
    let text = took.replace_all(&text, "· [took] · Landbridge");
    golden!("report-markdown", redacted(&text, project.path()));
}

/// Members of a document that its schema does not describe.
fn undescribed(document: &Json, schema: &Json, whole: &Json, place: &str, found: &mut Vec<String>) {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => &whole["$defs"][reference.trim_start_matches("#/$defs/")],
        None => schema,
    };
    match document {
        Json::Object(members) => {
            for (name, member) in members {
                let place = format!("{place}.{name}");
                match schema["properties"].get(name) {
                    Some(known) => undescribed(member, known, whole, &place, found),
                    None if schema.get("additionalProperties").is_some() => {}
                    None => found.push(place),
                }
            }
        }
        Json::Array(items) => {
            for item in items {
                undescribed(item, &schema["items"], whole, &format!("{place}[]"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_json_document_is_what_its_published_schema_says() {
    let schema = std::fs::read_to_string(home().join("docs/schema/report.json")).unwrap();
    let schema: Json = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let erp = Erp::start();
    let project = reconciled(&erp);
    project.run(&erp, &["check"]).code(4);
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country,Balance,Currency\n1,Acme,KEN,1,EUR\n4,Delta,???,2,EUR\n",
    );
    project.run(&erp, &["check"]).code(4);
    project.run(&erp, &["load"]).code(4);
    project.run(&erp, &["run"]).code(4);
    for run in ["1", "2", "3", "4", "5"] {
        let text = project
            .run(&erp, &["report", run, "--format", "json"])
            .ok()
            .stdout;
        let document: Json = serde_json::from_str(&text).unwrap();
        let wrong: Vec<String> = (validator.iter_errors(&document))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(wrong, Vec::<String>::new(), "run {run}");
        let mut unknown = Vec::new();
        undescribed(&document, &schema, &schema, "", &mut unknown);
        assert_eq!(unknown, Vec::<String>::new(), "run {run}");
    }
    let mut broken: Json = serde_json::from_str(
        &project
            .run(&erp, &["report", "--format", "json"])
            .ok()
            .stdout,
    )
    .unwrap();
    broken["run"] = Json::from("five");
    assert!(!validator.is_valid(&broken));
}

#[test]
fn the_workbook_is_told_in_the_language_that_is_asked_for() {
    let erp = Erp::start();
    let project = reconciled(&erp);
    let arguments = ["report", "--format", "xlsx", "--language", "fr"];
    let said = project.run(&erp, &arguments).ok().stdout;
    assert!(said.trim().ends_with("reports/run-1-fr.xlsx"), "{said}");
    let mut shown = String::new();
    for sheet in [
        "Enregistrements",
        "Totaux",
        "Causes",
        "Constats",
        "Rejets",
        "Écarts",
    ] {
        let arguments = ["peek", said.trim(), "--sheet", sheet, "--format", "jsonl"];
        let lines = project.run(&erp, &arguments).ok().stdout;
        let first: Json = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        let fields = first["fields"].as_object().unwrap().iter();
        let cells: Vec<String> = fields
            .map(|(name, field)| format!("{name}: {}", field["value"].as_str().unwrap_or_default()))
            .collect();
        writeln!(shown, "{sheet}\n  {}", cells.join("\n  ")).unwrap();
    }
    golden!("report-workbook-fr", shown);
}

/// The language that an HTML page says it is in.
fn language_of(page: &str) -> &str {
    let (_, rest) = page.split_once("<html lang=\"").unwrap();
    rest.split_once('"').unwrap().0
}

#[test]
fn reports_are_in_the_language_of_the_project_unless_another_is_asked_for() {
    let erp = Erp::start();
    let project = Project::init();
    let settings = project.read("landbridge.yaml");
    project.write("landbridge.yaml", format!("{settings}\nlanguage: fr\n"));
    project.run(&erp, &["run"]).ok();
    // The page that every command writes.
    assert_eq!(language_of(&project.read("reports/run-1.html")), "fr");
    for (arguments, file, language) in [
        ("", "run-1.html", "fr"),
        ("--language fr", "run-1.html", "fr"),
        ("--language en", "run-1-en.html", "en"),
        ("--language es", "run-1-es.html", "es"),
        ("--format summary", "run-1-summary-fr.html", "fr"),
        (
            "--format summary --language en",
            "run-1-summary-en.html",
            "en",
        ),
    ] {
        let mut words = vec!["report"];
        words.extend(arguments.split_whitespace());
        let said = project.run(&erp, &words).ok().stdout;
        assert!(
            said.trim().ends_with(&format!("reports/{file}")),
            "{arguments}: {said}"
        );
        let page = project.read(&format!("reports/{file}"));
        assert_eq!(language_of(&page), language, "{arguments}");
    }
    let said = |arguments: &[&str]| project.run(&erp, arguments).ok().stdout;
    let markdown = ["report", "--format", "markdown"];
    let french = said(&[&markdown[..], &["--language", "fr"]].concat());
    assert_eq!(said(&markdown), french);
    assert_ne!(
        said(&[&markdown[..], &["--language", "en"]].concat()),
        french
    );
    let book = said(&["report", "--format", "xlsx"]);
    assert!(book.trim().ends_with("reports/run-1.xlsx"), "{book}");
    said(&[
        "peek",
        book.trim(),
        "--sheet",
        "Enregistrements",
        "--format",
        "jsonl",
    ]);
}
