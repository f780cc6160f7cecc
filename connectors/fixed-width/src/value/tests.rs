use super::{of_bytes, of_text};
use crate::picture::Edit;
use crate::shape::{Form, Sign};

fn text(text: &str, form: &Form) -> String {
    match of_text(text, form) {
        Ok(value) => value.to_string(),
        Err(wrong) => format!("{} not {}", wrong.found, wrong.expected),
    }
}

fn bytes(bytes: &[u8], form: &Form, ebcdic: bool) -> String {
    of_bytes(bytes, form, ebcdic).map_or("wrong".to_owned(), |value| value.to_string())
}

#[test]
fn numbers_in_signs_have_their_point_or_an_implied_one() {
    let number = Form::Number { decimals: 2 };
    for (found, value) in [
        ("0000012345", "123.45"),
        ("    -12345", "-123.45"),
        ("12345-    ", "-123.45"),
        ("123.4     ", "123.4"),
        ("0         ", "0.00"),
        ("          ", ""),
        ("12A4", "\"12A4\" not a number of at most 28 digits"),
        ("1 2", "\"1 2\" not a number of at most 28 digits"),
        ("-", "\"-\" not a number of at most 28 digits"),
    ] {
        assert_eq!(text(found, &number), value, "{found}");
    }
    assert_eq!(text("007 ", &Form::Number { decimals: 0 }), "7");
    assert_eq!(text(" AB  ", &Form::Text), " AB");
}

#[test]
fn an_edited_number_has_its_point_where_its_picture_has_it() {
    let with = |decimals, point, grouped, spaced| {
        Form::Edited(Edit {
            decimals,
            point,
            grouped,
            spaced,
            stars: false,
        })
    };
    let edited = |decimals, point| with(decimals, point, true, false);
    let stars = Form::Edited(Edit {
        decimals: 2,
        point: Some('.'),
        grouped: false,
        spaced: false,
        stars: true,
    });
    for (found, form, value) in [
        (" 1,234.50CR", edited(2, Some('.')), "-1234.50"),
        ("  789.09", edited(2, Some('.')), "789.09"),
        ("  12.50-", edited(2, Some('.')), "-12.50"),
        ("**12.50", edited(2, Some('.')), "12.50"),
        ("$ 1,234.50", edited(2, Some('.')), "1234.50"),
        ("- 12.50", edited(2, Some('.')), "-12.50"),
        ("12 34", with(0, None, false, true), "1234"),
        // V: the point is not written, and the amount is not a hundred times too large.
        (" 1250", edited(2, None), "12.50"),
        (" -5", edited(2, None), "-0.05"),
        ("1,234", edited(0, None), "1234"),
        ("1.234,50", edited(2, Some(',')), "1234.50"),
        // As floating signs leave them.
        (" -1.50", edited(2, Some('.')), "-1.50"),
        ("   -.05", edited(2, Some('.')), "-0.05"),
        ("    .50", edited(2, Some('.')), "0.50"),
        ("****.**", stars.clone(), "0.00"),
        ("**12.50", stars, "12.50"),
    ] {
        assert_eq!(text(found, &form), value, "{found}");
    }
    for (found, form) in [
        ("1.234,50", edited(2, Some('.'))),
        ("1234,50", edited(2, Some('.'))),
        ("1234", edited(2, Some('.'))),
        ("12.5", edited(2, Some('.'))),
        ("12.50", edited(2, None)),
        ("1,234.50", edited(2, Some(','))),
        // Signs that the picture does not have.
        ("1,50", with(0, None, false, false)),
        ("1,5", with(2, None, false, false)),
        ("12,34.50", edited(2, Some('.'))),
        ("12 34", with(0, None, false, false)),
        ("****.**", edited(2, Some('.'))),
    ] {
        assert!(
            text(found, &form).contains(" not an edited number"),
            "{found}"
        );
    }
}

#[test]
fn dates_follow_their_pattern_and_zeros_are_none() {
    let date = Form::Date {
        pattern: "%Y%m%d".to_owned(),
    };
    assert_eq!(text("20190228", &date), "2019-02-28");
    assert_eq!(text("00000000", &date), "");
    assert_eq!(
        text("20190229", &date),
        "\"20190229\" not a date as `%Y%m%d`"
    );
}

#[test]
fn zoned_numbers_carry_their_sign_over_a_digit_or_beside_them() {
    let over = |first| Form::Zoned {
        scale: 2,
        sign: Sign::Over { first },
    };
    let beside = |first| Form::Zoned {
        scale: 2,
        sign: Sign::Separate { first },
    };
    let none = Form::Zoned {
        scale: 0,
        sign: Sign::None,
    };
    assert_eq!(bytes(b"1234E", &over(false), false), "123.45");
    assert_eq!(bytes(b"1234}", &over(false), false), "-123.40");
    assert_eq!(bytes(b"1234u", &over(false), false), "-123.45");
    assert_eq!(bytes(b"J2345", &over(true), false), "-123.45");
    assert_eq!(bytes(&[0xF1, 0xF2, 0xD3], &over(false), true), "-1.23");
    assert_eq!(bytes(&[0xF1, 0xF2, 0xC3], &over(false), true), "1.23");
    assert_eq!(bytes(b"-00123", &beside(true), false), "-1.23");
    assert_eq!(bytes(&[0xF1, 0xF2, 0x60], &beside(false), true), "-0.12");
    assert_eq!(bytes(b"  12", &none, false), "12");
    assert_eq!(bytes(b"    ", &none, false), "");
    assert_eq!(bytes(b"1 2", &none, false), "wrong");
    assert_eq!(bytes(b"12D", &none, false), "wrong");
}

#[test]
fn packed_and_binary_numbers_are_exact() {
    let packed = Form::Packed { scale: 2 };
    assert_eq!(bytes(&[0x12, 0x34, 0x5C], &packed, true), "123.45");
    assert_eq!(bytes(&[0x12, 0x34, 0x5D], &packed, true), "-123.45");
    assert_eq!(bytes(&[0x12, 0x3A, 0x5C], &packed, true), "wrong");
    assert_eq!(bytes(&[0x12, 0x34, 0x55], &packed, true), "wrong");
    let binary = |signed, little| Form::Binary {
        scale: 1,
        signed,
        little,
    };
    assert_eq!(bytes(&[0xFF, 0xFE], &binary(true, false), true), "-0.2");
    assert_eq!(bytes(&[0xFE, 0xFF], &binary(true, true), true), "-0.2");
    assert_eq!(bytes(&[0xFF, 0xFE], &binary(false, false), true), "6553.4");
    assert_eq!(bytes(&[0, 0], &binary(true, false), true), "0.0");
    let zeros = Form::Zoned {
        scale: -3,
        sign: Sign::None,
    };
    assert_eq!(bytes(b"12", &zeros, false), "12000");
}
