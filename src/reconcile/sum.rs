//! Exact sums: the order in which values are added never shows in the result.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

/// The most decimals that a [`Decimal`] has.
const SCALE_MAX: u32 = 28;

/// How many values, and their exact sum.
///
/// Values are kept apart by their number of decimals, as whole numbers of 128 bits: adding never
/// rounds, so it is commutative and associative whatever the values. Two billion values of the
/// greatest size fit; beyond, the sum is lost and says so ([`Sum::value`] is none).
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// How many values, those without a number included.
    pub count: u64,
    /// Whole numbers by their number of decimals.
    parts: BTreeMap<u32, i128>,
    lost: bool,
}

impl Sum {
    /// One value; none counts and adds nothing.
    pub fn one(value: Option<Decimal>) -> Self {
        Self::of(1, value.unwrap_or_default())
    }

    /// A count and sum that were kept elsewhere.
    pub fn of(count: u64, sum: Decimal) -> Self {
        let sum = sum.normalize();
        Self {
            count,
            parts: BTreeMap::from([(sum.scale(), sum.mantissa())]),
            lost: false,
        }
    }

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.lost |= other.lost;
        for (scale, part) in &other.parts {
            self.add_part(*scale, *part);
        }
    }

    /// This minus another: how many more values, and by how much more.
    pub fn minus(&self, other: &Self) -> (i128, Option<Decimal>) {
        let count = i128::from(self.count) - i128::from(other.count);
        (count, self.without(other).value())
    }

    /// The sum, exactly and without zeros at its end; none where it needs more than 28 digits.
    pub fn value(&self) -> Option<Decimal> {
        if self.lost {
            return None;
        }
        let (mantissa, scale) = self.reduced()?;
        Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    }

    /// True where counts and sums are the same; never where a sum is lost.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let difference = self.without(other);
        self.count == other.count && !difference.lost && difference.reduced() == Some((0, 0))
    }

    /// The difference of the sums.
    fn without(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        difference.lost |= other.lost;
        for (scale, part) in &other.parts {
            match part.checked_neg() {
                Some(negated) => difference.add_part(*scale, negated),
                None => difference.lost = true,
            }
        }
        difference
    }

    fn add_part(&mut self, scale: u32, part: i128) {
        let held = self.parts.entry(scale).or_default();
        match held.checked_add(part) {
            Some(sum) => *held = sum,
            None => self.lost = true,
        }
    }

    /// One whole number and its decimals, as few as possible; none where it does not fit.
    fn reduced(&self) -> Option<(i128, u32)> {
        // From the most decimals on, what ends in a zero moves on to one decimal less.
        let mut carried: i128 = 0;
        for scale in (0..=SCALE_MAX).rev() {
            carried = carried.checked_add(self.parts.get(&scale).copied().unwrap_or_default())?;
            if scale == 0 {
                break;
            }
            if carried % 10 != 0 {
                return self.scaled(carried, scale);
            }
            carried /= 10;
        }
        Some((carried, 0))
    }

    /// The sum with that many decimals, of which `carried` holds all with as many or more.
    fn scaled(&self, carried: i128, scale: u32) -> Option<(i128, u32)> {
        let mut whole = carried;
        for (less, part) in self.parts.range(..scale) {
            let factor = 10_i128.checked_pow(scale - less)?;
            whole = whole.checked_add(part.checked_mul(factor)?)?;
        }
        Some((whole, scale))
    }
}

/// Equal where counts and exact sums are equal, however they were added up.
impl PartialEq for Sum {
    fn eq(&self, other: &Self) -> bool {
        let both_lost = self.lost && other.lost && self.count == other.count;
        both_lost || self.agrees_with(other)
    }
}

#[cfg(test)]
mod tests;
