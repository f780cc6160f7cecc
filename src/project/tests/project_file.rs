use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::diagnose::codes;
use crate::project::files::matches;
use crate::project::test_support::StubCatalog;
use crate::project::{Auth, Gate, Loaded, Secret, load, matching_files, resolve};

const PROJECT: &str = r#"version: 1
project: rollout
targets:
  erp:
    fusion: { framework_version: 4 }
    url: { env: LANDBRIDGE_URL }
    auth: { basic: { user: { env: LANDBRIDGE_USER }, password: { file: secrets/password } } }
    requests_per_second: 20
crosswalks:
  countries: { delimited: crosswalks/countries.csv, from: legacy, to: erp }
waves:
  first: [suppliers, sites]
gates: { rejects_max: "2%", breaks_max: 3 }
"#;

const SCHEMA: &str = r#"{ "type": "object", "properties": {
    "Number": { "type": "string" }, "Supplier": { "type": "string" } } }"#;

fn mapping(object: &str, more: &str) -> String {
    format!(
        "version: 1\nobject: {object}\nsource: {{ delimited: {object}.csv }}\n\
         business_key: Number\ntarget: {{ object: suppliers }}\n\
         fields:\n  Number: {{ from: No }}\n{more}"
    )
}

fn project(files: &[(&str, &str)]) -> Loaded {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    load(dir.path(), &StubCatalog)
}

fn good() -> Loaded {
    project(&[
        ("landbridge.yaml", PROJECT),
        ("schemas/suppliers.json", SCHEMA),
        ("mappings/a.yaml", &mapping("sites", "  Supplier: { ref: suppliers, from: Vendor }\n")),
        ("mappings/b.yaml", &mapping("suppliers", "")),
        ("mappings/c.yaml", &mapping("banks", "")),
    ])
}

#[test]
fn mappings_come_in_the_order_of_their_references_then_by_name() {
    let (project, _) = good().accept().map_err(|(d, s)| d.render(&s)).unwrap();
    let order: Vec<&str> = project.mappings.iter().map(|one| &*one.object).collect();
    assert_eq!(order, ["banks", "suppliers", "sites"]);
    assert_eq!(project.gates.rejects_max, Gate::Percent(2.into()));
    assert_eq!(project.target, "erp");
    assert_eq!(project.hash.len(), 64);
}

#[test]
fn secrets_are_looked_up_late_and_never_shown() {
    let (project, _) = good().accept().map_err(|(d, s)| d.render(&s)).unwrap();
    let target = &project.targets[0];
    let environment = |name: &str| match name {
        "LANDBRIDGE_URL" => Some("https://erp.example.org".to_owned()),
        "LANDBRIDGE_USER" => Some("loader".to_owned()),
        _ => None,
    };
    let resolved = resolve(target, &environment, &|_: &Path| Ok("s3cret\n".to_owned())).unwrap();
    let expected = Auth::Basic {
        user: "loader".to_owned(),
        password: Secret("s3cret".to_owned()),
    };
    assert_eq!(resolved.auth, expected);
    assert!(!format!("{resolved:?}").contains("s3cret"));
    let missing = resolve(target, &|_| None, &|_: &Path| {
        Err(std::io::Error::other("denied"))
    });
    let missing = missing.unwrap_err();
    assert_eq!(missing.0.len(), 3);
    assert!(missing.0.iter().all(|one| one.code == &codes::MAPPING_SECRET));
}

#[test]
fn everything_wrong_in_the_project_is_said_at_once() {
    let loaded = project(&[
        (
            "landbridge.yaml",
            r#"version: 1
project: rollout
targets:
  erp:
    fusion: { framwork_version: 4 }
    auth: { basic: { user: loader, password: hunter2 } }
  other: { fussion: {}, url: "https://x" }
target: epr
crosswalks:
  countries: { delimited: c.csv, form: legacy, to: erp }
waves: { first: [supliers] }
gates: { rejects_max: some }
"#,
        ),
        ("schemas/suppliers.json", SCHEMA),
        ("mappings/a.yaml", &mapping("suppliers", "  Supplier: { ref: sites, from: S }\n")),
        ("mappings/b.yaml", &mapping("sites", "  Supplier: { ref: suppliers, from: S }\n")),
        ("mappings/c.yaml", &mapping("sites", "")),
        ("mappings/d.yaml", &mapping("banks", "  Supplier: { ref: supplier, from: S }\n")),
        ("mappings/e.yaml", "version: 1\nobject: [\n"),
    ]);
    let text = loaded.diagnostics.render(&loaded.sources);
    assert!(!text.lines().any(|line| line.contains("found") && line.contains("hunter2")));
    assert_snapshot!(text, @"");
}

#[test]
fn objects_that_could_not_be_found_again_are_refused_unless_that_is_accepted() {
    let notes = |more: &str| {
        let text = mapping("notes", "").replace(
            "{ object: suppliers }",
            &format!("{{ object: notes{more} }}"),
        );
        project(&[
            ("landbridge.yaml", &PROJECT.replace("waves:\n  first: [suppliers, sites]\n", "")),
            ("schemas/notes.json", SCHEMA),
            ("mappings/a.yaml", &text),
        ])
    };
    let refused = notes("");
    let codes: Vec<&str> = refused.diagnostics.0.iter().map(|one| one.code.id).collect();
    assert_eq!(codes, ["MAPPING-KEY-LOOKUP"]);
    assert_eq!(notes(", at_most_once: true").diagnostics.0, []);
}

#[test]
fn a_folder_without_a_project_says_so() {
    let loaded = project(&[]);
    assert!(loaded.project.is_none());
    assert_eq!(loaded.diagnostics.0[0].code, &codes::FILE_MISSING);
}

#[test]
fn aliases_and_deep_nesting_are_refused_and_never_a_crash() {
    let deep = format!("a: {}", "[".repeat(5_000));
    for text in ["a: &x 1\nb: *x\n", &deep, "- a\n---\n- b\n", "? [a]\n: b\n", "\u{0}"] {
        let loaded = project(&[("landbridge.yaml", text)]);
        assert!(loaded.diagnostics.has_errors(), "{text:.20}");
    }
}

#[test]
fn patterns_match_names_and_stay_inside_the_folder() {
    for (pattern, name, expected) in [
        ("vendors-*.xlsx", "vendors-2019.xlsx", true),
        ("vendors-*.xlsx", "vendors.xlsx", false),
        ("v?.csv", "v1.csv", true),
        ("*", "", true),
        ("*a*b", "xaxxb", true),
        ("*a*b", "xaxxbc", false),
    ] {
        assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
    }
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("in")).unwrap();
    for name in ["b.csv", "a.csv", "~$a.csv", "c.txt", "in/d.csv"] {
        fs::write(dir.path().join(name), "").unwrap();
    }
    let names = |pattern: &str| -> Vec<String> {
        matching_files(dir.path(), pattern)
            .iter()
            .map(|path| path.strip_prefix(dir.path()).unwrap().display().to_string())
            .collect()
    };
    assert_eq!(names("*.csv"), ["a.csv", "b.csv"]);
    assert_eq!(names("*/*.csv"), ["in/d.csv"]);
    assert_eq!(names("../*"), Vec::<String>::new());
    assert_eq!(names("/etc/*"), Vec::<String>::new());
}
