//! Reads a mapping file: from a tree with places to the mapping's model. Pure.

mod checks;
mod comparing;
mod converting;
mod fields;
mod lookups;
mod nested;
mod period;
mod record_rules;
mod shaping;
mod token;
mod totals;

use std::path::PathBuf;
use std::sync::Arc;

use landbridge_contract::Name;

pub(crate) use fields::STATUS;
pub(crate) use lookups::WORDS as MISSING;
pub(crate) use shaping::{date_patterns_of, number};

use super::block::{Block, Stated, as_scalar};
use super::catalog::ConnectorCatalog;
use super::keys;
use super::mistake::{mistake, unknown_name};
use super::project_file::check_version;
use super::source_spec::{options, source_spec};
use super::yaml::{Node, Tree};
use crate::diagnose::{Diagnostics, Location, Severity, codes};
use crate::mapping::expression::Expression;
use crate::mapping::functions::Clean;
use crate::mapping::{
    CheckedMapping, FieldRule, LANGUAGES, Named, Parameters, Severities, SourceSpec, TargetSpec,
    WriteMode, changeable,
};
use crate::schema::Form;

/// What reading a mapping file needs to know.
pub(crate) struct Known<'a> {
    pub(crate) catalog: &'a dyn ConnectorCatalog,
    /// The project's name, of which tokens are made.
    pub(crate) project: String,
    /// The names of the project's crosswalks.
    pub(crate) crosswalks: Vec<Name>,
    /// The names of the project's tables of rates.
    pub(crate) rates: Vec<Name>,
    /// The names of the project's calendars.
    pub(crate) calendars: Vec<Name>,
    /// The names of the project's tables of units.
    pub(crate) units: Vec<Name>,
    /// The names of the project's targets.
    pub(crate) targets: Vec<String>,
}

/// What field rules of one file share.
pub(super) struct Shared<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) main: Option<&'a SourceSpec>,
    pub(super) default_clean: Vec<Clean>,
    /// The names under `lookups`.
    pub(super) lookups: Vec<Name>,
}

/// A mapping that was read, and where its schema should be.
pub(crate) struct MappingFile {
    pub(crate) mapping: CheckedMapping,
    /// The schema's file as stated.
    pub(crate) schema: Option<Stated<String>>,
    /// The form that the file is said to have.
    pub(crate) schema_form: Option<Form>,
    pub(crate) object_at: Location,
}

/// Reads a mapping; what is wrong is said, and the rest is kept.
pub(crate) fn mapping_file(
    root: &Node,
    file: &Arc<str>,
    hash: String,
    known: &Known<'_>,
    out: &mut Diagnostics,
) -> Option<MappingFile> {
    let mut block = Block::of(root, "named values: version, object, source, fields …", out)?;
    check_version(&mut block, out);
    let object = required_text(&mut block, "object", "object: the mapping's name", out);
    let about = block.text("about", out).map(|about| about.value);
    let owner = block.text("owner", out).map(|owner| owner.value);
    let language = language(&mut block, out);
    let approval = super::confidential::approval(&mut block, out);
    let source = source(&mut block, known, out);
    let selection = block.node("where").and_then(|node| expression(node, out));
    let business_key = business_key(&mut block, out);
    let prefix_on = super::rehearsal::prefix_on(&mut block, out);
    let object = object.unwrap_or_else(|| Stated {
        value: String::new(),
        at: block.at.clone(),
    });
    let target = target(&mut block, &object, known, out);
    let schema = schema(&mut block, out);
    let schema_object = schema.object.clone();
    let schema_object = schema_object.unwrap_or_else(|| Name::clone(&target.object));
    let shared = Shared {
        known,
        main: source.as_ref(),
        default_clean: defaults(&mut block, out),
        lookups: lookups::names(block.node("lookups")),
    };
    let looked_into = lookups::lookups(block.node("lookups"), &shared, out);
    // What it includes stands among the rules already.
    block.node("include");
    let (fields_at, fields) = fields_of(&mut block, &shared, out);
    let checks = checks::checks(&mut block, known, out);
    let totals = totals::totals(&mut block, out);
    let comparing = comparing::rules(block.node("reconcile"), out);
    let severities = severities(&mut block, out);
    let at = block.at.clone();
    block.finish(&keys::MAPPING, out);
    Some(MappingFile {
        mapping: CheckedMapping {
            object: Name::from(object.value),
            about: about.unwrap_or_default(),
            owner,
            language,
            approval,
            parameters: Arc::default(),
            file: Arc::clone(file),
            includes: Vec::new(),
            hash,
            at,
            source: source.unwrap_or_else(|| no_source(root)),
            lookups: looked_into,
            selection,
            business_key,
            prefix_on,
            prefixed: Vec::new(),
            target,
            schema_object,
            schema_file: PathBuf::new(),
            schema: None,
            fields_at,
            fields,
            checks: checks.each,
            uniques: checks.uniques,
            rules: checks.rules,
            severities,
            totals,
            comparing,
        },
        schema: schema.file,
        schema_form: schema.form,
        object_at: object.at,
    })
}

/// The field rules, and where they stand.
fn fields_of(
    block: &mut Block<'_>,
    shared: &Shared<'_>,
    out: &mut Diagnostics,
) -> (Location, Vec<FieldRule>) {
    let at = block.entry("fields").map(|entry| entry.at.clone());
    let at = at.unwrap_or_else(|| block.at.clone());
    let Some(node) = block.node("fields") else {
        out.push(missing(block, "fields", "fields: one line an attribute"));
        return (at, Vec::new());
    };
    (at, fields::rules(node, shared, out))
}

/// Stands in for a source that could not be understood; an empty kind opens nothing.
fn no_source(root: &Node) -> SourceSpec {
    SourceSpec {
        kind: Name::from(""),
        pattern: String::new(),
        options: landbridge_contract::Options::default(),
        copies: None,
        headings: Vec::new(),
        confidential: false,
        group: None,
        explode: Vec::new(),
        at: root.at.clone(),
        option_places: std::collections::BTreeMap::new(),
    }
}

fn missing(block: &Block<'_>, key: &str, expected: &str) -> crate::diagnose::Diagnostic {
    mistake(
        &codes::MAPPING_TYPE,
        block.at,
        format!("no `{key}`"),
        expected,
    )
}

fn required_text(
    block: &mut Block<'_>,
    key: &'static str,
    expected: &str,
    out: &mut Diagnostics,
) -> Option<Stated<String>> {
    let stated = block.text(key, out);
    if stated.is_none() && block.node(key).is_none() {
        out.push(missing(block, key, expected));
    }
    stated
}

/// The language under `language`; English unless stated.
pub(super) fn language(block: &mut Block<'_>, out: &mut Diagnostics) -> String {
    let Some(stated) = block.text("language", out) else {
        return "en".to_owned();
    };
    if !LANGUAGES.contains(&stated.value.as_str()) {
        out.push(unknown_name(
            &codes::MAPPING_TYPE,
            &stated.at,
            "language",
            &stated.value,
            LANGUAGES,
        ));
    }
    stated.value
}

fn source(block: &mut Block<'_>, known: &Known<'_>, out: &mut Diagnostics) -> Option<SourceSpec> {
    let Some(node) = block.node("source") else {
        out.push(missing(
            block,
            "source",
            "source: a file and how it is read",
        ));
        return None;
    };
    let inner = Block::of(node, "a file and how it is read", out)?;
    source_spec(inner, &keys::SOURCE, known.catalog, out)
}

fn business_key(block: &mut Block<'_>, out: &mut Diagnostics) -> Vec<Named> {
    const EXPECTED: &str = "business_key: an attribute or a list of them";
    let before = out.0.len();
    let Some(stated) = block.texts("business_key", out) else {
        out.push(missing(block, "business_key", EXPECTED));
        return Vec::new();
    };
    if stated.is_empty() && out.0.len() == before {
        let entry = block.entry("business_key");
        let at = entry.map_or(block.at, |entry| &entry.at);
        let found = "a `business_key` of no attribute";
        out.push(mistake(&codes::MAPPING_TYPE, at, found, EXPECTED));
    }
    stated.into_iter().map(named).collect()
}

fn target(
    block: &mut Block<'_>,
    object: &Stated<String>,
    known: &Known<'_>,
    out: &mut Diagnostics,
) -> TargetSpec {
    let mut spec = TargetSpec {
        target: String::new(),
        object: Name::from(object.value.as_str()),
        write: WriteMode::Create,
        action: None,
        at_most_once: false,
        overrides: landbridge_contract::Options::default(),
        at: object.at.clone(),
    };
    let Some(node) = block.node("target") else {
        return spec;
    };
    let Some(mut inner) = Block::of(node, "{ object: …, write: create }", out) else {
        return spec;
    };
    if let Some(object) = inner.text("object", out) {
        spec.object = Name::from(object.value);
        spec.at = object.at;
    }
    if let Some(write) = inner.text("write", out) {
        match WriteMode::of_word(&write.value) {
            Some(mode) => spec.write = mode,
            None => out.push(unknown_name(
                &codes::MAPPING_TYPE,
                &write.at,
                "way of writing",
                &write.value,
                WriteMode::WORDS,
            )),
        }
    }
    if let Some(to) = inner.text("to", out) {
        if !known.targets.contains(&to.value) {
            let names = known.targets.iter().map(String::as_str);
            out.push(unknown_name(
                &codes::MAPPING_KEY,
                &to.at,
                "target",
                &to.value,
                names,
            ));
        }
        spec.target = to.value;
    }
    spec.at_most_once = inner.bool("at_most_once", out).unwrap_or(false);
    inner.held_against(&keys::TARGET);
    spec.overrides = options(inner.rest()).0;
    spec
}

/// Where the schema is, and how it is read.
#[derive(Default)]
struct SchemaStated {
    file: Option<Stated<String>>,
    form: Option<Form>,
    object: Option<Name>,
}

/// `schema: FILE`, or `{ file: FILE, form: odata, object: Vendors }`.
fn schema(block: &mut Block<'_>, out: &mut Diagnostics) -> SchemaStated {
    let Some(node) = block.node("schema") else {
        return SchemaStated::default();
    };
    if !is_map(node) {
        return SchemaStated {
            file: block.text("schema", out),
            ..SchemaStated::default()
        };
    }
    let Some(mut inner) = Block::of(node, "{ file: …, form: …, object: … }", out) else {
        return SchemaStated::default();
    };
    let form = inner.text("form", out).and_then(|stated| {
        let form = Form::of(&stated.value);
        if form.is_none() {
            let known = Form::ALL.iter().map(|form| form.word());
            out.push(unknown_name(
                &codes::MAPPING_TYPE,
                &stated.at,
                "form of a schema",
                &stated.value,
                known,
            ));
        }
        form
    });
    let stated = SchemaStated {
        file: inner.text("file", out),
        form,
        object: inner.text("object", out).map(|one| Name::from(one.value)),
    };
    inner.finish(&keys::SCHEMA, out);
    stated
}

fn defaults(block: &mut Block<'_>, out: &mut Diagnostics) -> Vec<Clean> {
    let Some(node) = block.node("defaults") else {
        return Vec::new();
    };
    let Some(mut inner) = Block::of(node, "{ clean: [trim] }", out) else {
        return Vec::new();
    };
    let clean = shaping::clean(&mut inner, out).unwrap_or_default();
    inner.finish(&keys::DEFAULTS, out);
    clean
}

/// `severity: { VAL-LENGTH: warning }`.
fn severities(block: &mut Block<'_>, out: &mut Diagnostics) -> Severities {
    const FORM: &str = "codes, each with error or warning";
    let mut severities = Severities::default();
    let Some(node) = block.node("severity") else {
        return severities;
    };
    let Some(mut inner) = Block::of(node, FORM, out) else {
        return severities;
    };
    for entry in inner.rest() {
        let known = changeable().find(|code| code.id == entry.key);
        if known.is_none() {
            let what = "code whose severity a mapping may change";
            let names = changeable().map(|code| code.id);
            let code = &codes::MAPPING_KEY;
            out.push(unknown_name(code, &entry.at, what, &entry.key, names));
        }
        let severity = match as_scalar(&entry.node).map(|scalar| scalar.text.as_str()) {
            Some("error") => Severity::Error,
            Some("warning") => Severity::Warning,
            _ => {
                out.push(super::block::wrong_form(&entry.node, "error or warning"));
                continue;
            }
        };
        severities.0.extend(known.map(|code| (code, severity)));
    }
    severities
}

/// A stated name.
pub(crate) fn named(stated: Stated<String>) -> Named {
    Named {
        name: Name::from(stated.value),
        at: stated.at,
    }
}

/// The expression of a node; what is wrong with it is said.
pub(super) fn expression(node: &Node, out: &mut Diagnostics) -> Option<Expression> {
    let Some(scalar) = as_scalar(node) else {
        out.push(super::block::wrong_form(node, "an expression"));
        return None;
    };
    let (at, exact) = scalar
        .text_at
        .as_ref()
        .map_or((&node.at, false), |at| (at, true));
    let none = Parameters::default();
    let parameters = scalar.parameters.as_deref().unwrap_or(&none);
    match Expression::compile_with(&scalar.text, at, exact, parameters) {
        Ok(expression) => Some(expression),
        Err(mistakes) => {
            out.0.extend(mistakes.0);
            None
        }
    }
}

/// True where a node is a map.
pub(super) fn is_map(node: &Node) -> bool {
    matches!(node.tree, Tree::Map(_))
}
