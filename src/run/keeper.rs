//! Programs that keep secrets: what one says is a value of a target.

use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::clock;

/// How long a program is waited for: enough to unlock a vault, and to type a password where it asks for one.
pub(super) const SAID_WITHIN: Duration = Duration::from_mins(1);

/// The longest secret, in bytes: a chain of certificates with its key stays far below.
const BYTES_MAX: u64 = 1024 * 1024;

/// How often is looked whether a program that has said everything has ended.
const LOOKED_EVERY: Duration = Duration::from_millis(10);

/// What a program says, run without a shell in this folder. One that does not end in time is killed. No fault repeats
/// its arguments or what it says.
pub(super) fn said_by(folder: &Path, words: &[String], within: Duration) -> io::Result<String> {
    let (program, arguments) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    // What it complains of may hold what it should keep.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn()?;
    let said = listen(&mut child, within);
    if said.is_err() {
        // It may have ended by itself meanwhile; either way it is waited for, so that nothing of it stays.
        child.kill().ok();
        child.wait().ok();
    }
    String::from_utf8(said?)
        .map_err(|_not_utf8| io::Error::other("it says what is no text in UTF-8"))
}

fn listen(child: &mut Child, within: Duration) -> io::Result<Vec<u8>> {
    let begun = clock::monotonic();
    let left = || within.saturating_sub(Duration::from_nanos(clock::monotonic() - begun));
    let late = || {
        let seconds = within.as_secs_f32();
        let message = format!(
            "it did not end within {seconds} s and was stopped; it may wait for somebody to type, or for a vault \
             that is out of reach"
        );
        io::Error::new(io::ErrorKind::TimedOut, message)
    };
    let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let (sender, receiver) = mpsc::channel();
    // A program that it started may hold the pipe for longer than it lives itself: nobody waits for this thread.
    thread::Builder::new().spawn(move || sender.send(read(stdout)).ok())?;
    let said = receiver.recv_timeout(left()).map_err(|_late| late())??;
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(said),
            Some(status) => return Err(io::Error::other(format!("it ended with {status}"))),
            None if left().is_zero() => return Err(late()),
            None => thread::sleep(LOOKED_EVERY),
        }
    }
}

fn read(stdout: ChildStdout) -> io::Result<Vec<u8>> {
    let mut said = Vec::new();
    stdout.take(BYTES_MAX + 1).read_to_end(&mut said)?;
    if said.len() as u64 > BYTES_MAX {
        return Err(io::Error::other(format!(
            "it says more than {BYTES_MAX} bytes"
        )));
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(script: &str, within: Duration) -> Result<String, String> {
        let words = ["sh", "-c", script].map(str::to_owned);
        let said = said_by(Path::new("."), &words, within);
        said.map_err(|fault| fault.to_string())
    }

    #[test]
    fn what_a_program_says_is_the_secret_and_a_failure_is_said_without_its_words() {
        let within = Duration::from_secs(20);
        assert_eq!(said("echo canary", within).unwrap(), "canary\n");
        let fault = said("echo canary; exit 3", within).unwrap_err();
        assert_eq!(fault, "it ended with exit status: 3");
        let fault = said("head -c 2000000 /dev/zero", within).unwrap_err();
        assert_eq!(fault, "it says more than 1048576 bytes");
    }

    /// Silent or not, whether it keeps its output open or what it started does.
    #[test]
    fn a_program_that_hangs_is_stopped_in_time() {
        for script in [
            "exec sleep 60",
            "echo canary; exec >&-; exec sleep 60",
            "sleep 60 & exec sleep 60",
        ] {
            let begun = std::time::Instant::now();
            let fault = said(script, Duration::from_millis(300)).unwrap_err();
            assert!(
                fault.starts_with("it did not end within 0.3 s and was stopped"),
                "{fault}"
            );
            assert!(begun.elapsed() < Duration::from_secs(10), "{script}");
        }
    }
}
