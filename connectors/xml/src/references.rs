//! Character and entity references. Only the five that every XML file has are known: a file
//! that declares its own is refused before any of them is met.

use std::borrow::Cow;

use quick_xml::events::BytesRef;

use crate::fault::Problem;

/// The character of `&name;`.
pub(crate) fn resolve(name: &str) -> Result<char, Problem> {
    match name {
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "amp" => return Ok('&'),
        "apos" => return Ok('\''),
        "quot" => return Ok('"'),
        _ => {}
    }
    if let Ok(Some(sign)) = BytesRef::new(name).resolve_char_ref() {
        return Ok(sign);
    }
    let shown: String = name.chars().take(40).collect();
    Err(Problem::format(
        format!("the reference `&{shown};`"),
        "`&lt;`, `&gt;`, `&amp;`, `&apos;`, `&quot;` or a character number such as `&#233;`",
    )
    .fix("write the character itself or its number"))
}

/// The value of an attribute as it stands between its quotes: references resolved, each line
/// end and tab a space, as the XML specification has it.
pub(crate) fn attribute_value(raw: &str) -> Result<Cow<'_, str>, Problem> {
    if !raw.contains(['&', '\t', '\n', '\r']) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut parts = raw.split('&');
    push_spaced(parts.next().unwrap_or_default(), &mut value);
    for part in parts {
        let Some((name, text)) = part.split_once(';') else {
            return Err(lone_ampersand());
        };
        value.push(resolve(name)?);
        push_spaced(text, &mut value);
    }
    Ok(Cow::Owned(value))
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
