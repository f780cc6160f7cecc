//! The voucher export of each office: what projects cost in the open year.

use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, windows_1252};
use super::super::languages::{self, called};
use super::table::{Fault, Table, european, fault};
use super::{MODULE, day_of_year, money, planted, projects::TASK_NAMES, turned};
use crate::Outcome;
use crate::generate::table::Cell;

const COLUMNS: &[&str] = &[
    "Voucher", "Type", "Office", "Date", "Project", "Task", "Account", "Staff No", "Currency",
    "Amount", "Text",
];

/// Natural accounts of costs; the first two digits say what kind of cost it is.
const ACCOUNTS: &[&str] = &[
    "51100", "52100", "53200", "54100", "55300", "56100", "57200", "58100",
];

const FAULTS: &[Fault] = &[
    fault(
        "project that is not there",
        ("Project", "XX00-P999"),
        ("REF-MISSING", "PROJECT_ID"),
    ),
    fault(
        "date in another format",
        ("Date", "2025/03/14"),
        ("MAP-DATE-FORMAT", "ExpenditureItemDate"),
    ),
    fault(
        "day outside of the open year",
        ("Date", "14.03.2019"),
        ("VAL-CHECK", "ExpenditureItemDate"),
    ),
    fault(
        "account without a crosswalk entry",
        ("Account", "99100"),
        ("MAP-UNMAPPED-CODE", "ExpenditureTypeName"),
    ),
    fault(
        "number with letters",
        ("Amount", "1.2oo,50"),
        ("MAP-NUMBER-FORMAT", "TransactionCurrencyRawCost"),
    ),
    fault(
        "required value missing",
        ("Task", ""),
        ("VAL-REQUIRED", "TaskNumber"),
    ),
    fault(
        "office that is not registered",
        ("Office", "ZZ99"),
        ("MAP-LOOKUP-MISSING", "ExpenditureOrganizationName"),
    ),
];

/// Writes the export of an office.
pub(super) fn write(estate: &Estate, office: &Office, out: &mut Out) -> Outcome {
    let headings = languages::headings(languages::COSTS, COLUMNS, office.language);
    let mut table = Table::new("expenditures", COLUMNS)
        .of(office)
        .headed(headings);
    let count = estate.scaled(250, 12);
    for number in 0..count {
        table.push(voucher(estate, office, number, "COST"));
    }
    for (place, fault) in planted(estate, office, FAULTS).into_iter().enumerate() {
        table.spoilt(voucher(estate, office, count + place, "COST"), fault);
    }
    let commitments = estate.scaled(10, 1);
    for number in 0..commitments {
        let number = count + FAULTS.len() + number;
        table.push(voucher(estate, office, number, "COMMITMENT"));
    }
    // Some vouchers were exported twice.
    let twice = usize::from(office.index.is_multiple_of(7));
    for number in 0..twice {
        table.push(voucher(estate, office, number, "COST"));
    }
    table.count(out);
    table.total(out, "project costs", ("Amount", "Currency"), ',');
    let of = out.answers.of("expenditures");
    of.filtered += commitments;
    of.duplicates += twice;
    let file = format!("{}/project-costs.csv", office.folder());
    let text = table.delimited(&file, ';', out);
    out.put(MODULE, &file, windows_1252(&text))?;
    Ok(())
}

fn voucher(estate: &Estate, office: &Office, number: usize, kind: &'static str) -> Vec<Cell> {
    let mut chance = estate.chance("project costs", office.index, number);
    let project = chance.below(estate.count(Kind::Project));
    let amount = money(&mut chance, office.currency, 9_000);
    let account = chance.pick(ACCOUNTS);
    let worker = chance.below(estate.count(Kind::Worker));
    let staff = if account.starts_with("51") {
        estate.key(Kind::Worker, office, worker)
    } else {
        String::new()
    };
    // French systems write no sign between thousands that others would read.
    let (between, shown) = match office.language {
        "fr" => ("/", european(amount).replace('.', "")),
        "es" => ("/", european(amount)),
        _ => (".", european(amount)),
    };
    let text = chance.pick(&[
        "Main d’œuvre, puits n° 4",
        "Fuel for the field team",
        "Capacitación de maestros",
        "Rent of the store – March",
        "Hygiene kits; 2nd delivery",
    ]);
    vec![
        Cell::text(format!("{}-V{number:06}", office.code())),
        Cell::text(called(languages::COSTS, kind, office.language)),
        Cell::text(office.code()),
        Cell::text(turned(&day_of_year(&mut chance), between)),
        Cell::text(estate.key(Kind::Project, office, project)),
        Cell::text((chance.below(TASK_NAMES.len()) + 1).to_string()),
        Cell::text(account),
        Cell::text(staff),
        Cell::text(office.currency),
        Cell::text(shown),
        Cell::text(text),
    ]
}
