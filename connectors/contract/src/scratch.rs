//! Space for what a source must put aside while it reads.

use std::fmt;
use std::io::{self, Cursor, Read, Seek, Write};
use std::sync::Arc;

/// Something to write to and to read back from.
pub trait ReadWriteSeek: Read + Write + Seek + Send {}
impl<T: Read + Write + Seek + Send> ReadWriteSeek for T {}

type Make = dyn Fn() -> io::Result<Box<dyn ReadWriteSeek>> + Send + Sync;

/// Makes space on demand for what does not fit a source's budget of memory, since a source opens
/// no files of its own. Space is empty when made, belongs to whom asked for it, and is gone when
/// dropped.
#[derive(Clone)]
pub struct Scratch(Arc<Make>);

impl Scratch {
    /// Scratch space that is made by this function: by the engine, as files without a name.
    pub fn new(
        make: impl Fn() -> io::Result<Box<dyn ReadWriteSeek>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(make))
    }

    /// Makes new, empty space.
    pub fn make(&self) -> io::Result<Box<dyn ReadWriteSeek>> {
        (self.0)()
    }
}

/// Space in memory, for tests and for files known to be small.
impl Default for Scratch {
    fn default() -> Self {
        Self::new(|| Ok(Box::new(Cursor::new(Vec::new()))))
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scratch")
    }
}
