//! Reads `token`.

use super::super::block::{Block, as_scalar, wrong_form};
use super::super::keys;
use super::super::mistake::mistake;
use super::super::yaml::{Node, Scalar, Tree};
use super::named;
use crate::diagnose::{Diagnostics, codes};
use crate::mapping::{TOKEN_HASH_MIN, TOKEN_LENGTH, TokenRule};

const FORM: &str = "true, or { length: 26, prefix: \"LB-\", of: [Attribute] }";

/// `token: true`, or a block with its form.
pub(super) fn token(node: &Node, project: &str, out: &mut Diagnostics) -> Option<TokenRule> {
    let mut rule = TokenRule {
        project: project.to_owned(),
        prefix: String::new(),
        length: TOKEN_LENGTH,
        of: Vec::new(),
        at: node.at.clone(),
    };
    if !matches!(node.tree, Tree::Map(_)) {
        if as_scalar(node).and_then(Scalar::as_bool) != Some(true) {
            out.push(wrong_form(node, FORM));
            return None;
        }
        return Some(rule);
    }
    let mut block = Block::of(node, FORM, out)?;
    if let Some(length) = block.number("length", out) {
        rule.length = length;
    }
    if let Some(prefix) = block.text("prefix", out) {
        rule.prefix = prefix.value;
    }
    let of = block.texts("of", out).unwrap_or_default();
    rule.of = of.into_iter().map(named).collect();
    block.finish(&keys::TOKEN_FORM, out);
    let least = rule.prefix.chars().count() + TOKEN_HASH_MIN;
    if rule.length < least {
        let found = format!("a token of {} characters", rule.length);
        let expected =
            format!("at least {least}: {TOKEN_HASH_MIN} that tell records apart, and `prefix`");
        out.push(mistake(&codes::MAPPING_TYPE, &node.at, found, expected));
        return None;
    }
    Some(rule)
}
