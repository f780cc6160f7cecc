//! Judgements on numbers.

use rust_decimal::Decimal;

use super::{Remark, are};
use crate::diagnose::grouped;
use crate::profile::column::{Column, named_as_code};
use crate::profile::model::{Kind, Severity};
use crate::profile::number::Form;
use crate::profile::numbers::{Convention, sample_of};
use crate::profile::spot::{Spot, Tally};

/// Values before any of them can lie far from the rest.
const VALUES_MIN: usize = 20;
/// Quartile ranges beyond the quartile from which a value lies far away.
const RANGES: u64 = 10;
/// Of so many values at most one may lie that far away, or the column merely has a long tail.
const ONE_IN: usize = 200;
/// Times the next value by which a value stands alone.
const TIMES: u64 = 10;
/// Digits that a code has at the least for a missing zero to show.
const CODE_DIGITS_MIN: usize = 4;

/// What separators mean, where that is not plain.
pub(super) fn convention(column: &Column) -> Option<Remark> {
    let numbers = &column.numbers;
    let (point, comma) = (numbers.by_point.count, numbers.by_comma.count);
    if !column.holds_numbers() {
        return None;
    }
    if point + comma == 0
        && let Some(separator) = numbers.grouped()
    {
        let tally = &numbers.ambiguous;
        let word = if separator == ',' { "comma" } else { "point" };
        let text = format!(
            "thousands grouped by {word} ({}): no whole number without it has over 3 digits",
            grouped(tally.count)
        );
        return Some(Remark::new(
            "grouped-thousands",
            Severity::Know,
            tally,
            text,
        ));
    }
    match numbers.convention() {
        Convention::Point => None,
        Convention::Comma => {
            let tally = &numbers.by_comma;
            let text = format!(
                "decimal comma: {}",
                are(comma, "value says so", "values say so")
            );
            Some(Remark::new("decimal-comma", Severity::Know, tally, text))
        }
        Convention::Mixed => {
            let rarer = if point < comma {
                &numbers.by_point
            } else {
                &numbers.by_comma
            };
            let text = format!(
                "{} a decimal point, {} a decimal comma",
                are(point, "has", "have"),
                grouped(comma)
            );
            Some(Remark::new("mixed-separators", Severity::Mend, rarer, text))
        }
        Convention::Ambiguous => {
            let tally = &numbers.ambiguous;
            let example = tally
                .samples
                .first()
                .map_or("1,234", |(_, text)| text.as_str());
            let text = format!(
                "{} read in two ways (`{example}`), and no other value tells",
                are(tally.count, "can be", "can be")
            );
            Some(Remark::new(
                "ambiguous-separator",
                Severity::Look,
                tally,
                text,
            ))
        }
    }
}

/// Long numbers as a spreadsheet shows them.
pub(super) fn exponents(column: &Column) -> Option<Remark> {
    let tally = column.numbers.forms.get(&Form::Exponent)?;
    // `12E3` among texts is a code, not a number.
    let texts = column.kinds.get(&Kind::Text).map_or(0, |tally| tally.count);
    (texts * 2 < column.filled()).then(|| {
        let text = format!(
            "{} written with an exponent: digits may be lost",
            are(tally.count, "is", "are")
        );
        Remark::new("exponent", Severity::Mend, tally, text)
    })
}

/// More digits than a spreadsheet keeps.
pub(super) fn long(column: &Column) -> Option<Remark> {
    let tally = &column.numbers.long;
    (tally.count > 0 && column.holds_numbers()).then(|| {
        let text = format!(
            "{} more than 15 digits: a spreadsheet loses the last",
            are(tally.count, "has", "have")
        );
        Remark::new("long-number", Severity::Look, tally, text)
    })
}

/// Codes of a fixed length of which some are shorter.
pub(super) fn lost_zeros(column: &Column) -> Option<Remark> {
    let numbers = &column.numbers;
    let (usual, full) = numbers.lengths.last_key_value()?;
    let all: u64 = numbers.lengths.values().map(|tally| tally.count).sum();
    let shorter = all - full.count;
    let share = if named_as_code(&column.name) { 60 } else { 80 };
    // Where some have kept their zeros, the length is that of the code.
    let least = if numbers.leading_zeros.count > 0 {
        2
    } else {
        CODE_DIGITS_MIN
    };
    if *usual < least
        || shorter == 0
        || all < 10
        || full.count * 100 < all * share
        || all * 2 < column.filled()
        || numbers.fractions > 0
        || !numbers.forms.is_empty()
        || column.is_compact_dates()
        || is_running(column)
    {
        return None;
    }
    let mut short = Tally::default();
    for tally in numbers
        .lengths
        .values()
        .filter(|tally| !std::ptr::eq(*tally, full))
    {
        short.count += tally.count;
        short.samples.extend(tally.samples.iter().cloned());
    }
    short.samples.truncate(crate::profile::limits::SAMPLES_MAX);
    let text = format!(
        "{} of {} {} shorter than {usual} digits: leading zeros may be lost",
        grouped(short.count),
        grouped(all),
        if short.count == 1 { "is" } else { "are" }
    );
    let severity = if named_as_code(&column.name) {
        Severity::Mend
    } else {
        Severity::Look
    };
    Some(Remark::new("lost-zeros", severity, &short, text))
}

/// Whether the numbers run on without gaps, as a counter does.
fn is_running(column: &Column) -> bool {
    let reading = &column.numbers.point;
    let (Some((low, _)), Some((high, _))) =
        (reading.extremes.low.first(), reading.extremes.high.first())
    else {
        return false;
    };
    let (different, _) = column.different.count();
    let span = *high - *low + Decimal::ONE;
    span * Decimal::from(2) <= Decimal::from(different) * Decimal::from(3)
}

/// A few negative numbers among many that are not.
pub(super) fn negatives(column: &Column) -> Option<Remark> {
    let reading = column.numbers.reading()?;
    let low = &reading.extremes.low;
    let few: Vec<_> = low
        .iter()
        .filter(|(number, _)| number.is_sign_negative())
        .collect();
    if few.is_empty() || few.len() == low.len() || reading.count < 50 || column.is_code() {
        return None;
    }
    let count = u64::try_from(few.len()).unwrap_or(u64::MAX);
    let text = format!(
        "{} negative, {} are not",
        are(count, "is", "are"),
        grouped(reading.count - count)
    );
    let tally = tally_of(count, few.into_iter());
    Some(Remark::new("few-negative", Severity::Look, &tally, text))
}

fn tally_of<'a, T: std::fmt::Display + 'a>(
    count: u64,
    values: impl Iterator<Item = &'a (T, Spot)>,
) -> Tally {
    let samples = values.map(|(value, spot)| sample_of(value, spot));
    Tally {
        count,
        samples: samples.take(crate::profile::limits::SAMPLES_MAX).collect(),
    }
}

/// Numbers far from all others.
pub(super) fn outliers(column: &Column) -> Option<Remark> {
    if column.is_code() || column.is_compact_dates() {
        return None;
    }
    let reading = column.numbers.reading()?;
    let drawn = column.numbers.drawn();
    if drawn.len() < VALUES_MIN {
        return None;
    }
    let lower = *drawn.get(drawn.len() / 4)?;
    let upper = *drawn.get(drawn.len() * 3 / 4)?;
    let reach = upper
        .checked_sub(lower)?
        .checked_mul(Decimal::from(RANGES))?;
    let (floor, ceiling) = (lower.checked_sub(reach)?, upper.checked_add(reach)?);
    let tail = drawn
        .iter()
        .filter(|number| **number < floor || ceiling < **number);
    let short_tail = tail.count() * ONE_IN <= drawn.len();
    let far_up = |number: &Decimal| reach > Decimal::ZERO && short_tail && ceiling < *number;
    let far_down = |number: &Decimal| reach > Decimal::ZERO && short_tail && *number < floor;
    let high = apart(&reading.extremes.high, ceiling.max(Decimal::ZERO), far_up);
    let low = apart(&reading.extremes.low, floor.min(Decimal::ZERO), far_down);
    let count = u64::try_from(high.len() + low.len()).unwrap_or(u64::MAX);
    if count == 0 {
        return None;
    }
    let half = if lower == upper {
        format!("half of all values are {}", lower.normalize())
    } else {
        format!(
            "half of all values are from {} to {}",
            lower.normalize(),
            upper.normalize()
        )
    };
    let text = format!("{} far from the rest: {half}", are(count, "lies", "lie"));
    let tally = tally_of(count, high.iter().chain(low));
    Some(Remark::new("outlier", Severity::Look, &tally, text))
}

/// The values that stand apart from the next: ten times as large, or far beyond the quartiles. None
/// where so many do that the kept ones do not show where they end.
fn apart(
    kept: &[(Decimal, Spot)],
    limit: Decimal,
    far: impl Fn(&Decimal) -> bool,
) -> &[(Decimal, Spot)] {
    let times = Decimal::from(TIMES);
    let gap = kept.windows(2).rposition(|pair| match pair {
        [(value, _), (next, _)] => {
            let beyond =
                limit.abs() < value.abs() && value.is_sign_negative() == next.is_sign_negative();
            beyond
                && !next.is_zero()
                && next
                    .abs()
                    .checked_mul(times)
                    .is_some_and(|next| next <= value.abs())
        }
        _ => false,
    });
    let far = kept.iter().take_while(|(value, _)| far(value)).count();
    let far = if far < kept.len() { far } else { 0 };
    let apart = gap.map_or(0, |gap| gap + 1).max(far);
    kept.get(..apart).unwrap_or_default()
}

/// Codes that begin with zeros.
pub(super) fn leading_zeros(column: &Column) -> Option<Remark> {
    let tally = &column.numbers.leading_zeros;
    (tally.count > 0 && !column.is_compact_dates()).then(|| {
        let text = format!(
            "{} with a zero: a code, to be kept as text",
            are(tally.count, "begins", "begin")
        );
        Remark::new("leading-zeros", Severity::Know, tally, text)
    })
}

/// Ways of writing that a mapping must name.
pub(super) fn forms(column: &Column) -> Option<Remark> {
    let numbers = &column.numbers;
    let all: u64 = column
        .kinds
        .get(&Kind::NumberInText)
        .map_or(0, |tally| tally.count);
    let named = numbers.forms.iter().filter(|(form, _)| {
        !matches!(
            form,
            Form::DecimalPoint | Form::DecimalComma | Form::Exponent
        )
    });
    let mut named: Vec<(&Form, &Tally)> = named.collect();
    if named.is_empty() || all * 2 < column.filled() {
        return None;
    }
    named.sort_by_key(|(form, tally)| (std::cmp::Reverse(tally.count), **form));
    let words: Vec<String> = (named.iter())
        .map(|(form, tally)| format!("{} ({})", form.words(), grouped(tally.count)))
        .collect();
    let mut tally = Tally::default();
    for (_, one) in &named {
        tally.count = tally.count.max(one.count);
        tally.samples.extend(one.samples.iter().take(2).cloned());
    }
    let text = format!("numbers written with: {}", words.join(", "));
    Some(Remark::new("number-forms", Severity::Know, &tally, text))
}
