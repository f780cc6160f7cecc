//! A mapping as it stands in its file: every name still a name, each with its place.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use landbridge_contract::{Action, Name, Options, Text, Value};

use super::comparing::CompareRule;
use super::explode::ExplodeSpec;
use super::expression::Expression;
use super::functions::{
    AddressPart, Case, Clean, DatePatterns, NamePart, NumberForm, Pad, Rounding, Split, TextForm,
};
use super::headings::Headings;
use super::parameters::Parameters;
use super::record_rules::RecordRules;
pub use super::referring::{ReferencePlace, ReferenceRule};
use super::rehearsal::PrefixOn;
use super::severities::Severities;
use super::token::TokenRule;
pub use super::total_rule::{AgeingRule, Side, TotalInput, TotalRule};
use crate::diagnose::{Location, Severity};
use crate::schema::ObjectSchema;

/// The languages of what owners get.
pub const LANGUAGES: [&str; 3] = ["en", "fr", "es"];

/// A name in a file, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: Name,
    /// Where it stands.
    pub at: Location,
}

/// A legacy file or several, and how they are read.
#[derive(Debug, Clone)]
pub struct SourceSpec {
    /// The connector's word: `spreadsheet`.
    pub kind: Name,
    /// File name or pattern (`*`, `?`), relative to the project's data folder.
    pub pattern: String,
    /// The connector's options.
    pub options: Options,
    /// The name of a column that numbers equal records: 1 for the first, 2 for the next.
    pub copies: Option<Name>,
    /// By the name of a column, the other headings under which files have it.
    pub headings: Vec<Headings>,
    /// Whether it is classed confidential, so that no message shows any of its values.
    pub confidential: bool,
    /// How its rows are taken apart.
    pub explode: Vec<ExplodeSpec>,
    /// Which of these, or of its rows as they are, make up one record.
    pub group: Option<Box<GroupSpec>>,
    /// Where the file is named.
    pub at: Location,
    /// Where each option stands.
    pub option_places: BTreeMap<String, Location>,
}

/// Which rows of a source make up one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSpec {
    /// The columns that are equal in all rows of a record.
    pub by: Vec<Named>,
    /// The name of the nested records that the rows become.
    pub into: Named,
    /// Whether rows that stand apart are gathered; else they stand together.
    pub gather: bool,
    /// Which of these make up one nested record.
    pub inner: Option<Box<GroupSpec>>,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteMode {
    /// Made anew.
    Create,
    /// Made or changed.
    Upsert,
    /// Changed where they are, and never made.
    Update,
}

impl WriteMode {
    /// The words of mapping files.
    pub const WORDS: [&str; 3] = ["create", "upsert", "update"];

    /// The way of writing of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "create" => Some(Self::Create),
            "upsert" => Some(Self::Upsert),
            "update" => Some(Self::Update),
            _ => None,
        }
    }

    /// Whether records that are there already are changed, whoever made them.
    pub fn changes_what_is_there(self) -> bool {
        match self {
            Self::Create => false,
            Self::Upsert | Self::Update => true,
        }
    }
}

/// Where a mapping's records go.
#[derive(Debug, Clone)]
pub struct TargetSpec {
    /// The name of the project's target; empty for the project's own choice.
    pub target: String,
    /// The target's object.
    pub object: Name,
    /// How records are written.
    pub write: WriteMode,
    /// The action by which they are changed, where the target's connector reads one in what is stated.
    pub action: Option<Action>,
    /// Accepts that a record whose answer was lost stays in doubt.
    pub at_most_once: bool,
    /// What the mapping states beside that, for the target's connector.
    pub overrides: Options,
    /// Where the object is named.
    pub at: Location,
}

/// Why confidential sources are read, and who approved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// For what.
    pub purpose: String,
    /// By whom.
    pub approver: String,
    /// Where it stands.
    pub at: Location,
}

/// A mapping file that was read. With mistakes in it, it holds what could be understood.
#[derive(Debug, Clone)]
pub struct CheckedMapping {
    /// Its name.
    pub object: Name,
    /// What it is, in the words of its author; empty for none.
    pub about: String,
    /// Who gets the annotated workbook.
    pub owner: Option<String>,
    /// The language of what the owner gets: `en`, `fr`, `es`.
    pub language: String,
    /// Why it reads confidential sources, where it says so.
    pub approval: Option<Approval>,
    /// The parameters that hold for it.
    pub parameters: Arc<Parameters>,
    /// The mapping file, relative to the project folder.
    pub file: Arc<str>,
    /// The files that it includes, and where.
    pub includes: Vec<(Arc<str>, Location)>,
    /// The hash of the file's text, in hexadecimal digits.
    pub hash: String,
    /// The beginning of the file.
    pub at: Location,
    /// Where records come from.
    pub source: SourceSpec,
    /// Sources whose records are asked for single values.
    pub lookups: Vec<LookupSource>,
    /// Which records are wanted (`where`).
    pub selection: Option<Expression>,
    /// The attributes that make the business key.
    pub business_key: Vec<Named>,
    /// Which attributes have the prefix of rehearsals, as stated.
    pub prefix_on: PrefixOn,
    /// The same as it is carried out.
    pub prefixed: Vec<Name>,
    /// Where records go.
    pub target: TargetSpec,
    /// The schema's name of the target's object.
    pub schema_object: Name,
    /// The schema's file; empty before it was looked for.
    pub schema_file: PathBuf,
    /// What the target accepts; none where the schema could not be used.
    pub schema: Option<Arc<ObjectSchema>>,
    /// Where `fields` stands.
    pub fields_at: Location,
    /// Field rules in the order of the file.
    pub fields: Vec<FieldRule>,
    /// Checks.
    pub checks: Vec<CheckRule>,
    /// Attributes whose values must differ between records.
    pub uniques: Vec<UniqueRule>,
    /// Rules over several values and over several records.
    pub rules: RecordRules,
    /// How much findings of single codes weigh, where the mapping says so.
    pub severities: Severities,
    /// Control totals.
    pub totals: Vec<TotalRule>,
    /// How single attributes are compared with what the ERP holds.
    pub comparing: Vec<CompareRule>,
}

/// A source that rules take single values from, by key.
#[derive(Debug, Clone)]
pub struct LookupSource {
    /// What rules call it.
    pub name: Named,
    /// Where its records are.
    pub source: SourceSpec,
}

/// A line under `fields`.
#[derive(Debug, Clone)]
pub struct FieldRule {
    /// The target attribute.
    pub attribute: Named,
    /// How it is filled.
    pub kind: RuleKind,
}

/// How an attribute is filled.
#[derive(Debug, Clone)]
pub enum RuleKind {
    /// With one value.
    Value(Box<ValueRule>),
    /// With nested records.
    Nested(Box<NestedRule>),
}

/// A rule that gives one value.
#[derive(Debug, Clone)]
pub struct ValueRule {
    /// Where the value comes from.
    pub input: RuleInput,
    /// How it is shaped.
    pub shaping: Shaping,
    /// Where it does not hold, the rule gives nothing.
    pub when: Option<Expression>,
    /// What stands for an empty value.
    pub default: Option<Value>,
    /// The column whose value, shaped alike, stands for an empty one.
    pub default_from: Option<Named>,
    /// Whether an empty value is a finding even where the schema does not say so.
    pub required: bool,
    /// Whether an empty value is sent as null.
    pub send_null: bool,
    /// Whether the value is personal, or confidential: no message shows it.
    pub personal: bool,
    /// The record whose target id is meant.
    pub reference: Option<ReferenceRule>,
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub enum RuleInput {
    /// A column or path.
    Column(Named),
    /// A constant.
    Constant(Value, Location),
    /// Several columns.
    Columns {
        /// In the order of the file.
        columns: Vec<Named>,
        /// What stands between their values where these are joined; without it the first value that
        /// is not empty is taken.
        join: Option<Text>,
    },
    /// An expression.
    Expression(Expression),
    /// A token of the record's key.
    Token(Box<TokenRule>),
    /// A value of the record of another source that has the same key.
    Lookup(Box<LookupRule>),
    /// What stands there could not be understood; said already.
    Unclear,
}

/// A value taken from the record of another source that has the same key.
#[derive(Debug, Clone)]
pub struct LookupRule {
    /// Which of [`CheckedMapping::lookups`].
    pub lookup: Named,
    /// Column here, column there.
    pub on: Vec<(Named, Named)>,
    /// The column there that holds the value.
    pub take: Named,
    /// Whether a key that no record there has gives nothing; else it is a finding.
    pub missing_is_empty: bool,
}

/// How a value is shaped, in this order.
#[derive(Debug, Clone, Default)]
pub struct Shaping {
    /// `clean`.
    pub clean: Vec<Clean>,
    /// `name`.
    pub name: Option<NamePart>,
    /// `address`.
    pub address: Option<AddressRule>,
    /// `split`.
    pub split: Option<Split>,
    /// `case`.
    pub case: Option<Case>,
    /// `pad`.
    pub pad: Option<Pad>,
    /// `number`, with its place.
    pub number: Option<(NumberForm, Location)>,
    /// `convert`.
    pub convert: Option<Box<ConvertRule>>,
    /// `date`, with its place.
    pub date: Option<(DatePatterns, Location)>,
    /// `period`.
    pub period: Option<Box<PeriodRule>>,
    /// `crosswalk`.
    pub crosswalk: Option<Named>,
    /// `is`.
    pub form: Option<FormRule>,
}

/// A part of a postal address.
#[derive(Debug, Clone)]
pub struct AddressRule {
    /// Which.
    pub part: AddressPart,
    /// The country whose manner it has.
    pub country: CountryFrom,
}

/// An amount in another unit or another currency.
#[derive(Debug, Clone)]
pub struct ConvertRule {
    /// The unit or currency, where the mapping states it.
    pub from_stated: Option<Name>,
    /// The column that has it otherwise.
    pub from_column: Option<Named>,
    /// The unit or currency of the result.
    pub to: Name,
    /// The project's table of rates or units.
    pub table: Option<Named>,
    /// What only currencies have.
    pub money: Option<MoneyRule>,
    /// The decimals of the result; none where it must be exact.
    pub decimals: Option<u32>,
    /// What becomes of further digits.
    pub rounding: Rounding,
    /// Where it stands.
    pub at: Location,
}

/// Which rate of exchange counts.
#[derive(Debug, Clone)]
pub struct MoneyRule {
    /// The column of the day.
    pub on: Named,
    /// How that column writes days.
    pub dates: DatePatterns,
    /// So many days before, a rate is in force still.
    pub days: u32,
}

/// The accounting period of a day.
#[derive(Debug, Clone)]
pub struct PeriodRule {
    /// The calendar of the project.
    pub calendar: Named,
    /// The column of a day that the period must hold, where the value is the period's name.
    pub holds: Option<Named>,
    /// How that column writes days.
    pub dates: Option<DatePatterns>,
    /// Where it stands.
    pub at: Location,
}

/// A form that the text must have.
#[derive(Debug, Clone)]
pub struct FormRule {
    /// Which.
    pub form: TextForm,
    /// The country of telephone numbers that do not name their own.
    pub country: Option<CountryFrom>,
    /// Where it stands.
    pub at: Location,
}

/// Where a country comes from.
#[derive(Debug, Clone)]
pub enum CountryFrom {
    /// A column.
    Column(Named),
    /// The mapping states it: two letters.
    Stated(&'static str),
}

impl Shaping {
    /// The columns that shaping reads beside the value.
    pub fn columns(&self) -> impl Iterator<Item = &Named> {
        let form = self.form.iter().flat_map(|form| &form.country);
        let address = self.address.iter().map(|address| &address.country);
        let country = form.chain(address).filter_map(|from| match from {
            CountryFrom::Column(column) => Some(column),
            CountryFrom::Stated(_) => None,
        });
        let convert = self.convert.iter().flat_map(|convert| {
            let day = convert.money.as_ref().map(|money| &money.on);
            convert.from_column.iter().chain(day)
        });
        let period = self.period.iter().flat_map(|period| &period.holds);
        country.chain(convert).chain(period)
    }
}

/// A rule that gives nested records.
#[derive(Debug, Clone)]
pub struct NestedRule {
    /// Where they come from.
    pub each: EachSource,
    /// Which are wanted.
    pub selection: Option<Expression>,
    /// Where their `fields` stands.
    pub fields_at: Location,
    /// Their field rules.
    pub fields: Vec<FieldRule>,
}

/// Where nested records come from.
#[derive(Debug, Clone)]
pub enum EachSource {
    /// Elements inside the record.
    Path(Named),
    /// Records of another sheet or file.
    Join {
        /// Which.
        source: SourceSpec,
        /// Column here, column there.
        on: Vec<(Named, Named)>,
    },
}

/// A check over one record.
#[derive(Debug, Clone)]
pub struct CheckRule {
    /// What must hold.
    pub that: Expression,
    /// What is said where it does not.
    pub otherwise: String,
    /// How much that weighs.
    pub severity: Severity,
}

/// Attributes whose values, taken together, must differ between records.
#[derive(Debug, Clone)]
pub struct UniqueRule {
    /// The attributes.
    pub attributes: Vec<Named>,
    /// How much a repetition weighs.
    pub severity: Severity,
}

impl ValueRule {
    /// The names of columns that its value is made of; what only `when` reads is not among them, nor
    /// what a lookup finds its record by.
    pub fn columns(&self) -> impl Iterator<Item = &Named> {
        let (column, columns, expression) = match &self.input {
            RuleInput::Column(column) => (Some(column), None, None),
            RuleInput::Columns { columns, .. } => (None, Some(columns), None),
            RuleInput::Expression(expression) => (None, None, Some(expression)),
            RuleInput::Constant(..)
            | RuleInput::Token(_)
            | RuleInput::Lookup(_)
            | RuleInput::Unclear => (None, None, None),
        };
        let columns = column.into_iter().chain(columns.into_iter().flatten());
        let names = expression.into_iter().flat_map(|one| &one.names);
        columns.chain(names).chain(&self.default_from)
    }

    /// The columns whose values a lookup finds its record by.
    pub fn lookup_keys(&self) -> impl Iterator<Item = &Named> {
        let on = match &self.input {
            RuleInput::Lookup(lookup) => lookup.on.as_slice(),
            _ => &[],
        };
        on.iter().map(|(here, _)| here)
    }
}

impl CheckedMapping {
    /// The sources of joined records, in the order in which [`super::bind`] and
    /// [`super::Plan::joins`] count them.
    pub fn joins(&self) -> Vec<&SourceSpec> {
        self.fields
            .iter()
            .filter_map(|rule| match &rule.kind {
                RuleKind::Nested(nested) => match &nested.each {
                    EachSource::Join { source, .. } => Some(source),
                    EachSource::Path(_) => None,
                },
                RuleKind::Value(_) => None,
            })
            .collect()
    }

    /// The patterns of its sources that are confidential, each once.
    pub fn confidential_sources(&self) -> Vec<&str> {
        let lookups = self.lookups.iter().map(|lookup| &lookup.source);
        let beside = self.joins().into_iter().chain(lookups);
        let all = std::iter::once(&self.source).chain(beside);
        let mut found: Vec<&str> = Vec::new();
        for source in all.filter(|source| source.confidential) {
            if !found.contains(&source.pattern.as_str()) {
                found.push(&source.pattern);
            }
        }
        found
    }

    /// All sources, to put the texts of files into their options.
    pub fn sources_mut(&mut self) -> Vec<&mut SourceSpec> {
        let joins = self
            .fields
            .iter_mut()
            .filter_map(|rule| match &mut rule.kind {
                RuleKind::Nested(nested) => match &mut nested.each {
                    EachSource::Join { source, .. } => Some(source),
                    EachSource::Path(_) => None,
                },
                RuleKind::Value(_) => None,
            });
        let lookups = self.lookups.iter_mut().map(|lookup| &mut lookup.source);
        std::iter::once(&mut self.source)
            .chain(joins)
            .chain(lookups)
            .collect()
    }

    /// The mappings whose records must be loaded before, each once, in the order of the file.
    pub fn references(&self) -> Vec<&Named> {
        let mut found: Vec<&Named> = Vec::new();
        collect_references(&self.fields, &mut found);
        found
    }
}

fn collect_references<'a>(rules: &'a [FieldRule], found: &mut Vec<&'a Named>) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Value(value) => {
                if let Some(reference) = &value.reference
                    && reference.place == ReferencePlace::Run
                    && !found.iter().any(|one| one.name == reference.object.name)
                {
                    found.push(&reference.object);
                }
            }
            RuleKind::Nested(nested) => collect_references(&nested.fields, found),
        }
    }
}
