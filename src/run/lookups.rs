//! Reads the sources that rules take single values from, and holds their records by key.
//!
//! They are read before the main source and held in memory, so their number is limited as that of
//! joined records is.

use std::path::Path;

use super::fault::RunFault;
use super::files;
use super::joins::{RECORDS_MAX, hidden};
use super::open::{each_record, open_hashed};
use crate::ledger::ExtractFacts;
use crate::mapping::{Lookups, Plan};

/// Reads the lookups of a mapping. A file that cannot be read to its end is a fault: what it lacks
/// would look as if nobody had it.
///
/// `hashed` gets each file with its hash, as it was read.
pub(super) fn read(
    plan: &Plan,
    data: &Path,
    hashed: &mut Vec<ExtractFacts>,
) -> Result<Lookups, RunFault> {
    let mut lookups = Lookups::default();
    let mut left = RECORDS_MAX;
    for (index, lookup) in plan.lookups().iter().enumerate() {
        for file in files::matching(data, &lookup.source.pattern) {
            let source = open_hashed(&lookup.source, &file, hashed)?;
            let read = each_record(source, &file.name, &lookup.projection, |record, layout| {
                if lookups.insert(index, lookup, record, layout) {
                    left = left.checked_sub(1).ok_or_else(|| RunFault::File {
                        file: file.name.clone(),
                        message: format!("more than {RECORDS_MAX} different records to look up"),
                    })?;
                }
                Ok(())
            });
            read.map_err(|fault| hidden(fault, &lookup.source, left))?;
        }
    }
    Ok(lookups)
}
