//! What rows of one record must have in common, and what is personal of them.

use landbridge_contract::{Name, Record, Text};

use crate::diagnose::{Diagnostics, Finding, Severity, Stage, codes, grouped, masked};
use crate::mapping::evaluate::{Frame, say_notices};
use crate::mapping::lookup::same;
use crate::mapping::mapped::Mapped;
use crate::mapping::model::{EachSource, FieldRule, GroupSpec, RuleKind};
use crate::mapping::plan::{Body, join_key};
use crate::mapping::scope::Scope;
use crate::mapping::severities::Severities;

/// Values that differ in one record and are each told; further ones are counted. Who has so many has read a
/// column in the wrong place, and needs no list of all rows to see that.
const DIFFERENCES_MAX: usize = 1_000;

/// Marks what is personal at one level of grouped rows at all of them: the columns are the same.
pub(in crate::mapping) fn spread_personal(spec: &GroupSpec, scope: &mut Scope) {
    let mut names = scope.personal();
    collect(spec, scope, &mut names);
    mark(spec, scope, &names);
}

fn collect(spec: &GroupSpec, scope: &mut Scope, names: &mut Vec<Name>) {
    let child = scope.child(&spec.into.name);
    let Some(rows) = scope.child_mut(child) else {
        return;
    };
    names.extend(rows.personal());
    if let Some(inner) = &spec.inner {
        collect(inner, rows, names);
    }
}

fn mark(spec: &GroupSpec, scope: &mut Scope, names: &[Name]) {
    for name in names {
        scope.mark_personal(name);
    }
    let child = scope.child(&spec.into.name);
    let Some(rows) = scope.child_mut(child) else {
        return;
    };
    for name in names {
        rows.mark_personal(name);
    }
    if let Some(inner) = &spec.inner {
        mark(inner, rows, names);
    }
}

/// Which rows make up one record, bound to slots.
#[derive(Debug)]
pub struct GroupPlan {
    spec: GroupSpec,
    by: Vec<Name>,
    key: Vec<usize>,
    child: usize,
    common: Vec<Common>,
    /// Whether a rule reads the rows, and says what was noticed of them.
    is_read: bool,
    inner: Option<Box<GroupPlan>>,
}

/// A column that the record and its rows both read.
#[derive(Debug)]
struct Common {
    name: Name,
    /// Its slot in the record.
    slot: usize,
    /// The same in the nested records.
    there: usize,
    /// Whether rows are grouped by it, here or further up.
    is_key: bool,
}

impl Common {
    /// Whether a row says the same as the record. What made the group tells how far values of its key may differ.
    fn agrees(&self, record: &Record, row: &Record) -> bool {
        if self.is_key {
            return join_key(record, &[self.slot]) == join_key(row, &[self.there]);
        }
        same(record.value(self.slot), row.value(self.there))
    }
}

/// What is compared while one record is looked at.
struct Comparing<'a> {
    body: &'a Body,
    severities: &'a Severities,
    /// Values that differ so far.
    found: usize,
}

impl Comparing<'_> {
    /// Whether `where` reads a column.
    fn selects_by(&self, column: &Name) -> bool {
        let selection = self.body.selection.iter();
        let mut read = selection.flat_map(|bound| &bound.expression.names);
        read.any(|named| named.name == *column)
    }
}

impl GroupPlan {
    /// Binds a group after everything else: what the record reads is read of its rows too, so that they
    /// can be compared.
    pub(in crate::mapping) fn of(
        spec: &GroupSpec,
        rules: &[&[FieldRule]],
        scope: &mut Scope,
        out: &mut Diagnostics,
    ) -> Self {
        Self::within(&[], spec, rules, scope, out)
    }

    /// The same for rows that are grouped by some columns already.
    fn within(
        above: &[Name],
        spec: &GroupSpec,
        rules: &[&[FieldRule]],
        scope: &mut Scope,
        out: &mut Diagnostics,
    ) -> Self {
        let own = spec.by.iter().map(|by| &by.name);
        let keys: Vec<Name> = above.iter().chain(own).cloned().collect();
        let key = spec.by.iter().map(|by| scope.slot(by, out)).collect();
        let fields = scope.fields().to_vec();
        let child = scope.child(&spec.into.name);
        let mut unused = Scope::default();
        let rows = scope.child_mut(child).unwrap_or(&mut unused);
        let common = (0..)
            .zip(fields)
            .map(|(slot, name)| Common {
                there: rows.slot_of(&name),
                is_key: keys.contains(&name),
                slot,
                name,
            })
            .collect();
        let readers = readers(rules, &spec.into.name);
        let inner = spec.inner.as_ref();
        Self {
            is_read: !readers.is_empty(),
            spec: spec.clone(),
            by: spec.by.iter().map(|by| by.name.clone()).collect(),
            key,
            child,
            common,
            inner: inner.map(|inner| Box::new(Self::within(&keys, inner, &readers, rows, out))),
        }
    }

    /// The columns that rows are grouped by, in words.
    pub fn columns(&self) -> String {
        let names: Vec<&str> = self.by.iter().map(AsRef::as_ref).collect();
        names.join(" and ")
    }

    /// Gives the rows of a record what it holds itself, where `has` says that nothing stands there: for
    /// records that were not made of rows.
    pub fn fill(&self, record: &mut Record, within: &str, has: &impl Fn(&str, &Name) -> bool) {
        let path = if within.is_empty() {
            self.spec.into.name.to_string()
        } else {
            format!("{within}/{}", self.spec.into.name)
        };
        let slots = record.slots.clone();
        for row in record.children.get_mut(self.child).into_iter().flatten() {
            for common in &self.common {
                let stated = slots.get(common.slot).zip(row.slots.get_mut(common.there));
                if let (Some((stated, own)), false) = (stated, has(&path, &common.name)) {
                    own.clone_from(stated);
                }
            }
            if let Some(inner) = &self.inner {
                inner.fill(row, &path, has);
            }
        }
    }

    /// Says where rows of a record differ in what the record reads, and notes what they are grouped by.
    /// Returns the slots in which they differ.
    pub(in crate::mapping) fn hold(
        &self,
        record: &Record,
        frame: &Frame<'_>,
        (body, severities): (&Body, &Severities),
        out: &mut Mapped,
    ) -> Vec<usize> {
        out.group = join_key(record, &self.key);
        let mut comparing = Comparing {
            body,
            severities,
            found: 0,
        };
        let slots = self.compare(record, frame, &mut comparing, out);
        if let Some(more) = comparing.found.checked_sub(DIFFERENCES_MAX + 1) {
            out.findings.push(Finding {
                code: &codes::GROUP_DIFFERS,
                severity: Severity::Error,
                stage: Stage::Extract,
                field: Text::default(),
                origin: frame.origin(record, None),
                found: format!("{} more values that differ", grouped(count(more + 1))),
                expected: format!("one value in all rows with the same {}", self.columns()),
            });
        }
        slots
    }

    /// Compares the rows of a record with it. Returns the slots in which they differ, and those that `where` reads
    /// and that cannot be read in all rows.
    fn compare(
        &self,
        record: &Record,
        frame: &Frame<'_>,
        comparing: &mut Comparing<'_>,
        out: &mut Mapped,
    ) -> Vec<usize> {
        let mut slots = Vec::new();
        let mut differs = |slot: usize| {
            if !slots.contains(&slot) {
                slots.push(slot);
            }
        };
        for row in record.children.get(self.child).into_iter().flatten() {
            let mut inner_frame = (!row.notices.is_empty()).then(|| frame.child(self.child, row));
            let mut is_unclear = false;
            for common in &self.common {
                // What is wrong with a cell is said of the cell, not of all others too.
                if inner_frame
                    .as_ref()
                    .is_some_and(|own| own.is_bad(common.there))
                {
                    if comparing.selects_by(&common.name) {
                        is_unclear = true;
                        differs(common.slot);
                    }
                    continue;
                }
                if frame.is_bad(common.slot) || common.agrees(record, row) {
                    continue;
                }
                differs(common.slot);
                comparing.found += 1;
                if comparing.found <= DIFFERENCES_MAX {
                    let inner = inner_frame.get_or_insert_with(|| frame.child(self.child, row));
                    let finding =
                        self.difference(common, (record, frame), (row, inner), comparing.body);
                    out.findings.push(finding);
                }
            }
            let says = !row.notices.is_empty() && (is_unclear || !self.is_read);
            if self.inner.is_none() && !says {
                continue;
            }
            let inner = inner_frame.unwrap_or_else(|| frame.child(self.child, row));
            if let Some(plan) = &self.inner {
                let below = plan.compare(row, &inner, comparing, out);
                let own = self.common.iter();
                own.filter(|common| below.contains(&common.there))
                    .for_each(|common| differs(common.slot));
            }
            if says {
                say_notices((comparing.body, comparing.severities), row, &inner, out);
            }
        }
        slots
    }

    fn difference(
        &self,
        common: &Common,
        (record, frame): (&Record, &Frame<'_>),
        (row, inner): (&Record, &Frame<'_>),
        body: &Body,
    ) -> Finding {
        let hidden = body.hides_all || body.personal.contains(&common.name);
        Finding {
            code: &codes::GROUP_DIFFERS,
            severity: Severity::Error,
            stage: Stage::Extract,
            field: Text::from(&*common.name),
            origin: inner.origin(row, Some(common.there)),
            found: masked(row.value(common.there), hidden),
            expected: format!(
                "{}, which {} has, in all rows with the same {}",
                masked(record.value(common.slot), hidden),
                frame.origin(record, Some(common.slot)),
                self.columns()
            ),
        }
    }
}

/// The rules of nested records that read these.
fn readers<'m>(rules: &[&'m [FieldRule]], into: &Name) -> Vec<&'m [FieldRule]> {
    let nested = rules.iter().flat_map(|rules| *rules).filter_map(|rule| {
        let RuleKind::Nested(nested) = &rule.kind else {
            return None;
        };
        let EachSource::Path(path) = &nested.each else {
            return None;
        };
        (path.name == *into).then_some(nested.fields.as_slice())
    });
    nested.collect()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
