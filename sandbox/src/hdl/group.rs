//! Which lines make one object: a line belongs to the object that its parents lead to.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;

use super::business::Business;
use super::dat::{Row, Said, key};
use super::load::{SOURCE_KEYS, climb};
use crate::store;

/// The lines of one object.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) rows: Vec<Row>,
}

/// Lines by object, and what is said of lines that belong to none.
pub(super) fn groups(
    db: &Connection,
    business: &'static Business,
    rows: Vec<Row>,
) -> rusqlite::Result<(Vec<Group>, Vec<Said>)> {
    let finder = Finder::of(db, business, &rows);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut lost = Vec::new();
    for row in rows {
        match finder.object_of(&row, 0)? {
            Ok(object) => {
                let place = *places.entry(object).or_insert_with(|| {
                    groups.push(Group::default());
                    groups.len() - 1
                });
                if let Some(group) = groups.get_mut(place) {
                    group.rows.push(row);
                }
            }
            Err(said) => lost.push(said),
        }
    }
    Ok((groups, lost))
}

/// Finds the object that a line belongs to.
struct Finder<'a> {
    db: &'a Connection,
    business: &'static Business,
    /// Lines of the file by component and source key.
    by_source: HashMap<(usize, String), Row>,
    /// Source keys of the objects of the file by their user keys.
    by_user: HashMap<String, String>,
}

impl<'a> Finder<'a> {
    fn of(db: &'a Connection, business: &'static Business, rows: &[Row]) -> Self {
        let mut by_source = HashMap::new();
        let mut by_user = HashMap::new();
        for row in rows {
            let Some(source) = row.source_key() else {
                continue;
            };
            if row.part == 0
                && let Some(user) = user_key(business, row)
            {
                by_user.insert(user, source.clone());
            }
            by_source.insert((row.part, source), row.clone());
        }
        Self {
            db,
            business,
            by_source,
            by_user,
        }
    }

    /// What names the object, the same for all its lines.
    fn object_of(&self, row: &Row, depth: usize) -> rusqlite::Result<Result<String, Said>> {
        let Some(part) = self.business.parts.get(row.part) else {
            return Ok(Err(row.says("The component isn't valid.")));
        };
        let keyless = || {
            row.says(format!(
                "The line for component {} with instruction MERGE doesn't include values that define a unique reference to the record.",
                part.name
            ))
        };
        let Some((above, id)) = part.parent else {
            let source = row.source_key().map(|source| named(&source));
            let user = user_key(self.business, row).map(|user| self.by_user_key(&user));
            return match (source, user) {
                (Some(source), _) => Ok(Ok(source)),
                (None, Some(user)) => Ok(Ok(user)),
                (None, None) => Ok(Err(keyless())),
            };
        };
        let stated = row.value(&format!("{id}(SourceSystemId)"));
        let Some(stated) = stated else {
            return Ok(match row.value("PersonNumber") {
                Some(number) => Ok(self.by_user_key(number)),
                None => Err(keyless()),
            });
        };
        let owner = row.value("SourceSystemOwner").unwrap_or_default();
        let source = key(owner, stated);
        let place = self.business.part(above).unwrap_or_default();
        if depth < 8
            && let Some(parent) = self.by_source.get(&(place, source.clone()))
        {
            return self.object_of(parent, depth + 1);
        }
        let known = store::ids_by_key(self.db, (SOURCE_KEYS, above), 0, &source)?;
        let Some(known) = known.first() else {
            return Ok(Err(row.says(format!(
                "You need to enter a valid value for the {id} attribute. The current values are {owner},{stated}."
            ))));
        };
        let top = climb(self.db, self.business, above, *known)?;
        Ok(Ok(format!("record {top}")))
    }

    fn by_user_key(&self, user: &str) -> String {
        match self.by_user.get(user) {
            Some(source) => named(source),
            None => format!("user {user}"),
        }
    }
}

fn named(source: &str) -> String {
    format!("source {source}")
}

/// The user key of a line of the object itself.
fn user_key(business: &Business, row: &Row) -> Option<String> {
    let part = business.parts.first()?;
    let parts: Option<Vec<&str>> = part.user_key.iter().map(|name| row.value(name)).collect();
    Some(parts?.join("|")).filter(|key| !key.is_empty())
}
