//! What is secret or personal is sung by no output: canaries are planted as secrets and as personal
//! values, every command is run over them, and everything that it says and keeps is searched.

mod echo;
pub(crate) mod hunt;
mod story;

use landbridge_sandbox::SandboxConfig;

use self::echo::{Echo, Form};
use self::hunt::Hunt;
use self::story::{CANARIES, project, settings};
use crate::support::{Erp, PASSWORD, Project, USER};

/// A bearer token that must be seen nowhere.
const TOKEN: &str = "canary.token.0f7e11";

/// A hunt for all canaries: the personal ones, and these secrets.
fn hunt(secrets: &[&str]) -> Hunt {
    let personal: Vec<String> = CANARIES.iter().map(|text| (*text).to_owned()).collect();
    Hunt::new(USER, secrets, &personal)
}

/// Everything that looks into what a run left.
fn look_around(hunt: &mut Hunt, project: &Project, erp: &str) {
    let keys = [
        "CNRYKEYA1",
        "CNRYKEYB2",
        "CNRYKEYF6",
        "CNRYKEYNONE",
        "I-1",
        "I-5",
        "O-1",
    ];
    for format in ["text", "json"] {
        let format = ["--format", format];
        hunt.run(project.command(erp, &["runs"]).args(format));
        hunt.run(project.command(erp, &["rejects"]).args(format));
        for key in keys {
            let mut show = project.command(erp, &["show"]);
            hunt.run_hiding_arguments(show.arg(key).args(format));
        }
    }
    for format in ["html", "json"] {
        hunt.run(&mut project.command(erp, &["report", "--format", format]));
    }
    hunt.search_project(project.path());
}

#[test]
fn no_command_shows_a_secret_or_a_personal_value() {
    let erp = Erp::start();
    let project = project();
    let mut hunt = hunt(&[PASSWORD]);
    let taken = r#"{"Supplier": "O'CNRYNAMEF6 \"Ltd\" & Søn", "SupplierNumber": "7",
        "TaxOrganizationType": "Corporation", "BusinessRelationship": "Spend Authorized"}"#;
    erp.ask(
        "POST",
        "/fscmRestApi/resources/11.13.18.05/suppliers",
        Some(taken),
    );

    for log in ["text", "json"] {
        let log = ["--log-level", "trace", "--log-format", log];
        let url = erp.url();
        for command in ["check", "load", "run", "reconcile", "retry", "plan"] {
            hunt.run(project.command(&url, &[command]).args(log));
            look_around(&mut hunt, &project, &url);
            if command == "load" {
                tamper(&erp);
            }
        }
        let mut retry = project.command(&url, &["retry", "--key", "CNRYKEYF6"]);
        hunt.run_hiding_arguments(retry.args(log));
        hunt.run(&mut project.command(&url, &["explain", "LOAD-REFUSED"]));
        hunt.run(&mut project.command(&url, &["mapping", "export"]));
        hunt.search_project(project.path());
    }
    let report = report_of_latest(&project, &erp, "run");
    what_was_planted_is_met(&project, &erp, &report);
    hunt.found_nothing();
}

/// The report of the latest run of a command.
fn report_of_latest(project: &Project, erp: &Erp, command: &str) -> serde_json::Value {
    let runs = project.run(erp, &["runs", "--format", "json"]).ok().stdout;
    let mut runs = runs
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let run = runs.find(|line| line["command"] == command).unwrap();
    let run = run["run"].to_string();
    let report = project.run(erp, &["report", &run, "--format", "json"]).ok();
    serde_json::from_str(&report.stdout).unwrap()
}

/// Changes what the ERP holds, so that personal values differ, are missing and are too many.
fn tamper(erp: &Erp) {
    let resource = "/fscmRestApi/resources/11.13.18.05/suppliers";
    for supplier in erp.all("suppliers", "") {
        let number = supplier["SupplierNumber"].as_str().unwrap();
        let path = format!("{resource}/{}", supplier["SupplierId"]);
        if number == "CNRYKEYA1" {
            let change = r#"{"Supplier": "CNRYOTHERNAME", "TaxpayerId": "CNRYOTHERTAX"}"#;
            erp.ask("PATCH", &path, Some(change));
        }
    }
    let unexpected = r#"{"Supplier": "CNRYSTRANGER", "SupplierNumber": "CNRYSTRANGERKEY",
        "TaxOrganizationType": "Corporation", "BusinessRelationship": "Spend Authorized"}"#;
    erp.ask("POST", resource, Some(unexpected));
}

/// A hunt proves nothing where nothing was planted: each kind of message is met.
fn what_was_planted_is_met(project: &Project, erp: &Erp, report: &serde_json::Value) {
    for written in ["findings-1", "mapping-workbook.xlsx"] {
        let path = project.path().join("reports").join(written);
        assert!(path.exists(), "{written} was not searched");
    }
    let said = project
        .run(erp, &["rejects", "--run", "1", "--format", "json"])
        .ok()
        .stdout;
    let loaded = report.to_string();
    for code in [
        "MAP-DATE-FORMAT",
        "MAP-UNMAPPED-CODE",
        "MAP-EXPRESSION",
        "VAL-UNIQUE",
        "VAL-LENGTH",
        "VAL-CHECK",
        "KEY-CONFLICT",
        "JOIN-ORPHAN",
        "REF-MISSING",
        "REF-REJECTED",
        "SRC-REPEATED",
        "SRC-DIGITS-LOST",
    ] {
        assert!(said.contains(code), "{code} was not met in\n{said}");
    }
    for code in ["LOAD-REFUSED", "\"text\"", "unexpected"] {
        assert!(loaded.contains(code), "{code} was not met in\n{loaded}");
    }
    assert!(said.contains("‹personal value, not shown›"));
}

#[test]
fn a_target_that_repeats_the_request_in_its_errors_leaks_nothing() {
    for (status, form) in [
        (400, Form::Details),
        (400, Form::Text),
        (400, Form::Capitals),
        (409, Form::Page),
        (422, Form::Title),
        (500, Form::Details),
        (500, Form::Text),
        (503, Form::Details),
        (401, Form::Details),
        (302, Form::Text),
    ] {
        let echo = Echo::start(status, form);
        let project = project();
        let mut hunt = hunt(&[PASSWORD]);
        for log in ["text", "json"] {
            let log = [
                "--object",
                "suppliers",
                "--log-level",
                "trace",
                "--log-format",
                log,
            ];
            let ran = hunt.run(project.command(&echo.url, &["load"]).args(log));
            assert_ne!(ran.code, 3, "{}", ran.stderr);
            hunt.run(&mut project.command(&echo.url, &["reconcile"]));
        }
        look_around(&mut hunt, &project, &echo.url);
        println!("{status} {form:?}");
        hunt.found_nothing();
    }
}

#[test]
fn secrets_that_are_wrong_or_in_the_wrong_place_are_not_shown() {
    let erp = Erp::with(SandboxConfig::with_user(USER, PASSWORD));
    let wrong = "canary-wrong-password-77";
    let in_url = "canary-userinfo-31";
    let mut hunt = hunt(&[PASSWORD, wrong, in_url, TOKEN]);
    let url = erp.url();
    let with_user_info = url.replace("://", &format!("://{USER}:{in_url}@"));
    let log = ["--log-level", "trace"];

    let project = project();
    let mut command = project.command(&url, &["load"]);
    command.env("LANDBRIDGE_PASSWORD", wrong).args(log);
    assert_eq!(hunt.run(&mut command).code, 6);

    // Secrets in the address, from the environment and in the file.
    assert_eq!(
        hunt.run(project.command(&with_user_info, &["load"]).args(log))
            .code,
        3
    );
    let user = format!("{USER}:{in_url}");
    let mut command = project.command(&url, &["load"]);
    assert_eq!(hunt.run(command.env("LANDBRIDGE_USER", user)).code, 3);
    let mut lines = vec![
        settings(
            "url: { env: LANDBRIDGE_URL }",
            &format!("url: \"{with_user_info}\""),
        ),
        settings(
            "password: { env: LANDBRIDGE_PASSWORD }",
            &format!("password: {wrong}"),
        ),
        settings(
            "{ env: LANDBRIDGE_PASSWORD }",
            &format!("\n          {wrong}\n       "),
        ),
        settings("basic: {", &format!("bearer: {TOKEN}\n      basics: {{")),
        settings("auth:", &format!("auht: {{ token: {TOKEN} }}\n    auth:")),
    ];
    for text in lines.drain(..) {
        project.write("landbridge.yaml", text);
        for command in ["check", "load", "runs"] {
            let ran = hunt.run(&mut project.command(&url, &[command]));
            assert_eq!(ran.code, 3, "{}", ran.stderr);
        }
    }

    // A token from a file, against a target that repeats it.
    let basic = "basic: { user: { env: LANDBRIDGE_USER }, password: { env: LANDBRIDGE_PASSWORD } }";
    project.write(
        "landbridge.yaml",
        settings(basic, "bearer: { file: secrets/token }"),
    );
    project.write("secrets/token", TOKEN);
    for (status, form) in [
        (400, Form::Details),
        (400, Form::Capitals),
        (500, Form::Text),
    ] {
        let echo = Echo::start(status, form);
        let arguments = ["load", "--object", "suppliers"];
        hunt.run(project.command(&echo.url, &arguments).args(log));
    }
    look_around(&mut hunt, &project, &url);
    hunt.found_nothing();
}

#[test]
fn a_crosswalk_for_personal_codes_does_not_show_them() {
    let erp = Erp::start();
    let project = project();
    let mut hunt = hunt(&[PASSWORD]);
    project.write(
        "crosswalks/countries.csv",
        "legacy,erp\nKE,Kenya\nCNRYLANDC3,Kenya\nCNRYLANDC3,CNRYSITELAND\n",
    );
    let ran = hunt.run(&mut project.command(&erp.url(), &["check"]));
    assert_eq!(ran.code, 3);
    assert!(
        ran.stderr.contains("MAPPING-CROSSWALK-CONFLICT"),
        "{}",
        ran.stderr
    );
    hunt.found_nothing();
}

#[test]
fn a_control_total_may_not_be_grouped_by_what_is_personal() {
    let erp = Erp::start();
    let project = project();
    let mapping = project.read("mappings/suppliers.yaml");
    let total = "control_totals:\n  - { sum: Balance, by: Vendor Name }\n";
    project.write("mappings/suppliers.yaml", format!("{mapping}{total}"));
    let mut hunt = hunt(&[PASSWORD]);
    let ran = hunt.run(&mut project.command(&erp.url(), &["check"]));
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("MAPPING-PERSONAL"), "{}", ran.stderr);
    hunt.found_nothing();
}
