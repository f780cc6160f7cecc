//! A sign-off on its way. Its files stand in a folder of their own, `run-7.unfinished`, until all of them are there; then they
//! take their places, the statement last: without it there is no sign-off.
//!
//! Where it is refused or fails, everything is taken away again. Where the process dies, the folder stays and says of
//! whatever else was left that it is no part of any sign-off; the next try takes it away.

use std::fs;
use std::path::{Path, PathBuf};

use super::FOLDER;
use crate::project::{self, files_ending};
use crate::run::fault::RunFault;

/// Ending of the folder.
const UNFINISHED: &str = "unfinished";
/// Endings of the files of a sign-off in the order in which they take their places.
const ENDINGS: [&str; 6] = ["html", "json", "sig", "pem", "zip", "txt"];

/// The files of a sign-off that is being made.
pub(super) struct Unfinished<'a> {
    project: &'a Path,
    /// Of the files, relative to the project folder: `sign-offs/run-7`.
    stem: &'a str,
    folder: PathBuf,
    /// Files that took their places.
    placed: Vec<PathBuf>,
    finished: bool,
}

impl<'a> Unfinished<'a> {
    /// Begins; takes away what an earlier try left.
    pub(super) fn begin(project: &'a Path, stem: &'a str) -> Result<Self, RunFault> {
        let folder = project.join(format!("{stem}.{UNFINISHED}"));
        let begun = Self {
            project,
            stem,
            folder,
            placed: Vec::new(),
            finished: false,
        };
        let made = match fs::remove_dir_all(&begun.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => fs::create_dir_all(&begun.folder),
        };
        made.map_err(|error| unwritable(project, &begun.folder, &error))?;
        Ok(begun)
    }

    /// Where a file stands until all are there.
    pub(super) fn path(&self, ending: &str) -> PathBuf {
        let name = self.stem.rsplit('/').next().unwrap_or(self.stem);
        self.folder.join(format!("{name}.{ending}"))
    }

    /// Writes one of the files.
    pub(super) fn put(&self, ending: &str, bytes: &[u8]) -> Result<PathBuf, RunFault> {
        let path = self.path(ending);
        project::replace(&path, bytes).map_err(|error| unwritable(self.project, &path, &error))?;
        Ok(path)
    }

    /// Puts all files into their places, the statement last.
    pub(super) fn finish(mut self) -> Result<(), RunFault> {
        for ending in ENDINGS {
            let place = self.project.join(format!("{}.{ending}", self.stem));
            fs::rename(self.path(ending), &place)
                .map_err(|error| unwritable(self.project, &place, &error))?;
            self.placed.push(place);
        }
        self.finished = true;
        Ok(())
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.finished {
            for path in &self.placed {
                fs::remove_file(path).ok();
            }
        }
        // What cannot be taken away is no part of any sign-off, and `verify` says so.
        fs::remove_dir_all(&self.folder).ok();
        if !self.finished {
            // Goes only where nothing else is in it.
            fs::remove_dir(self.project.join(FOLDER)).ok();
        }
    }
}

/// Whether a sign-off with this stem was begun and did not come to its end.
pub(super) fn was_begun(project: &Path, stem: &str) -> bool {
    project.join(format!("{stem}.{UNFINISHED}")).is_dir()
}

/// The folders that sign-offs left which did not come to their end, relative to the project folder.
pub(super) fn left(project: &Path) -> Vec<String> {
    let folders = files_ending(&project.join(FOLDER), &[UNFINISHED]);
    let names = folders.iter().filter_map(|path| path.file_name());
    names
        .map(|name| format!("{FOLDER}/{}", name.to_string_lossy()))
        .collect()
}

fn unwritable(project: &Path, path: &Path, error: &std::io::Error) -> RunFault {
    let file = path.strip_prefix(project).unwrap_or(path);
    RunFault::Unwritable {
        file: file.display().to_string(),
        message: error.to_string(),
    }
}
