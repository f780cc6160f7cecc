//! `cargo xtask test` and `cargo xtask ci`: what must hold before a change is taken.

use std::path::Path;
use std::process::Command;

use crate::command::{cargo, run, step, succeeds};
use crate::{Outcome, dependencies, fuzz, generate, programs, tidy};

/// Runs all tests, or those whose name holds the filter.
pub(crate) fn test(root: &Path, arguments: &[String]) -> Outcome {
    // Servers that others wrote first: tests must not wait for the network within their own time.
    step("servers", || servers(root))?;
    let filter = arguments.iter().map(String::as_str);
    programs::installed()?;
    if !succeeds(cargo(root, &["nextest", "--version"])) {
        let arguments: Vec<&str> = ["test", "--workspace", "--locked"]
            .into_iter()
            .chain(filter)
            .collect();
        return step("tests", || run(cargo(root, &arguments)));
    }
    // The program first: tests that start it must not wait for its build within their own time.
    step("build", || {
        run(cargo(root, &["build", "--workspace", "--locked", "--bins"]))
    })?;
    let mut nextest = vec!["nextest", "run", "--workspace", "--locked"];
    nextest.extend(filter.clone());
    step("tests", || run(cargo(root, &nextest)))?;
    // nextest leaves the examples in documentation to cargo.
    let doc: Vec<&str> = ["test", "--workspace", "--locked", "--doc", "--quiet"]
        .into_iter()
        .chain(filter)
        .collect();
    step("examples in documentation", || run(cargo(root, &doc)))
}

/// Installs what tests start beside the program, once; says why where that cannot be.
fn servers(root: &Path) -> Outcome {
    for name in ["odata", "prism", "tryton", "browser"] {
        let mut install = Command::new(root.join(format!("tests/servers/{name}/install.sh")));
        install.arg(root.join("target/servers"));
        run(install)?;
    }
    Ok(())
}

/// Everything but the tests, the fastest first.
pub(crate) fn run_all(root: &Path) -> Outcome {
    step("format", || run(cargo(root, &["fmt", "--all", "--check"])))?;
    step("tidy", || tidy::run(root))?;
    step("dependencies", || dependencies::run(root))?;
    // The reference is compared by a test: it takes the program itself to make it.
    step("generated files", || {
        ["demo", "tutorial", "organisation"]
            .iter()
            .try_for_each(|part| generate::run(root, &["--check".to_owned(), (*part).to_owned()]))
    })?;
    step("lints", || {
        let lints = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ];
        run(cargo(root, &lints))
    })?;
    step("broken files", || {
        fuzz::run_all(root, &["--quick".to_owned()])
    })?;
    step("documentation", || {
        let mut doc = cargo(root, &["doc", "--workspace", "--no-deps", "--locked"]);
        doc.env("RUSTDOCFLAGS", "-D warnings");
        run(doc)
    })
}
