//! Programs that tests need and that no crate brings: found, or installed from Debian's packages.

use std::process::Command;

use crate::Outcome;
use crate::command::{run, step, succeeds};

/// A program, what asks it for its version, and the package that brings it.
const PROGRAMS: [(&str, &str, &str); 5] = [
    // Opens and saves the workbooks that go out to people, as their own program does.
    ("localc", "--version", "libreoffice-calc"),
    // Make keys and verify signatures and evidence packs as an auditor does, without the program.
    ("openssl", "version", "openssl"),
    ("unzip", "-v", "unzip"),
    // Opens the report, as people do.
    ("chromium", "--version", "chromium"),
    // Makes pictures of printed pages.
    ("pdftoppm", "-v", "poppler-utils"),
];

/// Installs what is missing; the error says what to install by hand where that cannot be.
pub(crate) fn installed() -> Outcome {
    for (program, version, package) in PROGRAMS {
        let mut found = Command::new(program);
        found.arg(version);
        if succeeds(found) {
            continue;
        }
        step(&format!("install {package}"), || install(package)).map_err(|error| {
            format!("{error}\nThe tests need `{program}`: install the package {package}")
        })?;
    }
    Ok(())
}

fn install(package: &str) -> Outcome {
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
        apt
    };
    let wanted = [
        "install",
        "--yes",
        "--quiet",
        "--no-install-recommends",
        package,
    ];
    // The list of packages may be too old to find it, or may not be there at all.
    if succeeds(apt(&wanted)) {
        return Ok(());
    }
    run(apt(&["update", "--quiet"]))?;
    run(apt(&wanted))
}
