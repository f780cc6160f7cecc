//! Receivables invoices with their lines. Attributes are from general knowledge of Oracle's guide.

use crate::model::{Fill, Object, Reference, Scope, Values, amount, date, integer, number, text};
use crate::values::CURRENCIES;

pub(super) fn object() -> Object {
    let attributes = vec![
        text("TransactionNumber", 20).mandatory(),
        text("BusinessUnit", 240).mandatory().in_create(),
        text("TransactionSource", 50).mandatory(),
        text("TransactionType", 20).mandatory(),
        date("TransactionDate").mandatory(),
        date("AccountingDate").fill(Fill::CopyOf("TransactionDate")),
        text("InvoiceCurrencyCode", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        text("BillToCustomerNumber", 30).mandatory(),
        text("BillToCustomerName", 360),
        text("PaymentTerms", 15),
        text("ConversionRateType", 30),
        date("ConversionDate"),
        text("Comments", 1760),
        text("InvoiceStatus", 30)
            .read_only()
            .fill(Fill::Text("Complete")),
    ];
    Object::new(
        "receivablesInvoices",
        "ReceivablesInvoice",
        "receivablesInvoices",
        "CustomerTransactionId",
        attributes,
    )
    .keys(&[&["TransactionNumber"]])
    .reference(Reference {
        collection: "customerAccounts",
        scope: Scope::Everywhere,
        forms: &[
            ("BillToCustomerNumber", "AccountNumber"),
            ("BillToCustomerName", "PartyName"),
        ],
    })
    .child(lines())
}

fn lines() -> Object {
    let attributes = vec![
        integer("LineNumber").mandatory(),
        text("Description", 240).mandatory(),
        number("Quantity", 24, 6),
        amount("UnitSellingPrice"),
        amount("LineAmount").mandatory(),
    ];
    Object::new(
        "receivablesInvoiceLines",
        "ReceivablesInvoiceLine",
        "receivablesInvoices/receivablesInvoiceLines",
        "CustomerTransactionLineId",
        attributes,
    )
    .keys(&[&["LineNumber"]])
}
