//! Reads landbridge.yaml.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landbridge_contract::{Name, TargetConnector};

use super::access::{auth, proxy, secret_value, unclear, url_value};
use super::block::{Block, as_scalar, wrong_form};
use super::catalog::ConnectorCatalog;
use super::crosswalks::crosswalk;
use super::gates::gates;
use super::keys;
use super::mapping_file::language;
use super::mistake::{mistake, unknown_name};
use super::model::{AuthConfig, Project, TargetConfig};
use super::parameters::parameters;
use super::people::people;
use super::project_tables::tables;
use super::rehearsal;
use super::source_spec::say_option_faults;
use super::stops::{canary, stop_rules};
use super::waves::waves;
use super::yaml::{Entry, Node, Scalar, Tree};
use crate::diagnose::{Diagnostics, Location, codes};
use crate::mapping::Parameters;
use crate::transport::{Hours, HoursFault};

/// The version of project and mapping files that this program reads.
const VERSION: i64 = 1;

/// What landbridge.yaml says, with the folders that only reading needs.
pub(crate) struct ProjectFile {
    pub(crate) project: Project,
    pub(crate) mappings_dirs: Vec<PathBuf>,
    /// Names of mappings in waves and gates, with their places, to be held against the mappings.
    pub(crate) named_mappings: Vec<(Name, Location)>,
    /// Where `target` stands.
    pub(crate) target_at: Location,
}

/// Says where a file states another version than this program reads.
pub(crate) fn check_version(block: &mut Block<'_>, out: &mut Diagnostics) {
    let version = block.node("version");
    let stated = version.and_then(as_scalar).and_then(Scalar::as_integer);
    if stated != Some(VERSION) {
        let (at, found) = version.map_or_else(
            || (block.at, "no version".to_owned()),
            |node| (&node.at, node.describe()),
        );
        out.push(mistake(
            &codes::MAPPING_TYPE,
            at,
            found,
            format!("version: {VERSION}"),
        ));
    }
}

/// Reads landbridge.yaml; what is missing or wrong is said and gets its default.
pub(crate) fn project_file(
    dir: &Path,
    root: &Node,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<ProjectFile> {
    let mut block = Block::of(root, "named values: version, project, targets …", out)?;
    check_version(&mut block, out);
    let name = project_name(&mut block, out);
    let mut path = |key, default: &str| {
        let stated = block.text(key, out);
        dir.join(stated.map_or_else(|| default.to_owned(), |stated| stated.value))
    };
    let data_dir = path("data", "data");
    let schemas_dir = path("schemas", "schemas");
    let ledger_path = path("ledger", ".landbridge/ledger.db");
    let reports_dir = path("reports", "reports");
    let mappings_dirs = folders(dir, &mut block, "mappings", out);
    let cases_dirs = folders(dir, &mut block, "cases", out);
    let (about, language) = (block.text("about", out), language(&mut block, out));
    let stated = parameters(&mut block, None, out);
    // What it includes stands among the crosswalks already.
    block.node("include");
    let confidential = block.texts("confidential", out).unwrap_or_default();
    let targets: Vec<TargetConfig> = members(&mut block, "targets", out)
        .iter()
        .filter_map(|entry| target(entry, &stated, catalog, out))
        .collect();
    let chosen = block.text("target", out);
    let target_at = chosen.as_ref().map_or(block.at, |one| &one.at).clone();
    let target = chosen_target(chosen, &targets, out);
    let crosswalks = members(&mut block, "crosswalks", out)
        .iter()
        .filter_map(|entry| crosswalk(dir, entry, catalog, out))
        .collect();
    let tables = tables(&mut block, catalog, out);
    let rehearsal_prefix = rehearsal::prefix(&mut block, out);
    let mut named_mappings = Vec::new();
    let entries = members(&mut block, "waves", out);
    let waves = waves(&entries, &stated, &mut named_mappings, out);
    let gates = gates(&mut block, &mut named_mappings, out);
    let (stop, canary) = (stop_rules(&mut block, out), canary(&mut block, out));
    let people = people(&members(&mut block, "people", out), out);
    block.finish(&keys::PROJECT, out);
    Some(ProjectFile {
        project: Project {
            name,
            about: about.map(|about| about.value).unwrap_or_default(),
            language,
            dir: dir.to_owned(),
            data_dir,
            ledger_path,
            schemas_dir,
            cases_dirs,
            reports_dir,
            targets,
            target,
            includes: Vec::new(),
            rehearsal_prefix,
            parameters: stated,
            confidential: confidential.into_iter().map(|one| one.value).collect(),
            people,
            waves,
            gates,
            stop,
            canary,
            crosswalks,
            rates: tables.rates,
            calendars: tables.calendars,
            units: tables.units,
            mappings: Vec::new(),
            hash: String::new(),
        },
        mappings_dirs,
        named_mappings,
        target_at,
    })
}

/// The folders under a key that names one or several; the one of the key's own name where it says nothing.
fn folders(
    dir: &Path,
    block: &mut Block<'_>,
    key: &'static str,
    out: &mut Diagnostics,
) -> Vec<PathBuf> {
    let stated = block.texts(key, out).unwrap_or_default();
    if stated.is_empty() {
        return vec![dir.join(key)];
    }
    stated.into_iter().map(|one| dir.join(one.value)).collect()
}

fn project_name(block: &mut Block<'_>, out: &mut Diagnostics) -> String {
    let name = block.text("project", out);
    if name.is_none() && block.node("project").is_none() {
        let expected = "project: its name";
        out.push(mistake(
            &codes::MAPPING_TYPE,
            block.at,
            "no project",
            expected,
        ));
    }
    name.map(|name| name.value).unwrap_or_default()
}

/// The entries of a key that holds named values.
pub(super) fn members<'a>(
    block: &mut Block<'a>,
    key: &'static str,
    out: &mut Diagnostics,
) -> Vec<&'a Entry> {
    let Some(node) = block.node(key) else {
        return Vec::new();
    };
    Block::of(node, "named values", out).map_or_else(Vec::new, |mut inner| inner.rest())
}

fn chosen_target(
    stated: Option<super::block::Stated<String>>,
    targets: &[TargetConfig],
    out: &mut Diagnostics,
) -> String {
    match (stated, targets) {
        (Some(stated), _) => {
            if !targets.iter().any(|target| target.name == stated.value) {
                out.push(unknown_name(
                    &codes::MAPPING_KEY,
                    &stated.at,
                    "target",
                    &stated.value,
                    targets.iter().map(|target| target.name.as_str()),
                ));
            }
            stated.value
        }
        (None, [only]) => only.name.clone(),
        (None, _) => String::new(),
    }
}

fn target(
    entry: &Entry,
    stated: &Parameters,
    catalog: &dyn ConnectorCatalog,
    out: &mut Diagnostics,
) -> Option<TargetConfig> {
    let mut block = Block::of(&entry.node, "a target: its connector, url and auth", out)?;
    let url = if let Some(node) = block.node("url") {
        url_value(node, out)
    } else {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!("target `{}` without url", entry.key),
            "url: text, { env: NAME } or { file: path }",
        ));
        unclear(&entry.at)
    };
    let main_auth = block
        .node("auth")
        .map_or(AuthConfig::None, |node| auth(node, out));
    let import_auth = block.node("import_auth").map(|node| auth(node, out));
    let proxy = block.node("proxy").and_then(|node| proxy(node, out));
    let ca_certificate = block.text("ca_certificate", out);
    let client_certificate = block
        .node("client_certificate")
        .map(|node| secret_value(node, out));
    let requests_per_second = positive(&mut block, "requests_per_second", out);
    let requests_per_day = positive(&mut block, "requests_per_day", out);
    let hours = hours(&mut block, out);
    let concurrency = positive(&mut block, "concurrency", out);
    let timeout_seconds = positive(&mut block, "timeout_seconds", out);
    let visible_within_seconds = block.number("visible_within_seconds", out);
    let look_ups = positive(&mut block, "look_ups", out);
    let description = description(&mut block, out);
    let production = block.bool("production", out).unwrap_or(false);
    let own_parameters = parameters(&mut block, Some(stated), out);
    let mut target = TargetConfig {
        name: entry.key.clone(),
        kind: String::new(),
        description,
        options: landbridge_contract::Options::default(),
        option_places: BTreeMap::new(),
        option_texts: Vec::new(),
        url,
        auth: main_auth,
        import_auth,
        proxy,
        ca_certificate: ca_certificate.map(|stated| PathBuf::from(stated.value)),
        client_certificate,
        requests_per_second,
        requests_per_day,
        hours,
        concurrency,
        timeout_seconds,
        production,
        parameters: own_parameters,
        visible_within_seconds,
        look_ups,
        at: entry.at.clone(),
    };
    // What is only asked to describe itself needs no connector.
    let described = target.description.is_some();
    let Some((stated, connector)) = connector_of(entry, block, catalog, described, out) else {
        return described.then_some(target);
    };
    let (options, places) = connector_options(&stated.node, out);
    let known: Vec<&str> = connector.options().iter().map(|one| one.name).collect();
    say_option_faults(connector.check(&options), &known, &places, &stated.at, out);
    connector.kind().clone_into(&mut target.kind);
    target.options = options;
    target.option_places = places;
    Some(target)
}

/// What is stated for the connector, with the place of each option.
fn connector_options(
    node: &Node,
    out: &mut Diagnostics,
) -> (landbridge_contract::Options, BTreeMap<String, Location>) {
    match &node.tree {
        Tree::Map(entries) => super::source_spec::options(entries),
        Tree::Null => super::source_spec::options([]),
        Tree::Scalar(_) | Tree::List(_) => {
            out.push(wrong_form(node, "the connector's options"));
            super::source_spec::options([])
        }
    }
}

/// When requests to a target are permitted.
fn hours(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<Hours> {
    let stated = block.text("hours", out)?;
    let fault: HoursFault = match stated.value.parse() {
        Ok(hours) => return Some(hours),
        Err(fault) => fault,
    };
    let found = format!("\"{}\"", fault.part);
    out.push(mistake(
        &codes::MAPPING_TYPE,
        &stated.at,
        found,
        fault.expected,
    ));
    None
}

/// The path of the document that describes a target.
fn description(block: &mut Block<'_>, out: &mut Diagnostics) -> Option<String> {
    let stated = block.text("description", out)?;
    let path = stated.value;
    let whole = path.starts_with('/')
        && !path.starts_with("//")
        && path
            .chars()
            .all(|sign| sign.is_ascii_graphic() && sign != '#');
    if whole {
        return Some(path);
    }
    let expected = "a path below `url`, such as /$metadata";
    let found = format!("\"{path}\"");
    out.push(mistake(&codes::MAPPING_TYPE, &stated.at, found, expected));
    None
}

/// The one key that names a connector; others are not known.
fn connector_of<'a>(
    entry: &Entry,
    mut block: Block<'a>,
    catalog: &'a dyn ConnectorCatalog,
    may_lack: bool,
    out: &mut Diagnostics,
) -> Option<(&'a Entry, &'a dyn TargetConnector)> {
    block.held_against(&keys::TARGET_CONFIG);
    let own = block.asked();
    let kinds = catalog.target_kinds();
    let mut chosen = None;
    for other in block.rest() {
        match catalog.target(&other.key) {
            Some(connector) if chosen.is_none() => chosen = Some((other, connector)),
            Some(_) => out.push(mistake(
                &codes::MAPPING_KEY,
                &other.at,
                format!("a second connector `{}`", other.key),
                "one connector for a target",
            )),
            None => out.push(unknown_name(
                &codes::MAPPING_KEY,
                &other.at,
                "key",
                &other.key,
                kinds.iter().chain(&own).copied(),
            )),
        }
    }
    if chosen.is_none() && !may_lack {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!("target `{}` without a connector", entry.key),
            format!("one of {}", kinds.join(", ")),
        ));
    }
    chosen
}

/// A whole number of at least 1.
pub(super) fn positive(
    block: &mut Block<'_>,
    key: &'static str,
    out: &mut Diagnostics,
) -> Option<u32> {
    let number = block.number(key, out);
    if number == Some(0)
        && let Some(node) = block.node(key)
    {
        out.push(wrong_form(node, "a whole number of at least 1"));
    }
    number
}
