//! `report`: the report of a run, from what the ledger holds.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::ReportFormat;
use super::exit::{Exit, Failure};
use crate::clock;
use crate::ledger::{Ledger, RunId};
use crate::project::Project;
use crate::report::language::Language;
use crate::report::workbook::ReportBook;
use crate::report::{RunReport, committee, html, json, junit, markdown};
use crate::run::{Against, Hiding, ListFault, RunWords, fill_lists, sign_offs, summarise};

/// Runs the command.
pub(super) fn run(
    folder: &Path,
    (run, against): (Option<i64>, Option<i64>),
    (format, language): (ReportFormat, Option<&str>),
    output: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let project = super::project(folder)?;
    let ledger = super::ledger(&project)?;
    let run = super::chosen_run(&ledger, run, &[])?;
    let sign_offs = sign_offs::reported(&project.dir, run);
    let mut run_words = RunWords::of_ledger(&project, sign_offs, clock::now());
    if against.is_some() {
        run_words.against = Against::Run(earlier(&ledger, run, against)?);
    }
    let report = summarise(&ledger, run, &run_words)
        .map_err(|fault| super::run_failure(fault, &crate::diagnose::Sources::new()))?;
    let language = language.unwrap_or(&project.language);
    // The page in the project's language is the one that every command writes.
    let own = |ending: &str| {
        let name = if language == project.language {
            format!("run-{}.{ending}", run.0)
        } else {
            format!("run-{}-{language}.{ending}", run.0)
        };
        project.reports_dir.join(name)
    };
    let words = Language::of(language);
    let text = match format {
        ReportFormat::Html => {
            let path = output.map_or_else(|| own("html"), Path::to_owned);
            super::write_file(&path, &rendered(&report, words)?, ADVICE)?;
            return written(&path, output, out);
        }
        ReportFormat::Summary => {
            let path = output.map_or_else(
                || {
                    project
                        .reports_dir
                        .join(format!("run-{}-summary-{language}.html", run.0))
                },
                Path::to_owned,
            );
            let page = committee::render(&report, language);
            let page = page.map_err(|error| failed(&error.to_string()))?;
            super::write_file(&path, &page, ADVICE)?;
            return written(&path, output, out);
        }
        ReportFormat::Xlsx => {
            let path = output.map_or_else(|| own("xlsx"), Path::to_owned);
            let book =
                ReportBook::new(&report, words).map_err(|fault| failed(&fault.to_string()))?;
            write_workbook(&path, book, &ledger, run, &run_words.hiding)?;
            return written(&path, output, out);
        }
        ReportFormat::Json => as_json(&report)?,
        ReportFormat::Junit => {
            junit::render(&report).map_err(|fault| failed(&fault.to_string()))?
        }
        ReportFormat::Markdown => markdown::render(&report, &words),
    };
    match output {
        Some(path) => super::write_file(path, &text, ADVICE)?,
        None => super::print(out, text.trim_end())?,
    }
    Ok(Exit::Ok)
}

/// The earlier run that is asked for.
fn earlier(ledger: &Ledger, run: RunId, against: Option<i64>) -> Result<RunId, Failure> {
    let earlier = super::chosen_run(ledger, against, &[])?;
    if earlier < run {
        return Ok(earlier);
    }
    let message = format!(
        "run {} is not earlier than run {}\n`landbridge runs` lists the runs; --against takes one from before.",
        earlier.0, run.0
    );
    Err(Failure::new(Exit::Usage, message))
}

/// Says where a file is that nobody gave a name.
fn written(path: &Path, output: Option<&Path>, out: &mut dyn Write) -> Result<Exit, Failure> {
    if output.is_none() {
        super::print(out, &path.display().to_string())?;
    }
    Ok(Exit::Ok)
}

/// Writes the workbook beside its place first: nobody opens half of one.
fn write_workbook(
    path: &Path,
    mut book: ReportBook,
    ledger: &Ledger,
    run: RunId,
    hiding: &Hiding,
) -> Result<(), Failure> {
    fill_lists(ledger, run, hiding, &mut book).map_err(|fault| match fault {
        ListFault::Ledger(fault) => super::ledger_failure(fault),
        fault @ ListFault::Book(_) => failed(&format!("{fault}\n{ADVICE}")),
    })?;
    let unwritable = |error: &dyn std::fmt::Display| {
        let message = format!("{} cannot be written: {error}\n{ADVICE}", path.display());
        Failure::new(Exit::Unexpected, message)
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| unwritable(&error))?;
    let unfinished = path.with_added_extension("part");
    let file = std::fs::File::create(&unfinished).map_err(|error| unwritable(&error))?;
    let saved = book.save(std::io::BufWriter::new(file));
    saved.map_err(|error| unwritable(&error))?;
    std::fs::rename(&unfinished, path).map_err(|error| unwritable(&error))
}

fn failed(message: &str) -> Failure {
    Failure::new(Exit::Unexpected, format!("the report failed: {message}"))
}

/// Writes the HTML report of a run into the project's folder, in its language, and gives its path.
pub(super) fn write_html(project: &Project, report: &RunReport) -> Result<PathBuf, Failure> {
    let path = project.reports_dir.join(format!("run-{}.html", report.run));
    let words = Language::of(&project.language);
    super::write_file(&path, &rendered(report, words)?, ADVICE)?;
    Ok(path)
}

/// What to do where a report cannot be written.
const ADVICE: &str = "The run itself is in the ledger: free space or mend the\n\
                      permissions, then `landbridge report`.";

/// The report as JSON text.
pub(super) fn as_json(report: &RunReport) -> Result<String, Failure> {
    json::render(report).map_err(|error| failed(&error.to_string()))
}

fn rendered(report: &RunReport, words: Language) -> Result<String, Failure> {
    html::render(report, words).map_err(|error| failed(&error.to_string()))
}
