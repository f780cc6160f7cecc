//! The only place where a project's files are read, and replaced.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Project and mapping files are written by people; a larger one is something else.
const TEXT_BYTES_MAX: u64 = 4 << 20;
/// Published schemas are larger than what people write.
const SCHEMA_BYTES_MAX: u64 = 64 << 20;

/// Reads a text file of a project.
pub fn read_text(path: &Path) -> io::Result<String> {
    read_bounded(path, TEXT_BYTES_MAX)
}

/// Reads a schema.
pub fn read_schema(path: &Path) -> io::Result<String> {
    read_bounded(path, SCHEMA_BYTES_MAX)
}

fn read_bounded(path: &Path, bytes_max: u64) -> io::Result<String> {
    let length = fs::metadata(path)?.len();
    if length > bytes_max {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("{length} bytes, {bytes_max} at the most"),
        ));
    }
    fs::read_to_string(path)
}

/// Writes a file, making its folder: either the old bytes or the new ones are there, whatever happens.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|one| !one.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = new_file(folder, bytes)?;
    if let Ok(old) = fs::metadata(path) {
        new.as_file().set_permissions(old.permissions())?;
    }
    new.persist(path).map(drop).map_err(|error| error.error)
}

/// A file of no name yet, whole on the disk.
pub fn new_file(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut new = unnamed(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    Ok(new)
}

/// An empty file of no name yet, which others may read once it has one.
pub fn unnamed(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// The YAML files of a folder, sorted by name; none where the folder is not there.
pub(crate) fn yaml_files(dir: &Path) -> Vec<PathBuf> {
    files_ending(dir, &["yaml", "yml"])
}

/// The files of a folder with one of these endings, sorted by name; none where the folder is not there.
pub fn files_ending(dir: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            let ending = path.extension();
            ending.is_some_and(|own| endings.iter().any(|one| own == *one))
        })
        .collect();
    found.sort();
    found
}

/// Folders within folders that `**` looks into.
const DEPTH_MAX: usize = 16;

/// The files that a pattern matches inside a folder, sorted; `*` and `?` stand for characters of
/// one name, never for a `/`; `**` in the place of a folder stands for any number of them. A pattern that
/// leads out of the folder matches nothing.
pub fn matching_files(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let parts: Vec<&str> = pattern
        .split(['/', '\\'])
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let leads_out = Path::new(pattern).is_absolute() || parts.contains(&"..");
    if leads_out || parts.is_empty() {
        return Vec::new();
    }
    let mut found = vec![folder.to_owned()];
    for part in &parts {
        found = found.iter().flat_map(|dir| step(dir, part)).collect();
    }
    found.retain(|path| path.is_file());
    found.sort();
    found.dedup();
    found
}

fn step(dir: &Path, part: &str) -> Vec<PathBuf> {
    if part == "**" {
        let mut found = Vec::new();
        folders(dir, DEPTH_MAX, &mut found);
        return found;
    }
    if !part.contains(['*', '?']) {
        return vec![dir.join(part)];
    }
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // Lock files of office programs and hidden files are nobody's extract.
            !name.starts_with("~$") && !name.starts_with('.') && matches(part, &name)
        })
        .map(|entry| entry.path())
        .collect()
}

/// A folder and those below it; links are not followed, hidden folders are not looked into.
fn folders(dir: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    found.push(dir.to_owned());
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            folders(&entry.path(), depth, found);
        }
    }
}

/// Whether a name matches a pattern of `*` and `?`.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    // Where to go back to: behind the last star, and the next character it may swallow.
    let mut star: Option<(usize, usize)> = None;
    while let Some(own) = name.get(n) {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, n));
                p += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == own => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((behind, swallowed)) = star else {
                    return false;
                };
                star = Some((behind, swallowed + 1));
                p = behind;
                n = swallowed + 1;
            }
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == '*')
}
