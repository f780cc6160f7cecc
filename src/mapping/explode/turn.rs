//! Finds the pieces of a row.

use landbridge_contract::{Name, Notice, NoticeKind, Projection, Record, Value};

use super::pieces::Misfit;
use super::{ExplodeSpec, PiecesFrom};
use crate::mapping::group::places;

/// Pieces of one row at the most. A cell that lists more is most often one that a wrong separator takes apart.
pub const PIECES_MAX: usize = 10_000;

/// One way to take rows apart, bound to the slots of a row.
#[derive(Debug)]
pub(super) struct Turn {
    /// For each piece the slot of each of its columns. Lists have one entry, the cells that hold them.
    slots: Vec<Vec<usize>>,
    /// For each piece the name of the column that its first value stands in.
    names: Vec<Name>,
    from: PiecesFrom,
    keeps_blank: bool,
}

/// A piece of a row.
#[derive(Debug)]
pub(super) struct Cut {
    /// Its number, counted from 1 over all pieces, those without a value too.
    pub(super) number: u32,
    /// What lists hold for it, for each of its columns; nothing where pieces stand in columns.
    pub(super) listed: Vec<Value>,
}

impl Turn {
    pub(super) fn of(spec: &ExplodeSpec, row: &mut Projection) -> Self {
        let columns: Vec<Vec<usize>> = spec
            .made
            .iter()
            .map(|made| {
                let names: Vec<Name> = made.from.iter().map(|from| from.name.clone()).collect();
                places(&names, row)
            })
            .collect();
        let pieces = columns.iter().map(Vec::len).max().unwrap_or(0);
        let of_piece = |piece| {
            let slots = columns.iter();
            slots
                .filter_map(|slots| slots.get(piece).copied())
                .collect()
        };
        let first = spec.made.iter().take(1).flat_map(|made| &made.from);
        Self {
            slots: (0..pieces).map(of_piece).collect(),
            names: first.map(|from| from.name.clone()).collect(),
            from: spec.from.clone(),
            keeps_blank: spec.keeps_blank,
        }
    }

    /// The slots of all pieces; of lists those of the cells.
    pub(super) fn all(&self) -> impl Iterator<Item = &[usize]> {
        self.slots.iter().map(Vec::as_slice)
    }

    /// The slots of a piece.
    pub(super) fn slots(&self, number: u32) -> &[usize] {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        let own = self.slots.get(index.saturating_sub(1));
        own.or(self.slots.last()).map_or(&[], Vec::as_slice)
    }

    /// The name of the column that the first value of a piece stands in.
    pub(super) fn name(&self, number: u32) -> &str {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        let own = self.names.get(index.saturating_sub(1));
        own.map_or("", |name| name)
    }

    pub(super) fn reads_lists(&self) -> bool {
        matches!(self.from, PiecesFrom::Lists { .. })
    }

    pub(super) fn cut(&self, row: &Record) -> Result<Vec<Cut>, Misfit> {
        match &self.from {
            PiecesFrom::Columns { .. } => Ok(self.of_columns(row)),
            PiecesFrom::Lists { separator } => self.of_lists(row, separator.as_deref()),
        }
    }

    fn of_columns(&self, row: &Record) -> Vec<Cut> {
        let wanted =
            |slots: &[usize]| self.keeps_blank || slots.iter().any(|slot| !is_empty(row, *slot));
        let numbered = (1..).zip(self.all());
        numbered
            .filter(|(_, slots)| wanted(slots))
            .map(|(number, _)| Cut {
                number,
                listed: Vec::new(),
            })
            .collect()
    }

    fn of_lists(&self, row: &Record, separator: Option<&str>) -> Result<Vec<Cut>, Misfit> {
        let slots = self.slots(1);
        let mut lists = Vec::with_capacity(slots.len());
        for slot in slots {
            let parts = parts(row, *slot, separator);
            if parts.len() > PIECES_MAX {
                return Err(Misfit {
                    slot: *slot,
                    found: format!("a list of {} parts", parts.len()),
                    expected: format!("at most {PIECES_MAX} parts"),
                });
            }
            lists.push(parts);
        }
        let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
        // A list that is empty lacks no part: there is nothing to say of any.
        let mut uneven = slots.iter().zip(&lists);
        let uneven = uneven.find(|(_, list)| !list.is_empty() && list.len() != longest);
        if let Some((slot, list)) = uneven {
            return Err(Misfit {
                slot: *slot,
                found: format!("a list of {} beside one of {longest} parts", list.len()),
                expected: "lists of as many parts, which belong together".to_owned(),
            });
        }
        let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
        let mut cuts = Vec::with_capacity(longest);
        for number in (1..).take(longest.max(usize::from(self.keeps_blank))) {
            let listed = lists.iter_mut().map(|list| list.next().unwrap_or_default());
            let listed: Vec<Value> = listed.collect();
            let noticed = || slots.iter().any(|slot| is_noticed(row, *slot));
            if self.keeps_blank || listed.iter().any(|value| !value.is_blank()) || noticed() {
                cuts.push(Cut { number, listed });
            }
        }
        Ok(cuts)
    }
}

/// The parts of a cell. What is no list is one part; outer white space of a part is dropped, as `split` does.
fn parts(row: &Record, slot: usize, separator: Option<&str>) -> Vec<Value> {
    match (row.value(slot), separator) {
        (Value::List(parts), _) => parts.clone(),
        _ if is_empty(row, slot) => Vec::new(),
        (Value::Text(text), Some(separator)) => text
            .split(separator)
            .map(str::trim)
            .map(Value::text)
            .collect(),
        (value, _) => vec![value.clone()],
    }
}

/// Whether a cell has nothing in it. One that could not be read is not empty, nor is one that lies under a value.
fn is_empty(row: &Record, slot: usize) -> bool {
    row.value(slot).is_blank() && !is_noticed(row, slot)
}

/// Whether a kind of notice leaves it open that a cell is empty.
fn says_nothing(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::Repeated | NoticeKind::Hidden | NoticeKind::HiddenColumn
    )
}

fn is_noticed(row: &Record, slot: usize) -> bool {
    let own = |notice: &Notice| {
        let of = notice.slot.and_then(|of| usize::try_from(of).ok());
        of == Some(slot) && !says_nothing(notice.kind)
    };
    row.notices.iter().any(own)
}
