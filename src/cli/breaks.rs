//! `break`: the breaks of a run, and what was decided about them.

use std::io::Write;
use std::ops::ControlFlow;

use serde_json::json;

use super::args::{BreakCommand, BreakKindWord, ChoiceArguments, DecisionArguments, Format};
use super::exit::{Exit, Failure};
use super::operator::operator;
use crate::clock;
use crate::diagnose::{Sources, grouped};
use crate::ledger::{Break, Choice, Decision, Disposition, EntryFacts, Ledger, ObjectId, RunId};
use crate::reconcile::BreakKind;
use crate::run::sign_offs;

/// Runs the command.
pub(super) fn run(command: BreakCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        BreakCommand::List {
            choice,
            place,
            format,
        } => {
            let ledger = super::ledger(&super::project(&place.project)?)?;
            list(&ledger, &choice, format, out)
        }
        BreakCommand::Fix(decided) => decide(Decision::Fixed, &decided, out),
        BreakCommand::Explain(decided) => decide(Decision::Explained, &decided, out),
        BreakCommand::Accept(decided) => decide(Decision::Accepted, &decided, out),
        BreakCommand::Reopen(decided) => decide(Decision::Reopened, &decided, out),
    }
}

/// The run that is meant.
fn run_of(ledger: &Ledger, choice: &ChoiceArguments) -> Result<RunId, Failure> {
    super::chosen_run(ledger, choice.run, &["load", "run", "reconcile"])
}

fn choice_of(choice: &ChoiceArguments) -> Choice {
    Choice {
        object: choice.object.clone(),
        code: choice.kind.map(|kind| code(kind).to_owned()),
        key: choice.key.clone(),
        field: choice.field.clone(),
    }
}

fn code(kind: BreakKindWord) -> &'static str {
    let kind = match kind {
        BreakKindWord::Missing => BreakKind::Missing,
        BreakKindWord::Unexpected => BreakKind::Unexpected,
        BreakKindWord::Duplicate => BreakKind::Duplicate,
        BreakKindWord::Amount => BreakKind::Amount,
        BreakKindWord::Date => BreakKind::Date,
        BreakKindWord::Text => BreakKind::Text,
        BreakKindWord::Reference => BreakKind::Reference,
        BreakKindWord::Ambiguous => BreakKind::Ambiguous,
        BreakKindWord::Ledger => BreakKind::Ledger,
    };
    kind.code().id
}

fn decide(
    decision: Decision,
    decided: &DecisionArguments,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let choice = choice_of(&decided.choice);
    let Choice {
        object,
        code,
        key,
        field,
    } = &choice;
    let stated = [object, code, key, field];
    if !decided.all && stated.iter().all(|one| one.is_none()) {
        let message = "which breaks are meant is not said\n\
                       Give a business key, --object, --kind or --field; or --all for all breaks of the run.";
        return Err(Failure::new(Exit::Usage, message));
    }
    if decided.by.trim().is_empty() || decided.why.trim().is_empty() {
        let message = "a decision needs a person and a reason: --by NAME --why TEXT";
        return Err(Failure::new(Exit::Usage, message));
    }
    let project = super::project(&decided.place.project)?;
    let ledger = super::ledger(&project)?;
    let run = run_of(&ledger, &decided.choice)?;
    let opens = EntryFacts {
        at: clock::now(),
        operator: operator(&decided.operator)?,
        run: None,
        what: "open".to_owned(),
        statement: sign_offs::newest_hash(&project.dir),
    };
    let lock = ledger.lock_for_writing(&opens);
    let _lock = lock.map_err(super::ledger_failure)?;
    // Nobody signs while the lock is held.
    sign_offs::refuse_signed_off(&project.dir, run)
        .map_err(|fault| super::run_failure(fault, &Sources::new()))?;
    let disposition = Disposition {
        decision,
        by: decided.by.trim().to_owned(),
        at: clock::now(),
        why: decided.why.trim().to_owned(),
        run,
    };
    // What was decided belongs to the run from now on.
    let entry = EntryFacts {
        run: Some(run),
        what: "break".to_owned(),
        ..opens
    };
    let breaks = ledger.dispose(run, &choice, &disposition, &entry);
    let breaks = breaks.map_err(super::ledger_failure)?;
    if breaks == 0 {
        let message = format!(
            "run {} has no such break that could be decided about\n\
             `landbridge break list` lists its breaks; those of the kind `ledger` are never accepted.",
            run.0
        );
        return Err(Failure::new(Exit::Usage, message));
    }
    let what = if breaks == 1 { "break" } else { "breaks" };
    let line = format!(
        "{} {what} of run {} {} by {}",
        grouped(breaks),
        run.0,
        decision.word(),
        disposition.by
    );
    super::print(out, &line)?;
    Ok(Exit::Ok)
}

fn list(
    ledger: &Ledger,
    wanted: &ChoiceArguments,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let run = run_of(ledger, wanted)?;
    let choice = choice_of(wanted);
    let names = ledger.staged_objects(run).map_err(super::ledger_failure)?;
    let name = |id: ObjectId| {
        let known = names.iter().find(|(object, _)| *object == id);
        known.map_or("", |(_, name)| name.as_str())
    };
    let mut failed = None;
    let listed = ledger.each_break(run, |object, one, decided| {
        let object = name(object);
        if !choice.means(object, &one) {
            return ControlFlow::Continue(());
        }
        let text = match format {
            Format::Text => text(object, &one, decided.as_ref()),
            Format::Json => json!({
                "object": object, "code": one.code, "key": one.key, "field": one.field,
                "origin": one.origin, "source": one.source, "sent": one.sent, "erp": one.found,
                "target_id": one.target_id,
                "disposition": decided.as_ref().map(|decided| json!({
                    "decision": decided.decision.word(), "by": decided.by, "at": decided.at,
                    "why": decided.why, "run": decided.run.0,
                })),
            })
            .to_string(),
        };
        super::print_next(out, &text, &mut failed)
    });
    listed.map_err(super::ledger_failure)?;
    failed.map_or(Ok(Exit::Ok), Err)
}

fn text(object: &str, one: &Break, decided: Option<&Disposition>) -> String {
    let mut lines = vec![format!("{} {object} {} {}", one.code, one.key, one.field)];
    for (label, value) in [
        ("at", &one.origin),
        ("source", &one.source),
        ("sent", &one.sent),
        ("ERP", &one.found),
        ("target id", &one.target_id),
    ] {
        if !value.is_empty() {
            lines.push(format!("  {label:<10} {value}"));
        }
    }
    if let Some(decided) = decided {
        lines.push(format!(
            "  {:<10} {} by {} at {} (run {}): {}",
            "decided",
            decided.decision.word(),
            decided.by,
            decided.at,
            decided.run.0,
            decided.why
        ));
    }
    lines.join("\n")
}
