//! Several records in one request to Fusion, which takes all of them or none.

use std::fmt::Write as _;

use landbridge_sandbox::SandboxConfig;

use crate::support::{Erp, PASSWORD, Project, USER};

const RECORDS: usize = 120;

/// Vendors, every 20th of a country that the ERP does not know and nobody before it.
fn project(options: &str) -> Project {
    let project = Project::init();
    let mut csv = String::from("Vendor ID,Vendor Name,Country\n");
    for number in 1..=RECORDS {
        let country = if number % 20 == 7 { "NOW" } else { "NOR" };
        writeln!(csv, "{number},Vendor {number},{country}").unwrap();
    }
    project.write("data/vendors.csv", csv);
    let countries = project.read("crosswalks/countries.csv");
    project.write("crosswalks/countries.csv", format!("{countries}NOW,QQ\n"));
    let settings = project.read("landbridge.yaml");
    let settings = settings
        .replace("requests_per_second: 10", "requests_per_second: 2000")
        .replace(
            "framework_version: 4",
            &format!("framework_version: 4, {options}"),
        );
    project.write("landbridge.yaml", settings);
    project
}

#[test]
fn records_go_together_and_each_refusal_stands_on_its_own_record() {
    let erp = Erp::start();
    let project = project("batch_records: 20");
    project.run(&erp, &["run"]).code(4);
    let report = project.report(&erp);
    let funnel = &report["objects"][0]["funnel"];
    assert_eq!(funnel["loaded"]["created"], 114);
    assert_eq!(funnel["refused"], 6);
    assert_eq!(report["objects"][0]["breaks_open"], 0);
    for sample in report["objects"][0]["causes"][0]["samples"]
        .as_array()
        .unwrap()
    {
        let number: usize = sample["key"].as_str().unwrap().parse().unwrap();
        assert_eq!(number % 20, 7);
        assert_eq!(sample["origin"], format!("vendors.csv:{}", number + 1));
        let found = sample["found"].as_str().unwrap();
        assert!(found.contains("TaxpayerCountry"), "{found}");
        assert!(!found.contains("parts"), "{found}");
    }

    let counters = erp.counters();
    assert_eq!(counters.objects["suppliers"].creates, 114);
    // The 6 alone, a batch lost to each, and the others together.
    assert!(
        counters.writes_attempted < 60,
        "{} writes for {RECORDS} records",
        counters.writes_attempted
    );

    // What is changed goes together as well.
    let vendors = project.read("data/vendors.csv");
    project.write(
        "data/vendors.csv",
        vendors
            .replace("Vendor 1", "Renamed 1")
            .replace("NOW", "NOR"),
    );
    let settings = project.read("mappings/suppliers.yaml");
    project.write(
        "mappings/suppliers.yaml",
        settings.replace("write: create", "write: upsert"),
    );
    project.run(&erp, &["run"]).ok();
    let report = project.report(&erp);
    let loaded = &report["objects"][0]["funnel"]["loaded"];
    // 1, 10 to 19 and 100 to 120 have another name; of these the ERP refused 107, so that it is made.
    let renamed = (1..=RECORDS).filter(|number| number.to_string().starts_with('1'));
    let changed = renamed.filter(|number| number % 20 != 7).count();
    assert_eq!(loaded["created"], 6);
    assert_eq!(loaded["updated"], changed);
    assert_eq!(erp.all("suppliers", "").len(), RECORDS);
    let after = erp.counters();
    let objects = &after.objects["suppliers"];
    assert_eq!(
        (objects.creates, objects.updates),
        (RECORDS as u64, changed as u64)
    );
    let writes = after.writes_attempted - counters.writes_attempted;
    assert!(writes <= 6, "{writes} writes for {} records", 6 + changed);
}

#[test]
fn a_limit_of_bytes_is_found_and_no_record_is_lost_to_it() {
    let mut config = SandboxConfig::with_user(USER, PASSWORD);
    config.body_bytes_max = 1_500;
    let erp = Erp::with(config);
    let project = project("batch_records: 50");
    project.run(&erp, &["run"]).code(4);
    let report = project.report(&erp);
    let funnel = &report["objects"][0]["funnel"];
    assert_eq!(funnel["loaded"]["created"], 114);
    assert_eq!(funnel["refused"], 6);
    let counters = erp.counters();
    assert!(
        counters.writes_attempted < 80,
        "{} writes for {RECORDS} records",
        counters.writes_attempted
    );
}
