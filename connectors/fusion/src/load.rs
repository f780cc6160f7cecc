//! Sends records, one request each, and turns the answers into receipts.
//!
//! Every record gets exactly one receipt, whatever is answered. Only an answer that shows the
//! record with its id is a success.

use std::collections::VecDeque;

use landbridge_contract::{
    Effect, Event, Exchange, Fault, Fields, Method, Name, ObjectSpec, Outgoing, Receipt, Reply,
    Request, Response, Retry, Step, TargetMessage, Text, Value, Verdict, Write, json, unresolved,
};
use serde_json::{Map, Value as Json};

use crate::wire::{self, Wire};
use crate::{item, messages};

/// The exchange.
pub(crate) struct Load {
    wire: Wire,
    object: ObjectSpec,
    upserts: bool,
    waiting: VecDeque<Outgoing>,
    /// The record whose answer is awaited, and how it is written.
    sent: Option<(i64, Write)>,
    receipts: Vec<Reply>,
}

impl Load {
    pub(crate) fn new(wire: Wire, object: ObjectSpec, upserts: bool, batch: Vec<Outgoing>) -> Self {
        Self {
            wire,
            object,
            upserts,
            receipts: Vec::with_capacity(batch.len()),
            waiting: batch.into(),
            sent: None,
        }
    }

    fn next(&mut self) -> Step {
        while let Some(record) = self.waiting.pop_front() {
            let number = record.record;
            match self.request(&record) {
                Ok(request) => {
                    self.sent = Some((number, record.write));
                    return Step::Send(request);
                }
                Err(verdict) => self.settle(number, verdict),
            }
        }
        Step::Done(std::mem::take(&mut self.receipts))
    }

    fn settle(&mut self, record: i64, verdict: Verdict) {
        self.receipts
            .push(Reply::Receipt(Receipt { record, verdict }));
    }

    /// Ends early: what is not sent yet would fail alike.
    fn stop(&mut self, retry: Retry, why: &str) -> Step {
        while let Some(record) = self.waiting.pop_front() {
            let why = why.to_owned();
            self.settle(record.record, Verdict::NotSent { retry, why });
        }
        Step::Done(std::mem::take(&mut self.receipts))
    }

    fn request(&self, record: &Outgoing) -> Result<Request, Verdict> {
        if let Some(name) = unresolved(&record.payload) {
            return Err(Verdict::NotSent {
                retry: Retry::Never,
                why: format!("the reference in `{name}` has no target id yet"),
            });
        }
        let name = &self.object.name;
        let path = self.object.path.clone();
        let post = |upsert: bool, payload: &Fields, label: String| {
            self.wire
                .write(Method::Post, path.clone(), upsert, body_of(payload), label)
        };
        match &record.write {
            Write::Create => Ok(post(false, &record.payload, format!("create {name}"))),
            Write::Upsert if self.upserts => {
                Ok(post(true, &record.payload, format!("upsert {name}")))
            }
            Write::Upsert => Err(refused_here(format!(
                "{name} does not support upsert; write it with `create` or `update`"
            ))),
            Write::Update(id) if has_nested_records(&record.payload) => {
                let payload = self.identified(id, &record.payload)?;
                Ok(post(true, &payload, format!("update {name}")))
            }
            Write::Update(id) => {
                let path = wire::item_path(&path, id).ok_or_else(|| {
                    refused_here(format!("`{id}` cannot be the target id of {name}"))
                })?;
                let body = body_of(&record.payload);
                let label = format!("update {name}");
                Ok(self.wire.write(Method::Patch, path, false, body, label))
            }
        }
    }

    /// The payload of an update as an upsert: led by the id of the record that is meant.
    fn identified(&self, id: &Text, payload: &Fields) -> Result<Fields, Verdict> {
        let id_attribute = &self.object.id_attribute;
        if !self.upserts || id_attribute.is_empty() {
            return Err(refused_here(format!(
                "nested records of existing {} can only be changed by upsert, which needs an id \
                 attribute and a resource that supports it",
                self.object.name
            )));
        }
        let id_value = match id.parse::<i64>() {
            Ok(number) if number.to_string() == id.as_str() => Value::Integer(number),
            _ => Value::Text(id.clone()),
        };
        let mut identified = vec![(Name::from(id_attribute.as_str()), id_value)];
        let others = payload.iter().filter(|(name, _)| **name != **id_attribute);
        identified.extend(others.cloned());
        Ok(identified)
    }

    fn verdict(&self, write: &Write, response: &Response) -> Verdict {
        if !response.is_success() {
            return Verdict::Refused {
                messages: messages::of(response),
            };
        }
        if let (Write::Update(id), 204) = (write, response.status) {
            return Verdict::Loaded {
                target_id: id.clone(),
                created: false,
            };
        }
        match serde_json::from_slice::<Json>(&response.body) {
            Ok(Json::Object(members)) if matches!(response.status, 200 | 201) => {
                self.verdict_on(write, response, &members)
            }
            _ => in_doubt(response, "does not show the record"),
        }
    }

    fn verdict_on(
        &self,
        write: &Write,
        response: &Response,
        members: &Map<String, Json>,
    ) -> Verdict {
        let target_id = item::target_id(members, &self.object.id_attribute);
        match (target_id, messages::has_error_details(members)) {
            (None, true) => Verdict::Refused {
                messages: messages::of(response),
            },
            (None, false) => in_doubt(response, "does not show the record's id"),
            (Some(_), true) => in_doubt(response, "shows a record and errors at once"),
            (Some(target_id), false) => match write {
                Write::Update(asked) if *asked != target_id => {
                    in_doubt(response, "shows another record than the one changed")
                }
                Write::Update(_) => Verdict::Loaded {
                    target_id,
                    created: false,
                },
                Write::Create => Verdict::Loaded {
                    target_id,
                    created: true,
                },
                Write::Upsert => Verdict::Loaded {
                    target_id,
                    created: response.status == 201,
                },
            },
        }
    }

    fn failed(&mut self, fault: &Fault) -> Step {
        let why = fault.to_string();
        if let Some((record, _)) = self.sent.take() {
            let verdict = match fault.effect {
                Effect::None => Verdict::NotSent {
                    retry: fault.retry,
                    why: why.clone(),
                },
                // Applied, but without an id: only a look-up can tell it.
                Effect::Applied | Effect::Unknown => Verdict::InDoubt { why: why.clone() },
            };
            self.settle(record, verdict);
        }
        self.stop(fault.retry, &why)
    }
}

impl Exchange for Load {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.sent.take()) {
            (Event::Start, None) => self.next(),
            (Event::Answer(response), Some((record, write))) => {
                let verdict = self.verdict(&write, &response);
                self.settle(record, verdict);
                self.next()
            }
            (Event::Fault(fault), sent) => {
                self.sent = sent;
                self.failed(&fault)
            }
            (_, sent) => {
                let why = "the exchange was told something out of turn".to_owned();
                if let Some((record, _)) = sent {
                    self.settle(record, Verdict::InDoubt { why: why.clone() });
                }
                self.stop(Retry::Never, &why)
            }
        }
    }
}

fn body_of(payload: &Fields) -> Vec<u8> {
    let mut body = Vec::with_capacity(512);
    json::write_fields(payload, &mut body);
    body
}

fn in_doubt(response: &Response, what: &str) -> Verdict {
    Verdict::InDoubt {
        why: format!("the answer HTTP {} {what}", response.status),
    }
}

/// A refusal by the connector, as no request can say what is meant.
fn refused_here(text: String) -> Verdict {
    Verdict::Refused {
        messages: vec![TargetMessage {
            text,
            ..TargetMessage::default()
        }],
    }
}

fn has_nested_records(payload: &Fields) -> bool {
    payload.iter().any(|(_, value)| match value {
        Value::Record(_) => true,
        Value::List(items) => items.iter().any(|item| matches!(item, Value::Record(_))),
        _ => false,
    })
}
