//! Reads the files of crosswalks.

use std::collections::BTreeMap;

use landbridge_contract::{Name, Options, Projection};
use sha2::{Digest, Sha256};

use super::fault::RunFault;
use super::files::{self, LegacyFile};
use super::open::{each_record, open_source};
use super::prepare::{columns, no_such, read_option_files, unreadable};
use crate::diagnose::{Diagnostics, codes};
use crate::hex::hex;
use crate::ledger::CrosswalkTerm;
use crate::mapping::{CheckedMapping, Crosswalk, Crosswalks, SourceSpec};
use crate::project::{CrosswalkDef, Project};

/// The crosswalks of a project that is looked at and not run.
pub(super) fn read_crosswalks_of(project: &mut Project, out: &mut Diagnostics) -> Crosswalks {
    let mut hasher = Sha256::new();
    read_option_files(project, &mut hasher, out);
    read_crosswalks(project, &mut hasher, out).0
}

/// The crosswalks of a project, and what a run that uses them keeps of each.
pub(super) fn read_crosswalks(
    project: &Project,
    hasher: &mut Sha256,
    out: &mut Diagnostics,
) -> (Crosswalks, Vec<CrosswalkTerm>) {
    let mut all = Crosswalks::default();
    let mut terms = Vec::new();
    let mappings = project.mappings.iter();
    let personal: Vec<Name> = mappings
        .flat_map(CheckedMapping::personal_crosswalks)
        .collect();
    for definition in &project.crosswalks {
        let mut crosswalk = Crosswalk::default();
        let is_personal = personal.contains(&definition.name);
        let mut hashes = Vec::new();
        let found = files::matching(&project.dir, &definition.source.pattern);
        if found.is_empty() {
            // Says that the file is missing, in the words used for sources.
            columns(&project.dir, &definition.source, out);
        }
        let own = found.iter().map(|file| (&definition.source, file));
        let (added_by, added) = added(project, definition).unzip();
        for (spec, file) in own.chain(added_by.as_ref().zip(added.as_ref())) {
            match files::facts(file) {
                Ok(facts) => {
                    hasher.update(facts.sha256.as_bytes());
                    hashes.push(facts.sha256);
                }
                Err(fault) => out.push(unreadable(spec, &fault)),
            }
            let of = (definition, spec);
            if let Err(fault) = read_crosswalk(of, is_personal, file, &mut crosswalk, out) {
                out.push(unreadable(spec, &fault));
            }
        }
        terms.push(CrosswalkTerm {
            name: definition.name.to_string(),
            owner: definition.owner.clone(),
            version: definition.version.clone(),
            sha256: content_hash(&hashes),
            codes: crosswalk.len() as u64,
        });
        all.insert(definition.name.clone(), crosswalk);
    }
    all.tables = super::tables::read(project, hasher, out);
    (all, terms)
}

/// The hash of a crosswalk of one file is that file's; of several, the hash of theirs.
fn content_hash(hashes: &[String]) -> String {
    match hashes {
        [only] => only.clone(),
        several => hex(&Sha256::digest(several.join("\n"))),
    }
}

/// The file of the lines that were added to a crosswalk in a workbook, where it is there.
fn added(project: &Project, definition: &CrosswalkDef) -> Option<(SourceSpec, LegacyFile)> {
    if !takes_added(definition) || !definition.added.is_file() {
        return None;
    }
    let path = definition.added.clone();
    let name = path.strip_prefix(&project.dir).unwrap_or(&path);
    let name = name.to_string_lossy().replace('\\', "/");
    let spec = SourceSpec {
        kind: Name::from(ADDED_KIND),
        pattern: name.clone(),
        options: Options::default(),
        option_places: BTreeMap::new(),
        ..definition.source.clone()
    };
    let entry = None;
    Some((spec, LegacyFile { path, entry, name }))
}

/// The connector of the files of lines that were added.
const ADDED_KIND: &str = "delimited";

/// Whether new lines go into a file beside the crosswalk's own.
pub(super) fn takes_added(definition: &CrosswalkDef) -> bool {
    &*definition.source.kind != ADDED_KIND
}

fn read_crosswalk(
    (definition, spec): (&CrosswalkDef, &SourceSpec),
    personal: bool,
    file: &LegacyFile,
    crosswalk: &mut Crosswalk,
    out: &mut Diagnostics,
) -> Result<(), RunFault> {
    let mut source = open_source(spec, file)?;
    let fields = vec![definition.from.clone(), definition.to.clone()];
    if let Some(columns) = source.columns()? {
        let known = || columns.iter().map(|column| &*column.name);
        let places = [
            (&definition.from, &definition.from_at),
            (&definition.to, &definition.to_at),
        ];
        let missing = places
            .into_iter()
            .filter(|(name, _)| !known().any(|one| one == &***name));
        let before = out.0.len();
        for (name, at) in missing {
            let mut wrong = no_such(
                &codes::MAPPING_COLUMN,
                &format!("column `{name}`"),
                known(),
                name,
            );
            wrong.at = Some(at.clone());
            out.push(wrong);
        }
        if out.0.len() > before {
            return Ok(());
        }
    }
    let projection = Projection {
        fields,
        ..Projection::default()
    };
    each_record(source, &file.name, &projection, |record, layout| {
        if let Err(conflict) = crosswalk.insert(record.value(0), record.value(1)) {
            let origin = layout.origin(record.place, &[], Some(0), 0);
            let at = &definition.source.at;
            out.push(conflict.diagnostic(at, &origin, personal));
        }
        Ok(())
    })
}
