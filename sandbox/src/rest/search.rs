//! Finds the records of a page: by finder, by condition, in order.
//!
//! A condition that names an indexed attribute is answered from the index; any other walks the
//! collection in steps, so that the state is never locked for long.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde_json::Value;

use super::Call;
use super::parameters::Parameters;
use super::place::Place;
use crate::check::decimal;
use crate::model::{Attribute, Object};
use crate::query::{self, Bound, Comparison, Condition, Operand, value_of};
use crate::refusal::Refusal;
use crate::store::{self, Range, Reader, Stored};

/// Records read under one lock of the state.
const STEP: i64 = 1_000;

/// The records of one page.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) records: Vec<Stored>,
    pub(super) has_more: bool,
    pub(super) total: Option<i64>,
}

pub(super) fn search(
    call: &Call,
    place: &Place,
    parameters: &Parameters,
    reader: Reader<'_>,
) -> Result<Found, Refusal> {
    let object = place.object;
    let range = Range {
        collection: object.collection,
        parent: place.parent(),
        created_until: call.visible_until,
    };
    let order = match &parameters.order_by {
        Some(text) => telling(object, order(object, text)?),
        None => Vec::new(),
    };
    let condition = condition(object, parameters, call.framework)?;
    match (condition, order.as_slice()) {
        (None, []) => plain(range, parameters, reader),
        (condition, []) => filtered(range, object, condition.as_ref(), parameters, reader),
        (condition, order) => sorted(range, object, condition.as_ref(), order, parameters, reader),
    }
}

fn plain(range: Range<'_>, parameters: &Parameters, reader: Reader<'_>) -> Result<Found, Refusal> {
    let (offset, limit) = (i64::from(parameters.offset), i64::from(parameters.limit));
    let mut records = reader.with(|db| store::page(db, range, offset, limit + 1))?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = records.len() > wanted;
    records.truncate(wanted);
    let total = if parameters.total_results {
        Some(reader.with(|db| store::count(db, range))?)
    } else {
        None
    };
    Ok(Found {
        records,
        has_more,
        total,
    })
}

fn filtered(
    range: Range<'_>,
    object: &'static Object,
    condition: Option<&Condition>,
    parameters: &Parameters,
    reader: Reader<'_>,
) -> Result<Found, Refusal> {
    let from = i64::from(parameters.offset);
    let until = from + i64::from(parameters.limit);
    let mut matched = 0_i64;
    let mut records = Vec::new();
    walk(range, object, condition, reader, |record| {
        if (from..until).contains(&matched) {
            records.push(record);
        }
        matched += 1;
        parameters.total_results || matched <= until
    })?;
    let total = parameters.total_results.then_some(matched);
    Ok(Found {
        records,
        has_more: matched > until,
        total,
    })
}

fn sorted(
    range: Range<'_>,
    object: &'static Object,
    condition: Option<&Condition>,
    order: &[(&'static Attribute, bool)],
    parameters: &Parameters,
    reader: Reader<'_>,
) -> Result<Found, Refusal> {
    let mut matched: Vec<(Vec<SortKey>, i64)> = Vec::new();
    walk(range, object, condition, reader, |record| {
        let keys = order
            .iter()
            .map(|(attribute, _)| SortKey::of(&value_of(object, attribute, &record)))
            .collect();
        matched.push((keys, record.id));
        true
    })?;
    matched.sort_by(|(left, left_id), (right, right_id)| {
        let mut compared = left
            .iter()
            .zip(right)
            .zip(order)
            .map(|((left, right), (_, down))| {
                if *down {
                    right.cmp(left)
                } else {
                    left.cmp(right)
                }
            });
        compared
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
            .then(left_id.cmp(right_id))
    });
    let total = i64::try_from(matched.len()).unwrap_or(i64::MAX);
    let offset = usize::try_from(parameters.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(parameters.limit).unwrap_or(usize::MAX);
    let ids: Vec<i64> = matched
        .iter()
        .skip(offset)
        .take(limit)
        .map(|(_, id)| *id)
        .collect();
    let records = reader.with(|db| {
        ids.iter()
            .filter_map(|id| store::get(db, range.collection, *id).transpose())
            .collect()
    })?;
    let has_more = total > i64::from(parameters.offset) + i64::from(parameters.limit);
    Ok(Found {
        records,
        has_more,
        total: parameters.total_results.then_some(total),
    })
}

/// Gives every record that satisfies the condition to `take`, by id, until it says stop.
fn walk(
    range: Range<'_>,
    object: &'static Object,
    condition: Option<&Condition>,
    reader: Reader<'_>,
    mut take: impl FnMut(Stored) -> bool,
) -> Result<(), Refusal> {
    if let Some(ids) = indexed_ids(range, object, condition, reader)? {
        for step in ids.chunks(usize::try_from(STEP).unwrap_or(1)) {
            let records = reader.with(|db| {
                step.iter()
                    .filter_map(|id| store::get(db, range.collection, *id).transpose())
                    .collect::<rusqlite::Result<Vec<_>>>()
            })?;
            for record in records {
                let visible =
                    record.parent == range.parent && record.created <= range.created_until;
                if visible && holds(condition, &record, reader)? && !take(record) {
                    return Ok(());
                }
            }
        }
        return Ok(());
    }
    let mut after = 0;
    loop {
        let records = reader.with(|db| store::following(db, range, after, STEP))?;
        let Some(last) = records.last() else {
            return Ok(());
        };
        after = last.id;
        for record in records {
            if holds(condition, &record, reader)? && !take(record) {
                return Ok(());
            }
        }
    }
}

fn holds(
    condition: Option<&Condition>,
    record: &Stored,
    reader: Reader<'_>,
) -> Result<bool, Refusal> {
    condition.map_or(Ok(true), |condition| Ok(condition.holds(record, reader)?))
}

/// The ids that the index leaves, ascending and each once; none when the index cannot help.
fn indexed_ids(
    range: Range<'_>,
    object: &'static Object,
    condition: Option<&Condition>,
    reader: Reader<'_>,
) -> Result<Option<Vec<i64>>, Refusal> {
    let Some(hint) = condition.and_then(Condition::hint) else {
        return Ok(None);
    };
    let mut ids: Vec<i64> = Vec::new();
    if hint.attribute == object.id {
        ids.extend(
            hint.values
                .iter()
                .filter_map(|value| value.parse::<i64>().ok()),
        );
    } else {
        let key = (range.collection, hint.attribute);
        for value in &hint.values {
            ids.extend(reader.with(|db| store::ids_by_key(db, key, range.parent, value))?);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(Some(ids))
}

/// `q` and `finder` together.
fn condition(
    object: &'static Object,
    parameters: &Parameters,
    framework: u8,
) -> Result<Option<Condition>, Refusal> {
    let mut parts = Vec::new();
    if let Some(finder) = &parameters.finder {
        parts.push(find_by(object, finder)?);
    }
    if let Some(q) = &parameters.q {
        parts.push(query::parse(object, q, framework)?);
    }
    Ok((!parts.is_empty()).then_some(Condition::All(parts)))
}

/// `PrimaryKey;SupplierId=300000000000001`.
fn find_by(object: &'static Object, text: &str) -> Result<Condition, Refusal> {
    let (name, arguments) = text.split_once(';').unwrap_or((text, ""));
    if name.trim() != "PrimaryKey" {
        return Err(Refusal::invalid_query(format!(
            "The finder {name} isn't defined for the resource {}.",
            object.name
        )));
    }
    let wrong = || {
        Refusal::invalid_query(format!(
            "The finder PrimaryKey takes exactly the variable {}, found {arguments:?}.",
            object.id
        ))
    };
    let (variable, value) = arguments.split_once('=').ok_or_else(wrong)?;
    let attribute = object
        .attribute(variable.trim())
        .filter(|attribute| attribute.name == object.id)
        .ok_or_else(wrong)?;
    let value = value.trim().trim_matches(['"', '\'']);
    let value: Bound = query::bind(attribute, value)?;
    let operand = Operand {
        object,
        attribute,
        upper: false,
    };
    Ok(Condition::Compare {
        operand,
        comparison: Comparison::Equal,
        value,
    })
}

/// `Attribute:asc,Attribute2:desc`; true is descending.
fn order(object: &'static Object, text: &str) -> Result<Vec<(&'static Attribute, bool)>, Refusal> {
    let part = |part: &str| {
        let (name, direction) = part.split_once(':').unwrap_or((part, "asc"));
        let attribute = object
            .attribute(name.trim())
            .filter(|attribute| attribute.queryable)
            .ok_or_else(|| {
                Refusal::invalid_query(format!(
                    "The attribute {name} in URL request parameter orderBy cannot be sorted by."
                ))
            })?;
        match direction.trim() {
            "asc" => Ok((attribute, false)),
            "desc" => Ok((attribute, true)),
            other => Err(Refusal::invalid_query(format!(
                "The direction {other} in URL request parameter orderBy isn't asc or desc."
            ))),
        }
    };
    text.split(',').map(part).collect()
}

/// What of an order tells records apart: nothing after the id does. Records stand in the order of their ids, so that none
/// is left of an order that begins with it, and no page sorts the whole collection anew.
fn telling(
    object: &'static Object,
    mut order: Vec<(&'static Attribute, bool)>,
) -> Vec<(&'static Attribute, bool)> {
    let id = order
        .iter()
        .position(|(attribute, _)| attribute.name == object.id);
    match (id, order.first()) {
        (Some(0), Some((_, false))) => order.clear(),
        (Some(place), _) => order.truncate(place + 1),
        (None, _) => {}
    }
    order
}

/// A value in the order that the ERP sorts by; null is last.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    Flag(bool),
    Number(Decimal),
    Text(String),
    Null,
}

impl SortKey {
    fn of(value: &Value) -> Self {
        match value {
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => decimal(number.as_str()).map_or(Self::Null, Self::Number),
            Value::String(text) => Self::Text(text.clone()),
            _ => Self::Null,
        }
    }
}
