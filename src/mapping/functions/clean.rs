//! `clean`: tidies text.
//!
//! What it does: each word in the list is applied in the order of the list. Values that are
//! not text are left alone. It cannot fail.

use landbridge_contract::Text;

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "clean",
    forms: "a list of trim, squeeze, digits, alphanumeric, unaccent, no_control",
    about: "Tidies text, in the order of the list: `trim` removes outer white space, `squeeze` \
            turns inner runs of white space into one space, `digits` keeps only 0 to 9, \
            `alphanumeric` keeps only letters and digits, `unaccent` writes accented Latin \
            letters without their accent, `no_control` removes control characters.",
    example: ("clean: [trim, squeeze]", "  Acme   Ltd ", "Acme Ltd"),
    fails: "",
};

/// One way of tidying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clean {
    /// Outer white space goes.
    Trim,
    /// Inner runs of white space become one space.
    Squeeze,
    /// Only 0 to 9 stay.
    Digits,
    /// Only letters and digits stay.
    Alphanumeric,
    /// Accents go.
    Unaccent,
    /// Control characters go.
    NoControl,
}

impl Clean {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Trim,
        Self::Squeeze,
        Self::Digits,
        Self::Alphanumeric,
        Self::Unaccent,
        Self::NoControl,
    ];

    /// The word in a mapping.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trim => "trim",
            Self::Squeeze => "squeeze",
            Self::Digits => "digits",
            Self::Alphanumeric => "alphanumeric",
            Self::Unaccent => "unaccent",
            Self::NoControl => "no_control",
        }
    }

    /// What it does, in one sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Trim => "Outer white space goes.",
            Self::Squeeze => "Inner runs of white space become one space.",
            Self::Digits => "Only 0 to 9 stay.",
            Self::Alphanumeric => "Only letters and digits stay.",
            Self::Unaccent => "Accented Latin letters lose their accent.",
            Self::NoControl => "Control characters go.",
        }
    }

    /// Tidies `text` in place; text that is tidy already is not touched.
    pub fn apply(self, text: &mut Text) {
        match self {
            Self::Trim => {
                let trimmed = text.trim();
                if trimmed.len() != text.len() {
                    *text = Text::from(trimmed);
                }
            }
            Self::Squeeze => squeeze(text),
            Self::Digits => text.retain(|c| c.is_ascii_digit()),
            Self::Alphanumeric => text.retain(char::is_alphanumeric),
            Self::Unaccent => {
                if !text.is_ascii() {
                    *text = unaccented(text);
                }
            }
            Self::NoControl => text.retain(|c| !c.is_control()),
        }
    }
}

fn squeeze(text: &mut Text) {
    let mut tidy = Text::with_capacity(text.len());
    let mut pending = false;
    let inner_begins = text.len() - text.trim_start().len();
    let inner_ends = text.trim_end().len();
    for (at, c) in text.char_indices() {
        let outer = at < inner_begins || at >= inner_ends;
        if c.is_whitespace() && !outer {
            pending = true;
            continue;
        }
        if pending {
            tidy.push(' ');
            pending = false;
        }
        tidy.push(c);
    }
    *text = tidy;
}

/// A text with the accents of Latin letters folded.
pub(crate) fn unaccented(text: &str) -> Text {
    let mut plain = Text::default();
    text.chars().for_each(|c| push_plain(c, &mut plain));
    plain
}

/// Latin letters of Latin-1 Supplement, Latin Extended-A and a few beyond, without accents.
fn push_plain(c: char, out: &mut Text) {
    let plain = match c {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' => "A",
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'Æ' => "AE",
        'æ' => "ae",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'Ð' | 'Ď' | 'Đ' => "D",
        'ð' | 'ď' | 'đ' => "d",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'Ĥ' | 'Ħ' => "H",
        'ĥ' | 'ħ' => "h",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => "I",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'Ĵ' => "J",
        'ĵ' => "j",
        'Ķ' => "K",
        'ķ' => "k",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => "L",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => "N",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' => "O",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'Œ' => "OE",
        'œ' => "oe",
        'Ŕ' | 'Ŗ' | 'Ř' => "R",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => "T",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'Þ' => "TH",
        'þ' => "th",
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'Ŵ' => "W",
        'ŵ' => "w",
        'Ý' | 'Ŷ' | 'Ÿ' => "Y",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'ź' | 'ż' | 'ž' => "z",
        // Combining accents that follow their letter.
        '\u{300}'..='\u{36f}' => "",
        other => {
            out.push(other);
            return;
        }
    };
    out.push_str(plain);
}
