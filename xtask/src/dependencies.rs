//! `cargo xtask dependencies`: who may depend on what, under which licence.
//!
//! Reads what `cargo metadata` says of the graph that is really built. `deny.toml` says the same for
//! those who have `cargo-deny`, which also knows advisories.

mod licence;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use crate::Outcome;
use crate::command::{cargo, output};

/// What a connector never brings in, not even through others: it does no I/O of its own.
const NOT_FOR_CONNECTORS: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "hyper",
    "reqwest",
    "ureq",
    "axum",
    "rusqlite",
];

/// Crates that are built in more than one version, each with the reason why that is borne.
const DUPLICATES: &[(&str, &str)] = &[
    ("bit-vec", "jsonschema's, and rcgen's in tests; small, pure"),
    ("embedded-io", "postcard names both; traits without code"),
    ("compact_str", "serde-saphyr and the engine; small, pure"),
    ("getrandom", "rand's versions and ring"),
    ("hashbrown", "indexmap and others; no state"),
    (
        "quick-xml",
        "phonenumber reads its plans with an older one, only while it is built",
    ),
    ("rand", "proptest and rhai's hasher"),
    ("rand_chacha", "with rand"),
    ("rand_core", "with rand"),
    ("regex-syntax", "regex-cache, with phonenumber; pure"),
    ("spin", "postcard's, and one of another platform; small"),
    ("strum", "phonenumber and jsonschema; derives only"),
    ("strum_macros", "with strum"),
    ("syn", "only while building"),
    ("synstructure", "only while building"),
];

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    /// `dev`, `build`, or nothing for what is part of the program.
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<EdgeKind>,
}

#[derive(Debug, Deserialize)]
struct EdgeKind {
    kind: Option<String>,
}

/// Holds the graph against the rules; says all that is wrong at once.
pub(crate) fn run(root: &Path) -> Outcome {
    let metadata = read(root)?;
    let mut problems = Vec::new();
    licences(&metadata, &mut problems);
    duplicates(&metadata, &mut problems);
    directions(&metadata, &mut problems);
    crate::said(&problems)
}

/// The folders of the workspace's members.
pub(crate) fn manifests(root: &Path) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let metadata = read(root)?;
    Ok(members(&metadata)
        .map(|package| package.manifest_path.clone())
        .collect())
}

fn read(root: &Path) -> Result<Metadata, Box<dyn std::error::Error>> {
    let version = String::from_utf8(output(rustc())?)?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or_default();
    let json = output(cargo(
        root,
        &[
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            host,
        ],
    ))?;
    Ok(serde_json::from_slice(&json)?)
}

fn rustc() -> std::process::Command {
    let mut command =
        std::process::Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.arg("-vV");
    command
}

fn members(metadata: &Metadata) -> impl Iterator<Item = &Package> {
    metadata
        .packages
        .iter()
        .filter(|package| metadata.workspace_members.contains(&package.id))
}

fn licences(metadata: &Metadata, problems: &mut Vec<String>) {
    for package in &metadata.packages {
        let stated = package.license.as_deref().unwrap_or_default();
        if !licence::is_allowed(&package.name, stated) {
            problems.push(format!(
                "{} {}: licence `{stated}` is not on the list in xtask/src/dependencies/licence.rs",
                package.name, package.version
            ));
        }
    }
}

fn duplicates(metadata: &Metadata, problems: &mut Vec<String>) {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in &metadata.packages {
        versions
            .entry(&package.name)
            .or_default()
            .insert(&package.version);
    }
    for (name, versions) in versions
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
    {
        if !DUPLICATES.iter().any(|(known, _)| *known == name) {
            let versions: Vec<&str> = versions.into_iter().collect();
            problems.push(format!(
                "{name} is built in versions {}: use one, or say why not in \
                 xtask/src/dependencies.rs",
                versions.join(", ")
            ));
        }
    }
}

/// Who may depend on whom within the workspace.
fn directions(metadata: &Metadata, problems: &mut Vec<String>) {
    let own: BTreeSet<&str> = members(metadata).map(|package| &*package.name).collect();
    for package in members(metadata) {
        let rules: &[&str] = match folder(package) {
            Folder::Contract | Folder::Sandbox => &[],
            Folder::Lines | Folder::Testkit => &["landbridge-contract"],
            Folder::Connector => &["landbridge-contract", "landbridge-lines"],
            Folder::Other => continue,
        };
        let built = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind.is_none());
        for dependency in built.filter(|dependency| own.contains(&*dependency.name)) {
            if !rules.contains(&&*dependency.name) {
                problems.push(format!(
                    "{} must not depend on {}",
                    package.name, dependency.name
                ));
            }
        }
        if matches!(
            folder(package),
            Folder::Connector | Folder::Contract | Folder::Lines
        ) {
            no_io(metadata, package, problems);
        }
    }
}

enum Folder {
    Contract,
    /// What the sources of flat text share.
    Lines,
    Testkit,
    Connector,
    Sandbox,
    Other,
}

fn folder(package: &Package) -> Folder {
    let path = package.manifest_path.replace('\\', "/");
    let mut parts = path.rsplit('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some("contract"), Some("connectors")) => Folder::Contract,
        (Some("lines"), Some("connectors")) => Folder::Lines,
        (Some("testkit"), Some("connectors")) => Folder::Testkit,
        (Some(_), Some("connectors")) => Folder::Connector,
        (Some("sandbox"), _) => Folder::Sandbox,
        _ => Folder::Other,
    }
}

/// Walks everything that a connector is built from.
fn no_io(metadata: &Metadata, package: &Package, problems: &mut Vec<String>) {
    let names: BTreeMap<&str, &str> = metadata
        .packages
        .iter()
        .map(|package| (&*package.id, &*package.name))
        .collect();
    let nodes: BTreeMap<&str, &Node> = metadata
        .resolve
        .nodes
        .iter()
        .map(|node| (&*node.id, node))
        .collect();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![&*package.id];
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let name = names.get(id).copied().unwrap_or_default();
        if NOT_FOR_CONNECTORS.contains(&name) {
            problems.push(format!(
                "{} brings in {name}: connectors do no I/O",
                package.name
            ));
        }
        let edges = nodes.get(id).map_or(&[][..], |node| &node.deps);
        let built = edges
            .iter()
            .filter(|edge| edge.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        waiting.extend(built.map(|edge| &*edge.pkg));
    }
}
