//! Turns the bytes or the text of a field into a value.

use jiff::civil::Date;
use landbridge_contract::Value;
use rust_decimal::Decimal;

use crate::picture::Edit;
use crate::shape::{Form, Sign};

/// The pattern of a date that states none.
pub(crate) const YEAR_MONTH_DAY: &str = "%Y%m%d";

/// What was found in a field where something else was expected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) found: String,
    pub(crate) expected: String,
}

/// The value of a field that is text. Trailing blanks are padding.
pub(crate) fn of_text(text: &str, form: &Form) -> Result<Value, Wrong> {
    let trimmed = text.trim_end_matches(' ');
    if trimmed.is_empty() {
        return Ok(Value::Null);
    }
    let wrong = |expected: &str| Wrong {
        found: format!("\"{trimmed}\""),
        expected: expected.to_owned(),
    };
    match form {
        Form::Text => Ok(Value::text(trimmed)),
        Form::Date { pattern } => {
            let text = trimmed.trim_start();
            // Programs of all ages write zeros where there is no date.
            if text.bytes().all(|byte| byte == b'0') {
                return Ok(Value::Null);
            }
            if pattern == YEAR_MONTH_DAY
                && let Some(date) = year_month_day(text)
            {
                return Ok(Value::Date(date));
            }
            let date = Date::strptime(pattern, text);
            date.map(Value::Date)
                .map_err(|_why| wrong(&format!("a date as `{pattern}`")))
        }
        Form::Number { decimals } => signed(trimmed.trim_start(), *decimals)
            .ok_or_else(|| wrong("a number of at most 28 digits")),
        Form::Edited(edit) => edited(trimmed, *edit).ok_or_else(|| {
            let point = edit
                .point
                .map_or("no sign for the point".to_owned(), |point| {
                    format!("`{point}` before the last {}", edit.decimals)
                });
            wrong(&format!(
                "an edited number of at most 28 digits with {point}"
            ))
        }),
        Form::Zoned { .. } | Form::Packed { .. } | Form::Binary { .. } => {
            Err(wrong("a number in bytes"))
        }
    }
}

/// Reads `20190228` without going through the pattern, since most dates of old files are so.
fn year_month_day(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = text.get(..4)?.parse().ok()?;
    let month = text.get(4..6)?.parse().ok()?;
    let day = text.get(6..)?.parse().ok()?;
    Date::new(year, month, day).ok()
}

/// A number in signs, with a minus before or after it.
fn signed(text: &str, decimals: u32) -> Option<Value> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, text.get(1..)?),
        [b'+', ..] => (false, text.get(1..)?),
        [.., b'-'] => (true, text.get(..text.len() - 1)?),
        [.., b'+'] => (false, text.get(..text.len() - 1)?),
        _ => (false, text),
    };
    let digits = digits.trim();
    let well_formed = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !well_formed || !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if digits.contains('.') {
        let mut number = Decimal::from_str_exact(digits).ok()?;
        number.set_sign_negative(negative && !number.is_zero());
        return Some(Value::Decimal(number));
    }
    let mut amount: i128 = 0;
    for byte in digits.bytes() {
        amount = amount
            .checked_mul(10)?
            .checked_add(i128::from(byte - b'0'))?;
    }
    scaled(
        if negative { -amount } else { amount },
        i32::try_from(decimals).ok()?,
    )
}

/// A number edited for people: grouping signs, currency signs, stars, `CR` and `DB`. The point must stand
/// where the picture has it: an amount that is off by a power of ten is worse than none.
fn edited(text: &str, edit: Edit) -> Option<Value> {
    let starred = |text: &str| text.contains('*') && text.chars().all(|sign| "*.,".contains(sign));
    if edit.stars && starred(text.trim()) {
        return scaled(0, i32::try_from(edit.decimals).ok()?);
    }
    let upper = text.trim().to_ascii_uppercase();
    let (negative, rest) = match upper
        .strip_suffix("CR")
        .or_else(|| upper.strip_suffix("DB"))
    {
        Some(rest) => (true, rest),
        None => (false, upper.as_str()),
    };
    let bare = rest.trim_matches(['*', '$', ' ']);
    let (sign, bare) = match bare.strip_prefix(['-', '+']) {
        Some(digits) => (bare.get(..1)?, digits.trim_start_matches(['*', '$', ' '])),
        None => ("", bare),
    };
    let bare: String = bare
        .chars()
        .filter(|sign| !edit.spaced || !matches!(sign, ' ' | '/'))
        .collect();
    let (whole, behind) = match edit.point {
        None if bare.contains('.') => return None,
        None => (bare.as_str(), ""),
        Some(point) => bare.split_once(point)?,
    };
    let decimals = behind.bytes().filter(u8::is_ascii_digit).count();
    let group = if edit.point == Some(',') { '.' } else { ',' };
    if edit.point.is_some() && u32::try_from(decimals) != Ok(edit.decimals)
        || behind.contains(['.', ','])
    {
        return None;
    }
    if !in_groups(whole, edit.grouped.then_some(group)) {
        return None;
    }
    let digits = format!("{sign}{}{behind}", whole.replace(group, ""));
    let value = signed(&digits, edit.decimals)?;
    match value.as_decimal() {
        Some(number) if negative => Some(Value::Decimal(-number)),
        _ => Some(value),
    }
}

/// Whether the whole part of a number is of digits alone, or of groups of three between these signs.
fn in_groups(whole: &str, group: Option<char>) -> bool {
    let Some(group) = group else {
        return !whole.contains([',', '.', ' ']);
    };
    let mut groups = whole.split(group);
    let first = groups.next().map_or(0, str::len);
    let rest = groups.map(|one| one.bytes().filter(u8::is_ascii_digit).count());
    let mut rest = rest.peekable();
    rest.peek().is_none() || (first <= 3 && rest.all(|digits| digits == 3))
}

/// The value of a field of one of COBOL's numeric forms. `ebcdic` tells how digits are written.
pub(crate) fn of_bytes(bytes: &[u8], form: &Form, ebcdic: bool) -> Result<Value, Wrong> {
    let blank = if ebcdic { 0x40 } else { b' ' };
    let unset = bytes.iter().all(|byte| *byte == blank) || bytes.iter().all(|byte| *byte == 0);
    if unset && !matches!(form, Form::Binary { .. }) {
        return Ok(Value::Null);
    }
    let (read, scale, expected) = match form {
        Form::Zoned { scale, sign } => (zoned(bytes, *sign, ebcdic), *scale, "digits"),
        Form::Packed { scale } => (packed(bytes), *scale, "packed digits with a sign"),
        Form::Binary {
            scale,
            signed,
            little,
        } => (binary(bytes, *signed, *little), *scale, "a binary number"),
        Form::Text | Form::Number { .. } | Form::Edited(_) | Form::Date { .. } => (None, 0, "text"),
    };
    read.and_then(|amount| scaled(amount, scale))
        .ok_or_else(|| Wrong {
            found: hexadecimal(bytes),
            expected: format!("{expected}, at most 28 of them"),
        })
}

fn zoned(bytes: &[u8], sign: Sign, ebcdic: bool) -> Option<i128> {
    let (mut negative, digits) = match (sign, bytes) {
        (Sign::Separate { first: true }, [sign, digits @ ..])
        | (Sign::Separate { first: false }, [digits @ .., sign]) => {
            (separate(*sign, ebcdic)?, digits)
        }
        _ => (false, bytes),
    };
    let over = match sign {
        Sign::Over { first: true } => Some(0),
        Sign::Over { first: false } => digits.len().checked_sub(1),
        Sign::None | Sign::Separate { .. } => None,
    };
    let blank = if ebcdic { 0x40 } else { b' ' };
    let mut amount: i128 = 0;
    let mut begun = false;
    for (at, byte) in digits.iter().enumerate() {
        if *byte == blank && !begun {
            continue; // leading blanks are padding
        }
        begun = true;
        let (digit, minus) = digit(*byte, ebcdic, over == Some(at))?;
        negative |= minus;
        amount = amount.checked_mul(10)?.checked_add(i128::from(digit))?;
    }
    begun.then_some(if negative { -amount } else { amount })
}

fn separate(sign: u8, ebcdic: bool) -> Option<bool> {
    match (sign, ebcdic) {
        (b'-', false) | (0x60, true) => Some(true),
        (b'+' | b' ', false) | (0x4E | 0x40, true) => Some(false),
        _ => None,
    }
}

/// A digit, and whether its zone says minus. Zones after the Enterprise COBOL for z/OS Programming
/// Guide, "Sign representation of zoned and packed-decimal data"; in ASCII the letters that those
/// zones become, and the `p` to `y` of Micro Focus.
fn digit(byte: u8, ebcdic: bool, over: bool) -> Option<(u8, bool)> {
    if ebcdic {
        let digit = byte & 0x0F;
        let minus = match byte >> 4 {
            0xF => false,
            0xA | 0xC | 0xE if over => false,
            0xB | 0xD if over => true,
            _ => return None,
        };
        return (digit <= 9).then_some((digit, minus));
    }
    match byte {
        b'0'..=b'9' => Some((byte - b'0', false)),
        b'{' if over => Some((0, false)),
        b'}' if over => Some((0, true)),
        b'A'..=b'I' if over => Some((byte - b'A' + 1, false)),
        b'J'..=b'R' if over => Some((byte - b'J' + 1, true)),
        b'p'..=b'y' if over => Some((byte - b'p', true)),
        _ => None,
    }
}

fn packed(bytes: &[u8]) -> Option<i128> {
    let (last, digits) = bytes.split_last()?;
    let mut amount: i128 = 0;
    let halves = digits.iter().flat_map(|byte| [byte >> 4, byte & 0x0F]);
    for digit in halves.chain([last >> 4]) {
        if digit > 9 {
            return None;
        }
        amount = amount.checked_mul(10)?.checked_add(i128::from(digit))?;
    }
    match last & 0x0F {
        0xA | 0xC | 0xE | 0xF => Some(amount),
        0xB | 0xD => Some(-amount),
        _ => None,
    }
}

fn binary(bytes: &[u8], signed: bool, little: bool) -> Option<i128> {
    let mut amount: i128 = 0;
    let ordered: Vec<u8> = if little {
        bytes.iter().rev().copied().collect()
    } else {
        bytes.to_vec()
    };
    for byte in &ordered {
        amount = amount.checked_mul(256)?.checked_add(i128::from(*byte))?;
    }
    if signed && ordered.first().is_some_and(|first| *first >= 0x80) {
        let bits = u32::try_from(ordered.len()).ok()?.checked_mul(8)?;
        amount = amount.checked_sub(1_i128.checked_shl(bits)?)?;
    }
    Some(amount)
}

/// A number of so many decimals; an integer where it has none.
fn scaled(amount: i128, scale: i32) -> Option<Value> {
    if scale <= 0 {
        let factor = 10_i128.checked_pow(scale.unsigned_abs())?;
        let whole = amount.checked_mul(factor)?;
        return match i64::try_from(whole) {
            Ok(integer) => Some(Value::Integer(integer)),
            Err(_) => Decimal::try_from_i128_with_scale(whole, 0)
                .ok()
                .map(Value::Decimal),
        };
    }
    let scale = u32::try_from(scale).ok()?;
    Decimal::try_from_i128_with_scale(amount, scale)
        .ok()
        .map(Value::Decimal)
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("bytes");
    for byte in bytes.iter().take(16) {
        write!(text, " {byte:02X}").expect("writing to memory does not fail");
    }
    text
}

#[cfg(test)]
mod tests;
