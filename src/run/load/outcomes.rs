//! What a conversation means for the records that it was about.

use std::time::Duration;

use landbridge_contract::{Effect, Fault, FaultKind, Reply, Retry, Verdict};

use super::{LoadObject, Loader};
use crate::diagnose::Hidden;
use crate::ledger::{Claimed, Outcome};
use crate::run::refusal;
use crate::transport::Driven;

/// What was answered for records.
#[derive(Debug, Default)]
pub(in crate::run) struct Answered {
    /// What became of each.
    pub(in crate::run) outcomes: Vec<(Claimed, Outcome)>,
    /// Why the next ones would fare no better.
    pub(in crate::run) stops: Option<Fault>,
}

impl Answered {
    pub(super) fn in_doubt(&mut self, records: impl IntoIterator<Item = Claimed>, why: &str) {
        let records = records.into_iter().map(|claimed| {
            let why = why.to_owned();
            (claimed, Outcome::InDoubt { why })
        });
        self.outcomes.extend(records);
    }
}

impl Loader {
    /// What a conversation means for the records that it was about.
    pub(in crate::run) async fn outcomes(
        &self,
        object: &LoadObject,
        sent: Vec<Claimed>,
        driven: Driven,
        hidden: &Hidden,
    ) -> Answered {
        let mut receipts = Receipts::of(driven.replies);
        let stops = |fault: &Fault| object.bulk.is_some() || stops_the_run(fault);
        let mut answered = Answered {
            outcomes: Vec::with_capacity(sent.len()),
            stops: driven.fault.clone().filter(stops),
        };
        for claimed in sent {
            let outcome = match (receipts.take(claimed.record.0), &driven.fault) {
                (Some(verdict), _) => {
                    let met = driven.met.clone();
                    let stops = answered.stops.take();
                    answered.stops = stops.or_else(|| not_sent(&verdict, met, object));
                    let outcome = self.outcome_of(verdict, object, &claimed, hidden);
                    self.confirmed(object, &claimed, outcome).await
                }
                (None, Some(fault)) => of_fault(fault),
                (None, None) => {
                    let why = "the conversation ended without an answer for the record".to_owned();
                    Outcome::InDoubt { why }
                }
            };
            answered.outcomes.push((claimed, outcome));
        }
        answered
    }

    fn outcome_of(
        &self,
        verdict: Verdict,
        object: &LoadObject,
        claimed: &Claimed,
        hidden: &Hidden,
    ) -> Outcome {
        let messages = match verdict {
            Verdict::Refused { messages } => messages,
            Verdict::Loaded { target_id, created } => {
                return Outcome::Loaded { target_id, created };
            }
            Verdict::NotSent { .. } => return Outcome::Ready,
            Verdict::InDoubt { why } => return Outcome::InDoubt { why },
        };
        if object.bulk.is_none() {
            return refusal::refused(&object.name, messages, hidden);
        }
        // Of thousands of records only its own texts are looked for: what is said of it is said by its line.
        match self.payload(object, claimed) {
            Ok(Ok(payload)) => {
                let own = refusal::personal_texts([&payload], &object.rules);
                refusal::refused(&object.name, messages, &own)
            }
            _ => refusal::refused(&object.name, messages, hidden),
        }
    }
}

/// The answers in the order of their records. Mostly there is one.
struct Receipts(Vec<(i64, Option<Verdict>)>);

impl Receipts {
    fn of(replies: Vec<Reply>) -> Self {
        let receipts = replies.into_iter().filter_map(|reply| match reply {
            Reply::Receipt(receipt) => Some((receipt.record, Some(receipt.verdict))),
            Reply::LookUp(_) | Reply::Found(_) | Reply::Description(_) => None,
        });
        let mut receipts: Vec<_> = receipts.collect();
        receipts.sort_by_key(|(record, _)| *record);
        Self(receipts)
    }

    /// The last one for a record, once.
    fn take(&mut self, record: i64) -> Option<Verdict> {
        let upto = self.0.partition_point(|(of, _)| *of <= record);
        let (of, verdict) = self.0.get_mut(upto.checked_sub(1)?)?;
        (*of == record).then(|| verdict.take()).flatten()
    }
}

/// What a fault without a receipt means for a record.
fn of_fault(fault: &Fault) -> Outcome {
    match fault.effect {
        Effect::None => Outcome::Ready,
        Effect::Applied | Effect::Unknown => Outcome::InDoubt {
            why: fault.to_string(),
        },
    }
}

/// A record that was not sent after all repetitions: the next one would fare no better. `met` is
/// what kept it from being sent.
fn not_sent(verdict: &Verdict, met: Option<Fault>, object: &LoadObject) -> Option<Fault> {
    match verdict {
        // What kept it out of a job is settled.
        Verdict::NotSent {
            retry: Retry::After(Duration::ZERO),
            ..
        } if object.bulk.is_some() => None,
        Verdict::NotSent { retry, why } => Some(met.unwrap_or_else(|| Fault {
            kind: FaultKind::Unavailable,
            retry: *retry,
            effect: Effect::None,
            operation: "load".to_owned(),
            message: why.clone(),
        })),
        Verdict::Loaded { .. } | Verdict::Refused { .. } | Verdict::InDoubt { .. } => None,
    }
}

/// Whether the next record would fare no better.
fn stops_the_run(fault: &Fault) -> bool {
    match fault.kind {
        FaultKind::Unreachable
        | FaultKind::Unauthenticated
        | FaultKind::ProxyUnauthenticated
        | FaultKind::Forbidden
        | FaultKind::Throttled => true,
        FaultKind::Unavailable => fault.effect == Effect::None,
        _ => false,
    }
}
