//! Carries out the cases of a project's mappings. Opens no legacy file: what a mapping reads stands in
//! the case.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use landbridge_contract::Name;

use super::crosswalk_files::read_crosswalks_of;
use super::prepare::{PreparedObject, Registered, Unprepared};
use crate::cases::{self, Bench, Carried, Case, CaseFile, Difference, Outcome};
use crate::diagnose::{Diagnostic, Diagnostics, Location, Severity, Sources, codes};
use crate::mapping::{Crosswalks, Named, SourceColumns, bind, of_records};
use crate::project::{Loaded, Project, files_ending, load, read_text, replace, unknown_name};

/// What came of the cases.
#[derive(Debug)]
pub struct Tested {
    /// The cases in the order of their files.
    pub results: Vec<CaseResult>,
    /// The files into which outcomes were written.
    pub written: Vec<String>,
    /// Mappings that have no case, where all were asked for.
    pub untested: Vec<Name>,
    /// Warnings about the project.
    pub warnings: Diagnostics,
    /// The texts of the files, to show lines of.
    pub sources: Sources,
}

/// What came of one case.
#[derive(Debug)]
pub struct CaseResult {
    /// The mapping.
    pub mapping: Name,
    /// The case's title.
    pub title: String,
    /// Where it stands.
    pub at: Location,
    /// Whether it expects anything; one that does not proves nothing.
    pub is_open: bool,
    /// Where the outcome is not what is expected.
    pub differences: Vec<Difference>,
}

/// Carries out the cases of a project, or of the mappings and files that are named. `write` fills in
/// the outcome of cases that expect nothing yet.
pub fn test_cases(
    folder: &Path,
    wanted: &[String],
    today: Date,
    write: bool,
) -> Result<Tested, Box<Unprepared>> {
    let Loaded {
        project,
        mut diagnostics,
        mut sources,
    } = load(folder, &Registered);
    let Some(mut project) = project.filter(|_| !diagnostics.has_errors()) else {
        return Err(Box::new(Unprepared {
            diagnostics,
            sources,
        }));
    };
    let crosswalks = read_crosswalks_of(&mut project, &mut diagnostics);
    let mut files = Vec::new();
    for path in case_files(&project, wanted, &mut diagnostics) {
        files.extend(case_file(&project, path, &mut sources, &mut diagnostics));
    }
    let by_file = |file: &ReadFile| wanted.is_empty() || file.is_wanted(wanted);
    files.retain(by_file);
    let carried = carry_out(&project, &crosswalks, &files, today, &mut diagnostics);
    diagnostics.sort();
    if diagnostics.has_errors() {
        return Err(Box::new(Unprepared {
            diagnostics,
            sources,
        }));
    }
    let mut written = Vec::new();
    let mut results = Vec::new();
    for (file, carried) in files.iter().zip(carried) {
        let open: Vec<(&Case, &[Outcome])> = carried
            .iter()
            .filter(|(case, _)| case.is_open())
            .map(|(case, carried)| (*case, carried.outcomes.as_slice()))
            .collect();
        if write && !open.is_empty() {
            fill_in(file, &open, &sources)?;
            written.push(file.cases.file.to_string());
        }
        for (case, carried) in carried {
            results.push(CaseResult {
                mapping: file.cases.mapping.name.clone(),
                title: case.title.clone(),
                at: case.at.clone(),
                is_open: case.is_open() && !write,
                differences: carried.differences,
            });
        }
    }
    let untested = project.mappings.iter().map(|mapping| &mapping.object);
    let untested = untested
        .filter(|object| wanted.is_empty() && !results.iter().any(|one| one.mapping == **object))
        .cloned()
        .collect();
    Ok(Tested {
        results,
        written,
        untested,
        warnings: diagnostics,
        sources,
    })
}

/// A file of cases and where it is.
struct ReadFile {
    path: PathBuf,
    cases: CaseFile,
}

impl ReadFile {
    fn is_wanted(&self, wanted: &[String]) -> bool {
        wanted.iter().any(|one| {
            *one == *self.cases.mapping.name || (is_path(one) && self.path.ends_with(one))
        })
    }
}

fn is_path(wanted: &str) -> bool {
    Path::new(wanted)
        .extension()
        .is_some_and(|ending| ending == "md")
}

/// The files to read: those of the project's folder of cases, and others that are named.
fn case_files(project: &Project, wanted: &[String], out: &mut Diagnostics) -> Vec<PathBuf> {
    let folders = &project.cases_dirs;
    let mut files: Vec<PathBuf> = folders
        .iter()
        .flat_map(|dir| files_ending(dir, &["md"]))
        .collect();
    for one in wanted {
        let path = [PathBuf::from(one), project.dir.join(one)]
            .into_iter()
            .find(|path| is_path(one) && path.is_file());
        let is_known = files.iter().any(|file| is_path(one) && file.ends_with(one));
        match path {
            Some(path) if !is_known => files.push(path),
            None if !is_known && project.mapping(one).is_none() => {
                let known: Vec<String> = project
                    .mappings
                    .iter()
                    .map(|mapping| mapping.object.to_string())
                    .chain(files.iter().map(|file| shown(project, file)))
                    .collect();
                let nowhere = nowhere(project);
                let known = known.iter().map(String::as_str);
                let what = "mapping or file of cases";
                let mut wrong = unknown_name(&codes::MAPPING_CASE, &nowhere, what, one, known);
                wrong.at = None;
                out.push(wrong);
            }
            _ => {}
        }
    }
    if files.is_empty() && wanted.is_empty() {
        out.push(Diagnostic {
            code: &codes::MAPPING_CASE,
            severity: Severity::Error,
            at: None,
            found: format!("no *.md in {}", listed(folders)),
            expected: "a file of cases for each mapping".to_owned(),
            nearest: None,
            fix: Some("docs/cases.md shows how a case is written".to_owned()),
        });
    }
    files
}

fn listed(folders: &[PathBuf]) -> String {
    let shown: Vec<String> = folders
        .iter()
        .map(|dir| dir.display().to_string())
        .collect();
    shown.join(", ")
}

fn nowhere(project: &Project) -> Location {
    Location {
        file: Arc::from(project.name.as_str()),
        line: 1,
        column: 1,
    }
}

fn shown(project: &Project, path: &Path) -> String {
    let relative = path.strip_prefix(&project.dir).unwrap_or(path);
    relative.to_string_lossy().replace('\\', "/")
}

fn case_file(
    project: &Project,
    path: PathBuf,
    sources: &mut Sources,
    out: &mut Diagnostics,
) -> Option<ReadFile> {
    let file: Arc<str> = Arc::from(shown(project, &path));
    let text = match read_text(&path) {
        Ok(text) => text,
        Err(fault) => {
            out.push(Diagnostic {
                code: &codes::FILE_MISSING,
                severity: Severity::Error,
                at: None,
                found: format!("{file}: {fault}"),
                expected: "a Markdown file in UTF-8".to_owned(),
                nearest: None,
                fix: None,
            });
            return None;
        }
    };
    sources.insert(Arc::clone(&file), Arc::from(text.as_str()));
    let makes_several = |mapping: &str| {
        let mapping = project.mapping(mapping).map(|mapping| &mapping.source);
        let rows = mapping.filter(|source| source.group.is_none());
        rows.is_some_and(|source| of_records(&source.explode).is_some())
    };
    let cases = cases::read(&file, &text, &makes_several, out)?;
    if project.mapping(&cases.mapping.name).is_none() {
        let known = project.mappings.iter().map(|one| &*one.object);
        let Named { name, at } = &cases.mapping;
        out.push(unknown_name(
            &codes::MAPPING_CASE,
            at,
            "mapping",
            name,
            known,
        ));
        return None;
    }
    Some(ReadFile { path, cases })
}

/// Carries out every case of every file.
fn carry_out<'f>(
    project: &Project,
    crosswalks: &Crosswalks,
    files: &'f [ReadFile],
    today: Date,
    out: &mut Diagnostics,
) -> Vec<Vec<(&'f Case, Carried)>> {
    let mut all = Vec::new();
    for file in files {
        let Some(mapping) = project.mapping(&file.cases.mapping.name) else {
            continue;
        };
        let object = match bind(mapping, SourceColumns::default()) {
            Ok(plan) => PreparedObject {
                mapping: mapping.clone(),
                plan,
            }
            .in_form(project),
            Err(mut wrong) => {
                out.0.append(&mut wrong.0);
                continue;
            }
        };
        let bench = Bench {
            mapping,
            plan: &object.plan,
            crosswalks,
            today,
        };
        let cases = file.cases.cases.iter();
        all.push(
            cases
                .filter_map(|case| Some((case, cases::carry_out(bench, case, out)?)))
                .collect(),
        );
    }
    all
}

/// Writes the outcomes of open cases into their file.
fn fill_in(
    file: &ReadFile,
    open: &[(&Case, &[Outcome])],
    sources: &Sources,
) -> Result<(), Box<Unprepared>> {
    let text = sources.get(&file.cases.file).map_or("", |text| &**text);
    let filled = cases::fill_in(text, open);
    replace(&file.path, filled.as_bytes()).map_err(|fault| {
        Box::new(Unprepared {
            diagnostics: Diagnostics(vec![Diagnostic {
                code: &codes::FILE_MISSING,
                severity: Severity::Error,
                at: None,
                found: format!("{} cannot be written: {fault}", file.cases.file),
                expected: "a file that may be changed".to_owned(),
                nearest: None,
                fix: None,
            }]),
            sources: sources.clone(),
        })
    })
}

#[cfg(test)]
mod tests;
