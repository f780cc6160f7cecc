//! Where a canary would sing: everything that commands say and keep, searched to the last column.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;

use crate::support::{Ran, run};

/// What holds personal values because it must: what is sent, what the ERP holds, and the keys by
/// which records are found again. Nothing else in a ledger may.
const MAY_HOLD_PERSONAL: &[&str] = &[
    "record.key",
    "record.payload",
    "reference.key",
    "question.key",
    "answer.key",
    "carried.key",
    "target_record.key",
    "target_record.body",
];

/// Collects outputs, and says which canaries are in them.
#[derive(Default)]
pub(crate) struct Hunt {
    secrets: Vec<String>,
    personal: Vec<String>,
    searched: usize,
    leaks: BTreeSet<String>,
}

impl Hunt {
    /// For these secrets (also as a header writes them for this user) and personal values.
    pub(crate) fn new(user: &str, secrets: &[&str], personal: &[String]) -> Self {
        let mut all: Vec<String> = Vec::new();
        for secret in secrets {
            let pair = format!("{user}:{secret}");
            all.push(
                base64::engine::general_purpose::STANDARD
                    .encode(pair)
                    .to_lowercase(),
            );
            all.push(secret.to_lowercase());
        }
        Self {
            secrets: all,
            personal: personal.iter().map(|text| text.to_lowercase()).collect(),
            ..Self::default()
        }
    }

    /// Runs a command and searches what it says.
    pub(crate) fn run(&mut self, command: &mut Command) -> Ran {
        let ran = run(command);
        let shown = format!("{:?}", command.get_args().collect::<Vec<_>>());
        assert!(!ran.stderr.contains("panicked"), "{shown}: {}", ran.stderr);
        self.search(&format!("stdout of {shown}"), &ran.stdout, true);
        self.search(&format!("stderr of {shown}"), &ran.stderr, true);
        ran
    }

    /// The same for a command whose arguments are canaries: what was typed is not said again.
    pub(crate) fn run_hiding_arguments(&mut self, command: &mut Command) -> Ran {
        let name = command
            .get_args()
            .next()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let ran = run(command);
        self.search(&format!("stdout of {name}"), &ran.stdout, true);
        self.search(&format!("stderr of {name}"), &ran.stderr, true);
        ran
    }

    /// Searches the reports and the ledger of a project.
    pub(crate) fn search_project(&mut self, folder: &Path) {
        self.search_reports(&folder.join("reports"));
        self.search_ledger(&folder.join(".landbridge/ledger.db"));
    }

    fn search_reports(&mut self, folder: &Path) {
        for report in std::fs::read_dir(folder).into_iter().flatten() {
            let path = report.unwrap().path();
            if path.is_dir() {
                self.search_reports(&path);
            } else if path.extension().is_some_and(|ending| ending == "xlsx") {
                self.search_workbook(&path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                self.search(&path.display().to_string(), &text, true);
            }
        }
    }

    /// Searches a workbook of findings. The copy of a legacy file holds what its owner wrote there; what
    /// the program added to it is searched.
    fn search_workbook(&mut self, path: &Path) {
        let text = path.to_string_lossy();
        let copy = text.contains("/findings-") && !text.ends_with(".findings.xlsx");
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).unwrap();
            let name = part.name().unwrap().into_owned();
            if !copy || name.contains("landbridge") {
                let text = std::io::read_to_string(&mut part).unwrap();
                self.search(&format!("{} of {}", name, path.display()), &text, true);
            }
        }
    }

    fn search_ledger(&mut self, path: &Path) {
        if !path.exists() {
            return;
        }
        let ledger = rusqlite::Connection::open(path).unwrap();
        let columns = "SELECT m.name, p.name FROM sqlite_schema m, pragma_table_info(m.name) p
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
        let mut statement = ledger.prepare(columns).unwrap();
        let columns: Vec<(String, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(
            columns.len() > 60,
            "the ledger has {} columns",
            columns.len()
        );
        for (table, column) in columns {
            let place = format!("{table}.{column}");
            let personal_too = !MAY_HOLD_PERSONAL.contains(&place.as_str());
            let query = format!("SELECT CAST(\"{column}\" AS BLOB) FROM \"{table}\"");
            let mut statement = ledger.prepare(&query).unwrap();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let bytes: Option<Vec<u8>> = row.get(0).unwrap();
                let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
                self.search(&format!("ledger {place}"), &text, personal_too);
            }
        }
    }

    fn search(&mut self, place: &str, text: &str, personal_too: bool) {
        self.searched += 1;
        let lower = text.to_lowercase();
        let personal = self.personal.iter().filter(|_| personal_too);
        for canary in self.secrets.iter().chain(personal) {
            if let Some(at) = lower.find(canary.as_str()) {
                let from = lower[..at]
                    .char_indices()
                    .rev()
                    .nth(60)
                    .map_or(0, |(at, _)| at);
                let around: String = lower[from..].chars().take(140).collect();
                self.leaks.insert(format!(
                    "{place}: {canary}\n      …{}…",
                    around.replace('\n', " ⏎ ")
                ));
            }
        }
    }

    /// No canary was seen anywhere.
    #[track_caller]
    pub(crate) fn found_nothing(&self) {
        assert!(self.searched > 0, "nothing was searched");
        let leaks: Vec<&str> = self.leaks.iter().map(String::as_str).collect();
        assert!(
            leaks.is_empty(),
            "{} leaks:\n  {}",
            leaks.len(),
            leaks.join("\n  ")
        );
    }
}
