//! One attribute for a column, one column for an attribute: the surest first.

use super::SURE_ENOUGH;
use super::context::Place;
use super::evidence;
use super::likeness::{Weighed, likeness};
use super::look::Look;

/// The figure is never higher: nobody but a person knows.
const SURE_MAX: u32 = 99;
/// How much an attribute of the object itself is preferred to one of a nested part.
const OWN: u32 = 7;
/// How much a nested part is preferred for each column that is like one of its attributes, and
/// for all of them at the most: the columns of one address belong together.
const COMPANY_MAX: u32 = 6;
/// Names less alike than this are not held together by values.
const ALIKE_MIN: u32 = 40;

/// A column and the place proposed for it.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) column: usize,
    pub(super) place: usize,
    pub(super) sure: u32,
    pub(super) reasons: Vec<String>,
}

/// Pairs that are sure enough, at most one for each column and each place.
pub(super) fn assign(looks: &[Look<'_>], places: &[Place<'_>]) -> Vec<Pair> {
    let mut pairs = candidates(looks, places);
    prefer(&mut pairs, places);
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.sure), pair.column, pair.place));
    let mut chosen: Vec<Pair> = Vec::new();
    for mut pair in pairs {
        let taken = (chosen.iter()).any(|one| one.column == pair.column || one.place == pair.place);
        if !taken {
            let child = places
                .get(pair.place)
                .is_some_and(|place| place.child.is_some());
            pair.sure = pair
                .sure
                .saturating_sub(if child { 0 } else { OWN })
                .min(SURE_MAX);
            chosen.push(pair);
        }
    }
    chosen
}

/// All pairs that are sure enough.
fn candidates(looks: &[Look<'_>], places: &[Place<'_>]) -> Vec<Pair> {
    let weighed: Vec<Vec<Weighed>> = places.iter().map(Place::weighed).collect();
    let mut pairs = Vec::new();
    for (column, look) in looks.iter().enumerate() {
        let mut context: &[String] = &[];
        let mut names: Vec<Weighed> = Vec::new();
        for (index, (place, attribute)) in places.iter().zip(&weighed).enumerate() {
            // Places of one part stand together.
            if names.is_empty() || place.context() != context {
                context = place.context();
                names = look.weighed(place);
            }
            if let Some(pair) = pair(look, &names, place, attribute) {
                pairs.push(Pair {
                    column,
                    place: index,
                    ..pair
                });
            }
        }
    }
    pairs
}

fn pair(
    look: &Look<'_>,
    names: &[Weighed],
    place: &Place<'_>,
    attribute: &[Weighed],
) -> Option<Pair> {
    let both = names
        .iter()
        .flat_map(|name| attribute.iter().map(move |other| (name, other)));
    let alike = both
        .map(|(name, other)| likeness(name, other, look.is_code))
        .max()?;
    if place.wants_word_of_part() && !place.part().any(|word| look.says(word)) {
        return None;
    }
    let evidence = evidence::weigh(look, place)?;
    let mut sure = 0;
    let mut reasons = Vec::new();
    if alike >= ALIKE_MIN {
        sure = u32::try_from(i32::try_from(alike).ok()? + evidence.points).unwrap_or(0);
        reasons.push(
            if alike >= 95 {
                "same name"
            } else {
                "like name"
            }
            .to_owned(),
        );
    }
    if evidence.alone > sure {
        sure = evidence.alone;
        reasons = vec!["its values alone".to_owned()];
    }
    reasons.extend(evidence.reasons);
    (sure >= SURE_ENOUGH).then_some(Pair {
        column: 0,
        place: 0,
        sure,
        reasons,
    })
}

/// Prefers the object itself, and nested parts that have more of the columns.
fn prefer(pairs: &mut [Pair], places: &[Place<'_>]) {
    let child_of = |pair: &Pair| {
        let child = places.get(pair.place).and_then(|place| place.child);
        child.map(|child| child.name.clone())
    };
    let mut company = std::collections::BTreeMap::new();
    for pair in pairs.iter() {
        if let Some(child) = child_of(pair) {
            let columns: &mut std::collections::BTreeSet<usize> = company.entry(child).or_default();
            columns.insert(pair.column);
        }
    }
    for pair in pairs {
        let more = match child_of(pair) {
            None => OWN,
            Some(child) => company.get(&child).map_or(0, |columns| {
                u32::try_from(columns.len())
                    .unwrap_or(COMPANY_MAX)
                    .min(COMPANY_MAX)
            }),
        };
        pair.sure += more;
    }
}
