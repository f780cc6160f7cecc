//! An object as calls address it: its model, its context, what is read of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use landbridge_contract::{Fields, Method, Name, ObjectSpec, Outgoing, Request, Value};
use serde_json::{Map, Value as Json};

use crate::rpc;
use crate::session::{Session, context};
use crate::settings::Stated;

/// An object.
#[derive(Debug)]
pub(crate) struct Object {
    /// The model's name.
    pub(crate) model: String,
    /// Sent with every call.
    pub(crate) context: Map<String, Json>,
    pub(crate) stated: Stated,
    /// The fields of its business key.
    pub(crate) keys: Vec<Name>,
    /// Paths of the fields that the mapping fills.
    pub(crate) attributes: Vec<Name>,
}

impl Object {
    pub(crate) fn of(session: &Session, spec: &ObjectSpec) -> Arc<Self> {
        // Options that are wrong were told when the mapping was checked.
        let stated = Stated::read(&spec.options).unwrap_or_default();
        Arc::new(Self {
            model: spec.name.to_string(),
            context: context(&session.settings.context, &stated.context),
            keys: spec.key_attributes.clone(),
            attributes: spec.attributes.clone(),
            stated,
        })
    }

    /// What a request does, for logs.
    pub(crate) fn label(&self, verb: &str) -> String {
        format!("{verb} {}", self.model)
    }

    /// The full name of a method.
    pub(crate) fn method(&self, method: &str) -> String {
        format!("model.{}.{method}", self.model)
    }

    /// A question or an order whose parameters are small; the context comes last in them.
    pub(crate) fn call(&self, kind: Method, method: &str, parameters: Json, verb: &str) -> Request {
        let mut parameters = match parameters {
            Json::Array(items) => items,
            one => vec![one],
        };
        parameters.push(Json::Object(self.context.clone()));
        let mut body = Vec::new();
        let parameters = Json::Array(parameters).to_string();
        rpc::write_call(&self.method(method), &parameters, &mut body);
        rpc::request(kind, body, &self.label(verb))
    }

    /// The nested collections that the mapping fills.
    pub(crate) fn collections(&self) -> Vec<String> {
        let parents = self
            .attributes
            .iter()
            .filter_map(|path| path.rsplit_once('.'));
        let parents: BTreeSet<String> = parents.map(|(parent, _)| parent.to_owned()).collect();
        parents.into_iter().collect()
    }

    /// The same, and those that records hold.
    pub(crate) fn collections_with(&self, batch: &[Outgoing]) -> Vec<String> {
        let mut paths: BTreeSet<String> = self.collections().into_iter().collect();
        for record in batch {
            gather(&record.payload, "", &mut paths);
        }
        paths.into_iter().collect()
    }

    /// The fields of a nested collection that tell its records apart; none where nobody said.
    pub(crate) fn child_key(&self, path: &str) -> Option<&[Name]> {
        let mut keys = self.stated.child_keys.iter();
        keys.find(|(of, _)| **of == *path)
            .map(|(_, key)| key.as_slice())
    }

    /// Whether a field shows that actions are done: such a field is never written.
    pub(crate) fn is_reached(&self, name: &str) -> bool {
        self.stated.finished.iter().any(|(field, _)| field == name)
    }

    /// What is read of a record: the fields that the mapping fills, its key, and `more`.
    pub(crate) fn selection(&self, more: &[&str]) -> Vec<Json> {
        let nested = |path: &str| {
            let prefix = format!("{path}.");
            self.attributes.iter().any(|one| one.starts_with(&prefix))
        };
        let filled = self.attributes.iter().filter(|path| !nested(path));
        let filled = filled.chain(&self.keys).map(|path| &**path);
        let fields: BTreeSet<&str> = filled.chain(more.iter().copied()).collect();
        fields.into_iter().map(Json::from).collect()
    }
}

fn gather(fields: &Fields, within: &str, paths: &mut BTreeSet<String>) {
    for (name, value) in fields {
        let Value::List(items) = value else {
            continue;
        };
        for item in items {
            if let Value::Record(fields) = item {
                let path = format!("{within}{name}");
                gather(fields, &format!("{path}."), paths);
                paths.insert(path);
            }
        }
    }
}
