//! Pulling schemas: what a running target publishes goes into the project, whole or not at all.
//!
//! A target with `description` publishes one document at that path (OpenAPI, `$metadata`); it is kept
//! under the target's name. Otherwise its connector asks for the objects one by one, and each has a
//! file of its own. A file that was not pulled, or was changed since, is somebody's work and is
//! left alone unless it is to be replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bytes::Bytes;
use landbridge_contract::{
    Effect, Fault, FaultKind, Login, Method, Options, Reply, Request, Response, Retry,
};
use sha2::{Digest, Sha256};

use super::connect::{connect, way_to};
use super::fault::RunFault;
use super::login::Logins;
use super::schema_changes::{Live, ObjectChanges, object_changes};
use crate::diagnose::{Diagnostics, codes};
use crate::hex::hex;
use crate::project::{
    Project, Pulled, PulledSchemas, TargetConfig, mistake, read_schema, replace, unknown_name,
};
use crate::schema::{Document, SchemaFault};
use crate::transport::{Cancel, Transport};

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub struct PullRequest {
    /// The project's name of the target.
    pub target: String,
    /// The objects; none for those that mappings load into.
    pub objects: Vec<String>,
    /// Whether files that somebody wrote or changed are replaced.
    pub replace: bool,
    /// What stands in the place of environment variables.
    pub environment: BTreeMap<String, String>,
    /// When it happens.
    pub now: String,
}

/// What became of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It was not there.
    New,
    /// It is as it was.
    Unchanged,
    /// It was replaced.
    Changed,
    /// Somebody wrote or changed it by hand; it was not touched.
    LeftAlone,
}

/// A schema that was pulled.
#[derive(Debug)]
pub struct PulledFile {
    /// The file.
    pub path: PathBuf,
    /// Where it was read, without secrets.
    pub address: String,
    /// What became of it.
    pub kept: Kept,
    /// The hash of what the target published.
    pub sha256: String,
    /// What changed against the file that was there.
    pub changes: Vec<ObjectChanges>,
    /// Why the file that was there could not be compared.
    pub not_compared: Option<SchemaFault>,
}

/// What a target published: a document, the objects of interest in it, and where it came from.
struct Published {
    name: String,
    objects: BTreeSet<String>,
    address: String,
    text: String,
    document: Document,
}

/// Pulls what a target publishes and keeps it. Nothing is written before all of it was read and
/// understood.
pub async fn pull(
    project: &mut Project,
    request: &PullRequest,
) -> Result<(Vec<PulledFile>, Diagnostics), RunFault> {
    let config = target(project, &request.target)?;
    let (live, wrong) = Live::of(project, Some(&config.name));
    let objects: BTreeSet<String> = if request.objects.is_empty() {
        live.objects().into_iter().map(str::to_owned).collect()
    } else {
        request.objects.iter().cloned().collect()
    };
    let published = match &config.description {
        Some(path) => vec![document(project, &config, path, objects, request).await?],
        None => described(project, &config, &objects, request).await?,
    };
    let dir = project.schemas_dir.clone();
    let mut pulled = PulledSchemas::read(&dir).map_err(|error| file_fault(&dir, &error))?;
    let mut files = Vec::new();
    for one in published {
        files.push(keep(&dir, &mut pulled, one, request, &live)?);
        pulled
            .write(&dir)
            .map_err(|error| file_fault(&dir, &error))?;
    }
    Ok((files, wrong))
}

fn target(project: &Project, name: &str) -> Result<TargetConfig, RunFault> {
    let known = project.targets.iter();
    let found = known.clone().find(|target| target.name == name).cloned();
    found.ok_or_else(|| {
        let at = crate::diagnose::Location {
            file: "landbridge.yaml".into(),
            line: 1,
            column: 1,
        };
        let names = known.map(|target| target.name.as_str());
        let wrong = unknown_name(&codes::MAPPING_KEY, &at, "target", name, names);
        RunFault::Plan(Diagnostics(vec![wrong]))
    })
}

/// Reads the document at a path of the target.
async fn document(
    project: &Project,
    config: &TargetConfig,
    path: &str,
    objects: BTreeSet<String>,
    request: &PullRequest,
) -> Result<Published, RunFault> {
    let way = way_to(project, config, &request.environment, &Cancel::new());
    let way = way.map_err(RunFault::Plan)?;
    let get = Request {
        method: Method::Get,
        path: path.to_owned(),
        headers: vec![(
            "Accept",
            "application/xml, application/json, application/yaml, */*;q=0.5".to_owned(),
        )],
        body: Bytes::new(),
        login: Login::Main,
        label: format!("read the description of {}", config.name),
    };
    let answer = way.transport.send(&get, judge).await;
    let answer = answer.map_err(|fault| unread(config, &way.transport, fault))?;
    let text = String::from_utf8(answer.body.to_vec()).map_err(|_error| {
        unusable(
            config,
            path,
            "bytes that are not UTF-8",
            "a document in UTF-8",
        )
    })?;
    let document = understood(config, path, &text)?;
    for object in &objects {
        readable(config, path, &document, object)?;
    }
    Ok(Published {
        name: config.name.clone(),
        objects,
        address: format!("{}{}", way.base, path.split('?').next().unwrap_or(path)),
        text,
        document,
    })
}

/// Asks the target's connector for each object.
async fn described(
    project: &Project,
    config: &TargetConfig,
    objects: &BTreeSet<String>,
    request: &PullRequest,
) -> Result<Vec<Published>, RunFault> {
    let connection = connect(project, config, &request.environment, &Cancel::new());
    let connection = connection.map_err(RunFault::Plan)?;
    let mut specs = Vec::new();
    for object in objects {
        let mut mappings = project.mappings.iter();
        let stated = mappings.find(|mapping| *mapping.schema_object == **object);
        let spec = match stated {
            Some(mapping) => {
                let stated = &mapping.target;
                connection.target.object(&stated.object, &stated.overrides)
            }
            None => connection.target.object(object, &Options::default()),
        };
        let known = connection.target.object_names();
        specs.push(spec.filter(|_| is_file_name(object)).ok_or_else(|| {
            let wrong = unknown_name(&codes::MAPPING_KEY, &config.at, "object", object, known);
            RunFault::Plan(Diagnostics(vec![wrong]))
        })?);
    }
    let mut published = Vec::new();
    for (spec, object) in specs.iter().zip(objects) {
        let exchange = connection.target.describe(spec);
        let driven = connection.transport.collect(exchange, &*connection.target);
        let driven = Box::pin(driven).await;
        if let Some(fault) = driven.fault {
            return Err(unread(config, &connection.transport, fault));
        }
        let text = driven.replies.into_iter().find_map(|reply| match reply {
            Reply::Description(text) => Some(text),
            _ => None,
        });
        let text =
            text.ok_or_else(|| unusable(config, &spec.path, "no description", "a description"))?;
        let document = understood(config, &spec.path, &text)?;
        readable(config, &spec.path, &document, object)?;
        published.push(Published {
            name: object.clone(),
            objects: BTreeSet::from([object.clone()]),
            address: format!("{}{}", connection.base, spec.path),
            text,
            document,
        });
    }
    Ok(published)
}

/// Why nothing was read: where a login was refused, with what was shown of it.
fn unread(config: &TargetConfig, transport: &Transport, fault: Fault) -> RunFault {
    let refused = Logins::of(config).refused_by(transport, &fault);
    refused.map_or_else(
        || RunFault::Target(fault),
        |refused| RunFault::Login(Box::new(refused)),
    )
}

/// Names that mean one file in one folder, on every system.
fn is_file_name(name: &str) -> bool {
    let sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(sign)
}

fn understood(config: &TargetConfig, path: &str, text: &str) -> Result<Document, RunFault> {
    Document::parse(text, None).map_err(|fault| not_a_schema(config, path, &[], &fault))
}

fn readable(
    config: &TargetConfig,
    path: &str,
    document: &Document,
    object: &str,
) -> Result<(), RunFault> {
    let read = document.object(object);
    read.map(drop)
        .map_err(|fault| not_a_schema(config, path, &document.objects(), &fault))
}

fn not_a_schema(
    config: &TargetConfig,
    path: &str,
    objects: &[String],
    fault: &SchemaFault,
) -> RunFault {
    let found = format!("{}: {}", fault.at, fault.found);
    let mut wrong = mistake(
        &codes::MAPPING_SCHEMA,
        &config.at,
        format!("{path}, {found}"),
        fault.expected.clone(),
    );
    wrong.nearest.clone_from(&fault.nearest);
    if let [only] = objects {
        wrong.fix = Some(format!(
            "say in the mapping that the schema calls it so: schema: {{ object: {only} }}"
        ));
    }
    RunFault::Plan(Diagnostics(vec![wrong]))
}

fn unusable(config: &TargetConfig, path: &str, found: &str, expected: &str) -> RunFault {
    let found = format!("{path}: {found}");
    let wrong = mistake(&codes::MAPPING_SCHEMA, &config.at, found, expected);
    RunFault::Plan(Diagnostics(vec![wrong]))
}

/// Writes one schema, or leaves alone what somebody wrote.
fn keep(
    dir: &std::path::Path,
    pulled: &mut PulledSchemas,
    one: Published,
    request: &PullRequest,
    live: &Live,
) -> Result<PulledFile, RunFault> {
    let name = format!("{}.{}", one.name, one.document.ending());
    let path = dir.join(&name);
    let old = match read_schema(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(file_fault(&path, &error)),
    };
    let sha256 = hex(&Sha256::digest(one.text.as_bytes()));
    let untouched = |old: &str| {
        let line = pulled.of(&name);
        line.is_some_and(|line| line.sha256 == hex(&Sha256::digest(old.as_bytes())))
    };
    let kept = match &old {
        None => Kept::New,
        Some(old) if *old == one.text => Kept::Unchanged,
        Some(old) if request.replace || untouched(old) => Kept::Changed,
        Some(_) => Kept::LeftAlone,
    };
    let (changes, not_compared) = match old.map(|old| compare(&old, &one, live)) {
        None => (Vec::new(), None),
        Some(Ok(changes)) => (changes, None),
        Some(Err(fault)) => (Vec::new(), Some(fault)),
    };
    if matches!(kept, Kept::New | Kept::Changed) {
        replace(&path, one.text.as_bytes()).map_err(|error| file_fault(&path, &error))?;
    }
    if kept != Kept::LeftAlone {
        pulled.put(Pulled {
            file: name,
            sha256: sha256.clone(),
            bytes: one.text.len() as u64,
            pulled: request.now.clone(),
            target: request.target.clone(),
            address: one.address.clone(),
        });
    }
    Ok(PulledFile {
        path,
        address: one.address,
        kept,
        sha256,
        changes,
        not_compared,
    })
}

fn compare(old: &str, new: &Published, live: &Live) -> Result<Vec<ObjectChanges>, SchemaFault> {
    let old = Document::parse(old, None)?;
    let mut objects = new.objects.clone();
    if objects.is_empty() {
        objects.extend(old.objects());
        objects.extend(new.document.objects());
    }
    let mut changes = Vec::new();
    for object in objects {
        match object_changes(&old, &new.document, &object, live) {
            Ok(found) => changes.extend(found),
            Err(fault) => changes.push(ObjectChanges::not_compared(&object, &fault, live)),
        }
    }
    Ok(changes)
}

fn file_fault(path: &std::path::Path, error: &std::io::Error) -> RunFault {
    RunFault::File {
        file: path.display().to_string(),
        message: error.to_string(),
    }
}

/// Judges the answer to a question: it has no effect, so that all that may mend itself is asked again.
fn judge(request: &Request, response: &Response) -> Option<Fault> {
    let stated = || response.pause().map_or(Retry::Backoff, Retry::After);
    let (kind, retry, words) = match response.status {
        200..=299 => return None,
        401 => (
            FaultKind::Unauthenticated,
            Retry::Never,
            "the credentials were refused",
        ),
        407 => (
            FaultKind::ProxyUnauthenticated,
            Retry::Never,
            "the proxy demands a user and password, or refuses them",
        ),
        403 => (
            FaultKind::Forbidden,
            Retry::Never,
            "the user may not read it",
        ),
        404 | 410 => (
            FaultKind::Refused,
            Retry::Never,
            "there is nothing at this path; check `description` and `url` of the target",
        ),
        429 => (FaultKind::Throttled, stated(), "too many requests"),
        500..=599 => (
            FaultKind::Unavailable,
            stated(),
            "the target is unavailable",
        ),
        300..=399 => (
            FaultKind::Unintelligible,
            Retry::Never,
            "the target sent the request elsewhere; check the URL of the target",
        ),
        _ => (FaultKind::Refused, Retry::Never, "the request was refused"),
    };
    Some(Fault {
        kind,
        retry,
        effect: Effect::None,
        operation: request.label.clone(),
        message: format!("HTTP {}: {words}", response.status),
    })
}
