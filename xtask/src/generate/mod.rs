//! `cargo xtask generate`: writes the files of the project that a program makes.
//!
//! The same files come out on every machine and every day, so that `--check` can compare them.

mod countries;
mod demo;
mod goods;
mod invoices;
mod names;
mod orders;
mod organisation;
mod planted;
mod prng;
mod regions;
mod sites;
mod table;
mod tampering;
mod tutorial;
mod vendors;
mod workbook;

#[cfg(test)]
mod tests;

pub(crate) use prng::Prng;

use std::path::Path;

use crate::Outcome;
use crate::command::{cargo, output};

/// The generated files of the documentation, and the part of the reference that each holds.
const REFERENCE: &[(&str, &str)] = &[
    ("docs/reference.md", "page"),
    ("docs/schema/project.json", "project-schema"),
    ("docs/schema/mapping.json", "mapping-schema"),
];

/// Writes the files, or compares them with what is there: all, or those of `reference` or `demo`.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Outcome {
    if arguments.iter().any(|one| one == "organisation") {
        return organisation::run(root, arguments);
    }
    let check = arguments.iter().any(|argument| argument == "--check");
    let only = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"));
    let wanted = |part: &str| only.is_none_or(|only| only == part);
    if !["reference", "demo", "tutorial"].into_iter().any(wanted) {
        return Err("generate writes `reference`, `demo`, `tutorial`, or all three".into());
    }
    if only.is_none() {
        organisation::run(root, arguments)?;
    }
    let mut files = Vec::new();
    if wanted("demo") {
        for (name, bytes) in demo::files()? {
            files.push((format!("mappings/demo/{name}"), bytes));
        }
    }
    if wanted("tutorial") {
        for (name, bytes) in tutorial::files()? {
            files.push((name.to_owned(), bytes));
        }
    }
    if wanted("reference") {
        for (name, part) in REFERENCE {
            files.push(((*name).to_owned(), reference(root, part)?));
        }
    }
    let mut stale = Vec::new();
    for (name, bytes) in files {
        let path = root.join(&name);
        if check {
            if std::fs::read(&path).ok().as_deref() != Some(&*bytes) {
                stale.push(name);
            }
            continue;
        }
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        crate::say(&format!("{name}: {} bytes", bytes.len()));
        std::fs::write(&path, bytes)?;
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "not as generated: {}\nrun `cargo xtask generate`",
        stale.join(", ")
    )
    .into())
}

/// What the program says of itself: the tables that it goes by are in it.
fn reference(root: &Path, part: &str) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let arguments = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "landbridge",
        "--",
        "reference",
        part,
    ];
    output(cargo(root, &arguments))
}
