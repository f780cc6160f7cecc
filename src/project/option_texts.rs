//! Files that options of targets name: their texts are kept with the target, since connectors do no I/O, and held
//! against what the connector accepts.

use std::io;
use std::sync::Arc;

use landbridge_contract::{FileFault, OptionKind, OptionValue};

use super::catalog::ConnectorCatalog;
use super::mistake::mistake;
use super::model::{OptionText, TargetConfig};
use crate::diagnose::{Diagnostic, Diagnostics, Location, codes, nearest};

/// Gives the name under which messages show a file, and its text.
pub(super) type Read<'r> = dyn FnMut(&str) -> io::Result<(Arc<str>, Arc<str>)> + 'r;

/// Reads the texts of a target's files and says all that is wrong in them. `read` is given a name
/// relative to the project folder.
pub(super) fn read_all(
    target: &mut TargetConfig,
    catalog: &dyn ConnectorCatalog,
    read: &mut Read<'_>,
    out: &mut Diagnostics,
) {
    let Some(connector) = catalog.target(&target.kind) else {
        return;
    };
    let options = connector.options().iter();
    for option in options.filter(|option| option.kind == OptionKind::File) {
        let Some(OptionValue::Text(name)) = target.options.0.get(option.name) else {
            continue;
        };
        let at = target.option_places.get(option.name).unwrap_or(&target.at);
        match read(name) {
            Ok((file, text)) => {
                let faults = connector.check_file(option.name, &text);
                let wrong = faults.into_iter().map(|fault| diagnostic(&file, fault));
                out.0.extend(wrong);
                target.option_texts.push(OptionText {
                    option: option.name,
                    text,
                });
            }
            Err(why) => {
                let expected = "a text file in UTF-8, relative to the project folder";
                let found = format!("{name}: {why}");
                out.push(mistake(&codes::FILE_MISSING, at, found, expected));
            }
        }
    }
}

fn diagnostic(file: &Arc<str>, fault: FileFault) -> Diagnostic {
    let at = Location {
        file: Arc::clone(file),
        line: fault.line,
        column: fault.column,
    };
    let mut wrong = mistake(&codes::MAPPING_OPTION, &at, fault.found, fault.expected);
    if let Some((name, known)) = fault.unknown {
        let known = known.iter().map(String::as_str);
        wrong.nearest = nearest(&name, known).map(str::to_owned);
    }
    wrong
}
