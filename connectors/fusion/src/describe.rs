//! Asks the target to describe an object.

use landbridge_contract::{
    Event, Exchange, Fault, ObjectSpec, Reply, Request, Response, Step, TargetMessage,
};

use crate::messages;
use crate::wire::Wire;

/// The exchange.
pub(crate) struct Describe {
    request: Option<Request>,
    label: String,
}

impl Describe {
    pub(crate) fn new(wire: &Wire, object: &ObjectSpec) -> Self {
        let label = format!("describe {}", object.name);
        let request = wire.describe(format!("{}/describe", object.path), label.clone());
        Self {
            request: Some(request),
            label,
        }
    }

    fn description(&self, response: &Response) -> Result<String, Fault> {
        if !response.is_success() {
            let words = TargetMessage::one_line(&messages::of(response));
            let why = format!("HTTP {}: {words}", response.status);
            return Err(Fault::refused(&self.label, why));
        }
        let nonsense = || Fault::unintelligible(&self.label, "the description is no JSON object");
        let text = std::str::from_utf8(&response.body)
            .ok()
            .ok_or_else(nonsense)?;
        let is_object = serde_json::from_str::<serde_json::Value>(text)
            .is_ok_and(|description| description.is_object());
        is_object.then(|| text.to_owned()).ok_or_else(nonsense)
    }
}

impl Exchange for Describe {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.request.take()) {
            (Event::Start, Some(request)) => Step::Send(request),
            (Event::Answer(response), None) => match self.description(&response) {
                Ok(text) => Step::Done(vec![Reply::Description(text)]),
                Err(fault) => Step::Failed(fault),
            },
            (Event::Fault(fault), _) => Step::Failed(fault),
            _ => Step::Failed(Fault::out_of_turn(&self.label)),
        }
    }
}
