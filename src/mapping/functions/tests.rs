use landbridge_contract::{Text, Value};

use super::{ALL, Case, Clean, DatePatterns, NumberForm, Pad, PadSide, plain_number};

#[test]
fn every_way_of_cleaning_does_what_it_says() {
    for (clean, before, after) in [
        (Clean::Trim, " \u{a0}a b\t", "a b"),
        (Clean::Squeeze, " a  \t b ", " a b "),
        (Clean::Digits, "+41 (0)79", "41079"),
        (Clean::Alphanumeric, "A-1/é ü", "A1éü"),
        (
            Clean::Unaccent,
            "Éçole Łódź Straße Œuvre",
            "Ecole Lodz Strasse OEuvre",
        ),
        (Clean::Unaccent, "e\u{301}te\u{301} 東京", "ete 東京"),
        (Clean::NoControl, "a\u{0}b\u{7f}\nc", "abc"),
        (Clean::Trim, "", ""),
    ] {
        let mut text = Text::from(before);
        clean.apply(&mut text);
        assert_eq!(text, after, "{clean:?}");
    }
}

#[test]
fn every_case_does_what_it_says() {
    for (case, before, after) in [
        (Case::Upper, "straße é", "STRASSE É"),
        (Case::Lower, "ACME Ltd", "acme ltd"),
        (
            Case::Title,
            "acme TRADING o'neil-smith",
            "Acme Trading O'neil-Smith",
        ),
    ] {
        let mut text = Text::from(before);
        case.apply(&mut text);
        assert_eq!(text, after);
    }
}

#[test]
fn padding_fills_up_to_the_width_only() {
    let pad = |width, with, side, text: &str| {
        let mut text = Text::from(text);
        Pad::new(width, with, side).unwrap().apply(&mut text);
        text
    };
    assert_eq!(pad(8, '0', PadSide::Left, "4711"), "00004711");
    assert_eq!(pad(3, '0', PadSide::Left, "4711"), "4711");
    assert_eq!(pad(4, '·', PadSide::Right, "é"), "é···");
    assert_eq!(Pad::new(0, '0', PadSide::Left), None);
    assert_eq!(Pad::new(4_001, '0', PadSide::Left), None);
}

#[test]
fn numbers_are_read_in_the_manner_of_a_country_and_never_guessed() {
    for (form, text, expected) in [
        ("plain", "1234.56", Some("1234.56")),
        ("plain", "1,234.56", None),
        ("plain", ".5", Some("0.5")),
        ("plain", "5.", Some("5")),
        ("en", "1,234,567.8", Some("1234567.8")),
        ("en", "1,23", None),
        ("en", "1,2345", None),
        ("en", "1234,567", None),
        ("en", ",123", None),
        ("de", "1.234,56", Some("1234.56")),
        ("de", "1234,56", Some("1234.56")),
        ("de", "1.234.56", None),
        ("de", "1,234.56", None),
        ("fr", "1\u{202f}234,56", Some("1234.56")),
        ("fr", "1\u{a0}234 567", Some("1234567")),
        ("ch", "1'234.56", Some("1234.56")),
        ("ch", "1’234.56", Some("1234.56")),
        ("en", " (1,234.50) ", Some("-1234.50")),
        ("en", "12.50-", Some("-12.50")),
        ("en", "-12", Some("-12")),
        ("en", "+12", Some("12")),
        ("en", "--12", None),
        ("en", "(-12)", None),
        ("en", "-", None),
        ("en", "()", None),
        ("en", ".", None),
        ("en", "", None),
        ("en", "1e5", None),
        ("en", "12 EUR", None),
        ("en", "٣", None),
        ("en", "99999999999999999999999999999999", None),
    ] {
        let read = NumberForm::of_word(form).unwrap().parse(text);
        let read = read.map(|number| number.to_string());
        assert_eq!(read.as_deref(), expected, "{form} {text}");
    }
    assert_eq!(NumberForm::custom(',', Some(',')), None);
    assert_eq!(NumberForm::custom('1', None), None);
    let custom = NumberForm::custom(',', Some(' ')).unwrap();
    assert_eq!(custom.parse("1 000,5").unwrap().to_string(), "1000.5");
}

#[test]
fn the_plain_form_takes_nothing_else() {
    for text in ["", "+1", "1-", "1.", ".5", "(1)", "1 ", "1,0", "−1"] {
        assert_eq!(plain_number(text), None, "{text}");
    }
    assert_eq!(plain_number("-1.50").unwrap().to_string(), "-1.50");
}

#[test]
fn dates_are_read_by_the_first_pattern_that_fits() {
    let patterns = DatePatterns::new(["%d/%m/%Y", "%d.%m.%y", "%d %B %Y"]).unwrap();
    for (text, expected) in [
        ("03/02/2019", Some("2019-02-03")),
        (" 3/2/2019 ", Some("2019-02-03")),
        ("03.02.19", Some("2019-02-03")),
        ("03.02.75", Some("1975-02-03")),
        ("3 February 2019", Some("2019-02-03")),
        ("29/02/2019", None),
        ("29/02/2020", Some("2020-02-29")),
        ("03/02/19", None),
        ("03/02/20190", None),
        ("03/02/2019 10:00", None),
        ("03/13/2019", None),
        ("", None),
    ] {
        let read = patterns.parse(text).map(|date| date.to_string());
        assert_eq!(read.as_deref(), expected, "{text}");
    }
    assert_eq!(
        patterns.expected(),
        "a date as %d/%m/%Y or %d.%m.%y or %d %B %Y"
    );
    let timed = DatePatterns::new(["%Y-%m-%d %H:%M:%S"]).unwrap();
    let read = timed.parse("2019-02-03 14:05:06");
    assert!(matches!(read, Some(Value::DateTime(at)) if at.hour() == 14));
}

#[test]
fn patterns_that_can_never_give_a_date_are_refused() {
    for (pattern, nearest) in [
        ("%d/%m", None),
        ("%Q", None),
        ("%", None),
        ("", None),
        ("DD/MM/YYYY", Some("%d/%m/%Y")),
        ("dd-mmm-yy", Some("%d-%b-%y")),
        ("%D/%M/%Y", Some("%d/%m/%Y")),
    ] {
        let faults = DatePatterns::new([pattern]).unwrap_err();
        assert_eq!(faults.len(), 1, "{pattern}");
        assert_eq!(faults[0].nearest.as_deref(), nearest, "{pattern}");
    }
}

#[test]
fn every_function_is_described_with_an_example() {
    for doc in ALL {
        assert!(!doc.about.is_empty() && doc.example.0.starts_with(doc.key));
    }
}
