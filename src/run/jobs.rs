//! Jobs: batches that a job at the ERP settles, and what becomes of a job whose process died.
//!
//! A job's attempt is noted before anything is sent, and whatever finds the job again is noted as soon as it is known.
//! A record in doubt whose attempt has a note is settled by going on with the job, before anybody looks it up by its
//! key: a job that still runs shows nothing yet, and what it does not show is not absent. Only once the job has ended, or
//! is not known any more, may a look-up decide (`doubts`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use landbridge_contract::{Effect, Exchange, Fault, FaultKind, Outgoing, Retry};

use super::fault::RunFault;
use super::load::{LoadObject, Loader, Stop, outgoing};
use super::recovered::Recovered;
use super::refusal;
use super::talk::on_ledger;
use crate::crash::Step;
use crate::diagnose::grouped;
use crate::ledger::{AttemptId, Claimed, Ledger, Noted, Outcome, Settled};
use crate::transport::Notes;

/// Keeps the notes of one attempt in the ledger.
pub(super) struct Noting<'a> {
    ledger: &'a Ledger,
    attempt: AttemptId,
    /// Whether anything was noted: from then on the job may have an effect.
    begun: AtomicBool,
}

impl<'a> Noting<'a> {
    pub(super) fn new(ledger: &'a Ledger, attempt: AttemptId) -> Self {
        Self {
            ledger,
            attempt,
            begun: AtomicBool::new(false),
        }
    }

    /// Whether the job may have had an effect.
    pub(super) fn begun(&self) -> bool {
        self.begun.load(Ordering::SeqCst)
    }
}

impl Notes for Noting<'_> {
    fn keep(&self, note: &str) -> Result<(), Fault> {
        // Also where keeping it fails: it may be on the disk all the same.
        self.begun.store(true, Ordering::SeqCst);
        on_ledger(|| self.ledger.note(self.attempt, note)).map_err(|fault| Fault {
            // Told so, the exchange sends nothing more.
            kind: FaultKind::Cancelled,
            retry: Retry::Never,
            effect: Effect::Unknown,
            operation: "keep a note with the attempt".to_owned(),
            message: fault.to_string(),
        })
    }

    fn of_a_job(&self) -> bool {
        true
    }
}

impl Loader {
    /// The exchange that sends a batch: as a job under the attempt's name, or request by request.
    pub(super) fn departure(
        &self,
        object: &LoadObject,
        attempt: AttemptId,
        batch: Vec<Outgoing>,
    ) -> Result<Box<dyn Exchange>, RunFault> {
        if object.bulk.is_none() {
            return Ok(self.target.load(&object.spec, batch));
        }
        let name = on_ledger(|| self.ledger.attempt_name(attempt))?;
        Ok(self.target.load_job(&object.spec, batch, &name))
    }

    /// Goes on with every job of an object whose records are in doubt, of whatever run. A fault stops it: what the job
    /// may still do is not known.
    pub(super) async fn resume_jobs(
        &self,
        object: &Arc<LoadObject>,
        recovered: &mut Recovered,
    ) -> Result<Stop, RunFault> {
        let mut after = AttemptId(0);
        loop {
            let next = on_ledger(|| self.ledger.noted(&self.target_name, object.id, after))?;
            let Some(noted) = next else {
                return Ok(Stop::Done);
            };
            after = noted.attempt;
            if self.cancel.is_cancelled() {
                return Ok(Stop::Cancelled);
            }
            match self.resume(object, &noted, recovered).await? {
                Stop::Done => {}
                stop => return Ok(stop),
            }
        }
    }

    async fn resume(
        &self,
        object: &Arc<LoadObject>,
        noted: &Noted,
        recovered: &mut Recovered,
    ) -> Result<Stop, RunFault> {
        let doubts = on_ledger(|| self.ledger.doubts_of(&self.target_name, noted.attempt))?;
        if noted.note.is_empty() {
            // Nothing is sent before something is noted.
            let ready = doubts.into_iter().map(|claimed| (claimed, Outcome::Ready));
            self.settle_resumed(noted.attempt, ready, recovered)?;
            return Ok(Stop::Done);
        }
        let mut sent = Vec::with_capacity(doubts.len());
        let mut batch = Vec::with_capacity(doubts.len());
        for claimed in doubts {
            // What cannot be put together again any more is looked up like any other record.
            if let Ok(payload) = self.payload(object, &claimed)? {
                batch.push(outgoing(object, &claimed, payload));
                sent.push(claimed);
            }
        }
        let payloads = batch.iter().map(|record| &record.payload);
        let hidden = refusal::personal_texts(payloads, &object.rules);
        let name = on_ledger(|| self.ledger.attempt_name(noted.attempt))?;
        let resumed = self.target.resume(&object.spec, batch, &name, &noted.note);
        let Some(exchange) = resumed else {
            return Ok(Stop::Done);
        };
        self.progress.note(&format!(
            "  goes on with the job of attempt {}: {} records",
            noted.attempt.0,
            grouped(sent.len() as u64)
        ));
        let noting = Noting::new(&self.ledger, noted.attempt);
        let mut driven = self
            .converse(Step::Resume, exchange, &hidden, &noting)
            .await;
        let fault = driven.fault.take();
        let answered = self.outcomes(object, sent, driven, &hidden).await;
        // Without an answer of its own a record stays as it is.
        let told = answered
            .outcomes
            .into_iter()
            .filter(|(_, outcome)| !matches!(outcome, Outcome::InDoubt { .. }));
        self.settle_resumed(noted.attempt, told, recovered)?;
        Ok(match fault.or(answered.stops) {
            Some(_) if self.cancel.is_cancelled() => Stop::Cancelled,
            Some(fault) => Stop::Target(fault),
            None => Stop::Done,
        })
    }

    fn settle_resumed(
        &self,
        attempt: AttemptId,
        outcomes: impl Iterator<Item = (Claimed, Outcome)>,
        recovered: &mut Recovered,
    ) -> Result<(), RunFault> {
        let settled = outcomes.map(|(claimed, outcome)| Settled {
            attempt,
            record: claimed.record,
            outcome,
        });
        let mut settled: Vec<Settled> = settled.collect();
        if settled.is_empty() {
            return Ok(());
        }
        on_ledger(|| self.settle(&mut settled))?;
        recovered.add(&settled);
        Ok(())
    }
}
