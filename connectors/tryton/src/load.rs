//! Sends records and turns the answers into receipts.
//!
//! What exists is found first: records that are made or changed as the server has them, those that are changed, and
//! those with actions, of which an earlier load may have left one half done. Then records are made, changed, and
//! acted upon, as many in a call as the target's options say. A call is one transaction: where it is refused, it is
//! halved until the guilty record stands alone, and the others go. Every record gets exactly one receipt.
//!
//! A record with actions counts as loaded once they are done. One whose action is refused is taken back where this
//! load made it, so that what is refused is not there either.

mod calls;
mod children;
mod values;

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    Effect, Event, Fault, FaultKind, Outgoing, Receipt, Reply, Response, Retry, Step,
    TargetMessage, Text, Verdict, Write, unresolved,
};
use serde_json::Value as Json;

use crate::held::Held;
use crate::key::{self, Key};
use crate::look_up::records;
use crate::model::Shape;
use crate::object::Object;
use crate::rpc::{self, RpcError, Said, warning_word};
use crate::session::{Session, Work};
use calls::{Acting, Changing, Job, Making};
use values::{Stamps, Within};

/// Warnings accepted in a row for one call; a server that warns for ever must not hold a load for ever.
const WARNINGS_MAX: usize = 100;

/// The work.
pub(crate) struct Load {
    object: Arc<Object>,
    /// Records in one call at the most.
    together: usize,
    shape: Option<Shape>,
    waiting: Vec<Outgoing>,
    jobs: VecDeque<Job>,
    /// Records whose actions are done once all are made and changed.
    acting: Vec<Acting>,
    asked: Option<Asked>,
    receipts: Vec<Reply>,
}

/// What is awaited.
struct Asked {
    job: Job,
    /// Whether the call under way accepts a warning, before the job's own call is sent again.
    accepting: bool,
    accepted: usize,
}

impl Load {
    pub(crate) fn new(session: &Session, object: &Arc<Object>, batch: Vec<Outgoing>) -> Self {
        Self {
            object: Arc::clone(object),
            together: usize::try_from(session.settings.batch_records).unwrap_or(1),
            shape: None,
            receipts: Vec::with_capacity(batch.len()),
            waiting: batch,
            jobs: VecDeque::new(),
            acting: Vec::new(),
            asked: None,
        }
    }

    /// Sorts the records by what is to be done first.
    fn sort(&mut self) {
        let mut find = Vec::new();
        let mut make = Vec::new();
        for record in std::mem::take(&mut self.waiting) {
            if let Some(name) = unresolved(&record.payload) {
                let why = format!("the reference in `{name}` has no target id yet");
                let retry = Retry::Never;
                self.settle(record.record, Verdict::NotSent { retry, why });
            } else if record.write == Write::Create && self.object.stated.actions.is_empty() {
                make.push(record);
            } else {
                find.push(record);
            }
        }
        let mut find = find.into_iter().peekable();
        while find.peek().is_some() {
            let together = self.together.min(calls::FOUND_TOGETHER_MAX);
            let together = find.by_ref().take(together).collect();
            self.jobs.push_back(Job::Find(together));
        }
        self.make(&make);
    }

    /// Puts records to be made into calls.
    fn make(&mut self, records: &[Outgoing]) {
        let mut making = Vec::with_capacity(records.len());
        for record in records {
            match self.new_values(record) {
                Ok(values) => making.push(Making {
                    record: record.record,
                    values,
                }),
                Err(why) => self.settle(record.record, Verdict::refused_here(why)),
            }
        }
        let mut making = making.into_iter().peekable();
        while making.peek().is_some() {
            let together = making.by_ref().take(self.together).collect();
            self.jobs.push_back(Job::Make(together));
        }
    }

    fn new_values(&self, record: &Outgoing) -> Result<Vec<u8>, String> {
        let shape = self.shape.as_ref().ok_or("nothing is known of the model")?;
        let within = Within {
            object: &self.object,
            path: "",
        };
        let mut values = Vec::new();
        values::write_new(&record.payload, shape, within, &mut values)?;
        Ok(values)
    }

    fn next(&mut self) -> Step {
        loop {
            let Some(job) = self.jobs.pop_front() else {
                if self.acting.is_empty() {
                    return Step::Done(std::mem::take(&mut self.receipts));
                }
                let acting = std::mem::take(&mut self.acting);
                let together = acting.chunks(self.together);
                let jobs = together.map(|records| Job::Act(0, records.to_vec()));
                self.jobs.extend(jobs);
                continue;
            };
            let Some(shape) = &self.shape else {
                self.jobs.push_front(job);
                return self.fail(Fault::out_of_turn("exchange"));
            };
            match job.request(&self.object, shape) {
                Ok(request) => {
                    self.asked = Some(Asked {
                        job,
                        accepting: false,
                        accepted: 0,
                    });
                    return Step::Send(request);
                }
                Err(why) => self.refuse(job, vec![message(why)]),
            }
        }
    }

    fn settle(&mut self, record: i64, verdict: Verdict) {
        self.receipts
            .push(Reply::Receipt(Receipt { record, verdict }));
    }

    fn loaded(&mut self, record: i64, id: i64, created: bool) {
        let target_id = Text::from(id.to_string());
        self.settle(record, Verdict::Loaded { target_id, created });
    }

    /// A job that was refused as a whole: halved, or the record told why.
    fn refuse(&mut self, job: Job, messages: Vec<TargetMessage>) {
        match job.halves() {
            Ok((first, second)) => {
                self.jobs.push_front(second);
                self.jobs.push_front(first);
            }
            Err(Job::Act(_, records)) => {
                for one in records {
                    self.refuse_half_done(one, messages.clone());
                }
            }
            Err(job) => {
                for record in job.records() {
                    let messages = messages.clone();
                    self.settle(record, Verdict::Refused { messages });
                }
            }
        }
    }

    /// A job that the server has no call for, which no smaller job would find either.
    fn unknown(&mut self, job: Job, fault: &Fault) {
        let why = message(fault.message.clone());
        match job {
            Job::Act(_, records) => {
                for one in records {
                    self.refuse_half_done(one, vec![why.clone()]);
                }
            }
            other => self.refused(other, why),
        }
    }

    /// A record that is there and whose action was refused.
    fn refuse_half_done(&mut self, one: Acting, mut messages: Vec<TargetMessage>) {
        if one.created {
            self.jobs.push_front(Job::Remove(one, messages));
            return;
        }
        messages.push(message(format!(
            "the unfinished record {} was there before and was left as it is",
            one.id
        )));
        self.settle(one.record, Verdict::Refused { messages });
    }

    /// What the server has decides what is done.
    fn decide(&mut self, all: Vec<Outgoing>, held: &[Held]) {
        let mut make = Vec::new();
        for record in all {
            match self.decided(&record, held) {
                Ok(None) => make.push(record),
                Ok(Some((change, changed))) if changed => {
                    self.jobs.push_back(Job::Change(vec![change]));
                }
                Ok(Some((change, _))) => self.changed(change),
                Err(why) => self.settle(record.record, Verdict::refused_here(why)),
            }
        }
        self.make(&make);
        self.gather_changes();
    }

    /// The change of a record that exists, and whether there is anything to change; nothing for one to be made.
    fn decided(
        &self,
        record: &Outgoing,
        held: &[Held],
    ) -> Result<Option<(Changing, bool)>, String> {
        let shape = self.shape.as_ref().ok_or("nothing is known of the model")?;
        let own = match &record.write {
            Write::Update(id) => {
                let number = calls::number(id)?;
                let one = held.iter().find(|one| one.id == number);
                let gone = || format!("there is no record with the target id `{id}` any more");
                one.ok_or_else(gone)?
            }
            Write::Create | Write::Upsert => {
                let key = Key::of(&record.key, shape)?;
                let mut own = held.iter().filter(|one| key.is_of(one, shape));
                match (own.next(), own.next()) {
                    (None, _) => return Ok(None),
                    (Some(one), None) => one,
                    (Some(_), Some(_)) => {
                        return Err("several records under the same business key".to_owned());
                    }
                }
            }
        };
        let finished = key::is_finished(own, &self.object, shape)?;
        if record.write == Write::Create && finished {
            return Err(format!(
                "there is a record with this business key already, with the target id `{}`",
                own.id
            ));
        }
        let within = Within {
            object: &self.object,
            path: "",
        };
        let mut change = Changing {
            record: record.record,
            id: own.id,
            values: Vec::new(),
            stamps: Stamps::new(),
            acts: !self.object.stated.actions.is_empty() && !finished,
        };
        let (stamps, values) = (&mut change.stamps, &mut change.values);
        let changed = values::write_changes(&record.payload, own, shape, within, stamps, values)?;
        Ok(Some((change, changed)))
    }

    /// Changes that wait one by one go together.
    fn gather_changes(&mut self) {
        let mut changes = Vec::new();
        let mut others = VecDeque::new();
        for job in std::mem::take(&mut self.jobs) {
            match job {
                Job::Change(mut some) => changes.append(&mut some),
                other => others.push_back(other),
            }
        }
        self.jobs = others;
        let mut changes = changes.into_iter().peekable();
        while changes.peek().is_some() {
            let together = changes.by_ref().take(self.together).collect();
            self.jobs.push_back(Job::Change(together));
        }
    }

    /// A record that the server holds as it was sent.
    fn changed(&mut self, change: Changing) {
        if change.acts {
            self.acting.push(Acting {
                record: change.record,
                id: change.id,
                created: false,
            });
        } else {
            self.loaded(change.record, change.id, false);
        }
    }

    fn done(&mut self, job: Job, result: &Json) {
        match job {
            Job::Find(all) => self.found(all, result),
            Job::Make(records) => self.made(&records, result),
            Job::Change(records) => {
                for change in records {
                    self.changed(change);
                }
            }
            Job::Act(action, records) if action + 1 < self.object.stated.actions.len() => {
                self.jobs.push_front(Job::Act(action + 1, records));
            }
            Job::Act(_, records) => {
                for one in records {
                    self.loaded(one.record, one.id, one.created);
                }
            }
            Job::Remove(one, messages) => self.settle(one.record, Verdict::Refused { messages }),
        }
    }

    fn found(&mut self, all: Vec<Outgoing>, result: &Json) {
        let held = self.shape.as_ref().and_then(|shape| records(result, shape));
        let Some(held) = held else {
            // Nothing was done; a second reading would be the same.
            for record in all {
                let why = "the answer about what exists holds no records".to_owned();
                self.settle(record.record, Verdict::InDoubt { why });
            }
            return;
        };
        if held.len() >= calls::limit(all.len()) && all.len() > 1 {
            // Some keys have several records, which may have taken the place of others.
            if let Ok((first, second)) = Job::Find(all).halves() {
                self.jobs.push_front(second);
                self.jobs.push_front(first);
            }
            return;
        }
        self.decide(all, &held);
    }

    fn made(&mut self, records: &[Making], result: &Json) {
        let ids: Option<Vec<i64>> = result
            .as_array()
            .and_then(|ids| ids.iter().map(Json::as_i64).collect());
        match ids.filter(|ids| ids.len() == records.len()) {
            Some(ids) => {
                for (one, id) in records.iter().zip(ids) {
                    let record = one.record;
                    if self.object.stated.actions.is_empty() {
                        self.loaded(record, id, true);
                    } else {
                        let created = true;
                        self.acting.push(Acting {
                            record,
                            id,
                            created,
                        });
                    }
                }
            }
            None => {
                for one in records {
                    let why = "the answer does not show the numbers of the records made".to_owned();
                    self.settle(one.record, Verdict::InDoubt { why });
                }
            }
        }
    }

    fn answer(&mut self, mut asked: Asked, answer: &Response) -> Step {
        match rpc::said(answer) {
            Said::Result(_) if asked.accepting => return self.again(asked),
            Said::Result(result) => self.done(asked.job, &result),
            Said::Error(RpcError::Warning { name, .. })
                if self.accepts(&name) && !asked.accepting && asked.accepted < WARNINGS_MAX =>
            {
                let request = calls::accept(&name, &self.object);
                asked.accepting = true;
                asked.accepted += 1;
                self.asked = Some(asked);
                return Step::Send(request);
            }
            Said::Error(error) => self.refused(asked.job, error.message()),
            Said::Refused(words) => self.refused(asked.job, message(words)),
            Said::Nonsense(what) => {
                let why = format!("the answer HTTP {} {what}", answer.status);
                for record in asked.job.records() {
                    self.settle(record, Verdict::InDoubt { why: why.clone() });
                }
            }
        }
        self.next()
    }

    /// A job that was refused; one that takes a record back leaves it there then.
    fn refused(&mut self, job: Job, why: TargetMessage) {
        let Job::Remove(one, mut messages) = job else {
            self.refuse(job, vec![why]);
            return;
        };
        messages.push(message(format!(
            "the unfinished record {} could not be taken back: {}",
            one.id, why.text
        )));
        self.settle(one.record, Verdict::Refused { messages });
    }

    /// Sends the call of a job once more, now that the warning is accepted.
    fn again(&mut self, mut asked: Asked) -> Step {
        let shape = self.shape.as_ref();
        let request = shape.map(|shape| asked.job.request(&self.object, shape));
        match request {
            Some(Ok(request)) => {
                asked.accepting = false;
                self.asked = Some(asked);
                Step::Send(request)
            }
            Some(Err(why)) => {
                self.refuse(asked.job, vec![message(why)]);
                self.next()
            }
            None => self.fail(Fault::out_of_turn("exchange")),
        }
    }

    fn accepts(&self, name: &str) -> bool {
        let word = warning_word(name);
        let mut accepted = self.object.stated.accepted.iter();
        accepted.any(|one| *one == word)
    }

    /// Records of a job that met a fault.
    fn fault(&mut self, job: &Job, fault: &Fault) {
        let why = fault.to_string();
        for record in job.records() {
            let why = why.clone();
            let verdict = match fault.effect {
                Effect::None if !job.is_half_done() => Verdict::NotSent {
                    retry: fault.retry,
                    why,
                },
                // Half done, or nobody knows: only a look-up can tell.
                Effect::None | Effect::Applied | Effect::Unknown => Verdict::InDoubt { why },
            };
            self.settle(record, verdict);
        }
    }
}

impl Work for Load {
    fn start(&mut self, shape: Shape) -> Step {
        self.shape = Some(shape);
        self.sort();
        self.next()
    }

    fn advance(&mut self, event: Event) -> Step {
        match (event, self.asked.take()) {
            (Event::Answer(answer), Some(asked)) => self.answer(asked, &answer),
            (_, asked) => {
                self.asked = asked;
                self.fail(Fault {
                    effect: Effect::Unknown,
                    ..Fault::out_of_turn("exchange")
                })
            }
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        let is_unknown = fault.kind == FaultKind::Refused && fault.effect == Effect::None;
        if let Some(asked) = self.asked.take() {
            // What is half done would be in doubt else, be found half done, and be tried again for ever.
            if is_unknown && asked.job.is_half_done() {
                self.unknown(asked.job, &fault);
                return self.next();
            }
            self.fault(&asked.job, &fault);
        } else {
            let waiting = std::mem::take(&mut self.waiting);
            self.fault(&Job::Find(waiting), &fault);
        }
        if !fault.holds_for_the_rest() {
            return self.next();
        }
        for job in std::mem::take(&mut self.jobs) {
            let none = Fault {
                effect: Effect::None,
                ..fault.clone()
            };
            self.fault(&job, &none);
        }
        let acting = std::mem::take(&mut self.acting);
        self.fault(&Job::Act(0, acting), &fault);
        Step::Done(std::mem::take(&mut self.receipts))
    }
}

fn message(text: String) -> TargetMessage {
    TargetMessage::bounded("", "", &text)
}
