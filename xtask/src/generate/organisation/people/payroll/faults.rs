//! Lines of the payroll host with which something is wrong.

use super::super::super::answers::Answers;
use super::super::super::estate::{Estate, Kind};
use super::super::{nobody, small};
use super::{ENTRIES, File, METHODS, SALARIES, Wrong};

impl File<'_> {
    pub(super) fn wrong_salary(
        &mut self,
        estate: &Estate,
        nth: usize,
        wrong: Wrong,
        answers: &mut Answers,
    ) {
        let known = estate.key(Kind::Worker, self.office, nth % 3);
        let basis = self.basis();
        let from = format!("2019{:02}01", nth + 1);
        let pay = 250_000 + small(nth) * 100;
        let (line, position, field, code, name, kind) = match wrong {
            Wrong::Nobody => {
                let person = nobody(self.office, nth);
                let line = self.salary(&person, &from, &basis, pay, answers);
                (
                    line,
                    2,
                    "Person",
                    "REF-MISSING",
                    "AssignmentNumber",
                    "salary of nobody",
                )
            }
            Wrong::Code => {
                let line = self.salary(&known, &from, "ZZZ-M", pay, answers);
                let kind = "basis without a line in the crosswalk";
                (
                    line,
                    17,
                    "Basis",
                    "MAP-UNMAPPED-CODE",
                    "SalaryBasisName",
                    kind,
                )
            }
            Wrong::Nothing => {
                let line = self.salary(&known, &from, &basis, 0, answers);
                (
                    line,
                    22,
                    "Amount",
                    "VAL-CHECK",
                    "SalaryAmount",
                    "salary of nothing",
                )
            }
            Wrong::Future => {
                let line = self.salary(&known, "20990101", &basis, pay, answers);
                (
                    line,
                    9,
                    "From",
                    "VAL-CHECK",
                    "DateFrom",
                    "salary from a day to come",
                )
            }
            Wrong::NoSuchDay => {
                let line = self.salary(&known, "20191331", &basis, pay, answers);
                (
                    line,
                    9,
                    "From",
                    "SRC-MALFORMED",
                    "From",
                    "day that does not exist",
                )
            }
            Wrong::Conflict | Wrong::Again => {
                self.twice(&known, &from, pay, wrong == Wrong::Conflict, answers);
                return;
            }
        };
        let origin = self.at(line, position, field);
        answers.of(SALARIES).rejected += 1;
        answers.finding(SALARIES, code, name, origin, kind);
    }

    /// Two salaries of a person from one day: with different amounts neither is sent, else one of them.
    fn twice(&mut self, person: &str, from: &str, pay: i64, conflict: bool, answers: &mut Answers) {
        let basis = self.basis();
        for more in [0, 5_000] {
            let pay = if conflict { pay + more } else { pay };
            let line = self.salary(person, from, &basis, pay, answers);
            if conflict {
                let origin = format!("{}:{line}", self.name);
                answers.of(SALARIES).rejected += 1;
                let kind = "two salaries from one day";
                answers.finding(SALARIES, "KEY-CONFLICT", "", origin, kind);
            }
        }
        answers.of(SALARIES).duplicates += usize::from(!conflict);
    }

    pub(super) fn wrong_entry(
        &mut self,
        estate: &Estate,
        nth: usize,
        wrong: Wrong,
        answers: &mut Answers,
    ) {
        let known = estate.key(Kind::Worker, self.office, nth % 3);
        let from = format!("2018{:02}01", nth + 1);
        let values = &[("AMT", 1_000)];
        let (line, position, field, code, name, kind) = match wrong {
            Wrong::Nobody => {
                let person = nobody(self.office, nth);
                let line = self.entry(&person, &from, "RENT", values, answers);
                (
                    line,
                    2,
                    "Person",
                    "REF-MISSING",
                    "AssignmentNumber",
                    "entry of nobody",
                )
            }
            Wrong::Code => {
                let line = self.entry(&known, &from, "GIFT", values, answers);
                let kind = "element without a line in the crosswalk";
                (
                    line,
                    17,
                    "Element",
                    "MAP-UNMAPPED-CODE",
                    "ElementName",
                    kind,
                )
            }
            Wrong::Nothing => {
                let line = self.entry(&known, &from, "RENT", &[("QTY", 300)], answers);
                let name = "ElementEntryValue.InputValueName";
                let kind = "input value without a line in the crosswalk";
                (line, 23, "Input", "MAP-UNMAPPED-CODE", name, kind)
            }
            _ => {
                let line = self.entry(&known, "20990101", "RENT", values, answers);
                let kind = "entry from a day to come";
                (line, 9, "From", "VAL-CHECK", "EffectiveStartDate", kind)
            }
        };
        let origin = self.at(line, position, field);
        answers.of(ENTRIES).rejected += 1;
        answers.finding(ENTRIES, code, name, origin, kind);
    }

    pub(super) fn wrong_method(
        &mut self,
        estate: &Estate,
        nth: usize,
        wrong: Wrong,
        answers: &mut Answers,
    ) {
        let known = estate.key(Kind::Worker, self.office, nth % 3);
        let priority = 5 + nth;
        let iso = self.office.country.iso;
        let (line, position, field, code, name, kind) = match wrong {
            Wrong::Nobody => {
                let person = nobody(self.office, nth);
                let line = self.method(&person, priority, iso, 10_000, nth, answers);
                (
                    line,
                    2,
                    "Person",
                    "REF-MISSING",
                    "AssignmentNumber",
                    "account of nobody",
                )
            }
            Wrong::Code => {
                let line = self.method(&known, priority, "XQ", 0, nth, answers);
                let kind = "country that does not exist";
                (line, 18, "Country", "MAP-FORM", "BankCountryCode", kind)
            }
            Wrong::Nothing => {
                let line = self.account(&known, priority, iso, 0, "", answers);
                let kind = "payment without an account";
                (
                    line,
                    25,
                    "Account",
                    "VAL-REQUIRED",
                    "BankAccountNumber",
                    kind,
                )
            }
            _ => {
                let line = self.method(&known, priority, iso, 10_100, nth, answers);
                let kind = "share of more than the whole";
                (line, 20, "Share", "VAL-CHECK", "Percentage", kind)
            }
        };
        let origin = self.at(line, position, field);
        answers.of(METHODS).rejected += 1;
        answers.finding(METHODS, code, name, origin, kind);
    }
}
