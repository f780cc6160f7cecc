//! Jobs at the simulated ERP: they run for longer than anything shows late, and outlive whoever began them.

use std::collections::VecDeque;
use std::time::Duration;

use landbridge_contract::{
    Effect, Event, Exchange, Fault, FaultKind, Login, Method, Outgoing, Receipt, Reply, Request,
    Response, Retry, Step, TargetMessage, Verdict,
};

use super::VISIBLE_WITHIN;
use super::erp::loaded;

/// Milliseconds that a job runs: longer than an effect takes to show for certain.
pub(super) const RUNS: u64 = VISIBLE_WITHIN + 50;
/// Milliseconds between two questions about a job.
const PAUSE: u64 = 20;
/// The note of a job that may have been sent.
const SENT: &str = "sent";

/// What the ERP says of a job: nothing, that it runs, or what became of its records, in their order.
#[derive(Debug, Clone)]
pub(super) enum Job {
    Runs,
    Ended(Vec<Option<usize>>),
}

impl Job {
    pub(super) fn response(job: Option<&Self>) -> Response {
        let (status, ids) = match job {
            None => (404, Vec::new()),
            Some(Self::Runs) => (202, Vec::new()),
            Some(Self::Ended(ids)) => (200, ids.clone()),
        };
        Response {
            status,
            headers: Vec::new(),
            body: serde_json::to_vec(&ids).unwrap().into(),
        }
    }
}

enum State {
    /// The note is to be kept; nothing is sent.
    New,
    /// The note is kept, or was by somebody else.
    Noted,
    Sent,
    Asked,
    Waits,
}

/// The conversation about a job, from its beginning or from where somebody else left it.
pub(super) struct Conversation {
    name: String,
    records: VecDeque<Outgoing>,
    state: State,
    /// Milliseconds for which the ERP did not know the job.
    unknown: u64,
}

impl Conversation {
    pub(super) fn new(name: String, records: Vec<Outgoing>) -> Self {
        Self {
            name,
            records: records.into(),
            state: State::New,
            unknown: 0,
        }
    }

    pub(super) fn resumed(name: String, records: Vec<Outgoing>, note: &str) -> Option<Self> {
        (note == SENT).then(|| Self {
            state: State::Noted,
            ..Self::new(name, records)
        })
    }

    fn request(method: Method, path: String) -> Step {
        Step::Send(Request {
            method,
            path,
            headers: Vec::new(),
            body: bytes::Bytes::new(),
            login: Login::Main,
            label: "job".into(),
        })
    }

    fn submit(&mut self) -> Step {
        self.state = State::Sent;
        let keys: Vec<String> = self
            .records
            .iter()
            .map(|record| record.key.text().to_string())
            .collect();
        Self::request(
            Method::Post,
            format!("job/{}/{}", self.name, keys.join(",")),
        )
    }

    fn ask(&mut self) -> Step {
        self.state = State::Asked;
        Self::request(Method::Get, format!("job/{}", self.name))
    }

    fn wait(&mut self) -> Step {
        self.state = State::Waits;
        Step::Wait(Duration::from_millis(PAUSE))
    }

    fn all(&mut self, verdict: impl Fn() -> Verdict) -> Step {
        let receipts = self.records.drain(..).map(|record| {
            Reply::Receipt(Receipt {
                record: record.record,
                verdict: verdict(),
            })
        });
        Step::Done(receipts.collect())
    }

    /// The ERP says what became of the keys that were sent; those that are asked for now may be fewer.
    fn answered(&mut self, response: &Response) -> Step {
        match response.status {
            404 if self.unknown >= VISIBLE_WITHIN => Step::Done(Vec::new()),
            404 => {
                self.unknown += PAUSE;
                self.wait()
            }
            202 => self.wait(),
            _ => {
                let told: Vec<Option<usize>> = serde_json::from_slice(&response.body).unwrap();
                let receipts = self.records.drain(..).filter_map(|record| {
                    let number: usize = record.key.text().parse().unwrap();
                    let verdict = match *told.get(number)? {
                        Some(id) => loaded(id),
                        None => Verdict::Refused {
                            messages: vec![TargetMessage::default()],
                        },
                    };
                    Some(Reply::Receipt(Receipt {
                        record: record.record,
                        verdict,
                    }))
                });
                Step::Done(receipts.collect())
            }
        }
    }
}

impl Exchange for Conversation {
    fn advance(&mut self, event: Event) -> Step {
        match (event, &self.state) {
            (Event::Start, State::New) => Step::Note(SENT.into()),
            (Event::Noted, State::New) => self.submit(),
            (Event::Start, State::Noted) | (Event::Elapsed, State::Waits) => self.ask(),
            (Event::Answer(_), State::Sent) => self.wait(),
            (Event::Answer(response), State::Asked) => self.answered(&response),
            (Event::Fault(fault), State::Sent) => self.all(|| Verdict::of_fault(&fault)),
            (Event::Fault(fault), _) => Step::Failed(fault),
            (event, _) => Step::Failed(Fault {
                kind: FaultKind::Unintelligible,
                retry: Retry::Never,
                effect: Effect::Unknown,
                operation: "job".into(),
                message: format!("{event:?} out of turn"),
            }),
        }
    }
}
