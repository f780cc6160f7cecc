//! What the payroll host hands out of each office at the end of the year: salaries, element entries and bank accounts at
//! fixed positions, with a trailer that counts and adds up.

mod faults;

use super::super::answers::Answers;
use super::super::estate::{Estate, Kind, Office};
use super::super::files::{Out, fixed};
use super::{Faults, MODULE};
use crate::Outcome;

const SALARIES: &str = "salaries";
const ENTRIES: &str = "element-entries";
const METHODS: &str = "payment-methods";

/// Elements of the host, and what one of them usually is, in hundredths.
const ELEMENTS: &[(&str, i64)] = &[
    ("RENT", 120_000),
    ("HARD", 45_000),
    ("TRAN", 8_000),
    ("PENS", 61_500),
    ("MEDI", 23_725),
    ("LOAN", 15_000),
];

/// Day from which the year's amounts hold.
const FROM: &str = "20250101";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nobody,
    Code,
    Nothing,
    Future,
    NoSuchDay,
    Conflict,
    Again,
}

const SALARY_FAULTS: &[Wrong] = &[
    Wrong::Nobody,
    Wrong::Code,
    Wrong::Nothing,
    Wrong::Future,
    Wrong::NoSuchDay,
    Wrong::Conflict,
    Wrong::Again,
];
const ENTRY_FAULTS: &[Wrong] = &[Wrong::Nobody, Wrong::Code, Wrong::Nothing, Wrong::Future];
const METHOD_FAULTS: &[Wrong] = &[Wrong::Nobody, Wrong::Code, Wrong::Nothing, Wrong::Future];

/// A file of the host so far, with what its trailer will state.
struct File<'a> {
    name: String,
    office: &'a Office,
    text: String,
    lines: usize,
    salaries: usize,
    gross: i64,
    entry_lines: usize,
    entered: i64,
    methods: usize,
}

/// Writes the host's file of an office.
pub(super) fn write(estate: &Estate, office: &Office, faults: &Faults, out: &mut Out) -> Outcome {
    let mut file = File::new(office);
    for number in 0..estate.count(Kind::Worker) {
        file.person(estate, number, &mut out.answers);
    }
    for (nth, wrong) in faults.of(SALARY_FAULTS).into_iter().enumerate() {
        file.wrong_salary(estate, nth, wrong, &mut out.answers);
    }
    for (nth, wrong) in faults.of(ENTRY_FAULTS).into_iter().enumerate() {
        file.wrong_entry(estate, nth, wrong, &mut out.answers);
    }
    for (nth, wrong) in faults.of(METHOD_FAULTS).into_iter().enumerate() {
        file.wrong_method(estate, nth, wrong, &mut out.answers);
    }
    file.trailer();
    out.put(MODULE, &file.name, &file.text)?;
    Ok(())
}

impl<'a> File<'a> {
    fn new(office: &'a Office) -> Self {
        let mut file = Self {
            name: format!("hq/payroll/PAY-{}-202512.txt", office.code()),
            office,
            text: String::new(),
            lines: 0,
            salaries: 0,
            gross: 0,
            entry_lines: 0,
            entered: 0,
            methods: 0,
        };
        let code = office.code();
        file.line(&[("H", 1), (&code, 4), ("202512", 6), (office.currency, 3)]);
        file
    }

    /// Adds a line; gives its number.
    fn line(&mut self, fields: &[(&str, usize)]) -> usize {
        fixed(&mut self.text, fields);
        self.lines += 1;
        self.lines
    }

    /// Where a field of a line stands.
    fn at(&self, line: usize, from: usize, field: &str) -> String {
        format!("{}:{line}, column {from} ({field})", self.name)
    }

    /// A person's salary, entries and accounts.
    fn person(&mut self, estate: &Estate, number: usize, answers: &mut Answers) {
        let key = estate.key(Kind::Worker, self.office, number);
        let mut chance = estate.chance("pay", self.office.index, number);
        let pay = chance.between(90_000, 950_000);
        let basis = self.basis();
        self.salary(&key, FROM, &basis, pay, answers);
        for (element, usual) in ELEMENTS {
            let amount = usual + chance.between(-500, 500) * 10;
            let mut values = vec![("AMT", amount)];
            if *element == "PENS" {
                values.push(("PCT", 790));
            }
            self.entry(&key, FROM, element, &values, answers);
        }
        let second = number % 8 == 3;
        let share = if second { 8_000 } else { 10_000 };
        self.method(&key, 1, self.office.country.iso, share, number, answers);
        if second {
            let rest = 10_000 - share;
            self.method(&key, 2, "CH", rest, number, answers);
        }
    }

    fn basis(&self) -> String {
        format!("{}-M", self.office.currency)
    }

    fn salary(
        &mut self,
        person: &str,
        from: &str,
        basis: &str,
        hundredths: i64,
        answers: &mut Answers,
    ) -> usize {
        let amount = format!("{hundredths:013}");
        self.salaries += 1;
        self.gross += hundredths;
        let counted = answers.of(SALARIES);
        counted.read += 1;
        counted.add("salaries", "", 100);
        let group = match basis.strip_suffix("-M") {
            Some(currency) if basis != "ZZZ-M" => format!("Meridian Monthly {currency}"),
            _ => basis.to_owned(),
        };
        counted.add("gross pay", group, hundredths);
        self.line(&[("S", 1), (person, 7), (from, 8), (basis, 5), (&amount, 13)])
    }

    /// An entry with a line for each of its values; gives the number of the first.
    fn entry(
        &mut self,
        person: &str,
        from: &str,
        element: &str,
        values: &[(&str, i64)],
        answers: &mut Answers,
    ) -> usize {
        answers.of(ENTRIES).read += 1;
        let first = self.lines + 1;
        for (input, hundredths) in values {
            let value = format!("{hundredths:013}");
            self.entry_lines += 1;
            self.entered += hundredths;
            let counted = answers.of(ENTRIES);
            counted.add("entry values", "", *hundredths);
            counted.add("lines of entries", "", 100);
            self.line(&[
                ("E", 1),
                (person, 7),
                (from, 8),
                (element, 6),
                (input, 3),
                (&value, 13),
            ]);
        }
        first
    }

    fn method(
        &mut self,
        person: &str,
        priority: usize,
        country: &str,
        share: i64,
        number: usize,
        answers: &mut Answers,
    ) -> usize {
        let account = format!("{:010}", 4_000_000 + number * 17 + priority);
        self.account(person, priority, country, share, &account, answers)
    }

    fn account(
        &mut self,
        person: &str,
        priority: usize,
        country: &str,
        share: i64,
        account: &str,
        answers: &mut Answers,
    ) -> usize {
        self.methods += 1;
        let counted = answers.of(METHODS);
        counted.read += 1;
        counted.add("accounts", "", 100);
        counted.add("shares of pay", "", share);
        let (priority, share) = (priority.to_string(), format!("{share:05}"));
        self.line(&[
            ("B", 1),
            (person, 7),
            (FROM, 8),
            (&priority, 1),
            (country, 2),
            (&share, 5),
            (account, 34),
            ("Staff Savings Bank", 30),
            ("Y", 1),
        ])
    }

    /// What the host says that the file holds.
    fn trailer(&mut self) {
        let [salaries, entries, methods] =
            [self.salaries, self.entry_lines, self.methods].map(|count| format!("{count:07}"));
        let [gross, entered] = [self.gross, self.entered].map(|sum| format!("{sum:015}"));
        self.line(&[
            ("T", 1),
            (&salaries, 7),
            (&gross, 15),
            (&entries, 7),
            (&entered, 15),
            (&methods, 7),
        ]);
    }
}
