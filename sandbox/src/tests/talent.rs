//! Objects around workers that only data sets write, some of which no resource shows.

use serde_json::json;

use super::client::{Pod, get};
use super::data_sets::{HCM, WORKERS, load};

/// A pod with the workers W001 and W002.
fn staffed() -> Pod {
    let pod = Pod::new();
    load(&pod, "Worker.dat", &WORKERS.replace("|ZZ|", "|CH|"));
    pod
}

fn contact(related: &str, kind: &str) -> String {
    format!(
        "METADATA|Contact|SourceSystemOwner|SourceSystemId|EffectiveStartDate|PersonNumber|StartDate\n\
         MERGE|Contact|HRC_SQLLOADER|C1|2026/01/01|C1|2026/01/01\n\
         METADATA|ContactName|SourceSystemOwner|SourceSystemId|PersonId(SourceSystemId)|EffectiveStartDate|LegislationCode|LastName\n\
         MERGE|ContactName|HRC_SQLLOADER|C1_NME|C1|2026/01/01|US|Example\n\
         METADATA|ContactRelationship|SourceSystemOwner|SourceSystemId|PersonId(SourceSystemId)|EffectiveStartDate|RelatedPersonNumber|ContactType\n\
         MERGE|ContactRelationship|HRC_SQLLOADER|C1_REL|C1|2026/01/01|{related}|{kind}\n"
    )
}

#[test]
fn a_contact_needs_its_worker_and_a_kind_of_the_list_and_no_resource_shows_it() {
    let pod = staffed();
    let (_, messages) = load(&pod, "Contact.dat", &contact("W009", "S"));
    assert_eq!(
        messages[0].2,
        "You need to enter a valid value for the RelatedPersonId attribute. The current values are W009."
    );
    let (_, messages) = load(&pod, "Contact.dat", &contact("W001", "ZZINVALID"));
    assert_eq!(
        messages[0].2,
        "The ZZINVALID value for the ContactType attribute is invalid and doesn't exist in the CONTACT list of values."
    );
    let (set, messages) = load(&pod, "Contact.dat", &contact("W001", "S"));
    assert_eq!(
        (&set["ObjectSuccessCount"], messages.len()),
        (&json!(1), 0),
        "{messages:?}"
    );
    pod.send(&get(&format!("{HCM}/contacts"))).expect(404);
}

#[test]
fn a_performance_document_is_of_a_worker_and_is_shown_and_loading_it_again_changes_it() {
    let pod = staffed();
    let document = |person: &str, rating: &str| {
        format!(
            "METADATA|PerfDocComplete|SourceSystemOwner|SourceSystemId|PersonNumber|ReviewPeriodName|CustomaryName|DocumentStatusCode|OverallRating\n\
             MERGE|PerfDocComplete|HRC_SQLLOADER|P1|{person}|2025|Annual review|COMPLETED|{rating}\n"
        )
    };
    let (_, messages) = load(&pod, "PerfDocComplete.dat", &document("W009", "4"));
    assert!(messages[0].2.contains("PersonId attribute"), "{messages:?}");
    load(&pod, "PerfDocComplete.dat", &document("W001", "4"));
    load(&pod, "PerfDocComplete.dat", &document("W001", "4.5"));
    let shown = pod.send(&get(&format!("{HCM}/performanceEvaluations?onlyData=true")));
    let shown = shown.expect(200).json();
    assert_eq!(shown["items"].as_array().unwrap().len(), 1);
    assert_eq!(shown["items"][0]["OverallRating"], json!(4.5));
}

#[test]
fn a_requisition_needs_a_hiring_team() {
    let pod = staffed();
    let bare = "METADATA|JobRequisition|SourceSystemOwner|SourceSystemId|RequisitionNumber|RequisitionTitle\n\
                MERGE|JobRequisition|HRC_SQLLOADER|R1|R1|Nurse\n";
    let (_, messages) = load(&pod, "JobRequisition.dat", bare);
    assert_eq!(
        messages[0].2,
        "You must provide the HiringTeam component when you create the JobRequisition record."
    );
    let team = "METADATA|HiringTeam|SourceSystemOwner|SourceSystemId|JobRequisitionId(SourceSystemId)|PersonNumber|TeamMemberType\n\
                MERGE|HiringTeam|HRC_SQLLOADER|R1_TEAM|R1|W002|HIRING_MANAGER\n";
    let (_, messages) = load(&pod, "JobRequisition.dat", &format!("{bare}{team}"));
    assert_eq!(messages.len(), 0, "{messages:?}");
    let path = format!("{HCM}/recruitingJobRequisitions?onlyData=true&expand=hiringTeam");
    let shown = pod.send(&get(&path)).expect(200).json();
    assert_eq!(
        shown["items"][0]["hiringTeam"]["items"][0]["PersonNumber"],
        "W002"
    );
}

#[test]
fn a_payment_method_pays_an_assignment_and_no_resource_shows_it() {
    let pod = staffed();
    let paid = |assignment: &str, kind: &str| {
        format!(
            "METADATA|PersonalPaymentMethod|SourceSystemOwner|SourceSystemId|AssignmentNumber|LegislativeDataGroupName|PersonalPaymentMethodCode|OrganizationPaymentMethodCode|EffectiveStartDate|PaymentAmountType|Percentage\n\
             MERGE|PersonalPaymentMethod|HRC_SQLLOADER|M1|{assignment}|US|EFT|BANK|2026/01/01|{kind}|100\n"
        )
    };
    let (_, messages) = load(&pod, "PersonalPaymentMethod.dat", &paid("W009", "P"));
    assert!(
        messages[0].2.contains("AssignmentId attribute"),
        "{messages:?}"
    );
    let (_, messages) = load(&pod, "PersonalPaymentMethod.dat", &paid("W001", "X"));
    assert!(messages[0].2.contains("PAY_PPM_AMOUNT_TYPE list of values"));
    let (set, _) = load(&pod, "PersonalPaymentMethod.dat", &paid("W001", "P"));
    assert_eq!(set["ObjectSuccessCount"], 1);
    pod.send(&get(&format!("{HCM}/personalPaymentMethods")))
        .expect(404);
}
