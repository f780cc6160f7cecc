//! Sends records and turns the answers into receipts.
//!
//! What exists is found first: a record that is made or changed as the service has it, and the
//! version of one that is changed. Then all is written. Every record gets exactly one receipt.

mod verdict;

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    BatchSize, Effect, Event, Fault, FaultKind, Fields, Method, Name, Outgoing, Receipt, Reply,
    Request, Response, Retry, Step, Text, Verdict, Write, unresolved,
};

use crate::batch;
use crate::body;
use crate::entity::{Entity, Held};
use crate::judge;
use crate::look_up;
use crate::pages::{Pages, Turn};
use crate::session::{Session, Work};

/// Records asked for before one is changed; two already make it ambiguous.
const FOUND_MAX: u32 = 2;

/// Bytes that a part of a batch has beside its body, about.
const PART_BYTES: usize = 300;

/// The work.
pub(crate) struct Load {
    session: Arc<Session>,
    object: Name,
    entity: Option<Entity>,
    /// Whether records are replaced instead of changed.
    put: bool,
    /// Requests that go together in this conversation, at the most: it only ever falls, so that what is sent
    /// again ends. What others may learn of it stands in the session.
    together_max: usize,
    /// Bytes of the bodies that were sent last.
    sent_bytes: usize,
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

/// What is awaited; several records where their requests went together.
enum Asked {
    Nothing,
    /// What the service has of records.
    Existing(Vec<(Outgoing, Pages)>),
    /// The answers to writes.
    Written(Vec<(Outgoing, Change, Request)>),
}

impl Load {
    pub(crate) fn new(session: &Arc<Session>, object: &Name, batch: Vec<Outgoing>) -> Self {
        let settings = &session.settings;
        let put = settings.put.iter().any(|name| **name == **object);
        Self {
            session: Arc::clone(session),
            object: Arc::clone(object),
            entity: None,
            put,
            together_max: session.sizes.of(object).records(),
            sent_bytes: 0,
            receipts: Vec::with_capacity(batch.len()),
            waiting: batch.into(),
            found: VecDeque::new(),
            asked: Asked::Nothing,
        }
    }

    fn next(&mut self) -> Step {
        let Some(entity) = self.entity.clone() else {
            return self.fail(Fault::out_of_turn("exchange"));
        };
        let size = self.session.sizes.of(&self.object);
        let records_max = self.together_max.min(size.records());
        let mut asked: Vec<(Outgoing, Pages)> = Vec::new();
        self.sent_bytes = 0;
        while asked.len() < records_max
            && let Some(record) = self.waiting.pop_front()
        {
            if let Some(name) = unresolved(&record.payload) {
                let why = format!("the reference in `{name}` has no target id yet");
                let retry = Retry::Never;
                self.settle(record.record, Verdict::NotSent { retry, why });
                continue;
            }
            match self.existing(&record, &entity) {
                Ok(None) => self.found.push_back((record, Change::Make)),
                Ok(Some(pages)) => {
                    let bytes = self.sent_bytes + pages.request().path.len() + PART_BYTES;
                    if !asked.is_empty() && bytes > size.bytes() {
                        self.waiting.push_front(record);
                        break;
                    }
                    self.sent_bytes = bytes;
                    asked.push((record, pages));
                }
                Err(why) => self.settle(record.record, Verdict::refused_here(why)),
            }
        }
        if !asked.is_empty() {
            let requests: Vec<Request> = asked.iter().map(|(_, pages)| pages.request()).collect();
            self.asked = Asked::Existing(asked);
            return self.send(requests, "find");
        }
        let written = self.writes(&entity);
        if !written.is_empty() {
            let requests = written.iter().map(|(_, _, request)| request.clone());
            let requests: Vec<Request> = requests.collect();
            self.asked = Asked::Written(written);
            return self.send(requests, "write");
        }
        Step::Done(std::mem::take(&mut self.receipts))
    }

    /// The next writes that go together.
    fn writes(&mut self, entity: &Entity) -> Vec<(Outgoing, Change, Request)> {
        let size = self.session.sizes.of(&self.object);
        let records_max = self.together_max.min(size.records());
        let mut written = Vec::new();
        self.sent_bytes = 0;
        while written.len() < records_max
            && let Some((record, change)) = self.found.pop_front()
        {
            match self.write(&record.payload, &change, entity) {
                Ok(request) => {
                    let bytes = self.sent_bytes + request.body.len() + PART_BYTES;
                    if !written.is_empty() && bytes > size.bytes() {
                        self.found.push_front((record, change));
                        break;
                    }
                    self.sent_bytes = bytes;
                    written.push((record, change, request));
                }
                Err(why) => self.settle(record.record, Verdict::refused_here(why)),
            }
        }
        written
    }

    /// Sends one request as it is, and several together.
    fn send(&self, mut requests: Vec<Request>, what: &str) -> Step {
        match (self.session.settings.batch, requests.len()) {
            (Some(form), 2..) => {
                let label = format!("{what} {} {}", requests.len(), self.object);
                Step::Send(batch::request(&self.session, form, &requests, &label))
            }
            _ => match requests.pop() {
                Some(request) => Step::Send(request),
                None => Step::Failed(Fault::out_of_turn("exchange")),
            },
        }
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
            Err(why) => self.settle(record.record, Verdict::refused_here(why)),
        }
    }

    fn existing_answers(&mut self, asked: Vec<(Outgoing, Pages)>, response: Response) -> Step {
        let answers = match self.answers(response, asked.len()) {
            Ok(answers) => answers,
            // Nothing was written: it is asked again, fewer together or one by one.
            Err(_unread) => {
                let records = asked.into_iter().map(|(record, _)| record);
                records
                    .rev()
                    .for_each(|record| self.waiting.push_front(record));
                return self.next();
            }
        };
        let together = asked.len() > 1;
        for ((record, mut pages), answer) in asked.into_iter().zip(answers) {
            let request = pages.request();
            let turn = answer.map(|answer| match judge::judge(&request, &answer) {
                Some(fault) => Turn::Failed(fault),
                None => pages.answer(&answer),
            });
            let fault = match turn {
                Some(Turn::Page { held, .. }) => {
                    self.decide(record, held);
                    continue;
                }
                Some(Turn::Failed(fault)) if fault.retry == Retry::Never => fault,
                // It only read: what has no good answer is asked again, alone.
                _ if together => {
                    self.together_max = 1;
                    self.waiting.push_back(record);
                    continue;
                }
                Some(Turn::Failed(fault)) => fault,
                Some(Turn::Send(_)) => Fault::unintelligible(&request.label, "a key came cut"),
                None => Fault::unintelligible(&request.label, "the service left out the answer"),
            };
            self.settle(record.record, Verdict::of_fault(&fault));
        }
        self.next()
    }

    /// Asks again after no usable answer came: it only read. With half as many, whose answer may come.
    fn ask_for_fewer(&mut self, asked: Vec<(Outgoing, Pages)>) -> Step {
        let records = asked.len();
        self.learn(|size| size.troubled(records));
        self.together_max = records / 2;
        for (record, _) in asked.into_iter().rev() {
            self.waiting.push_front(record);
        }
        self.next()
    }

    fn written_answers(
        &mut self,
        written: Vec<(Outgoing, Change, Request)>,
        response: Response,
    ) -> Step {
        let status = response.status;
        let answers = match self.answers(response, written.len()) {
            Ok(answers) => answers,
            Err(Unread::NotTaken) => {
                let records = written
                    .into_iter()
                    .map(|(record, change, _)| (record, change));
                records
                    .rev()
                    .for_each(|record| self.found.push_front(record));
                return self.next();
            }
            Err(Unread::Nonsense(what)) => {
                for (record, _, _) in written {
                    let why = format!("the answer HTTP {status} {what}");
                    self.settle(record.record, Verdict::InDoubt { why });
                }
                return self.next();
            }
        };
        let records = written.len();
        let together = records > 1;
        let mut left_out = false;
        for ((record, change, request), answer) in written.into_iter().zip(answers) {
            left_out |= answer.is_none();
            if together && answer.as_ref().is_some_and(not_begun) {
                // Nothing was done with it, for the sake of another or of the moment: once more, alone.
                self.together_max = 1;
                self.found.push_back((record, change));
                continue;
            }
            let verdict = match (answer, &self.entity) {
                (Some(answer), Some(entity)) => match judge::judge(&request, &answer) {
                    Some(fault) => Verdict::of_fault(&fault),
                    None => verdict::of(&change, &answer, entity),
                },
                // It may have stopped before this one, or only not told.
                _ => Verdict::InDoubt {
                    why: format!("{}: the service left out the answer", request.label),
                },
            };
            if !together && matches!(verdict, Verdict::Loaded { .. }) {
                let bytes = self.sent_bytes;
                self.learn(|size| size.taken(1, bytes));
            }
            self.settle(record.record, verdict);
        }
        if together && left_out {
            // It stops at a refusal: with fewer together, fewer are in doubt behind one.
            self.learn(|size| size.troubled(records));
        }
        self.next()
    }

    /// The answers to so many requests that went together.
    fn answers(
        &mut self,
        response: Response,
        asked: usize,
    ) -> Result<Vec<Option<Response>>, Unread> {
        let Some(form) = self.session.settings.batch.filter(|_| asked > 1) else {
            return Ok(vec![Some(response)]);
        };
        match response.status {
            200..=299 => {}
            // What is refused as a whole was not begun. Too large: fewer together.
            413 => {
                let bytes = self.sent_bytes;
                self.learn(|size| size.too_large(bytes));
                self.together_max = asked / 2;
                return Err(Unread::NotTaken);
            }
            // The service knows no batches, or not in this form.
            404 | 405 | 406 | 415 | 501 => {
                self.learn(BatchSize::alone);
                self.together_max = 1;
                return Err(Unread::NotTaken);
            }
            // It does not understand this one.
            400 | 411 | 414 | 431 => {
                self.together_max = 1;
                return Err(Unread::NotTaken);
            }
            // The others speak of what is in it: nobody can say how far it went.
            _ => {
                self.together_max = 1;
                return Err(Unread::Nonsense("is told of the batch as a whole"));
            }
        }
        match batch::answers(form, &response, asked) {
            Ok(answers) => {
                let bytes = self.sent_bytes;
                self.learn(|size| size.taken(asked, bytes));
                Ok(answers)
            }
            Err(what) => {
                self.together_max = 1;
                Err(Unread::Nonsense(what))
            }
        }
    }

    fn learn(&self, lesson: impl FnOnce(&mut BatchSize)) {
        self.session.sizes.learn(&self.object, lesson);
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
                self.existing_answers(asked, response)
            }
            (Event::Answer(response), Asked::Written(written)) => {
                self.written_answers(written, response)
            }
            (_, asked) => {
                self.asked = asked;
                let fault = Fault {
                    effect: Effect::Unknown,
                    ..Fault::out_of_turn("exchange")
                };
                self.fail(fault)
            }
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        let concerned: Vec<i64> = match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Existing(asked) if asked.len() > 1 && is_of_the_answer(&fault) => {
                return self.ask_for_fewer(asked);
            }
            Asked::Existing(asked) => asked.iter().map(|(record, _)| record.record).collect(),
            Asked::Written(written) => {
                let records = written.len();
                let late = fault.kind == FaultKind::TimedOut && fault.effect == Effect::Unknown;
                if records > 1 && late {
                    // It took too long for somebody on the way.
                    self.learn(|size| size.troubled(records));
                }
                written.iter().map(|(record, ..)| record.record).collect()
            }
            // Before the first record was sent: the fault is that of the first.
            Asked::Nothing => {
                let first = self.waiting.pop_front();
                first.iter().map(|record| record.record).collect()
            }
        };
        for record in concerned {
            self.settle(record, Verdict::of_fault(&fault));
        }
        if fault.holds_for_the_rest() || self.entity.is_none() {
            return self.stop(fault.retry, &fault.to_string());
        }
        self.next()
    }
}

/// Whether a fault speaks of one answer to many questions, rather than of the service.
fn is_of_the_answer(fault: &Fault) -> bool {
    matches!(
        fault.kind,
        FaultKind::Cut | FaultKind::TimedOut | FaultKind::TargetFailed | FaultKind::Unintelligible
    )
}

/// Why answers to requests that went together cannot be told apart.
enum Unread {
    /// The service did not begin.
    NotTaken,
    /// It says something else.
    Nonsense(&'static str),
}

/// Whether an answer in a batch says that the service did not begin: what it depends on failed (424, where
/// nothing depends on anything it means that the service stopped), too many requests, too early.
fn not_begun(answer: &Response) -> bool {
    matches!(answer.status, 424 | 425 | 429)
}
