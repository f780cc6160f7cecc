//! The words of a report in a language: counts with their nouns, dates, sizes, lists.
//!
//! Numbers are written the same in every language (`1,234.56`), and the page says so: whoever compares two reports, or reads one with a
//! program, finds the same digits.

use fluent_bundle::FluentValue;
use jiff::Timestamp;

use super::Language;
use crate::diagnose::{Code, Severity, Stage, codes};
use crate::report::format;
use crate::report::model::{BreakKind, Command, Purpose};

impl Language {
    /// A text that speaks of nothing.
    pub fn say(&self, id: &str) -> String {
        self.text(id, &[])
    }

    /// A text with the texts that are put into it.
    pub fn with(&self, id: &str, values: &[(&str, &str)]) -> String {
        let values: Vec<(&str, FluentValue<'_>)> = values
            .iter()
            .map(|(name, value)| (*name, FluentValue::from(*value)))
            .collect();
        self.text(id, &values)
    }

    /// A number with what it counts, in the form that goes with it.
    pub fn counted(&self, id: &str, number: u64) -> String {
        self.counted_with(id, number, &[])
    }

    /// The same with other texts that are put into it.
    pub fn counted_with(&self, id: &str, number: u64, values: &[(&str, &str)]) -> String {
        let shown = format::count(number);
        let mut all: Vec<(&str, FluentValue<'_>)> =
            vec![("n", number.into()), ("shown", shown.into())];
        all.extend(
            values
                .iter()
                .map(|(name, value)| (*name, FluentValue::from(*value))),
        );
        self.text(id, &all)
    }

    /// `a, b and c`.
    pub fn list(&self, parts: &[String]) -> String {
        match parts.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, before)) => {
                let before = before.join(", ");
                self.with("list-last", &[("before", &before), ("last", last)])
            }
        }
    }

    /// `21 Nov 2026, 18:00:03 UTC`.
    pub fn instant(&self, instant: Timestamp) -> String {
        let part = |form: &str| instant.strftime(form).to_string();
        let month = self.say(&format!("month-{}", part("%-m")));
        let (day, year, time) = (part("%-d"), part("%Y"), part("%H:%M:%S"));
        self.with(
            "instant",
            &[
                ("day", &day),
                ("month", &month),
                ("year", &year),
                ("time", &time),
            ],
        )
    }

    /// `812 bytes`, `1.4 kB`, `23.0 MB`; powers of 1,000.
    pub fn bytes(&self, size: u64) -> String {
        for (unit, id) in [
            (1_000_000_000, "size-giga"),
            (1_000_000, "size-mega"),
            (1_000, "size-kilo"),
        ] {
            if size >= unit {
                let whole = format::count(size / unit);
                let shown = format!("{whole}.{}", size % unit * 10 / unit);
                return self.with(id, &[("size", &shown)]);
            }
        }
        self.counted("n-bytes", size)
    }

    /// A part of a whole in percent with one digit, cut and not rounded.
    pub fn percent(&self, part: u64, whole: u64) -> String {
        let tenths = u128::from(part) * 1_000 / u128::from(whole.max(1));
        if whole > 0 && part > 0 && tenths == 0 {
            return self.say("under-a-tenth");
        }
        format::percent(part, whole)
    }

    /// `rehearsal 3`, `cut-over`.
    pub fn purpose(&self, purpose: Purpose) -> String {
        match purpose {
            Purpose::Rehearsal(number) => {
                let number = number.to_string();
                self.with("committee-rehearsal", &[("number", &number)])
            }
            Purpose::CutOver => self.say("committee-cut-over"),
        }
    }

    /// The command with what it does. What was loaded may have been compared by a later command.
    pub fn command(&self, command: Command, reconciled: bool) -> String {
        self.say(match command {
            Command::Load if reconciled => "command-load-reconciled",
            Command::Check => "command-check",
            Command::Load => "command-load",
            Command::Run => "command-run",
            Command::Reconcile => "command-reconcile",
            Command::Retry => "command-retry",
            Command::Plan => "command-plan",
        })
    }

    /// The word for a stage.
    pub fn stage(&self, stage: Stage) -> String {
        self.say(&format!("stage-{}", stage.word()))
    }

    /// `error`, `warning`.
    pub fn severity(&self, severity: Severity) -> String {
        self.say(severity.word())
    }

    /// The word for a kind of breaks.
    pub fn kind(&self, kind: BreakKind) -> String {
        self.say(&format!("kind-{}", kind.word()))
    }

    /// What a kind of breaks means.
    pub fn means(&self, kind: BreakKind) -> String {
        self.say(&format!("means-{}", kind.word()))
    }

    /// A word of the ledger for what became of a record; one that is none stays as it is.
    pub fn state(&self, word: &str) -> String {
        let id = format!("state-{}", word.replace(": ", "-").replace(' ', "-"));
        self.formatted(&id, None, &[])
            .unwrap_or_else(|| word.to_owned())
    }

    /// What was decided about a break, by the word of the ledger.
    pub fn decision(&self, word: &str) -> String {
        self.formatted(&format!("decision-{word}"), None, &[])
            .unwrap_or_else(|| word.to_owned())
    }

    /// What an entry of the glossary means.
    pub fn meaning(&self, id: &str) -> String {
        self.formatted(id, Some("means"), &[]).unwrap_or_default()
    }

    /// The title of a cause, by its code; the title that is at hand where the code is not known.
    pub fn title_of(&self, code: &str, otherwise: &str) -> String {
        self.of_code(code, otherwise, Self::title)
    }

    /// What to do about a cause, by its code.
    pub fn remedy_of(&self, code: &str, otherwise: &str) -> String {
        self.of_code(code, otherwise, Self::remedy)
    }

    fn of_code(&self, code: &str, otherwise: &str, say: fn(&Self, &Code) -> String) -> String {
        let known = codes::ALL.iter().find(|known| known.id == code);
        match known {
            Some(known) if self.tag() != "en" => say(self, known),
            _ => otherwise.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_dates_shares_and_lists_are_told_in_each_language() {
        let told = |tag: &str| {
            let words = Language::of(tag);
            let parts = ["a", "b", "c"].map(str::to_owned);
            let at = "2026-02-03T04:05:06Z".parse().unwrap();
            [
                words.bytes(1),
                words.bytes(23_049_000),
                words.instant(at),
                words.percent(1, 1_000_000),
                words.list(&parts),
                words.counted("n-records", 1),
                words.counted("n-records", 12_345),
            ]
            .join(" | ")
        };
        assert_eq!(
            told("en"),
            "1 byte | 23.0 MB | 3 Feb 2026, 04:05:06 UTC | under 0.1 % | a, b and c | 1 record | 12,345 records"
        );
        assert_eq!(
            told("fr"),
            "1 octet | 23.0 Mo | 3 févr. 2026, 04:05:06 UTC | moins de 0.1 % | a, b et c | 1 enregistrement | \
             12,345 enregistrements"
        );
        assert_eq!(
            told("es"),
            "1 byte | 23.0 MB | 3 feb 2026, 04:05:06 UTC | menos de 0.1 % | a, b y c | 1 registro | 12,345 registros"
        );
    }

    #[test]
    fn a_load_that_was_reconciled_later_says_so() {
        let words = Language::english();
        assert_eq!(
            words.command(Command::Load, false),
            "load (without reading back)"
        );
        assert_eq!(
            words.command(Command::Load, true),
            "load (read back and compared since)"
        );
    }
}
