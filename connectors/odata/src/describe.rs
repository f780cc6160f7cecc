//! Asks the service for its metadata document, which describes every object.

use std::sync::Arc;

use landbridge_contract::{Event, Exchange, Fault, Reply, Step};

use crate::session::{self, Session};

/// The exchange.
pub(crate) struct Describe {
    session: Arc<Session>,
    label: String,
}

impl Describe {
    pub(crate) fn new(session: &Arc<Session>, object: &str) -> Self {
        Self {
            session: Arc::clone(session),
            label: format!("describe {object}"),
        }
    }
}

impl Exchange for Describe {
    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Start => Step::Send(session::metadata_request(&self.session, &self.label)),
            Event::Answer(response) => match session::metadata_of(&response) {
                Ok((_, text)) => Step::Done(vec![Reply::Description(text)]),
                Err(fault) => Step::Failed(fault),
            },
            Event::Fault(fault) => Step::Failed(fault),
            _ => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }
}
