//! `date`: reads text as a calendar date.
//!
//! What it does: patterns are tried in their order; the whole text must match, and the day must
//! exist. A year of two digits is read only by `%y` (69 to 99 are the 1900s); `%Y` wants four.
//! It fails with MAP-DATE-FORMAT where no pattern reads the text.

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use landbridge_contract::Value;

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "date",
    forms: "a pattern, or a list of patterns tried in order",
    about: "Reads text as a date: %d day, %m month, %Y year with four digits, %y with two, %b \
            and %B the English month name, %H hour, %M minute, %S second. A value that is a \
            date already is kept.",
    example: ("date: \"%d/%m/%Y\"", "03/02/2019", "2019-02-03"),
    fails: "MAP-DATE-FORMAT where no pattern reads the text, or the day does not exist",
};

/// Directives that a pattern may use.
const KNOWN: &str = "dmYybBHMSeIpfjFTh%";

/// Patterns for dates, tried in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatePatterns {
    patterns: Vec<Pattern>,
    expected: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    text: String,
    four_digit_year: bool,
    has_time: bool,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFault {
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// The nearest pattern that could have been meant.
    pub nearest: Option<String>,
}

impl DatePatterns {
    /// Judges patterns before any date is read.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, Vec<DateFault>> {
        let mut faults = Vec::new();
        let mut good = Vec::new();
        for text in patterns {
            match Pattern::new(text) {
                Ok(pattern) => good.push(pattern),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let texts: Vec<&str> = good.iter().map(|pattern| pattern.text.as_str()).collect();
        let expected = format!("a date as {}", texts.join(" or "));
        Ok(Self {
            patterns: good,
            expected,
        })
    }

    /// What is expected, in words: `a date as %d/%m/%Y`.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// True where a pattern reads a time of day.
    pub fn has_time(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.has_time)
    }

    /// Reads a text.
    pub fn parse(&self, text: &str) -> Option<Value> {
        let text = text.trim();
        self.patterns.iter().find_map(|pattern| pattern.parse(text))
    }
}

impl Pattern {
    fn new(text: &str) -> Result<Self, DateFault> {
        let directives = directives(text)?;
        let has = |wanted: &[char]| directives.iter().any(|one| wanted.contains(one));
        let whole = has(&['F']) || (has(&['Y', 'y']) && has(&['j']));
        let missing: Vec<&str> = [
            (has(&['d', 'e']), "day (%d)"),
            (has(&['m', 'b', 'B', 'h']), "month (%m)"),
            (has(&['Y', 'y']), "year (%Y)"),
        ]
        .into_iter()
        .filter_map(|(there, name)| (!there && !whole).then_some(name))
        .collect();
        if !missing.is_empty() {
            return Err(DateFault {
                found: format!("date pattern \"{text}\" without {}", missing.join(", ")),
                expected: "day, month and year: %d, %m (or %b, %B) and %Y (or %y)".to_owned(),
                nearest: meant(text),
            });
        }
        Ok(Self {
            text: text.to_owned(),
            four_digit_year: has(&['Y', 'F']),
            has_time: has(&['H', 'I', 'T']),
        })
    }

    fn parse(&self, text: &str) -> Option<Value> {
        let parts = BrokenDownTime::parse(&self.text, text).ok()?;
        let date: Date = parts.to_date().ok()?;
        // `%Y` reads "19" as the year 19, which no ledger means.
        if self.four_digit_year && !(1000..=9999).contains(&date.year()) {
            return None;
        }
        if self.has_time {
            let time = parts.to_time().ok()?;
            return Some(Value::DateTime(DateTime::from_parts(date, time)));
        }
        Some(Value::Date(date))
    }
}

/// The letters behind each `%`.
fn directives(text: &str) -> Result<Vec<char>, DateFault> {
    let mut found = Vec::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c != '%' {
            continue;
        }
        match characters.next() {
            Some(letter) if KNOWN.contains(letter) => found.push(letter),
            other => {
                let part = other.map_or_else(|| "%".to_owned(), |letter| format!("%{letter}"));
                return Err(DateFault {
                    found: format!("`{part}` in the date pattern \"{text}\""),
                    expected: "%d, %m, %Y, %y, %b, %B, %H, %M, %S".to_owned(),
                    nearest: meant(text),
                });
            }
        }
    }
    Ok(found)
}

/// Spreadsheet manners (`DD/MM/YYYY`) and slips (`%D`) rewritten to the patterns here.
fn meant(text: &str) -> Option<String> {
    const SPREADSHEET: [(&str, &str); 5] = [
        ("yyyy", "%Y"),
        ("mmm", "%b"),
        ("dd", "%d"),
        ("mm", "%m"),
        ("yy", "%y"),
    ];
    let lower = text.to_lowercase();
    let rewritten = if text.contains('%') {
        lower.replace("%y", "%Y")
    } else {
        SPREADSHEET
            .iter()
            .fold(lower, |text, (from, to)| text.replace(from, to))
    };
    (rewritten != text && Pattern::new_quietly(&rewritten)).then_some(rewritten)
}

impl Pattern {
    /// True where all parts are known and day, month and year are there; does not ask what
    /// was meant, so that asking ends.
    fn new_quietly(text: &str) -> bool {
        let letters: Vec<char> = text
            .split('%')
            .skip(1)
            .filter_map(|part| part.chars().next())
            .collect();
        letters.iter().all(|letter| KNOWN.contains(*letter))
            && letters.iter().any(|one| matches!(one, 'd' | 'e'))
            && letters.iter().any(|one| matches!(one, 'm' | 'b' | 'B'))
            && letters.iter().any(|one| matches!(one, 'Y' | 'y'))
    }
}
