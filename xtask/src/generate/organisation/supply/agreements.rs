//! The running agreements with implementing partners, as the partner portal of each office exports them: an object a line, with
//! instalments that fall due when something has been reached.

use serde_json::{Value, json};

use super::super::answers::{Answers, decimal};
use super::super::estate::{Estate, Kind, Office};
use super::super::files::Out;
use super::{Faults, MODULE, day};
use crate::Outcome;

const AGREEMENTS: &str = "agreements";

const AIMS: &[&str] = &[
    "Cash assistance to displaced families",
    "Mobile health teams",
    "Repair of water points",
    "Accelerated learning",
];

const REACHED: &[&str] = &[
    "Signature",
    "First report accepted",
    "Half of the families reached",
    "Final report accepted",
];

/// What is wrong with an agreement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    HeldBack,
    UnknownPartner,
    Sum,
    Ends,
    Kind,
    Day,
    Draft,
}

const FAULTS: &[Fault] = &[
    // First, as the partner whose assessment has run out is: both stand in the same offices.
    Fault::HeldBack,
    Fault::UnknownPartner,
    Fault::Sum,
    Fault::Ends,
    Fault::Kind,
    Fault::Day,
    Fault::Draft,
];

/// Writes `agreements.jsonl` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let sound = estate.scaled(20, 3);
    let file = format!("{}/agreements.jsonl", office.folder());
    let mut text = String::new();
    for number in 0..sound {
        let (agreement, amount) = agreement(estate, office, number);
        text.push_str(&agreement.to_string());
        text.push('\n');
        count(office, amount, amount, &mut out.answers);
    }
    for (kind, line) in faults.of(FAULTS.len(), 10).into_iter().zip(sound + 1..) {
        let Some(fault) = FAULTS.get(kind) else {
            continue;
        };
        let (mut one, amount) = agreement(estate, office, sound + kind);
        if *fault == Fault::HeldBack {
            let held = estate.count(Kind::Partner);
            one["partner"] = json!(estate.key(Kind::Partner, office, held));
        }
        spoil(&mut one, office, amount, *fault);
        text.push_str(&one.to_string());
        text.push('\n');
        let stated = if *fault == Fault::Sum {
            amount + 100
        } else {
            amount
        };
        count(office, stated, amount, &mut out.answers);
        plant(&file, line, *fault, &mut out.answers);
    }
    out.put(MODULE, &file, text)?;
    Ok(())
}

/// Counts an agreement of so much, whose instalments are so much.
fn count(office: &Office, amount: i64, instalments: i64, answers: &mut Answers) {
    let expected = answers.of(AGREEMENTS);
    expected.read += 1;
    expected.add("agreed", office.currency, amount);
    expected.add("instalments", office.currency, instalments);
}

/// An agreement, and its amount.
fn agreement(estate: &Estate, office: &Office, number: usize) -> (Value, i64) {
    let mut chance = estate.chance("agreement", office.index, number);
    let partner = chance.below(estate.count(Kind::Partner));
    let months = chance.between(1, 9);
    let reached = chance.between(2, 4);
    let mut amount = 0;
    let instalments: Vec<Value> = REACHED
        .iter()
        .zip(1..=reached)
        .map(|(reached, nth)| {
            let part = chance.between(10, 400) * 10_000;
            amount += part;
            let month = months + nth - 1;
            json!({"no": nth, "due": format!("2026-{month:02}-15"), "amount": decimal(part), "when": reached})
        })
        .collect();
    let agreement = json!({
        "number": format!("{}-A{number:04}", office.code()),
        "office": office.code(),
        "kind": if chance.chance(70) { "PCA" } else { "SSFA" },
        "state": "SIGNED",
        "partner": estate.key(Kind::Partner, office, partner),
        "title": chance.pick(AIMS),
        "from": day(&mut chance, 2025, 2025),
        "to": day(&mut chance, 2027, 2027),
        "currency": office.currency,
        "amount": decimal(amount),
        "instalments": instalments,
    });
    (agreement, amount)
}

fn spoil(agreement: &mut Value, office: &Office, amount: i64, fault: Fault) {
    let (name, value) = match fault {
        Fault::HeldBack => return,
        Fault::UnknownPartner => ("partner", json!(format!("{}98888", office.number()))),
        Fault::Sum => ("amount", json!(decimal(amount + 100))),
        Fault::Ends => ("to", json!("2024-12-31")),
        Fault::Kind => ("kind", json!("MOU")),
        Fault::Day => {
            if let Some(due) = agreement.pointer_mut("/instalments/0/due") {
                *due = json!("on signature");
            }
            return;
        }
        Fault::Draft => ("state", json!("DRAFT")),
    };
    if let Some(fields) = agreement.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

fn plant(file: &str, line: usize, fault: Fault, answers: &mut Answers) {
    let at = |path: &str| format!("{file}:{line} {path}");
    let (code, field, origin, kind) = match fault {
        Fault::HeldBack => (
            "REF-REJECTED",
            "ContractHeaderFlexfieldVA.supplierId",
            at("/partner"),
            "agreement with a partner that is held back",
        ),
        Fault::UnknownPartner => (
            "MAP-LOOKUP-MISSING",
            "PrimaryPartyName",
            at("/partner"),
            "agreement with a partner that is not there",
        ),
        Fault::Sum => (
            "VAL-SUM",
            "EstimatedAmount",
            at("/amount"),
            "amount that is not the sum of the instalments",
        ),
        Fault::Ends => ("VAL-CHECK", "EndDate", at("/to"), "ends before it begins"),
        Fault::Kind => (
            "MAP-UNMAPPED-CODE",
            "ContractTypeId",
            at("/kind"),
            "kind that no crosswalk has",
        ),
        Fault::Day => (
            "MAP-TYPE",
            "ContractDeliverable.DueDate",
            at("/instalments[1]/due"),
            "day in words",
        ),
        Fault::Draft => {
            answers.of(AGREEMENTS).filtered += 1;
            return;
        }
    };
    answers.of(AGREEMENTS).rejected += 1;
    answers.finding(AGREEMENTS, code, field, origin, kind);
}
