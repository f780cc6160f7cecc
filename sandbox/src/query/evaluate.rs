//! Evaluates a condition on one record, in the three-valued logic of SQL.

use std::cmp::Ordering;

use serde_json::Value;

use super::{Bound, Comparison, Condition, Operand, Pattern, value_of};
use crate::check::{decimal, key_text};
use crate::store::{Range, Reader, Stored, following};

/// The most children of one record that a path in a condition looks at.
const CHILDREN_MAX: i64 = 10_000;

impl Condition {
    /// Whether the record satisfies the condition; unknown counts as no.
    pub(crate) fn holds(&self, record: &Stored, reader: Reader<'_>) -> rusqlite::Result<bool> {
        Ok(self.truth(record, reader)? == Some(true))
    }

    fn truth(&self, record: &Stored, reader: Reader<'_>) -> rusqlite::Result<Option<bool>> {
        Ok(match self {
            Self::All(parts) => {
                let mut known = Some(true);
                for part in parts {
                    match part.truth(record, reader)? {
                        Some(false) => return Ok(Some(false)),
                        None => known = None,
                        Some(true) => {}
                    }
                }
                known
            }
            Self::Any(parts) => {
                let mut known = Some(false);
                for part in parts {
                    match part.truth(record, reader)? {
                        Some(true) => return Ok(Some(true)),
                        None => known = None,
                        Some(false) => {}
                    }
                }
                known
            }
            Self::Not(inner) => inner.truth(record, reader)?.map(|truth| !truth),
            Self::Compare {
                operand,
                comparison,
                value,
            } => order(*operand, record, value).map(|order| comparison.accepts(order)),
            Self::In { operand, values } => {
                let mut known = Some(false);
                for value in values {
                    match order(*operand, record, value) {
                        Some(Ordering::Equal) => return Ok(Some(true)),
                        None => known = None,
                        Some(_) => {}
                    }
                }
                known
            }
            Self::Between { operand, from, to } => {
                match (order(*operand, record, from), order(*operand, record, to)) {
                    (Some(from), Some(to)) => Some(from.is_ge() && to.is_le()),
                    _ => None,
                }
            }
            Self::Like { operand, pattern } => {
                text(*operand, record).map(|text| pattern.matches(&text))
            }
            Self::IsNull(operand) => {
                Some(value_of(operand.object, operand.attribute, record).is_null())
            }
            Self::SomeChild { child, condition } => {
                let range = Range {
                    collection: child.collection,
                    parent: record.id,
                    created_until: i64::MAX,
                };
                let children = reader.with(|db| following(db, range, 0, CHILDREN_MAX))?;
                for record in &children {
                    if condition.holds(record, reader)? {
                        return Ok(Some(true));
                    }
                }
                Some(false)
            }
        })
    }
}

fn text(operand: Operand, record: &Stored) -> Option<String> {
    let text = key_text(&value_of(operand.object, operand.attribute, record))?;
    Some(if operand.upper {
        text.to_uppercase()
    } else {
        text
    })
}

fn order(operand: Operand, record: &Stored, bound: &Bound) -> Option<Ordering> {
    let value = value_of(operand.object, operand.attribute, record);
    match (bound, value.as_ref()) {
        (Bound::Text(wanted), Value::String(found)) if operand.upper => {
            Some(found.to_uppercase().as_str().cmp(wanted.as_str()))
        }
        (Bound::Text(wanted), Value::String(found)) => Some(found.as_str().cmp(wanted.as_str())),
        (Bound::Number(wanted), Value::Number(found)) => {
            decimal(found.as_str()).map(|found| found.cmp(wanted))
        }
        (Bound::Flag(wanted), Value::Bool(found)) => Some(found.cmp(wanted)),
        (Bound::Moment(wanted), Value::String(found)) => found
            .parse::<jiff::Timestamp>()
            .ok()
            .map(|found| found.cmp(wanted)),
        _ => None,
    }
}

impl Comparison {
    fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Pattern {
    /// Whether the whole text matches, in time proportional to the product of the lengths.
    pub(super) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut piece) = (0, 0);
        // The last gap, and the position in the text up to which it has swallowed.
        let mut gap: Option<(usize, usize)> = None;
        while let Some(character) = text.get(at) {
            match self.0.get(piece) {
                Some(None) => {
                    gap = Some((piece, at));
                    piece += 1;
                }
                Some(Some(wanted)) if wanted == character => {
                    piece += 1;
                    at += 1;
                }
                _ => {
                    let Some((gap_piece, swallowed)) = gap else {
                        return false;
                    };
                    gap = Some((gap_piece, swallowed + 1));
                    piece = gap_piece + 1;
                    at = swallowed + 1;
                }
            }
        }
        self.0.iter().skip(piece).all(Option::is_none)
    }
}
