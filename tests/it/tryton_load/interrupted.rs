//! Lost answers, a session that runs out, and loads that are killed.

use super::*;

#[test]
fn answers_that_got_lost_and_a_session_that_ran_out_double_nothing_and_lose_nothing() {
    // The session is forgotten while the first command asks: without another one it would fail.
    // Writes of vendors, of entries and of posting are carried out and not answered.
    let server = Tryton::with(&[("LOSE", "6"), ("FORGET", "2")]);
    let project = project(&server);
    pull(&project);
    project.write("data/tax.csv", "Vendor ID,VAT\n");
    project.write("data/lines.csv", LINES.replace("9.99", "10.00"));
    project.write("mappings/vendors.yaml", VENDORS_MAPPING);
    project.write("mappings/journals.yaml", JOURNALS_MAPPING);
    say(&project, &["run"]).ok();

    let told = report(&project);
    for (name, records) in [("vendors", 5), ("journals", 4)] {
        let [created, updated, refused, _] = counts(&told, name);
        assert_eq!((created + updated, refused), (records, 0), "{told:#}");
        let of = object(&told, name);
        assert_eq!(
            (&of["funnel"]["in_doubt"], &of["breaks_open"]),
            (&json!(0), &json!(0))
        );
        assert_eq!(of["compared"], records);
    }
    assert_eq!(vendors(&server).len(), 5);
    let there = entries(&server);
    assert_eq!(there.len(), 4);
    assert!(
        there.iter().all(|one| one["state"] == "posted"),
        "{there:#?}"
    );
}

#[test]
fn a_load_that_is_killed_anywhere_is_resumed_and_each_record_is_there_once() {
    let server = Tryton::start();
    let project = project(&server);
    pull(&project);
    project.write("data/tax.csv", "Vendor ID,VAT\n");
    project.write("data/lines.csv", LINES.replace("9.99", "10.00"));
    project.write("mappings/vendors.yaml", VENDORS_MAPPING);
    project.write("mappings/journals.yaml", JOURNALS_MAPPING);
    // Two records in a call, so that some are sent when it dies, and some are not.
    let settings = project.read("landbridge.yaml");
    let settings = settings.replace("page_size: 2", "page_size: 2, batch_records: 2");
    project.write("landbridge.yaml", settings);
    // In both objects: before and after what was sent, and between the answer and its settlement.
    let mut died = 0;
    for point in [
        "intent.after",
        "send.before:2",
        "send.after:2",
        "settle.within",
        "send.after",
        "settle.after",
        "send.after:2",
    ] {
        let mut command = project.command("http://127.0.0.1:9", &["load"]);
        command.env("ERP_USER", USER).env("ERP_PASSWORD", PASSWORD);
        let ran = run(command.env("LANDBRIDGE_CRASH_AT", point));
        died += usize::from(ran.code != 0);
    }
    assert!(died >= 4, "it died {died} times");
    say(&project, &["run"]).ok();
    let told = report(&project);
    for name in ["vendors", "journals"] {
        assert_eq!(object(&told, name)["breaks_open"], 0, "{told:#}");
    }
    assert_eq!(object(&told, "vendors")["compared"], 5);
    assert_eq!(object(&told, "journals")["compared"], 4);
    assert_eq!(vendors(&server).len(), 5);
    assert_eq!(entries(&server).len(), 4);
}
