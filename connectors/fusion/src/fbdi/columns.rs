//! The columns of import files by position, from a table of facts.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The table: for each file the names of its columns in order, with kind and width where they are known.
const TABLE: &str = include_str!("columns.txt");

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text, of at most so many characters where that is known.
    Text(Option<u32>),
    /// A number in plain digits with a point.
    Number,
    /// A day, `YYYY/MM/DD`.
    Date,
    /// A moment, `YYYY/MM/DD HH:MM:SS`.
    Time,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// The columns of a file and where each stands.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
    places: HashMap<String, usize>,
}

impl Columns {
    /// The place of a column, from nought.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    fn add(&mut self, name: String, kind: Kind) {
        self.places.insert(name.clone(), self.all.len());
        self.all.push(Column { name, kind });
    }
}

static FILES: LazyLock<HashMap<&'static str, Columns>> = LazyLock::new(|| {
    let mut files: HashMap<&str, Columns> = HashMap::new();
    let mut file = "";
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("file ") {
            file = name.trim();
            continue;
        }
        let columns = files.entry(file).or_default();
        for word in line.split_whitespace() {
            let (names, kind) = described(word);
            for name in numbered(names) {
                columns.add(name, kind);
            }
        }
    }
    files
});

/// The columns of a file.
pub(super) fn of(file: &str) -> Option<&'static Columns> {
    FILES.get(file)
}

/// The names of all files in the table.
#[cfg(test)]
pub(super) fn files() -> Vec<&'static str> {
    let mut names: Vec<&str> = FILES.keys().copied().collect();
    names.sort_unstable();
    names
}

fn described(word: &str) -> (&str, Kind) {
    if let Some((name, width)) = word.split_once('=') {
        return (name, Kind::Text(width.parse().ok()));
    }
    match word.split_once('/') {
        Some((name, "d")) => (name, Kind::Date),
        Some((name, "t")) => (name, Kind::Time),
        Some((name, "n")) => (name, Kind::Number),
        _ => (word, Kind::Text(None)),
    }
}

/// `SEGMENT1..3` as the names it stands for; any other name as it is.
pub(super) fn numbered(name: &str) -> Vec<String> {
    let ranged = || {
        let (first, last) = name.split_once("..")?;
        let base = first.trim_end_matches(|sign: char| sign.is_ascii_digit());
        let from: u32 = first.strip_prefix(base)?.parse().ok()?;
        let to: u32 = last.parse().ok()?;
        Some(
            (from..=to)
                .map(|number| format!("{base}{number}"))
                .collect(),
        )
    };
    ranged().unwrap_or_else(|| vec![name.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_where_the_template_has_them() {
        let journals = of("GlInterface.csv").unwrap();
        assert_eq!(journals.all.len(), 149);
        for (name, position) in [("STATUS", 1), ("SEGMENT30", 38), ("ENTERED_DR", 39)] {
            assert_eq!(journals.place(name), Some(position - 1), "{name}");
        }
        assert_eq!(journals.place("GROUP_ID"), Some(66));
        assert_eq!(journals.place("PERIOD_NAME"), Some(94));
        assert_eq!(of("ApInvoicesInterface.csv").unwrap().all.len(), 135);
        assert_eq!(of("FaMassAdditions.csv").unwrap().all.len(), 425);
        assert_eq!(of("PozSupplierSitesInt.csv").unwrap().all.len(), 199);
    }

    #[test]
    fn every_column_of_a_file_has_a_name_of_its_own() {
        for file in files() {
            let columns = of(file).unwrap();
            assert_eq!(columns.all.len(), columns.places.len(), "{file}");
        }
    }

    /// The facts lie in the folder `shared/fusion` beside the checkout. Where they are not there the test says so; on a machine that
    /// must have them (`CI` is set) it fails.
    #[test]
    fn columns_stand_where_the_facts_have_them() {
        let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = home.join("../../../shared/fusion/fbdi_columns.tsv");
        let Ok(facts) = std::fs::read_to_string(path) else {
            assert!(
                std::env::var_os("CI").is_none(),
                "shared/fusion is not there"
            );
            println!("left out: shared/fusion is not beside the checkout");
            return;
        };
        let mut told: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
        for line in facts.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            told.entry(cells[0]).or_default().push((cells[2], cells[4]));
        }
        for file in files() {
            let ours = of(file).unwrap().all.iter().map(|column| {
                let width = match column.kind {
                    Kind::Text(Some(width)) => width.to_string(),
                    _ => String::new(),
                };
                (column.name.clone(), width)
            });
            let facts = told[file]
                .iter()
                .map(|(name, width)| ((*name).to_owned(), (*width).to_owned()));
            let pairs = ours.zip(facts);
            for ((name, width), (fact, fact_width)) in pairs {
                // What stands there is not known.
                let unmapped = fact == "(unmapped)" && name.starts_with("UNKNOWN");
                assert!(name == fact || unmapped, "{file}: {name}, not {fact}");
                assert!(width.is_empty() || width == fact_width, "{file} {name}");
            }
            assert_eq!(of(file).unwrap().all.len(), told[file].len(), "{file}");
        }
    }
}
