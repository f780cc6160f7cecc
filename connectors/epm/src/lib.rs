//! Speaks Oracle EPM Planning REST as a target: planning and budgeting data, cell by cell.
//!
//! A target of its own beside `fusion`: Planning has another host, other users, other paths and another idea of
//! data. There are no records with ids but cells of a cube, each known by one member of every dimension; so an
//! object is a cube, a record a cell, and its business key all its members. Writing a cell again overwrites it with
//! the same, which makes every second sending harmless.
//!
//! Records go as slices (`importdataslice`), whose answer counts accepted and rejected cells and names those that are
//! rejected; or, where the mapping names a job, as a file with an import job. A job's end proves nothing here: what it
//! loaded is read from the cube, and what is not there goes once more as a slice, which says why.
//!
//! Must never do I/O, read a clock, or guess. Source of the facts: Oracle's REST guide for EPM Planning; what it
//! leaves open can be configured.
//!
//! Reading order: [`settings`](Settings), `shape`, `wire`, `grid`, `answers`, `slices`, `cells`, `job`.

mod answers;
mod cells;
mod grid;
mod job;
mod settings;
mod shape;
mod slices;
mod wire;

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;

use landbridge_contract::{
    AttemptName, Bulk, BusinessKey, Capabilities, Event, Exchange, Fault, Idempotency, Name,
    ObjectSpec, OptionFault, OptionSpec, Options, Outgoing, Reply, Request, Response, Step, Target,
    TargetConnector,
};

pub use settings::Settings;

use shape::Shape;
use wire::Wire;

/// Oracle EPM Planning as a kind of target.
#[derive(Debug, Clone, Copy, Default)]
pub struct Epm;

impl TargetConnector for Epm {
    fn kind(&self) -> &'static str {
        "epm"
    }

    fn options(&self) -> &'static [OptionSpec] {
        settings::OPTIONS
    }

    fn object_options(&self) -> &'static [OptionSpec] {
        shape::OPTIONS
    }

    fn check(&self, options: &Options) -> Vec<OptionFault> {
        Settings::read(options).err().unwrap_or_default()
    }

    fn check_object(&self, options: &Options) -> Vec<OptionFault> {
        Shape::read(options).err().unwrap_or_default()
    }

    fn build(&self, options: &Options) -> Result<Box<dyn Target>, Vec<OptionFault>> {
        Ok(Box::new(EpmTarget::new(Settings::read(options)?)))
    }
}

/// A translator for one application.
#[derive(Debug, Clone)]
pub struct EpmTarget {
    wire: Wire,
}

impl EpmTarget {
    /// Makes a translator of checked settings.
    pub fn new(settings: Settings) -> Self {
        Self {
            wire: Wire::new(settings),
        }
    }

    fn shape(object: &ObjectSpec) -> Shape {
        // Checked with the mapping: what does not fit is no shape at all, and refuses every record.
        Shape::read(&object.options).unwrap_or_default()
    }
}

impl Target for EpmTarget {
    fn object(&self, name: &str, overrides: &Options) -> Option<ObjectSpec> {
        let shape = Shape::read(overrides).unwrap_or_default();
        let path = self.wire.cube(name)?;
        Some(ObjectSpec {
            name: Name::from(name),
            read_path: path.clone(),
            path,
            id_attribute: String::new(),
            key_attributes: shape.dimensions().cloned().collect(),
            children: Vec::new(),
            attributes: Vec::new(),
            child_keys: Vec::new(),
            options: overrides.clone(),
        })
    }

    fn object_names(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn capabilities(&self, object: &ObjectSpec) -> Capabilities {
        let shape = Self::shape(object);
        let keyed = shape
            .dimensions()
            .all(|dimension| object.key_attributes.contains(dimension));
        Capabilities {
            records_per_request_max: shape.cells_per_request,
            idempotency: Idempotency::Upsert,
            look_up: keyed && shape.dimensions().count() > 0,
            update: true,
        }
    }

    fn bulk(&self, object: &ObjectSpec) -> Option<Bulk> {
        Self::shape(object).job.is_some().then_some(Bulk {
            records_max: const { NonZeroU32::new(job::CELLS_MAX).unwrap() },
            bytes_max: job::BYTES_MAX,
        })
    }

    fn judge(&self, request: &Request, response: &Response) -> Option<Fault> {
        response.fault(request, String::new)
    }

    fn load(&self, object: &ObjectSpec, batch: Vec<Outgoing>) -> Box<dyn Exchange> {
        Box::new(slices::Slices::new(object, &Self::shape(object), batch))
    }

    fn load_job(
        &self,
        object: &ObjectSpec,
        batch: Vec<Outgoing>,
        attempt: &AttemptName,
    ) -> Box<dyn Exchange> {
        let shape = Self::shape(object);
        match shape.job.clone() {
            Some(job) => Box::new(job::Import::new(
                &self.wire,
                object,
                shape,
                batch,
                (&job, &attempt.to_string()),
            )),
            None => self.load(object, batch),
        }
    }

    fn resume(
        &self,
        object: &ObjectSpec,
        batch: Vec<Outgoing>,
        _attempt: &AttemptName,
        note: &str,
    ) -> Option<Box<dyn Exchange>> {
        let shape = Self::shape(object);
        let resumed = job::Import::resumed(&self.wire, object, shape, batch, note)?;
        Some(Box::new(resumed))
    }

    fn look_up(&self, object: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange> {
        Box::new(cells::LookUps::new(object, Self::shape(object), keys))
    }

    fn read_back(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        Box::new(cells::ReadBack::new(object, &Self::shape(object)))
    }

    fn describe(&self, object: &ObjectSpec) -> Box<dyn Exchange> {
        Box::new(Described(Self::shape(object).schema(&object.name)))
    }
}

/// Says what a mapping states of a cube: Planning describes none.
struct Described(String);

impl Exchange for Described {
    fn advance(&mut self, _event: Event) -> Step {
        Step::Done(vec![Reply::Description(std::mem::take(&mut self.0))])
    }
}
