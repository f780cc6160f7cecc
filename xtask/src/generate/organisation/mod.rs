//! `cargo xtask generate organisation`: the legacy estate of a whole organisation, with a key of right answers.
//!
//! Each module writes the files that its systems export: country offices' workbooks below `offices/CODE`, those of
//! headquarters below `hq`. What is planted is told in `planted.json`, and nothing else may be found.

#![expect(
    clippy::format_push_string,
    clippy::assigning_clones,
    clippy::type_complexity,
    clippy::indexing_slicing,
    clippy::unused_self,
    clippy::let_underscore_must_use,
    reason = "files are made once, from tables that are read more often than they are run"
)]

pub(super) mod accounts;
mod answers;
mod estate;
pub(super) mod files;
mod languages;
mod places;
mod words;

mod finance;
mod people;
mod programmes;
mod supply;

#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::Outcome;
use estate::Estate;
use files::Out;

const SEED: u64 = 0x4D65_7269_6469_616E;

/// The size of the samples that are shipped: offices, and thousandths of scale 1. Large enough that one fault of each kind stays
/// under the gate of the programme.
const SHIPPED: (usize, usize) = (4, 200);

/// The packs below `mappings`, and what they share.
const PACKS: &str = "mappings";

/// What is asked for.
struct Asked {
    offices: usize,
    /// Thousandths.
    scale: usize,
    seed: u64,
    out: Option<PathBuf>,
}

/// Writes a whole project with `--out DIR`; else the shipped samples, or compares these with what is there.
pub(super) fn run(root: &Path, arguments: &[String]) -> Outcome {
    let asked = asked(arguments)?;
    let packs = root.join(PACKS);
    let Some(out) = &asked.out else {
        return shipped(&packs, arguments.iter().any(|one| one == "--check"));
    };
    if out.exists() && fs::read_dir(out)?.next().is_some() {
        return Err(format!("{} is not empty: name a new folder", out.display()).into());
    }
    copy_packs(&packs, out)?;
    let estate = Estate::new(asked.seed, asked.offices, asked.scale);
    write(&estate, out)
}

/// Writes the estate below `folder`: `data/` and `planted.json`.
fn write(estate: &Estate, folder: &Path) -> Outcome {
    let mut out = Out::new(&folder.join("data"));
    finance::write(estate, &mut out)?;
    supply::write(estate, &mut out)?;
    people::write(estate, &mut out)?;
    programmes::write(estate, &mut out)?;
    let answers = out.answers;
    crate::say(&format!(
        "{}: {} files, {} records, {} planted findings",
        folder.display(),
        answers.files(),
        answers.records(),
        answers.planted()
    ));
    fs::create_dir_all(folder)?;
    fs::write(folder.join("planted.json"), answers.json()?)?;
    Ok(())
}

/// The samples beside the packs: small, and the same on every machine.
fn shipped(packs: &Path, check: bool) -> Outcome {
    let estate = Estate::new(SEED, SHIPPED.0, SHIPPED.1);
    let fresh = std::env::temp_dir().join(format!("organisation-{}", std::process::id()));
    write(&estate, &fresh)?;
    let outcome = if check {
        same(&fresh, packs)
    } else {
        replace(&fresh, packs)
    };
    fs::remove_dir_all(&fresh)?;
    outcome
}

/// Puts the fresh samples in the place of those that are there.
fn replace(fresh: &Path, packs: &Path) -> Outcome {
    let old = packs.join("data");
    if old.exists() {
        fs::remove_dir_all(&old)?;
    }
    for name in files_below(fresh)? {
        copy(&fresh.join(&name), &packs.join(&name))?;
    }
    Ok(())
}

fn same(fresh: &Path, packs: &Path) -> Outcome {
    let mut stale = Vec::new();
    let expected = files_below(fresh)?;
    for name in &expected {
        if fs::read(fresh.join(name)).ok() != fs::read(packs.join(name)).ok() {
            stale.push(name.display().to_string());
        }
    }
    let there = files_below(&packs.join("data")).unwrap_or_default();
    let data = Path::new("data");
    let left = there.iter().map(|name| data.join(name));
    stale.extend(
        left.filter(|name| !expected.contains(name))
            .map(|name| format!("{} (of no use)", name.display())),
    );
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "not as generated: {}\nrun `cargo xtask generate organisation`",
        stale.join(", ")
    )
    .into())
}

/// The packs without their samples, the example beside them, and what runs left behind.
fn copy_packs(packs: &Path, out: &Path) -> Outcome {
    for name in files_below(packs)? {
        let first = name.components().next();
        let first = first.map(|part| part.as_os_str().to_string_lossy().into_owned());
        let left_out = ["demo", "data", "reports", "planted.json"];
        if first.is_some_and(|first| left_out.contains(&&*first) || first.starts_with('.')) {
            continue;
        }
        copy(&packs.join(&name), &out.join(&name))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(from, to)?;
    Ok(())
}

/// The files below a folder, by their paths in it, in order.
fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                found.push(name.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn asked(arguments: &[String]) -> Result<Asked, Box<dyn std::error::Error>> {
    let mut asked = Asked {
        offices: 100,
        scale: 1000,
        seed: SEED,
        out: None,
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} what?"));
        match &**word {
            "--offices" => asked.offices = value()?.parse()?,
            "--scale" => asked.scale = thousandths(value()?)?,
            "--seed" => asked.seed = value()?.parse()?,
            "--out" => asked.out = Some(PathBuf::from(value()?)),
            "organisation" | "--check" => {}
            other => {
                return Err(format!(
                    "`{other}` is not known: --offices N, --scale S, --seed N, --out DIR"
                )
                .into());
            }
        }
    }
    let most = estate::offices_max();
    if asked.offices == 0 || asked.offices > most {
        return Err(format!("--offices is a number from 1 to {most}").into());
    }
    Ok(asked)
}

/// `0.05` is 50.
fn thousandths(text: &str) -> Result<usize, Box<dyn std::error::Error>> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 3 {
        return Err("--scale has three digits after the point at the most".into());
    }
    let digits = format!("{whole}{part:0<3}");
    Ok(digits.parse()?)
}
