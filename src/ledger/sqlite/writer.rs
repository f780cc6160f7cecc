//! One writer at a time, and facts that only the present writer records.
//!
//! Two things keep a second process out. A lock on a file beside the ledger, which the system frees when
//! its holder dies. And, where that lock fails (somebody removed its file, a shared disk does not pass locks on,
//! the ledger has a second name), a number in the ledger itself: who takes over counts it up, and every fact is
//! recorded in a transaction that compares it first. A process that was taken over can neither note an intent,
//! so that it sends nothing more, nor settle an answer.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use rusqlite::{Transaction, TransactionBehavior};

use super::{Ledger, entries, unopenable};
use crate::crash::{self, Moment, Step};
use crate::ledger::{EntryFacts, LedgerFault};

/// The right to write to a ledger, held by one process at a time and freed by its death.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl Ledger {
    /// Takes the right to write, or fails with [`LedgerFault::Locked`]. From then on facts of whoever had it
    /// before are refused with [`LedgerFault::TakenOver`]. An entry says who took it.
    pub fn lock_for_writing(&self, opens: &EntryFacts) -> Result<WriterLock, LedgerFault> {
        let lock = self.keep_others_out()?;
        self.take_over(opens)?;
        Ok(lock)
    }

    /// Keeps every other process from writing, or fails with [`LedgerFault::Locked`], and writes nothing: for
    /// whoever needs the ledger to stay as it is.
    pub fn keep_others_out(&self) -> Result<WriterLock, LedgerFault> {
        // Beside the file itself, whatever link it was opened by.
        let file = self.path.canonicalize();
        let mut name = file.unwrap_or_else(|_| self.path.clone()).into_os_string();
        name.push(".lock");
        let path = PathBuf::from(name);
        let file = File::create(&path).map_err(|error| unopenable(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LedgerFault::Locked {
                    path: self.path.clone(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(unopenable(&path, &error)),
        }
        Ok(WriterLock { _file: file })
    }

    fn take_over(&self, opens: &EntryFacts) -> Result<(), LedgerFault> {
        let writer = self.transaction(Step::TakeOver, |transaction| {
            let number = transaction
                .query_row(
                    "UPDATE writer SET number = number + 1 RETURNING number",
                    [],
                    |row| row.get(0),
                )
                .map_err(LedgerFault::from)?;
            entries::append(transaction, opens, String::new())?;
            Ok(number)
        })?;
        self.writer.store(writer, Ordering::SeqCst);
        Ok(())
    }

    /// Records a fact: one transaction, which happens wholly or not at all, and only while nobody else took over.
    pub(super) fn fact<T>(
        &self,
        step: Step,
        record: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerFault>,
    ) -> Result<T, LedgerFault> {
        self.transaction(step, |transaction| {
            let writer: i64 = transaction
                .prepare_cached("SELECT number FROM writer")?
                .query_row([], |row| row.get(0))?;
            if writer != self.writer.load(Ordering::SeqCst) {
                return Err(LedgerFault::TakenOver {
                    path: self.path.clone(),
                });
            }
            record(transaction)
        })
    }

    fn transaction<T>(
        &self,
        step: Step,
        record: impl FnOnce(&Transaction<'_>) -> Result<T, LedgerFault>,
    ) -> Result<T, LedgerFault> {
        crash::here(step, Moment::Before);
        let mut connection = self.connection();
        // The lock comes first, so that what is read cannot be outdated when it is written on.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let recorded = record(&transaction).and_then(|value| {
            crash::here(step, Moment::Within);
            Ok(transaction.commit().map(|()| value)?)
        });
        // What did not happen may have been counted, or be a cause or a record that is not in the tables.
        let value = recorded.inspect_err(|_| {
            self.forget_causes();
            self.key_chunk().forget();
        })?;
        drop(connection);
        crash::here(step, Moment::After);
        Ok(value)
    }
}
