//! Watches the process that feeds a reader, and starts it anew when it has died.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::readers::Reader;
use crate::{Outcome, say};

/// How long one input may take.
pub(crate) const TIME_MAX: Duration = Duration::from_secs(10);
/// Failures after which a reader is given up: there is enough to mend.
const FAILURES_MAX: u64 = 20;

/// Feeds a reader all inputs; the number of those that did what no input may do.
pub(crate) fn run(arguments: &Arguments, reader: &Reader) -> Outcome {
    let begun = Instant::now();
    let mut failed = 0;
    let mut from = 0;
    while from < arguments.inputs && failed < FAILURES_MAX {
        let mut worker = Worker::start(arguments, reader, from)?;
        let ended = worker.follow(reader, from, &mut failed);
        from = match ended {
            Ended::Done => arguments.inputs,
            Ended::At(number) => number + 1,
        };
    }
    let fed = from.min(arguments.inputs);
    say(&format!(
        "{}: {fed} inputs, {failed} failed, {} s",
        reader.name,
        begun.elapsed().as_secs()
    ));
    Ok(failed)
}

enum Ended {
    Done,
    /// Died or was ended at this input.
    At(u64),
}

struct Worker {
    child: Child,
    lines: Receiver<String>,
}

impl Worker {
    fn start(
        arguments: &Arguments,
        reader: &Reader,
        from: u64,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--reader", reader.name])
            .args(["--seed", &arguments.seed.to_string()])
            .args(["--inputs", &arguments.inputs.to_string()])
            .args(["--worker-from", &from.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, lines })
    }

    fn follow(&mut self, reader: &Reader, from: u64, failed: &mut u64) -> Ended {
        let mut at = from;
        loop {
            match self.lines.recv_timeout(TIME_MAX) {
                Ok(line) => {
                    if let Some(what) = line.strip_prefix("! ") {
                        *failed += 1;
                        say(&format!("{} {what}", reader.name));
                    } else if let Ok(number) = line.parse() {
                        at = number;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    drop(self.child.kill());
                    *failed += 1;
                    say(&format!(
                        "{} {at} more than {} s",
                        reader.name,
                        TIME_MAX.as_secs()
                    ));
                    return Ended::At(at);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait();
                    if status.as_ref().is_ok_and(std::process::ExitStatus::success) {
                        return Ended::Done;
                    }
                    *failed += 1;
                    say(&format!(
                        "{} {at} the end of its process ({status:?})",
                        reader.name
                    ));
                    return Ended::At(at);
                }
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
