//! Digits laid into placeholders, and scientific notation.

use super::digits::Digits;
use super::sections::{Placeholder, Token};

/// Placeholders with literal text before, among and after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    tokens: Vec<Token>,
    /// Placeholders before the point.
    whole: i32,
    /// Placeholders after the point.
    decimals: i32,
    /// Whether thousands are set apart by commas.
    grouped: bool,
    /// The power of ten that percent signs and commas at the end scale by.
    scale: i32,
}

impl Number {
    pub(super) fn new(tokens: Vec<Token>, grouped: bool, scale: i32) -> Self {
        let (mut whole, mut decimals, mut point) = (0, 0, false);
        for token in &tokens {
            match token {
                Token::Digit(_) if point => decimals += 1,
                Token::Digit(_) => whole += 1,
                Token::Point => point = true,
                Token::Literal(_) | Token::General | Token::Text => {}
            }
        }
        Self {
            tokens,
            whole,
            decimals,
            grouped,
            scale,
        }
    }

    /// Placeholders before the point.
    pub(super) fn whole(&self) -> i32 {
        self.whole
    }

    /// Appends the magnitude of a number, rounded to the placeholders.
    pub(super) fn show(&self, digits: Digits, out: &mut String) {
        self.lay(digits.scaled(self.scale).rounded(-self.decimals), out);
    }

    /// Appends zero with at least one digit.
    pub(super) fn show_zero(&self, out: &mut String) {
        let mut last = self.whole;
        for token in &self.tokens {
            match token {
                Token::Literal(literal) => out.push_str(literal),
                Token::Digit(place) => {
                    last -= 1;
                    let empty = place.empty();
                    out.extend(if last == 0 { Some('0') } else { empty });
                }
                Token::Point | Token::General | Token::Text => {}
            }
        }
    }

    fn lay(&self, digits: Digits, out: &mut String) {
        let top = digits.top().filter(|top| *top >= 0);
        let mut power = self.whole;
        for token in &self.tokens {
            match token {
                Token::Literal(literal) => out.push_str(literal),
                Token::Point => {
                    // Without a place before the point, whole digits stand there all the same.
                    if self.whole == 0 {
                        self.left(Placeholder::Nothing, top.unwrap_or(-1), 0, digits, out);
                    }
                    power = 0;
                    out.push('.');
                }
                Token::Digit(place) if power > 0 => {
                    power -= 1;
                    // The first place takes all digits that have none of their own.
                    let first = power + 1 == self.whole;
                    let from = if first { top.unwrap_or(0) } else { 0 };
                    self.left(*place, from.max(power), power, digits, out);
                }
                Token::Digit(place) => {
                    power -= 1;
                    if power >= digits.last() && !digits.is_zero() {
                        out.push(digits.digit(power));
                    } else {
                        out.extend(place.empty());
                    }
                }
                Token::General | Token::Text => {}
            }
        }
    }

    /// Digits before the point, from one power of ten down to another.
    fn left(&self, place: Placeholder, from: i32, to: i32, digits: Digits, out: &mut String) {
        let top = digits.top().unwrap_or(-1);
        for power in (to..=from).rev() {
            let group = self.grouped && power > 0 && power % 3 == 0;
            if power <= top {
                out.push(digits.digit(power));
                out.extend(group.then_some(','));
                continue;
            }
            out.extend(place.empty());
            out.extend(match place {
                Placeholder::Zero if group => Some(','),
                Placeholder::Space if group => Some(' '),
                Placeholder::Zero | Placeholder::Space | Placeholder::Nothing => None,
            });
        }
    }
}

/// Appends a magnitude in scientific notation. The exponent is a multiple of the number of
/// places before the point (`##0.0E+0`: of three).
pub(super) fn scientific(
    mantissa: &Number,
    plus: bool,
    exponent: &Number,
    digits: Digits,
    out: &mut String,
) {
    let step = mantissa.whole.max(1);
    // Without a place before the point, the mantissa is below 1.
    let shift = i32::from(mantissa.whole == 0);
    let multiple = |digits: Digits| {
        digits
            .top()
            .map_or(0, |top| (top + shift).div_euclid(step) * step)
    };
    let digits = digits.scaled(mantissa.scale);
    let mut power = multiple(digits);
    let mut rounded = digits.rounded(power - mantissa.decimals);
    if multiple(rounded) > power {
        power = multiple(rounded);
        rounded = digits.rounded(power - mantissa.decimals);
    }
    mantissa.lay(rounded.scaled(-power), out);
    out.push('E');
    if power < 0 {
        out.push('-');
    } else if plus {
        out.push('+');
    }
    exponent.show(Digits::whole(power.unsigned_abs()), out);
}
