//! The ledger held against what was signed of it.

use std::collections::BTreeSet;
use std::path::Path;

use super::Found;
use super::verify::{Altered, LedgerCheck, since};
use crate::ledger::{
    DIGEST_FORM, EntryLine, LedgerFault, RunId, SealedLedger, broken_at, file_sha256, has_waiting,
};
use crate::sign_off::Signed;

/// Looks at the ledger; none where nothing was signed off.
pub(super) fn check(
    dir: &Path,
    all: &[(&Found, &Signed)],
    altered: &mut Vec<Altered>,
) -> Option<LedgerCheck> {
    let (_, newest) = all.last()?;
    let path = dir.join(&newest.ledger.path);
    let now = match file_sha256(&path) {
        Ok(now) => now,
        Err(error) => {
            let how = format!("cannot be read: {error}");
            altered.push(of(newest, &path, newest.ledger.path.clone(), how));
            return None;
        }
    };
    let same_bytes = now == newest.ledger.sha256 && !has_waiting(&path);
    let told = altered.len();
    let looking = Looking {
        newest,
        path: &path,
        all,
        same_bytes,
    };
    let entries = match looking.look(altered) {
        Ok(entries) => entries,
        Err(fault) => {
            let how = format!("cannot be read as a ledger any more: {fault}");
            altered.push(of(newest, &path, newest.ledger.path.clone(), how));
            return None;
        }
    };
    let signed = usize::try_from(newest.ledger.entry).unwrap_or(usize::MAX);
    let later = entries.len().saturating_sub(signed);
    if later == 0 && !same_bytes {
        let rows = if altered.len() == told {
            "; the rows of the runs that were signed off are as they were"
        } else {
            ""
        };
        let how = format!("has other bytes than were signed, and nothing was run since{rows}");
        altered.push(of(newest, &path, newest.ledger.path.clone(), how));
    }
    Some(LedgerCheck {
        entries: entries.len(),
        later,
    })
}

struct Looking<'a> {
    newest: &'a Signed,
    path: &'a Path,
    all: &'a [(&'a Found, &'a Signed)],
    same_bytes: bool,
}

impl Looking<'_> {
    /// Looks at the chain of entries, and at the rows of every run that was signed off.
    fn look(&self, altered: &mut Vec<Altered>) -> Result<Vec<EntryLine>, LedgerFault> {
        let ledger = SealedLedger::open(self.path)?;
        let entries = ledger.entries()?;
        if let Some((number, why)) = broken_at(&entries) {
            let before = entries.iter().rfind(|entry| entry.number < number);
            let before = before.map_or_else(
                || "not known".to_owned(),
                |entry| format!("after entry {} of {}", entry.number, entry.facts.at),
            );
            altered.push(Altered {
                what: format!("{}, entry {number}", self.newest.ledger.path),
                how: why.to_owned(),
                since: before,
            });
        }
        self.statements(&entries, altered);
        for (_, signed) in self.all {
            self.signed_entry(signed, &entries, altered);
            self.rows(&ledger, signed, altered)?;
        }
        if !self.same_bytes {
            for damage in ledger.damage()? {
                let how = format!("is damaged: {damage}");
                let what = self.newest.ledger.path.clone();
                altered.push(of(self.newest, self.path, what, how));
            }
        }
        Ok(entries)
    }

    /// The last entry that a statement names must still be there.
    fn signed_entry(&self, signed: &Signed, entries: &[EntryLine], altered: &mut Vec<Altered>) {
        let named = entries
            .iter()
            .find(|entry| entry.number == signed.ledger.entry);
        if named.is_none_or(|entry| entry.hash != signed.ledger.entry_hash) {
            let what = format!("{}, entry {}", signed.ledger.path, signed.ledger.entry);
            let how = format!("is not the one that sign-off {} names", signed.number);
            altered.push(of(signed, self.path, what, how));
        }
    }

    /// Sign-offs that the ledger knows of must be there.
    fn statements(&self, entries: &[EntryLine], altered: &mut Vec<Altered>) {
        let known: BTreeSet<String> = self.all.iter().map(|(found, _)| found.sha256()).collect();
        let mut missed = BTreeSet::new();
        for entry in entries {
            let statement = &entry.facts.statement;
            if !statement.is_empty() && !known.contains(statement) && missed.insert(statement) {
                altered.push(Altered {
                    what: "a sign-off".to_owned(),
                    how: format!(
                        "is not there as entry {} of the ledger knows it (sha256 {statement})",
                        entry.number
                    ),
                    since: format!("after entry {} of {}", entry.number, entry.facts.at),
                });
            }
        }
    }

    /// The rows of a run, table by table.
    fn rows(
        &self,
        ledger: &SealedLedger,
        signed: &Signed,
        altered: &mut Vec<Altered>,
    ) -> Result<(), LedgerFault> {
        if !(1..=DIGEST_FORM).contains(&signed.form) {
            let what = format!("{}, run {}", signed.ledger.path, signed.run);
            let how = format!(
                "has digests of form {}, which a newer landbridge knows",
                signed.form
            );
            altered.push(of(signed, self.path, what, how));
            return Ok(());
        }
        // The same bytes hold the same rows.
        if self.same_bytes && signed.number == self.newest.number {
            return Ok(());
        }
        let now = ledger.run_digest(RunId(signed.run))?;
        for (table, then) in &signed.rows {
            let now = now.tables.iter().find(|(name, _)| name == table);
            if now.is_none_or(|(_, now)| now != then) {
                let what = format!(
                    "{}, run {}, table `{table}`",
                    signed.ledger.path, signed.run
                );
                let how = "has other rows than were signed".to_owned();
                altered.push(of(signed, self.path, what, how));
            }
        }
        Ok(())
    }
}

fn of(signed: &Signed, path: &Path, what: String, how: String) -> Altered {
    Altered {
        what,
        how,
        since: since(signed, path),
    }
}
