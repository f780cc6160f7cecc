//! What the ERP holds, added up as it is read back; and by how much a record that is not there as it was sent moves the totals.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use landbridge_contract::{Fields, Name, Value};
use rust_decimal::Decimal;

use super::fault::RunFault;
use crate::ledger::{BookTotal, Effect, KeyTotal, Ledger};
use crate::mapping::{Ageing, GROUP_PARTS, Plan, TotalPlan};
use crate::reconcile::amount;

/// What records in the ERP's shape add to every control total that says what to compare with.
pub(super) struct Adding<'a> {
    plan: &'a Plan,
    /// What `run_date` meant as the source was read; none in a ledger that did not keep it yet.
    run_date: Option<Date>,
    known: KnownIds<'a>,
}

/// Sums over what the ERP holds, by the place of the total and the group.
pub(super) struct ErpTotals<'a> {
    adding: Adding<'a>,
    sums: BTreeMap<(usize, String), (Decimal, u64)>,
    /// Over the business keys.
    pub(super) keys: KeyTotal,
}

/// What ids of the ERP stand for, as the ledger knows it. As many are kept as there are groups.
struct KnownIds<'a> {
    ledger: &'a Ledger,
    target: &'a str,
    plan: &'a Plan,
    keys: HashMap<(Name, String), String>,
}

impl KnownIds<'_> {
    /// The name of a group, with the keys of records in the place of their ids. An id that the ledger knows nothing of stays: nothing
    /// of the source is in its group.
    fn named(&mut self, total: &TotalPlan, mut parts: Vec<String>) -> Result<String, RunFault> {
        for (nth, part) in parts.iter_mut().enumerate() {
            let Some(object) = self.plan.group_refers_to(total, nth) else {
                continue;
            };
            let id = (Name::clone(object), std::mem::take(part));
            if let Some(key) = self.keys.get(&id) {
                part.clone_from(key);
                continue;
            }
            let key = self.ledger.key_of_id(self.target, &id.0, &id.1)?;
            let key = key.map(|key| self.plan.reference_without_prefix(&id.0, &key));
            *part = key.unwrap_or_else(|| id.1.clone());
            self.keys.insert(id, part.clone());
        }
        Ok(parts.join(GROUP_PARTS))
    }
}

impl<'a> Adding<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        run_date: Option<Date>,
        (ledger, target): (&'a Ledger, &'a str),
    ) -> Self {
        Self {
            plan,
            run_date,
            known: KnownIds {
                ledger,
                target,
                plan,
                keys: HashMap::new(),
            },
        }
    }

    /// Calls back with every amount of a record, by the place of its total and its group.
    fn each(
        &mut self,
        attributes: &Fields,
        mut add: impl FnMut((usize, String), Decimal) -> Result<(), RunFault>,
    ) -> Result<(), RunFault> {
        for (index, total) in self.plan.totals().iter().enumerate() {
            let Some(against) = total.against.as_ref().filter(|_| self.is_held(total)) else {
                continue;
            };
            let groups = Groups {
                by: &total.against_by,
                ageing: total
                    .ageing
                    .as_ref()
                    .zip(Some(self.run_date.unwrap_or(Date::MAX))),
            };
            for (value, parts) in amounts(attributes, against, groups) {
                let Some(amount) = amount(value) else {
                    continue;
                };
                let group = self.known.named(total, parts)?;
                add((index, group), amount)?;
            }
        }
        Ok(())
    }

    /// By how much a record moves the totals: what the ERP holds of it less what was sent, either of which there may be none of.
    pub(super) fn effects(
        &mut self,
        sent: Option<&Fields>,
        found: Option<&Fields>,
    ) -> Result<Vec<Effect>, RunFault> {
        let mut sums: BTreeMap<(usize, String), Decimal> = BTreeMap::new();
        for (attributes, is_found) in [(sent, false), (found, true)] {
            let Some(attributes) = attributes else {
                continue;
            };
            self.each(attributes, |place, amount| {
                let sum = sums.entry(place).or_default();
                let amount = if is_found { amount } else { -amount };
                *sum = sum.checked_add(amount).ok_or_else(too_long)?;
                Ok(())
            })?;
        }
        let sums = sums.into_iter().filter(|(_, amount)| !amount.is_zero());
        Ok(sums
            .map(|((index, group), amount)| Effect {
                name: self.name(index).to_owned(),
                group,
                amount,
            })
            .collect())
    }

    fn name(&self, index: usize) -> &str {
        let total = self.plan.totals().get(index);
        total.map_or("", |total| &total.name)
    }

    /// Whether the ERP's side of a total can be told: not that of ages counted to a day that nobody kept.
    fn is_held(&self, total: &TotalPlan) -> bool {
        let to_run_date = (total.ageing.as_ref()).is_some_and(Ageing::needs_run_date);
        total.against.is_some() && !(to_run_date && self.run_date.is_none())
    }
}

fn too_long() -> RunFault {
    RunFault::Defect("a control total has more than 28 digits".to_owned())
}

impl<'a> ErpTotals<'a> {
    pub(super) fn new(adding: Adding<'a>) -> Self {
        Self {
            adding,
            sums: BTreeMap::new(),
            keys: KeyTotal::default(),
        }
    }

    pub(super) fn add(&mut self, attributes: &Fields) -> Result<(), RunFault> {
        let sums = &mut self.sums;
        self.adding.each(attributes, |place, amount| {
            let (sum, count) = sums.entry(place).or_default();
            *sum = sum.checked_add(amount).ok_or_else(too_long)?;
            *count += 1;
            Ok(())
        })
    }

    pub(super) fn into_totals(mut self) -> Vec<BookTotal> {
        // A total of which the ERP holds nothing at all is nought there, not unknown.
        for (index, total) in self.adding.plan.totals().iter().enumerate() {
            let known = self.sums.keys().any(|(known, _)| *known == index);
            if self.adding.is_held(total) && !known {
                let nothing = (Decimal::ZERO, 0);
                self.sums.insert((index, String::new()), nothing);
            }
        }
        let sums = self.sums.into_iter();
        sums.map(|((index, group), (sum, count))| BookTotal {
            name: self.adding.name(index).to_owned(),
            group,
            sum,
            count,
        })
        .collect()
    }
}

/// The values under a path, each with the parts of its group. A part of the group is that of the nested record that the value stands in, or of
/// one around it, where the part's own path leads there.
fn amounts<'a>(
    attributes: &'a Fields,
    path: &str,
    groups: Groups<'_>,
) -> Vec<(&'a Value, Vec<String>)> {
    let mut found = Vec::new();
    let mut around = vec![(String::new(), attributes)];
    walk(path, groups, &mut around, &mut found);
    found
}

/// `around` are the records from the main one down to where `path` goes on, each with its own path.
fn walk<'a>(
    path: &str,
    groups: Groups<'_>,
    around: &mut Vec<(String, &'a Fields)>,
    found: &mut Vec<(&'a Value, Vec<String>)>,
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
        found.push((value, groups.parts(around)));
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
            walk(rest, groups, around, found);
            around.pop();
        }
    }
}

/// What makes the groups of a total in the ERP.
#[derive(Clone, Copy)]
struct Groups<'a> {
    by: &'a [Name],
    /// The buckets of the last part, and the day of the run.
    ageing: Option<(&'a Ageing, Date)>,
}

impl Groups<'_> {
    fn parts(self, around: &[(String, &Fields)]) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for (nth, name) in self.by.iter().enumerate() {
            let value = part(name, around);
            let is_last = nth + 1 == self.by.len();
            parts.push(match self.ageing.filter(|_| is_last) {
                Some((ageing, run_date)) => ageing
                    .bucket(value.unwrap_or(&Value::Null), run_date)
                    .into(),
                None => value.map(ToString::to_string).unwrap_or_default(),
            });
        }
        parts
    }
}

/// The first value of an attribute that stands in the nearest record.
fn part<'a>(name: &Name, around: &[(String, &'a Fields)]) -> Option<&'a Value> {
    let (fields, rest) = around.iter().rev().find_map(|(place, fields)| {
        let rest = if place.is_empty() {
            Some(&**name)
        } else {
            name.strip_prefix(&**place)?.strip_prefix('.')
        };
        Some((*fields, rest?))
    })?;
    at(fields, rest).first().copied()
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
    fn nested_amounts_are_aged_by_the_date_of_their_record_as_the_erp_returns_it() {
        let field = |name: &str, value: Value| (Name::from(name), value);
        let line = |amount: i64| {
            Value::Record(Fields::from_iter([field("Amount", Value::Integer(amount))]))
        };
        let invoice = |due: Value| {
            Fields::from_iter([
                field("Currency", Value::text("EUR")),
                field("DueDate", due),
                field("lines", Value::List(vec![line(3), line(4)])),
            ])
        };
        let ageing = Ageing::new(vec![30, 60], None).unwrap();
        let by = [Name::from("Currency"), Name::from("DueDate")];
        let groups = Groups {
            by: &by,
            ageing: Some((&ageing, jiff::civil::date(2026, 5, 31))),
        };
        let of = |due: Value| -> Vec<String> {
            let invoice = invoice(due);
            let found = amounts(&invoice, "lines.Amount", groups).into_iter();
            found
                .map(|(value, parts)| format!("{}: {value}", parts.join(GROUP_PARTS)))
                .collect()
        };
        let late = of(Value::text("2026-04-01T00:00:00Z"));
        assert_eq!(late, ["EUR · 31–60: 3", "EUR · 31–60: 4"]);
        assert_eq!(
            of(Value::Bool(false)),
            ["EUR · no date: 3", "EUR · no date: 4"]
        );
    }

    #[test]
    fn a_number_that_the_erp_returns_as_text_is_added_and_what_only_looks_like_one_is_not() {
        let sum = |values: &[Value]| -> Decimal { values.iter().filter_map(amount).sum() };
        let held = ["1204.20", "-0.20", "00123", "12 boxes", ""];
        let texts = held.map(|text| Value::Text(text.into()));
        assert_eq!(sum(&texts), Decimal::new(1_204, 0));
        assert_eq!(sum(&[Value::Integer(5), Value::Null]), Decimal::from(5));
    }
}
