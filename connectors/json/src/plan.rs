//! What is wanted of a record, as a tree of keys: one walk through a record finds everything.

use std::collections::BTreeMap;

use landbridge_contract::{Name, Projection};

/// What is wanted at one place of a record.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Slots that take the value that stands here.
    pub(crate) slots: Vec<usize>,
    /// Nested parts whose records stand here: index into [`landbridge_contract::Record::children`].
    pub(crate) children: Vec<(usize, Self)>,
    /// What is wanted below, by key.
    pub(crate) members: BTreeMap<String, Self>,
    /// Slots and nested parts of the record that begins here.
    pub(crate) width: usize,
    pub(crate) parts: usize,
}

impl Plan {
    /// The plan of a record.
    pub(crate) fn of(projection: &Projection) -> Self {
        let mut plan = Self {
            width: projection.fields.len(),
            parts: projection.children.len(),
            ..Self::default()
        };
        for (slot, path) in projection.fields.iter().enumerate() {
            plan.at(path).slots.push(slot);
        }
        for (part, child) in projection.children.iter().enumerate() {
            let nested = Self::of(&child.projection);
            plan.at(&child.path).children.push((part, nested));
        }
        plan
    }

    fn at(&mut self, path: &Name) -> &mut Self {
        let mut plan = self;
        for key in keys(path) {
            plan = plan.members.entry(key).or_default();
        }
        plan
    }
}

/// The keys of a path; none for `.` and `/`.
pub(crate) fn keys(path: &str) -> Vec<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() || path == "." {
        return Vec::new();
    }
    let keys = path.split('/');
    keys.map(|key| key.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// A key as it stands in a path.
pub(crate) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
