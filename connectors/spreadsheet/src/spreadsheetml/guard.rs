//! Keeps a text that no cell could hold from filling the memory.

use std::io::{Error, ErrorKind, Read};

use crate::limits::XML_RUN_MAX;

/// Reads on while a tag begins or ends at least every [`XML_RUN_MAX`] bytes; then fails with
/// [`ErrorKind::FileTooLarge`].
pub(super) struct Guard<R> {
    inner: R,
    run: usize,
}

impl<R> Guard<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, run: 0 }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        let tail = read.iter().rev().position(|byte| b"<>".contains(byte));
        self.run = tail.unwrap_or(self.run.saturating_add(count));
        if self.run > XML_RUN_MAX {
            return Err(Error::from(ErrorKind::FileTooLarge));
        }
        Ok(count)
    }
}
