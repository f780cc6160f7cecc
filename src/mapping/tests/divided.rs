//! `name` and `address`: parts of what is written in one text.

use insta::assert_snapshot;

use super::{map, plan, show, text};

const FIELDS: &str = "
fields:
  SupplierNumber: { value: A }
  Supplier: { from: Vendor Name, name: last, case: upper }
  Country: { from: Status, address: { part: city, of: Country } }
";

#[test]
fn a_part_is_taken_and_then_shaped_as_any_value() {
    let mapped = map(
        &plan(FIELDS),
        &[
            ("Vendor Name", text("Dr. Jane van der Doe")),
            ("Status", text("Rue de Varembé 9\n1202 Genève")),
            ("Country", text("che")),
        ],
    );
    assert_snapshot!(show(&mapped), @r#"Ready {"SupplierNumber":"A","Supplier":"VAN DER DOE","Country":"Genève"}"#);
    assert_snapshot!(show(&map(&plan(FIELDS), &[])), @r#"Ready {"SupplierNumber":"A"}"#);
}

#[test]
fn what_can_be_read_in_two_ways_is_a_finding() {
    let values = [
        ("Vendor Name", text("Maria Garcia Lopez")),
        ("Status", text("Rue de Varembé 9 1202 Genève")),
        ("Country", text("CH")),
    ];
    assert_snapshot!(show(&map(&plan(FIELDS), &values)), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-NAME Supplier at vendors.xlsx › Vendors!B17: found "Maria Garcia Lopez", expected a name whose parts can be told apart, as "Last, First"
    error map MAP-ADDRESS Country at vendors.xlsx › Vendors!G17: found "Rue de Varembé 9 1202 Genève", expected one piece as "1202 Genève", the manner of CH
    "#);
    let personal = FIELDS.replace("of: Country }", "of: Country }, personal: true");
    assert_snapshot!(show(&map(&plan(&personal), &values)), @r#"
    Rejected {"SupplierNumber":"A"}
    error map MAP-NAME Supplier at vendors.xlsx › Vendors!B17: found "Maria Garcia Lopez", expected a name whose parts can be told apart, as "Last, First"
    error map MAP-ADDRESS Country at vendors.xlsx › Vendors!G17: found ‹personal value, not shown›, expected an address in the manner of its country
    "#);
}
