//! The table of objects and the tables of control totals, as the page shows them.

use rust_decimal::Decimal;

use super::bars::{Segment, segments, terms};
use crate::report::model::{Funnel, ObjectReport, TotalReport};
use crate::report::{format, text};

/// A figure with what it is made of.
pub(super) struct Figure {
    pub(super) label: &'static str,
    pub(super) number: String,
    pub(super) zero: bool,
    pub(super) parts: Vec<Part>,
}

/// A part of a figure that is more than nothing.
pub(super) struct Part {
    pub(super) number: String,
    pub(super) word: &'static str,
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

pub(super) fn object_line(object: &ObjectReport) -> ObjectLine {
    let mut line = funnel_line(&object.funnel);
    line.name = text::visible(&object.name);
    line.about = text::visible(&object.about);
    line.owner = text::visible(&object.owner);
    line.compared = match (object.reconciled, object.compared) {
        (true, n) => format!(
            "{} read back and compared",
            format::counted(n, "record", "records")
        ),
        (false, 0) => "Not read back".to_owned(),
        (false, n) => format!(
            "Only {} compared so far",
            format::counted(n, "record", "records")
        ),
    };
    line
}

/// The line of all objects together, or the beginning of one object's.
pub(super) fn funnel_line(funnel: &Funnel) -> ObjectLine {
    let terms = terms(funnel);
    let shares: Vec<String> = (terms.iter())
        .filter(|term| term.number > 0)
        .map(|term| format!("{} {}", term.percent, term.word))
        .collect();
    let equation = funnel.equation();
    ObjectLine {
        name: "All objects".to_owned(),
        about: String::new(),
        owner: String::new(),
        figures: figures(funnel),
        segments: segments(&terms),
        bar_label: shares.join(", "),
        holds: equation.holds(),
        gap: format::signed_count(equation.difference()),
        compared: String::new(),
    }
}

fn figures(funnel: &Funnel) -> Vec<Figure> {
    let figure = |label, number: u64, parts: &[(u64, &'static str)]| Figure {
        label,
        number: format::count(number),
        zero: number == 0,
        parts: (parts.iter().filter(|(part, _)| *part > 0))
            .map(|(part, word)| Part {
                number: format::count(*part),
                word,
            })
            .collect(),
    };
    let (skipped, rejected, loaded) = (&funnel.skipped, &funnel.rejected, &funnel.loaded);
    let skipped_parts = [
        (skipped.filtered, "filtered"),
        (skipped.duplicate, "duplicate"),
        (skipped.taken_back, "taken back"),
        (skipped.not_asked, "not retried"),
        (skipped.unchanged, "unchanged"),
    ];
    let rejected_parts = [
        (rejected.extract, "extract"),
        (rejected.map, "map"),
        (rejected.validate, "validate"),
        (rejected.reference, "reference"),
    ];
    let loaded_parts = [(loaded.created, "created"), (loaded.updated, "updated")];
    vec![
        figure("Read", funnel.read, &[]),
        figure("Skipped", skipped.total(), &skipped_parts),
        figure("Rejected", rejected.total(), &rejected_parts),
        figure("Loaded", loaded.total(), &loaded_parts),
        figure("Refused", funnel.refused, &[]),
        figure("In doubt", funnel.in_doubt, &[]),
        figure("Not sent", funnel.not_sent, &[]),
    ]
}

/// The control totals of one object with the same name.
pub(super) struct TotalsTable {
    pub(super) object: String,
    pub(super) name: String,
    pub(super) lines: Vec<TotalLine>,
    pub(super) differing: usize,
}

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
    pub(super) result: &'static str,
    pub(super) unaccounted: Option<String>,
}

pub(super) fn totals_tables(object: &ObjectReport) -> Vec<TotalsTable> {
    let mut tables: Vec<TotalsTable> = Vec::new();
    for total in &object.totals {
        let name = text::visible(&total.name);
        let line = total_line(total);
        let differing = usize::from(!line.agrees);
        if let Some(table) = tables.iter_mut().find(|table| table.name == name) {
            table.lines.push(line);
            table.differing += differing;
        } else {
            tables.push(TotalsTable {
                object: text::visible(&object.name),
                name,
                lines: vec![line],
                differing,
            });
        }
    }
    tables
}

fn total_line(total: &TotalReport) -> TotalLine {
    let parts = [
        (total.skipped, "skipped"),
        (total.rejected, "rejected"),
        (total.refused, "refused"),
        (total.in_doubt, "in doubt"),
        (total.not_sent, "not sent"),
    ];
    let kept_back = (total.accounted()).and_then(|sum| sum.checked_sub(total.loaded));
    let too_long = || "too long to add".to_owned();
    let unaccounted = match total.unaccounted() {
        Some(rest) if rest.is_zero() => None,
        Some(rest) => Some(format::decimal(rest)),
        None => Some(too_long()),
    };
    let difference =
        (total.erp).map(|_| (total.difference()).map_or_else(too_long, format::difference));
    let (result, result_class) = result(total);
    TotalLine {
        group: text::visible(&total.group),
        source: format::decimal(total.source),
        kept_back: kept_back.map_or_else(too_long, format::decimal),
        kept_back_zero: kept_back.is_some_and(|sum| sum.is_zero()),
        parts: (parts.into_iter().filter(|(part, _)| !part.is_zero()))
            .map(|(part, word)| Part {
                number: format::decimal(part),
                word,
            })
            .collect(),
        loaded: format::decimal(total.loaded),
        erp: total.erp.map(format::decimal),
        difference,
        difference_zero: total.difference().is_some_and(|rest| rest.is_zero()),
        agrees: total.agrees(),
        result_class,
        result,
        unaccounted,
    }
}

/// The word for the result, and how it is shown.
fn result(total: &TotalReport) -> (&'static str, &'static str) {
    let exact = total.difference().is_some_and(|rest| rest == Decimal::ZERO);
    match (total.agrees(), total.erp.is_some(), exact) {
        (false, _, _) => ("Differs", "tag bad"),
        (true, false, _) => ("Not read back", "absent"),
        (true, true, true) => ("Agrees", "ok"),
        (true, true, false) => ("Within tolerance", "ok"),
    }
}
