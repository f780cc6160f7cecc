//! `init`: a new project folder with a mapping to start from.

use std::io::Write;
use std::path::Path;

use super::exit::{Exit, Failure};

/// The files of a new project.
const FILES: &[(&str, &str)] = &[
    ("landbridge.yaml", include_str!("init/landbridge.yaml")),
    (
        "mappings/suppliers.yaml",
        include_str!("init/suppliers.yaml"),
    ),
    (
        "schemas/suppliers.json",
        include_str!("init/suppliers.schema.json"),
    ),
    (
        "crosswalks/countries.csv",
        include_str!("init/countries.csv"),
    ),
    ("data/vendors.csv", include_str!("init/vendors.csv")),
    (".gitignore", "/.landbridge/\n/reports/\n/secrets/\n"),
];

/// Runs the command.
pub(super) fn run(folder: &Path, out: &mut dyn Write) -> Result<Exit, Failure> {
    let project = folder.join("landbridge.yaml");
    if project.exists() {
        let message = format!(
            "{} is there already; nothing was written\nGive another folder.",
            project.display()
        );
        return Err(Failure::new(Exit::Usage, message));
    }
    for (name, text) in FILES {
        let path = folder.join(name);
        let written = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(&path, text));
        written.map_err(|error| {
            Failure::new(
                Exit::Unexpected,
                format!("{} cannot be written: {error}", path.display()),
            )
        })?;
    }
    let shown = folder.display();
    super::print(
        out,
        &format!(
            "A project is in {shown}: one mapping, its schema, a crosswalk and a small file.\n\n\
             Try it:\n  landbridge check --project {shown}\n\n\
             Then put your own files into {shown}/data and change\n{shown}/mappings/suppliers.yaml."
        ),
    )?;
    Ok(Exit::Ok)
}
