//! `cargo xtask generate`: writes the files of the project that a program makes.
//!
//! The same files come out on every machine and every day, so that `--check` can compare them.

mod countries;
mod demo;
mod goods;
mod invoices;
mod names;
mod orders;
mod planted;
mod prng;
mod regions;
mod sites;
mod table;
mod tampering;
mod vendors;
mod workbook;

#[cfg(test)]
mod tests;

pub(crate) use prng::Prng;

use std::path::Path;

use crate::Outcome;

/// Writes the files, or compares them with what is there.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Outcome {
    let check = arguments.iter().any(|argument| argument == "--check");
    let folder = root.join("mappings/demo");
    let mut stale = Vec::new();
    for (name, bytes) in demo::files()? {
        let path = folder.join(name);
        if check {
            if std::fs::read(&path).ok().as_deref() != Some(&*bytes) {
                stale.push(format!("mappings/demo/{name}"));
            }
            continue;
        }
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        crate::say(&format!("mappings/demo/{name}: {} bytes", bytes.len()));
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
