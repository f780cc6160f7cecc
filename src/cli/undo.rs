//! `load --undo`: what would be taken back of a run, and what was.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::args::{Format, OperatorArguments};
use super::exit::{Exit, Failure};
use super::runs;
use crate::diagnose::{counted, grouped};
use crate::ledger::RunId;
use crate::report::text::{left, visible, wrapped};
use crate::run::{UndoFate, Undone, UndoneRecord};

/// Columns of a line at the most.
const COLUMNS: usize = 80;
/// Records listed for each object and fate; JSON has all.
const LISTED_MAX: usize = 10;
/// The form of a line of JSON; counted up where a member changes its meaning or goes.
const FORM: u32 = 1;

/// What is undone.
pub(super) struct Wanted<'a> {
    pub(super) folder: &'a Path,
    pub(super) run: i64,
    /// Whether it is carried out.
    pub(super) confirmed: bool,
    pub(super) operator: &'a OperatorArguments,
    pub(super) format: Format,
}

/// Runs the command.
pub(super) fn run(wanted: &Wanted<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let commands = ["load", "run", "retry"];
    let (run, selection, settings) =
        runs::loaded_run(wanted.folder, Some(wanted.run), &commands, wanted.operator)?;
    refuse_dry(wanted.folder, run, &commands)?;
    let session = runs::session(wanted.folder, &selection, settings)?;
    let mut first: BTreeMap<(String, UndoFate), Vec<UndoneRecord>> = BTreeMap::new();
    let mut failed = None;
    let undone = runs::drive(&session, async |session| {
        let mut each = |record: &UndoneRecord| match wanted.format {
            // A line a record: its number does not matter to the memory.
            Format::Json if failed.is_none() => {
                failed = super::print(out, &json!(record).to_string()).err();
            }
            Format::Json => {}
            Format::Text => {
                let held = first.entry((record.object.clone(), record.fate));
                let held = held.or_default();
                if held.len() < LISTED_MAX {
                    held.push(record.clone());
                }
            }
        };
        session.undo(run, wanted.confirmed, &mut each).await
    })?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    match wanted.format {
        Format::Text => super::print(out, page(&undone, &first).trim_end())?,
        Format::Json => super::print(out, &summary(&undone))?,
    }
    Ok(end(&undone))
}

/// A run that could not send anything made nothing.
fn refuse_dry(folder: &Path, run: RunId, commands: &[&str]) -> Result<(), Failure> {
    let ledger = super::ledger(&super::project(folder)?)?;
    let line = ledger.run(run).map_err(super::ledger_failure)?;
    let command = line.map(|line| line.facts.command).unwrap_or_default();
    if commands.contains(&command.as_str()) {
        return Ok(());
    }
    let message = format!(
        "run {} is a {command}: it made nothing\n`landbridge runs` lists the runs.",
        run.0
    );
    Err(Failure::new(Exit::Usage, message))
}

fn summary(undone: &Undone) -> String {
    let objects = undone.objects.iter().map(|(object, fates)| {
        let fates = fates.iter();
        let fates = fates.map(|(fate, records)| json!({ "fate": fate, "records": records }));
        json!({ "object": object, "records": fates.collect::<Vec<_>>() })
    });
    json!({
        "form": FORM,
        "run": undone.run.0,
        "confirmed": undone.confirmed,
        "whole": undone.target.is_none() && !undone.cancelled,
        "objects": objects.collect::<Vec<_>>(),
    })
    .to_string()
}

/// Says on standard error what is left to do, and gives the exit code.
fn end(undone: &Undone) -> Exit {
    if undone.cancelled {
        super::say(
            "stopped on request; what was taken back is in the ledger\nRun the same command again: it goes on where it stopped.",
        );
        return Exit::Stopped;
    }
    if let Some(fault) = &undone.target {
        super::say(&runs::asking_words(fault, undone.refused.as_ref()));
        return Exit::Target;
    }
    let in_doubt = undone.count(UndoFate::InDoubt);
    if in_doubt > 0 {
        super::say(&format!(
            "{} in doubt: asked for, and in the ERP still or not known\n\
             Run the same command again: it asks the ERP before it sends anything. Nothing is loaded meanwhile.",
            counted(in_doubt, "record", "records")
        ));
        return Exit::Stopped;
    }
    if undone.count(UndoFate::Refused) > 0 {
        return Exit::Rejects;
    }
    Exit::Ok
}

/// What a fate means, for people.
fn words(fate: UndoFate) -> &'static str {
    match fate {
        UndoFate::WouldDelete => "would be deleted",
        UndoFate::WouldInactivate => "would be taken out of use",
        UndoFate::Deleted => "deleted",
        UndoFate::Inactivated => "taken out of use",
        UndoFate::Left => "left as they are",
        UndoFate::ByHand => "to be taken back by hand",
        UndoFate::Refused => "refused by the ERP",
        UndoFate::InDoubt => "in doubt",
    }
}

fn page(undone: &Undone, first: &BTreeMap<(String, UndoFate), Vec<UndoneRecord>>) -> String {
    let mut page = String::new();
    let mut line = |text: &str| {
        page.push_str(text.trim_end());
        page.push('\n');
    };
    let run = undone.run.0;
    line(&if undone.confirmed {
        format!("Undo of run {run}")
    } else {
        format!("Undo of run {run}: a dry run, nothing was written to the ERP")
    });
    for (object, fates) in &undone.objects {
        line("");
        line(&visible(object));
        if fates.is_empty() {
            line("  the run made none that is not taken back already");
        }
        for (fate, records) in fates {
            line(&format!("  {:>9}  {}", grouped(*records), words(*fate)));
        }
        for fate in UndoFate::ALL {
            let place = (object.clone(), fate);
            let Some(listed) = first.get(&place) else {
                continue;
            };
            line("");
            line(&format!("  {}", words(fate)));
            for record in listed {
                let head = format!("{} {}", left(&record.key, 24), record.target_id);
                paragraph(4, &head, &mut line);
                if !record.why.is_empty() {
                    paragraph(6, &record.why, &mut line);
                }
            }
            let all = fates.get(&fate).copied().unwrap_or(0);
            let shown = u64::try_from(listed.len()).unwrap_or(u64::MAX);
            if all > shown {
                let more = grouped(all - shown);
                line(&format!(
                    "    and {more} more: --format json lists them all"
                ));
            }
        }
    }
    let planned = undone.count(UndoFate::WouldDelete) + undone.count(UndoFate::WouldInactivate);
    if !undone.confirmed && planned > 0 {
        line("");
        line(&format!(
            "Carry it out with `landbridge load --undo {run} --confirm`."
        ));
    }
    page
}

fn paragraph(indent: usize, text: &str, line: &mut impl FnMut(&str)) {
    for part in wrapped(&visible(text), COLUMNS - indent) {
        line(&format!("{}{part}", " ".repeat(indent)));
    }
}
