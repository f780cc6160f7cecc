//! `is`: a value has a form, or there is a finding that says why not.

use insta::assert_snapshot;

use super::{map, plan, show, text};

const FIELDS: &str = "
fields:
  SupplierNumber: { from: Vendor ID, is: iban }
  Country: { from: Country, is: country }
  Type: { from: Type }
  Supplier: { from: Phone, is: { phone_of: Country } }
";

#[test]
fn values_are_written_in_the_manner_of_their_form() {
    let fields = FIELDS.replace("is: iban", "is: bic");
    let mapped = map(
        &plan(&fields),
        &[
            ("Vendor ID", text("ubsw ch zh")),
            ("Country", text("CHE")),
            ("Phone", text("022 730 51 11")),
        ],
    );
    assert_snapshot!(show(&mapped), @r#"Ready {"SupplierNumber":"UBSWCHZH","Country":"CH","Supplier":"+41227305111"}"#);
}

#[test]
fn what_is_not_of_its_form_is_found_in_its_cell() {
    let mapped = map(
        &plan(FIELDS),
        &[
            ("Vendor ID", text("DE89 3704 0044 0532 0130 01")),
            ("Country", text("Kenya")),
            ("Phone", text("20 762 1234")),
        ],
    );
    assert_snapshot!(show(&mapped), @r#"
    Rejected {}
    error map MAP-FORM SupplierNumber at vendors.xlsx › Vendors!A17: found "DE89 3704 0044 0532 0130 01", expected an IBAN: check digits that agree; here a character is wrong, or two changed places
    error map MAP-FORM Country at vendors.xlsx › Vendors!E17: found "Kenya", expected a code of a country: two or three letters that ISO 3166 assigns
    error map MAP-FORM Supplier at vendors.xlsx › Vendors!H17: found "20 762 1234", expected a telephone number: its country as a code of ISO 3166, not "Kenya"
    "#);
}

#[test]
fn of_a_personal_value_no_part_is_told() {
    let fields = FIELDS
        .replace("is: iban", "is: iban, personal: true")
        .replace(
            "from: Country, is: country",
            "from: Country, personal: true",
        );
    let mapped = map(
        &plan(&fields),
        &[
            ("Vendor ID", text("DE89 3704 0044 0532 0130")),
            ("Country", text("Kenya")),
            ("Phone", text("20 762 1234")),
        ],
    );
    assert_snapshot!(show(&mapped), @r#"
    Rejected {"Country":"Kenya"}
    error map MAP-FORM SupplierNumber at vendors.xlsx › Vendors!A17: found ‹personal value, not shown›, expected an IBAN
    error map MAP-FORM Supplier at vendors.xlsx › Vendors!H17: found ‹personal value, not shown›, expected a telephone number
    "#);
}

#[test]
fn a_number_in_a_cell_is_held_by_its_digits_and_an_empty_cell_has_no_form() {
    let fields = FIELDS
        .replace("from: Vendor ID, is: iban", "value: A")
        .replace("phone_of: Country", "phone_in: CHE");
    let plan = plan(&fields);
    let number = landbridge_contract::Value::Integer(227_305_111);
    let mapped = map(&plan, &[("Phone", number)]);
    assert_snapshot!(show(&mapped), @r#"Ready {"SupplierNumber":"A","Supplier":"+41227305111"}"#);
    assert_snapshot!(show(&map(&plan, &[])), @r#"Ready {"SupplierNumber":"A"}"#);
}
