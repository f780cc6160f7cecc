//! Workers, with their names, communication, and work relationships down to assignments.
//!
//! Names of children and attributes follow Oracle's REST guide for human resources as far as it is known; each
//! record is addressed by an opaque key, as date-effective records are.

use crate::model::{Object, Operations, Values, amount, date, flag, integer, number, text};
use crate::values::COUNTRIES;

const PHONE_TYPES: &[&str] = &["W1", "W2", "WM", "WF", "H1", "H2", "HM", "HF", "O"];
const EMAIL_TYPES: &[&str] = &["W1", "W2", "H1", "H2"];
const WORKER_TYPES: &[&str] = &["E", "C", "N", "P"];

pub(super) fn object() -> Object {
    let workers = Object::new(
        "workers",
        "Worker",
        "workers",
        "PersonId",
        vec![
            text("PersonNumber", 30).mandatory(),
            date("DateOfBirth"),
            text("CountryOfBirth", 30),
            text("TownOfBirth", 60),
        ],
    );
    workers
        .keys(&[&["PersonNumber"]])
        .opaque()
        .operations(Operations {
            create: true,
            update: true,
            delete: false,
        })
        .child(names())
        .child(emails())
        .child(phones())
        .child(addresses())
        .child(identifiers())
        .child(legislative())
        .child(relationships())
}

fn names() -> Object {
    let own = vec![
        date("EffectiveStartDate"),
        text("LegislationCode", 30),
        text("LastName", 150).mandatory(),
        text("FirstName", 150),
        text("MiddleNames", 80),
        text("Title", 30),
        text("DisplayName", 500).read_only(),
    ];
    Object::new("names", "PersonName", "workers/names", "PersonNameId", own)
}

fn emails() -> Object {
    let own = vec![
        date("FromDate"),
        text("EmailType", 30)
            .mandatory()
            .one_of(Values::List(EMAIL_TYPES)),
        text("EmailAddress", 240).mandatory(),
        flag("PrimaryFlag"),
    ];
    Object::new(
        "emails",
        "PersonEmail",
        "workers/emails",
        "EmailAddressId",
        own,
    )
}

fn phones() -> Object {
    let own = vec![
        date("FromDate"),
        text("PhoneType", 30)
            .mandatory()
            .one_of(Values::List(PHONE_TYPES)),
        text("LegislationCode", 30),
        text("CountryCodeNumber", 30),
        text("AreaCode", 30),
        text("PhoneNumber", 60).mandatory(),
        flag("PrimaryFlag"),
    ];
    Object::new("phones", "PersonPhone", "workers/phones", "PhoneId", own)
}

fn addresses() -> Object {
    let own = vec![
        date("EffectiveStartDate"),
        text("AddressType", 30),
        text("AddressLine1", 240).mandatory(),
        text("AddressLine2", 240),
        text("AddressLine3", 240),
        text("AddressLine4", 240),
        text("TownOrCity", 30),
        text("Region1", 120),
        text("Region2", 120),
        text("PostalCode", 30),
        text("Country", 60)
            .mandatory()
            .one_of(Values::Codes(COUNTRIES)),
        flag("PrimaryFlag"),
    ];
    Object::new(
        "addresses",
        "PersonAddress",
        "workers/addresses",
        "AddressId",
        own,
    )
}

fn identifiers() -> Object {
    let own = vec![
        text("LegislationCode", 30).mandatory(),
        text("NationalIdentifierType", 30).mandatory(),
        text("NationalIdentifierNumber", 30).mandatory(),
        flag("PrimaryFlag"),
    ];
    Object::new(
        "nationalIdentifiers",
        "NationalIdentifier",
        "workers/nationalIdentifiers",
        "NationalIdentifierId",
        own,
    )
}

fn legislative() -> Object {
    let own = vec![
        date("EffectiveStartDate"),
        text("LegislationCode", 30).mandatory(),
        text("Gender", 30),
        text("MaritalStatus", 30),
        text("HighestEducationLevel", 30),
    ];
    Object::new(
        "legislativeInfo",
        "PersonLegislativeInfo",
        "workers/legislativeInfo",
        "PersonLegislativeId",
        own,
    )
}

fn relationships() -> Object {
    let own = vec![
        text("LegalEmployerName", 240).mandatory(),
        date("StartDate").mandatory(),
        text("WorkerType", 30)
            .mandatory()
            .one_of(Values::List(WORKER_TYPES)),
        flag("PrimaryFlag"),
    ];
    Object::new(
        "workRelationships",
        "WorkRelationship",
        "workers/workRelationships",
        "PeriodOfServiceId",
        own,
    )
    .child(assignments())
}

fn assignments() -> Object {
    let own = vec![
        text("AssignmentNumber", 30).mandatory().indexed(),
        text("AssignmentName", 80),
        text("ActionCode", 30),
        date("EffectiveStartDate"),
        text("AssignmentStatusTypeCode", 30),
        text("BusinessUnitName", 240),
        text("PersonTypeCode", 30),
        number("NormalHours", 10, 3),
        flag("PrimaryFlag"),
    ];
    Object::new(
        "assignments",
        "Assignment",
        "workers/workRelationships/assignments",
        "AssignmentId",
        own,
    )
}

/// A resource that only data sets write.
pub(super) fn loaded(object: Object) -> Object {
    object.operations(Operations {
        create: false,
        update: false,
        delete: false,
    })
}

pub(super) fn salaries() -> Object {
    let own = vec![
        integer("AssignmentId"),
        text("AssignmentNumber", 30).mandatory().indexed(),
        date("DateFrom").mandatory(),
        amount("SalaryAmount").mandatory(),
        text("SalaryBasisName", 240),
        text("ActionCode", 30),
    ];
    loaded(Object::new(
        "salaries", "Salary", "salaries", "SalaryId", own,
    ))
    .keys(&[&["AssignmentNumber", "DateFrom"]])
}

pub(super) fn absences() -> Object {
    let own = vec![
        text("personNumber", 30).mandatory().indexed(),
        text("employer", 240),
        text("absenceType", 240).mandatory(),
        text("absenceReason", 240),
        text("absenceStatusCd", 30).one_of(Values::List(&["SUBMITTED", "SAVED", "ORA_WITHDRAWN"])),
        text("approvalStatusCd", 30).one_of(Values::List(&["APPROVED", "AWAITING", "DENIED"])),
        date("startDate").mandatory(),
        date("endDate"),
        number("duration", 10, 2),
    ];
    loaded(Object::new(
        "absences",
        "Absence",
        "absences",
        "personAbsenceEntryId",
        own,
    ))
    .keys(&[&["personNumber", "absenceType", "startDate"]])
}

pub(super) fn element_entries() -> Object {
    let own = vec![
        text("AssignmentNumber", 30).mandatory().indexed(),
        text("ElementName", 80).mandatory(),
        date("EffectiveStartDate").mandatory(),
        integer("MultipleEntryCount"),
    ];
    let values = Object::new(
        "elementEntryValues",
        "ElementEntryValue",
        "elementEntries/values",
        "ElementEntryValueId",
        vec![
            text("InputValueName", 80).mandatory(),
            text("ScreenEntryValue", 60),
        ],
    );
    loaded(Object::new(
        "elementEntries",
        "ElementEntry",
        "elementEntries",
        "ElementEntryId",
        own,
    ))
    .keys(&[&["AssignmentNumber", "ElementName", "EffectiveStartDate"]])
    .child(values)
}

pub(super) fn learning_records() -> Object {
    let own = vec![
        text("LearningRecordNumber", 30).mandatory(),
        text("LearningItemType", 30),
        text("LearningItemNumber", 30),
        text("LearnerNumber", 30).mandatory(),
        text("AssignmentType", 30),
        text("LearningRecordStatus", 30),
        date("LearningRecordStartDate"),
        date("LearningRecordCompletionDate"),
    ];
    loaded(Object::new(
        "learnerLearningRecords",
        "LearningRecord",
        "learnerLearningRecords",
        "assignmentRecordId",
        own,
    ))
    .keys(&[&["LearningRecordNumber"]])
}

/// Data sets of HCM Data Loader, with their messages.
pub(super) fn data_sets() -> Object {
    let own = vec![
        text("DataSetName", 240).indexed(),
        text("ContentId", 64),
        text("DataSetStatusCode", 30).indexed(),
        integer("FileLineImportSuccessCount"),
        integer("FileLineImportErrorCount"),
        integer("ObjectSuccessCount"),
        integer("ObjectLoadErrorCount"),
    ];
    let messages = Object::new(
        "messages",
        "Message",
        "dataLoadDataSets/messages",
        "MessageId",
        vec![
            text("DatFileName", 240),
            integer("FileLine"),
            text("SourceSystemId", 2000),
            text("MessageText", 4000),
        ],
    );
    let sets = Object::new(
        "dataLoadDataSets",
        "DataSet",
        "dataLoadDataSets",
        "RequestId",
        own,
    );
    loaded(sets).child(loaded(messages))
}
