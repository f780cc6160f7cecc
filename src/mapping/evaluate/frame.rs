//! Where the evaluator stands, so that the origin of a value can be told when it is asked for.

use landbridge_contract::{Layout, Origin, PathStep, Place, Record};

use super::notices::bad_slots;

/// Where the evaluator stands: the layout of the record's extract and the way into nested parts.
#[derive(Debug, Clone)]
pub(in crate::mapping) struct Frame<'a> {
    pub(in crate::mapping) layout: &'a Layout,
    pub(in crate::mapping) place: Place,
    pub(in crate::mapping) steps: Vec<PathStep>,
    /// Slots whose values a notice says are not to be used.
    bad: Vec<u32>,
}

impl<'a> Frame<'a> {
    pub(in crate::mapping) fn new(record: &Record, layout: &'a Layout) -> Self {
        Self {
            layout,
            place: record.place,
            steps: Vec::new(),
            bad: bad_slots(record),
        }
    }

    pub(in crate::mapping) fn child(&self, child: usize, record: &Record) -> Self {
        let mut steps = self.steps.clone();
        steps.push(PathStep {
            child,
            place: record.place,
        });
        Self {
            layout: self.layout,
            place: self.place,
            steps,
            bad: bad_slots(record),
        }
    }

    pub(in crate::mapping) fn origin(&self, record: &Record, slot: Option<usize>) -> Origin {
        let line = slot
            .and_then(|slot| record.slots.get(slot))
            .map_or(0, |slot| slot.line);
        self.layout.origin(self.place, &self.steps, slot, line)
    }

    pub(in crate::mapping) fn is_bad(&self, slot: usize) -> bool {
        !self.bad.is_empty() && u32::try_from(slot).is_ok_and(|slot| self.bad.contains(&slot))
    }

    /// The layout of the record itself, for the names of its slots.
    pub(super) fn own_layout(&self) -> Option<&'a Layout> {
        self.steps
            .iter()
            .try_fold(self.layout, |layout, step| layout.children.get(step.child))
    }
}
