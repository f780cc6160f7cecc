//! Broken workbooks of every form, given to the program as a person would.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use zip::CompressionMethod;

use crate::arguments::Arguments;
use crate::corpus;
use crate::feed::PEAK_KIB_MAX;
use crate::mutate::mutate;
use crate::package::{mutate_package, pack, unpack};
use crate::prng::Prng;
use crate::supervise::TIME_MAX;
use crate::{Outcome, say, watch};

/// Between two looks at the program.
const LOOK: Duration = Duration::from_millis(2);
/// Endings of workbooks.
const ENDINGS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
/// Exit codes that a broken file may give: read after all, usage, project or file wrong.
const CODES: [i32; 3] = [0, 2, 3];

/// A workbook's name and bytes.
type Sample = (String, Vec<u8>);

/// Mutates sample workbooks and lets the program read them.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let Some(program) = &arguments.program else {
        return Ok(0);
    };
    let begun = Instant::now();
    let samples = samples(arguments)?;
    let folder = std::env::temp_dir().join(format!("landbridge-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut failed = 0;
    for number in 0..arguments.mutations {
        let mut prng = Prng::of(arguments.seed, "program", number);
        let Some((name, bytes)) = prng.one_of(&samples) else {
            break;
        };
        let file = folder.join(format!("{number}-{name}"));
        std::fs::write(&file, broken(bytes, &mut prng))?;
        match read(program, &file)? {
            None => std::fs::remove_file(&file)?,
            Some(what) => {
                failed += 1;
                say(&format!("program {number} {}: {what}", file.display()));
            }
        }
    }
    if failed == 0 {
        std::fs::remove_dir_all(&folder)?;
    }
    say(&format!(
        "program: {} broken copies of {} workbooks, {failed} failed, {} s",
        arguments.mutations,
        samples.len(),
        begun.elapsed().as_secs()
    ));
    Ok(failed)
}

/// A broken copy: bits turned, cut short, parts exchanged, or changes anywhere.
fn broken(bytes: &[u8], prng: &mut Prng) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    match (prng.below(5), unpack(bytes)) {
        (0, _) => {
            for _ in 0..=prng.below(8) {
                let (at, bit) = (prng.below(copy.len()), prng.below(8));
                if let Some(byte) = copy.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
        }
        (1, _) => copy.truncate(prng.below(copy.len() + 1)),
        (2, Some(mut parts)) if parts.len() > 1 => {
            // Entries under each other's names.
            let (one, two) = (prng.below(parts.len()), prng.below(parts.len()));
            let name = |at: usize| parts.get(at).map(|part| part.0.clone()).unwrap_or_default();
            let (first, second) = (name(one), name(two));
            if let Some(part) = parts.get_mut(one) {
                part.0 = second;
            }
            if let Some(part) = parts.get_mut(two) {
                part.0 = first;
            }
            copy = pack(&parts, CompressionMethod::Deflated);
        }
        (3, Some(parts)) if !parts.is_empty() => {
            copy = mutate_package(&parts, corpus::WORKBOOK_WORDS, prng);
        }
        _ => mutate(&mut copy, corpus::WORKBOOK_WORDS, bytes, prng),
    }
    copy
}

/// Lets the program read a file; what it did that it must not.
fn read(program: &Path, file: &Path) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let errors = file.with_extension("stderr");
    let mut child = Command::new(program)
        .args([
            "peek",
            "--source",
            "spreadsheet",
            "--format",
            "jsonl",
            "--limit",
            "10000000",
        ])
        .arg(file)
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&errors)?)
        .spawn()?;
    let what = watched(&mut child)?;
    let said = String::from_utf8_lossy(&std::fs::read(&errors)?).into_owned();
    std::fs::remove_file(&errors)?;
    Ok(what.or_else(|| {
        said.contains("panicked")
            .then(|| format!("a panic: {said}"))
    }))
}

fn watched(child: &mut Child) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let mut peak = 0;
    loop {
        let own = watch::peak_kib(child.id());
        let others = watch::children(child.id()).into_iter().map(watch::peak_kib);
        peak = others.fold(peak.max(own), u64::max);
        if let Some(status) = child.try_wait()? {
            let code = status.code();
            return Ok(match code {
                Some(code) if CODES.contains(&code) && peak <= PEAK_KIB_MAX => None,
                Some(code) if CODES.contains(&code) => {
                    Some(format!("{} MB of memory", peak / 1_024))
                }
                _ => Some(format!("{status}")),
            });
        }
        if begun.elapsed() > TIME_MAX {
            child.kill()?;
            child.wait()?;
            return Ok(Some(format!("more than {} s", TIME_MAX.as_secs())));
        }
        sleep(LOOK);
    }
}

/// Workbooks made here, and those of the folder given.
fn samples(arguments: &Arguments) -> Result<Vec<Sample>, Box<dyn std::error::Error>> {
    let made = corpus::workbooks().into_iter().enumerate();
    let mut samples: Vec<Sample> = made
        .map(|(number, bytes)| (format!("made-{number}.xlsx"), bytes))
        .collect();
    let Some(folder) = arguments.samples.as_ref().filter(|folder| folder.is_dir()) else {
        return Ok(samples);
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().into_owned());
        if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            samples.push((name, std::fs::read(&path)?));
        }
    }
    Ok(samples)
}
