//! The operators: exact, and strict about what goes together.

use rhai::{Dynamic, Engine};
use rust_decimal::Decimal;

use super::operand::{Complaint, Operand, Outcome, compare, equal};

/// Gives the engine every operator of the language for every pair of values.
pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("==", |a: Dynamic, b: Dynamic| equal(&a.into(), &b.into()));
    engine.register_fn("!=", |a: Dynamic, b: Dynamic| {
        equal(&a.into(), &b.into()).map(|same| !same)
    });
    engine.register_fn("<", |a: Dynamic, b: Dynamic| {
        compare(&a.into(), &b.into()).map(std::cmp::Ordering::is_lt)
    });
    engine.register_fn("<=", |a: Dynamic, b: Dynamic| {
        compare(&a.into(), &b.into()).map(std::cmp::Ordering::is_le)
    });
    engine.register_fn(">", |a: Dynamic, b: Dynamic| {
        compare(&a.into(), &b.into()).map(std::cmp::Ordering::is_gt)
    });
    engine.register_fn(">=", |a: Dynamic, b: Dynamic| {
        compare(&a.into(), &b.into()).map(std::cmp::Ordering::is_ge)
    });
    engine.register_fn("+", |a: Dynamic, b: Dynamic| add(&a.into(), &b.into()));
    engine.register_fn("-", |a: Dynamic, b: Dynamic| {
        arithmetic(&a.into(), &b.into(), Decimal::checked_sub)
    });
    engine.register_fn("*", |a: Dynamic, b: Dynamic| {
        arithmetic(&a.into(), &b.into(), Decimal::checked_mul)
    });
    engine.register_fn("/", |a: Dynamic, b: Dynamic| divide(&a.into(), &b.into()));
    engine.register_fn("%", |a: Dynamic, b: Dynamic| {
        let (a, b): (Operand, Operand) = (a.into(), b.into());
        if b.number()?.is_zero() {
            return Err(Complaint::thrown(&b, "a divisor that is not 0"));
        }
        arithmetic(&a, &b, Decimal::checked_rem)
    });
    engine.register_fn("-", |a: Dynamic| -> Outcome<Dynamic> {
        let number = Operand::from(a).number()?;
        Ok(Dynamic::from_decimal(-number))
    });
    engine.register_fn("!", |a: Dynamic| -> Outcome<bool> {
        match Operand::from(a) {
            Operand::Bool(truth) => Ok(!truth),
            other => Err(Complaint::thrown(&other, "true or false behind `!`")),
        }
    });
}

/// Sums numbers; with text on either side, joins texts (nothing adds nothing).
fn add(left: &Operand, right: &Operand) -> Outcome<Dynamic> {
    if matches!(left, Operand::Text(_)) || matches!(right, Operand::Text(_)) {
        let mut joined = left.text().to_string();
        joined.push_str(&right.text());
        return Ok(joined.into());
    }
    arithmetic(left, right, Decimal::checked_add)
}

fn divide(left: &Operand, right: &Operand) -> Outcome<Dynamic> {
    if right.number()?.is_zero() {
        return Err(Complaint::thrown(right, "a divisor that is not 0"));
    }
    arithmetic(left, right, Decimal::checked_div)
}

fn arithmetic(
    left: &Operand,
    right: &Operand,
    operation: fn(Decimal, Decimal) -> Option<Decimal>,
) -> Outcome<Dynamic> {
    operation(left.number()?, right.number()?)
        .map(Dynamic::from_decimal)
        .ok_or_else(|| Complaint::thrown(left, "a result of at most 28 digits"))
}
