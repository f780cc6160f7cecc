use proptest::prelude::*;

use landbridge_contract::{BusinessKey, Name, Reference, Value};

use super::{RehearsalPrefix, Rehearsing};

#[test]
fn a_form_has_the_number_once_and_something_that_ends_it() {
    for (form, good) in [
        ("R{n}-", true),
        ("{n}/", true),
        ("TEST{n}x", true),
        ("R{n}", false),
        ("R-", false),
        ("", false),
        ("R{n}0", false),
        ("R{n}-{n}-", false),
    ] {
        assert_eq!(RehearsalPrefix::new(form).is_some(), good, "{form}");
    }
}

#[test]
fn a_key_has_the_prefix_of_a_rehearsal_only_where_a_number_stands_in_it() {
    let prefix = RehearsalPrefix::new("R{n}-").unwrap();
    for (key, has) in [
        ("R1-000001", true),
        (" R12-7", true),
        ("R-7", false),
        ("R1", false),
        ("RX1-7", false),
        ("7-R1-", false),
        ("", false),
    ] {
        assert_eq!(prefix.begins(key), has, "{key}");
    }
}

/// Rehearsal 1, in which the second part of an account's key has the prefix.
fn of_accounts() -> Rehearsing {
    Rehearsing::Put {
        prefix: "R1-".into(),
        form: RehearsalPrefix::new("R{n}-").unwrap(),
        objects: [(Name::from("accounts"), vec![1])].into(),
    }
}

#[test]
fn a_key_of_several_parts_has_the_prefix_at_its_part_and_is_the_same_without_it() {
    let part = |name: &str, value: &str| (Name::from(name), Value::text(value));
    let key = |number: &str| BusinessKey {
        parts: vec![part("Vendor", "V1"), part("Account", number)],
    };
    let mut reference = Reference {
        object: "accounts".into(),
        key: key("77").text(),
    };
    of_accounts().follow(&mut reference);
    assert_eq!(reference.key, key("R1-77").text());
    let bare = of_accounts().without_prefix("accounts", &reference.key);
    assert_eq!(bare, key("77").text());
}

proptest! {
    #[test]
    fn no_two_rehearsals_make_one_key_of_two_and_cut_over_knows_them_all(
        form in "[A-Z]{0,3}\\{n\\}[-/.A-Z][A-Z0-9]{0,2}",
        (first, second) in (0_u32..200, 0_u32..200),
        (one, other) in ("[0-9A-Z-]{0,6}", "[0-9A-Z-]{0,6}"),
    ) {
        let prefix = RehearsalPrefix::new(&form).unwrap();
        let made = format!("{}{one}", prefix.of(first));
        let second_made = format!("{}{other}", prefix.of(second));
        prop_assert!(prefix.begins(&made));
        prop_assert_eq!(made == second_made, first == second && one == other);
    }
}
