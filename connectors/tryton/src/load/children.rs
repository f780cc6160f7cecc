//! Nested records: made with their record, and paired with those that the server holds when it is changed.
//!
//! They are paired by the fields that the mapping names for it, else by equality. What the server holds and the
//! payload does not is never touched in silence: without a word in the mapping the record is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use landbridge_contract::{Fields, Name, Value};

use super::values::{self, Stamps, Within, expected, is_same};
use crate::held::Held;
use crate::model::{Kind, Shape};
use crate::settings::Absent;
use crate::wire::{self, Typed};

/// Appends the orders that fill a collection of a new record.
pub(super) fn write_new(
    name: &str,
    items: &[Value],
    shape: &Shape,
    within: Within<'_>,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let mut orders = Orders::begin(out);
    if items.is_empty() {
        orders.end();
        return Ok(());
    }
    if let Some(numbers) = numbers(items) {
        orders.numbers("add", &numbers);
    } else {
        let place = Place::of(name, shape, within)?;
        let all: Vec<&Fields> = items
            .iter()
            .map(|item| place.record(item))
            .collect::<Result<_, _>>()?;
        place.write_created(&all, &mut orders)?;
    }
    orders.end();
    Ok(())
}

/// Appends the orders that bring a collection to what is sent. False where it is so already.
pub(super) fn write_changes(
    name: &str,
    items: &[Value],
    held: &Held,
    shape: &Shape,
    within: Within<'_>,
    stamps: &mut Stamps,
    out: &mut Vec<u8>,
) -> Result<bool, String> {
    let is_many = shape.model.field(name)?.kind == Kind::Many;
    if is_many && !shape.children.contains_key(name) {
        return write_links(name, items, held, within, out);
    }
    let place = Place::of(name, shape, within)?;
    let all: Vec<&Fields> = items
        .iter()
        .map(|item| place.record(item))
        .collect::<Result<_, _>>()?;
    let there = held.collection(name).ok_or_else(|| {
        format!(
            "the server does not show `{}`, which is to be changed",
            place.path
        )
    })?;
    let pairs = place.pair(&all, there)?;
    let mut orders = Orders::begin(out);
    place.write_created(&pairs.new, &mut orders)?;
    let mut written = Vec::new();
    for (fields, one) in &pairs.both {
        let mut changes = Vec::new();
        if values::write_changes(
            fields,
            one,
            place.shape,
            place.inside(),
            stamps,
            &mut changes,
        )? {
            written.push((one.id, changes));
        }
    }
    orders.changes(&written);
    if within.object.stated.absent == Absent::Delete {
        let ids: Vec<i64> = pairs.left.iter().map(|one| one.id).collect();
        for one in &pairs.left {
            if let Some(stamp) = &one.timestamp {
                let of = format!("{},{}", place.shape.model.name, one.id);
                stamps.insert(of, stamp.as_str().into());
            }
        }
        // What only hangs together is taken apart, what belongs to the record goes.
        orders.numbers(if is_many { "remove" } else { "delete" }, &ids);
    }
    Ok(orders.end())
}

/// Brings the links to other records to those that are sent.
fn write_links(
    name: &str,
    items: &[Value],
    held: &Held,
    within: Within<'_>,
    out: &mut Vec<u8>,
) -> Result<bool, String> {
    let what = "the numbers of records";
    let sent = numbers(items).ok_or_else(|| expected(name, within, what))?;
    let there = match held.value(name) {
        Value::List(there) => numbers(there).unwrap_or_default(),
        _ => Vec::new(),
    };
    let without = |of: &[i64], other: &[i64]| -> Vec<i64> {
        let kept = of.iter().filter(|one| !other.contains(one));
        kept.copied().collect()
    };
    let mut orders = Orders::begin(out);
    orders.numbers("add", &without(&sent, &there));
    let left = without(&there, &sent);
    match within.object.stated.absent {
        Absent::Refuse if !left.is_empty() => return Err(absent(within.path, name, left.len())),
        Absent::Refuse | Absent::Keep => {}
        Absent::Delete => orders.numbers("remove", &left),
    }
    Ok(orders.end())
}

/// All items as numbers of records.
fn numbers(items: &[Value]) -> Option<Vec<i64>> {
    let number = |item: &Value| match item {
        Value::Integer(number) => Some(*number),
        _ => None,
    };
    items.iter().map(number).collect()
}

fn absent(path: &str, name: &str, count: usize) -> String {
    format!(
        "the ERP has {count} in `{path}{name}` that are not sent; say in the mapping's target whether they stay or go (absent_children: keep or delete), or send them"
    )
}

/// A collection.
struct Place<'p> {
    shape: &'p Shape,
    within: Within<'p>,
    name: &'p str,
    /// `lines`, `lines.taxes`.
    path: String,
    /// The same with a point behind it.
    inside: String,
}

/// Which nested record sent is which of those that the server holds.
struct Pairs<'p> {
    both: Vec<(&'p Fields, &'p Held)>,
    new: Vec<&'p Fields>,
    /// Those that are not sent.
    left: Vec<&'p Held>,
}

impl<'p> Place<'p> {
    fn of(name: &'p str, shape: &'p Shape, within: Within<'p>) -> Result<Self, String> {
        let path = format!("{}{name}", within.path);
        let shape = shape.children.get(name);
        let shape = shape.ok_or_else(|| format!("nothing is known of the records in `{path}`"))?;
        Ok(Self {
            shape,
            within,
            name,
            inside: format!("{path}."),
            path,
        })
    }

    fn inside(&self) -> Within<'_> {
        Within {
            object: self.within.object,
            path: &self.inside,
        }
    }

    fn record<'v>(&self, item: &'v Value) -> Result<&'v Fields, String> {
        match item {
            Value::Record(fields) => Ok(fields),
            _ => Err(expected(self.name, self.within, "nested records")),
        }
    }

    fn write_created(&self, new: &[&Fields], orders: &mut Orders<'_>) -> Result<(), String> {
        if new.is_empty() {
            return Ok(());
        }
        let out = orders.order("create");
        out.push(b'[');
        for (index, fields) in new.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            values::write_new(fields, self.shape, self.inside(), out)?;
        }
        out.extend_from_slice(b"]]");
        Ok(())
    }

    fn pair(&self, sent: &[&'p Fields], held: &'p [Held]) -> Result<Pairs<'p>, String> {
        let pairs = match self.within.object.child_key(&self.path) {
            // Nothing has to be told apart where nothing is sent.
            _ if sent.is_empty() => Pairs {
                both: Vec::new(),
                new: Vec::new(),
                left: held.iter().collect(),
            },
            Some(key) => self.pair_by(key, sent, held)?,
            None => self.pair_equal(sent, held)?,
        };
        if self.within.object.stated.absent == Absent::Refuse && !pairs.left.is_empty() {
            return Err(absent(self.within.path, self.name, pairs.left.len()));
        }
        Ok(pairs)
    }

    fn pair_by(
        &self,
        key: &[Name],
        sent: &[&'p Fields],
        held: &'p [Held],
    ) -> Result<Pairs<'p>, String> {
        let mut by_key: BTreeMap<Vec<u8>, &'p Held> = BTreeMap::new();
        for one in held {
            let written = self.key_of(key, |name| one.value(name))?;
            if by_key.insert(written, one).is_some() {
                return Err(self.twice(key, "holds"));
            }
        }
        let mut pairs = Pairs {
            both: Vec::new(),
            new: Vec::new(),
            left: Vec::new(),
        };
        let mut seen: BTreeSet<Vec<u8>> = BTreeSet::new();
        for fields in sent {
            let value = |name: &str| {
                let mut fields = fields.iter();
                let field = fields.find(|(field, _)| **field == *name);
                field.map_or(&Value::Null, |(_, value)| value)
            };
            let written = self.key_of(key, value)?;
            match by_key.remove(&written) {
                Some(one) => pairs.both.push((fields, one)),
                None if seen.contains(&written) => return Err(self.twice(key, "is sent")),
                None => pairs.new.push(fields),
            }
            seen.insert(written);
        }
        let left: Vec<i64> = by_key.values().map(|one| one.id).collect();
        pairs.left = held.iter().filter(|one| left.contains(&one.id)).collect();
        Ok(pairs)
    }

    fn twice(&self, key: &[Name], who: &str) -> String {
        let names: Vec<&str> = key.iter().map(|name| &**name).collect();
        format!(
            "`{}` {who} several with the same {}; name fields that tell them apart (child_keys)",
            self.path,
            names.join(", ")
        )
    }

    /// The key in a form in which equal ones are equal.
    fn key_of<'v>(
        &self,
        key: &[Name],
        value: impl Fn(&str) -> &'v Value,
    ) -> Result<Vec<u8>, String> {
        let mut written = Vec::new();
        for name in key {
            let field = self.shape.model.field(name)?;
            let typed = wire::typed(value(name), field)
                .map_err(|what| expected(name, self.inside(), what))?;
            let typed = match typed {
                Typed::Numeric(number) => Typed::Numeric(number.normalize()),
                Typed::Float(number) => Typed::Float(number.normalize()),
                Typed::Span(seconds) => Typed::Span(seconds.normalize()),
                blank if wire::is_blank(&blank) => Typed::Null,
                other => other,
            };
            wire::write(&typed, &mut written);
            written.push(b'\n');
        }
        Ok(written)
    }

    /// Without a key only what is the same in everything that is sent is the same record.
    fn pair_equal(&self, sent: &[&'p Fields], held: &'p [Held]) -> Result<Pairs<'p>, String> {
        let mut left: Vec<&'p Held> = held.iter().collect();
        let mut pairs = Pairs {
            both: Vec::new(),
            new: Vec::new(),
            left: Vec::new(),
        };
        for fields in sent {
            match left.iter().position(|one| self.is_equal(fields, one)) {
                Some(at) => pairs.both.push((fields, left.remove(at))),
                None => pairs.new.push(fields),
            }
        }
        pairs.left = left;
        let changed = !pairs.new.is_empty() && !pairs.left.is_empty();
        if changed && self.within.object.stated.absent != Absent::Delete {
            return Err(format!(
                "`{0}` has changed, and nothing says which of its records is which; name the fields that tell them apart in the mapping's target (child_keys: {{ {0}: … }})",
                self.path
            ));
        }
        Ok(pairs)
    }

    fn is_equal(&self, fields: &Fields, one: &Held) -> bool {
        fields.iter().all(|(name, value)| {
            let Ok(field) = self.shape.model.field(name) else {
                return false;
            };
            match (field.kind, value) {
                (Kind::Children | Kind::Many, Value::List(items)) => {
                    let inner = Place::of(name, self.shape, self.inside());
                    inner.is_ok_and(|inner| inner.are_equal(items, one))
                }
                _ => is_same(value, one.value(name), field),
            }
        })
    }

    fn are_equal(&self, items: &[Value], of: &Held) -> bool {
        let mut left: Vec<&Held> = of
            .collection(self.name)
            .unwrap_or_default()
            .iter()
            .collect();
        let all = items.iter().all(|item| {
            let found = left.iter().position(|one| match item {
                Value::Record(fields) => self.is_equal(fields, one),
                _ => false,
            });
            found.map(|at| left.remove(at)).is_some()
        });
        all && left.is_empty()
    }
}

/// Orders about a collection as they are written: `[["create",[…]],["write",[1],{…}]]`.
struct Orders<'o> {
    out: &'o mut Vec<u8>,
    any: bool,
}

impl<'o> Orders<'o> {
    fn begin(out: &'o mut Vec<u8>) -> Self {
        out.push(b'[');
        Self { out, any: false }
    }

    /// Begins an order; what it is about and the end are written next.
    fn order(&mut self, word: &str) -> &mut Vec<u8> {
        if self.any {
            self.out.push(b',');
        }
        self.any = true;
        self.out.push(b'[');
        wire::write_text(word, self.out);
        self.out.push(b',');
        self.out
    }

    fn numbers(&mut self, word: &str, numbers: &[i64]) {
        if !numbers.is_empty() {
            let out = self.order(word);
            write_numbers(numbers, out);
            out.push(b']');
        }
    }

    fn changes(&mut self, changes: &[(i64, Vec<u8>)]) {
        if changes.is_empty() {
            return;
        }
        let out = self.order("write");
        for (index, (id, values)) in changes.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            write_numbers(&[*id], out);
            out.push(b',');
            out.extend_from_slice(values);
        }
        out.push(b']');
    }

    /// True where there was any.
    fn end(self) -> bool {
        self.out.push(b']');
        self.any
    }
}

/// Appends numbers as a JSON array.
pub(super) fn write_numbers(numbers: &[i64], out: &mut Vec<u8>) {
    out.push(b'[');
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write!(out, "{number}").expect("writing to memory does not fail");
    }
    out.push(b']');
}
