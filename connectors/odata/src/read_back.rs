//! Reads all records of an object, page by page, in the order of their keys.

use std::sync::Arc;

use landbridge_contract::{Event, Fault, Reply, Step};

use crate::entity::Entity;
use crate::pages::{Pages, Turn, What};
use crate::session::{Session, Work};

/// The work.
pub(crate) struct ReadBack {
    session: Arc<Session>,
    label: String,
    pages: Option<Pages>,
}

impl ReadBack {
    pub(crate) fn new(session: &Arc<Session>, object: &str) -> Self {
        Self {
            session: Arc::clone(session),
            label: format!("read back {object}"),
            pages: None,
        }
    }
}

impl Work for ReadBack {
    fn start(&mut self, entity: Entity) -> Step {
        let pages = Pages::new(&self.session, entity, &self.label, What::All);
        let request = pages.request();
        self.pages = Some(pages);
        Step::Send(request)
    }

    fn advance(&mut self, event: Event) -> Step {
        let Some(pages) = &mut self.pages else {
            return Step::Failed(Fault::out_of_turn("exchange"));
        };
        match event {
            Event::Taken => Step::Send(pages.request()),
            Event::Answer(response) => match pages.answer(&response) {
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
            _ => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        Step::Failed(fault)
    }
}
