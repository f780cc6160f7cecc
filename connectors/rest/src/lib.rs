//! Speaks the REST of any ERP as a target, as a profile describes it.
//!
//! A profile is data: paths, methods, where things stand in bodies, how searches and values are written, how an
//! answer says what is wrong. It holds no code. Translates records into requests and answers into receipts; the
//! engine owns the socket, the pace, the retry and the ledger. Must never do I/O, read a clock, or guess: an
//! answer that does not prove that a record arrived is no success.
//!
//! How records are written:
//!
//! - create: by the profile's request, alone or several together;
//! - upsert: by the profile's own request for it; else what exists under the business key is looked up first;
//! - update: by the profile's request, with the version of the record where it asks for one.
//!
//! Reading order: `yaml`, `pointer`, `template`, `profile`, `shipped`, `settings`, `values`, `filter`, `messages`,
//! `judge`, `session`, `links`, `paged`, `pages`, then the exchanges `load`, `look_up`, `read_back`, `describe`.

mod describe;
mod filter;
mod judge;
mod kept;
mod links;
mod load;
mod look_up;
mod messages;
mod paged;
mod pages;
mod pointer;
mod profile;
mod read_back;
mod session;
mod settings;
mod shipped;
mod template;
mod values;
mod yaml;

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::sync::Arc;

use landbridge_contract::{
    Advice, BusinessKey, Capabilities, Exchange, Fault, FileFault, Idempotency, Name, ObjectSpec,
    OptionFault, OptionSpec, Options, Outgoing, Request, Response, Target, TargetConnector,
};

pub use settings::Settings;

use profile::{Errors, Object, Profile};
use session::Session;

/// The REST of any ERP as a kind of target.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rest;

impl TargetConnector for Rest {
    fn kind(&self) -> &'static str {
        "rest"
    }

    fn options(&self) -> &'static [OptionSpec] {
        settings::OPTIONS
    }

    fn check(&self, options: &Options) -> Vec<OptionFault> {
        Settings::check(options)
    }

    fn check_file(&self, option: &str, text: &str) -> Vec<FileFault> {
        if option == settings::PROFILE_FILE {
            Profile::parse(text).err().unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    fn build(&self, options: &Options) -> Result<Box<dyn Target>, Vec<OptionFault>> {
        Ok(Box::new(RestTarget::new(Settings::read(options)?)))
    }
}

/// A translator for one configured ERP.
#[derive(Debug)]
pub struct RestTarget {
    session: Arc<Session>,
    /// What the answers of any of its objects say of errors: what concerns the connection is judged before it is
    /// known which object an answer is about.
    errors: Vec<Errors>,
}

impl RestTarget {
    /// Makes a translator of checked settings.
    pub fn new(settings: Settings) -> Self {
        let objects = settings.profile.objects.iter();
        let mut errors: Vec<Errors> = objects.map(|object| object.errors.clone()).collect();
        if settings.profile.others.is_some() {
            errors.extend(
                settings
                    .profile
                    .object("other_objects")
                    .map(|object| object.errors),
            );
        }
        errors.dedup();
        Self {
            session: Arc::new(Session::new(settings)),
            errors,
        }
    }

    fn object_of(&self, spec: &ObjectSpec) -> Option<Arc<Object>> {
        self.session.object(&spec.name)
    }
}

impl Target for RestTarget {
    fn object(&self, name: &str, _overrides: &Options) -> Option<ObjectSpec> {
        let object = self.session.object(name)?;
        // The profile's own paths are what requests are made of; this one only names the object.
        let path = format!("/{}", template::encode(name));
        Some(ObjectSpec {
            name: Name::from(name),
            read_path: path.clone(),
            path,
            id_attribute: object.id.tokens().last().cloned().unwrap_or_default(),
            key_attributes: object.key.clone(),
            children: Vec::new(),
            attributes: Vec::new(),
            child_keys: Vec::new(),
            options: Options::default(),
        })
    }

    fn object_names(&self) -> Vec<&'static str> {
        let objects = self.session.profile.objects.iter();
        objects.map(|object| kept::kept(&object.name)).collect()
    }

    fn capabilities(&self, spec: &ObjectSpec) -> Capabilities {
        let object = self.object_of(spec);
        let object = object.as_deref();
        let together = object.map_or(1, |object| self.session.records_together(object));
        let look_up = object.is_some_and(|object| object.can_find(&spec.key_attributes));
        Capabilities {
            records_per_request_max: NonZeroU32::new(together).unwrap_or(NonZeroU32::MIN),
            idempotency: match object {
                Some(object) if object.upsert.is_some() && look_up => Idempotency::Upsert,
                Some(object) if object.has_idempotency() => Idempotency::Key,
                _ => Idempotency::None,
            },
            look_up,
            update: object.is_some_and(|object| object.update.is_some() || object.upsert.is_some()),
        }
    }

    fn advice(&self) -> Advice {
        let limits = self.session.profile.limits;
        Advice {
            requests_per_second: limits.requests_per_second,
            requests_per_day: limits.requests_per_day,
            concurrency: limits.concurrency,
        }
    }

    fn judge(&self, request: &Request, response: &Response) -> Option<Fault> {
        judge::judge(
            &self.session.profile.statuses,
            &self.errors,
            request,
            response,
        )
    }

    fn load(&self, object: &ObjectSpec, batch: Vec<Outgoing>) -> Box<dyn Exchange> {
        Box::new(load::Load::new(&self.session, object, batch))
    }

    fn look_up(&self, object: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange> {
        Box::new(look_up::LookUps::new(&self.session, &object.name, keys))
    }

    fn read_back(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        Box::new(read_back::ReadBack::new(&self.session, object))
    }

    fn describe(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        Box::new(describe::Describe::new(&self.session, &object.name))
    }
}
