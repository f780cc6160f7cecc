//! Figures of a column: ranges, sums, forms, histograms.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::dates::{day, evidence};
use crate::profile::column::Column;
use crate::profile::limits::BARS;
use crate::profile::model::{Bar, DateForm, Dates, Numbers};
use crate::profile::profiler::Shown;

/// What is known of the numbers; nothing for codes and where they can be read in two ways.
pub(super) fn numbers(column: &Column, slot: usize, shown: &Shown<'_>) -> Option<Numbers> {
    let reading = column.numbers.reading()?;
    if column.is_compact_dates() || reading.count * 2 < column.filled() {
        return None;
    }
    // Digits with leading zeros have no size.
    if column.numbers.leading_zeros.count > 0 {
        return None;
    }
    let (min, min_spot) = reading.extremes.low.first()?;
    let (max, max_spot) = reading.extremes.high.first()?;
    let origin = |spot: &crate::profile::spot::Spot| {
        shown
            .sample(spot, Some(slot), &landbridge_contract::Text::default())
            .origin
    };
    let mut forms: Vec<(String, u64)> = (column.numbers.forms.iter())
        .map(|(form, tally)| (form.words().to_owned(), tally.count))
        .collect();
    forms.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Some(Numbers {
        count: reading.count,
        min: *min,
        max: *max,
        min_origin: origin(min_spot),
        max_origin: origin(max_spot),
        sum: reading.sum.filter(|_| !column.is_code()),
        forms,
    })
}

/// What is known of the dates.
pub(super) fn dates(column: &Column) -> Option<Dates> {
    let dates = if column.is_compact_dates() {
        &column.compact_dates
    } else {
        &column.dates
    };
    if dates.count == 0 || dates.count * 2 < column.filled() {
        return None;
    }
    let day_first = dates.is_day_first();
    let mut forms: Vec<DateForm> = (dates.forms.iter())
        .map(|(form, tally)| DateForm {
            form: form.words(day_first),
            count: tally.count,
        })
        .collect();
    if column.is_compact_dates() {
        forms.push(DateForm {
            form: "YYYYMMDD".to_owned(),
            count: dates.count,
        });
    }
    forms.sort_by_key(|form| std::cmp::Reverse(form.count));
    let range = dates.extremes().and_then(|extremes| {
        let (first, _) = extremes.low.first()?;
        let (last, _) = extremes.high.first()?;
        Some((first.to_string(), last.to_string()))
    });
    Some(Dates {
        count: dates.count,
        range,
        forms,
        evidence: evidence(dates),
    })
}

/// Numbers or dates by size: bars of equal width between the second and the ninety-eighth
/// hundredth; the first and the last bar hold what lies beyond.
pub(super) fn histogram(column: &Column) -> Vec<Bar> {
    if column.is_compact_dates() || column.dates.count * 2 > column.filled() {
        let dates = if column.is_compact_dates() {
            &column.compact_dates
        } else {
            &column.dates
        };
        let dates = dates.drawn();
        let days: Vec<Decimal> = dates.iter().map(|date| Decimal::from(day(*date))).collect();
        return bars(&days, |index| dates.get(index).map(Date::to_string));
    }
    let numbers = column.numbers.drawn();
    let known = column.numbers.reading().is_some();
    if !known || numbers.len() < 10 || numbers.len() * 2 < sample_size(column) || column.is_code() {
        return Vec::new();
    }
    bars(&numbers, |index| {
        numbers
            .get(index)
            .map(|number| number.normalize().to_string())
    })
}

fn sample_size(column: &Column) -> usize {
    let filled = usize::try_from(column.filled()).unwrap_or(usize::MAX);
    filled.min(crate::profile::limits::DRAWN_MAX)
}

fn bars(sorted: &[Decimal], label: impl Fn(usize) -> Option<String>) -> Vec<Bar> {
    let last = sorted.len().saturating_sub(1);
    let at = |percent: usize| sorted.get((sorted.len() * percent / 100).min(last));
    let (Some(low), Some(high)) = (at(2), at(98)) else {
        return Vec::new();
    };
    let span = high.checked_sub(*low).unwrap_or_default();
    if span.is_zero() {
        return Vec::new();
    }
    let bars = Decimal::from(u64::try_from(BARS).unwrap_or(1));
    let mut counts: Vec<Vec<usize>> = vec![Vec::new(); BARS];
    for (index, number) in sorted.iter().enumerate() {
        let part = number
            .checked_sub(*low)
            .and_then(|part| part.checked_mul(bars));
        let bar = part.map_or(Decimal::ZERO, |part| (part / span).trunc());
        let bar = usize::try_from(bar.max(Decimal::ZERO)).unwrap_or(BARS);
        if let Some(bar) = counts.get_mut(bar.min(BARS - 1)) {
            bar.push(index);
        }
    }
    let width = span / bars;
    let edge = |bar: usize| *low + width * Decimal::from(u64::try_from(bar).unwrap_or(0));
    let mut all = Vec::new();
    for (bar, indexes) in counts.iter().enumerate() {
        let shown = |index: Option<&usize>| index.and_then(|index| label(*index));
        let empty = || edge(bar).round_dp(2).normalize().to_string();
        all.push(Bar {
            from: shown(indexes.first()).unwrap_or_else(empty),
            to: shown(indexes.last()).unwrap_or_else(empty),
            count: u64::try_from(indexes.len()).unwrap_or(u64::MAX),
        });
    }
    all
}
