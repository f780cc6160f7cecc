//! Reads `control_totals`.

use jiff::civil::Date;
use landbridge_contract::{Name, Value};

use super::super::block::{Block, constant, whole_number, wrong_form};
use super::super::keys;
use super::super::mistake::mistake;
use super::super::yaml::Node;
use super::checks::{items, severity};
use super::shaping::number;
use super::{expression, named};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{Ageing, AgeingRule, Named, Side, TotalInput, TotalRule};

/// What the age is called in the name of a total that has no name of its own.
const AGE: &str = "age";
const BALANCE_FORM: &str =
    "{ trial_balance: name, each: lines, account: Column, debit: Column, credit: Column }";
const AGEING_FORM: &str = "{ of: Amount, on: Due date, buckets: [30, 60, 90] }";
const FORM: &str = "{ sum: Column, by: Column }, { name: …, expr: …, against: Attribute } or { ageing: { … }, by: Column }";

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
        let aged = inner.node("ageing").map(|node| ageing(node, out));
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
        let (sum, aged) = match aged {
            Some(None) => continue,
            Some(Some((of, rule))) if sum.is_none() => (Some(of), Some(rule)),
            // Both would say what is summed.
            Some(Some(_)) => (None, None),
            None => (sum, None),
        };
        let sum = match (sum, expr) {
            (Some(column), None) => Some(TotalInput::Column(column, form)),
            (None, Some(expr)) => expression(expr, out).map(TotalInput::Expression),
            (_, _) => {
                let found = "a total without `sum`, `expr` or `ageing`, or with several of them";
                out.push(mistake(&codes::MAPPING_TYPE, &item.at, found, FORM));
                None
            }
        };
        let Some(sum) = sum else {
            continue;
        };
        let parts = by
            .iter()
            .map(|by| &*by.name)
            .chain(aged.as_ref().map(|_| AGE));
        let name = name.map_or_else(|| own_name(&sum, parts), |stated| Name::from(stated.value));
        let total = TotalRule {
            name,
            sum,
            each,
            by,
            against,
            against_by,
            declared: declared.map(|stated| (Name::from(stated.value), weight)),
            ageing: aged,
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
            ageing: None,
        });
    }
    totals
}

/// What is summed by age, and the ages.
fn ageing(node: &Node, out: &mut Diagnostics) -> Option<(Named, AgeingRule)> {
    let mut block = Block::of(node, AGEING_FORM, out)?;
    let of = block.text("of", out).map(named);
    let on = block.text("on", out).map(named);
    let buckets = block.node("buckets");
    let at = block.node("at");
    let against = block.text("against", out).map(named);
    block.finish(&keys::AGEING, out);
    let (Some(of), Some(on), Some(buckets)) = (of, on, buckets) else {
        let found = "ages without `of`, `on` or `buckets`";
        out.push(mistake(&codes::MAPPING_TYPE, &node.at, found, AGEING_FORM));
        return None;
    };
    let at = match at {
        Some(at) => Some(day(at, out)?),
        None => None,
    };
    let last_days = items(buckets).iter().map(|item| whole_number(item, out));
    let Some(ageing) = Ageing::new(last_days.collect::<Option<Vec<u32>>>()?, at) else {
        let expected = "days that rise, the first at least 1: [30, 60, 90]";
        out.push(wrong_form(buckets, expected));
        return None;
    };
    let rule = AgeingRule {
        on,
        against,
        ageing,
    };
    Some((of, rule))
}

/// A day as YYYY-MM-DD, or a parameter that is one.
fn day(node: &Node, out: &mut Diagnostics) -> Option<Date> {
    let value = constant(node, out)?;
    let day = match &value {
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    if day.is_none() {
        let found = format!("the day \"{value}\"");
        let expected = "a day as YYYY-MM-DD, or a parameter that is one";
        out.push(mistake(&codes::MAPPING_TYPE, &node.at, found, expected));
    }
    day
}

fn own_name<'a>(sum: &TotalInput, parts: impl Iterator<Item = &'a str>) -> Name {
    let what = match sum {
        TotalInput::Column(column, _) => &*column.name,
        TotalInput::Expression(expression) => &*expression.text,
    };
    let parts: Vec<&str> = parts.collect();
    if parts.is_empty() {
        return Name::from(what);
    }
    Name::from(format!("{what} by {}", parts.join(", ")))
}
