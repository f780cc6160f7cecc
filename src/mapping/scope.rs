//! The fields of one kind of record while a mapping is bound: names become slots.

use std::collections::{HashMap, HashSet};

use landbridge_contract::{ChildProjection, ColumnInfo, Name, PartColumns, Projection};

use super::explode::{ExplodeSpec, of_records};
use super::model::{GroupSpec, Headings, Named, SourceSpec};
use crate::diagnose::{Diagnostics, codes};
use crate::project::{mistake, unknown_name};

/// Names of one kind of record, the slots given to them so far, and its nested parts.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The columns that exist; none where records name their own fields.
    columns: Option<Vec<Name>>,
    /// The nested parts that exist, where the columns are known.
    parts: Vec<PartColumns>,
    fields: Vec<Name>,
    slots: HashMap<Name, usize>,
    personal: HashSet<Name>,
    /// Whether every column is personal.
    hides_all: bool,
    /// What files call columns otherwise.
    headings: Vec<Headings>,
    children: Vec<(Name, Scope)>,
    shape: Shape,
}

/// What became of the columns of rows that are taken apart.
#[derive(Debug, Default, Clone)]
struct Shape {
    /// Those that records do not have any more.
    taken: Vec<Name>,
    /// Those that they have instead.
    made: Vec<Name>,
    /// The same of nested records, by their path.
    inner: Vec<(Name, Shape)>,
}

impl Shape {
    fn of_rows(specs: &[ExplodeSpec]) -> Self {
        let nested = specs.iter().filter_map(|spec| {
            let into = spec.into.as_ref()?;
            Some((Name::clone(&into.name), Self::of_pieces(spec)))
        });
        Self {
            inner: nested.collect(),
            ..of_records(specs).map_or_else(Self::default, Self::of_pieces)
        }
    }

    fn of_pieces(spec: &ExplodeSpec) -> Self {
        Self {
            taken: spec.taken().map(|one| one.name.clone()).collect(),
            made: spec.made().map(|one| one.name.clone()).collect(),
            inner: Vec::new(),
        }
    }

    fn of_groups(group: Option<&GroupSpec>, rows: Self) -> Self {
        let Some(group) = group else {
            return rows;
        };
        Self {
            taken: rows.taken.clone(),
            made: rows.made.clone(),
            inner: vec![(
                Name::clone(&group.into.name),
                Self::of_groups(group.inner.as_deref(), rows),
            )],
        }
    }
}

impl Scope {
    pub(crate) fn new(columns: Option<&[ColumnInfo]>) -> Self {
        Self {
            columns: columns.map(|all| all.iter().map(|one| Name::clone(&one.name)).collect()),
            ..Self::default()
        }
    }

    /// The same with the nested parts that its records have.
    pub(crate) fn with_parts(self, parts: &[PartColumns]) -> Self {
        Self {
            parts: parts.to_vec(),
            ..self
        }
    }

    /// The same where rows are taken apart or put together as a source says.
    pub(crate) fn shaped(self, source: &SourceSpec) -> Self {
        let rows = Shape::of_rows(&source.explode);
        Self {
            shape: Shape::of_groups(source.group.as_deref(), rows),
            ..self
        }
    }

    /// True where records may have a nested part at a path.
    pub(crate) fn may_nest(&self, path: &str) -> bool {
        self.columns.is_none() || self.parts.iter().any(|part| *part.path == *path)
    }

    /// The paths of the nested parts that are known to exist.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| &*part.path)
    }

    /// True where the column exists, or nobody can tell.
    pub(crate) fn may_have(&self, name: &str) -> bool {
        self.columns
            .as_ref()
            .is_none_or(|columns| columns.iter().any(|column| &**column == name))
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().flatten().map(|column| &**column)
    }

    /// The slot of a column, given on first use; says where there is no such column.
    pub(crate) fn slot(&mut self, column: &Named, out: &mut Diagnostics) -> usize {
        if self.shape.taken.contains(&column.name) && !self.shape.made.contains(&column.name) {
            let found = format!("column \"{}\", which `explode` takes apart", column.name);
            let expected = self.shape.made.join(" or ");
            out.push(mistake(&codes::MAPPING_COLUMN, &column.at, found, expected));
        } else if !self.may_have(&column.name) {
            out.push(unknown_name(
                &codes::MAPPING_COLUMN,
                &column.at,
                "column",
                &column.name,
                self.columns(),
            ));
        }
        if let Some(slot) = self.slots.get(&column.name) {
            return *slot;
        }
        let slot = self.fields.len();
        self.fields.push(Name::clone(&column.name));
        self.slots.insert(Name::clone(&column.name), slot);
        slot
    }

    /// Gives the next slot to a field that is known to exist.
    pub(crate) fn reserve(&mut self, name: &Name) {
        self.slots.insert(Name::clone(name), self.fields.len());
        self.fields.push(Name::clone(name));
    }

    /// The fields asked for so far.
    pub(crate) fn fields(&self) -> &[Name] {
        &self.fields
    }

    /// The slot of a field that is known to exist, given on first use.
    pub(crate) fn slot_of(&mut self, name: &Name) -> usize {
        if let Some(slot) = self.slots.get(name) {
            return *slot;
        }
        self.reserve(name);
        self.fields.len() - 1
    }

    /// The nested part at a path, made on first use.
    pub(crate) fn child(&mut self, path: &Name) -> usize {
        let known = self.children.iter().position(|(own, _)| own == path);
        known.unwrap_or_else(|| {
            let part = self.parts.iter().find(|part| part.path == *path);
            let mut inner = part.map_or_else(Self::default, |part| {
                Self::new(Some(&part.columns)).with_parts(&part.parts)
            });
            inner.hides_all = self.hides_all;
            inner.headings.clone_from(&self.headings);
            let mut shapes = self.shape.inner.iter();
            if let Some((_, shape)) = shapes.find(|(own, _)| own == path) {
                inner.shape = shape.clone();
            }
            self.children.push((Name::clone(path), inner));
            self.children.len() - 1
        })
    }

    pub(crate) fn child_mut(&mut self, index: usize) -> Option<&mut Self> {
        self.children.get_mut(index).map(|(_, scope)| scope)
    }

    /// The nested part at a path, where it was asked for.
    pub(crate) fn child_at(&mut self, path: &Name) -> Option<&mut Self> {
        let mut children = self.children.iter_mut();
        let found = children.find(|(own, _)| own == path);
        found.map(|(_, inner)| inner)
    }

    /// The nested parts asked for so far, each with its path.
    pub(crate) fn children(&self) -> impl Iterator<Item = (&Name, &Self)> {
        self.children.iter().map(|(path, inner)| (path, inner))
    }

    /// Makes every column personal, those of nested parts too. Said before any part is asked for.
    pub(crate) fn hide_all(&mut self) {
        self.hides_all = true;
    }

    pub(crate) fn hides_all(&self) -> bool {
        self.hides_all
    }

    /// Notes what files call columns otherwise: what is personal is so under each name. Said before any part is asked for.
    pub(crate) fn also_called(&mut self, headings: &[Headings]) {
        self.headings = headings.to_vec();
    }

    pub(crate) fn mark_personal(&mut self, column: &Name) {
        self.personal.insert(Name::clone(column));
    }

    pub(crate) fn is_personal(&self, column: &str) -> bool {
        let otherwise = || {
            let mut called = self.headings.iter();
            called.any(|one| {
                self.personal.contains(&one.name)
                    && one.others.iter().any(|other| **other == *column)
            })
        };
        self.hides_all || self.personal.contains(column) || otherwise()
    }

    /// The personal columns, sorted.
    pub(crate) fn personal(&self) -> Vec<Name> {
        let all = self.hides_all.then_some(&self.fields);
        let called = self.headings.iter();
        let hidden = called.filter(|one| self.hides_all || self.personal.contains(&one.name));
        let names = self.personal.iter().chain(all.into_iter().flatten());
        let names = names.chain(hidden.flat_map(|one| &one.others));
        let mut names: Vec<Name> = names.cloned().collect();
        names.sort();
        names.dedup();
        names
    }

    /// What is wanted of each record.
    pub(crate) fn projection(&self) -> Projection {
        Projection {
            fields: self.fields.clone(),
            children: self
                .children
                .iter()
                .map(|(path, scope)| ChildProjection {
                    path: Name::clone(path),
                    projection: scope.projection(),
                })
                .collect(),
            ..Projection::default()
        }
    }
}
