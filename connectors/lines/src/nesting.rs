//! Puts flat records into each other: lines of details become nested records of the header before
//! them, until the next header.

use landbridge_contract::{Name, Projection, Record};

use crate::size::{Full, Size};

/// A kind of line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its name, by which a mapping asks for it.
    pub name: Name,
    /// The kind that its records belong to: index into the same list, smaller or larger.
    pub within: Option<usize>,
}

/// Why a record cannot be put into the one that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misplaced {
    /// Its header is not there.
    Orphan,
    /// With it the record around is more than can be held, and is given up: what follows of it is
    /// dropped without another word.
    Full(Full),
}

/// Puts records of several kinds into each other.
#[derive(Debug)]
pub struct Nesting {
    kinds: Vec<Kind>,
    /// The kind whose records are yielded.
    top: usize,
    /// For each kind below the top, the child numbers that lead to its siblings; none where they
    /// are not wanted.
    ways: Vec<Option<Vec<usize>>>,
    /// Whether a record of the kind is open.
    open: Vec<bool>,
    current: Option<Record>,
    size: Size,
    /// Whether the current record was given up.
    full: bool,
}

impl Nesting {
    /// Makes a nesting that yields records of the kind `top`, with what `projection` wants of it.
    ///
    /// A path of a nested part is the name of a kind (`TRANS`), relative to the kind that it
    /// belongs to. Parts of other names are left to the one who makes the records.
    pub fn new(kinds: Vec<Kind>, top: usize, projection: &Projection) -> Self {
        let mut nesting = Self {
            ways: vec![None; kinds.len()],
            open: vec![false; kinds.len()],
            kinds,
            top,
            current: None,
            size: Size::default(),
            full: false,
        };
        nesting.lead(top, projection, &[]);
        nesting
    }

    fn lead(&mut self, within: usize, projection: &Projection, way: &[usize]) {
        for (number, child) in projection.children.iter().enumerate() {
            let found = self
                .kinds
                .iter()
                .position(|kind| kind.within == Some(within) && kind.name == child.path);
            let Some(kind) = found else { continue };
            let mut own = way.to_vec();
            own.push(number);
            self.lead(kind, &child.projection, &own);
            if let Some(way) = self.ways.get_mut(kind) {
                *way = Some(own);
            }
        }
    }

    /// Whether records of a kind are of use; those that are not need not be made.
    pub fn wants(&self, kind: usize) -> bool {
        kind == self.top || self.ways.get(kind).is_some_and(Option::is_some)
    }

    /// True where the kind is the yielded one or belongs to it.
    pub fn is_below_top(&self, kind: usize) -> bool {
        let mut kind = Some(kind);
        // A chain is no longer than there are kinds.
        for _ in 0..=self.kinds.len() {
            match kind {
                Some(own) if own == self.top => return true,
                Some(own) => kind = self.kinds.get(own).and_then(|own| own.within),
                None => return false,
            }
        }
        false
    }

    /// Takes note of a line of a kind that is not wanted, as [`Nesting::push`] would of its record.
    pub fn pass(&mut self, kind: usize) -> Result<(), Misplaced> {
        let within = self.kinds.get(kind).and_then(|kind| kind.within);
        if kind != self.top
            && self.is_below_top(kind)
            && !within.is_some_and(|within| self.is_open(within))
        {
            return Err(Misplaced::Orphan);
        }
        self.close_below(kind);
        if let Some(open) = self.open.get_mut(kind) {
            *open = true;
        }
        Ok(())
    }

    /// Takes a record of a wanted kind. Gives back the record that a new one of the top kind ends.
    pub fn push(&mut self, kind: usize, mut record: Record) -> Result<Option<Record>, Misplaced> {
        self.pass(kind)?;
        if kind == self.top {
            self.full = false;
            self.size = Size::default();
            self.size.add(&record);
            return Ok(self.current.replace(record));
        }
        if self.full {
            return Ok(None);
        }
        let Some((last, way)) = self
            .ways
            .get(kind)
            .and_then(Option::as_deref)
            .and_then(<[usize]>::split_last)
        else {
            return Ok(None);
        };
        let mut holder = self.current.as_mut();
        for child in way {
            holder = holder
                .and_then(|record| record.children.get_mut(*child))
                .and_then(|siblings| siblings.last_mut());
        }
        let siblings = holder.and_then(|record| record.children.get_mut(*last));
        let siblings = siblings.ok_or(Misplaced::Orphan)?;
        self.size.add(&record);
        record.ordinal = u64::try_from(siblings.len()).unwrap_or(0) + 1;
        record.place.number = record.ordinal;
        siblings.push(record);
        self.hold()?;
        Ok(None)
    }

    /// Says that the current record has grown by values that were put into it.
    pub fn grow(&mut self, bytes: usize) -> Result<(), Misplaced> {
        self.size.grow(bytes);
        self.hold()
    }

    /// Gives the current record up where it is more than can be held.
    fn hold(&mut self) -> Result<(), Misplaced> {
        let Some(full) = self.size.full().filter(|_| !self.full) else {
            return Ok(());
        };
        self.full = true;
        if let Some(record) = &mut self.current {
            *record = Record {
                children: vec![Vec::new(); record.children.len()],
                place: record.place,
                ..Record::default()
            };
        }
        Err(Misplaced::Full(full))
    }

    /// The last record of a wanted kind, where there is one in the current record and that was not
    /// given up.
    pub fn last_mut(&mut self, kind: usize) -> Option<&mut Record> {
        if self.full {
            return None;
        }
        let way: &[usize] = match self.ways.get(kind) {
            Some(Some(way)) => way,
            _ if kind == self.top => &[],
            _ => return None,
        };
        let mut last = self.current.as_mut()?;
        for child in way {
            last = last.children.get_mut(*child)?.last_mut()?;
        }
        Some(last)
    }

    /// Says that a record of a kind is over: what belongs to it may not follow.
    pub fn close(&mut self, kind: usize) {
        self.close_below(kind);
        if let Some(open) = self.open.get_mut(kind) {
            *open = false;
        }
    }

    /// The last record.
    pub fn finish(&mut self) -> Option<Record> {
        self.full = false;
        self.size = Size::default();
        self.current.take()
    }

    fn is_open(&self, kind: usize) -> bool {
        self.open.get(kind).copied().unwrap_or(false)
    }

    fn close_below(&mut self, kind: usize) {
        let below: Vec<usize> = (0..self.kinds.len())
            .filter(|other| *other != kind && self.belongs(*other, kind))
            .collect();
        for other in below {
            if let Some(open) = self.open.get_mut(other) {
                *open = false;
            }
        }
    }

    fn belongs(&self, kind: usize, to: usize) -> bool {
        let mut kind = self.kinds.get(kind).and_then(|kind| kind.within);
        for _ in 0..self.kinds.len() {
            match kind {
                Some(own) if own == to => return true,
                Some(own) => kind = self.kinds.get(own).and_then(|own| own.within),
                None => return false,
            }
        }
        false
    }
}

#[cfg(test)]
mod tests;
