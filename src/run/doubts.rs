//! Doubts: records whose sending may or may not have had its effect, and what the ERP says of them.
//!
//! A record that is found as it was sent settles its doubt at once. One that is not found may be there all the same:
//! its request may still be under way, or the ERP may not show yet what it holds. So nothing that is not found, and
//! no change that does not show, is believed absent before [`Patience::visible_within`] has passed since this process began to ask, when nothing of its own
//! was under way any more and whoever sent before was dead. Until then it is asked for again. Whoever is
//! stopped before leaves it in doubt, never absent. The time is measured without the clock on the wall: one that is
//! set anew shortens nothing.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use landbridge_contract::{Fault, Fields, Found};
use tokio::task::JoinSet;

use super::fault::RunFault;
use super::hiding::shown_id;
use super::load::{LoadObject, Loader, PAGE, Stop, business_key};
use super::recovered::Recovered;
use super::refusal;
use super::talk::on_ledger;
use crate::diagnose::grouped;
use crate::ledger::{Claimed, Doubted, Outcome, RecordId, Settled};
use crate::reconcile::compare;

/// How long, and how often, a record that is not found is asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patience {
    /// Time after which an effect shows for certain.
    pub(super) visible_within: Duration,
    /// Look-ups over that time, after the first.
    pub(super) look_ups: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            visible_within: Duration::from_secs(10),
            look_ups: 3,
        }
    }
}

/// What the ERP says of a record.
enum Answer {
    /// This became of it.
    Is(Outcome),
    /// It is not found, or a change of it is not: it may be so yet.
    NotYet,
}

/// What a pass over all doubts came to.
struct Pass {
    stop: Stop,
    /// Records that were not found, and that may be there all the same.
    absent: u64,
}

impl Loader {
    /// Goes on with the jobs of records in doubt, then asks the ERP about every record that is in doubt still, of whatever
    /// run, and counts what it said. Nothing of this process
    /// is under way meanwhile.
    pub(super) async fn resolve_doubts(
        self: &Arc<Self>,
        object: &Arc<LoadObject>,
        recovered: &mut Recovered,
    ) -> Result<Stop, RunFault> {
        match self.resume_jobs(object, recovered).await? {
            Stop::Done if object.at_most_once => return Ok(Stop::Done),
            Stop::Done => {}
            stop => return Ok(stop),
        }
        let Patience {
            visible_within,
            look_ups,
        } = self.patience;
        let begun = self.transport.now();
        let mut passes = 0;
        loop {
            let certain = self.transport.now() >= begun + visible_within;
            let pass = self.ask_about_all(object, certain, recovered).await?;
            if !matches!(pass.stop, Stop::Done) || pass.absent == 0 {
                return Ok(pass.stop);
            }
            passes += 1;
            let look_ups = look_ups.max(1);
            let next = begun + visible_within * passes.min(look_ups) / look_ups;
            self.progress.note(&format!(
                "  {} in doubt not found yet: asked for again in {} s",
                grouped(pass.absent),
                next.saturating_duration_since(self.transport.now())
                    .as_millis()
                    .div_ceil(1_000)
            ));
            tokio::select! {
                biased;
                () = self.cancel.cancelled() => return Ok(Stop::Cancelled),
                () = self.transport.wait_until(next) => {}
            }
        }
    }

    /// One look-up of every record in doubt. What is not found is ready again where that is `certain`, else it stays
    /// in doubt.
    async fn ask_about_all(
        self: &Arc<Self>,
        object: &Arc<LoadObject>,
        certain: bool,
        recovered: &mut Recovered,
    ) -> Result<Pass, RunFault> {
        let mut after = RecordId(0);
        let mut absent = 0;
        loop {
            if self.cancel.is_cancelled() {
                let stop = Stop::Cancelled;
                return Ok(Pass { stop, absent });
            }
            let doubts = on_ledger(|| {
                self.ledger
                    .in_doubt(&self.target_name, object.id, after, PAGE)
            })?;
            let Some(last) = doubts.last() else {
                let stop = Stop::Done;
                return Ok(Pass { stop, absent });
            };
            after = last.claimed.record;
            let mut asking = JoinSet::new();
            let mut waiting: VecDeque<Doubted> = doubts.into();
            let mut failed = None;
            loop {
                while asking.len() < self.in_flight_max && failed.is_none() {
                    let Some(doubted) = waiting.pop_front() else {
                        break;
                    };
                    let (loader, object) = (Arc::clone(self), Arc::clone(object));
                    asking.spawn(async move {
                        let answer = loader.ask(&object, &doubted.claimed).await;
                        (doubted, answer)
                    });
                }
                let Some(answer) = asking.join_next().await else {
                    break;
                };
                let (doubted, answer) = answer.map_err(RunFault::from_join)?;
                let outcome = match answer {
                    Ok(Answer::Is(outcome)) => outcome,
                    Ok(Answer::NotYet) if certain => Outcome::Ready,
                    Ok(Answer::NotYet) => {
                        absent += 1;
                        continue;
                    }
                    Err(fault) => {
                        failed = Some(fault);
                        continue;
                    }
                };
                let mut settled = [Settled {
                    attempt: doubted.attempt,
                    record: doubted.claimed.record,
                    outcome,
                }];
                on_ledger(|| self.settle(&mut settled))?;
                recovered.add(&settled);
            }
            if let Some(fault) = failed {
                let stop = Stop::Target(fault);
                return Ok(Pass { stop, absent });
            }
        }
    }

    /// A refused record that was to be made, looked up: what refuses it may be the record itself, made by an earlier
    /// sending or by a copy of the request that the network made. Where the ERP holds it as it was sent, it is
    /// loaded; otherwise the refusal stands.
    pub(super) async fn confirm_refusal(
        &self,
        object: &LoadObject,
        claimed: &Claimed,
        refused: Outcome,
    ) -> Outcome {
        match self.ask(object, claimed).await {
            // It may as well be somebody else's, made alike: nothing that may be taken back as ours.
            Ok(Answer::Is(Outcome::Loaded { target_id, .. })) => Outcome::Loaded {
                target_id,
                created: false,
            },
            Ok(Answer::Is(_) | Answer::NotYet) => refused,
            Err(fault) => Outcome::InDoubt {
                why: format!("it was refused, and could not be looked up: {fault}"),
            },
        }
    }

    /// Whether the ERP shows a record as it was sent.
    pub(super) async fn holds(
        &self,
        object: &LoadObject,
        claimed: &Claimed,
    ) -> Result<bool, Fault> {
        let answer = self.ask(object, claimed).await?;
        Ok(matches!(answer, Answer::Is(Outcome::Loaded { .. })))
    }

    /// Asks whether the ERP holds a record, and decides what that means for it.
    async fn ask(&self, object: &LoadObject, claimed: &Claimed) -> Result<Answer, Fault> {
        let payload = match self.payload(object, claimed) {
            Ok(Ok(payload)) => payload,
            Ok(Err(refused)) => return Ok(Answer::Is(refused)),
            Err(fault) => {
                return Ok(Answer::Is(Outcome::InDoubt {
                    why: fault.to_string(),
                }));
            }
        };
        let key = business_key(&object.spec, &payload);
        let hidden = refusal::personal_texts([&payload], &object.rules);
        let (found, fault) = self.found_under(object, vec![key], &hidden).await;
        if let Some(fault) = fault {
            return Err(fault);
        }
        Ok(match found.into_iter().next() {
            Some(found) => judged(object, claimed, &payload, &found),
            None => Answer::Is(Outcome::InDoubt {
                why: "the look-up ended without an answer".to_owned(),
            }),
        })
    }
}

/// What it means for a record that this was found under its key.
fn judged(object: &LoadObject, claimed: &Claimed, payload: &Fields, found: &[Found]) -> Answer {
    let one = match found {
        [] => return Answer::NotYet,
        [one] => one,
        several => return Answer::Is(refusal::ambiguous(&object.name, several.len())),
    };
    let differences = compare(payload, &one.attributes, &object.rules);
    if differences.is_empty() {
        return Answer::Is(Outcome::Loaded {
            target_id: one.target_id.clone(),
            // Who made what was found cannot be told where it may have been there before.
            created: claimed.known_as.is_none() && !object.write.changes_what_is_there(),
        });
    }
    if object.write.changes_what_is_there() || claimed.known_as.is_some() {
        // The change was not made, or not yet: one that is made late must not undo what is sent after it.
        return Answer::NotYet;
    }
    let id = shown_id(&one.target_id, &claimed.key, object.key_is_personal);
    Answer::Is(refusal::found_different(&object.name, &id, &differences))
}
