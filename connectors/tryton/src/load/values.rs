//! What is written of a record: all of a new one, and of one that exists what differs.

use landbridge_contract::{Fields, Value};
use serde_json::{Map, Value as Json};

use super::children;
use crate::held::Held;
use crate::model::{Field, Kind, Shape};
use crate::object::Object;
use crate::wire;

/// Where a value stands, for messages: `lines.` inside of a collection, nothing in the record itself.
#[derive(Clone, Copy)]
pub(super) struct Within<'w> {
    pub(super) object: &'w Object,
    pub(super) path: &'w str,
}

/// The moments of the last change of all records that are changed: the server refuses a change where one of them
/// was changed since.
pub(super) type Stamps = Map<String, Json>;

/// Appends a new record. The error says which value has no form that the server takes, and does not show it.
pub(super) fn write_new(
    fields: &Fields,
    shape: &Shape,
    within: Within<'_>,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let mut members = Members::begin(out);
    for (name, value) in fields {
        if within.path.is_empty() && within.object.is_reached(name) {
            continue;
        }
        let field = shape.model.field(name)?;
        match (field.kind, value) {
            // Nothing is what a new record has in a collection anyway.
            (Kind::Children | Kind::Many, Value::Null) => {}
            (Kind::Children | Kind::Many, Value::List(items)) => {
                children::write_new(name, items, shape, within, members.name(name))?;
            }
            (Kind::Children | Kind::Many, _) => return Err(expected(name, within, "a list")),
            _ => write_value(name, value, field, within, members.name(name))?,
        }
    }
    members.end();
    Ok(())
}

/// Appends what differs of a record that exists. False where nothing does.
pub(super) fn write_changes(
    fields: &Fields,
    held: &Held,
    shape: &Shape,
    within: Within<'_>,
    stamps: &mut Stamps,
    out: &mut Vec<u8>,
) -> Result<bool, String> {
    let mut members = Members::begin(out);
    for (name, value) in fields {
        if within.path.is_empty() && within.object.is_reached(name) {
            continue;
        }
        let field = shape.model.field(name)?;
        match (field.kind, value) {
            (Kind::Children | Kind::Many, Value::Null) if shape.children.contains_key(&**name) => {}
            (Kind::Children, Value::Null) => {}
            (Kind::Children | Kind::Many, sent) => {
                let items = match sent {
                    Value::List(items) => items.as_slice(),
                    Value::Null => &[],
                    _ => return Err(expected(name, within, "a list")),
                };
                members.collection(name, |out| {
                    children::write_changes(name, items, held, shape, within, stamps, out)
                })?;
            }
            _ if is_same(value, held.value(name), field) => {}
            _ => write_value(name, value, field, within, members.name(name))?,
        }
    }
    // A payload has no list where all nested records are gone. What the server does not show cannot be compared.
    for name in shape.children.keys() {
        let mut sent = fields.iter();
        let is_sent = sent.any(|(own, value)| **own == **name && *value != Value::Null);
        if !is_sent && held.collection(name).is_some() {
            members.collection(name, |out| {
                children::write_changes(name, &[], held, shape, within, stamps, out)
            })?;
        }
    }
    let changed = members.any();
    members.end();
    if changed && let Some(stamp) = &held.timestamp {
        let of = format!("{},{}", shape.model.name, held.id);
        stamps.insert(of, Json::from(stamp.as_str()));
    }
    Ok(changed)
}

/// Whether the server holds the value already. What cannot be compared is different.
pub(super) fn is_same(sent: &Value, held: &Value, field: &Field) -> bool {
    let sent = wire::typed(sent, field);
    let held = wire::typed(held, field);
    sent.is_ok_and(|sent| held.is_ok_and(|held| wire::same(&sent, &held)))
}

fn write_value(
    name: &str,
    value: &Value,
    field: &Field,
    within: Within<'_>,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let typed = wire::typed(value, field).map_err(|what| expected(name, within, what))?;
    wire::write(&typed, out);
    Ok(())
}

/// Says what was expected of a field.
pub(super) fn expected(name: &str, within: Within<'_>, what: &str) -> String {
    format!("`{}{name}`: expected {what}", within.path)
}

/// The members of a JSON object as they are written.
struct Members<'o> {
    out: &'o mut Vec<u8>,
    any: bool,
}

impl<'o> Members<'o> {
    fn begin(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, any: false }
    }

    /// Appends a name; its value is written next.
    fn name(&mut self, name: &str) -> &mut Vec<u8> {
        if self.any {
            self.out.push(b',');
        }
        self.any = true;
        wire::write_text(name, self.out);
        self.out.push(b':');
        self.out
    }

    /// Appends a collection, where `write` says that there is anything to write.
    fn collection(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Vec<u8>) -> Result<bool, String>,
    ) -> Result<(), String> {
        let (length, any) = (self.out.len(), self.any);
        if !write(self.name(name))? {
            self.out.truncate(length);
            self.any = any;
        }
        Ok(())
    }

    fn any(&self) -> bool {
        self.any
    }

    fn end(self) {
        self.out.push(b'}');
    }
}
