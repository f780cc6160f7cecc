//! Reads `checks`.

use super::super::block::Block;
use super::super::keys;
use super::super::mistake::{mistake, unknown_name};
use super::super::yaml::{Node, Tree};
use super::record_rules::{FORMS, record_rule};
use super::{Known, expression, named};
use crate::diagnose::{Diagnostics, Severity, codes};
use crate::mapping::{CheckRule, RecordRules, UniqueRule};

const FORM: &str = "{ that: …, else: …, severity: error }, { unique: [Attribute] }, or one of sum, balanced, \
                    no_overlap, screen";

/// The checks of a mapping.
#[derive(Debug, Default)]
pub(super) struct Checks {
    pub(super) each: Vec<CheckRule>,
    pub(super) uniques: Vec<UniqueRule>,
    pub(super) rules: RecordRules,
}

pub(super) fn checks(block: &mut Block<'_>, known: &Known<'_>, out: &mut Diagnostics) -> Checks {
    let mut all = Checks::default();
    let Some(node) = block.node("checks") else {
        return all;
    };
    for item in items(node) {
        let Some(mut inner) = Block::of(item, FORM, out) else {
            continue;
        };
        let stated = inner.has("severity");
        let severity = severity(&mut inner, out);
        let plain = inner.has("that") || inner.has("unique");
        let wider = FORMS.iter().find(|(key, _)| !plain && inner.has(key));
        if let Some((key, _)) = wider {
            let severity = stated.then_some(severity);
            record_rule(key, &mut inner, severity, known, &mut all.rules, out);
            inner.finish(keys::check(key), out);
            continue;
        }
        let (that, unique) = if inner.has("that") {
            (inner.node("that"), None)
        } else {
            (
                None,
                inner
                    .has("unique")
                    .then(|| inner.texts("unique", out))
                    .flatten(),
            )
        };
        let otherwise = that.and_then(|_| inner.text("else", out));
        match (that, &unique) {
            (Some(_), _) => inner.finish(&keys::THAT, out),
            (None, Some(_)) => inner.finish(&keys::UNIQUE, out),
            (None, None) => inner.finish_among(keys::CHECKS, out),
        }
        match (that, unique) {
            (Some(that), None) => {
                if let Some(that) = expression(that, out) {
                    all.each.push(CheckRule {
                        otherwise: otherwise
                            .map_or_else(|| format!("`{}`", that.text), |stated| stated.value),
                        that,
                        severity,
                    });
                }
            }
            (None, Some(unique)) if !unique.is_empty() => all.uniques.push(UniqueRule {
                attributes: unique.into_iter().map(named).collect(),
                severity,
            }),
            (_, _) => out.push(mistake(
                &codes::MAPPING_TYPE,
                &item.at,
                "a check without `that` or `unique`, or with both",
                FORM,
            )),
        }
    }
    all
}

/// What `severity` says; an error where it says nothing.
pub(super) fn severity(block: &mut Block<'_>, out: &mut Diagnostics) -> Severity {
    match block.text("severity", out) {
        Some(stated) if stated.value == "warning" => Severity::Warning,
        Some(stated) if stated.value != "error" => {
            out.push(unknown_name(
                &codes::MAPPING_TYPE,
                &stated.at,
                "severity",
                &stated.value,
                ["error", "warning"],
            ));
            Severity::Error
        }
        Some(_) | None => Severity::Error,
    }
}

/// The items of a list; a single value counts as a list of one.
pub(super) fn items(node: &Node) -> &[Node] {
    match &node.tree {
        Tree::List(items) => items,
        Tree::Null | Tree::Scalar(_) | Tree::Map(_) => std::slice::from_ref(node),
    }
}
