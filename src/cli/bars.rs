//! Progress on standard error: bars on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::run::Progress;

/// Shows progress on standard error.
#[derive(Debug)]
pub(super) struct Bars {
    terminal: bool,
    current: Mutex<Option<(ProgressBar, String)>>,
}

impl Bars {
    /// Bars where standard error is a terminal, plain lines elsewhere.
    pub(super) fn new() -> Self {
        Self {
            terminal: std::io::stderr().is_terminal(),
            current: Mutex::new(None),
        }
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Option<(ProgressBar, String)>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Bars {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress for Bars {
    fn begin(&self, stage: &str, object: &str, total: Option<u64>) {
        let label = format!("{stage:<9} {object}");
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        if self.terminal {
            let form = match total {
                Some(_) => "{msg:<28} [{bar:24}] {human_pos}/{human_len} {per_sec:>12}",
                None => "{msg:<28} {spinner} {human_pos} {per_sec:>12}",
            };
            let style = ProgressStyle::with_template(form)
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("=> ");
            bar.set_style(style);
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        bar.set_message(label.clone());
        *self.current() = Some((bar, label));
    }

    fn advance(&self, done: u64) {
        if let Some((bar, _)) = self.current().as_ref() {
            bar.inc(done);
        }
    }

    fn end(&self, summary: &str) {
        if let Some((bar, label)) = self.current().take() {
            bar.finish_and_clear();
            line(&format!("{label:<28} {summary}"));
        }
    }

    fn note(&self, text: &str) {
        if let Some((bar, _)) = self.current().as_ref() {
            bar.suspend(|| line(text));
        } else {
            line(text);
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "progress is what standard error is for"
)]
fn line(text: &str) {
    eprintln!("{text}");
}
