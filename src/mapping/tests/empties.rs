use landbridge_contract::Value;

use super::{map, plan, text};

/// What an optional attribute is sent as, and the codes of the findings.
fn outcome(rule: &str, name: Value) -> String {
    let plan = plan(&format!(
        "fields:\n  SupplierNumber: {{ from: Vendor ID }}\n  Supplier: {{ from: Vendor Name{rule} }}\n"
    ));
    let mapped = map(&plan, &[("Vendor ID", text("1")), ("Vendor Name", name)]);
    let sent = mapped
        .payload
        .iter()
        .find(|(name, _)| &**name == "Supplier")
        .map_or_else(|| "not sent".to_owned(), |(_, value)| format!("{value:?}"));
    let codes: Vec<&str> = mapped.findings.iter().map(|one| one.code.id).collect();
    format!("{sent} {codes:?}")
}

#[test]
fn empty_values_are_treated_as_the_rule_says() {
    for (rule, value, expected) in [
        ("", Value::Null, "not sent []"),
        ("", text(""), "not sent []"),
        ("", text("  "), "not sent []"),
        ("", text(" x "), "Text(\" x \") []"),
        (", clean: [digits]", text("abc"), "not sent []"),
        (", omit: empty", Value::Null, "not sent []"),
        (", omit: never", Value::Null, "Null []"),
        (", default: none", Value::Null, "Text(\"none\") []"),
        (", default: none", text("x"), "Text(\"x\") []"),
        (", default: 007", Value::Null, "Text(\"007\") []"),
        (
            ", required: true",
            Value::Null,
            "not sent [\"VAL-REQUIRED\"]",
        ),
        (
            ", required: true, default: d",
            Value::Null,
            "Text(\"d\") []",
        ),
        (", pad: 3", Value::Null, "not sent []"),
        (", date: \"%d/%m/%Y\"", text(" "), "not sent []"),
        (", number: de", text(""), "not sent []"),
        (", crosswalk: countries", Value::Null, "not sent []"),
        (
            ", crosswalk: countries, required: true",
            text("?"),
            "not sent [\"MAP-UNMAPPED-CODE\"]",
        ),
    ] {
        assert_eq!(outcome(rule, value.clone()), expected, "{rule} {value:?}");
    }
}

#[test]
fn an_empty_key_is_one_finding() {
    let plan = plan("fields:\n  SupplierNumber: { from: Vendor ID, required: true }\n");
    let codes: Vec<&str> = map(&plan, &[])
        .findings
        .iter()
        .map(|one| one.code.id)
        .collect();
    assert_eq!(codes, ["KEY-MISSING"]);
}
