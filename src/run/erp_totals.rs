//! What the ERP holds, added up as it is read back.

use std::collections::BTreeMap;

use landbridge_contract::{Fields, Name, Value};
use rust_decimal::Decimal;

use super::fault::RunFault;
use crate::ledger::{BookTotal, KeyTotal};
use crate::mapping::{GROUP_PARTS, Plan};
use crate::reconcile::amount;

/// Sums over what the ERP holds, for every control total that says what to compare with.
pub(super) struct ErpTotals<'a> {
    plan: &'a Plan,
    sums: BTreeMap<(usize, String), (Decimal, u64)>,
    /// Over the business keys.
    pub(super) keys: KeyTotal,
}

impl<'a> ErpTotals<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            sums: BTreeMap::new(),
            keys: KeyTotal::default(),
        }
    }

    pub(super) fn add(&mut self, attributes: &Fields) -> Result<(), RunFault> {
        for (index, total) in self.plan.totals().iter().enumerate() {
            let Some(against) = &total.against else {
                continue;
            };
            for (value, group) in amounts(attributes, against, &total.against_by) {
                let Some(amount) = amount(value) else {
                    continue;
                };
                let (sum, count) = self.sums.entry((index, group)).or_default();
                *sum = sum.checked_add(amount).ok_or_else(|| {
                    RunFault::Defect("a control total has more than 28 digits".to_owned())
                })?;
                *count += 1;
            }
        }
        Ok(())
    }

    pub(super) fn into_totals(mut self) -> Vec<BookTotal> {
        // A total of which the ERP holds nothing at all is nought there, not unknown.
        for (index, total) in self.plan.totals().iter().enumerate() {
            let known = self.sums.keys().any(|(known, _)| *known == index);
            if total.against.is_some() && !known {
                let nothing = (Decimal::ZERO, 0);
                self.sums.insert((index, String::new()), nothing);
            }
        }
        let name = |index: usize| {
            self.plan
                .totals()
                .get(index)
                .map_or("", |total| &total.name)
        };
        let sums = self.sums.into_iter();
        sums.map(|((index, group), (sum, count))| BookTotal {
            name: name(index).to_owned(),
            group,
            sum,
            count,
        })
        .collect()
    }
}

/// The values under a path, each with its group. A part of the group is that of the nested record that the value stands in, or of
/// one around it, where the part's own path leads there.
fn amounts<'a>(attributes: &'a Fields, path: &str, by: &[Name]) -> Vec<(&'a Value, String)> {
    let mut found = Vec::new();
    let mut around = vec![(String::new(), attributes)];
    walk(path, by, &mut around, &mut found);
    found
}

/// `around` are the records from the main one down to where `path` goes on, each with its own path.
fn walk<'a>(
    path: &str,
    by: &[Name],
    around: &mut Vec<(String, &'a Fields)>,
    found: &mut Vec<(&'a Value, String)>,
) {
    let Some((here, fields)) = around.last().cloned() else {
        return;
    };
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let Some((_, value)) = fields.iter().find(|(name, _)| &**name == first) else {
        return;
    };
    let Some(rest) = rest else {
        found.push((value, group(by, around)));
        return;
    };
    let place = if here.is_empty() {
        first.to_owned()
    } else {
        format!("{here}.{first}")
    };
    let items = match value {
        Value::List(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    for item in items {
        if let Value::Record(inner) = item {
            around.push((place.clone(), inner));
            walk(rest, by, around, found);
            around.pop();
        }
    }
}

fn group(by: &[Name], around: &[(String, &Fields)]) -> String {
    let part = |name: &Name| {
        let inner = around.iter().rev().find_map(|(place, fields)| {
            let rest = if place.is_empty() {
                Some(&**name)
            } else {
                name.strip_prefix(&**place)?.strip_prefix('.')
            };
            Some((*fields, rest?))
        });
        inner.map_or_else(String::new, |(fields, rest)| first_text(fields, rest))
    };
    let parts: Vec<String> = by.iter().map(part).collect();
    parts.join(GROUP_PARTS)
}

fn first_text(attributes: &Fields, path: &str) -> String {
    at(attributes, path)
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// The values under a path such as `lines.Amount`.
fn at<'a>(attributes: &'a Fields, path: &str) -> Vec<&'a Value> {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    let Some((_, value)) = attributes.iter().find(|(name, _)| &**name == first) else {
        return Vec::new();
    };
    match (value, rest) {
        (value, None) => vec![value],
        (Value::Record(fields), Some(rest)) => at(fields, rest),
        (Value::List(items), Some(rest)) => items
            .iter()
            .flat_map(|item| match item {
                Value::Record(fields) => at(fields, rest),
                _ => Vec::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_the_erp_returns_as_text_is_added_and_what_only_looks_like_one_is_not() {
        let sum = |values: &[Value]| -> Decimal { values.iter().filter_map(amount).sum() };
        let held = ["1204.20", "-0.20", "00123", "12 boxes", ""];
        let texts = held.map(|text| Value::Text(text.into()));
        assert_eq!(sum(&texts), Decimal::new(1_204, 0));
        assert_eq!(sum(&[Value::Integer(5), Value::Null]), Decimal::from(5));
    }
}
