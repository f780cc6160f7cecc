//! `cargo xtask tidy`: rules of the house that no compiler knows.
//!
//! Each rule is one function over the text of a file; all problems are said at once.

mod files;
mod imports;
mod text;

use std::path::Path;

use crate::{Outcome, dependencies};

/// Holds the files of the workspace against the rules.
pub(crate) fn run(root: &Path) -> Outcome {
    let mut problems = Vec::new();
    for file in files::all(root)? {
        text::check(&file, &mut problems);
        imports::check(&file, &mut problems);
    }
    for manifest in dependencies::manifests(root)? {
        let text = std::fs::read_to_string(&manifest)?;
        if !text.contains("[lints]\nworkspace = true") {
            problems.push(format!(
                "{manifest}: lacks `[lints]` with `workspace = true`"
            ));
        }
    }
    crate::said(&problems)
}
