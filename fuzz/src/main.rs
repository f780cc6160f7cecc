//! Feeds broken files to every reader, and the program, and says what they do that they must not:
//! panic, abort, hang, or take more memory than allowed.
//!
//! ```text
//! landbridge-fuzz --inputs 200000 --mutations 2000 --seed 7 --program target/release/landbridge [--samples DIR]
//! landbridge-fuzz --reader xml --seed 7 --only 4711      # one input again; writes it to a file
//! ```
//!
//! Every input follows from the seed, the reader and a number, so that whatever is found can be
//! had again. Readers run in a child process with limits; one that dies is started anew behind the
//! input that killed it.

mod arguments;
mod corpus;
mod feed;
mod mutate;
mod package;
mod prng;
mod program;
mod readers;
mod supervise;
mod watch;

use std::io::Write as _;
use std::process::ExitCode;

use arguments::Arguments;

/// What a part of the work ends with: how many inputs failed.
type Outcome = Result<u64, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let failed = Arguments::parse().and_then(|arguments| run(&arguments));
    match failed {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            say(&format!("{failed} inputs did what no input may do"));
            ExitCode::FAILURE
        }
        Err(error) => {
            say(&format!("{error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome {
    if let Some(from) = arguments.worker_from {
        feed::serve(arguments, from)?;
        return Ok(0);
    }
    if let Some(number) = arguments.only {
        return feed::again(arguments, number);
    }
    say(&format!("seed {}", arguments.seed));
    let mut failed = 0;
    for reader in readers::chosen(arguments)? {
        failed += supervise::run(arguments, reader)?;
    }
    if arguments.program.is_some() {
        failed += program::run(arguments)?;
    }
    Ok(failed)
}

/// Writes a line for the person at the terminal.
fn say(line: &str) {
    // Nothing is left to do when the terminal is gone.
    drop(writeln!(std::io::stdout(), "{line}"));
}
