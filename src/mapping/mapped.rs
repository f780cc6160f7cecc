//! What comes of a record.

use std::collections::HashSet;

use jiff::civil::Date;
use landbridge_contract::{BusinessKey, Fields, Origin, Reference, Text};
use rust_decimal::Decimal;

use crate::diagnose::{Finding, Severity};

/// What comes of a record. Reused from record to record, so that its buffers are.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapped {
    /// What becomes of the record.
    pub verdict: MappedVerdict,
    /// The business key, as far as its parts have values.
    pub key: BusinessKey,
    /// What would be sent.
    pub payload: Fields,
    /// What was found.
    pub findings: Vec<Finding>,
    /// For each [`super::UniquePlan`] that applies: its index and the values as one text.
    pub uniques: Vec<(usize, Text)>,
    /// What the rows of the record are grouped by, as one text; none where they are not grouped.
    pub group: Option<Text>,
    /// What was said so far of what the source noticed, and where.
    pub(super) said: HashSet<(&'static str, Origin)>,
    /// For each [`super::BalancePlan`]: its index, the group as one text, and the amount.
    pub balances: Vec<(usize, Text, Decimal)>,
    /// For each [`super::SpanPlan`]: its index, the group as one text, the first and the last day.
    pub spans: Vec<(usize, Text, Date, Date)>,
    /// The records of other mappings that it refers to.
    pub references: Vec<ReferenceUse>,
    /// What the ERP must be asked; the object of each is what the question is about.
    pub questions: Vec<ReferenceUse>,
    /// What it adds to control totals; also where it is filtered or rejected.
    pub contributions: Vec<Contribution>,
}

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MappedVerdict {
    /// It can be loaded.
    #[default]
    Ready,
    /// `where` does not want it.
    Filtered,
    /// A finding is an error.
    Rejected,
}

/// A reference and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceUse {
    /// The record meant.
    pub reference: Reference,
    /// The attribute (`lines.ItemId`).
    pub field: Text,
    /// Where the key came from.
    pub origin: Origin,
    /// Whether the key is personal.
    pub personal: bool,
}

/// What a record adds to a control total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Index into [`super::Plan::totals`].
    pub total: usize,
    /// The group; empty for a total without groups.
    pub group: Text,
    /// The amount.
    pub amount: Decimal,
}

impl Default for Mapped {
    fn default() -> Self {
        Self {
            verdict: MappedVerdict::Ready,
            key: BusinessKey { parts: Vec::new() },
            payload: Fields::new(),
            findings: Vec::new(),
            uniques: Vec::new(),
            group: None,
            said: HashSet::new(),
            balances: Vec::new(),
            spans: Vec::new(),
            references: Vec::new(),
            questions: Vec::new(),
            contributions: Vec::new(),
        }
    }
}

impl Mapped {
    pub(crate) fn clear(&mut self) {
        self.verdict = MappedVerdict::Ready;
        self.key.parts.clear();
        self.payload.clear();
        self.findings.clear();
        self.uniques.clear();
        self.group = None;
        self.said.clear();
        self.balances.clear();
        self.spans.clear();
        self.references.clear();
        self.questions.clear();
        self.contributions.clear();
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }
}
