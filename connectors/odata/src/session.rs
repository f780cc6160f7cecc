//! What the conversations with one service share: its metadata, and a token for writes.
//!
//! Every exchange is a [`Work`] inside of a [`Conversation`], which asks for the metadata where nobody
//! did yet, and for a token before a write that needs one. SAP's gateway refuses a write without a
//! valid token with 403 and `x-csrf-token: Required`, before anything is done; the token comes with
//! a read that says `x-csrf-token: Fetch`, and holds for the session that the cookies name.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use landbridge_contract::{
    BatchSizes, Event, Exchange, Fault, FaultKind, Login, Method, ObjectSpec, Request, Response,
    Step, TargetMessage,
};

use crate::entity::Entity;
use crate::messages;
use crate::model::Model;
use crate::settings::Settings;

/// The header of the token.
const TOKEN: &str = "x-csrf-token";

/// What the conversations with one service share.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) settings: Settings,
    /// What goes together in one batch.
    pub(crate) sizes: BatchSizes,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    model: Option<Arc<Model>>,
    token: Option<Token>,
}

/// A token and the cookies of the session in which it holds.
#[derive(Clone)]
struct Token {
    value: String,
    cookies: String,
}

/// Shows nothing: both are as good as a password for as long as they hold.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

/// Whether an answer asks for a token.
pub(crate) fn wants_token(response: &Response) -> bool {
    response.status == 403
        && response
            .header(TOKEN)
            .is_some_and(|word| word.trim().eq_ignore_ascii_case("required"))
}

impl Session {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            sizes: BatchSizes::new(settings.batch.map_or(1, |_| settings.batch_records)),
            settings,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No holder of the lock can panic halfway through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A read.
    pub(crate) fn get(&self, path: String, label: &str) -> Request {
        self.request(Method::Get, path, label)
    }

    /// A request with what every request says.
    pub(crate) fn request(&self, method: Method, path: String, label: &str) -> Request {
        let accept = if self.settings.numbers_as_text {
            "application/json;odata.metadata=minimal;IEEE754Compatible=true"
        } else {
            "application/json;odata.metadata=minimal"
        };
        Request {
            method,
            path: self.with_parameters(path),
            headers: vec![
                ("accept", accept.to_owned()),
                ("odata-version", "4.0".to_owned()),
                ("odata-maxversion", "4.01".to_owned()),
            ],
            body: Bytes::new(),
            login: Login::Main,
            label: label.to_owned(),
        }
    }

    /// A write.
    pub(crate) fn write(
        &self,
        method: Method,
        path: String,
        body: Vec<u8>,
        label: &str,
    ) -> Request {
        let mut request = self.request(method, path, label);
        request
            .headers
            .push(("content-type", self.content_type().to_owned()));
        request.body = Bytes::from(body);
        request
    }

    fn content_type(&self) -> &'static str {
        if self.settings.numbers_as_text {
            "application/json;IEEE754Compatible=true"
        } else {
            "application/json"
        }
    }

    fn with_parameters(&self, mut path: String) -> String {
        let parameters = &self.settings.parameters;
        // A page's address may have them already.
        if !parameters.is_empty() && !path.contains(parameters.as_str()) {
            path.push(if path.contains('?') { '&' } else { '?' });
            path.push_str(parameters);
        }
        path
    }
}

/// What an exchange does once the metadata is known.
pub(crate) trait Work: Send {
    /// Begins.
    fn start(&mut self, entity: Entity) -> Step;
    /// Goes on with an answer, or after what was yielded.
    fn advance(&mut self, event: Event) -> Step;
    /// Ends: what was not done yet cannot be done.
    fn fail(&mut self, fault: Fault) -> Step;
}

/// An exchange: metadata and token first, then the work.
pub(crate) struct Conversation<W> {
    session: Arc<Session>,
    object: ObjectSpec,
    work: W,
    stage: Stage,
}

enum Stage {
    New,
    Metadata,
    /// A request that waits for a token, and whether it was refused for the want of one.
    Token(Request, bool),
    /// The last request that may need a token, and whether it was sent a second time.
    Working(Option<(Request, bool)>),
}

impl<W: Work> Conversation<W> {
    pub(crate) fn new(session: &Arc<Session>, object: &ObjectSpec, work: W) -> Self {
        Self {
            session: Arc::clone(session),
            object: object.clone(),
            work,
            stage: Stage::New,
        }
    }

    fn begin(&mut self, model: &Model) -> Step {
        match Entity::of(model, &self.object) {
            Ok(entity) => {
                let step = self.work.start(entity);
                self.carry_out(step)
            }
            Err(why) => {
                let fault = Fault::refused("read the metadata", why);
                self.work.fail(fault)
            }
        }
    }

    fn metadata(&mut self, response: &Response) -> Step {
        match metadata_of(response) {
            Ok((model, _)) => {
                let model = Arc::new(model);
                self.session.state().model = Some(Arc::clone(&model));
                self.begin(&model)
            }
            Err(fault) => self.work.fail(fault),
        }
    }

    /// Sends what the work wants sent, with a token where one is needed.
    fn carry_out(&mut self, step: Step) -> Step {
        let Step::Send(request) = step else {
            return step;
        };
        // A batch that only reads is a POST all the same, which the gateway wants a token for.
        if request.method == Method::Get {
            self.stage = Stage::Working(None);
            return Step::Send(request);
        }
        if self.session.settings.csrf && self.session.state().token.is_none() {
            return self.fetch_token(request, false);
        }
        self.send(request, false)
    }

    fn fetch_token(&mut self, held: Request, again: bool) -> Step {
        let mut fetch = self.session.get("/".to_owned(), "fetch a token");
        fetch.headers.push((TOKEN, "Fetch".to_owned()));
        self.stage = Stage::Token(held, again);
        Step::Send(fetch)
    }

    fn send(&mut self, request: Request, again: bool) -> Step {
        let mut sent = request.clone();
        if let Some(token) = self.session.state().token.clone() {
            sent.headers.push((TOKEN, token.value));
            if !token.cookies.is_empty() {
                sent.headers.push(("cookie", token.cookies));
            }
        }
        self.stage = Stage::Working(Some((request, again)));
        Step::Send(sent)
    }

    fn token(&mut self, response: &Response, held: Request, again: bool) -> Step {
        let value = response.header(TOKEN).filter(|_| response.is_success());
        let Some(value) = value.filter(|value| !value.eq_ignore_ascii_case("required")) else {
            let words = TargetMessage::one_line(&messages::of(response));
            let why = if response.is_success() {
                "the service gives no x-csrf-token; check `csrf` of the target".to_owned()
            } else {
                format!("HTTP {}: {words}", response.status)
            };
            return self.work.fail(Fault::refused("fetch a token", why));
        };
        let token = Token {
            value: value.to_owned(),
            cookies: cookies(response),
        };
        self.session.state().token = Some(token);
        self.send(held, again)
    }

    fn working(&mut self, event: Event, last: Option<(Request, bool)>) -> Step {
        if let Event::Answer(response) = &event
            && wants_token(response)
        {
            return match last {
                Some((request, false)) => {
                    self.session.state().token = None;
                    self.fetch_token(request, true)
                }
                _ => self.work.fail(Fault {
                    kind: FaultKind::Forbidden,
                    ..Fault::refused("load", "the service does not accept the token that it gave")
                }),
            };
        }
        let step = match event {
            Event::Fault(fault) => self.work.fail(fault),
            event => self.work.advance(event),
        };
        self.carry_out(step)
    }
}

impl<W: Work> Exchange for Conversation<W> {
    fn advance(&mut self, event: Event) -> Step {
        match (
            event,
            std::mem::replace(&mut self.stage, Stage::Working(None)),
        ) {
            (Event::Start, Stage::New) => {
                let known = self.session.state().model.clone();
                if let Some(model) = known {
                    return self.begin(&model);
                }
                self.stage = Stage::Metadata;
                Step::Send(metadata_request(&self.session, "read the metadata"))
            }
            (Event::Answer(response), Stage::Metadata) => self.metadata(&response),
            (Event::Answer(response), Stage::Token(held, again)) => {
                self.token(&response, held, again)
            }
            (Event::Fault(fault), _) => {
                let step = self.work.fail(fault);
                self.carry_out(step)
            }
            (event, Stage::Working(last)) => self.working(event, last),
            _ => self.work.fail(Fault::out_of_turn("exchange")),
        }
    }
}

/// The request for the metadata document.
pub(crate) fn metadata_request(session: &Session, label: &str) -> Request {
    let mut request = session.get(session.settings.metadata_path.clone(), label);
    for (name, value) in &mut request.headers {
        if *name == "accept" {
            "application/xml".clone_into(value);
        }
    }
    request
}

/// The metadata in an answer, and its text.
pub(crate) fn metadata_of(response: &Response) -> Result<(Model, String), Fault> {
    let fault = |why: String| Err(Fault::refused("read the metadata", why));
    if !response.is_success() {
        let words = TargetMessage::one_line(&messages::of(response));
        return fault(format!("HTTP {}: {words}", response.status));
    }
    let Ok(text) = std::str::from_utf8(&response.body) else {
        return fault("the document is no UTF-8".to_owned());
    };
    match Model::parse(text) {
        Ok(model) => Ok((model, text.to_owned())),
        Err(why) => fault(format!(
            "the document cannot be used: {why}; check `url` and `metadata_path` of the target"
        )),
    }
}

fn cookies(response: &Response) -> String {
    let set = response
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie");
    let pairs = set.filter_map(|(_, value)| value.split(';').next());
    let pairs: Vec<&str> = pairs
        .map(str::trim)
        .filter(|pair| pair.contains('='))
        .collect();
    pairs.join("; ")
}
