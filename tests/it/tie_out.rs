//! Public legacy files tie out, or break as is known of them. Where the files come from: see `real_files`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::support::{Erp, Project, home, public_file};

/// The project for a file, with the file in its data folder, and what is known of the file.
fn project(name: &str, file: &str) -> Option<(Project, Json)> {
    let path = public_file("delimited", file)?;
    let project = Project::copy_of(&home().join("tests/real-files").join(name));
    project.write(&format!("data/{file}"), std::fs::read(&path).unwrap());
    let known = std::fs::read_to_string(path.with_file_name("expectations.json")).unwrap();
    let known: Json = serde_json::from_str(&known).unwrap();
    Some((project, known["files"][file].clone()))
}

/// The breaks of a report: kind, key, attribute, sent and ERP.
fn breaks(object: &Json) -> Vec<[&str; 5]> {
    let breaks = object["breaks"].as_array().unwrap().iter();
    breaks
        .map(|one| {
            ["kind", "key", "field", "sent", "erp"].map(|name| one[name].as_str().unwrap_or(""))
        })
        .collect()
}

#[test]
fn vendors_of_dynamics_sl_tie_out_with_what_business_central_must_hold() {
    let Some((project, known)) = project("dynamics-bc", "dynamics_sl_vendors.csv") else {
        return;
    };
    let erp = Erp::start();
    let held = home().join("../shared/data/delimited/dynamics_bc_vendors_expected.csv");
    let held = held.to_str().unwrap();
    let reconcile = ["reconcile", "--against", held, "--object", "vendors"];
    project.run(&erp, &reconcile).code(5);
    let report = project.report(&erp);
    let object = &report["objects"][0];
    assert_eq!(object["funnel"]["read"], known["expect"]["data_records"]);
    assert_eq!(object["funnel"]["skipped"]["filtered"], 2);
    assert_eq!(object["compared"], 85);
    let keys = &object["keys"];
    assert_eq!(
        (&keys["erp"]["keys"], &keys["erp"]),
        (&Json::from(85), &keys["held"])
    );
    // One vendor has another country there than the extract says.
    let country = ["text", "E01190", "Country/Region Code", "\"MX\"", "\"US\""];
    assert_eq!(breaks(object), [country]);

    // Without the condition two vendors are missing, and the report says what they have in common.
    let mapping = project.read("mappings/vendors.yaml");
    let all = mapping.replace("where: 'trim(Status) == \"A\"'\n", "");
    assert_ne!(mapping, all);
    project.write("mappings/vendors.yaml", all);
    let ran = project.run(&erp, &reconcile).code(5);
    let report = project.report(&erp);
    let object = &report["objects"][0];
    assert_eq!(object["compared"], 87);
    let missing: Vec<&str> = breaks(object)
        .iter()
        .filter(|one| one[0] == "missing")
        .map(|one| one[1])
        .collect();
    assert_eq!(missing, ["E01181", "E01183"]);
    let said = "all 2 missing records: Status is I (and no other record has it)";
    assert_eq!(object["proposals"][0]["text"], said);
    let summary: Vec<&str> = ran.stdout.split_whitespace().collect();
    assert!(summary.join(" ").contains(said), "{}", ran.stdout);
}

#[test]
fn the_trial_balance_of_a_swedish_ledger_ties_out_account_by_account() {
    let Some((project, known)) = project("sie", "sie4_ovningsbolaget.se") else {
        return;
    };
    let erp = Erp::start();
    project.run(&erp, &["check", "--without-copies"]).ok();
    let report = project.report(&erp);
    let object = &report["objects"][0];
    let known = &known["expect"];
    assert_eq!(object["funnel"]["read"], known["vouchers"]);
    let mut balance: BTreeMap<String, Decimal> = BTreeMap::new();
    let exact = |text: &Json| -> Decimal { text.as_str().unwrap().parse().unwrap() };
    for total in object["totals"].as_array().unwrap() {
        assert_eq!(total["agrees"], true, "{total:#}");
        let source = exact(&total["source"]);
        match total["name"].as_str().unwrap() {
            "vouchers" => assert_eq!(source, known["vouchers"].as_u64().unwrap().into()),
            "lines" => assert_eq!(source, known["transactions"].as_u64().unwrap().into()),
            "debit" => assert_eq!(source, exact(&known["debit_total"])),
            _ => {
                let account = total["group"].as_str().unwrap().to_owned();
                balance.insert(account, source);
            }
        }
    }
    let net: Decimal = balance.values().sum();
    assert_eq!(net, exact(&known["net_total"]));
    // What the file says of its accounts: closing less opening balance is what moved in between.
    let text = std::fs::read(project.path().join("data/sie4_ovningsbolaget.se")).unwrap();
    let text = String::from_utf8_lossy(&text);
    let stated = |tag: &str| -> BTreeMap<String, Decimal> {
        let lines = text.lines().filter(|line| line.starts_with(tag));
        let parts = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
        let this_year = parts.filter(|parts| parts[1] == "0");
        this_year
            .map(|parts| (parts[2].to_owned(), parts[3].parse().unwrap()))
            .collect()
    };
    let (opening, closing, result) = (stated("#IB "), stated("#UB "), stated("#RES "));
    let mut seen = 0;
    for (account, moved) in &balance {
        let of = |book: &BTreeMap<String, Decimal>| book.get(account).copied().unwrap_or_default();
        let expected = of(&closing) - of(&opening) + of(&result);
        assert_eq!(*moved, expected, "account {account}");
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}
