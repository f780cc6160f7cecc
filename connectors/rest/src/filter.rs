//! Searches by business key, in the words of the ERP.

use landbridge_contract::{BusinessKey, Value};
use serde_json::{Map, Value as Json};

use crate::profile::{Ask, Comparison, Filter, Quoting, ValueForms};
use crate::template::{Slot, Values};
use crate::values;

/// A search, ready to stand in a text or in a body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rendered {
    Text(String),
    Body(Vec<Json>),
}

/// The comparisons of a key. The error says why it cannot be asked for and shows no value of it.
pub(crate) fn render(
    filter: &Filter,
    key: &BusinessKey,
    forms: &ValueForms,
) -> Result<Rendered, String> {
    if key.parts.is_empty() {
        return Err("the business key has no attributes".to_owned());
    }
    let mut texts = Vec::new();
    let mut bodies = Vec::new();
    for (name, value) in &key.parts {
        // A name goes into the search as it is, so it may be nothing but a name.
        if !is_name(name) {
            return Err(format!(
                "`{name}` cannot stand in a search: expected letters, digits, `_`, `-` and `.`"
            ));
        }
        match part(filter, name, value, forms)? {
            Rendered::Text(text) => texts.push(text),
            Rendered::Body(body) => bodies.extend(body),
        }
    }
    Ok(match filter.comparison {
        Comparison::Text(_) => Rendered::Text(texts.join(&filter.join)),
        Comparison::Body(_) => Rendered::Body(bodies),
    })
}

fn part(
    filter: &Filter,
    name: &str,
    value: &Value,
    forms: &ValueForms,
) -> Result<Rendered, String> {
    let empty = value.as_text() == Some("");
    let literal = match value {
        Value::Null => None,
        Value::Text(_) if empty && filter.nothing.is_some() => None,
        Value::List(_) | Value::Record(_) | Value::Reference(_) => {
            return Err(format!(
                "a {} in `{name}` cannot be asked for",
                value.kind()
            ));
        }
        simple => Some(literal(filter, simple, forms)),
    };
    let values = |slot: &Slot| match slot {
        Slot::Name => Some(name.to_owned()),
        Slot::Literal => literal.clone(),
        _ => None,
    };
    let unaskable = || format!("nothing in `{name}` cannot be asked for");
    if literal.is_none() {
        let nothing = filter
            .nothing
            .as_ref()
            .and_then(|nothing| nothing.text(&values));
        return nothing.map(Rendered::Text).ok_or_else(unaskable);
    }
    match &filter.comparison {
        Comparison::Text(template) => template
            .text(&values)
            .map(Rendered::Text)
            .ok_or_else(unaskable),
        Comparison::Body(ask) => {
            let body = fill(ask, &values, &[]).ok_or_else(unaskable)?;
            Ok(Rendered::Body(vec![body]))
        }
    }
}

fn literal(filter: &Filter, value: &Value, forms: &ValueForms) -> String {
    let text = values::text(value, forms);
    let bare = matches!(
        value,
        Value::Bool(_) | Value::Integer(_) | Value::Decimal(_)
    );
    if bare && !filter.quote_all {
        return text;
    }
    match filter.quoting {
        Quoting::Doubled => format!("'{}'", text.replace('\'', "''")),
        Quoting::Backslash => {
            format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
        }
        Quoting::Json => Json::from(text).to_string(),
        Quoting::Bare => text,
    }
}

/// A body with its places filled; nothing where a place has nothing.
pub(crate) fn fill(ask: &Ask, values: &Values<'_>, comparisons: &[Json]) -> Option<Json> {
    Some(match ask {
        Ask::Constant(json) => json.clone(),
        Ask::Text(template) => Json::from(template.text(values)?),
        Ask::Comparisons => Json::Array(comparisons.to_vec()),
        Ask::List(items) => {
            let items = items.iter().map(|item| fill(item, values, comparisons));
            Json::Array(items.collect::<Option<Vec<Json>>>()?)
        }
        Ask::Members(members) => {
            let mut filled = Map::new();
            for (name, value) in members {
                // What is not known yet (the cursor of a first page) is left out.
                if let Some(value) = fill(value, values, comparisons) {
                    filled.insert(name.clone(), value);
                }
            }
            Json::Object(filled)
        }
    })
}

fn is_name(name: &str) -> bool {
    name.split('.').all(|part| {
        part.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && part
                .chars()
                .all(|sign| sign.is_alphanumeric() || matches!(sign, '_' | '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{COMPARING, Template};
    use landbridge_contract::Name;
    use proptest::prelude::*;

    fn template(text: &str) -> Template {
        Template::parse(text, COMPARING, &[], &[]).unwrap()
    }

    fn filter(comparison: &str, quoting: Quoting) -> Filter {
        Filter {
            comparison: Comparison::Text(template(comparison)),
            join: " and ".to_owned(),
            nothing: Some(template("{name} is null")),
            quoting,
            quote_all: false,
        }
    }

    fn key(parts: &[(&str, Value)]) -> BusinessKey {
        let parts = parts
            .iter()
            .map(|(name, value)| (Name::from(*name), value.clone()));
        BusinessKey {
            parts: parts.collect(),
        }
    }

    fn text(filter: &Filter, key: &BusinessKey) -> Result<String, String> {
        match render(filter, key, &ValueForms::default())? {
            Rendered::Text(text) => Ok(text),
            Rendered::Body(_) => panic!("a body"),
        }
    }

    #[test]
    fn text_stands_in_quotes_and_numbers_do_not() {
        let key = key(&[
            ("Name", Value::text("O'Neill\\")),
            ("No", Value::Integer(7)),
            ("X", Value::Null),
        ]);
        let say = |quoting| text(&filter("{name} = {literal}", quoting), &key).unwrap();
        assert_eq!(
            say(Quoting::Doubled),
            r"Name = 'O''Neill\' and No = 7 and X is null"
        );
        assert_eq!(
            say(Quoting::Backslash),
            r"Name = 'O\'Neill\\' and No = 7 and X is null"
        );
        assert_eq!(
            say(Quoting::Json),
            r#"Name = "O'Neill\\" and No = 7 and X is null"#
        );
    }

    #[test]
    fn what_cannot_be_asked_for_is_told_without_its_value() {
        let mut filter = filter("{name} = {literal}", Quoting::Doubled);
        assert!(text(&filter, &key(&[("a b", Value::Integer(1))])).is_err());
        assert!(text(&filter, &key(&[])).is_err());
        assert!(text(&filter, &key(&[("A", Value::List(vec![]))])).is_err());
        filter.nothing = None;
        assert!(text(&filter, &key(&[("A", Value::Null)])).is_err());
    }

    proptest! {
        /// Whatever the text, it stays inside its quotes: read back by the rule, it is what it was.
        #[test]
        fn text_never_escapes_its_quotes(wanted in "[a-c'\\\\\" =]{1,30}") {
            let key = key(&[("A", Value::text(&wanted))]);
            let doubled = text(&filter("{name}={literal}", Quoting::Doubled), &key).unwrap();
            let inner = doubled.strip_prefix("A='").unwrap().strip_suffix('\'').unwrap();
            prop_assert!(!inner.replace("''", "").contains('\''));
            prop_assert_eq!(inner.replace("''", "'"), &*wanted);
            let slashed = text(&filter("{name}={literal}", Quoting::Backslash), &key).unwrap();
            let inner = slashed.strip_prefix("A='").unwrap().strip_suffix('\'').unwrap();
            let mut read = String::new();
            let mut signs = inner.chars();
            while let Some(sign) = signs.next() {
                prop_assert!(sign != '\'', "a lone quote ends the text early");
                read.extend(if sign == '\\' { signs.next() } else { Some(sign) });
            }
            prop_assert_eq!(read, &*wanted);
            let json = text(&filter("{literal}", Quoting::Json), &key).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), wanted);
        }
    }
}
