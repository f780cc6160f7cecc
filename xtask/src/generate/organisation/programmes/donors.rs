//! Donors, the register of their assessments, and their pledges, as headquarters keep them.

use super::super::estate::{Central, Estate, Kind, Office};
use super::super::files::{Out, at_cell, date_cell, windows_1252, workbook};
use super::table::{At, Fault, Table, european, fault};
use super::{HQ, MODULE, money, turned};
use crate::Outcome;
use crate::generate::table::Cell;

const DONORS: &[&str] = &["Donor No", "Name", "Country", "Kind", "Contact", "Status"];

const DONOR_FAULTS: &[Fault] = &[
    fault(
        "country that is none",
        ("Country", "XX"),
        ("MAP-FORM", "CountryCode"),
    ),
    fault(
        "kind without a crosswalk entry",
        ("Kind", "Royal"),
        ("MAP-UNMAPPED-CODE", "SponsorTypeCode"),
    ),
    fault(
        "required value missing",
        ("Name", ""),
        ("VAL-REQUIRED", "SponsorName"),
    ),
    fault(
        "mailbox that is none",
        ("Contact", "by fax"),
        ("MAP-FORM", "ContactEmail"),
    ),
];

const REGISTER: &[&str] = &["Donor No", "Outcome", "Assessed", "Valid Until"];

const REGISTER_FAULTS: &[Fault] = &[fault(
    "assessment of no donor",
    ("Donor No", "D99999"),
    ("JOIN-ORPHAN", "GrantsSponsorDFF"),
)
.warns()];

const PLEDGES: &[&str] = &[
    "Pledge No",
    "Donor No",
    "Donor Reference",
    "Title",
    "Office",
    "Project",
    "Period",
    "Currency",
    "Amount",
    "Signed",
    "First Day",
    "Last Day",
    "State",
];

const PLEDGE_FAULTS: &[Fault] = &[
    fault(
        "donor without an assessment",
        ("", ""),
        ("MAP-LOOKUP-MISSING", "dueDiligenceOutcome"),
    )
    .at(At::Column("Donor No")),
    fault(
        "donor whose assessment failed",
        ("", ""),
        ("MAP-UNMAPPED-CODE", "dueDiligenceOutcome"),
    )
    .at(At::Elsewhere),
    fault(
        "donor whose assessment had expired",
        ("", ""),
        ("VAL-CHECK", "dueDiligenceExpiry"),
    )
    .at(At::Column("Donor No")),
    fault(
        "project that is not there",
        ("Project", "XX00-P997"),
        ("REF-MISSING", "AwardProject.ProjectId"),
    ),
    fault(
        "amount in words",
        ("Amount", "one million"),
        ("MAP-NUMBER-FORMAT", "AwardFunding.FundingAmount"),
    ),
    fault(
        "office that is not registered",
        ("Office", "ZZ99"),
        ("MAP-LOOKUP-MISSING", "BusinessUnitName"),
    ),
    fault(
        "currency that is none",
        ("Currency", "QQQ"),
        ("MAP-FORM", "CurrencyCode"),
    ),
];

/// Donors for whom no sound pledge stands: one without an assessment, one that failed, one whose assessment expired.
const UNFIT: usize = 3;

/// Writes the files.
pub(super) fn write(estate: &Estate, out: &mut Out) -> Outcome {
    let count = estate.central(Central::Donor);
    donors(estate, count, out)?;
    register(estate, count, out)?;
    pledges(estate, count, out)
}

fn donors(estate: &Estate, count: usize, out: &mut Out) -> Outcome {
    let mut table = Table::new("donors", DONORS);
    // Those below the count are sound in every module; the unfit ones come behind them.
    for number in 0..count + UNFIT {
        table.push(donor(estate, number, "OPEN"));
    }
    for (place, fault) in DONOR_FAULTS.iter().enumerate() {
        table.spoilt(donor(estate, count + UNFIT + place, "OPEN"), fault);
    }
    table.push(donor(estate, count + 100, "CLOSED"));
    table.count(out);
    out.answers.of("donors").filtered += 1;
    for row in table.rows() {
        // Groups are named as the crosswalk names them.
        let kind = match table.text(row, "Kind") {
            "Government" => "PUBLIC",
            "Private" => "PRIVATE",
            other => other,
        };
        out.answers.of("donors").add("donors", kind, 100);
    }
    let file = format!("{HQ}/donors.csv");
    let text = table.delimited(&file, ';', out);
    out.put(MODULE, &file, windows_1252(&text))?;
    Ok(())
}

fn donor(estate: &Estate, number: usize, status: &str) -> Vec<Cell> {
    let mut chance = estate.chance("donors", 0, number);
    let kind = if number % 5 == 4 {
        "Private"
    } else {
        "Government"
    };
    let country = chance.pick(&["CH", "NO", "SE", "DE", "JP", "CA", "FR"]);
    vec![
        Cell::text(estate.central_key(Central::Donor, number)),
        Cell::text(estate.donor(number)),
        Cell::text(country),
        Cell::text(kind),
        Cell::text(format!("grants{number}@donor{number}.example")),
        Cell::text(status),
    ]
}

fn register(estate: &Estate, count: usize, out: &mut Out) -> Outcome {
    let mut table = Table::new("donors", REGISTER);
    for number in 0..count {
        let outcome = match number % 7 {
            3 => "Cleared with conditions",
            _ => "Cleared",
        };
        table.push(assessment(
            estate,
            number,
            (outcome, "2024-03-01", "2027-03-01"),
        ));
    }
    // The first of the unfit was never assessed.
    let failed = ("Failed", "2024-05-01", "2027-05-01");
    table.push(assessment(estate, count + 1, failed));
    let expired = ("Cleared", "2020-01-01", "2023-01-01");
    table.push(assessment(estate, count + 2, expired));
    for fault in REGISTER_FAULTS {
        table.spoilt(assessment(estate, 0, failed), fault);
    }
    let file = format!("{HQ}/due-diligence.xlsx");
    let titles = ["Due diligence of donors", "Office of Partnerships"];
    let sheet = table.sheet(&file, ("Register", &titles), out);
    out.put(MODULE, &file, workbook("Due diligence", &[sheet])?)?;
    Ok(())
}

fn assessment(
    estate: &Estate,
    number: usize,
    (outcome, day, until): (&str, &str, &str),
) -> Vec<Cell> {
    vec![
        Cell::text(estate.central_key(Central::Donor, number)),
        Cell::text(outcome),
        date_cell(day),
        date_cell(until),
    ]
}

fn pledges(estate: &Estate, donors: usize, out: &mut Out) -> Outcome {
    let mut table = Table::new("pledges", PLEDGES);
    let offices: Vec<Office> = estate.offices().collect();
    let count = estate.scaled(5_000, 12);
    for number in 0..count {
        let office = offices.get(number % offices.len()).copied();
        let office = office.ok_or("there is no office")?;
        let mut chance = estate.chance("donor of a pledge", 0, number);
        table.push(pledge(
            estate,
            &office,
            (number, chance.below(donors)),
            "SIGNED",
        ));
    }
    let first = offices.first().copied().ok_or("there is no office")?;
    for (place, fault) in PLEDGE_FAULTS.iter().enumerate() {
        let donor = if place < UNFIT { donors + place } else { 0 };
        let cells = pledge(estate, &first, (count + place, donor), "SIGNED");
        table.spoilt(cells, fault);
    }
    // Who was never assessed has no day of expiry either.
    table.also(count, &PLEDGE_FAULTS[0].about("dueDiligenceExpiry").warns());
    let spoken = pledge(estate, &first, (count + PLEDGE_FAULTS.len(), 0), "VERBAL");
    table.push(spoken);
    table.count(out);
    out.answers.of("pledges").filtered += 1;
    table.total(out, "pledged", ("Amount", "Currency"), ',');
    let file = format!("{HQ}/pledges.csv");
    let text = table.delimited(&file, ';', out);
    // What is wrong with an assessment is said where it stands, below two titles and the names of columns.
    let failed = &PLEDGE_FAULTS[1];
    let origin = at_cell(
        &format!("{HQ}/due-diligence.xlsx"),
        "Register",
        1,
        donors + 4,
    );
    out.answers
        .finding("pledges", failed.code, failed.field, origin, failed.kind);
    out.put(MODULE, &file, windows_1252(&text))?;
    Ok(())
}

fn pledge(
    estate: &Estate,
    office: &Office,
    (number, donor): (usize, usize),
    state: &str,
) -> Vec<Cell> {
    let mut chance = estate.chance("pledges", 0, number);
    let currency = chance.pick(&["USD", "EUR", "CHF", "NOK", "JPY"]);
    let project = chance.below(estate.count(Kind::Project));
    let month = chance.between(1, 12);
    let signed = format!("2025-{month:02}-{:02}", chance.between(1, 28));
    vec![
        Cell::text(format!("PL-{number:05}")),
        Cell::text(estate.central_key(Central::Donor, donor)),
        Cell::text(format!("REF/{:04}/25", chance.between(1, 9999))),
        Cell::text(format!("Grant for {}", office.city)),
        Cell::text(office.code()),
        Cell::text(estate.key(Kind::Project, office, project)),
        Cell::text("1"),
        Cell::text(currency),
        Cell::text(european(money(&mut chance, currency, 900_000))),
        Cell::text(turned(&signed, ".")),
        Cell::text(turned(&format!("2025-{month:02}-01"), ".")),
        Cell::text("31.12.2027"),
        Cell::text(state),
    ]
}
