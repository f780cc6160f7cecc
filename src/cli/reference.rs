//! `reference`: the generated files of the documentation.

use std::io::Write;

use super::args::ReferencePart;
use super::exit::{Exit, Failure};
use crate::reference;

/// Runs the command.
pub(super) fn run(part: ReferencePart, out: &mut dyn Write) -> Result<Exit, Failure> {
    let text = match part {
        ReferencePart::Page => reference::markdown(),
        ReferencePart::ProjectSchema => format!("{:#}", reference::project_schema()),
        ReferencePart::MappingSchema => format!("{:#}", reference::mapping_schema()),
    };
    super::print(out, text.trim_end())?;
    Ok(Exit::Ok)
}
