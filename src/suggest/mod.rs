//! A first mapping: which column of a file is which attribute of an object.
//!
//! [`suggest`] holds the profile of a file against the schema of an object. Names count most:
//! they are read as words of the trade, in several languages, so that `VEND_NO`, `LIFNR` and
//! `Lieferantennummer` are one. What a column holds weighs for or against: a column of dates is
//! no amount. Every column gets at most one attribute and every attribute one column, and under
//! [`SURE_ENOUGH`] there is no proposal at all: a wrong line costs a reader more than a missing one.
//!
//! Pure: it reads no file and knows no clock. No value of the file stands in what it gives, since
//! a mapping is kept and shared where the file may not be.

mod assign;
mod context;
mod evidence;
mod form;
mod likeness;
mod look;
mod nested;
mod render;
mod words;

use landbridge_contract::Name;

use self::context::{Place, places};
use self::look::{Look, Own};
use crate::diagnose::grouped;
use crate::profile::{Profile, TableProfile};
use crate::schema::{Attribute, ObjectSchema};

pub use render::{FileOptions, render};

/// How sure a proposal must be, in per cent. Where it lies was chosen on files that the tests
/// hold: lower, and more wrong proposals come in than right ones.
pub const SURE_ENOUGH: u32 = 56;

/// A first mapping, before it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The ERP's name of the object.
    pub object: Name,
    /// The attribute that would be the business key, with the column that says so.
    pub key: Option<Key>,
    /// The column by which the file can be joined with itself: that of the business key, or another
    /// in which no value stands twice.
    pub join: Option<String>,
    /// The attributes of the object itself.
    pub fields: Part,
    /// Nested parts that have a proposal or must be there.
    pub children: Vec<Child>,
    /// Columns without a proposal.
    pub unmatched: Vec<Unmatched>,
}

/// The business key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The attribute.
    pub attribute: Name,
    /// The column that is proposed for it.
    pub column: String,
    /// What speaks for it.
    pub why: String,
}

/// What is proposed for an object or a nested part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The proposals, in the order of the schema.
    pub proposals: Vec<Proposal>,
    /// Required attributes without a column.
    pub missing: Vec<Missing>,
}

/// A nested part of the object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Its name in the schema.
    pub name: Name,
    /// The path of the source's nested records that fill it; none where the columns of the records
    /// themselves do.
    pub path: Option<String>,
    /// Its attributes.
    pub fields: Part,
}

/// One column for one attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The attribute.
    pub attribute: Name,
    /// The column.
    pub column: String,
    /// How sure, in per cent.
    pub sure: u32,
    /// The shaping, as a mapping writes it: `date: "%d/%m/%Y"`.
    pub shaping: Vec<String>,
    /// What speaks for it, and what is to be looked at.
    pub remarks: Vec<String>,
}

/// A required attribute without a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The attribute.
    pub attribute: Name,
    /// What it accepts, in words.
    pub accepts: String,
}

/// A column without a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// The column, with the path of its records before it where it is nested.
    pub column: String,
    /// What it holds, in words.
    pub holds: String,
}

/// Proposes a mapping of what the profile tells to the object.
pub fn suggest(profile: &Profile, schema: &ObjectSchema) -> Suggestion {
    let nested = profile.tables.iter().filter(|table| !table.path.is_empty());
    let root = profile.tables.iter().find(|table| table.path.is_empty());
    let pairs = nested::pairs(nested.clone(), schema);
    let filled: Vec<&str> = pairs.iter().map(|(_, child)| &*child.name).collect();

    let places = places(schema, &filled);
    let all = root.map(|root| matched(root, &places, ""));
    let (mut proposals, mut unmatched) = all.unwrap_or_default();
    let key = root.and_then(|root| key(root, &proposals));
    let fields = part(schema, take(&mut proposals, None));
    let mut children = Vec::new();
    for child in &schema.children {
        let pair = pairs.iter().find(|(_, one)| one.name == child.name);
        let (path, own) = match pair {
            Some((table, _)) => {
                let (mut own, left) = matched(table, &context::within(schema, child), &table.path);
                unmatched.extend(left);
                (Some(table.path.clone()), take(&mut own, None))
            }
            None => (None, take(&mut proposals, Some(&child.name))),
        };
        if !own.is_empty() || child.required {
            children.push(Child {
                name: Name::clone(&child.name),
                path,
                fields: part(child, own),
            });
        }
    }
    let paired: Vec<&str> = pairs.iter().map(|(table, _)| table.path.as_str()).collect();
    unmatched.extend(nested::left_out(nested, &paired));
    Suggestion {
        object: Name::clone(&schema.name),
        join: key
            .as_ref()
            .map(|key| key.column.clone())
            .or_else(|| root.and_then(own_column)),
        key,
        fields,
        children,
        unmatched,
    }
}

/// A proposal with the nested part that it belongs to.
struct Placed {
    child: Option<Name>,
    proposal: Proposal,
    own: Option<Own>,
}

fn matched(
    table: &TableProfile,
    places: &[Place<'_>],
    path: &str,
) -> (Vec<Placed>, Vec<Unmatched>) {
    let looks: Vec<Look<'_>> = look::all(table);
    let pairs = assign::assign(&looks, places);
    let mut placed = Vec::new();
    let mut unmatched = Vec::new();
    for (index, look) in looks.iter().enumerate() {
        let found = pairs.iter().find(|pair| pair.column == index);
        let Some((pair, place)) = found.and_then(|pair| Some((pair, places.get(pair.place)?)))
        else {
            unmatched.push(Unmatched {
                column: joined(path, &look.column.name),
                holds: look.holds(),
            });
            continue;
        };
        let form = form::of(look, place);
        let mut remarks = pair.reasons.clone();
        remarks.extend(form.remarks);
        placed.push(Placed {
            child: place.child.map(|child| Name::clone(&child.name)),
            proposal: Proposal {
                attribute: Name::clone(&place.attribute.name),
                column: look.column.name.clone(),
                sure: pair.sure,
                shaping: form.shaping,
                remarks,
            },
            own: look.own.filter(|_| place.names_the_record),
        });
    }
    (placed, unmatched)
}

/// The proposal whose attribute names the record and whose column tells records apart.
fn key(table: &TableProfile, placed: &[Placed]) -> Option<Key> {
    let own = placed.iter().filter(|one| one.child.is_none());
    let candidates = own.filter_map(|one| Some((one.own?, &one.proposal)));
    let (own, best) = candidates.max_by_key(|(own, one)| (own.is_whole(), one.sure))?;
    let (column, records) = (&best.column, grouped(table.records));
    let why = if own.is_whole() {
        format!("no value of `{column}` stands twice in {records} records")
    } else {
        format!(
            "LOOK: of {records} records, {} repeat the value of another in `{column}`, {} have none",
            grouped(own.repeated),
            grouped(own.empty)
        )
    };
    Some(Key {
        attribute: Name::clone(&best.attribute),
        column: column.clone(),
        why,
    })
}

/// The first column that tells records apart, a code before others.
fn own_column(table: &TableProfile) -> Option<String> {
    let looks = look::all(table);
    let own = |look: &&Look<'_>| look.own.is_some_and(Own::is_whole);
    let code = looks.iter().filter(own).find(|look| look.is_code);
    let best = code.or_else(|| looks.iter().find(own))?;
    Some(best.column.name.clone())
}

/// Takes the proposals of one part out of all.
fn take(placed: &mut Vec<Placed>, child: Option<&str>) -> Vec<Proposal> {
    let (own, rest) = std::mem::take(placed)
        .into_iter()
        .partition(|one: &Placed| one.child.as_deref() == child);
    *placed = rest;
    let own: Vec<Placed> = own;
    own.into_iter().map(|one| one.proposal).collect()
}

/// In the order of the schema, with the required attributes that have nothing.
fn part(schema: &ObjectSchema, mut proposals: Vec<Proposal>) -> Part {
    let place = |name: &str| (schema.attributes.iter()).position(|one| &*one.name == name);
    proposals.sort_by_key(|one| place(&one.attribute));
    let missing = schema.attributes.iter().filter(|attribute| {
        attribute.required && !proposals.iter().any(|one| one.attribute == attribute.name)
    });
    let missing = missing
        .map(|attribute| Missing {
            attribute: Name::clone(&attribute.name),
            accepts: accepts(attribute),
        })
        .collect();
    Part { proposals, missing }
}

/// What an attribute accepts, in words.
fn accepts(attribute: &Attribute) -> String {
    /// Allowed values that are listed.
    const LISTED_MAX: usize = 8;
    let mut words = vec![attribute.kind.described().to_owned()];
    if let Some(most) = attribute.length_max {
        words.push(format!(" of up to {most} characters"));
    }
    if let Some(allowed) = &attribute.allowed {
        let listed: Vec<String> = (allowed.iter().take(LISTED_MAX))
            .map(|one| format!("`{one}`"))
            .collect();
        words.push(format!(", one of {}", listed.join(", ")));
        let more = allowed.len().saturating_sub(LISTED_MAX);
        if more > 0 {
            words.push(format!(" and {more} more"));
        }
    }
    words.concat()
}

fn joined(path: &str, column: &str) -> String {
    if path.is_empty() {
        column.to_owned()
    } else {
        format!("{path}/{column}")
    }
}
