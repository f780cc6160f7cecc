//! What Excel prints, as tables. The figures of Excel itself come from the text files that it
//! exported of public workbooks (`ErrorTypes`, `testVarious`), and from the cases that `SheetJS`
//! collected for its formatter by looking at Excel (its `oddities`, `implied`, `fraction`, `exp` and
//! `comma` tables, read 2026-11-25); the rest follows from ECMA-376 Part 1, 18.8.30 and 18.8.31.

use proptest::prelude::*;

use super::{Content, DateSystem, Format, Kind};

fn print(code: &str, content: Content<'_>, system: DateSystem) -> String {
    let format = Format::parse(code);
    assert!(!format.is_odd(), "{code}");
    let mut out = String::new();
    format.show(content, system, &mut out);
    out
}

#[track_caller]
fn shows(code: &str, cases: &[(f64, &str)]) {
    for (number, expected) in cases {
        let shown = print(code, Content::Number(*number), DateSystem::From1900);
        assert_eq!(shown, *expected, "{number} under {code}");
    }
}

#[test]
fn general_shows_what_fits_into_eleven_characters() {
    let cases = [
        (0.0, "0"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (-1.5, "-1.5"),
        (13.121_123_13, "13.12112313"),
        (0.1 + 0.2, "0.3"),
        (1.0 / 3.0, "0.333333333"),
        (12_345_678.9, "12345678.9"),
        (12_345_678_900.0, "12345678900"),
        (-12_345_678_900.0, "-12345678900"),
        (99_999_999_999.0, "99999999999"),
        (99_999_999_999.6, "1E+11"),
        (123_456_789_012_345.0, "1.23457E+14"),
        (0.000_123_456_7, "0.000123457"),
        (0.000_012_345_67, "1.23457E-05"),
        (0.000_000_001, "0.000000001"),
        (0.000_000_001_2, "1.2E-09"),
        (1e-10, "1E-10"),
        (1e100, "1E+100"),
    ];
    shows("General", &cases);
    shows("GENERAL", &cases);
    shows("", &cases);
}

#[test]
fn built_in_formats_show_as_the_standard_says() {
    let table = [
        (0, "12345.6789"),
        (1, "12346"),
        (2, "12345.68"),
        (3, "12,346"),
        (4, "12,345.68"),
        (5, "$12,346 "),
        (7, "$12,345.68 "),
        (9, "1234568%"),
        (10, "1234567.89%"),
        (11, "1.23E+04"),
        (12, "12345 2/3"),
        (13, "12345 55/81"),
        (14, "10/18/33"),
        (15, "18-Oct-33"),
        (16, "18-Oct"),
        (17, "Oct-33"),
        (18, "4:17 PM"),
        (19, "4:17:37 PM"),
        (20, "16:17"),
        (21, "16:17:37"),
        (22, "10/18/33 16:17"),
        (37, "12,346 "),
        (38, "12,346 "),
        (39, "12,345.68"),
        (40, "12,345.68"),
        (41, " 12,346 "),
        (43, " 12,345.68 "),
        (44, " $12,345.68 "),
        (45, "17:37"),
        (46, "296296:17:37"),
        (47, "1737.0"),
        (48, "12.3E+3"),
        (49, "12345.6789"),
    ];
    for (id, expected) in table {
        let format = Format::builtin(id).unwrap();
        let mut out = String::new();
        format.show(
            Content::Number(12_345.678_9),
            DateSystem::From1900,
            &mut out,
        );
        assert_eq!(out, expected, "{id}");
        assert!(!format.is_odd(), "{id}");
    }
    assert_eq!(Format::builtin(23), None);
    assert_eq!(Format::builtin(164), None);
}

#[test]
fn what_excel_exported_is_shown() {
    shows(
        "_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\);_(\"$\"* \"-\"??_);_(@_)",
        &[(3.03, " $3.03 "), (-3.03, " $(3.03)"), (0.0, " $-   ")],
    );
    shows("0%", &[(0.2, "20%")]);
    shows("0.00", &[(13.121_312_31, "13.12")]);
    shows("# ?/?", &[(0.25, " 1/4")]);
    shows("m/d/yy", &[(42_803.0, "3/9/17"), (41_923.0, "10/11/14")]);
}

#[test]
fn rounding_is_decimal_and_half_away_from_zero() {
    shows(
        "0.00",
        &[
            (1.005, "1.01"),
            (2.675, "2.68"),
            (-1.005, "-1.01"),
            (0.125, "0.13"),
            (1.004_999, "1.00"),
            (-0.001, "-0.00"),
        ],
    );
    shows(
        "0",
        &[
            (0.5, "1"),
            (1.5, "2"),
            (2.5, "3"),
            (0.499_999_999_999_999_94, "1"),
        ],
    );
    shows("0.0", &[(0.05, "0.1"), (9.95, "10.0")]);
}

#[test]
fn placeholders_differ_in_what_they_show_for_nothing() {
    shows("#0.#", &[(0.0, "0."), (12.34, "12.3"), (-1.23, "-1.2")]);
    shows("#.##", &[(0.0, "."), (-1.0, "-1."), (0.994, ".99")]);
    shows(".00", &[(0.5, ".50"), (12.0, "12.00")]);
    shows("0.0#", &[(12.345, "12.35"), (12_345.0, "12345.0")]);
    shows("??.??", &[(0.0, "  .  "), (1.1, " 1.1 "), (1.123, " 1.12")]);
    shows("???.?0?", &[(0.1, "   .10 ")]);
    shows(
        "00000",
        &[(42.0, "00042"), (-42.0, "-00042"), (1_234_567.0, "1234567")],
    );
    shows("000-00-0000", &[(123_456_789.0, "123-45-6789")]);
    shows(
        "###\\###\\##0.00",
        &[(0.0101, "##0.01"), (1_010_000.0, "101#00#00.00")],
    );
    shows(
        "0#######0.##0##0######00######0",
        &[(12.345_678_9, "012.3456789000")],
    );
    shows(
        "\"This is a \".00\"test\"000",
        &[(-3.242_59, "-This is a 3.24test259")],
    );
}

#[test]
fn commas_group_or_scale() {
    shows(
        "#,##0",
        &[(1_234_567.0, "1,234,567"), (-999.5, "-1,000"), (0.0, "0")],
    );
    shows("#,###", &[(0.0, "")]);
    shows("00,000.00", &[(12.0, "00,012.00")]);
    shows("?,???", &[(5.0, "    5")]);
    shows("#.0000,,", &[(12_345_678.0, "12.3457"), (123.456, ".0001")]);
    shows(
        "** #,###,#00,000.00,**",
        &[(12.345, " 00,000.01"), (1e15, " 1,000,000,000,000.00")],
    );
    shows(
        "[>999999]#,,\"M\";[>999]#,\"K\";#",
        &[(2.5e6, "3M"), (1500.0, "2K"), (7.0, "7")],
    );
    shows(
        "#,##0.00",
        &[(1_234_567_890_123_456_789.0, "1,234,567,890,123,460,000.00")],
    );
}

#[test]
fn sections_are_for_positive_negative_zero_and_text() {
    let code = "\"foo\";\"bar\";\"baz\";\"qux\"";
    shows(code, &[(1.0, "foo"), (-1.0, "bar"), (0.0, "baz")]);
    assert_eq!(print(code, Content::Text("x"), DateSystem::From1900), "qux");
    shows(
        "\"foo\";\"bar\";@",
        &[(1.0, "foo"), (-1.0, "bar"), (0.0, "foo")],
    );
    shows("0.00;(0.00)", &[(-1.5, "(1.50)"), (0.0, "0.00")]);
    shows("0;-0;;@", &[(0.0, ""), (-3.0, "-3")]);
    shows(";;;", &[(1.0, ""), (-1.0, ""), (0.0, "")]);
    shows("General;[Red]-General", &[(-25.0, "-25")]);
    shows("r", &[(1.0, "r"), (-1.0, "-r")]);
    for (code, expected) in [("@@", "ab"), ("_-@_-", " a "), ("0.00", "a"), (";;;", "")] {
        let text = if code == "@@" { "ab" } else { "a" };
        let expected = if code == "@@" { "abab" } else { expected };
        assert_eq!(
            print(code, Content::Text(text), DateSystem::From1900),
            expected
        );
    }
}

#[test]
fn conditions_choose_sections() {
    let phone = "[<=9999999]###-####;(###) ###-####";
    shows(
        phone,
        &[
            (8_675_309.0, "867-5309"),
            (2_813_308_004.0, "(281) 330-8004"),
        ],
    );
    shows(
        "[Red][=50]General;[Blue]000",
        &[(50.0, "50"), (49.0, "049")],
    );
    shows("[<>50]General;000", &[(50.0, "050"), (51.0, "51")]);
    shows(
        "[<-25]0;[>25]0;0.0",
        &[(-26.0, "26"), (26.0, "26"), (-1.0, "-1.0")],
    );
    shows("[>10]0;[<5]0", &[(7.0, "#####")]);
    shows("[>=100]0.0", &[(100.0, "100.0"), (5.25, "5.25")]);
}

#[test]
fn currencies_are_kept() {
    shows(
        "#,##0.00\\ [$CHF]",
        &[(0.5, "0.50 CHF"), (10_000.0, "10,000.00 CHF")],
    );
    shows("#,##0.00\\ [$€-407]", &[(-1.5, "-1.50 €")]);
    shows("[$₹-4009]\\ #,##0.00", &[(3.242_59, "₹ 3.24")]);
    shows(
        "[$£-809]#,##0.0000;\\-[$£-809]#,##0.0000",
        &[(-3.242_59, "-£3.2426")],
    );
    shows("\"Rs.\"#,##0.00", &[(-51_968_287.0, "-Rs.51,968,287.00")]);
    shows("_-* #,##0.00\\ \"€\"_-", &[(-3.0, "- 3.00 € ")]);
}

#[test]
fn fractions_are_the_nearest() {
    shows(
        "# ?/?",
        &[
            (0.0, "0    "),
            (1.0, "1    "),
            (0.3, " 2/7"),
            (1.3, "1 1/3"),
            (-1.2, "-1 1/5"),
            (-123.456, "-123 1/2"),
            (0.99, "1    "),
        ],
    );
    shows(
        "# ??/??",
        &[
            (12.3, "12  3/10"),
            (-1.2, "-1  1/5 "),
            (12_345.678_9, "12345 55/81"),
        ],
    );
    shows(
        "??/??",
        &[
            (0.00001, " 0/1 "),
            (-1.2, "- 6/5 "),
            (12.345_678_9, "1000/81"),
        ],
    );
    shows("00/00", &[(1.5, "03/02")]);
    shows("#0#00??/??", &[(12.345_678_9, "01000/81")]);
    shows(
        "# ??/16",
        &[(1.0, "1      "), (-1.2, "-1  3/16"), (0.99, "1      ")],
    );
    shows("# ?/8", &[(12.34, "12 3/8")]);
    shows("# ??/100", &[(-123.456, "-123 46/100")]);
    shows("# ?/?", &[(1e18, "1E+18")]);
}

#[test]
fn exponents_are_multiples_of_the_places() {
    shows(
        "0.00E+00",
        &[
            (12_345.0, "1.23E+04"),
            (-0.00123, "-1.23E-03"),
            (0.0, "0.00E+00"),
        ],
    );
    shows("0.0E-0", &[(12_345.0, "1.2E4"), (0.012, "1.2E-2")]);
    shows(
        "##0.0E+0",
        &[
            (12_345.0, "12.3E+3"),
            (1.234_57e-13, "123.5E-15"),
            (999_999.0, "1.0E+6"),
        ],
    );
    shows(
        "####0.0E+0",
        &[(12_345.678_9, "12345.7E+0"), (1.234_57e-10, "1.2E-10")],
    );
    shows("#0.0E+0", &[(99.96, "1.0E+2")]);
}

#[test]
fn dates_of_1900_have_the_day_that_never_was() {
    shows(
        "yyyy-mm-dd dddd",
        &[
            (0.0, "1900-01-00 Saturday"),
            (1.0, "1900-01-01 Sunday"),
            (59.0, "1900-02-28 Tuesday"),
            (60.0, "1900-02-29 Wednesday"),
            (61.0, "1900-03-01 Thursday"),
            (42_803.0, "2017-03-09 Thursday"),
            (2_958_465.0, "9999-12-31 Friday"),
            (2_958_466.0, "#####"),
            (-1.0, "#####"),
        ],
    );
    shows(
        "d dd ddd m mm mmm mmmm mmmmm yy yyy",
        &[(44_201.0, "5 05 Tue 1 01 Jan January J 21 2021")],
    );
    shows("e", &[(0.7, "1900")]);
    shows("b", &[(1.0, "43")]);
}

#[test]
fn dates_of_1904_begin_four_years_later() {
    let moment = |code, number| print(code, Content::Number(number), DateSystem::From1904);
    assert_eq!(moment("yyyy-mm-dd ddd", 0.0), "1904-01-01 Fri");
    assert_eq!(moment("yyyy-mm-dd", 42_735.0), "2021-01-01");
    assert_eq!(moment("yyyy-mm-dd", 2_957_003.0), "9999-12-31");
    assert_eq!(moment("yyyy-mm-dd", 2_957_004.0), "#####");
    assert_eq!(moment("h:mm", -0.5), "-12:00");
}

#[test]
fn names_are_of_the_language_of_the_format() {
    let day = 44_258.0; // Wednesday, 3 March 2021
    shows("[$-409]dddd, mmmm d", &[(day, "Wednesday, March 3")]);
    shows(
        "[$-407]dddd, d. mmmm yyyy",
        &[(day, "Mittwoch, 3. März 2021")],
    );
    shows("[$-C07]ddd mmm", &[(day, "Mi Mrz")]);
    shows("[$-40C]dddd d mmmm", &[(day, "mercredi 3 mars")]);
    shows(
        "[$-80A]dddd d \"de\" mmmm",
        &[(day, "miércoles 3 de marzo")],
    );
    shows("[$-412]mmm", &[(day, "Mar")]);
}

#[test]
fn minutes_stand_beside_hours_or_seconds() {
    shows("h:mm", &[(0.7, "16:48")]);
    shows("mm:ss", &[(0.7, "48:00")]);
    shows("yyyy-mm-dd hh:mm", &[(44_258.7, "2021-03-03 16:48")]);
    shows("hh:mm d/m", &[(44_258.7, "16:48 3/3")]);
    shows("h\"h\"m", &[(0.7, "16h48")]);
    shows("mm", &[(44_258.7, "03")]);
}

#[test]
fn times_round_as_a_whole() {
    shows(
        "hh:mm:ss.000",
        &[(0.70707, "16:58:10.848"), (0.7, "16:48:00.000")],
    );
    shows("hh:mm:ss", &[(0.999_999_9, "00:00:00")]);
    shows("hh .00 .000", &[(0.70707, "16 .84 .848")]);
    shows(
        "mm:ss.0",
        &[(0.000_694_4, "01:00.0"), (0.000_688_6, "00:59.5")],
    );
    shows(
        "h:mm AM/PM",
        &[(0.0, "12:00 AM"), (0.5, "12:00 PM"), (0.7, "4:48 PM")],
    );
    shows("h A/P", &[(0.7, "4 P")]);
    shows("h a/p", &[(0.2, "4 a")]);
}

#[test]
fn durations_run_past_a_day() {
    shows(
        "[h]:mm:ss",
        &[
            (2.999_999_999_999_999_6, "72:00:00"),
            (10.632_060_185_185_185, "255:10:10"),
            (60.0, "1440:00:00"),
            (-0.5, "#####"),
        ],
    );
    shows("[hh]:mm", &[(0.1, "02:24")]);
    shows("[m]", &[(1.1, "1584")]);
    shows("[s].0", &[(0.1, "8640.0")]);
}

#[test]
fn truth_values_and_errors_show_under_any_format() {
    for code in ["General", "0.00", "@", "yyyy"] {
        assert_eq!(
            print(code, Content::Bool(true), DateSystem::From1900),
            "TRUE"
        );
        assert_eq!(
            print(code, Content::Bool(false), DateSystem::From1900),
            "FALSE"
        );
        assert_eq!(
            print(code, Content::Error("#N/A"), DateSystem::From1900),
            "#N/A"
        );
    }
}

#[test]
fn kinds_are_told() {
    for (code, kind) in [
        ("General", Kind::General),
        ("[Red]General\\ ", Kind::General),
        ("0.00", Kind::Number),
        ("0\"h\"", Kind::Number),
        ("# ?/?", Kind::Number),
        ("#,##0;[Red]-#,##0", Kind::Number),
        ("\"d\"", Kind::Number),
        ("dd/mm/yyyy;@", Kind::Moment),
        ("[$-809]h:mm AM/PM", Kind::Moment),
        ("[h]:mm", Kind::Duration),
        ("[ss]", Kind::Duration),
        ("@", Kind::Text),
    ] {
        assert_eq!(Format::parse(code).kind(), kind, "{code}");
    }
}

#[test]
fn odd_codes_show_as_general_and_say_so() {
    for code in [
        "0;0;0;0;0",
        "[h:mm",
        "\"open",
        "yyyy0",
        "[>x]0",
        "[>]0",
        "B2yyyy",
        "# ?/1234567890",
        &"0".repeat(2_000),
    ] {
        let format = Format::parse(code);
        assert!(format.is_odd(), "{code}");
        let mut out = String::new();
        format.show(Content::Number(1.5), DateSystem::From1900, &mut out);
        assert_eq!(out, "1.5");
    }
}

/// Codes made of the pieces that mean something, and of anything.
fn codes() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "0",
        "#",
        "?",
        ".",
        ",",
        "%",
        "/",
        "E+",
        "E-",
        "General",
        "@",
        "y",
        "yyyy",
        "m",
        "mm",
        "mmm",
        "d",
        "dddd",
        "h",
        "s",
        "ss",
        ".00",
        "[h]",
        "[m]",
        "[s]",
        "AM/PM",
        "a/p",
        ";",
        "\"x\"",
        "\\",
        "_",
        "*",
        " ",
        "-",
        "1",
        "16",
        "[$€-407]",
        "[>=1]",
        "[<0]",
        "[Red]",
        "e",
        "g",
        "b",
        "(",
        "é",
        "[",
        "\"",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat()),
        ".{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_value_shows_under_any_code(code in codes(), bits in any::<u64>(), small in -1e6..1e6_f64) {
        let format = Format::parse(&code);
        for number in [f64::from_bits(bits), small, 0.0, 60.0, f64::MAX, f64::MIN_POSITIVE] {
            for system in [DateSystem::From1900, DateSystem::From1904] {
                let mut out = String::new();
                format.show(Content::Number(number), system, &mut out);
                prop_assert!(out.len() <= 500 + 20 * code.len());
            }
        }
        let mut out = String::new();
        format.show(Content::Text("text"), DateSystem::From1900, &mut out);
        prop_assert!(out.len() <= 40 + code.len());
    }

    #[test]
    fn amounts_show_their_digits(coefficient in -999_999_999_999_i64..=999_999_999_999) {
        let decimal = rust_decimal::Decimal::new(coefficient, 2);
        let number: f64 = decimal.to_string().parse().unwrap();
        let mut out = String::new();
        Format::parse("0.00").show(Content::Number(number), DateSystem::From1900, &mut out);
        prop_assert_eq!(out, decimal.to_string());
    }
}
