//! The business objects of HCM Data Loader that this connector knows, as data.
//!
//! Names of components and attributes are those of Oracle's HDL guide and of files that a pod took;
//! an object whose attributes are left empty is known by name only, and its attributes come from the
//! mapping, as the pod's own list of business objects has them. What is readable, and under which
//! name, follows the REST guide for HCM; a mapping states it otherwise with `read_path` and `read_as`.

/// A business object: one `.dat` file.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name, which is also the name of the file and of its first component.
    pub(crate) name: &'static str,
    /// The REST collection that its records are read from; empty for none.
    pub(crate) read_path: &'static str,
    /// The attribute of the target id there.
    pub(crate) read_id: &'static str,
    /// Components in the order of the file; the first is the object itself.
    pub(crate) components: &'static [Component],
}

/// A component: one discriminator with its lines.
#[derive(Debug)]
pub(crate) struct Component {
    /// The discriminator.
    pub(crate) name: &'static str,
    /// Where its records stand in a payload; empty for the object itself.
    pub(crate) path: &'static str,
    /// What its source keys end with; empty for the object itself.
    pub(crate) suffix: &'static str,
    /// The component that its lines name as their parent.
    pub(crate) parent: &'static str,
    /// The columns known, in the order of the METADATA line; what ends in `(SourceSystemId)` names the parent.
    pub(crate) columns: &'static [&'static str],
    /// Attributes that tell records of one parent apart, each with the value that goes without saying.
    pub(crate) natural: &'static [(&'static str, Usual)],
    /// What a column holds where the mapping does not fill it.
    pub(crate) fills: &'static [(&'static str, Fill)],
    /// The nested collection that it is read from.
    pub(crate) read: &'static str,
    /// Attributes that reading gives under another name.
    pub(crate) read_as: &'static [(&'static str, &'static str)],
    /// Attributes that reading does not give.
    pub(crate) unread: &'static [&'static str],
}

/// The value of a natural key that goes without saying, so that the source key is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usual {
    /// None.
    Never,
    /// This text.
    Text(&'static str),
    /// The business key of the record.
    Key,
    /// What this attribute of the object itself says.
    Top(&'static str),
}

/// What a column holds where the mapping does not fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// This text.
    Text(&'static str),
    /// The first of these attributes that is filled, of the record itself and then of those around it.
    Nearest(&'static [&'static str]),
    /// Text before the value of an attribute.
    Prefixed(&'static str, &'static str),
}

/// A component without anything but its name and columns.
const BARE: Component = Component {
    name: "",
    path: "",
    suffix: "",
    parent: "",
    columns: &[],
    natural: &[],
    fills: &[],
    read: "",
    read_as: &[],
    unread: &[],
};

const FROM_START: (&str, Fill) = (
    "EffectiveStartDate",
    Fill::Nearest(&["EffectiveStartDate", "StartDate", "DateStart"]),
);

const WORKER: &[Component] = &[
    Component {
        name: "Worker",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "EffectiveStartDate",
            "PersonNumber",
            "StartDate",
            "DateOfBirth",
            "ActionCode",
        ],
        fills: &[FROM_START],
        unread: &["EffectiveStartDate", "StartDate", "ActionCode"],
        ..BARE
    },
    Component {
        name: "PersonName",
        path: "PersonName",
        suffix: "NME",
        parent: "Worker",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "EffectiveStartDate",
            "PersonId(SourceSystemId)",
            "NameType",
            "LegislationCode",
            "LastName",
            "FirstName",
            "MiddleNames",
            "Title",
        ],
        natural: &[("NameType", Usual::Text("GLOBAL"))],
        fills: &[FROM_START, ("NameType", Fill::Text("GLOBAL"))],
        read: "names",
        unread: &["NameType"],
        ..BARE
    },
    Component {
        name: "WorkRelationship",
        path: "WorkRelationship",
        suffix: "POS",
        parent: "Worker",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "PersonId(SourceSystemId)",
            "LegalEmployerName",
            "DateStart",
            "WorkerType",
            "PrimaryFlag",
        ],
        natural: &[("DateStart", Usual::Top("StartDate"))],
        fills: &[],
        read: "workRelationships",
        read_as: &[("DateStart", "StartDate")],
        ..BARE
    },
    // No assignment without its terms: each assignment brings the line of its own.
    Component {
        name: "WorkTerms",
        path: "WorkRelationship.Assignment",
        suffix: "TRM",
        parent: "WorkRelationship",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "PeriodOfServiceId(SourceSystemId)",
            "ActionCode",
            "EffectiveStartDate",
            "EffectiveSequence",
            "EffectiveLatestChange",
            "DateStart",
            "AssignmentName",
            "AssignmentNumber",
            "PrimaryWorkTermsFlag",
        ],
        natural: ASSIGNMENT_KEY,
        fills: &[
            ("ActionCode", Fill::Nearest(&["ActionCode"])),
            FROM_START,
            ("EffectiveSequence", Fill::Nearest(&["EffectiveSequence"])),
            (
                "EffectiveLatestChange",
                Fill::Nearest(&["EffectiveLatestChange"]),
            ),
            ("DateStart", Fill::Nearest(&["DateStart", "StartDate"])),
            ("AssignmentName", Fill::Prefixed("ET-", "AssignmentNumber")),
            (
                "AssignmentNumber",
                Fill::Prefixed("ET-", "AssignmentNumber"),
            ),
            (
                "PrimaryWorkTermsFlag",
                Fill::Nearest(&["PrimaryAssignmentFlag"]),
            ),
        ],
        ..BARE
    },
    Component {
        name: "Assignment",
        path: "WorkRelationship.Assignment",
        suffix: "ASG",
        parent: "WorkTerms",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "ActionCode",
            "EffectiveStartDate",
            "EffectiveSequence",
            "EffectiveLatestChange",
            "WorkTermsAssignmentId(SourceSystemId)",
            "AssignmentName",
            "AssignmentNumber",
            "AssignmentStatusTypeCode",
            "PersonTypeCode",
            "BusinessUnitShortCode",
            "PrimaryAssignmentFlag",
        ],
        natural: ASSIGNMENT_KEY,
        fills: &[
            ("ActionCode", Fill::Nearest(&["ActionCode"])),
            FROM_START,
            ("EffectiveSequence", Fill::Text("1")),
            ("EffectiveLatestChange", Fill::Text("Y")),
        ],
        read: "workRelationships.assignments",
        read_as: &[("PrimaryAssignmentFlag", "PrimaryFlag")],
        unread: &[
            "EffectiveSequence",
            "EffectiveLatestChange",
            "PersonTypeCode",
            "BusinessUnitShortCode",
            "WorkTerms",
        ],
    },
    Component {
        name: "PersonEmail",
        path: "PersonEmail",
        suffix: "EML",
        parent: "Worker",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "PersonId(SourceSystemId)",
            "DateFrom",
            "EmailType",
            "EmailAddress",
            "PrimaryFlag",
        ],
        natural: &[("EmailType", Usual::Text("W1"))],
        fills: &[("DateFrom", Fill::Nearest(&["StartDate"]))],
        read: "emails",
        read_as: &[("DateFrom", "FromDate")],
        ..BARE
    },
    Component {
        name: "PersonPhone",
        path: "PersonPhone",
        suffix: "PHN",
        parent: "Worker",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "PersonId(SourceSystemId)",
            "LegislationCode",
            "DateFrom",
            "PhoneType",
            "CountryCodeNumber",
            "AreaCode",
            "PhoneNumber",
            "PrimaryFlag",
        ],
        natural: &[("PhoneType", Usual::Text("W1"))],
        fills: &[("DateFrom", Fill::Nearest(&["StartDate"]))],
        read: "phones",
        read_as: &[("DateFrom", "FromDate")],
        ..BARE
    },
    Component {
        name: "PersonAddress",
        path: "PersonAddress",
        suffix: "ADR",
        parent: "Worker",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "EffectiveStartDate",
            "PersonId(SourceSystemId)",
            "AddressType",
            "AddressLine1",
            "AddressLine2",
            "AddressLine3",
            "AddressLine4",
            "TownOrCity",
            "Region1",
            "Region2",
            "PostalCode",
            "Country",
            "PrimaryFlag",
        ],
        natural: &[("AddressType", Usual::Text("HOME"))],
        fills: &[FROM_START],
        read: "addresses",
        ..BARE
    },
    Component {
        name: "PersonNationalIdentifier",
        path: "PersonNationalIdentifier",
        suffix: "NID",
        parent: "Worker",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "PersonId(SourceSystemId)",
            "LegislationCode",
            "NationalIdentifierType",
            "NationalIdentifierNumber",
            "PrimaryFlag",
        ],
        natural: &[
            ("LegislationCode", Usual::Never),
            ("NationalIdentifierType", Usual::Never),
        ],
        read: "nationalIdentifiers",
        ..BARE
    },
    Component {
        name: "PersonLegislativeData",
        path: "PersonLegislativeData",
        suffix: "LEG",
        parent: "Worker",
        columns: &[
            "SourceSystemOwner",
            "SourceSystemId",
            "EffectiveStartDate",
            "PersonId(SourceSystemId)",
            "LegislationCode",
            "Sex",
            "MaritalStatus",
            "HighestEducationLevel",
        ],
        natural: &[("LegislationCode", Usual::Never)],
        fills: &[FROM_START],
        read: "legislativeInfo",
        read_as: &[("Sex", "Gender")],
        ..BARE
    },
];

const ASSIGNMENT_KEY: &[(&str, Usual)] = &[("AssignmentNumber", Usual::Key)];

/// A component that stands beneath the object itself and is known by name only.
const fn named(name: &'static str, suffix: &'static str, parent: &'static str) -> Component {
    Component {
        name,
        path: name,
        suffix,
        parent,
        ..BARE
    }
}

/// All business objects known.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "Worker",
        read_path: "workers",
        read_id: "PersonId",
        components: WORKER,
    },
    Table {
        name: "Salary",
        read_path: "salaries",
        read_id: "SalaryId",
        components: &[Component {
            name: "Salary",
            columns: &[
                "SourceSystemOwner",
                "SourceSystemId",
                "AssignmentNumber",
                "AssignmentId(SourceSystemId)",
                "DateFrom",
                "SalaryAmount",
                "SalaryBasisName",
                "SalaryApproved",
                "ActionCode",
            ],
            unread: &["SalaryApproved"],
            ..BARE
        }],
    },
    Table {
        name: "ElementEntry",
        read_path: "elementEntries",
        read_id: "ElementEntryId",
        components: &[
            Component {
                name: "ElementEntry",
                columns: &[
                    "SourceSystemOwner",
                    "SourceSystemId",
                    "AssignmentNumber",
                    "ElementName",
                    "LegislativeDataGroupName",
                    "EffectiveStartDate",
                    "EntryType",
                    "MultipleEntryCount",
                    "CreatorType",
                ],
                fills: &[
                    ("EntryType", Fill::Text("E")),
                    ("MultipleEntryCount", Fill::Text("1")),
                    ("CreatorType", Fill::Text("H")),
                ],
                unread: &["LegislativeDataGroupName", "EntryType", "CreatorType"],
                ..BARE
            },
            Component {
                columns: &[
                    "SourceSystemOwner",
                    "SourceSystemId",
                    "ElementEntryId(SourceSystemId)",
                    "AssignmentNumber",
                    "ElementName",
                    "LegislativeDataGroupName",
                    "EffectiveStartDate",
                    "EntryType",
                    "MultipleEntryCount",
                    "InputValueName",
                    "ScreenEntryValue",
                ],
                natural: &[("InputValueName", Usual::Never)],
                fills: &[
                    ("AssignmentNumber", Fill::Nearest(&["AssignmentNumber"])),
                    ("ElementName", Fill::Nearest(&["ElementName"])),
                    (
                        "LegislativeDataGroupName",
                        Fill::Nearest(&["LegislativeDataGroupName"]),
                    ),
                    ("EffectiveStartDate", Fill::Nearest(&["EffectiveStartDate"])),
                ],
                read: "elementEntryValues",
                ..named("ElementEntryValue", "VAL", "ElementEntry")
            },
        ],
    },
    Table {
        name: "PersonAbsenceEntry",
        read_path: "absences",
        read_id: "personAbsenceEntryId",
        components: &[Component {
            name: "PersonAbsenceEntry",
            columns: &[
                "Employer",
                "PersonNumber",
                "AbsenceType",
                "AbsenceReason",
                "AbsenceStatus",
                "ApprovalStatus",
                "StartDate",
                "EndDate",
                "Duration",
                "SourceSystemOwner",
                "SourceSystemId",
            ],
            read_as: &[
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
            ..BARE
        }],
    },
    Table {
        name: "LearningRecord",
        read_path: "learnerLearningRecords",
        read_id: "assignmentRecordId",
        components: &[Component {
            name: "LearningRecord",
            columns: &[
                "SourceSystemOwner",
                "SourceSystemId",
                "LearningRecordNumber",
                "LearningItemType",
                "LearningItemNumber",
                "LearnerNumber",
                "AssignmentType",
                "LearningRecordStatus",
                "LearningRecordStartDate",
                "LearningRecordCompletionDate",
            ],
            ..BARE
        }],
    },
    Table {
        name: "PerfDocComplete",
        read_path: "performanceEvaluations",
        read_id: "EvaluationId",
        components: &[Component {
            name: "PerfDocComplete",
            ..BARE
        }],
    },
    Table {
        name: "Candidate",
        read_path: "recruitingCandidates",
        read_id: "CandidateNumber",
        components: &[
            Component {
                name: "Candidate",
                ..BARE
            },
            named("CandidateName", "NME", "Candidate"),
            named("CandidateEmail", "EML", "Candidate"),
            named("CandidatePhone", "PHN", "Candidate"),
            named("CandidateAddress", "ADR", "Candidate"),
        ],
    },
    Table {
        name: "JobRequisition",
        read_path: "recruitingJobRequisitions",
        read_id: "RequisitionId",
        components: &[
            Component {
                name: "JobRequisition",
                ..BARE
            },
            named("HiringTeam", "TEAM", "JobRequisition"),
            named("PostingDetails", "POST", "JobRequisition"),
        ],
    },
    Table {
        name: "AssignedPayroll",
        read_path: "",
        read_id: "",
        components: &[Component {
            name: "AssignedPayroll",
            columns: &[
                "EffectiveStartDate",
                "AssignmentNumber",
                "PayrollDefinitionCode",
                "LegislativeDataGroupName",
                "StartDate",
            ],
            ..BARE
        }],
    },
    Table {
        name: "GoalPlan",
        read_path: "",
        read_id: "",
        components: &[Component {
            name: "GoalPlan",
            columns: &[
                "GoalPlanExternalId",
                "GoalPlanName",
                "GoalPlanTypeCode",
                "GoalPlanActiveFlag",
                "EnableWeightingFlag",
                "StartDate",
                "EndDate",
                "EnforceGoalWeightFlag",
                "GoalAccessLevelCode",
                "IncludeInPerfdocFlag",
                "ReqSubmittedByPersonNumber",
                "RequestSubmissionDate",
                "ReviewPeriodName",
            ],
            ..BARE
        }],
    },
];

/// The business object of that name.
pub(crate) fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}
