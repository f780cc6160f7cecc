//! Reads all records of an object, page by page, in the order of their numbers.
//!
//! Each page begins behind the last record of the one before, so that what is made or removed meanwhile neither
//! repeats a record nor hides one. Only an empty page is the end.

use std::sync::Arc;

use landbridge_contract::{Event, Fault, Method, Reply, Request, Step};
use serde_json::{Value as Json, json};

use crate::held::Held;
use crate::look_up::records;
use crate::model::Shape;
use crate::object::Object;
use crate::session::{Session, Work, result_of};

/// The work.
pub(crate) struct ReadBack {
    session: Arc<Session>,
    object: Arc<Object>,
    shape: Option<Shape>,
    label: String,
    /// The number of the last record read.
    after: i64,
}

impl ReadBack {
    pub(crate) fn new(session: &Arc<Session>, object: &Arc<Object>) -> Self {
        Self {
            session: Arc::clone(session),
            object: Arc::clone(object),
            shape: None,
            label: object.label("read back"),
            after: 0,
        }
    }

    fn request(&self) -> Request {
        let domain = json!([["id", ">", self.after], self.object.stated.domain]);
        let size = self.session.settings.page_size;
        let parameters = json!([domain, 0, size, [["id", "ASC"]], self.object.selection(&[])]);
        self.object
            .call(Method::Ask, "search_read", parameters, "read back")
    }

    fn page(&mut self, result: &Json) -> Step {
        let Some(shape) = &self.shape else {
            return Step::Failed(Fault::out_of_turn("exchange"));
        };
        let Some(held) = records(result, shape) else {
            return Step::Failed(Fault::unintelligible(
                &self.label,
                "the answer holds no records",
            ));
        };
        for one in &held {
            if one.id <= self.after {
                let why = "the records do not come in the order of their numbers";
                return Step::Failed(Fault::unintelligible(&self.label, why));
            }
            self.after = one.id;
        }
        if held.is_empty() {
            return Step::Done(Vec::new());
        }
        let found = held.into_iter().map(Held::found).map(Reply::Found);
        Step::Yield(found.collect())
    }
}

impl Work for ReadBack {
    fn start(&mut self, shape: Shape) -> Step {
        self.shape = Some(shape);
        Step::Send(self.request())
    }

    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Taken => Step::Send(self.request()),
            Event::Answer(answer) => match result_of(&answer, &self.label) {
                Ok(result) => self.page(&result),
                Err(fault) => Step::Failed(fault),
            },
            _ => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        Step::Failed(fault)
    }
}
