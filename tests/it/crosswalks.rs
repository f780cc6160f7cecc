//! Codes that no crosswalk has go out to their owner, and come back.

use rust_xlsxwriter::Workbook;

use crate::support::{Erp, Project};

fn project() -> Project {
    let project = Project::init();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Acme,NORWAY\n2,Beta,NOR\n3,Gamma,007\n4,Delta,007\n5,Eta,NORWEY\n",
    );
    project.write(
        "crosswalks/countries.csv",
        "legacy,erp\nNOR,NO\nNORWAY,NO\n",
    );
    project
}

/// What a person makes of the worksheet: the codes that they know are filled in.
fn filled(project: &Project, rows: &[(&str, &str, &str)]) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, title) in (0..).zip(["Crosswalk", "Legacy code", "ERP code"]) {
        sheet.write_string(0, column, title).unwrap();
    }
    for (row, (crosswalk, code, target)) in (1..).zip(rows) {
        sheet.write_string(row, 0, *crosswalk).unwrap();
        sheet.write_string(row, 1, *code).unwrap();
        sheet.write_string(row, 2, *target).unwrap();
    }
    let path = project.path().join("filled.xlsx");
    workbook.save(path).unwrap();
}

#[test]
fn open_codes_go_out_with_proposals_and_what_is_filled_in_comes_back() {
    let erp = Erp::start();
    let project = project();
    project.run(&erp, &["check"]).code(4);
    let said = project
        .run(&erp, &["crosswalk", "open", "--output", "open.xlsx"])
        .ok()
        .stdout;
    assert!(said.starts_with("2 codes are in no crosswalk"), "{said}");
    let peeked = project
        .look("peek", &["open.xlsx", "--format", "jsonl"])
        .ok()
        .stdout;
    let codes: Vec<serde_json::Value> = peeked
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let column = |row: usize, name: &str| codes[row]["fields"][name]["value"].clone();
    // What holds up most comes first, and no code loses its zeros.
    assert_eq!(column(0, "Legacy code"), "007");
    assert_eq!(column(0, "Records held up"), "2");
    assert_eq!(column(0, "Proposal"), "");
    assert_eq!(column(1, "Legacy code"), "NORWEY");
    assert_eq!(column(1, "Proposal"), "NO");
    assert_eq!(column(1, "Why proposed"), "83 % like NORWAY");

    filled(
        &project,
        &[
            ("countries", "007", ""),
            ("countries", "NORWEY", "NO"),
            ("countries", "NOR", "NO"),
        ],
    );
    let said = project
        .run(&erp, &["crosswalk", "fill", "filled.xlsx"])
        .ok()
        .stdout;
    assert_eq!(
        said,
        "countries: 1 added to crosswalks/countries.csv, 1 known already, 1 still open\n"
    );
    assert_eq!(
        project.read("crosswalks/countries.csv"),
        "legacy,erp\nNOR,NO\nNORWAY,NO\nNORWEY,NO\n"
    );
    filled(&project, &[("countries", "007", "GB")]);
    project
        .run(&erp, &["crosswalk", "fill", "filled.xlsx"])
        .ok();
    project.run(&erp, &["check"]).ok();
    let said = project.run(&erp, &["crosswalk", "open"]).ok().stdout;
    assert_eq!(said, "every code of this run is in its crosswalk\n");
}

#[test]
fn a_code_that_looks_like_a_formula_is_text_in_the_worksheet() {
    let erp = Erp::start();
    let project = project();
    let code = "=cmd|' /C calc'!A0";
    project.write(
        "data/vendors.csv",
        format!("Vendor ID,Vendor Name,Country\n1,Acme,{code}\n2,Beta,@SUM(1+9)\n"),
    );
    project.run(&erp, &["check"]).code(4);
    project
        .run(&erp, &["crosswalk", "open", "--output", "open.xlsx"])
        .ok();
    let options = [
        "open.xlsx",
        "--format",
        "jsonl",
        "--option",
        "formulas=true",
    ];
    let peeked = project.look("peek", &options).ok().stdout;
    let first: serde_json::Value = serde_json::from_str(peeked.lines().next().unwrap()).unwrap();
    assert_eq!(first["fields"]["Legacy code"]["value"], code);
    let file = std::fs::File::open(project.path().join("open.xlsx")).unwrap();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut sheet = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    let sheet = std::io::read_to_string(&mut sheet).unwrap();
    assert!(!sheet.contains("<f"), "{sheet}");
}

#[test]
fn a_worksheet_with_a_mistake_changes_nothing_and_all_mistakes_are_said() {
    let erp = Erp::start();
    let project = project();
    let before = project.read("crosswalks/countries.csv");
    filled(
        &project,
        &[
            ("countries", "X", "XX"),
            ("countries", "NOR", "SE"),
            ("contries", "Y", "YY"),
            ("countries", "X", "X2"),
        ],
    );
    let said = project
        .run(&erp, &["crosswalk", "fill", "filled.xlsx"])
        .code(3)
        .stderr;
    for word in [
        "`NOR` to `SE`, but `countries` has `NO` for it already",
        "there is no crosswalk `contries`",
        "`X` to `X2`, but `countries` has `XX` for it already",
        "C3",
        "Nothing was added.",
    ] {
        assert!(said.contains(word), "no word of {word}:\n{said}");
    }
    assert_eq!(project.read("crosswalks/countries.csv"), before);
}

#[test]
fn a_line_of_a_crosswalk_that_cannot_be_read_is_told_and_not_passed_over() {
    let erp = Erp::start();
    let project = project();
    project.write("crosswalks/countries.csv", "legacy,erp\nNOR,NO\nNORWAY\n");
    let file = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        file.replace(
            "crosswalks/countries.csv,",
            "crosswalks/countries.csv, ragged: refuse,",
        ),
    );
    let said = project.run(&erp, &["check"]).code(3).stderr;
    assert!(said.contains("countries.csv:3"), "{said}");
}

/// The crosswalk of countries as a sheet of a workbook, which has an owner and a version.
fn in_a_workbook(project: &Project, more: &str) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Countries").unwrap();
    for (row, (old, new)) in (0..).zip([("Old, as was", "New"), ("NOR", "NO"), ("NORWAY", "NO")]) {
        sheet.write_string(row, 0, old).unwrap();
        sheet.write_string(row, 1, new).unwrap();
    }
    workbook
        .save(project.path().join("crosswalks/lists.xlsx"))
        .unwrap();
    let file = project.read("landbridge.yaml");
    let line = file
        .lines()
        .find(|line| line.contains("countries:"))
        .unwrap();
    let new = format!(
        "  countries: {{ spreadsheet: crosswalks/lists.xlsx, sheet: Countries, from: \"Old, as was\", to: New, \
         owner: masterdata@example.org, version: 2025-06 as signed{more} }}"
    );
    project.write("landbridge.yaml", file.replace(line, &new));
}

#[test]
fn a_crosswalk_in_a_workbook_takes_what_is_filled_in_beside_it_with_the_same_command() {
    let erp = Erp::start();
    for (more, beside) in [
        ("", "crosswalks/countries-added.csv"),
        (", added: lists/new.csv", "lists/new.csv"),
    ] {
        let project = project();
        in_a_workbook(&project, more);
        project.run(&erp, &["check"]).code(4);
        let said = project
            .run(&erp, &["crosswalk", "open", "--output", "open.xlsx"])
            .ok()
            .stdout;
        assert!(said.starts_with("2 codes are in no crosswalk"), "{said}");
        let peeked = project
            .look("peek", &["open.xlsx", "--format", "jsonl"])
            .ok()
            .stdout;
        let first: serde_json::Value =
            serde_json::from_str(peeked.lines().next().unwrap()).unwrap();
        assert_eq!(first["fields"]["Owner"]["value"], "masterdata@example.org");

        let workbook = std::fs::read(project.path().join("crosswalks/lists.xlsx")).unwrap();
        filled(
            &project,
            &[("countries", "007", "GB"), ("countries", "NOR", "NO")],
        );
        let said = project
            .run(&erp, &["crosswalk", "fill", "filled.xlsx"])
            .ok()
            .stdout;
        assert_eq!(
            said,
            format!("countries: 1 added to {beside}, 1 known already\n")
        );
        filled(&project, &[("countries", "NORWEY", "NO")]);
        project
            .run(&erp, &["crosswalk", "fill", "filled.xlsx"])
            .ok();
        assert_eq!(
            project.read(beside),
            "\"Old, as was\",\"New\"\n007,GB\nNORWEY,NO\n"
        );
        let after = std::fs::read(project.path().join("crosswalks/lists.xlsx")).unwrap();
        assert_eq!(after, workbook, "the workbook is left as it is");
        project.run(&erp, &["check"]).ok();

        // What stands in both and differs is a mistake of the crosswalk, as within one file.
        let added = project.read(beside);
        project.write(beside, format!("{added}NORWAY,SE\n"));
        let said = project.run(&erp, &["check"]).code(3).stderr;
        assert!(
            said.contains("MAPPING-CROSSWALK-CONFLICT") && said.contains(beside),
            "{said}"
        );
    }
}

#[test]
fn a_run_keeps_the_owner_the_version_and_the_hash_of_each_crosswalk_that_it_used() {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};
    let erp = Erp::start();
    let project = project();
    in_a_workbook(&project, "");
    let file = project.read("landbridge.yaml");
    let unused = "  unused: { delimited: crosswalks/countries.csv, from: legacy, to: erp }\n";
    project.write(
        "landbridge.yaml",
        file.replace("crosswalks:\n", &format!("crosswalks:\n{unused}")),
    );
    project.run(&erp, &["check"]).code(4);
    let report = project.report(&erp);
    let workbook = std::fs::read(project.path().join("crosswalks/lists.xlsx")).unwrap();
    let mut sha256 = String::new();
    for byte in Sha256::digest(&workbook) {
        write!(sha256, "{byte:02x}").unwrap();
    }
    assert_eq!(
        report["terms"]["crosswalks"],
        serde_json::json!([{
            "name": "countries", "owner": "masterdata@example.org", "version": "2025-06 as signed",
            "sha256": sha256, "codes": 2,
        }])
    );
    // The report of an earlier run tells what held then.
    filled(&project, &[("countries", "007", "GB")]);
    project
        .run(&erp, &["crosswalk", "fill", "filled.xlsx"])
        .ok();
    project.run(&erp, &["check"]).code(4);
    let now = project.report(&erp)["terms"]["crosswalks"][0].clone();
    assert_eq!(now["codes"], 3);
    assert_ne!(now["sha256"], sha256);
    let then = project
        .run(&erp, &["report", "1", "--format", "json"])
        .ok()
        .stdout;
    let then: serde_json::Value = serde_json::from_str(&then).unwrap();
    assert_eq!(then["terms"]["crosswalks"][0]["sha256"], sha256);
}
