//! Preparing a run: the project, the mappings bound to the files that are really there, the
//! crosswalks. Everything that is wrong is found before the first record is read.

use std::collections::BTreeSet;
use std::path::Path;

use landbridge_contract::{ColumnInfo, Name, PartColumns, SourceConnector, TargetConnector};
use sha2::{Digest, Sha256};

use super::connect::file_form;
use super::crosswalk_files::read_crosswalks;
use super::fault::RunFault;
use super::files::{self, Readable};
use super::open::rows_of;
use super::option_files;
use super::terms::terms;
use crate::diagnose::{Code, Diagnostic, Diagnostics, Severity, Sources, codes, nearest};
use crate::hex::hex;
use crate::ledger::RunTerms;
use crate::mapping::{CheckedMapping, Crosswalks, Plan, SourceColumns, SourceSpec, bind_nested};
use crate::project::{
    CalendarFrom, Canary, ConnectorCatalog, Loaded, Project, load_for, say_where,
};
use crate::registry;

/// The registry as the project's checker sees it.
#[derive(Debug, Clone, Copy)]
pub struct Registered;

impl ConnectorCatalog for Registered {
    fn source(&self, kind: &str) -> Option<&dyn SourceConnector> {
        registry::source(kind).map(|connector| connector as &dyn SourceConnector)
    }

    fn target(&self, kind: &str) -> Option<&dyn TargetConnector> {
        registry::target(kind).map(|connector| connector as &dyn TargetConnector)
    }

    fn source_kinds(&self) -> Vec<&'static str> {
        registry::sources()
            .iter()
            .map(|connector| connector.kind())
            .collect()
    }

    fn target_kinds(&self) -> Vec<&'static str> {
        registry::targets()
            .iter()
            .map(|connector| connector.kind())
            .collect()
    }
}

/// Which mappings are wanted; what they refer to comes along.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Names of mappings; none for all.
    pub objects: Vec<String>,
    /// A wave; none for all.
    pub wave: Option<String>,
    /// The target that is loaded into; none for the one that the project states.
    pub target: Option<String>,
    /// Only the mappings that load into this target; none for all.
    pub into: Option<String>,
}

/// A mapping that can be carried out.
#[derive(Debug)]
pub struct PreparedObject {
    /// The mapping.
    pub mapping: CheckedMapping,
    /// Its plan.
    pub plan: Plan,
}

impl PreparedObject {
    /// The same, held against the files in which its records go, where they do.
    pub(super) fn in_form(self, project: &Project) -> Self {
        let form = file_form(project, &self);
        let Self { mapping, plan } = self;
        let plan = plan.in_form(form);
        Self { mapping, plan }
    }
}

/// A project that can be run.
#[derive(Debug)]
pub struct Prepared {
    /// The project.
    pub project: Project,
    /// The wanted mappings in load order.
    pub objects: Vec<PreparedObject>,
    /// The crosswalks.
    pub crosswalks: Crosswalks,
    /// What holds in a run of it.
    pub terms: RunTerms,
    /// The first records of each mapping, which are sent before the rest: the wave's own, or the project's.
    pub canary: Option<Canary>,
    /// Hash over the project's files, the crosswalks and the selection.
    pub plan_hash: String,
    /// Warnings about the project.
    pub warnings: Diagnostics,
    /// The texts of the files, to show lines of.
    pub sources: Sources,
}

/// What is wrong with a project, with the texts to show lines of.
#[derive(Debug)]
pub struct Unprepared {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// The texts of the files.
    pub sources: Sources,
}

/// Prepares the project in a folder.
pub fn prepare(folder: &Path, selection: &Selection) -> Result<Prepared, Box<Unprepared>> {
    let loaded = load_for(folder, &Registered, selection.target.as_deref());
    prepared(loaded, selection)
}

/// Prepares what a run carries out: mappings of one target.
pub fn prepare_run(folder: &Path, selection: &Selection) -> Result<Prepared, Box<Unprepared>> {
    let prepared = prepare(folder, selection)?;
    let mut diagnostics = Diagnostics::default();
    one_target(&prepared.project, &prepared.objects, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(Box::new(Unprepared {
            diagnostics,
            sources: prepared.sources,
        }));
    }
    Ok(prepared)
}

/// Prepares a project that was read.
pub(super) fn prepared(loaded: Loaded, selection: &Selection) -> Result<Prepared, Box<Unprepared>> {
    let Loaded {
        project,
        mut diagnostics,
        sources,
    } = loaded;
    let Some(mut project) = project else {
        return Err(Box::new(Unprepared {
            diagnostics,
            sources,
        }));
    };
    let mut hasher = Sha256::new();
    hasher.update(project.hash.as_bytes());
    let unread = read_option_files(&mut project, &mut hasher, &mut diagnostics);
    let before = diagnostics.0.len();
    let (crosswalks, used) = read_crosswalks(&project, &mut hasher, &mut diagnostics);
    let said = diagnostics.0.get_mut(before..).unwrap_or_default();
    say_where(&project.includes, said);
    let mut wanted = wanted(&project, selection, &mut diagnostics);
    if let Some(into) = &selection.into {
        wanted.retain(|name| target_name(&project, name) == Some(into));
    }
    let mut objects = Vec::new();
    for mapping in &project.mappings {
        if !wanted.contains(&*mapping.object) || unread.contains(&mapping.object) {
            continue;
        }
        hasher.update(mapping.object.as_bytes());
        let before = diagnostics.0.len();
        let plan = bind_to_files(&project, mapping, &mut diagnostics);
        let said = diagnostics.0.get_mut(before..).unwrap_or_default();
        say_where(&mapping.includes, said);
        if let Some(plan) = plan {
            let mapping = mapping.clone();
            let object = PreparedObject { mapping, plan };
            objects.push(object.in_form(&project));
        }
    }
    diagnostics.sort();
    if diagnostics.has_errors() {
        return Err(Box::new(Unprepared {
            diagnostics,
            sources,
        }));
    }
    let plan_hash = hex(&hasher.finalize());
    let terms = terms(&objects, used, &project.gates);
    let wave = selection.wave.as_ref();
    let wave = wave.and_then(|wave| project.waves.iter().find(|known| known.name == *wave));
    let canary = wave.and_then(|wave| wave.canary).or(project.canary);
    Ok(Prepared {
        project,
        objects,
        crosswalks,
        terms,
        canary,
        plan_hash,
        warnings: diagnostics,
        sources,
    })
}

/// The targets that the wanted mappings load into, in the order in which their first mappings are loaded; the project's own comes
/// first. None where the project cannot be read: whoever prepares it says why.
pub fn targets(folder: &Path, selection: &Selection) -> Vec<String> {
    let Some(project) = load_for(folder, &Registered, selection.target.as_deref()).project else {
        return Vec::new();
    };
    let wanted = wanted(&project, selection, &mut Diagnostics::default());
    let mut targets: Vec<String> = Vec::new();
    for mapping in &project.mappings {
        let target = project.target_of(mapping).map(|target| &target.name);
        if let Some(target) = target.filter(|_| wanted.contains(&*mapping.object))
            && !targets.contains(target)
        {
            targets.push(target.clone());
        }
    }
    targets.sort_by_key(|target| *target != project.target);
    targets
}

fn target_name<'a>(project: &'a Project, mapping: &str) -> Option<&'a String> {
    let mapping = project.mapping(mapping)?;
    project.target_of(mapping).map(|target| &target.name)
}

/// Puts the texts of files into options that name them; the mappings where one could not be read.
pub(super) fn read_option_files(
    project: &mut Project,
    hasher: &mut Sha256,
    out: &mut Diagnostics,
) -> BTreeSet<Name> {
    let Project {
        dir,
        mappings,
        crosswalks,
        rates,
        units,
        calendars,
        ..
    } = project;
    let mut unread = BTreeSet::new();
    for mapping in mappings {
        let object = Name::clone(&mapping.object);
        for spec in mapping.sources_mut() {
            if !option_files::read(dir, spec, hasher, out) {
                unread.insert(Name::clone(&object));
            }
        }
    }
    crosswalks.retain_mut(|crosswalk| option_files::read(dir, &mut crosswalk.source, hasher, out));
    calendars.retain_mut(|calendar| match &mut calendar.from {
        CalendarFrom::File { table, .. } => option_files::read(dir, &mut table.source, hasher, out),
        CalendarFrom::Months(_) => true,
    });
    for tables in [rates, units] {
        tables.retain_mut(|table| option_files::read(dir, &mut table.source, hasher, out));
    }
    unread
}

fn wanted<'a>(
    project: &'a Project,
    selection: &Selection,
    out: &mut Diagnostics,
) -> BTreeSet<&'a str> {
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let mut names: Vec<&str> = selection.objects.iter().map(String::as_str).collect();
    if let Some(wave) = &selection.wave {
        match project.waves.iter().find(|known| known.name == *wave) {
            Some(known) => names.extend(known.mappings.iter().map(|name| &**name)),
            None => out.push(no_such(
                &codes::MAPPING_KEY,
                &format!("wave `{wave}`"),
                project.waves.iter().map(|known| known.name.as_str()),
                wave,
            )),
        }
    }
    if selection.objects.is_empty() && selection.wave.is_none() {
        return project
            .mappings
            .iter()
            .map(|mapping| &*mapping.object)
            .collect();
    }
    while let Some(name) = names.pop() {
        match project.mapping(name) {
            Some(mapping) => {
                if wanted.insert(&mapping.object) {
                    let references = mapping.references();
                    let known = project.mappings.iter();
                    names.extend(known.map(|one| &*one.object).filter(|object| {
                        references
                            .iter()
                            .any(|reference| &*reference.name == *object)
                    }));
                }
            }
            None => out.push(no_such(
                &codes::MAPPING_KEY,
                &format!("object `{name}`"),
                project.mappings.iter().map(|mapping| &*mapping.object),
                name,
            )),
        }
    }
    wanted
}

pub(super) fn no_such<'a>(
    code: &'static Code,
    found: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    name: &str,
) -> Diagnostic {
    let all: Vec<&str> = known.clone().collect();
    Diagnostic {
        code,
        severity: Severity::Error,
        at: None,
        found: found.to_owned(),
        expected: format!("one of {}", all.join(", ")),
        nearest: nearest(name, known).map(str::to_owned),
        fix: None,
    }
}

/// All mappings of a run load into one target: its pace and its ledger entries are the run's.
fn one_target(project: &Project, objects: &[PreparedObject], out: &mut Diagnostics) {
    let mut first: Option<&str> = None;
    for object in objects {
        let Some(target) = project.target_of(&object.mapping) else {
            continue;
        };
        match first {
            None => first = Some(&target.name),
            Some(first) if first != target.name => out.push(Diagnostic {
                code: &codes::MAPPING_TARGET,
                severity: Severity::Error,
                at: Some(object.mapping.target.at.clone()),
                found: format!("target `{}`", target.name),
                expected: format!("`{first}`, the target of the mappings before it"),
                nearest: None,
                fix: Some("run the mappings of each target by themselves: `--object`".to_owned()),
            }),
            Some(_) => {}
        }
    }
}

fn bind_to_files(
    project: &Project,
    mapping: &CheckedMapping,
    out: &mut Diagnostics,
) -> Option<Plan> {
    let mut found = Diagnostics::default();
    let (main, parts) = opened(&project.data_dir, &mapping.source, &mut found).unzip();
    let main = main.flatten();
    let joins: Vec<Option<Vec<ColumnInfo>>> = mapping
        .joins()
        .into_iter()
        .map(|join| columns(&project.data_dir, join, &mut found))
        .collect();
    let lookups: Vec<Option<Vec<ColumnInfo>>> = mapping
        .lookups
        .iter()
        .map(|lookup| columns(&project.data_dir, &lookup.source, &mut found))
        .collect();
    let readable = !found.has_errors();
    out.0.append(&mut found.0);
    let seen = SourceColumns {
        main: main.as_deref(),
        joins: &joins,
        lookups: &lookups,
    };
    match bind_nested(mapping, seen, &parts.unwrap_or_default()) {
        Ok(plan) => readable.then_some(plan),
        Err(mut wrong) => {
            out.0.append(&mut wrong.0);
            None
        }
    }
}

/// The columns of the first file of a source. Further files are held against the plan when they
/// are read.
pub(super) fn columns(
    data: &Path,
    spec: &SourceSpec,
    out: &mut Diagnostics,
) -> Option<Vec<ColumnInfo>> {
    opened(data, spec, out).and_then(|(columns, _)| columns)
}

/// The columns and the nested parts of the first file of a source.
fn opened(
    data: &Path,
    spec: &SourceSpec,
    out: &mut Diagnostics,
) -> Option<(Option<Vec<ColumnInfo>>, Vec<PartColumns>)> {
    let found = files::matching(data, &spec.pattern);
    let Some(file) = found.first() else {
        out.push(Diagnostic {
            code: &codes::FILE_MISSING,
            severity: Severity::Error,
            at: Some(spec.at.clone()),
            found: if data.join(&spec.pattern).is_dir() {
                format!("{} in {} is a folder", spec.pattern, data.display())
            } else {
                format!("no file {} in {}", spec.pattern, data.display())
            },
            expected: "at least one file".to_owned(),
            nearest: near_file(data, &spec.pattern),
            fix: Some(
                "put the file there, or change the name behind the connector's word".to_owned(),
            ),
        });
        return None;
    };
    // The plan wants the rows as they are: it says itself what becomes of their columns.
    let opened = Readable::open(file)
        .and_then(|readable| rows_of(spec, readable))
        .and_then(|mut source| Ok((source.columns()?, source.nested()?)));
    match opened {
        Ok(found) => Some(found),
        Err(fault) => {
            out.push(unreadable(spec, &fault));
            None
        }
    }
}

fn near_file(data: &Path, pattern: &str) -> Option<String> {
    let all = files::matching(data, "*");
    nearest(pattern, all.iter().map(|file| file.name.as_str())).map(str::to_owned)
}

pub(super) fn unreadable(spec: &SourceSpec, fault: &RunFault) -> Diagnostic {
    let (found, expected, fix) = match fault {
        RunFault::Source(fault) => (
            format!("{}: {}", fault.origin, fault.found),
            fault.expected.clone(),
            Some(fault.fix.clone()).filter(|fix| !fix.is_empty()),
        ),
        other => (
            other.to_string(),
            "a file that can be read".to_owned(),
            None,
        ),
    };
    Diagnostic {
        code: &codes::SRC_UNREADABLE,
        severity: Severity::Error,
        at: Some(spec.at.clone()),
        found,
        expected,
        nearest: None,
        fix,
    }
}

/// Says that the file of a table is missing, in the words used for sources.
pub(super) fn missing_file(dir: &Path, spec: &SourceSpec, out: &mut Diagnostics) {
    columns(dir, spec, out);
}
