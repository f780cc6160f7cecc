//! The arguments of commands that say what a load would do, steer it, and take it back.

use clap::Args;

use super::RunArguments;

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
