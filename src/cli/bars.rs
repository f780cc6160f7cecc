//! Progress on standard error: bars on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::diagnose::grouped;
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

/// Records a second so far, in whole ones.
fn rate(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    let milliseconds = state.elapsed().as_millis().max(1);
    let rate = u128::from(state.pos()) * 1_000 / milliseconds;
    let text = format!("{}/s", grouped(u64::try_from(rate).unwrap_or(u64::MAX)));
    // A terminal that is gone shows no rate.
    out.write_str(&text).unwrap_or_default();
}

impl Progress for Bars {
    fn begin(&self, stage: &str, object: &str, total: Option<u64>) {
        let label = format!("{stage:<9} {object}");
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        if self.terminal {
            let form = match total {
                Some(_) => "{msg:<28} [{bar:24}] {human_pos}/{human_len} {rate:>9}",
                None => "{msg:<28} {spinner} {human_pos} {rate:>9}",
            };
            let style = ProgressStyle::with_template(form)
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .with_key("rate", rate)
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

fn line(text: &str) {
    super::say_line(text);
}
