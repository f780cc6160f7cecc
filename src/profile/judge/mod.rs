//! Judgements: from what a column has gathered to what its owner should look at.
//!
//! Each judgement is a function of a column that gives at most one remark. The words are those
//! of a person who looked at the column: how many, what, and what it may mean.

mod dates;
mod figures;
mod numbers;
mod records;
mod texts;
mod types;

use landbridge_contract::Text;

use super::column::Column;
use super::key::Watch;
use super::limits::FREQUENT_SHOWN;
use super::model::{ColumnProfile, Distinct, Frequent, KindCount, Severity, ShapeCount, Suspicion};
use super::profiler::Shown;
use super::spot::{Spot, Tally};
use crate::diagnose::grouped;

pub(super) use records::{may_be_key, records, total_word};

/// Shapes that are listed.
const SHAPES_SHOWN: usize = 6;

/// A suspicion before its origins are written out.
#[derive(Debug)]
struct Remark {
    code: &'static str,
    severity: Severity,
    count: u64,
    text: String,
    samples: Vec<(Spot, Text)>,
}

impl Remark {
    fn new(code: &'static str, severity: Severity, tally: &Tally, text: String) -> Self {
        Self {
            code,
            severity,
            count: tally.count,
            text,
            samples: tally.samples.clone(),
        }
    }

    fn shown(self, slot: Option<usize>, shown: &Shown<'_>) -> Suspicion {
        let samples = self.samples.iter();
        Suspicion {
            code: self.code,
            severity: self.severity,
            count: self.count,
            text: self.text,
            samples: samples
                .map(|(spot, text)| shown.sample(spot, slot, text))
                .collect(),
        }
    }
}

/// All that is said of a column.
fn remarks(column: &Column, typed: bool) -> Vec<Remark> {
    let mut all: Vec<Remark> = [
        texts::garbled(column),
        texts::own_name(column),
        texts::errors(column),
        types::strangers(column),
        types::kept_as_text(column, typed),
        numbers::convention(column),
        numbers::exponents(column),
        numbers::long(column),
        numbers::lost_zeros(column),
        numbers::negatives(column),
        numbers::outliers(column),
        dates::impossible(column),
        dates::order(column),
        dates::forms(column),
        dates::short_years(column),
        dates::far(column),
        texts::shapes(column),
        texts::placeholders(column),
        texts::variants(column),
        texts::control(column),
        texts::breaks(column),
        texts::padded(column),
        numbers::leading_zeros(column),
        numbers::forms(column),
        dates::compact(column),
        types::same(column),
    ]
    .into_iter()
    .flatten()
    .collect();
    all.sort_by_key(|remark| remark.severity);
    all
}

/// A column as it is shown.
pub(super) fn column(
    column: &Column,
    slot: usize,
    watch: Option<&Watch>,
    typed: bool,
    shown: &Shown<'_>,
) -> ColumnProfile {
    let suspicions = remarks(column, typed);
    let shapes = column.shapes.top();
    let listed = shapes.iter().take(SHAPES_SHOWN);
    let omitted = shapes.iter().skip(SHAPES_SHOWN);
    ColumnProfile {
        name: column.name.to_string(),
        records: column.records,
        empty: column.empty,
        kinds: kinds(column),
        distinct: distinct(column, watch),
        length: column.length,
        numbers: figures::numbers(column, slot, shown),
        dates: figures::dates(column),
        frequent: frequent(column),
        shapes: listed
            .map(|(shape, tally)| ShapeCount {
                shape: shape.to_string(),
                count: tally.count,
                sample: tally.samples.first().map_or_else(
                    || super::model::Sample {
                        origin: String::new(),
                        value: String::new(),
                    },
                    |(spot, text)| shown.sample(spot, Some(slot), text),
                ),
            })
            .collect(),
        shapes_omitted: omitted.map(|(_, tally)| tally.count).sum(),
        histogram: figures::histogram(column),
        suspicions: (suspicions.into_iter())
            .map(|remark| remark.shown(Some(slot), shown))
            .collect(),
    }
}

fn kinds(column: &Column) -> Vec<KindCount> {
    let mut kinds: Vec<KindCount> = Vec::new();
    for (kind, tally) in &column.kinds {
        let kind = match kind {
            super::Kind::NumberInText if column.is_compact_dates() => super::Kind::DateInText,
            kind => *kind,
        };
        match kinds.iter_mut().find(|known| known.kind == kind) {
            Some(known) => known.count += tally.count,
            None => kinds.push(KindCount {
                kind,
                count: tally.count,
            }),
        }
    }
    kinds.sort_by_key(|kind| (std::cmp::Reverse(kind.count), kind.kind));
    kinds
}

fn distinct(column: &Column, watch: Option<&Watch>) -> Distinct {
    let exact = |count| Distinct { count, exact: true };
    if column.counted.exact() {
        return exact(u64::try_from(column.counted.different()).unwrap_or(u64::MAX));
    }
    if let Some(watch) = watch.filter(|watch| watch.followed()) {
        return exact(watch.values - watch.duplicates);
    }
    let (count, exact) = column.different.count();
    Distinct { count, exact }
}

fn frequent(column: &Column) -> Vec<Frequent> {
    let exact = column.counted.exact();
    let top = column.counted.top(FREQUENT_SHOWN);
    // Where every value occurs once, none is frequent.
    let repeats = top.first().is_some_and(|(_, count)| *count > 1);
    let few = exact && column.counted.different() <= FREQUENT_SHOWN;
    let top = top.into_iter().filter(|_| repeats || few);
    top.map(|(value, count)| Frequent {
        value: value.to_string(),
        count,
        exact,
    })
    .collect()
}

/// `1 is`, `2 are`: a count with its verb.
fn are(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}
