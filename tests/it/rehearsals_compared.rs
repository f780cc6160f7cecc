//! Two rehearsals of the example with faults mended in between: what was fixed, what is new, what remains.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::support::{Erp, Project, home};

/// Standing, object, code and attribute of the causes.
fn causes(report: &Json) -> Vec<[&str; 4]> {
    let causes = report["compared"]["causes"].as_array().unwrap().iter();
    causes
        .map(|one| ["standing", "object", "code", "field"].map(|name| one[name].as_str().unwrap()))
        .collect()
}

#[test]
fn two_rehearsals_say_what_was_fixed_what_is_new_and_what_remains() {
    let erp = Erp::start();
    let project = Project::copy_of(&home().join("mappings/demo"));
    project
        .run(&erp, &["run", "procurement", "--purpose", "rehearsal:1"])
        .ok();
    let alone = project.report(&erp);
    assert_eq!(
        alone.get("compared"),
        None,
        "there is nothing before the first"
    );

    // The codes of vendors that nobody knew are known now, and a unit that was known is not.
    let listed = ["rejects", "--code", "MAP-UNMAPPED-CODE", "--format", "json"];
    let listed = project.run(&erp, &listed).ok().stdout;
    let listed = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let mut unknown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in listed.filter(|one: &Json| one["object"] == "suppliers") {
        let text = |name: &str| one[name].as_str().unwrap().to_owned();
        let crosswalk = text("expected").split('`').nth(1).unwrap().to_owned();
        let codes = unknown.entry(crosswalk).or_default();
        codes.insert(text("found").trim_matches('"').to_owned());
    }
    assert!(!unknown.is_empty());
    for (crosswalk, codes) in unknown {
        let path = format!("crosswalks/{crosswalk}.csv");
        let mut text = project.read(&path);
        let known = text.lines().nth(1).unwrap().split(',').nth(1);
        let known = known.unwrap().to_owned();
        for code in codes {
            writeln!(text, "{code},{known}").unwrap();
        }
        project.write(&path, text);
    }
    let units = project.read("crosswalks/units.csv");
    let known: Vec<&str> = units.lines().collect();
    project.write(
        "crosswalks/units.csv",
        known[..known.len() - 2].join("\n") + "\n",
    );
    project.run(&erp, &["run", "procurement", "--purpose", "rehearsal:2"]);

    let said = project
        .run(&erp, &["report", "2", "--against", "1", "--format", "json"])
        .ok()
        .stdout;
    let report: Json = serde_json::from_str(&said).unwrap();
    let all = causes(&report);
    let of = |standing: &str, code: &str| {
        let mut own = all
            .iter()
            .filter(|one| one[0] == standing && one[2] == code);
        own.next().map(|one| one[1])
    };
    assert_eq!(
        of("fixed", "MAP-UNMAPPED-CODE"),
        Some("suppliers"),
        "{all:?}"
    );
    assert_eq!(of("new", "MAP-UNMAPPED-CODE"), Some("orders"), "{all:?}");
    assert!(all.iter().any(|one| one[0] == "remains"), "{all:?}");
    for cause in report["compared"]["causes"].as_array().unwrap() {
        let (then, now) = (
            cause["then"].as_u64().unwrap(),
            cause["now"].as_u64().unwrap(),
        );
        let standing = match (then, now) {
            (0, _) => "new",
            (_, 0) => "fixed",
            _ => "remains",
        };
        assert_eq!(cause["standing"], standing, "{cause}");
    }
    // Rejects fell by what was mended, run by run.
    let history = report["compared"]["history"].as_array().unwrap();
    let rejects = |run: usize| history[run]["objects"][0]["rejects"].as_u64().unwrap();
    assert_eq!(history.len(), 2);
    assert!(rejects(1) < rejects(0), "{history:?}");
    assert_eq!(report["compared"]["stages"][0]["object"], "suppliers");

    // Ready and in time: orders wait for suppliers, so both are the critical path.
    let ready = report["readiness"].as_array().unwrap();
    assert!(
        ready
            .iter()
            .all(|one| one["score"].as_u64().unwrap() <= 100)
    );
    let forecast = &alone["forecast"];
    assert_eq!(
        forecast["critical_path"],
        serde_json::json!(["suppliers", "orders"])
    );
    assert_eq!(forecast["critical_ms"], forecast["in_sequence_ms"]);

    // A later run is no earlier one.
    let wrong = project
        .run(&erp, &["report", "1", "--against", "2"])
        .code(2);
    assert!(
        wrong.stderr.contains("run 2 is not earlier than run 1"),
        "{}",
        wrong.stderr
    );
    // The page has it without being asked.
    project.run(&erp, &["report", "2"]).ok();
    let page = project.read("reports/run-2.html");
    assert!(page.contains("Since run 1, rehearsal 1"));
}

#[test]
fn a_run_is_judged_by_the_gates_that_held_when_it_ran() {
    let erp = Erp::start();
    let project = Project::init();
    project.write(
        "data/vendors.csv",
        "Vendor ID,Vendor Name,Country\n1,Acme,KEN\n2,Beta,???\n",
    );
    let strict = project.read("landbridge.yaml");
    let lenient = strict.replace("rejects_max: 0", "rejects_max: 50%");
    project.write("landbridge.yaml", &lenient);
    project.run(&erp, &["run"]).ok();
    project.write("landbridge.yaml", &strict);
    let report = project.report(&erp);
    assert_eq!(report["gates_kept"], true);
    assert_eq!(
        report["gates_failed"],
        serde_json::json!([]),
        "judged by today's gates"
    );
    assert_eq!(report["gates"][0]["allowed"], "50%");
    assert_eq!(report["gates"][0]["found"], 1);

    // A command that goes on with the run judges it by its own time.
    project.run(&erp, &["reconcile", "--run", "1"]).code(4);
    let report = project.report(&erp);
    assert_eq!(report["gates_failed"][0]["allowed"], "0");
    project.write("landbridge.yaml", &lenient);
    assert_eq!(project.report(&erp)["gates_failed"][0]["allowed"], "0");
}
