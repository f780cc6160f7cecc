//! Rules over several values of a record, and over several records, as they stand in a mapping.

use landbridge_contract::Name;
use rust_decimal::Decimal;

use super::model::Named;
use crate::diagnose::Severity;

/// The rules of a mapping that look beyond one value.
#[derive(Debug, Clone, Default)]
pub struct RecordRules {
    /// Sums that an attribute states.
    pub sums: Vec<SumRule>,
    /// Amounts that add up to nothing over several records.
    pub balances: Vec<BalanceRule>,
    /// Spans of time that must not overlap.
    pub spans: Vec<SpanRule>,
    /// Names that are held against a list.
    pub screens: Vec<ScreenRule>,
}

/// The values at a path of one record add up to what an attribute of it states.
#[derive(Debug, Clone)]
pub struct SumRule {
    /// The path of the values (`lines.Amount`).
    pub sum: Named,
    /// The attribute that states their sum.
    pub equals: Named,
    /// A difference up to this, of either sign, is no finding; not negative.
    pub tolerance: Decimal,
    /// How much a difference weighs.
    pub severity: Severity,
}

/// Over all records with the same values of `by`, the amounts add up to nothing.
#[derive(Debug, Clone)]
pub struct BalanceRule {
    /// The path of the amounts, or of the debits.
    pub plus: Named,
    /// The path of the credits, which are taken away.
    pub minus: Option<Named>,
    /// The attributes whose values tell the groups apart; none for one group of all records.
    pub by: Vec<Named>,
    /// How much a difference weighs.
    pub severity: Severity,
}

/// Of records with the same values of `by`, no two have a day in common.
#[derive(Debug, Clone)]
pub struct SpanRule {
    /// The attribute of the first day; an empty one begins before all others.
    pub from: Named,
    /// The attribute of the last day; an empty one does not end.
    pub to: Named,
    /// The attributes whose values tell the groups apart.
    pub by: Vec<Named>,
    /// How much an overlap weighs.
    pub severity: Severity,
}

/// A name is not like one on a list.
#[derive(Debug, Clone)]
pub struct ScreenRule {
    /// The attribute that holds the name.
    pub attribute: Named,
    /// The crosswalk whose legacy codes are the names on the list.
    pub list: Named,
    /// From this likeness on, in per cent, a person must look: 50 to 100.
    pub similarity: u8,
    /// How much a likeness weighs.
    pub severity: Severity,
}

impl RecordRules {
    /// The attributes and paths that must hold numbers.
    pub fn amounts(&self) -> impl Iterator<Item = &Named> {
        let sums = self.sums.iter().flat_map(|rule| [&rule.sum, &rule.equals]);
        let balances = self
            .balances
            .iter()
            .flat_map(|rule| std::iter::once(&rule.plus).chain(&rule.minus));
        sums.chain(balances)
    }

    /// The attributes that must hold dates.
    pub fn days(&self) -> impl Iterator<Item = &Named> {
        self.spans.iter().flat_map(|rule| [&rule.from, &rule.to])
    }

    /// The attributes of the record itself that are read for something else.
    pub fn others(&self) -> impl Iterator<Item = &Named> {
        let balances = self.balances.iter().flat_map(|rule| &rule.by);
        let spans = self.spans.iter().flat_map(|rule| &rule.by);
        let screens = self.screens.iter().map(|rule| &rule.attribute);
        balances.chain(spans).chain(screens)
    }

    /// The lists that names are held against.
    pub fn lists(&self) -> impl Iterator<Item = &Name> {
        self.screens.iter().map(|rule| &rule.list.name)
    }
}
