//! `reconcile --against`: a file in the place of the ERP.

use std::io::Write;
use std::path::Path;

use super::args::{AgainstArguments, Format, OperatorArguments, SourceArguments};
use super::exit::{Exit, Failure};
use super::operator::operator;
use super::runs;
use super::source::Opened;
use crate::clock;
use crate::run::{Selection, Settings};

/// What stands for the ERP.
struct Held<'a> {
    file: &'a Path,
    object: &'a str,
    arguments: &'a AgainstArguments,
}

/// Compares a run with the ERP, or what would be sent with a file.
pub(super) fn reconcile_either(
    folder: &Path,
    run: Option<i64>,
    against: &AgainstArguments,
    by: &OperatorArguments,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    match (&against.against, &against.object) {
        (Some(file), Some(object)) => {
            let held = Held {
                file,
                object,
                arguments: against,
            };
            reconcile(folder, &held, by, format, out)
        }
        _ => runs::reconcile(folder, run, by, format, out),
    }
}

/// Compares what would be sent of an object with a file.
fn reconcile(
    folder: &Path,
    held: &Held<'_>,
    by: &OperatorArguments,
    format: Format,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let opened = Opened::open(&SourceArguments {
        file: held.file.to_path_buf(),
        source: held.arguments.source.clone(),
        sheet: None,
        header: None,
        records: None,
        options: held.arguments.options.clone(),
    })?;
    let reader = opened.read(false)?;
    let selection = Selection {
        objects: vec![held.object.to_owned()],
        ..Selection::default()
    };
    // Keys are those of the cut-over: no rehearsal is in the file.
    let settings = Settings {
        operator: operator(by)?,
        ..Settings::new("cut-over", clock::today())
    };
    let session = runs::session(folder, &selection, settings)?;
    let ended = session.reconcile_against(held.object, reader);
    let ended = ended.map_err(|fault| super::run_failure(fault, &session.prepared().sources))?;
    runs::finish(&session, &ended, format, out)
}
