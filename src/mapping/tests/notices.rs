use insta::assert_snapshot;
use landbridge_contract::{Notice, NoticeKind, Value};

use super::{VENDORS, map_record, plan, show, text};

#[test]
fn what_the_source_noticed_is_said_once_and_its_value_is_not_used() {
    let plan = plan(
        "fields:\n  SupplierNumber: { from: Vendor ID }\n  \
         Supplier: { from: Vendor Name, required: true }\n  \
         Country: { expr: 'upper(`Vendor Name`)' }\n  CreationDate: { from: Created }\n\
         checks: [{ that: 'Supplier == \"x\"' }]\n",
    );
    let (layout, mut record) = VENDORS.record(
        plan.projection(),
        &[("Vendor ID", text("1")), ("Created", Value::Null)],
    );
    let notice = |slot, kind, found: &str| Notice {
        slot,
        kind,
        found: found.to_owned(),
    };
    record.notices = vec![
        notice(Some(1), NoticeKind::ErrorCell, "#N/A"),
        notice(Some(2), NoticeKind::PhantomDate, "60"),
        notice(None, NoticeKind::Hidden, ""),
    ];
    assert_snapshot!(show(&map_record(&plan, &record, &layout, &[])), @r##"
    Rejected {"SupplierNumber":"1"}
    error extract SRC-ERROR-CELL Vendor Name at vendors.xlsx › Vendors!B17: found "#N/A", expected a value
    error extract SRC-PHANTOM-DATE Created at vendors.xlsx › Vendors!D17: found "60", expected a date of the calendar
    warning extract SRC-HIDDEN  at vendors.xlsx › Vendors, row 17: found nothing, expected a record that can be seen
    "##);
}

#[test]
fn several_values_where_one_is_read_are_a_finding() {
    let plan = plan("fields:\n  SupplierNumber: { from: Vendor ID }\n");
    let several = Value::List(vec![text("1"), text("2")]);
    let (layout, mut record) = VENDORS.record(plan.projection(), &[("Vendor ID", several)]);
    record.notices = vec![Notice {
        slot: Some(0),
        kind: NoticeKind::Repeated,
        found: "2 values".to_owned(),
    }];
    assert_snapshot!(show(&map_record(&plan, &record, &layout, &[])), @r##"
    Rejected {}
    error extract SRC-REPEATED SupplierNumber at vendors.xlsx › Vendors!A17: found "1; 2", expected one value
    "##);
}
