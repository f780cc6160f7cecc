//! Payables invoices with their lines and distributions.

use crate::model::{Action, Fill, Object, Values, amount, date, flag, integer, number, text};
use crate::values::CURRENCIES;

const INVOICE_TYPES: &[&str] = &[
    "STANDARD",
    "CREDIT",
    "DEBIT",
    "PREPAYMENT",
    "Standard",
    "Credit memo",
    "Debit memo",
    "Prepayment",
];

const LINE_TYPES: &[&str] = &[
    "ITEM",
    "FREIGHT",
    "MISCELLANEOUS",
    "TAX",
    "RETAINAGE",
    "Item",
    "Freight",
    "Miscellaneous",
    "Tax",
];

const ACTIONS: &[Action] = &[
    Action {
        name: "validateInvoice",
        sets: &[("ValidationStatus", "Validated")],
        result: "The invoice was validated.",
        again: None,
    },
    Action {
        name: "cancelInvoice",
        sets: &[("CanceledFlag", "true")],
        result: "The invoice was canceled.",
        again: Some("The invoice has been canceled already."),
    },
];

pub(super) fn object() -> Object {
    let attributes = vec![
        text("InvoiceNumber", 50).mandatory(),
        text("InvoiceCurrency", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        text("PaymentCurrency", 15)
            .one_of(Values::List(CURRENCIES))
            .fill(Fill::CopyOf("InvoiceCurrency")),
        amount("InvoiceAmount").mandatory(),
        date("InvoiceDate").mandatory(),
        date("AccountingDate").fill(Fill::CopyOf("InvoiceDate")),
        text("BusinessUnit", 240).mandatory().in_create(),
        text("LegalEntity", 240),
        text("LegalEntityIdentifier", 30),
        text("Supplier", 360).mandatory(),
        text("SupplierNumber", 30),
        integer("SupplierId").indexed(),
        text("SupplierSite", 240),
        text("Party", 360),
        text("InvoiceGroup", 50),
        text("InvoiceType", 80)
            .one_of(Values::List(INVOICE_TYPES))
            .fill(Fill::Text("STANDARD")),
        text("InvoiceSource", 80).fill(Fill::Text("Manual invoice entry")),
        text("Description", 240),
        text("PaymentTerms", 50),
        date("TermsDate").fill(Fill::CopyOf("InvoiceDate")),
        date("InvoiceReceivedDate"),
        date("GoodsReceivedDate"),
        text("PaymentMethod", 100),
        text("PaymentMethodCode", 30),
        text("PayGroup", 80),
        text("PayAloneFlag", 1).one_of(Values::List(&["Y", "N"])),
        text("LiabilityDistribution", 800),
        text("DocumentCategory", 80),
        text("VoucherNumber", 50),
        text("PurchaseOrderNumber", 30),
        text("ConversionRateType", 30),
        date("ConversionDate"),
        number("ConversionRate", 24, 12),
        amount("ControlAmount"),
        text("TaxationCountry", 80),
        text("SupplierTaxRegistrationNumber", 50),
        text("RequesterEmail", 320),
        text("PaymentReasonComments", 240),
        text("RemittanceMessageOne", 150),
        text("RemitToSupplier", 360),
        amount("AmountPaid").read_only().fill(Fill::Number(0)),
        text("ValidationStatus", 80)
            .read_only()
            .fill(Fill::Text("Not validated")),
        text("ApprovalStatus", 80)
            .read_only()
            .fill(Fill::Text("Not required")),
        text("PaidStatus", 80)
            .read_only()
            .fill(Fill::Text("Unpaid")),
        text("AccountingStatus", 80)
            .read_only()
            .fill(Fill::Text("Unaccounted")),
        flag("CanceledFlag").read_only().fill(Fill::Flag(false)),
    ];
    Object::new("invoices", "Invoice", "invoices", "InvoiceId", attributes)
        .keys(&[&["InvoiceNumber", "SupplierId"]])
        .reference(super::SUPPLIER)
        .actions(ACTIONS)
        .child(lines())
}

fn lines() -> Object {
    let attributes = vec![
        integer("LineNumber").mandatory(),
        text("LineType", 80)
            .mandatory()
            .one_of(Values::List(LINE_TYPES))
            .fill(Fill::Text("ITEM")),
        amount("LineAmount").mandatory(),
        date("AccountingDate"),
        text("Description", 240),
        text("DistributionCombination", 800),
        text("DistributionSet", 50),
        number("Quantity", 24, 6),
        amount("UnitPrice"),
        text("UOM", 25),
        text("PurchaseOrderNumber", 30),
        integer("PurchaseOrderLineNumber"),
        text("ReceiptNumber", 30),
        text("TaxClassification", 30),
        text("TaxRateName", 150),
        text("ShipToLocationCode", 60),
        text("ProjectNumber", 25),
        text("TaskNumber", 100),
        text("ExpenditureType", 240),
        text("RequesterEmail", 320),
        flag("CanceledFlag").read_only().fill(Fill::Flag(false)),
    ];
    Object::new(
        "invoiceLines",
        "InvoiceLine",
        "invoices/invoiceLines",
        "InvoiceLineId",
        attributes,
    )
    .keys(&[&["LineNumber"]])
    .child(distributions())
}

fn distributions() -> Object {
    let attributes = vec![
        integer("DistributionLineNumber").mandatory(),
        text("DistributionLineType", 80),
        amount("DistributionAmount").mandatory(),
        text("DistributionCombination", 800),
        date("AccountingDate"),
        text("Description", 240),
    ];
    Object::new(
        "invoiceDistributions",
        "InvoiceDistribution",
        "invoices/invoiceLines/invoiceDistributions",
        "InvoiceDistributionId",
        attributes,
    )
    .keys(&[&["DistributionLineNumber"]])
}
