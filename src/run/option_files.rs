//! Options that name files: their text is read here and handed over, since connectors do no I/O.

use std::path::Path;

use landbridge_contract::{OptionKind, OptionValue, Options, SourceConnector};
use sha2::{Digest as _, Sha256};

use crate::diagnose::{Diagnostic, Diagnostics, Severity, codes};
use crate::mapping::SourceSpec;
use crate::registry;

/// Puts the text of each file that an option names in the place of its name; says which cannot be
/// read. The hash takes note of the texts: they are part of what a run is made of. False where one
/// could not be read, so that the source is not opened with half of its options.
pub(super) fn read(
    dir: &Path,
    spec: &mut SourceSpec,
    hasher: &mut Sha256,
    out: &mut Diagnostics,
) -> bool {
    let Some(connector) = registry::source(&spec.kind) else {
        return true;
    };
    let problems = put(dir, connector, &mut spec.options, |text| {
        hasher.update(text.as_bytes());
    });
    let whole = problems.is_empty();
    for (option, problem) in problems {
        out.push(Diagnostic {
            code: &codes::FILE_MISSING,
            severity: Severity::Error,
            at: Some(spec.option_places.get(option).unwrap_or(&spec.at).clone()),
            found: problem,
            expected: "a text file in UTF-8, relative to the project folder".to_owned(),
            nearest: None,
            fix: None,
        });
    }
    whole
}

/// As `read`, for options that stand in no mapping; gives the options that could not be read, and
/// why.
pub fn put(
    dir: &Path,
    connector: &dyn SourceConnector,
    options: &mut Options,
    mut take_note: impl FnMut(&str),
) -> Vec<(&'static str, String)> {
    let mut problems = Vec::new();
    let of_files = connector.options().iter();
    for spec in of_files.filter(|spec| spec.kind == OptionKind::File) {
        let Some(OptionValue::Text(name)) = options.0.get_mut(spec.name) else {
            continue;
        };
        match std::fs::read_to_string(dir.join(&*name)) {
            Ok(text) => {
                take_note(&text);
                *name = text;
            }
            Err(why) => problems.push((spec.name, format!("{name}: {why}"))),
        }
    }
    problems
}

#[cfg(test)]
mod tests;
