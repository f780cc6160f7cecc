//! Opening legacy files through their connectors.

use std::sync::Arc;

use landbridge_contract::{Batch, Flow, Layout, Name, Projection, Record, Source};

use super::copies::Numbered;
use super::explode::Exploded;
use super::fault::RunFault;
use super::files::{LegacyFile, Readable};
use super::group::Grouped;
use super::headed::Headed;
use crate::ledger::ExtractFacts;
use crate::mapping::SourceSpec;
use crate::registry;

/// Opens a file as a mapping's source says.
pub(super) fn open_source(
    spec: &SourceSpec,
    file: &LegacyFile,
) -> Result<Box<dyn Source>, RunFault> {
    source_of(spec, Readable::open(file)?)
}

/// The same; the file's size and hash, as it is read, are added to `hashed`.
pub(super) fn open_hashed(
    spec: &SourceSpec,
    file: &LegacyFile,
    hashed: &mut Vec<ExtractFacts>,
) -> Result<Box<dyn Source>, RunFault> {
    let mut readable = Readable::open(file)?;
    hashed.push(readable.facts()?);
    source_of(spec, readable)
}

/// The same for a file that is open.
pub(super) fn source_of(
    spec: &SourceSpec,
    readable: Readable,
) -> Result<Box<dyn Source>, RunFault> {
    let mut source = rows_of(spec, readable)?;
    if !spec.explode.is_empty() {
        source = Box::new(Exploded::new(source, &spec.explode));
    }
    Ok(match &spec.group {
        Some(group) => Box::new(Grouped::new(source, group)),
        None => source,
    })
}

/// The same with its rows as they are, before they are taken apart or put together.
pub(super) fn rows_of(spec: &SourceSpec, readable: Readable) -> Result<Box<dyn Source>, RunFault> {
    let connector = registry::source(&spec.kind)
        .ok_or_else(|| RunFault::Defect(format!("connector `{}` is not registered", spec.kind)))?;
    let mut source = readable.source(connector, &spec.options)?;
    if !spec.headings.is_empty() {
        source = Box::new(Headed::new(source, &spec.headings));
    }
    Ok(match &spec.copies {
        Some(name) => Box::new(Numbered::new(source, Name::clone(name))),
        None => source,
    })
}

/// Records drawn at once.
const BATCH: usize = 1_024;

/// Takes every record of a source that is not staged: a crosswalk, a joined sheet, a worksheet. A record
/// that cannot be read ends it, since nobody would miss it. `name` is the file's.
pub(super) fn each_record(
    source: Box<dyn Source>,
    name: &str,
    projection: &Projection,
    mut take: impl FnMut(Record, &Arc<Layout>) -> Result<(), RunFault>,
) -> Result<(), RunFault> {
    let mut reader = source.read(projection)?;
    let mut batch = Batch::default();
    loop {
        let flow = reader.next_batch(&mut batch, BATCH)?;
        let layout = reader.layout();
        if let Some(fault) = batch.faults.first() {
            return Err(RunFault::File {
                file: name.to_owned(),
                message: format!(
                    "{}: found {}, expected {}",
                    fault.origin, fault.found, fault.expected
                ),
            });
        }
        for record in batch.records.drain(..) {
            take(record, &layout)?;
        }
        if flow == Flow::End {
            return Ok(());
        }
    }
}
