//! Records of the ERP's object that other mappings of the project loaded, and this one did not.
//!
//! Several mappings may load into one object: contracts of the procurement register and agreements with partners are both
//! contracts. Each is reconciled by itself, and what another one loaded is no surprise to it.

use landbridge_contract::{Found, Name};

use super::fault::RunFault;
use super::read_back::key_of;
use crate::ledger::{Ledger, ObjectId};
use crate::mapping::CheckedMapping;
use crate::project::Project;

/// The other mappings that load into the same object of the same target.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// The target's name in the project.
    target: String,
    /// Each with the attributes of its business key.
    mappings: Vec<(ObjectId, Vec<Name>)>,
}

impl Others {
    /// Those beside `own`.
    pub(super) fn of(
        own: &CheckedMapping,
        project: &Project,
        ledger: &Ledger,
    ) -> Result<Self, RunFault> {
        let target = |mapping| project.target_of(mapping).map(|target| &*target.name);
        let Some(name) = target(own) else {
            return Ok(Self::default());
        };
        let mut mappings = Vec::new();
        for other in &project.mappings {
            let same = other.target.object == own.target.object && target(other) == Some(name);
            if same && other.object != own.object {
                let key = other
                    .business_key
                    .iter()
                    .map(|named| Name::clone(&named.name));
                mappings.push((ledger.object(&other.object)?, key.collect()));
            }
        }
        Ok(Self {
            target: name.to_owned(),
            mappings,
        })
    }

    /// Whether another mapping loaded a record that was read back; `own` is this mapping with the record's key in it.
    pub(super) fn loaded(
        &self,
        ledger: &Ledger,
        found: &Found,
        (object, key): (ObjectId, &str),
    ) -> Result<bool, RunFault> {
        if self.mappings.is_empty() || ledger.target_id(&self.target, object, key)?.is_some() {
            return Ok(false);
        }
        for (other, attributes) in &self.mappings {
            let key = key_of(attributes, &found.attributes);
            let held = ledger.target_id(&self.target, *other, &key)?;
            if held.is_some_and(|id| id == found.target_id) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
