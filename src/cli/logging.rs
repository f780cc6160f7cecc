//! Log lines on standard error: text for people, JSON for programs.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

use super::args::LogFormat;
use super::exit::{Exit, Failure};

/// What `--log-level` takes.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// Starts logging for the process.
pub(super) fn start(format: LogFormat, level: &str) -> Result<(), Failure> {
    let wrong = || {
        Failure::new(
            Exit::Usage,
            format!(
                "--log-level takes one of {}, found `{level}`",
                LEVELS.join(", ")
            ),
        )
    };
    // Only our own lines: a library at debug level may print what must not be printed. So a level
    // is one word, and not a list of directives.
    if !LEVELS.contains(&level) {
        return Err(wrong());
    }
    let filter =
        EnvFilter::try_new(format!("off,landbridge={level}")).map_err(|_ignored| wrong())?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        // Whoever read it may have gone, and the complaint about that would go the same way.
        .log_internal_errors(false)
        .with_writer(io::stderr);
    let started = match format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .try_init(),
    };
    // A second start in one process (tests) keeps the first.
    drop(started);
    Ok(())
}
