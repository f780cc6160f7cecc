//! `keys`: makes a key to sign with.

use std::io::Write;
use std::path::Path;

use super::args::KeysCommand;
use super::exit::{Exit, Failure};
use super::operator::system_user;
use crate::signing::SigningKey;

/// Runs the command.
pub(super) fn run(command: &KeysCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        KeysCommand::New { file, name } => new(file, name, out),
    }
}

fn new(file: &Path, name: &str, out: &mut dyn Write) -> Result<Exit, Failure> {
    let name = name.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        let message = "--name takes the name of a person, in one line";
        return Err(Failure::new(Exit::Usage, message));
    }
    outside_of_projects(file)?;
    let (key, text) = SigningKey::generate()
        .map_err(|fault| Failure::new(Exit::Unexpected, format!("no key was made: {fault}")))?;
    write_private(file, &text).map_err(|error| unwritable(file, &error))?;
    let shown = file.display();
    super::print(
        out,
        &format!(
            "The private key of {name} is in {shown}. Nobody else may read it:\n\
             keep it where the project's data is not, and let no copy of it go round.\n\n\
             For landbridge.yaml, with the logins under which {name} runs loads:\n\n\
             people:\n  {}:\n    login: [{}]\n    key: {}\n    may: [sign-off]\n\n\
             Fingerprint, for whoever verifies a signature:\n{}",
            yaml_key(name),
            yaml_key(&system_user()),
            key.public().text(),
            key.public().fingerprint()
        ),
    )?;
    Ok(Exit::Ok)
}

/// A private key stands in no project folder: whoever may change the data must not be able to sign it.
pub(super) fn outside_of_projects(file: &Path) -> Result<(), Failure> {
    let parent = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    // A folder that is not there yet holds no project; those above it may.
    let known = parent.ancestors().find_map(|folder| {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        folder.canonicalize().ok()
    });
    let mut folders = known.iter().flat_map(|folder| folder.ancestors());
    match folders.find(|folder| folder.join("landbridge.yaml").exists()) {
        None => Ok(()),
        Some(folder) => Err(Failure::new(
            Exit::Usage,
            format!(
                "{} is in the project folder {}\n\
                 Whoever may change a project must not be able to sign it: keep the key elsewhere.",
                file.display(),
                folder.display()
            ),
        )),
    }
}

/// Writes a file that nobody else may read, and that is not there yet.
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()
}

fn unwritable(file: &Path, error: &std::io::Error) -> Failure {
    let shown = file.display();
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        let message = format!(
            "{shown} is there already, and was left alone\nGive another file: what an old key signed needs it no more, but a new one cannot take its place."
        );
        return Failure::new(Exit::Usage, message);
    }
    let message = format!("{shown} cannot be written: {error}\nNo key was made.");
    Failure::new(Exit::Unexpected, message)
}

/// A name as YAML writes it: plain where that is safe.
fn yaml_key(name: &str) -> String {
    let safe = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '.' | '-' | '_' | '@');
    let plain = name.starts_with(char::is_alphabetic) && name.chars().all(safe);
    if plain
        && !matches!(
            name,
            "null" | "Null" | "NULL" | "true" | "false" | "yes" | "no"
        )
    {
        return name.to_owned();
    }
    serde_json::Value::from(name).to_string()
}
