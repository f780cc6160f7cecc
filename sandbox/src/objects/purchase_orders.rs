//! Purchase orders: created as drafts, read as orders, both over the same records.
//!
//! A line may carry quantity, price and amount itself; schedules and distributions are optional.
//! In Oracle Fusion an order appears under `purchaseOrders` after its draft is submitted; here it is
//! visible there at once, with the status `INCOMPLETE` until it is submitted.

use crate::model::{
    Action, Fill, Object, Operations, Values, amount, date, flag, integer, number, text,
};
use crate::values::CURRENCIES;

const SUBMIT: &[Action] = &[Action {
    name: "submit",
    sets: &[("Status", "OPEN")],
    result: "The purchase order was submitted.",
    again: Some("The purchase order has been submitted already."),
}];

/// The resource that creates orders.
pub(super) fn draft() -> Object {
    describe("draftPurchaseOrders").actions(SUBMIT)
}

/// The resource that reads and changes orders, and creates none.
pub(super) fn order() -> Object {
    describe("purchaseOrders").operations(Operations {
        create: false,
        update: true,
        delete: false,
    })
}

fn describe(name: &'static str) -> Object {
    let attributes = vec![
        text("OrderNumber", 30).fill(Fill::OwnNumber).in_create(),
        text("Status", 25)
            .read_only()
            .fill(Fill::Text("INCOMPLETE")),
        text("ProcurementBU", 240).mandatory().in_create(),
        text("RequisitioningBU", 240).fill(Fill::CopyOf("ProcurementBU")),
        text("BillToBU", 240).fill(Fill::CopyOf("ProcurementBU")),
        text("SoldToLegalEntity", 240),
        text("DocumentStyle", 240).fill(Fill::Text("Purchase Order")),
        text("Buyer", 240),
        text("BuyerEmail", 240),
        text("Supplier", 360).mandatory(),
        text("SupplierNumber", 30),
        integer("SupplierId").indexed(),
        text("SupplierSite", 240),
        text("SupplierContact", 360),
        text("SupplierOrder", 50),
        text("CurrencyCode", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        text("ConversionRateTypeCode", 30),
        date("ConversionRateDate"),
        number("ConversionRate", 24, 12),
        text("Description", 240),
        date("OrderDate").fill(Fill::Today),
        text("PaymentTerms", 50),
        text("FreightTerms", 80),
        text("FOB", 80),
        text("Carrier", 360),
        text("BillToLocation", 60),
        text("DefaultShipToLocation", 60),
        text("NoteToSupplier", 1000),
        text("NoteToReceiver", 1000),
        text("ReferenceNumber", 120),
        text("SourceAgreement", 30),
        text("BudgetControlFlag", 1).one_of(Values::List(&["Y", "N"])),
        flag("ConfirmingOrderFlag").fill(Fill::Flag(false)),
        amount("OrderedAmount"),
        amount("Total"),
    ];
    Object::new(
        name,
        "PurchaseOrder",
        "purchaseOrders",
        "POHeaderId",
        attributes,
    )
    .keys(&[&["OrderNumber", "ProcurementBU"]])
    .reference(super::SUPPLIER)
    .child(lines())
}

fn lines() -> Object {
    let attributes = vec![
        integer("LineNumber").mandatory(),
        text("LineType", 30).fill(Fill::Text("Goods")),
        text("Status", 25)
            .read_only()
            .fill(Fill::Text("INCOMPLETE")),
        text("Item", 300),
        text("Description", 240).mandatory(),
        text("Category", 250),
        text("CategoryCode", 250),
        number("Quantity", 24, 6),
        text("UOM", 25),
        text("UOMCode", 3),
        amount("Price"),
        amount("Amount"),
        date("NeedByDate"),
        date("RequestedDeliveryDate"),
        text("ShipToLocation", 60),
        text("SupplierItem", 300),
        text("NoteToSupplier", 1000),
        text("DistributionCombination", 800),
        text("ProjectNumber", 25),
        text("TaskNumber", 100),
        flag("NegotiatedFlag").fill(Fill::Flag(false)),
    ];
    Object::new(
        "lines",
        "PurchaseOrderLine",
        "purchaseOrders/lines",
        "POLineId",
        attributes,
    )
    .keys(&[&["LineNumber"]])
    .child(schedules())
}

fn schedules() -> Object {
    let attributes = vec![
        integer("ScheduleNumber").mandatory(),
        number("Quantity", 24, 6),
        amount("Amount"),
        text("ShipToLocation", 60),
        text("ShipToOrganization", 240),
        text("ShipToOrganizationCode", 18),
        date("RequestedDeliveryDate"),
        date("PromisedDeliveryDate"),
        text("DestinationType", 25),
        text("DestinationTypeCode", 25).one_of(Values::List(&["EXPENSE", "INVENTORY"])),
    ];
    let collection = "purchaseOrders/lines/schedules";
    Object::new(
        "schedules",
        "PurchaseOrderSchedule",
        collection,
        "LineLocationId",
        attributes,
    )
    .keys(&[&["ScheduleNumber"]])
    .child(distributions())
}

fn distributions() -> Object {
    let attributes = vec![
        integer("DistributionNumber").mandatory(),
        number("Quantity", 24, 6),
        amount("Amount"),
        text("POChargeAccount", 800),
        text("RequesterEmail", 240),
        text("DeliverToLocation", 60),
        text("ProjectNumber", 25),
        text("TaskNumber", 100),
        date("BudgetDate"),
    ];
    let collection = "purchaseOrders/lines/schedules/distributions";
    Object::new(
        "distributions",
        "PurchaseOrderDistribution",
        collection,
        "PODistributionId",
        attributes,
    )
    .keys(&[&["DistributionNumber"]])
}
