//! The nested records of a record that was made, which have requests of their own.

use std::collections::VecDeque;

use landbridge_contract::{Fields, Outgoing, Request, Response, Text, Value, Verdict};

use super::Change;
use super::verdict::{self, in_doubt};
use super::writing::Payload;
use crate::profile::Object;
use crate::session::{Draft, Session};
use crate::template::Slot;

/// A record that was made, and those of its nested records that were not yet.
pub(super) struct Parts {
    pub(super) record: i64,
    id: Text,
    created: bool,
    made: usize,
    /// Nested records with the number of their collection in the profile.
    waiting: VecDeque<(usize, Fields)>,
}

impl Parts {
    /// The nested records of a record; nothing where it has none that go by requests of their own.
    pub(super) fn of(record: &Outgoing, object: &Object, id: Text, created: bool) -> Option<Self> {
        let mut waiting = VecDeque::new();
        for (number, child) in object.children.iter().enumerate() {
            let found = record.payload.iter().find(|(name, _)| *name == child.name);
            let Some((_, Value::List(items))) = found else {
                continue;
            };
            for item in items {
                if let Value::Record(fields) = item {
                    waiting.push_back((number, fields.clone()));
                }
            }
        }
        (!waiting.is_empty()).then_some(Self {
            record: record.record,
            id,
            created,
            made: 0,
            waiting,
        })
    }

    /// The request that makes the next one; nothing where all are made.
    pub(super) fn request(
        &self,
        session: &Session,
        object: &Object,
    ) -> Option<Result<Request, String>> {
        let (number, fields) = self.waiting.front()?;
        let child = object.children.get(*number)?;
        let place = format!("{} {}", child.name, self.made);
        let payload = Payload::nested(fields, object, &self.id, self.record, &place);
        let label = format!("create {}, {}", object.name, child.name);
        let body = payload.body(session, &child.create);
        Some(body.and_then(|body| {
            let draft = Draft {
                method: child.create.method,
                path: &child.create.path,
                query: &child.create.query,
                headers: &child.create.headers,
                body,
                label: &label,
            };
            session.request(object, draft, &payload.values())
        }))
    }

    /// Takes the answer to the last one; what it means for the record where it was not made.
    pub(super) fn answered(&mut self, response: &Response, object: &Object) -> Result<(), Verdict> {
        if !response.is_success() {
            return Err(verdict::refused(&Change::Make, response, &object.errors));
        }
        if !matches!(response.status, 200 | 201 | 204) {
            return Err(in_doubt(
                response.status,
                "does not say that a nested record is made",
            ));
        }
        let body = serde_json::from_slice::<serde_json::Value>(&response.body).ok();
        let said = body.map(|body| crate::messages::in_body(&body, &object.errors, true));
        if let Some(messages) = said.filter(|messages| !messages.is_empty()) {
            return Err(Verdict::Refused { messages });
        }
        self.waiting.pop_front();
        self.made += 1;
        Ok(())
    }

    /// The request that takes the record back.
    pub(super) fn undo(&self, session: &Session, object: &Object) -> Result<Request, String> {
        let undo = object
            .undo
            .as_ref()
            .ok_or("the profile has no `undo` for it")?;
        let label = format!("take back {}", object.name);
        let draft = Draft {
            method: undo.method,
            path: &undo.path,
            query: &undo.query,
            headers: &undo.headers,
            body: Vec::new(),
            label: &label,
        };
        let values = |slot: &Slot| (*slot == Slot::Id).then(|| self.id.to_string());
        session.request(object, draft, &values)
    }

    /// All are made.
    pub(super) fn whole(&self) -> Verdict {
        Verdict::Loaded {
            target_id: self.id.clone(),
            created: self.created,
        }
    }

    /// The record may be there without all that belongs to it.
    pub(super) fn left_behind(&self, why: &str) -> Verdict {
        Verdict::InDoubt {
            why: format!(
                "the record was made with the target id `{}`, but {} of its nested records were not for certain: {why}",
                self.id,
                self.waiting.len()
            ),
        }
    }
}
