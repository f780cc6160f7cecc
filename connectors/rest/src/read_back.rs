//! Reads all records of an object, page by page.

use std::sync::Arc;

use landbridge_contract::{Event, Exchange, Fault, ObjectSpec, Reply, Step};

use crate::pages::{Pages, Turn, What, unaskable};
use crate::session::Session;

/// The exchange.
pub(crate) struct ReadBack {
    session: Arc<Session>,
    spec: ObjectSpec,
    label: String,
    pages: Option<Pages>,
}

impl ReadBack {
    pub(crate) fn new(session: &Arc<Session>, spec: &ObjectSpec) -> Self {
        Self {
            session: Arc::clone(session),
            spec: spec.clone(),
            label: format!("read back {}", spec.name),
            pages: None,
        }
    }

    fn begin(&mut self) -> Step {
        let Some(object) = self.session.object(&self.spec.name) else {
            return Step::Failed(Fault::refused(
                &self.label,
                "the profile has no such object",
            ));
        };
        let what = What::All(self.spec.attributes.clone());
        match Pages::new(&self.session, &object, &self.label, what) {
            Ok(pages) => {
                self.pages = Some(pages);
                self.ask()
            }
            Err(why) => Step::Failed(unaskable(&self.label, why)),
        }
    }

    fn ask(&mut self) -> Step {
        match self.pages.as_mut().map(Pages::request) {
            Some(Ok(request)) => Step::Send(request),
            Some(Err(fault)) => Step::Failed(fault),
            None => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }
}

impl Exchange for ReadBack {
    fn advance(&mut self, event: Event) -> Step {
        match (event, &mut self.pages) {
            (Event::Start, None) => self.begin(),
            (Event::Taken, Some(_)) => self.ask(),
            (Event::Answer(response), Some(pages)) => match pages.answer(&response) {
                Turn::Send(request) => Step::Send(request),
                Turn::Page { held, last } => {
                    let found = held.into_iter().map(|held| Reply::Found(held.found));
                    let replies = found.collect();
                    if last {
                        Step::Done(replies)
                    } else {
                        Step::Yield(replies)
                    }
                }
                Turn::Failed(fault) => Step::Failed(fault),
            },
            (Event::Fault(fault), _) => Step::Failed(fault),
            _ => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }
}
