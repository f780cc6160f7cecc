//! Copies of legacy files for their owners, with what was found in them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use landbridge_contract::{Annotation, AnnotationLine, CellMark, Origin};

use super::fault::RunFault;
use super::files::{self, LegacyFile, Readable};
use super::prepare::Prepared;
use crate::diagnose::{HIDDEN, codes};
use crate::ledger::{FindingLine, Ledger, RunId};
use crate::mapping::{CheckedMapping, SourceSpec};
use crate::project::{new_file, unnamed};
use crate::registry;
use crate::report::findings_book::findings_book;
use crate::report::language::Language;

/// Findings that the copy of one file lists. A person mends the first of them and checks again; a workbook with
/// more notes than this opens slowly.
const LISTED_MAX: usize = 5_000;

/// Where the words on what to do stand in [`Annotation::about`].
const HOW: usize = 2;

/// A file that was written for its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedFile {
    /// The legacy file.
    pub file: String,
    /// Who gets the copy; none where no mapping says so.
    pub owner: Option<String>,
    /// What was written.
    pub path: PathBuf,
    /// Findings in the file.
    pub findings: u64,
    /// Whether it is a copy of the file; else a workbook that lists the places.
    pub marked: bool,
}

/// What was handed out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotated {
    /// What was written.
    pub written: Vec<AnnotatedFile>,
    /// Files that have changed since the run read them: marks would stand at the wrong cells.
    pub stale: Vec<String>,
}

/// A legacy file with what was found in it.
struct Found<'a> {
    file: LegacyFile,
    mapping: &'a CheckedMapping,
    spec: &'a SourceSpec,
    lines: Vec<FindingLine>,
    errors: u64,
    warnings: u64,
}

/// Writes a copy of each legacy file in which a run found something into `folder`. Files that are not of the
/// bytes that the run read are left out, and named.
pub fn annotated(
    prepared: &Prepared,
    ledger: &Ledger,
    run: RunId,
    folder: &Path,
) -> Result<Annotated, RunFault> {
    let mut all = legacy_files(prepared);
    let mut personal = Vec::new();
    for object in &prepared.objects {
        if object.mapping.key_is_personal() {
            personal.push(ledger.object(&object.mapping.object)?);
        }
    }
    ledger.findings(run, None, |mut line| {
        if personal.contains(&line.object) && !line.key.is_empty() {
            HIDDEN.clone_into(&mut line.key);
        }
        if let Some(found) = name_of(&all, &line.origin).and_then(|name| all.get_mut(name)) {
            let counter = match line.severity.as_str() {
                "error" => &mut found.errors,
                _ => &mut found.warnings,
            };
            *counter += 1;
            if found.lines.len() < LISTED_MAX {
                found.lines.push(line);
            }
        }
        ControlFlow::Continue(())
    })?;
    let hashes: BTreeMap<String, String> = ledger
        .extracts(run)?
        .into_iter()
        .map(|extract| (extract.facts.file, extract.facts.sha256))
        .collect();
    let mut written = Vec::new();
    let mut names = BTreeSet::new();
    let mut stale = Vec::new();
    for found in all.into_values().filter(|found| !found.lines.is_empty()) {
        // Another file under the same name would get marks at the wrong cells.
        if let Some(hash) = hashes.get(&found.file.name)
            && files::facts(&found.file)?.sha256 != *hash
        {
            stale.push(found.file.name);
            continue;
        }
        let name = free_name(&found.file.name, &mut names);
        written.push(write(&found, folder, &name)?);
    }
    Ok(Annotated { written, stale })
}

/// All files of all sources, by name.
fn legacy_files(prepared: &Prepared) -> BTreeMap<String, Found<'_>> {
    let mut all = BTreeMap::new();
    for object in &prepared.objects {
        let mapping = &object.mapping;
        let lookups = mapping.lookups.iter().map(|lookup| &lookup.source);
        let beside = mapping.joins().into_iter().chain(lookups);
        for spec in std::iter::once(&mapping.source).chain(beside) {
            for file in files::matching(&prepared.project.data_dir, &spec.pattern) {
                let name = file.name.clone();
                all.entry(name).or_insert_with(|| Found {
                    file,
                    mapping,
                    spec,
                    lines: Vec::new(),
                    errors: 0,
                    warnings: 0,
                });
            }
        }
    }
    all
}

/// The file that an origin is in: the longest name that it begins with. Looked up rather than searched for, as
/// there may be thousands of files and a million findings.
fn name_of<'a, T>(all: &BTreeMap<String, T>, origin: &'a str) -> Option<&'a str> {
    let ends = origin.rmatch_indices([':', ' ']).map(|(end, _)| end);
    let mut names = std::iter::once(origin.len())
        .chain(ends)
        .filter_map(|end| origin.get(..end));
    names.find(|name| all.contains_key(*name) && behind(origin, name).is_some())
}

/// What stands behind the file's name in an origin.
fn behind<'a>(origin: &'a str, file: &str) -> Option<&'a str> {
    let rest = origin.strip_prefix(file)?;
    let bounded = rest.is_empty() || rest.starts_with(':') || rest.starts_with(" › ");
    bounded.then_some(rest)
}

/// A name without folders that no other copy has.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let flat = name.replace(['/', '\\'], "-");
    let (stem, ending) = flat.rsplit_once('.').unwrap_or((&flat, ""));
    let numbered = (1..=u32::MAX).map(|number| match number {
        1 => flat.clone(),
        more => format!("{stem} ({more}).{ending}"),
    });
    let mut free = numbered.filter(|one| taken.insert(one.to_lowercase()));
    free.next().unwrap_or_default()
}

fn write(found: &Found<'_>, folder: &Path, flat: &str) -> Result<AnnotatedFile, RunFault> {
    let language = Language::of(&found.mapping.language);
    let mut list = annotation(found, &language, "how");
    let cannot = |path: &Path, error: &std::io::Error| RunFault::File {
        file: path.display().to_string(),
        message: error.to_string(),
    };
    std::fs::create_dir_all(folder).map_err(|error| cannot(folder, &error))?;
    let mut path = folder.join(flat);
    let connector = registry::source(&found.spec.kind)
        .ok_or_else(|| RunFault::Defect(format!("connector `{}` is not there", found.spec.kind)))?;
    let new = unnamed(folder).map_err(|error| cannot(folder, &error))?;
    let mut out = BufWriter::new(new);
    let input = Readable::open(&found.file)?.input();
    let marked = connector.annotate(input, &list, &mut out)?;
    let mut new = out
        .into_inner()
        .map_err(|error| cannot(&path, error.error()))?;
    if !marked {
        path = folder.join(format!("{flat}.findings.xlsx"));
        if let Some(how) = list.about.get_mut(HOW) {
            *how = language.text("how-list", &[]);
        }
        let bytes = findings_book(&list)
            .map_err(|error| RunFault::Defect(format!("the workbook cannot be made: {error}")))?;
        new = new_file(folder, &bytes).map_err(|error| cannot(&path, &error))?;
    }
    let kept = new
        .persist(&path)
        .map_err(|error| cannot(&path, &error.error));
    drop(kept?);
    Ok(AnnotatedFile {
        file: found.file.name.clone(),
        owner: found.mapping.owner.clone(),
        path,
        findings: found.errors + found.warnings,
        marked,
    })
}

fn annotation(found: &Found<'_>, language: &Language, how: &str) -> Annotation {
    let text = |id| language.text(id, &[]);
    let file = found.file.name.as_str();
    let mut about = vec![
        language.text("title", &[("file", file.into())]),
        language.text(
            "about",
            &[
                ("errors", found.errors.into()),
                ("warnings", found.warnings.into()),
            ],
        ),
        text(how),
    ];
    let listed = u64::try_from(found.lines.len()).unwrap_or(u64::MAX);
    let more = (found.errors + found.warnings).saturating_sub(listed);
    if more > 0 {
        about.push(language.text("left-out", &[("count", more.into())]));
    }
    let lines: Vec<AnnotationLine> = (found.lines.iter())
        .map(|line| annotation_line(file, line, language))
        .collect();
    let cells = lines.iter().any(|line| line.mark.is_some());
    let titles = [
        (if cells { "cell" } else { "place" }, 22),
        ("weight", 12),
        ("field", 22),
        ("finding", 40),
        ("found", 28),
        ("expected", 40),
        ("remedy", 50),
        ("key", 18),
        ("code", 20),
    ];
    Annotation {
        sheet: text("sheet"),
        about,
        titles: titles.map(|(id, width)| (text(id), width)).to_vec(),
        author: "Landbridge".to_owned(),
        lines,
    }
}

fn annotation_line(file: &str, line: &FindingLine, language: &Language) -> AnnotationLine {
    let code = codes::ALL.iter().find(|code| code.id == line.code);
    let (title, remedy) = code.map_or_else(
        || (line.code.clone(), String::new()),
        |code| (language.title(code), language.remedy(code)),
    );
    let grave = line.severity == "error";
    let place = behind(&line.origin, file).unwrap_or(&line.origin);
    let place = place.trim_start_matches([':', ' ', '›']);
    let mark = Origin::parse(&line.origin, file).and_then(|origin| match origin {
        Origin::Cell {
            sheet, row, column, ..
        } => Some(CellMark {
            sheet: sheet.to_string(),
            row,
            column,
            grave,
            note: language.text(
                "note",
                &[
                    ("title", title.as_str().into()),
                    ("field", line.field.as_str().into()),
                    ("found", line.found.as_str().into()),
                    ("expected", line.expected.as_str().into()),
                    ("remedy", remedy.as_str().into()),
                ],
            ),
        }),
        Origin::Line { .. } | Origin::Element { .. } | Origin::File { .. } => None,
    });
    let weight = language.text(if grave { "error" } else { "warning" }, &[]);
    AnnotationLine {
        cells: vec![
            place.to_owned(),
            weight,
            line.field.clone(),
            title,
            line.found.clone(),
            line.expected.clone(),
            remedy,
            line.key.clone(),
            line.code.clone(),
        ],
        mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_belongs_to_the_file_of_the_longest_name_that_it_begins_with() {
        let all = ["a.csv", "a.csv:old", "with blank.xlsx", "a"];
        let found = |origin: &str| {
            let names = all.map(|name| (name.to_owned(), name.to_owned()));
            name_of(&names.into(), origin).map(str::to_owned)
        };
        let cases = [
            ("a.csv:12 (Name)", Some("a.csv")),
            ("a.csv:old:12", Some("a.csv:old")),
            ("with blank.xlsx › Vendors!C7", Some("with blank.xlsx")),
            ("with blank.xlsx", Some("with blank.xlsx")),
            ("a.csv.bak:12", None),
            ("with blank", None),
        ];
        for (origin, expected) in cases {
            assert_eq!(found(origin).as_deref(), expected, "{origin}");
        }
    }
}
