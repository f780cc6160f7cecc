//! Gates: what a run may show and still go on. The model, and how landbridge.yaml says it.

use landbridge_contract::Name;
use rust_decimal::Decimal;

use super::block::{Block, Stated, scalar, wrong_form};
use super::keys;
use super::mistake::unknown_name;
use super::yaml::Node;
use crate::diagnose::{Code, Diagnostics, Location, codes};

/// What a run may show and still be accepted. Every gate holds by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gates {
    /// Over all objects.
    pub run: Limits,
    /// Over one object each, in the order of the file.
    pub objects: Vec<(Name, Limits)>,
}

/// The gates over the records of a run, or of one of its objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Rejects at the most.
    pub rejects_max: Option<Gate>,
    /// Records with a warning at the most.
    pub warnings_max: Option<Gate>,
    /// Open breaks at the most.
    pub breaks_max: Option<Gate>,
    /// Records with a finding of a code at the most.
    pub by_code: Vec<(&'static Code, Gate)>,
}

/// A number, or a share of the records read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// So many.
    Count(u64),
    /// So many of a hundred.
    Percent(Decimal),
}

impl Gate {
    /// True where `number` of `total` is within the gate.
    pub fn admits(self, number: u64, total: u64) -> bool {
        number <= self.most(total)
    }

    /// How many of `total` it lets through.
    pub fn most(self, total: u64) -> u64 {
        match self {
            Self::Count(most) => most,
            Self::Percent(percent) => percent
                .checked_mul(Decimal::from(total))
                .and_then(|most| u64::try_from((most / Decimal::ONE_HUNDRED).floor()).ok())
                .unwrap_or(0),
        }
    }
}

/// No rejects and no breaks, unless somebody says otherwise.
impl Default for Gates {
    fn default() -> Self {
        Self {
            run: Limits {
                rejects_max: Some(Gate::Count(0)),
                breaks_max: Some(Gate::Count(0)),
                ..Limits::default()
            },
            objects: Vec::new(),
        }
    }
}

impl Gates {
    /// All gates: those over the run first, then those of each object with its name.
    pub fn all(&self) -> impl Iterator<Item = (Option<&Name>, &Limits)> {
        let objects = self.objects.iter();
        std::iter::once((None, &self.run)).chain(objects.map(|(name, own)| (Some(name), own)))
    }
}

/// Reads `gates`; the names of mappings go out with their places.
pub(super) fn gates(
    block: &mut Block<'_>,
    named_mappings: &mut Vec<(Name, Location)>,
    out: &mut Diagnostics,
) -> Gates {
    let mut gates = Gates::default();
    let Some(node) = block.node("gates") else {
        return gates;
    };
    let Some(mut inner) = Block::of(node, "rejects_max, breaks_max …", out) else {
        return gates;
    };
    let stated = limits(&mut inner, out);
    gates.run = Limits {
        rejects_max: stated.rejects_max.or(gates.run.rejects_max),
        breaks_max: stated.breaks_max.or(gates.run.breaks_max),
        ..stated
    };
    let objects = inner
        .node("objects")
        .and_then(|node| Block::of(node, "names of mappings", out));
    for entry in objects.into_iter().flat_map(|mut objects| objects.rest()) {
        let name = Name::from(entry.key.as_str());
        named_mappings.push((Name::clone(&name), entry.at.clone()));
        if let Some(mut own) = Block::of(&entry.node, "rejects_max, breaks_max …", out) {
            gates.objects.push((name, limits(&mut own, out)));
            own.finish(&keys::OBJECT_GATES, out);
        }
    }
    inner.finish(&keys::GATES, out);
    gates
}

fn limits(block: &mut Block<'_>, out: &mut Diagnostics) -> Limits {
    let mut one = |key| block.node(key).and_then(|node| gate(node, out));
    let (rejects_max, warnings_max, breaks_max) =
        (one("rejects_max"), one("warnings_max"), one("breaks_max"));
    let by_code = block
        .node("by_code")
        .and_then(|node| Block::of(node, "codes of findings", out));
    let stated = by_code.into_iter().flat_map(|mut codes| codes.rest());
    let by_code = stated.filter_map(|entry| {
        let stated = Stated {
            value: entry.key.clone(),
            at: entry.at.clone(),
        };
        let code = finding_code(&stated, out);
        let gate = gate(&entry.node, out);
        Some((code?, gate?))
    });
    Limits {
        by_code: by_code.collect(),
        rejects_max,
        warnings_max,
        breaks_max,
    }
}

/// The code of a finding about a record; breaks have a gate of their own.
fn finding_code(stated: &Stated<String>, out: &mut Diagnostics) -> Option<&'static Code> {
    let of_findings = |code: &&&'static Code| {
        let family = code.id.split('-').next().unwrap_or_default();
        ["SRC", "MAP", "VAL", "KEY", "JOIN", "REF", "LOAD"].contains(&family)
    };
    let known = codes::ALL.iter().filter(of_findings);
    let found = known.clone().find(|code| code.id == stated.value);
    if found.is_none() {
        out.push(unknown_name(
            &codes::MAPPING_KEY,
            &stated.at,
            "code of a finding",
            &stated.value,
            known.map(|code| code.id),
        ));
    }
    found.copied()
}

pub(super) fn gate(node: &Node, out: &mut Diagnostics) -> Option<Gate> {
    const FORMS: &str = "a whole number, or a share as \"2%\"";
    let stated = scalar(node, FORMS, out)?;
    let parsed = match stated.text.strip_suffix('%') {
        Some(percent) => Decimal::from_str_exact(percent.trim())
            .ok()
            .filter(|percent| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(percent))
            .map(Gate::Percent),
        None => stated.text.parse().ok().map(Gate::Count),
    };
    if parsed.is_none() {
        out.push(wrong_form(node, FORMS));
    }
    parsed
}
