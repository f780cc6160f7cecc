//! Value sets with their values: the codes that a chart of accounts is made of.
//!
//! Sets are set up in the ERP before anything is loaded, so the sandbox has some from the start. As on a pod, a set is named by its
//! code or by its id: `valueSets/MERIDIAN_ACCOUNT/child/values`. Values of natural accounts have attributes of their own, whose
//! names are from general knowledge of Oracle's guide.

use crate::model::{Object, Values, date, integer, text};

/// The sets that there are, by code and id.
const SETS: &[(&str, i64)] = &[
    ("MERIDIAN_COMPANY", 290_000_000_000_001),
    ("MERIDIAN_OFFICE", 290_000_000_000_002),
    ("MERIDIAN_ACCOUNT", NATURAL_ACCOUNTS),
    ("MERIDIAN_PROGRAMME", 290_000_000_000_004),
    ("MERIDIAN_FUTURE", 290_000_000_000_005),
];

/// The set of natural accounts, against which accounts of journals and invoices are held.
pub(crate) const NATURAL_ACCOUNTS: i64 = 290_000_000_000_003;

/// Where values are kept.
pub(crate) const VALUES: &str = "valueSets/values";

const YES_NO: Values = Values::List(&["Y", "N"]);

pub(super) fn object() -> Object {
    let attributes = vec![
        text("ValueSetCode", 60).read_only(),
        text("Description", 240).read_only(),
    ];
    Object::new(
        "valueSets",
        "ValueSet",
        "valueSets",
        "ValueSetId",
        attributes,
    )
    .standing(SETS)
    .child(values())
}

fn values() -> Object {
    let attributes = vec![
        text("Value", 150).mandatory().in_create(),
        text("Description", 240),
        text("EnabledFlag", 1).mandatory().one_of(YES_NO),
        date("StartDateActive"),
        date("EndDateActive"),
        integer("SortOrder"),
        text("SummaryFlag", 1).one_of(YES_NO),
        text("AllowPosting", 1).one_of(YES_NO),
        text("AllowBudgeting", 1).one_of(YES_NO),
        text("AccountType", 1).one_of(Values::Codes(&[
            ("A", "Asset"),
            ("L", "Liability"),
            ("O", "Owner's equity"),
            ("R", "Revenue"),
            ("E", "Expense"),
        ])),
    ];
    Object::new("values", "ValueSetValue", VALUES, "ValueId", attributes).keys(&[&["Value"]])
}
