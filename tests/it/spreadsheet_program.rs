//! A real spreadsheet program, the Calc of `LibreOffice`, to open and save what Landbridge writes. `cargo xtask test`
//! installs it where it is missing; without it these tests fail and say so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Opens a file in the program without a window and saves it in another format, into `folder`.
pub(crate) fn save_as(file: &Path, format: &str, folder: &Path) -> PathBuf {
    // A profile of its own: two programs cannot share one, and tests run side by side.
    let profile = tempfile::tempdir().unwrap();
    let ending = format.split(':').next().unwrap();
    let saved = folder.join(file.with_extension(ending).file_name().unwrap());
    converted(file, format, folder, profile.path(), &|| saved.is_file());
    saved
}

/// The sheets of a workbook by name, as rows of cells, every formula worked out anew by the program.
pub(crate) fn worked_out(file: &Path, folder: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let profile = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(profile.path().join("user")).unwrap();
    std::fs::write(
        profile.path().join("user/registrymodifications.xcu"),
        ALWAYS_WORK_OUT,
    )
    .unwrap();
    // All sheets, each into a file of its own, numbers with all their digits.
    let format = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let stem = format!("{}-", file.file_stem().unwrap().to_str().unwrap());
    let written = || {
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let sheets = paths.filter_map(|path| {
            let name = path.file_stem()?.to_str()?.strip_prefix(&stem)?.to_owned();
            Some((name, path))
        });
        sheets.collect::<BTreeMap<String, PathBuf>>()
    };
    converted(file, format, folder, profile.path(), &|| {
        !written().is_empty()
    });
    let sheets = written().into_iter().map(|(name, path)| {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).from_path(path);
        let rows = reader.unwrap().into_records();
        let rows = rows.map(|row| row.unwrap().iter().map(str::to_owned).collect());
        (name, rows.collect())
    });
    sheets.collect()
}

const ALWAYS_WORK_OUT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

fn converted(
    file: &Path,
    format: &str,
    folder: &Path,
    profile: &Path,
    is_there: &dyn Fn() -> bool,
) {
    let mut office = Command::new("soffice");
    office
        .arg(format!(
            "-env:UserInstallation=file://{}",
            profile.display()
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
    assert!(
        ended.status.success() && is_there(),
        "{} as {format}: {said}{}",
        file.display(),
        String::from_utf8_lossy(&ended.stderr)
    );
}
