//! An extract that states a total of itself is held to it.

use crate::support::{Erp, Project};

fn project(total: &str, more: &str) -> Project {
    let project = Project::init();
    std::fs::remove_file(project.path().join("data/vendors.csv")).unwrap();
    project.write(
        "data/vendors.xml",
        format!(
            "<vendors><vendor><id>1</id><name>Acme</name><country>NOR</country><open>10.10</open>\
             </vendor><vendor><id>2</id><name>Water</name><country>NOR</country><open>20.20</open>\
             </vendor><count>2</count><total>{total}</total></vendors>"
        ),
    );
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping
        .replace(
            "delimited: vendors.csv",
            "xml: vendors.xml\n  records: /vendors/vendor\n  \
             declared: [/vendors/count, /vendors/total]",
        )
        .replace("from: Vendor ID", "from: id")
        .replace("from: Vendor Name", "from: name")
        .replace("from: Country", "from: country");
    let totals = format!(
        "control_totals:\n  - {{ sum: open, number: plain, declared: /vendors/total{more} }}\n  \
         - {{ name: vendors, expr: '1', declared: /vendors/count }}\n"
    );
    project.write("mappings/suppliers.yaml", format!("{mapping}\n{totals}"));
    project
}

#[test]
fn a_total_that_agrees_is_no_news() {
    let erp = Erp::start();
    let project = project("30.30", "");
    project.run(&erp, &["run"]).ok();
    assert_eq!(erp.counters().writes_committed, 2);
}

#[test]
fn a_total_that_differs_stops_the_run_before_anything_is_sent() {
    let erp = Erp::start();
    let project = project("30.31", "");
    let ran = project.run(&erp, &["run"]).code(3);
    assert_eq!(erp.counters().writes_committed, 0);
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(said.contains("SRC-DECLARED"), "{said}");
    let rejects = project.run(&erp, &["rejects"]).ok().stdout;
    assert!(
        rejects.contains("30.31, stated by the extract"),
        "{rejects}"
    );
    assert!(
        rejects.contains("30.30, the sum of what was read"),
        "{rejects}"
    );
    assert!(
        rejects.contains("vendors.xml:1 /vendors/total"),
        "{rejects}"
    );
}

#[test]
fn a_total_that_is_known_to_be_wrong_is_a_warning() {
    let erp = Erp::start();
    let project = project("31", ", severity: warning");
    project.run(&erp, &["run"]).ok();
    assert_eq!(erp.counters().writes_committed, 2);
    let rejects = project.run(&erp, &["rejects"]).ok().stdout;
    assert!(rejects.contains("SRC-DECLARED"), "{rejects}");
}

#[test]
fn a_total_that_the_extract_does_not_state_is_missed() {
    let erp = Erp::start();
    let project = project("30.30", "");
    let mapping = project.read("mappings/suppliers.yaml");
    let mapping = mapping.replace("declared: /vendors/total", "declared: /vendors/totl");
    project.write("mappings/suppliers.yaml", mapping);
    project.run(&erp, &["run"]).code(3);
    let rejects = project.run(&erp, &["rejects"]).ok().stdout;
    assert!(rejects.contains("no total `/vendors/totl`"), "{rejects}");
    assert!(rejects.contains("/vendors/total"), "{rejects}");
}
