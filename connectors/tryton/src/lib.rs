//! Speaks Tryton's JSON-RPC as a target.
//!
//! Translates records into calls and answers into receipts; the engine owns the socket, the session, the pace, the
//! retry and the ledger. Must never do I/O, read a clock, or guess: an answer that does not prove that a record
//! arrived is no success.
//!
//! An object is a model (`party.party`). What the server says of its fields tells how values are written: decimals,
//! dates and moments as typed objects, nested records as orders (`[["create", […]]]`). How records are written:
//!
//! - create: many in one call, which is one transaction; where it is refused, the guilty one is found by halving;
//! - upsert: what exists under the business key is found, then records are made or changed;
//! - update: what differs is written, nested records paired by the fields that the mapping names, and only if nobody
//!   changed the record since it was read;
//! - actions (such as posting a journal entry) follow in calls of their own. A record is loaded once they are done.
//!
//! Source of the facts: the source of Tryton 8.0 (`trytond/protocols`, `trytond/model`), and exchanges with it.
//!
//! Reading order: `settings`, `rpc`, `judge`, `sign_in`, `model`, `object`, `wire`, `held`, `key`, `session`, then the
//! exchanges `load`, `look_up`, `read_back`, `describe`.

mod describe;
mod held;
mod judge;
mod key;
mod load;
mod look_up;
mod model;
mod object;
mod read_back;
mod remove;
mod rpc;
mod session;
mod settings;
mod sign_in;
mod wire;

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::sync::Arc;

use landbridge_contract::{
    BusinessKey, Capabilities, Exchange, Fault, Idempotency, Name, ObjectSpec, OptionFault,
    OptionSpec, Options, Outgoing, Removal, Removing, Request, Response, SignIn, Target,
    TargetConnector, Value,
};

pub use settings::Settings;

use object::Object;
use session::{Conversation, Session};
use settings::Stated;
use sign_in::Login;

/// Tryton as a kind of target.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tryton;

impl TargetConnector for Tryton {
    fn kind(&self) -> &'static str {
        "tryton"
    }

    fn options(&self) -> &'static [OptionSpec] {
        settings::OPTIONS
    }

    fn object_options(&self) -> &'static [OptionSpec] {
        settings::OBJECT_OPTIONS
    }

    fn check(&self, options: &Options) -> Vec<OptionFault> {
        Settings::read(options).err().unwrap_or_default()
    }

    fn check_object(&self, options: &Options) -> Vec<OptionFault> {
        Stated::read(options).err().unwrap_or_default()
    }

    fn build(&self, options: &Options) -> Result<Box<dyn Target>, Vec<OptionFault>> {
        Ok(Box::new(TrytonTarget::new(Settings::read(options)?)))
    }
}

/// A translator for one configured server.
#[derive(Debug)]
pub struct TrytonTarget {
    session: Arc<Session>,
    login: Login,
}

impl TrytonTarget {
    /// Makes a translator of checked settings.
    pub fn new(settings: Settings) -> Self {
        Self {
            session: Arc::new(Session::new(settings)),
            login: Login,
        }
    }
}

impl Target for TrytonTarget {
    fn object(&self, name: &str, overrides: &Options) -> Option<ObjectSpec> {
        let stated = Stated::read(overrides).unwrap_or_default();
        settings::is_model(name).then(|| ObjectSpec {
            name: Name::from(name),
            path: rpc::PATH.to_owned(),
            read_path: rpc::PATH.to_owned(),
            id_attribute: "id".to_owned(),
            key_attributes: Vec::new(),
            children: Vec::new(),
            attributes: Vec::new(),
            child_keys: stated.child_keys,
            options: overrides.clone(),
        })
    }

    fn object_names(&self) -> Vec<&'static str> {
        // The server alone knows them.
        Vec::new()
    }

    fn capabilities(&self, object: &ObjectSpec) -> Capabilities {
        let records = self.session.settings.batch_records;
        Capabilities {
            records_per_request_max: NonZeroU32::new(records).unwrap_or(NonZeroU32::MIN),
            // What exists is looked up before it is written, which another may do at the same time.
            idempotency: Idempotency::None,
            look_up: !object.key_attributes.is_empty(),
            update: true,
        }
    }

    fn sign_in(&self) -> Option<&dyn SignIn> {
        Some(&self.login)
    }

    fn judge(&self, request: &Request, response: &Response) -> Option<Fault> {
        judge::judge(request, response)
    }

    fn load(&self, spec: &ObjectSpec, batch: Vec<Outgoing>) -> Box<dyn Exchange> {
        let object = Object::of(&self.session, spec);
        let paths = object.collections_with(&batch);
        let work = load::Load::new(&self.session, &object, batch);
        Box::new(Conversation::new(&self.session, &object, paths, work))
    }

    fn look_up(&self, spec: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange> {
        let object = Object::of(&self.session, spec);
        let work = look_up::LookUps::new(&object, &keys);
        let paths = object.collections();
        Box::new(Conversation::new(&self.session, &object, paths, work))
    }

    fn read_back(&self, spec: &ObjectSpec) -> Box<dyn Exchange> {
        let object = Object::of(&self.session, spec);
        let work = read_back::ReadBack::new(&self.session, &object);
        let paths = object.collections();
        Box::new(Conversation::new(&self.session, &object, paths, work))
    }

    fn removal(&self, object: &ObjectSpec, _today: &Value) -> Removal {
        remove::removal(object)
    }

    fn remove(
        &self,
        spec: &ObjectSpec,
        record: &Removing,
        how: &Removal,
    ) -> Option<Box<dyn Exchange>> {
        let object = Object::of(&self.session, spec);
        let work = remove::Remove::new(&object, record, how)?;
        Some(Box::new(Conversation::new(
            &self.session,
            &object,
            Vec::new(),
            work,
        )))
    }

    fn describe(&self, spec: &ObjectSpec) -> Box<dyn Exchange> {
        let object = Object::of(&self.session, spec);
        Box::new(describe::Describe::new(&self.session, &object))
    }
}
