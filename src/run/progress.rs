//! Progress as a stage reports it, whoever shows it.

/// Shows how far a stage has come. Called from several threads; must not block for long.
pub trait Progress: Send + Sync {
    /// A stage begins: its word, the object, and how much there is where that is known.
    fn begin(&self, stage: &str, object: &str, total: Option<u64>);
    /// So much more is done.
    fn advance(&self, done: u64);
    /// The stage is over; `summary` says what it came to.
    fn end(&self, summary: &str);
    /// Something worth a line of its own.
    fn note(&self, text: &str);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _stage: &str, _object: &str, _total: Option<u64>) {}
    fn advance(&self, _done: u64) {}
    fn end(&self, _summary: &str) {}
    fn note(&self, _text: &str) {}
}
