//! Takes rows apart, slot by slot.

use landbridge_contract::{
    ChildProjection, Layout, NO_COLUMN, Name, Notice, NoticeKind, Piece, PieceCell, Projection,
    Record, Slot, Value,
};

use super::turn::{Cut, Turn};
use super::{ExplodeSpec, of_records};
use crate::mapping::group::places;
use crate::mapping::weight::of_slot;

/// Bytes that the nested records made of one row take at the most, about, of what the row has in common.
const NESTED_BYTES_MAX: usize = 64 << 20;

/// How the rows that a source yields become the records that a mapping wants.
#[derive(Debug)]
pub struct Pieces {
    own: Part,
    children: Vec<Child>,
}

/// One kind of record that is made of a row.
#[derive(Debug)]
struct Part {
    names: Vec<Name>,
    from: Vec<From>,
    /// What makes several of a row; none for the row itself.
    turn: Option<Turn>,
}

#[derive(Debug)]
enum Child {
    /// A nested part that the row has, by its index there.
    OfRow(usize),
    /// Pieces of the row.
    OfPieces(Part),
}

/// Where the value of a slot comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// A slot of the row.
    Row(usize),
    /// The column of the pieces with this index.
    Made(usize),
    Name,
    Number,
}

/// The pieces of one row.
#[derive(Debug)]
pub struct Cuts {
    own: Option<Vec<Cut>>,
    /// For each nested part that is made of pieces.
    children: Vec<Vec<Cut>>,
}

impl Cuts {
    /// How many records the row makes.
    pub fn records(&self) -> usize {
        self.own.as_ref().map_or(1, Vec::len)
    }
}

/// Why a row cannot be taken apart, without any of its values.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The slot of the row that is amiss.
    pub slot: usize,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl Pieces {
    /// What makes the records that are wanted, and what must be read of a row for them. The error names
    /// nested records that pieces do not have.
    pub fn of(specs: &[ExplodeSpec], wanted: &Projection) -> Result<(Self, Projection), Name> {
        let mut row = Projection {
            shown: wanted.shown,
            ..Projection::default()
        };
        let own = Part::of(of_records(specs), &wanted.fields, &mut row);
        let mut children = Vec::new();
        for child in &wanted.children {
            let into = |spec: &&ExplodeSpec| {
                let into = spec.into.as_ref();
                into.is_some_and(|into| into.name == child.path)
            };
            let Some(spec) = specs.iter().find(into) else {
                children.push(Child::OfRow(row.children.len()));
                row.children.push(ChildProjection::clone(child));
                continue;
            };
            if let Some(stray) = child.projection.children.first() {
                return Err(Name::clone(&stray.path));
            }
            let part = Part::of(Some(spec), &child.projection.fields, &mut row);
            children.push(Child::OfPieces(part));
        }
        Ok((Self { own, children }, row))
    }

    /// Finds the pieces of a row.
    pub fn cut(&self, row: &Record) -> Result<Cuts, Misfit> {
        let own = self.own.turn.as_ref();
        let own = own.map(|turn| turn.cut(row)).transpose()?;
        let mut children = Vec::new();
        for child in &self.children {
            if let Child::OfPieces(part) = child
                && let Some(turn) = &part.turn
            {
                let cuts = turn.cut(row)?;
                part.fits(row, cuts.len())?;
                children.push(cuts);
            }
        }
        Ok(Cuts { own, children })
    }

    /// One of the records of a row, counted from 0. Its ordinal is the row's.
    pub fn record(&self, row: &Record, cuts: &Cuts, index: usize) -> Record {
        let mut made = cuts.children.iter();
        let children = self.children.iter().map(|child| match child {
            Child::OfRow(child) => row.children.get(*child).cloned().unwrap_or_default(),
            Child::OfPieces(part) => {
                let cuts = made.next().into_iter().flatten();
                cuts.map(|cut| part.record(row, Some(cut), false)).collect()
            }
        });
        let cut = cuts.own.as_ref().and_then(|own| own.get(index));
        Record {
            children: children.collect(),
            ..self.own.record(row, cut, true)
        }
    }

    /// The layout of the records, where that of the rows is this one.
    pub fn layout(&self, rows: &Layout) -> Layout {
        let children = self.children.iter().filter_map(|child| match child {
            Child::OfRow(child) => rows.children.get(*child).cloned(),
            Child::OfPieces(part) => Some(part.layout(rows)),
        });
        Layout {
            children: children.collect(),
            ..self.own.layout(rows)
        }
    }
}

impl Part {
    fn of(spec: Option<&ExplodeSpec>, wanted: &[Name], row: &mut Projection) -> Self {
        let turn = spec.map(|spec| Turn::of(spec, row));
        let from = wanted.iter().map(|field| {
            let made = spec.and_then(|spec| {
                let mut made = spec.made.iter();
                let is =
                    |one: Option<&crate::mapping::Named>| one.is_some_and(|one| one.name == *field);
                match made.position(|made| made.name.name == *field) {
                    Some(index) => Some(From::Made(index)),
                    None if is(spec.name()) => Some(From::Name),
                    None if is(spec.number.as_ref()) => Some(From::Number),
                    None => None,
                }
            });
            made.unwrap_or_else(|| {
                let own = places(std::slice::from_ref(field), row);
                From::Row(own.first().copied().unwrap_or_default())
            })
        });
        Self {
            from: from.collect(),
            names: wanted.to_vec(),
            turn,
        }
    }

    /// So many nested records of a row fit into one record: each has its own copy of what the row has in common.
    fn fits(&self, row: &Record, pieces: usize) -> Result<(), Misfit> {
        let shared = self.from.iter().filter_map(|from| match from {
            From::Row(slot) => row.slots.get(*slot).map(|own| (of_slot(own), *slot)),
            From::Made(_) | From::Name | From::Number => None,
        });
        let bytes: usize = shared.clone().map(|(bytes, _)| bytes).sum();
        let Some((_, slot)) = shared.max() else {
            return Ok(());
        };
        if bytes.saturating_mul(pieces) <= NESTED_BYTES_MAX {
            return Ok(());
        }
        Err(Misfit {
            slot,
            found: format!("{pieces} nested records with {bytes} bytes of the row in each"),
            expected: format!(
                "at most {} MiB in one record: rules that read large values of the row outside of the nested records",
                NESTED_BYTES_MAX >> 20
            ),
        })
    }

    /// The slot of the row that a slot comes from.
    fn source(&self, from: From, cut: Option<&Cut>) -> Option<usize> {
        match from {
            From::Row(slot) => Some(slot),
            From::Made(index) => {
                let turn = self.turn.as_ref()?;
                turn.slots(cut?.number).get(index).copied()
            }
            From::Name | From::Number => None,
        }
    }

    /// A record of a row, without nested ones; with what was noticed of the row as a whole where `whole`.
    fn record(&self, row: &Record, cut: Option<&Cut>, whole: bool) -> Record {
        let slots = self.from.iter().map(|from| {
            let own = self.source(*from, cut);
            let own = own.and_then(|slot| row.slots.get(slot));
            let made = self.turn.as_ref().zip(cut);
            let value = made.and_then(|(turn, cut)| match from {
                From::Name => Some(Value::text(turn.name(cut.number))),
                From::Number => Some(Value::Integer(i64::from(cut.number))),
                From::Made(index) => cut.listed.get(*index).cloned(),
                From::Row(_) => None,
            });
            match value {
                None => own.cloned().unwrap_or_default(),
                Some(value) => Slot {
                    value,
                    line: own.map_or(0, |own| own.line),
                    shown: None,
                },
            }
        });
        let mut place = row.place;
        place.piece = cut.map_or(place.piece, |cut| cut.number);
        Record {
            ordinal: row.ordinal,
            place,
            slots: slots.collect(),
            children: Vec::new(),
            notices: self.notices(row, cut, whole),
        }
    }

    fn notices(&self, row: &Record, cut: Option<&Cut>, whole: bool) -> Vec<Notice> {
        let mut found = Vec::new();
        for notice in &row.notices {
            let Some(of) = notice.slot.and_then(|slot| usize::try_from(slot).ok()) else {
                found.extend(whole.then(|| notice.clone()));
                continue;
            };
            for (slot, from) in (0..).zip(&self.from) {
                let listed = matches!(from, From::Made(_))
                    && self.turn.as_ref().is_some_and(Turn::reads_lists);
                // Several values are what a list is for.
                let meant = !(listed && notice.kind == NoticeKind::Repeated);
                if meant && self.source(*from, cut) == Some(of) {
                    found.push(Notice {
                        slot: Some(slot),
                        ..notice.clone()
                    });
                }
            }
        }
        found
    }

    fn layout(&self, rows: &Layout) -> Layout {
        let cell = |slot: usize| PieceCell {
            column: rows.columns.get(slot).copied().unwrap_or(NO_COLUMN),
            name: rows.names.get(slot).cloned().unwrap_or_default(),
        };
        let column = |from: &From| match from {
            From::Row(slot) => rows.columns.get(*slot).copied().unwrap_or(NO_COLUMN),
            From::Made(_) | From::Name | From::Number => NO_COLUMN,
        };
        let turn = self.turn.as_ref();
        let pieces = turn.into_iter().flat_map(Turn::all).map(|slots| {
            let first = slots.first().copied().unwrap_or_default();
            let of_piece = (0..).zip(&self.from).filter_map(|(slot, from)| {
                let source = match from {
                    From::Row(_) => return None,
                    From::Made(index) => slots.get(*index).copied().unwrap_or(first),
                    From::Name | From::Number => first,
                };
                Some((slot, cell(source)))
            });
            Piece {
                cell: cell(first),
                slots: of_piece.collect(),
            }
        });
        Layout {
            file: rows.file.clone(),
            kind: rows.kind.clone(),
            names: self.names.clone(),
            columns: if rows.columns.is_empty() {
                Vec::new()
            } else {
                self.from.iter().map(column).collect()
            },
            children: Vec::new(),
            pieces: pieces.collect(),
        }
    }
}
