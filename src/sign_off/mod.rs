//! What a person signs: one statement over a run, its files and the ledger; and the pack that an auditor gets.
//!
//! A statement is plain text that people read and `sha256sum -c` understands in part. What is signed is its bytes.
//! Nothing here reads a file or knows a clock, and nothing of a record comes into a statement: no value, no key.

mod figures;
mod pack;
mod page;
mod read;
mod statement;

pub use figures::figures;
pub use pack::{PACKED_PAGE, PACKED_SUMS, PackFault, pack, unpack};
pub use page::{PageWords, page};
pub use read::{Signed, read, sum_lines};
pub use statement::{FileGroup, InArchive, LedgerState, Previous, SignedFile, Statement};

#[cfg(test)]
mod tests;
