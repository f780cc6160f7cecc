//! Fractions: `# ?/?`, `??/??`, `# ?/8`.

use compact_str::format_compact;

use super::digits::Digits;
use super::general;
use super::number::Number;
use super::sections::Placeholder;

/// Places of a denominator counted; Excel goes no further.
const PLACES_MAX: usize = 9;

/// A fraction format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fraction {
    /// The whole number with the text around it; without places where the fraction may exceed 1.
    pub(super) whole: Number,
    pub(super) numerator: Vec<Placeholder>,
    /// What stands around the stroke, stroke included.
    pub(super) stroke: Box<str>,
    pub(super) denominator: Denominator,
    /// What follows.
    pub(super) end: Box<str>,
    /// The power of ten that percent signs scale by.
    pub(super) scale: i32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Denominator {
    /// A number that stands in the format, as it is written there.
    Fixed(u64, Box<str>),
    Places(Vec<Placeholder>),
}

impl Fraction {
    /// Appends the magnitude of a number.
    pub(super) fn show(&self, number: f64, digits: Digits, out: &mut String) {
        let Some((numerator, denominator)) = self.ratio(number, digits) else {
            general::show(digits, out);
            return;
        };
        let mixed = self.whole.whole() > 0;
        let (whole, rest) = if mixed {
            (numerator / denominator, numerator % denominator)
        } else {
            (0, numerator)
        };
        match u32::try_from(whole) {
            // Nothing at all shows as one zero.
            Ok(0) if mixed && rest == 0 => self.whole.show_zero(out),
            Ok(whole) => self.whole.show(Digits::whole(whole), out),
            Err(_) => self.whole.show(digits.rounded(0), out),
        }
        let numerator = format_compact!("{rest}");
        let start = out.len();
        padded_left(&self.numerator, &numerator, out);
        out.push_str(&self.stroke);
        match &self.denominator {
            Denominator::Fixed(_, written) => out.push_str(written),
            Denominator::Places(places) => {
                padded_right(places, &format_compact!("{denominator}"), out);
            }
        }
        if mixed && rest == 0 {
            let width = out.get(start..).map_or(0, |shown| shown.chars().count());
            out.truncate(start);
            out.extend(std::iter::repeat_n(' ', width));
        }
        out.push_str(&self.end);
    }

    /// Numerator and denominator; none for numbers too large to be told apart from whole ones.
    fn ratio(&self, number: f64, digits: Digits) -> Option<(u128, u128)> {
        match &self.denominator {
            Denominator::Fixed(denominator, _) => {
                let numerator = digits.scaled(self.scale).times(*denominator)?;
                Some((numerator, u128::from(*denominator)))
            }
            Denominator::Places(places) => {
                let places = u32::try_from(places.len().min(PLACES_MAX)).ok()?;
                let (over, under) = exact(number, self.scale)?;
                Some(nearest(over, under, 10_u128.pow(places) - 1))
            }
        }
    }
}

/// A number as a ratio, to 21 digits: which of two fractions is nearer may hang on digits
/// beyond the fifteenth, and Excel looks at them here. None from 10 to the 18 on.
fn exact(number: f64, scale: i32) -> Option<(u128, u128)> {
    let text = format_compact!("{number:.20e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent = exponent.parse::<i32>().ok()?.checked_add(scale)?;
    if exponent >= 18 {
        return None;
    }
    if exponent < -12 {
        return Some((0, 1));
    }
    let mut over = 0_u128;
    for byte in mantissa.bytes().filter(u8::is_ascii_digit) {
        over = over * 10 + u128::from(byte - b'0');
    }
    let under = 10_u128.pow(u32::try_from(20 - exponent).ok()?);
    Some((over, under))
}

/// The last convergent of the continued fraction whose denominator is not above `max`.
fn nearest(over: u128, under: u128, max: u128) -> (u128, u128) {
    let (mut above, mut below) = (over, under);
    let (mut last, mut current) = ((0_u128, 1_u128), (1_u128, 0_u128));
    while below != 0 && current.1 < max {
        let whole = above / below;
        let next = (
            whole.saturating_mul(current.0).saturating_add(last.0),
            whole.saturating_mul(current.1).saturating_add(last.1),
        );
        if next.1 > max {
            break;
        }
        (last, current) = (current, next);
        let rest = above % below;
        // What remains is noise of the binary number.
        if rest < below / 20_000_000 {
            break;
        }
        (above, below) = (below, rest);
    }
    current
}

fn padded_left(places: &[Placeholder], digits: &str, out: &mut String) {
    let missing = places.len().saturating_sub(digits.len());
    out.extend(
        places
            .iter()
            .take(missing)
            .filter_map(|place| place.empty()),
    );
    out.push_str(digits);
}

/// Zeros go before the digits, spaces after them.
fn padded_right(places: &[Placeholder], digits: &str, out: &mut String) {
    let missing = places.len().saturating_sub(digits.len());
    let zeros = places
        .iter()
        .take(missing)
        .filter(|place| **place == Placeholder::Zero);
    out.extend(zeros.map(|_| '0'));
    out.push_str(digits);
    let spaces = places
        .iter()
        .rev()
        .take(missing)
        .filter(|place| **place == Placeholder::Space);
    out.extend(spaces.map(|_| ' '));
}
