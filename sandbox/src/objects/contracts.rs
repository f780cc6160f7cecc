//! Contracts of procurement, with their parties, lines and deliverables.
//!
//! Attributes of the header and of parties, the path by `ContractId`, the actions and the codes of refusals were seen on a
//! real tenant. Those of lines and deliverables, and `PartyName`, are from general knowledge. Only parties that are
//! suppliers are kept here, so contracts of the buying side are those that can be rehearsed.

use crate::model::{
    Action, Fill, Object, Reference, Scope, Values, amount, date, integer, number, text,
};
use crate::values::CURRENCIES;

const ACTIONS: &[Action] = &[
    Action {
        name: "submitForApproval",
        sets: &[("StsCode", "PENDING_APPROVAL")],
        result: "The contract was submitted for approval.",
        again: None,
    },
    Action {
        name: "sign",
        sets: &[("StsCode", "ACTIVE")],
        result: "The contract was signed.",
        again: None,
    },
];

/// A party is a supplier, by its party or by its name.
const PARTY: Reference = Reference {
    collection: "suppliers",
    scope: Scope::Everywhere,
    forms: &[("PartyId", "SupplierPartyId"), ("PartyName", "Supplier")],
};

const PRIMARY_PARTY: Reference = Reference {
    collection: "suppliers",
    scope: Scope::Everywhere,
    forms: &[
        ("PrimaryPartyId", "SupplierPartyId"),
        ("PrimaryPartyName", "Supplier"),
    ],
};

pub(super) fn object() -> Object {
    let attributes = vec![
        text("ContractNumber", 120)
            .fill(Fill::OwnNumber)
            .in_create(),
        text("Cognomen", 300),
        integer("OrgId").mandatory().in_create(),
        integer("LegalEntityId"),
        integer("ContractTypeId").mandatory().in_create(),
        text("BuyOrSell", 1)
            .mandatory()
            .in_create()
            .one_of(Values::List(&["B", "S"])),
        text("StsCode", 30).read_only().fill(Fill::Text("DRAFT")),
        date("StartDate").mandatory(),
        date("EndDate"),
        text("CurrencyCode", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        amount("EstimatedAmount"),
        text("AuthoringPartyCode", 30).one_of(Values::List(&["INTERNAL", "COUNTER"])),
        integer("PrimaryPartyId").indexed(),
        text("PrimaryPartyName", 360),
        text("Description", 2000),
    ];
    Object::new(
        "contracts",
        "Contract",
        "contracts",
        "ContractId",
        attributes,
    )
    .keys(&[&["ContractNumber", "ContractTypeId", "BuyOrSell"]])
    .taken(
        "A contract with the same number, type and intent already exists. (OKC-195788)",
        "OKC-195788",
    )
    .reference(PRIMARY_PARTY)
    .actions(ACTIONS)
    .child(parties())
    .child(flexfields())
    .child(lines())
    .child(deliverables())
}

fn parties() -> Object {
    let attributes = vec![
        text("PartyRoleCode", 30).mandatory().one_of(Values::List(&[
            "SUPPLIER",
            "CUSTOMER",
            "THIRD_PARTY",
        ])),
        integer("PartyId").mandatory(),
        text("PartyName", 360),
    ];
    Object::new(
        "ContractParty",
        "ContractParty",
        "contracts/ContractParty",
        "ContractPartyId",
        attributes,
    )
    .keys(&[&["PartyRoleCode", "PartyId"]])
    .reference(PARTY)
}

/// Segments are those of the organisation; a pod has its own.
fn flexfields() -> Object {
    let attributes = vec![
        text("__FLEX_Context", 80),
        integer("supplierId"),
        integer("assessmentScore"),
        date("assessmentDate"),
        date("assessmentExpiry"),
        text("legacyNumber", 120),
    ];
    Object::new(
        "ContractHeaderFlexfieldVA",
        "ContractHeaderFlexfield",
        "contracts/ContractHeaderFlexfieldVA",
        "ContractFlexfieldId",
        attributes,
    )
    .keys(&[&["__FLEX_Context"]])
}

fn lines() -> Object {
    let attributes = vec![
        text("LineNumber", 150).mandatory(),
        text("ItemName", 300),
        text("ItemDescription", 1995).mandatory(),
        number("Quantity", 24, 6),
        text("UOMCode", 30),
        amount("UnitPrice"),
        amount("LineAmount"),
        date("StartDate"),
        date("EndDate"),
        text("ProjectNumber", 25),
        text("TaskNumber", 100),
    ];
    Object::new(
        "ContractLine",
        "ContractLine",
        "contracts/ContractLine",
        "LineId",
        attributes,
    )
    .keys(&[&["LineNumber"]])
}

fn deliverables() -> Object {
    let attributes = vec![
        text("DeliverableNumber", 30).mandatory(),
        text("DeliverableName", 1000).mandatory(),
        date("DueDate").mandatory(),
        amount("Amount"),
        text("StatusCode", 30)
            .one_of(Values::List(&["OPEN", "COMPLETED", "CANCELLED"]))
            .fill(Fill::Text("OPEN")),
    ];
    Object::new(
        "ContractDeliverable",
        "ContractDeliverable",
        "contracts/ContractDeliverable",
        "DeliverableId",
        attributes,
    )
    .keys(&[&["DeliverableNumber"]])
}
