//! What changed between two published schemas, object by object, with the lines of the project's mappings
//! that it concerns.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::crosswalk_files::read_crosswalks_of;
use crate::diagnose::{Diagnostics, Location};
use crate::mapping::{CheckedMapping, Crosswalks, Impact, impacts, object_gone};
use crate::project::Project;
use crate::schema::{Change, ChangeKind, Document, Gravity, SchemaFault, diff};

/// What changed in one object.
#[derive(Debug)]
pub struct ObjectChanges {
    /// The object's name in the schema.
    pub object: String,
    /// The mappings that load into it; none where no project was looked at.
    pub mappings: Option<Vec<String>>,
    /// What changed, gravest first.
    pub changes: Vec<Concerned>,
    /// What the new schema says and nobody compares, in sentences; only what the old one did not say.
    pub notes: Vec<String>,
}

/// A change, and the lines that it concerns.
#[derive(Debug)]
pub struct Concerned {
    /// The change.
    pub change: Change,
    /// The lines: the mapping's name and what happens to it.
    pub lines: Vec<(String, Impact)>,
}

impl ObjectChanges {
    /// An object that one of the documents describes in a way that nobody understands.
    pub fn not_compared(object: &str, fault: &SchemaFault, live: &Live) -> Self {
        Self {
            object: object.to_owned(),
            mappings: live.names_of(object),
            changes: Vec::new(),
            notes: vec![format!("{object} cannot be compared: {fault}")],
        }
    }

    /// How many lines break, or may. A line that several changes concern is one, and as grave as the
    /// gravest of them.
    pub fn lines(&self, gravity: Gravity) -> usize {
        let mut gravest: BTreeMap<&Location, Gravity> = BTreeMap::new();
        for (_, impact) in self.changes.iter().flat_map(|one| &one.lines) {
            let known = gravest.entry(&impact.at).or_insert(impact.gravity);
            *known = impact.gravity.min(*known);
        }
        gravest.values().filter(|one| **one == gravity).count()
    }
}

/// The mappings that a comparison looks at, with what their crosswalks hold.
#[derive(Debug, Default)]
pub struct Live {
    /// Whether there was a project to look at.
    looked_at: bool,
    mappings: Vec<CheckedMapping>,
    crosswalks: Crosswalks,
}

impl Live {
    /// The mappings of a project; of one target alone where it is named. What is wrong with a
    /// crosswalk is said, and its codes are not looked at.
    pub fn of(project: &mut Project, target: Option<&str>) -> (Self, Diagnostics) {
        let mut wrong = Diagnostics::default();
        let crosswalks = read_crosswalks_of(project, &mut wrong);
        let of_target = |mapping: &&CheckedMapping| {
            target.is_none_or(|wanted| {
                let own = project.target_of(mapping);
                own.is_some_and(|own| own.name == wanted)
            })
        };
        let mappings = project.mappings.iter().filter(of_target).cloned().collect();
        let live = Self {
            looked_at: true,
            mappings,
            crosswalks,
        };
        (live, wrong)
    }

    /// The schema's names of the objects that these mappings load into.
    pub fn objects(&self) -> BTreeSet<&str> {
        let names = self.mappings.iter().map(|one| &*one.schema_object);
        names.collect()
    }

    /// Whether mappings were looked at, even if there are none.
    pub fn looked_at(&self) -> bool {
        self.looked_at
    }

    /// The same of the mappings whose schema's file is the one meant.
    pub fn objects_of_schema(&self, is_meant: impl Fn(&Path) -> bool) -> BTreeSet<&str> {
        let mappings = self.mappings.iter();
        let meant = mappings.filter(|one| is_meant(&one.schema_file));
        meant.map(|one| &*one.schema_object).collect()
    }

    fn names_of(&self, object: &str) -> Option<Vec<String>> {
        let names = self.of_object(object).map(|one| one.object.to_string());
        self.looked_at.then(|| names.collect())
    }

    fn of_object<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a CheckedMapping> {
        let mappings = self.mappings.iter();
        mappings.filter(move |mapping| &*mapping.schema_object == object)
    }
}

/// What changed in one object of two documents; none where neither holds it.
pub fn object_changes(
    old: &Document,
    new: &Document,
    object: &str,
    live: &Live,
) -> Result<Option<ObjectChanges>, SchemaFault> {
    let changes = match (old.holds(object), new.holds(object)) {
        (false, false) => return Ok(None),
        (true, false) => {
            let gone = ChangeKind::Removed { renamed: None };
            let lines = live.of_object(object);
            let lines = lines.map(|one| (one.object.to_string(), object_gone(one)));
            vec![Concerned {
                change: whole(gone),
                lines: lines.collect(),
            }]
        }
        (false, true) => vec![Concerned {
            change: whole(ChangeKind::Added),
            lines: Vec::new(),
        }],
        (true, true) => return compared(old, new, object, live).map(Some),
    };
    Ok(Some(ObjectChanges {
        object: object.to_owned(),
        mappings: live.names_of(object),
        changes,
        notes: Vec::new(),
    }))
}

fn whole(kind: ChangeKind) -> Change {
    Change {
        path: String::new(),
        kind,
    }
}

fn compared(
    old: &Document,
    new: &Document,
    object: &str,
    live: &Live,
) -> Result<ObjectChanges, SchemaFault> {
    let (old, mut new) = (old.object(object)?, new.object(object)?);
    let concerned = |change: Change| {
        let lines = live.of_object(object).flat_map(|mapping| {
            let found = impacts(mapping, &live.crosswalks, &change, &old, &new);
            let name = mapping.object.to_string();
            found.into_iter().map(move |impact| (name.clone(), impact))
        });
        let lines = lines.collect();
        Concerned { change, lines }
    };
    let changes = diff(&old, &new).into_iter().map(concerned).collect();
    new.notes.retain(|note| !old.notes.contains(note));
    Ok(ObjectChanges {
        object: object.to_owned(),
        mappings: live.names_of(object),
        changes,
        notes: new.notes,
    })
}
