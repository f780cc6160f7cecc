//! A project as it stands in its folder: names still names, secrets still references.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use landbridge_contract::{ColumnInfo, Name, OptionValue, Options, Projection};

use super::gates::Gates;
use super::mistake::unknown_name;
use super::people::Person;
use super::stops::{Canary, StopRules};
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::functions::{DatePatterns, NumberForm};
use crate::mapping::{Calendar, CheckedMapping, Named, Parameters, RehearsalPrefix, SourceSpec};
use crate::transport::Hours;

/// A project folder that was read. With mistakes in it, it holds what could be understood.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// What it is; empty for none.
    pub about: String,
    /// The language of reports unless another is asked for: `en`, `fr`, `es`.
    pub language: String,
    /// The project folder.
    pub dir: PathBuf,
    /// The folder of the legacy files.
    pub data_dir: PathBuf,
    /// The ledger.
    pub ledger_path: PathBuf,
    /// The folder of the target schemas.
    pub schemas_dir: PathBuf,
    /// The folders of the mappings' cases.
    pub cases_dirs: Vec<PathBuf>,
    /// The folder of reports.
    pub reports_dir: PathBuf,
    /// The targets, in the order of the file.
    pub targets: Vec<TargetConfig>,
    /// The target that mappings load into unless they say otherwise; empty where none is known.
    pub target: String,
    /// The files that landbridge.yaml includes, and where.
    pub includes: Vec<(Arc<str>, Location)>,
    /// Parameters, as they hold where neither a wave nor a target says otherwise.
    pub parameters: Parameters,
    /// Files and folders of the data folder that are classed confidential, as patterns.
    pub confidential: Vec<String>,
    /// The prefix of keys in rehearsals; none where keys are the same in all runs.
    pub rehearsal_prefix: Option<RehearsalPrefix>,
    /// The people that it names, in the order of the file.
    pub people: Vec<Person>,
    /// Waves, in the order of the file.
    pub waves: Vec<Wave>,
    /// What a run may show and still be accepted.
    pub gates: Gates,
    /// What the ERP may refuse before a load stops.
    pub stop: StopRules,
    /// The first records, which are sent before the rest.
    pub canary: Option<Canary>,
    /// Crosswalks, in the order of the file.
    pub crosswalks: Vec<CrosswalkDef>,
    /// Tables of rates of exchange, in the order of the file.
    pub rates: Vec<TableDef>,
    /// Calendars of accounting periods, in the order of the file.
    pub calendars: Vec<CalendarDef>,
    /// Tables of units, in the order of the file.
    pub units: Vec<TableDef>,
    /// Mappings in load order: what is referred to comes first, then by name.
    pub mappings: Vec<CheckedMapping>,
    /// The hash of all files read, in hexadecimal digits.
    pub hash: String,
}

impl Project {
    /// The target of a mapping.
    pub fn target_of(&self, mapping: &CheckedMapping) -> Option<&TargetConfig> {
        let name = if mapping.target.target.is_empty() {
            &self.target
        } else {
            &mapping.target.target
        };
        self.targets.iter().find(|target| target.name == *name)
    }

    /// A mapping by name.
    pub fn mapping(&self, object: &str) -> Option<&CheckedMapping> {
        self.mappings
            .iter()
            .find(|mapping| &*mapping.object == object)
    }
}

/// A configured target.
#[derive(Debug, Clone)]
pub struct TargetConfig {
    /// Its name in the project.
    pub name: String,
    /// The connector's word: `fusion`; empty for a target that is only asked to describe itself.
    pub kind: String,
    /// Path of the document that describes its objects, below the base URL: `/$metadata`.
    pub description: Option<String>,
    /// The connector's options; those that name files hold their names.
    pub options: Options,
    /// Where each option stands.
    pub option_places: BTreeMap<String, Location>,
    /// The texts of the files that options name.
    pub option_texts: Vec<OptionText>,
    /// Base URL.
    pub url: ConfigValue,
    /// How requests are authenticated.
    pub auth: AuthConfig,
    /// The same for requests that have loaded data imported; those of `auth` unless stated.
    pub import_auth: Option<AuthConfig>,
    /// The proxy through which everything goes.
    pub proxy: Option<ProxyConfig>,
    /// A file, relative to the project folder, of certificates that are trusted too.
    pub ca_certificate: Option<PathBuf>,
    /// The certificate and key by which this side is known.
    pub client_certificate: Option<ConfigValue>,
    /// Requests a second at the most; none for the engine's own choice.
    pub requests_per_second: Option<u32>,
    /// Requests in one day of UTC at the most.
    pub requests_per_day: Option<u32>,
    /// When requests may be sent; always unless stated.
    pub hours: Option<Hours>,
    /// Requests at the same time at the most.
    pub concurrency: Option<u32>,
    /// Seconds until a request is given up.
    pub timeout_seconds: Option<u32>,
    /// Whether it is the ERP that people work with.
    pub production: bool,
    /// Parameters that hold for what is loaded into it.
    pub parameters: Parameters,
    /// Seconds after which a record that was sent can be found, where it is there at all.
    pub visible_within_seconds: Option<u32>,
    /// Look-ups of a record in doubt over that time.
    pub look_ups: Option<u32>,
    /// Where it stands.
    pub at: Location,
}

/// The text of a file that an option names.
#[derive(Debug, Clone)]
pub struct OptionText {
    /// Name of the option.
    pub option: &'static str,
    /// The text.
    pub text: Arc<str>,
}

impl TargetConfig {
    /// The options with the texts of files in the place of their names, as the connector wants them.
    pub fn options_with_texts(&self) -> Options {
        let mut options = self.options.clone();
        for read in &self.option_texts {
            let text = OptionValue::Text(read.text.to_string());
            options.0.insert(read.option.to_owned(), text);
        }
        options
    }
}

/// A value that may be kept outside the project file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigValue {
    /// Where the value is.
    pub kept: Kept,
    /// Where it is named.
    pub at: Location,
}

/// Where a configured value is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// In the file itself. Never a secret.
    Here(String),
    /// In an environment variable.
    Environment(String),
    /// In a file, relative to the project folder; outer white space is not part of it.
    File(PathBuf),
    /// What a program says: the program and its arguments.
    Command(Vec<String>),
    /// What stands there could not be understood; said already.
    Unclear,
}

/// How requests are authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthConfig {
    /// Not at all.
    None,
    /// User and password.
    Basic {
        /// User.
        user: ConfigValue,
        /// Password.
        password: ConfigValue,
    },
    /// A token.
    Bearer(ConfigValue),
    /// A token of an OAuth 2 endpoint.
    OAuth(Box<OAuthConfig>),
    /// A signed statement as the token.
    Assertion(Box<AssertionConfig>),
}

/// A client of an OAuth 2 token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthConfig {
    /// The endpoint.
    pub token_url: ConfigValue,
    /// The client.
    pub client_id: ConfigValue,
    /// Its secret.
    pub client_secret: ConfigValue,
    /// What the token is to be good for; empty for nothing stated.
    pub scope: String,
    /// The statement of a user.
    pub assertion: Option<Box<AssertionConfig>>,
}

/// A signed statement of who sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionConfig {
    /// The private key.
    pub key: ConfigValue,
    /// Who states it.
    pub issuer: ConfigValue,
    /// Of whom.
    pub subject: ConfigValue,
    /// To whom; empty for nobody in particular.
    pub audience: String,
    /// Name of the key; empty for none.
    pub key_id: String,
    /// The certificate's thumbprint; empty for none.
    pub thumbprint: String,
    /// Minutes that it holds.
    pub minutes: u32,
}

/// A proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyConfig {
    /// Its address.
    pub url: ConfigValue,
    /// User and password, where it demands them.
    pub login: Option<(ConfigValue, ConfigValue)>,
}

/// Mappings that go live together.
#[derive(Debug, Clone, PartialEq)]
pub struct Wave {
    /// Name.
    pub name: String,
    /// Names of mappings, as stated.
    pub mappings: Vec<Name>,
    /// Parameters that hold for its mappings.
    pub parameters: Parameters,
    /// Its own canary.
    pub canary: Option<Canary>,
    /// Where it stands.
    pub at: Location,
}

/// A crosswalk: a file, and the two columns that matter.
#[derive(Debug, Clone)]
pub struct CrosswalkDef {
    /// Name.
    pub name: Name,
    /// The file and its options, relative to the project folder.
    pub source: SourceSpec,
    /// The column of legacy codes.
    pub from: Name,
    /// The column of ERP codes.
    pub to: Name,
    /// Who keeps it up; empty for nobody named.
    pub owner: String,
    /// Which state of it this is, in its owner's words; empty for none named.
    pub version: String,
    /// The delimited file, relative to the project folder, of the lines that were added since.
    pub added: PathBuf,
    /// Where `from` stands.
    pub from_at: Location,
    /// Where `to` stands.
    pub to_at: Location,
}

/// A calendar of accounting periods.
#[derive(Debug, Clone)]
pub struct CalendarDef {
    /// Name.
    pub name: Name,
    /// Where its periods come from.
    pub from: CalendarFrom,
}

/// Where the periods of a calendar come from.
#[derive(Debug, Clone)]
pub enum CalendarFrom {
    /// They are months.
    Months(Calendar),
    /// A file lists them: its columns are name, first day, last day, and their state where there is one.
    File {
        /// The file and its columns.
        table: Box<TableDef>,
        /// The words of the state that mean an open period.
        open: Vec<String>,
    },
}

/// A table of rates or units: a file, and the columns that matter.
#[derive(Debug, Clone)]
pub struct TableDef {
    /// Name.
    pub name: Name,
    /// The file and its options, relative to the project folder.
    pub source: SourceSpec,
    /// Each slot of what is read: `from`, `to`, `date` and `rate` of rates; `unit`, `of` and `factor` of
    /// units; `period`, `from`, `to` and `state` of calendars.
    pub columns: Vec<Named>,
    /// How the column of days writes them.
    pub dates: Option<DatePatterns>,
    /// How the last column writes numbers.
    pub number: NumberForm,
}

impl CrosswalkDef {
    /// What is wanted of each record: slot 0 is `from`, slot 1 is `to`.
    pub fn projection(&self) -> Projection {
        Projection {
            fields: vec![Name::clone(&self.from), Name::clone(&self.to)],
            children: Vec::new(),
            ..Projection::default()
        }
    }

    /// Says which of the two columns the opened file does not have.
    pub fn check_columns(&self, columns: &[ColumnInfo], out: &mut Diagnostics) {
        for (name, at) in [(&self.from, &self.from_at), (&self.to, &self.to_at)] {
            if !columns.iter().any(|column| column.name == *name) {
                let known = columns.iter().map(|column| &*column.name);
                out.push(unknown_name(
                    &codes::MAPPING_COLUMN,
                    at,
                    "column",
                    name,
                    known,
                ));
            }
        }
    }
}
