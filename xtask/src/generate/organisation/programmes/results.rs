//! The results framework, and the tags of it that each office gives its projects.

use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, delimited};
use super::table::{At, Fault, Table, fault};
use super::{HQ, MODULE, planted};
use crate::Outcome;
use crate::generate::table::Cell;

const COLUMNS: &[&str] = &[
    "Project",
    "Office Name",
    "Output",
    "Indicator",
    "Share",
    "Baseline",
    "Target",
];

/// Outcomes of the framework, each with three outputs of two indicators.
const OUTCOMES: &[&str] = &[
    "Children learn",
    "Families have safe water",
    "Mothers and children are healthy",
    "People live free of violence",
];

const FAULTS: &[Fault] = &[
    fault(
        "indicator that the framework does not have",
        ("Indicator", "IN-9.9.9"),
        ("MAP-LOOKUP-MISSING", "ProjectDFF.outcome"),
    )
    .at(At::Column("Output")),
    fault(
        "output of another indicator",
        ("Output", "OP-0.0"),
        ("MAP-LOOKUP-MISSING", "ProjectDFF.outcome"),
    ),
    fault(
        "project that is not there",
        ("Project", "XX00-P*"),
        ("REF-MISSING", "ProjectId"),
    ),
    fault(
        "share in words",
        ("Share", "half"),
        ("MAP-NUMBER-FORMAT", "ProjectDFF.share"),
    ),
    fault(
        "share of more than all",
        ("Share", "250"),
        ("VAL-CHECK", "Share"),
    ),
    fault(
        "project twice, with other tags",
        ("", ""),
        ("KEY-CONFLICT", ""),
    )
    .at(At::Row),
];

/// The number of a sound project whose tags are wrong.
fn tagged_in_vain(estate: &Estate, place: usize) -> usize {
    estate.count(Kind::Project) + 50 + place
}

/// Projects of an office that have wrong tags and nothing else, by their numbers.
pub(super) fn projects_in_vain(estate: &Estate, office: &Office) -> Vec<usize> {
    let faults = planted(estate, office, FAULTS).len();
    (0..faults)
        .map(|place| tagged_in_vain(estate, place))
        .collect()
}

/// The framework's own list.
pub(super) fn framework(out: &mut Out) -> Outcome {
    let mut text = String::new();
    let columns = ["Outcome", "Output", "Indicator", "Title"];
    delimited(&mut text, ';', &columns);
    for (outcome, title) in OUTCOMES.iter().enumerate() {
        for at in 0..6 {
            let (output, indicator) = codes(outcome, at);
            let fields = [&*format!("OC-{}", outcome + 1), &output, &indicator, title];
            delimited(&mut text, ';', &fields);
        }
    }
    out.put(MODULE, &format!("{HQ}/framework.csv"), text)?;
    Ok(())
}

/// The codes of an output and of its indicator.
fn codes(outcome: usize, at: usize) -> (String, String) {
    let (outcome, output) = (outcome + 1, at / 2 + 1);
    (
        format!("OP-{outcome}.{output}"),
        format!("IN-{outcome}.{output}.{}", at % 2 + 1),
    )
}

/// Writes the tags of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let mut table = Table::new("results", COLUMNS).of(office);
    let faults = planted(estate, office, FAULTS);
    for number in 0..estate.count(Kind::Project) {
        table.push(tag(estate, office, number));
    }
    for (place, fault) in faults.into_iter().enumerate() {
        let mut cells = tag(estate, office, tagged_in_vain(estate, place));
        table.spoilt(cells.clone(), fault);
        if fault.code == "KEY-CONFLICT" {
            if let Some(target) = cells.last_mut() {
                *target = Cell::text("1");
            }
            table.spoilt(cells, fault);
        }
    }
    table.count(out);
    table.total(out, "share of programme", ("Share", "Office Name"), '.');
    let file = format!("{}/results.csv", office.folder());
    let text = table.delimited(&file, ',', out);
    out.put(MODULE, &file, text)?;
    Ok(())
}

fn tag(estate: &Estate, office: &Office, number: usize) -> Vec<Cell> {
    let mut chance = estate.chance("results", office.index, number);
    let (output, indicator) = codes(chance.below(OUTCOMES.len()), chance.below(6));
    let share = chance.between(50, 900);
    let baseline = chance.between(0, 500);
    vec![
        Cell::text(estate.key(Kind::Project, office, number)),
        Cell::text(office.business_unit()),
        Cell::text(output),
        Cell::text(indicator),
        Cell::text(format!("{}.{:02}", share / 100, share % 100)),
        Cell::text(baseline.to_string()),
        Cell::text((baseline + chance.between(10, 5000)).to_string()),
    ]
}
