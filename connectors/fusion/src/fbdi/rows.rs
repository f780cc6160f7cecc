//! From records to the lines of import files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use landbridge_contract::{Fields, FileForm, Misfit, Value};

use super::columns::{self, Column, Columns};
use super::plan::Plan;
use super::templates::{File, Source, Template};
use super::value::{self, Unfit};

/// Signs that part an account or a category into its segments.
const PARTINGS: [char; 2] = ['-', '.'];

/// The values of the parameters, by name.
pub(super) type Parameters = BTreeMap<String, String>;

/// What the files of an import can hold.
#[derive(Debug)]
pub(super) struct Form {
    known: Known<'static>,
    parameters: Parameters,
    /// Whether target ids of other records are not known yet.
    early: bool,
}

impl Form {
    /// The form of records that are sent now.
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            known: Known::of(plan.template),
            parameters: plan.parameters.clone(),
            early: false,
        }
    }

    /// The form of records that are sent later.
    pub(super) fn early(plan: &Plan) -> Self {
        Self {
            early: true,
            ..Self::of(plan)
        }
    }
}

impl FileForm for Form {
    fn misfits(&self, payload: &Fields) -> Vec<Misfit> {
        let mut found = Vec::new();
        self.known.unknown(payload, "", &mut Vec::new(), &mut found);
        let mut numbers = Numbers::default();
        let mut line = Vec::new();
        for file in self
            .known
            .template
            .loads
            .iter()
            .flat_map(|load| &load.files)
        {
            let mut lines = Lines {
                file,
                parameters: &self.parameters,
                numbers: &mut numbers,
                take: &mut |_: &[u8]| {},
                line: &mut line,
                early: self.early,
                misfits: Vec::new(),
            };
            for misfit in lines.write(payload, 1) {
                // One attribute may stand in several columns.
                let same = |one: &Misfit| one.path == misfit.path && one.items == misfit.items;
                if !found.iter().any(same) {
                    found.push(misfit);
                }
            }
        }
        found
    }
}

/// Whether a path names a column of a file, and no attribute.
pub(super) fn is_column(template: &Template, path: &str) -> bool {
    let known = Known::of(template);
    let (within, name) = path.rsplit_once('.').unwrap_or(("", path));
    !known.attributes.contains(path) && known.is_column(within, name)
}

/// The attributes that a template has places for, by their paths, and the nested records.
#[derive(Debug)]
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

    /// Adds what no file has a column for. `items` are the places of the nested records around the fields.
    fn unknown(
        &self,
        fields: &Fields,
        within: &str,
        items: &mut Vec<usize>,
        found: &mut Vec<Misfit>,
    ) {
        for (name, value) in fields {
            let path = below(within, name);
            match value {
                Value::Null => {}
                Value::List(all) if self.nested.contains(&*path) => {
                    for (at, item) in all.iter().enumerate() {
                        items.push(at);
                        match item {
                            Value::Record(fields) => self.unknown(fields, &path, items, found),
                            other => {
                                let unfit =
                                    Unfit::new(format!("a {}", other.kind()), "a nested record");
                                found.push(misfit(&path, items, unfit));
                            }
                        }
                        items.pop();
                    }
                }
                _ if self.attributes.contains(&*path) || self.is_column(within, name) => {}
                _ => {
                    let whose = format!("the files of the import `{}`", self.template.name);
                    found.push(misfit(&path, items, no_column(&whose)));
                }
            }
        }
    }

    fn is_column(&self, of: &str, name: &str) -> bool {
        let mut files = self.template.loads.iter().flat_map(|load| &load.files);
        files.any(|file| {
            let place = columns::of(file.name).and_then(|all| all.place(name));
            file.of == of && place.is_some_and(|at| is_written(file, at))
        })
    }
}

fn below<'n>(within: &str, name: &'n str) -> Cow<'n, str> {
    if within.is_empty() {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("{within}.{name}"))
    }
}

/// Whether lines of a file go as far as this column: those that end at a width have `END` in place of what is behind.
fn is_written(file: &File, at: usize) -> bool {
    file.ends_after.is_none_or(|width| at < width)
}

fn no_column(whose: &str) -> Unfit {
    let expected = format!(
        "an attribute that {whose} have a column for: map it to another, name a column, or leave it out"
    );
    Unfit::new("an attribute without a column", expected)
}

fn misfit(path: &str, items: &[usize], unfit: Unfit) -> Misfit {
    Misfit {
        path: path.to_owned(),
        items: items.to_vec(),
        found: unfit.found,
        expected: unfit.expected,
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
    /// Whether target ids of other records are not known yet: they fit.
    pub(super) early: bool,
    /// What does not fit of the record that is written.
    pub(super) misfits: Vec<Misfit>,
}

/// A record or one of its nested ones, with its path, its number, and its place in the list that it stands in.
struct Place<'p> {
    path: String,
    fields: &'p Fields,
    number: u64,
    item: usize,
}

impl Lines<'_> {
    /// Writes the lines of a record, which has this number in its load. What does not fit has no line, and is told.
    pub(super) fn write(&mut self, payload: &Fields, number: u64) -> Vec<Misfit> {
        let mut places = vec![Place {
            path: String::new(),
            fields: payload,
            number,
            item: 0,
        }];
        self.descend(self.file.of, &mut places);
        std::mem::take(&mut self.misfits)
    }

    fn descend<'p>(&mut self, rest: &str, places: &mut Vec<Place<'p>>) {
        if rest.is_empty() {
            self.one(places);
            return;
        }
        let (name, rest) = rest.split_once('.').unwrap_or((rest, ""));
        let Some(within) = places.last() else {
            return;
        };
        let path = below(&within.path, name).into_owned();
        let found = within.fields.iter().find(|(known, _)| &**known == name);
        let Some((_, Value::List(items))) = found else {
            return;
        };
        let items: &'p Vec<Value> = items;
        for (item, value) in items.iter().enumerate() {
            let Value::Record(fields) = value else {
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
                item,
            });
            self.descend(rest, places);
            places.pop();
        }
    }

    fn one(&mut self, places: &[Place<'_>]) {
        let Some(all) = columns::of(self.file.name) else {
            return;
        };
        let before = self.misfits.len();
        let mut cells: Vec<Cow<'_, str>> = vec![Cow::Borrowed(""); all.all.len()];
        for (at, source) in &self.file.sources {
            match self.value(all, *at, source, places) {
                Ok(text) => {
                    if let Some(cell) = cells.get_mut(*at) {
                        *cell = text;
                    }
                }
                Err((path, unfit)) => self.does_not_fit(path, places, unfit),
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
                let text = if !is_written(self.file, at) && *value != Value::Null {
                    let whose = format!("the lines of {}, which end before,", self.file.name);
                    Err(no_column(&whose))
                } else {
                    self.cell(value, column)
                };
                match text {
                    Ok(text) => {
                        if let Some(cell) = cells.get_mut(at) {
                            *cell = text;
                        }
                    }
                    Err(unfit) => self.does_not_fit(&below(&own.path, name), places, unfit),
                }
            }
        }
        if self.misfits.len() == before {
            self.put(&cells);
        }
    }

    /// Keeps what does not fit of an attribute: of the record, or of the nested one that its path leads to.
    fn does_not_fit(&mut self, path: &str, places: &[Place<'_>], unfit: Unfit) {
        let depth = path.matches('.').count();
        let items = places.iter().skip(1).take(depth);
        let items: Vec<usize> = items.map(|place| place.item).collect();
        self.misfits.push(misfit(path, &items, unfit));
    }

    /// A value as it stands in a column, or why it cannot, with the column.
    fn cell<'v>(&self, value: &'v Value, column: &Column) -> Result<Cow<'v, str>, Unfit> {
        if self.early && matches!(value, Value::Reference(_)) {
            return Ok(Cow::Borrowed(""));
        }
        value::text(value, column.kind).map_err(|unfit| self.of_column(unfit, column))
    }

    fn of_column(&self, unfit: Unfit, column: &Column) -> Unfit {
        let expected = format!(
            "{} (`{}` of {})",
            unfit.expected, column.name, self.file.name
        );
        Unfit { expected, ..unfit }
    }

    fn value<'v>(
        &self,
        all: &Columns,
        at: usize,
        source: &Source,
        places: &[Place<'v>],
    ) -> Result<Cow<'v, str>, (&'static str, Unfit)> {
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
                let cell = self.cell(value, column);
                cell.map_err(|unfit| (*path, unfit))?
            }
            Source::Part(path, part) => match attribute(path, places) {
                None | Some(Value::Null) => Cow::Borrowed(""),
                Some(value) => {
                    let Some(column) = all.all.get(at) else {
                        return Ok(Cow::Borrowed(""));
                    };
                    let part = self.part(path, *part, value, column);
                    part.map_err(|unfit| (*path, unfit))?
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
    ) -> Result<Cow<'static, str>, Unfit> {
        match value {
            Value::Reference(_) if self.early => return Ok(Cow::Borrowed("")),
            Value::List(_) | Value::Record(_) | Value::Reference(_) => {
                let unfit = Unfit::new(format!("a {}", value.kind()), "one value");
                return Err(self.of_column(unfit, column));
            }
            _ => {}
        }
        let whole = value.to_string();
        if whole.contains(char::is_control) {
            let unfit = Unfit::new(
                "a line break or another control character",
                "segments without",
            );
            return Err(self.of_column(unfit, column));
        }
        let parting = PARTINGS.into_iter().find(|sign| whole.contains(*sign));
        let parts: Vec<&str> = whole.split(|sign| Some(sign) == parting).collect();
        let sources = self.file.sources.iter();
        let columns = sources
            .filter(|(_, source)| matches!(source, Source::Part(same, _) if *same == path))
            .count();
        if parts.len() > columns {
            let file = self.file.name;
            return Err(Unfit::new(
                format!("{} segments", parts.len()),
                format!("at most {columns} segments, for which {file} has columns"),
            ));
        }
        let text = Value::text(parts.get(part).copied().unwrap_or_default());
        let shaped = value::text(&text, column.kind);
        let shaped = shaped.map_err(|unfit| self.of_column(unfit, column))?;
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
