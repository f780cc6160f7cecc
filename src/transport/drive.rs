//! Runs exchanges to their end.

use crate::crash::{self, Moment};
use crate::diagnose::Hidden;
use landbridge_contract::{
    Effect, Event, Exchange, Fault, FaultKind, Reply, Request, Response, Retry, Step, Target,
};
use tokio::sync::mpsc;

use super::Transport;
use super::send::{cancelled, without};

/// What an exchange brought.
#[derive(Debug)]
pub struct Driven {
    /// All its replies, also those before a fault.
    pub replies: Vec<Reply>,
    /// Why it could not go on. Records without a receipt have this fault's effect.
    pub fault: Option<Fault>,
    /// The last fault that the exchange was told of, also where it went on to make receipts of
    /// it: why a record was not sent.
    pub met: Option<Fault>,
}

/// Who keeps what an exchange notes.
pub trait Notes: Send + Sync {
    /// Keeps a note in place of the one before; once this returns, it is on the disk. A fault where it cannot be kept:
    /// the exchange must not go on as if it were.
    fn keep(&self, note: &str) -> Result<(), Fault>;

    /// Whether the exchange is about a job, so that each of its requests is a step of the protocol.
    fn of_a_job(&self) -> bool;
}

/// For exchanges that have nothing to note.
#[derive(Debug, Clone, Copy)]
pub struct NoNotes;

impl Notes for NoNotes {
    fn keep(&self, _note: &str) -> Result<(), Fault> {
        Err(Fault {
            kind: FaultKind::Cancelled,
            retry: Retry::Never,
            effect: Effect::None,
            operation: "keep a note".to_owned(),
            message: "nothing is sent as a job here".to_owned(),
        })
    }

    fn of_a_job(&self) -> bool {
        false
    }
}

impl Transport {
    /// Runs an exchange to its end and hands on its replies as they come. The channel's capacity
    /// (1 to 4 is enough) bounds what is read ahead: the next page is asked for once the last one
    /// was taken. Where the receiver is gone, the exchange ends with a cancelled fault.
    pub async fn drive(
        &self,
        mut exchange: Box<dyn Exchange>,
        target: &dyn Target,
        replies: &mpsc::Sender<Vec<Reply>>,
    ) -> Result<(), Fault> {
        let mut event = Event::Start;
        let hidden = Hidden::default();
        loop {
            let turn = self.advance(&mut *exchange, target, event, &hidden, &NoNotes);
            match turn.await? {
                Turn::Replies(some, next) => {
                    if !some.is_empty() && replies.send(some).await.is_err() {
                        return Err(stopped("exchange"));
                    }
                    match next {
                        Some(next) => event = next,
                        None => return Ok(()),
                    }
                }
                Turn::Next(next) => event = next,
            }
        }
    }

    /// Runs an exchange to its end and keeps its replies: for loads and look-ups, whose number of
    /// replies is that of the records sent. Reads without bound go through
    /// [`Transport::drive`].
    pub async fn collect(&self, exchange: Box<dyn Exchange>, target: &dyn Target) -> Driven {
        self.collect_hiding(exchange, target, &Hidden::default(), &NoNotes)
            .await
    }

    /// The same for an exchange about personal texts: no fault and no log line repeats them, though
    /// the target may. What it notes goes to `notes`.
    pub async fn collect_hiding(
        &self,
        mut exchange: Box<dyn Exchange>,
        target: &dyn Target,
        hidden: &Hidden,
        notes: &dyn Notes,
    ) -> Driven {
        let mut replies = Vec::new();
        let mut met = None;
        let mut event = Event::Start;
        loop {
            if let Event::Fault(fault) = &event {
                met = Some(fault.clone());
            }
            let turn = self.advance(&mut *exchange, target, event, hidden, notes);
            match turn.await {
                Ok(Turn::Replies(some, next)) => {
                    replies.extend(some);
                    match next {
                        Some(next) => event = next,
                        None => {
                            return Driven {
                                replies,
                                fault: None,
                                met,
                            };
                        }
                    }
                }
                Ok(Turn::Next(next)) => event = next,
                Err(fault) => {
                    return Driven {
                        replies,
                        fault: Some(fault),
                        met,
                    };
                }
            }
        }
    }

    /// One step: what the exchange wants is done, and what came of it becomes the next event. A
    /// fault goes to the exchange, which knows what it means for its records.
    async fn advance(
        &self,
        exchange: &mut dyn Exchange,
        target: &dyn Target,
        event: Event,
        hidden: &Hidden,
        notes: &dyn Notes,
    ) -> Result<Turn, Fault> {
        // An exchange that carries on after it was cancelled would never end.
        let told = matches!(&event, Event::Fault(fault)
            if fault.kind == FaultKind::Cancelled);
        match exchange.advance(event) {
            Step::Send(request) if told => Err(stopped(&request.label)),
            Step::Wait(_) | Step::Note(_) if told => Err(stopped("exchange")),
            Step::Note(note) => Ok(Turn::Next(match notes.keep(&note) {
                Ok(()) => Event::Noted,
                Err(fault) => Event::Fault(fault),
            })),
            Step::Send(request) => {
                passing(notes, crash::Step::JobRequest, Moment::Before);
                let judge =
                    |request: &Request, response: &Response| target.judge(request, response);
                let sent = match target.sign_in() {
                    Some(sign_in) => {
                        let sent = self.send_in_session(&request, sign_in, &judge, hidden);
                        sent.await
                    }
                    None => self.send_hiding(&request, judge, hidden).await,
                };
                passing(notes, crash::Step::JobRequest, Moment::After);
                Ok(Turn::Next(match sent {
                    Ok(response) => Event::Answer(response),
                    Err(fault) => Event::Fault(fault),
                }))
            }
            Step::Wait(time) => {
                passing(notes, crash::Step::JobWait, Moment::Before);
                let event = tokio::select! {
                    biased;
                    () = self.inner.cancel.cancelled() => Event::Fault(stopped("exchange")),
                    () = tokio::time::sleep(time) => Event::Elapsed,
                };
                passing(notes, crash::Step::JobWait, Moment::After);
                Ok(Turn::Next(event))
            }
            Step::Yield(mut replies) => {
                self.inner.client.without_secrets(&mut replies);
                Ok(Turn::Replies(replies, Some(Event::Taken)))
            }
            Step::Done(mut replies) => {
                self.inner.client.without_secrets(&mut replies);
                Ok(Turn::Replies(replies, None))
            }
            Step::Failed(fault) => Err(self.inner.client.clean(without(fault, hidden))),
        }
    }
}

/// Passes a point of a job's conversation.
fn passing(notes: &dyn Notes, step: crash::Step, moment: Moment) {
    if notes.of_a_job() {
        crash::here(step, moment);
    }
}

/// The fault of an exchange stopped midway: what was sent before may have had an effect.
fn stopped(operation: &str) -> Fault {
    Fault {
        effect: Effect::Unknown,
        ..cancelled(operation)
    }
}

enum Turn {
    /// Replies, and the next event where the exchange goes on.
    Replies(Vec<Reply>, Option<Event>),
    /// The next event.
    Next(Event),
}
