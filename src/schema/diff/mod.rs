//! What changed between two published schemas of one object, gravest first.
//!
//! A change is told by what it does to payloads that were accepted before: those it breaks in any
//! case, those it may break depending on their values, those it leaves alone. Whether a mapping is
//! concerned is for the mapping to say.

mod attribute;

use std::collections::BTreeSet;

use landbridge_contract::Name;
use serde_json::{Value as Json, json};

use super::{Attribute, AttributeKind, ObjectSchema};

/// What a change does to payloads that were accepted before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Those that use the attribute, or leave it out, are refused.
    Breaks,
    /// It depends on the values.
    MayBreak,
    /// Nothing.
    Harmless,
}

impl Gravity {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Breaks => "breaks",
            Self::MayBreak => "may break",
            Self::Harmless => "harmless",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The attribute or nested part: `Supplier`, `addresses.City`; empty for the object itself.
    pub path: String,
    /// What is different.
    pub kind: ChangeKind,
}

/// What a place of a schema holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// One value.
    Value,
    /// One nested record.
    Record,
    /// A list of nested records.
    Records,
}

/// What is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is gone; `renamed` is a new one that is much like it.
    Removed {
        /// A new attribute of a similar name.
        renamed: Option<Name>,
    },
    /// It is not listed any more, where what is not listed is accepted all the same.
    Unlisted {
        /// A new attribute of a similar name.
        renamed: Option<Name>,
    },
    /// A value became a nested part, or the other way, or one record became a list.
    Shape(Slot, Slot),
    /// Another type.
    Type(AttributeKind, AttributeKind),
    /// A new record must have it. True where it is new itself.
    Required(bool),
    /// The target fills it itself now.
    ReadOnly,
    /// It can be set only when the record is made.
    OnlyInCreate,
    /// Records cannot be found by it any more.
    NotQueryable,
    /// Attributes that are not listed are refused now.
    Closed,
    /// Values that are not accepted any more.
    ValuesRemoved(BTreeSet<Name>),
    /// Only the values of a list are accepted now: how many.
    ValuesLimited(usize),
    /// A bound that is narrower: which, what it was, what it is. An empty text is no bound.
    Narrower(Bound, String, String),
    /// Another pattern, or a new one.
    Pattern(String, String),
    /// A new attribute or part that nobody must fill.
    Added,
    /// Values that are accepted beside those of before.
    ValuesAdded(BTreeSet<Name>),
    /// Any value is accepted, where a list limited them.
    ValuesFreed,
    /// A bound that is wider.
    Wider(Bound, String, String),
    /// Values of any type are accepted, or nobody says which.
    AnyType,
    /// It need not match a pattern any more.
    PatternFreed,
    /// It need not be filled any more.
    Optional,
    /// It can be set where it could not, or at any time.
    Writable,
    /// Records can be found by it now.
    Queryable,
    /// Attributes that are not listed are accepted now.
    Opened,
}

/// Which bound of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The greatest length.
    Length,
    /// The smallest length.
    LengthMin,
    /// The number of digits.
    Digits,
    /// The number of decimals.
    Decimals,
    /// The smallest number.
    Minimum,
    /// The greatest number.
    Maximum,
}

impl Bound {
    fn words(self) -> &'static str {
        match self {
            Self::Length => "characters at the most",
            Self::LengthMin => "characters at the least",
            Self::Digits => "digits at the most",
            Self::Decimals => "decimals at the most",
            Self::Minimum => "at the least",
            Self::Maximum => "at the most",
        }
    }
}

impl ChangeKind {
    /// What it does to payloads that were accepted before.
    pub fn gravity(&self) -> Gravity {
        match self {
            Self::Removed { .. }
            | Self::Shape(..)
            | Self::Required(true)
            | Self::ReadOnly
            | Self::Closed => Gravity::Breaks,
            Self::Unlisted { .. }
            | Self::Required(false)
            | Self::Type(..)
            | Self::OnlyInCreate
            | Self::NotQueryable
            | Self::ValuesRemoved(_)
            | Self::ValuesLimited(_)
            | Self::Narrower(..)
            | Self::Pattern(..) => Gravity::MayBreak,
            Self::Added
            | Self::ValuesAdded(_)
            | Self::ValuesFreed
            | Self::Wider(..)
            | Self::AnyType
            | Self::PatternFreed
            | Self::Optional
            | Self::Writable
            | Self::Queryable
            | Self::Opened => Gravity::Harmless,
        }
    }

    /// The stable word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Removed { .. } | Self::Unlisted { .. } => "removed",
            Self::Shape(..) => "shape",
            Self::Type(..) => "type",
            Self::Required(_) => "required",
            Self::ReadOnly => "read-only",
            Self::OnlyInCreate => "only-in-create",
            Self::NotQueryable => "not-queryable",
            Self::Closed => "closed",
            Self::ValuesRemoved(_) => "values-removed",
            Self::ValuesLimited(_) => "values-limited",
            Self::Narrower(Bound::Length, ..) => "shorter",
            Self::Narrower(..) => "narrower",
            Self::Pattern(..) => "pattern",
            Self::Added => "added",
            Self::ValuesAdded(_) => "values-added",
            Self::ValuesFreed => "values-freed",
            Self::Wider(Bound::Length, ..) => "longer",
            Self::Wider(..) => "wider",
            Self::AnyType => "any-type",
            Self::PatternFreed => "pattern-freed",
            Self::Optional => "optional",
            Self::Writable => "writable",
            Self::Queryable => "queryable",
            Self::Opened => "opened",
        }
    }

    /// What is different, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Removed { renamed } | Self::Unlisted { renamed } => {
                let gone = self.gone();
                match renamed {
                    None => gone.to_owned(),
                    Some(name) => format!("{gone}; `{name}` is new and much like it"),
                }
            }
            Self::Shape(was, is) => format!("is {}, was {}", is.words(), was.words()),
            Self::Type(was, is) => format!("takes {}, took {}", is.described(), was.described()),
            Self::Required(true) => "is new and required".to_owned(),
            Self::Required(false) => "is required now".to_owned(),
            Self::ReadOnly => "is filled by the ERP itself now".to_owned(),
            Self::OnlyInCreate => "can be set only when the record is made".to_owned(),
            Self::NotQueryable => "no longer finds records".to_owned(),
            Self::Closed => "attributes that are not listed are refused now".to_owned(),
            Self::ValuesRemoved(values) => format!("no longer takes {}", listed(values)),
            Self::ValuesLimited(values) => format!("takes only the {values} values of a list now"),
            Self::Narrower(bound, was, is) | Self::Wider(bound, was, is) => {
                let said = |value: &str| {
                    if value.is_empty() {
                        "no bound".to_owned()
                    } else {
                        value.to_owned()
                    }
                };
                if is.is_empty() {
                    return format!("no bound, was {was} {}", bound.words());
                }
                format!("{is} {}, was {}", bound.words(), said(was))
            }
            Self::AnyType => "its type is not stated any more".to_owned(),
            Self::PatternFreed => "need not match a pattern any more".to_owned(),
            Self::Pattern(_, is) => format!("must match `{is}` now"),
            Self::Added => "is new".to_owned(),
            Self::ValuesAdded(values) => format!("takes {} too", listed(values)),
            Self::ValuesFreed => "takes any value now, where a list limited it".to_owned(),
            Self::Optional => "need not be filled any more".to_owned(),
            Self::Writable => "can be set more freely".to_owned(),
            Self::Queryable => "finds records now".to_owned(),
            Self::Opened => "attributes that are not listed are accepted now".to_owned(),
        }
    }

    /// What became of something that was taken away, in words.
    pub fn gone(&self) -> &'static str {
        match self {
            Self::Unlisted { .. } => "is no longer listed",
            _ => "is gone",
        }
    }

    /// What was and what is, for programs; null where there is nothing to say.
    pub fn sides(&self) -> (Json, Json) {
        let text = |value: &str| {
            if value.is_empty() {
                Json::Null
            } else {
                Json::from(value)
            }
        };
        let names =
            |values: &BTreeSet<Name>| json!(values.iter().map(|v| &**v).collect::<Vec<_>>());
        match self {
            Self::Shape(was, is) => (was.words().into(), is.words().into()),
            Self::Type(was, is) => (was.described().into(), is.described().into()),
            Self::Narrower(_, was, is) | Self::Wider(_, was, is) | Self::Pattern(was, is) => {
                (text(was), text(is))
            }
            Self::ValuesRemoved(values) => (names(values), Json::Null),
            Self::ValuesAdded(values) => (Json::Null, names(values)),
            Self::Removed {
                renamed: Some(name),
            }
            | Self::Unlisted {
                renamed: Some(name),
            } => (Json::Null, Json::from(&**name)),
            _ => (Json::Null, Json::Null),
        }
    }

    /// Among changes of one gravity, what a reader wants first.
    fn rank(&self) -> u8 {
        match self {
            Self::Removed { .. } | Self::Unlisted { .. } => 0,
            Self::Required(_) => 1,
            Self::ReadOnly => 2,
            Self::Shape(..) => 3,
            Self::Type(..) => 4,
            Self::ValuesRemoved(_) | Self::ValuesLimited(_) => 5,
            Self::Narrower(..) => 6,
            Self::Added => 8,
            _ => 7,
        }
    }
}

impl Slot {
    fn words(self) -> &'static str {
        match self {
            Self::Value => "one value",
            Self::Record => "one nested record",
            Self::Records => "a list of nested records",
        }
    }
}

/// Names for people: of many, the first.
fn listed(values: &BTreeSet<Name>) -> String {
    const SHOWN_MAX: usize = 8;
    let shown: Vec<&str> = values.iter().take(SHOWN_MAX).map(|one| &**one).collect();
    let shown = shown.join(", ");
    match values.len().checked_sub(SHOWN_MAX) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}

/// What changed from one schema of an object to another, gravest first, then in their order.
pub fn diff(old: &ObjectSchema, new: &ObjectSchema) -> Vec<Change> {
    let mut changes = Vec::new();
    part(old, new, "", &mut changes);
    changes.sort_by_key(|change| (change.kind.gravity(), change.kind.rank()));
    changes
}

fn part(old: &ObjectSchema, new: &ObjectSchema, path: &str, out: &mut Vec<Change>) {
    let mut push = |path: String, kind| out.push(Change { path, kind });
    if old.open != new.open {
        let kind = if new.open {
            ChangeKind::Opened
        } else {
            ChangeKind::Closed
        };
        push(path.to_owned(), kind);
    }
    let added: Vec<&str> = new
        .names()
        .filter(|name| slot(old, name).is_none())
        .collect();
    for name in old.names() {
        let here = joined(path, name);
        let (Some(was), is) = (slot(old, name), slot(new, name)) else {
            continue;
        };
        match is {
            None => {
                let alike = added.iter().copied();
                let renamed = crate::diagnose::nearest(name, alike).map(Name::from);
                let kind = if new.open {
                    ChangeKind::Unlisted { renamed }
                } else {
                    ChangeKind::Removed { renamed }
                };
                push(here, kind);
            }
            Some(is) if is != was => push(here, ChangeKind::Shape(was, is)),
            Some(_) => {}
        }
    }
    for name in added {
        let kind = if is_required(new, name) {
            ChangeKind::Required(true)
        } else {
            ChangeKind::Added
        };
        push(joined(path, name), kind);
    }
    for was in &old.attributes {
        if let Some(is) = new.attribute(&was.name) {
            let here = joined(path, &was.name);
            let kinds = attribute::compare(was, is);
            out.extend(kinds.into_iter().map(|kind| Change {
                path: here.clone(),
                kind,
            }));
        }
    }
    for was in &old.children {
        if let Some(is) = new.child(&was.name) {
            let here = joined(path, &was.name);
            if was.required != is.required {
                let kind = required(is.required);
                out.push(Change {
                    path: here.clone(),
                    kind,
                });
            }
            part(was, is, &here, out);
        }
    }
}

fn slot(schema: &ObjectSchema, name: &str) -> Option<Slot> {
    if schema.attribute(name).is_some() {
        return Some(Slot::Value);
    }
    let many = schema.child(name)?.many;
    Some(if many { Slot::Records } else { Slot::Record })
}

fn is_required(schema: &ObjectSchema, name: &str) -> bool {
    schema.attribute(name).is_some_and(Attribute::must_be_sent)
        || schema.child(name).is_some_and(|child| child.required)
}

fn required(is: bool) -> ChangeKind {
    if is {
        ChangeKind::Required(false)
    } else {
        ChangeKind::Optional
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        return name.to_owned();
    }
    format!("{path}.{name}")
}

#[cfg(test)]
mod tests;
