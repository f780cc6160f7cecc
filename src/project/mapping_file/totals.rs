//! Reads `control_totals`.

use landbridge_contract::Name;

use super::super::block::Block;
use super::super::keys;
use super::super::mistake::mistake;
use super::checks::{items, severity};
use super::shaping::number;
use super::{expression, named};
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{TotalInput, TotalRule};

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
        let name = inner.text("name", out);
        let sum = inner.text("sum", out).map(named);
        let form = inner.node("number").and_then(|node| number(node, out));
        let expr = inner.node("expr");
        let each = inner.text("each", out).map(named);
        let by = inner.text("by", out).map(named);
        let against = inner.text("against", out).map(named);
        let against_by = inner.text("against_by", out).map(named);
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
        let name = name.map_or_else(
            || own_name(&sum, by.as_ref().map(|by| &*by.name)),
            |stated| Name::from(stated.value),
        );
        if totals.iter().any(|other| other.name == name) {
            out.push(mistake(
                &codes::MAPPING_TYPE,
                &item.at,
                format!("a second total named `{name}`"),
                "a name of its own: name: …",
            ));
            continue;
        }
        totals.push(TotalRule {
            name,
            sum,
            each,
            by,
            against,
            against_by,
            declared: declared.map(|stated| (Name::from(stated.value), weight)),
        });
    }
    totals
}

fn own_name(sum: &TotalInput, by: Option<&str>) -> Name {
    let what = match sum {
        TotalInput::Column(column, _) => &*column.name,
        TotalInput::Expression(expression) => &*expression.text,
    };
    match by {
        Some(by) => Name::from(format!("{what} by {by}")),
        None => Name::from(what),
    }
}
