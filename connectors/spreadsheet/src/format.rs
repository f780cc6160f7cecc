//! Number formats: what Excel prints in a cell, out of its value and its format code.
//!
//! A code has up to four sections (positive, negative, zero, text) of placeholders and literal
//! text (ECMA-376 Part 1, 18.8.31). [`Format::parse`] never fails: what cannot be followed shows as
//! `General` and says so. All rounding is decimal, half away from zero, on the 15 significant
//! digits that Excel keeps; no arithmetic is done on binary numbers.
//!
//! Rules that the standard leaves open follow what Excel was seen to print. What depends on the
//! computer of the person who looks (the short date, decimal comma, width of the column) is shown
//! as in the United States, in a column that is wide enough; fill characters take no room.
//!
//! Reading order: `lex` and `parse` (codes to sections), `digits`, `general`, `number`,
//! `fraction`, `date`.

mod builtin;
mod date;
mod digits;
mod fraction;
mod general;
mod lex;
mod names;
mod number;
mod parse;
mod sections;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use digits::Digits;
use sections::{Body, Section, Token};

/// What is shown where a value has no form under its format, such as a negative date: as wide as
/// the column in Excel, here of one width.
const HASHES: &str = "#####";

/// A parsed number format. Parse once for each style, and show many values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Format {
    /// Up to three sections for numbers; none where all is text, and numbers show as they are.
    numbers: Vec<Section>,
    /// The section for text.
    text: Option<Section>,
    odd: bool,
}

/// The day from which the dates of a workbook are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateSystem {
    /// Day 1 is 1 January 1900, and day 60 is 29 February 1900, which never was.
    From1900,
    /// Day 0 is 1 January 1904. Negative dates and times are shown with a minus sign.
    From1904,
}

impl DateSystem {
    /// Tells the system of a workbook.
    pub(crate) fn of(from_1904: bool) -> Self {
        if from_1904 {
            Self::From1904
        } else {
            Self::From1900
        }
    }
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Content<'a> {
    /// A number, or the serial number of a date.
    Number(f64),
    Text(&'a str),
    Bool(bool),
    /// An error such as `#N/A`.
    Error(&'a str),
}

/// What the numbers under a format are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Plain numbers.
    General,
    /// Numbers with digits, percent, currency, fractions, exponents.
    Number,
    /// Serial numbers of dates or times of day.
    Moment,
    /// Serial numbers of durations (`[h]:mm`).
    Duration,
    /// Text: numbers show as under `General`.
    Text,
}

impl Default for Format {
    fn default() -> Self {
        Self::general()
    }
}

impl Format {
    /// Parses a code as the file holds it (English letters, whatever the language of the
    /// workbook).
    pub(crate) fn parse(code: &str) -> Self {
        parse::parse(code).unwrap_or_else(|| Self {
            odd: true,
            ..Self::general()
        })
    }

    /// The format of a built-in number, which files do not spell out; none for numbers that have
    /// no fixed meaning.
    pub(crate) fn builtin(id: u32) -> Option<Self> {
        builtin::code(id).map(Self::parse)
    }

    /// The format of cells that have none.
    pub(crate) fn general() -> Self {
        Self {
            numbers: vec![sections::GENERAL.clone()],
            text: None,
            odd: false,
        }
    }

    /// Whether the code could not be followed, so that values show as under `General`.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "no message tells of odd formats yet")
    )]
    pub(crate) fn is_odd(&self) -> bool {
        self.odd
    }

    /// What the numbers under it are, told by its first section.
    pub(crate) fn kind(&self) -> Kind {
        match self.numbers.first().map(|section| &section.body) {
            None => Kind::Text,
            Some(Body::Date { elapsed: true, .. }) => Kind::Duration,
            Some(Body::Date { .. }) => Kind::Moment,
            Some(Body::General) => Kind::General,
            Some(Body::Plain(tokens)) if tokens.contains(&Token::General) => Kind::General,
            Some(
                Body::Plain(_) | Body::Number(_) | Body::Scientific { .. } | Body::Fraction(_),
            ) => Kind::Number,
        }
    }

    /// Appends what Excel prints for a value. At most some hundred characters for a number; a
    /// text comes at most eight times.
    pub(crate) fn show(&self, content: Content<'_>, system: DateSystem, out: &mut String) {
        match content {
            Content::Bool(true) => out.push_str("TRUE"),
            Content::Bool(false) => out.push_str("FALSE"),
            Content::Error(error) => out.push_str(error),
            Content::Text(text) => match &self.text {
                Some(section) => section.show_text(text, out),
                None => out.push_str(text),
            },
            Content::Number(number) => self.show_number(number, system, out),
        }
    }

    fn show_number(&self, number: f64, system: DateSystem, out: &mut String) {
        let Some(digits) = Digits::of(number) else {
            out.push_str("#NUM!"); // infinite, which no cell can hold
            return;
        };
        let Some((section, signed)) = self.choose(number) else {
            out.push_str(HASHES);
            return;
        };
        let start = out.len();
        if !section.show(number, digits, signed, system, out) {
            out.truncate(start);
            out.push_str(HASHES);
        }
    }

    /// The section for a number, and whether a minus sign goes before a negative one. Sections
    /// that only negative numbers reach bring their own.
    fn choose(&self, number: f64) -> Option<(&Section, bool)> {
        let compared = number.partial_cmp(&0.0).unwrap_or(Ordering::Equal);
        let [first, rest @ ..] = self.numbers.as_slice() else {
            return Some((&sections::GENERAL, true));
        };
        let wanted = match &first.condition {
            Some(condition) => condition.holds(number),
            None => match rest.len() {
                0 => true,
                1 => compared != Ordering::Less,
                _ => compared == Ordering::Greater,
            },
        };
        if wanted {
            return Some((first, !first.is_of_negatives()));
        }
        let Some((second, rest)) = rest.split_first() else {
            return Some((&sections::GENERAL, true));
        };
        let wanted = match &second.condition {
            Some(condition) => condition.holds(number),
            None => compared == Ordering::Less || (rest.is_empty() && first.condition.is_some()),
        };
        if wanted {
            let own = second.is_of_negatives()
                || (first.condition.is_none() && second.condition.is_none());
            return Some((second, !own));
        }
        let own = first.condition.is_none() && second.condition.is_none();
        rest.first().map(|third| (third, !own))
    }
}
