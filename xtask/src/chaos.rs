//! `cargo xtask chaos`: loads that are killed anywhere, over a hostile network, at full size.

use std::path::Path;

use crate::command::{cargo, run};
use crate::{Outcome, say};

/// What all of it is.
const RECORDS: u64 = 20_000;
const KILLS: u64 = 500;
const CRASHES: u64 = 1_000;

/// Runs the story that the tests run a tenth of, on the build that has the points at which it can die.
pub(crate) fn run_all(root: &Path, arguments: &[String]) -> Outcome {
    let known = ["--records", "--kills", "--crashes", "--seed"];
    let names = arguments.iter().step_by(2);
    if let Some(unknown) = names
        .into_iter()
        .find(|name| !known.contains(&name.as_str()))
    {
        return Err(format!("`{unknown}` is none of {}", known.join(", ")).into());
    }
    let number = |name: &str, usual: u64| -> Result<u64, Box<dyn std::error::Error>> {
        let at = arguments.iter().position(|argument| argument == name);
        match at {
            Some(at) => {
                let stated = arguments.get(at + 1);
                let stated = stated.ok_or_else(|| format!("{name} needs a number"))?;
                Ok(stated.parse().map_err(|error| format!("{name}: {error}"))?)
            }
            None => Ok(usual),
        }
    };
    let size = format!(
        "{},{},{}",
        number("--records", RECORDS)?,
        number("--kills", KILLS)?,
        number("--crashes", CRASHES)?
    );
    run(cargo(root, &["build", "--locked", "--bins"]))?;
    let mut story = cargo(
        root,
        &[
            "test",
            "--locked",
            "--package",
            "landbridge",
            "--test",
            "it",
            "--",
            "chaos::",
            "--nocapture",
        ],
    );
    story.env("LANDBRIDGE_CHAOS", &size);
    if arguments.iter().any(|argument| argument == "--seed") {
        story.env("LANDBRIDGE_SEED", number("--seed", 0)?.to_string());
    }
    say(&format!("records, kills, crashes: {size}"));
    run(story)
}
