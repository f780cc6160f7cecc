//! The business objects that data sets may hold, and where their components are kept.
//!
//! Components and attributes are those that Oracle's guide names and that a pod was seen to take. What a component
//! has beside them is unknown here and rejects the file, as it does there.

use super::talent;
use crate::values::COUNTRIES;

/// A top-level business object: the only thing that a file may be named after.
#[derive(Debug)]
pub(super) struct Business {
    pub(super) name: &'static str,
    /// The resource that shows its records.
    pub(super) resource: &'static str,
    /// Its components; the first is the object itself.
    pub(super) parts: &'static [Part],
    /// Components without which a new record is none.
    pub(super) needed: &'static [&'static str],
}

/// A component.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: &'static str,
    /// The child collection that keeps it, from the resource on; empty for the object itself.
    pub(super) child: &'static [&'static str],
    /// Attributes, and under which name the resource keeps each; empty where it keeps none.
    pub(super) attributes: &'static [(&'static str, &'static str)],
    /// The component above, and the attribute that names it by its source key.
    pub(super) parent: Option<(&'static str, &'static str)>,
    /// Attributes by which people know a record of it, beside what names its parent.
    pub(super) user_key: &'static [&'static str],
    /// Attributes that name a record of another object, and how.
    pub(super) references: &'static [Named],
    /// Attributes with a list of values: the list's name, and the values.
    pub(super) lists: &'static [(&'static str, &'static str, &'static [&'static str])],
    /// Whether the resource does not show it.
    pub(super) hidden: bool,
}

/// An attribute that names a record of another object.
#[derive(Debug)]
pub(super) struct Named {
    /// The attribute that holds its user key.
    pub(super) by: &'static str,
    /// The attribute that would hold its id, as messages name it and as `…(SourceSystemId)` says it.
    pub(super) id: &'static str,
    /// The component that is meant, where its source key may stand in place of the user key.
    pub(super) part: &'static str,
    /// The collection, and its attribute of the user key.
    pub(super) there: (&'static str, &'static str),
}

pub(super) const PART: Part = Part {
    name: "",
    child: &[],
    attributes: &[],
    parent: None,
    user_key: &[],
    references: &[],
    lists: &[],
    hidden: false,
};

const PERSON: Option<(&str, &str)> = Some(("Worker", "PersonId"));
const ACTIONS: &[&str] = &[
    "HIRE",
    "ADD_CWK",
    "ADD_NON_WKR",
    "REHIRE",
    "ASG_CHANGE",
    "TRANSFER",
    "PROMOTION",
    "CHANGE_SALARY",
];
const WORKER_TYPES: &[&str] = &["E", "C", "N", "P"];
const PHONE_TYPES: &[&str] = &["W1", "W2", "WM", "WF", "H1", "H2", "HM", "HF", "O"];
const EMAIL_TYPES: &[&str] = &["W1", "W2", "H1", "H2"];
const STATUSES: &[&str] = &[
    "ACTIVE_PROCESS",
    "ACTIVE_NO_PROCESS",
    "SUSPEND_PROCESS",
    "INACTIVE_PROCESS",
];

/// The codes of the countries.
pub(super) fn is_country(code: &str) -> bool {
    COUNTRIES.iter().any(|(known, _)| *known == code)
}

const WORKER: &[Part] = &[
    Part {
        name: "Worker",
        attributes: &[
            ("EffectiveStartDate", ""),
            ("EffectiveEndDate", ""),
            ("PersonNumber", "PersonNumber"),
            ("StartDate", ""),
            ("DateOfBirth", "DateOfBirth"),
            ("CountryOfBirth", "CountryOfBirth"),
            ("TownOfBirth", "TownOfBirth"),
            ("ActionCode", ""),
        ],
        user_key: &["PersonNumber"],
        lists: &[("ActionCode", "ACTION", ACTIONS)],
        ..PART
    },
    Part {
        name: "PersonName",
        child: &["names"],
        attributes: &[
            ("EffectiveStartDate", "EffectiveStartDate"),
            ("EffectiveEndDate", ""),
            ("NameType", ""),
            ("LegislationCode", "LegislationCode"),
            ("LastName", "LastName"),
            ("FirstName", "FirstName"),
            ("MiddleNames", "MiddleNames"),
            ("Title", "Title"),
        ],
        parent: PERSON,
        user_key: &["LegislationCode"],
        ..PART
    },
    Part {
        name: "PersonEmail",
        child: &["emails"],
        attributes: &[
            ("DateFrom", "FromDate"),
            ("DateTo", ""),
            ("EmailType", "EmailType"),
            ("EmailAddress", "EmailAddress"),
            ("PrimaryFlag", "PrimaryFlag"),
        ],
        parent: PERSON,
        user_key: &["EmailType"],
        lists: &[("EmailType", "EMAIL_TYPE", EMAIL_TYPES)],
        ..PART
    },
    Part {
        name: "PersonPhone",
        child: &["phones"],
        attributes: &[
            ("LegislationCode", "LegislationCode"),
            ("DateFrom", "FromDate"),
            ("DateTo", ""),
            ("PhoneType", "PhoneType"),
            ("CountryCodeNumber", "CountryCodeNumber"),
            ("AreaCode", "AreaCode"),
            ("PhoneNumber", "PhoneNumber"),
            ("PrimaryFlag", "PrimaryFlag"),
        ],
        parent: PERSON,
        user_key: &["PhoneType"],
        lists: &[("PhoneType", "PHONE_TYPE", PHONE_TYPES)],
        ..PART
    },
    Part {
        name: "PersonAddress",
        child: &["addresses"],
        attributes: &[
            ("EffectiveStartDate", "EffectiveStartDate"),
            ("EffectiveEndDate", ""),
            ("AddressType", "AddressType"),
            ("AddressLine1", "AddressLine1"),
            ("AddressLine2", "AddressLine2"),
            ("AddressLine3", "AddressLine3"),
            ("AddressLine4", "AddressLine4"),
            ("TownOrCity", "TownOrCity"),
            ("Region1", "Region1"),
            ("Region2", "Region2"),
            ("PostalCode", "PostalCode"),
            ("Country", "Country"),
            ("PrimaryFlag", "PrimaryFlag"),
        ],
        parent: PERSON,
        user_key: &["AddressType"],
        ..PART
    },
    Part {
        name: "PersonNationalIdentifier",
        child: &["nationalIdentifiers"],
        attributes: &[
            ("LegislationCode", "LegislationCode"),
            ("NationalIdentifierType", "NationalIdentifierType"),
            ("NationalIdentifierNumber", "NationalIdentifierNumber"),
            ("PrimaryFlag", "PrimaryFlag"),
        ],
        parent: PERSON,
        user_key: &["LegislationCode", "NationalIdentifierType"],
        ..PART
    },
    Part {
        name: "PersonLegislativeData",
        child: &["legislativeInfo"],
        attributes: &[
            ("EffectiveStartDate", "EffectiveStartDate"),
            ("EffectiveEndDate", ""),
            ("LegislationCode", "LegislationCode"),
            ("Sex", "Gender"),
            ("MaritalStatus", "MaritalStatus"),
            ("HighestEducationLevel", "HighestEducationLevel"),
        ],
        parent: PERSON,
        user_key: &["LegislationCode"],
        ..PART
    },
    Part {
        name: "WorkRelationship",
        child: &["workRelationships"],
        attributes: &[
            ("LegalEmployerName", "LegalEmployerName"),
            ("DateStart", "StartDate"),
            ("WorkerType", "WorkerType"),
            ("PrimaryFlag", "PrimaryFlag"),
        ],
        parent: PERSON,
        user_key: &["LegalEmployerName", "DateStart"],
        lists: &[("WorkerType", "PER_TYPE", WORKER_TYPES)],
        ..PART
    },
    Part {
        name: "WorkTerms",
        attributes: &[
            ("ActionCode", ""),
            ("EffectiveStartDate", ""),
            ("EffectiveEndDate", ""),
            ("EffectiveSequence", ""),
            ("EffectiveLatestChange", ""),
            ("LegalEmployerName", ""),
            ("DateStart", ""),
            ("WorkerType", ""),
            ("AssignmentName", ""),
            ("AssignmentNumber", "AssignmentNumber"),
            ("PrimaryWorkTermsFlag", ""),
        ],
        parent: Some(("WorkRelationship", "PeriodOfServiceId")),
        user_key: &["AssignmentNumber"],
        lists: &[("ActionCode", "ACTION", ACTIONS)],
        hidden: true,
        ..PART
    },
    Part {
        name: "Assignment",
        child: &["workRelationships", "assignments"],
        attributes: &[
            ("ActionCode", "ActionCode"),
            ("EffectiveStartDate", "EffectiveStartDate"),
            ("EffectiveEndDate", ""),
            ("EffectiveSequence", ""),
            ("EffectiveLatestChange", ""),
            ("LegalEmployerName", ""),
            ("DateStart", ""),
            ("WorkerType", ""),
            ("WorkTermsNumber", ""),
            ("AssignmentName", "AssignmentName"),
            ("AssignmentNumber", "AssignmentNumber"),
            ("AssignmentStatusTypeCode", "AssignmentStatusTypeCode"),
            ("PersonTypeCode", "PersonTypeCode"),
            ("BusinessUnitShortCode", "BusinessUnitName"),
            ("NormalHours", "NormalHours"),
            ("PrimaryAssignmentFlag", "PrimaryFlag"),
        ],
        parent: Some(("WorkTerms", "WorkTermsAssignmentId")),
        user_key: &["AssignmentNumber"],
        lists: &[
            ("ActionCode", "ACTION", ACTIONS),
            (
                "AssignmentStatusTypeCode",
                "ASSIGNMENT_STATUS_TYPE",
                STATUSES,
            ),
        ],
        ..PART
    },
];

pub(super) const ASSIGNED: &[Named] = &[Named {
    by: "AssignmentNumber",
    id: "AssignmentId",
    part: "Assignment",
    there: ("workers/workRelationships/assignments", "AssignmentNumber"),
}];

/// All business objects.
pub(super) const ALL: &[Business] = &[
    Business {
        name: "Worker",
        resource: "workers",
        parts: WORKER,
        needed: &["PersonName", "WorkRelationship", "WorkTerms", "Assignment"],
    },
    Business {
        name: "Salary",
        resource: "salaries",
        parts: &[Part {
            name: "Salary",
            attributes: &[
                ("AssignmentNumber", "AssignmentNumber"),
                ("DateFrom", "DateFrom"),
                ("SalaryAmount", "SalaryAmount"),
                ("SalaryBasisName", "SalaryBasisName"),
                ("SalaryApproved", ""),
                ("ActionCode", "ActionCode"),
            ],
            user_key: &["AssignmentNumber", "DateFrom"],
            references: ASSIGNED,
            lists: &[("ActionCode", "ACTION", ACTIONS)],
            ..PART
        }],
        needed: &[],
    },
    Business {
        name: "PersonAbsenceEntry",
        resource: "absences",
        parts: &[Part {
            name: "PersonAbsenceEntry",
            attributes: &[
                ("Employer", "employer"),
                ("PersonNumber", "personNumber"),
                ("AbsenceType", "absenceType"),
                ("AbsenceReason", "absenceReason"),
                ("AbsenceStatus", "absenceStatusCd"),
                ("ApprovalStatus", "approvalStatusCd"),
                ("StartDate", "startDate"),
                ("EndDate", "endDate"),
                ("Duration", "duration"),
            ],
            user_key: &["PersonNumber", "AbsenceType", "StartDate"],
            references: &[Named {
                by: "PersonNumber",
                id: "PersonId",
                part: "Worker",
                there: ("workers", "PersonNumber"),
            }],
            lists: &[
                (
                    "AbsenceStatus",
                    "ANC_PER_ABS_ENT_STATUS",
                    &["SUBMITTED", "SAVED", "ORA_WITHDRAWN"],
                ),
                (
                    "ApprovalStatus",
                    "ANC_APPROVAL_STATUS",
                    &["APPROVED", "AWAITING", "DENIED"],
                ),
            ],
            ..PART
        }],
        needed: &[],
    },
    Business {
        name: "ElementEntry",
        resource: "elementEntries",
        parts: &[
            Part {
                name: "ElementEntry",
                attributes: &[
                    ("AssignmentNumber", "AssignmentNumber"),
                    ("ElementName", "ElementName"),
                    ("LegislativeDataGroupName", ""),
                    ("EffectiveStartDate", "EffectiveStartDate"),
                    ("EffectiveEndDate", ""),
                    ("EntryType", ""),
                    ("MultipleEntryCount", "MultipleEntryCount"),
                    ("CreatorType", ""),
                ],
                user_key: &["AssignmentNumber", "ElementName", "EffectiveStartDate"],
                references: ASSIGNED,
                ..PART
            },
            Part {
                name: "ElementEntryValue",
                child: &["elementEntryValues"],
                attributes: &[
                    ("AssignmentNumber", ""),
                    ("ElementName", ""),
                    ("LegislativeDataGroupName", ""),
                    ("EffectiveStartDate", ""),
                    ("EffectiveEndDate", ""),
                    ("EntryType", ""),
                    ("MultipleEntryCount", ""),
                    ("InputValueName", "InputValueName"),
                    ("ScreenEntryValue", "ScreenEntryValue"),
                ],
                parent: Some(("ElementEntry", "ElementEntryId")),
                user_key: &["InputValueName"],
                ..PART
            },
        ],
        needed: &[],
    },
    Business {
        name: "LearningRecord",
        resource: "learnerLearningRecords",
        parts: &[Part {
            name: "LearningRecord",
            attributes: &[
                ("LearningRecordNumber", "LearningRecordNumber"),
                ("LearningItemType", "LearningItemType"),
                ("LearningItemNumber", "LearningItemNumber"),
                ("LearnerNumber", "LearnerNumber"),
                ("AssignmentType", "AssignmentType"),
                ("LearningRecordStatus", "LearningRecordStatus"),
                ("LearningRecordStartDate", "LearningRecordStartDate"),
                (
                    "LearningRecordCompletionDate",
                    "LearningRecordCompletionDate",
                ),
            ],
            user_key: &["LearningRecordNumber"],
            references: &[Named {
                by: "LearnerNumber",
                id: "LearnerId",
                part: "Worker",
                there: ("workers", "PersonNumber"),
            }],
            ..PART
        }],
        needed: &[],
    },
    talent::PAYMENT_METHOD,
    talent::CONTACT,
    talent::PERFORMANCE,
    talent::GOAL_PLAN,
    talent::CANDIDATE,
    talent::REQUISITION,
];

impl Business {
    /// The business object that a file is named after.
    pub(super) fn of_file(name: &str) -> Option<&'static Self> {
        let stem = name.strip_suffix(".dat")?;
        ALL.iter().find(|business| business.name == stem)
    }

    pub(super) fn part(&self, name: &str) -> Option<usize> {
        self.parts.iter().position(|part| part.name == name)
    }
}

impl Part {
    /// Whether a METADATA line may name that attribute.
    pub(super) fn knows(&self, name: &str) -> bool {
        let name = match name.split_once('(') {
            Some((name, "SourceSystemId)")) => {
                let own = self.parent.is_some_and(|(_, id)| id == name);
                return own || self.references.iter().any(|named| named.id == name);
            }
            Some(_) => return false,
            None => name,
        };
        // Any line may carry the keys by which its record, or the one above, is known.
        matches!(
            name,
            "SourceSystemOwner" | "SourceSystemId" | "PersonNumber"
        ) || self.attributes.iter().any(|(known, _)| *known == name)
    }
}
