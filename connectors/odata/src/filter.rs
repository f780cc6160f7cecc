//! Filters that find records by their business key: `Code eq 'V-1' and Line eq 7`.

use landbridge_contract::{BusinessKey, Value};

use crate::edm::Edm;
use crate::model::Shape;

/// The expression; literals are spelt by the type that the metadata tells. Empty text is asked for
/// as nothing too, since services keep it as either. The error says why the key cannot be asked for
/// and shows no value of it.
pub(crate) fn expression(key: &BusinessKey, shape: &Shape) -> Result<String, String> {
    if key.parts.is_empty() {
        return Err("the business key has no attributes".to_owned());
    }
    let mut expression = String::new();
    for (index, (name, value)) in key.parts.iter().enumerate() {
        // A name goes into the expression as it is, so it may be nothing but a name.
        if !is_path(name) {
            return Err(format!(
                "`{name}` cannot stand in a filter: expected letters, digits, `_` and `.`"
            ));
        }
        if index > 0 {
            expression.push_str(" and ");
        }
        let path = name.replace('.', "/");
        expression.push_str(&comparison(&path, value, shape).ok_or_else(|| {
            let kind = value.kind();
            format!("a {kind} in `{name}` cannot be asked for as the type that the metadata tells")
        })?);
    }
    Ok(expression)
}

fn comparison(path: &str, value: &Value, shape: &Shape) -> Option<String> {
    if *value == Value::Null {
        return Some(format!("{path} eq null"));
    }
    let literal = literal(value, shape.edm(path))?;
    if literal == "''" {
        return Some(format!("({path} eq null or {path} eq '')"));
    }
    Some(format!("{path} eq {literal}"))
}

/// The literal of a value of that type.
pub(crate) fn literal(value: &Value, edm: Option<&Edm>) -> Option<String> {
    match value {
        Value::List(_) | Value::Record(_) | Value::Reference(_) | Value::Null => None,
        simple => {
            let own = Edm::of_value(simple);
            edm.unwrap_or(&own).literal(&simple.to_string())
        }
    }
}

fn is_path(name: &str) -> bool {
    name.split('.').all(|part| {
        part.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && part
                .chars()
                .all(|sign| sign.is_alphanumeric() || sign == '_')
    })
}
