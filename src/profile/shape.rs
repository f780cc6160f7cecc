//! Shapes of texts: `AB-1234` has the shape `AA-9999`.

use std::collections::BTreeMap;

use landbridge_contract::Text;

use super::limits::{SHAPE_CHARS_MAX, SHAPES_MAX};
use super::spot::{At, Tally};

/// Counts the shapes of a column's values.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Letter by letter; none once there were too many.
    exact: Level,
    /// With runs as one.
    runs: Level,
    scratch: String,
}

#[derive(Debug, Default)]
struct Level {
    tallies: BTreeMap<Text, Tally>,
    full: bool,
}

impl Level {
    fn add(&mut self, shape: &str, at: &At<'_>, text: &str) {
        if self.full {
            return;
        }
        if let Some(tally) = self.tallies.get_mut(shape) {
            tally.add(at, text);
        } else if self.tallies.len() < SHAPES_MAX {
            let mut tally = Tally::default();
            tally.add(at, text);
            self.tallies.insert(Text::from(shape), tally);
        } else {
            self.full = true;
            self.tallies = BTreeMap::new();
        }
    }
}

impl Shapes {
    pub(super) fn add(&mut self, at: &At<'_>, text: &str) {
        if self.runs.full {
            return;
        }
        if !self.exact.full {
            if text.chars().nth(SHAPE_CHARS_MAX).is_some() {
                self.exact.full = true;
                self.exact.tallies = BTreeMap::new();
            } else {
                self.scratch.clear();
                self.scratch.extend(text.chars().map(class));
                self.exact.add(&self.scratch, at, text);
            }
        }
        self.scratch.clear();
        let mut last = None;
        for c in text.chars().map(class) {
            if last != Some(c) {
                self.scratch.push(c);
                if matches!(c, 'A' | 'a' | '9') {
                    self.scratch.push('+');
                }
            }
            last = Some(c);
        }
        self.runs.add(&self.scratch, at, text);
    }

    /// The shapes by count, the most frequent first; none where there are too many to tell.
    pub(super) fn top(&self) -> Vec<(&Text, &Tally)> {
        // One shape letter by letter says more than one of runs, unless lengths merely vary.
        let level = if self.exact.full {
            &self.runs
        } else {
            &self.exact
        };
        let mut all: Vec<(&Text, &Tally)> = level.tallies.iter().collect();
        all.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.count));
        all
    }
}

fn class(c: char) -> char {
    if c.is_ascii_digit() {
        '9'
    } else if c.is_uppercase() {
        'A'
    } else if c.is_alphabetic() {
        'a'
    } else {
        c
    }
}
