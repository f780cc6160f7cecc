//! Running the program and watching it from outside.

use std::error::Error;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Between two looks at a process. Its peak never falls, so only growth within the last interval can be missed.
const LOOK: Duration = Duration::from_millis(5);

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// From start to end.
    pub(crate) wall: Duration,
    /// The most memory that was resident at one time, in KiB (`VmHWM` of /proc, proc(5)).
    pub(crate) peak_kib: u64,
    /// Its exit code.
    pub(crate) code: i32,
}

impl Cost {
    /// The peak in megabytes of a million bytes.
    pub(crate) fn megabytes(&self) -> u64 {
        self.peak_kib * 1_024 / 1_000_000
    }
}

/// Runs a command to its end.
pub(crate) fn measure(mut command: Command) -> Result<Cost, Box<dyn Error>> {
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let mut peak_kib = 0;
    loop {
        peak_kib = peak(&child).unwrap_or(0).max(peak_kib);
        if let Some(status) = child.try_wait()? {
            return Ok(Cost {
                wall: begun.elapsed(),
                peak_kib,
                code: status.code().unwrap_or(-1),
            });
        }
        sleep(LOOK);
    }
}

fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A process that ends with the benchmark.
pub(crate) struct Served(pub(crate) Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
