//! Performance documents, candidates and requisitions, which resources show, and pay methods, contacts and goal plans,
//! which none shows: data sets alone write them.

use super::workers::loaded;
use crate::model::{Object, amount, date, flag, integer, number, text};

pub(super) fn performance() -> Object {
    let own = vec![
        text("PersonNumber", 30).mandatory().indexed(),
        text("ReviewPeriodName", 240).mandatory(),
        text("CustomaryName", 400).mandatory(),
        date("PeriodStartDate"),
        date("PeriodEndDate"),
        text("DocumentStatusCode", 30),
        number("OverallRating", 5, 2),
    ];
    loaded(Object::new(
        "performanceEvaluations",
        "PerformanceEvaluation",
        "performanceEvaluations",
        "EvaluationId",
        own,
    ))
    .keys(&[&["PersonNumber", "ReviewPeriodName"]])
}

pub(super) fn candidates() -> Object {
    let own = vec![
        text("CandidateNumber", 30).mandatory(),
        text("PreferredLanguage", 30),
        date("AvailabilityDate"),
    ];
    let names = vec![
        text("LegislationCode", 30),
        text("LastName", 150).mandatory(),
        text("FirstName", 150),
    ];
    let emails = vec![text("EmailType", 30), text("EmailAddress", 240).mandatory()];
    let phones = vec![text("PhoneType", 30), text("PhoneNumber", 60).mandatory()];
    let child = |name, singular, collection, id, own| {
        loaded(Object::new(name, singular, collection, id, own))
    };
    loaded(Object::new(
        "recruitingCandidates",
        "Candidate",
        "recruitingCandidates",
        "CandidateId",
        own,
    ))
    .keys(&[&["CandidateNumber"]])
    .child(child(
        "names",
        "CandidateName",
        "recruitingCandidates/names",
        "NameId",
        names,
    ))
    .child(child(
        "emails",
        "CandidateEmail",
        "recruitingCandidates/emails",
        "EmailId",
        emails,
    ))
    .child(child(
        "phones",
        "CandidatePhone",
        "recruitingCandidates/phones",
        "PhoneId",
        phones,
    ))
}

pub(super) fn requisitions() -> Object {
    let own = vec![
        text("RequisitionNumber", 240).mandatory(),
        text("RequisitionTitle", 240).mandatory(),
        text("BusinessUnitName", 240),
        integer("NumberOfOpenings"),
        date("OpenDate"),
        text("RequisitionStatusCode", 30),
    ];
    let team = vec![
        text("PersonNumber", 30).mandatory(),
        text("TeamMemberType", 30),
    ];
    loaded(Object::new(
        "recruitingJobRequisitions",
        "JobRequisition",
        "recruitingJobRequisitions",
        "RequisitionId",
        own,
    ))
    .keys(&[&["RequisitionNumber"]])
    .child(loaded(Object::new(
        "hiringTeam",
        "HiringTeamMember",
        "recruitingJobRequisitions/hiringTeam",
        "HiringTeamMemberId",
        team,
    )))
}

pub(super) fn payment_methods() -> Object {
    let own = vec![
        text("AssignmentNumber", 30).mandatory().indexed(),
        text("LegislativeDataGroupName", 240).mandatory(),
        text("PersonalPaymentMethodCode", 80).mandatory(),
        text("OrganizationPaymentMethodCode", 80).mandatory(),
        date("EffectiveStartDate").mandatory(),
        text("PaymentAmountType", 30),
        amount("Percentage"),
        integer("Priority"),
        text("BankCountryCode", 2),
        text("BankName", 360),
        text("BankAccountNumber", 100),
    ];
    loaded(Object::new(
        "personalPaymentMethods",
        "PersonalPaymentMethod",
        "personalPaymentMethods",
        "PersonalPaymentMethodId",
        own,
    ))
    .keys(&[&["AssignmentNumber", "PersonalPaymentMethodCode"]])
}

pub(super) fn contacts() -> Object {
    let own = vec![text("PersonNumber", 30).mandatory(), date("DateOfBirth")];
    let names = vec![
        date("EffectiveStartDate"),
        text("LegislationCode", 30),
        text("LastName", 150).mandatory(),
        text("FirstName", 150),
    ];
    let relationships = vec![
        date("EffectiveStartDate"),
        text("RelatedPersonNumber", 30).mandatory(),
        text("ContactType", 30).mandatory(),
        flag("EmergencyContactFlag"),
        flag("DependentFlag"),
    ];
    loaded(Object::new(
        "contacts",
        "Contact",
        "contacts",
        "ContactId",
        own,
    ))
    .keys(&[&["PersonNumber"]])
    .child(loaded(Object::new(
        "names",
        "ContactName",
        "contacts/names",
        "NameId",
        names,
    )))
    .child(loaded(Object::new(
        "relationships",
        "ContactRelationship",
        "contacts/relationships",
        "ContactRelationshipId",
        relationships,
    )))
}

pub(super) fn goal_plans() -> Object {
    let own = vec![
        text("GoalPlanExternalId", 240).mandatory(),
        text("GoalPlanName", 240).mandatory(),
        text("GoalPlanTypeCode", 30).mandatory(),
        flag("GoalPlanActiveFlag"),
        flag("EnableWeightingFlag"),
        date("StartDate").mandatory(),
        date("EndDate"),
        flag("EnforceGoalWeightFlag"),
        text("GoalAccessLevelCode", 30),
        flag("IncludeInPerfdocFlag"),
        text("ReqSubmittedByPersonNumber", 30).mandatory(),
        date("RequestSubmissionDate"),
        text("ReviewPeriodName", 240),
    ];
    loaded(Object::new(
        "goalPlans",
        "GoalPlan",
        "goalPlans",
        "GoalPlanId",
        own,
    ))
    .keys(&[&["GoalPlanExternalId"]])
}
