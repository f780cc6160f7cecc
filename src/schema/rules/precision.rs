//! Precision: a number has no more digits, and no more decimals, than the ERP keeps.
//!
//! Zeros at the end of a fraction are no digits: 12.50 has one decimal. Where both bounds are
//! stated, the digits before the decimal point are bounded by their difference, as in a
//! database. Example: two decimals are kept and the number is 12.345: *expected at most 2
//! decimals*.

use landbridge_contract::Value;
use rust_decimal::Decimal;

use crate::diagnose::codes;
use crate::schema::{Attribute, Violation};

pub(super) fn check(attribute: &Attribute, value: &Value, out: &mut Vec<Violation>) {
    if attribute.precision.is_none() && attribute.scale.is_none() {
        return;
    }
    let Some(number) = value.as_decimal() else {
        return;
    };
    let digits = Digits::of(number);
    let kept = match (attribute.precision, attribute.scale) {
        (None, None) => true,
        (None, Some(scale)) => digits.after <= scale,
        (Some(precision), None) => digits.before.saturating_add(digits.after) <= precision,
        (Some(precision), Some(scale)) => {
            digits.after <= scale && digits.before <= precision.saturating_sub(scale)
        }
    };
    if !kept {
        out.push(Violation {
            code: &codes::VAL_PRECISION,
            expected: described(attribute.precision, attribute.scale),
        });
    }
}

/// Digits before the decimal point (a zero alone is none) and after it.
struct Digits {
    before: u32,
    after: u32,
}

impl Digits {
    fn of(number: Decimal) -> Self {
        let number = number.normalize();
        let whole = number.trunc().mantissa().unsigned_abs();
        Self {
            before: whole.checked_ilog10().map_or(0, |log| log + 1),
            after: number.scale(),
        }
    }
}

fn described(precision: Option<u32>, scale: Option<u32>) -> String {
    match (precision, scale) {
        (Some(precision), Some(0)) => format!("at most {precision} digits and no decimals"),
        (Some(precision), Some(scale)) => {
            let before = precision.saturating_sub(scale);
            format!("at most {before} digits before and {scale} after the decimal point")
        }
        (Some(precision), None) => format!("at most {precision} digits"),
        (None, Some(0)) => "no decimals".to_owned(),
        (None, Some(1)) => "at most 1 decimal".to_owned(),
        (None, scale) => format!("at most {} decimals", scale.unwrap_or_default()),
    }
}
