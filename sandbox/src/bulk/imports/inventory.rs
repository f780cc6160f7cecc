//! Inventory transactions: one line, one transaction.

use rusqlite::Connection;

use super::super::interfaces;
use super::{Import, known, make, object};
use crate::counters::Change;

/// Takes all transactions that no import has taken.
pub(super) fn transactions(
    db: &Connection,
    import: &mut Import<'_>,
    changes: &mut Vec<(&'static str, Change)>,
) -> rusqlite::Result<()> {
    let transactions = object("inventoryTransactions")?;
    for row in import.take("InvTransactionsInterface.csv", |_| true) {
        if known(db, ("items", "ItemNumber"), 0, row.at(8))?.is_none() {
            let wrong = ("ITEM_NUMBER".to_owned(), "INV_INVALID_ITEM".to_owned());
            import.reject(row, wrong);
            continue;
        }
        let told =
            interfaces::of(row.file).map_or_else(Default::default, |file| file.attributes(&row));
        if let Err(wrong) = make(db, import.user, transactions, 0, told, changes)? {
            import.reject(row, wrong);
        }
    }
    Ok(())
}
