//! Who may not sign off, and what may not be signed off. Nothing is written then.

use super::{Signing, constant};
use crate::golden::{golden, scene};
use crate::keys::new_key;

/// What is said, and that nothing was written.
#[track_caller]
fn refused(signing: &Signing, run: &str, code: i32) -> String {
    let said = signing.sign_off(run).code(code);
    let folder = signing.path().join("sign-offs");
    assert!(
        !folder.join(format!("run-{run}.txt")).exists(),
        "{}",
        said.stderr
    );
    said.stderr
}

/// Somebody changes a supplier in the ERP.
fn rename_in_erp(signing: &Signing) {
    let suppliers = signing.erp.all("suppliers", "");
    let id = suppliers[0]["SupplierId"].to_string();
    let path = format!("/fscmRestApi/resources/11.13.18.05/suppliers/{id}");
    let changed = r#"{"Supplier": "Somebody else"}"#;
    signing.erp.ask("PATCH", &path, Some(changed));
}

#[test]
fn whoever_ran_the_load_does_not_sign_it_off() {
    let signing = Signing::new();
    signing.run(&["run", "--operator", "aodhiambo"]).ok();
    let key = signing.key.to_str().unwrap();
    let said = signing.run(&["sign-off", "1", "--key", key]).code(8);
    golden!(
        "sign-off-loader",
        scene(&signing.project, &["sign-off", "1", "--key", "KEY"], &said)
    );
    assert!(!signing.path().join("sign-offs").exists());
}

#[test]
fn whoever_sent_refused_records_again_does_not_sign_off_either() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    signing.run(&["retry", "--operator", "aodhiambo"]);
    signing.run(&["reconcile"]).ok();
    let said = refused(&signing, "1", 8);
    assert!(said.contains("Amina Odhiambo ran run 1"), "{said}");
}

#[test]
fn whoever_only_read_back_may_sign_off() {
    let signing = Signing::new();
    signing.run(&["load"]).ok();
    signing.run(&["reconcile", "--operator", "aodhiambo"]).ok();
    signing.sign_off("1").ok();
}

#[test]
fn whoever_only_decided_about_breaks_may_sign_off() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    rename_in_erp(&signing);
    signing.run(&["reconcile"]).code(5);
    let by = [
        "--by",
        "Amina",
        "--why",
        "Agreed",
        "--operator",
        "aodhiambo",
    ];
    signing
        .run(&[&["break", "accept", "--all"], &by[..]].concat())
        .ok();
    let ledger = signing.path().join(".landbridge/ledger.db");
    let raw = rusqlite::Connection::open(ledger).unwrap();
    let last = "SELECT what || ' ' || operator FROM entry ORDER BY number DESC LIMIT 1";
    let last: String = raw.query_row(last, [], |row| row.get(0)).unwrap();
    assert_eq!(last, "break aodhiambo");
    drop(raw);
    signing.sign_off("1").ok();
}

#[test]
fn a_run_whose_extracts_it_was_not_held_against_is_not_signed_off() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    let vendors = signing.project.read("data/vendors.csv");
    signing
        .project
        .write("data/vendors.csv", format!("{vendors}\n"));
    signing.run(&["reconcile"]).ok();
    signing.project.write("data/vendors.csv", vendors);
    let said = refused(&signing, "1", 8);
    let expected =
        "suppliers was not held against its extracts: vendors.csv is not what it was in the run";
    assert!(said.contains(expected), "{said}");
    signing.run(&["reconcile"]).ok();
    signing.sign_off("1").ok();
}

#[test]
fn a_loader_whom_nobody_knows_leaves_it_open_whether_two_people_looked() {
    let signing = Signing::new();
    signing.run(&["run", "--operator", "stranger"]).ok();
    let said = refused(&signing, "1", 8);
    assert!(
        said.contains("run 1 was run by stranger, who is nobody in `people`"),
        "{said}"
    );
}

#[test]
fn a_key_of_nobody_and_a_person_without_the_right_sign_nothing() {
    let mut signing = Signing::new();
    signing.run(&["run"]).ok();
    let (_folder, other, _) = new_key("Mallory");
    let own = std::mem::replace(&mut signing.key, other);
    let said = refused(&signing, "1", 8);
    assert!(said.contains("Those who may: Amina Odhiambo."), "{said}");
    signing.key = own;
    let settings = signing.project.read("landbridge.yaml");
    let without = settings.replace("may: [sign-off]", "may: []");
    assert_ne!(settings, without);
    signing.project.write("landbridge.yaml", without);
    let said = refused(&signing, "1", 8);
    assert!(said.contains("Amina Odhiambo may not sign off"), "{said}");
}

#[test]
fn a_key_in_the_project_folder_is_refused() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    std::fs::copy(&signing.key, signing.path().join("key.pem")).unwrap();
    let said = signing.run(&["sign-off", "1", "--key", "key.pem"]).code(2);
    assert!(said.stderr.contains("is in the project folder"));
}

#[test]
fn what_is_not_proven_is_not_signed_off() {
    let signing = Signing::new();
    signing.run(&["check"]).ok();
    assert!(refused(&signing, "1", 8).contains("is a check"));
    signing.run(&["load"]).ok();
    assert!(refused(&signing, "2", 8).contains("was not read back and compared"));
    assert!(refused(&signing, "9", 8).contains("run 9 is not in the ledger"));
    rename_in_erp(&signing);
    signing.run(&["reconcile"]).code(5);
    assert!(refused(&signing, "2", 5).contains("run 2 has 1 open break\n"));
}

#[test]
fn a_run_whose_second_read_back_failed_is_not_reconciled_any_more() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    let nobody = "http://127.0.0.1:9";
    let mut reconcile = signing.project.command(nobody, &["reconcile"]);
    crate::support::run(&mut reconcile).code(6);
    let runs = signing.run(&["runs", "--format", "json"]).ok().stdout;
    assert!(runs.contains(r#""state":"loaded""#), "{runs}");
    let report = signing.project.report(&signing.erp);
    assert_eq!(report["objects"][0]["reconciled"], false);
    assert!(refused(&signing, "1", 8).contains("was not read back and compared"));
    signing.run(&["reconcile"]).ok();
    signing.sign_off("1").ok();
}

#[test]
fn what_is_not_what_the_run_was_made_of_is_not_signed_off() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    let vendors = signing.project.read("data/vendors.csv");
    let other = vendors.replace("Fjord", "Fiord");
    signing.project.write("data/vendors.csv", other);
    let said = refused(&signing, "1", 8);
    assert!(said.contains("vendors.csv is not the file that the run read"));
    std::fs::remove_file(signing.path().join("data/vendors.csv")).unwrap();
    assert!(refused(&signing, "1", 8).contains("vendors.csv is not there any more"));
    signing.project.write("data/vendors.csv", vendors);
    for file in ["mappings/suppliers.yaml", "crosswalks/countries.csv"] {
        let text = signing.project.read(file);
        signing.project.write(file, format!("{text}\n"));
        let said = refused(&signing, "1", 8);
        assert!(said.contains("the project is not the one"), "{said}");
        signing.project.write(file, text);
    }
    signing.sign_off("1").ok();
}

#[test]
fn a_file_beside_the_extracts_that_is_not_what_the_run_read_is_not_signed_for() {
    let signing = Signing::new();
    crate::beside::with_register(&signing.project);
    signing.run(&["run"]).ok();
    let register = signing.project.read("data/register.csv");
    let other = register.replace("100.25", "100.26");
    signing.project.write("data/register.csv", other);
    let said = refused(&signing, "1", 8);
    assert!(
        said.contains("register.csv is not the file that the run read"),
        "{said}"
    );
    signing.project.write("data/register.csv", register);
    signing.sign_off("1").ok();
    assert_eq!(signing.altered(), [""; 0]);
}

/// What stands in the folder of sign-offs.
fn in_folder(signing: &Signing) -> Vec<String> {
    let entries = std::fs::read_dir(signing.path().join("sign-offs")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_sign_off_that_fails_leaves_nothing_behind() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    // In the way of the pack.
    signing.project.write("sign-offs/run-1.zip/file", "");
    let said = refused(&signing, "1", 3);
    assert!(said.contains("run-1.zip cannot be written"), "{said}");
    assert_eq!(in_folder(&signing), ["run-1.zip"]);
    std::fs::remove_dir_all(signing.path().join("sign-offs")).unwrap();
    signing.sign_off("1").ok();
    assert_eq!(signing.altered(), [""; 0]);
    assert_eq!(in_folder(&signing).len(), 6);
}

#[test]
fn what_a_sign_off_left_that_was_killed_is_told_from_an_alteration() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    for left in ["run-1.unfinished/run-1.txt", "run-1.sig", "run-1.pem"] {
        signing.project.write(&format!("sign-offs/{left}"), "");
    }
    assert_eq!(signing.altered(), [""; 0]);
    let said = signing.run(&["verify"]).code(8);
    for left in ["run-1.unfinished", "run-1.sig", "run-1.pem"] {
        let line = format!("\n  sign-offs/{left}\n");
        assert!(said.stdout.contains(&line), "{left}: {}", said.stdout);
    }
    assert!(said.stderr.contains("nothing is signed off here yet"));
    // The next try takes its place.
    signing.sign_off("1").ok();
    assert_eq!(signing.altered(), [""; 0]);
    assert_eq!(in_folder(&signing).len(), 6);
    // A statement that is taken away is no such thing.
    std::fs::remove_file(signing.path().join("sign-offs/run-1.txt")).unwrap();
    assert_eq!(signing.altered(), ["sign-offs/run-1.txt"]);
}

#[test]
fn a_ledger_that_was_changed_before_the_signature_is_not_signed() {
    let signing = Signing::new();
    signing.run(&["run"]).ok();
    let path = signing.path().join(".landbridge/ledger.db");
    let raw = rusqlite::Connection::open(path).unwrap();
    let change = "UPDATE record SET target_id = '1' WHERE key = '000018'";
    assert_eq!(raw.execute(change, []).unwrap(), 1);
    drop(raw);
    let said = refused(&signing, "1", 8);
    assert!(said.contains("are not those that were recorded"), "{said}");
}

#[test]
fn what_was_signed_off_is_closed() {
    let signing = Signing::signed();
    let again = signing.sign_off("1").code(8);
    assert!(again.stderr.contains("run 1 was signed off already"));
    let said = signing.run(&["reconcile"]).code(2);
    golden!(
        "sign-off-closed",
        constant(&scene(&signing.project, &["reconcile"], &said))
    );
    signing.run(&["retry"]).code(2);
    let decided = ["break", "accept", "--all", "--by", "Jane", "--why", "Late"];
    let said = signing.run(&decided).code(2).stderr;
    assert!(said.contains("was signed off by Amina Odhiambo"), "{said}");
    assert_eq!(signing.altered(), [""; 0]);
}
