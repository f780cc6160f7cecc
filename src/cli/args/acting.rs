//! The arguments of commands that say what a load would do, steer it, and take it back.

use clap::Args;

use super::{Format, OperatorArguments, ProjectArguments, RunArguments};

/// What is planned, and how much of it is shown.
#[derive(Debug, Clone, Args)]
pub struct PlanArguments {
    /// Only these mappings and what they refer to.
    pub mapping: Vec<String>,
    #[command(flatten)]
    /// The run.
    pub run: RunArguments,
    /// Only the mappings of this wave.
    #[arg(long)]
    pub wave: Option<String>,
    /// Records listed at the most of each mapping for each thing that would become of them; JSON has all.
    #[arg(long, default_value_t = 10)]
    pub limit: usize,
}

/// What is loaded, or taken back.
#[derive(Debug, Clone, Args)]
pub struct LoadArguments {
    #[command(flatten)]
    /// The run.
    pub run: RunArguments,
    /// Loads nothing, and says what could be taken back of what this run made. What was there before it, and what was changed since,
    /// is left.
    #[arg(long, value_name = "RUN")]
    pub undo: Option<i64>,
    /// Takes it back: deletes it, or takes it out of use where the ERP cannot delete it.
    #[arg(long, requires = "undo")]
    pub confirm: bool,
}

/// Which run goes on.
#[derive(Debug, Clone, Args)]
pub struct GoArguments {
    /// The run (default: the latest load).
    pub run: Option<i64>,
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,
    #[command(flatten)]
    /// Who lets it go on.
    pub operator: OperatorArguments,
    /// How the result is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Whether loads wait.
#[derive(Debug, Clone, Args)]
pub struct PauseArguments {
    /// Lets them go on.
    #[arg(long)]
    pub resume: bool,
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,
    #[command(flatten)]
    /// Who pauses them.
    pub operator: OperatorArguments,
}
