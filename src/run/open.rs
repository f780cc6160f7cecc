//! Opening legacy files through their connectors.

use landbridge_contract::{Name, Source};

use super::copies::Numbered;
use super::fault::RunFault;
use super::files::{LegacyFile, Readable};
use crate::mapping::SourceSpec;
use crate::registry;

/// Opens a file as a mapping's source says.
pub(super) fn open_source(
    spec: &SourceSpec,
    file: &LegacyFile,
) -> Result<Box<dyn Source>, RunFault> {
    source_of(spec, Readable::open(file)?)
}

/// The same for a file that is open.
pub(super) fn source_of(
    spec: &SourceSpec,
    readable: Readable,
) -> Result<Box<dyn Source>, RunFault> {
    let connector = registry::source(&spec.kind)
        .ok_or_else(|| RunFault::Defect(format!("connector `{}` is not registered", spec.kind)))?;
    let source = readable.source(connector, &spec.options)?;
    Ok(match &spec.copies {
        Some(name) => Box::new(Numbered::new(source, Name::clone(name))),
        None => source,
    })
}
