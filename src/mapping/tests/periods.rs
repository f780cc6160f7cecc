//! `period`: the accounting period of a day.

use insta::assert_snapshot;
use jiff::civil::date;
use landbridge_contract::Value;

use super::{map, plan, show, text};

#[test]
fn a_day_becomes_the_name_of_its_open_period_or_a_finding() {
    let plan = plan(
        "fields:\n  SupplierNumber: { value: A }\n  Supplier: { from: Created, date: \"%d/%m/%Y\", period: fiscal }\n",
    );
    let shown = |value| show(&map(&plan, &[("Created", value)]));
    assert_snapshot!(shown(text("03/02/2019")), @r#"Ready {"SupplierNumber":"A","Supplier":"Feb-19"}"#);
    assert_snapshot!(shown(Value::Date(date(2019, 12, 31))), @r#"Ready {"SupplierNumber":"A","Supplier":"Dec-19"}"#);
    assert_snapshot!(shown(text("")), @r#"Ready {"SupplierNumber":"A"}"#);
    assert_snapshot!(shown(text("31/12/2018")), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-PERIOD Supplier at vendors.xlsx › Vendors!D17: found "2018-12-31", expected a day in an open period of `fiscal`; these are from 2019-01-01 to 2019-12-31
    "#);
}

#[test]
fn a_periods_name_is_held_against_the_day_of_its_record() {
    let plan = plan(
        "fields:\n  SupplierNumber: { value: A }\n  Supplier:\n    from: Type\n    \
         period: { calendar: fiscal, holds: Created, dates: \"%d/%m/%Y\" }\n",
    );
    let shown = |name, day| show(&map(&plan, &[("Type", text(name)), ("Created", text(day))]));
    assert_snapshot!(shown("Feb-19", "03/02/2019"), @r#"Ready {"SupplierNumber":"A","Supplier":"Feb-19"}"#);
    assert_snapshot!(shown("Mar-19", "03/02/2019"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-PERIOD Supplier at vendors.xlsx › Vendors!C17: found "Mar-19", expected the period that holds the day in "Created"; Mar-19 is 2019-03-01 to 2019-03-31
    "#);
    assert_snapshot!(shown("03-2019", "03/02/2019"), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-PERIOD Supplier at vendors.xlsx › Vendors!C17: found "03-2019", expected the name of a period of `fiscal`
    "#);
}

#[test]
fn what_is_expected_of_a_personal_day_does_not_tell_it() {
    let plan = plan(
        "fields:\n  SupplierNumber: { value: A }\n  Supplier:\n    from: Type\n    personal: true\n    \
         period: { calendar: fiscal, holds: Created, dates: \"%d/%m/%Y\" }\n",
    );
    let given = [("Type", text("Mar-19")), ("Created", text("03/02/2019"))];
    let shown = show(&map(&plan, &given));
    assert!(shown.contains("MAP-PERIOD"), "{shown}");
    assert!(
        !shown.contains("Mar-19") && !shown.contains("2019-03"),
        "{shown}"
    );
}
