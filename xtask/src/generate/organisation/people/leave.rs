//! Leave of an office: delimited text with semicolons, decimal commas and the letters of old Windows programs.

use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, delimited, windows_1252};
use super::super::languages::{self, called};
use super::{Faults, MODULE, day_first, nobody};
use crate::Outcome;

/// The mapping.
const ABSENCES: &str = "absences";

const COLUMNS: &[&str] = &[
    "Ref", "Staff No", "Name", "Kind", "From", "To", "Days", "Status", "Remark",
];
const KINDS: &[&str] = &["AL", "AL", "AL", "SL", "SL", "ML", "HL", "CT"];
const REMARKS: &[&str] = &[
    "",
    "",
    "",
    "congé – prolongé",
    "à confirmer",
    "señal médica",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nobody,
    Kind,
    Backwards,
    Days,
    Overlap,
    NoSuchDay,
    Again,
}

const FAULTS: &[Wrong] = &[
    Wrong::Nobody,
    Wrong::Kind,
    Wrong::Backwards,
    Wrong::Days,
    Wrong::Overlap,
    Wrong::NoSuchDay,
    Wrong::Again,
];

/// A line of the file; days as hundredths.
struct Leave<'a> {
    person: String,
    name: String,
    kind: &'a str,
    from: String,
    to: String,
    days: &'a str,
    hundredths: i64,
    status: &'static str,
    remark: &'a str,
}

/// Writes `leave.csv` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let mut text = String::new();
    let headings = languages::headings(languages::LEAVE, COLUMNS, office.language);
    delimited(&mut text, ';', &headings);
    let file = format!("{}/leave.csv", office.folder());
    let mut line = 1;
    let mut add = |leave: &Leave<'_>, out: &mut Out| {
        line += 1;
        let reference = format!("{}/{line}", office.code());
        delimited(
            &mut text,
            ';',
            &[
                &reference,
                &leave.person,
                &leave.name,
                leave.kind,
                &day_first(&leave.from),
                &day_first(&leave.to),
                leave.days,
                called(languages::LEAVE, leave.status, office.language),
                leave.remark,
            ],
        );
        let counted = out.answers.of(ABSENCES);
        counted.read += 1;
        counted.add("days of leave", "", leave.hundredths);
        line
    };
    let count = estate.count(Kind::Worker);
    for number in 0..count {
        for nth in 0..3 {
            let leave = sound(estate, office, number, nth);
            if leave.status == "CANCELLED" {
                out.answers.of(ABSENCES).filtered += 1;
            }
            add(&leave, out);
        }
    }
    for (nth, wrong) in faults.of(FAULTS).into_iter().enumerate() {
        let mut leave = sound(estate, office, nth % count.max(1), 3);
        let column = spoil(&mut leave, wrong, office, nth);
        let first = add(&leave, out);
        if matches!(wrong, Wrong::Again | Wrong::Overlap) {
            if wrong == Wrong::Overlap {
                leave.from = next_day(&leave.from);
            }
            let second = add(&leave, out);
            out.answers.of(ABSENCES).duplicates += usize::from(wrong == Wrong::Again);
            if wrong == Wrong::Again {
                continue;
            }
            for line in [first, second] {
                let place = (5, headings[4], "VAL-SPAN", "StartDate");
                told(out, &file, line, place, "leave on one day twice");
            }
            continue;
        }
        if let Some(((number, _, code, field), kind)) = column {
            let place = (number, headings[number - 1], code, field);
            told(out, &file, first, place, kind);
        }
    }
    out.put(MODULE, &file, windows_1252(&text))?;
    Ok(())
}

/// A finding at a column of a line, which rejects its record.
fn told(
    out: &mut Out,
    file: &str,
    line: usize,
    (number, column, code, field): (usize, &str, &'static str, &str),
    kind: &'static str,
) {
    let origin = format!("{file}:{line}, column {number} ({column})");
    out.answers.of(ABSENCES).rejected += 1;
    out.answers.finding(ABSENCES, code, field, origin, kind);
}

/// The nth leave of a worker: each in a quarter of its own, so that none overlap.
fn sound(estate: &Estate, office: &Office, number: usize, nth: usize) -> Leave<'static> {
    let mut chance = estate.chance("leave", office.index, number * 4 + nth);
    let person = estate.person(office, number);
    let month = nth * 3 + 1 + chance.below(3);
    let first = chance.between(1, 14);
    let length = chance.between(1, 10);
    let half = length == 1 && chance.chance(40);
    let (days, hundredths) = if half {
        ("0,5", 50)
    } else {
        let all = ["1", "2", "3", "4", "5,0", "6", "7", "8,0", "9", "10"];
        let shown = usize::try_from(length - 1).unwrap_or_default();
        (all.get(shown).copied().unwrap_or("1"), length * 100)
    };
    Leave {
        name: format!("{} {}", person.last.to_uppercase(), person.first),
        person: person.number,
        kind: chance.pick(KINDS),
        from: format!("2025-{month:02}-{first:02}"),
        to: format!("2025-{month:02}-{:02}", first + length - 1),
        days,
        hundredths,
        status: if chance.chance(5) {
            "CANCELLED"
        } else {
            chance.pick(&["APPROVED", "APPROVED", "APPROVED", "PENDING"])
        },
        remark: chance.pick(REMARKS),
    }
}

/// Where a fault is told: column, its name, code and attribute; and what was done.
type Told = Option<(
    (usize, &'static str, &'static str, &'static str),
    &'static str,
)>;

fn spoil(leave: &mut Leave<'_>, wrong: Wrong, office: &Office, nth: usize) -> Told {
    leave.status = "APPROVED";
    match wrong {
        Wrong::Nobody => {
            leave.person = nobody(office, nth);
            Some((
                (2, "Staff No", "REF-MISSING", "PersonNumber"),
                "leave of nobody",
            ))
        }
        Wrong::Kind => {
            leave.kind = "??";
            let place = (4, "Kind", "MAP-UNMAPPED-CODE", "AbsenceType");
            Some((place, "kind of leave without a line in the crosswalk"))
        }
        Wrong::Backwards => {
            "2025-01-01".clone_into(&mut leave.to);
            "2025-12-20".clone_into(&mut leave.from);
            Some((
                (6, "To", "VAL-CHECK", "EndDate"),
                "leave that ends before it begins",
            ))
        }
        Wrong::Days => {
            leave.days = "2,5d";
            leave.hundredths = 0;
            let place = (7, "Days", "MAP-NUMBER-FORMAT", "Duration");
            Some((place, "number with a letter"))
        }
        Wrong::NoSuchDay => {
            "2025-11-31".clone_into(&mut leave.from);
            let place = (5, "From", "MAP-DATE-FORMAT", "StartDate");
            Some((place, "day that does not exist"))
        }
        Wrong::Overlap | Wrong::Again => {
            "2025-12-24".clone_into(&mut leave.to);
            "2025-12-21".clone_into(&mut leave.from);
            None
        }
    }
}

/// The day after the 21st of December, where overlapping leave begins again.
fn next_day(day: &str) -> String {
    day.replace("-21", "-22")
}
