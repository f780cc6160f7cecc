//! Reads `reconcile`: how single attributes are compared with what the ERP holds.

use jiff::tz::Offset;
use landbridge_contract::Name;
use rust_decimal::Decimal;

use super::super::block::{Block, constant};
use super::super::keys;
use super::super::mistake::{mistake, unknown_name};
use super::super::yaml::{Entry, Node};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::functions::Rounding;
use crate::mapping::{Alike, CompareRule, Named};

const FORM: &str = "{ tolerance: 0.01, owner: …, reason: … }";

/// The rules of a mapping, in the order of the file.
pub(super) fn rules(node: Option<&Node>, out: &mut Diagnostics) -> Vec<CompareRule> {
    let Some(mut block) =
        node.and_then(|node| Block::of(node, "attributes, each with a rule", out))
    else {
        return Vec::new();
    };
    let entries = block.rest();
    entries
        .into_iter()
        .filter_map(|entry| rule(entry, out))
        .collect()
}

fn rule(entry: &Entry, out: &mut Diagnostics) -> Option<CompareRule> {
    let mut block = Block::of(&entry.node, FORM, out)?;
    let rule = CompareRule {
        attribute: Named {
            name: Name::from(entry.key.as_str()),
            at: entry.at.clone(),
        },
        tolerance: tolerance(&mut block, out),
        days: block.number("days", out),
        alike: alike(&mut block, out),
        zone: zone(&mut block, out),
        rounded: rounded(&mut block, out),
        fills: block.node("fills").and_then(|node| constant(node, out)),
        left_out: block.bool("compared", out) == Some(false),
        key: block
            .texts("key", out)
            .unwrap_or_default()
            .into_iter()
            .map(|stated| Name::from(stated.value))
            .collect(),
        owner: text(&mut block, "owner", out),
        reason: text(&mut block, "reason", out),
    };
    block.finish(&keys::COMPARE, out);
    let lets_pass = !rule.describe().is_empty();
    if lets_pass && (rule.owner.is_empty() || rule.reason.is_empty()) {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!(
                "a difference that is allowed for `{}` without `owner` and `reason`",
                entry.key
            ),
            "who answers for it, and why: owner: …, reason: …",
        ));
    }
    if !lets_pass && rule.key.is_empty() {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!("a rule for `{}` that changes nothing", entry.key),
            FORM,
        ));
    }
    Some(rule)
}

fn text(block: &mut Block<'_>, key: &'static str, out: &mut Diagnostics) -> String {
    block
        .text(key, out)
        .map_or_else(String::new, |stated| stated.value)
}

fn tolerance(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<Decimal> {
    let stated = block.text("tolerance", out)?;
    let amount = Decimal::from_str_exact(stated.value.trim()).ok();
    let amount = amount.filter(|amount| !amount.is_sign_negative());
    if amount.is_none() {
        let found = format!("\"{}\"", stated.value);
        let code = &codes::MAPPING_TYPE;
        out.push(mistake(
            code,
            &stated.at,
            found,
            "a number that is not negative: tolerance: 0.01",
        ));
    }
    amount
}

fn alike(block: &mut Block<'_>, out: &mut Diagnostics) -> Vec<Alike> {
    let mut alike = Vec::new();
    for stated in block.texts("alike", out).unwrap_or_default() {
        let known = Alike::ALL
            .into_iter()
            .find(|one| one.word() == stated.value);
        if known.is_none() {
            let words = Alike::ALL.into_iter().map(Alike::word);
            let code = &codes::MAPPING_TYPE;
            out.push(unknown_name(
                code,
                &stated.at,
                "word for `alike`",
                &stated.value,
                words,
            ));
        }
        alike.extend(known);
    }
    Alike::ALL
        .into_iter()
        .filter(|one| alike.contains(one))
        .collect()
}

/// `+05:30`, `-06:00`, `UTC`.
fn zone(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<Offset> {
    let stated = block.text("zone", out)?;
    let zone = match stated.value.as_str() {
        "UTC" => Some(Offset::UTC),
        text => offset(text),
    };
    if zone.is_none() {
        let found = format!("\"{}\"", stated.value);
        let expected = "the distance to UTC: zone: \"+05:30\"";
        out.push(mistake(&codes::MAPPING_TYPE, &stated.at, found, expected));
    }
    zone
}

fn offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let two_digits = |part: &str| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    if minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok()
}

fn rounded(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<(u32, Rounding)> {
    let decimals = block.number("decimals", out);
    let rounding = block.text("rounding", out);
    let known = rounding.map(|stated| {
        let known = Rounding::ALL
            .into_iter()
            .find(|one| one.word() == stated.value);
        if known.is_none() {
            let words = Rounding::ALL.into_iter().map(Rounding::word);
            let code = &codes::MAPPING_TYPE;
            out.push(unknown_name(
                code,
                &stated.at,
                "way of rounding",
                &stated.value,
                words,
            ));
        }
        known.unwrap_or_default()
    });
    decimals.map(|decimals| (decimals, known.unwrap_or_default()))
}
