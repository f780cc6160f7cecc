//! Texts that no message may repeat, and their removal from what others say.
//!
//! Our own messages mask a value where they are made. What an ERP says is not ours: it likes to
//! repeat the value that it refuses, cut, in capitals or inside the request that it got.

use std::collections::BTreeSet;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::figures::grouped_by;

/// Stands for what is not shown.
pub const HIDDEN: &str = "‹personal value, not shown›";

/// Characters of a word that is hidden by itself, wherever the rest of its text went. Shorter words
/// are hidden with their text only, or messages would lose words like "of".
const WORD_MIN: usize = 4;

/// Characters at the beginning of a long text that are enough to know it, where it was cut.
const BEGINNING: usize = 8;

/// Texts that no message may repeat. It is cheap to make: the work is done for messages only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    texts: Vec<String>,
}

impl Hidden {
    /// Hides these texts; blank ones say nothing.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        let texts = texts.into_iter();
        Self {
            texts: texts.filter(|text| !text.trim().is_empty()).collect(),
        }
    }

    /// True where there is nothing to hide.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The message without the texts: in capitals or not, with the escapes of JSON, HTML and
    /// addresses, cut short, and word by word.
    pub fn hide(&self, message: &str) -> String {
        if self.is_empty() || message.is_empty() {
            return message.to_owned();
        }
        let characters: Vec<char> = message.chars().collect();
        let lower: Vec<char> = characters.iter().copied().map(lowered).collect();
        let mut covered = vec![false; lower.len()];
        for form in self.forms() {
            cover(&lower, &form, &mut covered);
        }
        let mut shown = String::with_capacity(message.len());
        let mut before = false;
        for (letter, hidden) in characters.into_iter().zip(covered) {
            match (hidden, before) {
                (true, false) => shown.push_str(HIDDEN),
                (true, true) => {}
                (false, _) => shown.push(letter),
            }
            before = hidden;
        }
        shown
    }

    /// Every form in which a text may be met, in small letters.
    fn forms(&self) -> BTreeSet<Vec<char>> {
        let mut forms = BTreeSet::new();
        let mut add = |text: &str| {
            let form: Vec<char> = text.trim().chars().map(lowered).collect();
            if !form.is_empty() {
                forms.insert(form);
            }
        };
        for text in &self.texts {
            add(text);
            add(&in_json(text));
            add(&in_html(text));
            add(&in_address(text));
            add(&in_address(text).replace("%20", "+"));
            for separator in [',', '.', ' ', '\''] {
                add(&in_groups(text, separator));
            }
            for word in words(text) {
                add(word);
                add(&in_address(word));
            }
        }
        forms
    }
}

/// Shows nothing of the texts.
impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

/// Marks every place where a form stands, or a long one begins and is cut.
fn cover(message: &[char], form: &[char], covered: &mut [bool]) {
    for start in 0..message.len() {
        let rest = message.get(start..).unwrap_or_default();
        let same = rest.iter().zip(form).take_while(|(a, b)| a == b).count();
        let whole = same == form.len();
        let cut = same >= BEGINNING || (same >= WORD_MIN && same == rest.len());
        let within = start.checked_sub(1).and_then(|at| message.get(at));
        let stands_alone = !is_word(within) && !is_word(rest.get(same));
        if (whole && (form.len() >= WORD_MIN || stands_alone)) || cut {
            let end = start + same;
            if let Some(place) = covered.get_mut(start..end) {
                place.fill(true);
            }
        }
    }
}

fn is_word(letter: Option<&char>) -> bool {
    letter.is_some_and(|letter| letter.is_alphanumeric())
}

/// One small letter for one letter, so that places stay the same.
fn lowered(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() >= WORD_MIN)
}

fn in_json(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn in_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// A number with a sign between thousands; other texts as they are.
fn in_groups(text: &str, separator: char) -> String {
    let (whole, rest) = text
        .split_once('.')
        .map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let digits = whole.trim_start_matches('-');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let grouped = grouped_by(digits, separator);
    // What stands behind the point is written with a point or with a comma.
    let point = if separator == '.' { ',' } else { '.' };
    rest.map_or(grouped.clone(), |rest| format!("{grouped}{point}{rest}"))
}

/// What stands in an address as it is (RFC 3986, 2.3); everything else is written as `%20`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn in_address(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

#[cfg(test)]
mod tests;
