//! Loading: ready records go out, answers are settled, doubts are asked about.
//!
//! Loading never reads a source. The order of every record is: intent committed, request sent,
//! answer settled in one transaction. Whatever dies in between leaves the record in doubt, and
//! nothing in doubt is sent again before the ERP was asked for it by its business key (`doubts`).
//! docs/exactly-once.md has the whole protocol.

use std::sync::Arc;

use landbridge_contract::{
    Bulk, BusinessKey, Effect, Exchange, Fault, Fields, ObjectSpec, Outgoing, Target, Value, Write,
    json,
};

use super::Progress;
use super::brake::Brake;
use super::doubts::Patience;
use super::extract_form::record_origin;
use super::fault::RunFault;
use super::jobs::Noting;
use super::recovered::Recovered;
use super::refusal;
use super::talk::{Talk, on_ledger};
use crate::clock;
use crate::crash::{self, Moment, Step};
use crate::diagnose::Hidden;
use crate::ledger::{AttemptId, Claimed, Ledger, ObjectId, Outcome, RecordId, RunId, Settled};
use crate::lie::{self, Lie};
use crate::mapping::WriteMode;
use crate::reconcile::CompareRules;
use crate::transport::{Cancel, Driven, NoNotes, Notes};

use flight::{Batch, Departed, Flight};
use outcomes::Answered;

mod flight;
mod found;
mod outcomes;
mod rounds;
#[cfg(test)]
mod tests;
mod window;

/// Records in doubt fetched from the ledger at once.
pub(super) const PAGE: usize = 256;
/// Records to be sent fetched at once, and bytes of their payloads: with each page it is looked once which keys are in
/// doubt.
const READY_PAGE: (usize, u64) = (1_024, 4 << 20);
/// Rounds of sending and asking before what is left stays as it is for the next run. One round is
/// the rule; more are needed only while answers get lost.
const ROUNDS_MAX: usize = 12;

/// What loading needs, shared by all requests.
pub(super) struct Loader {
    /// The ledger.
    pub(super) ledger: Arc<Ledger>,
    /// The only way to the target.
    pub(super) transport: Arc<dyn Talk>,
    /// The translator.
    pub(super) target: Arc<dyn Target>,
    /// The target's name in the project.
    pub(super) target_name: String,
    /// Requests that are noted together at the least, and look-ups at a time: more than are sent at a time, so that
    /// one waits already when another is answered.
    pub(super) in_flight_max: usize,
    /// Requests that are sent at a time.
    pub(super) at_a_time: usize,
    /// How long a record that is not found may be there all the same.
    pub(super) patience: Patience,
    /// Stops before the next departure.
    pub(super) cancel: Cancel,
    /// Stops, or waits, for what the ERP says or a person wants.
    pub(super) brake: Brake,
    /// Who shows how far it is.
    pub(super) progress: Arc<dyn Progress>,
}

impl std::fmt::Debug for Loader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loader")
            .field("target_name", &self.target_name)
            .finish_non_exhaustive()
    }
}

/// An object to be loaded.
#[derive(Debug, Clone)]
pub(super) struct LoadObject {
    /// The mapping's name.
    pub(super) name: String,
    /// The ledger's number for it.
    pub(super) id: ObjectId,
    /// How the target addresses it.
    pub(super) spec: ObjectSpec,
    /// Whether records are made, or changed where they are there.
    pub(super) write: WriteMode,
    /// Records that cannot be found again: what is in doubt stays in doubt.
    pub(super) at_most_once: bool,
    /// How what was sent is compared with what the ERP holds.
    pub(super) rules: CompareRules,
    /// Whether the business key is personal and kept out of logs.
    pub(super) key_is_personal: bool,
    /// Records that the target takes in one request, or in one job.
    pub(super) records_per_request: usize,
    /// How records go as jobs, where they do: one at a time, so that no more than one batch is in memory.
    pub(super) bulk: Option<Bulk>,
}

/// A record on its way out, with what is sent of it, or why it cannot be.
type Departing = (Result<Result<Fields, Outcome>, RunFault>, Claimed);

/// Why loading stopped before everything was sent.
#[derive(Debug, Clone)]
pub(super) enum Stop {
    /// Nothing is left to send.
    Done,
    /// Somebody asked to stop.
    Cancelled,
    /// The target does not answer, or does not let us in.
    Target(Fault),
    /// A rule says so: why.
    Rule(String),
}

impl Loader {
    /// Sends what is ready and asks about what is in doubt, until nothing is left or the target
    /// fails.
    pub(super) async fn load(
        self: &Arc<Self>,
        run: RunId,
        object: &Arc<LoadObject>,
    ) -> Result<Stop, RunFault> {
        for round in 0..ROUNDS_MAX {
            // What got no usable answer together gets none the next time either, where its size is the cause.
            let together = (object.records_per_request >> round).max(1);
            match self
                .resolve_doubts(object, &mut Recovered::default())
                .await?
            {
                Stop::Done => {}
                stop => return Ok(stop),
            }
            let (sent, stop) = self.send_ready(run, object, together).await?;
            match stop {
                Stop::Done if sent == 0 => return Ok(Stop::Done),
                Stop::Done => {}
                stop => return Ok(stop),
            }
        }
        Ok(Stop::Done)
    }

    /// Records what became of records; what the ERP says of one gets the place in its extract.
    pub(super) fn settle(&self, settled: &mut [Settled]) -> Result<(), RunFault> {
        for one in settled.iter_mut() {
            if let Outcome::Refused { finding, .. } = &mut one.outcome
                && let Some((extract, place)) = self.ledger.extract_of(one.record)?
            {
                finding.origin = record_origin(&extract, place);
            }
        }
        Ok(self.ledger.settle(&self.target_name, settled)?)
    }

    /// Notes the intent for a group of records and sets them off, so many together.
    fn depart(
        self: &Arc<Self>,
        run: RunId,
        object: &Arc<LoadObject>,
        (group, together): (Vec<Claimed>, usize),
        in_flight: &mut Flight,
    ) -> Result<(), RunFault> {
        if group.is_empty() {
            return Ok(());
        }
        let records: Vec<RecordId> = group.iter().map(|claimed| claimed.record).collect();
        let (attempt, departing) = on_ledger(|| {
            // What each refers to is looked up here for all of them: request by request, every one would wait for the
            // ledger in a thread of its own, and a thread keeps memory for as long as it idles.
            let departing: Vec<Departing> = group
                .into_iter()
                .map(|claimed| (self.payload(object, &claimed), claimed))
                .collect();
            let now = clock::now();
            let attempt = match object.bulk {
                None => self.ledger.note_intent(run, object.id, &records, &now),
                Some(_) => self.ledger.note_job(run, object.id, &records, &now),
            };
            attempt.map(|attempt| (attempt, departing))
        })?;
        let mut departing = departing.into_iter();
        in_flight.set_off(std::iter::from_fn(|| {
            let together: Vec<Departing> = departing.by_ref().take(together).collect();
            (!together.is_empty()).then(|| Batch {
                run,
                object: Arc::clone(object),
                attempt,
                together,
            })
        }));
        Ok(())
    }

    /// Sends a request, and says what became of its records.
    async fn departed(&self, batch: Batch) -> Departed {
        let Batch {
            run,
            object,
            attempt,
            together,
        } = batch;
        let Answered { outcomes, stops } = self.send(&object, attempt, together).await;
        let settled = outcomes.into_iter().map(|(claimed, outcome)| {
            let shown = if object.key_is_personal {
                "‹personal›"
            } else {
                &claimed.key
            };
            log(run, &object.name, attempt, shown, &outcome);
            Settled {
                attempt,
                record: claimed.record,
                outcome,
            }
        });
        Departed {
            settled: settled.collect(),
            stops,
        }
    }

    /// Sends records that go together; each gets its outcome, and the fault that the next ones would meet too.
    async fn send(
        &self,
        object: &LoadObject,
        attempt: AttemptId,
        together: Vec<Departing>,
    ) -> Answered {
        let mut answered = Answered::default();
        let mut sent = Vec::with_capacity(together.len());
        let mut batch = Vec::with_capacity(together.len());
        for (payload, claimed) in together {
            match payload {
                Ok(Ok(_)) if lie::told(Lie::Unsent, &claimed.key) => {
                    let (target_id, created) = ("999".into(), true);
                    let loaded = Outcome::Loaded { target_id, created };
                    answered.outcomes.push((claimed, loaded));
                }
                Ok(Ok(mut payload)) => {
                    if lie::told(Lie::AlterSent, &claimed.key) {
                        lie::alter(&mut payload, &claimed.key);
                    }
                    batch.push(outgoing(object, &claimed, payload));
                    sent.push(claimed);
                }
                Ok(Err(refused)) => answered.outcomes.push((claimed, refused)),
                Err(fault) => answered.in_doubt([claimed], &fault.to_string()),
            }
        }
        if object.write == WriteMode::Update {
            (sent, batch) = self.found_first(object, (sent, batch), &mut answered).await;
        }
        if batch.is_empty() {
            return answered;
        }
        let payloads = batch.iter().map(|record| &record.payload);
        let hidden = refusal::personal_texts(payloads, &object.rules);
        let exchange = match self.departure(object, attempt, batch) {
            Ok(exchange) => exchange,
            Err(fault) => {
                answered.in_doubt(sent, &fault.to_string());
                return answered;
            }
        };
        let noting = Noting::new(&self.ledger, attempt);
        let notes: &dyn Notes = match object.bulk {
            Some(_) => &noting,
            None => &NoNotes,
        };
        let mut driven = self.converse(Step::Send, exchange, &hidden, notes).await;
        if let Some(fault) = &mut driven.fault
            && noting.begun()
        {
            // Its last request may have had no effect; the job has.
            fault.effect = Effect::Unknown;
        }
        let Answered { outcomes, stops } = self.outcomes(object, sent, driven, &hidden).await;
        answered.outcomes.extend(outcomes);
        answered.stops = answered.stops.or(stops);
        answered
    }

    /// A record that was to be made, or to be shown otherwise, and was refused may be so all the same.
    async fn confirmed(&self, object: &LoadObject, claimed: &Claimed, outcome: Outcome) -> Outcome {
        let tells =
            object.write == WriteMode::Update || matches!(write(object, claimed), Write::Create);
        match outcome {
            Outcome::Refused { .. } if tells && !object.at_most_once => {
                self.confirm_refusal(object, claimed, outcome).await
            }
            outcome => outcome,
        }
    }

    /// Talks to the target, in a step of the protocol.
    pub(super) async fn converse(
        &self,
        step: Step,
        exchange: Box<dyn Exchange>,
        hidden: &Hidden,
        notes: &dyn Notes,
    ) -> Driven {
        crash::here(step, Moment::Before);
        let talk = self.transport.talk(exchange, &*self.target, hidden, notes);
        let driven = talk.await;
        crash::here(step, Moment::After);
        driven
    }

    /// What is sent: the stored payload with its references resolved to target ids. A reference to a
    /// record that the ERP does not hold refuses the record here.
    pub(super) fn payload(
        &self,
        object: &LoadObject,
        claimed: &Claimed,
    ) -> Result<Result<Fields, Outcome>, RunFault> {
        let read = json::read_value(&claimed.payload)
            .map_err(|error| RunFault::Defect(format!("a stored payload is not JSON: {error}")))?;
        let mut payload = match read {
            Value::Record(fields) => fields,
            other => {
                let text = format!("a stored payload is a {}", other.kind());
                return Err(RunFault::Defect(text));
            }
        };
        let mut missing = None;
        if payload.iter().any(|(_, value)| refers(value)) {
            on_ledger(|| -> Result<(), RunFault> {
                for (name, value) in &mut payload {
                    self.resolve(name, value, &mut missing)?;
                }
                Ok(())
            })?;
        }
        Ok(match missing {
            None => Ok(payload),
            Some((field, reference)) => Err(refusal::reference_not_loaded(
                &object.name,
                &field,
                &reference,
                object.rules.is_personal(&field),
            )),
        })
    }

    fn resolve(
        &self,
        field: &str,
        value: &mut Value,
        missing: &mut Option<(String, landbridge_contract::Reference)>,
    ) -> Result<(), RunFault> {
        match value {
            Value::Reference(reference) => {
                let to = self.ledger.object(&reference.object)?;
                let id = self
                    .ledger
                    .target_id(&self.target_name, to, &reference.key)?;
                match id {
                    Some(id) => {
                        *value = id
                            .parse::<i64>()
                            .map_or_else(|_| Value::Text(id), Value::Integer);
                    }
                    None => *missing = Some((field.to_owned(), (**reference).clone())),
                }
            }
            Value::List(items) => {
                for item in items {
                    self.resolve(field, item, missing)?;
                }
            }
            Value::Record(fields) => {
                for (name, value) in fields {
                    self.resolve(&format!("{field}.{name}"), value, missing)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether a value is, or holds, a reference to another record.
fn refers(value: &Value) -> bool {
    match value {
        Value::Reference(_) => true,
        Value::List(items) => items.iter().any(refers),
        Value::Record(fields) => fields.iter().any(|(_, value)| refers(value)),
        _ => false,
    }
}

/// How many records, and bytes of payloads, are fetched at once: one job's, or whole requests, as the last of a page
/// would be short otherwise.
pub(super) fn page(object: &LoadObject, together: usize) -> (usize, u64) {
    if let Some(bulk) = object.bulk {
        return (together, bulk.bytes_max);
    }
    let (records, bytes) = READY_PAGE;
    (records.next_multiple_of(together.max(1)), bytes)
}

/// The business key of a payload: its key attributes, in their order.
pub(super) fn business_key(spec: &ObjectSpec, payload: &Fields) -> BusinessKey {
    let part = |name: &landbridge_contract::Name| {
        let value = payload.iter().find(|(attribute, _)| attribute == name);
        (
            Arc::clone(name),
            value.map_or(Value::Null, |(_, value)| value.clone()),
        )
    };
    BusinessKey {
        parts: spec.key_attributes.iter().map(part).collect(),
    }
}

/// How a record is written.
fn write(object: &LoadObject, claimed: &Claimed) -> Write {
    match (&claimed.known_as, object.write) {
        (_, WriteMode::Upsert) => Write::Upsert,
        (Some(id), WriteMode::Create | WriteMode::Update) => Write::Update(id.clone()),
        (None, WriteMode::Create | WriteMode::Update) => Write::Create,
    }
}

/// A record on its way out.
pub(super) fn outgoing(object: &LoadObject, claimed: &Claimed, payload: Fields) -> Outgoing {
    Outgoing {
        record: claimed.record.0,
        key: business_key(&object.spec, &payload),
        write: write(object, claimed),
        payload,
    }
}

fn log(run: RunId, object: &str, attempt: AttemptId, key: &str, outcome: &Outcome) {
    let batch = attempt.0;
    match outcome {
        Outcome::Loaded { target_id, created } => {
            tracing::info!(run = run.0, object, batch, record = key, %target_id, created, "loaded");
        }
        Outcome::Refused { finding, .. } => {
            tracing::warn!(
                run = run.0,
                object,
                batch,
                record = key,
                code = finding.code.id,
                "refused: {}",
                finding.found
            );
        }
        Outcome::Ready => {
            tracing::warn!(
                run = run.0,
                object,
                batch,
                record = key,
                "not sent; it stays ready"
            );
        }
        Outcome::InDoubt { why } => {
            tracing::warn!(run = run.0, object, batch, record = key, "in doubt: {why}");
        }
    }
}
