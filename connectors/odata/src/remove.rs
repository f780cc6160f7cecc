//! Deletes a record that was made, or takes it out of use.
//!
//! The record is read first, for its version: `DELETE` or `PATCH` with `If-Match` leaves alone what somebody has changed meanwhile (OData
//! Version 4.01 Part 1, "Delete an Entity" and "Use of `ETags` for Avoiding Update Conflicts"). What is not there any more counts as
//! taken back.

use std::sync::Arc;

use landbridge_contract::{
    Event, Fault, Method, ObjectSpec, Receipt, Removal, Removing, Reply, Response, Step, Verdict,
    json,
};

use crate::entity::Entity;
use crate::look_up;
use crate::messages;
use crate::pages::{Pages, Turn};
use crate::session::{Session, Work};

/// How records of an object are taken back: what an entity set stands for, the service alone knows.
pub(crate) fn removal(object: &ObjectSpec) -> Removal {
    let how = "take it back in the service's own pages, or state `deletes: true` or `inactive: { … }` in the mapping's target";
    Removal::stated(&object.options, how)
}

/// The work.
pub(crate) struct Remove {
    session: Arc<Session>,
    label: String,
    record: Removing,
    /// What takes it out of use; nothing where it is deleted.
    inactive: Option<Vec<u8>>,
    entity: Option<Entity>,
    /// The read for the record's version; none once it is being taken back.
    reading: Option<Pages>,
}

impl Remove {
    /// None where an object cannot.
    pub(crate) fn new(
        session: &Arc<Session>,
        object: &str,
        record: &Removing,
        how: &Removal,
    ) -> Option<Self> {
        let (word, inactive) = match how {
            Removal::Cannot { .. } => return None,
            Removal::Delete => ("delete", None),
            Removal::Inactivate(attributes) => {
                let mut body = Vec::new();
                json::write_fields(attributes, &mut body);
                ("inactivate", Some(body))
            }
        };
        Some(Self {
            session: Arc::clone(session),
            label: format!("{word} {object}"),
            record: record.clone(),
            inactive,
            entity: None,
            reading: None,
        })
    }

    fn take_back(&self, etag: Option<String>) -> Step {
        let path = self
            .entity
            .as_ref()
            .and_then(|entity| entity.record_path(&self.record.target_id));
        let Some(path) = path else {
            return Step::Failed(Fault::out_of_turn("exchange"));
        };
        let session = &self.session;
        let mut request = match &self.inactive {
            Some(body) => session.write(Method::Patch, path, body.clone(), &self.label),
            None => session.request(Method::Delete, path, &self.label),
        };
        let version = etag.unwrap_or_else(|| "*".to_owned());
        request.headers.push(("if-match", version));
        Step::Send(request)
    }

    fn taken_back(&self, answer: &Response) -> Step {
        if answer.is_success() || matches!(answer.status, 404 | 410) {
            return Step::Done(Vec::new());
        }
        Step::Done(vec![Reply::Receipt(Receipt {
            record: self.record.record,
            verdict: Verdict::Refused {
                messages: messages::of(answer),
            },
        })])
    }
}

impl Work for Remove {
    fn start(&mut self, entity: Entity) -> Step {
        match look_up::one(&entity, &self.record.target_id) {
            Ok(what) => {
                let pages = Pages::new(&self.session, entity.clone(), &self.label, what);
                let request = pages.request();
                self.entity = Some(entity);
                self.reading = Some(pages);
                Step::Send(request)
            }
            Err(why) => Step::Failed(Fault::refused(&self.label, why)),
        }
    }

    fn advance(&mut self, event: Event) -> Step {
        match (event, self.reading.take()) {
            (Event::Answer(answer), None) => self.taken_back(&answer),
            (Event::Answer(answer), Some(mut pages)) => match pages.answer(&answer) {
                Turn::Send(request) => {
                    self.reading = Some(pages);
                    Step::Send(request)
                }
                Turn::Page { held, .. } => match held.into_iter().next() {
                    Some(held) => self.take_back(held.etag),
                    None => Step::Done(Vec::new()),
                },
                Turn::Failed(fault) => Step::Failed(fault),
            },
            _ => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        Step::Failed(fault)
    }
}
