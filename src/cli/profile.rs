//! `profile`: what a file holds, column by column, and what its owner should look at.

use std::io::Write;

use landbridge_contract::{Batch, Flow};

use super::args::{ProfileArguments, ProfileFormat};
use super::exit::{Exit, Failure};
use super::source::{Opened, unreadable};
use crate::profile::{Profile, Profiler};
use crate::report::profile::{Detected, html, json, table};

/// Records drawn at once. The profile does not depend on it.
const BATCH: usize = 1_024;

/// Runs the command.
pub(super) fn run(arguments: &ProfileArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let opened = Opened::open(&arguments.source)?;
    let detected = Detected {
        kind: opened.kind.to_owned(),
        lines: opened.detected.clone(),
    };
    let profile = read(opened, &arguments.key)?;
    let text = match arguments.format {
        ProfileFormat::Table => table::render(&profile, &detected),
        ProfileFormat::Json => json::render(&profile, &detected).map_err(failed)?,
        ProfileFormat::Html => html::render(&profile, &detected).map_err(failed)?,
    };
    match &arguments.output {
        None => super::print(out, text.trim_end())?,
        Some(path) => {
            super::write_file(path, &text, "Check the folder and its permissions.")?;
            super::print(out, &path.display().to_string())?;
        }
    }
    Ok(Exit::Ok)
}

/// The profile of a whole file.
pub(super) fn read(opened: Opened, key: &[String]) -> Result<Profile, Failure> {
    let file = std::sync::Arc::clone(&opened.file);
    let mut reader = opened.read(false)?;
    let mut profiler = Profiler::new(key);
    check_key(&profiler, &reader.layout())?;
    let mut batch = Batch::default();
    loop {
        let flow = reader.next_batch(&mut batch, BATCH).map_err(unreadable)?;
        let layout = reader.layout();
        for record in &batch.records {
            profiler.add(&layout, record);
        }
        for fault in &batch.faults {
            profiler.add_fault(fault);
        }
        if flow == Flow::End {
            return Ok(profiler.finish(&file, reader.tally()));
        }
    }
}

/// All stated columns must be there.
fn check_key(profiler: &Profiler, layout: &landbridge_contract::Layout) -> Result<(), Failure> {
    let missing = profiler.missing(layout);
    if missing.is_empty() {
        return Ok(());
    }
    let quoted = |names: &[landbridge_contract::Name]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let message = format!(
        "--key names columns that are not there: {}\nThe file has {}.",
        quoted(&missing),
        quoted(&layout.names)
    );
    Err(Failure::new(Exit::Usage, message))
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        Exit::Unexpected,
        format!("the profile cannot be written: {error}"),
    )
}
