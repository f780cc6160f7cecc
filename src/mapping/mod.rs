//! The mapping language: what a mapping says, brought to a plan, and carried out on one record.
//!
//! In three steps: a [`CheckedMapping`] holds names and places as they stand in the file;
//! [`conform`] holds it against the target's schema and [`bind`] against the columns of a really
//! opened file; the [`Plan`] that comes of it looks nothing up by name any more, and its
//! [`Evaluator`]s turn records into payloads and findings. Pure: no file, no clock, no network.

mod ageing;
mod bind;
mod calendar;
mod comparing;
mod conform;
mod conversion;
mod convert;
mod crosswalk;
mod evaluate;
mod explode;
pub mod expression;
pub mod functions;
mod group;
mod headings;
mod impact;
mod lookup;
mod mapped;
mod model;
pub(crate) mod parameters;
mod period;
pub(crate) mod personal;
mod plan;
mod rates;
mod record_rules;
mod referring;
mod rehearsal;
mod rule_plan;
mod scope;
mod screen;
mod severities;
mod subject;
mod tables;
mod tally;
mod token;
mod total_rule;
mod trace;
mod values;
mod weight;

pub use ageing::{Ageing, Bucket};
pub use bind::{SourceColumns, bind, bind_nested};
pub use calendar::{Calendar, MonthNames, NoPeriod, Period};
pub use comparing::{Alike, CompareRule};
pub use conform::conform;
pub use crosswalk::{Crosswalk, CrosswalkConflict, Crosswalks};
pub use evaluate::{Evaluator, JoinedRecord, RunContext};
pub use explode::{
    Cuts, ExplodeSpec, Made, Misfit, PIECES_MAX, Pieces, PiecesFrom, everything_of, of_records,
};
pub(crate) use explode::{columns_of, parts_of};
pub(crate) use group::parts_of_groups;
pub use group::{GroupPlan, Levels};
pub use headings::Headings;
pub use impact::{Impact, impacts, object_gone};
pub use lookup::{LookupPlan, Lookups};
pub use mapped::{Contribution, Mapped, MappedVerdict, ReferenceUse};
pub use model::{
    AddressRule, AgeingRule, Approval, CheckRule, CheckedMapping, ConvertRule, CountryFrom,
    EachSource, FieldRule, FormRule, GroupSpec, LANGUAGES, LookupRule, LookupSource, MoneyRule,
    Named, NestedRule, PeriodRule, ReferencePlace, ReferenceRule, RuleInput, RuleKind, Shaping,
    Side, SourceSpec, TargetSpec, TotalInput, TotalRule, UniqueRule, ValueRule, WriteMode,
};
pub use parameters::Parameters;
pub(crate) use plan::join_key as key_of;
pub use plan::{CheckPlan, GROUP_PARTS, JoinPlan, Plan, TotalPlan, UniquePlan};
pub use rates::{NoRate, Rates};
pub use record_rules::{BalanceRule, RecordRules, ScreenRule, SpanRule, SumRule};
pub use rehearsal::{PrefixOn, RehearsalPrefix, Rehearsing};
pub use rule_plan::{BalancePlan, SpanPlan};
pub use severities::{Severities, changeable};
pub use subject::{About, Subject};
pub use tables::Tables;
pub use token::{TOKEN_HASH_MIN, TOKEN_LENGTH, TokenRule};
pub use trace::{Trace, TraceEvent, Traced, Unwatched, Watch};
pub use weight::weight;

#[cfg(test)]
mod tests;
