//! Sends records and turns the answers into receipts.
//!
//! What exists is found first, where a record is made or changed as the ERP has it, or where a change names the
//! version that it is made to. Then all is written, alone or together. Every record gets exactly one receipt.
//! Nested collections with requests of their own follow their record; where one of them is refused, the record
//! is taken back, and where that is not certain, it is in doubt.

mod asked;
mod parts;
mod together;
mod verdict;
mod writing;

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    BatchSize, Effect, Event, Exchange, Fault, Name, ObjectSpec, Outgoing, Receipt, Reply,
    Response, Retry, Step, Text, Verdict, Write, unresolved,
};

use crate::look_up::{Search, Sought, is_another};
use crate::pages::{Held, Pages, Turn, What};
use crate::profile::Object;
use crate::session::Session;
use asked::Asked;
use parts::Parts;
use verdict::{of_fault, refused_here};

/// The exchange.
pub(crate) struct Load {
    session: Arc<Session>,
    name: Name,
    object: Option<Arc<Object>>,
    /// Records that go together in this conversation, at the most: it only ever falls, so that what is sent
    /// again ends.
    together_max: usize,
    /// Bytes of the body that was sent last.
    sent_bytes: usize,
    waiting: VecDeque<Outgoing>,
    /// Records of which it is known what is done.
    ready: VecDeque<(Outgoing, Change)>,
    asked: Asked,
    receipts: Vec<Reply>,
}

/// What is done with a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    /// It is made.
    Make,
    /// It is made or changed, as the ERP finds it.
    Upsert,
    /// The record with this target id is changed, if it has this version still.
    Update { id: Text, version: Option<String> },
}

impl Load {
    pub(crate) fn new(session: &Arc<Session>, spec: &ObjectSpec, batch: Vec<Outgoing>) -> Self {
        let object = session.object(&spec.name);
        let together_max = match object.as_ref().and_then(|object| object.batch.as_ref()) {
            Some(_) => session.sizes.of(&spec.name).records(),
            None => 1,
        };
        Self {
            session: Arc::clone(session),
            name: Name::clone(&spec.name),
            object,
            together_max,
            sent_bytes: 0,
            receipts: Vec::with_capacity(batch.len()),
            waiting: batch.into(),
            ready: VecDeque::new(),
            asked: Asked::Nothing,
        }
    }

    fn next(&mut self) -> Step {
        let Some(object) = self.object.clone() else {
            for record in std::mem::take(&mut self.waiting) {
                let why = "the profile has no such object".to_owned();
                self.settle(record.record, refused_here(why));
            }
            return Step::Done(std::mem::take(&mut self.receipts));
        };
        while let Some(record) = self.waiting.pop_front() {
            if let Some(name) = unresolved(&record.payload) {
                let why = format!("the reference in `{name}` has no target id yet");
                let retry = Retry::Never;
                self.settle(record.record, Verdict::NotSent { retry, why });
                continue;
            }
            if let Some(step) = self.consider(record, &object) {
                return step;
            }
        }
        self.write(&object)
    }

    /// Says what is done with a record, or asks the ERP for what it has.
    fn consider(&mut self, record: Outgoing, object: &Arc<Object>) -> Option<Step> {
        match &record.write {
            Write::Create => self.ready.push_back((record, Change::Make)),
            Write::Upsert if object.upsert.is_some() => {
                self.ready.push_back((record, Change::Upsert));
            }
            Write::Upsert => {
                let (key, label) = (record.key.clone(), format!("find {}", self.name));
                match Search::begin(&self.session, object, &label, key) {
                    Ok((search, request)) => {
                        self.asked = Asked::Search(record, Box::new(search));
                        return Some(Step::Send(request));
                    }
                    Err(fault) => self.settle(record.record, refused_here(fault.message)),
                }
            }
            Write::Update(id) if !object.needs_version() => {
                let (id, version) = (id.clone(), None);
                self.ready
                    .push_back((record, Change::Update { id, version }));
            }
            Write::Update(id) => {
                let label = format!("find {}", self.name);
                let what = What::One(id.clone());
                let pages = Pages::new(&self.session, object, &label, what);
                let asked = pages.and_then(|mut pages| {
                    let request = pages.request().map_err(|fault| fault.message)?;
                    Ok((pages, request))
                });
                match asked {
                    Ok((pages, request)) => {
                        self.asked = Asked::One(record, Box::new(pages));
                        return Some(Step::Send(request));
                    }
                    Err(why) => self.settle(record.record, refused_here(why)),
                }
            }
        }
        None
    }

    fn settle(&mut self, record: i64, verdict: Verdict) {
        self.receipts
            .push(Reply::Receipt(Receipt { record, verdict }));
    }

    /// What the ERP has under the key decides what is done.
    fn found(&mut self, record: Outgoing, held: Vec<Held>) {
        let mut held = held.into_iter();
        let change = match (held.next(), held.next()) {
            (None, _) => Ok(Change::Make),
            (Some(one), None) if is_another(&one.found, &record.key) => Err(
                "the target finds a record with another text in its business key; make it the same on both sides",
            ),
            (Some(one), None) => Ok(Change::Update {
                id: one.found.target_id,
                version: one.version,
            }),
            (Some(_), Some(_)) => Err("several records under the same business key"),
        };
        match change {
            // The version stands in the record itself, which the search may not have shown.
            Ok(Change::Update { id, version: None }) if self.needs_version() => {
                let write = Write::Update(id);
                self.waiting.push_front(Outgoing { write, ..record });
            }
            Ok(change) => self.ready.push_back((record, change)),
            Err(why) => self.settle(record.record, refused_here(why.to_owned())),
        }
    }

    fn needs_version(&self) -> bool {
        self.object
            .as_ref()
            .is_some_and(|object| object.needs_version())
    }

    fn sought(&mut self, record: Outgoing, search: Search, response: &Response) -> Step {
        match search.answer(response) {
            (Some(search), Sought::Send(request)) => {
                self.asked = Asked::Search(record, Box::new(search));
                return Step::Send(request);
            }
            (_, Sought::Found(_, held)) => self.found(record, held),
            (_, Sought::Failed(fault)) => self.settle(record.record, of_fault(&fault)),
            (None, Sought::Send(_)) => {
                self.settle(record.record, of_fault(&Fault::out_of_turn("exchange")));
            }
        }
        self.next()
    }

    fn read_one(&mut self, record: Outgoing, mut pages: Pages, response: &Response) -> Step {
        match pages.answer(response) {
            Turn::Send(request) => {
                self.asked = Asked::One(record, Box::new(pages));
                return Step::Send(request);
            }
            Turn::Page { held, .. } => {
                let id = match &record.write {
                    Write::Update(id) => id.clone(),
                    Write::Create | Write::Upsert => Text::default(),
                };
                match held.into_iter().next() {
                    Some(one) if one.version.is_some() => {
                        let version = one.version;
                        self.ready
                            .push_back((record, Change::Update { id, version }));
                    }
                    Some(_) => {
                        let why = "the target does not show the version of the record; see `version` of the profile";
                        self.settle(record.record, refused_here(why.to_owned()));
                    }
                    None => {
                        let why = format!("there is no record with the target id `{id}` any more");
                        self.settle(record.record, refused_here(why));
                    }
                }
            }
            Turn::Failed(fault) => self.settle(record.record, of_fault(&fault)),
        }
        self.next()
    }

    fn written(&mut self, record: Outgoing, change: &Change, response: &Response) -> Step {
        let Some(object) = self.object.clone() else {
            return self.stop_with(&Fault::out_of_turn("exchange"));
        };
        let verdict = match writing::operation(&object, change) {
            Some(operation) => verdict::of(change, response, &object, operation),
            None => of_fault(&Fault::out_of_turn("exchange")),
        };
        if let Verdict::Loaded { target_id, created } = &verdict {
            let bytes = self.sent_bytes;
            self.learn(|size| size.taken(1, bytes));
            let parts = Parts::of(&record, &object, target_id.clone(), *created);
            if let Some(parts) = parts {
                return self.go_on(parts);
            }
        }
        self.settle(record.record, verdict);
        self.next()
    }

    /// Makes the next nested record of one that was made.
    fn go_on(&mut self, parts: Parts) -> Step {
        let Some(object) = self.object.clone() else {
            return self.stop_with(&Fault::out_of_turn("exchange"));
        };
        match parts.request(&self.session, &object) {
            Some(Ok(request)) => {
                self.asked = Asked::Part(parts);
                Step::Send(request)
            }
            Some(Err(why)) => self.take_back(parts, vec![verdict::said(why)]),
            None => {
                self.settle(parts.record, parts.whole());
                self.next()
            }
        }
    }

    fn take_back(
        &mut self,
        parts: Parts,
        messages: Vec<landbridge_contract::TargetMessage>,
    ) -> Step {
        let Some(object) = self.object.clone() else {
            return self.stop_with(&Fault::out_of_turn("exchange"));
        };
        match parts.undo(&self.session, &object) {
            Ok(request) => {
                self.asked = Asked::Undo(parts, messages);
                Step::Send(request)
            }
            Err(why) => {
                self.settle(parts.record, parts.left_behind(&why));
                self.next()
            }
        }
    }

    fn part_answered(&mut self, mut parts: Parts, response: &Response) -> Step {
        let Some(object) = self.object.clone() else {
            return self.stop_with(&Fault::out_of_turn("exchange"));
        };
        match parts.answered(response, &object) {
            Ok(()) => self.go_on(parts),
            Err(Verdict::Refused { messages }) => self.take_back(parts, messages),
            Err(other) => {
                self.settle(parts.record, other);
                self.next()
            }
        }
    }

    fn undone(
        &mut self,
        parts: &Parts,
        messages: Vec<landbridge_contract::TargetMessage>,
        response: &Response,
    ) -> Step {
        // A 404 may as well come from a wrong path or a gateway; only a 410 says that it was there and is not.
        let gone = match response.status {
            202 => false,
            status => response.is_success() || status == 410,
        };
        let verdict = if gone {
            Verdict::Refused { messages }
        } else {
            parts.left_behind(&format!(
                "taking it back was answered with HTTP {}",
                response.status
            ))
        };
        self.settle(parts.record, verdict);
        self.next()
    }

    fn learn(&self, lesson: impl FnOnce(&mut BatchSize)) {
        self.session.sizes.learn(&self.name, lesson);
    }

    /// What was under way has this fault's effect; what was not sent yet would fail alike.
    fn stop_with(&mut self, fault: &Fault) -> Step {
        for (record, verdict) in std::mem::replace(&mut self.asked, Asked::Nothing).ended_by(fault)
        {
            self.settle(record, verdict);
        }
        let waiting = std::mem::take(&mut self.waiting);
        let ready = std::mem::take(&mut self.ready);
        let ready = ready.into_iter().map(|(record, _)| record.record);
        let left: Vec<i64> = ready
            .chain(waiting.into_iter().map(|record| record.record))
            .collect();
        for record in left {
            let (retry, why) = (fault.retry, fault.to_string());
            self.settle(record, Verdict::NotSent { retry, why });
        }
        Step::Done(std::mem::take(&mut self.receipts))
    }
}

impl Exchange for Load {
    fn advance(&mut self, event: Event) -> Step {
        let asked = std::mem::replace(&mut self.asked, Asked::Nothing);
        match (event, asked) {
            (Event::Start, Asked::Nothing) => self.next(),
            (Event::Answer(response), Asked::Search(record, search)) => {
                self.sought(record, *search, &response)
            }
            (Event::Answer(response), Asked::One(record, pages)) => {
                self.read_one(record, *pages, &response)
            }
            (Event::Answer(response), Asked::Written(record, change)) => {
                self.written(record, &change, &response)
            }
            (Event::Answer(response), Asked::Together(sent)) => self.together(sent, &response),
            (Event::Answer(response), Asked::Part(parts)) => self.part_answered(parts, &response),
            (Event::Answer(response), Asked::Undo(parts, messages)) => {
                self.undone(&parts, messages, &response)
            }
            (Event::Fault(fault), asked) => {
                self.asked = asked;
                self.stop_with(&fault)
            }
            (_, asked) => {
                self.asked = asked;
                self.stop_with(&Fault {
                    effect: Effect::Unknown,
                    ..Fault::out_of_turn("exchange")
                })
            }
        }
    }
}
