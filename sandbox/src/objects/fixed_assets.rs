//! Fixed assets.
//!
//! Oracle Fusion has no proven transactional REST resource for fixed assets: assets go in by file
//! import. The sandbox offers one in the manner of the other resources, so that asset mappings can
//! be rehearsed; a client must not take it for a fact about the real ERP.

use crate::model::{Fill, Object, Values, amount, date, flag, integer, text};
use crate::values::CURRENCIES;

const YES_NO: Values = Values::List(&["YES", "NO"]);

pub(super) fn object() -> Object {
    let attributes = vec![
        text("AssetNumber", 30).fill(Fill::OwnNumber).in_create(),
        text("BookTypeCode", 30).mandatory().in_create(),
        text("Description", 80).mandatory(),
        text("CategoryCode", 210).mandatory(),
        text("AssetType", 15)
            .one_of(Values::List(&["CAPITALIZED", "CIP", "EXPENSED"]))
            .fill(Fill::Text("CAPITALIZED")),
        integer("Units").fill(Fill::Number(1)),
        amount("Cost").mandatory(),
        amount("SalvageValue"),
        amount("DepreciationReserve"),
        text("CurrencyCode", 15).one_of(Values::List(CURRENCIES)),
        date("DateInService").mandatory(),
        text("DepreciationMethod", 30),
        integer("LifeInMonths"),
        text("DepreciateFlag", 3)
            .one_of(YES_NO)
            .fill(Fill::Text("YES")),
        text("SerialNumber", 35),
        text("TagNumber", 15),
        text("Manufacturer", 360),
        text("Model", 40),
        text("AssetKey", 210),
        text("ParentAssetNumber", 30),
        text("LocationCode", 210),
        text("ExpenseAccount", 800),
        text("AssignedToNumber", 30),
        text("AssignedToName", 240),
        text("SupplierName", 360),
        text("SupplierNumber", 30),
        text("InvoiceNumber", 50),
        text("PurchaseOrderNumber", 30),
        text("ProjectNumber", 25),
        text("OwnershipCode", 15)
            .one_of(Values::List(&["OWNED", "LEASED"]))
            .fill(Fill::Text("OWNED")),
        text("NewUsedCode", 4)
            .one_of(Values::List(&["NEW", "USED"]))
            .fill(Fill::Text("NEW")),
        text("InUseFlag", 3).one_of(YES_NO).fill(Fill::Text("YES")),
        date("WarrantyExpiryDate"),
        flag("RetiredFlag").read_only().fill(Fill::Flag(false)),
    ];
    Object::new(
        "fixedAssets",
        "FixedAsset",
        "fixedAssets",
        "AssetId",
        attributes,
    )
    .keys(&[&["AssetNumber", "BookTypeCode"]])
}
