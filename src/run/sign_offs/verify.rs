//! Whether anything that was signed was altered since: what, and since when.
//!
//! Nothing is trusted that is looked at. A file that cannot be read or understood was altered; nothing here fails
//! for what its bytes are, and nothing here changes a file.

use std::collections::BTreeSet;
use std::path::Path;

use super::files::stays_inside;
use super::{FOLDER, Found, evidence, found, ledger_check, unfinished};
use crate::ledger::file_sha256;
use crate::project::{files_ending, load};
use crate::run::prepare::Registered;
use crate::sign_off::Signed;
use crate::signing::VerifyingKey;

/// What verifying came to.
#[derive(Debug, Default)]
pub struct Verified {
    /// The sign-offs, in their order.
    pub sign_offs: Vec<CheckedSignOff>,
    /// The ledger; none where there is no sign-off to hold it against.
    pub ledger: Option<LedgerCheck>,
    /// What was altered, or is not there.
    pub altered: Vec<Altered>,
    /// What sign-offs left that did not come to their end: no part of any sign-off. Relative to the project folder.
    pub strays: Vec<String>,
}

impl Verified {
    /// Whether there is a sign-off, and all that was signed is as it was.
    pub fn holds(&self) -> bool {
        !self.sign_offs.is_empty() && self.altered.is_empty()
    }
}

/// A sign-off that was looked at.
#[derive(Debug)]
pub struct CheckedSignOff {
    /// Its number.
    pub number: u64,
    /// The run.
    pub run: i64,
    /// Who signed.
    pub signer: String,
    /// When.
    pub at: String,
    /// What people compare of the key.
    pub fingerprint: String,
    /// Whether its signature holds.
    pub signature: bool,
    /// Files that are as they were signed.
    pub files: usize,
    /// Files that a later sign-off lists as they are now.
    pub superseded: usize,
}

/// What can be said of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerCheck {
    /// Entries in it.
    pub entries: usize,
    /// Entries since the newest sign-off.
    pub later: usize,
}

/// Something that is not what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Altered {
    /// A file, relative to the project folder, or what else.
    pub what: String,
    /// How it is not what was signed.
    pub how: String,
    /// Since when.
    pub since: String,
}

/// Looks at everything that was signed off in a project. `trusted` are the keys that signatures must be of; none for
/// any that the project's people have.
pub fn verify(dir: &Path, trusted: &[VerifyingKey]) -> Verified {
    let all = found(dir);
    let mut verified = Verified::default();
    let people = people_keys(dir);
    for one in &all {
        let Some(signed) = &one.signed else {
            let how = "is no statement that can be understood".to_owned();
            verified
                .altered
                .push(altered_file(dir, &one.stem, "txt", how));
            continue;
        };
        let signature = signature(dir, one, signed, &mut verified.altered);
        own_key(
            one,
            signed,
            trusted,
            people.as_deref(),
            &mut verified.altered,
        );
        verified.sign_offs.push(CheckedSignOff {
            number: signed.number,
            run: signed.run,
            signer: signed.signer.clone(),
            at: signed.at.clone(),
            fingerprint: signed.key.fingerprint(),
            signature,
            files: 0,
            superseded: 0,
        });
    }
    verified.strays = unfinished::left(dir);
    orphans(dir, &all, &mut verified);
    let readable: Vec<(&Found, &Signed)> = all
        .iter()
        .filter_map(|one| Some((one, one.signed.as_ref()?)))
        .collect();
    chain(&readable, &mut verified.altered);
    files(dir, &readable, &mut verified);
    for (one, signed) in &readable {
        if let Some(how) = evidence::wrong(dir, one) {
            let mut altered = altered_file(dir, &one.stem, "zip", how);
            altered.since = since(signed, &dir.join(format!("{}.zip", one.stem)));
            verified.altered.push(altered);
        }
    }
    verified.ledger = ledger_check::check(dir, &readable, &mut verified.altered);
    verified
}

/// The keys of the project's people; none where landbridge.yaml cannot be understood, which is told as the
/// alteration that it is.
fn people_keys(dir: &Path) -> Option<Vec<VerifyingKey>> {
    let project = load(dir, &Registered).project?;
    let keys = project.people.into_iter().filter_map(|person| person.key);
    Some(keys.collect())
}

/// Whether the signature is that of the statement's key; says what is wrong with it and with the key's file.
fn signature(dir: &Path, one: &Found, signed: &Signed, altered: &mut Vec<Altered>) -> bool {
    let mut wrong = |ending: &str, how: &str| {
        altered.push(altered_file(dir, &one.stem, ending, how.to_owned()));
    };
    let key = std::fs::read_to_string(dir.join(format!("{}.pem", one.stem)));
    match &key {
        Err(_) => wrong("pem", "cannot be read"),
        // To the byte: what stands around a key is seen as well.
        Ok(text) if *text != signed.key.pem() => wrong("pem", "is not the key of the statement"),
        Ok(_) => {}
    }
    match one.signature_holds(dir, signed) {
        Err(_) => wrong("sig", "cannot be read"),
        Ok(true) => return true,
        Ok(false) => wrong("txt", "and its signature do not belong together"),
    }
    false
}

fn own_key(
    one: &Found,
    signed: &Signed,
    trusted: &[VerifyingKey],
    people: Option<&[VerifyingKey]>,
    altered: &mut Vec<Altered>,
) {
    let known = match people {
        _ if !trusted.is_empty() => trusted.contains(&signed.key),
        Some(people) => people.contains(&signed.key),
        None => true,
    };
    if !known {
        let whose = if trusted.is_empty() {
            "nobody in `people` of landbridge.yaml"
        } else {
            "nobody whose key was given"
        };
        altered.push(Altered {
            what: format!("{}.txt", one.stem),
            how: format!("is signed with the key of {whose}"),
            since: format!("the sign-off says {}", signed.at),
        });
    }
}

/// Signatures and keys without a statement: it is gone, or was never there, since its sign-off did not come to its end.
fn orphans(dir: &Path, all: &[Found], verified: &mut Verified) {
    let mut lost = BTreeSet::new();
    for path in files_ending(&dir.join(FOLDER), &["sig", "pem"]) {
        let name = path.file_stem().map(|name| name.to_string_lossy());
        let stem = format!("{FOLDER}/{}", name.unwrap_or_default());
        if all.iter().any(|one| one.stem == stem) {
            continue;
        }
        if unfinished::was_begun(dir, &stem) {
            let ending = path.extension().map(|ending| ending.to_string_lossy());
            let stray = format!("{stem}.{}", ending.unwrap_or_default());
            verified.strays.push(stray);
        } else if lost.insert(stem.clone()) {
            verified.altered.push(Altered {
                what: format!("{stem}.txt"),
                how: "is not there, and what belongs to it is".to_owned(),
                since: "not known".to_owned(),
            });
        }
    }
}

/// Each sign-off names the one before it.
fn chain(all: &[(&Found, &Signed)], altered: &mut Vec<Altered>) {
    let mut before: Option<(&Found, &Signed)> = None;
    for (one, signed) in all {
        let expected = before.map_or(0, |(_, signed)| signed.number) + 1;
        let follows = match (&signed.previous, before) {
            (None, None) => true,
            (Some(previous), Some((before, _))) => {
                previous.sha256 == before.sha256()
                    && previous.path == format!("{}.txt", before.stem)
            }
            (Some(_), None) | (None, Some(_)) => false,
        };
        if signed.number != expected || !follows {
            let named = signed.previous.as_ref();
            let named = named.map_or("none", |previous| previous.path.as_str());
            altered.push(Altered {
                what: format!("the sign-off before {}.txt", one.stem),
                how: format!("is not there as it was: {named}"),
                since: format!("after sign-off {} of {}", signed.number, signed.at),
            });
        }
        before = Some((one, signed));
    }
}

/// Every file that a statement lists. Where a later statement lists it as it is now, it was changed between the two
/// as somebody signed.
fn files(dir: &Path, all: &[(&Found, &Signed)], verified: &mut Verified) {
    let mut accepted: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (_, signed) in all.iter().rev() {
        let (mut whole, mut superseded) = (0, 0);
        for file in &signed.files {
            let path = dir.join(&file.path);
            let now = file_sha256(&path);
            match &now {
                Ok(now) if *now == file.sha256 => {
                    whole += 1;
                    accepted.insert((&file.path, &file.sha256));
                    continue;
                }
                Ok(now) if accepted.contains(&(file.path.as_str(), now.as_str())) => {
                    superseded += 1;
                    continue;
                }
                Ok(_) | Err(_) => {}
            }
            if !told.insert(&file.path) {
                continue;
            }
            let how = match now {
                Ok(_) => "has other bytes than were signed".to_owned(),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    "is not there".to_owned()
                }
                Err(error) => format!("cannot be read: {error}"),
            };
            let elsewhere = if stays_inside(&file.path) {
                ""
            } else {
                " (outside of the project folder)"
            };
            verified.altered.push(Altered {
                what: format!("{}{elsewhere}", file.path),
                how,
                since: since(signed, &path),
            });
        }
        let checked = verified.sign_offs.iter_mut();
        for one in checked.filter(|one| one.number == signed.number) {
            (one.files, one.superseded) = (whole, superseded);
        }
    }
}

fn altered_file(dir: &Path, stem: &str, ending: &str, how: String) -> Altered {
    let path = dir.join(format!("{stem}.{ending}"));
    Altered {
        what: format!("{stem}.{ending}"),
        how,
        since: written(&path).unwrap_or_else(|| "not known".to_owned()),
    }
}

/// Since when a file is another one: after the sign-off, and as far as the file's own time may be believed.
pub(super) fn since(signed: &Signed, path: &Path) -> String {
    let after = format!("after sign-off {} of {}", signed.number, signed.at);
    match written(path) {
        Some(written) => format!("{after}; {written}"),
        None => after,
    }
}

fn written(path: &Path) -> Option<String> {
    let time = path.metadata().ok()?.modified().ok()?;
    let time = jiff::Timestamp::try_from(time).ok()?;
    let time = jiff::Timestamp::from_second(time.as_second()).ok()?;
    Some(format!("its file was written {time}"))
}
