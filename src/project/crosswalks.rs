//! Reads `crosswalks`.

use std::path::{Path, PathBuf};

use landbridge_contract::Name;

use super::block::Block;
use super::catalog::ConnectorCatalog;
use super::keys;
use super::mistake::mistake;
use super::model::CrosswalkDef;
use super::source_spec::source_spec;
use super::yaml::Entry;
use crate::diagnose::{Diagnostics, codes};

/// Reads one of `crosswalks`.
pub(super) fn crosswalk(
    dir: &Path,
    entry: &Entry,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<CrosswalkDef> {
    let mut block = Block::of(&entry.node, "a file and the columns `from` and `to`", out)?;
    let from = block.text("from", out);
    let to = block.text("to", out);
    let mut note = |key| block.text(key, out).map(|stated| stated.value);
    let owner = note("owner").unwrap_or_default();
    let version = note("version").unwrap_or_default();
    let added = note("added");
    let source = source_spec(block, &keys::CROSSWALK, catalog, out);
    let (Some(from), Some(to)) = (from, to) else {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!("crosswalk `{}` without `from` or `to`", entry.key),
            "from: the column of legacy codes, to: the column of ERP codes",
        ));
        return None;
    };
    let source = source?;
    let added = added.map_or_else(|| beside(&source.pattern, &entry.key), PathBuf::from);
    Some(CrosswalkDef {
        name: Name::from(entry.key.as_str()),
        source,
        from: Name::from(from.value),
        to: Name::from(to.value),
        owner,
        version,
        added: dir.join(added),
        from_at: from.at,
        to_at: to.at,
    })
}

/// Where the lines go that are added to a crosswalk in a workbook: into the workbook's folder, under the
/// crosswalk's name.
fn beside(pattern: &str, name: &str) -> PathBuf {
    let safe = |c: char| {
        if c.is_alphanumeric() || "-_".contains(c) {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(safe).collect();
    let folder = Path::new(pattern).parent().unwrap_or(Path::new(""));
    // A pattern of several folders has none of its own.
    let folder = folder.to_string_lossy();
    let folder = if folder.contains(['*', '?']) {
        ""
    } else {
        &*folder
    };
    Path::new(folder).join(format!("{name}-added.csv"))
}
