//! From records to the lines of import files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use landbridge_contract::{Fields, TargetMessage, Value};

use super::columns::{self, Column, Columns};
use super::templates::{File, Source, Template};
use super::value;

/// Signs that part an account or a category into its segments.
const PARTINGS: [char; 2] = ['-', '.'];

/// The values of the parameters, by name.
pub(super) type Parameters = BTreeMap<String, String>;

/// What a record holds that no file of the template has a place for, or that does not fit its column.
pub(super) fn refusal(
    template: &Template,
    payload: &Fields,
    parameters: &Parameters,
) -> Option<TargetMessage> {
    let known = Known::of(template);
    known.unknown(payload, "").or_else(|| {
        let mut numbers = Numbers::default();
        let mut line = Vec::new();
        let files = template.loads.iter().flat_map(|load| &load.files);
        files.into_iter().find_map(|file| {
            let mut lines = Lines {
                file,
                parameters,
                numbers: &mut numbers,
                take: &mut |_: &[u8]| {},
                line: &mut line,
            };
            lines.write(payload, 1).err()
        })
    })
}

/// Whether a path names a column of a file, and no attribute.
pub(super) fn is_column(template: &Template, path: &str) -> bool {
    let known = Known::of(template);
    let (within, name) = path.rsplit_once('.').unwrap_or(("", path));
    !known.attributes.contains(path) && known.is_column(within, name)
}

/// The attributes that a template has places for, by their paths, and the nested records.
struct Known<'t> {
    attributes: BTreeSet<&'t str>,
    nested: BTreeSet<&'t str>,
    template: &'t Template,
}

impl<'t> Known<'t> {
    fn of(template: &'t Template) -> Self {
        let files = || template.loads.iter().flat_map(|load| &load.files);
        let sources = files().flat_map(|file| &file.sources);
        let attributes = sources.filter_map(|(_, source)| match source {
            Source::Attribute(path) | Source::Part(path, _) => Some(*path),
            Source::Text(_) | Source::Parameter(_) | Source::Number(_) => None,
        });
        let attributes: BTreeSet<&str> = attributes.collect();
        let mut nested = BTreeSet::new();
        for path in attributes
            .iter()
            .copied()
            .chain(files().map(|file| file.of))
        {
            for (at, _) in path.match_indices('.') {
                nested.extend(path.get(..at));
            }
        }
        nested.extend(files().map(|file| file.of));
        Self {
            attributes,
            nested,
            template,
        }
    }

    fn unknown(&self, fields: &Fields, within: &str) -> Option<TargetMessage> {
        fields.iter().find_map(|(name, value)| {
            let path = below(within, name);
            match value {
                Value::Null => None,
                Value::List(items) if self.nested.contains(path.as_str()) => {
                    items.iter().find_map(|item| match item {
                        Value::Record(fields) => self.unknown(fields, &path),
                        _ => Some(message(&path, "a nested record was expected")),
                    })
                }
                _ if self.attributes.contains(path.as_str()) => None,
                _ if self.is_column(within, name) => None,
                _ => {
                    let whose = format!("no file of the import `{}` has", self.template.name);
                    Some(no_column(&path, &whose))
                }
            }
        })
    }

    fn is_column(&self, of: &str, name: &str) -> bool {
        let mut files = self.template.loads.iter().flat_map(|load| &load.files);
        files.any(|file| {
            let place = columns::of(file.name).and_then(|all| all.place(name));
            file.of == of && place.is_some_and(|at| is_written(file, at))
        })
    }
}

fn below(within: &str, name: &str) -> String {
    if within.is_empty() {
        name.to_owned()
    } else {
        format!("{within}.{name}")
    }
}

/// Whether lines of a file go as far as this column: those that end at a width have `END` in place of what is behind.
fn is_written(file: &File, at: usize) -> bool {
    file.ends_after.is_none_or(|width| at < width)
}

fn no_column(path: &str, whose: &str) -> TargetMessage {
    let text = format!(
        "{whose} a column for it; map it to another attribute, name a column, or leave it out"
    );
    message(path, &text)
}

fn message(path: &str, text: &str) -> TargetMessage {
    TargetMessage {
        code: String::new(),
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// The numbers that the nested records of a load were given, by their path.
pub(super) type Numbers = HashMap<String, u64>;

/// Writes the lines of one file, record by record.
pub(super) struct Lines<'a> {
    pub(super) file: &'a File,
    pub(super) parameters: &'a Parameters,
    pub(super) numbers: &'a mut Numbers,
    /// Takes each line, with the break at its end.
    pub(super) take: &'a mut dyn FnMut(&[u8]),
    /// Is used again for every line.
    pub(super) line: &'a mut Vec<u8>,
}

/// A record or one of its nested ones, with its path and its number.
struct Place<'p> {
    path: String,
    fields: &'p Fields,
    number: u64,
}

impl Lines<'_> {
    /// Writes the lines of a record, which has this number in its load.
    pub(super) fn write(&mut self, payload: &Fields, number: u64) -> Result<(), TargetMessage> {
        let mut places = vec![Place {
            path: String::new(),
            fields: payload,
            number,
        }];
        self.descend(self.file.of, &mut places)
    }

    fn descend<'p>(
        &mut self,
        rest: &str,
        places: &mut Vec<Place<'p>>,
    ) -> Result<(), TargetMessage> {
        if rest.is_empty() {
            return self.one(places);
        }
        let (name, rest) = rest.split_once('.').unwrap_or((rest, ""));
        let Some(within) = places.last() else {
            return Ok(());
        };
        let path = below(&within.path, name);
        let found = within.fields.iter().find(|(known, _)| &**known == name);
        let Some((_, Value::List(items))) = found else {
            return Ok(());
        };
        let items: &'p Vec<Value> = items;
        for item in items {
            let Value::Record(fields) = item else {
                continue;
            };
            // Of one path, each file counts alike, as the nested records come in one order.
            let counted = self.numbers.entry(format!("{}\n{path}", self.file.name));
            let number = counted.or_insert(0);
            *number += 1;
            let number = *number;
            places.push(Place {
                path: path.clone(),
                fields,
                number,
            });
            let written = self.descend(rest, places);
            places.pop();
            written?;
        }
        Ok(())
    }

    fn one(&mut self, places: &[Place<'_>]) -> Result<(), TargetMessage> {
        let Some(all) = columns::of(self.file.name) else {
            return Ok(());
        };
        let mut cells: Vec<Cow<'_, str>> = vec![Cow::Borrowed(""); all.all.len()];
        for (at, source) in &self.file.sources {
            let text = self.value(all, *at, source, places)?;
            if let Some(cell) = cells.get_mut(*at) {
                *cell = text;
            }
        }
        // A mapping may name columns that no attribute stands for.
        if let Some(own) = places.last() {
            for (name, value) in own.fields {
                let Some((at, column)) =
                    all.place(name).and_then(|at| Some((at, all.all.get(at)?)))
                else {
                    continue;
                };
                if !is_written(self.file, at) && *value != Value::Null {
                    let whose = format!("the lines of {} end before", self.file.name);
                    return Err(no_column(&below(&own.path, name), &whose));
                }
                let text = value::text(value, column.kind)
                    .map_err(|why| message(&below(&own.path, name), &why))?;
                if let Some(cell) = cells.get_mut(at) {
                    *cell = text;
                }
            }
        }
        self.put(&cells);
        Ok(())
    }

    fn value<'v>(
        &self,
        all: &Columns,
        at: usize,
        source: &Source,
        places: &[Place<'v>],
    ) -> Result<Cow<'v, str>, TargetMessage> {
        Ok(match source {
            Source::Text(text) => Cow::Borrowed(*text),
            Source::Parameter(name) => {
                let stated = self.parameters.get(*name).cloned();
                Cow::Owned(stated.unwrap_or_default())
            }
            Source::Number(path) => {
                let place = places.iter().find(|place| place.path == *path);
                Cow::Owned(place.map_or(0, |place| place.number).to_string())
            }
            Source::Attribute(path) => {
                let (Some(value), Some(column)) = (attribute(path, places), all.all.get(at)) else {
                    return Ok(Cow::Borrowed(""));
                };
                value::text(value, column.kind).map_err(|why| {
                    message(
                        path,
                        &format!("{why} (`{}` of {})", column.name, self.file.name),
                    )
                })?
            }
            Source::Part(path, part) => match attribute(path, places) {
                None | Some(Value::Null) => Cow::Borrowed(""),
                Some(value) => {
                    let Some(column) = all.all.get(at) else {
                        return Ok(Cow::Borrowed(""));
                    };
                    self.part(path, *part, value, column)
                        .map_err(|why| message(path, &why))?
                }
            },
        })
    }

    /// A part of an attribute, shaped as any text: a line break in it would move all later lines of the file.
    fn part(
        &self,
        path: &str,
        part: usize,
        value: &Value,
        column: &Column,
    ) -> Result<Cow<'static, str>, String> {
        let unfit = |why: String| format!("{why} (`{}` of {})", column.name, self.file.name);
        if matches!(
            value,
            Value::List(_) | Value::Record(_) | Value::Reference(_)
        ) {
            let why = format!("a {} where the column takes one value", value.kind());
            return Err(unfit(why));
        }
        let whole = value.to_string();
        if whole.contains(char::is_control) {
            let why = "a line break or another control character where a segment was expected";
            return Err(unfit(why.to_owned()));
        }
        let parting = PARTINGS.into_iter().find(|sign| whole.contains(*sign));
        let parts: Vec<&str> = whole.split(|sign| Some(sign) == parting).collect();
        let sources = self.file.sources.iter();
        let columns = sources
            .filter(|(_, source)| matches!(source, Source::Part(same, _) if *same == path))
            .count();
        if parts.len() > columns {
            let found = parts.len();
            return Err(format!(
                "{found} segments where {} has columns for {columns}",
                self.file.name
            ));
        }
        let text = Value::text(parts.get(part).copied().unwrap_or_default());
        let shaped = value::text(&text, column.kind).map_err(unfit)?;
        Ok(Cow::Owned(shaped.into_owned()))
    }

    fn put(&mut self, cells: &[Cow<'_, str>]) {
        self.line.clear();
        let used = match self.file.ends_after {
            Some(width) => width,
            None => {
                cells.len()
                    - cells
                        .iter()
                        .rev()
                        .take_while(|cell| cell.is_empty())
                        .count()
            }
        };
        for (at, cell) in cells.iter().take(used).enumerate() {
            if at > 0 {
                self.line.push(b',');
            }
            value::field(self.line, cell, self.file.quoted);
        }
        if self.file.ends_after.is_some() {
            self.line.extend_from_slice(b",END");
        }
        self.line.push(b'\n');
        (self.take)(self.line);
    }
}

/// The value of an attribute: of the record, or of the nested one that a line is about.
fn attribute<'v>(path: &str, places: &[Place<'v>]) -> Option<&'v Value> {
    let (within, name) = path.rsplit_once('.').unwrap_or(("", path));
    let place = places.iter().find(|place| place.path == within)?;
    let found = place.fields.iter().find(|(known, _)| &**known == name);
    found.map(|(_, value)| value)
}
