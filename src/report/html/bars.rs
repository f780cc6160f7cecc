//! Bars: parts of a whole as shares of a width, in whole hundredths of a percent.

use crate::diagnose::Stage;
use crate::report::format::hundredths;
use crate::report::language::Language;
use crate::report::model::{Funnel, TimingReport};
use crate::report::{format, text};

/// A part of a bar.
pub(super) struct Segment {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) width: String,
}

/// A term of the closing equation.
pub(super) struct Term {
    pub(super) class: &'static str,
    pub(super) word: String,
    pub(super) number: u64,
    pub(super) count: String,
    pub(super) percent: String,
}

/// The narrowest part that can be seen, in hundredths of a percent.
const NARROWEST: u64 = 60;
const WHOLE: u64 = 10_000;

/// The right side of the closing equation, and what it leaves open.
pub(super) fn terms(funnel: &Funnel, words: &Language) -> Vec<Term> {
    let equation = funnel.equation();
    let mut parts = vec![
        ("loaded", "term-loaded", funnel.loaded.total()),
        ("skipped", "term-skipped", funnel.skipped.total()),
        ("rejected", "term-rejected", funnel.rejected.total()),
        ("refused", "term-refused", funnel.refused),
        ("doubt", "term-doubt", funnel.in_doubt),
        ("waiting", "term-waiting", funnel.not_sent),
    ];
    if equation.read > equation.accounted {
        parts.push(("gap", "term-gap", equation.read - equation.accounted));
    }
    let term = |(class, id, number)| Term {
        class,
        word: words.say(id),
        number,
        count: format::count(number),
        percent: words.percent(number, funnel.read),
    };
    parts.into_iter().map(term).collect()
}

/// The terms as one bar. Parts too small to see are widened at the cost of the largest.
pub(super) fn segments(terms: &[Term]) -> Vec<Segment> {
    let total: u128 = terms.iter().map(|term| u128::from(term.number)).sum();
    if total == 0 {
        return Vec::new();
    }
    let share = |number: u64| u64::try_from(u128::from(number) * u128::from(WHOLE) / total);
    let mut widths: Vec<(&'static str, u64)> = terms
        .iter()
        .filter(|term| term.number > 0)
        .map(|term| (term.class, share(term.number).unwrap_or(0).max(NARROWEST)))
        .collect();
    let used: u64 = widths.iter().map(|(_, width)| width).sum();
    if let Some((_, largest)) = widths.iter_mut().max_by_key(|(_, width)| *width) {
        *largest = (*largest + WHOLE).saturating_sub(used).max(NARROWEST);
    }
    let mut x = 0;
    let place = |(class, width): (&'static str, u64)| {
        let segment = Segment {
            class,
            x: hundredths(x),
            width: hundredths(width),
        };
        x += width;
        segment
    };
    widths.into_iter().map(place).collect()
}

/// A bar of the chart of times.
pub(super) struct TimeBar {
    pub(super) y: usize,
    pub(super) text_y: usize,
    pub(super) label: String,
    pub(super) width: String,
    pub(super) value_x: String,
    pub(super) value: String,
}

/// The chart of times: one bar a stage, all objects together.
pub(super) struct TimeChart {
    pub(super) height: usize,
    pub(super) bars: Vec<TimeBar>,
    pub(super) summary: String,
}

/// Where bars begin and how far the longest reaches, in hundredths of a percent of the width:
/// the rest is for the names before and the values after, also on a telephone.
const BARS_FROM: u64 = 2_600;
const BARS_WIDTH: u64 = 4_000;
const LINE: usize = 30;

pub(super) fn time_chart(timings: &[TimingReport], words: &Language) -> TimeChart {
    let mut stages: Vec<(Stage, u64)> = Vec::new();
    for timing in timings {
        match stages.iter_mut().find(|(stage, _)| *stage == timing.stage) {
            Some((_, sum)) => *sum = sum.saturating_add(timing.duration_ms),
            None => stages.push((timing.stage, timing.duration_ms)),
        }
    }
    let longest = stages.iter().map(|(_, ms)| *ms).max().unwrap_or(0).max(1);
    let bar = |(index, (stage, ms)): (usize, &(Stage, u64))| {
        let share = u128::from(*ms) * u128::from(BARS_WIDTH) / u128::from(longest);
        let width = u64::try_from(share).unwrap_or(BARS_WIDTH).max(NARROWEST);
        TimeBar {
            y: index * LINE + 5,
            text_y: index * LINE + 20,
            label: words.stage(*stage),
            width: hundredths(width),
            value_x: hundredths(BARS_FROM + width + 120),
            value: format::duration(*ms),
        }
    };
    let told: Vec<String> = (stages.iter())
        .map(|(stage, ms)| format!("{} {}", words.stage(*stage), format::duration(*ms)))
        .collect();
    TimeChart {
        height: stages.len() * LINE,
        bars: stages.iter().enumerate().map(bar).collect(),
        summary: words.with("chart-table", &[("summary", &told.join(", "))]),
    }
}

/// The times of one object.
pub(super) struct TimeGroup {
    pub(super) object: String,
    pub(super) lines: Vec<TimeLine>,
}

/// One line of the table of times.
pub(super) struct TimeLine {
    pub(super) stage: String,
    pub(super) duration: String,
    pub(super) records: String,
    pub(super) throughput: String,
}

/// The times by object, in the order in which the objects come.
pub(super) fn time_groups(timings: &[TimingReport], words: &Language) -> Vec<TimeGroup> {
    let by_object = timings.chunk_by(|a, b| a.object == b.object);
    let group = |timings: &[TimingReport]| TimeGroup {
        object: text::visible(timings.first().map_or("", |timing| &timing.object)),
        lines: (timings.iter())
            .map(|timing| time_line(timing, words))
            .collect(),
    };
    by_object.map(group).collect()
}

fn time_line(timing: &TimingReport, words: &Language) -> TimeLine {
    TimeLine {
        stage: words.stage(timing.stage),
        duration: format::duration(timing.duration_ms),
        records: format::count(timing.records),
        throughput: format::throughput(timing.records, timing.duration_ms)
            .unwrap_or_else(|| "–".to_owned()),
    }
}
