//! What is done when an answer gets lost: nobody knows whether a job runs, nor its number.

use std::time::Duration;

use landbridge_contract::{Effect, Fault, FaultKind, Response, Retry, Step};
use serde_json::Value as Json;

use super::{Asked, FIRST_PAUSE, Job, Next};
use crate::fbdi::note::Stage;

impl Job {
    /// A request failed for good.
    pub(super) fn met(&mut self, asked: Asked, fault: Fault) -> Step {
        let begins = matches!(
            asked,
            Asked::Import | Asked::Upload | Asked::Loader | Asked::ImportJob | Asked::ThenJob
        );
        if !begins || fault.kind == FaultKind::Cancelled && fault.effect != Effect::None {
            return self.fail(fault);
        }
        if fault.effect != Effect::None {
            return self.lost(asked);
        }
        let first = self.load == 0 && self.again == 0 && !self.uncertain;
        if first && matches!(asked, Asked::Import | Asked::Upload) {
            self.not_sent(fault.retry, &fault.to_string());
        }
        if asked == Asked::ImportJob && fault.kind != FaultKind::Cancelled {
            return self.hold(fault);
        }
        self.fail(fault)
    }

    /// A request may have begun something, and its answer is lost.
    pub(super) fn lost(&mut self, asked: Asked) -> Step {
        match asked {
            Asked::Import => self.wait(Next::FindFile),
            // A document that lies there twice does nothing.
            Asked::Upload => self.wait(Next::SendFile),
            Asked::Loader => self.wait(Next::LostJob),
            // What is imported once is not there for the second import, but a first one may still run.
            Asked::ImportJob => {
                self.uncertain = true;
                self.pause = FIRST_PAUSE;
                self.waited = Duration::ZERO;
                self.wait(Next::LostImport)
            }
            _ => self.wait(Next::BeginThen),
        }
    }

    /// Whether the file of a lost call lies at the ERP. While it does not, the call may still be under way.
    pub(super) fn file(&mut self, response: &Response) -> Step {
        let Some(there) = documents(response) else {
            return self.unclear_documents();
        };
        if there > 0 {
            self.waited = Duration::ZERO;
            let alone = self.plan.template.loads.len() == 1;
            let last = self.current().is_none_or(|load| load.then.is_empty());
            if alone && last {
                // Nothing comes after it: what it made can be read back while it may still run.
                self.uncertain = true;
                return self.look_for(self.waits.lost_job.max(self.waits.shows));
            }
            return self.wait(Next::LostJob);
        }
        if self.waited < self.waits.lost_call {
            return self.wait(Next::FindFile);
        }
        if self.load > 0 || self.again > 0 {
            return self.go_on(Next::SendFile);
        }
        self.not_sent(
            Retry::After(Duration::ZERO),
            "the request did not arrive: the ERP holds no file of its name",
        );
        self.done()
    }

    pub(super) fn unclear_documents(&mut self) -> Step {
        let why = "the answer to the question for the file cannot be understood";
        self.fail(self.fault(why.to_owned()))
    }

    /// A job whose number is lost has ended for certain after some time. What it did is told by reading back.
    pub(super) fn lost_job(&mut self) -> Step {
        if self.waited < self.waits.lost_job {
            return self.wait(Next::LostJob);
        }
        self.uncertain = true;
        if matches!(self.stage, Stage::Document(_)) {
            self.stage = Stage::Loaded;
            return self.note(Next::BeginImport);
        }
        self.after_import(0)
    }

    /// An import that may have been begun has ended for certain after some time; only then another is begun.
    pub(super) fn lost_import(&mut self) -> Step {
        if self.waited < self.waits.lost_job {
            return self.wait(Next::LostImport);
        }
        self.go_on(Next::BeginImport)
    }

    /// The ERP knows nothing of the job: not yet, or no more. After some time it has ended for certain.
    pub(super) fn unknown_job(&mut self) -> Step {
        if self.unknown < self.waits.lost_job {
            self.unknown += self.pause;
            return self.wait(Next::AskForJob);
        }
        self.uncertain = true;
        self.look()
    }
}

/// How many documents an answer names; nothing where it cannot be understood.
pub(super) fn documents(response: &Response) -> Option<usize> {
    let told: Json = serde_json::from_slice(&response.body).ok()?;
    let items = told.get("items")?.as_array()?;
    let numbers: Option<Vec<&Json>> = items.iter().map(|item| item.get("DocumentId")).collect();
    let named = |number: &&&Json| !number.is_null() && number.as_str() != Some("");
    Some(numbers?.iter().filter(named).count())
}
