//! YAML as a tree whose every part knows its line and column, so that all mistakes can be said at once.
//!
//! Aliases and tags are refused: a profile must read the same to a person as to the program.

use landbridge_contract::FileFault;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span};

/// Levels of nesting at the most; people write fewer.
const DEPTH_MAX: usize = 32;

/// A part of the text and where it begins.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) tree: Tree,
}

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// What a part is.
#[derive(Debug, Clone)]
pub(crate) enum Tree {
    Nothing,
    /// A text, number or truth value as it is written; `plain` where it stands in no quotes.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) place: Place,
    pub(crate) node: Node,
}

impl Place {
    /// What is wrong here.
    pub(crate) fn fault(self, found: impl Into<String>, expected: impl Into<String>) -> FileFault {
        FileFault {
            line: self.line,
            column: self.column,
            found: found.into(),
            expected: expected.into(),
            unknown: None,
        }
    }

    /// A name that is not known here.
    pub(crate) fn unknown(self, what: &str, name: &str, known: &[&str]) -> FileFault {
        FileFault {
            unknown: Some((
                name.to_owned(),
                known.iter().map(|one| (*one).to_owned()).collect(),
            )),
            ..self.fault(
                format!("{what} `{name}`"),
                format!("one of {}", known.join(", ")),
            )
        }
    }
}

impl Node {
    /// The part in words, for messages.
    pub(crate) fn describe(&self) -> String {
        match &self.tree {
            Tree::Nothing => "nothing".to_owned(),
            Tree::Scalar { text, .. } => format!("\"{text}\""),
            Tree::List(items) => format!("a list of {}", items.len()),
            Tree::Map(entries) => match entries.first() {
                Some(first) => format!("named values beginning with `{}`", first.key),
                None => "no named values".to_owned(),
            },
        }
    }

    /// These named values over those of `under`: a key that stands in both keeps what is named here, and named
    /// values within named values are put together alike.
    pub(crate) fn over(&self, under: &Self) -> Self {
        let (Tree::Map(own), Tree::Map(others)) = (&self.tree, &under.tree) else {
            return self.clone();
        };
        let mut entries = own.clone();
        for other in others {
            match entries.iter_mut().find(|entry| entry.key == other.key) {
                Some(entry) => entry.node = entry.node.over(&other.node),
                None => entries.push(other.clone()),
            }
        }
        Self {
            place: self.place,
            tree: Tree::Map(entries),
        }
    }
}

/// Reads a text. A mistake of syntax ends reading; a key that stands twice is said, and its first value is kept.
pub(crate) fn parse(text: &str, faults: &mut Vec<FileFault>) -> Option<Node> {
    let mut reader = Reader {
        events: Parser::new_from_str(text),
        faults,
    };
    let mut root = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            Event::StreamEnd => break,
            other if root.is_none() => root = Some(reader.node(other, span, 0)?),
            _ => return reader.refuse(span, "a second document", "one document in a file"),
        }
    }
    if root.is_none() {
        let start = Place { line: 1, column: 1 };
        faults.push(start.fault("nothing", "a profile: `version: 1`, `objects`, …"));
    }
    root
}

struct Reader<'a, I> {
    events: I,
    faults: &'a mut Vec<FileFault>,
}

type Parsed<'a> = Result<(Event<'a>, Span), serde_saphyr::granit_parser::ScanError>;

impl<'a, I: Iterator<Item = Parsed<'a>>> Reader<'_, I> {
    /// The next event that is no comment; nothing where reading cannot go on, which has been said.
    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        loop {
            match self.events.next() {
                // The end of the stream is an event of its own: nothing comes after it.
                None => return None,
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok(pair)) => return Some(pair),
                Some(Err(fault)) => {
                    let marker = fault.marker();
                    let at = place(marker.line(), marker.col());
                    self.faults.push(at.fault(fault.info(), "YAML"));
                    return None;
                }
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Option<Node> {
        if depth > DEPTH_MAX {
            let expected = format!("at most {DEPTH_MAX} levels");
            return self.refuse(span, "deeper nesting", &expected);
        }
        let tree = match event {
            Event::Scalar(text, style, _, _) => scalar(text.into_owned(), style),
            Event::SequenceStart(..) => Tree::List(self.list(depth)?),
            Event::MappingStart(..) => Tree::Map(self.map(depth)?),
            Event::Alias(_) => return self.refuse(span, "an alias (`*`)", "the value itself"),
            _ => return self.refuse(span, "something else", "a value"),
        };
        Some(Node {
            place: start(span),
            tree,
        })
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Some(items);
            }
            items.push(self.node(event, span, depth + 1)?);
        }
    }

    fn map(&mut self, depth: usize) -> Option<Vec<Entry>> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Some(entries);
            }
            let Event::Scalar(key, ..) = event else {
                return self.refuse(span, "a key that is no text", "a name and a colon");
            };
            let place = start(span);
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            if let Some(first) = entries.iter().find(|entry| entry.key == *key) {
                let line = first.place.line;
                self.faults.push(place.fault(
                    format!("`{key}` again"),
                    format!("`{key}` once; it stands in line {line} already"),
                ));
                continue;
            }
            entries.push(Entry {
                key: key.into_owned(),
                place,
                node,
            });
        }
    }

    fn refuse<T>(&mut self, span: Span, found: &str, expected: &str) -> Option<T> {
        self.faults.push(start(span).fault(found, expected));
        None
    }
}

fn scalar(text: String, style: ScalarStyle) -> Tree {
    let plain = style == ScalarStyle::Plain;
    if plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL") {
        return Tree::Nothing;
    }
    Tree::Scalar { text, plain }
}

fn start(span: Span) -> Place {
    place(span.start.line(), span.start.col())
}

fn place(line: usize, column_from_zero: usize) -> Place {
    Place {
        line: u32::try_from(line.max(1)).unwrap_or(u32::MAX),
        column: u32::try_from(column_from_zero + 1).unwrap_or(u32::MAX),
    }
}
