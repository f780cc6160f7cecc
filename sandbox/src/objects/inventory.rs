//! Completed inventory transactions. They come into being by import, and are read here.
//!
//! Columns of the import are those of its control file; the names of the attributes are from general knowledge of Oracle's guide.

use crate::model::{Object, Operations, amount, datetime, number, text};

pub(super) fn object() -> Object {
    let attributes = vec![
        text("TransactionReference", 240).indexed(),
        text("OrganizationName", 240).mandatory(),
        text("ItemNumber", 300).mandatory(),
        text("SubinventoryCode", 10).mandatory(),
        text("LocatorName", 2000),
        number("TransactionQuantity", 24, 6).mandatory(),
        text("TransactionUOMCode", 3),
        text("TransactionUnitOfMeasure", 25),
        datetime("TransactionDate").mandatory(),
        text("TransactionTypeName", 80).mandatory(),
        text("TransactionSourceTypeName", 30),
        text("SourceCode", 30),
        text("CurrencyCode", 15),
        amount("TransactionCost"),
    ];
    Object::new(
        "inventoryCompletedTransactions",
        "InventoryTransaction",
        "inventoryTransactions",
        "TransactionId",
        attributes,
    )
    .operations(Operations {
        create: false,
        update: false,
        delete: false,
    })
}
