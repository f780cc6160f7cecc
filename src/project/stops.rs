//! When a load stops by itself: too many refusals, or after its first records. The model, and how landbridge.yaml says it.

use super::block::{Block, as_scalar, wrong_form};
use super::gates::{Gate, gate};
use super::keys;
use super::mistake::unknown_name;
use super::project_file::positive;
use super::yaml::{Node, Tree};
use crate::diagnose::{Diagnostics, codes};

/// What the ERP may refuse before a load stops.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StopRules {
    /// Refusals of one mapping at the most: so many, or a share of its records that are settled so far.
    pub refused_max: Option<Gate>,
    /// Refusals in a row.
    pub refused_in_a_row: Option<u32>,
}

/// The first records of each mapping, which are sent before the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Canary {
    /// How many of each mapping.
    pub records: u32,
    /// Who says that the rest may follow.
    pub then: CanaryThen,
}

/// Who says that the rest may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CanaryThen {
    /// A person, with `landbridge go`.
    Person,
    /// Nobody, where the ERP refused none of them and holds each as it was sent; else a person.
    Gate,
}

impl CanaryThen {
    const ALL: [Self; 2] = [Self::Person, Self::Gate];

    /// The word in landbridge.yaml.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Gate => "gate",
        }
    }

    /// All words.
    pub fn words() -> Vec<&'static str> {
        Self::ALL.into_iter().map(Self::word).collect()
    }
}

/// Reads `stop`.
pub(super) fn stop_rules(block: &mut Block<'_>, out: &mut Diagnostics) -> StopRules {
    let node = block.node("stop");
    let Some(mut inner) =
        node.and_then(|node| Block::of(node, "refused_max, refused_in_a_row", out))
    else {
        return StopRules::default();
    };
    let rules = StopRules {
        refused_max: inner.node("refused_max").and_then(|node| gate(node, out)),
        refused_in_a_row: positive(&mut inner, "refused_in_a_row", out),
    };
    inner.finish(&keys::STOP, out);
    rules
}

/// Reads `canary`: a number, or a block.
pub(super) fn canary(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<Canary> {
    let node = block.node("canary")?;
    if !matches!(node.tree, Tree::Map(_)) {
        let records = positive(block, "canary", out).filter(|records| *records > 0)?;
        return Some(Canary {
            records,
            then: CanaryThen::Person,
        });
    }
    let mut inner = Block::of(node, "records and then", out)?;
    let records = positive(&mut inner, "records", out).filter(|records| *records > 0);
    if records.is_none() && inner.node("records").is_none() {
        out.push(wrong_form(node, "records: how many are sent first"));
    }
    let then = inner.node("then").map(|node| then(node, out));
    inner.finish(&keys::CANARY, out);
    Some(Canary {
        records: records?,
        then: then.unwrap_or(Some(CanaryThen::Person))?,
    })
}

fn then(node: &Node, out: &mut Diagnostics) -> Option<CanaryThen> {
    let word = as_scalar(node).map(|scalar| scalar.text.clone());
    let Some(word) = word else {
        out.push(wrong_form(node, "person or gate"));
        return None;
    };
    let known = CanaryThen::ALL.into_iter().find(|one| one.word() == word);
    if known.is_none() {
        let words = CanaryThen::words();
        out.push(unknown_name(
            &codes::MAPPING_TYPE,
            &node.at,
            "word",
            &word,
            words,
        ));
    }
    known
}
