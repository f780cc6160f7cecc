//! Projects with tasks, team members, classifications, flexfields and fundings.
//!
//! `ProjectFundings` is an invention of the sandbox: what each sponsor pledged, in its own
//! currency. Oracle Fusion keeps that in awards and contracts; a client must not take the child for
//! a fact about the real ERP.

use crate::model::{Fill, Object, Values, amount, date, flag, integer, number, text};
use crate::values::CURRENCIES;

const STATUSES: &[(&str, &str)] = &[
    ("DRAFT", "Draft"),
    ("SUBMITTED", "Submitted"),
    ("APPROVED", "Approved"),
    ("ACTIVE", "Active"),
    ("ON_HOLD", "On hold"),
    ("PENDING_CLOSE", "Pending close"),
    ("CLOSED", "Closed"),
    ("REJECTED", "Rejected"),
];

pub(super) fn object() -> Object {
    let attributes = vec![
        text("ProjectNumber", 25).fill(Fill::OwnNumber),
        text("ProjectName", 240).mandatory(),
        text("Description", 2000),
        text("SourceTemplateNumber", 25).in_create().not_queryable(),
        text("OwningOrganizationName", 240),
        text("BusinessUnitName", 240),
        text("LegalEntityName", 240),
        date("ProjectStartDate"),
        date("ProjectEndDate"),
        text("ProjectStatus", 80).fill(Fill::Text("Draft")),
        text("ProjectStatusCode", 20),
        text("ProjectCurrencyCode", 15).one_of(Values::List(CURRENCIES)),
        text("ProjectManagerName", 240),
        text("ProjectManagerEmail", 240),
        text("ProjectTypeName", 240),
        text("ProjectUnitName", 240),
        text("SponsorName", 360),
        text("SponsorNumber", 30),
        text("ExternalProjectId", 100),
        text("SourceApplicationCode", 30),
        text("SourceProjectReference", 100).indexed(),
        text("WorkTypeName", 240),
        text("PriorityCode", 30),
        text("ServiceTypeName", 240),
        amount("EstimatedValue"),
        amount("BurdenedCostBudget"),
        flag("BillableFlag").fill(Fill::Flag(false)),
        flag("CapitalizableFlag").fill(Fill::Flag(false)),
        text("TransactionControls", 30),
    ];
    Object::new("projects", "Project", "projects", "ProjectId", attributes)
        .keys(&[&["ProjectNumber"], &["ProjectName"]])
        .pair("ProjectStatus", "ProjectStatusCode", STATUSES)
        .child(tasks())
        .child(team_members())
        .child(classifications())
        .child(flexfields())
        .child(fundings())
}

fn tasks() -> Object {
    let attributes = vec![
        text("TaskNumber", 100).mandatory(),
        text("TaskName", 240).mandatory(),
        text("TaskDescription", 2000),
        text("ParentTaskNumber", 100),
        integer("TaskLevel"),
        date("TaskStartDate"),
        date("TaskFinishDate"),
        text("TaskManagerEmail", 240),
        flag("ChargeableFlag").fill(Fill::Flag(true)),
        flag("BillableFlag").fill(Fill::Flag(false)),
        amount("Budget"),
    ];
    Object::new(
        "Tasks",
        "ProjectTask",
        "projects/Tasks",
        "TaskId",
        attributes,
    )
    .keys(&[&["TaskNumber"]])
}

fn team_members() -> Object {
    let attributes = vec![
        text("PersonName", 240),
        text("PersonEmail", 240).mandatory(),
        text("ProjectRole", 240).mandatory(),
        date("StartDate"),
        date("FinishDate"),
    ];
    let collection = "projects/ProjectTeamMembers";
    Object::new(
        "ProjectTeamMembers",
        "ProjectTeamMember",
        collection,
        "TeamMemberId",
        attributes,
    )
    .keys(&[&["PersonEmail", "ProjectRole"]])
}

fn classifications() -> Object {
    let attributes = vec![
        text("ClassCategory", 240).mandatory(),
        text("ClassCode", 240).mandatory(),
        integer("CodePercentage"),
    ];
    let collection = "projects/ProjectClassifications";
    Object::new(
        "ProjectClassifications",
        "ProjectClassification",
        collection,
        "ProjectClassificationId",
        attributes,
    )
    .keys(&[&["ClassCategory", "ClassCode"]])
}

/// The tags of the results framework; segments are those of the organisation.
fn flexfields() -> Object {
    let attributes = vec![
        text("__FLEX_Context", 80).mandatory(),
        text("outcome", 30),
        text("output", 30),
        text("indicator", 30),
        number("share", 5, 2),
        amount("baseline"),
        amount("target"),
    ];
    Object::new(
        "ProjectDFF",
        "ProjectDFF",
        "projects/ProjectDFF",
        "ProjectFlexfieldId",
        attributes,
    )
    .keys(&[&["__FLEX_Context"]])
}

fn fundings() -> Object {
    let attributes = vec![
        integer("FundingNumber"),
        text("SponsorName", 360).mandatory(),
        text("SponsorNumber", 30),
        text("AgreementNumber", 120),
        amount("Amount").mandatory(),
        text("Currency", 15)
            .mandatory()
            .one_of(Values::List(CURRENCIES)),
        date("PledgeDate"),
        date("StartDate"),
        date("EndDate"),
        text("Description", 240),
    ];
    Object::new(
        "ProjectFundings",
        "ProjectFunding",
        "projects/ProjectFundings",
        "ProjectFundingId",
        attributes,
    )
    .keys(&[&["FundingNumber"], &["AgreementNumber"]])
}
