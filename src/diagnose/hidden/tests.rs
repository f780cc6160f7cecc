use proptest::prelude::*;

use super::*;

fn hide(texts: &[&str], message: &str) -> String {
    Hidden::new(texts.iter().map(|text| (*text).to_owned())).hide(message)
}

#[test]
fn a_text_is_hidden_wherever_and_however_it_is_repeated() {
    for (text, message, shown) in [
        ("Ada Lovelace", "Ada Lovelace exists", "‹› exists"),
        ("Ada Lovelace", "ADA LOVELACE exists", "‹› exists"),
        ("Ada Lovelace", "Mrs. Lovelace exists", "Mrs. ‹› exists"),
        (
            "Ada Lovelace",
            "q=Name%3D%27Ada%20Lovelace%27",
            "q=Name%3D%27‹›%27",
        ),
        ("O\"Neill", r#"{"Name": "O\"Neill"}"#, r#"{"Name": "‹›"}"#),
        ("R&D", "<p>R&amp;D exists</p>", "<p>‹› exists</p>"),
        ("Müller", "m%C3%BCller", "‹›"),
        ("jo@ab.de", "q=Mail=jo%40ab.de", "q=Mail=‹›"),
        ("Li Wu", "q=Name=Li+Wu", "q=Name=‹›"),
        ("O'Neill", "<b>O&#39;Neill</b>", "<b>‹›</b>"),
        (
            "DE89370400440532013000",
            "DE8937040… is no account",
            "‹›… is no account",
        ),
        ("Grace Hopper", "this is not Grac", "this is not ‹›"),
        (
            "Li",
            "a record of Li with a limit",
            "a record of ‹› with a limit",
        ),
        ("1234567.5", "1,234,567.5 or 1.234.567,5", "‹› or ‹›"),
        ("7", "attempt 17 with 7", "attempt 17 with ‹›"),
    ] {
        assert_eq!(
            hide(&[text], message),
            shown.replace("‹›", HIDDEN),
            "{text}"
        );
    }
}

#[test]
fn what_is_not_personal_stays_as_it_is() {
    let message = "A record with this key already exists. (JBO-25013)";
    assert_eq!(hide(&[], message), message);
    assert_eq!(hide(&["", "  "], message), message);
    assert_eq!(hide(&["Ada Lovelace", "1815-12-10"], message), message);
}

#[test]
fn hidden_texts_are_not_shown_for_debugging_either() {
    assert_eq!(format!("{:?}", Hidden::new(["Ada".to_owned()])), HIDDEN);
}

proptest! {
    #[test]
    fn no_text_survives_in_any_message(text in "\\w{4,20}", before in ".{0,20}", after in ".{0,20}") {
        let shown = hide(&[&text], &format!("{before}{text}{after}"));
        prop_assume!(!HIDDEN.contains(&text.to_lowercase()));
        prop_assert!(!shown.contains(&text), "{shown}");
    }
}
