//! Carries a plan out on one record.
//!
//! One cause makes one finding: a value that could not be shaped is not missing too, and a check
//! that reads it is not asked. Origins and texts are made only when there is a finding.

mod checks;
mod frame;
mod lookup;
mod misfits;
mod notices;
mod record_rules;
mod tokens;
mod value;

pub(in crate::mapping) use self::frame::Frame;
pub(in crate::mapping) use self::notices::say as say_notices;
use self::value::Filled;
use jiff::civil::Date;
use landbridge_contract::{Fields, Layout, Name, Record, Text, Value};
use rhai::Dynamic;

use super::crosswalk::{Crosswalk, Crosswalks};
use super::expression::{Complaint, Operand, Runtime, to_dynamic};
use super::lookup::Lookups;
use super::mapped::{Mapped, MappedVerdict};
use super::plan::{
    Body, BoundExpression, BoundInput, BoundName, BoundNested, BoundRule, NestedFrom, Plan,
};
use super::tables::Tables;
use super::trace::{Unwatched, Watch};
use crate::diagnose::{Finding, Severity, Stage, codes, masked};
use crate::schema::Violation;

/// What a run gives to every record.
#[derive(Debug, Clone, Copy)]
pub struct RunContext {
    /// The day of the run: `run_date` in expressions.
    pub run_date: Date,
}

/// A record of another sheet or file that belongs to the record being mapped.
#[derive(Debug, Clone, Copy)]
pub struct JoinedRecord<'a> {
    /// The record, as [`super::JoinPlan::projection`] wants it.
    pub record: &'a Record,
    /// What its slots mean.
    pub layout: &'a Layout,
}

/// Carries a plan out, record by record; one for each thread.
#[derive(Debug)]
pub struct Evaluator<'a, W = Unwatched> {
    pub(in crate::mapping) plan: &'a Plan,
    crosswalks: Vec<Option<&'a Crosswalk>>,
    tables: &'a Tables,
    lookups: &'a Lookups,
    pub(super) run: RunContext,
    pub(in crate::mapping) runtime: Runtime,
    violations: Vec<Violation>,
    /// Whether values are to be looked for in the ERP's lists.
    asks_lists: bool,
    /// For each rule of the main body: what came of it.
    outcomes: Vec<RuleOutcome>,
    /// Is told what is done.
    watch: W,
}

/// What came of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RuleOutcome {
    /// Its value stands in the payload at this index.
    Sent(usize),
    Empty,
    /// There is a finding.
    Failed,
}

impl<'a, W: Watch + Default> Evaluator<'a, W> {
    pub(in crate::mapping) fn new(
        plan: &'a Plan,
        crosswalks: &'a Crosswalks,
        run: RunContext,
    ) -> Self {
        /// Stands in for lookups that were not read: no key is in them, so every one is said.
        static NONE: std::sync::LazyLock<Lookups> = std::sync::LazyLock::new(Lookups::default);
        Self {
            lookups: &NONE,
            crosswalks: plan
                .crosswalks
                .iter()
                .map(|name| crosswalks.get(name))
                .collect(),
            tables: &crosswalks.tables,
            plan,
            run,
            runtime: Runtime::default(),
            violations: Vec::new(),
            asks_lists: false,
            outcomes: Vec::new(),
            watch: W::default(),
        }
    }
}

impl<'a, W: Watch> Evaluator<'a, W> {
    /// With the records that [`Plan::lookups`] ask for.
    #[must_use]
    pub fn with_lookups(self, lookups: &'a Lookups) -> Self {
        Self { lookups, ..self }
    }

    /// What was told.
    pub fn into_watch(self) -> W {
        self.watch
    }

    /// Values that stand in a list of the ERP become questions.
    #[must_use]
    pub fn asking_for_lists(mut self, asks: bool) -> Self {
        self.asks_lists = asks;
        self
    }

    /// Maps one record. `layout` is the main reader's; `joined` holds, for each of
    /// [`Plan::joins`], the records whose key is the record's. `out` is cleared first.
    pub fn evaluate(
        &mut self,
        record: &Record,
        layout: &Layout,
        joined: &[&[JoinedRecord<'_>]],
        out: &mut Mapped,
    ) {
        out.clear();
        let plan = self.plan;
        let frame = Frame::new(record, layout);
        let differing = plan.group.as_ref().map_or_else(Vec::new, |group| {
            group.hold(record, &frame, (&plan.body, &plan.severities), out)
        });
        // Where rows differ in what `where` reads, nobody can tell whether the record is wanted.
        let unclear = |selection: &BoundExpression| reads_any(selection, &differing);
        if plan.body.selection.as_ref().is_some_and(unclear)
            || self.is_selected(&plan.body, record, &frame, out)
        {
            notices::say((&plan.body, &plan.severities), record, &frame, out);
            let mut payload = std::mem::take(&mut out.payload);
            self.outcomes.clear();
            for rule in &plan.body.rules {
                let outcome = self.rule(rule, record, &frame, joined, &mut payload, out);
                self.outcomes.push(outcome);
            }
            self.tokens(record, &frame, &mut payload, out);
            self.checks(record, &frame, &payload, out);
            self.record_rules(record, &frame, &payload, out);
            self.keys(&payload, out);
            self.misfits((record, &frame, joined), &payload, out);
            out.payload = payload;
        } else {
            out.verdict = MappedVerdict::Filtered;
            // What is wrong with a record that nobody wants is of no interest.
            out.findings.clear();
        }
        self.tally(record, &frame, joined, out);
        self.watch.found(&out.findings);
        if out.verdict == MappedVerdict::Ready && out.has_errors() {
            out.verdict = MappedVerdict::Rejected;
        }
    }

    /// What one record adds to control totals, and nothing else: the contributions are those of
    /// [`Self::evaluate`]. `out` is cleared first.
    pub fn add_up(
        &mut self,
        record: &Record,
        layout: &Layout,
        joined: &[&[JoinedRecord<'_>]],
        out: &mut Mapped,
    ) {
        out.clear();
        let frame = Frame::new(record, layout);
        self.tally(record, &frame, joined, out);
        out.findings.clear();
    }

    /// Whether `where` wants a record. One that it fails on is kept, to be rejected.
    fn is_selected(
        &mut self,
        body: &Body,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> bool {
        let Some(selection) = &body.selection else {
            return true;
        };
        self.holds("where", selection, record, frame, out)
            .unwrap_or(true)
    }

    /// Whether an expression over a record's columns holds; none where that cannot be told, which is
    /// said. `field` is whose expression it is.
    fn holds(
        &mut self,
        field: &str,
        bound: &BoundExpression,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Option<bool> {
        if reads_bad(bound, frame) {
            return None;
        }
        let complaint = match self.compute(bound, record) {
            Ok(Operand::Bool(holds)) => return Some(holds),
            Ok(_) => Complaint {
                found: Value::Null,
                expected: "true or false".to_owned(),
            },
            Err(complaint) => complaint,
        };
        self.complain(field, bound, &complaint, record, frame, out);
        None
    }

    pub(in crate::mapping) fn compute(
        &mut self,
        bound: &BoundExpression,
        record: &Record,
    ) -> Result<Operand, Complaint> {
        let run_date = self.run.run_date;
        bound
            .expression
            .evaluate(&mut self.runtime, |index| match bound.inputs.get(index) {
                Some(BoundName::Slot(slot)) => to_dynamic(record.value(*slot)),
                Some(BoundName::RunDate) => Dynamic::from(run_date),
                Some(BoundName::Attribute(_)) | None => Dynamic::UNIT,
            })
    }

    pub(in crate::mapping) fn complain(
        &self,
        field: &str,
        bound: &BoundExpression,
        complaint: &Complaint,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) {
        let slot = self.first_slot(bound);
        out.findings.push(Finding {
            code: &codes::MAP_EXPRESSION,
            severity: Severity::Error,
            stage: Stage::Map,
            field: Text::from(field),
            origin: frame.origin(record, slot),
            found: masked(&complaint.found, bound.personal),
            expected: format!("{}, in `{}`", complaint.expected, bound.expression.text),
        });
    }

    /// The first column that an expression reads, itself or through an attribute.
    fn first_slot(&self, bound: &BoundExpression) -> Option<usize> {
        bound.inputs.iter().find_map(|input| match input {
            BoundName::Slot(slot) => Some(*slot),
            BoundName::Attribute(rule) => self.input_slot(*rule),
            BoundName::RunDate => None,
        })
    }

    /// Tells whoever watches that a rule reads a slot.
    fn tell_read(&mut self, record: &Record, frame: &Frame<'_>, slot: usize) {
        self.watch.read(record.value(slot), || {
            let name = frame.own_layout().and_then(|own| own.names.get(slot));
            (name.cloned(), frame.origin(record, Some(slot)))
        });
    }

    /// Tells it of every slot that an expression reads.
    fn tell_inputs(&mut self, bound: &BoundExpression, record: &Record, frame: &Frame<'_>) {
        for input in &bound.inputs {
            if let BoundName::Slot(slot) = input {
                self.tell_read(record, frame, *slot);
            }
        }
    }

    fn input_slot(&self, rule: usize) -> Option<usize> {
        match self.plan.body.rules.get(rule)? {
            BoundRule::Value(value) => value.input.slot(),
            BoundRule::Nested(_) => None,
        }
    }

    fn rule(
        &mut self,
        rule: &BoundRule,
        record: &Record,
        frame: &Frame<'_>,
        joined: &[&[JoinedRecord<'_>]],
        fields: &mut Fields,
        out: &mut Mapped,
    ) -> RuleOutcome {
        match rule {
            // Made when the values that it is made of are there.
            BoundRule::Value(rule) if matches!(rule.input, BoundInput::Token) => RuleOutcome::Empty,
            BoundRule::Value(rule) => {
                self.watch.found(&out.findings);
                self.watch.rule(&rule.field, rule.personal);
                let filled = self.value(rule, record, frame, out);
                self.watch.found(&out.findings);
                match filled {
                    Filled::Value(value) => {
                        self.watch.sent(Some(&value));
                        fields.push((Name::clone(&rule.attribute), value));
                        RuleOutcome::Sent(fields.len() - 1)
                    }
                    Filled::Empty => {
                        self.watch.sent(None);
                        RuleOutcome::Empty
                    }
                    Filled::Failed => RuleOutcome::Failed,
                }
            }
            BoundRule::Nested(rule) => self.nested(rule, record, frame, joined, fields, out),
        }
    }

    fn nested(
        &mut self,
        rule: &BoundNested,
        record: &Record,
        frame: &Frame<'_>,
        joined: &[&[JoinedRecord<'_>]],
        fields: &mut Fields,
        out: &mut Mapped,
    ) -> RuleOutcome {
        let mut items = Vec::new();
        let findings_before = out.findings.len();
        match rule.from {
            NestedFrom::Child(child) => {
                for inner in record.children.get(child).into_iter().flatten() {
                    let inner_frame = frame.child(child, inner);
                    self.watch
                        .nested(&rule.field, || inner_frame.origin(inner, None));
                    items.extend(self.nested_record(&rule.body, inner, &inner_frame, out));
                }
            }
            NestedFrom::Join(join) => {
                for inner in joined.get(join).copied().unwrap_or_default() {
                    let inner_frame = Frame::new(inner.record, inner.layout);
                    self.watch
                        .nested(&rule.field, || inner_frame.origin(inner.record, None));
                    items.extend(self.nested_record(&rule.body, inner.record, &inner_frame, out));
                }
            }
        }
        let wrong = if items.is_empty() && rule.required && out.findings.len() == findings_before {
            Some((&codes::VAL_REQUIRED, "nothing".to_owned(), "a value"))
        } else if items.len() > 1 && !rule.many {
            let found = format!("{} nested records", items.len());
            Some((&codes::MAP_TYPE, found, "one nested record"))
        } else {
            None
        };
        if let Some((code, found, expected)) = wrong {
            out.findings.push(Finding {
                code,
                severity: Severity::Error,
                stage: Stage::Validate,
                field: rule.field.clone(),
                origin: frame.origin(record, None),
                found,
                expected: expected.to_owned(),
            });
            return RuleOutcome::Failed;
        }
        let value = match items.pop() {
            None => return RuleOutcome::Empty,
            Some(only) if !rule.many => only,
            Some(last) => {
                items.push(last);
                Value::List(items)
            }
        };
        fields.push((Name::clone(&rule.attribute), value));
        RuleOutcome::Sent(fields.len() - 1)
    }

    fn nested_record(
        &mut self,
        body: &Body,
        record: &Record,
        frame: &Frame<'_>,
        out: &mut Mapped,
    ) -> Option<Value> {
        if !self.is_selected(body, record, frame, out) {
            self.watch.nested_ended(false);
            return None;
        }
        notices::say((body, &self.plan.severities), record, frame, out);
        let mut fields = Fields::with_capacity(body.rules.len());
        for rule in &body.rules {
            self.rule(rule, record, frame, &[], &mut fields, out);
        }
        self.watch.found(&out.findings);
        self.watch.nested_ended(true);
        Some(Value::Record(fields))
    }
}

fn sent<'p>(outcomes: &[RuleOutcome], rule: usize, payload: &'p Fields) -> Option<&'p Value> {
    match outcomes.get(rule)? {
        RuleOutcome::Sent(index) => payload.get(*index).map(|(_, value)| value),
        RuleOutcome::Empty | RuleOutcome::Failed => None,
    }
}

fn reads_any(bound: &BoundExpression, slots: &[usize]) -> bool {
    bound.inputs.iter().any(|input| match input {
        BoundName::Slot(slot) => slots.contains(slot),
        BoundName::Attribute(_) | BoundName::RunDate => false,
    })
}

fn reads_bad(bound: &BoundExpression, frame: &Frame<'_>) -> bool {
    bound.inputs.iter().any(|input| match input {
        BoundName::Slot(slot) => frame.is_bad(*slot),
        BoundName::Attribute(_) | BoundName::RunDate => false,
    })
}

impl BoundInput {
    /// The slot that a value came from, for its origin.
    pub(in crate::mapping) fn slot(&self) -> Option<usize> {
        match self {
            Self::Slot(slot) => Some(*slot),
            Self::Slots { slots, .. } => slots.first().copied(),
            Self::Lookup(bound) => bound.here.first().copied(),
            Self::Constant(_) | Self::Token => None,
            Self::Expression(bound) => bound.inputs.iter().find_map(|input| match input {
                BoundName::Slot(slot) => Some(*slot),
                BoundName::Attribute(_) | BoundName::RunDate => None,
            }),
        }
    }
}
