//! Tries the predicates of a step at an element whose name has passed.

use std::borrow::Cow;

use crate::attributes::Attribute;
use crate::fault::Problem;
use crate::names::{NameTest, Spaces};
use crate::path::{Predicate, Step};
use crate::pull::Tag;
use crate::references::attribute_value;

/// A start tag with what is needed to try it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TagView<'a> {
    pub(crate) text: &'a str,
    pub(crate) attributes: &'a [Attribute],
    pub(crate) spaces: &'a Spaces,
}

impl<'a> TagView<'a> {
    pub(crate) fn new(tag: &Tag<'a>, spaces: &'a Spaces) -> Self {
        Self {
            text: tag.text,
            attributes: tag.attributes,
            spaces,
        }
    }

    /// Hands over the values of the attributes that a test accepts, each with its line, until
    /// one is taken.
    pub(crate) fn each_value(
        &self,
        name: &NameTest,
        line: u64,
        mut take: impl FnMut(Cow<'a, str>, u64) -> Result<bool, Problem>,
    ) -> Result<bool, Problem> {
        for attribute in self.attributes {
            let found = self.text.get(attribute.name.clone()).unwrap_or_default();
            if !name.accepts(found, self.spaces, false) {
                continue;
            }
            let raw = self.text.get(attribute.value.clone()).unwrap_or_default();
            let before = self.text.get(..attribute.name.start).unwrap_or_default();
            if take(attribute_value(raw)?, line + line_ends(before))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The number of line ends: CR, LF or CR LF.
fn line_ends(text: &str) -> u64 {
    let mut ends = 0;
    let mut previous = 0;
    for byte in text.bytes() {
        if byte == b'\r' || (byte == b'\n' && previous != b'\r') {
            ends += 1;
        }
        previous = byte;
    }
    ends
}

/// Which waiting node and edge a step belongs to, and where the counters of its parent begin.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Position {
    pub(crate) item: usize,
    pub(crate) edge: usize,
    pub(crate) first: usize,
}

/// Counts of siblings, the innermost element's last.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    counts: Vec<((usize, usize, usize), u64)>,
}

impl Counters {
    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.counts.truncate(length);
    }

    /// Counts one more for a predicate of a step; past the last predicate for the step itself.
    pub(crate) fn count(&mut self, at: Position, predicate: usize) -> u64 {
        let key = (at.item, at.edge, predicate);
        let mut known = self.counts.iter_mut().skip(at.first);
        if let Some((_, count)) = known.find(|(other, _)| *other == key) {
            *count += 1;
            return *count;
        }
        self.counts.push((key, 1));
        1
    }
}

/// Whether the predicates hold that can be tried when the element begins.
pub(crate) fn holds(
    step: &Step,
    tag: &TagView<'_>,
    counters: &mut Counters,
    at: Position,
) -> Result<bool, Problem> {
    for (index, predicate) in step.predicates.iter().enumerate() {
        let holds = match predicate {
            Predicate::Position(wanted) => counters.count(at, index) == *wanted,
            Predicate::Attribute { name, value } => tag.each_value(name, 0, |text, _| {
                Ok(value.as_ref().is_none_or(|value| *value == text))
            })?,
            Predicate::Inside { .. } => true,
        };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}
