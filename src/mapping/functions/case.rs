//! `case`: writes text in capitals, in small letters, or each word with a capital.
//!
//! What it does: as the word says, by the Unicode rules. It cannot fail.

use landbridge_contract::Text;

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "case",
    forms: "upper, lower or title",
    about: "Writes text in capitals, in small letters, or each word with a capital first.",
    example: ("case: title", "acme TRADING ltd", "Acme Trading Ltd"),
    fails: "",
};

/// A way of writing letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// CAPITALS.
    Upper,
    /// small letters.
    Lower,
    /// Each Word With A Capital.
    Title,
}

impl Case {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Upper, Self::Lower, Self::Title];

    /// The word in a mapping.
    pub fn word(self) -> &'static str {
        match self {
            Self::Upper => "upper",
            Self::Lower => "lower",
            Self::Title => "title",
        }
    }

    /// Rewrites `text` in place.
    pub fn apply(self, text: &mut Text) {
        match self {
            Self::Upper if text.is_ascii() => text.make_ascii_uppercase(),
            Self::Lower if text.is_ascii() => text.make_ascii_lowercase(),
            Self::Upper => *text = text.chars().flat_map(char::to_uppercase).collect(),
            Self::Lower => *text = text.chars().flat_map(char::to_lowercase).collect(),
            Self::Title => {
                let mut titled = Text::with_capacity(text.len());
                let mut within = false;
                for c in text.chars() {
                    if within {
                        titled.extend(c.to_lowercase());
                    } else {
                        titled.extend(c.to_uppercase());
                    }
                    within = c.is_alphanumeric() || c == '\'' || c == '’';
                }
                *text = titled;
            }
        }
    }
}
