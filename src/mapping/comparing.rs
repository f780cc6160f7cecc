//! How values of one attribute are compared with what the ERP holds, beside what holds for all.

use jiff::tz::Offset;
use landbridge_contract::{Name, Value};
use rust_decimal::Decimal;

use super::functions::Rounding;
use super::model::Named;

/// What makes two texts alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// White space around them does not count.
    Trim,
    /// White space within them counts as one blank.
    Squeeze,
    /// Capital and small letters are the same.
    Case,
    /// Letters and digits of full width, and half of it, are those of ordinary width.
    Width,
}

impl Alike {
    /// All of them, in the order in which they are applied.
    pub const ALL: [Self; 4] = [Self::Width, Self::Trim, Self::Squeeze, Self::Case];

    /// The word in a mapping.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trim => "trim",
            Self::Squeeze => "squeeze",
            Self::Case => "case",
            Self::Width => "width",
        }
    }

    /// The text without what does not count.
    pub fn fold(self, text: &str) -> String {
        match self {
            Self::Trim => text.trim().to_owned(),
            Self::Squeeze => text.split_whitespace().collect::<Vec<_>>().join(" "),
            // By way of capitals, so that ß is SS.
            Self::Case => text.to_uppercase().to_lowercase(),
            Self::Width => ordinary_width(text),
        }
    }
}

/// One of `reconcile`: what is allowed to differ, or how values are brought together before they are compared.
#[derive(Debug, Clone, PartialEq)]
pub struct CompareRule {
    /// The attribute, with those it is nested in: `lines.Amount`.
    pub attribute: Named,
    /// The greatest difference of numbers, either way.
    pub tolerance: Option<Decimal>,
    /// The greatest difference of dates, in days, either way.
    pub days: Option<u32>,
    /// What makes texts alike, in the order of [`Alike::ALL`].
    pub alike: Vec<Alike>,
    /// The zone in which the ERP keeps the day of a moment.
    pub zone: Option<Offset>,
    /// How many decimals the ERP keeps, and how it rounds.
    pub rounded: Option<(u32, Rounding)>,
    /// What the ERP fills in where nothing is sent.
    pub fills: Option<Value>,
    /// Whether it is left out.
    pub left_out: bool,
    /// Of a nested list: the attributes that tell its records apart.
    pub key: Vec<Name>,
    /// Who answers for it; empty for a key alone.
    pub owner: String,
    /// Why it is so.
    pub reason: String,
}

impl CompareRule {
    /// What it allows, in a few words.
    pub fn describe(&self) -> String {
        let mut parts = Vec::new();
        if self.left_out {
            parts.push("not compared".to_owned());
        }
        if let Some(most) = self.tolerance {
            parts.push(format!("a difference of at most {most}"));
        }
        if let Some(days) = self.days {
            let unit = if days == 1 { "day" } else { "days" };
            parts.push(format!("a difference of at most {days} {unit}"));
        }
        if let Some((decimals, rounding)) = self.rounded {
            parts.push(format!(
                "rounded to {decimals} decimals, {}",
                rounding.word()
            ));
        }
        if !self.alike.is_empty() {
            let words: Vec<&str> = self.alike.iter().map(|one| one.word()).collect();
            parts.push(format!("alike but for {}", words.join(", ")));
        }
        if let Some(zone) = self.zone {
            parts.push(format!("days in the zone {zone}"));
        }
        if let Some(fills) = &self.fills {
            parts.push(format!("filled in by the ERP: {fills}"));
        }
        parts.join("; ")
    }
}

/// Katakana of half width, from U+FF61 on.
const HALF_WIDTH: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

/// Full-width Latin letters, digits and signs as ASCII has them, half-width katakana as katakana (Unicode, block
/// "Halfwidth and Fullwidth Forms").
fn ordinary_width(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{3000}' => out.push(' '),
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = u32::from(letter) - 0xfee0;
                out.extend(char::from_u32(ascii));
            }
            '\u{ff9e}' | '\u{ff9f}' => voiced(&mut out, letter == '\u{ff9f}'),
            '\u{ff61}'..='\u{ff9d}' => {
                let place = usize::try_from(u32::from(letter) - 0xff61).unwrap_or(0);
                out.extend(HALF_WIDTH.chars().nth(place));
            }
            other => out.push(other),
        }
    }
    out
}

/// Joins a mark of voice to the letter before it, where that can have one.
fn voiced(out: &mut String, half: bool) {
    let last = out.chars().next_back();
    let joined = match (last, half) {
        (Some('ウ'), false) => Some('ヴ'),
        (Some(letter @ ('カ'..='ト' | 'ハ'..='ホ')), false) => next(letter, 1),
        (Some(letter @ 'ハ'..='ホ'), true) => next(letter, 2),
        _ => None,
    };
    match joined {
        Some(letter) => {
            out.pop();
            out.push(letter);
        }
        None => out.push(if half { '゜' } else { '゛' }),
    }
}

fn next(letter: char, by: u32) -> Option<char> {
    char::from_u32(u32::from(letter) + by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_made_ordinary() {
        let fold = |text: &str| Alike::Width.fold(text);
        assert_eq!(fold("ＡＢＣ－１２３　ｘ"), "ABC-123 x");
        assert_eq!(fold("ｶﾌﾞｼｷｶﾞｲｼｬ ﾊﾟﾝ ｱﾞ"), "カブシキガイシャ パン ア゛");
        assert_eq!(fold("Øst & Söhne"), "Øst & Söhne");
    }

    #[test]
    fn capitals_of_any_script_are_small_letters() {
        assert_eq!(Alike::Case.fold("STRASSE"), Alike::Case.fold("Straße"));
        assert_eq!(Alike::Case.fold("ΟΔΟΣ"), Alike::Case.fold("οδοσ"));
    }
}
