//! Text as it stands in a part, to text as a person reads it.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

use super::scan::{self, Halt, Kind};

/// Decodes the text of an attribute or element: entities, character references, CDATA sections,
/// line ends. Comments and processing instructions in it are left out.
pub(crate) fn plain(raw: &[u8]) -> Result<Cow<'_, str>, Halt> {
    if memchr3(b'&', b'<', b'\r', raw).is_none() {
        return Ok(Cow::Borrowed(valid(raw)?));
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr3(b'&', b'<', b'\r', rest) {
        let (before, mark) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        text.push_str(valid(before)?);
        rest = match mark {
            [b'&', ..] => reference(mark, &mut text)?,
            [b'<', b'?', ..] => after(mark, b"?>")?,
            [b'<', ..] => section(mark, &mut text)?,
            // A line end is one line feed, however it was written (XML 1.0, 2.11).
            [b'\r', b'\n', tail @ ..] | [b'\r', tail @ ..] => {
                text.push('\n');
                tail
            }
            _ => &[],
        };
    }
    text.push_str(valid(rest)?);
    Ok(Cow::Owned(text))
}

/// Decodes as [`plain`], and then the escapes that only Office Open XML knows: `_x000D_` is a
/// carriage return (ECMA-376 part 1, 22.9.2.19, `ST_Xstring`).
pub(crate) fn escaped(raw: &[u8]) -> Result<Cow<'_, str>, Halt> {
    let text = plain(raw)?;
    if memmem::find(text.as_bytes(), b"_x").is_none() {
        return Ok(text);
    }
    Ok(Cow::Owned(unescape(&text)))
}

/// Appends the text of a string item or an inline string: that of its runs, without phonetic
/// runs, which say how the text is spoken.
pub(crate) fn rich(raw: &[u8], out: &mut String) -> Result<(), Halt> {
    let mut rest = raw;
    loop {
        let piece = match scan::next(&mut rest) {
            Ok(piece) => piece,
            Err(Halt::More) => return Ok(()),
            Err(halt) => return Err(halt),
        };
        match (piece.local(), piece.kind) {
            (b"rPh", Kind::Start) => scan::skip(&mut rest)?,
            (b"t", Kind::Start) => {
                let keeps = piece.attribute(b"xml:space") == Some(b"preserve");
                let end = scan::next(&mut rest)?;
                if (end.local(), end.kind) != (b"t".as_slice(), Kind::End) {
                    return Err(Halt::Broken("markup inside a text".to_owned()));
                }
                out.push_str(&spaced(end.text, keeps)?);
            }
            _ => {}
        }
    }
}

/// The text of an element `t`: outer white space counts only where the element says so.
pub(crate) fn spaced(raw: &[u8], keeps: bool) -> Result<Cow<'_, str>, Halt> {
    let raw = if keeps { raw } else { raw.trim_ascii() };
    escaped(raw)
}

/// As [`spaced`], for what holds no tag.
pub(crate) fn untagged(raw: &[u8], keeps: bool) -> Result<Cow<'_, str>, Halt> {
    let raw = if keeps { raw } else { raw.trim_ascii() };
    // What needs no decoding, which is nearly all, is looked through once.
    if memchr3(b'&', b'\r', b'_', raw).is_none() {
        return valid(raw).map(Cow::Borrowed);
    }
    escaped(raw)
}

pub(crate) fn valid(raw: &[u8]) -> Result<&str, Halt> {
    std::str::from_utf8(raw)
        .map_err(|error| Halt::Broken(format!("text that is no UTF-8 ({error})")))
}

fn after<'a>(bytes: &'a [u8], mark: &[u8]) -> Result<&'a [u8], Halt> {
    let at = memmem::find(bytes, mark).ok_or_else(unended)?;
    bytes.get(at + mark.len()..).ok_or_else(unended)
}

/// Text is looked at when it is there to its end: nothing in it may go on behind it.
fn unended() -> Halt {
    Halt::Broken("markup without an end inside a text".to_owned())
}

fn section<'a>(mark: &'a [u8], text: &mut String) -> Result<&'a [u8], Halt> {
    let length = match scan::passed_over(mark) {
        Err(Halt::More) => return Err(unended()),
        length => length?,
    };
    let (section, rest) = mark.split_at_checked(length).ok_or_else(unended)?;
    if let Some(inner) = section.strip_prefix(b"<![CDATA[") {
        text.push_str(valid(inner.strip_suffix(b"]]>").unwrap_or(inner))?);
    }
    Ok(rest)
}

/// Decodes a reference at the start of the bytes. A name that XML does not define is refused, as
/// nothing may define names here.
fn reference<'a>(mark: &'a [u8], text: &mut String) -> Result<&'a [u8], Halt> {
    /// Longest reference: `&#x10FFFF;` with some zeros.
    const LONGEST: usize = 32;
    let head = mark.get(..mark.len().min(LONGEST)).unwrap_or(mark);
    let unknown = || {
        let found = String::from_utf8_lossy(head);
        Halt::Broken(format!("an entity that is not defined (`{found}`)"))
    };
    let end = memchr(b';', head).ok_or_else(unknown)?;
    let name = head.get(1..end).ok_or_else(unknown)?;
    let character = match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x' | b'X', digits @ ..] => numbered(digits, 16),
        [b'#', digits @ ..] => numbered(digits, 10),
        _ => None,
    };
    text.push(character.ok_or_else(unknown)?);
    mark.get(end + 1..).ok_or_else(unknown)
}

fn numbered(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok()?;
    let digits = (!digits.starts_with('+')).then_some(digits)?;
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}

fn unescape(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, mark)) = rest.split_once("_x") {
        decoded.push_str(before);
        if let Some((character, after)) = escape(mark) {
            decoded.push(character);
            rest = after;
        } else {
            decoded.push_str("_x");
            rest = mark;
        }
    }
    decoded.push_str(rest);
    decoded
}

/// The character of an escape whose `_x` was taken. Half of a pair stays as it is written where
/// its other half does not follow.
fn escape(text: &str) -> Option<(char, &str)> {
    let (unit, rest) = unit(text)?;
    if let Some(character) = char::from_u32(u32::from(unit)) {
        return Some((character, rest));
    }
    let (second, rest) = self::unit(rest.strip_prefix("_x")?)?;
    let character = char::decode_utf16([unit, second]).next()?.ok()?;
    Some((character, rest))
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let rest = rest.strip_prefix('_')?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let unit = hexadecimal.then(|| u16::from_str_radix(digits, 16).ok())??;
    Some((unit, rest))
}

#[cfg(test)]
mod tests {
    use super::{Halt, escaped, plain, rich};

    #[test]
    fn entities_sections_and_line_ends_are_decoded() {
        let raw = b"a &amp;&lt;&#65;&#x1F600; <![CDATA[<&amp;>]]><!-- no -->b\r\nc\rd";
        assert_eq!(plain(raw).unwrap(), "a &<A\u{1F600} <&amp;>b\nc\nd");
    }

    #[test]
    fn what_is_not_defined_is_no_text() {
        for raw in [
            &b"&lol;"[..],
            b"&#xD800;",
            b"& ",
            b"&#+65;",
            b"\xFF",
            b"<![CDATA[a",
            b"<?a",
        ] {
            assert!(matches!(plain(raw), Err(Halt::Broken(_))), "{raw:?}");
        }
    }

    #[test]
    fn escapes_of_office_open_xml_are_decoded() {
        for (raw, text) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "\u{1F600}"),
            ("_xD83D_", "_xD83D_"),
            ("a_x12_b_xZZZZ_", "a_x12_b_xZZZZ_"),
            ("_x00e9_", "é"),
        ] {
            assert_eq!(escaped(raw.as_bytes()).unwrap(), text);
        }
    }

    #[test]
    fn a_rich_text_is_its_runs_without_phonetic_ones() {
        let raw = b"<r><rPr><b/></rPr><t>Acme</t></r><r><t xml:space=\"preserve\"> Ltd </t></r>\
            <rPh sb=\"0\" eb=\"1\"><t>akume</t></rPh><phoneticPr fontId=\"1\"/></si>";
        let mut text = String::new();
        rich(raw, &mut text).unwrap();
        assert_eq!(text, "Acme Ltd ");
    }
}
