//! What the cases of a mapping say, read from their tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What comes of the cases of one mapping. `mapping test` holds that it does.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The attributes that some payload has, without the places in lists.
    pub(super) sent: BTreeSet<String>,
    /// Code and attribute of all findings.
    found: BTreeSet<(String, String)>,
    /// Whether a record is skipped.
    pub(super) skips: bool,
}

impl Notes {
    /// Those of all mappings of the packs in a folder.
    pub(super) fn of_all(folder: &Path) -> BTreeMap<String, Self> {
        let mut all: BTreeMap<String, Self> = BTreeMap::new();
        for pack in fs::read_dir(folder).unwrap() {
            let files = fs::read_dir(pack.unwrap().path().join("cases"));
            for file in files.into_iter().flatten() {
                let text = fs::read_to_string(file.unwrap().path()).unwrap();
                let object = text.lines().next().and_then(|line| line.strip_prefix("# "));
                all.entry(object.unwrap().trim().to_owned())
                    .or_default()
                    .read(&text);
            }
        }
        all
    }

    pub(super) fn found(&self, code: &str, attribute: &str) -> bool {
        self.found
            .contains(&(code.to_owned(), attribute.to_owned()))
    }

    fn read(&mut self, text: &str) {
        let mut section = "";
        let mut columns: Vec<String> = Vec::new();
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("### ") {
                section = heading.trim();
                columns.clear();
                self.skips |= section == "skipped";
            } else if line.starts_with('|') {
                let cells = cells(line);
                if columns.is_empty() {
                    columns = cells;
                } else if !cells.iter().all(|cell| cell.starts_with("---")) {
                    self.row(section, &columns, &cells);
                }
            }
        }
    }

    fn row(&mut self, section: &str, columns: &[String], cells: &[String]) {
        let cell = |name: &str| {
            let place = columns.iter().position(|column| column == name);
            place
                .and_then(|place| cells.get(place))
                .cloned()
                .unwrap_or_default()
        };
        match section {
            "expected" if !cell("value").is_empty() => {
                self.sent.insert(plain(&cell("attribute")));
            }
            "rejected" | "findings" => {
                self.found.insert((cell("code"), cell("attribute")));
            }
            _ => {}
        }
    }
}

/// The path of an attribute without the places in lists.
fn plain(path: &str) -> String {
    let names = path
        .split('.')
        .map(|name| name.split('[').next().unwrap_or(name));
    names.collect::<Vec<_>>().join(".")
}

/// The cells of a line of a table; a bar in a cell has a backslash.
fn cells(line: &str) -> Vec<String> {
    let hidden = line.replace("\\|", "\u{1}");
    let inner = hidden.trim().trim_matches('|').split('|');
    inner
        .map(|cell| cell.trim().replace('\u{1}', "|"))
        .collect()
}
