//! YAML of others, brought to JSON: bounded, every number with its digits.
//!
//! An alias stands for a copy of what it names, and a copy counts as if it were written out: names of
//! names of names cannot fill the memory.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span};

use super::SchemaFault;

/// Levels of nesting at the most.
const DEPTH_MAX: usize = 100;

/// Values at the most.
const VALUES_MAX: usize = 2_000_000;

/// Reads a text; `expected` is what is wanted instead of something that is no YAML.
pub(super) fn parse(text: &str, expected: &str) -> Result<Json, SchemaFault> {
    let mut reader = Reader {
        events: Parser::new_from_str(text),
        expected,
        values: 0,
        anchors: BTreeMap::new(),
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(..), _) => {}
            (Event::StreamEnd | Event::DocumentEnd, _) => return Ok(Json::Null),
            (event, span) => return reader.value(event, span, 0),
        }
    }
}

struct Reader<'a, I> {
    events: I,
    expected: &'a str,
    values: usize,
    anchors: BTreeMap<usize, Anchored>,
}

/// A value that may be named again.
struct Anchored {
    value: Json,
    values: usize,
    height: usize,
}

type Parsed<'a> = Result<(Event<'a>, Span), serde_saphyr::granit_parser::ScanError>;

impl<'a, I: Iterator<Item = Parsed<'a>>> Reader<'_, I> {
    fn next(&mut self) -> Result<(Event<'a>, Span), SchemaFault> {
        loop {
            match self.events.next() {
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok(pair)) => return Ok(pair),
                Some(Err(fault)) => {
                    let marker = fault.marker();
                    let at = place(marker.line(), marker.col());
                    let found = format!("text that is not YAML ({})", fault.info());
                    return Err(SchemaFault::new(at, found, self.expected));
                }
                None => {
                    let found = "an end in the middle";
                    return Err(SchemaFault::new("document", found, self.expected));
                }
            }
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Json, SchemaFault> {
        self.values += 1;
        let refuse = |found: &str, expected: String| {
            let at = place(span.start.line(), span.start.col());
            Err(SchemaFault::new(at, found, expected))
        };
        if depth > DEPTH_MAX {
            return refuse("deeper nesting", format!("at most {DEPTH_MAX} levels"));
        }
        if self.values > VALUES_MAX {
            return refuse("more values", format!("{VALUES_MAX} at the most"));
        }
        let before = self.values;
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => (scalar(&text, style), anchor),
            Event::SequenceStart(_, anchor, _) => (self.items(depth)?, anchor),
            Event::MappingStart(_, anchor, _) => (self.members(depth)?, anchor),
            Event::Alias(name) => {
                let Some(known) = self.anchors.get(&name) else {
                    return refuse(
                        "an alias of nothing",
                        "a name that stands before".to_owned(),
                    );
                };
                if depth + known.height > DEPTH_MAX {
                    return refuse("deeper nesting", format!("at most {DEPTH_MAX} levels"));
                }
                if self.values + known.values > VALUES_MAX {
                    return refuse("more values", format!("{VALUES_MAX} at the most"));
                }
                self.values += known.values;
                return Ok(known.value.clone());
            }
            _ => return refuse("no value", "a value".to_owned()),
        };
        if anchor != 0 {
            // A copy that is kept counts too.
            let values = self.values - before + 1;
            self.values += values;
            let anchored = Anchored {
                height: height(&value),
                value: value.clone(),
                values,
            };
            self.anchors.insert(anchor, anchored);
        }
        Ok(value)
    }

    fn items(&mut self, depth: usize) -> Result<Json, SchemaFault> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Json::Array(items)),
                (event, span) => items.push(self.value(event, span, depth + 1)?),
            }
        }
    }

    fn members(&mut self, depth: usize) -> Result<Json, SchemaFault> {
        let mut members = Map::new();
        let mut merged = Map::new();
        loop {
            let (event, span) = self.next()?;
            let at = || place(span.start.line(), span.start.col());
            let key = match event {
                Event::MappingEnd => {
                    for (key, value) in merged {
                        members.entry(key).or_insert(value);
                    }
                    return Ok(Json::Object(members));
                }
                Event::Scalar(key, ..) => key.into_owned(),
                _ => {
                    let found = "a key that is no text";
                    return Err(SchemaFault::new(at(), found, "a name and a colon"));
                }
            };
            if members.contains_key(&key) {
                let found = format!("`{key}` a second time");
                return Err(SchemaFault::new(at(), found, "each key once"));
            }
            let (event, span) = self.next()?;
            match self.value(event, span, depth + 1)? {
                // `<<: *fields` adds the members that do not stand here themselves.
                Json::Object(more) if key == "<<" => merged.extend(more),
                value => drop(members.insert(key, value)),
            }
        }
    }
}

/// How many levels a value has.
fn height(value: &Json) -> usize {
    let inner = match value {
        Json::Array(items) => items.iter().map(height).max(),
        Json::Object(members) => members.values().map(height).max(),
        _ => return 0,
    };
    1 + inner.unwrap_or(0)
}

/// A plain word may be a number or a truth value; a number keeps the digits that it is written with.
fn scalar(text: &str, style: ScalarStyle) -> Json {
    if style == ScalarStyle::Plain {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Json::Null,
            "true" | "True" | "TRUE" => return Json::Bool(true),
            "false" | "False" | "FALSE" => return Json::Bool(false),
            _ => {}
        }
        if let Ok(number) = text.parse::<serde_json::Number>() {
            return Json::Number(number);
        }
    }
    Json::String(text.to_owned())
}

fn place(line: usize, column_from_zero: usize) -> String {
    format!("line {}, column {}", line.max(1), column_from_zero + 1)
}
