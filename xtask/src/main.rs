//! The project's own automation: `cargo xtask COMMAND`.
//!
//! Never part of what is delivered; it may use only what builds fast.

mod bench;
mod chaos;
mod ci;
mod command;
mod dependencies;
mod fuzz;
mod generate;
mod programs;
mod tidy;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a command ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;

const USAGE: &str = "\
cargo xtask COMMAND

  test [FILTER]       run the tests; those whose name holds FILTER; installs what they need
  ci                  everything else that must hold: format, rules, lints, documentation
  tidy                the rules of the house that no compiler knows
  dependencies        who depends on what, under which licence
  bench [NAME …]      measure the release build: rate, pace, memory, check, ledger, load,
                      reconcile, report, organisation, sources; all where none is named
  chaos               loads killed anywhere over a hostile network, at full size; of it --records N,
                      --kills N, --crashes N; --seed N for those of an earlier run
  fuzz [--quick]      broken files into every reader and the program; a twentieth of them
                      with --quick; --seed N for those of an earlier run
  generate [--check]  write the generated files, or fail where they differ: `demo`, `tutorial`, `reference`,
                      or all where none is named
  generate organisation
                      the legacy estate of a whole organisation with the packs of mappings, as a project
                      of its own: --out DIR, --offices N (100), --scale S (1), --seed N; without --out
                      the samples that are shipped
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = arguments
        .split_first()
        .map_or(("", &[][..]), |(c, rest)| (&**c, rest));
    let outcome = match command {
        "test" => ci::test(&root(), rest),
        "bench" => bench::run_named(&root(), rest),
        "ci" => ci::run_all(&root()),
        "tidy" => tidy::run(&root()),
        "dependencies" => dependencies::run(&root()),
        "chaos" => chaos::run_all(&root(), rest),
        "fuzz" => fuzz::run_all(&root(), rest),
        "generate" => generate::run(&root(), rest),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even standard error is closed.
            drop(writeln!(std::io::stderr(), "{error}"));
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Success where there are no problems; all of them otherwise, one a line.
fn said(problems: &[String]) -> Outcome {
    if problems.is_empty() {
        return Ok(());
    }
    Err(problems.join("\n").into())
}

/// Writes a line for the person at the terminal.
fn say(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}
