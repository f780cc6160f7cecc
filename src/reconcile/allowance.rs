//! What a mapping allows to differ in one attribute.

use jiff::SignedDuration;
use jiff::tz::Offset;
use landbridge_contract::Value;
use rust_decimal::{Decimal, RoundingStrategy};

use super::scalar::{self, Moment, Outcome};
use crate::mapping::CompareRule;
use crate::mapping::functions::Rounding;

/// Whether two values that differ may differ so. `zone` is that of date-times without one, where the rule states none.
pub(super) fn passes(rule: &CompareRule, sent: &Value, held: &Value, zone: Offset) -> bool {
    if sent.is_blank() {
        let fills = rule.fills.as_ref();
        return fills.is_some_and(|fills| scalar::compare(fills, held, zone) == Outcome::Equal);
    }
    if let Some((sent, held)) = scalar::numbers(sent, held) {
        return numbers(rule, sent, held);
    }
    if let (Some(sent), Some(held)) = (Moment::of(sent), Moment::of(held)) {
        return moments(rule, sent, held, zone);
    }
    match (sent, held) {
        (Value::Text(sent), Value::Text(held)) if !rule.alike.is_empty() => {
            let fold = |text: &str| {
                let alike = rule.alike.iter();
                alike.fold(text.to_owned(), |text, one| one.fold(&text))
            };
            fold(sent).trim_end() == fold(held).trim_end()
        }
        _ => false,
    }
}

fn numbers(rule: &CompareRule, sent: Decimal, held: Decimal) -> bool {
    let sent = rule.rounded.map_or(sent, |(decimals, rounding)| {
        let strategy = match rounding {
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
        };
        sent.round_dp_with_strategy(decimals, strategy)
    });
    let most = rule.tolerance.unwrap_or_default();
    let by = held.checked_sub(sent);
    by.is_some_and(|by| by.abs() <= most)
}

fn moments(rule: &CompareRule, sent: Moment, held: Moment, zone: Offset) -> bool {
    let days = i64::from(rule.days.unwrap_or(0));
    let days_apart = match (sent, held) {
        (Moment::Day(sent), held) => held.day_in(rule.zone).map(|held| (sent, held)),
        (sent, Moment::Day(held)) => sent.day_in(rule.zone).map(|sent| (sent, held)),
        (Moment::Time(..), Moment::Time(..)) => {
            let zone = rule.zone.unwrap_or(zone);
            let apart = sent.instant(zone).zip(held.instant(zone));
            let apart = apart.map(|(sent, held)| held.duration_since(sent).abs());
            return apart.is_some_and(|apart| apart <= SignedDuration::from_hours(24 * days));
        }
    };
    days_apart.is_some_and(|(sent, held)| {
        let apart = held
            .since(sent)
            .map(|span| i64::from(span.get_days()).abs());
        apart.is_ok_and(|apart| apart <= days)
    })
}
