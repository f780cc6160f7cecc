//! One text, looked at: what it reads as, and what is odd about it.

use super::date::{self, DateLook};
use super::number::{self, NumberLook};

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextKind {
    /// Nothing but white space.
    Blank,
    /// Stands for a value that is not there.
    Placeholder,
    Number(NumberLook),
    Date(DateLook),
    Plain,
}

/// What stands for a value that is not there, in lower case. Spreadsheet errors are among them.
const PLACEHOLDERS: [&str; 42] = [
    "n/a",
    "na",
    "n.a.",
    "n.a",
    "n/d",
    "nd",
    "none",
    "null",
    "nil",
    "(null)",
    "<null>",
    "\\n",
    "nan",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "..",
    "...",
    "?",
    "??",
    "???",
    "tbd",
    "tbc",
    "tba",
    "unknown",
    "xxx",
    "0000-00-00",
    "00/00/0000",
    "00.00.0000",
    "00-00-0000",
    "#n/a",
    "#ref!",
    "#value!",
    "#div/0!",
    "#name?",
    "#num!",
    "#null!",
    "not available",
    "not applicable",
];

/// Whether a trimmed text stands for a value that is not there.
pub(super) fn is_placeholder(text: &str) -> bool {
    text.len() <= 14
        && PLACEHOLDERS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(text))
}

/// What the trimmed text is.
pub(super) fn kind(trimmed: &str) -> TextKind {
    if trimmed.is_empty() {
        return TextKind::Blank;
    }
    if is_placeholder(trimmed) {
        return TextKind::Placeholder;
    }
    if let Some(number) = number::look(trimmed) {
        return TextKind::Number(number);
    }
    date::look(trimmed).map_or(TextKind::Plain, TextKind::Date)
}

/// Whether there is a line break or a tab inside.
pub(super) fn has_break(trimmed: &str) -> bool {
    trimmed
        .bytes()
        .any(|byte| matches!(byte, b'\n' | b'\r' | b'\t'))
}

/// Whether there is a character that does not show: a control character other than a line break or
/// a tab, a mark of direction or width, U+FFFD for bytes that could not be read.
pub(super) fn has_control(trimmed: &str) -> bool {
    let odd = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
            || matches!(c, '\u{FEFF}' | '\u{FFFD}' | '\u{AD}')
    };
    if trimmed.is_ascii() {
        let odd = |byte: u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t');
        return trimmed.bytes().any(odd);
    }
    trimmed.chars().any(odd)
}

/// Whether the text looks like UTF-8 that was once read as Windows-1252: `Ã©` for `é`.
pub(super) fn is_garbled(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        let second = matches!(
            after,
            '\u{80}'..='\u{BF}' | '€' | '™' | 'œ' | 'Ÿ' | '‚' | '„'
        );
        if matches!(c, 'Ã' | 'Â') && second && !after.is_alphabetic() || c == 'â' && after == '€'
        {
            return true;
        }
    }
    false
}
