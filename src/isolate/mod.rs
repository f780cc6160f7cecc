//! Reading a file in a process of its own, with limits on memory and time.
//!
//! Some formats are decoded by libraries that a hostile or broken file can make allocate without
//! bound, abort or run for ever, for which there is no catching inside the process. Such a file is
//! opened and read by a child: this program again, started with a hidden command, that speaks
//! the protocol of [`wire`] over its standard input and output. Whatever happens to the child, the parent gets
//! records or a clear fault.
//!
//! [`open`] gives the parent's side, which looks like any other source; [`serve`] is the child's.

mod child;
mod limits;
mod parent;
mod wire;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use landbridge_contract::{Input, Options, Scratch, Source, SourceConnector, SourceFault};

pub(crate) use child::serve;
use parent::Isolated;

/// The hidden command that the child is started with.
pub(crate) const COMMAND: &str = "read-isolated";

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Says which program can be started as a child. Where nobody says so (in a library's tests), files
/// are read inside the process.
pub(crate) fn enable() {
    if let Ok(program) = std::env::current_exe() {
        PROGRAM.get_or_init(|| program);
    }
}

fn program() -> Option<&'static PathBuf> {
    PROGRAM.get()
}

/// Opens a file with its connector: in a child where the connector wants that, else here.
pub(crate) fn open(
    connector: &dyn SourceConnector,
    mut input: Input,
    path: &Path,
    options: &Options,
) -> Result<Box<dyn Source>, SourceFault> {
    if connector.wants_isolation(&mut input) {
        let file = Arc::clone(&input.file);
        if let Some(isolated) = Isolated::open(connector.kind(), &file, path, options) {
            return Ok(Box::new(isolated?));
        }
    }
    connector.open(input, options)
}

/// Scratch space for sources: files without a name, in the folder of the system for such.
pub(crate) fn scratch() -> Scratch {
    Scratch::new(|| Ok(Box::new(tempfile::tempfile()?)))
}
