//! Keys that people sign with, and who the project says they are.

use std::process::Command;

use regex::Regex;

use crate::golden::{golden, redacted};
use crate::support::{Erp, OPERATOR, Project, run};

/// Makes a key of this person beside the project; gives its file and what was printed.
pub(crate) fn new_key(name: &str) -> (tempfile::TempDir, std::path::PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sign.pem");
    let project = Project::empty();
    let file_name = file.to_str().unwrap();
    let printed = run(&mut project.command("", &["keys", "new", file_name, "--name", name]))
        .ok()
        .stdout;
    (folder, file, printed)
}

/// The lines for landbridge.yaml in what was printed.
pub(crate) fn lines_for_project(printed: &str) -> String {
    let from = printed.find("people:").unwrap();
    let to = printed.find("\nFingerprint").unwrap();
    printed[from..to].to_owned()
}

fn openssl(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

#[test]
fn a_key_is_written_for_its_owner_alone_and_openssl_knows_it() {
    let (folder, file, printed) = new_key("Amina Odhiambo");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let public = openssl(&["pkey", "-in", file.to_str().unwrap(), "-pubout"]);
    let public = String::from_utf8(public).unwrap();
    let key = public.lines().nth(1).unwrap();
    assert!(printed.contains(&format!("    key: {key}\n")), "{printed}");
    let private = std::fs::read_to_string(&file).unwrap();
    assert!(!printed.contains(private.lines().nth(1).unwrap()));
    let fingerprint = printed.lines().last().unwrap();
    let shown = redacted(&printed, folder.path())
        .replace(key, "[key]")
        .replace(fingerprint, "[fingerprint]");
    let login = Regex::new(r"login: \[[^\]]*\]").unwrap();
    golden!("keys-new", login.replace(&shown, "login: [[login]]"));
}

#[test]
fn a_key_takes_no_other_ones_place_and_stands_in_no_project() {
    let (_folder, file, _) = new_key("Amina Odhiambo");
    let before = std::fs::read(&file).unwrap();
    let project = Project::init();
    let again = ["keys", "new", file.to_str().unwrap(), "--name", "Ben"];
    let said = run(&mut project.command("", &again)).code(2).stderr;
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    for inside in ["ben.pem", "secrets/new/ben.pem"] {
        let arguments = ["keys", "new", inside, "--name", "Ben"];
        let said = run(&mut project.command("", &arguments)).code(2).stderr;
        assert!(said.contains("is in the project folder"), "{said}");
        assert!(!project.path().join(inside).exists());
    }
}

#[test]
fn the_lines_that_are_printed_make_a_person_of_the_project_and_change_no_run() {
    let erp = Erp::start();
    let project = Project::init();
    let (_folder, _, printed) = new_key("O'Brien: the \"second\"");
    project.run(&erp, &["load"]).ok();
    let before = plan_hash(&project);
    let settings = project.read("landbridge.yaml");
    let lines = lines_for_project(&printed);
    project.write("landbridge.yaml", format!("{settings}\n{lines}"));
    project.run(&erp, &["load"]).ok();
    assert_eq!(plan_hash(&project), before);
    project.write(
        "landbridge.yaml",
        format!("{settings}\n{}", lines.replace("sign-off", "sign-of")),
    );
    let said = project.run(&erp, &["check"]).code(3).stderr;
    assert!(said.contains("nearest:  sign-off"), "{said}");
}

fn plan_hash(project: &Project) -> String {
    let ledger = rusqlite::Connection::open(project.path().join(".landbridge/ledger.db")).unwrap();
    let newest = "SELECT plan_hash FROM run ORDER BY id DESC LIMIT 1";
    ledger.query_row(newest, [], |row| row.get(0)).unwrap()
}

#[test]
fn whoever_runs_a_load_is_named_wherever_the_run_is() {
    let erp = Erp::start();
    let project = Project::init();
    let printed = project.run(&erp, &["load"]).ok().stdout;
    assert!(printed.contains(&format!("by {OPERATOR}\n")), "{printed}");
    assert_eq!(project.report(&erp)["operator"], OPERATOR);
    project
        .run(&erp, &["check", "--operator", "night-job"])
        .ok();
    let listed = project.run(&erp, &["runs", "--format", "json"]).ok().stdout;
    let operators: Vec<String> = listed
        .lines()
        .map(|line| {
            let run: serde_json::Value = serde_json::from_str(line).unwrap();
            run["operator"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(operators, ["night-job", OPERATOR]);
    let mut unnamed = project.command(&erp.url(), &["check"]);
    run(unnamed.env_remove("LANDBRIDGE_OPERATOR")).ok();
    let listed = project.run(&erp, &["runs"]).ok().stdout;
    let newest = listed.lines().nth(1).unwrap();
    let login = system_login();
    assert!(newest.ends_with(&format!("  {login}")), "{newest}");
}

/// The login of the system's user, as the system says it.
fn system_login() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
