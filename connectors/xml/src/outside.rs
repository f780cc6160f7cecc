//! What is read outside of the records: values of the elements around them, and totals that the
//! file states of itself.

use landbridge_contract::Name;

use crate::path::{From, Path};

/// What is wanted.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    /// Paths followed.
    pub(crate) paths: Vec<Followed>,
    /// Slots of the records that take a value.
    pub(crate) fills: Vec<Fill>,
}

/// A path followed outside of the records.
#[derive(Debug)]
pub(crate) struct Followed {
    pub(crate) path: Path,
    /// The path as written.
    pub(crate) name: Name,
    /// True where a total stands there.
    pub(crate) total: bool,
}

/// A slot that takes the value of a path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fill {
    pub(crate) slot: usize,
    /// Index into the paths.
    pub(crate) path: usize,
    pub(crate) from: From,
}

impl Outside {
    /// Adds a total.
    pub(crate) fn declare(&mut self, name: Name, path: Path) {
        self.paths.push(Followed {
            path,
            name,
            total: true,
        });
    }

    /// Adds a slot. Paths that differ only in how far they go up are followed once.
    pub(crate) fn fill(&mut self, name: Name, path: Path, slot: usize) {
        let from = path.from;
        let alike = |from: From| matches!(from, From::Document);
        let known = self.paths.iter().position(|followed| {
            !followed.total
                && followed.path.steps == path.steps
                && followed.path.attribute == path.attribute
                && alike(followed.path.from) == alike(from)
        });
        let number = known.unwrap_or(self.paths.len());
        if known.is_none() {
            self.paths.push(Followed {
                path,
                name,
                total: false,
            });
        }
        self.fills.push(Fill {
            slot,
            path: number,
            from,
        });
    }

    /// True where nothing is wanted.
    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}
