//! Small XML parts as tags with their bytes, so that a change touches nothing beside itself.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::{escape, unescape};
use quick_xml::events::Event;

/// A tag of a part.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    /// The name without its prefix.
    pub(super) local: String,
    /// The prefix with its colon; empty for none.
    pub(super) prefix: String,
    pub(super) kind: Kind,
    /// Its bytes, with the angle brackets.
    pub(super) span: Range<usize>,
    /// How many elements are around it.
    pub(super) depth: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    Empty,
    End,
}

/// A part that is being changed.
pub(super) struct Part {
    pub(super) text: String,
    pub(super) tags: Vec<Tag>,
    edits: Vec<(Range<usize>, String)>,
}

impl Part {
    /// None where it is no XML in UTF-8 that ends as it begins.
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        let text = String::from_utf8(bytes).ok()?;
        let tags = tags(&text)?;
        Some(Self {
            text,
            tags,
            edits: Vec::new(),
        })
    }

    /// The first tag of that name that opens an element.
    pub(super) fn first(&self, local: &str) -> Option<&Tag> {
        self.opening(local).next()
    }

    /// All tags of that name that open an element.
    pub(super) fn opening(&self, local: &str) -> impl Iterator<Item = &Tag> {
        self.tags
            .iter()
            .filter(move |tag| tag.local == local && tag.kind != Kind::End)
    }

    pub(super) fn root(&self) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.kind != Kind::End)
    }

    /// The value of an attribute, and its bytes without the quotes.
    pub(super) fn attribute(&self, tag: &Tag, name: &str) -> Option<(String, Range<usize>)> {
        let raw = self.text.get(tag.span.clone())?;
        let (value, span) = attribute(raw, name)?;
        Some((
            value,
            tag.span.start + span.start..tag.span.start + span.end,
        ))
    }

    pub(super) fn value(&self, tag: &Tag, name: &str) -> Option<String> {
        self.attribute(tag, name).map(|(value, _)| value)
    }

    pub(super) fn replace(&mut self, span: Range<usize>, new: impl Into<String>) {
        self.edits.push((span, new.into()));
    }

    /// Sets an attribute of a tag.
    pub(super) fn set(&mut self, tag: &Tag, name: &str, value: &str) {
        if let Some((_, span)) = self.attribute(tag, name) {
            self.replace(span, escape(value));
        } else {
            let end = tag.span.start + 1 + tag.prefix.len() + tag.local.len();
            self.replace(end..end, format!(" {name}=\"{}\"", escape(value)));
        }
    }

    /// Puts something at the beginning of an element, or at its end.
    pub(super) fn put_within(&mut self, open: &Tag, first: bool, new: &str) {
        if open.kind == Kind::Empty {
            let name = format!("{}{}", open.prefix, open.local);
            let end = open.span.end - 2;
            self.replace(end..open.span.end, format!(">{new}</{name}>"));
            return;
        }
        let at = if first {
            open.span.end
        } else {
            self.close_of(open)
                .map_or(open.span.end, |close| close.span.start)
        };
        self.replace(at..at, new);
    }

    /// The tag that closes an element; none where its tag is all of it.
    pub(super) fn close_of(&self, open: &Tag) -> Option<&Tag> {
        if open.kind == Kind::Empty {
            return None;
        }
        let behind = |tag: &Tag| tag.span.start < open.span.end;
        let within = self.tags.get(self.tags.partition_point(behind)..)?;
        let mut ends = within.iter().filter(|tag| tag.kind == Kind::End);
        ends.find(|tag| tag.depth == open.depth)
    }

    /// The text with its changes.
    pub(super) fn finish(mut self) -> Vec<u8> {
        // Changes at one place keep the order in which they were asked for.
        self.edits.sort_by_key(|(span, _)| span.start);
        let mut out = String::with_capacity(self.text.len() + 256);
        let mut at = 0;
        for (span, new) in &self.edits {
            out.push_str(self.text.get(at..span.start).unwrap_or_default());
            out.push_str(new);
            at = span.end.max(at);
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        out.into_bytes()
    }
}

fn tags(text: &str) -> Option<Vec<Tag>> {
    let mut reader = Reader::from_str(text);
    let mut tags = Vec::new();
    let mut depth = 0_usize;
    loop {
        let begin = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        let (name, kind) = match &event {
            Event::Start(tag) => (tag.name(), Kind::Start),
            Event::Empty(tag) => (tag.name(), Kind::Empty),
            Event::End(tag) => (tag.name(), Kind::End),
            Event::Eof => return (depth == 0).then_some(tags),
            _ => continue,
        };
        let whole: &str = name.as_ref();
        let (prefix, local) = whole
            .split_once(':')
            .map_or(("", whole), |(prefix, local)| (prefix, local));
        let prefix = if prefix.is_empty() {
            String::new()
        } else {
            format!("{prefix}:")
        };
        if kind == Kind::End {
            depth = depth.checked_sub(1)?;
        }
        tags.push(Tag {
            local: local.to_owned(),
            prefix,
            kind,
            span: begin..end,
            depth,
        });
        if kind == Kind::Start {
            depth += 1;
        }
    }
}

/// The value of an attribute of a tag's text, and its bytes in it without the quotes. A name without a
/// prefix is looked for without one; a prefix is compared as written.
pub(super) fn attribute(raw: &str, name: &str) -> Option<(String, Range<usize>)> {
    let mut at = raw.find(char::is_whitespace)?;
    loop {
        let rest = raw.get(at..)?;
        let begin = at + (rest.len() - rest.trim_start().len());
        let rest = raw.get(begin..)?;
        let equals = rest.find('=')?;
        let own = rest.get(..equals)?.trim_end();
        let behind = rest.get(equals + 1..)?;
        let quoted = behind.trim_start();
        let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value_at = begin + equals + 1 + (behind.len() - quoted.len()) + 1;
        let length = raw.get(value_at..)?.find(quote)?;
        let span = value_at..value_at + length;
        if own == name {
            let value = raw.get(span.clone())?;
            return Some((unescape(value).ok()?.into_owned(), span));
        }
        at = span.end + 1;
    }
}

/// Appends to a text.
pub(super) fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    std::fmt::Write::write_fmt(out, what).expect("writing to memory does not fail");
}

/// A text as XML, without the characters that XML cannot hold.
pub(super) fn text(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| match c {
            '\t' | '\n' => c,
            c if u32::from(c) < 0x20 || matches!(c, '\u{fffe}' | '\u{ffff}') => ' ',
            c => c,
        })
        .collect();
    escape(kept.as_str()).into_owned()
}
