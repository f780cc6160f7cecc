//! `report`: the report of a run, from what the ledger holds.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::ReportFormat;
use super::exit::{Exit, Failure};
use crate::clock;
use crate::report::{RunReport, html, json};
use crate::run::{RunWords, sign_offs, summarise};

/// Runs the command.
pub(super) fn run(
    folder: &Path,
    run: Option<i64>,
    format: ReportFormat,
    output: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let project = super::project(folder)?;
    let ledger = super::ledger(&project)?;
    let run = super::chosen_run(&ledger, run, &[])?;
    let sign_offs = sign_offs::reported(&project.dir, run);
    let words = RunWords::of_ledger(&project, sign_offs, clock::now());
    let report = summarise(&ledger, run, &words)
        .map_err(|fault| super::run_failure(fault, &crate::diagnose::Sources::new()))?;
    match (format, output) {
        (ReportFormat::Json, None) => super::print(out, &as_json(&report)?)?,
        (ReportFormat::Json, Some(path)) => super::write_file(path, &as_json(&report)?, ADVICE)?,
        (ReportFormat::Html, Some(path)) => super::write_file(path, &rendered(&report)?, ADVICE)?,
        (ReportFormat::Html, None) => {
            let path = write_html(&project.reports_dir, &report)?;
            super::print(out, &path.display().to_string())?;
        }
    }
    Ok(Exit::Ok)
}

/// Writes the HTML report of a run into a folder and gives its path.
pub(super) fn write_html(folder: &Path, report: &RunReport) -> Result<PathBuf, Failure> {
    let path = folder.join(format!("run-{}.html", report.run));
    super::write_file(&path, &rendered(report)?, ADVICE)?;
    Ok(path)
}

/// What to do where a report cannot be written.
const ADVICE: &str = "The run itself is in the ledger: free space or mend the\n\
                      permissions, then `landbridge report`.";

/// The report as JSON text.
pub(super) fn as_json(report: &RunReport) -> Result<String, Failure> {
    json::render(report)
        .map_err(|error| Failure::new(Exit::Unexpected, format!("the report failed: {error}")))
}

fn rendered(report: &RunReport) -> Result<String, Failure> {
    html::render(report)
        .map_err(|error| Failure::new(Exit::Unexpected, format!("the report failed: {error}")))
}
