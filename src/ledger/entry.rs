//! The chain of entries: what was done to the ledger, each entry with the hash of the one before.

use sha2::{Digest, Sha256};

use super::RunId;
use crate::hex::hex;

/// What is said in an entry; the ledger adds the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFacts {
    /// When, ISO 8601.
    pub at: String,
    /// By whom.
    pub operator: String,
    /// The run that it is about.
    pub run: Option<RunId>,
    /// The command that a run ended with, or `open` where somebody took the right to write.
    pub what: String,
    /// SHA-256 of the newest sign-off's statement at that time; empty where there was none.
    pub statement: String,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLine {
    /// Its number, from 1, without gaps.
    pub number: i64,
    /// What it says.
    pub facts: EntryFacts,
    /// Digest over the run's rows; empty where it is about no run.
    pub digest: String,
    /// Hash of the entry before; empty for the first.
    pub previous: String,
    /// Its own hash.
    pub hash: String,
}

/// How much of a run a digest is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Every row: for what was sent.
    Whole,
    /// Extracts, counts and causes, so that a check is as fast as ever.
    Brief,
}

/// A digest over the rows of a run, table by table, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDigest {
    /// Name of the table, and the SHA-256 over the run's rows in it, hexadecimal.
    pub tables: Vec<(String, String)>,
}

impl RunDigest {
    /// The digest over all tables.
    pub fn whole(&self) -> String {
        let mut hasher = Sha256::new();
        for (table, digest) in &self.tables {
            hasher.update(format!("{digest}  {table}\n"));
        }
        hex(&hasher.finalize())
    }
}

impl EntryLine {
    /// The hash that an entry with these contents has. Each part stands with its length, so that no two entries
    /// are hashed from the same bytes.
    pub fn hash_of(&self) -> String {
        let run = self.facts.run.map(|run| run.0.to_string());
        let number = self.number.to_string();
        let parts = [
            &number,
            &self.facts.at,
            &self.facts.operator,
            &run.unwrap_or_default(),
            &self.facts.what,
            &self.facts.statement,
            &self.digest,
            &self.previous,
        ];
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(format!("{}:", part.len()));
            hasher.update(part);
        }
        hex(&hasher.finalize())
    }
}

/// The first entry that is not what it was, or does not follow the one before, with the reason.
pub fn broken_at(entries: &[EntryLine]) -> Option<(i64, &'static str)> {
    let mut previous = "";
    let mut number = 0;
    for entry in entries {
        number += 1;
        if entry.number != number {
            return Some((number, "is missing"));
        }
        if entry.hash_of() != entry.hash {
            return Some((number, "does not have the hash that was written with it"));
        }
        if entry.previous != previous {
            return Some((number, "does not follow the entry before it"));
        }
        previous = &entry.hash;
    }
    None
}
