//! Finding records by their business key.

use landbridge_contract::{BusinessKey, Name, Value};
use serde_json::{Value as Json, json};

use crate::held::Held;
use crate::model::Shape;
use crate::object::Object;
use crate::wire::{self, Typed};

/// A business key in the server's form.
pub(crate) struct Key<'k>(Vec<(&'k Name, Typed<'k>)>);

impl<'k> Key<'k> {
    /// Reads a key. The error says why it cannot be asked for and shows no value of it.
    pub(crate) fn of(key: &'k BusinessKey, shape: &Shape) -> Result<Self, String> {
        if key.parts.is_empty() {
            return Err("the business key has no attributes".to_owned());
        }
        let parts = key.parts.iter().map(|(name, value)| {
            let field = shape.model.field(name)?;
            match wire::typed(value, field) {
                Ok(Typed::Other(_)) => Err(format!("records cannot be found by `{name}`")),
                Ok(typed) => Ok((name, typed)),
                Err(expected) => Err(format!("`{name}` of the business key: expected {expected}")),
            }
        });
        Ok(Self(parts.collect::<Result<_, _>>()?))
    }

    /// The conditions that its records fulfil.
    fn domain(&self) -> Json {
        let conditions = self.0.iter().map(|(name, value)| condition(name, value));
        Json::Array(conditions.collect())
    }

    /// Whether a record has this key: the server may compare in a wider sense.
    pub(crate) fn is_of(&self, held: &Held, shape: &Shape) -> bool {
        self.0.iter().all(|(name, asked)| {
            let field = shape.model.field(name);
            let has = field
                .ok()
                .and_then(|field| wire::typed(held.value(name), field).ok());
            has.is_some_and(|has| wire::same(asked, &has))
        })
    }
}

/// The condition that a field has a value.
fn condition(name: &str, value: &Typed<'_>) -> Json {
    if wire::is_blank(value) {
        return json!(["OR", [name, "=", null], [name, "=", ""]]);
    }
    json!([name, "=", wire::condition(value)])
}

/// The conditions that records with any of these keys fulfil.
pub(crate) fn any_of(keys: &[Key<'_>]) -> Json {
    let simple: Option<Vec<(&Name, Json)>> = keys
        .iter()
        .map(|key| match key.0.as_slice() {
            [(name, value)] if !wire::is_blank(value) => Some((*name, wire::condition(value))),
            _ => None,
        })
        .collect();
    match simple {
        Some(parts) if parts.len() > 1 => {
            let name = parts.first().map(|(name, _)| name.to_string());
            let values: Vec<Json> = parts.into_iter().map(|(_, value)| value).collect();
            json!([[name, "in", values]])
        }
        _ => either(keys.iter().map(Key::domain).collect()),
    }
}

/// Any of these conditions.
pub(crate) fn either(mut domains: Vec<Json>) -> Json {
    if domains.len() == 1 {
        return domains.remove(0);
    }
    let mut any = vec![Json::from("OR")];
    any.append(&mut domains);
    Json::Array(any)
}

/// The conditions that a record fulfils whose actions are done. The error says which field cannot be asked for.
pub(crate) fn finished(object: &Object, shape: &Shape) -> Result<Vec<Json>, String> {
    let stated = object.stated.finished.iter();
    let conditions = stated.map(|(name, value)| {
        let wanted = wire::read(&crate::settings::json(value));
        Ok(condition(name, &wanted_as(name, &wanted, shape)?))
    });
    conditions.collect()
}

/// Whether the actions of a record are done. The error says which field cannot tell.
pub(crate) fn is_finished(held: &Held, object: &Object, shape: &Shape) -> Result<bool, String> {
    for (name, value) in &object.stated.finished {
        let wanted = wire::read(&crate::settings::json(value));
        let wanted = wanted_as(name, &wanted, shape)?;
        let field = shape.model.field(name)?;
        let has = wire::typed(held.value(name), field);
        if !has.is_ok_and(|has| wire::same(&wanted, &has)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What `finished` states of a field, in the form that the field has: a mapping knows neither decimals nor days.
fn wanted_as<'v>(name: &str, wanted: &'v Value, shape: &Shape) -> Result<Typed<'v>, String> {
    let field = shape.model.field(name)?;
    let typed = wire::typed(wanted, field);
    typed.map_err(|what| format!("`{name}` of `finished`: expected {what}"))
}
