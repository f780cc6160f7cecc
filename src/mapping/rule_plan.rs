//! Rules over several values and over several records, bound to the rules that fill them.

use landbridge_contract::{Name, Text};
use rust_decimal::Decimal;

use crate::diagnose::Severity;

/// The rules of a plan that look beyond one value.
#[derive(Debug, Default)]
pub(crate) struct RulePlans {
    pub(crate) sums: Vec<SumPlan>,
    pub(crate) balances: Vec<BalancePlan>,
    pub(crate) spans: Vec<SpanPlan>,
    pub(crate) screens: Vec<ScreenPlan>,
}

/// Values of a payload: what a rule of the main body fills, or parts inside of that.
#[derive(Debug, Clone)]
pub(crate) struct PathPlan {
    /// Index of a rule of the main body.
    pub(crate) rule: usize,
    /// The attributes inside of nested records.
    pub(crate) inner: Box<[Name]>,
    /// The path as a mapping writes it: `lines.Amount`.
    pub(crate) field: Text,
    /// The slot that the rule reads, for an origin; none for nested records.
    pub(crate) slot: Option<usize>,
    pub(crate) personal: bool,
}

#[derive(Debug)]
pub(crate) struct SumPlan {
    pub(crate) sum: PathPlan,
    pub(crate) equals: PathPlan,
    pub(crate) tolerance: Decimal,
    pub(crate) severity: Severity,
}

/// Amounts that add up to nothing over all records of a group.
#[derive(Debug)]
pub struct BalancePlan {
    pub(crate) plus: PathPlan,
    pub(crate) minus: Option<PathPlan>,
    pub(crate) by: Vec<PathPlan>,
    /// How much a difference weighs.
    pub severity: Severity,
}

/// Spans of time that have no day in common within a group.
#[derive(Debug)]
pub struct SpanPlan {
    pub(crate) from: PathPlan,
    pub(crate) to: PathPlan,
    pub(crate) by: Vec<PathPlan>,
    /// How much an overlap weighs.
    pub severity: Severity,
}

#[derive(Debug)]
pub(crate) struct ScreenPlan {
    pub(crate) attribute: PathPlan,
    /// Index into the plan's crosswalks, and the name.
    pub(crate) list: (usize, Name),
    pub(crate) similarity: u8,
    pub(crate) severity: Severity,
}

impl BalancePlan {
    /// The path of the amounts, or of the debits.
    pub fn field(&self) -> &Text {
        &self.plus.field
    }

    /// The slot that the amounts are read from; none for nested records.
    pub fn slot(&self) -> Option<usize> {
        self.plus.slot
    }

    /// Whether the amounts are personal.
    pub fn is_personal(&self) -> bool {
        self.plus.personal || self.minus.as_ref().is_some_and(|minus| minus.personal)
    }

    /// What must hold, in words.
    pub fn expected(&self) -> String {
        let what = match &self.minus {
            Some(minus) => format!("{} equal to {}", self.plus.field, minus.field),
            None => format!("amounts of {} that add up to 0", self.plus.field),
        };
        if self.by.is_empty() {
            return format!("{what} over all records");
        }
        format!("{what} for each {}", names(&self.by))
    }
}

impl SpanPlan {
    /// The attribute of the first day.
    pub fn field(&self) -> &Text {
        &self.from.field
    }

    /// The slot that the first day is read from.
    pub fn slot(&self) -> Option<usize> {
        self.from.slot
    }

    /// Whether the days are personal.
    pub fn is_personal(&self) -> bool {
        self.from.personal || self.to.personal
    }

    /// What must hold, in words.
    pub fn expected(&self) -> String {
        let days = format!("days from {} to {}", self.from.field, self.to.field);
        if self.by.is_empty() {
            return format!("{days} that no other record has");
        }
        format!(
            "{days} that no other record of the same {} has",
            names(&self.by)
        )
    }
}

fn names(paths: &[PathPlan]) -> String {
    let names: Vec<&str> = paths.iter().map(|path| path.field.as_str()).collect();
    names.join(" and ")
}
