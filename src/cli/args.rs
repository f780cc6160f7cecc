//! The command line, as people type it.

mod acting;
mod breaks;
mod proof;
mod sheets;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use acting::{GoArguments, LoadArguments, PauseArguments, PlanArguments};
pub(super) use breaks::{
    AgainstArguments, BreakCommand, BreakKindWord, ChoiceArguments, DecisionArguments,
};
pub(super) use proof::{KeysCommand, OperatorArguments, SignOffArguments, VerifyArguments};
pub(super) use sheets::{CrosswalkCommand, MappingCommand};

/// Carries legacy data over to a cloud ERP and proves that all of it arrived.
#[derive(Debug, Parser)]
#[command(name = "landbridge", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// How log lines are written to standard error.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// Which log lines are written: off, error, warn, info, debug, trace.
    #[arg(long, global = true, default_value = "warn", env = "LANDBRIDGE_LOG")]
    pub log_level: String,
}

const EXIT_CODES: &str = "Exit codes: 0 ok; 1 unexpected; 2 usage; 3 project or mapping wrong, or a file \
unreadable; 4 rejects over the gate; 5 open breaks over the gate; 6 target unavailable; 7 ledger in use or newer than the program; \
8 sign-off missing; 9 stopped on purpose (a signal, a stop rule, first records that wait for a person): the same command goes on.";

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// How a command's result is written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// JSON, for programs.
    Json,
}

/// Where the project is.
#[derive(Debug, Clone, Args)]
pub struct ProjectArguments {
    /// The project folder, which holds landbridge.yaml.
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub project: PathBuf,
}

/// What a run works on.
#[derive(Debug, Clone, Args)]
pub struct RunArguments {
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,

    /// Only this object and what it refers to; may be given more than once.
    #[arg(long, value_name = "OBJECT")]
    pub object: Vec<String>,

    /// The target that is loaded into (default: `target` of landbridge.yaml).
    #[arg(long, value_name = "TARGET")]
    pub target: Option<String>,

    /// What the run is for: `rehearsal:3` or `cut-over`.
    #[arg(long, default_value = "rehearsal:1")]
    pub purpose: String,

    /// The date that `run_date` means in expressions (default: today).
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub run_date: Option<jiff::civil::Date>,

    #[command(flatten)]
    /// Who runs it.
    pub operator: OperatorArguments,

    /// How the result is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the shipped example from end to end against an embedded sandbox ERP.
    Demo {
        /// Where the example's project is written (default: a new folder for temporary files).
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
    },
    /// Makes a new project folder with a mapping to start from.
    Init {
        /// The folder; it must not hold a project yet.
        dir: PathBuf,
    },
    /// Shows the records of a file as a connector reads them, with their origins.
    Peek(PeekArguments),
    /// Says what a file holds, column by column, and what its owner should look at.
    Profile(ProfileArguments),
    /// Writes a first mapping of a file to an object, from names, types and values.
    Suggest(SuggestArguments),
    /// Dry run: reads, maps and validates everything, writes nothing to the ERP.
    Check {
        #[command(flatten)]
        /// The run.
        run: RunArguments,
        /// Asks the ERP what only it can say: lists of values, records referred to, keys that are taken. Reads only.
        #[arg(long)]
        with_target: bool,
        /// Writes no copies of the legacy files with the findings in them.
        #[arg(long)]
        without_copies: bool,
    },
    /// Says what a load would create, change and leave alone: writes nothing to the ERP.
    ///
    /// Ends with 0 where there is a plan, whether anything would change or not; with 3 where an extract is not whole, with 4 where
    /// rejects are over the gate, with 6 where the ERP cannot be read.
    Plan(PlanArguments),
    /// Stages and loads; carries on what an earlier run left.
    Load(LoadArguments),
    /// Reads the ERP back and compares it with what was loaded.
    Reconcile {
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// The run (default: the latest load).
        #[arg(long)]
        run: Option<i64>,
        #[command(flatten)]
        /// A file in the place of the ERP.
        against: AgainstArguments,
        #[command(flatten)]
        /// Who runs it.
        operator: OperatorArguments,
        /// How the result is written to standard output.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Checks against the gates, loads, reconciles: what a scheduled job calls.
    Run {
        /// Only the mappings of this wave.
        wave: Option<String>,
        #[command(flatten)]
        /// The run.
        run: RunArguments,
    },
    /// Lists the runs in the ledger.
    Runs {
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// How the result is written to standard output.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Follows one record by its business key: origin, payload, attempts, target id.
    Show(ShowArguments),
    /// Follows one record of the legacy files through every field rule, step by step.
    ///
    /// Opens no ledger and no connection.
    Trace(TraceArguments),
    /// Lists what was found, finding by finding.
    Rejects {
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// The run (default: the latest).
        #[arg(long)]
        run: Option<i64>,
        /// Only findings with this code.
        #[arg(long)]
        code: Option<String>,
        /// At most so many (default: all).
        #[arg(long)]
        limit: Option<usize>,
        /// How the result is written to standard output.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Sends again what the ERP refused in the latest load, and rejects that are mended.
    Retry {
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// Only the record with this business key.
        #[arg(long)]
        key: Option<String>,
        #[command(flatten)]
        /// Who runs it.
        operator: OperatorArguments,
    },
    /// Lets a run go on beyond its first records (`canary`), and sends the rest.
    Go(GoArguments),
    /// Lets all loads on the ledger wait, those under way too, until --resume.
    Pause(PauseArguments),
    /// Lists the breaks of a run, and records what was decided about them.
    #[command(subcommand)]
    Break(BreakCommand),
    /// Writes the report of a run.
    Report {
        /// The run (default: the latest).
        run: Option<i64>,
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// An earlier run that it is held against (default: the latest that did the same with the same target).
        #[arg(long, value_name = "RUN")]
        against: Option<i64>,
        /// `html`, `summary` and `xlsx` go into the reports folder, the others to standard output.
        #[arg(long, value_enum, default_value_t = ReportFormat::Html)]
        format: ReportFormat,
        /// The language of page, summary, workbook and Markdown (default: the project's `language`).
        #[arg(long, value_parser = crate::mapping::LANGUAGES)]
        language: Option<String>,
        /// Write to this file instead.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Accepts what a run came to: signs its figures, its files and the ledger, by name.
    ///
    /// Whoever ran the load cannot sign it off. Ends with 8 where it is refused, and with 5 where breaks are open.
    SignOff(SignOffArguments),
    /// Says whether anything that was signed off was altered since, what, and since when.
    ///
    /// Changes nothing. Ends with 8 where something is not as it was signed.
    Verify(VerifyArguments),
    /// Keys that people sign with.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Codes that no crosswalk has: out into a worksheet to fill in, and back.
    #[command(subcommand)]
    Crosswalk(CrosswalkCommand),
    /// Mappings as a workbook for people who live in spreadsheets: out, and back.
    #[command(subcommand)]
    Mapping(MappingCommand),
    /// What the target publishes of its objects: fetched, and compared with what it was.
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Says what a code means and what to do about it; without a code, lists all.
    Explain {
        /// The code: MAP-DATE-FORMAT.
        code: Option<String>,
    },
    /// Writes the reference of mappings, or a JSON Schema, to standard output.
    #[command(hide = true)]
    Reference {
        /// What is written.
        #[arg(value_enum, default_value_t = ReferencePart::Page)]
        part: ReferencePart,
    },
    /// Reads one file for another process of the program; not for people.
    #[command(hide = true, name = crate::isolate::COMMAND)]
    ReadIsolated,
    /// Serves the sandbox ERP until it is stopped.
    Sandbox(SandboxArguments),
    /// Writes completions for a shell to standard output.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Writes the manual page to standard output.
    Man,
}

/// What the reference is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReferencePart {
    /// The page, in Markdown.
    Page,
    /// The JSON Schema of landbridge.yaml.
    ProjectSchema,
    /// The JSON Schema of mapping files.
    MappingSchema,
}

/// What is done with schemas.
#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
    /// Says what changed between two published schemas, and which mapping lines break.
    ///
    /// Ends with 0 where no mapping line breaks, and with 3 where one does or may.
    Diff(SchemaDiffArguments),
    /// Fetches what a running target publishes into the schemas folder, and says what changed.
    ///
    /// Ends with 0 where no mapping line breaks, and with 3 where one does or may, or where a file
    /// that somebody wrote was left alone.
    Pull(SchemaPullArguments),
}

/// What is compared.
#[derive(Debug, Clone, Args)]
pub struct SchemaDiffArguments {
    /// The published schema that the mappings were made for.
    pub old: PathBuf,
    /// The one to come.
    pub new: PathBuf,
    /// The project whose mappings are looked at (default: this folder, where it is a project).
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Only this object; may be given more than once (default: all that either describes).
    #[arg(long, value_name = "OBJECT")]
    pub object: Vec<String>,
    /// The form of both (default: told by their content).
    #[arg(long, value_enum)]
    pub form: Option<SchemaForm>,
    /// How the result is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What is fetched.
#[derive(Debug, Clone, Args)]
pub struct SchemaPullArguments {
    /// The target, as the project names it.
    pub target: String,
    /// The objects, as the target names them (default: those that mappings load into).
    pub object: Vec<String>,
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,
    /// Replaces files that were written or changed by hand.
    #[arg(long)]
    pub replace: bool,
    /// How the result is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The forms of published schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaForm {
    /// A Fusion describe document.
    Describe,
    /// A JSON Schema.
    JsonSchema,
    /// An OpenAPI 3 document, in JSON or YAML.
    #[value(name = "openapi")]
    OpenApi,
    /// An OData metadata document.
    #[value(name = "odata")]
    OData,
    /// A table of FBDI columns.
    Fbdi,
}

impl SchemaForm {
    /// The form that is meant.
    pub fn form(self) -> crate::schema::Form {
        use crate::schema::Form;
        match self {
            Self::Describe => Form::Describe,
            Self::JsonSchema => Form::JsonSchema,
            Self::OpenApi => Form::OpenApi,
            Self::OData => Form::OData,
            Self::Fbdi => Form::Fbdi,
        }
    }
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One self-contained page.
    Html,
    /// A page or two for a steering committee, in its language.
    Summary,
    /// A workbook with the full lists of findings, rejects and breaks.
    Xlsx,
    /// For programs; docs/schema/report.json describes it.
    Json,
    /// For pipelines that show tests: a case a stage and a gate.
    Junit,
    /// For a merge request: verdict, figures, the worst causes.
    Markdown,
}

/// The file that is looked into, and how it is read.
#[derive(Debug, Clone, Args)]
pub struct SourceArguments {
    /// The file.
    pub file: PathBuf,
    /// The connector, by the word that a mapping uses (default: by the file's ending).
    #[arg(long, value_name = "KIND")]
    pub source: Option<String>,
    /// The sheet of a workbook, by name or number.
    #[arg(long)]
    pub sheet: Option<String>,
    /// The row or line that holds the column names; 0 for none.
    #[arg(long)]
    pub header: Option<String>,
    /// The record path of a file with nested records.
    #[arg(long, value_name = "PATH")]
    pub records: Option<String>,
    /// Another option of the connector, as NAME=VALUE; lists and named values are written as JSON.
    /// May be given more than once.
    #[arg(long = "option", value_name = "NAME=VALUE")]
    pub options: Vec<String>,
}

/// What `peek` shows.
#[derive(Debug, Clone, Args)]
pub struct PeekArguments {
    #[command(flatten)]
    /// The file.
    pub source: SourceArguments,
    /// How the records are written.
    #[arg(long, value_enum, default_value_t = PeekFormat::Table)]
    pub format: PeekFormat,
    /// At most so many records.
    #[arg(long, default_value_t = 10)]
    pub limit: u64,
}

/// What `profile` shows.
#[derive(Debug, Clone, Args)]
pub struct ProfileArguments {
    #[command(flatten)]
    /// The file.
    pub source: SourceArguments,
    /// How the profile is written.
    #[arg(long, value_enum, default_value_t = ProfileFormat::Table)]
    pub format: ProfileFormat,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The columns that together should be unique.
    #[arg(long, value_name = "COLUMN", num_args = 1..)]
    pub key: Vec<String>,
}

/// What `suggest` is given.
#[derive(Debug, Clone, Args)]
pub struct SuggestArguments {
    #[command(flatten)]
    /// The file.
    pub source: SourceArguments,
    /// The published schema of the object: a Fusion describe document, OpenAPI, OData metadata, a
    /// JSON Schema or an FBDI column table.
    #[arg(long, value_name = "FILE")]
    pub schema: PathBuf,
    /// The ERP's object (default: the only one of the schema, or the name of its file).
    #[arg(long, value_name = "NAME")]
    pub object: Option<String>,
    /// Write to this file, which must not be there yet, instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The project folder: files are named as seen from it.
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub project: PathBuf,
}

/// Which record of the ledger is followed, and how far.
#[derive(Debug, Clone, Args)]
pub struct ShowArguments {
    /// The business key.
    pub key: String,
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,
    /// Works the lineage out also where a large legacy file has to be read for it.
    #[arg(long)]
    pub lineage: bool,
    /// How the result is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Which record is followed, and how.
#[derive(Debug, Clone, Args)]
pub struct TraceArguments {
    /// The business key of the record.
    #[arg(conflicts_with = "record")]
    pub key: Option<String>,
    /// The record with this number instead, counted from 1 over all files of the mapping.
    #[arg(long, value_name = "N", requires = "mapping")]
    pub record: Option<u64>,
    /// Only under this mapping.
    #[arg(long, value_name = "OBJECT")]
    pub mapping: Option<String>,
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,
    /// The target whose parameters hold (default: `target` of landbridge.yaml).
    #[arg(long, value_name = "TARGET")]
    pub target: Option<String>,
    /// The run that is traced for, which may give keys a prefix: `rehearsal:3` or `cut-over`.
    #[arg(long, default_value = "rehearsal:1")]
    pub purpose: String,
    /// The date that `run_date` means in expressions (default: today).
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub run_date: Option<jiff::civil::Date>,
    /// How the trace is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// The forms of `profile`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProfileFormat {
    /// For people, in 80 columns.
    Table,
    /// For programs.
    Json,
    /// One self-contained page.
    Html,
}

/// The forms of `peek`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PeekFormat {
    /// For people.
    Table,
    /// One JSON object a line.
    Jsonl,
}

/// How the sandbox behaves.
#[derive(Debug, Clone, Args)]
pub struct SandboxArguments {
    /// Port on the loopback address; 0 for any.
    #[arg(long, default_value_t = 8181)]
    pub port: u16,
    /// Keeps its records in this file (default: in memory).
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// The user that may log in.
    #[arg(long, default_value = "sandbox")]
    pub user: String,
    /// That user's password.
    #[arg(
        long,
        default_value = "sandbox",
        env = "LANDBRIDGE_SANDBOX_PASSWORD",
        hide_env_values = true
    )]
    pub password: String,
    /// Milliseconds before every answer.
    #[arg(long, default_value_t = 0)]
    pub latency_ms: u64,
    /// Answers more requests a second than this with 429.
    #[arg(long, value_name = "N")]
    pub requests_per_second: Option<u32>,
    /// Of a million writes, so many are committed and their reply is lost.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub lost_replies_ppm: u32,
    /// Of a million requests, so many are answered with 503.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub unavailable_ppm: u32,
    /// Seed of the faults.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}
