use proptest::prelude::*;

use super::RehearsalPrefix;

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
