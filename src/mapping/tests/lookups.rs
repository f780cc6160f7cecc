//! A value of another source, found by key.

use std::sync::Arc;

use insta::assert_snapshot;
use landbridge_contract::{Notice, NoticeKind, Value};

use super::{RUN, Sheet, VENDORS, crosswalks, mapping, show, text};
use crate::mapping::{Lookups, Mapped, Plan, SourceColumns, TraceEvent, bind};

const REGISTRY: Sheet = Sheet {
    names: &["VendorNo", "Tax ID", "Land"],
};

fn plan(rules: &str) -> Plan {
    let mapping = mapping(
        "{ spreadsheet: vendors.xlsx, sheet: Vendors }\nlookups:\n  registry: { sheet: Registry }",
        rules,
    );
    let seen = SourceColumns {
        main: Some(&VENDORS.columns()),
        lookups: &[Some(REGISTRY.columns())],
        ..SourceColumns::default()
    };
    bind(&mapping, seen).unwrap()
}

/// What comes of a vendor where the registry has these lines: number, tax id, country.
fn map(plan: &Plan, vendor: &[(&str, Value)], registry: &[[Value; 3]]) -> String {
    let mut lookups = Lookups::default();
    for (line, values) in (2..).zip(registry) {
        keep(plan, &mut lookups, line, values, Vec::new());
    }
    mapped(plan, vendor, &lookups)
}

fn keep(plan: &Plan, lookups: &mut Lookups, line: u64, values: &[Value; 3], notices: Vec<Notice>) {
    for (index, lookup) in plan.lookups().iter().enumerate() {
        let named: Vec<(&str, Value)> =
            REGISTRY.names.iter().copied().zip(values.clone()).collect();
        let (layout, mut record) = REGISTRY.record(&lookup.projection, &named);
        record.place.line = line;
        record.notices.clone_from(&notices);
        lookups.insert(index, lookup, record, &Arc::new(layout));
    }
}

fn mapped(plan: &Plan, vendor: &[(&str, Value)], lookups: &Lookups) -> String {
    let (layout, record) = VENDORS.record(plan.projection(), vendor);
    let crosswalks = crosswalks();
    let mut mapped = Mapped::default();
    plan.evaluator(&crosswalks, RUN)
        .with_lookups(lookups)
        .evaluate(&record, &layout, &[], &mut mapped);
    show(&mapped)
}

const RULES: &str = "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
    Phone: { lookup: registry, on: { Vendor ID: VendorNo }, take: Tax ID }\n  \
    Country: { lookup: registry, on: { Vendor ID: VendorNo }, take: Land, crosswalk: countries, missing: empty }\n";

fn number(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

#[test]
fn rules_that_find_records_alike_share_one_reading() {
    let plan = plan(RULES);
    let [registry] = plan.lookups() else {
        panic!("one lookup");
    };
    let wanted: Vec<&str> = registry
        .projection
        .fields
        .iter()
        .map(AsRef::as_ref)
        .collect();
    assert_eq!(wanted, ["VendorNo", "Tax ID", "Land"]);
}

#[test]
fn a_value_of_the_record_with_the_same_key_is_taken_and_shaped() {
    let registry = [
        [text("8"), text("T8"), text("SUISSE")],
        [number("7.0"), text("T7"), text("ALLEMAGNE")],
        [text("  "), text("T0"), text("nobody's")],
    ];
    let shown = map(&plan(RULES), &[("Vendor ID", text(" 7 "))], &registry);
    assert_snapshot!(shown, @r#"Ready {"SupplierNumber":" 7 ","Phone":"T7","Country":"DE"}"#);
}

#[test]
fn what_is_wrong_with_the_value_is_said_at_its_own_cell_there() {
    let registry = [[text("7"), text("far too long"), text("SUISSE")]];
    let shown = map(&plan(RULES), &[("Vendor ID", text("7"))], &registry);
    assert_snapshot!(shown, @r#"
    Rejected {"SupplierNumber":"7"}
    error validate VAL-LENGTH Phone at vendors.xlsx › Vendors!B2: found "far too long", expected at most 5 characters
    error map MAP-UNMAPPED-CODE Country at vendors.xlsx › Vendors!C2: found "SUISSE", expected a code of the crosswalk `countries`
    "#);
}

#[test]
fn a_key_that_nobody_has_is_said_where_the_key_stands() {
    let registry = [[text("8"), text("T8"), text("SUISSE")]];
    let shown = map(&plan(RULES), &[("Vendor ID", text("7"))], &registry);
    assert_snapshot!(shown, @r#"
    Rejected {"SupplierNumber":"7"}
    error map MAP-LOOKUP-MISSING Phone at vendors.xlsx › Vendors!A17: found "7", expected a record of `registry` with this VendorNo
    "#);
}

#[test]
fn two_records_of_one_key_are_named_where_they_differ_in_what_is_asked_for() {
    let registry = [
        [text("7"), text("T7"), text("ALLEMAGNE")],
        [text("8"), text("T8"), text("ALLEMAGNE")],
        [text("8"), text("T9"), text("ALLEMAGNE")],
        [text("7"), text("T7 "), text("ALLEMAGNE")],
        [text("7.0"), text("other"), text("other")],
        [text("7"), text("T5"), text("ALLEMAGNE")],
    ];
    let shown = map(&plan(RULES), &[("Vendor ID", text("7"))], &registry);
    assert_snapshot!(shown, @r#"
    Rejected {"SupplierNumber":"7","Country":"DE"}
    error map MAP-LOOKUP-AMBIGUOUS Phone at vendors.xlsx › Vendors!B2: found "T7", and "T5" at vendors.xlsx › Vendors!B7, expected one Tax ID for each VendorNo of `registry` that is asked for
    "#);
}

#[test]
fn an_empty_key_and_an_empty_value_are_empty_values() {
    let rules = "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
        Phone: { lookup: registry, on: { Vendor ID: VendorNo }, take: Tax ID, required: true }\n  \
        Country: { lookup: registry, on: { Type: VendorNo }, take: Land, default: { from: Status } }\n  \
        Supplier: { lookup: registry, on: { Type: VendorNo }, take: Land, default: none }\n";
    let registry = [[text("7"), text(""), text("ALLEMAGNE")]];
    let vendor = [("Vendor ID", text("7")), ("Status", text("open"))];
    let shown = map(&plan(rules), &vendor, &registry);
    assert_snapshot!(shown, @r#"
    Rejected {"SupplierNumber":"7","Country":"open","Supplier":"none"}
    error validate VAL-REQUIRED Phone at vendors.xlsx › Vendors!B2: found nothing, expected a value
    "#);
}

#[test]
fn what_the_source_noticed_of_the_value_is_a_finding() {
    let plan = plan(RULES);
    let mut lookups = Lookups::default();
    let notice = |slot| Notice {
        slot,
        kind: NoticeKind::ErrorCell,
        found: "#N/A".to_owned(),
    };
    let values = [text("7"), Value::Null, text("ALLEMAGNE")];
    keep(&plan, &mut lookups, 2, &values, vec![notice(Some(1))]);
    assert_snapshot!(mapped(&plan, &[("Vendor ID", text("7"))], &lookups), @r##"
    Rejected {"SupplierNumber":"7","Country":"DE"}
    error extract SRC-ERROR-CELL Phone at vendors.xlsx › Vendors!B2: found "#N/A", expected a value
    "##);
}

#[test]
fn a_personal_value_is_shown_by_no_rule_that_takes_it() {
    let rules = "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
        Phone: { lookup: registry, on: { Vendor ID: VendorNo }, take: Tax ID, personal: true }\n  \
        Supplier: { lookup: registry, on: { Vendor ID: VendorNo }, take: Tax ID }\n  \
        Country: { from: Country, personal: true }\n  \
        Type: { lookup: registry, on: { Country: VendorNo }, take: Land }\n";
    let plan = plan(rules);
    let registry = [
        [text("7"), text("secret number of somebody"), text("x")],
        [text("8"), text("secret one"), text("x")],
        [text("8"), text("secret two"), text("x")],
    ];
    let hidden: Vec<&str> = plan
        .personal_attributes()
        .iter()
        .map(AsRef::as_ref)
        .collect();
    assert_eq!(hidden, ["Phone", "Supplier", "Country", "Type"]);
    for (vendor, country) in [("7", "secret land"), ("8", "7")] {
        let vendor = [("Vendor ID", text(vendor)), ("Country", text(country))];
        let shown = map(&plan, &vendor, &registry);
        let (_, findings) = shown.split_once('\n').unwrap();
        assert_eq!(findings.lines().count(), 3, "{findings}");
        assert!(!findings.contains("secret"), "{findings}");
        assert!(!findings.contains("\"x\""), "{findings}");
    }
}

#[test]
fn what_stands_for_a_value_that_is_not_found_is_traced() {
    let rules = "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
        Country: { lookup: registry, on: { Vendor ID: VendorNo }, take: Land, missing: empty, default: DE }\n";
    let plan = plan(rules);
    let (layout, record) = VENDORS.record(plan.projection(), &[("Vendor ID", text("7"))]);
    let (crosswalks, lookups) = (crosswalks(), Lookups::default());
    let mut evaluator = plan.traced(&crosswalks, RUN).with_lookups(&lookups);
    evaluator.evaluate(&record, &layout, &[], &mut Mapped::default());
    let events = evaluator.into_watch().events;
    let default = events.iter().any(
        |event| matches!(event, TraceEvent::Step("default", value) if *value.value() == text("DE")),
    );
    assert!(default, "{events:?}");
}

#[test]
fn columns_of_lookups_are_checked_too() {
    let mapping = mapping(
        "{ spreadsheet: vendors.xlsx }\nlookups:\n  registry: { delimited: registry.csv }",
        "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
         Phone: { lookup: registry, on: { Vendor: VendorNr }, take: TaxID }\n",
    );
    let seen = SourceColumns {
        main: Some(&VENDORS.columns()),
        lookups: &[Some(REGISTRY.columns())],
        ..SourceColumns::default()
    };
    let mistakes = bind(&mapping, seen).unwrap_err();
    let told: Vec<&str> = mistakes.0.iter().map(|one| &*one.found).collect();
    assert_eq!(
        told,
        [
            "column \"Vendor\"",
            "column \"VendorNr\"",
            "column \"TaxID\""
        ]
    );
}

#[test]
fn nothing_that_is_taken_of_a_confidential_source_is_shown() {
    let mapping = mapping(
        "{ spreadsheet: vendors.xlsx }\nlookups:\n  registry: { delimited: registry.csv, confidential: true }\n\
         confidential: { purpose: tests, approver: Ann }",
        RULES,
    );
    assert_eq!(mapping.confidential_sources(), ["registry.csv"]);
    assert_eq!(mapping.personal_attributes(), ["Phone", "Country"]);
    let seen = SourceColumns {
        main: Some(&VENDORS.columns()),
        lookups: &[Some(REGISTRY.columns())],
        ..SourceColumns::default()
    };
    let plan = bind(&mapping, seen).unwrap();
    let registry = [[text("7"), text("secret number"), text("secret land")]];
    let shown = map(&plan, &[("Vendor ID", text("7"))], &registry);
    assert!(
        shown.lines().count() > 2 && !shown.contains("secret"),
        "{shown}"
    );
}

#[test]
fn a_record_as_a_whole_is_not_told_where_something_is_personal() {
    let notice = Notice {
        slot: None,
        kind: NoticeKind::Ragged,
        found: "7, secret number".to_owned(),
    };
    let personal = RULES.replace("take: Land", "take: Land, personal: true");
    for (rules, shows) in [(RULES, true), (&*personal, false)] {
        let plan = plan(rules);
        let mut lookups = Lookups::default();
        let values = [text("7"), text("DE123"), text("ALLEMAGNE")];
        keep(&plan, &mut lookups, 2, &values, vec![notice.clone()]);
        let shown = mapped(&plan, &[("Vendor ID", text("7"))], &lookups);
        assert!(shown.contains("SRC-RAGGED"), "{shown}");
        assert_eq!(shown.contains("secret number"), shows, "{shown}");
    }
}

#[test]
fn what_is_found_by_a_personal_column_there_is_personal() {
    let rules = "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
        Phone: { lookup: registry, on: { Vendor ID: VendorNo }, take: Tax ID, personal: true }\n  \
        Supplier: { lookup: registry, on: { Vendor Name: Tax ID }, take: Land }\n";
    let mapping = mapping(
        "{ spreadsheet: vendors.xlsx, sheet: Vendors }\nlookups:\n  registry: { sheet: Registry }",
        rules,
    );
    assert_eq!(mapping.personal_attributes(), ["Phone", "Supplier"]);
    let shown: Vec<String> = plan(rules)
        .personal_attributes()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(shown, mapping.personal_attributes());
}

#[test]
fn what_is_found_by_what_is_personal_is_personal_over_any_number_of_lookups() {
    let rules = "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
        Type: { from: Vendor Name }\n  \
        Country: { lookup: registry, on: { Status: Land }, take: VendorNo }\n  \
        Supplier: { lookup: registry, on: { Vendor Name: Tax ID }, take: Land }\n  \
        Phone: { lookup: registry, on: { Vendor ID: VendorNo }, take: Tax ID, personal: true }\n";
    let mapping = mapping(
        "{ spreadsheet: vendors.xlsx, sheet: Vendors }\nlookups:\n  registry: { sheet: Registry }",
        rules,
    );
    // `Vendor Name` holds the same as `Tax ID`, which is personal.
    let hidden = ["Type", "Country", "Supplier", "Phone"];
    assert_eq!(mapping.personal_attributes(), hidden);
    let bound = plan(rules);
    let bound = bound.personal_attributes().iter();
    assert_eq!(bound.map(AsRef::as_ref).collect::<Vec<&str>>(), hidden);
}

#[test]
fn the_column_that_holds_a_personal_key_there_is_personal_too() {
    let of = |rule: &str| {
        let fields = format!("fields:\n  SupplierNumber: {{ from: Vendor ID }}\n  {rule}\n");
        let mapping = mapping(
            "{ spreadsheet: vendors.xlsx, sheet: Vendors }\nlookups:\n  registry: { delimited: r.csv }",
            &fields,
        );
        let found = mapping.personal_lookups().into_iter();
        found.map(|(_, column)| column).collect::<Vec<String>>()
    };
    let by_number =
        "Phone: { lookup: registry, on: { Vendor ID: VendorNo }, take: Tax ID, personal: true }";
    assert_eq!(of(by_number), ["Tax ID"]);
    let by_phone = "Country: { lookup: registry, on: { Phone: Mobile }, take: Land }\n  \
        Phone: { from: Phone, personal: true }";
    assert_eq!(of(by_phone), ["Mobile", "Land"]);
}

#[test]
fn of_many_records_of_one_key_only_those_are_kept_that_tell_a_difference() {
    let plan = plan(RULES);
    let lookup = &plan.lookups()[0];
    let mut lookups = Lookups::default();
    let mut kept = 0;
    for number in 0..1_000 {
        let tax = text(&format!("tax {number}"));
        let named = [
            ("VendorNo", text("7")),
            ("Tax ID", tax),
            ("Land", text("ALLEMAGNE")),
        ];
        let (layout, record) = REGISTRY.record(&lookup.projection, &named);
        kept += u32::from(lookups.insert(0, lookup, record, &Arc::new(layout)));
    }
    assert_eq!(kept, 2, "the first, and one that differs from it");
}
