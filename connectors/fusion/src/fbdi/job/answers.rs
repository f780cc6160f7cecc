//! What the answers about the jobs of an import mean.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use landbridge_contract::{
    Effect, Fault, FaultKind, Response, Retry, Step, TargetMessage, Verdict,
};

use super::{AGAIN_MAX, Asked, Job, Next, message, refused};
use crate::fbdi::ask::{self, Standing, Submitted, Tree};
use crate::fbdi::note::Stage;
use crate::fbdi::report::{self, Told};
use crate::messages;

/// Said where an import is not begun though its file is loaded.
const NOT_PERMITTED: &str = "the file is loaded, but the ERP did not begin the import: the job is not known, or the user has no access to its definition (FUN-720397). Give the user the job's privilege, or state `import_auth` of the target with one who has it; then run again: the import goes on where it stopped";

/// Said where an import is turned away before anything is done.
const TURNED_AWAY: &str = "the ERP turned the import away (`ReqstId` -1): the job is not known, or the user may not run it. Check the user's privileges for bulk import and the parameters of the mapping";

impl Job {
    /// The answer to a request that begins something.
    pub(super) fn begun(&mut self, asked: Asked, response: &Response) -> Step {
        if !response.is_success() {
            let told = messages::of(response);
            let text = told.first().map_or("", |message| message.text.as_str());
            if asked == Asked::ImportJob && response.status >= 500 {
                let why = format!("the ERP failed over the request: {text}");
                return self.fail(self.fault(why));
            }
            return self.turned_away(asked, &format!("the ERP refused the request: {text}"));
        }
        if asked == Asked::Upload {
            return match ask::document(response) {
                Some(number) => {
                    self.stage = Stage::Document(number);
                    self.note(Next::LoadDocument)
                }
                None => self.turned_away(
                    asked,
                    "the ERP did not say under which number it keeps the file",
                ),
            };
        }
        match (ask::submitted(response), asked) {
            (Submitted::Job(number), _) => {
                self.stage = match asked {
                    Asked::Import => Stage::Whole(number),
                    Asked::Loader => Stage::Loader(number),
                    Asked::ThenJob => Stage::ThenJob(self.which(), number),
                    _ => Stage::Import(number),
                };
                self.note(Next::AskForJob)
            }
            (Submitted::TurnedAway, Asked::Import | Asked::Loader) => {
                self.turned_away(asked, TURNED_AWAY)
            }
            (Submitted::TurnedAway, _) => self.turned_away(asked, NOT_PERMITTED),
            (Submitted::Unclear, _) => self.lost(asked),
        }
    }

    fn which(&self) -> usize {
        match &self.stage {
            Stage::Then(which) => *which,
            _ => 0,
        }
    }

    /// Nothing was begun. Where nothing was done before either, all records may go again.
    fn turned_away(&mut self, asked: Asked, why: &str) -> Step {
        let fault = Fault {
            kind: FaultKind::Forbidden,
            retry: Retry::Never,
            effect: Effect::None,
            operation: format!("import {}", self.plan.template.name),
            message: why.to_owned(),
        };
        let first = self.load == 0 && self.again == 0 && !self.uncertain;
        if first && matches!(asked, Asked::Import | Asked::Upload | Asked::Loader) {
            self.not_sent(Retry::Never, why);
        }
        if asked == Asked::ImportJob {
            return self.hold(fault);
        }
        self.fail(fault)
    }

    pub(super) fn not_sent(&mut self, retry: Retry, why: &str) {
        self.settle_waiting(|| Verdict::NotSent {
            retry,
            why: why.to_owned(),
        });
    }

    /// How a job stands.
    pub(super) fn stands(&mut self, response: &Response) -> Step {
        let Some(word) = ask::state(response) else {
            return self.fail(self.fault("the answer about a job cannot be understood".to_owned()));
        };
        let standing = ask::standing(&word);
        if word.trim().is_empty() {
            return self.unknown_job();
        }
        self.unknown = Duration::ZERO;
        if standing == Standing::Runs {
            return self.wait(Next::AskForJob);
        }
        let number = self.job_number().unwrap_or_default();
        self.ended = (word != "SUCCEEDED").then(|| format!("job {number} ended with {word}"));
        match (&self.stage, standing) {
            (Stage::Whole(_), _) => {
                let request = self.ask.tree(&number);
                self.send(Asked::Tree, request)
            }
            (Stage::Loader(_), Standing::Failed) => {
                self.load_failed = true;
                let request = self.ask.reports(&number);
                self.send(Asked::LoadReports, request)
            }
            (Stage::Loader(_), _) => {
                self.stage = Stage::Loaded;
                self.note(Next::BeginImport)
            }
            (Stage::ThenJob(which, _), _) => {
                let next = which + 1;
                self.after_import(next)
            }
            _ => {
                let request = self.ask.reports(&number);
                self.send(Asked::ImportReports, request)
            }
        }
    }

    /// The jobs below a job that loads and imports.
    pub(super) fn branches(&mut self, response: &Response) -> Step {
        let number = self.job_number().unwrap_or_default();
        let tree = ask::tree(response).unwrap_or_default();
        let definition = self
            .current()
            .and_then(|load| load.job.path.rsplit(',').next())
            .unwrap_or_default();
        let import = tree.find(&|job: &Tree| {
            job.name == definition || job.path.rsplit(['/', ',']).next() == Some(definition)
        });
        let loading = tree.find(&|job: &Tree| {
            job.path.contains("InterfaceLoaderController")
                || job.path.contains("interfaceLoader")
                || job.name.starts_with("Load Interface File")
        });
        let load_failed = loading.is_some_and(|job| ask::standing(&job.status) == Standing::Failed);
        match (import, load_failed) {
            // What is imported was loaded, however the whole ended.
            (Some(import), _) => {
                if import.status != "SUCCEEDED" && !import.status.is_empty() {
                    self.ended = Some(format!(
                        "import job {} ended with {}",
                        import.request, import.status
                    ));
                }
                let request = self.ask.reports(&number);
                self.send(Asked::ImportReports, request)
            }
            (None, true) => {
                self.load_failed = true;
                let request = self.ask.reports(&number);
                self.send(Asked::LoadReports, request)
            }
            // Loaded, and nobody imported it: the user may do the one and not the other.
            (None, false) if loading.is_some() => {
                self.stage = Stage::Loaded;
                self.note(Next::BeginImport)
            }
            (None, false) if self.ended.is_some() => {
                let request = self.ask.reports(&number);
                self.send(Asked::LoadReports, request)
            }
            (None, false) => {
                let request = self.ask.reports(&number);
                self.send(Asked::ImportReports, request)
            }
        }
    }

    /// The loader could not take some lines, and so took none: the guilty records are told, the others go again.
    pub(super) fn not_loaded(&mut self, response: &Response) -> Step {
        let number = self.job_number().unwrap_or_default();
        let reports = ask::reports(response);
        let files: Vec<&str> = self.packed.lines.iter().map(|(file, _)| *file).collect();
        let told = report::not_loaded(&reports, &files);
        if told.is_empty() && !self.load_failed {
            // Whatever ended the job may have done so after the import.
            self.uncertain = true;
            return self.look_for(self.waits.lost_job.max(self.waits.shows));
        }
        let guilty = self.blame(told).len();
        let known = self.lines_known;
        if known && guilty == 0 {
            let why = format!(
                "the loader took nothing of the file, and its log names no line; see the log of job {number}"
            );
            if self.load == 0 {
                self.not_sent(Retry::Never, &why);
            }
            return self.fail(self.fault(why));
        }
        if self.load == 0 || self.again >= AGAIN_MAX {
            if self.load == 0 {
                let why = "another line of the file could not be loaded, so that none was";
                self.not_sent(Retry::After(Duration::ZERO), why);
            }
            return self.done();
        }
        self.again += 1;
        self.begin_load()
    }

    /// The import has ended: what it did not want is told.
    pub(super) fn imported(&mut self, response: &Response) -> Step {
        let told = report::not_imported(&ask::reports(response));
        let guilty = self.blame(told);
        self.after_blame(guilty)
    }

    /// Refuses the records whose lines a report tells; their places.
    fn blame(&mut self, told: Vec<Told>) -> BTreeSet<usize> {
        if !self.lines_known {
            return BTreeSet::new();
        }
        let mut guilty: BTreeMap<usize, Vec<TargetMessage>> = BTreeMap::new();
        for one in told {
            if let Some(record) = self.packed.record(&one.file, one.line) {
                guilty.entry(record).or_default().push(one.message);
            }
        }
        let places = guilty.keys().copied().collect();
        for (record, messages) in guilty {
            self.settle(record, Verdict::Refused { messages });
        }
        places
    }

    /// What is said of a record that an import neither refused nor made.
    pub(super) fn not_made(&self, all: bool) -> Verdict {
        let ended = self
            .ended
            .clone()
            .unwrap_or_else(|| "its jobs ended with SUCCEEDED".to_owned());
        let why = if all {
            "the import took none of the lines, though they were loaded. The group or batch in the lines and in the job's parameters may differ, or a parameter (business unit, ledger, source, book) may name something else than the lines do"
        } else {
            "the import did not make the record and gave no reason that is understood; see the reports of its jobs"
        };
        refused(message(&format!("{why} ({ended})")))
    }
}
