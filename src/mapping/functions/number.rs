//! `number`: reads text as an exact decimal, in the manner of a country.
//!
//! What it does: outer white space goes; a minus before or behind the digits, or parentheses
//! around them, make the amount negative; groups must have three digits each (two are not
//! taken for a group), so that `1.234,56` is never read as something else. It fails with
//! MAP-NUMBER-FORMAT where anything else stands in the text.

use rust_decimal::Decimal;

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "number",
    forms: "plain, en, de, fr, ch, or { decimal: \",\", group: \".\" }",
    about: "Reads text as an exact decimal: `plain` 1234.56, `en` 1,234.56, `de` 1.234,56, \
            `fr` 1 234,56 with any space, `ch` 1'234.56. Outer white space, a leading or \
            trailing minus and amounts in parentheses are understood. A number stays as it is.",
    example: ("number: de", "(1.234,50)", "-1234.50"),
    fails: "MAP-NUMBER-FORMAT where the text is not a number of that form",
};

/// More characters than any amount has.
const CHARACTERS_MAX: usize = 64;

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberForm {
    decimal: char,
    group: Option<Group>,
}

/// What stands between groups of three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Character(char),
    AnySpace,
    AnyApostrophe,
}

impl NumberForm {
    /// `1234.56`.
    pub const PLAIN: Self = Self {
        decimal: '.',
        group: None,
    };

    /// The words for known forms.
    pub const WORDS: [&'static str; 5] = ["plain", "en", "de", "fr", "ch"];

    /// The form of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        let (decimal, group) = match word {
            "plain" => ('.', None),
            "en" => ('.', Some(Group::Character(','))),
            "de" => (',', Some(Group::Character('.'))),
            "fr" => (',', Some(Group::AnySpace)),
            "ch" => ('.', Some(Group::AnyApostrophe)),
            _ => return None,
        };
        Some(Self { decimal, group })
    }

    /// A form of one's own; none where a digit, a sign, or the same character twice is asked for.
    pub fn custom(decimal: char, group: Option<char>) -> Option<Self> {
        let usable = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '+' | '(' | ')');
        let distinct = group != Some(decimal);
        (usable(decimal) && !decimal.is_whitespace() && group.is_none_or(usable) && distinct).then(
            || Self {
                decimal,
                group: group.map(|c| match c {
                    ' ' => Group::AnySpace,
                    '\'' | '’' => Group::AnyApostrophe,
                    other => Group::Character(other),
                }),
            },
        )
    }

    /// The form in words: `a number as 1.234,56`.
    pub fn describe(self) -> String {
        let group = match self.group {
            None => String::new(),
            Some(Group::Character(c)) => c.to_string(),
            Some(Group::AnySpace) => " ".to_owned(),
            Some(Group::AnyApostrophe) => "'".to_owned(),
        };
        format!("a number as 1{group}234{}56", self.decimal)
    }

    /// Reads a text.
    pub fn parse(self, text: &str) -> Option<Decimal> {
        let (negative, digits) = sign(text.trim())?;
        let mut plain = [0_u8; CHARACTERS_MAX];
        let mut length = 0;
        let mut push = |byte: u8| {
            let cell = plain.get_mut(length)?;
            *cell = byte;
            length += 1;
            Some(())
        };
        if negative {
            push(b'-')?;
        }
        let (whole, fraction) = match digits.split_once(self.decimal) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        self.whole_digits(whole, &mut push)?;
        if let Some(fraction) = fraction {
            if whole.is_empty() && fraction.is_empty() {
                return None;
            }
            push(b'.')?;
            for c in fraction.bytes() {
                if !c.is_ascii_digit() {
                    return None;
                }
                push(c)?;
            }
        } else if whole.is_empty() {
            return None;
        }
        let written = std::str::from_utf8(plain.get(..length)?).ok()?;
        Decimal::from_str_exact(written.strip_suffix('.').unwrap_or(written)).ok()
    }

    /// The digits before the decimal sign: all together, or in groups of three.
    fn whole_digits(self, whole: &str, push: &mut impl FnMut(u8) -> Option<()>) -> Option<()> {
        if whole.is_empty() {
            return push(b'0');
        }
        let mut since_group: Option<usize> = None;
        let mut first_run = 0_usize;
        for c in whole.chars() {
            if let Some(digit) = ascii_digit(c) {
                push(digit)?;
                match &mut since_group {
                    Some(count) => *count += 1,
                    None => first_run += 1,
                }
            } else if self.group.is_some_and(|group| group.is(c)) {
                let closes_a_group = match since_group {
                    Some(count) => count == 3,
                    None => (1..=3).contains(&first_run),
                };
                if !closes_a_group {
                    return None;
                }
                since_group = Some(0);
            } else {
                return None;
            }
        }
        since_group.is_none_or(|count| count == 3).then_some(())
    }
}

impl Group {
    fn is(self, c: char) -> bool {
        match self {
            Self::Character(own) => c == own,
            Self::AnySpace => c.is_whitespace(),
            Self::AnyApostrophe => matches!(c, '\'' | '’'),
        }
    }
}

/// The sign, and what is left of the text. One sign only.
fn sign(text: &str) -> Option<(bool, &str)> {
    let inner = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = inner {
        return Some((true, inner.trim()));
    }
    let minus = ['-', '−'];
    let (negative, rest) = if let Some(rest) = text.strip_prefix(minus) {
        (true, rest)
    } else if let Some(rest) = text.strip_suffix(minus) {
        (true, rest)
    } else {
        (false, text.strip_prefix('+').unwrap_or(text))
    };
    (!rest.is_empty()).then(|| (negative, rest.trim()))
}

fn ascii_digit(c: char) -> Option<u8> {
    u8::try_from(c).ok().filter(u8::is_ascii_digit)
}

/// Reads the plain form: digits, a point, a minus before them, and nothing else.
pub fn plain_number(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let begins_with_digit = digits
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_digit());
    begins_with_digit
        .then(|| NumberForm::PLAIN.parse(text))
        .flatten()
        .filter(|_| !text.ends_with(['-', '−', '.']) && !text.ends_with(char::is_whitespace))
}
