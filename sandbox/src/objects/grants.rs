//! Sponsors, and the awards that they fund.
//!
//! Names of the resources and of their attributes are from general knowledge; the file imports of the same objects
//! (`Gms*.csv`) are what is proven, and with them that an award needs a budget period. The segments of the flexfield are those of the organisation.

use crate::model::{Fill, Object, Reference, Scope, Values, amount, date, integer, text};
use crate::values::{COUNTRIES, CURRENCIES};

const SPONSOR: Reference = Reference {
    collection: "grantsSponsors",
    scope: Scope::Everywhere,
    forms: &[
        ("PrimarySponsorId", "SponsorId"),
        ("PrimarySponsorNumber", "SponsorNumber"),
        ("PrimarySponsorName", "SponsorName"),
    ],
};

/// Who leads the work: a person of the ERP, by the number.
const INVESTIGATOR: Reference = Reference {
    collection: "workers",
    scope: Scope::Everywhere,
    forms: &[("PrincipalInvestigatorNumber", "PersonNumber")],
};

const PROJECT: Reference = Reference {
    collection: "projects",
    scope: Scope::Everywhere,
    forms: &[
        ("ProjectId", "ProjectId"),
        ("ProjectNumber", "ProjectNumber"),
    ],
};

/// Who gives money.
pub(super) fn sponsors() -> Object {
    let attributes = vec![
        text("SponsorNumber", 30).mandatory().in_create(),
        text("SponsorName", 360).mandatory(),
        text("CountryCode", 2).one_of(Values::Codes(COUNTRIES)),
        text("SponsorTypeCode", 30).one_of(Values::List(&["PUBLIC", "PRIVATE"])),
        text("StatusCode", 30)
            .one_of(Values::List(&["ACTIVE", "INACTIVE"]))
            .fill(Fill::Text("ACTIVE")),
        text("ContactEmail", 320),
    ];
    Object::new(
        "grantsSponsors",
        "GrantsSponsor",
        "grantsSponsors",
        "SponsorId",
        attributes,
    )
    .keys(&[&["SponsorNumber"], &["SponsorName"]])
    .child(sponsor_flexfields())
}

fn sponsor_flexfields() -> Object {
    let attributes = vec![
        text("__FLEX_Context", 80),
        text("dueDiligenceOutcome", 30).one_of(Values::List(&["CLEARED", "CONDITIONAL", "FAILED"])),
        date("dueDiligenceDate"),
        date("dueDiligenceExpiry"),
    ];
    Object::new(
        "GrantsSponsorDFF",
        "GrantsSponsorDFF",
        "grantsSponsors/GrantsSponsorDFF",
        "GrantsSponsorFlexfieldId",
        attributes,
    )
    .keys(&[&["__FLEX_Context"]])
}

/// What they give, to which projects.
pub(super) fn awards() -> Object {
    let attributes = vec![
        text("AwardNumber", 300).mandatory().in_create(),
        text("AwardName", 300).mandatory(),
        text("BusinessUnitName", 240).mandatory().in_create(),
        text("ContractTypeName", 240).fill(Fill::Text("Grant")),
        integer("PrimarySponsorId").mandatory(),
        text("PrimarySponsorNumber", 30),
        text("PrimarySponsorName", 360),
        text("PrincipalInvestigatorNumber", 30),
        text("CurrencyCode", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        date("StartDate").mandatory(),
        date("EndDate").mandatory(),
        text("SponsorAwardNumber", 30),
        text("Purpose", 80),
        text("dueDiligenceOutcome", 30),
        date("dueDiligenceExpiry"),
        amount("agreedAmount"),
    ];
    Object::new("awards", "Award", "awards", "AwardId", attributes)
        .keys(&[&["AwardNumber"]])
        .reference(SPONSOR)
        .reference(INVESTIGATOR)
        .needs(
            "AwardBudgetPeriod",
            "An award must have at least one budget period. (GMS_BP_ONE_EXISTS)",
            "GMS_BP_ONE_EXISTS",
        )
        .child(budget_periods())
        .child(fundings())
        .child(projects())
}

fn budget_periods() -> Object {
    let attributes = vec![
        text("BudgetPeriodName", 30).mandatory(),
        date("StartDate").mandatory(),
        date("EndDate").mandatory(),
    ];
    Object::new(
        "AwardBudgetPeriod",
        "AwardBudgetPeriod",
        "awards/AwardBudgetPeriod",
        "BudgetPeriodId",
        attributes,
    )
    .keys(&[&["BudgetPeriodName"]])
}

fn fundings() -> Object {
    let attributes = vec![
        text("IssueNumber", 30).mandatory(),
        text("IssueTypeCode", 30)
            .one_of(Values::List(&["BASE", "SUPPLEMENT"]))
            .fill(Fill::Text("BASE")),
        date("IssueDate").mandatory(),
        amount("FundingAmount").mandatory(),
        text("Description", 240),
    ];
    Object::new(
        "AwardFunding",
        "AwardFunding",
        "awards/AwardFunding",
        "FundingId",
        attributes,
    )
    .keys(&[&["IssueNumber"]])
}

fn projects() -> Object {
    let attributes = vec![
        integer("ProjectId").mandatory(),
        text("ProjectNumber", 25),
        amount("AllocatedAmount"),
    ];
    Object::new(
        "AwardProject",
        "AwardProject",
        "awards/AwardProject",
        "AwardProjectId",
        attributes,
    )
    .keys(&[&["ProjectId"]])
    .reference(PROJECT)
}
