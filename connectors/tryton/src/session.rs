//! What the conversations with one server share: what is known of its models.
//!
//! Every exchange is a [`Work`] inside of a [`Conversation`], which asks for the models that the work needs, each
//! once in a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use landbridge_contract::{Event, Exchange, Fault, Method, Request, Response, Step};
use serde_json::{Map, Value as Json};

use crate::model::{Lacking, Model, Shape};
use crate::object::Object;
use crate::rpc::{self, Said};
use crate::settings::Settings;

/// What the conversations with one server share.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) settings: Settings,
    models: Mutex<BTreeMap<String, Arc<Model>>>,
}

impl Session {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            models: Mutex::default(),
        }
    }

    fn models(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Model>>> {
        // No holder of the lock can panic halfway through a change.
        self.models.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shape of an object, as far as its models are known.
    pub(crate) fn shape(&self, model: &str, paths: &[String]) -> Result<Shape, Lacking> {
        Shape::of(model, paths, &self.models())
    }

    /// Takes what the server says of a model.
    pub(crate) fn learn(&self, name: &str, answer: &Response) -> Result<Arc<Model>, Fault> {
        let label = format!("describe {name}");
        let result = result_of(answer, &label)?;
        let model = Model::read(name, &result);
        let model =
            model.ok_or_else(|| Fault::unintelligible(&label, "the answer holds no fields"))?;
        let model = Arc::new(model);
        self.models().insert(name.to_owned(), Arc::clone(&model));
        Ok(model)
    }
}

/// The question for a model's fields.
pub(crate) fn ask_for_model(name: &str, object: &Object) -> Request {
    let mut body = Vec::new();
    let parameters = serde_json::json!([[], object.context]);
    let method = format!("model.{name}.fields_get");
    rpc::write_call(&method, &parameters.to_string(), &mut body);
    rpc::request(Method::Ask, body, &format!("describe {name}"))
}

/// The context of all calls about an object: the target's, the object's over it, and records that are inactive
/// are not passed over, or what exists would look absent.
pub(crate) fn context(target: &Map<String, Json>, object: &Map<String, Json>) -> Map<String, Json> {
    let mut context = target.clone();
    context.extend(object.iter().map(|(name, one)| (name.clone(), one.clone())));
    context.entry("active_test").or_insert(Json::Bool(false));
    context
}

/// The result of a question; a fault where the answer gives none.
pub(crate) fn result_of(answer: &Response, label: &str) -> Result<Json, Fault> {
    match rpc::said(answer) {
        Said::Result(result) => Ok(result),
        Said::Error(error) => Err(Fault::refused(label, error.line())),
        Said::Refused(words) => Err(Fault::refused(label, words)),
        Said::Nonsense(what) => Err(Fault::unintelligible(label, format!("the answer {what}"))),
    }
}

/// What an exchange does once the models are known.
pub(crate) trait Work: Send {
    /// Begins.
    fn start(&mut self, shape: Shape) -> Step;
    /// Goes on with an answer, or after what was yielded.
    fn advance(&mut self, event: Event) -> Step;
    /// Ends: what was not done yet cannot be done.
    fn fail(&mut self, fault: Fault) -> Step;
}

/// An exchange: the models first, then the work.
pub(crate) struct Conversation<W> {
    session: Arc<Session>,
    object: Arc<Object>,
    /// Nested collections that are needed.
    paths: Vec<String>,
    work: W,
    stage: Stage,
}

enum Stage {
    New,
    /// This model was asked for.
    Model(String),
    Working,
}

impl<W: Work> Conversation<W> {
    pub(crate) fn new(
        session: &Arc<Session>,
        object: &Arc<Object>,
        paths: Vec<String>,
        work: W,
    ) -> Self {
        Self {
            session: Arc::clone(session),
            object: Arc::clone(object),
            paths,
            work,
            stage: Stage::New,
        }
    }

    fn begin(&mut self) -> Step {
        match self.session.shape(&self.object.model, &self.paths) {
            Ok(shape) => {
                self.stage = Stage::Working;
                self.work.start(shape)
            }
            Err(Lacking::Model(name)) => {
                let request = ask_for_model(&name, &self.object);
                self.stage = Stage::Model(name);
                Step::Send(request)
            }
            Err(Lacking::Wrong(why)) => self
                .work
                .fail(Fault::refused(self.object.label("use"), why)),
        }
    }
}

impl<W: Work> Exchange for Conversation<W> {
    fn advance(&mut self, event: Event) -> Step {
        match (event, std::mem::replace(&mut self.stage, Stage::Working)) {
            (Event::Start, Stage::New) => self.begin(),
            (Event::Answer(answer), Stage::Model(name)) => {
                match self.session.learn(&name, &answer) {
                    Ok(_) => self.begin(),
                    Err(fault) => self.work.fail(fault),
                }
            }
            (Event::Fault(fault), _) => self.work.fail(fault),
            (event, Stage::Working) => self.work.advance(event),
            _ => self.work.fail(Fault::out_of_turn("exchange")),
        }
    }
}
