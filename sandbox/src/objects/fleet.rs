//! Vehicles and other maintained assets, readings of their meters, and the work that was done on them.
//!
//! Names of the resources, of their children and of required attributes are those of Oracle's description of supply chain
//! management; lengths, the other attributes and the lists of values are from general knowledge. The segments of flexfields
//! are those of the organisation.

use crate::model::{
    Fill, Object, Reference, Scope, Values, amount, date, flag, integer, number, text,
};
use crate::values::CURRENCIES;

/// The maintained asset, by id or number.
const ASSET: Reference = Reference {
    collection: "installedBaseAssets",
    scope: Scope::Everywhere,
    forms: &[("AssetId", "AssetId"), ("AssetNumber", "AssetNumber")],
};

/// The fixed asset that stands in the books for the same thing.
const FIXED_ASSET: Reference = Reference {
    collection: "fixedAssets",
    scope: Scope::Everywhere,
    forms: &[
        ("FixedAssetId", "AssetId"),
        ("FixedAssetNumber", "AssetNumber"),
    ],
};

pub(super) fn assets() -> Object {
    let attributes = vec![
        text("AssetNumber", 80).mandatory().in_create(),
        text("Description", 240),
        integer("ItemId").mandatory(),
        integer("OperatingOrganizationId").mandatory(),
        number("Quantity", 24, 6).mandatory(),
        text("UOMCode", 3).mandatory(),
        flag("MaintainableFlag").mandatory(),
        text("CurrentLocationContextCode", 30)
            .mandatory()
            .one_of(Values::List(&[
                "INTERNAL_LOCATION",
                "WORK_CENTER",
                "EXTERNAL",
            ])),
        text("SerialNumber", 80),
        date("InServiceDate"),
        text("CostCenter", 60),
    ];
    Object::new(
        "installedBaseAssets",
        "InstalledBaseAsset",
        "installedBaseAssets",
        "AssetId",
        attributes,
    )
    .keys(&[&["AssetNumber"]])
    .child(flexfields())
    .child(meters())
    .child(associations())
}

fn flexfields() -> Object {
    let attributes = vec![
        text("__FLEX_Context", 80),
        text("plateNumber", 30),
        text("fuelType", 30).one_of(Values::List(&["DIESEL", "PETROL", "ELECTRIC", "HYBRID"])),
        text("driverPersonNumber", 30),
        integer("modelYear"),
    ];
    Object::new(
        "assetDFF",
        "AssetDFF",
        "installedBaseAssets/assetDFF",
        "AssetFlexfieldId",
        attributes,
    )
    .keys(&[&["__FLEX_Context"]])
}

fn meters() -> Object {
    let attributes = vec![
        text("MeterCode", 80).mandatory(),
        number("InitialReadingValue", 24, 6),
        date("ActiveStartDate"),
        date("ActiveEndDate"),
        number("DailyUtilizationRate", 24, 6),
        flag("AllowInMaintProgramFlag").fill(Fill::Flag(true)),
    ];
    Object::new(
        "meters",
        "AssetMeter",
        "installedBaseAssets/meters",
        "MeterId",
        attributes,
    )
    .keys(&[&["MeterCode"]])
}

fn associations() -> Object {
    let attributes = vec![
        text("FaBookTypeCode", 30),
        integer("FixedAssetId").mandatory(),
        text("FixedAssetNumber", 30),
        date("ActiveStartDate"),
        date("ActiveEndDate"),
    ];
    Object::new(
        "fixedAssetAssociations",
        "FixedAssetAssociation",
        "installedBaseAssets/fixedAssetAssociations",
        "FaAssociationId",
        attributes,
    )
    .keys(&[&["FixedAssetId"]])
    .reference(FIXED_ASSET)
}

/// What a meter showed on a day.
pub(super) fn readings() -> Object {
    let attributes = vec![
        integer("AssetId").mandatory().in_create(),
        text("AssetNumber", 80),
        text("MeterCode", 80).mandatory().in_create(),
        date("ReadingDate").mandatory().in_create(),
        number("DisplayedValue", 24, 6).mandatory(),
        text("Comments", 240),
    ];
    Object::new(
        "meterReadings",
        "MeterReading",
        "meterReadings",
        "MeterReadingId",
        attributes,
    )
    .keys(&[&["AssetNumber", "MeterCode", "ReadingDate"]])
    .reference(ASSET)
}

/// Work on an asset, planned or done.
pub(super) fn work_orders() -> Object {
    let attributes = vec![
        text("WorkOrderNumber", 120).mandatory().in_create(),
        text("WorkOrderDescription", 240),
        integer("InventoryItemId").mandatory(),
        number("PlannedStartQuantity", 24, 6).mandatory(),
        text("UOMCode", 3).mandatory(),
        text("WorkOrderTypeCode", 30)
            .mandatory()
            .one_of(Values::List(&["PREVENTIVE", "CORRECTIVE", "REFUEL"])),
        text("WorkOrderStatusCode", 30)
            .one_of(Values::List(&[
                "ORA_UNRELEASED",
                "ORA_RELEASED",
                "ORA_CLOSED",
            ]))
            .fill(Fill::Text("ORA_UNRELEASED")),
        date("PlannedStartDate"),
        integer("AssetId").mandatory(),
        text("AssetNumber", 80),
    ];
    Object::new(
        "maintenanceWorkOrders",
        "MaintenanceWorkOrder",
        "maintenanceWorkOrders",
        "WorkOrderId",
        attributes,
    )
    .keys(&[&["WorkOrderNumber"]])
    .reference(ASSET)
    .child(work_order_flexfields())
}

fn work_order_flexfields() -> Object {
    let attributes = vec![
        text("__FLEX_Context", 80),
        number("litres", 24, 6),
        amount("cost"),
        text("currencyCode", 15).one_of(Values::List(CURRENCIES)),
        integer("odometer"),
    ];
    Object::new(
        "WorkOrderDFF",
        "WorkOrderDFF",
        "maintenanceWorkOrders/WorkOrderDFF",
        "WorkOrderFlexfieldId",
        attributes,
    )
    .keys(&[&["__FLEX_Context"]])
}
