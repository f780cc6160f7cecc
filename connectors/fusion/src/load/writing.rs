//! How a record is written, whether alone or in a batch.

use landbridge_contract::{
    Fields, Method, Name, Outgoing, Request, Retry, Text, Value, Verdict, Write, json, unresolved,
};

use super::Addressed;
use crate::action;
use crate::wire::{self, Wire};

/// One write.
#[derive(Debug)]
pub(crate) struct Writing {
    pub(crate) operation: Operation,
    /// From the host's root.
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
    /// From when it holds, as the header says it.
    pub(crate) effective: Option<String>,
    /// What it does, for logs.
    label: String,
}

/// What a write does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    Upsert,
    Update,
    /// An action, which goes in no batch.
    Act,
}

impl Operation {
    /// The word for it in a batch.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Upsert => "upsert",
            Self::Update => "update",
            Self::Act => "invoke",
        }
    }
}

impl Writing {
    /// How a record is written; else what is to be said of it without asking.
    pub(super) fn of(
        record: &Outgoing,
        object: &Addressed,
        upserts: bool,
    ) -> Result<Self, Verdict> {
        if let Some(name) = unresolved(&record.payload) {
            return Err(Verdict::NotSent {
                retry: Retry::Never,
                why: format!("the reference in `{name}` has no target id yet"),
            });
        }
        let name = &object.name;
        let writing = |operation, path, payload: &Fields, word: &str| Self {
            operation,
            path,
            body: body_of(payload),
            effective: match operation {
                Operation::Create => object.effective.make.clone(),
                Operation::Upsert | Operation::Update => object.effective.change.clone(),
                Operation::Act => None,
            },
            label: format!("{word} {name}"),
        };
        let (path, payload) = (object.path.clone(), &record.payload);
        if let Some(action) = &object.action {
            let Write::Update(id) = &record.write else {
                return Err(Verdict::refused_here(format!(
                    "the action `{}` makes no {name}",
                    action.name
                )));
            };
            let item = item_of(&path, id, object)?;
            let path = format!("{item}/action/{}", action.name);
            let arguments = action::arguments(action, payload);
            return Ok(writing(Operation::Act, path, &arguments, &action.name));
        }
        match &record.write {
            Write::Create => Ok(writing(Operation::Create, path, payload, "create")),
            Write::Upsert if upserts => Ok(writing(Operation::Upsert, path, payload, "upsert")),
            Write::Upsert => Err(Verdict::refused_here(format!(
                "{name} does not support upsert; write it with `create` or `update`"
            ))),
            Write::Update(id) if has_nested_records(payload) => {
                let payload = identified(id, payload, object, upserts)?;
                Ok(writing(Operation::Upsert, path, &payload, "update"))
            }
            Write::Update(id) => {
                let path = item_of(&path, id, object)?;
                Ok(writing(Operation::Update, path, payload, "update"))
            }
        }
    }

    /// The request that writes it alone.
    pub(super) fn request(self, wire: &Wire) -> Request {
        let (method, upsert) = match self.operation {
            Operation::Create => (Method::Post, false),
            Operation::Upsert => (Method::Post, true),
            Operation::Update => (Method::Patch, false),
            Operation::Act => return wire.action(self.path, self.body, self.label),
        };
        let request = wire.write(method, self.path, upsert, self.body, self.label);
        Wire::effective(request, self.effective)
    }
}

/// The path of the record of a target id.
fn item_of(path: &str, id: &Text, object: &Addressed) -> Result<String, Verdict> {
    wire::item_path(path, id).ok_or_else(|| {
        let name = &object.name;
        Verdict::refused_here(format!("`{id}` cannot be the target id of {name}"))
    })
}

/// The payload of an update as an upsert: led by the id of the record that is meant.
fn identified(
    id: &Text,
    payload: &Fields,
    object: &Addressed,
    upserts: bool,
) -> Result<Fields, Verdict> {
    let id_attribute = &object.id_attribute;
    if !upserts || id_attribute.is_empty() {
        return Err(Verdict::refused_here(format!(
            "nested records of existing {} can only be changed by upsert, which needs an id \
             attribute and a resource that supports it",
            object.name
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

fn body_of(payload: &Fields) -> Vec<u8> {
    let mut body = Vec::with_capacity(512);
    json::write_fields(payload, &mut body);
    body
}

fn has_nested_records(payload: &Fields) -> bool {
    payload.iter().any(|(_, value)| match value {
        Value::Record(_) => true,
        Value::List(items) => items.iter().any(|item| matches!(item, Value::Record(_))),
        _ => false,
    })
}
