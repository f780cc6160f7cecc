//! The prefix of keys in rehearsals: what the project states, and which attribute of each mapping has it.

use landbridge_contract::Name;

use super::block::{Block, as_scalar};
use super::keys;
use super::mistake::{mistake, unknown_name};
use super::model::{Project, TargetConfig};
use super::yaml::Scalar;
use crate::diagnose::{Diagnostic, Diagnostics, codes};
use crate::mapping::{
    CheckedMapping, Named, PrefixOn, RehearsalPrefix, RuleInput, RuleKind, ValueRule,
};
use crate::schema::AttributeKind;

/// Reads `rehearsal` of landbridge.yaml.
pub(super) fn prefix(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<RehearsalPrefix> {
    let node = block.node("rehearsal")?;
    let mut inner = Block::of(node, "{ prefix: \"R{n}-\" }", out)?;
    let stated = inner.text("prefix", out);
    inner.finish(&keys::REHEARSAL, out);
    let stated = stated?;
    let prefix = RehearsalPrefix::new(&stated.value);
    if prefix.is_none() {
        out.push(mistake(
            &codes::MAPPING_REHEARSAL,
            &stated.at,
            format!("the prefix \"{}\"", stated.value),
            "the number of the rehearsal as {n}, once, and something behind it that is no digit: R{n}-",
        ));
    }
    prefix
}

/// Reads `rehearsal_prefix` of a mapping.
pub(super) fn prefix_on(block: &mut Block<'_>, out: &mut Diagnostics) -> PrefixOn {
    let Some(node) = block.node("rehearsal_prefix") else {
        return PrefixOn::Unstated;
    };
    if as_scalar(node).and_then(Scalar::as_bool) == Some(false) {
        return PrefixOn::Nothing;
    }
    let stated = block.texts("rehearsal_prefix", out).unwrap_or_default();
    if stated.is_empty() {
        return PrefixOn::Unstated;
    }
    PrefixOn::Attributes(stated.into_iter().map(super::mapping_file::named).collect())
}

/// Settles which attributes of a mapping have the prefix.
pub(super) fn settle(project: &Project, mapping: &mut CheckedMapping, out: &mut Diagnostics) {
    let mut names = match &mapping.prefix_on {
        PrefixOn::Attributes(stated) => stated_names(mapping, stated, out),
        PrefixOn::Unstated | PrefixOn::Nothing => Vec::new(),
    };
    if project.rehearsal_prefix.is_none() {
        return;
    }
    if mapping.prefix_on == PrefixOn::Unstated {
        match mapping.business_key.as_slice() {
            [only] if may_have(mapping, &only.name) => names.push(Name::clone(&only.name)),
            // A key that refers to one with the prefix has it with that.
            parts if parts.iter().any(|part| refers(mapping, part)) => {}
            [] => {}
            [first, ..] => out.push(mistake(
                &codes::MAPPING_REHEARSAL,
                &first.at,
                format!(
                    "the business key of `{}`, in which no one attribute can have the prefix",
                    mapping.object
                ),
                "rehearsal_prefix: the attribute that has it, or false for keys that are the same in all rehearsals",
            )),
        }
    }
    mapping.prefixed = names;
}

/// The attributes that a mapping names: each can have the prefix, and one is of the business key.
fn stated_names(mapping: &CheckedMapping, stated: &[Named], out: &mut Diagnostics) -> Vec<Name> {
    let of_key = |named: &&Named| {
        mapping
            .business_key
            .iter()
            .any(|part| part.name == named.name)
    };
    let refers = mapping
        .business_key
        .iter()
        .any(|part| refers(mapping, part));
    if let (None, false, Some(first)) = (stated.iter().find(of_key), refers, stated.first()) {
        let known = mapping.business_key.iter().map(|part| &*part.name);
        let what = "attribute of the business key";
        out.push(unknown_name(
            &codes::MAPPING_REHEARSAL,
            &first.at,
            what,
            &first.name,
            known,
        ));
        return Vec::new();
    }
    for named in stated {
        if rule(mapping, &named.name).is_none() || !may_have(mapping, &named.name) {
            out.push(mistake(
                &codes::MAPPING_REHEARSAL,
                &named.at,
                format!("the attribute \"{}\"", named.name),
                "an attribute with a rule that holds free text and is no reference",
            ));
        }
    }
    stated
        .iter()
        .map(|named| Name::clone(&named.name))
        .collect()
}

fn rule<'m>(mapping: &'m CheckedMapping, name: &str) -> Option<&'m ValueRule> {
    let mut rules = mapping.fields.iter();
    let found = rules.find(|rule| *rule.attribute.name == *name)?;
    match &found.kind {
        RuleKind::Value(value) => Some(value),
        RuleKind::Nested(_) => None,
    }
}

fn refers(mapping: &CheckedMapping, part: &Named) -> bool {
    rule(mapping, &part.name).is_some_and(|rule| rule.reference.is_some())
}

/// Whether a prefix can stand before the values of an attribute. One without a rule has been said.
fn may_have(mapping: &CheckedMapping, name: &str) -> bool {
    let schema = mapping.schema.as_deref();
    let accepted = schema.and_then(|schema| schema.attribute(name));
    let kind = accepted.map_or(AttributeKind::Any, |accepted| accepted.kind);
    let is_text = matches!(kind, AttributeKind::Text | AttributeKind::Any);
    let is_listed = accepted.is_some_and(|accepted| accepted.allowed.is_some());
    let own = rule(mapping, name)
        .is_none_or(|rule| rule.reference.is_none() && !matches!(rule.input, RuleInput::Unclear));
    is_text && !is_listed && own
}

/// Says that a rehearsal with a prefix does not go into this target.
pub fn production_refuses(target: &TargetConfig, purpose: &str) -> Diagnostic {
    let mut refused = mistake(
        &codes::MAPPING_REHEARSAL,
        &target.at,
        format!(
            "{purpose} with a prefix, into `{}`, which is marked `production: true`",
            target.name
        ),
        "the cut-over, or a target for rehearsals",
    );
    refused.fix =
        Some("choose another target (`--target`) or purpose (`--purpose cut-over`)".to_owned());
    refused
}
