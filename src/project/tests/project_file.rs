use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use crate::diagnose::codes;
use crate::project::files::matches;
use crate::project::test_support::StubCatalog;
use crate::project::{Auth, Gate, Keepers, Loaded, load, matching_files, resolve};
use crate::transport::Secret;

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
        (
            "mappings/a.yaml",
            &mapping("sites", "  Supplier: { ref: suppliers, from: Vendor }\n"),
        ),
        ("mappings/b.yaml", &mapping("suppliers", "")),
        ("mappings/c.yaml", &mapping("banks", "")),
    ])
}

#[test]
fn mappings_come_in_the_order_of_their_references_then_by_name() {
    let (project, _) = good().accept().map_err(|(d, s)| d.render(&s)).unwrap();
    let order: Vec<&str> = project.mappings.iter().map(|one| &*one.object).collect();
    assert_eq!(order, ["banks", "suppliers", "sites"]);
    assert_eq!(project.gates.run.rejects_max, Some(Gate::Percent(2.into())));
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
    let run = |words: &[String]| Ok(format!("said by {}", words.join(" ")));
    let keepers = Keepers {
        environment: &environment,
        read: &|_: &Path| Ok("s3cret\n".to_owned()),
        run: &run,
    };
    let resolved = resolve(target, keepers).unwrap();
    let expected = Auth::Basic {
        user: "loader".to_owned(),
        password: Secret::new("s3cret"),
    };
    assert_eq!(resolved.auth, expected);
    assert!(!format!("{resolved:?}").contains("s3cret"));
    let missing = Keepers {
        environment: &|_| None,
        read: &|_: &Path| Err(std::io::Error::other("denied")),
        run: &run,
    };
    let missing = resolve(target, missing);
    let missing = missing.unwrap_err();
    assert_eq!(missing.0.len(), 3);
    assert!(
        missing
            .0
            .iter()
            .all(|one| one.code == &codes::MAPPING_SECRET)
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "the golden text is long")]
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
        (
            "mappings/a.yaml",
            &mapping("suppliers", "  Supplier: { ref: sites, from: S }\n"),
        ),
        (
            "mappings/b.yaml",
            &mapping("sites", "  Supplier: { ref: suppliers, from: S }\n"),
        ),
        ("mappings/c.yaml", &mapping("sites", "")),
        (
            "mappings/d.yaml",
            &mapping("banks", "  Supplier: { ref: supplier, from: S }\n"),
        ),
        ("mappings/e.yaml", "version: 1\nobject: [\n"),
    ]);
    let text = loaded.diagnostics.render(&loaded.sources);
    assert!(!text.contains("hunter2"));
    assert_snapshot!(text, @r##"
    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:4:3
       |   erp:
      found:    target `erp` without url
      expected: url: text, { env: NAME } or { file: path }

    error[MAPPING-OPTION]: option is not accepted
      --> landbridge.yaml:5:15
       |     fusion: { framwork_version: 4 }
      found:    option `framwork_version`
      expected: one of framework_version
      nearest:  framework_version

    error[MAPPING-SECRET]: secret is not available
      --> landbridge.yaml:6:46
       |     auth: { basic: { user: loader, password: ‹secret›
      found:    a secret written in the file
      expected: { env: NAME }, { file: path } or { command: [word, …] }

    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:7:3
       |   other: { fussion: {}, url: "https://x" }
      found:    target `other` without a connector
      expected: one of fusion

    error[MAPPING-KEY]: key is not known here
      --> landbridge.yaml:7:12
       |   other: { fussion: {}, url: "https://x" }
      found:    key "fussion"
      expected: one of fusion, url, auth, import_auth, proxy, ca_certificate, client_certificate, requests_per_second, requests_per_day, hours, concurrency, timeout_seconds, visible_within_seconds, look_ups, description, production, parameters
      nearest:  fusion

    error[MAPPING-KEY]: key is not known here
      --> landbridge.yaml:8:9
       | target: epr
      found:    target "epr"
      expected: one of erp

    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:10:3
       |   countries: { delimited: c.csv, form: legacy, to: erp }
      found:    crosswalk `countries` without `from` or `to`
      expected: from: the column of legacy codes, to: the column of ERP codes

    error[MAPPING-OPTION]: option is not accepted
      --> landbridge.yaml:10:34
       |   countries: { delimited: c.csv, form: legacy, to: erp }
      found:    option `form`
      expected: one of delimiter
      nearest:  from

    error[MAPPING-KEY]: key is not known here
      --> landbridge.yaml:11:18
       | waves: { first: [supliers] }
      found:    mapping "supliers"
      expected: one of banks, sites, suppliers
      nearest:  suppliers

    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:12:23
       | gates: { rejects_max: some }
      found:    "some"
      expected: a whole number, or a share as "2%"

    error[MAPPING-REF]: reference cannot be followed
      --> mappings/b.yaml:8:20
       |   Supplier: { ref: suppliers, from: S }
      found:    a circle: sites → suppliers → sites
      expected: references that lead to an end

    error[FILE-DUPLICATE-KEY]: key is given twice
      --> mappings/c.yaml:2:9
       | object: sites
      found:    a second mapping `sites`
      expected: a name of its own; mappings/b.yaml has this one

    error[MAPPING-REF]: reference cannot be followed
      --> mappings/d.yaml:8:20
       |   Supplier: { ref: supplier, from: S }
      found:    mapping "supplier"
      expected: one of banks, sites, suppliers
      nearest:  suppliers

    error[FILE-SYNTAX]: file is not valid YAML
      --> mappings/e.yaml:2:9
       | object: [
      found:    unclosed bracket '['
      expected: YAML

    14 errors, 0 warnings
    "##);
}

#[test]
fn objects_that_could_not_be_found_again_are_refused_unless_that_is_accepted() {
    let notes = |key: &str, more: &str| {
        let text = mapping("notes", "").replace("business_key: Number", key);
        let text = text.replace(
            "{ object: suppliers }",
            &format!("{{ object: notes{more} }}"),
        );
        project(&[
            (
                "landbridge.yaml",
                &PROJECT.replace("waves:\n  first: [suppliers, sites]\n", ""),
            ),
            ("schemas/notes.json", SCHEMA),
            ("mappings/a.yaml", &text),
        ])
    };
    let codes = |key: &str, more: &str| -> Vec<&str> {
        let said = notes(key, more).diagnostics.0;
        said.iter().map(|one| one.code.id).collect()
    };
    let key = "business_key: Number";
    assert_eq!(codes(key, ""), ["MAPPING-KEY-LOOKUP"]);
    assert_eq!(codes(key, ", at_most_once: true"), [""; 0]);
    // No key is a mistake of its own, and none that `at_most_once` would settle.
    for none in ["business_key: []", "# none"] {
        assert_eq!(codes(none, ""), ["MAPPING-TYPE"], "{none}");
    }
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
    for text in [
        "a: &x 1\nb: *x\n",
        &deep,
        "- a\n---\n- b\n",
        "? [a]\n: b\n",
        "\u{0}",
    ] {
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

#[test]
fn a_secret_in_the_file_is_refused_and_no_line_shows_it() {
    for auth in [
        "auth: hunter2",
        "auth: { basic: hunter2 }",
        "auth: { basic: { user: loader, pasword: hunter2 } }",
        "auth: { basic: { user: loader, password: [hunter2] } }",
        "auth: { bearer: \"hunter2\" }",
        "auth:\n      bearer:\n        hunter2",
        "auth: { bearer: hunter2, basic: {} }",
        "auth: { secret: hunter2 }",
        "auth: { bearer: hunter2",
        "auth: { bearer: { value: hunter2 } }",
        "requests_per_second: \"1\"\n    url: https://loader:hunter2@erp.example.org",
    ] {
        let loaded = project(&[(
            "landbridge.yaml",
            &format!("version: 1\nproject: p\ntargets:\n  erp:\n    fusion: {{}}\n    {auth}\n"),
        )]);
        let text = loaded.diagnostics.render(&loaded.sources);
        assert!(loaded.diagnostics.has_errors(), "{auth}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn people_are_no_part_of_what_a_run_is_made_of() {
    let person = "  Ann: { login: ann, key: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=, may: sign-off }\n";
    let files = |text: &str| {
        let loaded = project(&[
            ("landbridge.yaml", text),
            ("schemas/suppliers.json", SCHEMA),
            ("mappings/sites.yaml", &mapping("sites", "")),
            ("mappings/suppliers.yaml", &mapping("suppliers", "")),
        ]);
        loaded.project.unwrap()
    };
    let without = files(PROJECT);
    let at_the_end = files(&format!("{PROJECT}\npeople:\n{person}"));
    let between = PROJECT.replace("waves:\n", &format!("people:\n{person}waves:\n"));
    let between = files(&between);
    assert_eq!(without.hash, at_the_end.hash);
    assert_eq!(without.hash, between.hash);
    let changed = files(&format!("{PROJECT}\npeople:\n{person}about: another\n"));
    assert_ne!(without.hash, changed.hash);
    let ann = &between.people[0];
    assert_eq!((ann.name.as_str(), ann.may_sign_off), ("Ann", true));
    assert_eq!(ann.logins, ["ann"]);
}

#[test]
fn mistakes_about_people_are_said_with_their_places_and_no_private_key_is_repeated() {
    let people = "people:
  Ann: { login: ann, key: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=, may: sign-of }
  Ben: { login: [ben, ann], may: [sign-off] }
  Cid: { logins: cid, key: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo= }
  Dan:
    key: MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
  Eve: { key: AAAA }
";
    let loaded = project(&[
        ("landbridge.yaml", &format!("{PROJECT}{people}")),
        ("schemas/suppliers.json", SCHEMA),
        ("mappings/sites.yaml", &mapping("sites", "")),
        ("mappings/suppliers.yaml", &mapping("suppliers", "")),
    ]);
    let said = loaded.diagnostics.render(&loaded.sources);
    assert!(!said.contains("MC4CAQAw"), "{said}");
    assert_snapshot!(said, @r#"
    error[MAPPING-KEY]: key is not known here
      --> landbridge.yaml:15:94
       |   Ann: { login: ann, key: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=, may: sign-of }
      found:    right "sign-of"
      expected: one of sign-off
      nearest:  sign-off

    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:16:3
       |   Ben: { login: [ben, ann], may: [sign-off] }
      found:    `Ben`, who may sign off, without `key`
      expected: key: what `landbridge keys new` prints

    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:16:23
       |   Ben: { login: [ben, ann], may: [sign-off] }
      found:    login "ann" of `Ben`
      expected: a login of one person; `Ann` has it

    error[MAPPING-KEY]: key is not known here
      --> landbridge.yaml:17:10
       |   Cid: { logins: cid, key: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo= }
      found:    key "logins"
      expected: one of login, key, may
      nearest:  login

    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:17:28
       |   Cid: { logins: cid, key: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo= }
      found:    the key of `Cid`
      expected: a key of one person; `Ann` has it

    error[MAPPING-SECRET]: secret is not available
      --> landbridge.yaml:19:10
       |     key: ‹secret›
      found:    a private key written in the file
      expected: the public key that `landbridge keys new` prints, in base64

    error[MAPPING-TYPE]: value has the wrong form
      --> landbridge.yaml:20:15
       |   Eve: { key: AAAA }
      found:    a text that is no public key of Ed25519
      expected: the public key that `landbridge keys new` prints, in base64

    7 errors, 0 warnings
    "#);
}

#[test]
fn mappings_of_several_folders_are_one_project() {
    let folders = "project: rollout\nmappings: [finance/mappings, fleet/mappings]\n";
    let text = PROJECT.replace("project: rollout\n", folders);
    let text = text.replace("waves:\n  first: [suppliers, sites]\n", "");
    let loaded = project(&[
        ("landbridge.yaml", &text),
        ("schemas/suppliers.json", SCHEMA),
        ("finance/mappings/a.yaml", &mapping("suppliers", "")),
        (
            "fleet/mappings/b.yaml",
            &mapping("vehicles", "  Supplier: { ref: suppliers, from: S }\n"),
        ),
    ]);
    let (project, _) = loaded.accept().map_err(|(d, s)| d.render(&s)).unwrap();
    let order: Vec<&str> = project.mappings.iter().map(|one| &*one.object).collect();
    assert_eq!(order, ["suppliers", "vehicles"]);
}
