//! Binds rules that take a value of another source: rules that find its records by the same columns
//! share one reading.

use landbridge_contract::{ColumnInfo, Name};

use crate::diagnose::Diagnostics;
use crate::mapping::lookup::{BoundLookup, LookupPlan};
use crate::mapping::model::{CheckedMapping, LookupRule, LookupSource};
use crate::mapping::personal::Taken;
use crate::mapping::plan::BoundInput;
use crate::mapping::scope::Scope;

/// The lookups of a mapping while it is bound.
pub(super) struct Lookups<'a> {
    sources: Vec<LookupSource>,
    columns: &'a [Option<Vec<ColumnInfo>>],
    pub(super) taken: Taken,
    bound: Vec<(LookupPlan, Scope)>,
}

impl<'a> Lookups<'a> {
    pub(super) fn of(mapping: &CheckedMapping, columns: &'a [Option<Vec<ColumnInfo>>]) -> Self {
        Self {
            sources: mapping.lookups.clone(),
            columns,
            taken: Taken::of(mapping),
            bound: Vec::new(),
        }
    }

    /// How a rule finds its value, and whether that is personal; none for a lookup that nobody declared,
    /// which has been said.
    pub(super) fn bind(
        &mut self,
        rule: &LookupRule,
        here: &mut Scope,
        out: &mut Diagnostics,
    ) -> Option<(BoundInput, bool)> {
        let name = &rule.lookup.name;
        let place = self.sources.iter().position(|one| one.name.name == *name)?;
        let index = self.index(place, rule)?;
        let (plan, there) = self.bound.get_mut(index)?;
        let mut personal_key = false;
        let (mut here_slots, mut there_slots) = (Vec::new(), Vec::new());
        for (own, other) in &rule.on {
            here_slots.push(here.slot(own, out));
            there_slots.push(there.slot(other, out));
            personal_key |= here.is_personal(&own.name) || self.taken.holds(name, &other.name);
        }
        plan.key_slots = there_slots;
        let take = there.slot(&rule.take, out);
        let personal = personal_key || self.taken.holds(name, &rule.take.name);
        let bound = BoundLookup {
            lookup: index,
            here: here_slots.into(),
            take,
            column: Name::clone(&rule.take.name),
            missing_is_empty: rule.missing_is_empty,
            personal_key,
        };
        Some((BoundInput::Lookup(Box::new(bound)), personal))
    }

    /// The plan of a source and the columns that its records are found by, made on first use.
    fn index(&mut self, place: usize, rule: &LookupRule) -> Option<usize> {
        let source = self.sources.get(place)?;
        let keys: Vec<Name> = rule
            .on
            .iter()
            .map(|(_, there)| there.name.clone())
            .collect();
        let same =
            |(plan, _): &(LookupPlan, Scope)| plan.name == source.name.name && plan.keys == keys;
        if let Some(known) = self.bound.iter().position(same) {
            return Some(known);
        }
        let columns = self.columns.get(place).and_then(Option::as_deref);
        let plan = LookupPlan {
            name: Name::clone(&source.name.name),
            source: source.source.clone(),
            projection: landbridge_contract::Projection::default(),
            keys,
            key_slots: Vec::new(),
        };
        let scope = Scope::new(columns).shaped(&source.source);
        self.bound.push((plan, scope));
        Some(self.bound.len() - 1)
    }

    /// All plans, with what is wanted of their records.
    pub(super) fn plans(&mut self) -> Vec<LookupPlan> {
        let bound = std::mem::take(&mut self.bound);
        let plans = bound.into_iter().map(|(plan, scope)| LookupPlan {
            projection: scope.projection(),
            ..plan
        });
        plans.collect()
    }
}
