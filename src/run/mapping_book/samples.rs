//! The columns of a mapping's sources, and what their first records hold.

use std::collections::{BTreeMap, BTreeSet};

use landbridge_contract::{Batch, Flow, Name, Projection, Record, Source};

use super::super::fault::RunFault;
use super::super::files;
use super::super::open::open_source;
use crate::mapping::{CheckedMapping, EachSource, FieldRule, RuleKind, SourceSpec};
use crate::project::Project;

/// Records that are looked at.
const RECORDS: usize = 200;
/// Different values that are shown.
const VALUES: usize = 3;
/// Characters of a value that are shown.
const CHARACTERS: usize = 40;
/// What stands for the values of a personal column.
const PERSONAL: &str = "(personal: not shown)";
/// What stands for the values of a confidential source.
const CONFIDENTIAL: &str = "(confidential: not shown)";

/// A column, and what it holds.
pub(super) struct Sampled {
    /// The attribute of the nested records that are made of it; empty for the main source.
    pub(super) part: String,
    pub(super) column: String,
    pub(super) samples: String,
    /// Whether a rule reads it.
    pub(super) used: bool,
}

/// The columns of all sources of a mapping, those of one part together.
pub(super) struct Samples(pub(super) Vec<Sampled>);

impl Samples {
    pub(super) fn of(&self, part: &str, column: &str) -> Option<&str> {
        let found = self
            .0
            .iter()
            .find(|one| one.part == part && one.column == column);
        found.map(|one| one.samples.as_str())
    }
}

/// The columns of a mapping's sources. One that cannot be read has none: what is wrong with it is for
/// `check` to say.
pub(super) fn samples(project: &Project, mapping: &CheckedMapping, shown: bool) -> Samples {
    let hidden = personal_columns(project);
    let confidential = confidential_patterns(project);
    let is_confidential = |spec: &SourceSpec| confidential.contains(&*spec.pattern);
    let nothing = BTreeSet::new();
    let of = |spec: &SourceSpec| hidden.get(&spec.pattern).unwrap_or(&nothing);
    let mut looking = Looking {
        shown,
        confidential: is_confidential(&mapping.source),
        out: Vec::new(),
    };
    let main = &mapping.source;
    let names: Vec<Name> = columns_of(&mapping.fields).cloned().collect();
    if let Ok((projection, records)) = first_records(project, main, &names) {
        let records: Vec<&Record> = records.iter().collect();
        let mut hidden = mapping.personal_columns(of(main));
        hidden.extend(of(main).iter().cloned());
        looking.part("", &mapping.fields, &projection, &records, &hidden);
    }
    for rule in &mapping.fields {
        let RuleKind::Nested(nested) = &rule.kind else {
            continue;
        };
        let EachSource::Join { source, .. } = &nested.each else {
            continue;
        };
        let names: Vec<Name> = columns_of(&nested.fields).cloned().collect();
        if let Ok((projection, records)) = first_records(project, source, &names) {
            let records: Vec<&Record> = records.iter().collect();
            let name = &rule.attribute.name;
            looking.confidential = is_confidential(source);
            let hidden = with_pieces(of(source), source);
            looking.part(name, &nested.fields, &projection, &records, &hidden);
        }
    }
    Samples(looking.out)
}

fn columns_of(rules: &[FieldRule]) -> impl Iterator<Item = &Name> {
    rules
        .iter()
        .filter_map(|rule| match &rule.kind {
            RuleKind::Value(value) => Some(value.columns().map(|one| &one.name)),
            RuleKind::Nested(_) => None,
        })
        .flatten()
}

/// The first records of a source, with everything that can be seen in them.
fn first_records(
    project: &Project,
    spec: &SourceSpec,
    names: &[Name],
) -> Result<(Projection, Vec<Record>), RunFault> {
    let all = files::matching(&project.data_dir, &spec.pattern);
    let Some(file) = all.first() else {
        return Ok((Projection::default(), Vec::new()));
    };
    let mut source: Box<dyn Source> = open_source(spec, file)?;
    let mut projection = source.everything()?;
    if source.columns()?.is_none() {
        // Paths that the rules name may not be among those that were seen.
        let missing = names
            .iter()
            .filter(|name| !projection.fields.contains(name));
        let missing: Vec<Name> = missing.cloned().collect();
        projection.fields.extend(missing);
    }
    let mut reader = source.read(&projection)?;
    let mut records = Vec::new();
    let mut batch = Batch::default();
    while records.len() < RECORDS {
        let flow = reader.next_batch(&mut batch, RECORDS - records.len())?;
        records.append(&mut batch.records);
        if flow == Flow::End {
            break;
        }
    }
    Ok((projection, records))
}

struct Looking {
    shown: bool,
    /// Whether all that the source holds is hidden.
    confidential: bool,
    out: Vec<Sampled>,
}

impl Looking {
    fn part(
        &mut self,
        part: &str,
        rules: &[FieldRule],
        projection: &Projection,
        records: &[&Record],
        hidden: &BTreeSet<String>,
    ) {
        let used: BTreeSet<&Name> = columns_of(rules).collect();
        for (slot, name) in projection.fields.iter().enumerate() {
            let samples = if self.confidential {
                CONFIDENTIAL.to_owned()
            } else if hidden.contains(&**name) {
                PERSONAL.to_owned()
            } else if self.shown {
                first_values(records, slot)
            } else {
                String::new()
            };
            self.out.push(Sampled {
                part: part.to_owned(),
                column: name.to_string(),
                samples,
                used: used.contains(name),
            });
        }
        for rule in rules {
            let RuleKind::Nested(nested) = &rule.kind else {
                continue;
            };
            let EachSource::Path(path) = &nested.each else {
                continue;
            };
            let mut children = projection.children.iter();
            let Some(place) = children.position(|child| child.path == path.name) else {
                continue;
            };
            let inner: Vec<&Record> = records
                .iter()
                .filter_map(|record| record.children.get(place))
                .flatten()
                .collect();
            let below = joined(part, &rule.attribute.name);
            if let Some(child) = projection.children.get(place) {
                let within = format!("{}/", path.name);
                let hidden = hidden.iter().filter_map(|one| one.strip_prefix(&within));
                let hidden: BTreeSet<String> = hidden.map(str::to_owned).collect();
                self.part(&below, &nested.fields, &child.projection, &inner, &hidden);
            }
        }
    }
}

/// The sources that are confidential to any mapping of the project.
fn confidential_patterns(project: &Project) -> BTreeSet<&str> {
    let mappings = project.mappings.iter();
    mappings
        .flat_map(CheckedMapping::confidential_sources)
        .collect()
}

/// The columns of each source that are personal to any mapping of the project: what one mapping marks is
/// not shown by another that reads the same file. Those of nested parts stand with the path to them: a
/// source may show them flat.
fn personal_columns(project: &Project) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mapping in &project.mappings {
        let personal = mapping.personal_attributes();
        let main = hidden(&personal, "", &mapping.fields);
        for rule in &mapping.fields {
            if let RuleKind::Nested(nested) = &rule.kind
                && let EachSource::Join { source, on } = &nested.each
            {
                let own = all.entry(source.pattern.clone()).or_default();
                let found = hidden(&personal, &rule.attribute.name, &nested.fields);
                own.extend(with_pieces(&found, source));
                // What joins is personal on both sides.
                let pairs = on.iter().filter(|(here, _)| main.contains(&*here.name));
                own.extend(pairs.map(|(_, there)| there.name.to_string()));
            }
        }
        for (pattern, column) in mapping.personal_lookups() {
            all.entry(pattern).or_default().insert(column);
        }
        let own = all.entry(mapping.source.pattern.clone()).or_default();
        own.extend(main);
        own.extend(mapping.personal_columns(&BTreeSet::new()));
    }
    all
}

/// Hidden columns with those that they are made of, and that are made of them, where rows are taken apart.
fn with_pieces(hidden: &BTreeSet<String>, source: &SourceSpec) -> BTreeSet<String> {
    let mut all = hidden.clone();
    for made in source.explode.iter().flat_map(|spec| &spec.made) {
        let cells = || made.from.iter().chain([&made.name]);
        if cells().any(|one| hidden.contains(&*one.name)) {
            all.extend(cells().map(|one| one.name.to_string()));
        }
    }
    all
}

/// The columns that the personal attributes among these rules are made of.
fn hidden(personal: &[String], part: &str, rules: &[FieldRule]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rule in rules {
        let path = joined(part, &rule.attribute.name);
        match &rule.kind {
            RuleKind::Value(value) if personal.contains(&path) => {
                found.extend(value.columns().map(|one| one.name.to_string()));
            }
            RuleKind::Value(_) => {}
            RuleKind::Nested(nested) => {
                if let EachSource::Path(each) = &nested.each {
                    let inner = hidden(personal, &path, &nested.fields);
                    found.extend(inner.iter().map(|column| format!("{}/{column}", each.name)));
                }
            }
        }
    }
    found
}

fn joined(part: &str, name: &str) -> String {
    if part.is_empty() {
        name.to_owned()
    } else {
        format!("{part}.{name}")
    }
}

/// The first different values of a slot.
fn first_values(records: &[&Record], slot: usize) -> String {
    let mut found: Vec<String> = Vec::new();
    for record in records {
        let value = record.value(slot);
        if value.is_blank() {
            continue;
        }
        let text = value.to_string();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut shown: String = text.chars().take(CHARACTERS).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        if !found.contains(&shown) {
            found.push(shown);
        }
        if found.len() == VALUES {
            break;
        }
    }
    found.join(" · ")
}
