use insta::assert_snapshot;
use jiff::civil::date;
use landbridge_contract::Value;

use super::{map, plan, show, text};
use crate::mapping::{Crosswalk, MappedVerdict};

const FIELDS: &str = r#"
fields:
  SupplierNumber: { from: Vendor ID, pad: 8 }
  Supplier: { from: Vendor Name, clean: [trim, squeeze] }
  CreationDate: { from: Created, date: "%d/%m/%Y" }
  Country: { from: Country, crosswalk: countries }
  CreditLimit: { from: Limit, number: de }
  Active: { expr: 'Status != "CLOSED"' }
"#;

fn vendor() -> Vec<(&'static str, Value)> {
    vec![
        ("Vendor ID", Value::Integer(4711)),
        ("Vendor Name", text("  Acme   Ltd ")),
        ("Created", text("03/02/2019")),
        ("Country", text("ALLEMAGNE")),
        ("Limit", text("1.234,50")),
        ("Status", text("OPEN")),
    ]
}

#[test]
fn a_record_becomes_a_payload() {
    let mapped = map(&plan(FIELDS), &vendor());
    assert_snapshot!(show(&mapped), @r##"
    Ready {"SupplierNumber":"00004711","Supplier":"Acme Ltd","CreationDate":"2019-02-03","Country":"DE","CreditLimit":1234.50,"Active":true}
    "##);
    assert_eq!(mapped.key.text(), "00004711");
}

#[test]
fn each_cause_makes_one_finding_with_its_cell() {
    let mapped = map(
        &plan(FIELDS),
        &[
            ("Vendor ID", text("  ")),
            ("Vendor Name", text("a name of more than twenty characters")),
            ("Created", text("31/02/2019")),
            ("Country", text("SUISSE")),
            ("Limit", text("1,234.50")),
        ],
    );
    assert_snapshot!(show(&mapped), @r##"
    Rejected {"Active":true}
    error validate KEY-MISSING SupplierNumber at vendors.xlsx › Vendors!A17: found nothing, expected a value
    error validate VAL-LENGTH Supplier at vendors.xlsx › Vendors!B17: found "a name of more than twenty characters", expected at most 20 characters
    error map MAP-DATE-FORMAT CreationDate at vendors.xlsx › Vendors!D17: found "31/02/2019", expected a date as %d/%m/%Y
    error map MAP-UNMAPPED-CODE Country at vendors.xlsx › Vendors!E17: found "SUISSE", expected a code of the crosswalk `countries`
    error map MAP-NUMBER-FORMAT CreditLimit at vendors.xlsx › Vendors!F17: found "1,234.50", expected a number as 1.234,56
    "##);
}

#[test]
fn a_date_with_anything_behind_it_or_a_short_year_is_no_date() {
    let plan = plan(FIELDS);
    for wrong in ["03/02/2019x", "03/02/19", "2019-02-03", "03/02/0019", "x"] {
        let mut values = vendor();
        values[2].1 = text(wrong);
        let mapped = map(&plan, &values);
        let codes: Vec<&str> = mapped.findings.iter().map(|one| one.code.id).collect();
        assert_eq!(codes, ["MAP-DATE-FORMAT"], "{wrong}");
    }
    let mut values = vendor();
    values[2].1 = Value::Date(date(2019, 2, 3));
    assert_eq!(map(&plan, &values).verdict, MappedVerdict::Ready);
}

#[test]
fn records_that_where_does_not_want_are_filtered_without_findings() {
    let plan = plan(&format!("where: 'Status != \"CLOSED\"'\n{FIELDS}"));
    let mapped = map(&plan, &[("Status", text("CLOSED"))]);
    assert_eq!(mapped.verdict, MappedVerdict::Filtered);
    assert_eq!(mapped.findings, []);
    assert_eq!(map(&plan, &vendor()).verdict, MappedVerdict::Ready);
}

#[test]
fn a_where_that_cannot_be_told_rejects_the_record() {
    let plan = plan(&format!("where: 'Status > 3'\n{FIELDS}"));
    assert_snapshot!(show(&map(&plan, &vendor())), @r##"
    Rejected {"SupplierNumber":"00004711","Supplier":"Acme Ltd","CreationDate":"2019-02-03","Country":"DE","CreditLimit":1234.50,"Active":true}
    error map MAP-EXPRESSION where at vendors.xlsx › Vendors!G17: found "OPEN", expected two values of one kind to compare, not text and a number: use `number(…)`, `text(…)` or `date(…)`, in `Status > 3`
    "##);
}

#[test]
fn checks_see_attributes_first_and_are_not_asked_of_what_failed() {
    let plan = plan(&format!(
        "{FIELDS}checks:\n  - {{ that: 'CreationDate <= run_date', else: in the future }}\n  \
         - {{ that: '`Vendor Name` != Supplier', else: untidy, severity: warning }}\n"
    ));
    let mut values = vendor();
    assert_eq!(map(&plan, &values).findings, []);
    values[1].1 = text("Acme");
    values[2].1 = text("05/05/2026");
    assert_snapshot!(show(&map(&plan, &values)), @r##"
    Rejected {"SupplierNumber":"00004711","Supplier":"Acme","CreationDate":"2026-05-05","Country":"DE","CreditLimit":1234.50,"Active":true}
    error validate VAL-CHECK CreationDate at vendors.xlsx › Vendors!D17: found CreationDate "2026-05-05", expected `CreationDate <= run_date` (in the future)
    warning validate VAL-CHECK Vendor Name at vendors.xlsx › Vendors!B17: found Vendor Name "Acme", Supplier "Acme", expected ``Vendor Name` != Supplier` (untidy)
    "##);
    values[2].1 = text("35/05/2026");
    let codes: Vec<&str> = map(&plan, &values)
        .findings
        .iter()
        .map(|one| one.code.id)
        .collect();
    assert_eq!(codes, ["MAP-DATE-FORMAT", "VAL-CHECK"]);
}

#[test]
fn text_becomes_another_type_only_in_its_plain_form() {
    let plan = plan(
        "fields:\n  SupplierNumber: { from: Vendor ID }\n  CreditLimit: { from: Limit }\n  \
         CreationDate: { from: Created }\n  Active: { from: Status }\n  Sites: { from: Type }\n",
    );
    let good = map(
        &plan,
        &[
            ("Vendor ID", Value::Decimal("42.0".parse().unwrap())),
            ("Limit", text("1234.50")),
            ("Created", text("2019-02-03")),
            ("Status", text("Y")),
            ("Type", text("3")),
        ],
    );
    assert_snapshot!(show(&good), @r##"
    Ready {"SupplierNumber":"42","CreditLimit":1234.50,"CreationDate":"2019-02-03","Active":true,"Sites":3}
    "##);
    let other = map(
        &plan,
        &[
            ("Vendor ID", text("V1")),
            ("Limit", text("1,234.50")),
            ("Created", text("3 Feb 2019")),
            ("Status", text("yes")),
            ("Type", text("3.5")),
        ],
    );
    assert_snapshot!(show(&other), @r##"
    Rejected {"SupplierNumber":"V1"}
    error map MAP-TYPE CreditLimit at vendors.xlsx › Vendors!F17: found "1,234.50", expected a number as 1234.56; other forms need `number`
    error map MAP-TYPE CreationDate at vendors.xlsx › Vendors!D17: found "3 Feb 2019", expected a date as YYYY-MM-DD; other forms need `date`
    error map MAP-TYPE Active at vendors.xlsx › Vendors!G17: found "yes", expected true or false, Y or N; other words need a crosswalk
    error map MAP-TYPE Sites at vendors.xlsx › Vendors!C17: found "3.5", expected a whole number as 1234; other forms need `number`
    "##);
}

#[test]
fn references_stand_for_the_target_id_and_are_listed() {
    let plan = plan(
        "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
         Parent: { ref: parents, from: Type, pad: 4 }\n",
    );
    let mapped = map(&plan, &[("Vendor ID", text("V1")), ("Type", text("7"))]);
    assert_snapshot!(show(&mapped), @r##"
    Ready {"SupplierNumber":"V1","Parent":{"$landbridge-ref":["parents","0007"]}}
    "##);
    let [used] = mapped.references.as_slice() else {
        panic!("one reference");
    };
    assert_eq!(used.reference.key, "0007");
    assert_eq!(used.origin.to_string(), "vendors.xlsx › Vendors!C17");
    assert_eq!(plan.references().len(), 1);
}

#[test]
fn a_reference_can_be_sent_as_the_key_of_the_record_and_is_held_against_the_schema() {
    let plan = plan(
        "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
         Supplier: { ref: { object: parents, gives: key }, from: Type, pad: 4 }\n",
    );
    let of = |key: &str| map(&plan, &[("Vendor ID", text("V1")), ("Type", text(key))]);
    let mapped = of("7");
    assert_snapshot!(show(&mapped), @r##"
    Ready {"SupplierNumber":"V1","Supplier":"0007"}
    "##);
    assert_eq!(mapped.references[0].reference.key, "0007");
    assert_eq!(plan.references().len(), 1);
    let long = show(&of("a key of more than twenty characters"));
    assert!(long.contains("VAL-LENGTH Supplier"), "{long}");
}

#[test]
fn values_that_must_differ_are_given_as_one_text() {
    let plan = plan(&format!(
        "{FIELDS}checks: [{{ unique: [Supplier, Country] }}]\n"
    ));
    assert_eq!(map(&plan, &vendor()).uniques, [(0, "Acme Ltd | DE".into())]);
    let mut failed = vendor();
    failed[3].1 = text("SUISSE");
    assert_eq!(map(&plan, &failed).uniques, []);
    assert_eq!(map(&plan, &[("Vendor ID", text("1"))]).uniques, []);
}

#[test]
fn a_code_with_two_targets_keeps_the_first_and_is_said() {
    let mut crosswalk = Crosswalk::default();
    let mut insert = |from: &str, to: &str| crosswalk.insert(&text(from), &text(to));
    assert_eq!(insert("A", "1"), Ok(()));
    assert_eq!(insert("A ", "1"), Ok(()));
    assert_eq!(insert("", "2"), Ok(()));
    let conflict = insert("A", "2").unwrap_err();
    assert_eq!((&*conflict.first, &*conflict.second), ("1", "2"));
    assert_eq!(crosswalk.get("A").map(|code| &**code), Some("1"));
    assert_eq!(crosswalk.len(), 1);
}

#[test]
fn the_evaluator_carries_nothing_from_one_record_to_the_next() {
    let plan = plan(FIELDS);
    let crosswalks = super::crosswalks();
    let mut evaluator = plan.evaluator(&crosswalks, super::RUN);
    let mut mapped = crate::mapping::Mapped::default();
    let (layout, good) = super::VENDORS.record(plan.projection(), &vendor());
    let (_, bad) = super::VENDORS.record(plan.projection(), &[("Created", text("x"))]);
    evaluator.evaluate(&good, &layout, &[], &mut mapped);
    let first = mapped.clone();
    evaluator.evaluate(&bad, &layout, &[], &mut mapped);
    assert_eq!(mapped.verdict, MappedVerdict::Rejected);
    evaluator.evaluate(&good, &layout, &[], &mut mapped);
    assert_eq!(mapped, first);
}
