//! The table of objects and the tables of control totals, as the page shows them.

use rust_decimal::Decimal;

use super::bars::{Segment, segments, terms};
use crate::report::ages::Ages;
use crate::report::language::Language;
use crate::report::model::{Funnel, ObjectReport, TotalReport};
use crate::report::{format, text};

/// A figure with what it is made of.
pub(super) struct Figure {
    pub(super) label: String,
    pub(super) number: String,
    pub(super) zero: bool,
    pub(super) parts: Vec<Part>,
}

/// A part of a figure that is more than nothing.
pub(super) struct Part {
    pub(super) number: String,
    pub(super) word: String,
}

/// One line of the table of objects.
pub(super) struct ObjectLine {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) owner: String,
    pub(super) figures: Vec<Figure>,
    pub(super) segments: Vec<Segment>,
    pub(super) bar_label: String,
    pub(super) holds: bool,
    pub(super) gap: String,
    pub(super) compared: String,
}

pub(super) fn object_line(object: &ObjectReport, words: &Language) -> ObjectLine {
    let mut line = funnel_line(&object.funnel, words);
    line.name = text::visible(&object.name);
    line.about = text::visible(&object.about);
    line.owner = text::visible(&object.owner);
    let records = words.counted("n-records", object.compared);
    let id = match (object.reconciled, object.compared) {
        (true, _) => "object-compared",
        (false, 0) => "object-not-read-back",
        (false, _) => "object-compared-part",
    };
    line.compared = words.with(id, &[("records", &records)]);
    line
}

/// The line of all objects together, or the beginning of one object's.
pub(super) fn funnel_line(funnel: &Funnel, words: &Language) -> ObjectLine {
    let terms = terms(funnel, words);
    let shares: Vec<String> = (terms.iter())
        .filter(|term| term.number > 0)
        .map(|term| format!("{} {}", term.percent, term.word))
        .collect();
    let equation = funnel.equation();
    ObjectLine {
        name: words.say("all-objects"),
        about: String::new(),
        owner: String::new(),
        figures: figures(funnel, words),
        segments: segments(&terms),
        bar_label: shares.join(", "),
        holds: equation.holds(),
        gap: words.with(
            "adds-no",
            &[("gap", &format::signed_count(equation.difference()))],
        ),
        compared: String::new(),
    }
}

fn figures(funnel: &Funnel, words: &Language) -> Vec<Figure> {
    let figure = |label, number: u64, parts: &[(u64, &str)]| Figure {
        label: words.say(label),
        number: format::count(number),
        zero: number == 0,
        parts: (parts.iter().filter(|(part, _)| *part > 0))
            .map(|(part, word)| Part {
                number: format::count(*part),
                word: words.say(word),
            })
            .collect(),
    };
    let (skipped, rejected, loaded) = (&funnel.skipped, &funnel.rejected, &funnel.loaded);
    let skipped_parts = [
        (skipped.filtered, "part-filtered"),
        (skipped.duplicate, "part-duplicate"),
        (skipped.taken_back, "part-taken-back"),
        (skipped.not_asked, "part-not-asked"),
        (skipped.unchanged, "part-unchanged"),
    ];
    let rejected_parts = [
        (rejected.extract, "part-extract"),
        (rejected.map, "part-map"),
        (rejected.validate, "part-validate"),
        (rejected.reference, "part-reference"),
    ];
    let loaded_parts = [
        (loaded.created, "part-created"),
        (loaded.updated, "part-updated"),
    ];
    vec![
        figure("col-read", funnel.read, &[]),
        figure("col-skipped", skipped.total(), &skipped_parts),
        figure("col-rejected", rejected.total(), &rejected_parts),
        figure("col-loaded", loaded.total(), &loaded_parts),
        figure("col-refused", funnel.refused, &[]),
        figure("col-doubt", funnel.in_doubt, &[]),
        figure("col-not-sent", funnel.not_sent, &[]),
    ]
}

/// The control totals of one object with the same name.
pub(super) struct TotalsTable {
    pub(super) object: String,
    pub(super) name: String,
    pub(super) lines: Vec<TotalLine>,
    pub(super) differing: usize,
    pub(super) differ: String,
    /// How many groups are not shown, and where they are.
    pub(super) omitted: Option<String>,
}

/// Groups of one control total, or accounts of a trial balance, that the page shows: more than anybody reads, and few enough to print. The workbook has all.
pub(super) const LINES_MAX: usize = 100;

pub(super) struct TotalLine {
    pub(super) group: String,
    pub(super) source: String,
    pub(super) kept_back: String,
    pub(super) kept_back_zero: bool,
    pub(super) parts: Vec<Part>,
    pub(super) loaded: String,
    pub(super) erp: Option<String>,
    pub(super) difference: Option<String>,
    pub(super) difference_zero: bool,
    pub(super) agrees: bool,
    pub(super) result_class: &'static str,
    pub(super) result: String,
    pub(super) unaccounted: Option<String>,
}

pub(super) fn totals_tables(object: &ObjectReport, words: &Language) -> Vec<TotalsTable> {
    let mut by_name: Vec<(&str, Vec<&TotalReport>)> = Vec::new();
    // What trial balances come to stands in tables of its own.
    for total in object.totals.iter().filter(|total| !total.derived) {
        match by_name.iter_mut().find(|(name, _)| *name == total.name) {
            Some((_, groups)) => groups.push(total),
            None => by_name.push((&total.name, vec![total])),
        }
    }
    let ages = Ages::of(object);
    let tables = by_name.into_iter();
    tables
        .map(|(name, groups)| totals_table((&object.name, name), groups, &ages, words))
        .collect()
}

fn totals_table(
    (object, name): (&str, &str),
    mut groups: Vec<&TotalReport>,
    ages: &Ages<'_>,
    words: &Language,
) -> TotalsTable {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let differing = groups.iter().filter(|total| is_open(total)).count();
    let omitted = groups.len().saturating_sub(LINES_MAX);
    if omitted > 0 {
        // Those with differences first, then the largest on either side.
        let size = |total: &TotalReport| {
            let erp = total.erp.unwrap_or_default();
            total.source.abs().max(erp.abs())
        };
        groups.sort_by_key(|total| (!is_open(total), largest_first(size(total))));
        groups.truncate(LINES_MAX);
    }
    TotalsTable {
        object: text::visible(object),
        name: text::visible(name),
        lines: (groups.into_iter())
            .map(|total| total_line(total, ages, words))
            .collect(),
        differing,
        differ: words.counted("n-differ", count(differing)),
        omitted: (omitted > 0).then(|| words.counted("n-groups-omitted", count(omitted))),
    }
}

/// Whether somebody has to look at it.
pub(super) fn is_open(total: &TotalReport) -> bool {
    !total.agrees() && !total.is_decided()
}

/// What brings the largest amounts to the front.
pub(super) fn largest_first(size: Decimal) -> std::cmp::Reverse<Decimal> {
    std::cmp::Reverse(size)
}

fn total_line(total: &TotalReport, ages: &Ages<'_>, words: &Language) -> TotalLine {
    let parts = [
        (total.skipped, "total-skipped"),
        (total.rejected, "total-rejected"),
        (total.refused, "total-refused"),
        (total.in_doubt, "total-doubt"),
        (total.not_sent, "total-not-sent"),
    ];
    let kept_back = (total.accounted()).and_then(|sum| sum.checked_sub(total.loaded));
    let too_long = || words.say("too-long");
    let unaccounted = match total.unaccounted() {
        Some(rest) if rest.is_zero() => None,
        Some(rest) => Some(format::decimal(rest)),
        None => Some(too_long()),
    };
    let difference =
        (total.erp).map(|_| (total.difference()).map_or_else(too_long, format::difference));
    let (result, result_class) = result(total);
    TotalLine {
        group: text::visible(&ages.group(total, words)),
        source: format::decimal(total.source),
        kept_back: kept_back.map_or_else(too_long, format::decimal),
        kept_back_zero: kept_back.is_some_and(|sum| sum.is_zero()),
        parts: (parts.into_iter().filter(|(part, _)| !part.is_zero()))
            .map(|(part, word)| Part {
                number: format::decimal(part),
                word: words.say(word),
            })
            .collect(),
        loaded: format::decimal(total.loaded),
        erp: total.erp.map(format::decimal),
        difference,
        difference_zero: total.difference().is_some_and(|rest| rest.is_zero()),
        agrees: !is_open(total),
        result_class,
        result: words.say(result),
        unaccounted: unaccounted.map(|rest| words.with("total-unaccounted", &[("rest", &rest)])),
    }
}

/// The text for the result, and how it is shown.
pub(super) fn result(total: &TotalReport) -> (&'static str, &'static str) {
    let exact = total.difference().is_some_and(|rest| rest == Decimal::ZERO);
    match (total.agrees(), total.erp.is_some(), exact) {
        (false, _, _) if total.is_decided() => ("result-decided", "tag"),
        (false, _, _) => ("result-differs", "tag bad"),
        (true, false, _) => ("result-not-read-back", "absent"),
        (true, true, true) => ("result-agrees", "ok"),
        (true, true, false) => ("result-within", "ok"),
    }
}
