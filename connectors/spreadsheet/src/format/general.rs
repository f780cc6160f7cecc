//! The `General` format: as many digits as fit into eleven characters.

use std::fmt::Write as _;

use super::digits::Digits;

/// Appends the magnitude of a number.
pub(super) fn show(digits: Digits, out: &mut String) {
    let Some(top) = digits.top() else {
        out.push('0');
        return;
    };
    // Nine digits after `0.` fit; before the point, each digit takes one from behind it.
    let rounded = match top {
        11.. => None,
        0..=10 => Some(digits.rounded((top - 9).min(0))),
        -4..=-1 => Some(digits.rounded(-9)),
        // Smaller numbers keep their point only where no digit is lost.
        -9..=-5 => Some(digits.rounded(-12)).filter(|rounded| rounded.last() >= -9),
        _ => None,
    };
    match rounded.filter(|rounded| rounded.top().is_none_or(|top| top <= 10)) {
        Some(rounded) => plain(rounded, out),
        None => scientific(digits.rounded(top - 5), out),
    }
}

/// All digits.
pub(super) fn plain(digits: Digits, out: &mut String) {
    let top = digits.top().unwrap_or(0).max(0);
    for power in (0..=top).rev() {
        out.push(digits.digit(power));
    }
    if digits.last() < 0 {
        out.push('.');
        for power in (digits.last()..0).rev() {
            out.push(digits.digit(power));
        }
    }
}

fn scientific(digits: Digits, out: &mut String) {
    let top = digits.top().unwrap_or(0);
    plain(digits.scaled(-top), out);
    let sign = if top < 0 { '-' } else { '+' };
    write!(out, "E{sign}{:02}", top.unsigned_abs()).expect("writing to memory does not fail");
}
