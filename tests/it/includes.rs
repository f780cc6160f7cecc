//! Crosswalks and groups of field rules that several mappings share stand in files of their own.

use crate::support::{Erp, Project};

const GROUP: &str = "version: 1
about: What every party has.
fields:
  TaxOrganizationType:  { value: CORPORATION }
  BusinessRelationship: { value: SPEND_AUTHORIZED }
  TaxpayerCountry:      { from: Country, crosswalk: countries }
";

/// The project of `init`, with its crosswalk and half of its rules in shared files.
fn project() -> Project {
    let project = Project::init();
    let mapping = project.read("mappings/suppliers.yaml");
    let (own, _) = mapping.split_once("  TaxOrganizationType").unwrap();
    project.write(
        "mappings/suppliers.yaml",
        own.replace("fields:", "include: shared/parties.yaml\nfields:"),
    );
    project.write("shared/parties.yaml", GROUP);
    let file = project.read("landbridge.yaml");
    let line = "crosswalks:\n  countries: { delimited: crosswalks/countries.csv, from: legacy, to: erp }\n";
    assert!(file.contains(line), "{file}");
    project.write(
        "landbridge.yaml",
        file.replace(line, "include: [shared/crosswalks.yaml]\n"),
    );
    project.write("shared/crosswalks.yaml", format!("version: 1\n{line}"));
    project
}

#[test]
fn a_project_with_shared_files_is_the_project_with_all_in_its_own() {
    let erp = Erp::start();
    project().run(&erp, &["load"]).ok();
    let shared = erp.all("suppliers", "");
    let erp = Erp::start();
    Project::init().run(&erp, &["load"]).ok();
    let own = erp.all("suppliers", "");
    let told = |all: &[serde_json::Value]| {
        let names = [
            "SupplierNumber",
            "Supplier",
            "TaxOrganizationType",
            "BusinessRelationship",
            "TaxpayerCountry",
        ];
        let one = |record: &serde_json::Value| names.map(|name| record[name].clone());
        {
            let mut told: Vec<_> = all.iter().map(one).collect();
            told.sort_by_key(|one| one[0].to_string());
            told
        }
    };
    assert!(!own.is_empty());
    assert_eq!(told(&shared), told(&own));
}

#[test]
fn a_rule_of_the_mapping_itself_wins_and_changes_nothing_for_others() {
    let erp = Erp::start();
    let project = project();
    let mapping = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        format!("{mapping}  BusinessRelationship: {{ value: PROSPECTIVE }}\n"),
    );
    project.run(&erp, &["load"]).ok();
    assert!(
        erp.all("suppliers", "")
            .iter()
            .all(
                |one| one["BusinessRelationship"].as_str().unwrap().to_uppercase() == "PROSPECTIVE"
            )
    );
    assert_eq!(project.read("shared/parties.yaml"), GROUP);
}

#[test]
fn a_mistake_in_an_included_file_is_told_there_with_the_place_that_includes_it() {
    let erp = Erp::start();
    let project = project();
    project.write(
        "shared/parties.yaml",
        GROUP
            .replace("from: Country", "from: Contry")
            .replace("TaxOrganizationType:", "TaxOrganisationType:"),
    );
    let crosswalks = project.read("shared/crosswalks.yaml");
    project.write(
        "shared/crosswalks.yaml",
        crosswalks.replace("from: legacy", "from: legasy"),
    );
    let said = project.run(&erp, &["check"]).code(3).stderr;
    for word in [
        "shared/parties.yaml:6",
        "\"Contry\", included at mappings/suppliers.yaml:13",
        "shared/parties.yaml:4",
        "\"TaxOrganisationType\", included at mappings/suppliers.yaml:13",
        "shared/crosswalks.yaml:3",
        "`legasy`, included at landbridge.yaml:",
    ] {
        assert!(said.contains(word), "no word of {word}:\n{said}");
    }
}

#[test]
fn circles_ways_out_of_the_folder_and_names_in_two_files_are_refused() {
    let erp = Erp::start();
    let group = |include: &str| GROUP.replace("about", &format!("include: {include}\nabout"));
    for (file, text, said) in [
        (
            "shared/parties.yaml",
            group("shared/parties.yaml"),
            "do not include each other in a circle",
        ),
        (
            "shared/parties.yaml",
            group("./shared/./parties.yaml"),
            "do not include each other in a circle",
        ),
        (
            "shared/parties.yaml",
            group("../parties.yaml"),
            "\"../parties.yaml\", which leads out of the project folder",
        ),
        (
            "shared/parties.yaml",
            group("/etc/passwd"),
            "\"/etc/passwd\", which leads out of the project folder",
        ),
        (
            "shared/parties.yaml",
            group("shared/none.yaml"),
            "no file shared/none.yaml",
        ),
        (
            "shared/parties.yaml",
            GROUP.replace("fields:", "felds:"),
            "key \"felds\"",
        ),
        (
            "shared/parties.yaml",
            String::new(),
            "shared/parties.yaml, with nothing in it",
        ),
        (
            "shared/crosswalks.yaml",
            "version: 1\ncrosswalks: {}\ninclude: shared/crosswalks.yaml\n".to_owned(),
            "in a circle",
        ),
    ] {
        let project = project();
        project.write(file, text);
        let all = project.run(&erp, &["check"]).code(3).stderr;
        assert!(all.contains(said), "no word of {said}:\n{all}");
    }
    let project = project();
    let mapping = project.read("mappings/suppliers.yaml");
    project.write("shared/more.yaml", GROUP);
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace(
            "include: shared/parties.yaml",
            "include: [shared/parties.yaml, shared/more.yaml]",
        ),
    );
    let said = project.run(&erp, &["check"]).code(3).stderr;
    for word in [
        "FILE-DUPLICATE-KEY",
        "shared/more.yaml:4",
        "it stands in shared/parties.yaml:4 already",
    ] {
        assert!(said.contains(word), "no word of {word}:\n{said}");
    }
}

#[test]
fn a_file_outside_of_the_folder_is_included_where_that_is_said() {
    let erp = Erp::start();
    let project = project();
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("parties.yaml");
    std::fs::write(&path, GROUP).unwrap();
    let mapping = project.read("mappings/suppliers.yaml");
    let stated = format!("include: {{ file: '{}', outside: true }}", path.display());
    project.write(
        "mappings/suppliers.yaml",
        mapping.replace("include: shared/parties.yaml", &stated),
    );
    project.run(&erp, &["check"]).ok();
}

#[test]
fn the_mapping_workbook_shows_what_is_included_and_never_writes_into_it() {
    let erp = Erp::start();
    let project = project();
    project
        .run(&erp, &["mapping", "export", "--output", "book.xlsx"])
        .ok();
    let options = ["book.xlsx", "--sheet", "suppliers", "--format", "jsonl"];
    let peeked = project.look("peek", &options).ok().stdout;
    assert!(peeked.contains("filled by shared/parties.yaml"), "{peeked}");
    let before = project.read("mappings/suppliers.yaml");
    let said = project
        .run(&erp, &["mapping", "import", "book.xlsx"])
        .ok()
        .stdout;
    assert_eq!(project.read("mappings/suppliers.yaml"), before, "{said}");
    assert_eq!(project.read("shared/parties.yaml"), GROUP);
}
