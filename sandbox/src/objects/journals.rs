//! Journals: batches with their journals and lines, which come into being by import and are read here.
//!
//! The names of the resource and its children are Oracle's; attributes follow them where they are known. A pod puts
//! words of its own behind the name of a batch, the sandbox keeps the name as it is.

use crate::model::{Fill, Object, Operations, Values, amount, date, integer, number, text};
use crate::values::CURRENCIES;

pub(super) fn object() -> Object {
    let attributes = vec![
        text("JeBatchName", 100).mandatory(),
        text("BatchDescription", 240),
        text("LedgerName", 30).mandatory(),
        text("UserJeSourceName", 25),
        text("GroupId", 18),
        text("Status", 1).read_only().fill(Fill::Text("U")),
    ];
    Object::new(
        "journalBatches",
        "JournalBatch",
        "journalBatches",
        "JeBatchId",
        attributes,
    )
    .keys(&[&["JeBatchName"]])
    .operations(Operations {
        create: false,
        update: true,
        delete: false,
    })
    .child(headers())
}

fn headers() -> Object {
    let attributes = vec![
        text("JournalName", 100),
        text("Description", 240),
        text("ExternalReference", 100),
        text("UserJeCategoryName", 25).mandatory(),
        text("CurrencyCode", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        date("AccountingDate").mandatory(),
        text("PeriodName", 15),
        text("ConversionRateType", 30),
        date("ConversionDate"),
        number("ConversionRate", 24, 12),
    ];
    Object::new(
        "journalHeaders",
        "JournalHeader",
        "journalBatches/journalHeaders",
        "JeHeaderId",
        attributes,
    )
    .child(lines())
}

fn lines() -> Object {
    let attributes = vec![
        integer("JeLineNumber"),
        text("AccountCombination", 800).mandatory(),
        amount("EnteredDrAmount"),
        amount("EnteredCrAmount"),
        amount("AccountedDrAmount"),
        amount("AccountedCrAmount"),
        text("Description", 240),
    ];
    Object::new(
        "journalLines",
        "JournalLine",
        "journalBatches/journalHeaders/journalLines",
        "JeLineId",
        attributes,
    )
    .keys(&[&["JeLineNumber"]])
}
