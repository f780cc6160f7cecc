//! Binds rules over several values and over several records.

use landbridge_contract::{Name, Text};

use super::Binder;
use crate::mapping::model::{CheckedMapping, Named};
use crate::mapping::plan::BoundRule;
use crate::mapping::rule_plan::{BalancePlan, PathPlan, RulePlans, ScreenPlan, SpanPlan, SumPlan};

impl Binder<'_> {
    /// Paths that no rule fills have been said when the mapping was held against its schema; a
    /// rule over one of them is left out.
    pub(super) fn record_rules(
        &mut self,
        mapping: &CheckedMapping,
        bound: &[BoundRule],
    ) -> RulePlans {
        let rules = &mapping.rules;
        let screens = rules.screens.iter();
        let lists: Vec<(usize, Name)> = screens
            .clone()
            .map(|screen| (self.crosswalk(&screen.list), screen.list.name.clone()))
            .collect();
        let path = |named: &Named| self.path(named, mapping, bound);
        let all = |named: &[Named]| named.iter().map(path).collect::<Option<Vec<PathPlan>>>();
        let sums = rules.sums.iter().filter_map(|rule| {
            Some(SumPlan {
                sum: path(&rule.sum)?,
                equals: path(&rule.equals)?,
                tolerance: rule.tolerance,
                severity: rule.severity,
            })
        });
        let balances = rules.balances.iter().filter_map(|rule| {
            let minus = match &rule.minus {
                Some(minus) => Some(path(minus)?),
                None => None,
            };
            Some(BalancePlan {
                plus: path(&rule.plus)?,
                minus,
                by: all(&rule.by)?,
                severity: rule.severity,
            })
        });
        let spans = rules.spans.iter().filter_map(|rule| {
            Some(SpanPlan {
                from: path(&rule.from)?,
                to: path(&rule.to)?,
                by: all(&rule.by)?,
                severity: rule.severity,
            })
        });
        let screens = screens.zip(lists).filter_map(|(rule, list)| {
            Some(ScreenPlan {
                attribute: path(&rule.attribute)?,
                list,
                similarity: rule.similarity,
                severity: rule.severity,
            })
        });
        RulePlans {
            sums: sums.collect(),
            balances: balances.collect(),
            spans: spans.collect(),
            screens: screens.collect(),
        }
    }

    fn path(
        &self,
        named: &Named,
        mapping: &CheckedMapping,
        bound: &[BoundRule],
    ) -> Option<PathPlan> {
        let mut names = named.name.split('.');
        let first = names.next()?;
        let rule = mapping
            .fields
            .iter()
            .position(|rule| &*rule.attribute.name == first)?;
        let slot = match bound.get(rule)? {
            BoundRule::Value(value) => value.input.slot(),
            BoundRule::Nested(_) => None,
        };
        Some(PathPlan {
            rule,
            inner: names.map(Name::from).collect(),
            field: Text::from(&*named.name),
            slot,
            personal: self.personal_attributes.contains(&named.name),
        })
    }
}
