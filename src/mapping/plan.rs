//! A mapping bound to a source: every name is a slot, every function chosen.

use landbridge_contract::{Fields, FileForm, Name, Projection, Record, Text, Value};

use super::ageing::Ageing;
use super::conversion::BoundConvert;
use super::convert::{SEPARATOR, plain_text};
use super::crosswalk::Crosswalks;
use super::evaluate::{Evaluator, RunContext};
use super::explode::ExplodeSpec;
use super::expression::Expression;
use super::functions::{
    AddressPart, Case, Clean, DatePatterns, NamePart, NumberForm, Pad, Split, TextForm,
};
use super::group::GroupPlan;
use super::lookup::{BoundLookup, LookupPlan};
use super::model::SourceSpec;
use super::period::BoundPeriod;
use super::rehearsal::Rehearsing;
use super::rule_plan::{BalancePlan, RulePlans, SpanPlan};
use super::severities::Severities;
use super::subject::Subject;
use super::token::TokenPlan;
use super::trace::Trace;
use crate::diagnose::Severity;
use crate::schema::Attribute;

/// A mapping that can be carried out. Made by [`super::bind`]; shared by all threads.
#[derive(Debug)]
pub struct Plan {
    pub(crate) object: Name,
    pub(crate) projection: Projection,
    pub(crate) body: Body,
    pub(crate) joins: Vec<JoinPlan>,
    pub(crate) lookups: Vec<LookupPlan>,
    pub(crate) explode: Vec<ExplodeSpec>,
    pub(crate) group: Option<GroupPlan>,
    pub(crate) checks: Vec<CheckPlan>,
    pub(crate) uniques: Vec<UniquePlan>,
    pub(crate) tokens: Vec<TokenPlan>,
    pub(crate) record_rules: RulePlans,
    pub(crate) totals: Vec<TotalPlan>,
    /// Attribute and index of its rule, in the order of the mapping.
    pub(crate) business_key: Vec<(Name, usize)>,
    pub(crate) crosswalks: Vec<Name>,
    pub(crate) references: Vec<Name>,
    pub(crate) severities: Severities,
    pub(crate) personal_columns: Vec<Name>,
    pub(crate) personal_attributes: Vec<Name>,
    pub(crate) rehearsing: Rehearsing,
    /// What the files can hold that payloads become, where they go as files.
    pub(crate) form: Option<Box<dyn FileForm>>,
}

/// The rules for one kind of record.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) selection: Option<BoundExpression>,
    pub(crate) rules: Vec<BoundRule>,
    /// Columns whose values no message shows.
    pub(crate) personal: Vec<Name>,
    /// Whether that is so of all columns.
    pub(crate) hides_all: bool,
    /// False where another body reads the same records and says what was noticed of them.
    pub(crate) says_notices: bool,
}

#[derive(Debug)]
pub(crate) enum BoundRule {
    Value(Box<BoundValue>),
    Nested(Box<BoundNested>),
}

#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each stands for one word of the rule, and they are independent"
)]
pub(crate) struct BoundValue {
    pub(crate) attribute: Name,
    /// The attribute with those it is nested in: `addresses.Country`.
    pub(crate) field: Text,
    pub(crate) input: BoundInput,
    pub(crate) shape: BoundShape,
    pub(crate) when: Option<BoundExpression>,
    pub(crate) default: Option<Value>,
    pub(crate) default_slot: Option<usize>,
    pub(crate) required: bool,
    pub(crate) is_key: bool,
    /// Whether it has the prefix of rehearsals.
    pub(crate) prefixed: bool,
    pub(crate) send_null: bool,
    pub(crate) personal: bool,
    pub(crate) reference: Option<Name>,
    /// Whether what is sent of a reference is the key.
    pub(crate) gives_key: bool,
    /// What the ERP is asked about the value: a reference into it, or its list of values.
    pub(crate) asks: Option<Subject>,
    pub(crate) accepted: Option<Attribute>,
}

impl BoundValue {
    fn slot(&self) -> Option<usize> {
        match self.input {
            BoundInput::Slot(slot) => Some(slot),
            BoundInput::Slots { .. }
            | BoundInput::Constant(_)
            | BoundInput::Expression(_)
            | BoundInput::Token
            | BoundInput::Lookup(_) => None,
        }
    }
}

#[derive(Debug)]
pub(crate) enum BoundInput {
    Slot(usize),
    /// The first value that is not empty, or all of them joined.
    Slots {
        slots: Box<[usize]>,
        join: Option<Text>,
    },
    Constant(Value),
    Expression(BoundExpression),
    /// Made when the values that it is made of are there.
    Token,
    Lookup(Box<BoundLookup>),
}

#[derive(Debug)]
pub(crate) struct BoundShape {
    pub(crate) clean: Box<[Clean]>,
    pub(crate) name: Option<NamePart>,
    pub(crate) address: Option<(AddressPart, BoundCountry)>,
    pub(crate) split: Option<Split>,
    pub(crate) case: Option<Case>,
    pub(crate) pad: Option<Pad>,
    pub(crate) number: Option<NumberForm>,
    pub(crate) convert: Option<Box<BoundConvert>>,
    pub(crate) date: Option<DatePatterns>,
    pub(crate) period: Option<Box<BoundPeriod>>,
    /// Index into [`Plan::crosswalks`], and the name.
    pub(crate) crosswalk: Option<(usize, Name)>,
    pub(crate) form: Option<BoundForm>,
    /// The slots that shaping reads beside the value.
    pub(crate) beside: Box<[usize]>,
}

#[derive(Debug)]
pub(crate) struct BoundForm {
    pub(crate) form: TextForm,
    pub(crate) country: Option<BoundCountry>,
}

/// Where the country of a value stands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum BoundCountry {
    Slot(usize),
    Stated(&'static str),
}

#[derive(Debug)]
pub(crate) struct BoundNested {
    pub(crate) attribute: Name,
    pub(crate) field: Text,
    pub(crate) from: NestedFrom,
    pub(crate) body: Body,
    pub(crate) required: bool,
    pub(crate) many: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NestedFrom {
    /// Index into a record's children.
    Child(usize),
    /// Index into [`Plan::joins`].
    Join(usize),
}

/// An expression whose names are bound.
#[derive(Debug)]
pub(crate) struct BoundExpression {
    pub(crate) expression: Expression,
    pub(crate) inputs: Vec<BoundName>,
    pub(crate) personal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BoundName {
    Slot(usize),
    /// Index of a rule of the main body.
    Attribute(usize),
    RunDate,
}

/// How records of another sheet or file are joined.
#[derive(Debug)]
pub struct JoinPlan {
    /// The target attribute that the nested records fill.
    pub attribute: Name,
    /// Where they come from.
    pub source: SourceSpec,
    /// What is wanted of each.
    pub projection: Projection,
    /// Whether the key is personal.
    pub personal: bool,
    pub(crate) main_slots: Vec<usize>,
    pub(crate) joined_slots: Vec<usize>,
}

impl JoinPlan {
    /// The key by which a record of the main source finds its nested records; none where all of
    /// it is empty.
    pub fn main_key(&self, record: &Record) -> Option<Text> {
        join_key(record, &self.main_slots)
    }

    /// The key of a joined record; none where all of it is empty, and it belongs to nothing.
    pub fn joined_key(&self, record: &Record) -> Option<Text> {
        join_key(record, &self.joined_slots)
    }

    /// The slots of the key in a joined record, for the origin of an orphan.
    pub fn joined_slots(&self) -> &[usize] {
        &self.joined_slots
    }
}

/// Outer white space and the manner of writing a number do not tell keys apart.
pub(crate) fn join_key(record: &Record, slots: &[usize]) -> Option<Text> {
    let mut key = Text::default();
    let mut is_empty = true;
    for (index, slot) in slots.iter().enumerate() {
        if index > 0 {
            key.push(SEPARATOR);
        }
        let part = plain_text(record.value(*slot));
        is_empty &= part.trim().is_empty();
        key.push_str(part.trim());
    }
    (!is_empty).then_some(key)
}

/// A check over one record.
#[derive(Debug)]
pub struct CheckPlan {
    /// What is said where it does not hold.
    pub otherwise: String,
    /// How much that weighs.
    pub severity: Severity,
    pub(crate) that: BoundExpression,
}

/// Attributes whose values, taken together, must differ between records.
#[derive(Debug)]
pub struct UniquePlan {
    /// The attributes.
    pub attributes: Vec<Name>,
    /// How much a repetition weighs.
    pub severity: Severity,
    /// Whether the values are personal.
    pub personal: bool,
    pub(crate) rules: Vec<usize>,
}

/// A control total.
#[derive(Debug)]
pub struct TotalPlan {
    /// Its name in reports.
    pub name: Name,
    /// The attribute whose sum it must agree with (`Amount`, `lines.Amount`); none where no rule
    /// carries the sum over.
    pub against: Option<Name>,
    /// The attributes that make the groups there, in the order of the groups' parts.
    pub against_by: Vec<Name>,
    /// The total of the extract's own that it must equal, and how much a difference weighs.
    pub declared: Option<(Name, Severity)>,
    pub(crate) over: TotalOver,
    pub(crate) amount: TotalAmount,
    /// The parts of a group's name.
    pub(crate) groups: Vec<TotalGroup>,
    /// The buckets that the last part of a group's name is one of; none where it is not aged.
    pub(crate) ageing: Option<Ageing>,
    pub(crate) personal: bool,
}

#[derive(Debug)]
pub(crate) enum TotalAmount {
    Slot {
        column: Name,
        slot: usize,
        form: NumberForm,
    },
    Expression(BoundExpression),
}

/// What stands between the parts of a group's name.
pub const GROUP_PARTS: &str = " · ";

/// What a total is summed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TotalOver {
    /// The records themselves.
    Records,
    /// Their nested records: indexes into a record's children, level by level.
    Children(Vec<usize>),
    /// Index into [`Plan::joins`].
    Join(usize),
}

/// A part of a group's name, taken as its rule shapes it, so that it can be compared with the ERP's.
#[derive(Debug)]
pub(crate) struct TotalGroup {
    /// The column; none where the rule works the value out by an expression.
    pub(crate) slot: Option<usize>,
    /// How deep the records are that the slot is of: 0 for the records themselves.
    pub(crate) level: usize,
    /// The rule that carries the value over: an index into the rules of each level, from the main body down.
    pub(crate) rule: Option<Vec<usize>>,
}

impl Plan {
    /// The same for records that go as files: what these cannot hold is a finding.
    #[must_use]
    pub fn in_form(self, form: Option<Box<dyn FileForm>>) -> Self {
        Self { form, ..self }
    }

    /// The mapping's name.
    pub fn object(&self) -> &Name {
        &self.object
    }

    /// What is wanted of each record of the main source.
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// Joined sources, in the order in which [`Evaluator::evaluate`] takes their records.
    pub fn joins(&self) -> &[JoinPlan] {
        &self.joins
    }

    /// Sources that rules take single values from, in the order that [`super::Lookups`] counts.
    pub fn lookups(&self) -> &[LookupPlan] {
        &self.lookups
    }

    /// How rows are taken apart.
    pub fn explode(&self) -> &[ExplodeSpec] {
        &self.explode
    }

    /// Which rows make up one record, where that is said.
    pub fn group(&self) -> Option<&GroupPlan> {
        self.group.as_ref()
    }

    /// Control totals, in the order that [`super::Contribution::total`] counts.
    pub fn totals(&self) -> &[TotalPlan] {
        &self.totals
    }

    /// The object whose records a part of a total's groups refers to by their ids in the ERP; none where the ERP holds what the
    /// source does.
    pub fn group_refers_to(&self, total: &TotalPlan, part: usize) -> Option<&Name> {
        let rule = self.value_rule(total.groups.get(part)?.rule.as_ref()?)?;
        rule.reference.as_ref().filter(|_| !rule.gives_key)
    }

    /// The rule of a value, by its place in the rules of each level.
    pub(crate) fn value_rule(&self, path: &[usize]) -> Option<&BoundValue> {
        let (last, levels) = path.split_last()?;
        let mut rules = &self.body.rules;
        for level in levels {
            match rules.get(*level)? {
                BoundRule::Nested(nested) => rules = &nested.body.rules,
                BoundRule::Value(_) => return None,
            }
        }
        match rules.get(*last)? {
            BoundRule::Value(rule) => Some(rule),
            BoundRule::Nested(_) => None,
        }
    }

    /// Checks over one record.
    pub fn checks(&self) -> &[CheckPlan] {
        &self.checks
    }

    /// What must differ between records, in the order that [`super::Mapped::uniques`] counts.
    pub fn uniques(&self) -> &[UniquePlan] {
        &self.uniques
    }

    /// The values of a payload that must differ between records: index of the check, and the values as one
    /// text, as [`super::Mapped::uniques`] has them.
    pub fn unique_values<'a>(&'a self, payload: &'a Fields) -> impl Iterator<Item = (usize, Text)> {
        let text = move |unique: &UniquePlan| {
            let mut text = Text::default();
            let mut is_empty = true;
            for (position, name) in unique.attributes.iter().enumerate() {
                if position > 0 {
                    text.push_str(" | ");
                }
                let found = payload.iter().find(|(attribute, _)| attribute == name);
                if let Some((_, value)) = found {
                    is_empty &= value.is_blank();
                    text.push_str(&plain_text(value));
                }
            }
            (!is_empty).then_some(text)
        };
        let uniques = self.uniques.iter().enumerate();
        uniques.filter_map(move |(index, unique)| Some((index, text(unique)?)))
    }

    /// What must add up to nothing over several records, in the order that
    /// [`super::Mapped::balances`] counts.
    pub fn balances(&self) -> &[BalancePlan] {
        &self.record_rules.balances
    }

    /// Spans of time that must not overlap, in the order that [`super::Mapped::spans`] counts.
    pub fn spans(&self) -> &[SpanPlan] {
        &self.record_rules.spans
    }

    /// The attributes of the business key.
    pub fn business_key(&self) -> impl Iterator<Item = &Name> {
        self.business_key.iter().map(|(name, _)| name)
    }

    /// Whether a part of the business key is personal, so that no message may show the key.
    pub fn key_is_personal(&self) -> bool {
        self.business_key.iter().any(|(_, rule)| {
            matches!(self.body.rules.get(*rule), Some(BoundRule::Value(value)) if value.personal)
        })
    }

    /// The slot of the column that fills an attribute of the record itself; none for nested
    /// ones, and where no single column does.
    pub fn attribute_slot(&self, attribute: &str) -> Option<usize> {
        self.body.rules.iter().find_map(|rule| match rule {
            BoundRule::Value(value) if &*value.attribute == attribute => value.slot(),
            _ => None,
        })
    }

    /// The slot of the column that a `unique` check over one attribute reads.
    pub fn unique_slot(&self, check: usize) -> Option<usize> {
        let unique = self.uniques.get(check)?;
        let [rule] = unique.rules.as_slice() else {
            return None;
        };
        match self.body.rules.get(*rule)? {
            BoundRule::Value(value) => value.slot(),
            BoundRule::Nested(_) => None,
        }
    }

    /// The slot of the column that fills the business key, where it is of one attribute.
    pub fn key_slot(&self) -> Option<usize> {
        match self.business_key.as_slice() {
            [(name, _)] => self.attribute_slot(name),
            _ => None,
        }
    }

    /// The mappings that records refer to.
    pub fn references(&self) -> &[Name] {
        &self.references
    }

    /// How much findings of single codes weigh.
    pub fn severities(&self) -> &Severities {
        &self.severities
    }

    /// The crosswalks that rules use.
    pub fn crosswalks(&self) -> &[Name] {
        &self.crosswalks
    }

    /// Columns of the main source whose values no message shows, sorted.
    pub fn personal_columns(&self) -> &[Name] {
        &self.personal_columns
    }

    /// Attributes whose values no message shows (`addresses.Phone`), in the order of the rules.
    pub fn personal_attributes(&self) -> &[Name] {
        &self.personal_attributes
    }

    /// Says what the run does about the prefix of rehearsals.
    pub fn rehearse(&mut self, rehearsing: Rehearsing) {
        self.rehearsing = rehearsing;
    }

    /// The key of a record that is referred to, as it is in every rehearsal.
    pub fn reference_without_prefix(&self, object: &Name, key: &str) -> String {
        self.rehearsing.without_prefix(object, key)
    }

    /// A business key as it is in every rehearsal.
    pub fn key_without_prefix(&self, key: &str) -> String {
        self.rehearsing.without_prefix(&self.object, key)
    }

    /// Whether a record of the ERP is one of another rehearsal, told by its key.
    pub fn is_of_another_rehearsal(&self, attributes: &Fields) -> bool {
        self.business_key.iter().any(|(name, rule)| {
            let rule = self.body.rules.get(*rule);
            let prefixed = matches!(rule, Some(BoundRule::Value(value)) if value.prefixed);
            let mut found = attributes.iter();
            let value = found.find(|(own, _)| prefixed && own == name);
            value.is_some_and(|(_, value)| self.rehearsing.is_of_another(&plain_text(value)))
        })
    }

    /// An evaluator, for one thread.
    pub fn evaluator<'a>(&'a self, crosswalks: &'a Crosswalks, run: RunContext) -> Evaluator<'a> {
        Evaluator::new(self, crosswalks, run)
    }

    /// An evaluator that keeps a trace of everything it does, for one record.
    pub fn traced<'a>(
        &'a self,
        crosswalks: &'a Crosswalks,
        run: RunContext,
    ) -> Evaluator<'a, Trace> {
        Evaluator::new(self, crosswalks, run)
    }
}
