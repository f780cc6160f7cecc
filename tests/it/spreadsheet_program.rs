//! A real spreadsheet program, the Calc of `LibreOffice`, to open and save what Landbridge writes. `cargo xtask test`
//! installs it where it is missing; without it these tests fail and say so.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Opens a file in the program without a window and saves it in another format, into `folder`.
pub(crate) fn save_as(file: &Path, format: &str, folder: &Path) -> PathBuf {
    // A profile of its own: two programs cannot share one, and tests run side by side.
    let profile = tempfile::tempdir().unwrap();
    let mut office = Command::new("soffice");
    office
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.path().display()
        ))
        .args([
            "--headless",
            "--norestore",
            "--convert-to",
            format,
            "--outdir",
        ])
        .arg(folder)
        .arg(file);
    let ended = office.output().unwrap_or_else(|error| {
        panic!("LibreOffice (soffice) cannot be started: {error}; `cargo xtask test` installs it")
    });
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    let ending = format.split(':').next().unwrap();
    let saved = folder.join(file.with_extension(ending).file_name().unwrap());
    assert!(
        ended.status.success() && saved.is_file(),
        "{} as {format}: {said}{}",
        file.display(),
        String::from_utf8_lossy(&ended.stderr)
    );
    saved
}
