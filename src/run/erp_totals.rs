//! What the ERP holds, added up as it is read back.

use std::collections::BTreeMap;

use landbridge_contract::{Fields, Value};
use rust_decimal::Decimal;

use super::fault::RunFault;
use crate::ledger::{BookTotal, KeyTotal};
use crate::mapping::Plan;
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
            let by = total.against_by.as_deref();
            for (value, group) in amounts(attributes, against, by) {
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

/// The values under a path, each with its group: that of the record, or that of the nested record
/// where both stand in the same one.
fn amounts<'a>(attributes: &'a Fields, path: &str, by: Option<&str>) -> Vec<(&'a Value, String)> {
    let inner = path
        .rsplit_once('.')
        .zip(by.and_then(|by| by.rsplit_once('.')));
    if let Some(((parent, amount), (same, group))) = inner
        && parent == same
    {
        let items = at(attributes, parent)
            .into_iter()
            .flat_map(|value| match value {
                Value::List(items) => items.as_slice(),
                one => std::slice::from_ref(one),
            });
        let parts = items.filter_map(|item| match item {
            Value::Record(fields) => Some(fields),
            _ => None,
        });
        return parts
            .flat_map(|fields| {
                let group = first_text(fields, group);
                at(fields, amount)
                    .into_iter()
                    .map(move |value| (value, group.clone()))
            })
            .collect();
    }
    let group = by.map(|by| first_text(attributes, by)).unwrap_or_default();
    at(attributes, path)
        .into_iter()
        .map(|value| (value, group.clone()))
        .collect()
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
        let texts = held.map(Value::text);
        assert_eq!(sum(&texts), Decimal::new(1_204, 0));
        assert_eq!(sum(&[Value::Integer(5), Value::Null]), Decimal::from(5));
    }
}
