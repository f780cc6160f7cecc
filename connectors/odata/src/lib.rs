//! Speaks OData 4 as a target.
//!
//! Translates records into requests and answers into receipts; the engine owns the socket, the
//! pace, the retry and the ledger. Must never do I/O, read a clock, or guess: an answer that does
//! not prove that a record arrived is no success.
//!
//! The metadata document of the service tells the keys and types of its records, and with them how
//! keys and literals are spelt; it is read once. How records are written:
//!
//! - create: `POST` on the entity set, with nested records in the payload (deep insert);
//! - upsert: what exists under the business key is looked up, then `POST` or `PATCH`;
//! - update: the version of the record is read, then `PATCH` (or `PUT`) with `If-Match`.
//!
//! Source of the facts: OASIS OData Version 4.01 (Protocol, URL Conventions, CSDL XML, JSON Format),
//! and what was seen on services; what they leave open can be configured.
//!
//! Reading order: `settings`, `edm`, `address`, `model`, `entity`, `body`, `filter`, `messages`,
//! `judge`, `session`, `batch`, then the exchanges `load`, `pages`, `look_up`, `read_back`, `describe`.

mod address;
mod batch;
mod body;
mod describe;
mod edm;
mod entity;
mod filter;
mod judge;
mod links;
mod load;
mod look_up;
mod messages;
mod model;
mod pages;
mod read_back;
mod remove;
mod session;
mod settings;

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::sync::Arc;

use landbridge_contract::{
    BusinessKey, Capabilities, Exchange, Fault, Idempotency, Name, ObjectSpec, OptionFault,
    OptionSpec, Options, Outgoing, Removal, Removing, Request, Response, Target, TargetConnector,
    Value, is_path,
};

pub use batch::Form;
pub use settings::{Paging, Settings};

use session::{Conversation, Session};

/// OData 4 as a kind of target.
#[derive(Debug, Clone, Copy, Default)]
pub struct OData;

impl TargetConnector for OData {
    fn kind(&self) -> &'static str {
        "odata"
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
        let mut faults = options.check(self.object_options());
        faults.extend(Removal::faults(options));
        faults
    }

    fn build(&self, options: &Options) -> Result<Box<dyn Target>, Vec<OptionFault>> {
        Ok(Box::new(ODataTarget::new(Settings::read(options)?)))
    }
}

/// A translator for one configured service.
#[derive(Debug)]
pub struct ODataTarget {
    session: Arc<Session>,
}

impl ODataTarget {
    /// Makes a translator of checked settings.
    pub fn new(settings: Settings) -> Self {
        Self {
            session: Arc::new(Session::new(settings)),
        }
    }
}

impl ODataTarget {
    fn records_together(&self) -> NonZeroU32 {
        let settings = &self.session.settings;
        let together = settings
            .batch
            .and(u32::try_from(settings.batch_records).ok());
        together
            .and_then(NonZeroU32::new)
            .unwrap_or(NonZeroU32::MIN)
    }
}

impl Target for ODataTarget {
    fn object(&self, name: &str, overrides: &Options) -> Option<ObjectSpec> {
        let stated = overrides.text("entity_set");
        let path = stated.as_deref().unwrap_or(name).trim_matches('/');
        let path = format!("/{path}");
        is_path(&path).then(|| ObjectSpec {
            name: Name::from(name),
            read_path: path.clone(),
            path,
            // The metadata tells it.
            id_attribute: String::new(),
            key_attributes: Vec::new(),
            children: Vec::new(),
            attributes: Vec::new(),
            child_keys: Vec::new(),
            options: Removal::options(overrides),
        })
    }

    fn object_names(&self) -> Vec<&'static str> {
        // The service alone knows them.
        Vec::new()
    }

    fn capabilities(&self, object: &ObjectSpec) -> Capabilities {
        Capabilities {
            records_per_request_max: self.records_together(),
            // What exists is looked up before it is written, which another may do at the same time.
            idempotency: Idempotency::None,
            look_up: !object.key_attributes.is_empty(),
            update: true,
        }
    }

    fn judge(&self, request: &Request, response: &Response) -> Option<Fault> {
        judge::judge(request, response)
    }

    fn load(&self, object: &ObjectSpec, batch: Vec<Outgoing>) -> Box<dyn Exchange> {
        let work = load::Load::new(&self.session, &object.name, batch);
        Box::new(Conversation::new(&self.session, object, work))
    }

    fn look_up(&self, object: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange> {
        let work = look_up::LookUps::new(&self.session, &object.name, keys);
        Box::new(Conversation::new(&self.session, object, work))
    }

    fn read_back(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        let work = read_back::ReadBack::new(&self.session, &object.name);
        Box::new(Conversation::new(&self.session, object, work))
    }

    fn removal(&self, object: &ObjectSpec, _today: &Value) -> Removal {
        remove::removal(object)
    }

    fn remove(
        &self,
        object: &ObjectSpec,
        record: &Removing,
        how: &Removal,
    ) -> Option<Box<dyn Exchange>> {
        let work = remove::Remove::new(&self.session, &object.name, record, how)?;
        Some(Box::new(Conversation::new(&self.session, object, work)))
    }

    fn describe(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        Box::new(describe::Describe::new(&self.session, &object.name))
    }
}
