//! The personnel register of an office: a workbook with a sheet of people, a row for each contract, and one of
//! telephones.

use super::super::super::table::Cell;
use super::super::estate::{Estate, Kind, Office, Person};
use super::super::files::{Out, Sheet, at_cell, date_cell, workbook};
use super::{Faults, MODULE, day_first, nobody, small, texts};
use crate::Outcome;

/// The mapping.
const WORKERS: &str = "workers";

const STAFF: &[&str] = &[
    "Staff No",
    "Surname",
    "Given name",
    "Sex",
    "Born",
    "Joined",
    "Kind",
    "Office",
    "Country",
    "E-mail",
    "ID type",
    "ID number",
    "Contract No",
    "Post",
    "Hours",
    "Main",
    "Status",
];
const TELEPHONES: &[&str] = &["Staff No", "Kind", "Number"];

const KINDS: &[&str] = &[
    "Permanent",
    "Permanent",
    "Fixed-term",
    "Fixed-term",
    "Fixed-term",
    "Consultant",
    "Volunteer",
];
const POSTS: &[&str] = &[
    "Programme officer",
    "Finance assistant",
    "Logistics officer",
    "Driver",
    "Nurse",
    "Water engineer",
    "Head of office",
    "Protection officer",
];

/// The column of the contract's number; what stands before is the person's.
const CONTRACT: usize = 12;

/// What is wrong with a person of the register.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    TooYoung,
    UnknownSex,
    Mail,
    NoSuchDay,
    NoSurname,
    LongContract,
    TelephoneOfNobody,
    Twice,
}

const FAULTS: &[Fault] = &[
    Fault::TooYoung,
    Fault::UnknownSex,
    Fault::Mail,
    Fault::NoSuchDay,
    Fault::NoSurname,
    Fault::LongContract,
    Fault::TelephoneOfNobody,
    Fault::Twice,
];

impl Fault {
    /// For a fault of one cell: its column, what stands there, the code and attribute of its finding, and what was done.
    fn cell(self) -> Option<(usize, Cell, &'static str, &'static str, &'static str)> {
        Some(match self {
            Fault::TooYoung => (
                4,
                date_cell("2024-12-01"),
                "VAL-CHECK",
                "DateOfBirth",
                "younger than 16 when joined",
            ),
            Fault::UnknownSex => (
                3,
                Cell::text("?"),
                "MAP-UNMAPPED-CODE",
                "PersonLegislativeData.Sex",
                "code without a line in the crosswalk",
            ),
            Fault::Mail => (
                9,
                Cell::text("p.meridian.example"),
                "MAP-FORM",
                "PersonEmail.EmailAddress",
                "mail address without a sign",
            ),
            Fault::NoSuchDay => (
                4,
                Cell::text("31/02/1980"),
                "MAP-DATE-FORMAT",
                "DateOfBirth",
                "day that does not exist",
            ),
            Fault::NoSurname => (
                1,
                Cell::Empty,
                "VAL-REQUIRED",
                "PersonName.LastName",
                "person without a family name",
            ),
            Fault::LongContract | Fault::TelephoneOfNobody | Fault::Twice => return None,
        })
    }
}

/// The rows of the two sheets.
#[derive(Default)]
struct Register {
    staff: Vec<Vec<Cell>>,
    telephones: Vec<Vec<Cell>>,
}

/// Writes `personnel.xlsx` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let count = estate.count(Kind::Worker);
    let mut register = Register::default();
    for number in 0..count {
        register.add(estate, office, number);
    }
    // Those who left are in the register for good, and are not carried over.
    let left = count.div_ceil(10);
    for number in count..count + left {
        let before = register.staff.len();
        register.add(estate, office, number);
        for row in register.staff.iter_mut().skip(before) {
            if let Some(cell) = row.last_mut() {
                *cell = Cell::text("LEFT");
            }
        }
    }
    let counted = out.answers.of(WORKERS);
    counted.read += count + left;
    counted.filtered += left;
    let file = format!("{}/personnel.xlsx", office.folder());
    let mut heads = count + left;
    for (nth, fault) in faults.of(FAULTS).into_iter().enumerate() {
        heads += usize::from(fault != Fault::TelephoneOfNobody);
        register.plant(estate, office, count + left + nth, fault, &file, out);
    }
    let counted = out.answers.of(WORKERS);
    counted.add("head-count", "", small(heads) * 100);
    let bytes = register.bytes(office)?;
    out.put(MODULE, &file, bytes)?;
    Ok(())
}

impl Register {
    /// Adds a person with contracts and telephones.
    fn add(&mut self, estate: &Estate, office: &Office, number: usize) {
        let person = estate.person(office, number);
        let mut chance = estate.chance("register", office.index, number);
        let kind = chance.pick(KINDS);
        let habits = (chance.below(1000), chance.below(100));
        let mut row = staff(&person, office, kind, habits.0, habits.1);
        let typed = row.first().cloned().unwrap_or(Cell::Empty);
        let mut contract = |number: &str, main: &str| {
            row.truncate(CONTRACT);
            row.extend(texts(&[number, chance.pick(POSTS)]));
            row.push(Cell::Number(chance.pick(&["40", "37.5", "20"]).to_owned()));
            row.extend(texts(&[main, "ACTIVE"]));
            self.staff.push(row.clone());
        };
        contract(&person.number, "Y");
        // What is wrong with a person shall stand in one row.
        if number % 12 == 5 && number < estate.count(Kind::Worker) {
            contract(&format!("{}-2", person.number), "N");
        }
        let mut telephone = |kind: &str| {
            let digits = format!(
                "{} {:03} {:03}",
                chance.between(20, 99),
                chance.below(1000),
                chance.below(1000)
            );
            [vec![typed.clone()], texts(&[kind, &digits])].concat()
        };
        self.telephones.push(telephone("Office"));
        if number.is_multiple_of(3) {
            self.telephones.push(telephone("Mobile"));
        }
    }

    /// Adds a person to whom something is wrong.
    fn plant(
        &mut self,
        estate: &Estate,
        office: &Office,
        number: usize,
        fault: Fault,
        file: &str,
        out: &mut Out,
    ) {
        if fault == Fault::TelephoneOfNobody {
            let row = texts(&[&nobody(office, 0), "Office", "20 000 000"]);
            self.telephones.push(row);
            let line = self.telephones.len() + 4;
            let origin = at_cell(file, "Telephones", 0, line);
            out.answers.finding(
                WORKERS,
                "JOIN-ORPHAN",
                "PersonPhone",
                origin,
                "telephone of nobody",
            );
            return;
        }
        self.add(estate, office, number);
        let line = self.staff.len() + 4; // titles and the names of columns stand above
        let counted = out.answers.of(WORKERS);
        counted.read += 1;
        counted.rejected += 1;
        match fault {
            Fault::LongContract => self.lengthen(file, line, out),
            Fault::Twice => self.twice(file, line, out),
            _ => {}
        }
        let Some((column, cell, code, field, kind)) = fault.cell() else {
            return;
        };
        self.set(column, cell);
        let origin = at_cell(file, "Staff", column, line);
        out.answers.finding(WORKERS, code, field, origin, kind);
    }

    /// Gives the last contract a number that is too long.
    fn lengthen(&mut self, file: &str, line: usize, out: &mut Out) {
        self.set(CONTRACT, Cell::text("CONTRACT OF SERVICE 2024/000017-B"));
        out.answers.finding(
            WORKERS,
            "VAL-LENGTH",
            "WorkRelationship.Assignment.AssignmentNumber",
            at_cell(file, "Staff", CONTRACT, line),
            "contract number longer than the ERP takes",
        );
    }

    /// Gives the last person a second contract, under another family name.
    fn twice(&mut self, file: &str, line: usize, out: &mut Out) {
        let Some(mut again) = self.staff.last().cloned() else {
            return;
        };
        for (column, text) in [(1, "Otherwise"), (CONTRACT, "SECOND")] {
            if let Some(cell) = again.get_mut(column) {
                *cell = Cell::text(text);
            }
        }
        self.staff.push(again);
        out.answers.finding(
            WORKERS,
            "GROUP-DIFFERS",
            "Surname",
            at_cell(file, "Staff", 1, line + 1),
            "person with two names",
        );
    }

    fn set(&mut self, column: usize, cell: Cell) {
        if let Some(place) = self.staff.last_mut().and_then(|row| row.get_mut(column)) {
            *place = cell;
        }
    }

    fn bytes(&self, office: &Office) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        let unit = format!("{} ({})", office.business_unit(), office.code());
        let titles = [
            "Personnel register",
            &*unit,
            "Personal data: not to be copied",
        ];
        let sheet = |name, columns, rows| Sheet {
            name,
            titles: &titles,
            columns,
            rows,
        };
        let sheets = [
            sheet("Staff", STAFF, &self.staff[..]),
            sheet("Telephones", TELEPHONES, &self.telephones[..]),
        ];
        workbook("Personnel register", &sheets)
    }
}

/// A row of the sheet of people. Some clerks type days as text, and some numbers lose their noughts.
fn staff(person: &Person, office: &Office, kind: &str, id: usize, habit: usize) -> Vec<Cell> {
    let joined = if habit < 20 {
        Cell::text(day_first(&person.hired))
    } else {
        date_cell(&person.hired)
    };
    let number = if habit % 10 == 3 {
        Cell::Number(person.number.trim_start_matches('0').to_owned())
    } else {
        Cell::text(&person.number)
    };
    let (paper, identifier) = match habit % 9 {
        0 => ("", String::new()),
        1 => ("Passport", format!("P{}{id:03}", person.number)),
        _ => ("ID card", format!("{}{id:03}", person.number)),
    };
    let surname = if habit % 7 == 2 {
        format!(" {} ", person.last)
    } else {
        person.last.clone()
    };
    vec![
        number,
        Cell::text(surname),
        Cell::text(&person.first),
        Cell::text(if id.is_multiple_of(2) { "F" } else { "M" }),
        date_cell(&person.born),
        joined,
        Cell::text(kind),
        Cell::text(office.code()),
        Cell::text(office.country.name),
        Cell::text(&person.email),
        Cell::text(paper),
        Cell::text(identifier),
    ]
}
