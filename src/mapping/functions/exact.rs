//! Products and quotients of decimals with all their digits: rounded once, at the end, or not at all.

use num_bigint::{BigInt, BigUint, Sign};
use rust_decimal::Decimal;

/// The most digits behind the decimal sign that an amount has.
pub const DECIMALS_MAX: u32 = 28;

/// What becomes of digits that are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rounding {
    /// Half of the last digit goes away from zero.
    #[default]
    HalfUp,
    /// Half of the last digit goes to the even neighbour.
    HalfEven,
}

impl Rounding {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::HalfUp, Self::HalfEven];

    /// The word in a mapping.
    pub fn word(self) -> &'static str {
        match self {
            Self::HalfUp => "half-up",
            Self::HalfEven => "half-even",
        }
    }
}

/// The product of the factors, divided by the divisors: with so many decimals, or exact. None where a
/// divisor is zero, where the result has more digits than a decimal holds, and where it should be exact
/// and cannot be.
pub fn quotient(
    factors: &[Decimal],
    divisors: &[Decimal],
    decimals: Option<u32>,
    rounding: Rounding,
) -> Option<Decimal> {
    let (above, scale_above) = product(factors);
    let (below, scale_below) = product(divisors);
    if below == BigInt::ZERO {
        return None;
    }
    let kept = decimals.unwrap_or(DECIMALS_MAX);
    let negative = (above.sign() == Sign::Minus) != (below.sign() == Sign::Minus);
    let above = above.magnitude() * ten_to(kept + scale_below);
    let below = below.magnitude() * ten_to(scale_above);
    let mut result = &above / &below;
    let rest = &above - &result * &below;
    if decimals.is_none() {
        if rest != BigUint::ZERO {
            return None;
        }
        return shortest(result, kept, negative);
    }
    let twice = rest * 2_u32;
    let up = match twice.cmp(&below) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => rounding == Rounding::HalfUp || result.bit(0),
    };
    if up {
        result += 1_u32;
    }
    decimal(&result, kept, negative)
}

/// Without zeros at the end.
fn shortest(mut result: BigUint, mut scale: u32, negative: bool) -> Option<Decimal> {
    let ten = BigUint::from(10_u32);
    while scale > 0 && &result % &ten == BigUint::ZERO {
        result /= &ten;
        scale -= 1;
    }
    decimal(&result, scale, negative)
}

fn decimal(digits: &BigUint, scale: u32, negative: bool) -> Option<Decimal> {
    let digits = i128::try_from(digits).ok()?;
    let digits = if negative { -digits } else { digits };
    Decimal::try_from_i128_with_scale(digits, scale).ok()
}

fn product(numbers: &[Decimal]) -> (BigInt, u32) {
    numbers
        .iter()
        .fold((BigInt::from(1), 0), |(product, scale), number| {
            (product * number.mantissa(), scale + number.scale())
        })
}

fn ten_to(power: u32) -> BigUint {
    BigUint::from(10_u32).pow(power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::{Rounding, quotient};

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    fn shown(factors: &[&str], divisors: &[&str], decimals: Option<u32>) -> Option<String> {
        let all = |texts: &[&str]| texts.iter().map(|one| decimal(one)).collect::<Vec<_>>();
        let found = quotient(&all(factors), &all(divisors), decimals, Rounding::HalfUp);
        found.map(|number| number.to_string())
    }

    #[test]
    fn what_is_rounded_is_rounded_once_and_half_away_from_zero() {
        let product = |number, decimals| shown(&[number, "1"], &[], Some(decimals)).unwrap();
        assert_eq!(product("2.345", 2), "2.35");
        assert_eq!(product("-2.345", 2), "-2.35");
        assert_eq!(product("2.3449999999999999999999999999", 2), "2.34");
        assert_eq!(product("7", 2), "7.00");
        let even = |number| quotient(&[decimal(number)], &[], Some(0), Rounding::HalfEven);
        assert_eq!(even("2.5"), Some(decimal("2")));
        assert_eq!(even("3.5"), Some(decimal("4")));
        // Rounded to 28 digits first, this would be 0.5 and then 1.
        let factors = [
            "0.7071067811865475244008443621",
            "0.7071067811865475244008443621",
        ];
        assert_eq!(shown(&factors, &[], Some(0)).as_deref(), Some("0"));
    }

    #[test]
    fn without_decimals_the_result_is_exact_or_none() {
        assert_eq!(shown(&["1"], &["8"], None).as_deref(), Some("0.125"));
        assert_eq!(shown(&["1"], &["3"], None), None);
        assert_eq!(
            shown(&["150", "0.45359237"], &["1"], None).as_deref(),
            Some("68.0388555")
        );
        assert_eq!(shown(&["1"], &["0"], None), None);
        let most = "79228162514264337593543950335";
        assert_eq!(shown(&[most, "1"], &[], None).as_deref(), Some(most));
        assert_eq!(shown(&[most, "2"], &[], Some(0)), None);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_amount(
            mantissa in -9_999_999_999_999_999_999_999_999_999_i128..=9_999_999_999_999_999_999_999_999_999,
            scale in 0_u32..=28, factor in 1_i64.., factor_scale in 0_u32..=12
        ) {
            let amount = Decimal::from_i128_with_scale(mantissa, scale);
            let factor = Decimal::new(factor, factor_scale);
            let back = quotient(&[amount, factor], &[factor], None, Rounding::HalfUp);
            prop_assert_eq!(back, Some(amount));
            if let Some(there) = quotient(&[amount, factor], &[], None, Rounding::HalfUp) {
                prop_assert_eq!(quotient(&[there], &[factor], None, Rounding::HalfUp), Some(amount));
            }
        }

        #[test]
        fn a_rounded_result_is_off_by_half_a_digit_at_most(
            amount in any::<i64>(), rate in 1_i64.., scale in 0_u32..=10, decimals in 0_u32..=3
        ) {
            let (amount, rate) = (Decimal::new(amount, 2), Decimal::new(rate, scale));
            if let Some(found) = quotient(&[amount], &[rate], Some(decimals), Rounding::HalfUp) {
                prop_assert_eq!(found.scale(), decimals);
                // |found * rate - amount| <= rate / 2 digits, in whole numbers.
                let back = quotient(&[found, rate], &[], None, Rounding::HalfUp);
                if let Some(back) = back {
                    let off = (back - amount).abs();
                    let most = quotient(&[rate, Decimal::new(5, decimals + 1)], &[], None, Rounding::HalfUp);
                    prop_assert!(most.is_none_or(|most| off <= most), "{} {}", off, found);
                }
            }
        }
    }
}
