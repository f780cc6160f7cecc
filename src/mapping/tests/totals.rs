use landbridge_contract::{Layout, LayoutKind, Value};
use rust_decimal::Decimal;

use super::{map, map_record, plan, record, show, text};
use crate::mapping::{JoinedRecord, Mapped, MappedVerdict, Side, SourceColumns, bind};

const REST: &str = r#"
where: 'Status != "CLOSED"'
fields:
  SupplierNumber: { from: Vendor ID }
  CreditLimit: { from: Limit, number: de }
  Country: { from: Country, crosswalk: countries }
control_totals:
  - { sum: Limit, by: Country }
  - { name: doubled, expr: 'number(Limit, "de") * 2', against: CreditLimit }
  - { sum: Type, number: en }
"#;

fn contributions(mapped: &Mapped) -> Vec<(usize, &str, String)> {
    mapped
        .contributions
        .iter()
        .map(|one| (one.total, &*one.group, one.amount.to_string()))
        .collect()
}

#[test]
fn totals_are_taken_in_the_form_and_groups_of_the_rules() {
    let plan = plan(REST);
    let told: Vec<_> = plan
        .totals()
        .iter()
        .map(|one| {
            (
                &*one.name,
                one.against.as_deref(),
                one.against_by.first().map(|name| &**name),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Limit by Country", Some("CreditLimit"), Some("Country")),
            ("doubled", Some("CreditLimit"), None),
            ("Type", None, None),
        ]
    );
    let mapped = map(
        &plan,
        &[
            ("Vendor ID", text("1")),
            ("Limit", text("1.000,10-")),
            ("Country", text("ALLEMAGNE")),
            ("Type", Value::Integer(3)),
        ],
    );
    assert_eq!(
        contributions(&mapped),
        [
            (0, "DE", "-1000.10".to_owned()),
            (1, "", "-2000.20".to_owned()),
            (2, "", "3".to_owned()),
        ]
    );
}

#[test]
fn skipped_and_rejected_records_count_too() {
    let plan = plan(REST);
    let values = |status: &str| {
        [
            ("Limit", text("5")),
            ("Country", text("SUISSE")),
            ("Status", text(status)),
        ]
    };
    let skipped = map(&plan, &values("CLOSED"));
    assert_eq!(skipped.verdict, MappedVerdict::Filtered);
    let rejected = map(&plan, &values("OPEN"));
    assert_eq!(rejected.verdict, MappedVerdict::Rejected);
    assert_eq!(contributions(&skipped), contributions(&rejected));
    assert_eq!(contributions(&skipped)[0], (0, "SUISSE", "5".to_owned()));
}

#[test]
fn a_value_that_is_no_number_is_said_once() {
    let plan = plan(REST);
    let mapped = map(&plan, &[("Vendor ID", text("1")), ("Limit", text("1,0.0"))]);
    let codes: Vec<&str> = mapped.findings.iter().map(|one| one.code.id).collect();
    assert_eq!(codes, ["MAP-NUMBER-FORMAT"], "{}", show(&mapped));
    let skipped = map(&plan, &[("Status", text("CLOSED")), ("Type", text("x"))]);
    assert_eq!(skipped.verdict, MappedVerdict::Filtered);
    assert_eq!(skipped.findings.len(), 1);
    assert!(contributions(&skipped).is_empty());
}

#[test]
fn empty_values_add_nothing() {
    let mapped = map(&plan(REST), &[("Vendor ID", text("1"))]);
    let sum: Decimal = mapped.contributions.iter().map(|one| one.amount).sum();
    assert_eq!(sum, Decimal::ZERO);
}

#[test]
#[expect(clippy::too_many_lines, reason = "the records are long")]
fn nested_records_are_summed_where_each_says_so() {
    let mapping = super::mapping(
        "{ xml: orders.xml }",
        r#"
fields:
  SupplierNumber: { from: "@id" }
  Country: { from: Currency }
  lines: { each: Line, fields: { Amount: { from: Amount, number: de } } }
control_totals:
  - { name: value, each: Line, expr: 'number(Quantity) * number(Price)', by: Currency, against: lines.Amount }
  - { each: lines, sum: Amount }
  - { each: Tax, sum: "." }
"#,
    );
    let plan = bind(&mapping, SourceColumns::default()).unwrap();
    let told: Vec<_> = plan
        .totals()
        .iter()
        .map(|one| {
            (
                one.against.as_deref(),
                one.against_by.first().map(|name| &**name),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("lines.Amount"), Some("Country")),
            (Some("lines.Amount"), None),
            (None, None),
        ]
    );
    let [lines, taxes] = plan.projection().children.as_slice() else {
        panic!("two nested parts");
    };
    let line = |quantity: Value| {
        record(
            &lines.projection.fields,
            &[
                ("Quantity", quantity),
                ("Price", text("2.50")),
                ("Amount", text("1.000,5")),
            ],
        )
    };
    let mut order = record(
        &plan.projection().fields,
        &[("@id", text("1")), ("Currency", text(" EUR "))],
    );
    order.children = vec![
        vec![line(text("2")), line(Value::Null)],
        vec![record(&taxes.projection.fields, &[(".", text("0.10"))])],
    ];
    let layout = Layout {
        file: "orders.xml".into(),
        kind: LayoutKind::Elements { path: "/o".into() },
        names: plan.projection().fields.clone(),
        columns: Vec::new(),
        children: Vec::new(),
        pieces: Vec::new(),
    };
    let mapped = map_record(&plan, &order, &layout, &[]);
    assert_eq!(
        contributions(&mapped),
        [
            (0, " EUR ", "5.00".to_owned()),
            (1, "", "1000.5".to_owned()),
            (1, "", "1000.5".to_owned()),
            (2, "", "0.10".to_owned()),
        ]
    );
    let codes: Vec<&str> = mapped.findings.iter().map(|one| one.code.id).collect();
    assert_eq!(codes, ["MAP-EXPRESSION"], "{}", show(&mapped));
}

/// What is found where a total over records of another file meets what is no number.
fn found_in_joined(approval: &str, source: &str, sum: &str) -> String {
    let rest = format!(
        "{approval}fields:\n  SupplierNumber: {{ from: Vendor ID, personal: true }}\n  \
         addresses:\n    each: {source}\n    on: {{ Vendor ID: No }}\n    fields: {{ AddressName: {{ from: Site }} }}\n\
         control_totals:\n  - {{ name: t, each: addresses, {sum} }}\n"
    );
    let mapping = super::mapping("{ delimited: v.csv }", &rest);
    let plan = bind(&mapping, SourceColumns::default()).unwrap();
    let layout = |names: &[landbridge_contract::Name]| Layout {
        file: "rows.csv".into(),
        kind: LayoutKind::Lines,
        names: names.to_vec(),
        columns: (0..).zip(names).map(|(column, _)| column).collect(),
        children: Vec::new(),
        pieces: Vec::new(),
    };
    let main = &plan.projection().fields;
    let there = &plan.joins()[0].projection.fields;
    let site = record(
        there,
        &[
            ("No", text("canary")),
            ("Site", text("HQ")),
            ("Amount", text("canary")),
        ],
    );
    let layouts = (layout(main), layout(there));
    let joined = [JoinedRecord {
        record: &site,
        layout: &layouts.1,
    }];
    let vendor = record(main, &[("Vendor ID", text("1"))]);
    let mapped = map_record(&plan, &vendor, &layouts.0, &[&joined]);
    let found = mapped.findings.iter();
    let found: Vec<String> = found.map(|one| format!("{one:?}")).collect();
    found.join("\n")
}

#[test]
fn a_total_over_records_of_another_source_hides_what_is_confidential_there() {
    let approval = "confidential: { purpose: tests, approver: Ann }\n";
    let confidential = "{ delimited: sites.csv, confidential: true }";
    for (approval, source, sum) in [
        (approval, confidential, "sum: Amount"),
        (approval, confidential, "expr: 'number(Amount)'"),
        // The key of the joined records is personal here, and so it is there.
        ("", "{ delimited: sites.csv }", "sum: No"),
    ] {
        let found = found_in_joined(approval, source, sum);
        assert_eq!(found.lines().count(), 1, "{found}");
        assert!(!found.contains("canary"), "{sum}: {found}");
    }
    let open = found_in_joined("", "{ delimited: sites.csv }", "sum: Amount");
    assert!(open.contains("canary"), "{open}");
}

const JOURNALS: &str = r#"
fields:
  SupplierNumber: { from: "@batch" }
  Country: { from: Currency }
  journals:
    each: Journal
    fields:
      Name: { from: "@name" }
      lines:
        each: Line
        fields:
          Account: { from: Account, crosswalk: countries }
          Debit: { from: Debit, number: de }
          Credit: { from: Credit, number: de }
control_totals:
  - { trial_balance: balances, each: journals.lines, account: Account, debit: Debit, credit: Credit, by: Currency }
  - { name: by journal, each: journals.lines, sum: Debit, by: ["@name", Account] }
"#;

#[test]
#[expect(clippy::too_many_lines, reason = "the records are long")]
fn a_trial_balance_is_two_totals_by_the_account_of_lines_within_lines() {
    let mapping = super::mapping("{ xml: journals.xml }", JOURNALS);
    let plan = bind(&mapping, SourceColumns::default()).unwrap();
    let told: Vec<_> = plan
        .totals()
        .iter()
        .map(|one| {
            let by: Vec<&str> = one.against_by.iter().map(|name| &**name).collect();
            (&*one.name, one.against.as_deref().unwrap(), by.join(" "))
        })
        .collect();
    let by = "journals.lines.Account Country".to_owned();
    assert_eq!(
        told,
        [
            ("balances: debit", "journals.lines.Debit", by.clone()),
            ("balances: credit", "journals.lines.Credit", by),
            (
                "by journal",
                "journals.lines.Debit",
                "journals.Name journals.lines.Account".to_owned()
            ),
        ]
    );
    assert_eq!(
        Side::of_total("balances: credit"),
        Some(("balances", Side::Credit))
    );
    assert_eq!(Side::of_total("by journal"), None);

    let [journals] = plan.projection().children.as_slice() else {
        panic!("one nested part");
    };
    let [lines] = journals.projection.children.as_slice() else {
        panic!("one nested part within it");
    };
    let line = |account: &str, debit: &str, credit: &str| {
        record(
            &lines.projection.fields,
            &[
                ("Account", text(account)),
                ("Debit", text(debit)),
                ("Credit", text(credit)),
            ],
        )
    };
    let mut journal = record(&journals.projection.fields, &[("@name", text("J1"))]);
    journal.children = vec![vec![
        line("ALLEMAGNE", "10,50", ""),
        line("SUISSE", "", "10,50"),
    ]];
    let mut batch = record(
        &plan.projection().fields,
        &[("@batch", text("B1")), ("Currency", text("EUR"))],
    );
    batch.children = vec![vec![journal]];
    let layout = Layout {
        file: "journals.xml".into(),
        kind: LayoutKind::Elements { path: "/b".into() },
        names: plan.projection().fields.clone(),
        columns: Vec::new(),
        children: Vec::new(),
        pieces: Vec::new(),
    };
    let mapped = map_record(&plan, &batch, &layout, &[]);
    assert_eq!(
        contributions(&mapped),
        [
            (0, "DE · EUR", "10.50".to_owned()),
            (1, "SUISSE · EUR", "10.50".to_owned()),
            (2, "J1 · DE", "10.50".to_owned()),
        ]
    );
}

const AGED: &str = r#"
fields:
  SupplierNumber: { from: Vendor ID }
  CreditLimit: { from: Limit, number: de }
  Country: { from: Country, crosswalk: countries }
  CreationDate: { from: Created, date: "%d/%m/%Y" }
control_totals:
  - { ageing: { of: Limit, on: Created, buckets: [30, 60] }, by: Country }
  - { name: at year's end, ageing: { of: Limit, on: Created, buckets: [30], at: 2025-12-31 } }
"#;

#[test]
fn ages_are_counted_from_the_date_as_its_rule_reads_it_behind_the_other_groups() {
    let plan = plan(AGED);
    let [by_country, at_year_end] = plan.totals() else {
        panic!("two totals, not {}", plan.totals().len());
    };
    assert_eq!(&*by_country.name, "Limit by Country, age");
    assert_eq!(by_country.against.as_deref(), Some("CreditLimit"));
    let by: Vec<&str> = by_country.against_by.iter().map(|name| &**name).collect();
    assert_eq!(by, ["Country", "CreationDate"]);
    assert_eq!(&*at_year_end.name, "at year's end");
    let groups = |created: &str| -> Vec<String> {
        let values = [
            ("Limit", text("1.000,10")),
            ("Country", text("ALLEMAGNE")),
            ("Created", text(created)),
        ];
        let mapped = map(&plan, &values);
        let made = mapped.contributions.iter();
        made.map(|one| format!("{} {}", one.group, one.amount))
            .collect()
    };
    // The run is of 4 May 2026.
    assert_eq!(
        groups("03/05/2026"),
        ["DE · 1–30 1000.10", "not due 1000.10"]
    );
    assert_eq!(
        groups("05/05/2026"),
        ["DE · not due 1000.10", "not due 1000.10"]
    );
    assert_eq!(
        groups("05/03/2026"),
        ["DE · 31–60 1000.10", "not due 1000.10"]
    );
    assert_eq!(
        groups("01/12/2025"),
        ["DE · over 60 1000.10", "1–30 1000.10"]
    );
    assert_eq!(groups(""), ["DE · no date 1000.10", "no date 1000.10"]);
}

#[test]
fn a_date_that_no_rule_reads_gives_no_ages() {
    let rest = AGED.replace("on: Created", "on: Status");
    let mapping = super::mapping("{ spreadsheet: vendors.xlsx, sheet: Vendors }", &rest);
    let columns = super::VENDORS.columns();
    let seen = SourceColumns {
        main: Some(&columns),
        ..SourceColumns::default()
    };
    let said = bind(&mapping, seen).unwrap_err();
    let found: Vec<&str> = said.0.iter().map(|one| &*one.found).collect();
    assert_eq!(found, ["ages by \"Status\", which no rule reads alone"; 2]);
}
