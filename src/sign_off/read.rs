//! A statement as it is read again. Its signature says whether it may be believed; here it is only understood.

use super::statement::{LedgerState, Previous, SignedFile, TITLE};
use crate::signing::VerifyingKey;

/// What verifying needs of a statement.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Number of the sign-off.
    pub number: u64,
    /// The run.
    pub run: i64,
    /// Who signed.
    pub signer: String,
    /// With which key.
    pub key: VerifyingKey,
    /// When, ISO 8601.
    pub at: String,
    /// What they said; may be empty.
    pub remark: String,
    /// The sign-off before; none for the first.
    pub previous: Option<Previous>,
    /// The ledger.
    pub ledger: LedgerState,
    /// The form of the digests over rows.
    pub form: u32,
    /// Table, and the digest over the run's rows in it.
    pub rows: Vec<(String, String)>,
    /// The files.
    pub files: Vec<SignedFile>,
}

/// Reads a statement; none where it is no statement of a form that is known here.
pub fn read(text: &str) -> Option<Signed> {
    let body = text.strip_prefix(TITLE)?.strip_prefix("\n\n")?;
    let (head, rest) = body.split_once("\n\n")?;
    let value = |label: &str| {
        head.lines().find_map(|line| {
            let value = line.strip_prefix(label)?.strip_prefix(':')?;
            Some(value.trim())
        })
    };
    let text_of = |label: &str| value(label).map(str::to_owned);
    let (form, _) = value("rows of the run")?
        .strip_prefix("form ")?
        .split_once(' ')?;
    let previous = match value("sign-off before")? {
        "none" => None,
        stated => {
            let (sha256, path) = stated.split_once(' ')?;
            Some(Previous {
                path: path.to_owned(),
                sha256: sha256.to_owned(),
            })
        }
    };
    let (_, rows) = rest.split_once("\n\nThe run's rows in the ledger, by table:\n")?;
    let (rows, files) = rows.split_once("\n\n")?;
    Some(Signed {
        number: value("sign-off")?.parse().ok()?,
        run: value("run")?.parse().ok()?,
        signer: text_of("signed by")?,
        key: VerifyingKey::from_text(value("key")?)?,
        at: text_of("signed at")?,
        remark: text_of("remark")?,
        previous,
        ledger: LedgerState {
            path: text_of("ledger")?,
            sha256: text_of("ledger sha256")?,
            entry: value("ledger entry")?.parse().ok()?,
            entry_hash: text_of("ledger entry hash")?,
        },
        form: form.parse().ok()?,
        rows: rows.lines().filter_map(row).collect(),
        files: sum_lines(files),
    })
}

fn row(line: &str) -> Option<(String, String)> {
    let (table, digest) = line.split_once(' ')?;
    Some((table.to_owned(), digest.trim().to_owned()))
}

/// The lines of `sha256sum` in a text.
pub fn sum_lines(text: &str) -> Vec<SignedFile> {
    text.lines().filter_map(sum_line).collect()
}

fn sum_line(line: &str) -> Option<SignedFile> {
    let (escaped, line) = match line.strip_prefix('\\') {
        Some(line) => (true, line),
        None => (false, line),
    };
    let (sha256, path) = line.split_once("  ")?;
    let is_hash = sha256.len() == 64 && sha256.chars().all(|sign| sign.is_ascii_hexdigit());
    is_hash.then(|| SignedFile {
        sha256: sha256.to_owned(),
        path: if escaped {
            unescaped(path)
        } else {
            path.to_owned()
        },
    })
}

fn unescaped(path: &str) -> String {
    let mut plain = String::new();
    let mut signs = path.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => plain.push(match signs.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            }),
            other => plain.push(other),
        }
    }
    plain
}
