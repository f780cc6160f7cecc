//! The fields of a record as `layout` states them.

use landbridge_contract::{Name, OptionFault, OptionValue};

use crate::options::{Parts, number, position, text};
use crate::shape::{Field, Form, Shape};
use crate::value::YEAR_MONTH_DAY;

/// Fields end at this position at the most.
const FIELD_MAX: usize = 1_000_000;

/// Reads a layout; `of` is what it belongs to.
pub(crate) fn layout(of: &str, stated: &OptionValue, faults: &mut Vec<OptionFault>) -> Shape {
    let mut fault = |found: String, expected: &str| {
        faults.push(OptionFault::new("layout", found, expected));
    };
    let list = "a list of `{ name, from, length }`";
    let OptionValue::List(items) = stated else {
        fault(stated.describe(), list);
        return Shape::default();
    };
    let mut shape = Shape::default();
    for item in items {
        let OptionValue::Map(parts) = item else {
            fault(item.describe(), list);
            continue;
        };
        match field(parts) {
            Ok(field) if shape.field(&field.name).is_some() => {
                fault(
                    format!("`{}` twice in `{of}`", field.name),
                    "a name of its own",
                );
            }
            Ok(field) => {
                shape.length = shape.length.max(field.at + field.length);
                shape.fields.push(field);
            }
            Err(name) => fault(
                format!("`{name}`"),
                "`{ name, from, length | to, kind, decimals, pattern }`, counted from 1",
            ),
        }
    }
    shape
}

/// Reads a field; the error is its name.
fn field(parts: &Parts) -> Result<Field, String> {
    const KNOWN: [&str; 7] = [
        "name", "from", "length", "to", "kind", "decimals", "pattern",
    ];
    let name = parts
        .get("name")
        .and_then(text)
        .filter(|name| !name.is_empty());
    let name = name.ok_or("a field without a name")?;
    let at = position(parts.get("from")).filter(|at| *at < FIELD_MAX);
    let length = match (parts.get("length"), parts.get("to")) {
        (Some(length), None) => number(length),
        (None, Some(to)) => number(to).zip(at).and_then(|(to, at)| to.checked_sub(at)),
        _ => None,
    };
    let length = length.filter(|length| (1..=FIELD_MAX).contains(length));
    let known = parts.keys().all(|key| KNOWN.contains(&key.as_str()));
    let (Some(at), Some(length), Some(form), true) = (at, length, form(parts), known) else {
        return Err(name);
    };
    Ok(Field {
        name: Name::from(name),
        at,
        length,
        form,
        when: Vec::new(),
        after: Vec::new(),
    })
}

fn form(parts: &Parts) -> Option<Form> {
    let decimals = match parts.get("decimals") {
        Some(stated) => number(stated).and_then(|decimals| u32::try_from(decimals).ok())?,
        None => 0,
    };
    let kind = parts.get("kind").map_or(Some("text".to_owned()), text)?;
    let pattern = parts
        .get("pattern")
        .map_or(Some(YEAR_MONTH_DAY.to_owned()), text)?;
    match kind.as_str() {
        "text" => Some(Form::Text),
        "number" if decimals <= 28 => Some(Form::Number { decimals }),
        "date" => Some(Form::Date { pattern }),
        _ => None,
    }
}
