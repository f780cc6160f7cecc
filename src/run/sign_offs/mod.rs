//! Sign-offs of a project: made, kept in its folder, verified.
//!
//! They stand in `sign-offs` of the project folder, for run 7: `run-7.txt`, the statement; `run-7.sig`, the signature
//! over its bytes; `run-7.pem`, the key that verifies it; `run-7.html` and `run-7.json`, the report; `run-7.zip`, the
//! pack for an auditor. Each statement names the one before with its hash, and each entry of the ledger the newest.

mod evidence;
mod files;
mod ledger_check;
mod refusal;
mod sign;
mod unfinished;
mod verify;

use std::path::Path;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::fault::RunFault;
use crate::hex::hex;
use crate::ledger::RunId;
use crate::project::files_ending;
use crate::report::SignOffReport;
use crate::sign_off::{Signed, read};

pub use refusal::{Refusal, SignFault};
pub use sign::{Request, SignedOff, sign_off};
pub use verify::{Altered, CheckedSignOff, LedgerCheck, Verified, verify};

/// The folder, relative to the project folder.
pub(super) const FOLDER: &str = "sign-offs";

/// A statement that stands in the folder.
#[derive(Debug)]
pub(super) struct Found {
    /// Its file without the ending, relative to the project folder: `sign-offs/run-7`.
    pub(super) stem: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// What it says; none where it cannot be understood.
    pub(super) signed: Option<Signed>,
}

impl Found {
    /// SHA-256 of its bytes, hexadecimal.
    pub(super) fn sha256(&self) -> String {
        hex(&Sha256::digest(&self.bytes))
    }

    /// Whether the signature beside it is that of the key which it names; an error where there is none to be read.
    pub(super) fn signature_holds(&self, project: &Path, signed: &Signed) -> std::io::Result<bool> {
        let signature = std::fs::read(project.join(format!("{}.sig", self.stem)))?;
        Ok(signed.key.verifies(&self.bytes, &signature))
    }
}

/// The statements of a project in the order of their numbers; those that cannot be understood come first.
pub(super) fn found(project: &Path) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for path in files_ending(&project.join(FOLDER), &["txt"]) {
        let name = path.file_stem().map(|name| name.to_string_lossy());
        let name = name.unwrap_or_default();
        if !name.starts_with("run-") {
            continue;
        }
        let stem = format!("{FOLDER}/{name}");
        // One that cannot be read cannot be understood either.
        let bytes = std::fs::read(&path).unwrap_or_default();
        let signed = std::str::from_utf8(&bytes).ok().and_then(read);
        all.push(Found {
            stem,
            bytes,
            signed,
        });
    }
    all.sort_by_key(|one| one.signed.as_ref().map(|signed| signed.number));
    all
}

/// SHA-256 of the newest statement, hexadecimal; empty where nothing was signed off yet.
pub fn newest_hash(project: &Path) -> String {
    let newest = found(project).pop();
    newest.map_or_else(String::new, |one| one.sha256())
}

/// Who signed off a run, and when; none where nobody did.
pub(super) fn of_run(project: &Path, run: RunId) -> Option<Signed> {
    let all = found(project).into_iter().filter_map(|one| one.signed);
    all.into_iter().find(|signed| signed.run == run.0)
}

/// Fails where a run was signed off: what was accepted stays as it was accepted. Whatever changes what a run came to asks
/// this first.
pub fn refuse_signed_off(project: &Path, run: RunId) -> Result<(), RunFault> {
    match of_run(project, run) {
        None => Ok(()),
        Some(signed) => Err(RunFault::SignedOff {
            run: run.0,
            by: signed.signer,
            at: signed.at,
        }),
    }
}

/// The sign-off of a run as its report tells it.
pub fn reported(project: &Path, run: RunId) -> Vec<SignOffReport> {
    let signed = of_run(project, run);
    let report = signed.map(|signed| SignOffReport {
        by: signed.signer,
        at: instant(&signed.at),
        note: signed.remark,
    });
    report.into_iter().collect()
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}
