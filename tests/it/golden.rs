//! Golden files: what a command said, to the letter, with what differs from run to run taken out.

use std::path::Path;

use regex::Regex;

use crate::support::{Project, Ran};

/// Compares with the file of this name under `tests/golden`.
macro_rules! golden {
    ($name:expr, $text:expr) => {
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!($name, $text) });
    };
}
pub(crate) use golden;

/// What differs from run to run, and what stands for it.
const VARYING: &[(&str, &str)] = &[
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "[time]"),
    (r"\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d:\d\d UTC", "[time]"),
    (r"took [^\n]*", "took [time]"),
    (r"tried \d+ times", "tried [n] times"),
    (r"127\.0\.0\.1:\d+", "[erp]"),
    // The C library's words for a name that leads nowhere.
    (
        r"failed to lookup address information: [^\n(]*",
        "failed to lookup address information: [words] ",
    ),
];

/// A command with its end: exit code, standard output and standard error.
pub(crate) fn scene(project: &Project, arguments: &[&str], ran: &Ran) -> String {
    let said = format!(
        "$ landbridge {}\nexit {}\n--- stdout\n{}\n--- stderr\n{}",
        arguments.join(" "),
        ran.code,
        ran.stdout.trim_end(),
        ran.stderr.trim_end()
    );
    redacted(&said, project.path())
}

/// Takes out what differs from run to run; lines that repeat the line before are said once.
pub(crate) fn redacted(text: &str, folder: &Path) -> String {
    let real = folder.canonicalize().unwrap();
    let mut text = text.replace(real.to_str().unwrap(), "[project]");
    text = text.replace(folder.to_str().unwrap(), "[project]");
    for (pattern, stands_for) in VARYING {
        let pattern = Regex::new(pattern).unwrap();
        text = pattern.replace_all(&text, *stands_for).into_owned();
    }
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.dedup();
    lines.join("\n")
}

/// Every number is taken out, for what is counted while the clock runs.
pub(crate) fn without_numbers(text: &str) -> String {
    let numbers = Regex::new(r"\b\d[\d,]*\b").unwrap();
    numbers.replace_all(text, "[n]").into_owned()
}
