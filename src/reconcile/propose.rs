//! Proposals of a cause: what breaks have in common, and what tells their records from the others.
//!
//! Every record is looked at once, broken or not; what is kept of them does not grow with their number. A proposal says
//! what is the case and how often; that it is the cause is for a person to find out.

mod features;
mod words;

use std::collections::BTreeMap;

use landbridge_contract::Fields;

use self::features::{Feature, Features};
use super::field_break::{BreakKind, FieldBreak};
use super::form::Form;
use super::rules::CompareRules;

/// Breaks of one kind below which nothing is said.
const BREAKS_MIN: u64 = 2;
/// Groups of breaks (a kind, of an attribute) that are told apart.
const GROUPS_MAX: usize = 100;
/// Forms told apart in a group.
const FORMS_MAX: usize = 100;
/// Counts kept over all groups: some 24 bytes each.
const COUNTS_MAX: usize = 1_000_000;

/// What breaks of one kind and attribute have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The kind.
    pub kind: BreakKind,
    /// The attribute, without numbers; empty for whole records.
    pub field: String,
    /// The breaks that it is about.
    pub breaks: u64,
    /// All breaks of the kind and attribute.
    pub of: u64,
    /// What they have in common, as a sentence without a full stop.
    pub text: String,
}

/// Gathers what breaks have in common.
#[derive(Debug)]
pub struct Proposals {
    features: Features,
    groups: BTreeMap<(BreakKind, String), Group>,
    counts: usize,
}

/// The breaks of one kind and attribute.
#[derive(Debug, Default)]
struct Group {
    all: Tally,
    forms: BTreeMap<Form, Tally>,
}

/// Breaks, and how often their records have each feature.
#[derive(Debug, Default)]
struct Tally {
    breaks: u64,
    length: usize,
    features: BTreeMap<Feature, u64>,
}

impl Proposals {
    /// Begins. What is personal by these rules is not looked at.
    pub fn new(rules: &CompareRules) -> Self {
        Self {
            features: Features::new(rules.personal.clone()),
            groups: BTreeMap::new(),
            counts: 0,
        }
    }

    /// Takes a record as it was sent (or, where it was not, as the ERP holds it), the file that it came from, and its breaks.
    pub fn record(&mut self, fields: &Fields, file: &str, breaks: &[FieldBreak]) {
        let own = self.features.of(fields, file);
        for one in breaks {
            let key = (one.kind, one.attribute());
            if self.groups.len() >= GROUPS_MAX && !self.groups.contains_key(&key) {
                continue;
            }
            let group = self.groups.entry(key).or_default();
            group.all.add(one, own, &mut self.counts);
            for form in &one.forms {
                let known = group.forms.contains_key(form);
                if known || group.forms.len() < FORMS_MAX {
                    let tally = group.forms.entry(form.clone()).or_default();
                    tally.add(one, own, &mut self.counts);
                }
            }
        }
    }

    /// What was found, by the number of breaks.
    pub fn into_proposals(self) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        for ((kind, field), group) in &self.groups {
            self.of_group(*kind, field, group, &mut proposals);
        }
        proposals.sort_by_key(|one| std::cmp::Reverse(one.breaks));
        proposals
    }

    fn of_group(&self, kind: BreakKind, field: &str, group: &Group, out: &mut Vec<Proposal>) {
        let of = group.all.breaks;
        if of < BREAKS_MIN {
            return;
        }
        let mut say = |tally: &Tally, form: Option<&Form>, condition: &[String]| {
            let subject = words::subject(kind, field, tally.breaks, of);
            let form = form.map(|form| form.words(tally.length));
            out.push(Proposal {
                kind,
                field: field.to_owned(),
                breaks: tally.breaks,
                of,
                text: words::sentence(&subject, form.as_deref(), condition),
            });
        };
        let before = told_forms(group);
        for (form, tally) in &before {
            let condition = self.features.condition(tally.breaks, &tally.features);
            say(tally, Some(form), &condition);
        }
        if before.is_empty() {
            let condition = self.features.condition(of, &group.all.features);
            if !condition.is_empty() {
                say(&group.all, None, &condition);
            }
        }
    }
}

/// The forms that are told of a group: those that many of its breaks have, each break once as far as that can be said.
fn told_forms(group: &Group) -> Vec<(&Form, &Tally)> {
    let of = group.all.breaks;
    let mut forms: Vec<(&Form, &Tally)> = group.forms.iter().collect();
    // Of forms that as many breaks have the first is the more telling one.
    forms.sort_by_key(|(form, tally)| (form.is_weak(), std::cmp::Reverse(tally.breaks)));
    let mut told = Vec::new();
    let mut explained = 0;
    for (form, tally) in forms {
        let least = if form.is_weak() {
            (of - explained.min(of)) * 9 / 10
        } else {
            of / 20
        };
        let left = of - explained.min(of);
        if tally.breaks < BREAKS_MIN.max(least) || tally.breaks > left {
            continue;
        }
        explained += tally.breaks;
        told.push((form, tally));
    }
    told
}

impl Tally {
    fn add(&mut self, one: &FieldBreak, features: &[Feature], counts: &mut usize) {
        self.breaks += 1;
        self.length = self.length.max(one.length);
        for feature in features {
            if let Some(count) = self.features.get_mut(feature) {
                *count += 1;
            } else if *counts < COUNTS_MAX {
                *counts += 1;
                self.features.insert(*feature, 1);
            }
        }
    }
}

#[cfg(test)]
mod tests;
