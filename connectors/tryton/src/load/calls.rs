//! The calls of a load, and the records that they are about.

use std::collections::BTreeSet;

use landbridge_contract::{Fields, Method, Outgoing, Request, TargetMessage, Value, Write};
use serde_json::{Value as Json, json};

use super::children::write_numbers;
use super::values::Stamps;
use crate::held::TIMESTAMP;
use crate::key::{self, Key};
use crate::model::Shape;
use crate::object::Object;
use crate::rpc;
use crate::settings::RECORDS_LIMIT;

/// A record to be made.
pub(super) struct Making {
    pub(super) record: i64,
    /// Its values as JSON.
    pub(super) values: Vec<u8>,
}

/// A record to be changed.
pub(super) struct Changing {
    pub(super) record: i64,
    pub(super) id: i64,
    /// What differs, as JSON.
    pub(super) values: Vec<u8>,
    pub(super) stamps: Stamps,
    /// Whether its actions are still to be done.
    pub(super) acts: bool,
}

/// A record that the server holds now, and whose actions are to be done.
#[derive(Clone, Copy)]
pub(super) struct Acting {
    pub(super) record: i64,
    pub(super) id: i64,
    /// Whether this load made it.
    pub(super) created: bool,
}

/// What is done next.
pub(super) enum Job {
    /// What the server has of these is found.
    Find(Vec<Outgoing>),
    Make(Vec<Making>),
    Change(Vec<Changing>),
    /// The action of this number is done.
    Act(usize, Vec<Acting>),
    /// A record whose action was refused is taken back.
    Remove(Acting, Vec<TargetMessage>),
}

impl Job {
    /// The ledger's numbers of its records.
    pub(super) fn records(&self) -> Vec<i64> {
        match self {
            Self::Find(records) => records.iter().map(|one| one.record).collect(),
            Self::Make(records) => records.iter().map(|one| one.record).collect(),
            Self::Change(records) => records.iter().map(|one| one.record).collect(),
            Self::Act(_, records) => records.iter().map(|one| one.record).collect(),
            Self::Remove(one, _) => vec![one.record],
        }
    }

    /// Whether its records stand in the ERP already, half done.
    pub(super) fn is_half_done(&self) -> bool {
        matches!(self, Self::Act(..) | Self::Remove(..))
    }

    /// Two jobs of half the records each; the job itself where it is about one record.
    pub(super) fn halves(self) -> Result<(Self, Self), Self> {
        fn split<T>(mut all: Vec<T>) -> (Vec<T>, Vec<T>) {
            let second = all.split_off(all.len() / 2);
            (all, second)
        }
        Ok(match self {
            Self::Find(all) if all.len() > 1 => {
                let (first, second) = split(all);
                (Self::Find(first), Self::Find(second))
            }
            Self::Make(all) if all.len() > 1 => {
                let (first, second) = split(all);
                (Self::Make(first), Self::Make(second))
            }
            Self::Change(all) if all.len() > 1 => {
                let (first, second) = split(all);
                (Self::Change(first), Self::Change(second))
            }
            Self::Act(action, all) if all.len() > 1 => {
                let (first, second) = split(all);
                (Self::Act(action, first), Self::Act(action, second))
            }
            one => return Err(one),
        })
    }

    /// The call that does it. The error says why there is none.
    pub(super) fn request(&self, object: &Object, shape: &Shape) -> Result<Request, String> {
        match self {
            Self::Find(records) => find(records, object, shape),
            Self::Make(records) => Ok(make(records, object)),
            Self::Change(records) => Ok(change(records, object)),
            Self::Act(action, records) => {
                let action = object.stated.actions.get(*action);
                let ids: Vec<i64> = records.iter().map(|one| one.id).collect();
                let action = action.ok_or("there is no such action")?;
                Ok(object.call(Method::Post, action, json!([ids]), action))
            }
            Self::Remove(one, _) => {
                Ok(object.call(Method::Post, "delete", json!([[one.id]]), "take back"))
            }
        }
    }
}

/// The order that accepts a warning: the same call is not warned of it again.
pub(super) fn accept(name: &str, object: &Object) -> Request {
    let mut body = Vec::new();
    let parameters = json!([name, false, object.context]);
    rpc::write_call(
        "model.res.user.warning.skip",
        &parameters.to_string(),
        &mut body,
    );
    // Done twice it does no harm: it holds for one call.
    rpc::request(Method::Ask, body, "accept a warning")
}

/// The question for what the server has of records: by their id, or by their business key.
fn find(records: &[Outgoing], object: &Object, shape: &Shape) -> Result<Request, String> {
    let mut ids: Vec<i64> = Vec::new();
    let mut keys: Vec<Key<'_>> = Vec::new();
    for record in records {
        match &record.write {
            Write::Update(id) => ids.push(number(id)?),
            Write::Create | Write::Upsert => keys.push(Key::of(&record.key, shape)?),
        }
    }
    let mut domains = Vec::new();
    if !ids.is_empty() {
        domains.push(json!([["id", "in", ids]]));
    }
    if !keys.is_empty() {
        domains.push(key::any_of(&keys));
    }
    let paths = selection(records, object, shape);
    let more: Vec<&str> = paths.iter().map(String::as_str).collect();
    let parameters = json!([
        key::either(domains),
        0,
        limit(records.len()),
        [["id", "ASC"]],
        object.selection(&more)
    ]);
    Ok(object.call(Method::Ask, "search_read", parameters, "find"))
}

/// Records that are found with one question: with [`limit`] no more than the server gives.
pub(super) const FOUND_TOGETHER_MAX: usize = RECORDS_LIMIT as usize / FOUND_MAX;

/// Records asked for under one key. Two make it ambiguous.
const FOUND_MAX: usize = 2;

/// Records asked for with so many keys.
pub(super) fn limit(records: usize) -> usize {
    records * FOUND_MAX
}

/// The number of a record in its target id.
pub(super) fn number(id: &str) -> Result<i64, String> {
    let number = id.parse().ok();
    number.ok_or_else(|| "the target id is no number of a record".to_owned())
}

/// What is read of records that are to be changed: all that is sent, what tells nested records apart, and when each
/// was last changed.
fn selection(records: &[Outgoing], object: &Object, shape: &Shape) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for record in records {
        add_sent(&record.payload, "", shape, &mut paths);
    }
    add_stamps("", shape, &mut paths);
    for (path, names) in &object.stated.child_keys {
        let of = path.to_string();
        if is_collection(&of, shape) {
            paths.extend(names.iter().map(|name| format!("{of}.{name}")));
        }
    }
    paths.extend(object.stated.finished.iter().map(|(name, _)| name.clone()));
    paths
}

fn is_collection(path: &str, shape: &Shape) -> bool {
    let mut shape = Some(shape);
    for name in path.split('.') {
        shape = shape.and_then(|shape| shape.children.get(name));
    }
    shape.is_some()
}

fn add_sent(fields: &Fields, within: &str, shape: &Shape, paths: &mut BTreeSet<String>) {
    for (name, value) in fields {
        match (shape.children.get(&**name), value) {
            (Some(shape), Value::List(items)) => {
                let inside = format!("{within}{name}.");
                for item in items {
                    if let Value::Record(fields) = item {
                        add_sent(fields, &inside, shape, paths);
                    }
                }
            }
            (Some(_), _) => {}
            (None, _) => {
                paths.insert(format!("{within}{name}"));
            }
        }
    }
}

fn add_stamps(within: &str, shape: &Shape, paths: &mut BTreeSet<String>) {
    paths.insert(format!("{within}{TIMESTAMP}"));
    for (name, child) in &shape.children {
        add_stamps(&format!("{within}{name}."), child, paths);
    }
}

fn make(records: &[Making], object: &Object) -> Request {
    let mut body = Vec::new();
    rpc::begin_call(&object.method("create"), &mut body);
    body.extend_from_slice(b"[[");
    for (index, record) in records.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        body.extend_from_slice(&record.values);
    }
    body.extend_from_slice(b"],");
    write_json(&Json::Object(object.context.clone()), &mut body);
    body.push(b']');
    rpc::end_call(&mut body);
    rpc::request(Method::Post, body, &object.label("create"))
}

fn change(records: &[Changing], object: &Object) -> Request {
    let mut body = Vec::new();
    let mut stamps = Stamps::new();
    rpc::begin_call(&object.method("write"), &mut body);
    body.push(b'[');
    for record in records {
        write_numbers(&[record.id], &mut body);
        body.push(b',');
        body.extend_from_slice(&record.values);
        body.push(b',');
        let own = record.stamps.iter();
        stamps.extend(own.map(|(of, stamp)| (of.clone(), stamp.clone())));
    }
    let mut context = object.context.clone();
    if !stamps.is_empty() {
        context.insert(TIMESTAMP.to_owned(), Json::Object(stamps));
    }
    write_json(&Json::Object(context), &mut body);
    body.push(b']');
    rpc::end_call(&mut body);
    rpc::request(Method::Post, body, &object.label("update"))
}

fn write_json(value: &Json, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("JSON is always JSON");
}
