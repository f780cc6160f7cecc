use jiff::civil::Date;
use landbridge_contract::Value;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{map, plan, text};
use crate::mapping::functions::{DatePatterns, NumberForm, Pad, PadSide};

/// The greatest whole number of 28 digits.
const DIGITS_28: i128 = 9_999_999_999_999_999_999_999_999_999;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_the_evaluator_panic(values in prop::collection::vec(any::<String>(), 8)) {
        let plan = everything();
        let named: Vec<(&str, Value)> = super::VENDORS
            .names
            .iter()
            .zip(&values)
            .map(|(name, value)| (*name, text(value)))
            .collect();
        map(&plan, &named);
    }

    #[test]
    fn a_number_written_in_a_form_is_read_back(mantissa in any::<i64>(), scale in 0_u32..9) {
        let number = Decimal::new(mantissa, scale);
        let plain = number.to_string();
        for (word, point, group) in
            [("en", '.', ','), ("de", ',', '.'), ("fr", ',', '\u{202f}'), ("ch", '.', '\'')]
        {
            let written = grouped(&plain, point, group);
            let form = NumberForm::of_word(word).unwrap();
            prop_assert_eq!(form.parse(&written), Some(number), "{}", written);
        }
        prop_assert_eq!(NumberForm::PLAIN.parse(&plain), Some(number));
    }

    #[test]
    fn an_amount_keeps_every_digit_from_cell_to_payload(
        mantissa in -DIGITS_28..=DIGITS_28, scale in 0_u32..=28
    ) {
        let number = Decimal::from_i128_with_scale(mantissa, scale);
        let plan = plan(
            "fields:\n  SupplierNumber: { value: A }\n  CreditLimit: { from: Limit, number: en }\n",
        );
        let plain = number.to_string();
        for cell in [text(&grouped(&plain, '.', ',')), text(&plain), Value::Decimal(number)] {
            let mapped = map(&plan, &[("Limit", cell)]);
            let mut payload = Vec::new();
            landbridge_contract::json::write_fields(&mapped.payload, &mut payload);
            let expected = format!("{{\"SupplierNumber\":\"A\",\"CreditLimit\":{plain}}}");
            prop_assert_eq!(String::from_utf8(payload).unwrap(), expected);
        }
    }

    #[test]
    fn a_date_written_by_a_pattern_is_read_back(days in -100_000_i32..100_000) {
        let date = Date::constant(1990, 1, 1)
            .checked_add(jiff::Span::new().days(days))
            .unwrap();
        for pattern in ["%d/%m/%Y", "%Y%m%d", "%d-%b-%Y", "%B %d, %Y"] {
            let written = date.strftime(pattern).to_string();
            let read = DatePatterns::new([pattern]).unwrap().parse(&written);
            prop_assert_eq!(read, Some(Value::Date(date)), "{}", written);
        }
    }

    #[test]
    fn padding_reaches_the_width_keeps_the_text_and_does_nothing_twice(
        word in "\\PC{0,12}", width in 1_usize..20
    ) {
        let pad = Pad::new(width, '0', PadSide::Left).unwrap();
        let mut once = landbridge_contract::Text::from(word.as_str());
        pad.apply(&mut once);
        prop_assert_eq!(once.chars().count(), width.max(word.chars().count()));
        prop_assert!(once.ends_with(&word));
        let mut twice = once.clone();
        pad.apply(&mut twice);
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn no_text_makes_a_pattern_or_an_expression_panic(any in any::<String>(), some in "[ab`\"'(){},.0-9=<>!&|+*/% -]{0,24}") {
        let at = crate::diagnose::Location { file: "m.yaml".into(), line: 1, column: 1 };
        let mut runtime = crate::mapping::expression::Runtime::default();
        for text in [&any, &some] {
            drop(DatePatterns::new([text.as_str()]));
            if let Ok(expression) =
                crate::mapping::expression::Expression::compile(text, &at, true)
            {
                drop(expression.evaluate(&mut runtime, |_| rhai::Dynamic::UNIT));
            }
        }
    }
}

fn everything() -> crate::mapping::Plan {
    plan(
        r#"
where: '!starts_with(Status, "x") || length(left(Type, 3)) > 1'
fields:
  SupplierNumber: { from: Vendor ID, clean: [alphanumeric, unaccent], pad: 8 }
  Supplier: { from: Vendor Name, clean: [trim, squeeze, no_control], case: title }
  CreationDate: { from: Created, date: ["%d/%m/%Y", "%d-%b-%y", "%Y-%m-%d %H:%M:%S"] }
  CreditLimit: { from: Limit, number: fr }
  Sites: { from: Limit }
  Country: { expr: 'slice(replace(upper(Country), "A", "b"), 1, 2)' }
  Active: { expr: 'matches(Phone, "[0-9]+")' }
checks:
  - { that: 'coalesce(Supplier, Type) != right(Status, 2)' }
control_totals:
  - { sum: Limit, by: Country, number: de }
"#,
    )
}

/// A plain number with its groups of three and its decimal sign.
fn grouped(plain: &str, point: char, group: char) -> String {
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut written = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            written.push(group);
        }
        written.push(digit);
    }
    if let Some(fraction) = fraction {
        written.push(point);
        written.push_str(fraction);
    }
    written
}
