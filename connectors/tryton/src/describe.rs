//! Describes an object as a JSON Schema, made of what the server says of its model and of its collections.

mod schema;

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{Event, Exchange, Fault, Method, Reply, Request, Response, Step};
use serde_json::json;

use crate::model::{Kind, Model};
use crate::object::Object;
use crate::rpc;
use crate::session::{Session, ask_for_model, result_of};
use schema::Described;

/// The exchange: the model, those of its collections, and what the server fills in by itself in each.
pub(crate) struct Describe {
    session: Arc<Session>,
    object: Arc<Object>,
    /// Collections whose models are asked for: their fields' names and models.
    waiting: VecDeque<(String, String)>,
    described: Vec<Described>,
    asked: Asked,
}

enum Asked {
    Nothing,
    /// The model of this collection; of the object itself where the name is empty.
    Model(String, String),
    /// What the server fills in in the model that was described last.
    Defaults,
}

impl Describe {
    pub(crate) fn new(session: &Arc<Session>, object: &Arc<Object>) -> Self {
        Self {
            session: Arc::clone(session),
            object: Arc::clone(object),
            waiting: VecDeque::from([(String::new(), object.model.clone())]),
            described: Vec::new(),
            asked: Asked::Nothing,
        }
    }

    fn next(&mut self) -> Step {
        let Some((field, model)) = self.waiting.pop_front() else {
            let text = schema::text(&self.object, &self.described);
            return Step::Done(vec![Reply::Description(text)]);
        };
        let request = ask_for_model(&model, &self.object);
        self.asked = Asked::Model(field, model);
        Step::Send(request)
    }

    fn model(&mut self, field: String, model: &Arc<Model>) -> Step {
        if field.is_empty() {
            let open = model.fields.iter();
            let open = open.filter(|(_, one)| one.kind == Kind::Children && !one.says("readonly"));
            let open = open.map(|(name, one)| (name.clone(), one.relation.clone()));
            self.waiting.extend(open);
        }
        let request = self.defaults(model);
        self.described.push(Described {
            field,
            model: Arc::clone(model),
            filled: Vec::new(),
        });
        self.asked = Asked::Defaults;
        Step::Send(request)
    }

    /// The question for what a new record has without being told.
    fn defaults(&self, model: &Model) -> Request {
        let required = model.fields.iter().filter(|(_, one)| one.says("required"));
        let required: Vec<&str> = required.map(|(name, _)| name.as_str()).collect();
        let mut body = Vec::new();
        let parameters = json!([required, self.object.context]);
        let method = format!("model.{}.default_get", model.name);
        rpc::write_call(&method, &parameters.to_string(), &mut body);
        rpc::request(Method::Ask, body, &format!("describe {}", model.name))
    }

    fn answer(&mut self, answer: &Response) -> Result<Step, Fault> {
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Model(field, name) => {
                let model = self.session.learn(&name, answer)?;
                Ok(self.model(field, &model))
            }
            Asked::Defaults => {
                let result = result_of(answer, &self.object.label("describe"))?;
                let filled = result.as_object().into_iter().flatten();
                let filled = filled.filter(|(_, value)| !value.is_null());
                let filled = filled.map(|(name, _)| name.clone()).collect();
                if let Some(last) = self.described.last_mut() {
                    last.filled = filled;
                }
                Ok(self.next())
            }
            Asked::Nothing => Err(Fault::out_of_turn("exchange")),
        }
    }
}

impl Exchange for Describe {
    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Start => self.next(),
            Event::Answer(answer) => self.answer(&answer).unwrap_or_else(Step::Failed),
            Event::Fault(fault) => Step::Failed(fault),
            Event::Elapsed | Event::Taken | Event::Noted => {
                Step::Failed(Fault::out_of_turn("exchange"))
            }
        }
    }
}
