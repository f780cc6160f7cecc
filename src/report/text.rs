//! Text of strangers, made fit to show: nothing that moves a cursor, turns the direction of
//! writing for its neighbours, or takes more room than there is.

/// The text with every control character and every invisible mark of direction made visible, so
/// that a value can neither command a terminal nor hide what it says.
pub(crate) fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => '↵',
            '\t' => '⇥',
            c if c.is_control() || is_direction_mark(c) => '\u{FFFD}',
            c => c,
        })
        .collect()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{FEFF}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Columns that a character takes in a terminal: 0 for marks that sit on another, 2 for the wide
/// scripts of East Asia and for pictures. Simple on purpose: blocks, not the whole standard.
pub(crate) fn char_columns(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F
        | 0x0591..=0x05BD
        | 0x064B..=0x065F
        | 0x0670
        | 0x200B..=0x200D
        | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Columns that a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(char_columns).sum()
}

/// The text in at most `max` columns: cut at its end, with an ellipsis, where it is longer.
pub(crate) fn fit(text: &str, max: usize) -> String {
    if columns(text) <= max {
        return text.to_owned();
    }
    let mut fitted = String::new();
    let mut used = 1; // the ellipsis
    for c in text.chars() {
        used += char_columns(c);
        if used > max {
            break;
        }
        fitted.push(c);
    }
    if max > 0 {
        fitted.push('…');
    }
    fitted
}

/// As [`fit`], but cut at its beginning: a path says most at its end.
pub(crate) fn fit_end(text: &str, max: usize) -> String {
    if columns(text) <= max {
        return text.to_owned();
    }
    let turned: String = text.chars().rev().collect();
    fit(&turned, max).chars().rev().collect()
}

/// The text in exactly `width` columns, to the left.
pub(crate) fn left(text: &str, width: usize) -> String {
    let mut padded = fit(text, width);
    let missing = width.saturating_sub(columns(&padded));
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// The text in exactly `width` columns, to the right.
pub(crate) fn right(text: &str, width: usize) -> String {
    let fitted = fit(text, width);
    let missing = width.saturating_sub(columns(&fitted));
    format!("{}{fitted}", " ".repeat(missing))
}

/// The text in lines of at most `max` columns, broken between words; a longer word is cut over
/// several lines.
pub(crate) fn wrapped(text: &str, max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && columns(&line) + 1 + columns(word) > max {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if columns(&line) + char_columns(c) > max {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text in lines of at most `max` columns with all its blanks, broken behind a blank where there is
/// one.
pub(crate) fn folded(text: &str, max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for c in text.chars() {
        if columns(&line) + char_columns(c) > max {
            let rest = match line.rfind(' ') {
                Some(blank) => line.split_off(blank + 1),
                None => String::new(),
            };
            lines.push(std::mem::replace(&mut line, rest));
        }
        line.push(c);
    }
    lines.push(line);
    lines
}

/// A stretch of a text.
pub(crate) struct Span {
    /// Whether it is to be typed as it stands: a command, a key of a mapping.
    pub(crate) code: bool,
    pub(crate) text: String,
}

/// The text in stretches: what stands between backticks is code.
pub(crate) fn spans(text: &str) -> Vec<Span> {
    let stretches = visible(text);
    let stretches = stretches.split('`').enumerate();
    stretches
        .filter(|(_, text)| !text.is_empty())
        .map(|(index, text)| Span {
            code: index % 2 == 1,
            text: text.to_owned(),
        })
        .collect()
}
