//! Sends records, alone or several in a batch, and turns the answers into receipts.
//!
//! Every record gets exactly one receipt, whatever is answered. Only an answer that shows the
//! record with its id is a success. A batch is committed wholly or not at all: where it is refused, the
//! record that seems to be the cause is sent alone, which settles it by its own answer, and the others
//! go together again; where nothing tells which one it was, they go in halves.

mod shown;
mod verdict;
mod writing;

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    Action, BatchSize, BatchSizes, Effect, Event, Exchange, Fault, FaultKind, Name, ObjectSpec,
    Outgoing, Receipt, Reply, Response, Retry, Step, Verdict, Write,
};

use crate::action;
use crate::batch;
use crate::effective::Effective;
use crate::wire::Wire;

pub(crate) use writing::Writing;

/// Bytes that a part of a batch has beside its payload, about.
const PART_BYTES: usize = 100;

/// What writing needs of an object.
#[derive(Debug)]
pub(crate) struct Addressed {
    name: Name,
    path: String,
    id_attribute: String,
    effective: Effective,
    /// By which records are changed instead.
    action: Option<Action>,
}

impl Addressed {
    fn of(object: &ObjectSpec) -> Self {
        Self {
            name: Name::clone(&object.name),
            path: object.path.clone(),
            id_attribute: object.id_attribute.clone(),
            effective: Effective::of(object),
            action: action::of(&object.options),
        }
    }
}

/// The exchange.
pub(crate) struct Load {
    wire: Wire,
    object: Addressed,
    upserts: bool,
    /// What goes together, as all conversations have learnt it.
    sizes: Arc<BatchSizes>,
    /// Records that go together in this conversation, at the most: it only ever falls, so that what is sent
    /// again ends.
    together_max: usize,
    /// Records that go alone, before all others.
    alone: VecDeque<Outgoing>,
    waiting: VecDeque<Outgoing>,
    /// The records whose answer is awaited.
    sent: Vec<Outgoing>,
    /// Bytes of their payloads.
    sent_bytes: usize,
    receipts: Vec<Reply>,
}

impl Load {
    pub(crate) fn new(
        wire: Wire,
        object: &ObjectSpec,
        upserts: bool,
        sizes: &Arc<BatchSizes>,
        batch: Vec<Outgoing>,
    ) -> Self {
        let addressed = Addressed::of(object);
        let together_max = match (batch::root_of(&object.path), &addressed.action) {
            (Some(_), None) => sizes.of(&object.name).records(),
            _ => 1,
        };
        Self {
            wire,
            object: addressed,
            upserts,
            sizes: Arc::clone(sizes),
            together_max,
            alone: VecDeque::new(),
            receipts: Vec::with_capacity(batch.len()),
            waiting: batch.into(),
            sent: Vec::new(),
            sent_bytes: 0,
        }
    }

    fn next(&mut self) -> Step {
        let mut writings = Vec::new();
        self.sent_bytes = 0;
        let size = self.sizes.of(&self.object.name);
        let records_max = self.together_max.min(size.records());
        while writings.len() < records_max {
            let (record, alone) = match self.alone.pop_front() {
                Some(record) => (record, true),
                None => match self.waiting.pop_front() {
                    Some(record) => (record, false),
                    None => break,
                },
            };
            let writing = match Writing::of(&record, &self.object, self.upserts) {
                Ok(writing) => writing,
                Err(verdict) => {
                    self.settle(record.record, verdict);
                    continue;
                }
            };
            let bytes = self.sent_bytes + writing.body.len() + PART_BYTES;
            // The header is one for the whole request.
            let other = |first: &Writing| first.effective != writing.effective;
            if !writings.is_empty() && (bytes > size.bytes() || writings.first().is_some_and(other))
            {
                self.waiting.push_front(record);
                break;
            }
            self.sent_bytes = bytes;
            self.sent.push(record);
            writings.push(writing);
            if alone {
                break;
            }
        }
        self.send(writings)
    }

    fn send(&mut self, mut writings: Vec<Writing>) -> Step {
        match writings.len() {
            2.. => {
                let root = batch::root_of(&self.object.path).map_or("", |(root, _)| root);
                let label = format!("write {} {}", writings.len(), self.object.name);
                let body = batch::body(&writings);
                let effective = writings.pop().and_then(|writing| writing.effective);
                let request = self.wire.batch(root.to_owned(), body, label);
                Step::Send(Wire::effective(request, effective))
            }
            _ => match writings.pop() {
                Some(writing) => Step::Send(writing.request(&self.wire)),
                None => Step::Done(std::mem::take(&mut self.receipts)),
            },
        }
    }

    fn settle(&mut self, record: i64, verdict: Verdict) {
        self.receipts
            .push(Reply::Receipt(Receipt { record, verdict }));
    }

    /// Ends early: what is not sent yet would fail alike.
    fn stop(&mut self, retry: Retry, why: &str) -> Step {
        let alone = std::mem::take(&mut self.alone);
        let waiting = std::mem::take(&mut self.waiting);
        for record in alone.into_iter().chain(waiting) {
            let why = why.to_owned();
            self.settle(record.record, Verdict::NotSent { retry, why });
        }
        Step::Done(std::mem::take(&mut self.receipts))
    }

    fn answered(&mut self, response: &Response) -> Step {
        let sent = std::mem::take(&mut self.sent);
        match sent.as_slice() {
            [record] => {
                let verdict = match (&record.write, &self.object.action) {
                    (Write::Update(id), Some(_)) => action::verdict(id, response),
                    (write, _) => verdict::of(write, response, &self.object.id_attribute),
                };
                if matches!(verdict, Verdict::Loaded { .. }) {
                    let bytes = self.sent_bytes;
                    self.learn(|size| size.taken(1, bytes));
                }
                self.settle(record.record, verdict);
            }
            _ if response.is_success() => self.done_together(&sent, response),
            _ => self.refused_together(sent, response),
        }
        self.next()
    }

    /// A batch was committed, or says so.
    fn done_together(&mut self, sent: &[Outgoing], response: &Response) {
        let status = response.status;
        let shown = match status {
            200 | 201 => batch::payloads(&response.body, sent.len()),
            _ => Err("does not say that it is done"),
        };
        match shown {
            Ok(shown) => {
                let bytes = self.sent_bytes;
                self.learn(|size| size.taken(sent.len(), bytes));
                for (record, shown) in sent.iter().zip(shown) {
                    let id_attribute = &self.object.id_attribute;
                    let verdict =
                        verdict::of_part(&record.write, status, shown.as_ref(), id_attribute);
                    self.settle(record.record, verdict);
                }
            }
            Err(why) => {
                self.together_max = 1;
                for record in sent {
                    self.settle(record.record, verdict::in_doubt(status, why));
                }
            }
        }
    }

    /// A batch was refused: nothing of it was committed.
    fn refused_together(&mut self, mut sent: Vec<Outgoing>, response: &Response) {
        let (bytes, records) = (self.sent_bytes, sent.len());
        match (response.status, batch::blamed(response, sent.len())) {
            // Whatever part it names: the next one would be refused alike.
            _ if batch::is_not_for_batches(response) => {
                self.learn(BatchSize::alone);
                self.together_max = 1;
            }
            (413, _) => {
                self.learn(|size| size.too_large(bytes));
                self.together_max = sent.len() / 2;
            }
            (_, Some(blamed)) => {
                // With as many refusals fewer should go together: each costs a batch.
                self.learn(|size| size.troubled(records));
                self.alone.push_back(sent.remove(blamed));
            }
            // Neither the path nor the form is known, or not for this resource.
            (404 | 405 | 406 | 415, None) => {
                self.learn(BatchSize::alone);
                self.together_max = 1;
            }
            (_, None) => {
                self.learn(|size| size.troubled(records));
                self.together_max = sent.len() / 2;
            }
        }
        for record in sent.into_iter().rev() {
            self.waiting.push_front(record);
        }
    }

    fn learn(&self, lesson: impl FnOnce(&mut BatchSize)) {
        self.sizes.learn(&self.object.name, lesson);
    }

    fn failed(&mut self, fault: &Fault) -> Step {
        let sent = std::mem::take(&mut self.sent);
        if sent.len() > 1 && fault.kind == FaultKind::TimedOut && fault.effect == Effect::Unknown {
            // It took too long for somebody on the way.
            self.learn(|size| size.troubled(sent.len()));
        }
        for record in sent {
            self.settle(record.record, Verdict::of_fault(fault));
        }
        if fault.holds_for_the_rest() {
            return self.stop(fault.retry, &fault.to_string());
        }
        self.next()
    }
}

impl Exchange for Load {
    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Start if self.sent.is_empty() => self.next(),
            Event::Answer(response) if !self.sent.is_empty() => self.answered(&response),
            Event::Fault(fault) => self.failed(&fault),
            _ => {
                let why = "the exchange was told something out of turn".to_owned();
                for record in std::mem::take(&mut self.sent) {
                    self.settle(record.record, Verdict::InDoubt { why: why.clone() });
                }
                self.stop(Retry::Never, &why)
            }
        }
    }
}
