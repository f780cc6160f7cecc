//! The `.dat` file of a batch, and which record each line is of.

use std::collections::{HashMap, HashSet};

use landbridge_contract::{
    BusinessKey, Fields, FileForm, Misfit, Name, ObjectSpec, Outgoing, TargetMessage, Value, Write,
};

use super::keys;
use super::layout::{Column, ID_COLUMN, Layout, OWNER_COLUMN, Section};
use super::lines::{self, Unwritable};
use super::objects::{Fill, Usual};

/// A file on its way.
#[derive(Debug)]
pub(super) struct DatFile {
    /// Its text.
    pub(super) text: String,
    /// The record of each line, from line 1; none for lines that are of no record.
    pub(super) owners: Vec<Option<usize>>,
    /// Records by component and source key of their lines.
    by_source_key: HashMap<String, usize>,
    /// The source key of each record itself; empty where it has none.
    pub(super) source_keys: Vec<String>,
    /// Records that cannot be written, and why.
    pub(super) refused: Vec<(usize, TargetMessage)>,
}

impl DatFile {
    /// Writes the records. One that cannot be written leaves no line behind.
    pub(super) fn of(layout: &Layout, batch: &[Outgoing]) -> Self {
        let mut file = Self {
            text: String::new(),
            owners: Vec::new(),
            by_source_key: HashMap::new(),
            source_keys: vec![String::new(); batch.len()],
            refused: Vec::new(),
        };
        let written: Vec<Option<Vec<Vec<String>>>> = batch
            .iter()
            .enumerate()
            .map(
                |(index, record)| match file.lines_of(layout, record, index) {
                    Ok(lines) => Some(lines),
                    Err(why) => {
                        file.refused.push((index, why));
                        None
                    }
                },
            )
            .collect();
        for (name, value) in &layout.sets {
            file.line(&format!("SET {name} {value}"), None);
        }
        let sections = layout.sections.iter().enumerate();
        for (place, section) in sections.filter(|(_, section)| section.sent) {
            file.metadata(section);
            for (index, lines) in written.iter().enumerate() {
                let lines = lines.as_ref().and_then(|lines| lines.get(place));
                for line in lines.into_iter().flatten() {
                    file.line(line, Some(index));
                }
            }
        }
        file
    }

    /// What tells this file from others: which line is of which record. The values of a line do not matter.
    pub(super) fn mark(&self, batch: &[Outgoing]) -> String {
        // FNV-1a (Fowler, Noll and Vo), 64 bits: the same on every machine and in every version.
        let mut mark: u64 = 0xCBF2_9CE4_8422_2325;
        let mut take = |bytes: &[u8]| {
            for byte in bytes {
                mark = (mark ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
            }
        };
        for record in batch {
            take(&record.record.to_le_bytes());
        }
        for owner in &self.owners {
            take(&owner.map_or(u64::MAX, |owner| owner as u64).to_le_bytes());
        }
        format!("{mark:016x}")
    }

    /// The record that a message is about: of a line, counted from 1, else of a source key that only one record has.
    pub(super) fn owner(&self, line: Option<usize>, source_key: &str) -> Option<usize> {
        let by_line = line.and_then(|line| *self.owners.get(line.checked_sub(1)?)?);
        if by_line.is_some() || source_key.is_empty() {
            return by_line;
        }
        let ending = format!("|{source_key}");
        let mut owners = self.by_source_key.iter();
        let (_, owner) = owners.find(|(key, _)| key.ends_with(&ending))?;
        Some(*owner)
    }

    /// Whether a line is one of no record, as those that name the columns.
    pub(super) fn is_of_all(&self, line: Option<usize>) -> bool {
        let owner = line.and_then(|line| self.owners.get(line.checked_sub(1)?));
        owner == Some(&None)
    }

    fn line(&mut self, line: &str, owner: Option<usize>) {
        self.text.push_str(line);
        self.text.push('\n');
        self.owners.push(owner);
    }

    fn metadata(&mut self, section: &Section) {
        let mut line = format!("METADATA|{}", section.name);
        for column in &section.columns {
            line.push('|');
            line.push_str(column.name());
        }
        self.line(&line, None);
    }

    /// The lines of a record, by section.
    fn lines_of(
        &mut self,
        layout: &Layout,
        record: &Outgoing,
        index: usize,
    ) -> Result<Vec<Vec<String>>, TargetMessage> {
        let writer = Writer {
            layout,
            key: key_text(&record.key),
            key_names: names(&record.key),
            clears: record.write != Write::Create,
            early: false,
        };
        let (written, misfits) = writer.lines(&record.payload);
        if let Some(misfit) = misfits.first() {
            return Err(misfit.message());
        }
        let mut sections = Vec::with_capacity(layout.sections.len());
        let mut own: Vec<String> = Vec::new();
        for (section, lines) in layout.sections.iter().zip(written) {
            for line in &lines {
                let Some(id) = &line.id else {
                    continue;
                };
                let key = section_key(section, id);
                if self
                    .by_source_key
                    .get(&key)
                    .is_some_and(|other| *other != index)
                {
                    return Err(doubled(section, Vec::new()).message());
                }
                if section.path.is_empty()
                    && let Some(place) = self.source_keys.get_mut(index)
                {
                    place.clone_from(id);
                }
                own.push(key);
            }
            sections.push(lines.into_iter().map(|line| line.text).collect());
        }
        self.by_source_key
            .extend(own.into_iter().map(|key| (key, index)));
        Ok(sections)
    }
}

/// Source keys are of one component: those of another may read the same.
fn section_key(section: &Section, id: &str) -> String {
    format!("{}|{id}", section.name)
}

fn doubled(section: &Section, items: Vec<usize>) -> Misfit {
    let keys: Vec<&str> = section
        .natural
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let keys = if keys.is_empty() {
        String::new()
    } else {
        format!("{} or ", keys.join(", "))
    };
    Misfit {
        path: section.path.join("."),
        items,
        found: format!("two {} lines with the same source key", section.name),
        expected: format!(
            "a different {keys}{ID_COLUMN} in each {} line",
            section.name
        ),
    }
}

/// The text of a record's business key in a source key. Parts are told apart whatever they hold.
pub(super) fn key_text(key: &BusinessKey) -> String {
    match key.parts.as_slice() {
        [(_, only)] => only.to_string(),
        parts => {
            let parts = parts.iter().map(|(_, value)| {
                let text = value.to_string();
                text.replace('%', "%25").replace(':', "%3A")
            });
            parts.collect::<Vec<_>>().join(":")
        }
    }
}

fn names(key: &BusinessKey) -> Vec<Name> {
    key.parts
        .iter()
        .map(|(name, _)| Name::clone(name))
        .collect()
}

/// A record of a section with those around it, the outermost first.
pub(super) type Chain<'a> = Vec<&'a Fields>;

/// The records at a path, each with the places in their lists that lead to it.
fn chains<'a>(payload: &'a Fields, path: &[String]) -> Vec<(Chain<'a>, Vec<usize>)> {
    let mut chains: Vec<(Chain<'a>, Vec<usize>)> = vec![(vec![payload], Vec::new())];
    for name in path {
        let mut deeper = Vec::new();
        for (chain, items) in chains {
            let nested = chain.last().and_then(|fields| field(fields, name));
            for (item, fields) in nested.into_iter().flat_map(records).enumerate() {
                let (mut chain, mut items) = (chain.clone(), items.clone());
                chain.push(fields);
                items.push(item);
                deeper.push((chain, items));
            }
        }
        chains = deeper;
    }
    chains
}

fn records(value: &Value) -> Vec<&Fields> {
    match value {
        Value::Record(fields) => vec![fields],
        Value::List(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::Record(fields) => Some(fields),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    let found = fields.iter().find(|(known, _)| **known == *name);
    found.map(|(_, value)| value)
}

/// Writes the lines of one record.
pub(super) struct Writer<'a> {
    layout: &'a Layout,
    key: String,
    /// The attributes that make it.
    pub(super) key_names: Vec<Name>,
    clears: bool,
    /// Whether target ids of other records are not known yet: they can be written.
    early: bool,
}

/// A line, with its source key where it carries one.
struct Line {
    text: String,
    id: Option<String>,
}

impl Writer<'_> {
    /// The lines of a record by section, and what cannot be written.
    fn lines(&self, payload: &Fields) -> (Vec<Vec<Line>>, Vec<Misfit>) {
        let mut misfits = Vec::new();
        let mut taken: HashSet<(usize, String, String)> = HashSet::new();
        let sections = self.layout.sections.iter().enumerate();
        let written = sections.map(|(place, section)| {
            let mut lines = Vec::new();
            for (chain, items) in chains(payload, &section.path) {
                let id = self.source_key(section, &chain);
                misfits.extend(keys::missing(self, section, (&chain, &items)));
                let text = self.line(section, (&chain, &items), &id, &mut misfits);
                let mut line = Line { text, id: None };
                if section.columns.contains(&Column::Id) {
                    let from = if section.is_dated() {
                        self.text_of(section, &chain, "EffectiveStartDate")
                    } else {
                        String::new()
                    };
                    if !taken.insert((place, id.clone(), from)) {
                        misfits.push(doubled(section, items));
                    }
                    line.id = Some(id);
                }
                lines.push(line);
            }
            lines
        });
        (written.collect(), misfits)
    }

    fn line(
        &self,
        section: &Section,
        (chain, items): (&Chain<'_>, &[usize]),
        id: &str,
        misfits: &mut Vec<Misfit>,
    ) -> String {
        let mut line = format!("MERGE|{}", section.name);
        for column in &section.columns {
            match column {
                Column::Owner => match Self::own(section, chain, OWNER_COLUMN) {
                    Some(owner) => lines::push_plain(&mut line, &owner.to_string()),
                    None => lines::push_plain(&mut line, &self.layout.owner),
                },
                Column::Id => lines::push_plain(&mut line, id),
                Column::Parent {
                    section: parent, ..
                } => {
                    let parent = self.layout.sections.get(*parent);
                    let id = parent.map(|parent| self.source_key(parent, chain));
                    lines::push_plain(&mut line, &id.unwrap_or_default());
                }
                Column::Attribute { name, fill } => {
                    let value = self.value(section, chain, name, *fill);
                    if self.early && matches!(value, Value::Reference(_)) {
                        continue;
                    }
                    let written = lines::push(&mut line, name, &value, self.clears);
                    misfits.extend(
                        written
                            .err()
                            .map(|why| unwritable(section, name, items, &why)),
                    );
                }
            }
        }
        line
    }

    /// The source key of the record at the section's depth of a chain.
    fn source_key(&self, section: &Section, chain: &Chain<'_>) -> String {
        if let Some(stated) = Self::own(section, chain, ID_COLUMN) {
            return stated.to_string();
        }
        let mut id = self.key.clone();
        if !section.suffix.is_empty() {
            id.push('_');
            id.push_str(&section.suffix);
        }
        let node = chain.get(section.path.len());
        for (name, usual) in &section.natural {
            let value = node.and_then(|node| field(node, name));
            let Some(value) = value.filter(|value| !value.is_blank()) else {
                continue;
            };
            let text = value.to_string();
            let goes_without_saying = match usual {
                Usual::Never => false,
                Usual::Text(usual) => text == *usual,
                Usual::Key => text == self.key,
                Usual::Top(name) => {
                    let top = chain.first().and_then(|top| field(top, name));
                    top.is_some_and(|top| top.to_string() == text)
                }
            };
            if !goes_without_saying {
                id.push('_');
                id.push_str(&text);
            }
        }
        id
    }

    /// What the mapping states of an attribute of a section's record.
    pub(super) fn own<'c>(section: &Section, chain: &Chain<'c>, name: &str) -> Option<&'c Value> {
        let node = *chain.get(section.path.len())?;
        let value = if section.derived {
            let stated = field(node, &section.name).map(records);
            stated?.first().and_then(|fields| field(fields, name))
        } else {
            field(node, name)
        };
        value.filter(|value| !matches!(value, Value::Text(text) if text.is_empty()))
    }

    pub(super) fn value(
        &self,
        section: &Section,
        chain: &Chain<'_>,
        name: &str,
        fill: Option<Fill>,
    ) -> Value {
        if let Some(stated) = Self::own(section, chain, name) {
            return stated.clone();
        }
        let nearest = |names: &[&str]| {
            let around = chain.iter().rev();
            let mut values =
                around.flat_map(|node| names.iter().filter_map(|name| field(node, name)));
            values.find(|value| !value.is_blank())
        };
        match fill {
            None => Value::Text("".into()),
            Some(Fill::Text(text)) => Value::text(text),
            Some(Fill::Nearest(names)) => {
                match (nearest(names), self.filled_in_twin(section, name)) {
                    (Some(found), _) => found.clone(),
                    (None, Some(text)) => Value::text(text),
                    (None, None) => Value::Text("".into()),
                }
            }
            Some(Fill::Prefixed(prefix, name)) => match nearest(&[name]) {
                Some(value) => Value::text(format!("{prefix}{value}")),
                None => Value::text(""),
            },
        }
    }

    /// What the component that a derived one is made from gets by itself.
    fn filled_in_twin(&self, section: &Section, name: &str) -> Option<&'static str> {
        let mut twins = self.layout.sections.iter();
        let twin = twins.find(|one| !one.derived && one.path == section.path)?;
        let mut columns = twin.columns.iter();
        columns.find_map(|column| match column {
            Column::Attribute {
                name: known,
                fill: Some(Fill::Text(text)),
            } if section.derived && known == name => Some(*text),
            _ => None,
        })
    }

    fn text_of(&self, section: &Section, chain: &Chain<'_>, name: &str) -> String {
        let mut columns = section.columns.iter();
        let fill = columns.find_map(|column| match column {
            Column::Attribute { name: known, fill } if known == name => Some(*fill),
            _ => None,
        });
        self.value(section, chain, name, fill.flatten()).to_string()
    }
}

fn unwritable(section: &Section, name: &str, items: &[usize], why: &Unwritable) -> Misfit {
    let mut path = section.path.clone();
    path.push(name.to_owned());
    Misfit {
        path: path.join("."),
        items: items.to_vec(),
        found: why.found.to_owned(),
        expected: why.expected.to_owned(),
    }
}

/// What the file of an object can hold, of records whose references have no target ids yet.
#[derive(Debug)]
pub(super) struct Form {
    layout: Layout,
    key_attributes: Vec<Name>,
}

impl Form {
    /// The form of an object as a mapping fills it.
    pub(super) fn of(spec: &ObjectSpec, object: &str) -> Self {
        Self {
            layout: Layout::of(object, spec, &[]),
            key_attributes: spec.key_attributes.clone(),
        }
    }
}

impl FileForm for Form {
    fn misfits(&self, payload: &Fields) -> Vec<Misfit> {
        let parts = self.key_attributes.iter().map(|name| {
            let value = field(payload, name).cloned().unwrap_or_default();
            (Name::clone(name), value)
        });
        let key = BusinessKey {
            parts: parts.collect(),
        };
        let writer = Writer {
            layout: &self.layout,
            key: key_text(&key),
            key_names: names(&key),
            clears: true,
            early: true,
        };
        writer.lines(payload).1
    }
}
