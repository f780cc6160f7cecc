//! Filters in the expression language of framework versions 2 and later.

use landbridge_contract::{BusinessKey, Value};

/// The expression that finds the records with this key: `A='x' and B=7`. Text stands in single
/// quotes, doubled inside; nothing and empty text are asked for as `is null`, as the target keeps
/// no empty text. The error says why the key cannot be asked for and shows no value of it.
pub(crate) fn expression(key: &BusinessKey) -> Result<String, String> {
    if key.parts.is_empty() {
        return Err("the business key has no attributes".to_owned());
    }
    let mut expression = String::new();
    for (index, (name, value)) in key.parts.iter().enumerate() {
        // An attribute name goes into the expression as it is, so it may be nothing but a name.
        if !is_attribute(name) {
            return Err(format!(
                "`{name}` cannot stand in a filter: expected letters, digits, `_` and `.`"
            ));
        }
        if index > 0 {
            expression.push_str(" and ");
        }
        expression.push_str(name);
        match literal(value) {
            Literal::Null => expression.push_str(" is null"),
            Literal::Text(text) => {
                expression.push('=');
                expression.push_str(&text);
            }
            Literal::Impossible => {
                let kind = value.kind();
                return Err(format!("a {kind} in `{name}` cannot be asked for"));
            }
        }
    }
    Ok(expression)
}

enum Literal {
    Null,
    Text(String),
    Impossible,
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Null => Literal::Null,
        Value::Text(text) if text.is_empty() => Literal::Null,
        Value::Bool(_) | Value::Integer(_) | Value::Decimal(_) => Literal::Text(value.to_string()),
        Value::Text(_) | Value::Date(_) | Value::DateTime(_) => {
            Literal::Text(format!("'{}'", value.to_string().replace('\'', "''")))
        }
        Value::List(_) | Value::Record(_) | Value::Reference(_) => Literal::Impossible,
    }
}

fn is_attribute(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use landbridge_contract::Name;
    use proptest::prelude::*;

    fn key(parts: &[(&str, Value)]) -> BusinessKey {
        BusinessKey {
            parts: parts
                .iter()
                .map(|(name, value)| (Name::from(*name), value.clone()))
                .collect(),
        }
    }

    #[test]
    fn numbers_stand_bare_and_text_and_dates_in_quotes() {
        let key = key(&[
            ("Number", Value::text("O'Neill")),
            ("Amount", Value::Decimal("10.50".parse().unwrap())),
            ("Line", Value::Integer(7)),
            ("Note", Value::Null),
        ]);
        assert_eq!(
            expression(&key).unwrap(),
            "Number='O''Neill' and Amount=10.50 and Line=7 and Note is null"
        );
    }

    #[test]
    fn a_name_that_is_no_name_is_refused() {
        for name in ["", "A=1 or B", "a b", "1st", "x'"] {
            assert!(expression(&key(&[(name, Value::Integer(1))])).is_err());
        }
        assert!(expression(&key(&[])).is_err());
        assert!(expression(&key(&[("A", Value::List(vec![]))])).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Whatever the text, it stays inside its quotes: read back by the rule "a doubled quote
        /// is a quote", the literal ends exactly at the end of the expression.
        #[test]
        fn text_never_escapes_its_quotes(text in "[a-z' %*;\"()=]{1,40}") {
            let expression = expression(&key(&[("A", Value::text(&text))])).unwrap();
            let quoted = expression.strip_prefix("A='").unwrap().strip_suffix('\'').unwrap();
            let mut rest = quoted;
            let mut read = String::new();
            while let Some(next) = rest.chars().next() {
                let width = if next == '\'' {
                    prop_assert!(rest.starts_with("''"), "a lone quote ends the literal early");
                    2
                } else {
                    next.len_utf8()
                };
                read.push(next);
                rest = rest.get(width..).unwrap();
            }
            prop_assert_eq!(read, text);
        }
    }
}
