//! Reads `waves`, and says which parameters hold for a mapping.

use landbridge_contract::Name;

use super::block::{Block, texts};
use super::keys;
use super::mistake::mistake;
use super::model::{Project, Wave};
use super::parameters::parameters;
use super::stops::canary;
use super::yaml::{Entry, Node, Tree};
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::Parameters;

/// The waves of a project; the names of their mappings go to `places`, to be held against the mappings.
pub(super) fn waves(
    entries: &[&Entry],
    stated: &Parameters,
    places: &mut Vec<(Name, Location)>,
    out: &mut Diagnostics,
) -> Vec<Wave> {
    let mut waves = Vec::new();
    for entry in entries {
        let mut wave = Wave {
            name: entry.key.clone(),
            mappings: Vec::new(),
            parameters: Parameters::default(),
            canary: None,
            at: entry.at.clone(),
        };
        if matches!(entry.node.tree, Tree::Map(_)) {
            let form = "mappings and parameters";
            let Some(mut block) = Block::of(&entry.node, form, out) else {
                continue;
            };
            match block.node("mappings") {
                Some(node) => wave.mappings = mappings(node, places, out),
                None => out.push(mistake(
                    &codes::MAPPING_TYPE,
                    &entry.at,
                    format!("wave `{}` without `mappings`", entry.key),
                    "mappings: the names of its mappings",
                )),
            }
            wave.parameters = parameters(&mut block, Some(stated), out);
            wave.canary = canary(&mut block, out);
            block.finish(&keys::WAVE, out);
        } else {
            wave.mappings = mappings(&entry.node, places, out);
        }
        waves.push(wave);
    }
    waves
}

fn mappings(node: &Node, places: &mut Vec<(Name, Location)>, out: &mut Diagnostics) -> Vec<Name> {
    let stated = texts(node, out).into_iter();
    let named = stated.map(|one| (Name::from(one.value), one.at));
    let named: Vec<(Name, Location)> = named.collect();
    places.extend(named.iter().cloned());
    named.into_iter().map(|(name, _)| name).collect()
}

impl Project {
    /// The parameters that hold for a mapping: the project's, those of its waves over them, and those of its
    /// target over both. `to` is the target that it names; none for the project's own choice.
    pub(super) fn parameters_for(
        &self,
        object: &str,
        to: Option<&str>,
        out: &mut Diagnostics,
    ) -> Parameters {
        let mut of_waves = Parameters::default();
        for wave in &self.waves {
            if !wave.mappings.iter().any(|name| &**name == object) {
                continue;
            }
            for (name, value) in wave.parameters.iter() {
                match of_waves.get(name) {
                    Some(first) if first != value => out.push(mistake(
                        &codes::MAPPING_PARAMETER,
                        &wave.at,
                        format!("`{object}` with `{name}` as \"{value}\""),
                        format!("\"{first}\", as another wave of `{object}` says"),
                    )),
                    Some(_) => {}
                    None => of_waves.set(Name::clone(name), value.clone()),
                }
            }
        }
        let to = to.unwrap_or(&self.target);
        let target = self.targets.iter().find(|one| one.name == to);
        let all = self.parameters.under(&of_waves);
        target.map_or_else(|| all.clone(), |target| all.under(&target.parameters))
    }
}
