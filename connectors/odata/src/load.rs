//! Sends records and turns the answers into receipts.
//!
//! What exists is found first: a record that is made or changed as the service has it, and the
//! version of one that is changed. Then all is written. Every record gets exactly one receipt.

mod verdict;

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    Effect, Event, Fault, Fields, Method, Name, Outgoing, Receipt, Reply, Request, Response, Retry,
    Step, Text, Verdict, Write, unresolved,
};

use crate::body;
use crate::entity::{Entity, Held};
use crate::look_up;
use crate::pages::{Pages, Turn};
use crate::session::{Session, Work, out_of_turn};
use verdict::refused_here;

/// Records asked for before one is changed; two already make it ambiguous.
const FOUND_MAX: u32 = 2;

/// The work.
pub(crate) struct Load {
    session: Arc<Session>,
    object: Name,
    entity: Option<Entity>,
    /// Whether records are replaced instead of changed.
    put: bool,
    waiting: VecDeque<Outgoing>,
    /// Records that were found, or need not be.
    found: VecDeque<(Outgoing, Change)>,
    asked: Asked,
    receipts: Vec<Reply>,
}

/// What is done with a record.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// It is made.
    Make,
    /// The record with this target id is changed, if it has this version still.
    Change { id: Text, etag: Option<String> },
}

/// What is awaited.
enum Asked {
    Nothing,
    /// What the service has of a record.
    Existing(Box<(Outgoing, Pages)>),
    /// The answer to a write.
    Written(i64, Change),
}

impl Load {
    pub(crate) fn new(session: &Arc<Session>, object: &Name, batch: Vec<Outgoing>) -> Self {
        let put = session.settings.put.iter().any(|name| **name == **object);
        Self {
            session: Arc::clone(session),
            object: Arc::clone(object),
            entity: None,
            put,
            receipts: Vec::with_capacity(batch.len()),
            waiting: batch.into(),
            found: VecDeque::new(),
            asked: Asked::Nothing,
        }
    }

    fn next(&mut self) -> Step {
        let Some(entity) = self.entity.clone() else {
            return self.fail(out_of_turn());
        };
        while let Some(record) = self.waiting.pop_front() {
            if let Some(name) = unresolved(&record.payload) {
                let why = format!("the reference in `{name}` has no target id yet");
                let retry = Retry::Never;
                self.settle(record.record, Verdict::NotSent { retry, why });
                continue;
            }
            match self.existing(&record, &entity) {
                Ok(None) => self.found.push_back((record, Change::Make)),
                Ok(Some(pages)) => {
                    let request = pages.request();
                    self.asked = Asked::Existing(Box::new((record, pages)));
                    return Step::Send(request);
                }
                Err(why) => self.settle(record.record, refused_here(why)),
            }
        }
        while let Some((record, change)) = self.found.pop_front() {
            match self.write(&record.payload, &change, &entity) {
                Ok(request) => {
                    self.asked = Asked::Written(record.record, change);
                    return Step::Send(request);
                }
                Err(why) => self.settle(record.record, refused_here(why)),
            }
        }
        Step::Done(std::mem::take(&mut self.receipts))
    }

    /// The question for what the service has of a record; nothing where it need not be asked.
    fn existing(&self, record: &Outgoing, entity: &Entity) -> Result<Option<Pages>, String> {
        let what = match &record.write {
            Write::Create => return Ok(None),
            Write::Upsert => look_up::what(entity, &record.key, FOUND_MAX)?,
            Write::Update(id) => look_up::one(entity, id)?,
        };
        let label = format!("find {}", self.object);
        // Its keys and its version are enough.
        let entity = entity.with_attributes(&record.key);
        Ok(Some(Pages::new(&self.session, entity, &label, what)))
    }

    fn write(&self, payload: &Fields, change: &Change, entity: &Entity) -> Result<Request, String> {
        let body = body::of(
            payload,
            &entity.shape,
            self.session.settings.numbers_as_text,
        );
        let name = &self.object;
        match change {
            Change::Make => {
                let label = format!("create {name}");
                let path = entity.path.clone();
                Ok(self.session.write(Method::Post, path, body, &label))
            }
            Change::Change { id, etag } => {
                let label = format!("update {name}");
                let path = entity
                    .record_path(id)
                    .ok_or_else(|| format!("`{id}` cannot be the target id of {name}"))?;
                let method = if self.put { Method::Put } else { Method::Patch };
                let mut request = self.session.write(method, path, body, &label);
                // Without a version: if it is there at all. PATCH and PUT may make a record else.
                let version = etag.clone().unwrap_or_else(|| "*".to_owned());
                request.headers.push(("if-match", version));
                Ok(request)
            }
        }
    }

    fn settle(&mut self, record: i64, verdict: Verdict) {
        self.receipts
            .push(Reply::Receipt(Receipt { record, verdict }));
    }

    fn is_another(&self, held: &Held, record: &Outgoing) -> bool {
        let entity = self.entity.as_ref();
        entity.is_some_and(|entity| entity.is_another(&held.found, &record.key))
    }

    /// What the service has decides what is done.
    fn decide(&mut self, record: Outgoing, held: Vec<Held>) {
        let mut held = held.into_iter();
        let change = match (&record.write, held.next(), held.next()) {
            (Write::Update(id), None, _) => Err(format!(
                "there is no record with the target id `{id}` any more"
            )),
            (Write::Update(id), Some(one), _) => Ok(Change::Change {
                id: id.clone(),
                etag: one.etag,
            }),
            (_, None, _) => Ok(Change::Make),
            (Write::Upsert, Some(one), None) if self.is_another(&one, &record) => Err(
                "the service finds a record with another text in its business key; make it the same on both sides"
                    .to_owned(),
            ),
            (_, Some(one), None) => Ok(Change::Change {
                id: one.found.target_id,
                etag: one.etag,
            }),
            (_, Some(_), Some(_)) => Err("several records under the same business key".to_owned()),
        };
        match change {
            Ok(change) => self.found.push_back((record, change)),
            Err(why) => self.settle(record.record, refused_here(why)),
        }
    }

    fn existing_answer(&mut self, record: Outgoing, mut pages: Pages, answer: &Response) -> Step {
        match pages.answer(answer) {
            Turn::Send(request) => {
                self.asked = Asked::Existing(Box::new((record, pages)));
                Step::Send(request)
            }
            Turn::Page { held, .. } => {
                self.decide(record, held);
                self.next()
            }
            Turn::Failed(fault) => {
                self.asked = Asked::Existing(Box::new((record, pages)));
                self.fail(fault)
            }
        }
    }

    /// Ends early: what was not sent yet would fail alike.
    fn stop(&mut self, retry: Retry, why: &str) -> Step {
        let waiting = std::mem::take(&mut self.waiting);
        let found = std::mem::take(&mut self.found);
        let records = found.into_iter().map(|(record, _)| record.record);
        let records: Vec<i64> = records
            .chain(waiting.into_iter().map(|record| record.record))
            .collect();
        for record in records {
            let why = why.to_owned();
            self.settle(record, Verdict::NotSent { retry, why });
        }
        Step::Done(std::mem::take(&mut self.receipts))
    }
}

impl Work for Load {
    fn start(&mut self, entity: Entity) -> Step {
        self.entity = Some(entity);
        self.next()
    }

    fn advance(&mut self, event: Event) -> Step {
        match (event, std::mem::replace(&mut self.asked, Asked::Nothing)) {
            (Event::Answer(response), Asked::Existing(asked)) => {
                let (record, pages) = *asked;
                self.existing_answer(record, pages, &response)
            }
            (Event::Answer(response), Asked::Written(record, change)) => {
                let verdict = match &self.entity {
                    Some(entity) => verdict::of(&change, &response, entity),
                    None => verdict::in_doubt(&response, "comes out of turn"),
                };
                self.settle(record, verdict);
                self.next()
            }
            (_, asked) => {
                self.asked = asked;
                let fault = Fault {
                    effect: Effect::Unknown,
                    ..out_of_turn()
                };
                self.fail(fault)
            }
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        let why = fault.to_string();
        let concerned = match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Existing(asked) => Some(asked.0.record),
            Asked::Written(record, _) => Some(record),
            // Before the first record was sent: the fault is that of the first.
            Asked::Nothing => self.waiting.pop_front().map(|record| record.record),
        };
        if let Some(record) = concerned {
            let verdict = match fault.effect {
                Effect::None => Verdict::NotSent {
                    retry: fault.retry,
                    why: why.clone(),
                },
                // Applied, but without an id: only a look-up can tell it.
                Effect::Applied | Effect::Unknown => Verdict::InDoubt { why: why.clone() },
            };
            self.settle(record, verdict);
        }
        self.stop(fault.retry, &why)
    }
}
