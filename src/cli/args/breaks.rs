//! The commands about breaks.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Format, OperatorArguments, ProjectArguments};

/// What is done with breaks.
#[derive(Debug, Subcommand)]
pub enum BreakCommand {
    /// Lists the breaks of a run with what was decided about them.
    List {
        #[command(flatten)]
        /// Which.
        choice: ChoiceArguments,
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// How the breaks are written to standard output.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Records that breaks were corrected. One that comes back with the next reconciliation is open again.
    Fix(DecisionArguments),
    /// Records why breaks are as they should be. In later runs the same breaks are not open.
    Explain(DecisionArguments),
    /// Records that breaks stay as they are. In later runs the same breaks are not open.
    Accept(DecisionArguments),
    /// Takes back what was decided: the breaks are open again.
    Reopen(DecisionArguments),
}

/// Which breaks are meant: all that fit everything that is stated.
#[derive(Debug, Clone, Args)]
pub struct ChoiceArguments {
    /// The business key of the record.
    pub key: Option<String>,
    /// The run (default: the latest that was loaded or reconciled).
    #[arg(long)]
    pub run: Option<i64>,
    /// Only those of this object.
    #[arg(long, value_name = "OBJECT")]
    pub object: Option<String>,
    /// Only those of this kind.
    #[arg(long, value_enum)]
    pub kind: Option<BreakKindWord>,
    /// Only those of this attribute (`CreditLimit`, `lines.Amount`).
    #[arg(long, value_name = "ATTRIBUTE")]
    pub field: Option<String>,
}

/// What was decided.
#[derive(Debug, Clone, Args)]
pub struct DecisionArguments {
    #[command(flatten)]
    /// Which breaks.
    pub choice: ChoiceArguments,
    /// All breaks of the run, where nothing else says which are meant.
    #[arg(long, conflicts_with_all = ["key", "object", "kind", "field"])]
    pub all: bool,
    /// Who decided.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub why: String,
    #[command(flatten)]
    /// Who runs it.
    pub operator: OperatorArguments,
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,
}

/// Kinds of breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BreakKindWord {
    /// Not in the ERP.
    Missing,
    /// In the ERP, and not loaded.
    Unexpected,
    /// In the ERP more than once.
    Duplicate,
    /// A number differs.
    Amount,
    /// A date differs.
    Date,
    /// A text differs.
    Text,
    /// A record that is referred to is another one.
    Reference,
    /// What belongs together cannot be told.
    Ambiguous,
    /// The ledger does not hold what the extract holds.
    Ledger,
}

/// A file in the place of the ERP.
#[derive(Debug, Clone, Args)]
pub struct AgainstArguments {
    /// Compares what would be sent with this file, as if the ERP had returned it: its columns are named as the attributes are.
    /// Nothing is sent, and no run need be there.
    #[arg(long, value_name = "FILE", conflicts_with = "run", requires = "object")]
    pub against: Option<PathBuf>,
    /// With --against: the object.
    #[arg(long, value_name = "OBJECT", requires = "against")]
    pub object: Option<String>,
    /// With --against: the connector that reads the file (default: by the file's ending).
    #[arg(long, value_name = "KIND", requires = "against")]
    pub source: Option<String>,
    /// With --against: another option of the connector, as NAME=VALUE. May be given more than once.
    #[arg(long = "option", value_name = "NAME=VALUE", requires = "against")]
    pub options: Vec<String>,
}
