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
//!   target id, and is refused here where the object does not support upsert;
//! - action: `POST <path>/<target id>/action/<name>` for an update whose mapping names one.
//!
//! Objects whose mapping states `fbdi` go as files that the ERP imports in bulk.
//!
//! Source of the facts: Oracle's REST guides for Fusion Cloud (framework versions, collections,
//! upsert, exception payload); what they leave open can be configured.
//!
//! Reading order: [`settings`](Settings), `catalogue`, `wire`, `filter`, `item`, `messages`,
//! `judge`, `batch`, `action`, `fbdi`, then the exchanges `load`, `pages`, `look_up`, `read_back`, `describe`.

mod action;
mod batch;
mod catalogue;
mod codes;
mod describe;
mod effective;
mod fbdi;
mod filter;
mod hdl;
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
use std::sync::{Arc, LazyLock};

use landbridge_contract::{
    Action, AttemptName, BatchSizes, Bulk, BusinessKey, Capabilities, Exchange, Fault, FileForm,
    Idempotency, ObjectSpec, OptionFault, OptionSpec, Options, Outgoing, Removal, Removing,
    Request, Response, Target, TargetConnector, Value,
};

pub use catalogue::OVERRIDES;
pub use settings::Settings;

use wire::Wire;

/// What a mapping may state of an object, by whichever way its records go.
static OBJECT_OPTIONS: LazyLock<Vec<OptionSpec>> =
    LazyLock::new(|| [OVERRIDES, action::OPTIONS, effective::OPTIONS, hdl::OPTIONS].concat());

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
        &OBJECT_OPTIONS
    }

    fn check_object(&self, options: &Options) -> Vec<OptionFault> {
        let mut faults = options.check(&OBJECT_OPTIONS);
        faults.extend(action::check(options));
        faults.extend(effective::check(options));
        faults.extend(hdl::check(options));
        faults.extend(fbdi::faults(options));
        faults
    }

    fn action(&self, options: &Options) -> Option<Action> {
        action::of(options)
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

    fn tools(&self) -> fbdi::Tools {
        fbdi::Tools {
            wire: self.wire.clone(),
            base_path: self.settings.base_path.clone(),
            waits: self.settings.waits,
        }
    }

    fn upserts(&self, object: &ObjectSpec) -> bool {
        !fbdi::goes_by_file(object)
            && !self
                .settings
                .without_upsert
                .iter()
                .any(|name| **name == *object.name)
    }
}

impl Target for FusionTarget {
    fn object(&self, name: &str, overrides: &Options) -> Option<ObjectSpec> {
        if hdl::object_of(name).is_some() {
            return hdl::object(name, overrides, &self.settings.hcm_base_path);
        }
        catalogue::object(name, overrides, &self.settings.base_path)
    }

    fn object_names(&self) -> Vec<&'static str> {
        let mut names = catalogue::names();
        names.extend(hdl::names());
        names
    }

    fn capabilities(&self, object: &ObjectSpec) -> Capabilities {
        let keyed = !object.key_attributes.is_empty();
        if hdl::object_of(&object.name).is_some() {
            return Capabilities {
                records_per_request_max: NonZeroU32::MIN,
                // The pod finds the record of a source key and changes it.
                idempotency: Idempotency::Upsert,
                look_up: keyed && hdl::is_readable(object),
                update: true,
            };
        }
        let look_up = keyed;
        Capabilities {
            records_per_request_max: match batch::root_of(&object.path) {
                Some(_) if action::of(&object.options).is_none() => {
                    NonZeroU32::new(self.settings.batch_records)
                }
                _ => None,
            }
            .unwrap_or(NonZeroU32::MIN),
            idempotency: if look_up && self.upserts(object) {
                Idempotency::Upsert
            } else {
                Idempotency::None
            },
            look_up,
            update: !fbdi::goes_by_file(object),
        }
    }

    fn judge(&self, request: &Request, response: &Response) -> Option<Fault> {
        judge::judge(request, response)
    }

    fn load(&self, object: &ObjectSpec, batch: Vec<Outgoing>) -> Box<dyn Exchange> {
        if let Some(name) = hdl::object_of(&object.name) {
            // They go as jobs; a name that is no attempt's finds nothing again.
            return hdl::load(&self.wire, object, name, batch, "LB");
        }
        Box::new(load::Load::new(
            self.wire.clone(),
            object,
            self.upserts(object),
            &self.sizes,
            batch,
        ))
    }

    fn bulk(&self, object: &ObjectSpec) -> Option<Bulk> {
        if hdl::object_of(&object.name).is_some() {
            return Some(hdl::bulk(object));
        }
        fbdi::goes_by_file(object).then_some(self.settings.job)
    }

    fn file_form(&self, object: &ObjectSpec) -> Option<Box<dyn FileForm>> {
        if let Some(name) = hdl::object_of(&object.name) {
            return Some(hdl::form(object, name));
        }
        fbdi::form(object)
    }

    fn load_job(
        &self,
        object: &ObjectSpec,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
    ) -> Box<dyn Exchange> {
        if let Some(name) = hdl::object_of(&object.name) {
            return hdl::load(&self.wire, object, name, batch, &attempt.to_string());
        }
        match fbdi::load(self.tools(), object, batch, attempt) {
            Ok(exchange) => exchange,
            Err(batch) => self.load(object, batch),
        }
    }

    fn resume(
        &self,
        object: &ObjectSpec,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
        note: &str,
    ) -> Option<Box<dyn Exchange>> {
        if let Some(name) = hdl::object_of(&object.name) {
            return hdl::resume(&self.wire, object, name, batch, note);
        }
        fbdi::resume(self.tools(), object, batch, attempt, note)
    }

    fn look_up(&self, object: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange> {
        if hdl::object_of(&object.name).is_some() {
            return hdl::look_up(&self.wire, object, keys);
        }
        Box::new(look_up::LookUps::new(&self.wire, object, keys))
    }

    fn never_shows(&self, object: &ObjectSpec, attribute: &str) -> bool {
        action::is_parameter(object, attribute)
            || hdl::is_unread(object, attribute)
            || fbdi::never_shows(object, attribute)
    }

    fn shows(&self, object: &ObjectSpec) -> bool {
        hdl::object_of(&object.name).is_none() || hdl::is_readable(object)
    }

    fn read_back(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        if hdl::object_of(&object.name).is_some() {
            return hdl::read_back(&self.wire, object);
        }
        Box::new(read_back::ReadBack::new(&self.wire, object))
    }

    fn removal(&self, object: &ObjectSpec, today: &Value) -> Removal {
        if hdl::object_of(&object.name).is_some() {
            return Removal::Cannot {
                how: "load a file with DELETE lines, or end it in its work area",
            };
        }
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
        if hdl::object_of(&object.name).is_some() {
            return hdl::describe(object);
        }
        Box::new(describe::Describe::new(&self.wire, object))
    }
}
