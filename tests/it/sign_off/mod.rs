//! A run is accepted by a person who did not run it, and whatever is altered afterwards is found.

mod altered;
mod evidence;
mod refused;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::golden::{golden, redacted, scene};
use crate::keys::{lines_for_project, new_key};
use crate::support::{Erp, OPERATOR, Project, Ran};

/// Who runs loads in these tests, and who signs them off.
const PEOPLE: &str = "\npeople:\n  Lena Loader: { login: loader }\n";

/// A project with people, and the key of one who may sign off and runs nothing.
pub(super) struct Signing {
    pub(super) erp: Erp,
    pub(super) project: Project,
    pub(super) key: PathBuf,
    _keys: tempfile::TempDir,
}

impl Signing {
    pub(super) fn new() -> Self {
        Self::with(Project::init())
    }

    pub(super) fn with(project: Project) -> Self {
        assert_eq!(OPERATOR, "loader");
        let (keys, key, printed) = new_key("Amina Odhiambo");
        let lines = lines_for_project(&printed);
        let (_, person) = lines.split_once("people:\n").unwrap();
        let login = Regex::new(r"login: \[[^\]]*\]").unwrap();
        let person = login.replace(person, "login: aodhiambo");
        let settings = project.read("landbridge.yaml");
        project.write("landbridge.yaml", format!("{settings}{PEOPLE}{person}"));
        Self {
            erp: Erp::start(),
            project,
            key,
            _keys: keys,
        }
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Ran {
        self.project.run(&self.erp, arguments)
    }

    pub(super) fn sign_off(&self, run: &str) -> Ran {
        let key = self.key.to_str().unwrap();
        let remark = "Totals agree with the trial balance.";
        self.run(&["sign-off", run, "--key", key, "--remark", remark])
    }

    /// One run that is signed off.
    pub(super) fn signed() -> Self {
        let signing = Self::new();
        signing.run(&["run"]).ok();
        signing.sign_off("1").ok();
        signing
    }

    pub(super) fn path(&self) -> &Path {
        self.project.path()
    }

    /// What verifying says is not as it was signed; the command must come to the same.
    pub(super) fn altered(&self) -> Vec<String> {
        let ran = self.run(&["verify", "--format", "json"]);
        let shown: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(shown["holds"] == true, ran.code == 0);
        let altered = shown["altered"].as_array().unwrap().iter();
        let altered = altered.map(|one| one["what"].as_str().unwrap().to_owned());
        altered.collect()
    }
}

/// What differs from run to run in what is signed.
pub(super) fn constant(text: &str) -> String {
    static HASH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[0-9a-f]{64}\b").unwrap());
    static KEY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=").unwrap());
    let text = HASH.replace_all(text, "[sha256]");
    KEY.replace_all(&text, "[key]").into_owned()
}

#[test]
fn a_run_is_signed_off_and_verifies() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    let ledger = signing.path().join(".landbridge/ledger.db");
    let signed = signing.sign_off("1").ok();
    let arguments = ["sign-off", "1", "--key", "KEY", "--remark", "…"];
    golden!(
        "sign-off",
        constant(&scene(&signing.project, &arguments, &signed))
    );
    let statement = signing.project.read("sign-offs/run-1.txt");
    golden!(
        "sign-off-statement",
        constant(&redacted(&statement, signing.path()))
    );
    let before = std::fs::read(&ledger).unwrap();
    let verified = signing.run(&["verify"]).ok();
    golden!(
        "verify",
        constant(&scene(&signing.project, &["verify"], &verified))
    );
    // Looking changes nothing, and leaves nothing behind.
    signing.run(&["runs"]).ok();
    signing.run(&["report", "1"]).ok();
    signing.run(&["show", "000018"]).ok();
    assert_eq!(std::fs::read(&ledger).unwrap(), before);
    assert_eq!(signing.altered(), [""; 0]);
    assert!(!signing.path().join(".landbridge/ledger.db-wal").exists());
}

#[test]
fn the_report_says_who_signed_off() {
    let signing = Signing::signed();
    let report = signing.project.report(&signing.erp);
    assert_eq!(report["sign_offs"][0]["by"], "Amina Odhiambo");
    let page = signing.project.read("sign-offs/run-1.html");
    assert!(page.contains("Totals agree with the trial balance."));
    assert!(!page.contains("Nobody has accepted this run yet"));
}

#[test]
fn what_is_signed_is_in_the_language_of_the_project_which_may_be_said_after_the_run() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    let settings = signing.project.read("landbridge.yaml");
    // Before and behind what is no part of the run either.
    for stated in [
        format!("language: es\n{settings}"),
        format!("{settings}language: fr\n"),
    ] {
        signing.project.write("landbridge.yaml", stated);
        signing.run(&["reconcile"]).ok();
    }
    signing.sign_off("1").ok();
    let page = signing.project.read("sign-offs/run-1.html");
    assert!(page.contains("<html lang=\"fr\""), "{page}");
    assert_eq!(signing.altered(), [""; 0]);
}

#[test]
fn a_person_is_a_person_with_a_key_of_openssl_too() {
    let signing = Signing::new();
    let made = std::process::Command::new("openssl")
        .args(["genpkey", "-algorithm", "ed25519", "-out"])
        .arg(&signing.key)
        .output()
        .unwrap();
    assert!(made.status.success());
    let public = std::process::Command::new("openssl")
        .args(["pkey", "-pubout", "-in"])
        .arg(&signing.key)
        .output()
        .unwrap();
    let public = String::from_utf8(public.stdout).unwrap();
    let key = public.lines().nth(1).unwrap();
    let settings = signing.project.read("landbridge.yaml");
    let own = Regex::new("key: .*").unwrap();
    let settings = own.replace(&settings, format!("key: {key}"));
    signing.project.write("landbridge.yaml", &*settings);
    signing.run(&["run"]).ok();
    signing.sign_off("1").ok();
    assert_eq!(signing.altered(), [""; 0]);
}

#[test]
fn nothing_signed_off_is_a_sign_off_that_is_missing() {
    let signing = Signing::new();
    let said = signing.run(&["verify"]).code(8);
    golden!(
        "verify-nothing",
        scene(&signing.project, &["verify"], &said)
    );
}
