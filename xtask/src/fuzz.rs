//! `cargo xtask fuzz`: broken files into every reader and the program.

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::command::{cargo, run};
use crate::{Outcome, say};

/// Inputs for each reader.
const INPUTS: u32 = 200_000;
/// Broken copies of sample workbooks for the program.
const MUTATIONS: u32 = 2_000;
/// What `--quick` takes of both: one in so many.
const QUICK: u32 = 20;

/// Runs all of it on the release build, or a part of it on the build that the tests use.
pub(crate) fn run_all(root: &Path, arguments: &[String]) -> Outcome {
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let seed = match arguments.iter().position(|argument| argument == "--seed") {
        Some(at) => arguments
            .get(at + 1)
            .ok_or("--seed needs a number")?
            .parse::<u64>()?,
        // Another one every day and every run; it is printed, so that it can be had again.
        None => SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    let (profile, folder, share) = if quick {
        (None, "debug", QUICK)
    } else {
        (Some("--release"), "release", 1)
    };
    let mut build = cargo(root, &["build", "--locked", "--workspace", "--bins"]);
    build.args(profile);
    run(build)?;
    let built = root.join("target").join(folder);
    let mut fuzz = Command::new(built.join("landbridge-fuzz"));
    fuzz.args(["--seed", &seed.to_string()])
        .args(["--inputs", &(INPUTS / share).to_string()])
        .args(["--mutations", &(MUTATIONS / share).to_string()])
        .arg("--program")
        .arg(built.join("landbridge"))
        .arg("--samples")
        .arg(root.join("../shared/data/spreadsheet"));
    let again = if quick { " --quick" } else { "" };
    say(&format!(
        "seed {seed}; again with: cargo xtask fuzz --seed {seed}{again}"
    ));
    run(fuzz)
}
