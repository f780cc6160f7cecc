//! Puts rows of a flat source into records with nested ones.

use std::collections::HashMap;
use std::sync::Arc;

use landbridge_contract::{Layout, Name, Notice, Piece, Projection, Record, Text};

use crate::mapping::model::GroupSpec;
use crate::mapping::plan::join_key;

/// How the rows of one record become that record: from the record itself down to the rows.
#[derive(Debug)]
pub struct Levels {
    levels: Vec<Level>,
}

/// What one level of records is made of.
#[derive(Debug)]
struct Level {
    /// The place of each of its fields in a row.
    slots: Vec<usize>,
    /// The places of what its records are grouped by; none for the rows themselves.
    by: Vec<usize>,
    /// Whether somebody asks for the level below.
    below: bool,
}

impl Levels {
    /// The levels for what is wanted of the records, and what must be read of a row for them. The error
    /// names nested records that a group of rows does not have, and those that it has.
    pub fn of(spec: &GroupSpec, wanted: &Projection) -> Result<(Self, Projection), (Name, Name)> {
        let mut row = Projection {
            shown: wanted.shown,
            ..Projection::default()
        };
        let mut levels = Vec::new();
        let mut wanted = Some(wanted);
        let mut spec = Some(spec);
        while let Some(group) = spec {
            let (fields, children) = wanted.map_or((&[][..], &[][..]), |own| {
                (own.fields.as_slice(), own.children.as_slice())
            });
            let into = &group.into.name;
            if let Some(stray) = children.iter().find(|child| child.path != *into) {
                return Err((Name::clone(&stray.path), Name::clone(into)));
            }
            wanted = children.first().map(|child| &child.projection);
            let by: Vec<Name> = group.by.iter().map(|by| Name::clone(&by.name)).collect();
            levels.push(Level {
                slots: places(fields, &mut row),
                by: places(&by, &mut row),
                below: wanted.is_some(),
            });
            spec = group.inner.as_deref();
        }
        let rows = wanted.cloned().unwrap_or_default();
        levels.push(Level {
            slots: places(&rows.fields, &mut row),
            by: Vec::new(),
            below: false,
        });
        row.children = rows.children;
        Ok((Self { levels }, row))
    }

    /// The places in a row of what records are grouped by.
    pub fn by(&self) -> &[usize] {
        self.levels.first().map_or(&[], |level| &level.by)
    }

    /// What tells the rows of one record from those of another; none for a row that belongs to no other.
    pub fn key(&self, row: &Record) -> Option<Text> {
        join_key(row, self.by())
    }

    /// The record that rows make up.
    pub fn record(&self, rows: Vec<Record>) -> Record {
        record(&self.levels, rows)
    }

    /// The layout of such records, where that of the rows is this one.
    pub fn layout(&self, rows: &Layout) -> Layout {
        layout(&self.levels, rows)
    }
}

/// The places of fields in a row; those that are not there yet are put behind the others.
pub(in crate::mapping) fn places(fields: &[Name], row: &mut Projection) -> Vec<usize> {
    let mut place = |field: &Name| {
        let known = row.fields.iter().position(|own| own == field);
        known.unwrap_or_else(|| {
            row.fields.push(Name::clone(field));
            row.fields.len() - 1
        })
    };
    fields.iter().map(&mut place).collect()
}

fn record(levels: &[Level], mut rows: Vec<Record>) -> Record {
    let Some(((level, below), first)) = levels.split_first().zip(rows.first_mut()) else {
        return Record::default();
    };
    let mut made = Record {
        ordinal: first.ordinal,
        place: first.place,
        slots: level
            .slots
            .iter()
            .map(|slot| first.slots.get(*slot).cloned().unwrap_or_default())
            .collect(),
        children: Vec::new(),
        notices: notices(level, &first.notices, below.is_empty()),
    };
    if below.is_empty() {
        made.children = std::mem::take(&mut first.children);
    } else if level.below {
        made.children = vec![nested(below, rows)];
    }
    made
}

/// The records one level further down. There rows may stand apart: the group is in memory.
fn nested(levels: &[Level], rows: Vec<Record>) -> Vec<Record> {
    let by = levels.first().map_or(&[][..], |level| &level.by);
    if by.is_empty() {
        return rows
            .into_iter()
            .map(|row| record(levels, vec![row]))
            .collect();
    }
    let mut groups: Vec<Vec<Record>> = Vec::new();
    let mut known: HashMap<Text, usize> = HashMap::new();
    for row in rows {
        let place = join_key(&row, by).map(|key| *known.entry(key).or_insert(groups.len()));
        match place.and_then(|place| groups.get_mut(place)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
        .into_iter()
        .map(|rows| record(levels, rows))
        .collect()
}

/// What was noticed of the values that a level reads; what concerns a whole row stays with the row.
fn notices(level: &Level, of_row: &[Notice], is_row: bool) -> Vec<Notice> {
    let moved = |notice: &Notice| {
        let Some(slot) = notice.slot else {
            return is_row.then(|| notice.clone());
        };
        let mut own = level.slots.iter();
        let place = own.position(|own| u32::try_from(*own) == Ok(slot))?;
        Some(Notice {
            slot: Some(u32::try_from(place).ok()?),
            ..notice.clone()
        })
    };
    of_row.iter().filter_map(moved).collect()
}

fn layout(levels: &[Level], rows: &Layout) -> Layout {
    let Some((level, below)) = levels.split_first() else {
        return rows.clone();
    };
    let name = |slot: &usize| rows.names.get(*slot).cloned();
    let column = |slot: &usize| rows.columns.get(*slot).copied();
    Layout {
        file: Arc::clone(&rows.file),
        kind: rows.kind.clone(),
        names: level.slots.iter().filter_map(name).collect(),
        columns: level.slots.iter().filter_map(column).collect(),
        children: if below.is_empty() {
            rows.children.clone()
        } else if level.below {
            vec![layout(below, rows)]
        } else {
            Vec::new()
        },
        pieces: rows
            .pieces
            .iter()
            .map(|piece| moved(piece, level))
            .collect(),
    }
}

/// Where a piece of a row stands, with the slots of a level in place of those of the row.
fn moved(piece: &Piece, level: &Level) -> Piece {
    let of_row = |slot: &usize| {
        let mut slots = piece.slots.iter();
        slots.find(|(own, _)| usize::try_from(*own) == Ok(*slot))
    };
    let slots = (0..).zip(&level.slots).filter_map(|(slot, row)| {
        let (_, cell) = of_row(row)?;
        Some((slot, cell.clone()))
    });
    Piece {
        cell: piece.cell.clone(),
        slots: slots.collect(),
    }
}
