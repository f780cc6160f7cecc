//! Values that must be unique, held against the records that earlier runs loaded.

use landbridge_contract::{Value, json};

use super::fault::RunFault;
use super::stage::Stager;
use crate::ledger::{ObjectId, key_hash};
use crate::mapping::Plan;

/// Puts the unique values of loaded records aside, for [`crate::ledger::Ledger::cross_issues`] to hold those
/// of this run against. Records that this run brings again count with what it brings.
pub(super) fn find(stager: &Stager<'_>, object: ObjectId, plan: &Plan) -> Result<(), RunFault> {
    let (ledger, run) = (stager.ledger, stager.run);
    ledger.begin_loaded_uniques()?;
    if plan.uniques().is_empty() {
        return Ok(());
    }
    let mut broken = None;
    ledger.loaded_uniques(run, object, stager.target, |payload| {
        let fields = match json::read_value(payload) {
            Ok(Value::Record(fields)) => fields,
            Ok(_) => return Vec::new(),
            Err(error) => {
                broken = Some(format!("a stored payload is not JSON: {error}"));
                return Vec::new();
            }
        };
        let values = plan.unique_values(&fields);
        values
            .map(|(check, text)| (u16::try_from(check).unwrap_or(u16::MAX), key_hash(&text)))
            .collect()
    })?;
    broken.map_or(Ok(()), |why| Err(RunFault::Defect(why)))
}
