//! Sections of a format as they are shown.

use std::cmp::Ordering;

use super::date::{self, Part};
use super::digits::Digits;
use super::fraction::Fraction;
use super::number::{self, Number};
use super::{DateSystem, general};

/// A section of a format.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    pub(super) condition: Option<Condition>,
    /// The language of month and day names, as a Windows language identifier; 0 for English.
    pub(super) language: u32,
    pub(super) body: Body,
}

/// What a section is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    /// `General` alone.
    General,
    /// Literal text, `General`, and the text of the cell.
    Plain(Vec<Token>),
    Number(Number),
    Scientific {
        mantissa: Number,
        /// Whether a plus sign is written.
        plus: bool,
        exponent: Number,
    },
    Fraction(Fraction),
    Date {
        parts: Vec<Part>,
        /// Whether it counts hours, minutes or seconds past a day.
        elapsed: bool,
    },
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Literal(Box<str>),
    Digit(Placeholder),
    /// The decimal point.
    Point,
    General,
    /// The text of the cell.
    Text,
}

/// A place for a digit, by what it shows where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// `0`: a zero.
    Zero,
    /// `#`: nothing.
    Nothing,
    /// `?`: a space.
    Space,
}

impl Placeholder {
    /// What it shows where there is no digit.
    pub(super) fn empty(self) -> Option<char> {
        match self {
            Self::Zero => Some('0'),
            Self::Nothing => None,
            Self::Space => Some(' '),
        }
    }
}

/// A condition such as `[>=100]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    pub(super) less: bool,
    pub(super) equal: bool,
    pub(super) greater: bool,
    pub(super) limit: f64,
}

impl Condition {
    pub(super) fn holds(&self, number: f64) -> bool {
        match number.partial_cmp(&self.limit) {
            Some(Ordering::Less) => self.less,
            Some(Ordering::Equal) => self.equal,
            Some(Ordering::Greater) => self.greater,
            None => false,
        }
    }
}

/// What numbers are shown by where no section is for them.
pub(super) static GENERAL: Section = Section {
    condition: None,
    language: 0,
    body: Body::General,
};

impl Section {
    /// Whether its condition holds for negative numbers only, so that it brings its own sign.
    pub(super) fn is_of_negatives(&self) -> bool {
        self.condition.as_ref().is_some_and(|condition| {
            let below = condition.limit.partial_cmp(&0.0);
            match below {
                Some(Ordering::Less) => !condition.greater,
                Some(Ordering::Equal) => !condition.greater && !condition.equal,
                _ => false,
            }
        })
    }

    /// Appends a number; `signed` asks for a minus sign before a negative one. False where it
    /// has no form.
    pub(super) fn show(
        &self,
        number: f64,
        digits: Digits,
        signed: bool,
        system: DateSystem,
        out: &mut String,
    ) -> bool {
        if let Body::Date { parts, .. } = &self.body {
            return date::show(parts, digits, system, self.language, out);
        }
        if signed && digits.negative {
            out.push('-');
        }
        match &self.body {
            Body::General => general::show(digits, out),
            Body::Plain(tokens) => plain(tokens, digits, out),
            Body::Number(format) => format.show(digits, out),
            Body::Scientific {
                mantissa,
                plus,
                exponent,
            } => number::scientific(mantissa, *plus, exponent, digits, out),
            Body::Fraction(fraction) => fraction.show(number, digits, out),
            Body::Date { .. } => {}
        }
        true
    }

    /// Appends a text.
    pub(super) fn show_text(&self, text: &str, out: &mut String) {
        let Body::Plain(tokens) = &self.body else {
            out.push_str(text);
            return;
        };
        for token in tokens {
            match token {
                Token::Literal(literal) => out.push_str(literal),
                Token::Text | Token::General => out.push_str(text),
                Token::Digit(_) | Token::Point => {}
            }
        }
    }
}

fn plain(tokens: &[Token], digits: Digits, out: &mut String) {
    for token in tokens {
        match token {
            Token::Literal(literal) => out.push_str(literal),
            Token::General | Token::Text => general::show(digits, out),
            Token::Digit(_) | Token::Point => {}
        }
    }
}
