//! A first mapping, proposed from names, types and values, held against right answers.
//!
//! `tests/suggest` holds invented files with the schema of an object and what a person maps each
//! column to; `tests/suggest/real` the right answers for three public files.

mod answers;
mod real_files;

use std::fmt::Write as _;

use self::answers::{invented, is_mostly_right, proposals};

use crate::golden::golden;
use crate::support::{Erp, Project, home};

#[test]
fn french_donors_are_proposed_right() {
    let (_, mapping, score) = invented("french-donors", "donateurs.csv", "donors");
    is_mostly_right(&score);
    golden!("suggest-french-donors", &mapping);
}

#[test]
fn vendors_with_technical_names_are_proposed_right() {
    let (_, mapping, score) = invented("sap-vendors", "lfa1.csv", "suppliers");
    is_mostly_right(&score);
    golden!("suggest-sap-vendors", &mapping);
}

#[test]
fn spanish_staff_is_proposed_right() {
    is_mostly_right(&invented("spanish-staff", "personal.csv", "workers").2);
}

#[test]
fn german_items_are_proposed_right() {
    is_mostly_right(&invented("german-items", "artikel.csv", "items").2);
}

#[test]
fn vendors_of_other_systems_are_proposed_right() {
    for (name, file) in [
        ("sage-vendors", "f_comptet.csv"),
        ("navision-vendors", "kreditoren.csv"),
        ("ebs-vendors", "po_vendors.csv"),
        ("spanish-vendors", "proveedores.csv"),
    ] {
        is_mostly_right(&invented(name, file, "suppliers").2);
    }
}

#[test]
fn french_staff_is_proposed_right() {
    is_mostly_right(&invented("french-staff", "salaries.csv", "workers").2);
}

#[test]
fn a_register_of_assets_is_proposed_right() {
    is_mostly_right(&invented("asset-register", "register.csv", "fixedAssets").2);
}

#[test]
fn german_staff_with_words_cut_short_is_proposed_right() {
    let (_, mapping, score) = invented("german-staff", "personal.csv", "workers");
    is_mostly_right(&score);
    assert!(
        mapping.contains("DateOfBirth: { from: Geb.-Datum, date: \"%d.%m.%Y\", personal: true }"),
        "{mapping}"
    );
}

#[test]
fn a_proposal_that_lacks_nothing_is_a_mapping_whose_records_are_ready() {
    let (project, mapping, score) = invented("abbreviated-invoices", "ap_open.txt", "invoices");
    is_mostly_right(&score);
    assert!(!mapping.contains("# MISSING"), "{mapping}");
    assert!(
        mapping.contains("InvoiceDate: { from: INV_DT, date: \"%m/%d/%Y\" }"),
        "{mapping}"
    );
    let erp = Erp::start();
    let ran = project.run(&erp, &["check"]).ok();
    assert!(
        ran.stdout.contains("8 of 8 records read are ready to load"),
        "{}",
        ran.stdout
    );
}

#[test]
fn what_a_proposal_marks_as_missing_is_all_that_check_finds_missing() {
    let (project, mapping, _) = invented("sap-vendors", "lfa1.csv", "suppliers");
    let marked = mapping
        .lines()
        .filter(|line| line.contains("# MISSING: required"));
    let mut marked: Vec<&str> = marked
        .map(|line| {
            line.trim_start_matches([' ', '#'])
                .split(':')
                .next()
                .unwrap()
        })
        .collect();
    let erp = Erp::start();
    let ran = project.run(&erp, &["check"]).code(3);
    let found = ran
        .stderr
        .lines()
        .filter_map(|line| line.trim().strip_prefix("found:    no rule for `"));
    let mut found: Vec<&str> = found.map(|name| name.trim_end_matches('`')).collect();
    marked.sort_unstable();
    found.sort_unstable();
    assert_eq!(marked, found);
    assert!(
        ran.stderr.contains(&format!("\n{} errors", marked.len())),
        "{}",
        ran.stderr
    );

    let mut mended = String::new();
    for line in mapping.lines() {
        let line = line.replace(
            "# TaxOrganizationType: { from: … }",
            "TaxOrganizationType: { value: Corporation }",
        );
        let line = line.replace(
            "# BusinessRelationship: { from: … }",
            "BusinessRelationship: { value: Spend Authorized }",
        );
        let line = line.replace("# AddressName: { from: … }", "AddressName: { value: MAIN }");
        let line = line.replace(
            "# SupplierSite: { from: … }",
            "SupplierSite: { value: MAIN }",
        );
        let line = line.replace(
            "# ProcurementBU: { from: … }",
            "ProcurementBU: { value: Head Office }",
        );
        let line = line.replace(
            "# SupplierAddressName: { from: … }",
            "SupplierAddressName: { value: MAIN }",
        );
        mended.push_str(&line);
        mended.push('\n');
    }
    project.write("mappings/suppliers.yaml", mended);
    let ran = project.run(&erp, &["check"]).ok();
    assert!(
        ran.stdout.contains("6 of 6 records read are ready to load"),
        "{}",
        ran.stdout
    );
}

#[test]
fn no_value_of_the_file_stands_in_a_proposal() {
    for (name, file, object) in [
        ("french-donors", "donateurs.csv", "donors"),
        ("spanish-staff", "personal.csv", "workers"),
        ("sap-vendors", "lfa1.csv", "suppliers"),
    ] {
        let (_, mapping, _) = invented(name, file, object);
        let source =
            std::fs::read_to_string(home().join("tests/suggest").join(name).join(file)).unwrap();
        let values = source
            .lines()
            .skip(1)
            .flat_map(|line| line.split([';', ',']));
        let values: Vec<&str> = values.filter(|value| value.len() > 4).collect();
        assert!(values.len() > 30);
        for value in values {
            assert!(
                !mapping.contains(value),
                "{name}: {value} stands in\n{mapping}"
            );
        }
    }
}

#[test]
fn nested_records_fill_the_nested_part_that_is_like_them() {
    let project = Project::empty();
    let demo = home().join("mappings/demo");
    project.write(
        "orders.xml",
        std::fs::read(demo.join("data/orders.xml")).unwrap(),
    );
    let schema = demo.join("schemas/purchaseOrders.json");
    let schema = schema.to_str().unwrap();
    let arguments = [
        "orders.xml",
        "--records",
        "/Orders/Order",
        "--schema",
        schema,
    ];
    let mapping = project.look("suggest", &arguments).ok().stdout;
    assert!(
        mapping.contains("\n  lines:\n    each: Lines/Line\n    fields:\n"),
        "{mapping}"
    );
    let found = proposals(&mapping);
    assert_eq!(found["@quantity"], "lines.Quantity");
    assert_eq!(found["@number"], "OrderNumber");
    assert!(
        mapping.contains("\nbusiness_key: OrderNumber "),
        "{mapping}"
    );
}

#[test]
fn names_that_say_nothing_get_no_proposal() {
    let project = Project::empty();
    project.write("a.csv", "X1,Q7,Zzz\n1,a,b\n2,c,d\n3,e,f\n4,g,h\n5,i,j\n");
    project.write(
        "workers.json",
        std::fs::read(home().join("tests/suggest/workers.json")).unwrap(),
    );
    let mapping = project
        .look("suggest", &["a.csv", "--schema", "workers.json"])
        .ok()
        .stdout;
    assert!(proposals(&mapping).is_empty(), "{mapping}");
    assert!(
        mapping.contains("# business_key: …   # MISSING"),
        "{mapping}"
    );
}

#[test]
fn a_mapping_that_is_there_is_not_written_over() {
    let project = Project::init();
    let before = project.read("mappings/suppliers.yaml");
    let arguments = [
        "data/vendors.csv",
        "--schema",
        "schemas/suppliers.json",
        "--out",
        "mappings/suppliers.yaml",
    ];
    let ran = project.look("suggest", &arguments).code(2);
    assert!(ran.stderr.contains("is there already"), "{}", ran.stderr);
    assert_eq!(project.read("mappings/suppliers.yaml"), before);
}

#[test]
fn a_document_of_several_objects_needs_the_object() {
    let project = Project::empty();
    project.write("a.csv", "Name\nx\n");
    project.write(
        "all.json",
        r#"{"Resources": {"suppliers": {"attributes": []}, "invoices": {"attributes": []}}}"#,
    );
    let ran = project
        .look("suggest", &["a.csv", "--schema", "all.json"])
        .code(2);
    assert!(
        ran.stderr
            .contains("suppliers, invoices\nSay which with --object"),
        "{}",
        ran.stderr
    );
    let arguments = ["a.csv", "--schema", "all.json", "--object", "supplier"];
    let ran = project.look("suggest", &arguments).code(3);
    assert!(
        ran.stderr.contains("Did you mean `suppliers`?"),
        "{}",
        ran.stderr
    );
}

#[test]
fn values_are_given_the_form_in_which_they_were_seen() {
    let project = Project::empty();
    let mut text = String::from("Item no;Start date;End date;Price;Hazardous\n");
    for n in 1..=12 {
        let item = if n == 4 {
            "123".to_owned()
        } else {
            format!("{:05}", 90_210 + n * 7)
        };
        writeln!(
            text,
            "{item};{}/{n:02}/2021 08:30;{n:02}/{n:02}/2022;1.{}00,50;{}",
            12 + n,
            n % 10,
            if n % 2 == 0 { "oui" } else { "non" }
        )
        .unwrap();
    }
    project.write("items.csv", text);
    project.write(
        "items.json",
        r#"{"type": "object", "properties": {
            "ItemNumber": {"type": "string", "maxLength": 4}, "ListPrice": {"type": "number"},
            "StartDate": {"type": "string", "format": "date"}, "EndDate": {"type": "string", "format": "date"},
            "HazardousMaterialFlag": {"type": "boolean"}}}"#,
    );
    let mapping = project
        .look("suggest", &["items.csv", "--schema", "items.json"])
        .ok()
        .stdout;
    let rule = |attribute: &str| {
        let begins = format!("  {attribute}: ");
        let line = mapping.lines().find(|line| line.starts_with(&begins));
        line.unwrap_or_else(|| panic!("no {attribute} in\n{mapping}"))
            .to_owned()
    };
    let item = rule("ItemNumber");
    assert!(item.contains("{ from: Item no, pad: 5 }"), "{item}");
    assert!(
        item.contains("LOOK: values of up to 5 characters, 4 are accepted"),
        "{item}"
    );
    let start = rule("StartDate");
    assert!(
        start.contains("split: { at: \" \", part: 1 }, date: \"%d/%m/%Y\" }"),
        "{start}"
    );
    let end = rule("EndDate");
    assert!(end.contains("date: \"%d/%m/%Y\" }"), "{end}");
    assert!(
        end.contains("LOOK: nothing tells the day from the month"),
        "{end}"
    );
    assert!(
        rule("ListPrice").contains("{ from: Price, number: de }"),
        "{mapping}"
    );
    let hazard = rule("HazardousMaterialFlag");
    assert!(
        hazard.contains("LOOK: only Y, N, true and false are understood"),
        "{hazard}"
    );
}

#[test]
fn values_that_say_what_they_are_need_no_name() {
    let project = Project::empty();
    let mut text = String::from("A1,A2,A3\n");
    for (n, country) in ["FR", "KE", "PE", "JO", "FR", "KE"].into_iter().enumerate() {
        writeln!(text, "u{n}@example.org,{country},word{n}").unwrap();
    }
    project.write("a.csv", text);
    project.write(
        "parties.json",
        r#"{"type": "object", "properties": {"CountryCode": {"type": "string", "maxLength": 2},
            "EmailAddress": {"type": "string"}, "Name": {"type": "string"}}}"#,
    );
    let mapping = project
        .look("suggest", &["a.csv", "--schema", "parties.json"])
        .ok()
        .stdout;
    let found = proposals(&mapping);
    assert_eq!(found.len(), 2, "{mapping}");
    assert_eq!(found["A1"], "EmailAddress");
    assert_eq!(found["A2"], "CountryCode");
    assert!(
        mapping.contains("its values alone; e-mail addresses"),
        "{mapping}"
    );
}

#[test]
fn values_of_another_type_are_never_proposed() {
    let project = Project::empty();
    project.write(
        "a.csv",
        "Hire date,Salary,Work email\nsoon,high,none\nlater,low,by post\nnever,fair,ask Ann\n",
    );
    project.write(
        "workers.json",
        std::fs::read(home().join("tests/suggest/workers.json")).unwrap(),
    );
    let mapping = project
        .look("suggest", &["a.csv", "--schema", "workers.json"])
        .ok()
        .stdout;
    let found = proposals(&mapping);
    assert!(
        !found.contains_key("Hire date") && !found.contains_key("Salary"),
        "{mapping}"
    );
    assert!(mapping.contains("# HireDate: { from: … }"), "{mapping}");
    // The name is the same; what stands there is no address, and that is weighed against it.
    assert_eq!(
        found.get("Work email").map(String::as_str),
        Some("WorkEmail")
    );
    let email = mapping
        .lines()
        .find(|line| line.contains("from: Work email"))
        .unwrap();
    assert!(email.contains("# 65 %: same name"), "{email}");
}

#[test]
fn a_record_path_that_nobody_gave_stands_in_the_mapping_so_that_it_is_accepted() {
    let project = Project::init();
    let mut text = String::from("<vendors>\n");
    for n in 1..=9 {
        writeln!(
            text,
            "<vendor><number>V{n:04}</number><name>Vendor {n}</name><street>{n} High Street</street><city>Town {n}</city></vendor>"
        )
        .unwrap();
    }
    text.push_str("</vendors>\n");
    project.write("data/vendors.xml", text);
    project.write(
        "schemas/suppliers.json",
        r#"{"type": "object", "properties": {
            "SupplierNumber": {"type": "string"}, "Supplier": {"type": "string"},
            "addresses": {"type": "array", "items": {"type": "object", "properties": {
                "AddressLine1": {"type": "string"}, "City": {"type": "string"}}}}}}"#,
    );
    let arguments = ["data/vendors.xml", "--schema", "schemas/suppliers.json"];
    let mapping = project.look("suggest", &arguments).ok().stdout;
    let stated = mapping
        .lines()
        .find(|line| line.starts_with("  records: /vendors/vendor "));
    assert!(
        stated.is_some_and(|line| line.ends_with("# LOOK: guessed, 9 of /vendors/vendor")),
        "{mapping}"
    );
    assert!(
        mapping.contains("each: { xml: vendors.xml, records: /vendors/vendor }"),
        "{mapping}"
    );
    project.write("mappings/suppliers.yaml", mapping);
    let ran = project.run(&Erp::start(), &["check"]).ok();
    assert!(
        ran.stdout.contains("9 of 9 records read are ready to load"),
        "{}",
        ran.stdout
    );
    let given = [&arguments[..], &["--records", "/vendors/vendor"]].concat();
    let mapping = project.look("suggest", &given).ok().stdout;
    assert!(!mapping.contains("LOOK: guessed"), "{mapping}");
}

#[test]
fn the_line_that_the_readme_shows_names_the_files_as_the_project_does() {
    let folder = Project::empty();
    folder.look("init", &["my-migration"]).ok();
    let readme = std::fs::read_to_string(home().join("README.md")).unwrap();
    let line = readme
        .lines()
        .find_map(|line| line.strip_prefix("landbridge suggest "));
    let arguments: Vec<&str> = line.unwrap().split_whitespace().collect();
    let mapping = folder.look("suggest", &arguments).ok().stdout;
    assert!(
        mapping.contains("\n  delimited: vendors.csv\n"),
        "{mapping}"
    );
    assert!(
        mapping.contains("\nschema: schemas/suppliers.json\n"),
        "{mapping}"
    );
}
