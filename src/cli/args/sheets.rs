//! The commands that hand out workbooks and take them back.

use std::path::PathBuf;

use clap::Subcommand;

use super::{Format, ProjectArguments};

/// What is done with crosswalks.
#[derive(Debug, Subcommand)]
pub enum CrosswalkCommand {
    /// Writes a workbook of the codes that a run did not find, with proposals.
    Open {
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// The run (default: the latest).
        #[arg(long)]
        run: Option<i64>,
        /// Write to this file (default: into the reports folder).
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Adds the codes of a workbook that was filled in to the files of their crosswalks.
    Fill {
        /// The workbook.
        file: PathBuf,
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
    },
}

/// What is done with mappings.
#[derive(Debug, Subcommand)]
pub enum MappingCommand {
    /// Writes a workbook with a sheet a mapping and a line an attribute.
    Export {
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// Only this mapping; may be given more than once.
        #[arg(long, value_name = "OBJECT")]
        object: Vec<String>,
        /// Shows no values of the legacy files; personal ones are never shown.
        #[arg(long)]
        without_samples: bool,
        /// Write to this file (default: mapping-workbook.xlsx in the reports folder).
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Puts what was changed in a workbook into the mapping files and lists it; comments and order stay.
    Import {
        /// The workbook.
        file: PathBuf,
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// Only lists what would change.
        #[arg(long)]
        dry_run: bool,
        /// How the changes are written to standard output.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Carries out the cases of mappings: given records, expected payloads and findings.
    ///
    /// Opens no legacy file and no ledger. Ends with 0 where all came as expected, and with 3 where one did
    /// not, or expects nothing yet.
    Test {
        /// Only the cases of this mapping, or of this file; may be given more than once. A folder that holds
        /// landbridge.yaml is the project.
        #[arg(value_name = "MAPPING|FILE|FOLDER")]
        what: Vec<String>,
        #[command(flatten)]
        /// The project.
        place: ProjectArguments,
        /// Writes what came of each case that expects nothing yet into its file. Read it: it is what the
        /// mapping does, not what it should do.
        #[arg(long)]
        write: bool,
        /// How the result is written to standard output.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}
