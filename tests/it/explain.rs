//! Every code has its page, and the example on it is what the program really says.
//!
//! `INSTA_UPDATE=always` writes what is said into the example, and the page into its golden file; the page is
//! that of the program as it was built, so run it twice after a change.

pub(crate) mod example;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use landbridge::diagnose::codes;

use crate::support::{home, program, run};

/// Codes that no small project raises; their examples say why.
const NOT_SHOWN: &[&str] = &[
    "MAPPING-KEY-LOOKUP",
    "VAL-UNKNOWN-ATTRIBUTE",
    "VAL-NOT-WRITABLE",
    "REC-AMBIGUOUS",
    "REC-LEDGER",
    "REC-LEDGER",
];
const NO_PROJECT: &str = "No small project raises it: ";

fn update() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|word| word == "always")
}

/// Compares a text with a file, or writes the file where the tests are told to.
fn held(path: &Path, text: &str, problems: &mut Vec<String>) {
    let there = std::fs::read_to_string(path).unwrap_or_default();
    if there == text {
        return;
    }
    if update() {
        std::fs::write(path, text).unwrap();
        return;
    }
    problems.push(format!(
        "{}: not as it is now; run with INSTA_UPDATE=always and look at the difference. Now:\n{text}",
        path.display()
    ));
}

fn example_file(code: &str) -> PathBuf {
    home().join(format!("src/diagnose/examples/{code}.txt"))
}

/// The names of the text files of a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_code_has_a_page_an_example_and_a_golden_file() {
    let golden = home().join("tests/golden/explain");
    let mut problems = Vec::new();
    for code in codes::ALL {
        let Some(example) = code.example() else {
            problems.push(format!(
                "{} has no example: write src/diagnose/examples/{}.txt after one of its kind, and name it in \
                 src/diagnose/examples.rs",
                code.id, code.id
            ));
            continue;
        };
        for (part, text) in [
            ("title", code.title),
            ("meaning", code.means),
            ("remedy", code.remedy),
            ("`when`", example.when),
            ("example", example.shown),
        ] {
            if text.is_empty() {
                problems.push(format!("{}: no {part}", code.id));
            }
        }
        let page = run(Command::new(program()).args(["explain", code.id])).ok();
        held(
            &golden.join(format!("{}.txt", code.id)),
            &page.stdout,
            &mut problems,
        );
    }
    let known: BTreeSet<String> = codes::ALL.iter().map(|code| code.id.to_owned()).collect();
    for folder in [golden, home().join("src/diagnose/examples")] {
        let there = names(&folder);
        for stray in there.difference(&known) {
            problems.push(format!("{stray}.txt in {} is of no code", folder.display()));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn every_example_raises_its_code_and_says_what_its_page_shows() {
    let waiting: Mutex<Vec<&str>> = Mutex::new(codes::ALL.iter().map(|code| code.id).collect());
    let problems = Mutex::new(Vec::new());
    let not_shown = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(code) = waiting.lock().map(|mut codes| codes.pop()).unwrap() {
                    let path = example_file(code);
                    let text = std::fs::read_to_string(&path).unwrap_or_default();
                    if text.contains(NO_PROJECT) {
                        not_shown.lock().unwrap().push(code);
                        continue;
                    }
                    let mut found = Vec::new();
                    let said = example::carried_out(code, &text, &mut found);
                    held(&path, &said, &mut found);
                    problems.lock().unwrap().append(&mut found);
                }
            });
        }
    });
    let problems = problems.into_inner().unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    let not_shown: BTreeSet<&str> = not_shown.into_inner().unwrap().into_iter().collect();
    assert_eq!(not_shown, NOT_SHOWN.iter().copied().collect());
    println!(
        "{} of {} examples were carried out; no small project raises {}",
        codes::ALL.len() - not_shown.len(),
        codes::ALL.len(),
        NOT_SHOWN.join(", ")
    );
}
