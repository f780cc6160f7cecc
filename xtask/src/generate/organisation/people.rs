//! What the systems of this module export.

use super::estate::Estate;
use super::files::Out;
use crate::Outcome;

/// Writes the files of the module.
pub(super) fn write(_estate: &Estate, _out: &mut Out) -> Outcome {
    Ok(())
}
