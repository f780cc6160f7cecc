//! The files that go to the ERP, object by object, to the letter; and their columns, which are the template's.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use regex::Regex;

use crate::golden::golden;
use crate::support::Erp;

/// Records of an object of which a golden file is kept: enough for every column, and readable.
const LINES_KEPT: usize = 12;

/// The files of all archives that were uploaded, by name; what one run sends in several archives stands together.
fn uploaded(erp: &Erp) -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, archive) in erp.uploads() {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let name = entry.name().unwrap().into_owned();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            files.entry(name).or_default().push(text);
        }
    }
    files
}

fn is_data_loader_file(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "dat")
}

/// The files of each object are as they were agreed.
pub(super) fn are_as_agreed(erp: &Erp) {
    let uploaded = uploaded(erp);
    assert!(uploaded.len() >= 15, "{:?}", uploaded.keys());
    let mut told = String::new();
    for (name, texts) in &uploaded {
        writeln!(told, "== {name}").unwrap();
        let mut lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
        if !is_data_loader_file(name) {
            // Groups are attempts' own numbers, and attempts end in any order.
            lines.sort_unstable();
        }
        for line in lines.iter().take(LINES_KEPT) {
            told.push_str(line);
            told.push('\n');
        }
        writeln!(told, "({} lines)", lines.len()).unwrap();
    }
    // The group of an attempt is made of its ledger's own number and the attempt's.
    let group = Regex::new(r"\b\d{5,12}0000\d{4}\b").unwrap();
    golden!("packs-files", group.replace_all(&told, "[group]"));
}
