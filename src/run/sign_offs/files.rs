//! The files that a run is made of, as a statement lists them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use landbridge_contract::{OptionKind, OptionValue, SourceConnector};

use super::refusal::{Refusal, SignFault};
use crate::ledger::{ExtractFacts, ExtractLine, ObjectId, file_sha256};
use crate::mapping::{CheckedMapping, SourceSpec};
use crate::project::{CalendarFrom, Project};
use crate::registry;
use crate::run::fault::RunFault;
use crate::run::files::{self, LegacyFile};
use crate::sign_off::{FileGroup, InArchive, SignedFile};

/// Files of one kind, relative to the project folder.
pub(super) struct Group {
    about: &'static str,
    paths: Vec<PathBuf>,
    /// Whether the evidence pack has copies of them. Never of what may hold personal data.
    copied: bool,
}

/// The files of a project without its data, by kind.
pub(super) fn of_project(project: &Project) -> Vec<Group> {
    let dir = &project.dir;
    let mut settings = vec![dir.join("landbridge.yaml")];
    settings.extend(of_targets(project));
    settings.extend(project.includes.iter().map(|(file, _)| dir.join(&**file)));
    let mut mappings = Vec::new();
    let mut schemas = Vec::new();
    for mapping in &project.mappings {
        mappings.push(dir.join(&*mapping.file));
        mappings.extend(mapping.includes.iter().map(|(file, _)| dir.join(&**file)));
        schemas.push(mapping.schema_file.clone());
    }
    let personal: Vec<_> = project
        .mappings
        .iter()
        .flat_map(CheckedMapping::personal_crosswalks)
        .collect();
    let (mut crosswalks, mut hidden) = (Vec::new(), Vec::new());
    for crosswalk in &project.crosswalks {
        let to = if personal.contains(&crosswalk.name) {
            &mut hidden
        } else {
            &mut crosswalks
        };
        to.extend(paths_of(dir, &crosswalk.source));
        to.extend(Some(crosswalk.added.clone()).filter(|added| added.is_file()));
    }
    let group = |about, paths, copied| Group {
        about,
        paths,
        copied,
    };
    vec![
        group("The project file and what it includes", settings, true),
        group("The mappings and what they include", mappings, true),
        group("The schemas", schemas, true),
        group("The crosswalks", crosswalks, true),
        group("Crosswalks that personal values go through", hidden, false),
        group("Tables and layouts", tables(project), false),
        group(
            "Legacy files that mappings look into beside the extracts",
            beside(project),
            false,
        ),
    ]
}

/// Files that options of targets name.
fn of_targets(project: &Project) -> Vec<PathBuf> {
    let targets = project.targets.iter();
    let names = targets.flat_map(|target| {
        let read = target.option_texts.iter();
        read.filter_map(|read| target.options.text(read.option))
    });
    names.map(|name| project.dir.join(name)).collect()
}

/// Files of rates, units and calendars, and those that options of connectors name.
fn tables(project: &Project) -> Vec<PathBuf> {
    let dir = &project.dir;
    let calendars = project.calendars.iter().filter_map(|one| match &one.from {
        CalendarFrom::File { table, .. } => Some(&**table),
        CalendarFrom::Months(_) => None,
    });
    let tables = project.rates.iter().chain(&project.units).chain(calendars);
    let tables: Vec<&SourceSpec> = tables.map(|table| &table.source).collect();
    let crosswalks = project.crosswalks.iter().map(|one| &one.source);
    let sources = project.mappings.iter().flat_map(|mapping| {
        let lookups = mapping.lookups.iter().map(|lookup| &lookup.source);
        std::iter::once(&mapping.source)
            .chain(mapping.joins())
            .chain(lookups)
    });
    let mut found: Vec<PathBuf> = Vec::new();
    for table in &tables {
        found.extend(paths_of(dir, table));
    }
    for spec in sources.chain(crosswalks).chain(tables.iter().copied()) {
        let connector = registry::source(&spec.kind);
        let options = connector.into_iter().flat_map(SourceConnector::options);
        for option in options.filter(|option| option.kind == OptionKind::File) {
            if let Some(OptionValue::Text(name)) = spec.options.0.get(option.name) {
                found.push(dir.join(name));
            }
        }
    }
    found
}

/// Files of joins and lookups; those that are extracts too are listed as such.
fn beside(project: &Project) -> Vec<PathBuf> {
    let specs = project.mappings.iter().flat_map(beside_of);
    specs
        .flat_map(|spec| paths_of(&project.data_dir, spec))
        .collect()
}

fn paths_of(folder: &Path, spec: &SourceSpec) -> Vec<PathBuf> {
    let found = files::matching(folder, &spec.pattern);
    found.into_iter().map(|file| file.path).collect()
}

/// The extracts of a run, each held against what the ledger says was read.
pub(super) fn of_extracts(
    project: &Project,
    extracts: &[ExtractLine],
) -> Result<FileGroup, SignFault> {
    let now: BTreeMap<String, LegacyFile> = project
        .mappings
        .iter()
        .flat_map(|mapping| files::matching(&project.data_dir, &mapping.source.pattern))
        .map(|file| (file.name.clone(), file))
        .collect();
    let mut group = FileGroup {
        about: "The extracts".to_owned(),
        files: Vec::new(),
        inside: Vec::new(),
    };
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for extract in extracts {
        let facts = &extract.facts;
        if !extract.complete {
            let what = format!("{} was not read to its end", facts.file);
            return Err(Refusal::new(what, "Mend the file and load it again.").into());
        }
        if seen.insert(&facts.file, &facts.sha256) == Some(&facts.sha256) {
            continue;
        }
        let file = as_read(now.get(&facts.file), facts)?;
        let path = shown(&project.dir, &file.path);
        if file.entry.is_some() {
            group.inside.push(InArchive {
                name: facts.file.clone(),
                sha256: facts.sha256.clone(),
            });
        }
        if !group.files.iter().any(|known| known.path == path) {
            let sha256 = hashed(&file.path)?;
            group.files.push(SignedFile { path, sha256 });
        }
    }
    Ok(group)
}

/// Fails where a file that the run looked into beside its extracts is not the one that it read.
pub(super) fn beside_as_read(
    project: &Project,
    read: &[(ObjectId, ExtractFacts)],
) -> Result<(), SignFault> {
    let there: Vec<LegacyFile> = project
        .mappings
        .iter()
        .flat_map(beside_of)
        .flat_map(|spec| files::matching(&project.data_dir, &spec.pattern))
        .collect();
    for (_, facts) in read {
        as_read(there.iter().find(|file| file.name == facts.file), facts)?;
    }
    Ok(())
}

/// The file as it is now, which must be the one that the run read.
fn as_read<'f>(
    file: Option<&'f LegacyFile>,
    read: &ExtractFacts,
) -> Result<&'f LegacyFile, SignFault> {
    let Some(file) = file else {
        let what = format!("{} is not there any more", read.file);
        let fix = "Put the file back as it was when the run read it.";
        return Err(Refusal::new(what, fix).into());
    };
    if files::facts(file)?.sha256 != read.sha256 {
        let what = format!("{} is not the file that the run read", read.file);
        let fix = "Put the file back as it was, or load the one that is there now.";
        return Err(Refusal::new(what, fix).into());
    }
    Ok(file)
}

/// The sources of a mapping's joins and lookups.
fn beside_of(mapping: &CheckedMapping) -> impl Iterator<Item = &SourceSpec> {
    let lookups = mapping.lookups.iter().map(|lookup| &lookup.source);
    mapping.joins().into_iter().chain(lookups)
}

/// The files with their hashes, each once, and those of them that the pack has copies of.
pub(super) fn listed(
    project: &Project,
    groups: Vec<Group>,
    extracts: &FileGroup,
) -> Result<(Vec<FileGroup>, Vec<String>), RunFault> {
    let mut known: BTreeSet<String> = extracts.files.iter().map(|one| one.path.clone()).collect();
    let data = shown(&project.dir, &project.data_dir);
    let mut copied = Vec::new();
    let mut all = Vec::new();
    for group in groups {
        let mut files = Vec::new();
        for path in &group.paths {
            let name = shown(&project.dir, path);
            if !known.insert(name.clone()) {
                continue;
            }
            if group.copied && stays_inside(&name) && !Path::new(&name).starts_with(&data) {
                copied.push(name.clone());
            }
            let sha256 = hashed(path)?;
            files.push(SignedFile { path: name, sha256 });
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        all.push(FileGroup {
            about: group.about.to_owned(),
            files,
            inside: Vec::new(),
        });
    }
    Ok((all, copied))
}

/// A path relative to the project folder, with `/`; whole where it leads elsewhere.
pub(super) fn shown(dir: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(dir).unwrap_or(path);
    let plain: PathBuf = relative.components().collect();
    plain.to_string_lossy().replace('\\', "/")
}

/// Whether a path of a statement leads into the project folder.
pub(super) fn stays_inside(path: &str) -> bool {
    let leads_out = path.split('/').any(|part| part == "..");
    !leads_out && !Path::new(path).is_absolute()
}

/// The hash of a file that must be there.
pub(super) fn hashed(path: &Path) -> Result<String, RunFault> {
    file_sha256(path).map_err(|error| RunFault::File {
        file: path.display().to_string(),
        message: error.to_string(),
    })
}
