//! Asks for the document in which the ERP publishes what it accepts.

use std::sync::Arc;

use landbridge_contract::{Event, Exchange, Fault, Method, Reply, Response, Step, TargetMessage};

use crate::messages;
use crate::profile::Object;
use crate::session::{Draft, Session};

/// The exchange.
pub(crate) struct Describe {
    session: Arc<Session>,
    object: Option<Arc<Object>>,
    label: String,
}

impl Describe {
    pub(crate) fn new(session: &Arc<Session>, object: &str) -> Self {
        Self {
            session: Arc::clone(session),
            object: session.object(object),
            label: format!("describe {object}"),
        }
    }

    fn ask(&self) -> Step {
        let object = self.object.as_ref();
        let path = object.and_then(|object| object.describe.as_ref());
        let (Some(object), Some(path)) = (object, path) else {
            let why = "the profile names no document that describes it; put a schema into the project and name it in `schema` of the mapping";
            return Step::Failed(Fault::refused(&self.label, why));
        };
        let draft = Draft {
            method: Method::Get,
            path,
            query: &[],
            headers: &[],
            body: Vec::new(),
            label: &self.label,
        };
        match self.session.request(object, draft, &|_| None) {
            Ok(mut request) => {
                for (name, value) in &mut request.headers {
                    if *name == "accept" {
                        let wanted = "application/json, application/yaml, application/xml;q=0.8";
                        wanted.clone_into(value);
                    }
                }
                Step::Send(request)
            }
            Err(why) => Step::Failed(Fault::refused(&self.label, why)),
        }
    }

    fn told(&self, response: &Response) -> Step {
        let errors = self.object.as_ref().map(|object| &object.errors);
        if let (false, Some(errors)) = (response.is_success(), errors) {
            let words = TargetMessage::one_line(&messages::of(response, errors));
            let why = format!("HTTP {}: {words}", response.status);
            return Step::Failed(Fault::refused(&self.label, why));
        }
        match std::str::from_utf8(&response.body) {
            Ok(text) if !text.trim().is_empty() => {
                Step::Done(vec![Reply::Description(text.to_owned())])
            }
            _ => Step::Failed(Fault::unintelligible(
                &self.label,
                "the document is no text in UTF-8",
            )),
        }
    }
}

impl Exchange for Describe {
    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Start => self.ask(),
            Event::Answer(response) => self.told(&response),
            Event::Fault(fault) => Step::Failed(fault),
            Event::Elapsed | Event::Taken | Event::Noted => {
                Step::Failed(Fault::out_of_turn("exchange"))
            }
        }
    }
}
