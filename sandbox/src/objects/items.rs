//! Items of the product hub, each in an organization.
//!
//! Names and lengths follow the item import's control file and an upsert example of Oracle's guide; records are addressed by an
//! opaque key, as on a pod.

use crate::model::{Fill, Object, Operations, Values, amount, number, text};

const STATUSES: &[&str] = &["Active", "Inactive", "Phasing Out"];
const PHASES: &[&str] = &["Design", "Production", "Obsolete"];

/// Units that the sandbox has been set up with, as meanings.
pub(crate) const UNITS: &[&str] = &[
    "Each", "Box", "Kilogram", "Litre", "Metre", "Set", "Pack", "Month", "Day", "Tonne",
];

pub(super) fn object() -> Object {
    let attributes = vec![
        text("ItemNumber", 300).mandatory().in_create(),
        text("OrganizationCode", 18).mandatory().in_create(),
        text("ItemDescription", 240).mandatory(),
        text("LongDescription", 4000),
        text("ItemClass", 400).mandatory(),
        text("PrimaryUOMValue", 25)
            .mandatory()
            .one_of(Values::List(UNITS)),
        text("ItemStatusValue", 30)
            .one_of(Values::List(STATUSES))
            .fill(Fill::Text("Active")),
        text("LifecyclePhaseValue", 30)
            .one_of(Values::List(PHASES))
            .fill(Fill::Text("Production")),
        text("UserItemTypeValue", 80),
        number("UnitWeightQuantity", 20, 6),
        text("WeightUOMValue", 25),
        amount("ListPrice"),
    ];
    Object::new("itemsV2", "Item", "items", "ItemId", attributes)
        .keys(&[&["ItemNumber", "OrganizationCode"]])
        .opaque()
        .operations(Operations {
            create: true,
            update: true,
            delete: false,
        })
}
