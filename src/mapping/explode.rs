//! Rows that hold several records, or several nested ones, side by side in columns or as lists in cells.

mod personal;
mod pieces;
mod seen;
mod turn;

use landbridge_contract::{Name, Text};

pub(super) use personal::spread_personal;
pub use pieces::{Cuts, Misfit, Pieces};
pub use seen::everything_of;
pub(crate) use seen::{columns_of, parts_of};
pub(super) use seen::{say_columns, seen};
pub use turn::PIECES_MAX;

use super::model::Named;
use crate::diagnose::Location;

/// How rows of a source are taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplodeSpec {
    /// The columns that hold a value of each piece.
    pub made: Vec<Made>,
    /// Where the pieces stand.
    pub from: PiecesFrom,
    /// The column that holds the number of the piece.
    pub number: Option<Named>,
    /// The name of the nested records that the pieces become; without it each is a record of its own.
    pub into: Option<Named>,
    /// Whether pieces without any value are kept.
    pub keeps_blank: bool,
    /// Where it stands.
    pub at: Location,
}

/// A column of the pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What rules call it.
    pub name: Named,
    /// The columns of a row that it is made of, one for each piece; of lists the one that holds the list.
    pub from: Vec<Named>,
}

/// Where the pieces of a row stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PiecesFrom {
    /// In columns of their own.
    Columns {
        /// The column that holds the name of the column that the first value stood in.
        name: Option<Named>,
    },
    /// In one cell.
    Lists {
        /// What stands between them; none where the source itself tells lists.
        separator: Option<Text>,
    },
}

impl ExplodeSpec {
    /// The columns that pieces have and rows do not, or not so.
    pub fn made(&self) -> impl Iterator<Item = &Named> {
        let made = self.made.iter().map(|made| &made.name);
        made.chain(self.name()).chain(&self.number)
    }

    /// The column that holds the name of the column of each piece.
    pub fn name(&self) -> Option<&Named> {
        match &self.from {
            PiecesFrom::Columns { name } => name.as_ref(),
            PiecesFrom::Lists { .. } => None,
        }
    }

    /// The columns of a row that are taken apart: pieces do not have them as they are.
    pub fn taken(&self) -> impl Iterator<Item = &Named> {
        self.made.iter().flat_map(|made| &made.from)
    }

    /// Whether pieces have a column of the row.
    fn leaves(&self, column: &str) -> bool {
        let gone = self.taken().chain(self.made());
        !gone.into_iter().any(|one| *one.name == *column)
    }

    /// The columns of a row that a column of the pieces is made of.
    pub fn sources_of(&self, column: &str) -> impl Iterator<Item = &Name> {
        let made = self
            .made
            .iter()
            .filter(move |made| *made.name.name == *column);
        made.flat_map(|made| &made.from).map(|from| &from.name)
    }
}

/// The one of these that makes records of their own of a row.
pub fn of_records(specs: &[ExplodeSpec]) -> Option<&ExplodeSpec> {
    specs.iter().find(|spec| spec.into.is_none())
}
