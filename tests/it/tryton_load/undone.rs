//! What a run made is taken back: deleted, or out of use where the mapping says so.

use serde_json::{Value as Json, json};

use super::{VENDORS_MAPPING, project, pull, say};
use crate::support::Project;
use crate::tryton::Tryton;

/// Vendors by code, with whether each is in use; asked past the program.
fn held(server: &Tryton) -> Vec<(String, bool)> {
    let domain = json!([["code", "like", "V-%"]]);
    let all = server.records("party.party", domain, &["code", "active"]);
    let of = |one: &Json| {
        let code = one["code"].as_str().unwrap().to_owned();
        (code, one["active"] == true)
    };
    let mut all: Vec<(String, bool)> = all.iter().map(of).collect();
    all.sort();
    all
}

/// A server that held one vendor of the extract and one of nobody's, and a project that loaded the others.
fn loaded(says: &str) -> (Tryton, Project) {
    let server = Tryton::start();
    let there = json!([[
        {"code": "V-1", "name": "Was there"},
        {"code": "V-9", "name": "Nobody sent it"}
    ], {}]);
    server.ask("model.party.party.create", &there);
    let project = project(&server);
    pull(&project);
    let mapping = VENDORS_MAPPING.replace(
        "  absent_children: delete\n",
        &format!("  absent_children: delete\n  {says}\n"),
    );
    project.write("mappings/vendors.yaml", mapping);
    // Nothing of it is refused.
    project.write("data/tax.csv", "Vendor ID,VAT\nV-2,DK13585628\n");
    say(&project, &["load"]).ok();
    assert_eq!(held(&server).len(), 6);
    (server, project)
}

fn expected(all: &[(&str, bool)]) -> Vec<(String, bool)> {
    let all = all.iter();
    all.map(|(code, active)| ((*code).to_owned(), *active))
        .collect()
}

#[test]
fn an_undo_deletes_what_the_run_made_and_leaves_what_was_there_before() {
    let (server, project) = loaded("deletes: true");
    let told = say(&project, &["load", "--undo", "1"]).ok();
    assert_eq!(
        held(&server).len(),
        6,
        "a dry run deletes nothing: {}",
        told.stdout
    );
    say(&project, &["load", "--undo", "1", "--confirm"]).ok();
    assert_eq!(held(&server), expected(&[("V-1", true), ("V-9", true)]));
}

#[test]
fn what_may_not_be_deleted_is_taken_out_of_use() {
    let (server, project) = loaded("inactive: { active: false }");
    let told = say(&project, &["load", "--undo", "1", "--format", "json"]).ok();
    assert!(told.stdout.contains("would_inactivate"), "{}", told.stdout);
    assert!(held(&server).iter().all(|(_, active)| *active));
    say(&project, &["load", "--undo", "1", "--confirm"]).ok();
    let out = [
        ("V-1", true),
        ("V-2", false),
        ("V-3", false),
        ("V-4", false),
        ("V-5", false),
        ("V-9", true),
    ];
    assert_eq!(held(&server), expected(&out));
    say(&project, &["load", "--undo", "1", "--confirm"]).ok();
    assert_eq!(held(&server), expected(&out));
}
