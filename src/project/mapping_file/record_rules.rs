//! Reads the checks that look beyond one value: `sum`, `balanced`, `no_overlap`, `screen`.

use rust_decimal::Decimal;

use super::super::block::{Block, Stated};
use super::super::mistake::{mistake, unknown_name};
use super::{Known, missing, named};
use crate::diagnose::{Diagnostics, Severity, codes};
use crate::mapping::{BalanceRule, RecordRules, ScreenRule, SpanRule, SumRule};

/// From this likeness on a name is told, where a check does not say.
const SIMILARITY: u8 = 85;

/// The keys of these checks, each with its form.
pub(super) const FORMS: [(&str, &str); 4] = [
    (
        "sum",
        "{ sum: lines.Amount, equals: Amount, tolerance: 0.01 }",
    ),
    ("balanced", "{ balanced: [Debit, Credit], by: [Journal] }"),
    (
        "no_overlap",
        "{ no_overlap: [FirstDay, LastDay], by: [Person] }",
    ),
    (
        "screen",
        "{ screen: Name, against: a crosswalk, similarity: 85% }",
    ),
];

/// Reads one of these checks; `key` says which.
pub(super) fn record_rule(
    key: &str,
    block: &mut Block<'_>,
    severity: Option<Severity>,
    known: &Known<'_>,
    rules: &mut RecordRules,
    out: &mut Diagnostics,
) {
    let weight = severity.unwrap_or(Severity::Error);
    match key {
        "sum" => {
            let sum = block.text("sum", out);
            let equals = needed(block, "equals", key, out);
            let tolerance = tolerance(block, out);
            if let (Some(sum), Some(equals)) = (sum, equals) {
                rules.sums.push(SumRule {
                    sum: named(sum),
                    equals: named(equals),
                    tolerance,
                    severity: weight,
                });
            }
        }
        "balanced" => {
            let amounts = block.texts("balanced", out).unwrap_or_default();
            let by = block.texts("by", out).unwrap_or_default();
            let mut amounts = amounts.into_iter();
            match (amounts.next(), amounts.next(), amounts.next()) {
                (Some(plus), minus, None) => rules.balances.push(BalanceRule {
                    plus: named(plus),
                    minus: minus.map(named),
                    by: by.into_iter().map(named).collect(),
                    severity: weight,
                }),
                _ => wrong(block, key, "no amounts, or more than two", out),
            }
        }
        "no_overlap" => {
            let days = block.texts("no_overlap", out).unwrap_or_default();
            let by = block.texts("by", out).unwrap_or_default();
            let mut days = days.into_iter();
            match (days.next(), days.next(), days.next()) {
                (Some(from), Some(to), None) => rules.spans.push(SpanRule {
                    from: named(from),
                    to: named(to),
                    by: by.into_iter().map(named).collect(),
                    severity: weight,
                }),
                _ => wrong(block, key, "not a first and a last day", out),
            }
        }
        _ => {
            let attribute = block.text("screen", out);
            let list = needed(block, "against", key, out);
            let similarity = similarity(block, out);
            if let (Some(attribute), Some(list)) = (attribute, list) {
                if !known.crosswalks.iter().any(|one| **one == *list.value) {
                    out.push(unknown_name(
                        &codes::MAPPING_CROSSWALK,
                        &list.at,
                        "crosswalk",
                        &list.value,
                        known.crosswalks.iter().map(|name| &**name),
                    ));
                    return;
                }
                rules.screens.push(ScreenRule {
                    attribute: named(attribute),
                    list: named(list),
                    similarity,
                    // Likeness is no proof: a person decides, unless the mapping says otherwise.
                    severity: severity.unwrap_or(Severity::Warning),
                });
            }
        }
    }
}

fn form(key: &str) -> &'static str {
    FORMS
        .iter()
        .find(|(own, _)| *own == key)
        .map_or("a check", |(_, form)| form)
}

fn wrong(block: &Block<'_>, key: &str, found: &str, out: &mut Diagnostics) {
    out.push(mistake(&codes::MAPPING_TYPE, block.at, found, form(key)));
}

fn needed(
    block: &mut Block<'_>,
    part: &'static str,
    key: &str,
    out: &mut Diagnostics,
) -> Option<Stated<String>> {
    let stated = block.text(part, out);
    if stated.is_none() {
        out.push(missing(block, part, form(key)));
    }
    stated
}

fn tolerance(block: &mut Block<'_>, out: &mut Diagnostics) -> Decimal {
    let Some(stated) = block.text("tolerance", out) else {
        return Decimal::ZERO;
    };
    match Decimal::from_str_exact(&stated.value) {
        Ok(tolerance) if !tolerance.is_sign_negative() => tolerance,
        _ => {
            out.push(mistake(
                &codes::MAPPING_TYPE,
                &stated.at,
                format!("`{}`", stated.value),
                "a number that is not negative, as 0.01",
            ));
            Decimal::ZERO
        }
    }
}

fn similarity(block: &mut Block<'_>, out: &mut Diagnostics) -> u8 {
    let Some(stated) = block.text("similarity", out) else {
        return SIMILARITY;
    };
    let share = stated.value.trim_end_matches('%').trim_end().parse();
    if let Ok(share @ 50..=100) = share {
        return share;
    }
    out.push(mistake(
        &codes::MAPPING_TYPE,
        &stated.at,
        format!("`{}`", stated.value),
        "a share from 50% to 100%",
    ));
    SIMILARITY
}
