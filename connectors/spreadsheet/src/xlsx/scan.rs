//! Markup out of bytes, one piece at a time, without events or copies.
//!
//! Bytes come in windows of a stream. Where a window ends in the middle of something, scanning
//! halts with [`Halt::More`], and is done again from the same place once there are more bytes.
//! Comments and processing instructions are passed over, CDATA sections are text. A document type
//! declaration is refused: nothing that it could define is ever looked up.

use memchr::{memchr, memchr3, memmem};

/// Why scanning halted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Halt {
    /// The bytes end in the middle.
    More,
    /// A document type declaration.
    Declaration,
    /// What was found is not what must stand there.
    Broken(String),
    /// What was found breaks a limit: it, and what is allowed.
    Limit(String, String),
}

/// The kind of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `<row>`
    Start,
    /// `<row/>`
    Empty,
    /// `</row>`
    End,
}

/// A tag and the text before it.
#[derive(Debug, Clone)]
pub(crate) struct Piece<'a> {
    /// All that stands before the tag, undecoded, with comments and CDATA sections.
    pub(crate) text: &'a [u8],
    pub(crate) kind: Kind,
    /// The name with its prefix.
    pub(crate) name: &'a [u8],
    pub(crate) attributes: Attributes<'a>,
}

impl<'a> Piece<'a> {
    fn new(text: &'a [u8], tag: &'a [u8]) -> Self {
        let tag = tag.strip_prefix(b"<").unwrap_or(tag);
        let tag = tag.strip_suffix(b">").unwrap_or(tag);
        let (kind, tag) = match (tag.strip_prefix(b"/"), tag.strip_suffix(b"/")) {
            (Some(tag), _) => (Kind::End, tag),
            (None, Some(tag)) => (Kind::Empty, tag),
            (None, None) => (Kind::Start, tag),
        };
        let end = tag.iter().position(u8::is_ascii_whitespace);
        let (name, attributes) = tag
            .split_at_checked(end.unwrap_or(tag.len()))
            .unwrap_or((tag, &[]));
        Self {
            text,
            kind,
            name,
            attributes: Attributes(attributes),
        }
    }

    /// The name without its prefix.
    pub(crate) fn local(&self) -> &'a [u8] {
        local(self.name)
    }

    /// The value of an attribute, undecoded.
    pub(crate) fn attribute(&self, name: &[u8]) -> Option<&'a [u8]> {
        let mut attributes = self.attributes.clone();
        attributes.find_map(|(found, value)| (found == name).then_some(value))
    }
}

/// A name without its prefix.
pub(crate) fn local(name: &[u8]) -> &[u8] {
    match memchr(b':', name) {
        Some(colon) => name.get(colon + 1..).unwrap_or_default(),
        None => name,
    }
}

/// The names and values of a tag's attributes, undecoded.
#[derive(Debug, Clone)]
pub(crate) struct Attributes<'a>(&'a [u8]);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let equals = memchr(b'=', self.0)?;
        let (name, value) = self.0.split_at_checked(equals)?;
        let value = value.get(1..)?.trim_ascii_start();
        let (quote, value) = value.split_first()?;
        let end = memchr(*quote, value)?;
        let (value, rest) = value.split_at_checked(end)?;
        self.0 = rest.get(1..)?;
        Some((name.trim_ascii(), value))
    }
}

/// Takes the next tag. At the end of the bytes, whatever stands before it, there is
/// [`Halt::More`].
pub(crate) fn next<'a>(rest: &mut &'a [u8]) -> Result<Piece<'a>, Halt> {
    let whole = *rest;
    let mut at = 0;
    loop {
        let tail = whole.get(at..).ok_or(Halt::More)?;
        let start = at + memchr(b'<', tail).ok_or(Halt::More)?;
        let markup = whole.get(start..).ok_or(Halt::More)?;
        match markup.get(1).ok_or(Halt::More)? {
            b'!' => at = start + passed_over(markup)?,
            b'?' => at = start + past(markup, b"?>")?,
            _ => {
                let length = tag_length(markup)?;
                let (tag, after) = markup.split_at_checked(length).ok_or(Halt::More)?;
                *rest = after;
                return Ok(Piece::new(whole.get(..start).unwrap_or_default(), tag));
            }
        }
    }
}

/// Passes over all up to the end of the element whose start was taken last.
pub(crate) fn skip(rest: &mut &[u8]) -> Result<(), Halt> {
    let mut depth = 1_usize;
    while depth > 0 {
        match next(rest)?.kind {
            Kind::Start => depth += 1,
            Kind::End => depth -= 1,
            Kind::Empty => {}
        }
    }
    Ok(())
}

/// Length of a comment or CDATA section.
pub(crate) fn passed_over(markup: &[u8]) -> Result<usize, Halt> {
    const COMMENT: &[u8] = b"<!--";
    const CDATA: &[u8] = b"<![CDATA[";
    if markup.starts_with(COMMENT) {
        let inner = markup.get(COMMENT.len()..).unwrap_or_default();
        Ok(COMMENT.len() + past(inner, b"-->")?)
    } else if markup.starts_with(CDATA) {
        past(markup, b"]]>")
    } else if COMMENT.starts_with(markup) || CDATA.starts_with(markup) {
        Err(Halt::More)
    } else {
        Err(Halt::Declaration)
    }
}

fn past(bytes: &[u8], mark: &[u8]) -> Result<usize, Halt> {
    let found = memmem::find(bytes, mark).ok_or(Halt::More)?;
    Ok(found + mark.len())
}

/// Length of a tag; `>` inside a quoted value does not end it.
fn tag_length(markup: &[u8]) -> Result<usize, Halt> {
    let mut at = 1;
    loop {
        let tail = markup.get(at..).ok_or(Halt::More)?;
        let found = memchr3(b'>', b'"', b'\'', tail).ok_or(Halt::More)?;
        let byte = tail.get(found).ok_or(Halt::More)?;
        at += found + 1;
        if *byte == b'>' {
            return Ok(at);
        }
        let value = markup.get(at..).ok_or(Halt::More)?;
        at += memchr(*byte, value).ok_or(Halt::More)? + 1;
    }
}

#[cfg(test)]
mod tests;
