//! The users of each office's procurement system with their roles, as its security report has them: bars between fields.

use super::super::answers::Answers;
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, delimited};
use super::{Faults, MODULE, day};
use crate::Outcome;

const ROLES: &str = "roles";

const COLUMNS: &[&str] = &["User", "Person", "Mail", "Roles", "Last login", "Status"];

/// Roles that one person may have together.
const SOUND: &[&str] = &[
    "REQ", "REQ", "REQ;RCV", "BUY", "APP", "VEN", "WHM;RCV", "INV", "REQ;APP", "CASH",
];

/// Roles that nobody may have together, and what one could do with them.
const CONFLICTS: &[(&str, &str)] = &[
    ("BUY;APP", "orders and approves"),
    ("REQ;BUY;RCV", "orders and receives"),
    ("VEN;INV", "makes vendors and pays them"),
    ("INV;CASH", "enters invoices and pays them"),
];

/// What is wrong with a user; the numbers below it are those of [`CONFLICTS`].
const UNKNOWN: usize = 4;
const DORMANT: usize = 5;
const NO_MAIL: usize = 6;
const KINDS: usize = 7;

/// Writes `users.txt` of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let sound = estate.scaled(60, 5).min(estate.count(Kind::Worker));
    let file = format!("{}/users.txt", office.folder());
    let mut text = String::new();
    delimited(&mut text, '|', COLUMNS);
    for number in 0..sound {
        let mut chance = estate.chance("user", office.index, number);
        let status = if chance.chance(6) {
            "DISABLED"
        } else {
            "ENABLED"
        };
        let roles = chance.pick(SOUND);
        let login = day(&mut chance, 2025, 2025);
        row(&mut text, estate, office, number, [roles, &login, status]);
        let expected = out.answers.of(ROLES);
        expected.read += 1;
        if status == "DISABLED" {
            expected.filtered += 1;
        }
    }
    for (kind, line) in faults.of(KINDS, 5).into_iter().zip(sound + 2..) {
        let (mut roles, mut login) = ("REQ", "2025-11-30");
        match CONFLICTS.get(kind) {
            Some((conflict, _)) => roles = conflict,
            None if kind == UNKNOWN => roles = "REQ;SUPERUSER",
            None if kind == DORMANT => login = "2022-01-15",
            None => {}
        }
        let number = 5_000 + kind;
        row(&mut text, estate, office, number, [roles, login, "ENABLED"]);
        if kind == NO_MAIL {
            text = text.replace(&estate.person(office, number).email, "n/a");
        }
        plant(&file, line, kind, &mut out.answers);
    }
    out.put(MODULE, &file, text)?;
    Ok(())
}

fn row(text: &mut String, estate: &Estate, office: &Office, number: usize, rest: [&str; 3]) {
    let person = estate.person(office, number);
    let user = format!("{}{number:04}", office.code());
    let [roles, login, status] = rest;
    let cells = [&user, &person.number, &person.email, roles, login, status];
    delimited(text, '|', &cells);
}

fn plant(file: &str, line: usize, kind: usize, answers: &mut Answers) {
    let at = |column: usize| {
        let name = COLUMNS.get(column).copied().unwrap_or_default();
        format!("{file}:{line}, column {} ({name})", column + 1)
    };
    let expected = answers.of(ROLES);
    expected.read += 1;
    expected.rejected += usize::from(kind != DORMANT);
    let (code, field, origin, what) = match CONFLICTS.get(kind) {
        Some((_, what)) => ("VAL-CHECK", "Roles", at(3), *what),
        None if kind == UNKNOWN => (
            "MAP-UNMAPPED-CODE",
            "userAccountRoles.RoleCode",
            at(3),
            "role that no crosswalk has",
        ),
        None if kind == DORMANT => ("VAL-CHECK", "Last login", at(4), "not used for years"),
        None => ("MAP-FORM", "WorkEmail", at(2), "no mail address"),
    };
    answers.finding(ROLES, code, field, origin, what);
}
