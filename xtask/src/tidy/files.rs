//! Finds the text files of the workspace.

use std::io;
use std::path::Path;

/// Endings of files that people write.
const ENDINGS: &[&str] = &[
    "rs", "toml", "md", "yaml", "yml", "sql", "html", "css", "js", "sh", "service", "timer",
];

/// Folders that hold nothing written by hand.
const PASSED_OVER: &[&str] = &["target", ".git", ".landbridge", "reports"];

/// One text file.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// Path from the workspace's folder, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

impl SourceFile {
    pub(super) fn is_rust(&self) -> bool {
        ending(&self.path) == "rs"
    }

    /// Whether the file holds tests only.
    pub(super) fn is_test(&self) -> bool {
        let mut parts = self.path.split('/');
        parts.any(|part| matches!(part, "tests" | "tests.rs" | "benches"))
    }

    /// The text without the tests at its end.
    pub(super) fn without_tests(&self) -> &str {
        self.text
            .split_once("#[cfg(test)]\nmod tests {")
            .map_or(&*self.text, |(before, _)| before)
    }
}

/// All text files, in the order of their paths.
pub(super) fn all(root: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    collect(root, "", &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn collect(folder: &Path, at: &str, files: &mut Vec<SourceFile>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if at.is_empty() {
            name.clone()
        } else {
            format!("{at}/{name}")
        };
        if entry.file_type()?.is_dir() {
            if !PASSED_OVER.contains(&&*name) {
                collect(&entry.path(), &path, files)?;
            }
            continue;
        }
        if ENDINGS.contains(&ending(&name)) || path == ".ci/run" {
            files.push(SourceFile {
                path,
                text: std::fs::read_to_string(entry.path())?,
            });
        }
    }
    Ok(())
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}
