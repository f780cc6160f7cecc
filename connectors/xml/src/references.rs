//! Character and entity references. Only the five that every XML file has are known: a file
//! that declares its own is refused before any of them is met.

use std::borrow::Cow;

use crate::fault::Problem;

/// The character of `&name;`.
pub(crate) fn resolve(name: &str) -> Result<char, Problem> {
    let sign = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => number(name),
    };
    sign.ok_or_else(|| {
        let shown: String = name.chars().take(40).collect();
        Problem::format(
            format!("the reference `&{shown};`"),
            "`&lt;`, `&gt;`, `&amp;`, `&apos;`, `&quot;` or a character number such as `&#233;`",
        )
        .fix("write the character itself or its number")
    })
}

/// The character of `#233` or `#xE9`, where XML has it.
fn number(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let (digits, radix) = match digits.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (digits, 10),
    };
    let plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| plain)?;
    char::from_u32(code).filter(|sign| *sign >= ' ' || matches!(sign, '\t' | '\n' | '\r'))
}

/// The value of an attribute as it stands between its quotes: references resolved, each line
/// end and tab a space, as the XML specification has it.
pub(crate) fn attribute_value(raw: &str) -> Result<Cow<'_, str>, Problem> {
    if !raw.contains(['&', '\t', '\n', '\r']) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    each_part(raw, &mut value, push_spaced)?;
    Ok(Cow::Owned(value))
}

/// Appends text as it stands between tags: references resolved, each line end an LF.
pub(crate) fn push_text(raw: &str, value: &mut String) -> Result<(), Problem> {
    each_part(raw, value, push_with_lf)
}

/// Line ends as the XML specification has them: one LF each.
pub(crate) fn push_with_lf(text: &str, value: &mut String) {
    let mut pieces = text.split('\r');
    value.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        value.push('\n');
        value.push_str(piece.strip_prefix('\n').unwrap_or(piece));
    }
}

fn each_part(raw: &str, value: &mut String, push: fn(&str, &mut String)) -> Result<(), Problem> {
    let mut parts = raw.split('&');
    push(parts.next().unwrap_or_default(), value);
    for part in parts {
        let (name, text) = part.split_once(';').ok_or_else(lone_ampersand)?;
        if name.contains(ends_no_reference) {
            return Err(lone_ampersand());
        }
        value.push(resolve(name)?);
        push(text, value);
    }
    Ok(())
}

/// True of what cannot stand inside a reference.
pub(crate) fn ends_no_reference(sign: char) -> bool {
    matches!(sign, ' ' | '\t' | '\r' | '\n' | '<' | '&')
}

/// The problem of a `&` that begins no reference.
pub(crate) fn lone_ampersand() -> Problem {
    Problem::format("a `&` that begins no reference", "`&amp;`").fix("write `&amp;`")
}

fn push_spaced(text: &str, value: &mut String) {
    let mut previous = '\0';
    for sign in text.chars() {
        match sign {
            '\n' if previous == '\r' => {}
            '\n' | '\r' | '\t' => value.push(' '),
            other => value.push(other),
        }
        previous = sign;
    }
}
