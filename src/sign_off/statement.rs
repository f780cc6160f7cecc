//! The statement as it is written.

use std::fmt::Write as _;

use crate::report::text::visible;
use crate::signing::VerifyingKey;

/// The first line: what the file is, and the form of what follows.
pub(super) const TITLE: &str = "Landbridge sign-off, form 1";
/// Columns of a label.
const LABEL: usize = 19;

/// Everything that a person signs.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Number of the sign-off in the project, from 1.
    pub number: u64,
    /// The project.
    pub project: String,
    /// The run.
    pub run: i64,
    /// The command that ran.
    pub command: String,
    /// `rehearsal 3`, `cut-over`.
    pub purpose: String,
    /// The target's name in the project.
    pub target: String,
    /// The logins that ran it.
    pub operators: Vec<String>,
    /// When it began, ISO 8601.
    pub started: String,
    /// When it ended, ISO 8601.
    pub ended: String,
    /// Who signs.
    pub signer: String,
    /// With which key.
    pub key: VerifyingKey,
    /// When, ISO 8601.
    pub at: String,
    /// What they want to be read with it; may be empty.
    pub remark: String,
    /// The sign-off before; none for the first.
    pub previous: Option<Previous>,
    /// The ledger.
    pub ledger: LedgerState,
    /// Hash over project, mappings, crosswalks and schemas, as the run had it.
    pub plan_hash: String,
    /// The form of the digests over rows.
    pub form: u32,
    /// The digest over all rows of the run.
    pub digest: String,
    /// Table, and the digest over the run's rows in it.
    pub rows: Vec<(String, String)>,
    /// What the run came to, line by line.
    pub figures: Vec<String>,
    /// The files.
    pub groups: Vec<FileGroup>,
}

/// The sign-off before this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    /// Its statement, relative to the project folder.
    pub path: String,
    /// SHA-256 of its statement, hexadecimal.
    pub sha256: String,
}

/// The ledger as it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerState {
    /// Its file, relative to the project folder.
    pub path: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Number of its last entry.
    pub entry: i64,
    /// Hash of its last entry.
    pub entry_hash: String,
}

/// Files of one kind.
#[derive(Debug, Clone)]
pub struct FileGroup {
    /// What they are.
    pub about: String,
    /// The files.
    pub files: Vec<SignedFile>,
    /// Files inside of those that are archives.
    pub inside: Vec<InArchive>,
}

/// A file and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedFile {
    /// Relative to the project folder, with `/`.
    pub path: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// A file in an archive, which `sha256sum` cannot look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InArchive {
    /// Archive and name, as the ledger has it.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

impl Statement {
    /// The text that is signed.
    pub fn render(&self) -> String {
        let mut text = format!("{TITLE}\n\n");
        let previous = self.previous.as_ref();
        let previous = previous.map(|one| format!("{} {}", one.sha256, one.path));
        let numbers = [
            self.number.to_string(),
            self.run.to_string(),
            self.ledger.entry.to_string(),
            format!("form {} {}", self.form, self.digest),
        ];
        let [number, run, entry, rows] = &numbers;
        for (label, value) in [
            ("sign-off", number.as_str()),
            ("project", &self.project),
            ("run", run),
            ("command", &self.command),
            ("purpose", &self.purpose),
            ("target", &self.target),
            ("run by", &self.operators.join(", ")),
            ("started", &self.started),
            ("ended", &self.ended),
            ("signed by", &self.signer),
            ("key", &self.key.text()),
            ("signed at", &self.at),
            ("remark", &self.remark),
            ("sign-off before", previous.as_deref().unwrap_or("none")),
            ("ledger", &self.ledger.path),
            ("ledger sha256", &self.ledger.sha256),
            ("ledger entry", entry),
            ("ledger entry hash", &self.ledger.entry_hash),
            ("plan", &self.plan_hash),
            ("rows of the run", rows),
        ] {
            let label = format!("{label}:");
            let line = format!("{label:<LABEL$}{}", visible(value));
            line_to(&mut text, line.trim_end());
        }
        line_to(
            &mut text,
            "\nI accept what this run came to, as these files and the ledger hold it:\n",
        );
        for line in &self.figures {
            line_to(&mut text, &visible(line));
        }
        line_to(&mut text, "\nThe run's rows in the ledger, by table:\n");
        for (table, digest) in &self.rows {
            line_to(&mut text, &format!("{table:<LABEL$}{digest}"));
        }
        line_to(
            &mut text,
            "\nThe files, as `sha256sum -c` reads them in the project folder:",
        );
        for group in &self.groups {
            if group.files.is_empty() {
                continue;
            }
            line_to(&mut text, &format!("\n# {}", group.about));
            for file in &group.files {
                line_to(&mut text, &sum_line(file));
            }
            for one in &group.inside {
                let name = visible(&one.name);
                line_to(&mut text, &format!("# in it: {} {name}", one.sha256));
            }
        }
        text
    }
}

fn line_to(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("writing to memory does not fail");
}

/// A line of `sha256sum`. Names with a line break or a backslash are written as it writes them: with a backslash
/// before the line.
pub(super) fn sum_line(file: &SignedFile) -> String {
    let SignedFile { path, sha256 } = file;
    if !path.contains(['\\', '\n', '\r']) {
        return format!("{sha256}  {path}");
    }
    let path = path.replace('\\', "\\\\");
    let path = path.replace('\n', "\\n").replace('\r', "\\r");
    format!("\\{sha256}  {path}")
}
