//! `go` and `pause`: a person lets a run go on, or lets all loads wait.

use std::io::Write;

use super::args::{GoArguments, PauseArguments};
use super::exit::{Exit, Failure};
use super::operator::operator;
use super::runs;
use crate::clock;
use crate::ledger::Pause;

/// Lets a run go on beyond its first records.
pub(super) fn go(arguments: &GoArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let folder = &arguments.place.project;
    let (run, selection, settings) =
        runs::loaded_run(folder, arguments.run, &["load", "run"], &arguments.operator)?;
    let session = runs::session(folder, &selection, settings)?;
    let ended = runs::drive(&session, async |session| session.go(run).await)?;
    let Some(ended) = ended else {
        let message = format!(
            "nothing of run {0} waits\n`landbridge runs` lists the runs, and `landbridge report {0}` says what became of it.",
            run.0
        );
        return Err(Failure::new(Exit::Usage, message));
    };
    runs::finish(&session, &ended, arguments.format, out)
}

/// Lets all loads of the ledger wait, or go on.
pub(super) fn pause(arguments: &PauseArguments, out: &mut dyn Write) -> Result<Exit, Failure> {
    let project = super::project(&arguments.place.project)?;
    let ledger = super::ledger(&project)?;
    if arguments.resume {
        let was = ledger.resume().map_err(super::ledger_failure)?;
        let line = if was {
            "loads go on"
        } else {
            "the ledger was not paused; nothing changes"
        };
        super::print(out, line)?;
        return Ok(Exit::Ok);
    }
    let pause = Pause {
        by: operator(&arguments.operator)?,
        at: clock::now(),
    };
    ledger.pause(&pause).map_err(super::ledger_failure)?;
    super::print(
        out,
        "paused: loads on this ledger settle what is in flight and send nothing more\n\
         Let them go on with `landbridge pause --resume`.",
    )?;
    Ok(Exit::Ok)
}
