//! Judgements on texts.

use super::{Remark, are};
use crate::diagnose::grouped;
use crate::profile::column::Column;
use crate::profile::model::{Kind, Severity};
use crate::profile::spot::Tally;

/// Values before a column has a usual shape.
const SHAPE_VALUES_MIN: u64 = 20;
/// Percent of the values that must have one shape for another to stand out.
const SHAPE_PERCENT_MIN: u64 = 90;
/// Longest list of placeholders in a sentence.
const LISTED_MAX: usize = 4;

/// UTF-8 that was once read as Windows-1252.
pub(super) fn garbled(column: &Column) -> Option<Remark> {
    let tally = &column.garbled;
    (tally.count > 0).then(|| {
        let text = format!(
            "{} garbled, as if read in a wrong encoding",
            are(tally.count, "is", "are")
        );
        Remark::new("garbled", Severity::Mend, tally, text)
    })
}

/// The name of the column among its values: a header in the middle of the records.
pub(super) fn own_name(column: &Column) -> Option<Remark> {
    let tally = &column.own_name;
    (tally.count > 0 && tally.count < column.filled()).then(|| {
        let text = format!(
            "{} the name of the column: a header among the records",
            are(tally.count, "value is", "values are")
        );
        Remark::new("header-among-records", Severity::Mend, tally, text)
    })
}

/// Spreadsheet errors kept as text.
pub(super) fn errors(column: &Column) -> Option<Remark> {
    listed(column, true).map(|(tally, list)| {
        let text = format!(
            "{}: {list}",
            are(tally.count, "holds an error", "hold errors")
        );
        Remark::new("error-value", Severity::Mend, &tally, text)
    })
}

/// Values that stand for none.
pub(super) fn placeholders(column: &Column) -> Option<Remark> {
    listed(column, false).map(|(tally, list)| {
        let text = format!(
            "{} for no value: {list}",
            are(tally.count, "stands", "stand")
        );
        Remark::new("placeholder", Severity::Look, &tally, text)
    })
}

fn listed(column: &Column, errors: bool) -> Option<(Tally, String)> {
    let mut all: Vec<(&str, &Tally)> = (column.placeholders.iter())
        .map(|(text, tally)| (&**text, tally))
        .filter(|(text, _)| text.starts_with('#') == errors)
        .collect();
    all.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.count));
    let mut sum = Tally::default();
    for (_, tally) in &all {
        sum.count += tally.count;
        sum.samples.extend(tally.samples.iter().take(2).cloned());
    }
    sum.samples.truncate(crate::profile::limits::SAMPLES_MAX);
    let words = all.iter().take(LISTED_MAX);
    let words: Vec<String> = words
        .map(|(text, tally)| format!("`{text}` ({})", grouped(tally.count)))
        .collect();
    (sum.count > 0).then(|| (sum, words.join(", ")))
}

/// Line breaks and tabs inside of values.
pub(super) fn breaks(column: &Column) -> Option<Remark> {
    let tally = &column.breaks;
    (tally.count > 0).then(|| {
        let text = format!(
            "{} a line break or a tab",
            are(tally.count, "holds", "hold")
        );
        Remark::new("line-breaks", Severity::Know, tally, text)
    })
}

/// Characters that do not show.
pub(super) fn control(column: &Column) -> Option<Remark> {
    let tally = &column.control;
    (tally.count > 0).then(|| {
        let text = format!(
            "{} a character that does not show or could not be read",
            are(tally.count, "holds", "hold")
        );
        Remark::new("control-characters", Severity::Look, tally, text)
    })
}

/// White space around values.
pub(super) fn padded(column: &Column) -> Option<Remark> {
    let tally = &column.padded;
    let all = column.records - column.empty;
    (tally.count > 0).then(|| {
        let many = if tally.count == all && all > 1 {
            format!("all {} have", grouped(all))
        } else {
            are(tally.count, "has", "have")
        };
        let text = format!("{many} white space around");
        Remark::new("outer-space", Severity::Know, tally, text)
    })
}

/// Whether a shape is that of a code: words have small letters.
fn is_code_shape(shape: &str) -> bool {
    !shape.contains(['a', ' ']) && shape.contains(['A', '9'])
}

/// Values that are the same but for case and white space.
pub(super) fn variants(column: &Column) -> Option<Remark> {
    let texts = column.kinds.get(&Kind::Text).map_or(0, |tally| tally.count);
    if !column.counted.exact() || texts * 2 < column.filled() {
        return None;
    }
    let mut groups: std::collections::BTreeMap<String, Vec<(landbridge_contract::Text, u64)>> =
        std::collections::BTreeMap::new();
    // A text that is kept only in part may go on otherwise.
    let whole = |text: &str| text.chars().count() <= crate::profile::limits::TEXT_MAX;
    let all = column.counted.top(usize::MAX).into_iter();
    for (text, count) in all.filter(|(text, _)| whole(text)) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let folded = words.join(" ").to_lowercase();
        groups.entry(folded).or_default().push((text, count));
    }
    let mut groups: Vec<_> = groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.first().map_or(0, |(_, count)| *count)));
    let first = groups.first()?;
    let words: Vec<String> = (first.iter().take(3))
        .map(|(text, count)| format!("`{text}` ({})", grouped(*count)))
        .collect();
    let count = u64::try_from(groups.len()).unwrap_or(u64::MAX);
    let tally = Tally {
        count,
        samples: Vec::new(),
    };
    let text = format!(
        "{} in several ways that differ only in case or white space: {}{}",
        are(count, "value is written", "values are written"),
        words.join(", "),
        if count > 1 { " …" } else { "" }
    );
    Some(Remark::new("variants", Severity::Look, &tally, text))
}

/// Values of another shape than nearly all.
pub(super) fn shapes(column: &Column) -> Option<Remark> {
    let texts = column.kinds.get(&Kind::Text).map_or(0, |tally| tally.count);
    let shapes = column.shapes.top();
    let all: u64 = shapes.iter().map(|(_, tally)| tally.count).sum();
    let ((usual, most), rest) = shapes.split_first()?;
    if all < SHAPE_VALUES_MIN
        || texts * 2 < all
        || rest.is_empty()
        || !is_code_shape(usual)
        || most.count * 100 < all * SHAPE_PERCENT_MIN
    {
        return None;
    }
    let mut others = Tally::default();
    for (_, tally) in rest {
        others.count += tally.count;
        others.samples.extend(tally.samples.iter().take(2).cloned());
    }
    others.samples.truncate(crate::profile::limits::SAMPLES_MAX);
    let text = format!(
        "{} of {} {} another shape than `{usual}`",
        grouped(others.count),
        grouped(all),
        if others.count == 1 { "has" } else { "have" }
    );
    Some(Remark::new("rare-shape", Severity::Look, &others, text))
}
