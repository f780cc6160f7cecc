//! Business objects around workers whose attributes Oracle's public pages do not list: pay methods, contacts,
//! performance, goals and recruiting.
//!
//! Only the names of these objects are certain, and those of goal plans with their attributes. All other
//! attributes are what a pod is expected to have; its own "View Business Objects" says what it does have.

use super::business::{ASSIGNED, Business, Named, PART, Part};

const CONTACT_TYPES: &[&str] = &["S", "C", "P", "D", "BROTHER", "SISTER", "F", "M"];
const TEAM_ROLES: &[&str] = &["HIRING_MANAGER", "RECRUITER", "COLLABORATOR"];
const DOCUMENT_STATUSES: &[&str] = &["COMPLETED", "IN_PROGRESS", "NOT_STARTED"];
const GOAL_PLAN_TYPES: &[&str] = &["ORA_HRG_WORKER", "ORA_HRG_ORG"];
const OPENINGS: &[&str] = &["DRAFT", "OPEN", "SUSPENDED", "FILLED", "CANCELED"];

/// A worker by the person number that an attribute holds.
const fn person(by: &'static str, id: &'static str) -> Named {
    Named {
        by,
        id,
        part: "Worker",
        there: ("workers", "PersonNumber"),
    }
}

const MEMBER: &[Named] = &[person("PersonNumber", "PersonId")];
const RELATED: &[Named] = &[person("RelatedPersonNumber", "RelatedPersonId")];
const SUBMITTER: &[Named] = &[person(
    "ReqSubmittedByPersonNumber",
    "ReqSubmittedByPersonId",
)];

pub(super) const PAYMENT_METHOD: Business = Business {
    name: "PersonalPaymentMethod",
    resource: "personalPaymentMethods",
    parts: &[Part {
        name: "PersonalPaymentMethod",
        attributes: &[
            ("AssignmentNumber", "AssignmentNumber"),
            ("LegislativeDataGroupName", "LegislativeDataGroupName"),
            ("PersonalPaymentMethodCode", "PersonalPaymentMethodCode"),
            (
                "OrganizationPaymentMethodCode",
                "OrganizationPaymentMethodCode",
            ),
            ("EffectiveStartDate", "EffectiveStartDate"),
            ("PaymentAmountType", "PaymentAmountType"),
            ("Percentage", "Percentage"),
            ("Priority", "Priority"),
            ("BankCountryCode", "BankCountryCode"),
            ("BankName", "BankName"),
            ("BankAccountNumber", "BankAccountNumber"),
        ],
        user_key: &["AssignmentNumber", "PersonalPaymentMethodCode"],
        references: ASSIGNED,
        lists: &[("PaymentAmountType", "PAY_PPM_AMOUNT_TYPE", &["P", "M"])],
        ..PART
    }],
    needed: &[],
};

pub(super) const CONTACT: Business = Business {
    name: "Contact",
    resource: "contacts",
    parts: &[
        Part {
            name: "Contact",
            attributes: &[
                ("EffectiveStartDate", ""),
                ("EffectiveEndDate", ""),
                ("PersonNumber", "PersonNumber"),
                ("StartDate", ""),
                ("DateOfBirth", "DateOfBirth"),
            ],
            user_key: &["PersonNumber"],
            ..PART
        },
        Part {
            name: "ContactName",
            child: &["names"],
            attributes: &[
                ("EffectiveStartDate", "EffectiveStartDate"),
                ("EffectiveEndDate", ""),
                ("NameType", ""),
                ("LegislationCode", "LegislationCode"),
                ("LastName", "LastName"),
                ("FirstName", "FirstName"),
            ],
            parent: Some(("Contact", "PersonId")),
            user_key: &["LegislationCode"],
            ..PART
        },
        Part {
            name: "ContactRelationship",
            child: &["relationships"],
            attributes: &[
                ("EffectiveStartDate", "EffectiveStartDate"),
                ("EffectiveEndDate", ""),
                ("RelatedPersonNumber", "RelatedPersonNumber"),
                ("ContactType", "ContactType"),
                ("EmergencyContactFlag", "EmergencyContactFlag"),
                ("DependentFlag", "DependentFlag"),
            ],
            parent: Some(("Contact", "PersonId")),
            user_key: &["RelatedPersonNumber"],
            references: RELATED,
            lists: &[("ContactType", "CONTACT", CONTACT_TYPES)],
            ..PART
        },
    ],
    needed: &["ContactName", "ContactRelationship"],
};

pub(super) const PERFORMANCE: Business = Business {
    name: "PerfDocComplete",
    resource: "performanceEvaluations",
    parts: &[Part {
        name: "PerfDocComplete",
        attributes: &[
            ("PersonNumber", "PersonNumber"),
            ("ReviewPeriodName", "ReviewPeriodName"),
            ("CustomaryName", "CustomaryName"),
            ("PeriodStartDate", "PeriodStartDate"),
            ("PeriodEndDate", "PeriodEndDate"),
            ("DocumentStatusCode", "DocumentStatusCode"),
            ("OverallRating", "OverallRating"),
        ],
        user_key: &["PersonNumber", "ReviewPeriodName"],
        references: MEMBER,
        lists: &[("DocumentStatusCode", "HRA_DOC_STATUS", DOCUMENT_STATUSES)],
        ..PART
    }],
    needed: &[],
};

pub(super) const GOAL_PLAN: Business = Business {
    name: "GoalPlan",
    resource: "goalPlans",
    parts: &[Part {
        name: "GoalPlan",
        attributes: &[
            ("GoalPlanExternalId", "GoalPlanExternalId"),
            ("GoalPlanName", "GoalPlanName"),
            ("GoalPlanTypeCode", "GoalPlanTypeCode"),
            ("GoalPlanActiveFlag", "GoalPlanActiveFlag"),
            ("EnableWeightingFlag", "EnableWeightingFlag"),
            ("StartDate", "StartDate"),
            ("EndDate", "EndDate"),
            ("EnforceGoalWeightFlag", "EnforceGoalWeightFlag"),
            ("GoalAccessLevelCode", "GoalAccessLevelCode"),
            ("IncludeInPerfdocFlag", "IncludeInPerfdocFlag"),
            ("ReqSubmittedByPersonNumber", "ReqSubmittedByPersonNumber"),
            ("RequestSubmissionDate", "RequestSubmissionDate"),
            ("ReviewPeriodName", "ReviewPeriodName"),
        ],
        user_key: &["GoalPlanExternalId"],
        references: SUBMITTER,
        lists: &[("GoalPlanTypeCode", "HRG_GOAL_PLAN_TYPE", GOAL_PLAN_TYPES)],
        ..PART
    }],
    needed: &[],
};

const CANDIDATE_ABOVE: Option<(&str, &str)> = Some(("Candidate", "CandidateId"));

pub(super) const CANDIDATE: Business = Business {
    name: "Candidate",
    resource: "recruitingCandidates",
    parts: &[
        Part {
            name: "Candidate",
            attributes: &[
                ("CandidateNumber", "CandidateNumber"),
                ("PreferredLanguage", "PreferredLanguage"),
                ("AvailabilityDate", "AvailabilityDate"),
            ],
            user_key: &["CandidateNumber"],
            ..PART
        },
        Part {
            name: "CandidateName",
            child: &["names"],
            attributes: &[
                ("LegislationCode", "LegislationCode"),
                ("LastName", "LastName"),
                ("FirstName", "FirstName"),
            ],
            parent: CANDIDATE_ABOVE,
            user_key: &["LastName"],
            ..PART
        },
        Part {
            name: "CandidateEmail",
            child: &["emails"],
            attributes: &[("EmailType", "EmailType"), ("EmailAddress", "EmailAddress")],
            parent: CANDIDATE_ABOVE,
            user_key: &["EmailType"],
            ..PART
        },
        Part {
            name: "CandidatePhone",
            child: &["phones"],
            attributes: &[("PhoneType", "PhoneType"), ("PhoneNumber", "PhoneNumber")],
            parent: CANDIDATE_ABOVE,
            user_key: &["PhoneType"],
            ..PART
        },
    ],
    needed: &["CandidateName"],
};

pub(super) const REQUISITION: Business = Business {
    name: "JobRequisition",
    resource: "recruitingJobRequisitions",
    parts: &[
        Part {
            name: "JobRequisition",
            attributes: &[
                ("RequisitionNumber", "RequisitionNumber"),
                ("RequisitionTitle", "RequisitionTitle"),
                ("BusinessUnitName", "BusinessUnitName"),
                ("NumberOfOpenings", "NumberOfOpenings"),
                ("OpenDate", "OpenDate"),
                ("RequisitionStatusCode", "RequisitionStatusCode"),
            ],
            user_key: &["RequisitionNumber"],
            lists: &[("RequisitionStatusCode", "IRC_REQ_STATUS", OPENINGS)],
            ..PART
        },
        Part {
            name: "HiringTeam",
            child: &["hiringTeam"],
            attributes: &[
                ("PersonNumber", "PersonNumber"),
                ("TeamMemberType", "TeamMemberType"),
            ],
            parent: Some(("JobRequisition", "JobRequisitionId")),
            user_key: &["PersonNumber"],
            references: MEMBER,
            lists: &[("TeamMemberType", "IRC_HIRING_TEAM", TEAM_ROLES)],
            ..PART
        },
    ],
    needed: &["HiringTeam"],
};
