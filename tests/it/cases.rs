//! A consultant writes cases beside a mapping and sees at once what a change of the mapping does.

use serde_json::Value as Json;

use crate::support::{Project, Ran, home};

fn demo() -> Project {
    let project = Project::copy_of(&home().join("mappings/demo"));
    // Cases need no legacy file.
    std::fs::remove_dir_all(project.path().join("data")).unwrap();
    project
}

fn test(project: &Project, arguments: &[&str]) -> Ran {
    let arguments: Vec<&str> = ["test"].iter().chain(arguments).copied().collect();
    project.look("mapping", &arguments)
}

#[track_caller]
fn held_to_80_columns(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "over 80 columns: {line}");
    }
}

#[test]
fn every_case_of_the_example_comes_as_expected() {
    let project = demo();
    let ran = test(&project, &[]).ok();
    assert_eq!(
        ran.stdout,
        "invoices: 6 ok\norders: 4 ok\nsuppliers: 8 ok\n"
    );
    assert_eq!(ran.stderr, "");
    // Nothing is made: neither a ledger nor a report.
    assert!(!project.path().join(".landbridge").exists());
    assert!(!project.path().join("reports").exists());
}

#[test]
fn the_cases_of_the_example_concern_every_rule_of_its_mappings() {
    let folder = home().join("mappings/demo");
    for name in ["suppliers", "invoices", "orders"] {
        let mapping =
            std::fs::read_to_string(folder.join(format!("mappings/{name}.yaml"))).unwrap();
        let cases = std::fs::read_to_string(folder.join(format!("cases/{name}.md"))).unwrap();
        let fields = mapping.split("\nfields:\n").nth(1).unwrap();
        let fields = fields.split("\nchecks:").next().unwrap();
        for line in fields.lines().filter(|line| line.contains(": {")) {
            let (attribute, rule) = line.trim().split_once(':').unwrap();
            let is_rule = !matches!(attribute, "each" | "fields");
            assert!(
                !is_rule || cases.contains(&format!("{attribute} ")),
                "{name}: no case expects {attribute}: {rule}"
            );
        }
        let checks = mapping.matches("- that:").count();
        assert!(
            cases.matches("VAL-CHECK").count() >= checks,
            "{name}: checks without a case"
        );
    }
}

#[test]
fn a_mapping_that_was_changed_fails_its_case_with_attribute_expected_got_and_rule() {
    let project = demo();
    let file = "mappings/suppliers.yaml";
    let changed = project
        .read(file)
        .replace("pad: 8", "pad: 9")
        .replace("City: { from: City }", "City: { from: City, case: upper }");
    project.write(file, changed);
    let ran = test(&project, &["suppliers"]).code(3);
    held_to_80_columns(&ran.stdout);
    let first: Vec<&str> = ran.stdout.lines().take(7).collect();
    assert_eq!(first[0], "FAILED A company with an office and a warehouse");
    assert!(
        first[1].starts_with("  cases/suppliers.md:"),
        "{}",
        first[1]
    );
    assert_eq!(first[2], "    SupplierNumber");
    assert!(
        first[3].starts_with("      expected  00000121  (line "),
        "{}",
        first[3]
    );
    assert_eq!(first[4], "      got       000000121");
    assert!(
        first[5].starts_with("      rule      mappings/suppliers.yaml:"),
        "{}",
        first[5]
    );
    assert_eq!(
        first[6].trim(),
        "SupplierNumber: { from: Vendor ID, pad: 9 }"
    );
    assert!(
        ran.stdout
            .contains("    addresses[2].City\n      expected  Haina  (line "),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("\n      got       HAINA\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.ends_with("suppliers: 6 ok, 2 failed\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_failed_is_told_to_programs_a_line_a_case() {
    let project = demo();
    let file = "mappings/invoices.yaml";
    project.write(file, project.read(file).replace("number: de", "number: ch"));
    let ran = test(&project, &["cases/invoices.md", "--format", "json"]).code(3);
    let lines: Vec<Json> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 6);
    let failed = &lines[0];
    assert_eq!(failed["mapping"], "invoices");
    assert_eq!(failed["file"], "cases/invoices.md");
    assert_eq!(failed["outcome"], "failed");
    assert_eq!(failed["case"], "An invoice with every field filled");
    let finding = &failed["differences"][1];
    assert_eq!(finding["what"], "finding");
    assert_eq!(finding["record"], 1);
    assert!(
        finding["got"]
            .as_str()
            .unwrap()
            .contains("MAP-NUMBER-FORMAT InvoiceAmount")
    );
    assert_eq!(finding["rule"]["file"], file);
    let text = finding["rule"]["text"].as_str().unwrap();
    assert_eq!(text, "InvoiceAmount: { from: Betrag, number: ch }");
    assert_eq!(lines[5]["outcome"], "ok");
}

const OPEN: &str = "# suppliers\n\n## Kenya\n\n### given\n\n| Vendor ID | Vendor Name | Country |\n\
    | --- | --- | --- |\n| 17 | Baobab | KEN |\n";

#[test]
fn a_case_without_an_outcome_proves_nothing_until_it_is_written() {
    let project = Project::init();
    project.write("cases/suppliers.md", OPEN);
    let ran = test(&project, &[]).code(3);
    held_to_80_columns(&ran.stdout);
    assert!(
        ran.stdout
            .starts_with("OPEN Kenya\n  cases/suppliers.md:3\n"),
        "{}",
        ran.stdout
    );
    assert_eq!(project.read("cases/suppliers.md"), OPEN);

    let ran = test(&project, &["--write"]).ok();
    assert_eq!(
        ran.stdout,
        "suppliers: 1 ok\ncases/suppliers.md: outcomes written; read them\n"
    );
    let written = project.read("cases/suppliers.md");
    assert!(written.starts_with(OPEN), "{written}");
    assert!(written.contains("\n### expected\n"), "{written}");
    assert!(
        written.contains("| SupplierNumber       | 000017"),
        "{written}"
    );
    test(&project, &[]).ok();

    // What is expected is never written over, whatever comes.
    let mapping = "mappings/suppliers.yaml";
    project.write(mapping, project.read(mapping).replace("pad: 6", "pad: 7"));
    test(&project, &["--write"]).code(3);
    assert_eq!(project.read("cases/suppliers.md"), written);
}

#[test]
fn a_mapping_without_cases_is_named_and_a_name_that_is_none_is_a_mistake() {
    let project = demo();
    std::fs::remove_file(project.path().join("cases/orders.md")).unwrap();
    let ran = test(&project, &[]).ok();
    assert!(ran.stdout.ends_with("orders: no case\n"), "{}", ran.stdout);
    let ran = test(&project, &["supliers"]).code(3);
    assert!(ran.stderr.contains("error[MAPPING-CASE]"), "{}", ran.stderr);
    assert!(ran.stderr.contains("nearest:  suppliers"), "{}", ran.stderr);
    let project = Project::init();
    let ran = test(&project, &[]).code(3);
    assert!(ran.stderr.contains("no *.md in "), "{}", ran.stderr);
}

#[test]
fn mistakes_in_a_file_of_cases_name_file_line_found_and_expected() {
    let project = Project::init();
    project.write(
        "cases/suppliers.md",
        OPEN.replace("Vendor Name", "Vendor Nmae")
            .replace("| KEN |", "| = KEN |"),
    );
    let ran = test(&project, &["--write"]).code(3);
    assert_eq!(ran.stdout, "");
    let mut at = ran.stderr.lines().filter(|line| line.starts_with("  -->"));
    assert_eq!(at.next(), Some("  --> cases/suppliers.md:7:15"));
    assert_eq!(at.next(), Some("  --> cases/suppliers.md:9:17"));
    assert!(
        ran.stderr.contains("   | | 17 | Baobab | = KEN |\n"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("nearest:  Vendor Name"),
        "{}",
        ran.stderr
    );
    assert!(!project.read("cases/suppliers.md").contains("expected"));
}

#[test]
fn cases_may_stand_in_another_folder_and_personal_values_are_not_shown() {
    let project = Project::init();
    let text = project.read("landbridge.yaml");
    project.write(
        "landbridge.yaml",
        format!("{text}\ncases: tests/of-mappings\n"),
    );
    let mapping = "mappings/suppliers.yaml";
    let personal = project
        .read(mapping)
        .replace("from: Vendor Name,", "from: Vendor Name, personal: true,");
    project.write(mapping, personal);
    project.write(
        "tests/of-mappings/suppliers.md",
        OPEN.replace("Baobab", "Wanjiku-Canary")
            + "\n### expected\n\n| attribute | value |\n|---|---|\n| Supplier | Other-Canary |\n",
    );
    let ran = test(&project, &[]).code(3);
    assert!(ran.stdout.contains("    Supplier\n"), "{}", ran.stdout);
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.contains("Canary"), "{text}");
    }
}
