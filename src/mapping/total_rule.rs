//! Control totals as a mapping states them.

use landbridge_contract::Name;

use super::ageing::Ageing;
use super::expression::Expression;
use super::functions::NumberForm;
use super::model::Named;
use crate::diagnose::Severity;

/// A control total.
#[derive(Debug, Clone)]
pub struct TotalRule {
    /// Its name in reports.
    pub name: Name,
    /// What is summed.
    pub sum: TotalInput,
    /// The nested records that are summed over; none for the records themselves.
    pub each: Option<Named>,
    /// The columns whose values make the groups.
    pub by: Vec<Named>,
    /// The attribute to compare with, as stated.
    pub against: Option<Named>,
    /// The attributes that make the groups there, in the order of `by`, as stated.
    pub against_by: Vec<Named>,
    /// A total that the extract states of itself and that this one must equal over all groups, and
    /// how much it weighs where it does not.
    pub declared: Option<(Name, Severity)>,
    /// The column of dates that parts each group by age; none where it is not aged.
    pub ageing: Option<AgeingRule>,
}

/// What parts a control total by the age of what it sums.
#[derive(Debug, Clone)]
pub struct AgeingRule {
    /// The column of the date that age is counted from.
    pub on: Named,
    /// The attribute of this date in the ERP, as stated.
    pub against: Option<Named>,
    /// The buckets.
    pub ageing: Ageing,
}

impl TotalRule {
    /// The attributes of the ERP that it names.
    pub fn stated_attributes(&self) -> impl Iterator<Item = &Named> {
        let aged = self.ageing.as_ref().and_then(|rule| rule.against.as_ref());
        self.against.iter().chain(&self.against_by).chain(aged)
    }

    /// What its groups are made of, each with the attribute that is stated for it: the columns of `by`, and the date behind them.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&Named, Option<&Named>)> {
        let stated = self
            .against_by
            .iter()
            .map(Some)
            .chain(std::iter::repeat(None));
        let aged = self
            .ageing
            .iter()
            .map(|rule| (&rule.on, rule.against.as_ref()));
        self.by.iter().zip(stated).chain(aged)
    }
}

/// A side of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Debits.
    Debit,
    /// Credits.
    Credit,
}

impl Side {
    /// Both, debits first.
    pub const ALL: [Self; 2] = [Self::Debit, Self::Credit];

    /// What it is called, in mappings and in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Debit => "debit",
            Self::Credit => "credit",
        }
    }

    /// The key of a mapping that says what it is held against.
    pub fn against(self) -> &'static str {
        match self {
            Self::Debit => "against_debit",
            Self::Credit => "against_credit",
        }
    }

    /// The name of its control total in a trial balance: `balances: debit`.
    pub fn total_of(self, balance: &str) -> String {
        format!("{balance}: {}", self.word())
    }

    /// The trial balance that a control total of this name is a side of; none for other totals.
    pub fn of_total(name: &str) -> Option<(&str, Self)> {
        Self::ALL.into_iter().find_map(|side| {
            let balance = name.strip_suffix(side.word())?.strip_suffix(": ")?;
            Some((balance, side))
        })
    }
}

/// What a control total sums.
#[derive(Debug, Clone)]
pub enum TotalInput {
    /// A column, with the form of its numbers where stated.
    Column(Named, Option<NumberForm>),
    /// An expression.
    Expression(Expression),
}
