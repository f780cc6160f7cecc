//! A simulated ERP without any protection of its own: what is sent twice is there twice.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use landbridge_contract::{
    AttemptName, Bulk, BusinessKey, Capabilities, Effect, Event, Exchange, Fault, FaultKind, Found,
    Idempotency, Login, LookUp, Method, ObjectSpec, Options, Outgoing, Receipt, Reply, Request,
    Response, Retry, Step, Target, TargetMessage, Verdict,
};

use super::jobs::{self, Conversation, Job};
use super::time::Clock;
use crate::crash::{self, Moment};
use crate::diagnose::Hidden;
use crate::run::talk::{Later, Talk};
use crate::transport::{Driven, Notes};

/// Whether the ERP wants a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    Accept,
    Refuse,
}

/// What becomes of a conversation; times in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    /// The request is carried out after a time, and answered; what it made shows later still.
    Answered { takes: u64, hidden: u64 },
    /// The same, and the answer gets lost.
    AnswerLost { takes: u64, hidden: u64 },
    /// The request gets lost on its way, and nobody can tell.
    RequestLost { takes: u64 },
    /// It is turned away before it has any effect, and says so.
    NotSent,
}

#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) key: String,
    pub(super) id: usize,
    shows_at: Duration,
}

/// The ERP, and the network in front of it.
pub(super) struct Erp {
    pub(super) clock: Clock,
    state: Arc<Mutex<State>>,
}

struct State {
    wants: Vec<Wants>,
    fates: VecDeque<Fate>,
    /// Milliseconds that a request takes otherwise.
    usual: u64,
    /// More records in one request are never answered, and nothing comes of them.
    together_max: usize,
    made: Vec<Made>,
    jobs: BTreeMap<String, Job>,
}

impl Erp {
    pub(super) fn new(clock: Clock, wants: &[Wants], fates: Vec<Fate>, usual: u64) -> Self {
        Self {
            clock,
            state: Arc::new(Mutex::new(State {
                wants: wants.to_vec(),
                fates: fates.into(),
                usual,
                together_max: usize::MAX,
                made: Vec::new(),
                jobs: BTreeMap::new(),
            })),
        }
    }

    pub(super) fn made(&self) -> Vec<Made> {
        self.state.lock().unwrap().made.clone()
    }

    /// Lets requests of more records than that get lost.
    pub(super) fn bear(&self, together_max: usize) {
        self.state.lock().unwrap().together_max = together_max;
    }

    /// From now on nothing goes wrong.
    pub(super) fn calm(&self) {
        self.state.lock().unwrap().fates.clear();
    }

    fn fate(&self, records: usize) -> Fate {
        let mut state = self.state.lock().unwrap();
        if records > state.together_max {
            return Fate::RequestLost { takes: state.usual };
        }
        let usual = Fate::Answered {
            takes: state.usual,
            hidden: 0,
        };
        state.fates.pop_front().unwrap_or(usual)
    }

    async fn answer(&self, request: &Request) -> Result<Response, Fault> {
        let fault = |kind, effect| Fault {
            kind,
            retry: Retry::Backoff,
            effect: if request.method.is_safe() {
                Effect::None
            } else {
                effect
            },
            operation: request.label.clone(),
            message: "lost".into(),
        };
        match self.fate(request.path.split(',').count()) {
            Fate::NotSent => Err(fault(FaultKind::Throttled, Effect::None)),
            Fate::RequestLost { takes } => {
                self.clock.wait(Duration::from_millis(takes)).await;
                Err(fault(FaultKind::Cut, Effect::Unknown))
            }
            Fate::Answered { takes, hidden } => Ok(self.carried_out(request, takes, hidden).await),
            Fate::AnswerLost { takes, hidden } => {
                self.carried_out(request, takes, hidden).await;
                Err(fault(FaultKind::Cut, Effect::Unknown))
            }
        }
    }

    /// Carries a request out on a task of its own: it goes on when whoever sent it dies.
    async fn carried_out(&self, request: &Request, takes: u64, hidden: u64) -> Response {
        let (clock, state) = (self.clock.clone(), Arc::clone(&self.state));
        let (method, key) = (request.method, request.path.clone());
        let work = tokio::spawn(async move {
            clock.wait(Duration::from_millis(takes)).await;
            let now = clock.now();
            if let Some(job) = key.strip_prefix("job/") {
                return match job.split_once('/') {
                    None => Job::response(state.lock().unwrap().jobs.get(job)),
                    Some((name, keys)) => begin(&clock, &state, (name, keys), hidden),
                };
            }
            let mut state = state.lock().unwrap();
            if method == Method::Get {
                state.look_up(&key, now)
            } else {
                state.create(&key, now + Duration::from_millis(hidden))
            }
        });
        work.await.unwrap()
    }
}

/// Begins a job, which goes on by itself and makes what is wanted at its end. One that comes twice is done twice.
fn begin(clock: &Clock, state: &Arc<Mutex<State>>, job: (&str, &str), hidden: u64) -> Response {
    let (name, keys) = (job.0.to_owned(), job.1.to_owned());
    let begun = Job::Runs;
    state
        .lock()
        .unwrap()
        .jobs
        .insert(name.clone(), begun.clone());
    let (clock, state) = (clock.clone(), Arc::clone(state));
    tokio::spawn(async move {
        clock.wait(Duration::from_millis(jobs::RUNS)).await;
        let mut state = state.lock().unwrap();
        let shows_at = clock.now() + Duration::from_millis(hidden);
        let mut ids = vec![None; state.wants.len()];
        for key in keys.split(',') {
            let number: usize = key.parse().unwrap();
            if state.wants[number] == Wants::Accept {
                let id = 300 + state.made.len();
                let key = key.to_owned();
                state.made.push(Made { key, id, shows_at });
                ids[number] = Some(id);
            }
        }
        state.jobs.insert(name, Job::Ended(ids));
    });
    Job::response(Some(&begun))
}

fn response(status: u16, ids: &[usize]) -> Response {
    Response {
        status,
        headers: Vec::new(),
        body: serde_json::to_vec(ids).unwrap().into(),
    }
}

impl State {
    /// Makes all of these or none: the answer is their ids, or which of them is not wanted.
    fn create(&mut self, keys: &str, shows_at: Duration) -> Response {
        let keys: Vec<&str> = keys.split(',').collect();
        let refused = keys.iter().position(|key| {
            let number: usize = key.parse().unwrap();
            self.wants[number] == Wants::Refuse
        });
        if let Some(refused) = refused {
            return response(400, &[refused]);
        }
        let mut ids = Vec::new();
        for key in keys {
            let id = 300 + self.made.len();
            let key = key.to_owned();
            self.made.push(Made { key, id, shows_at });
            ids.push(id);
        }
        response(201, &ids)
    }

    fn look_up(&self, key: &str, now: Duration) -> Response {
        let found = self.made.iter();
        let found = found.filter(|made| made.key == key && made.shows_at <= now);
        let ids: Vec<usize> = found.map(|made| made.id).collect();
        response(200, &ids)
    }
}

impl Talk for Erp {
    fn talk<'a>(
        &'a self,
        mut exchange: Box<dyn Exchange>,
        _target: &'a dyn Target,
        _hidden: &'a Hidden,
        notes: &'a dyn Notes,
    ) -> Later<'a, Driven> {
        Box::pin(async move {
            let mut driven = Driven {
                replies: Vec::new(),
                fault: None,
                met: None,
            };
            let mut event = Event::Start;
            loop {
                let here = |step, moment| {
                    if notes.of_a_job() {
                        crash::here(step, moment);
                    }
                };
                match exchange.advance(event) {
                    Step::Send(request) => {
                        here(crash::Step::JobRequest, Moment::Before);
                        let answer = self.answer(&request).await;
                        here(crash::Step::JobRequest, Moment::After);
                        match answer {
                            Ok(response) => event = Event::Answer(response),
                            Err(fault) => {
                                driven.met = Some(fault.clone());
                                event = Event::Fault(fault);
                            }
                        }
                    }
                    Step::Note(note) => {
                        event = match notes.keep(&note) {
                            Ok(()) => Event::Noted,
                            Err(fault) => Event::Fault(fault),
                        };
                    }
                    Step::Wait(time) => {
                        here(crash::Step::JobWait, Moment::Before);
                        self.clock.wait(time).await;
                        here(crash::Step::JobWait, Moment::After);
                        event = Event::Elapsed;
                    }
                    Step::Done(replies) => {
                        driven.replies = replies;
                        return driven;
                    }
                    Step::Failed(fault) => {
                        driven.fault = Some(fault);
                        return driven;
                    }
                    step @ Step::Yield(_) => panic!("{step:?}"),
                }
            }
        })
    }

    fn now(&self) -> Instant {
        self.clock.instant()
    }

    fn wait_until(&self, moment: Instant) -> Later<'_, ()> {
        Box::pin(self.clock.wait_until(moment))
    }
}

/// Speaks to the simulated ERP: the path is the key, the answer a list of ids.
pub(super) struct Speaker {
    /// Whether records that go together are made all or none.
    pub(super) whole: bool,
    /// Records that go together in a job; none where they go in requests.
    pub(super) job: Option<NonZeroU32>,
}

pub(super) fn loaded(id: usize) -> Verdict {
    Verdict::Loaded {
        target_id: id.to_string().into(),
        created: true,
    }
}

struct Talking {
    method: Method,
    record: i64,
    key: BusinessKey,
}

impl Talking {
    fn reply(&self, response: &Response) -> Reply {
        let ids: Vec<usize> = serde_json::from_slice(&response.body).unwrap();
        if self.method == Method::Get {
            let found = ids.iter().map(|id| Found {
                target_id: id.to_string().into(),
                attributes: self.key.parts.clone(),
            });
            return Reply::LookUp(LookUp {
                key: self.key.clone(),
                found: found.collect(),
            });
        }
        let verdict = if response.is_success() {
            loaded(ids[0])
        } else {
            Verdict::Refused {
                messages: vec![TargetMessage::default()],
            }
        };
        let record = self.record;
        Reply::Receipt(Receipt { record, verdict })
    }
}

impl Exchange for Talking {
    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Start => Step::Send(Request {
                method: self.method,
                path: self.key.text().to_string(),
                headers: Vec::new(),
                body: bytes::Bytes::new(),
                login: Login::Main,
                label: "talk".into(),
            }),
            Event::Answer(response) => Step::Done(vec![self.reply(&response)]),
            Event::Fault(fault) if self.method == Method::Get => Step::Failed(fault),
            Event::Fault(fault) => {
                let (record, verdict) = (self.record, Verdict::of_fault(&fault));
                Step::Done(vec![Reply::Receipt(Receipt { record, verdict })])
            }
            event => panic!("{event:?}"),
        }
    }
}

/// Records that go together: one after the other, until one meets a fault; the rest is not sent then.
struct Together {
    waiting: VecDeque<Talking>,
    asked: Option<Talking>,
    replies: Vec<Reply>,
}

impl Together {
    fn next(&mut self) -> Step {
        self.asked = self.waiting.pop_front();
        match &mut self.asked {
            Some(next) => next.advance(Event::Start),
            None => Step::Done(std::mem::take(&mut self.replies)),
        }
    }
}

impl Exchange for Together {
    fn advance(&mut self, event: Event) -> Step {
        let Some(mut asked) = self.asked.take() else {
            return self.next();
        };
        let fault = match &event {
            Event::Fault(fault) => Some(fault.clone()),
            _ => None,
        };
        let Step::Done(replies) = asked.advance(event) else {
            panic!("one answer is all")
        };
        self.replies.extend(replies);
        if let Some(fault) = fault {
            for Talking { record, .. } in self.waiting.drain(..) {
                let (retry, why) = (fault.retry, fault.to_string());
                let verdict = Verdict::NotSent { retry, why };
                let receipt = Receipt { record, verdict };
                self.replies.push(Reply::Receipt(receipt));
            }
        }
        self.next()
    }
}

/// Records of which the ERP makes all or none: the one that it does not want is settled, the rest goes again.
struct Whole {
    sent: Vec<Outgoing>,
    replies: Vec<Reply>,
}

impl Whole {
    fn next(&mut self) -> Step {
        if self.sent.is_empty() {
            return Step::Done(std::mem::take(&mut self.replies));
        }
        let keys = self.sent.iter().map(|record| record.key.text().to_string());
        Step::Send(Request {
            method: Method::Post,
            path: keys.collect::<Vec<String>>().join(","),
            headers: Vec::new(),
            body: bytes::Bytes::new(),
            login: Login::Main,
            label: "talk".into(),
        })
    }

    fn settle(&mut self, record: i64, verdict: Verdict) {
        let receipt = Receipt { record, verdict };
        self.replies.push(Reply::Receipt(receipt));
    }
}

impl Exchange for Whole {
    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Start => {}
            Event::Answer(response) => {
                let told: Vec<usize> = serde_json::from_slice(&response.body).unwrap();
                if response.is_success() {
                    for (record, id) in std::mem::take(&mut self.sent).into_iter().zip(told) {
                        self.settle(record.record, loaded(id));
                    }
                } else {
                    let guilty = self.sent.remove(told[0]);
                    let messages = vec![TargetMessage::default()];
                    self.settle(guilty.record, Verdict::Refused { messages });
                }
            }
            Event::Fault(fault) => {
                for record in std::mem::take(&mut self.sent) {
                    self.settle(record.record, Verdict::of_fault(&fault));
                }
            }
            event => panic!("{event:?}"),
        }
        self.next()
    }
}

impl Target for Speaker {
    fn object(&self, _name: &str, _overrides: &Options) -> Option<ObjectSpec> {
        None
    }

    fn object_names(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn capabilities(&self, _object: &ObjectSpec) -> Capabilities {
        Capabilities {
            records_per_request_max: NonZeroU32::MIN,
            idempotency: Idempotency::None,
            look_up: true,
            update: false,
        }
    }

    fn judge(&self, _request: &Request, _response: &Response) -> Option<Fault> {
        None
    }

    fn load(&self, _object: &ObjectSpec, batch: Vec<Outgoing>) -> Box<dyn Exchange> {
        if self.whole {
            let (sent, replies) = (batch, Vec::new());
            return Box::new(Whole { sent, replies });
        }
        let talking = |outgoing: Outgoing| Talking {
            method: Method::Post,
            record: outgoing.record,
            key: outgoing.key,
        };
        Box::new(Together {
            waiting: batch.into_iter().map(talking).collect(),
            asked: None,
            replies: Vec::new(),
        })
    }

    fn bulk(&self, _object: &ObjectSpec) -> Option<Bulk> {
        self.job.map(|records_max| Bulk {
            records_max,
            bytes_max: u64::MAX,
        })
    }

    fn load_job(
        &self,
        _object: &ObjectSpec,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
    ) -> Box<dyn Exchange> {
        Box::new(Conversation::new(attempt.to_string(), batch))
    }

    fn resume(
        &self,
        _object: &ObjectSpec,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
        note: &str,
    ) -> Option<Box<dyn Exchange>> {
        let resumed = Conversation::resumed(attempt.to_string(), batch, note)?;
        Some(Box::new(resumed))
    }

    fn look_up(&self, _object: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange> {
        Box::new(Talking {
            method: Method::Get,
            record: 0,
            key: keys.into_iter().next().unwrap(),
        })
    }

    fn read_back(&self, _object: &ObjectSpec) -> Box<dyn Exchange> {
        unreachable!("nothing is read back here")
    }

    fn describe(&self, _object: &ObjectSpec) -> Box<dyn Exchange> {
        unreachable!("nothing is described here")
    }
}

/// The payload of a record: its key.
pub(super) fn payload(key: usize) -> Vec<u8> {
    format!(r#"{{"Key":"{key}"}}"#).into_bytes()
}

/// How the ERP addresses the only object.
pub(super) fn spec() -> ObjectSpec {
    ObjectSpec {
        name: "things".into(),
        path: "/".into(),
        read_path: "/".into(),
        id_attribute: "Id".into(),
        key_attributes: vec!["Key".into()],
        children: Vec::new(),
        attributes: Vec::new(),
        child_keys: Vec::new(),
        options: Options::default(),
    }
}
