//! Binds tokens: which rules they are made of.

use std::collections::HashMap;

use crate::diagnose::{Diagnostics, codes};
use crate::mapping::model::{CheckedMapping, FieldRule, Named, RuleInput, RuleKind};
use crate::mapping::token::{TokenPlan, TokenRule};
use crate::project::{mistake, unknown_name};

/// The tokens of a mapping. Their mistakes were said by [`say_tokens`].
pub(super) fn tokens(
    mapping: &CheckedMapping,
    rule_index: &HashMap<&str, usize>,
) -> Vec<TokenPlan> {
    let mut tokens = Vec::new();
    for (index, rule) in mapping.fields.iter().enumerate() {
        if let Some(token) = token_of(rule) {
            let parts = parts(token, mapping).iter();
            let parts = parts.filter_map(|part| rule_index.get(&*part.name).copied());
            tokens.push(TokenPlan::new(
                index,
                parts.collect(),
                token,
                &mapping.object,
            ));
        }
    }
    tokens
}

fn token_of(rule: &FieldRule) -> Option<&TokenRule> {
    match &rule.kind {
        RuleKind::Value(value) => match &value.input {
            RuleInput::Token(token) => Some(token),
            _ => None,
        },
        RuleKind::Nested(_) => None,
    }
}

/// What a token is made of.
fn parts<'m>(token: &'m TokenRule, mapping: &'m CheckedMapping) -> &'m [Named] {
    if token.of.is_empty() {
        &mapping.business_key
    } else {
        &token.of
    }
}

/// Says which tokens cannot be made: of themselves or of other tokens, of what no rule gives, or in nested records.
pub(in crate::mapping) fn say_tokens(mapping: &CheckedMapping, out: &mut Diagnostics) {
    let value = |name: &str| {
        let mut rules = mapping.fields.iter();
        rules.find(|rule| *rule.attribute.name == *name && matches!(rule.kind, RuleKind::Value(_)))
    };
    for rule in &mapping.fields {
        if let RuleKind::Nested(nested) = &rule.kind {
            say_nested(&nested.fields, out);
        }
        let Some(token) = token_of(rule) else {
            continue;
        };
        for part in parts(token, mapping) {
            match value(&part.name) {
                None if token.of.is_empty() => {}
                None => out.push(unknown_name(
                    &codes::MAPPING_ATTRIBUTE,
                    &part.at,
                    "attribute with a rule",
                    &part.name,
                    mapping.fields.iter().map(|rule| &*rule.attribute.name),
                )),
                Some(other) if token_of(other).is_some() => out.push(mistake(
                    &codes::MAPPING_TYPE,
                    &token.at,
                    format!("a token of `{}`, which is a token", part.name),
                    "of: the attributes that the token is made of",
                )),
                Some(_) => {}
            }
        }
    }
}

fn say_nested(rules: &[FieldRule], out: &mut Diagnostics) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Nested(nested) => say_nested(&nested.fields, out),
            RuleKind::Value(_) => {
                if let Some(token) = token_of(rule) {
                    let found = "a token in nested records";
                    let expected = "a token among the record's own attributes";
                    out.push(mistake(&codes::MAPPING_TYPE, &token.at, found, expected));
                }
            }
        }
    }
}
