//! `check`, `load`, `run`, `reconcile`, `retry`: the commands that make or continue a run.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

use landbridge_contract::{Effect, Fault, FaultKind};

use super::args::{Format, LoadArguments, OperatorArguments, RunArguments};
use super::bars::Bars;
use super::exit::{Exit, Failure};
use super::operator::operator;
use super::{report, signals, undo};
use crate::clock;
use crate::diagnose::grouped;
use crate::ledger::{LedgerFault, RunId, RunState};
use crate::report::{Refused, login_refused, login_refused_to_ask, terminal};
use crate::run::{
    Ended, Prepared, RunFault, Selection, Session, Settings, annotated, prepare_run, targets,
};
use crate::transport::{Cancel, is_about_tokens};

/// What is said when somebody stopped a run.
pub(super) const STOPPED: &str = "stopped on request; what was sent is settled, nothing is lost\n\
    Run the same command again: it goes on where it stopped.";

/// What is said while it stops.
const STOPPING: &str = "stopping: what is in flight is settled first; ask again to stop at once";

/// What is said when somebody did not want to wait.
const STOPPED_AT_ONCE: &str = "stopped at once; what was in flight is in doubt, nothing is lost\n\
    Run the same command again: it asks the ERP about it, and goes on where it stopped.";

/// Dry run.
pub(super) fn check(
    arguments: &RunArguments,
    with_target: bool,
    copies: bool,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    each_target(arguments, None, true, |session| {
        let ended = if with_target {
            drive(session, async |session| session.check_with_target())?
        } else {
            let runtime = super::runtime()?;
            runtime.spawn(stop_when_asked(session.cancel().clone()));
            session.check().map_err(|fault| failure(session, fault))?
        };
        let exit = finish(session, &ended, arguments.format, out)?;
        // What was not read to its end looks mended, and is not.
        if ended.whole && !ended.cancelled && arguments.format == Format::Text {
            say_since(session, ended.run, out)?;
        }
        if copies && !ended.cancelled {
            hand_out(session, ended.run, arguments.format, out)?;
        }
        Ok(exit)
    })
}

/// Carries out a command for the mappings of each target, one run after the other. Where something is sent, a run that does not
/// end well is the last one; a check tells all that is wrong. The exit code is the first that says so.
fn each_target(
    arguments: &RunArguments,
    wave: Option<String>,
    all: bool,
    mut command: impl FnMut(&Session) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let selection = selection(arguments, wave);
    let targets = targets(&arguments.place.project, &selection);
    if targets.len() < 2 {
        let session = session(&arguments.place.project, &selection, settings(arguments)?)?;
        return command(&session);
    }
    let mut worst = Exit::Ok;
    let mut left = targets.into_iter();
    while let Some(into) = left.next() {
        let selection = Selection {
            into: Some(into),
            ..selection.clone()
        };
        let session = session(&arguments.place.project, &selection, settings(arguments)?)?;
        let exit = command(&session)?;
        if worst == Exit::Ok {
            worst = exit;
        }
        if exit == Exit::Stopped || (exit != Exit::Ok && !all) {
            let left: Vec<String> = left.collect();
            if !left.is_empty() {
                super::say(&format!("not run: the mappings of {}", left.join(", ")));
            }
            break;
        }
    }
    Ok(worst)
}

/// Findings of a run from which on it is not compared: nobody mends so many between two checks, and finding out
/// would take longer than the check.
const COMPARED_MAX: u64 = 200_000;

/// Says what became of the findings of the check before.
fn say_since(session: &Session, run: RunId, out: &mut dyn Write) -> Result<(), Failure> {
    let wrong = |fault: LedgerFault| super::run_failure(fault.into(), &session.prepared().sources);
    let ledger = session.ledger();
    let runs = ledger.runs().map_err(wrong)?;
    // Mappings of another target have findings of their own.
    let own = runs.iter().find(|line| line.run == run);
    let before = runs.iter().find(|line| {
        line.run.0 < run.0
            && line.facts.command == "check"
            && line.state == RunState::Staged
            && own.is_some_and(|own| own.facts.target == line.facts.target)
    });
    let Some(before) = before.map(|line| line.run) else {
        return Ok(());
    };
    let extracts = ledger.extracts(before).map_err(wrong)?;
    if !extracts.iter().all(|extract| extract.complete) {
        return Ok(());
    }
    let since = ledger.compare_findings(before, run, COMPARED_MAX);
    let Some(since) = since.map_err(wrong)? else {
        return Ok(());
    };
    if since.fixed + since.new + since.remaining == 0 {
        return Ok(());
    }
    let line = format!(
        "\nsince check {}: {} fixed, {} new, {} as before",
        before.0,
        grouped(since.fixed),
        grouped(since.new),
        grouped(since.remaining)
    );
    super::print(out, &line)
}

/// Writes the copies of legacy files with what was found in them, and says where they are.
fn hand_out(
    session: &Session,
    run: RunId,
    format: Format,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let prepared = session.prepared();
    let folder = prepared
        .project
        .reports_dir
        .join(format!("findings-{}", run.0));
    let copies = annotated(prepared, session.ledger(), run, &folder)
        .map_err(|fault| super::run_failure(fault, &prepared.sources))?;
    for file in &copies.stale {
        super::say(&format!(
            "{file} has changed since it was read: no copy of it was made; run `landbridge check` again"
        ));
    }
    if format == Format::Json || copies.written.is_empty() {
        return Ok(());
    }
    super::print(out, "\nfor the owners of the data:")?;
    for copy in copies.written {
        let owner = copy.owner.as_deref().unwrap_or("no owner named");
        let path = copy
            .path
            .strip_prefix(&prepared.project.dir)
            .unwrap_or(&copy.path);
        super::print(out, &format!("  {}", path.display()))?;
        let what = if copy.marked {
            "marked in a copy of it"
        } else {
            "listed"
        };
        let findings = match copy.findings {
            1 => "1 finding".to_owned(),
            many => format!("{} findings", grouped(many)),
        };
        super::print(out, &format!("    {findings}, {what} · {owner}"))?;
    }
    Ok(())
}

/// Stages and loads, or takes back what a run made.
pub(super) fn load(arguments: &LoadArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let LoadArguments {
        run: arguments,
        undo,
        confirm,
    } = arguments;
    if let Some(run) = *undo {
        let wanted = undo::Wanted {
            folder: &arguments.place.project,
            run,
            confirmed: *confirm,
            operator: &arguments.operator,
            format: arguments.format,
        };
        return undo::run(&wanted, out);
    }
    each_target(arguments, None, false, |session| {
        let ended = drive(session, async |session| session.load().await)?;
        finish(session, &ended, arguments.format, out)
    })
}

/// Checks against the gates, loads, reconciles.
pub(super) fn run(
    wave: Option<String>,
    arguments: &RunArguments,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    each_target(arguments, wave, false, |session| {
        let ended = drive(session, async |session| session.run().await)?;
        finish(session, &ended, arguments.format, out)
    })
}

/// Reads back and compares.
pub(super) fn reconcile(
    folder: &Path,
    run: Option<i64>,
    by: &OperatorArguments,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let (run, selection, settings) = loaded_run(folder, run, &["load", "run"], by)?;
    let session = session(folder, &selection, settings)?;
    let ended = drive(&session, async |session| session.reconcile(run).await)?;
    finish(&session, &ended, format, out)
}

/// Sends refused records again, and rejects whose cause is gone.
pub(super) fn retry(
    folder: &Path,
    key: Option<&str>,
    by: &OperatorArguments,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let (run, selection, settings) = loaded_run(folder, None, &["load", "run"], by)?;
    let session = session(folder, &selection, settings)?;
    let ended = drive(&session, async |session| session.retry(run, key).await)?;
    finish(&session, &ended, Format::Text, out)
}

/// A run that loaded something, with its selection and settings: it is looked at in the target that it went
/// to, for the purpose that it had.
pub(super) fn loaded_run(
    folder: &Path,
    run: Option<i64>,
    commands: &[&str],
    by: &OperatorArguments,
) -> Result<(RunId, Selection, Settings), Failure> {
    let project = super::project(folder)?;
    let ledger = super::ledger(&project)?;
    let run = super::chosen_run(&ledger, run, commands)?;
    let line = ledger.run(run).map_err(super::ledger_failure)?;
    let facts = line.map(|line| (line.facts.target, line.facts.purpose));
    let (target, purpose) = facts.unzip();
    // The mappings of the run, as far as they are still there: the others were not loaded.
    let staged = ledger.staged_objects(run).map_err(super::ledger_failure)?;
    let known = staged.into_iter().map(|(_, name)| name);
    let selection = Selection {
        objects: known
            .filter(|name| project.mapping(name).is_some())
            .collect(),
        target,
        ..Selection::default()
    };
    let settings = Settings {
        operator: operator(by)?,
        ..Settings::new(&purpose.unwrap_or_default(), clock::today())
    };
    Ok((run, selection, settings))
}

fn selection(arguments: &RunArguments, wave: Option<String>) -> Selection {
    Selection {
        objects: arguments.object.clone(),
        wave,
        target: arguments.target.clone(),
        into: None,
    }
}

/// What `--purpose` says, as runs keep it.
pub(super) fn purpose(stated: &str) -> Result<String, Failure> {
    let wrong = || {
        let message = format!("--purpose takes `rehearsal:N` or `cut-over`, found `{stated}`");
        Failure::new(Exit::Usage, message)
    };
    match stated.strip_prefix("rehearsal:") {
        Some(number) => {
            let number: u32 = number.parse().map_err(|_ignored| wrong())?;
            Ok(format!("rehearsal {number}"))
        }
        None if stated == "cut-over" => Ok(stated.to_owned()),
        None => Err(wrong()),
    }
}

fn settings(arguments: &RunArguments) -> Result<Settings, Failure> {
    let purpose = purpose(&arguments.purpose)?;
    let run_date = arguments.run_date.unwrap_or_else(clock::today);
    Ok(Settings {
        operator: operator(&arguments.operator)?,
        ..Settings::new(&purpose, run_date)
    })
}

/// A session of a project, for a run of these arguments.
pub(super) fn session_of(
    arguments: &RunArguments,
    wave: Option<String>,
) -> Result<Session, Failure> {
    session(
        &arguments.place.project,
        &selection(arguments, wave),
        settings(arguments)?,
    )
}

/// A session of a project.
pub(super) fn session(
    folder: &Path,
    selection: &Selection,
    settings: Settings,
) -> Result<Session, Failure> {
    let prepared = prepare_run(folder, selection).map_err(|wrong| super::unprepared(&wrong))?;
    warn(&prepared);
    open(prepared, settings)
}

/// Opens a session that shows its progress on standard error.
pub(super) fn open(prepared: Prepared, settings: Settings) -> Result<Session, Failure> {
    let sources = prepared.sources.clone();
    Session::open(prepared, settings, Arc::new(Bars::new()), Cancel::new())
        .map_err(|fault| super::run_failure(fault, &sources))
}

fn warn(prepared: &Prepared) {
    if !prepared.warnings.0.is_empty() {
        super::say(&prepared.warnings.render(&prepared.sources));
    }
}

/// Stops politely when somebody asks, and at once when somebody asks again: the ledger bears that
/// as it bears a crash.
#[expect(
    clippy::exit,
    reason = "requests in flight may take minutes, and somebody does not want to wait for them"
)]
async fn stop_when_asked(cancel: Cancel) {
    signals::stop_requested().await;
    cancel.cancel();
    super::say(STOPPING);
    signals::stop_requested().await;
    super::say(STOPPED_AT_ONCE);
    std::process::exit(Exit::Stopped.code().into());
}

/// Runs a session's command on the runtime, and stops it when somebody asks.
pub(super) fn drive<F, T>(session: &Session, command: F) -> Result<T, Failure>
where
    F: AsyncFnOnce(&Session) -> Result<T, RunFault>,
{
    let runtime = super::runtime_of_requests()?;
    runtime.spawn(stop_when_asked(session.cancel().clone()));
    runtime
        .block_on(command(session))
        .map_err(|fault| failure(session, fault))
}

fn failure(session: &Session, fault: RunFault) -> Failure {
    super::run_failure(fault, &session.prepared().sources)
}

/// Writes the report, prints the summary, and tells the exit code.
pub(super) fn finish(
    session: &Session,
    ended: &Ended,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let project = &session.prepared().project;
    if let Some(before) = &ended.before {
        report::write_html(project, before)?;
    }
    let path = report::write_html(project, &ended.report)?;
    match format {
        Format::Json => super::print(out, &report::as_json(&ended.report)?)?,
        Format::Text => print_summary(ended, Some(&path), out)?,
    }
    if let Some(fault) = &ended.target
        && !ended.cancelled
    {
        let refused = login_refused(&ended.report);
        super::say(&refused.unwrap_or_else(|| target_words(fault)));
    }
    if ended.cancelled {
        super::say(STOPPED);
    } else if let Some(halt) = &ended.halt {
        super::say(&halt.to_string());
    }
    Ok(exit(ended))
}

/// Prints the summary of a run for people.
pub(super) fn print_summary(
    ended: &Ended,
    html: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let style = if std::io::stdout().is_terminal() {
        terminal::Style::Colour
    } else {
        terminal::Style::Plain
    };
    let html = html.map(|path| path.display().to_string());
    super::print(
        out,
        terminal::render(&ended.report, style, html.as_deref()).trim_end(),
    )
}

/// The exit code that a run's end calls for: what keeps it from being whole comes first.
pub(super) fn exit(ended: &Ended) -> Exit {
    if ended.cancelled {
        return Exit::Stopped;
    }
    if ended.target.is_some() {
        return Exit::Target;
    }
    if !ended.whole {
        return Exit::Project;
    }
    if ended.halt.is_some() {
        return Exit::Stopped;
    }
    if ended.over_rejects {
        return Exit::Rejects;
    }
    if ended.over_breaks {
        return Exit::Breaks;
    }
    let funnel = ended.report.funnel();
    let command = ended.report.command;
    let sends = !command.is_dry() && command != crate::report::Command::Reconcile;
    let unsettled = ended.report.retried.iter().any(|one| one.unsettled > 0);
    if sends && (funnel.in_doubt > 0 || funnel.not_sent > 0 || unsettled) {
        return Exit::Target;
    }
    Exit::Ok
}

const NOT_AVAILABLE: &str = "the target is not available";

const CHECK_ADDRESS: &str =
    "Check `url` in landbridge.yaml, the network and the proxy, then run the same command again.";

/// The same for a command whose records wait for nothing, with the login that was refused, where that is why.
pub(super) fn asking_words(fault: &Fault, refused: Option<&Refused>) -> String {
    refused.map_or_else(|| target_words(fault), login_refused_to_ask)
}

/// Why the target could not be spoken to, and what to do.
pub(super) fn target_words(fault: &Fault) -> String {
    let (what, fix) = match fault.kind {
        FaultKind::Unauthenticated if is_about_tokens(fault) => (
            "the token endpoint refused the login",
            "The client or its secret is wrong, has expired or was revoked. Check `auth` in landbridge.yaml and what\n\
             it points to, then run the same command again.",
        ),
        FaultKind::Unauthenticated => (
            "the target refused the login",
            "The user or password is wrong, or has expired. Check `auth` in landbridge.yaml and what\n\
             it points to, then run the same command again.",
        ),
        FaultKind::ProxyUnauthenticated => (
            "a proxy refused the login",
            "The proxy wants to know who asks, and refuses what it was shown. Check `proxy` in landbridge.yaml\n\
             and what it points to, then run the same command again.",
        ),
        FaultKind::Forbidden => (
            "the target does not permit what was asked",
            "The user may not do this. Ask for the privilege, then run the same command again.",
        ),
        FaultKind::Unreachable => (NOT_AVAILABLE, CHECK_ADDRESS),
        // Nobody took the request, or nobody answered a question.
        FaultKind::TimedOut if fault.effect == Effect::None => (NOT_AVAILABLE, CHECK_ADDRESS),
        _ => (
            NOT_AVAILABLE,
            "Run the same command again when the target answers: it goes on where it stopped.",
        ),
    };
    format!("{what}: {fault}\n{fix}")
}
