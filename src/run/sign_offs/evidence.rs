//! The evidence pack of a sign-off, and whether one is still what was packed.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::Found;
use crate::run::fault::RunFault;
use crate::sign_off::{PACKED_PAGE, PageWords, pack, page, sum_lines, unpack};
use crate::signing::VerifyingKey;

/// Endings of the files of a sign-off that a pack has.
const OWN: [&str; 5] = ["txt", "sig", "pem", "html", "json"];

/// What a pack tells of its sign-off.
pub(super) struct Packed<'a> {
    pub(super) project: &'a str,
    pub(super) run: i64,
    pub(super) signer: &'a str,
    pub(super) at: &'a str,
    pub(super) key: VerifyingKey,
    pub(super) stem: &'a str,
    /// Where the sign-off's own file with an ending stands.
    pub(super) own: &'a dyn Fn(&str) -> PathBuf,
    /// Files of the project, relative to its folder.
    pub(super) copied: &'a [String],
}

/// The bytes of a pack, made of the sign-off's own files and those of the project as they stand in its folder.
pub(super) fn packed(dir: &Path, words: &Packed<'_>) -> Result<Vec<u8>, RunFault> {
    let mut files = Vec::new();
    let own = OWN.map(|ending| (format!("{}.{ending}", words.stem), (words.own)(ending)));
    let copied = words.copied.iter();
    let copied = copied.map(|name| (name.clone(), dir.join(name)));
    for (name, path) in own.into_iter().chain(copied) {
        let bytes = std::fs::read(path).map_err(|error| RunFault::File {
            file: name.clone(),
            message: error.to_string(),
        })?;
        files.push((name, bytes));
    }
    let text = page(PageWords {
        project: words.project,
        run: words.run,
        signer: words.signer,
        at: words.at,
        fingerprint: &words.key.fingerprint(),
        stem: words.stem,
    });
    files.push((PACKED_PAGE.to_owned(), text.into_bytes()));
    pack(files).map_err(|fault| RunFault::Defect(format!("the evidence pack: {fault}")))
}

/// What is wrong with the pack of a sign-off; nothing where it is whole, or was taken away.
pub(super) fn wrong(dir: &Path, found: &Found) -> Option<String> {
    let pack = File::open(dir.join(format!("{}.zip", found.stem))).ok()?;
    let (files, sums) = match unpack(pack) {
        Ok(unpacked) => unpacked,
        Err(fault) => return Some(format!("cannot be read: {fault}")),
    };
    let sums = sum_lines(&String::from_utf8_lossy(&sums));
    let signed = found.signed.as_ref()?;
    let statement = format!("{}.txt", found.stem);
    if !files
        .iter()
        .any(|file| file.path == statement && file.sha256 == found.sha256())
    {
        return Some("holds another statement".to_owned());
    }
    let altered = files.iter().find(|file| {
        let listed = |list: &[crate::sign_off::SignedFile]| {
            let known = list.iter().find(|one| one.path == file.path);
            known.map(|one| one.sha256 == file.sha256)
        };
        listed(&sums) != Some(true) || listed(&signed.files) == Some(false)
    });
    if let Some(file) = altered {
        return Some(format!("holds {} with other bytes", file.path));
    }
    let lost = sums
        .iter()
        .find(|one| !files.iter().any(|file| file.path == one.path));
    lost.map(|file| format!("lacks {}", file.path))
}
