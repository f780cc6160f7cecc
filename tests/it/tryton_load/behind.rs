//! What was deleted, changed and added behind the program's back is a break of the right kind, with the ERP's value; what
//! the ERP itself says of the accounts agrees with the legacy lines.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::*;

/// Kind, key, attribute and the ERP's value of every break of an object.
fn breaks(report: &Json, name: &str) -> Vec<[String; 4]> {
    let breaks = object(report, name)["breaks"].as_array().unwrap().iter();
    let mut breaks: Vec<[String; 4]> = breaks
        .map(|one| {
            ["kind", "key", "field", "erp"].map(|part| one[part].as_str().unwrap_or("").to_owned())
        })
        .collect();
    breaks.sort();
    breaks
}

fn loaded(server: &Tryton) -> Project {
    let project = project(server);
    pull(&project);
    project.write("data/tax.csv", "Vendor ID,VAT\n");
    project.write("data/lines.csv", LINES.replace("9.99", "10.00"));
    project.write("mappings/vendors.yaml", VENDORS_MAPPING);
    project.write("mappings/journals.yaml", JOURNALS_MAPPING);
    say(&project, &["run"]).ok();
    project
}

#[test]
fn what_others_deleted_changed_and_added_is_a_break_of_its_kind_with_the_value_of_the_erp() {
    let server = Tryton::start();
    let project = loaded(&server);
    let number = |code: &str| {
        let all = vendors(&server);
        let one = all.iter().find(|one| one["code"] == code);
        one.unwrap_or_else(|| panic!("no {code}"))["id"].clone()
    };
    server.ask("model.party.party.delete", &json!([[number("V-4")], {}]));
    let name = json!({ "name": "Nairobi Coffee Ltd" });
    server.ask(
        "model.party.party.write",
        &json!([[number("V-5")], name, {}]),
    );
    let other = json!([{ "code": "V-9", "name": "Nobody sent it" }]);
    server.ask("model.party.party.create", &json!([other, {}]));

    say(&project, &["reconcile"]).code(5);
    let told = report(&project);
    let found = breaks(&told, "vendors");
    let found: Vec<[&str; 4]> = found
        .iter()
        .map(|one| one.each_ref().map(String::as_str))
        .collect();
    assert_eq!(
        found,
        [
            ["missing", "V-4", "", "nothing"],
            ["text", "V-5", "name", "\"Nairobi Coffee Ltd\""],
            ["unexpected", "V-9", "", "\"V-9\""],
        ]
    );
    assert_eq!(breaks(&told, "journals"), [[""; 4]; 0]);
}

#[test]
fn the_trial_balance_of_the_erp_is_that_of_the_legacy_lines() {
    let server = Tryton::start();
    let project = loaded(&server);
    let mut legacy: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in project.read("data/lines.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let amount = |cell: &str| -> Decimal {
            if cell.is_empty() {
                Decimal::ZERO
            } else {
                cell.parse().unwrap()
            }
        };
        *legacy.entry(cells[2].to_owned()).or_default() += amount(cells[4]) - amount(cells[5]);
    }
    // The ERP sums its own books: it knows nothing of ours.
    let mut erp: BTreeMap<String, Decimal> = BTreeMap::new();
    let fields = ["account.code", "debit", "credit"];
    for line in server.records(
        "account.move.line",
        json!([["move.state", "=", "posted"]]),
        &fields,
    ) {
        let amount =
            |name: &str| -> Decimal { line[name]["decimal"].as_str().unwrap().parse().unwrap() };
        let account = line["account."]["code"].as_str().unwrap().to_owned();
        *erp.entry(account).or_default() += amount("debit") - amount("credit");
    }
    assert_eq!(legacy, erp);
    assert_eq!(legacy.values().sum::<Decimal>(), Decimal::ZERO);
    assert_eq!(breaks(&report(&project), "journals"), [[""; 4]; 0]);
}
