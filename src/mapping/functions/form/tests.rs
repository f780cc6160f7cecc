use std::collections::BTreeSet;

use landbridge_contract::Text;
use proptest::prelude::*;

use super::bank::{iban_length, remainder};
use super::{TextForm, country_of, currency_digits};

/// The text as the form writes it, or why it is not of the form.
fn held(form: TextForm, text: &str, country: Option<&str>) -> Result<String, String> {
    let mut text = Text::from(text);
    form.apply(&mut text, country).map(|()| text.into())
}

fn good(form: TextForm, text: &str) -> Option<String> {
    held(form, text, None).ok()
}

fn why(form: TextForm, text: &str) -> String {
    held(form, text, None).unwrap_err()
}

#[test]
fn every_form_takes_its_example_and_writes_it_in_one_way_only() {
    for form in TextForm::ALL {
        let (before, after) = form.example();
        assert_eq!(good(form, before).as_deref(), Some(after), "{form:?}");
        assert_eq!(good(form, after).as_deref(), Some(after), "{form:?} again");
        assert_eq!(TextForm::of_word(form.word()), Some(form));
    }
}

#[test]
fn an_iban_is_refused_with_the_reason() {
    let iban = |text| why(TextForm::Iban, text);
    assert_eq!(iban("DE89 3704 0044 0532 0130"), "22 characters for DE");
    assert_eq!(
        iban("DE89 3704 0044 0532 0130 01"),
        "check digits that agree; here a character is wrong, or two changed places"
    );
    assert_eq!(
        iban("US64 SVBK US6S 3300 9586 73"),
        "US is no country whose accounts have one"
    );
    assert_eq!(
        iban("DE89-3704-0044"),
        "letters and digits only, and blanks between them"
    );
    assert_eq!(
        iban("0532013000"),
        "it begins with the two letters of a country"
    );
    assert_eq!(
        iban("é"),
        "letters and digits only, and blanks between them"
    );
    // Right check digits over letters where this country has digits.
    let wrong_place = with_digits("DE", "A70400440532013000");
    assert_eq!(
        iban(&wrong_place),
        "letters and digits where accounts of DE have them"
    );
}

#[test]
fn an_account_of_every_country_of_the_register_has_its_length_and_no_other() {
    let mut countries = BTreeSet::new();
    for first in 'A'..='Z' {
        for second in 'A'..='Z' {
            let country = format!("{first}{second}");
            if let Some(length) = iban_length(&country) {
                assert!(accepted(&country, length), "{country} of {length}");
                assert!(!accepted(&country, length - 1), "{country} is longer");
                assert!(!accepted(&country, length + 1), "{country} is shorter");
                countries.insert(country);
            }
        }
    }
    assert_eq!(countries.len(), 87);
}

/// Whether the library takes an account of so many characters, with some letters before and behind.
fn accepted(country: &str, length: usize) -> bool {
    let of = length - 4;
    (0..=4).any(|before| {
        (0..=3).any(|behind| {
            let digits = of.saturating_sub(before + behind);
            let account = ["A".repeat(before), "1".repeat(digits), "A".repeat(behind)].concat();
            with_digits(country, &account).parse::<iban::Iban>().is_ok()
        })
    })
}

/// An IBAN with its check digits.
fn with_digits(country: &str, account: &str) -> String {
    let digits = 98 - remainder(&format!("{account}{country}00"));
    format!("{country}{digits:02}{account}")
}

fn account() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{18}".prop_map(|account| with_digits("DE", &account)),
        "[0-9]{10}[0-9A-Z]{11}[0-9]{2}".prop_map(|account| with_digits("FR", &account)),
        "[A-Z]{4}[0-9]{14}".prop_map(|account| with_digits("GB", &account)),
        "[0-9]{5}[0-9A-Z]{12}".prop_map(|account| with_digits("CH", &account)),
        "[A-Z]{4}[0-9]{5}[0-9A-Z]{18}".prop_map(|account| with_digits("MT", &account)),
        "[0-9]{11}".prop_map(|account| with_digits("NO", &account)),
    ]
}

proptest! {
    #[test]
    fn an_iban_that_was_made_is_accepted_and_refused_with_any_digit_changed(
        iban in account(), place in any::<prop::sample::Index>(), by in 1_u32..10
    ) {
        prop_assert_eq!(good(TextForm::Iban, &iban), Some(iban.clone()));
        let mut changed: Vec<char> = iban.chars().collect();
        let digits: Vec<&mut char> = changed.iter_mut().filter(|c| c.is_ascii_digit()).collect();
        let at = place.index(digits.len());
        let digit = digits.into_iter().nth(at).unwrap();
        *digit = char::from_digit((digit.to_digit(10).unwrap() + by) % 10, 10).unwrap();
        let changed: String = changed.into_iter().collect();
        prop_assert_eq!(good(TextForm::Iban, &changed), None, "{} was {}", changed, iban);
    }

    #[test]
    fn an_iban_is_the_same_however_it_is_grouped_and_in_small_letters(iban in account(), group in 1_usize..6) {
        let characters: Vec<char> = iban.to_lowercase().chars().collect();
        let groups: Vec<String> = characters.chunks(group).map(|one| one.iter().collect()).collect();
        prop_assert_eq!(good(TextForm::Iban, &groups.join(" ")), Some(iban));
    }

    #[test]
    fn no_text_makes_a_form_panic_and_what_is_written_is_of_the_form(
        any in any::<String>(), some in "[+0-9 ()x.@:/a-zA-Z-]{0,44}", country in "[A-Z]{0,3}"
    ) {
        for form in TextForm::ALL {
            for text in [&any, &some] {
                drop(held(form, text, Some(&country)));
                if let Some(written) = good(form, text) {
                    prop_assert_eq!(good(form, &written), Some(written.clone()), "{:?}", form);
                }
            }
        }
    }
}

#[test]
fn a_telephone_number_is_written_with_the_code_of_its_country() {
    let phone = |text, country| held(TextForm::Phone, text, country);
    let written = |text, country| phone(text, country).unwrap();
    assert_eq!(written("0041 22 730 51 11", None), "+41227305111");
    assert_eq!(written("022 730 51 11", Some("CH")), "+41227305111");
    assert_eq!(written("(020) 7621234", Some("ken")), "+254207621234");
    assert_eq!(written("+44 20 7946 0958", Some("KE")), "+442079460958");
    assert_eq!(written("06 698 12345", Some("IT")), "+390669812345");
}

#[test]
fn a_telephone_number_is_refused_with_the_reason() {
    let phone = |text, country| held(TextForm::Phone, text, country).unwrap_err();
    assert_eq!(
        phone("022 730 51 11", None),
        "+ and the code of its country, as its country is not stated"
    );
    assert_eq!(
        phone("022 730 51 1", Some("CH")),
        "a number that the plan of numbers under +41 has"
    );
    assert_eq!(
        phone("022 730 51 11", Some("Suisse")),
        "its country as a code of ISO 3166, not \"Suisse\""
    );
    assert_eq!(
        phone("022 730 51 11", Some("AQ")),
        "AQ has no plan of numbers"
    );
    assert_eq!(
        phone("+41 22 730 51 11 ext. 4", None),
        "digits only, without words or an extension"
    );
    assert_eq!(
        phone("+999 22 730 51 11", None),
        "a code of a country behind the +"
    );
    assert_eq!(
        phone("+41 22 730 51 11 / +41 22 730 51 12", None),
        "digits, blanks and + ( ) - . / only"
    );
}

#[test]
fn an_address_of_mail_is_one_whole_address() {
    for text in [
        "ada@example.org",
        "o'neil+x@sub.example.co.ke",
        "ü@exämple.org",
    ] {
        assert_eq!(good(TextForm::Email, text).as_deref(), Some(text));
    }
    let mail = |text| why(TextForm::Email, text);
    assert_eq!(mail("ada.example.org"), "an @ between name and domain");
    assert_eq!(
        mail("ada@example"),
        "a domain of at least two parts, as example.org"
    );
    assert_eq!(
        mail("ada@example.org; bob@example.org"),
        "one address, here are several"
    );
    for text in [
        "",
        "@example.org",
        "ada@",
        "Ada <ada@example.org>",
        "a da@example.org",
    ] {
        assert_eq!(good(TextForm::Email, text), None, "{text}");
    }
}

#[test]
fn banks_entities_and_web_addresses_are_refused_with_the_reason() {
    let bic = |text| why(TextForm::Bic, text);
    assert_eq!(bic("UBSCHZH"), "8 or 11 characters");
    assert_eq!(
        bic("UBSWQQ22"),
        "a country in its fifth and sixth place, not QQ"
    );
    assert_eq!(bic("UBSWCH-2"), "letters and digits only");
    assert_eq!(
        why(TextForm::Lei, "5493001KJTIIGC8Y1R13"),
        "check digits that agree; here a character is wrong, or two changed places"
    );
    assert_eq!(why(TextForm::Lei, "5493001KJTIIGC8Y1R1"), "20 characters");
    for text in [
        "example.org",
        "ftp://example.org",
        "https:example.org",
        "https://",
        "https://a b.org",
    ] {
        assert_eq!(good(TextForm::Url, text), None, "{text}");
    }
}

#[test]
fn the_codes_of_countries_are_those_that_another_list_has() {
    let all: Vec<&str> = super::codes::countries().collect();
    assert_eq!(all.len(), 249);
    for two in &all {
        let listed: Result<iso_currency::Country, _> = two.parse();
        assert!(listed.is_ok(), "{two}");
    }
    assert_eq!(country_of("xk"), None, "not assigned by ISO 3166");
    assert_eq!(country_of("UK"), None);
    assert_eq!(country_of(" gbr "), Some("GB"));
    assert_eq!(country_of("é"), None);
}

#[test]
fn currencies_have_the_digits_that_their_standard_states() {
    for (code, digits) in [
        ("USD", Some(2)),
        ("JPY", Some(0)),
        ("UGX", Some(0)),
        ("JOD", Some(3)),
        ("CLF", Some(4)),
        ("XAF", Some(0)),
        ("XDR", None),
        ("ABC", None),
    ] {
        assert_eq!(currency_digits(code), digits, "{code}");
    }
    assert_eq!(good(TextForm::Currency, "DEM"), None);
    assert_eq!(good(TextForm::Currency, "usd").as_deref(), Some("USD"));
}
