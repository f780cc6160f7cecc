//! How a record is written: its body, and the request around it.

use std::fmt::Write as _;

use landbridge_contract::{BusinessKey, Fields, Outgoing, Request, Step, Text};

use super::asked::Asked;
use super::verdict::refused_here;
use super::{Change, Load};
use crate::profile::{Fill, Object, Operation};
use crate::session::{Draft, Session, of_key};
use crate::template::{Slot, Values};
use crate::values;

/// The request that a change is made by; nothing where the profile has none.
pub(super) fn operation<'o>(object: &'o Object, change: &Change) -> Option<&'o Operation> {
    match change {
        Change::Make => object.create.as_ref(),
        Change::Upsert => object.upsert.as_ref(),
        Change::Update { .. } => object.update.as_ref(),
    }
}

impl Load {
    /// Sends what is ready: several together where the ERP takes them, else one.
    pub(super) fn write(&mut self, object: &Object) -> Step {
        loop {
            if let Some(step) = self.write_together(object) {
                return step;
            }
            let Some((record, change)) = self.ready.pop_front() else {
                return Step::Done(std::mem::take(&mut self.receipts));
            };
            match self.alone(&record, &change, object) {
                Ok(request) => {
                    self.sent_bytes = request.body.len();
                    self.asked = Asked::Written(record, change);
                    return Step::Send(request);
                }
                Err(why) => self.settle(record.record, refused_here(why)),
            }
        }
    }

    fn alone(
        &self,
        record: &Outgoing,
        change: &Change,
        object: &Object,
    ) -> Result<Request, String> {
        let (word, missing) = match change {
            Change::Make => ("create", "made: the profile has no `create` for it"),
            Change::Upsert => ("upsert", "made or changed"),
            Change::Update { .. } => ("update", "changed: the profile has no `update` for it"),
        };
        let name = &self.name;
        let operation = operation(object, change);
        let operation = operation.ok_or_else(|| format!("{name} cannot be {missing}"))?;
        if !matches!(change, Change::Make) {
            without_parts(&record.payload, object)?;
        }
        let label = format!("{word} {name}");
        let payload = Payload::of(record, change, object);
        let draft = Draft {
            method: operation.method,
            path: &operation.path,
            query: &operation.query,
            headers: &operation.headers,
            body: payload.body(&self.session, operation)?,
            label: &label,
        };
        self.session.request(object, draft, &payload.values())
    }
}

/// Nested records with requests of their own can be made and not be changed.
fn without_parts(payload: &Fields, object: &Object) -> Result<(), String> {
    let part = payload.iter().find(|(name, value)| {
        !value.is_blank() && object.children.iter().any(|child| child.name == *name)
    });
    match part {
        Some((name, _)) => Err(format!(
            "`{name}` has requests of its own, which can make nested records and not change them; leave it out of changes, or write with `create`"
        )),
        None => Ok(()),
    }
}

/// A record with what its requests may name.
pub(super) struct Payload<'p> {
    pub(super) fields: &'p Fields,
    key: Option<&'p BusinessKey>,
    object: &'p Object,
    id: Option<Text>,
    version: Option<String>,
    idempotency: String,
}

impl<'p> Payload<'p> {
    pub(super) fn of(record: &'p Outgoing, change: &Change, object: &'p Object) -> Self {
        let (id, version) = match change {
            Change::Update { id, version } => (Some(id.clone()), version.clone()),
            Change::Make | Change::Upsert => (None, None),
        };
        let key = record.key.text();
        Self {
            fields: &record.payload,
            key: Some(&record.key),
            object,
            id,
            version,
            idempotency: idempotency(&[&object.name, &key], record.record, &record.payload),
        }
    }

    /// A nested record, of which only the id of the record that it belongs to is known.
    pub(super) fn nested(
        fields: &'p Fields,
        object: &'p Object,
        id: &Text,
        record: i64,
        place: &str,
    ) -> Self {
        Self {
            fields,
            key: None,
            object,
            id: Some(id.clone()),
            version: None,
            idempotency: idempotency(&[&object.name, id, place], record, fields),
        }
    }

    /// What stands in the places of its requests.
    pub(super) fn values(&self) -> impl Fn(&Slot) -> Option<String> + '_ {
        |slot| match slot {
            Slot::Id => self.id.as_ref().map(ToString::to_string),
            Slot::Version => self.version.clone(),
            Slot::Idempotency => Some(self.idempotency.clone()),
            Slot::Key(name) => of_key(self.key?, name, self.object),
            _ => None,
        }
    }

    /// The record as JSON, with what the profile puts into it.
    pub(super) fn record(
        &self,
        session: &Session,
        operation: &Operation,
    ) -> Result<Vec<u8>, String> {
        let own = self.values();
        let values: &Values<'_> = &|slot: &Slot| session.value(slot, &own);
        let left_out = |name: &str| {
            operation.add.iter().any(|(added, _)| added == name)
                || self
                    .object
                    .children
                    .iter()
                    .any(|child| *child.name == *name)
        };
        let mut out = Vec::with_capacity(512);
        values::write_record(self.fields, &left_out, &self.object.values, &mut out);
        // The closing brace comes after what is put in.
        out.pop();
        for (name, fill) in &operation.add {
            let value = match fill {
                Fill::Constant(json) => json.clone(),
                Fill::Text(template) => {
                    let text = template.text(values);
                    text.ok_or_else(|| format!("there is nothing to put into `{name}`"))?
                        .into()
                }
            };
            if out.len() > 1 {
                out.push(b',');
            }
            let name = serde_json::Value::from(name.as_str());
            out.extend_from_slice(format!("{name}:{value}").as_bytes());
        }
        out.push(b'}');
        Ok(out)
    }

    /// The whole body.
    pub(super) fn body(&self, session: &Session, operation: &Operation) -> Result<Vec<u8>, String> {
        let (mut body, after) = operation.body.around();
        body.extend(self.record(session, operation)?);
        body.extend(after);
        Ok(body)
    }
}

/// A text that is the same whenever the same record is sent with the same content, and another for any other: 128
/// bits of FNV-1a, as it only has to tell what one sender sends apart.
fn idempotency(about: &[&str], record: i64, payload: &Fields) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
        }
        // What is next to each other stays apart.
        hash = (hash ^ 0xff).wrapping_mul(PRIME);
    };
    for text in about {
        take(text.as_bytes());
    }
    take(&record.to_le_bytes());
    let mut content = Vec::new();
    landbridge_contract::json::write_fields(payload, &mut content);
    take(&content);
    let mut text = String::new();
    write!(text, "{hash:032x}").ok();
    text
}

/// The same for records that go together.
pub(super) fn idempotency_of(payloads: &[Payload<'_>]) -> String {
    let parts: Vec<&str> = payloads
        .iter()
        .map(|payload| &*payload.idempotency)
        .collect();
    idempotency(&parts, 0, &Fields::new())
}
