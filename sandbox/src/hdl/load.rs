//! Loads the objects of a file, each wholly or not at all.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::business::{Business, Named, Part, is_country};
use super::dat::{self, Row, Said, key};
use super::fields;
use super::group::{Group, groups};
use crate::check::key_text;
use crate::counters::Change;
use crate::model::Object;
use crate::objects::kept;
use crate::rest::Writing;
use crate::store::{self, Stored};

/// Where source keys are indexed, by component.
pub(super) const SOURCE_KEYS: &str = "source keys";
/// Where records are kept that no resource shows.
const HIDDEN: &str = "hidden components";
/// The owners of source keys that the lookup `HRC_SOURCE_SYSTEM_OWNER` holds.
const OWNERS: &[&str] = &["HRC_SQLLOADER", "LEGACY"];

/// What came of a data set.
#[derive(Debug, Default)]
pub(super) struct Done {
    pub(super) lines: usize,
    pub(super) lines_refused: usize,
    pub(super) loaded: usize,
    pub(super) refused: usize,
    /// Messages with the file that they are about.
    pub(super) messages: Vec<(String, Said)>,
    pub(super) changes: Vec<(&'static str, Change)>,
}

/// Loads one file.
pub(super) fn file(
    db: &Connection,
    user: &str,
    name: &str,
    text: &str,
    done: &mut Done,
) -> rusqlite::Result<()> {
    let say = |said: Vec<Said>, done: &mut Done| {
        let told = said.into_iter().map(|said| (name.to_owned(), said));
        done.messages.extend(told);
    };
    let Some(business) = Business::of_file(name) else {
        let stem = name.strip_suffix(".dat").unwrap_or(name);
        let text = format!(
            "The {stem} file name isn't valid. You need to use the name of a top-level supported business object as the file name."
        );
        let (line, source_id) = (None, None);
        say(
            vec![Said {
                line,
                source_id,
                text,
            }],
            done,
        );
        return Ok(());
    };
    let file = dat::read(business, text);
    if !file.whole.is_empty() {
        done.lines_refused += file.whole.len();
        say(file.whole, done);
        return Ok(());
    }
    done.lines += file.rows.len();
    done.lines_refused += file.lines.len();
    say(file.lines, done);
    let (groups, lost) = groups(db, business, file.rows)?;
    done.refused += lost.len();
    say(lost, done);
    for group in groups {
        let mut loading = Loading {
            db,
            business,
            user,
            said: Vec::new(),
            changes: Vec::new(),
        };
        db.execute_batch("SAVEPOINT object")?;
        loading.object(&group)?;
        if loading.said.is_empty() {
            db.execute_batch("RELEASE object")?;
            done.loaded += 1;
            done.changes.extend(loading.changes);
        } else {
            db.execute_batch("ROLLBACK TO object; RELEASE object")?;
            done.refused += 1;
            say(loading.said, done);
        }
    }
    Ok(())
}

/// An object on its way.
struct Loading<'a> {
    db: &'a Connection,
    business: &'static Business,
    user: &'a str,
    said: Vec<Said>,
    changes: Vec<(&'static str, Change)>,
}

impl Loading<'_> {
    fn object(&mut self, group: &Group) -> rusqlite::Result<()> {
        let mut new = false;
        for (place, part) in self.business.parts.iter().enumerate() {
            let mut rows: Vec<&Row> = group.rows.iter().filter(|row| row.part == place).collect();
            // Of a history the last state is kept.
            rows.sort_by_key(|row| row.value("EffectiveStartDate"));
            for row in rows {
                let made = self.row(part, row, group)?;
                new |= made && place == 0;
            }
        }
        if new && self.said.is_empty() {
            let has = |name: &str| {
                let place = self.business.part(name);
                group.rows.iter().any(|row| Some(row.part) == place)
            };
            let missing = self.business.needed.iter().filter(|name| !has(name));
            let top = group.rows.iter().find(|row| row.part == 0);
            let said = missing.filter_map(|name| {
                let text = format!(
                    "You must provide the {name} component when you create the {} record.",
                    self.business.name
                );
                top.map(|top| top.says(text))
            });
            self.said.extend(said.collect::<Vec<_>>());
        }
        Ok(())
    }

    /// Writes one line's record; true where it was made anew.
    fn row(&mut self, part: &'static Part, row: &Row, group: &Group) -> rusqlite::Result<bool> {
        let owner = row.value("SourceSystemOwner");
        if let Some(owner) = owner.filter(|owner| !OWNERS.contains(owner)) {
            self.said.push(row.says(format!(
                "The {owner} value for the SourceSystemOwner attribute is invalid and doesn't exist in the HRC_SOURCE_SYSTEM_OWNER list of values."
            )));
            return Ok(false);
        }
        if part.name == "Assignment" && !self.has_terms(row, group) {
            self.said.push(
                row.says("Work terms records are required when you create or update assignments."),
            );
            return Ok(false);
        }
        let before = self.said.len();
        let Some(parent) = self.parent(part, row)? else {
            return Ok(false);
        };
        let Some(object) = self.resource(part) else {
            return self.hidden(part, row, parent);
        };
        let mut payload = fields::payload(part, object, row, &mut self.said);
        if let Some(country) = row.value("Country").filter(|country| !is_country(country)) {
            self.said.push(row.says(format!(
                "The {country} value for the Country attribute is invalid and doesn't exist in the TERRITORY_CODE list of values."
            )));
        }
        for named in part.references {
            self.reference(named, row, &mut payload)?;
        }
        let known = match self.known(part, object, row, parent)? {
            Ok(known) => known,
            Err(said) => {
                self.said.push(said);
                return Ok(false);
            }
        };
        // What is wrong already would be said again in other words.
        if self.said.len() > before {
            return Ok(false);
        }
        self.write(part, object, row, parent, payload, known)
    }

    fn write(
        &mut self,
        part: &Part,
        object: &'static Object,
        row: &Row,
        parent: i64,
        payload: Map<String, Value>,
        known: Option<Stored>,
    ) -> rusqlite::Result<bool> {
        let mut writing = Writing::new(self.db, self.user, true);
        let made = known.is_none();
        let id = match known {
            Some(record) => {
                let id = record.id;
                writing.update(object, record, payload, "")?;
                id
            }
            None => writing.create(object, parent, payload, "")?,
        };
        let problems = writing.problems.iter();
        self.said
            .extend(problems.map(|problem| row.says(problem.detail.clone())));
        self.changes.append(&mut writing.changes);
        if let Some(source) = row.source_key() {
            store::insert_key(self.db, (SOURCE_KEYS, part.name), 0, &source, id)?;
        }
        Ok(made)
    }

    /// Work terms of the same person, and the same where the line names them.
    fn has_terms(&self, row: &Row, group: &Group) -> bool {
        let place = self.business.part("WorkTerms");
        let stated = row.value("WorkTermsAssignmentId(SourceSystemId)");
        let mut terms = group.rows.iter().filter(|row| Some(row.part) == place);
        terms.any(|terms| stated.is_none() || terms.value("SourceSystemId") == stated)
    }

    /// The record that a line's record hangs under; 0 for the object itself.
    fn parent(&mut self, part: &Part, row: &Row) -> rusqlite::Result<Option<i64>> {
        let Some((above, id)) = part.parent else {
            return Ok(Some(0));
        };
        let found = match row.value(&format!("{id}(SourceSystemId)")) {
            Some(stated) => {
                let owner = row.value("SourceSystemOwner").unwrap_or_default();
                let source = key(owner, stated);
                store::ids_by_key(self.db, (SOURCE_KEYS, above), 0, &source)?
            }
            None => self.parent_by_user_key(part, row)?,
        };
        let Some(found) = found.first().copied() else {
            // Whatever hindered the parent is said of its own line.
            if self.said.is_empty() {
                let stated = row.value(&format!("{id}(SourceSystemId)"));
                let owner = row.value("SourceSystemOwner").unwrap_or_default();
                let stated = stated.or(row.value("PersonNumber")).unwrap_or_default();
                self.said.push(row.says(format!(
                    "You need to enter a valid value for the {id} attribute. The current values are {owner},{stated}."
                )));
            }
            return Ok(None);
        };
        // Terms are not shown: what stands below them hangs under their work relationship.
        match store::get(self.db, HIDDEN, found)? {
            Some(hidden) if self.is_hidden(above) => Ok(Some(hidden.parent)),
            _ => Ok(Some(found)),
        }
    }

    fn is_hidden(&self, part: &str) -> bool {
        let mut parts = self.business.parts.iter();
        parts.any(|one| one.name == part && one.hidden)
    }

    /// By the person, and for what stands deeper by the assignment.
    fn parent_by_user_key(&self, part: &Part, row: &Row) -> rusqlite::Result<Vec<i64>> {
        let number = row.value("PersonNumber").unwrap_or_default();
        let people = store::ids_by_key(self.db, ("workers", "PersonNumber"), 0, number)?;
        let Some(person) = people.first().copied() else {
            return Ok(Vec::new());
        };
        if part.parent.is_some_and(|(above, _)| above == "Worker") {
            return Ok(vec![person]);
        }
        let range = store::Range {
            collection: "workers/workRelationships",
            parent: person,
            created_until: i64::MAX,
        };
        let all = store::page(self.db, range, 0, 100)?;
        let starts = row.value("DateStart").and_then(fields::day);
        let fits = all.into_iter().filter(|one| {
            let start = one.body.get("StartDate").and_then(Value::as_str);
            starts.is_none() || start == starts.as_deref()
        });
        Ok(fits.map(|one| one.id).collect())
    }

    /// The resource or child collection that keeps a component.
    fn resource(&self, part: &Part) -> Option<&'static Object> {
        if part.hidden {
            return None;
        }
        let mut object = kept(self.business.resource)?;
        for child in part.child {
            object = object.child_named(child)?;
        }
        Some(object)
    }

    /// Keeps a component that no resource shows.
    fn hidden(&mut self, part: &Part, row: &Row, parent: i64) -> rusqlite::Result<bool> {
        let Some(source) = row.source_key() else {
            return Ok(false);
        };
        if store::ids_by_key(self.db, (SOURCE_KEYS, part.name), 0, &source)?.is_empty() {
            let record = Stored {
                id: store::next_id(self.db)?,
                parent,
                version: 1,
                created: 0,
                body: Map::new(),
            };
            store::insert(self.db, HIDDEN, &record)?;
            store::insert_key(self.db, (SOURCE_KEYS, part.name), 0, &source, record.id)?;
        }
        Ok(false)
    }

    /// Fills what names a record of another object.
    fn reference(
        &mut self,
        named: &Named,
        row: &Row,
        payload: &mut Map<String, Value>,
    ) -> rusqlite::Result<()> {
        let (collection, attribute) = named.there;
        let by_source = row.value(&format!("{}(SourceSystemId)", named.id));
        let (found, values) = match (by_source, row.value(named.by)) {
            (Some(stated), _) => {
                let owner = row.value("SourceSystemOwner").unwrap_or_default();
                let source = key(owner, stated);
                let ids = store::ids_by_key(self.db, (SOURCE_KEYS, named.part), 0, &source)?;
                (ids, format!("{owner},{stated}"))
            }
            (None, Some(user)) => (
                store::ids_by_key_anywhere(self.db, (collection, attribute), user)?,
                user.to_owned(),
            ),
            (None, None) => (Vec::new(), String::new()),
        };
        let record = match found.first() {
            Some(id) => store::get(self.db, collection, *id)?,
            None => None,
        };
        let Some(record) = record else {
            self.said.push(row.says(format!(
                "You need to enter a valid value for the {} attribute. The current values are {values}.",
                named.id
            )));
            return Ok(());
        };
        let kept = self.business.parts.first().and_then(|part| {
            let mut attributes = part.attributes.iter();
            attributes.find(|(name, _)| *name == named.by)
        });
        if let (Some((_, kept)), Some(value)) = (kept, record.body.get(attribute)) {
            payload.insert((*kept).to_owned(), value.clone());
        }
        Ok(())
    }

    /// The record that a line means, where there is one already.
    fn known(
        &self,
        part: &Part,
        object: &'static Object,
        row: &Row,
        parent: i64,
    ) -> rusqlite::Result<Result<Option<Stored>, Said>> {
        if let Some(source) = row.source_key() {
            let ids = store::ids_by_key(self.db, (SOURCE_KEYS, part.name), 0, &source)?;
            if let Some(id) = ids.first() {
                return Ok(Ok(store::get(self.db, object.collection, *id)?));
            }
        }
        let found = self.by_user_key(part, object, row, parent)?;
        if let (Some(_), Some(id), true) = (&found, row.value("SourceSystemId"), parent == 0) {
            let owner = row.value("SourceSystemOwner").unwrap_or_default();
            return Ok(Err(row.says(format!(
                "You can't update this record because the SourceSystemId {id} and SourceSystemOwner {owner} are invalid."
            ))));
        }
        // A child with a source key of its own is another one than those there.
        Ok(Ok(found.filter(|_| row.source_key().is_none())))
    }

    fn by_user_key(
        &self,
        part: &Part,
        object: &'static Object,
        row: &Row,
        parent: i64,
    ) -> rusqlite::Result<Option<Stored>> {
        let mut wanted = Vec::new();
        for name in part.user_key {
            let kept = part.attributes.iter().find(|(known, _)| known == name);
            let Some(((_, kept), value)) = kept.zip(row.value(name)) else {
                continue;
            };
            let value = fields::day(value).unwrap_or_else(|| value.to_owned());
            wanted.push((*kept, value));
        }
        if wanted.is_empty() {
            return Ok(None);
        }
        let range = store::Range {
            collection: object.collection,
            parent,
            created_until: i64::MAX,
        };
        let first = object.keys.first().and_then(|key| key.first());
        let indexed = wanted.iter().find(|(name, _)| Some(name) == first);
        let candidates = match indexed {
            Some((name, value)) => {
                let ids = store::ids_by_key(self.db, (object.collection, name), parent, value)?;
                let records = ids
                    .into_iter()
                    .map(|id| store::get(self.db, object.collection, id));
                records
                    .filter_map(Result::transpose)
                    .collect::<Result<Vec<_>, _>>()?
            }
            None if parent == 0 => Vec::new(),
            None => store::page(self.db, range, 0, 500)?,
        };
        let fits = |record: &Stored| {
            wanted.iter().all(|(name, value)| {
                record.body.get(*name).and_then(key_text).as_ref() == Some(value)
            })
        };
        Ok(candidates.into_iter().find(fits))
    }
}

/// The object at the top of a component's record.
pub(super) fn climb(
    db: &Connection,
    business: &'static Business,
    part: &str,
    id: i64,
) -> rusqlite::Result<i64> {
    let Some(known) = business
        .part(part)
        .and_then(|place| business.parts.get(place))
    else {
        return Ok(id);
    };
    let Some((above, _)) = known.parent else {
        return Ok(id);
    };
    let collection = if known.hidden {
        HIDDEN.to_owned()
    } else {
        format!("{}/{}", business.resource, known.child.join("/"))
    };
    match store::get(db, &collection, id)? {
        Some(record)
            if business
                .parts
                .iter()
                .any(|one| one.name == above && one.hidden) =>
        {
            climb(db, business, "WorkRelationship", record.parent)
        }
        Some(record) => climb(db, business, above, record.parent),
        None => Ok(id),
    }
}
