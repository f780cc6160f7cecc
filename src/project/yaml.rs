//! YAML as a tree whose every part knows its line, so that all mistakes can be said at once.
//!
//! Knows no key of any file. Aliases and tags are refused: a mapping must read the same to its
//! reviewer as to the program.

use std::ops::Range;
use std::sync::Arc;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span};

use super::mistake::mistake;
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::Parameters;
use crate::mapping::parameters::OPENING;

/// Levels of nesting at the most; deeper files are not written by people.
const DEPTH_MAX: usize = 48;

/// A part of a file and where it begins.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) at: Location,
    pub(crate) tree: Tree,
    /// Its bytes in the text, with quotes and brackets; empty where nothing is written.
    pub(crate) span: Range<usize>,
}

/// What a part is.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A text, number or truth value as it stands in the file.
#[derive(Debug, Clone)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    /// False where it stands in quotes or in a block, and so is text in any case.
    pub(crate) plain: bool,
    /// Where its first character stands; none where lines or escapes make that unclear.
    pub(crate) text_at: Option<Location>,
    /// The parameters that may stand in it; none where no text of the file has any.
    pub(crate) parameters: Option<Arc<Parameters>>,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) at: Location,
    /// The bytes of the key in the text, with quotes.
    pub(crate) span: Range<usize>,
    pub(crate) node: Node,
}

/// The end of a list or map in brackets; none for one that ends with its last part.
fn closed(end: Span) -> Option<usize> {
    let bytes = end.byte_range()?;
    (!bytes.is_empty()).then_some(bytes.end)
}

impl Entry {
    /// Where its value ends in the text, or its key where there is no value.
    pub(crate) fn end(&self) -> usize {
        self.node.span.end.max(self.span.end)
    }
}

impl Node {
    /// Gives the texts that may name parameters these to choose from.
    pub(crate) fn offer(&mut self, parameters: &Arc<Parameters>) {
        match &mut self.tree {
            Tree::Scalar(scalar) if scalar.text.contains(OPENING) => {
                scalar.parameters = Some(Arc::clone(parameters));
            }
            Tree::Null | Tree::Scalar(_) => {}
            Tree::List(items) => items.iter_mut().for_each(|item| item.offer(parameters)),
            Tree::Map(entries) => {
                for entry in entries {
                    entry.node.offer(parameters);
                }
            }
        }
    }

    /// The text behind these keys, one within the other.
    pub(crate) fn text_of(&self, keys: &[&str]) -> Option<&str> {
        let Some((first, rest)) = keys.split_first() else {
            return match &self.tree {
                Tree::Scalar(scalar) => Some(&scalar.text),
                Tree::Null | Tree::List(_) | Tree::Map(_) => None,
            };
        };
        let Tree::Map(entries) = &self.tree else {
            return None;
        };
        let entry = entries.iter().find(|entry| entry.key == *first)?;
        entry.node.text_of(rest)
    }

    /// The value in words, for messages.
    pub(crate) fn describe(&self) -> String {
        match &self.tree {
            Tree::Null => "nothing".to_owned(),
            Tree::Scalar(scalar) => format!("\"{}\"", scalar.text),
            Tree::List(items) => format!("a list of {}", items.len()),
            Tree::Map(entries) => match entries.first() {
                Some(first) => format!("named values beginning with `{}`", first.key),
                None => "no named values".to_owned(),
            },
        }
    }
}

/// Reads a file's text. A syntax mistake ends reading and gives what was read before it nowhere;
/// a key that stands twice is said, its first value is kept, and reading goes on.
pub(crate) fn parse(file: &Arc<str>, text: &str, out: &mut Diagnostics) -> Option<Node> {
    let mut reader = Reader {
        file,
        source: text,
        events: Parser::new_from_str(text),
        out,
    };
    reader.document().unwrap_or_default()
}

/// Reading cannot go on; the reason has been said.
struct Stop;

struct Reader<'a, I> {
    file: &'a Arc<str>,
    source: &'a str,
    events: I,
    out: &'a mut Diagnostics,
}

type Parsed<'a> = Result<(Event<'a>, Span), serde_saphyr::granit_parser::ScanError>;

impl<'a, I: Iterator<Item = Parsed<'a>>> Reader<'a, I> {
    fn document(&mut self) -> Result<Option<Node>, Stop> {
        let mut root = None;
        loop {
            let Some((event, span)) = self.next()? else {
                return Ok(root);
            };
            match event {
                Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
                Event::StreamEnd => return Ok(root),
                other if root.is_none() => root = Some(self.node(other, span, 0)?),
                _ => {
                    return Err(self.refuse(span, "a second document", "one document in a file"));
                }
            }
        }
    }

    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, Stop> {
        loop {
            match self.events.next() {
                None => return Ok(None),
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok(pair)) => return Ok(Some(pair)),
                Some(Err(fault)) => {
                    let marker = fault.marker();
                    let at = self.location(marker.line(), marker.col());
                    self.out
                        .push(mistake(&codes::FILE_SYNTAX, &at, fault.info(), "YAML"));
                    return Err(Stop);
                }
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Stop> {
        if depth > DEPTH_MAX {
            let expected = format!("at most {DEPTH_MAX} levels");
            return Err(self.refuse(span, "deeper nesting", &expected));
        }
        let at = self.location(span.start.line(), span.start.col());
        let mut bytes = span.byte_range().unwrap_or_default();
        let tree = match event {
            Event::Scalar(text, style, _, _) => self.scalar(&text, style, span),
            Event::SequenceStart(..) => Tree::List(self.list(depth, &mut bytes.end)?),
            Event::MappingStart(..) => Tree::Map(self.map(depth, &mut bytes.end)?),
            Event::Alias(_) => {
                return Err(self.refuse(span, "an alias (`*`)", "the value itself"));
            }
            other => {
                return Err(self.refuse(span, &format!("{other:?}"), "a value"));
            }
        };
        Ok(Node {
            at,
            tree,
            span: bytes,
        })
    }

    fn list(&mut self, depth: usize, end: &mut usize) -> Result<Vec<Node>, Stop> {
        let mut items: Vec<Node> = Vec::new();
        while let Some((event, span)) = self.next()? {
            if event == Event::SequenceEnd {
                *end = closed(span)
                    .or(items.last().map(|item| item.span.end))
                    .unwrap_or(*end);
                break;
            }
            items.push(self.node(event, span, depth + 1)?);
        }
        Ok(items)
    }

    fn map(&mut self, depth: usize, end: &mut usize) -> Result<Vec<Entry>, Stop> {
        let mut entries: Vec<Entry> = Vec::new();
        while let Some((event, span)) = self.next()? {
            if event == Event::MappingEnd {
                *end = closed(span)
                    .or(entries.last().map(Entry::end))
                    .unwrap_or(*end);
                break;
            }
            let at = self.location(span.start.line(), span.start.col());
            let bytes = span.byte_range().unwrap_or_default();
            let Event::Scalar(key, _, _, _) = event else {
                return Err(self.refuse(span, "a key that is no text", "a name and a colon"));
            };
            let Some((event, span)) = self.next()? else {
                break;
            };
            let node = self.node(event, span, depth + 1)?;
            if let Some(first) = entries.iter().find(|entry| entry.key == *key) {
                let mut twice = mistake(
                    &codes::FILE_DUPLICATE_KEY,
                    &at,
                    format!("`{key}` again"),
                    format!("`{key}` once; it stands in line {} already", first.at.line),
                );
                twice.nearest = Some(key.clone().into_owned());
                self.out.push(twice);
                continue;
            }
            entries.push(Entry {
                key: key.into_owned(),
                at,
                span: bytes,
                node,
            });
        }
        Ok(entries)
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Tree {
        let plain = style == ScalarStyle::Plain;
        if plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            return Tree::Null;
        }
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let start = self.location(span.start.line(), span.start.col() + usize::from(quoted));
        let as_written = span
            .slice(self.source)
            .map_or("", |raw| raw.trim_matches(['"', '\'']));
        // Escapes and folded lines shift characters; then the value's own beginning must do.
        let text_at =
            ((plain || quoted) && as_written == text.trim_matches(['"', '\''])).then_some(start);
        Tree::Scalar(Scalar {
            text: text.to_owned(),
            plain,
            text_at,
            parameters: None,
        })
    }

    fn refuse(&mut self, span: Span, found: &str, expected: &str) -> Stop {
        let at = self.location(span.start.line(), span.start.col());
        self.out
            .push(mistake(&codes::FILE_SYNTAX, &at, found, expected));
        Stop
    }

    fn location(&self, line: usize, column_from_zero: usize) -> Location {
        Location {
            file: Arc::clone(self.file),
            line: u32::try_from(line.max(1)).unwrap_or(u32::MAX),
            column: u32::try_from(column_from_zero + 1).unwrap_or(u32::MAX),
        }
    }
}
