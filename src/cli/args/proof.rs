//! The arguments of `keys`, `sign-off` and `verify`, and who runs a command.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Format, ProjectArguments};

/// Who runs a command.
#[derive(Debug, Clone, Args)]
pub struct OperatorArguments {
    /// Who runs this, for the ledger and the report (default: the login of the system's user).
    #[arg(
        long,
        value_name = "LOGIN",
        env = "LANDBRIDGE_OPERATOR",
        hide_env_values = true
    )]
    pub operator: Option<String>,
}

/// What is done with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Makes a key to sign with (Ed25519, PKCS#8 PEM), and prints the lines for `people` of landbridge.yaml.
    ///
    /// The file must not be there yet, and not stand in a project folder. `openssl genpkey -algorithm ed25519`
    /// makes such a key too.
    New {
        /// The file of the private key; nobody else may read it.
        file: PathBuf,
        /// The name of the person.
        #[arg(long)]
        name: String,
    },
}

/// What is signed, with what.
#[derive(Debug, Clone, Args)]
pub struct SignOffArguments {
    /// The run.
    pub run: i64,
    /// The file of the private key (`landbridge keys new`); it stands outside of the project folder.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// What the person wants to be read beside the signature.
    #[arg(long, value_name = "TEXT")]
    pub remark: Option<String>,
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,
    /// How the result is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What is verified.
#[derive(Debug, Clone, Args)]
pub struct VerifyArguments {
    #[command(flatten)]
    /// The project.
    pub place: ProjectArguments,
    /// Only signatures of the public key in this PEM file count; may be given more than once.
    #[arg(long, value_name = "FILE")]
    pub key: Vec<PathBuf>,
    /// How the result is written to standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}
