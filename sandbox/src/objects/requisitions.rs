//! Purchase requisitions with their lines and distributions.
//!
//! The resource is Oracle's; the names of its attributes are from general knowledge of its guide.

use super::items::UNITS;
use crate::model::{Action, Fill, Object, Operations, Values, amount, date, integer, number, text};
use crate::values::CURRENCIES;

const SUBMIT: &[Action] = &[Action {
    name: "submitRequisition",
    sets: &[("DocumentStatus", "Pending approval")],
    result: "SUCCESS",
    again: Some("The requisition has been submitted already."),
}];

pub(super) fn object() -> Object {
    let attributes = vec![
        text("Requisition", 64).fill(Fill::OwnNumber).in_create(),
        text("RequisitioningBU", 240).mandatory().in_create(),
        text("PreparerEmail", 240).mandatory(),
        text("Description", 240),
        text("Justification", 1000),
        text("DocumentStatus", 80)
            .read_only()
            .fill(Fill::Text("Incomplete")),
        text("InterfaceSourceCode", 25),
    ];
    Object::new(
        "purchaseRequisitions",
        "PurchaseRequisition",
        "purchaseRequisitions",
        "RequisitionHeaderId",
        attributes,
    )
    .keys(&[&["Requisition", "RequisitioningBU"]])
    .operations(Operations {
        create: true,
        update: true,
        delete: true,
    })
    .actions(SUBMIT)
    .child(lines())
}

fn lines() -> Object {
    let attributes = vec![
        integer("LineNumber").mandatory(),
        text("LineType", 30).fill(Fill::Text("Goods")),
        text("Item", 300),
        text("ItemDescription", 240).mandatory(),
        text("CategoryName", 250).mandatory(),
        number("Quantity", 24, 6),
        text("UOM", 25).one_of(Values::List(UNITS)),
        amount("Price"),
        amount("Amount"),
        text("CurrencyCode", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        date("RequestedDeliveryDate").mandatory(),
        text("DestinationType", 25).mandatory(),
        text("DestinationOrganizationCode", 18),
        text("DeliverToLocationCode", 60).mandatory(),
        text("RequesterEmail", 240).mandatory(),
    ];
    Object::new(
        "lines",
        "PurchaseRequisitionLine",
        "purchaseRequisitions/lines",
        "RequisitionLineId",
        attributes,
    )
    .keys(&[&["LineNumber"]])
}
