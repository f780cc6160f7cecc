//! Tries a step at an element.

use std::borrow::Cow;

use crate::attributes::Attribute;
use crate::fault::Problem;
use crate::names::{NameTest, Spaces};
use crate::path::{Predicate, Step};
use crate::references::attribute_value;

/// A start tag with what is needed to try it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TagView<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
    pub(crate) attributes: &'a [Attribute],
    pub(crate) spaces: &'a Spaces,
}

impl<'a> TagView<'a> {
    /// The values of the attributes that a test accepts, each with its line.
    pub(crate) fn values(
        &self,
        name: &NameTest,
        line: u64,
    ) -> Result<Vec<(Cow<'a, str>, u64)>, Problem> {
        let mut values = Vec::new();
        for attribute in self.attributes {
            let found = self.text.get(attribute.name.clone()).unwrap_or_default();
            if !name.accepts(found, self.spaces, false) {
                continue;
            }
            let raw = self.text.get(attribute.value.clone()).unwrap_or_default();
            let before = self.text.get(..attribute.name.start).unwrap_or_default();
            values.push((attribute_value(raw)?, line + line_ends(before)));
        }
        Ok(values)
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
#[derive(Debug, Clone, Copy)]
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
    fn count(&mut self, at: Position, predicate: usize) -> u64 {
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

/// The number of the element among the siblings that the step selects; none where it does not.
pub(crate) fn matches(
    step: &Step,
    tag: &TagView<'_>,
    counters: &mut Counters,
    at: Position,
) -> Result<Option<u64>, Problem> {
    if !step.name.accepts(tag.name, tag.spaces, true) {
        return Ok(None);
    }
    for (index, predicate) in step.predicates.iter().enumerate() {
        let holds = match predicate {
            Predicate::Position(wanted) => counters.count(at, index) == *wanted,
            Predicate::Attribute { name, value } => {
                let mut found = tag.values(name, 0)?.into_iter();
                found.any(|(text, _)| value.as_ref().is_none_or(|value| *value == text))
            }
        };
        if !holds {
            return Ok(None);
        }
    }
    Ok(Some(counters.count(at, step.predicates.len())))
}
