//! Hash totals over business keys, book by book.

use serde::{Deserialize, Serialize};

/// How many business keys a book holds, and a sum over their hashes that only agrees where they are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyTotalReport {
    /// How many.
    pub keys: u64,
    /// The sum, in decimal digits: it may have more than 64 bits.
    pub hash: String,
}

/// Hash totals over the business keys of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysReport {
    /// Of the extracts, read and mapped apart from the pipeline; none where that could not be done.
    pub extract: Option<KeyTotalReport>,
    /// Of all records in the ledger.
    pub ledger: Option<KeyTotalReport>,
    /// Of those that the ledger says the ERP holds.
    pub held: Option<KeyTotalReport>,
    /// Of the ERP, as read back.
    pub erp: Option<KeyTotalReport>,
    /// Why the ledger could not be held against the extracts; empty where it was.
    pub not_held: String,
}

impl KeysReport {
    /// Whether the ledger holds the keys of the extracts; none where they were not compared.
    pub fn source_agrees(&self) -> Option<bool> {
        Some(self.extract.as_ref()? == self.ledger.as_ref()?)
    }

    /// Whether the ERP holds the keys that the ledger says it holds; none where it was not read back.
    pub fn erp_agrees(&self) -> Option<bool> {
        Some(self.held.as_ref()? == self.erp.as_ref()?)
    }
}
