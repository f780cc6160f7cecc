//! Reads `convert`: to another unit, or to another currency.

use super::super::block::{Block, Stated, wrong_form};
use super::super::keys;
use super::super::mistake::{mistake, unknown_name};
use super::super::yaml::Node;
use super::Shared;
use super::named;
use super::shaping::{date_patterns_of, word};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::functions::{DECIMALS_MAX, Rounding, Unit, currency_digits, is_currency};
use crate::mapping::{ConvertRule, MoneyRule};
use landbridge_contract::Name;

const FORMS: &str =
    "{ from: lb, to: kg }, or { rates: NAME, currency: Column, to: USD, on: Column }";

/// A conversion.
pub(super) fn convert(
    node: &Node,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> Option<ConvertRule> {
    let mut block = Block::of(node, FORMS, out)?;
    let is_money = block.has("rates");
    let from = block.text("from", out);
    let column_key = if is_money { "currency" } else { "unit" };
    let column = block.text(column_key, out);
    let to = block.text("to", out);
    let decimals = decimals(&mut block, out);
    let rounding = block.text("rounding", out);
    let rounding =
        rounding.and_then(|one| word(&one, "rounding", &Rounding::ALL, Rounding::word, out));
    let before = out.0.len();
    let (table, money) = if is_money {
        let table = block.text("rates", out);
        let money = money(&mut block, out);
        block.finish(&keys::CONVERT_MONEY, out);
        (table, money)
    } else {
        let table = block.text("units", out);
        block.finish(&keys::CONVERT_UNIT, out);
        (table, None)
    };
    let complete = to.is_some()
        && (from.is_some() != column.is_some())
        && (!is_money || (money.is_some() && table.is_some()));
    let to = to.filter(|_| complete);
    let Some(to) = to else {
        if out.0.len() == before {
            out.push(wrong_form(node, FORMS));
        }
        return None;
    };
    let known = if is_money {
        &shared.known.rates
    } else {
        &shared.known.units
    };
    if let Some(table) = &table {
        let what = if is_money {
            "table of rates"
        } else {
            "table of units"
        };
        known_name(table, what, known.iter().map(|name| &**name), out)?;
    }
    let mut rule = ConvertRule {
        from_stated: from.as_ref().map(|one| Name::from(one.value.as_str())),
        from_column: column.map(named),
        to: Name::from(to.value.as_str()),
        table: table.map(named),
        money,
        decimals,
        rounding: rounding.unwrap_or_default(),
        at: node.at.clone(),
    };
    if is_money {
        currencies(&mut rule, from.as_ref(), &to, out)?;
    } else if rule.table.is_none() {
        units(from.as_ref(), &to, out)?;
    }
    Some(rule)
}

fn decimals(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<u32> {
    let decimals = block.number("decimals", out)?;
    if decimals > DECIMALS_MAX
        && let Some(node) = block.node("decimals")
    {
        let expected = format!("{DECIMALS_MAX} decimals at the most");
        out.push(mistake(
            &codes::MAPPING_CONVERT,
            &node.at,
            node.describe(),
            expected,
        ));
        return None;
    }
    Some(decimals)
}

fn money(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<MoneyRule> {
    let on = block.text("on", out);
    let dates = date_patterns_of(block, out);
    let days = block.number("days", out).unwrap_or(0);
    Some(MoneyRule {
        on: named(on?),
        dates: dates?,
        days,
    })
}

fn known_name<'a>(
    stated: &Stated<String>,
    what: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    out: &mut Diagnostics,
) -> Option<()> {
    if known.clone().any(|name| name == stated.value) {
        return Some(());
    }
    let code = &codes::MAPPING_CONVERT;
    out.push(unknown_name(code, &stated.at, what, &stated.value, known));
    None
}

/// Both units are known and measure the same.
fn units(from: Option<&Stated<String>>, to: &Stated<String>, out: &mut Diagnostics) -> Option<()> {
    let known: Vec<&str> = Unit::known().collect();
    known_name(to, "unit", known.iter().copied(), out)?;
    let Some(from) = from else {
        return Some(());
    };
    known_name(from, "unit", known.iter().copied(), out)?;
    let kind = |one: &Stated<String>| Unit::find(&one.value, None).map(|unit| unit.kind.to_owned());
    let (own, target) = (kind(from), kind(to));
    if own == target {
        return Some(());
    }
    let text = |kind: Option<String>| kind.unwrap_or_default();
    out.push(mistake(
        &codes::MAPPING_CONVERT,
        &from.at,
        format!("\"{}\", a unit of {}", from.value, text(own)),
        format!("a unit of {}, as \"{}\" is", text(target), to.value),
    ));
    None
}

/// Both currencies are known, and the digits of the result.
fn currencies(
    rule: &mut ConvertRule,
    from: Option<&Stated<String>>,
    to: &Stated<String>,
    out: &mut Diagnostics,
) -> Option<()> {
    for stated in from.into_iter().chain([to]) {
        if !is_currency(&stated.value) {
            let found = format!("\"{}\"", stated.value);
            let expected = "the code of a currency (ISO 4217), as USD";
            out.push(mistake(
                &codes::MAPPING_CONVERT,
                &stated.at,
                found,
                expected,
            ));
            return None;
        }
    }
    rule.decimals = rule.decimals.or_else(|| currency_digits(&to.value));
    if rule.decimals.is_none() {
        let found = format!("\"{}\", for which ISO 4217 states no digits", to.value);
        out.push(mistake(
            &codes::MAPPING_CONVERT,
            &to.at,
            found,
            "`decimals` beside it",
        ));
        return None;
    }
    Some(())
}
