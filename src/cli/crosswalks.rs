//! `crosswalk`: codes that are open after a run, out into a worksheet and back.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::CrosswalkCommand;
use super::exit::{Exit, Failure};
use crate::diagnose::grouped;
use crate::report::worksheet::{CodeLine, worksheet};
use crate::run::{Prepared, Selection, fill, open_codes, prepare};

/// Runs the command.
pub(super) fn run(command: CrosswalkCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        CrosswalkCommand::Open { place, run, output } => {
            open(&place.project, run, output.as_deref(), out)
        }
        CrosswalkCommand::Fill { file, place } => fill_in(&place.project, &file, out),
    }
}

/// Writes the worksheet of codes that a run did not find.
fn open(
    folder: &Path,
    run: Option<i64>,
    output: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let prepared = prepared(folder)?;
    let ledger = super::ledger(&prepared.project)?;
    let run = super::chosen_run(&ledger, run, &[])?;
    let open = open_codes(&prepared, &ledger, run)
        .map_err(|fault| super::run_failure(fault, &prepared.sources))?;
    if open.unlisted > 0 {
        let note = format!(
            "{} codes are personal, or too long to be kept, and are not listed",
            grouped(open.unlisted)
        );
        super::print(out, &note)?;
    }
    if open.codes.is_empty() {
        super::print(out, "every code of this run is in its crosswalk")?;
        return Ok(Exit::Ok);
    }
    let lines: Vec<CodeLine<'_>> = open
        .codes
        .iter()
        .map(|one| CodeLine {
            crosswalk: &one.crosswalk,
            owner: &one.owner,
            code: &one.code,
            proposal: match &one.proposal {
                Some((target, like, per_cent)) => {
                    (target.as_str(), format!("{per_cent} % like {like}"))
                }
                None => ("", String::new()),
            },
            records: one.records,
            origin: &one.origin,
        })
        .collect();
    let bytes = worksheet(&lines).map_err(|error| {
        Failure::new(
            Exit::Unexpected,
            format!("the worksheet cannot be made: {error}"),
        )
    })?;
    let path = output.map_or_else(
        || {
            prepared
                .project
                .reports_dir
                .join(format!("open-codes-{}.xlsx", run.0))
        },
        PathBuf::from,
    );
    super::write_file(
        &path,
        &bytes,
        "Free space, or name another file with --output.",
    )?;
    let codes = match lines.len() {
        1 => "1 code is".to_owned(),
        more => format!("{} codes are", grouped(more as u64)),
    };
    let said = format!(
        "{codes} in no crosswalk; fill in the column `ERP code` of\n{}\nand bring it back with \
         `landbridge crosswalk fill FILE`",
        path.display()
    );
    super::print(out, &said)?;
    Ok(Exit::Ok)
}

/// Adds what was filled in to the crosswalks.
fn fill_in(folder: &Path, worksheet: &Path, out: &mut dyn Write) -> Result<Exit, Failure> {
    let prepared = prepared(folder)?;
    let filled = fill(&prepared, worksheet).map_err(|wrong| {
        let message = format!("{}\nNothing was added.", wrong.join("\n"));
        Failure::new(Exit::Project, message)
    })?;
    for (name, counts) in &filled {
        let mut parts = vec![format!("{} added", counts.added)];
        if counts.added > 0 {
            let file = counts.file.strip_prefix(&prepared.project.dir);
            let file = file.unwrap_or(&counts.file).display();
            parts = vec![format!("{} added to {file}", counts.added)];
        }
        for (number, what) in [(counts.known, "known already"), (counts.open, "still open")] {
            if number > 0 {
                parts.push(format!("{number} {what}"));
            }
        }
        let line = format!("{name}: {}", parts.join(", "));
        super::print(out, &line)?;
    }
    Ok(Exit::Ok)
}

fn prepared(folder: &Path) -> Result<Prepared, Failure> {
    prepare(folder, &Selection::default()).map_err(|wrong| super::unprepared(&wrong))
}
