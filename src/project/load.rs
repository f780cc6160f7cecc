//! Loads a project folder: all files, all mistakes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use landbridge_contract::{Action, Name};
use sha2::{Digest as _, Sha256};

use super::block::Stated;
use super::catalog::ConnectorCatalog;
use super::confidential;
use super::files;
use super::include::{CROSSWALKS, FIELDS, Part, Reads, include, say_where};
use super::mapping_file::{Known, MappingFile, mapping_file};
use super::mistake::{mistake, unknown_name};
use super::model::Project;
use super::option_texts;
use super::order::in_load_order;
use super::project_file::{ProjectFile, project_file};
use super::pulled::{PULLED_FILE, PulledSchemas};
use super::redact::redact;
use super::rehearsal;
use super::yaml::{Node, Tree, parse};
use crate::diagnose::{Diagnostic, Diagnostics, Location, Severity, Sources, codes, nearest};
use crate::hex::hex;
use crate::mapping::{CheckedMapping, WriteMode, conform, personal};
use crate::schema::Document;

/// The file that makes a folder a project.
const PROJECT_FILE: &str = "landbridge.yaml";

/// A project as far as it could be understood, and everything that is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The project; none where landbridge.yaml itself could not be read.
    pub project: Option<Project>,
    /// What is wrong, sorted. With errors in it, the project is only good for finding more.
    pub diagnostics: Diagnostics,
    /// The texts of the files, to show lines of.
    pub sources: Sources,
}

impl Loaded {
    /// The project, where nothing stops a run.
    pub fn accept(self) -> Result<(Project, Sources), (Diagnostics, Sources)> {
        match self.project {
            Some(project) if !self.diagnostics.has_errors() => Ok((project, self.sources)),
            _ => Err((self.diagnostics, self.sources)),
        }
    }
}

/// Reads the project in `dir`.
pub fn load(dir: &Path, catalog: &dyn ConnectorCatalog) -> Loaded {
    load_for(dir, catalog, None)
}

/// Reads the project in `dir` as it is for one of its targets; none for the one that it states.
pub fn load_for(dir: &Path, catalog: &dyn ConnectorCatalog, target: Option<&str>) -> Loaded {
    load_all(dir, catalog, &BTreeMap::new(), target)
}

/// Reads the project in `dir` as it would be if these files held these texts.
pub fn load_with(
    dir: &Path,
    catalog: &dyn ConnectorCatalog,
    changed: &BTreeMap<PathBuf, String>,
) -> Loaded {
    load_all(dir, catalog, changed, None)
}

fn load_all(
    dir: &Path,
    catalog: &dyn ConnectorCatalog,
    changed: &BTreeMap<PathBuf, String>,
    target: Option<&str>,
) -> Loaded {
    let mut loading = Loading {
        dir,
        changed,
        hasher: Sha256::new(),
        out: Diagnostics::default(),
        sources: Sources::new(),
    };
    let project = loading.project(catalog, target);
    loading.out.sort();
    Loaded {
        project,
        diagnostics: loading.out,
        sources: loading.sources,
    }
}

/// The action by which a mapping changes records, where its target's connector reads one in what is stated.
fn action_of(
    project: &Project,
    mapping: &CheckedMapping,
    catalog: &dyn ConnectorCatalog,
) -> Option<Action> {
    let config = project.target_of(mapping)?;
    catalog
        .target(&config.kind)?
        .action(&mapping.target.overrides)
}

struct Loading<'a> {
    dir: &'a Path,
    changed: &'a BTreeMap<PathBuf, String>,
    hasher: Sha256,
    out: Diagnostics,
    sources: Sources,
}

impl Loading<'_> {
    fn project(&mut self, catalog: &dyn ConnectorCatalog, target: Option<&str>) -> Option<Project> {
        let (file, mut root) = self.project_tree()?;
        let includes = self.include(&mut root, CROSSWALKS);
        let read = project_file(self.dir, &root, catalog, &mut self.out)?;
        say_where(&includes, &mut self.out.0);
        let ProjectFile {
            mut project,
            mappings_dirs,
            named_mappings,
            target_at,
        } = read;
        project.includes = includes;
        // The project's own target, spelt out, is the same plan.
        if let Some(target) = target
            && target != project.target
        {
            self.hasher.update(target.as_bytes());
            choose(&mut project, target, &mut self.out);
        }
        self.option_texts(&mut project, catalog);
        let known = Known {
            catalog,
            project: project.name.clone(),
            crosswalks: project
                .crosswalks
                .iter()
                .map(|one| one.name.clone())
                .collect(),
            rates: project.rates.iter().map(|one| one.name.clone()).collect(),
            calendars: project
                .calendars
                .iter()
                .map(|one| one.name.clone())
                .collect(),
            units: project.units.iter().map(|one| one.name.clone()).collect(),
            targets: project.targets.iter().map(|one| one.name.clone()).collect(),
        };
        let schemas = Schemas::read(&project.schemas_dir, &read_at(&file), &mut self.out);
        let mut mappings: Vec<CheckedMapping> = Vec::new();
        let mut paths = Vec::new();
        for dir in &mappings_dirs {
            let found = files::yaml_files(dir);
            if found.is_empty() {
                self.out.push(no_mappings(dir));
            }
            paths.extend(found);
        }
        for path in paths {
            let Some(read) = self.mapping(&path, &project, &known, &schemas) else {
                continue;
            };
            let twice = mappings
                .iter()
                .find(|one| one.object == read.mapping.object)
                .map(|one| one.file.clone());
            match twice {
                Some(first) => self.out.push(mistake(
                    &codes::FILE_DUPLICATE_KEY,
                    &read.object_at,
                    format!("a second mapping `{}`", read.mapping.object),
                    format!("a name of its own; {first} has this one"),
                )),
                None => mappings.push(read.mapping),
            }
        }
        project.mappings = in_load_order(mappings, &mut self.out);
        personal::spread(&mut project.mappings);
        self.check_names(&project, &named_mappings);
        self.hold(&project, &target_at, catalog);
        project.hash = hex(&self.hasher.clone().finalize());
        Some(project)
    }

    /// Reads what options of targets name; the texts count in the hash of the plan.
    fn option_texts(&mut self, project: &mut Project, catalog: &dyn ConnectorCatalog) {
        let mut out = std::mem::take(&mut self.out);
        let mut read = |name: &str| {
            let path = self.dir.join(name);
            let (shown, text) = (self.shown(&path), self.text_of(&path)?);
            self.sources.insert(Arc::clone(&shown), Arc::clone(&text));
            Ok((shown, text))
        };
        for target in &mut project.targets {
            option_texts::read_all(target, catalog, &mut read, &mut out);
        }
        self.out = out;
    }

    /// Reads landbridge.yaml; what may be secret in it is not kept for messages.
    fn project_tree(&mut self) -> Option<(Arc<str>, Node)> {
        let (file, text) = self.read_unhashed(&self.dir.join(PROJECT_FILE))?;
        let root = parse(&file, &text, &mut self.out);
        let plan = without_said_afterwards(&text, root.as_ref());
        self.hasher.update(plan.as_bytes());
        let shown = redact(&text, root.as_ref());
        self.sources.insert(Arc::clone(&file), Arc::from(shown));
        Some((file, root?))
    }

    /// Holds each mapping as a whole against its target and against the shape of its source.
    fn hold(&mut self, project: &Project, target_at: &Location, catalog: &dyn ConnectorCatalog) {
        for mapping in &project.mappings {
            super::lookup::check_target(project, mapping, target_at, catalog, &mut self.out);
            super::explode::hold(mapping, &mut self.out);
        }
    }

    fn check_names(&mut self, project: &Project, places: &[(Name, Location)]) {
        for (name, at) in places {
            if project.mapping(name).is_none() {
                let known = project.mappings.iter().map(|one| &*one.object);
                let wrong = unknown_name(&codes::MAPPING_KEY, at, "mapping", name, known);
                self.out.push(wrong);
            }
        }
    }

    fn mapping(
        &mut self,
        path: &Path,
        project: &Project,
        known: &Known<'_>,
        schemas: &Schemas<'_>,
    ) -> Option<MappingFile> {
        let (file, text) = self.read(path)?;
        let mut root = parse(&file, &text, &mut self.out)?;
        let before = self.out.0.len();
        let includes = self.include(&mut root, FIELDS);
        let object = root.text_of(&["object"]).unwrap_or_default();
        let to = root.text_of(&["target", "to"]);
        let parameters = Arc::new(project.parameters_for(object, to, &mut self.out));
        root.offer(&parameters);
        let hash = hex(&Sha256::digest(text.as_bytes()));
        let mut read = mapping_file(&root, &file, hash, known, &mut self.out)?;
        read.mapping.parameters = parameters;
        confidential::classify(project, &mut read.mapping, &mut self.out);
        read.mapping.target.action = action_of(project, &read.mapping, known.catalog);
        self.schema(&mut read, schemas);
        conform(&read.mapping, &mut self.out);
        rehearsal::settle(project, &mut read.mapping, &mut self.out);
        let said = self.out.0.get_mut(before..).unwrap_or_default();
        say_where(&includes, said);
        read.mapping.includes = includes;
        Some(read)
    }

    /// Puts what a file includes into its tree.
    fn include(&mut self, root: &mut Node, part: Part) -> Vec<(Arc<str>, Location)> {
        let mut out = std::mem::take(&mut self.out);
        let included = include(root, part, self, &mut out);
        self.out = out;
        included
    }

    /// Reads the mapping's schema: the one stated, or the target object's own.
    fn schema(&mut self, read: &mut MappingFile, schemas: &Schemas<'_>) {
        let object = &read.mapping.schema_object;
        let (path, at) = match &read.schema {
            Some(Stated { value, at }) => (self.dir.join(value), at.clone()),
            None => (
                schemas.dir.join(format!("{object}.json")),
                read.mapping.target.at.clone(),
            ),
        };
        read.mapping.schema_file.clone_from(&path);
        let shown = self.shown(&path);
        let text = match files::read_schema(&path) {
            Ok(text) => text,
            Err(fault) => {
                let found = unreadable(&shown, &fault);
                let wrong = mistake(&codes::MAPPING_SCHEMA, &at, found, "a schema file");
                self.out.push(wrong);
                return;
            }
        };
        self.hasher.update(text.as_bytes());
        schemas.say_altered(&path, &text, &at, &mut self.out);
        let document = Document::parse(&text, read.schema_form);
        match document.and_then(|document| document.object(object)) {
            Ok(schema) => {
                let target = &read.mapping.target;
                let schema = match (&target.action, target.write) {
                    (Some(action), _) => schema.of_action(&action.parameters),
                    (None, WriteMode::Update) => schema.of_changes(),
                    (None, WriteMode::Create | WriteMode::Upsert) => schema,
                };
                read.mapping.schema = Some(Arc::new(schema));
            }
            Err(fault) => {
                let found = format!("{shown}, {}: {}", fault.at, fault.found);
                let mut wrong = mistake(&codes::MAPPING_SCHEMA, &at, found, fault.expected);
                wrong.nearest = fault.nearest;
                self.out.push(wrong);
            }
        }
    }

    /// Reads a text file, which counts in the hash of the plan, and keeps it for messages.
    fn read(&mut self, path: &Path) -> Option<(Arc<str>, Arc<str>)> {
        let (shown, text) = self.read_unhashed(path)?;
        self.hasher.update(text.as_bytes());
        Some((shown, text))
    }

    fn read_unhashed(&mut self, path: &Path) -> Option<(Arc<str>, Arc<str>)> {
        let shown = self.shown(path);
        match self.text_unhashed(path) {
            Ok(text) => {
                self.sources.insert(Arc::clone(&shown), Arc::clone(&text));
                Some((shown, text))
            }
            Err(fault) => {
                self.out.push(Diagnostic {
                    code: &codes::FILE_MISSING,
                    severity: Severity::Error,
                    at: None,
                    found: unreadable(&path.display().to_string(), &fault),
                    expected: "a YAML file in UTF-8".to_owned(),
                    nearest: None,
                    fix: (&*shown == PROJECT_FILE)
                        .then(|| "name the project folder with `--project DIR`".to_owned()),
                });
                None
            }
        }
    }

    /// The text of a file, which counts in the hash of the plan; without its byte order mark.
    fn text_of(&mut self, path: &Path) -> io::Result<Arc<str>> {
        let text = self.text_unhashed(path)?;
        self.hasher.update(text.as_bytes());
        Ok(text)
    }

    fn text_unhashed(&self, path: &Path) -> io::Result<Arc<str>> {
        let text = match self.changed.get(path) {
            Some(text) => text.clone(),
            None => files::read_text(path)?,
        };
        Ok(Arc::from(text.strip_prefix('\u{feff}').unwrap_or(&text)))
    }

    /// A path as messages show it: relative to the project, with slashes.
    fn shown(&self, path: &Path) -> Arc<str> {
        let relative = path.strip_prefix(self.dir).unwrap_or(path);
        Arc::from(relative.to_string_lossy().replace('\\', "/"))
    }
}

impl Reads for Loading<'_> {
    fn included(&mut self, path: &Path, at: &Location, out: &mut Diagnostics) -> Option<Node> {
        let path = self.dir.join(path);
        let shown = self.shown(&path);
        let text = match self.text_of(&path) {
            Ok(text) => text,
            Err(fault) => {
                let found = unreadable(&shown, &fault);
                let expected = "a YAML file in UTF-8; paths are relative to the project folder";
                out.push(mistake(&codes::FILE_MISSING, at, found, expected));
                return None;
            }
        };
        let before = out.0.len();
        let root = parse(&shown, &text, out);
        self.sources
            .insert(Arc::clone(&shown), Arc::from(redact(&text, root.as_ref())));
        if root.is_none() && out.0.len() == before {
            let found = format!("{shown}, with nothing in it");
            out.push(mistake(
                &codes::MAPPING_INCLUDE,
                at,
                found,
                "what is included",
            ));
        }
        root
    }
}

/// The keys of landbridge.yaml that no run is made of: who may sign a run off, and in which language it is told, can be
/// said after it.
const SAID_AFTERWARDS: [&str; 2] = ["people", "language"];

/// The text of landbridge.yaml as far as a run is made of it. Where the file says nothing else it is the text itself.
fn without_said_afterwards<'a>(text: &'a str, root: Option<&Node>) -> Cow<'a, str> {
    let Some(Tree::Map(entries)) = root.map(|root| &root.tree) else {
        return Cow::Borrowed(text);
    };
    let mut left = Cow::Borrowed(text);
    // From the last to the first: the places of those before stay as they are.
    for entry in entries.iter().rev() {
        if !SAID_AFTERWARDS.contains(&entry.key.as_str()) {
            continue;
        }
        let before = left.get(..entry.span.start);
        let after = left.get(entry.end()..).map(str::trim_start);
        if let (Some(before), Some(after)) = (before, after) {
            left = Cow::Owned(format!("{}\n", format!("{before}{after}").trim_end()));
        }
    }
    left
}

/// Takes another of the project's targets than the one that it states.
fn choose(project: &mut Project, target: &str, out: &mut Diagnostics) {
    let known: Vec<&str> = project
        .targets
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    if known.contains(&target) {
        target.clone_into(&mut project.target);
        return;
    }
    out.push(Diagnostic {
        code: &codes::MAPPING_KEY,
        severity: Severity::Error,
        at: None,
        found: format!("target \"{target}\""),
        expected: format!("one of {}", known.join(", ")),
        nearest: nearest(target, known).map(str::to_owned),
        fix: None,
    });
}

/// The folder of the schemas, and what was pulled into it.
struct Schemas<'a> {
    dir: &'a Path,
    pulled: PulledSchemas,
}

impl<'a> Schemas<'a> {
    fn read(dir: &'a Path, project_at: &Location, out: &mut Diagnostics) -> Self {
        let pulled = PulledSchemas::read(dir).unwrap_or_else(|fault| {
            let found = format!("{PULLED_FILE}: {fault}");
            let expected = "one line of JSON for each schema that was pulled";
            let wrong = mistake(&codes::MAPPING_SCHEMA_ALTERED, project_at, found, expected);
            out.push(warning(wrong));
            PulledSchemas::default()
        });
        Self { dir, pulled }
    }

    /// Warns where a schema is another than the one that was pulled.
    fn say_altered(&self, path: &Path, text: &str, at: &Location, out: &mut Diagnostics) {
        let name = path.strip_prefix(self.dir).ok().and_then(Path::to_str);
        let Some(line) = name.and_then(|name| self.pulled.of(name)) else {
            return;
        };
        if hex(&Sha256::digest(text.as_bytes())) != line.sha256 {
            let found = format!("{}, changed by hand since {}", line.file, line.pulled);
            let expected = format!("the schema as it was pulled from {}", line.address);
            let wrong = mistake(&codes::MAPPING_SCHEMA_ALTERED, at, found, expected);
            out.push(warning(wrong));
        }
    }
}

fn warning(diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        ..diagnostic
    }
}

/// The beginning of a file.
fn read_at(file: &Arc<str>) -> Location {
    Location {
        file: Arc::clone(file),
        line: 1,
        column: 1,
    }
}

fn unreadable(shown: &str, fault: &io::Error) -> String {
    if fault.kind() == io::ErrorKind::NotFound {
        format!("no file {shown}")
    } else {
        format!("{shown}: {fault}")
    }
}

fn no_mappings(dir: &Path) -> Diagnostic {
    Diagnostic {
        code: &codes::FILE_MISSING,
        severity: Severity::Error,
        at: None,
        found: format!("no *.yaml in {}", dir.display()),
        expected: "one mapping file an object".to_owned(),
        nearest: None,
        fix: None,
    }
}
