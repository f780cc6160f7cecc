//! Exit codes: part of the command line's contract, for jobs that act on them.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, and nothing is wrong.
    Ok,
    /// Something unexpected failed.
    Unexpected,
    /// The command line is wrong.
    Usage,
    /// The project or a mapping is wrong, or an extract cannot be read.
    Project,
    /// More rejects than the gate allows.
    Rejects,
    /// More open breaks than the gate allows.
    Breaks,
    /// The target cannot be reached, or does not let us in.
    Target,
    /// The ledger is in use, or newer than the program.
    Ledger,
    /// A sign-off is missing.
    SignOff,
    /// Stopped on purpose, by a signal, by a rule or for a person: the same command goes on where it stopped, or `go` does.
    Stopped,
}

impl Exit {
    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Project => 3,
            Self::Rejects => 4,
            Self::Breaks => 5,
            Self::Target => 6,
            Self::Ledger => 7,
            Self::SignOff => 8,
            Self::Stopped => 9,
        }
    }
}

/// What a command came to when it could not be carried out: an exit code and what to tell.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened, and what to do; several lines are fine. Empty when all was said already.
    pub message: String,
}

impl Failure {
    /// Makes a failure.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
        }
    }
}
