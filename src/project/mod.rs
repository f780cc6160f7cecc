//! The project folder: landbridge.yaml, mapping files, schemas, crosswalk definitions.
//!
//! In three steps: *raw* (a tree whose every part knows its line), *checked* (pure; everything
//! that is wrong is said at once, and what could be understood is kept), *resolved* (secrets and
//! addresses, just before a target is spoken to). Files are read in `files` alone. Never opens
//! a legacy file and never speaks to a target.

mod access;
mod block;
mod catalog;
mod confidential;
mod crosswalks;
mod edit;
mod explode;
mod files;
mod gates;
mod group;
mod include;
mod kept_gates;
pub mod keys;
mod load;
mod lookup;
mod mapping_file;
mod mistake;
mod model;
mod option_texts;
mod order;
mod parameters;
mod people;
mod project_calendars;
mod project_file;
mod project_tables;
mod pulled;
mod redact;
mod rehearsal;
mod resolve;
mod rule_lines;
mod source_spec;
mod stops;
mod waves;
mod yaml;

pub use catalog::ConnectorCatalog;
pub(crate) use edit::scalar;
pub(crate) use files::matches;
pub use files::{files_ending, matching_files, new_file, read_schema, read_text, replace, unnamed};
pub use gates::{Gate, Gates, Limits};
pub(crate) use include::say_where;
pub use load::{Loaded, load, load_for, load_with};
pub(crate) use mapping_file::{MISSING, STATUS};
pub(crate) use mistake::{mistake, unknown_name};
pub use model::{
    AssertionConfig, AuthConfig, CalendarDef, CalendarFrom, ConfigValue, CrosswalkDef, Kept,
    OAuthConfig, OptionText, Project, ProxyConfig, TableDef, TargetConfig, Wave,
};
pub use people::Person;
pub use pulled::{PULLED_FILE, Pulled, PulledSchemas};
pub use rehearsal::production_refuses;
pub use resolve::{Auth, Keepers, ResolvedTarget, resolve};
pub use rule_lines::{
    CellChange, RULE_CELLS, RuleCells, RuleLine, rule_lines, with_cells, with_rule, without_rule,
};
pub use stops::{Canary, CanaryThen, StopRules};

pub use crate::mapping::SourceSpec;

#[cfg(test)]
pub(crate) mod test_support;
#[cfg(test)]
mod tests;
