//! Jobs: what they do, how long that takes, and how they stand meanwhile.
//!
//! A job waits for the latency before it works. One that loads and imports waits, paused, for the import below it.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};

use super::imports::{self, Import};
use super::interfaces::{self, File};
use super::{Inner, Row, csv, zipped};
use crate::counters::Tally;
use crate::store::Store;

/// The path of the loader.
pub(super) const LOADER: &str = "/oracle/apps/ess/financials/commonModules/shared/common/interfaceLoader/InterfaceLoaderController";

/// What a job does when its time has come.
#[derive(Clone, Debug)]
pub(super) enum Work {
    /// Loads a document into the interface; then perhaps imports.
    Load {
        interface: String,
        document: i64,
        then: Option<Then>,
    },
    /// Imports what the interface holds.
    Import(Then),
}

/// An import to be run.
#[derive(Clone, Debug)]
pub(super) struct Then {
    pub(super) path: String,
    pub(super) parameters: String,
    /// Whether its report has the table of rejections.
    pub(super) tells: bool,
    /// Whether the user may run it: where not, nobody is told.
    pub(super) permitted: bool,
}

/// A job.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) path: String,
    pub(super) user: String,
    pub(super) begun: i64,
    /// When it works; milliseconds since 1970.
    pub(super) due: i64,
    pub(super) latency: i64,
    pub(super) work: Option<Work>,
    /// How it ended.
    pub(super) ended: Option<&'static str>,
    /// The jobs below it.
    pub(super) below: Vec<i64>,
    /// Its log and output, by name.
    pub(super) reports: Vec<(String, String)>,
}

impl Job {
    pub(super) fn new(
        path: &str,
        user: &str,
        (now, latency): (i64, i64),
        work: Option<Work>,
    ) -> Self {
        Self {
            path: path.to_owned(),
            user: user.to_owned(),
            begun: now,
            due: now.saturating_add(latency),
            latency,
            work,
            ended: None,
            below: Vec::new(),
            reports: Vec::new(),
        }
    }
}

impl Inner {
    /// The next job whose time has come.
    pub(super) fn due(&self, now: i64) -> Option<i64> {
        let waiting = self.jobs.iter();
        let due = waiting.filter(|(_, job)| job.work.is_some() && job.due <= now);
        due.min_by_key(|(number, job)| (job.due, **number))
            .map(|(number, _)| *number)
    }

    pub(super) fn work(&mut self, number: i64, store: &Arc<Store>, tally: &Tally) {
        let Some((work, at)) = self
            .jobs
            .get_mut(&number)
            .and_then(|job| Some((job.work.take()?, (job.due, job.latency))))
        else {
            return;
        };
        let user = self.jobs.get(&number).map(|job| job.user.clone());
        let user = user.unwrap_or_default();
        match work {
            Work::Load {
                interface,
                document,
                then,
            } => {
                let loaded = self.load(number, &interface, document);
                if let Err(log) = loaded {
                    self.end(number, "ERROR", vec![(format!("{number}.log"), log)]);
                    return;
                }
                match then {
                    // Nobody says that the import was not begun.
                    None => self.end(number, "SUCCEEDED", Vec::new()),
                    Some(then) if !then.permitted => self.end(number, "SUCCEEDED", Vec::new()),
                    Some(then) => {
                        let path = then.path.clone();
                        let below = Job::new(&path, &user, at, Some(Work::Import(then)));
                        let next = self.next_job();
                        self.jobs.insert(next, below);
                        if let Some(job) = self.jobs.get_mut(&number) {
                            job.below.push(next);
                        }
                    }
                }
            }
            Work::Import(then) => self.import(number, &then, &user, store, tally),
        }
    }

    fn import(&mut self, number: i64, then: &Then, user: &str, store: &Arc<Store>, tally: &Tally) {
        let mut import = Import::new(&mut self.rows, user, &then.parameters);
        let definition = then.path.rsplit(['/', ',']).next().unwrap_or_default();
        let outcome = imports::run(definition, &mut import, store, tally);
        let (taken, rejections) = (import.taken, import.rejections);
        let mut log = format!(
            "{definition}: {taken} lines taken, {} not imported\n",
            rejections.len()
        );
        if taken == 0 {
            log.push_str("No lines were found for the parameters.\n");
        }
        let mut reports = vec![(format!("{number}.log"), log)];
        if !rejections.is_empty() && then.tells {
            let mut table = "FILE_NAME,RECORD_NUMBER,ATTRIBUTE,MESSAGE\n".to_owned();
            for one in &rejections {
                let line = one.line.to_string();
                let cells = [
                    one.file,
                    line.as_str(),
                    one.column.as_str(),
                    one.text.as_str(),
                ];
                table.push_str(&cells.map(csv::written).join(","));
                table.push('\n');
            }
            reports.push((format!("{number}_rejections.csv"), table));
        }
        let ended = match outcome {
            Err(error) => {
                tracing::error!(%error, "an import failed");
                "ERROR"
            }
            Ok(()) if rejections.is_empty() => "SUCCEEDED",
            Ok(()) => "WARNING",
        };
        self.end(number, ended, reports);
    }

    fn end(&mut self, number: i64, ended: &'static str, reports: Vec<(String, String)>) {
        if let Some(job) = self.jobs.get_mut(&number) {
            job.ended = Some(ended);
            job.reports.extend(reports);
        }
        let above = self
            .jobs
            .iter_mut()
            .find(|(_, job)| job.below.contains(&number));
        if let Some((_, job)) = above
            && job.path == LOADER
        {
            job.ended = Some(ended);
        }
    }

    /// Loads the files of a document, all of them or none; the error is the log.
    fn load(&mut self, number: i64, interface: &str, document: i64) -> Result<(), String> {
        let interface = interfaces::find(interface).ok_or("The interface isn't known.\n")?;
        let bytes = self.documents.get(&document).map(|found| &found.bytes);
        let files = bytes.and_then(|bytes| zipped::read(bytes));
        let files = files.ok_or("The document isn't a ZIP file of texts in UTF-8.\n")?;
        let mut rows = Vec::new();
        let mut logs = String::new();
        for (name, text) in files {
            let file = interface
                .file(&name)
                .ok_or_else(|| format!("The file {name} isn't a file of this import.\n"))?;
            let mut refused = 0;
            let lines = csv::lines(&text);
            let all = lines.len();
            for (fields, line) in lines.into_iter().zip(1..) {
                if let Some((column, why)) = file.refuses(&fields) {
                    if refused == 0 {
                        writeln!(logs, "Data File: {name}").ok();
                    }
                    refused += 1;
                    let table = file.table;
                    writeln!(
                        logs,
                        "Record {line}: Rejected - Error on table {table}, column {column}.\n{why}\n"
                    )
                    .ok();
                    continue;
                }
                rows.push(row(file, number, line, fields));
            }
            if refused > 0 {
                writeln!(
                    logs,
                    "Table {}:\n  {} Rows successfully loaded.\n  {refused} Rows not loaded due to data errors.",
                    file.table,
                    all - refused
                )
                .ok();
            }
        }
        if !logs.is_empty() {
            // One line that cannot be taken, and every line of every file is purged.
            return Err(logs);
        }
        self.rows.extend(rows);
        Ok(())
    }

    /// How a job stands; empty for one that is not known.
    pub(super) fn status(&self, number: i64, now: i64) -> &'static str {
        let Some(job) = self.jobs.get(&number) else {
            return "";
        };
        if let Some(ended) = job.ended {
            return ended;
        }
        if !job.below.is_empty() {
            return "PAUSED";
        }
        let passed = now.saturating_sub(job.begun);
        match passed.saturating_mul(3) / job.latency.max(1) {
            ..1 => "WAIT",
            1 => "READY",
            _ => "RUNNING",
        }
    }

    /// A job and those below it, as the ERP tells them.
    pub(super) fn tree(&self, number: i64, now: i64) -> Value {
        let Some(job) = self.jobs.get(&number) else {
            return Value::Null;
        };
        let name = job.path.rsplit('/').next().unwrap_or_default();
        let name = if job.path == LOADER {
            "Load Interface File for Import"
        } else {
            name
        };
        let below: Vec<Value> = job
            .below
            .iter()
            .map(|below| self.tree(*below, now))
            .collect();
        json!({
            "JOBNAME": name, "JOBPATH": job.path, "REQUESTID": number.to_string(),
            "STATUS": self.status(number, now), "CHILD": below,
        })
    }

    /// The logs and the output of a job and those below it.
    pub(super) fn reports(&self, number: i64) -> Vec<(String, String)> {
        let Some(job) = self.jobs.get(&number) else {
            return Vec::new();
        };
        let below = job.below.iter().flat_map(|below| self.reports(*below));
        job.reports.iter().cloned().chain(below).collect()
    }
}

fn row(file: &'static File, load: i64, line: usize, fields: Vec<String>) -> Row {
    Row {
        load,
        file: file.name(),
        line,
        fields,
        rejected: false,
        prepared: false,
    }
}
