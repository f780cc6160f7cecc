//! Speaks Oracle Fusion Cloud REST as a target.
//!
//! Translates records into requests and answers into receipts; the engine owns the socket, the
//! pace, the retry and the ledger. Must never do I/O, read a clock, or guess: an answer that does
//! not prove that a record arrived is no success.
//!
//! How records are written:
//!
//! - create: `POST` on the object's path;
//! - upsert: the same with `Upsert-Mode: true`; the target finds the record and its nested
//!   records by the identifying values in the payload;
//! - update: `PATCH <path>/<target id>`. Nested records are changed by identity only in upsert
//!   mode, so an update whose payload holds nested records is sent as an upsert that names the
//!   target id, and is refused here where the object does not support upsert.
//!
//! Source of the facts: Oracle's REST guides for Fusion Cloud (framework versions, collections,
//! upsert, exception payload); what they leave open can be configured.
//!
//! Reading order: [`settings`](Settings), `catalogue`, `wire`, `filter`, `item`, `messages`,
//! `judge`, `batch`, then the exchanges `load`, `pages`, `look_up`, `read_back`, `describe`.

mod batch;
mod catalogue;
mod codes;
mod describe;
mod filter;
mod html;
mod item;
mod judge;
mod load;
mod look_up;
mod messages;
mod pages;
mod read_back;
mod remove;
mod settings;
mod wire;

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::sync::Arc;

use landbridge_contract::{
    BatchSizes, BusinessKey, Capabilities, Exchange, Fault, Idempotency, ObjectSpec, OptionFault,
    OptionSpec, Options, Outgoing, Removal, Removing, Request, Response, Target, TargetConnector,
    Value,
};

pub use catalogue::OVERRIDES;
pub use settings::Settings;

use wire::Wire;

/// Oracle Fusion Cloud as a kind of target.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fusion;

impl TargetConnector for Fusion {
    fn kind(&self) -> &'static str {
        "fusion"
    }

    fn options(&self) -> &'static [OptionSpec] {
        settings::OPTIONS
    }

    fn object_options(&self) -> &'static [OptionSpec] {
        OVERRIDES
    }

    fn check(&self, options: &Options) -> Vec<OptionFault> {
        Settings::read(options).err().unwrap_or_default()
    }

    fn build(&self, options: &Options) -> Result<Box<dyn Target>, Vec<OptionFault>> {
        Ok(Box::new(FusionTarget::new(Settings::read(options)?)))
    }
}

/// A translator for one configured pod.
#[derive(Debug, Clone)]
pub struct FusionTarget {
    settings: Settings,
    wire: Wire,
    /// What goes together in one batch, shared by all conversations.
    sizes: Arc<BatchSizes>,
}

impl FusionTarget {
    /// Makes a translator of checked settings.
    pub fn new(settings: Settings) -> Self {
        let together = usize::try_from(settings.batch_records).unwrap_or(1);
        Self {
            wire: Wire::new(&settings),
            sizes: Arc::new(BatchSizes::new(together)),
            settings,
        }
    }

    fn upserts(&self, object: &ObjectSpec) -> bool {
        !self
            .settings
            .without_upsert
            .iter()
            .any(|name| **name == *object.name)
    }
}

impl Target for FusionTarget {
    fn object(&self, name: &str, overrides: &Options) -> Option<ObjectSpec> {
        catalogue::object(name, overrides, &self.settings.base_path)
    }

    fn object_names(&self) -> Vec<&'static str> {
        catalogue::names()
    }

    fn capabilities(&self, object: &ObjectSpec) -> Capabilities {
        let look_up = !object.key_attributes.is_empty();
        Capabilities {
            records_per_request_max: match batch::root_of(&object.path) {
                Some(_) => NonZeroU32::new(self.settings.batch_records),
                None => None,
            }
            .unwrap_or(NonZeroU32::MIN),
            idempotency: if look_up && self.upserts(object) {
                Idempotency::Upsert
            } else {
                Idempotency::None
            },
            look_up,
            update: true,
        }
    }

    fn judge(&self, request: &Request, response: &Response) -> Option<Fault> {
        judge::judge(request, response)
    }

    fn load(&self, object: &ObjectSpec, batch: Vec<Outgoing>) -> Box<dyn Exchange> {
        Box::new(load::Load::new(
            self.wire.clone(),
            object.clone(),
            self.upserts(object),
            &self.sizes,
            batch,
        ))
    }

    fn look_up(&self, object: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange> {
        Box::new(look_up::LookUps::new(&self.wire, object, keys))
    }

    fn read_back(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        Box::new(read_back::ReadBack::new(&self.wire, object))
    }

    fn removal(&self, object: &ObjectSpec, today: &Value) -> Removal {
        remove::removal(object, today)
    }

    fn remove(
        &self,
        object: &ObjectSpec,
        record: &Removing,
        how: &Removal,
    ) -> Option<Box<dyn Exchange>> {
        let remove = remove::Remove::new(&self.wire, object, record, how)?;
        Some(Box::new(remove))
    }

    fn list_of_values(&self, list: &str, attribute: &str) -> Option<ObjectSpec> {
        catalogue::list_of_values(list, attribute, &self.settings.base_path)
    }

    fn describe(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        Box::new(describe::Describe::new(&self.wire, object))
    }
}
