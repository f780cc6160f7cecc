//! Connecting to the target: secrets resolved at the last moment, one transport for all.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use landbridge_contract::{Advice, FileForm, Name, ObjectSpec, Target};
use sha2::Digest as _;
use url::Url;

use super::prepare::PreparedObject;
use crate::diagnose::{Diagnostic, Diagnostics, Location, Severity, codes};
use crate::hex::hex;
use crate::mapping::{FieldRule, RuleKind};
use crate::project::{Auth, AuthConfig, Keepers, Project, ResolvedTarget, TargetConfig, resolve};
use crate::reconcile::CompareRules;
use crate::registry;
use crate::transport::{Authentication, Cancel, Limits, OAuth, Transport, TransportConfig};

use super::doubts::Patience;
use super::keeper::{SAID_WITHIN, said_by};
use super::load::LoadObject;
use super::login::Logins;
use crate::ledger::ObjectId;

/// Requests in flight where the project does not say.
const CONCURRENCY: u32 = 8;

/// A target that can be spoken to.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) transport: Arc<Transport>,
    pub(super) target: Arc<dyn Target>,
    pub(super) concurrency: usize,
    /// How long a record that is not found may be there all the same.
    pub(super) patience: Patience,
    /// The host, for reports.
    pub(super) host: String,
    /// The base URL, as [`Way`] has it.
    pub(super) base: String,
    /// What it is shown of who asks, by name.
    pub(super) logins: Logins,
}

/// The way to a target, whatever is said to it.
pub(super) struct Way {
    pub(super) transport: Arc<Transport>,
    concurrency: usize,
    /// The host, for reports.
    host: String,
    /// The base URL without a slash at its end; the transport refuses one that holds secrets.
    pub(super) base: String,
}

/// Resolves the target's secrets and makes its transport. Nothing is sent.
pub(super) fn connect(
    project: &Project,
    config: &TargetConfig,
    overrides: &BTreeMap<String, String>,
    cancel: &Cancel,
) -> Result<Connection, Diagnostics> {
    let target = build(config)?;
    let way = way_with(project, config, overrides, cancel, target.advice())?;
    if target.sign_in().is_some() && !matches!(config.auth, AuthConfig::Basic { .. }) {
        let found = format!(
            "no user and password for a target of the kind `{}`",
            config.kind
        );
        let expected =
            "auth: { basic: { user: …, password: { env: NAME } } }, with which a session is opened";
        return Err(one(&config.at, found, expected));
    }
    Ok(Connection {
        transport: way.transport,
        target,
        concurrency: way.concurrency,
        patience: patience(config),
        host: way.host,
        base: way.base,
        logins: Logins::of(config),
    })
}

/// How long doubts are waited for, as the project says.
fn patience(config: &TargetConfig) -> Patience {
    let usual = Patience::default();
    Patience {
        visible_within: config
            .visible_within_seconds
            .map_or(usual.visible_within, |seconds| {
                Duration::from_secs(seconds.into())
            }),
        look_ups: config.look_ups.unwrap_or(usual.look_ups),
    }
}

/// The same for a target that is only asked for a document.
pub(super) fn way_to(
    project: &Project,
    config: &TargetConfig,
    overrides: &BTreeMap<String, String>,
    cancel: &Cancel,
) -> Result<Way, Diagnostics> {
    way_with(project, config, overrides, cancel, Advice::default())
}

/// The way to a target that wants to be asked no faster than this, where the project says nothing else.
fn way_with(
    project: &Project,
    config: &TargetConfig,
    overrides: &BTreeMap<String, String>,
    cancel: &Cancel,
    advice: Advice,
) -> Result<Way, Diagnostics> {
    let environment = |name: &str| {
        overrides
            .get(name)
            .cloned()
            .or_else(|| std::env::var(name).ok())
    };
    let read =
        |path: &Path| -> io::Result<String> { std::fs::read_to_string(project.dir.join(path)) };
    let run = |words: &[String]| said_by(&project.dir, words, SAID_WITHIN);
    let keepers = Keepers {
        environment: &environment,
        read: &read,
        run: &run,
    };
    let resolved = resolve(config, keepers)?;
    let url = address(&resolved.url, &config.url.at)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let base = url.as_str().trim_end_matches('/').to_owned();
    let mut settings = TransportConfig::new(url);
    access(&mut settings, resolved, project, config)?;
    let stated = |limit: Option<u32>| limit.and_then(NonZeroU32::new);
    settings.limits = Limits {
        per_second: stated(config.requests_per_second).or(advice.requests_per_second),
        per_day: stated(config.requests_per_day).or(advice.requests_per_day),
        hours: config.hours.clone(),
    };
    settings.budget = Some(budget_file(&project.ledger_path, &base));
    let advised = advice.concurrency.map_or(CONCURRENCY, NonZeroU32::get);
    let concurrency = config
        .concurrency
        .unwrap_or(advised.min(CONCURRENCY))
        .max(1);
    let concurrency = usize::try_from(concurrency).unwrap_or(1);
    settings.concurrency_max = NonZeroUsize::new(concurrency).unwrap_or(NonZeroUsize::MIN);
    if let Some(seconds) = config.timeout_seconds {
        settings.request_timeout = Duration::from_secs(seconds.into());
    }
    let transport = Transport::new(settings, cancel.clone()).map_err(|faults| {
        let wrong = faults.into_iter().map(|fault| {
            let found = format!("`{}`: {}", fault.option, fault.found);
            diagnostic(&config.at, found, &fault.expected)
        });
        Diagnostics(wrong.collect())
    })?;
    Ok(Way {
        transport: Arc::new(transport),
        concurrency,
        host,
        base,
    })
}

/// How the target is reached, and how requests are authenticated.
fn access(
    settings: &mut TransportConfig,
    resolved: ResolvedTarget,
    project: &Project,
    config: &TargetConfig,
) -> Result<(), Diagnostics> {
    settings.authentication = authentication(resolved.auth, &config.at)?;
    settings.import_authentication = match resolved.import_auth {
        Some(stated) => Some(authentication(stated, &config.at)?),
        None => None,
    };
    if let Some((url, login)) = resolved.proxy {
        settings.proxy = Some(address(&url, &config.at)?);
        settings.proxy_login = login;
    }
    settings.client_certificate = resolved.client_certificate;
    if let Some(path) = &config.ca_certificate {
        let pem = std::fs::read(project.dir.join(path));
        settings.ca_certificate = Some(pem.map_err(|error| {
            let found = format!("`ca_certificate` {}: {error}", path.display());
            one(&config.at, found, "a file of certificates in PEM form")
        })?);
    }
    Ok(())
}

/// How requests are authenticated.
fn authentication(stated: Auth, at: &Location) -> Result<Authentication, Diagnostics> {
    Ok(match stated {
        Auth::None => Authentication::None,
        Auth::Basic { user, password } => Authentication::Basic { user, password },
        Auth::Bearer(token) => Authentication::Bearer { token },
        Auth::OAuth {
            token_url,
            client_id,
            client_secret,
            scope,
            assertion,
        } => Authentication::OAuth(Box::new(OAuth {
            token_url: address(&token_url, at)?,
            client_id,
            client_secret,
            scope,
            assertion,
        })),
        Auth::Assertion(assertion) => Authentication::Assertion(Box::new(assertion)),
    })
}

/// An address. It may hold a password, so it is not repeated.
fn address(text: &str, at: &Location) -> Result<Url, Diagnostics> {
    Url::parse(text).map_err(|error| {
        let found = "an address that cannot be read".to_owned();
        one(at, found, &format!("a URL: {error}"))
    })
}

/// The file beside the ledger in which all processes on it share the budget of a target: of its address, so that
/// two names of one target have one.
fn budget_file(ledger: &Path, base: &str) -> PathBuf {
    let hash = sha2::Sha256::digest(base.as_bytes());
    let hash: String = hex(&hash).chars().take(12).collect();
    let mut name = ledger.as_os_str().to_owned();
    name.push(format!(".pace-{hash}"));
    PathBuf::from(name)
}

/// The translator for a configured target.
pub(super) fn build(config: &TargetConfig) -> Result<Arc<dyn Target>, Diagnostics> {
    let connector = registry::target(&config.kind).ok_or_else(|| {
        one(
            &config.at,
            format!("connector `{}`", config.kind),
            "a target connector",
        )
    })?;
    let target = connector
        .build(&config.options_with_texts())
        .map_err(|faults| {
            let wrong = faults.into_iter().map(|fault| {
                let found = format!("`{}`: {}", fault.option, fault.found);
                diagnostic(&config.at, found, &fault.expected)
            });
            Diagnostics(wrong.collect())
        })?;
    Ok(Arc::from(target))
}

fn one(at: &Location, found: String, expected: &str) -> Diagnostics {
    Diagnostics(vec![diagnostic(at, found, expected)])
}

fn diagnostic(at: &Location, found: String, expected: &str) -> Diagnostic {
    Diagnostic {
        code: &codes::MAPPING_OPTION,
        severity: Severity::Error,
        at: Some(at.clone()),
        found,
        expected: expected.to_owned(),
        nearest: None,
        fix: None,
    }
}

/// How the target addresses the object of a mapping: its nested collections are those that the
/// mapping fills, so that reading back asks for no more.
pub(super) fn object_spec(target: &dyn Target, object: &PreparedObject) -> Option<ObjectSpec> {
    let stated = &object.mapping.target;
    let mut spec = target.object(&stated.object, &stated.overrides)?;
    spec.key_attributes = object.plan.business_key().cloned().collect();
    spec.attributes = filled_paths(&object.mapping.fields, "");
    let filled: BTreeSet<&Name> = spec.attributes.iter().collect();
    spec.children.retain(|(path, _)| filled.contains(path));
    Some(spec)
}

/// What the files can hold in which records of a mapping go, as its target says. A target that cannot be built says nothing
/// here: whoever connects is told why.
pub(super) fn file_form(project: &Project, object: &PreparedObject) -> Option<Box<dyn FileForm>> {
    let config = project.target_of(&object.mapping)?;
    let target = build(config).ok()?;
    let spec = object_spec(&*target, object)?;
    target.file_form(&spec)
}

/// The paths of what field rules fill: `Name`, `lines`, `lines.Amount`.
fn filled_paths(rules: &[FieldRule], within: &str) -> Vec<Name> {
    let mut paths = Vec::new();
    for rule in rules {
        let path = format!("{within}{}", rule.attribute.name);
        if let RuleKind::Nested(nested) = &rule.kind {
            paths.extend(filled_paths(&nested.fields, &format!("{path}.")));
        }
        paths.push(Name::from(path));
    }
    paths
}

/// What loading needs to know of a mapping.
pub(super) fn load_object(
    target: &dyn Target,
    object: &PreparedObject,
    id: ObjectId,
    spec: ObjectSpec,
) -> LoadObject {
    let bulk = target.bulk(&spec);
    let records = match bulk {
        Some(bulk) => bulk.records_max.get(),
        None => target.capabilities(&spec).records_per_request_max.get(),
    };
    let rules = compare_rules(object, Some((target, &spec)));
    LoadObject {
        records_per_request: usize::try_from(records).unwrap_or(1),
        bulk,
        name: object.mapping.object.to_string(),
        id,
        spec,
        write: object.mapping.target.write,
        at_most_once: object.mapping.target.at_most_once,
        rules,
        key_is_personal: object.plan.key_is_personal(),
    }
}

/// How what was sent is compared with what the ERP holds.
pub(super) fn compare_rules(
    object: &PreparedObject,
    shown_by: Option<(&dyn Target, &ObjectSpec)>,
) -> CompareRules {
    let personal = object
        .plan
        .personal_attributes()
        .iter()
        .map(ToString::to_string)
        .collect();
    let child_keys = shown_by.into_iter().flat_map(|(_, spec)| &spec.child_keys);
    let never_shown = shown_by.into_iter().flat_map(|(target, spec)| {
        let paths = spec.attributes.iter().map(ToString::to_string);
        paths.filter(|path| target.never_shows(spec, path))
    });
    let mut rules = CompareRules {
        personal,
        not_compared: never_shown.collect(),
        references: references(&object.mapping.fields, ""),
        child_keys: child_keys
            .map(|(path, key)| (path.to_string(), key.clone()))
            .collect(),
        ..CompareRules::default()
    };
    for rule in &object.mapping.comparing {
        rules.allow(rule);
    }
    rules
}

/// The paths of what refers to other records.
fn references(rules: &[FieldRule], within: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for rule in rules {
        let path = format!("{within}{}", rule.attribute.name);
        match &rule.kind {
            RuleKind::Nested(nested) => {
                paths.extend(references(&nested.fields, &format!("{path}.")));
            }
            RuleKind::Value(value) if value.reference.is_some() => {
                paths.insert(path);
            }
            RuleKind::Value(_) => {}
        }
    }
    paths
}
