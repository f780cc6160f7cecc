//! The command line: one file a command, thin: arguments in, engine call, rendering out.

mod against;
mod args;
mod bars;
mod breaks;
mod crosswalks;
mod demo;
mod exit;
mod explain;
mod init;
mod keys;
mod lineage;
mod logging;
mod manual;
mod mapping;
mod mapping_test;
mod operator;
mod peek;
mod plan;
mod profile;
mod reference;
mod report;
mod runs;
mod sandbox;
mod schema;
mod sign_off;
mod signals;
mod source;
mod steering;
mod suggest;
mod trace;
mod undo;
mod views;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use clap::Parser;

pub use args::Arguments;
use args::{Format, ShowArguments};
pub use exit::{Exit, Failure};

use crate::diagnose::Diagnostics;
use crate::ledger::{Ledger, LedgerFault, RunId};
use crate::project::Project;
use crate::report::login_refused_to_ask;
use crate::run::{Hiding, Registered, RunFault, Unprepared};

/// Parses the arguments of the process, runs the command, prints what is to be printed, and gives
/// the exit code.
pub fn main() -> std::process::ExitCode {
    crate::isolate::enable();
    let arguments = Arguments::parse();
    let mut out = std::io::stdout().lock();
    let exit = match dispatch(arguments, &mut out) {
        Ok(exit) => exit,
        Err(failure) => {
            say(&failure.message);
            failure.exit
        }
    };
    exit.code().into()
}

fn dispatch(arguments: Arguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    use args::Command;
    logging::start(arguments.log_format, &arguments.log_level)?;
    match arguments.command {
        Command::Demo { into } => demo::run(into.as_deref(), out),
        Command::Init { dir } => init::run(&dir, out),
        Command::Peek(arguments) => peek::run(&arguments, out),
        Command::Profile(arguments) => profile::run(&arguments, out),
        Command::Suggest(arguments) => suggest::run(&arguments, out),
        Command::Check {
            run,
            with_target,
            without_copies,
        } => runs::check(&run, with_target, !without_copies, out),
        Command::Plan(arguments) => plan::run(&arguments, out),
        Command::Load(arguments) => runs::load(&arguments, out),
        Command::Run { wave, run } => runs::run(wave, &run, out),
        Command::Reconcile {
            place,
            run,
            against,
            operator,
            format,
        } => against::reconcile_either(&place.project, run, &against, &operator, format, out),
        Command::Retry {
            place,
            key,
            operator,
        } => runs::retry(&place.project, key.as_deref(), &operator, out),
        Command::Runs { place, format } => {
            views::runs(&ledger(&project(&place.project)?)?, format, out)
        }
        Command::Show(arguments) => show(&arguments, out),
        Command::Rejects {
            place,
            run,
            code,
            limit,
            format,
        } => rejects(&place.project, run, (code.as_deref(), limit), format, out),
        Command::Report {
            run,
            place,
            against,
            format,
            language,
            output,
        } => report::run(
            &place.project,
            (run, against),
            (format, language.as_deref()),
            output.as_deref(),
            out,
        ),
        Command::Go(arguments) => steering::go(&arguments, out),
        Command::Pause(arguments) => steering::pause(&arguments, out),
        Command::Break(command) => breaks::run(command, out),
        Command::SignOff(arguments) => sign_off::sign_off(&arguments, out),
        Command::Verify(arguments) => sign_off::verify(&arguments, out),
        Command::Keys(command) => keys::run(&command, out),
        Command::Crosswalk(command) => crosswalks::run(command, out),
        Command::Mapping(command) => mapping::run(command, out),
        Command::Schema(command) => schema::run(command, out),
        Command::Reference { part } => reference::run(part, out),
        Command::Explain { code } => explain::run(code.as_deref(), out),
        Command::ReadIsolated => isolated(out),
        Command::Trace(arguments) => trace::run(&arguments, out),
        Command::Sandbox(arguments) => sandbox::run(arguments, out),
        Command::Completions { shell } => manual::completions(shell, out),
        Command::Man => manual::page(out),
    }
}

/// Follows one record of the ledger.
fn show(arguments: &ShowArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let folder = &arguments.place.project;
    let project = project(folder)?;
    let ledger = ledger(&project)?;
    let hiding = Hiding::of(&project);
    views::show(&ledger, &hiding, arguments, out)
}

/// Lists findings of a run: those of a code, so many at the most.
fn rejects(
    folder: &Path,
    run: Option<i64>,
    (code, limit): (Option<&str>, Option<usize>),
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let project = project(folder)?;
    let ledger = ledger(&project)?;
    let run = chosen_run(&ledger, run, &[])?;
    let wanted = views::Wanted { run, code, limit };
    let hiding = Hiding::of(&project);
    views::rejects(&ledger, wanted, &hiding, format, out)
}

/// What the program starts itself with to read a file that may kill its reader.
fn isolated(out: &mut dyn Write) -> Result<Exit, Failure> {
    crate::isolate::serve(std::io::stdin().lock(), out)
        .map(|()| Exit::Ok)
        .map_err(|message| Failure::new(Exit::Unexpected, message))
}

fn say(message: &str) {
    if !message.is_empty() {
        say_line(message.trim_end());
    }
}

/// Writes a line to standard error. Whoever read it may have gone: that stops no load.
fn say_line(line: &str) {
    writeln!(std::io::stderr(), "{line}").ok();
}

fn print(out: &mut dyn Write, line: &str) -> Result<(), Failure> {
    writeln!(out, "{line}").map_err(closed_output)
}

/// Prints a line of a list that somebody goes through; what went wrong is kept, and ends it.
fn print_next(out: &mut dyn Write, line: &str, failed: &mut Option<Failure>) -> ControlFlow<()> {
    match print(out, line) {
        Ok(()) => ControlFlow::Continue(()),
        Err(failure) => {
            *failed = Some(failure);
            ControlFlow::Break(())
        }
    }
}

/// Writes a file that somebody asked for, making its folder. `advice` says what to do where it
/// cannot be written.
fn write_file(path: &Path, bytes: impl AsRef<[u8]>, advice: &str) -> Result<(), Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), std::fs::create_dir_all);
    let written = made.and_then(|()| std::fs::write(path, bytes));
    written.map_err(|error| {
        let message = format!("{} cannot be written: {error}\n{advice}", path.display());
        Failure::new(Exit::Unexpected, message)
    })
}

/// Standard output was closed by whoever reads it, or its disk is full.
fn closed_output(error: std::io::Error) -> Failure {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        let message = "whoever read the output has gone: not all of it was printed".to_owned();
        return Failure::new(Exit::Unexpected, message);
    }
    Failure::new(
        Exit::Unexpected,
        format!(
            "standard output cannot be written: {error}\n\
             What was to be printed is not whole. Free space or write elsewhere, then run the same command again."
        ),
    )
}

/// The runtime of whatever asks a little, beside other work.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    build(&mut tokio::runtime::Builder::new_multi_thread())
}

/// The runtime that drives the requests of a session, or answers those to a sandbox. One thread carries them all: it works
/// for some microseconds at each and waits for the rest, and several would mostly wake each other, in a sandbox by the
/// one lock on its records. Files, rules, the ledger and long answers have threads of their own.
fn runtime_of_requests() -> Result<tokio::runtime::Runtime, Failure> {
    build(tokio::runtime::Builder::new_multi_thread().worker_threads(1))
}

fn build(builder: &mut tokio::runtime::Builder) -> Result<tokio::runtime::Runtime, Failure> {
    builder.enable_all().build().map_err(|error| {
        Failure::new(
            Exit::Unexpected,
            format!("threads cannot be started: {error}"),
        )
    })
}

/// The project in a folder, for commands that only look.
fn project(folder: &Path) -> Result<Project, Failure> {
    let loaded = crate::project::load(folder, &Registered);
    let (project, _sources) = loaded.accept().map_err(|(diagnostics, sources)| {
        Failure::new(Exit::Project, diagnostics.render(&sources))
    })?;
    Ok(project)
}

/// The ledger of a project, which must be there.
fn ledger(project: &Project) -> Result<Ledger, Failure> {
    if !project.ledger_path.exists() {
        let message = format!(
            "there is no ledger at {} yet\nRun `landbridge check` or `landbridge load` first.",
            project.ledger_path.display()
        );
        return Err(Failure::new(Exit::Project, message));
    }
    Ledger::open_existing(&project.ledger_path).map_err(ledger_failure)
}

/// The run asked for, or the latest of these commands.
fn chosen_run(ledger: &Ledger, run: Option<i64>, commands: &[&str]) -> Result<RunId, Failure> {
    let none = |text: String| Failure::new(Exit::Usage, text);
    match run {
        Some(number) => match ledger.run(RunId(number)).map_err(ledger_failure)? {
            Some(line) => Ok(line.run),
            None => Err(none(format!(
                "run {number} is not in the ledger\n`landbridge runs` lists the runs."
            ))),
        },
        None => ledger
            .latest_run(commands)
            .map_err(ledger_failure)?
            .ok_or_else(|| none(no_run_yet(commands))),
    }
}

fn no_run_yet(commands: &[&str]) -> String {
    let first = if commands.is_empty() {
        "`landbridge check` or `landbridge load`"
    } else {
        "`landbridge load` or `landbridge run`"
    };
    format!("the ledger has no such run yet\nRun {first} first.")
}

/// A ledger fault as a command's end.
fn ledger_failure(fault: LedgerFault) -> Failure {
    let (exit, fix) = match &fault {
        LedgerFault::Locked { .. } => (
            Exit::Ledger,
            "Wait for the other run to end, or stop it. Nothing was changed.",
        ),
        LedgerFault::TakenOver { .. } => (
            Exit::Ledger,
            "Nothing more was sent from here; what was under way is in doubt, and the other run asks the ERP about \
             it. See who started it, and never remove the file beside the ledger that ends in `.lock`.",
        ),
        LedgerFault::Newer { .. } => (
            Exit::Ledger,
            "Use the version of landbridge that wrote it, or a newer one. Nothing was changed.",
        ),
        LedgerFault::Busy => (
            Exit::Ledger,
            "Close the program that has the ledger open and run the same command again: it goes on \
             where it stopped.",
        ),
        LedgerFault::Foreign { .. } => (
            Exit::Project,
            "Check `ledger` in landbridge.yaml. Nothing was changed.",
        ),
        LedgerFault::DiskFull => (
            Exit::Unexpected,
            "Free space on that disk and run the same command again: it goes on where it stopped.",
        ),
        LedgerFault::Unwritable(_) => (
            Exit::Unexpected,
            "Check the disk, its quota and the limits of file sizes, then run the same command again: \
             it goes on where it stopped.",
        ),
        LedgerFault::Unopenable { .. } => (
            Exit::Project,
            "Check the folder and its permissions. Nothing was changed.",
        ),
        LedgerFault::Database(_) | LedgerFault::Impossible(_) => (
            Exit::Unexpected,
            "Keep the ledger as it is and report this.",
        ),
    };
    Failure::new(exit, format!("{fault}\n{fix}"))
}

/// What stopped a run as a command's end.
fn run_failure(fault: RunFault, sources: &crate::diagnose::Sources) -> Failure {
    match fault {
        RunFault::Ledger(fault) => ledger_failure(fault),
        RunFault::Plan(diagnostics) => plan_failure(&diagnostics, sources),
        RunFault::Source(fault) => {
            Failure::new(Exit::Project, source::describe_source_fault(&fault))
        }
        RunFault::File { .. } => Failure::new(
            Exit::Project,
            format!("{fault}\nCheck that the file is there and may be read; nothing was sent."),
        ),
        RunFault::Unwritable { .. } => Failure::new(
            Exit::Project,
            format!(
                "{fault}\nCheck what is in its place, its permissions and the space on its disk, then run the same command again."
            ),
        ),
        RunFault::SignedOff { .. } => Failure::new(
            Exit::Usage,
            format!(
                "{fault}\nWhat was accepted stays as it was accepted. Load again for another run, with another sign-off."
            ),
        ),
        RunFault::GivenUp { .. } => Failure::new(
            Exit::Usage,
            format!("{fault}. Mend what stopped it, then `landbridge load` or `landbridge run`."),
        ),
        RunFault::Target(fault) => Failure::new(Exit::Target, runs::target_words(&fault)),
        RunFault::Login(refused) => Failure::new(Exit::Target, login_refused_to_ask(&refused)),
        RunFault::Cancelled => Failure::new(Exit::Stopped, runs::STOPPED.to_owned()),
        RunFault::Defect(_) => Failure::new(
            Exit::Unexpected,
            format!(
                "{fault}\nThis is a defect of landbridge. Keep the ledger as it is and report it."
            ),
        ),
    }
}

fn plan_failure(diagnostics: &Diagnostics, sources: &crate::diagnose::Sources) -> Failure {
    Failure::new(Exit::Project, diagnostics.render(sources))
}

fn unprepared(wrong: &Unprepared) -> Failure {
    plan_failure(&wrong.diagnostics, &wrong.sources)
}
