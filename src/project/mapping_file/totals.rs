//! Reads `control_totals`.

use landbridge_contract::Name;

use super::super::block::Block;
use super::super::keys;
use super::super::mistake::mistake;
use super::super::yaml::Node;
use super::checks::{items, severity};
use super::shaping::number;
use super::{expression, named};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{Named, Side, TotalInput, TotalRule};

const BALANCE_FORM: &str =
    "{ trial_balance: name, each: lines, account: Column, debit: Column, credit: Column }";
const FORM: &str = "{ sum: Column, by: Column } or { name: …, expr: …, against: Attribute }";

pub(super) fn totals(block: &mut Block<'_>, out: &mut Diagnostics) -> Vec<TotalRule> {
    let Some(node) = block.node("control_totals") else {
        return Vec::new();
    };
    let mut totals: Vec<TotalRule> = Vec::new();
    for item in items(node) {
        let Some(mut inner) = Block::of(item, FORM, out) else {
            continue;
        };
        if inner.has("trial_balance") {
            for total in trial_balance(item, inner, out) {
                add(total, item, &mut totals, out);
            }
            continue;
        }
        let name = inner.text("name", out);
        let sum = inner.text("sum", out).map(named);
        let form = inner.node("number").and_then(|node| number(node, out));
        let expr = inner.node("expr");
        let each = inner.text("each", out).map(named);
        let mut names = |key| -> Vec<Named> {
            let stated = inner.texts(key, out).unwrap_or_default();
            stated.into_iter().map(named).collect()
        };
        let (by, against_by) = (names("by"), names("against_by"));
        let against = inner.text("against", out).map(named);
        let declared = inner.text("declared", out);
        let weight = severity(&mut inner, out);
        inner.finish(&keys::CONTROL_TOTAL, out);
        let sum = match (sum, expr) {
            (Some(column), None) => Some(TotalInput::Column(column, form)),
            (None, Some(expr)) => expression(expr, out).map(TotalInput::Expression),
            (_, _) => {
                let found = "a total without `sum` or `expr`, or with both";
                out.push(mistake(&codes::MAPPING_TYPE, &item.at, found, FORM));
                None
            }
        };
        let Some(sum) = sum else {
            continue;
        };
        let name = name.map_or_else(|| own_name(&sum, &by), |stated| Name::from(stated.value));
        let total = TotalRule {
            name,
            sum,
            each,
            by,
            against,
            against_by,
            declared: declared.map(|stated| (Name::from(stated.value), weight)),
        };
        add(total, item, &mut totals, out);
    }
    totals
}

fn add(total: TotalRule, item: &Node, totals: &mut Vec<TotalRule>, out: &mut Diagnostics) {
    if totals.iter().any(|other| other.name == total.name) {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &item.at,
            format!("a second total named `{}`", total.name),
            "a name of its own: name: …",
        ));
        return;
    }
    totals.push(total);
}

/// A trial balance is two totals by account, of debits and of credits, whose names say that they belong together.
fn trial_balance(item: &Node, mut inner: Block<'_>, out: &mut Diagnostics) -> Vec<TotalRule> {
    let name = inner.text("trial_balance", out);
    let sides = Side::ALL.map(|side| (side, inner.text(side.word(), out).map(named)));
    let against = Side::ALL.map(|side| inner.text(side.against(), out).map(named));
    let form = inner.node("number").and_then(|node| number(node, out));
    let each = inner.text("each", out).map(named);
    let mut names = |key| -> Vec<Named> {
        let stated = inner.texts(key, out).unwrap_or_default();
        stated.into_iter().map(named).collect()
    };
    let (account, by, against_by) = (names("account"), names("by"), names("against_by"));
    inner.finish(&keys::TRIAL_BALANCE, out);
    let Some(name) = name.filter(|_| !account.is_empty()) else {
        let found = "a trial balance without a name or an `account`";
        out.push(mistake(&codes::MAPPING_TYPE, &item.at, found, BALANCE_FORM));
        return Vec::new();
    };
    let by: Vec<Named> = account.into_iter().chain(by).collect();
    let mut totals = Vec::new();
    for ((side, column), against) in sides.into_iter().zip(against) {
        let Some(column) = column else {
            let found = format!("a trial balance without `{}`", side.word());
            out.push(mistake(&codes::MAPPING_TYPE, &item.at, found, BALANCE_FORM));
            continue;
        };
        totals.push(TotalRule {
            name: Name::from(side.total_of(&name.value)),
            sum: TotalInput::Column(column, form),
            each: each.clone(),
            by: by.clone(),
            against,
            against_by: against_by.clone(),
            declared: None,
        });
    }
    totals
}

fn own_name(sum: &TotalInput, by: &[Named]) -> Name {
    let what = match sum {
        TotalInput::Column(column, _) => &*column.name,
        TotalInput::Expression(expression) => &*expression.text,
    };
    let by: Vec<&str> = by.iter().map(|by| &*by.name).collect();
    if by.is_empty() {
        return Name::from(what);
    }
    Name::from(format!("{what} by {}", by.join(", ")))
}
