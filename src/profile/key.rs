//! Columns that may be keys: whether a value comes again, and where it stood first.

use landbridge_contract::{LayoutKind, Place, Text};

use super::limits::DUPLICATES_MAX;
use super::spot::{At, Spot, kept};

/// Values that a column must have shown before it can be given up as a key.
const VALUES_BEFORE_GIVING_UP: u64 = 64;
/// Of so many values one may come again; with more it is no key.
const ONE_DUPLICATE_IN: u64 = 20;

/// Follows one column, or several together.
#[derive(Debug, Default)]
pub(super) struct Watch {
    table: Option<Table>,
    pub(super) values: u64,
    pub(super) empty: u64,
    pub(super) duplicates: u64,
    pub(super) samples: Vec<Repetition>,
}

/// A value that came again.
#[derive(Debug)]
pub(super) struct Repetition {
    pub(super) value: Text,
    pub(super) first: Spot,
    pub(super) again: Spot,
}

impl Watch {
    pub(super) fn start() -> Self {
        Self {
            table: Some(Table::default()),
            ..Self::default()
        }
    }

    /// Whether every value was followed.
    pub(super) fn followed(&self) -> bool {
        self.table.is_some()
    }

    /// Slots held.
    pub(super) fn slots(&self) -> usize {
        self.table.as_ref().map_or(0, |table| table.slots.len())
    }

    /// Stops following; the figures so far say nothing any more.
    pub(super) fn give_up(&mut self) {
        self.table = None;
        self.samples = Vec::new();
    }

    /// Whether it has too many duplicates to be a key.
    pub(super) fn hopeless(&self) -> bool {
        self.values >= VALUES_BEFORE_GIVING_UP && self.duplicates * ONE_DUPLICATE_IN > self.values
    }

    pub(super) fn add(
        &mut self,
        hash: Option<u64>,
        at: &At<'_>,
        kind: &LayoutKind,
        value: impl Fn() -> String,
    ) {
        let Some(table) = &mut self.table else {
            return;
        };
        let Some(hash) = hash else {
            self.empty += 1;
            return;
        };
        self.values += 1;
        let mark = Mark::of(at, kind);
        if let Some(first) = table.first(hash, mark) {
            self.duplicates += 1;
            if self.samples.len() < DUPLICATES_MAX {
                self.samples.push(Repetition {
                    value: kept(&value()),
                    first: first.spot(at, kind),
                    again: at.keep(),
                });
            }
        }
    }
}

/// A record's place in eight bytes: line, and the number of the element or of the layout.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    line: u32,
    second: u32,
}

impl Mark {
    fn of(at: &At<'_>, kind: &LayoutKind) -> Self {
        let number = match kind {
            LayoutKind::Elements { .. } => u32::try_from(at.place.number).unwrap_or(0),
            LayoutKind::Cells { .. } | LayoutKind::Lines => at.layout,
        };
        Self {
            line: u32::try_from(at.place.line).unwrap_or(0),
            second: number,
        }
    }

    fn spot(self, at: &At<'_>, kind: &LayoutKind) -> Spot {
        let elements = matches!(kind, LayoutKind::Elements { .. });
        Spot {
            layout: if elements { at.layout } else { self.second },
            place: Place {
                line: u64::from(self.line),
                number: if elements { u64::from(self.second) } else { 0 },
                byte: 0,
                piece: 0,
            },
            steps: [].into(),
            line: 0,
        }
    }
}

/// Hashes with the mark of their first record: open addressing, half as large again when nearly
/// full. Two values with the same hash of 64 bits would be taken for one: among a million
/// values the chance is one in 37 million.
#[derive(Debug, Default)]
struct Table {
    /// A hash of 0 is an empty slot.
    slots: Vec<(u64, Mark)>,
    used: usize,
}

impl Table {
    /// The mark that the hash came with first, where it came before; else it is kept.
    fn first(&mut self, hash: u64, mark: Mark) -> Option<Mark> {
        if self.used * 8 >= self.slots.len() * 7 {
            self.grow();
        }
        let hash = hash.max(1);
        let slot = self.slot(hash)?;
        let (there, first) = self.slots.get_mut(slot)?;
        if *there == hash {
            return Some(*first);
        }
        (*there, *first) = (hash, mark);
        self.used += 1;
        None
    }

    /// The slot that holds the hash, or in which it belongs.
    fn slot(&self, hash: u64) -> Option<usize> {
        let size = u128::try_from(self.slots.len()).ok()?;
        let start = usize::try_from((u128::from(hash) * size) >> 64).ok()?;
        let free = |slot: &(u64, Mark)| slot.0 == 0 || slot.0 == hash;
        let after = self.slots.get(start..)?.iter().position(free);
        after
            .map(|steps| start + steps)
            .or_else(|| self.slots.get(..start)?.iter().position(free))
    }

    fn grow(&mut self) {
        let size = (self.slots.len() + self.slots.len() / 2).max(256);
        let old = std::mem::replace(&mut self.slots, vec![(0, Mark::default()); size]);
        for (hash, mark) in old {
            if hash != 0
                && let Some(slot) = self.slot(hash)
                && let Some(place) = self.slots.get_mut(slot)
            {
                *place = (hash, mark);
            }
        }
    }
}
