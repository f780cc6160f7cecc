//! Values as the ERP writes them, and back.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, date};
use jiff::fmt::strtime;
use landbridge_contract::{Fields, Name, Value, json};
use serde_json::{Map, Value as Json};

use crate::profile::{Empty, JSON_DATE, Kind, ValueForms};

/// Whether a text is a form that dates can be written in.
pub(crate) fn is_form(form: &str) -> bool {
    let sample = date(2024, 2, 29).at(23, 59, 58, 0);
    form.contains('%') && strtime::format(form, sample).is_ok()
}

/// Appends a record as JSON; what is left out is named.
pub(crate) fn write_record(
    fields: &Fields,
    left_out: &dyn Fn(&str) -> bool,
    forms: &ValueForms,
    out: &mut Vec<u8>,
) {
    out.push(b'{');
    members(fields, left_out, forms, out);
    out.push(b'}');
}

fn members(
    fields: &Fields,
    left_out: &dyn Fn(&str) -> bool,
    forms: &ValueForms,
    out: &mut Vec<u8>,
) {
    let mut first = true;
    for (name, value) in fields {
        if left_out(name) || (*value == Value::Null && forms.empty == Empty::Omit) {
            continue;
        }
        if !first {
            out.push(b',');
        }
        first = false;
        json::write_value(&Value::text(&**name), out);
        out.push(b':');
        write(value, forms, out);
    }
}

fn write(value: &Value, forms: &ValueForms, out: &mut Vec<u8>) {
    match value {
        Value::Null if forms.empty == Empty::Text => out.extend_from_slice(b"\"\""),
        Value::Bool(truth) => out.extend_from_slice(word(*truth, forms).to_string().as_bytes()),
        Value::Decimal(_) if forms.decimals_as_text => quoted(&value.to_string(), out),
        Value::Integer(_) if forms.integers_as_text => quoted(&value.to_string(), out),
        Value::Date(_) | Value::DateTime(_) => quoted(&text(value, forms), out),
        Value::List(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(item, forms, out);
            }
            out.push(b']');
        }
        Value::Record(fields) => write_record(fields, &|_| false, forms, out),
        Value::Null
        | Value::Decimal(_)
        | Value::Integer(_)
        | Value::Text(_)
        | Value::Reference(_) => json::write_value(value, out),
    }
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    json::write_value(&Value::text(text), out);
}

fn word(truth: bool, forms: &ValueForms) -> &Json {
    let [yes, no] = &forms.booleans;
    if truth { yes } else { no }
}

/// A value as text, as it stands in a search.
pub(crate) fn text(value: &Value, forms: &ValueForms) -> String {
    let moment = |form: &str, moment: DateTime| strtime::format(form, moment);
    let written = match value {
        Value::Date(day) => moment(&forms.dates, day.to_datetime(jiff::civil::Time::midnight())),
        Value::DateTime(at) => moment(&forms.date_times, *at),
        Value::Bool(truth) => {
            return match word(*truth, forms) {
                Json::String(word) => word.clone(),
                other => other.to_string(),
            };
        }
        _ => return value.to_string(),
    };
    // The form was tried when the profile was read.
    written.unwrap_or_else(|_| value.to_string())
}

/// The attributes of a record read.
pub(crate) fn read_record(members: &Map<String, Json>, forms: &ValueForms) -> Fields {
    fields(members, "", forms)
}

fn fields(members: &Map<String, Json>, within: &str, forms: &ValueForms) -> Fields {
    let read = members.iter().map(|(name, value)| {
        // Paths are only made where something is to be found under them.
        let path = if forms.kinds.is_empty() {
            String::new()
        } else {
            format!("{within}{name}")
        };
        (Name::from(name.as_str()), read(value, &path, forms))
    });
    read.collect()
}

fn read(found: &Json, path: &str, forms: &ValueForms) -> Value {
    match found {
        Json::Array(items) => {
            Value::List(items.iter().map(|item| read(item, path, forms)).collect())
        }
        Json::Object(members) => Value::Record(fields(members, &format!("{path}."), forms)),
        simple => {
            let kind = forms.kinds.iter().find(|(known, _)| known == path);
            let turned = kind.and_then(|(_, kind)| turned(simple, *kind, forms));
            turned.unwrap_or_else(|| json::from_json(simple))
        }
    }
}

/// What a value means as one of that kind; nothing where it is none.
fn turned(found: &Json, kind: Kind, forms: &ValueForms) -> Option<Value> {
    match kind {
        Kind::Boolean => {
            let [yes, no] = &forms.booleans;
            if found == yes {
                return Some(Value::Bool(true));
            }
            (found == no).then_some(Value::Bool(false))
        }
        Kind::Decimal => Some(json::from_number(found.as_str()?)),
        Kind::Date => {
            let text = found.as_str()?;
            let others = forms.dates_read.iter();
            let mut known = [&forms.dates, &forms.date_times].into_iter().chain(others);
            known.find_map(|form| day(text, form)).map(Value::Date)
        }
    }
}

fn day(text: &str, form: &str) -> Option<Date> {
    if form != JSON_DATE {
        return strtime::parse(form, text).ok()?.to_date().ok();
    }
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let digits = inner.split(['+']).next()?;
    let end = digits
        .rfind('-')
        .filter(|at| *at > 0)
        .unwrap_or(digits.len());
    let milliseconds: i64 = digits.get(..end)?.parse().ok()?;
    let epoch = date(1970, 1, 1);
    let days = milliseconds.div_euclid(86_400_000);
    epoch.checked_add(i32::try_from(days).ok()?.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn fields(fields: &[(&str, Value)]) -> Fields {
        let fields = fields
            .iter()
            .map(|(name, value)| (Name::from(*name), value.clone()));
        fields.collect()
    }

    fn written(record: &Fields, forms: &ValueForms) -> String {
        let mut out = Vec::new();
        write_record(record, &|name| name == "left", forms, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn record() -> Fields {
        fields(&[
            ("amount", Value::Decimal("100.10".parse().unwrap())),
            ("number", Value::Integer(7)),
            ("open", Value::Bool(true)),
            ("day", Value::Date(date(2024, 2, 29))),
            ("none", Value::Null),
            ("left", Value::Integer(1)),
            (
                "lines",
                Value::List(vec![Value::Record(fields(&[("open", Value::Bool(false))]))]),
            ),
        ])
    }

    #[test]
    fn values_are_written_as_json_has_them_unless_the_profile_says_otherwise() {
        assert_eq!(
            written(&record(), &ValueForms::default()),
            r#"{"amount":100.10,"number":7,"open":true,"day":"2024-02-29","none":null,"lines":[{"open":false}]}"#
        );
        let forms = ValueForms {
            decimals_as_text: true,
            integers_as_text: true,
            booleans: [Json::from("Y"), Json::from("N")],
            dates: "%d.%m.%Y".to_owned(),
            empty: Empty::Omit,
            ..ValueForms::default()
        };
        assert_eq!(
            written(&record(), &forms),
            r#"{"amount":"100.10","number":"7","open":"Y","day":"29.02.2024","lines":[{"open":"N"}]}"#
        );
    }

    #[test]
    fn what_is_read_is_turned_back_where_the_profile_says_what_it_is() {
        let forms = ValueForms {
            booleans: [Json::from(1), Json::from(0)],
            dates_read: vec!["%d.%m.%Y".to_owned(), JSON_DATE.to_owned()],
            kinds: vec![
                ("open".to_owned(), Kind::Boolean),
                ("lines.day".to_owned(), Kind::Date),
                ("amount".to_owned(), Kind::Decimal),
            ],
            ..ValueForms::default()
        };
        let read = |text: &str| {
            let json: Json = serde_json::from_str(text).unwrap();
            read_record(json.as_object().unwrap(), &forms)
        };
        let found = read(r#"{"open":1,"day":"29.02.2024","amount":"0.10"}"#);
        let expected = fields(&[
            ("open", Value::Bool(true)),
            ("day", Value::text("29.02.2024")),
            ("amount", Value::Decimal("0.10".parse().unwrap())),
        ]);
        assert_eq!(found, expected);
        for text in [
            "2024-02-29",
            "29.02.2024",
            "2024-02-29T00:00:00",
            "/Date(1709164800000+0000)/",
            "/Date(1709164800000-0500)/",
            "/Date(1709164800000)/",
        ] {
            let found = read(&format!(r#"{{"lines":[{{"day":"{text}"}}]}}"#));
            let line = Value::Record(fields(&[("day", Value::Date(date(2024, 2, 29)))]));
            assert_eq!(
                found,
                fields(&[("lines", Value::List(vec![line]))]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_form_without_directives_or_with_unknown_ones_is_none() {
        assert!(is_form("%Y-%m-%d"));
        assert!(!is_form("YYYY-MM-DD"));
        assert!(!is_form("%Y-%!"));
    }

    proptest! {
        /// Whatever the amount and the form: its digits come back, all of them.
        #[test]
        fn amounts_keep_their_digits(mantissa in any::<i64>(), scale in 0..18_u32, text in any::<bool>()) {
            let amount = Value::Decimal(Decimal::new(mantissa, scale));
            let forms = ValueForms {
                decimals_as_text: text,
                kinds: vec![("a".to_owned(), Kind::Decimal)],
                ..ValueForms::default()
            };
            let sent = written(&fields(&[("a", amount.clone())]), &forms);
            let json: Json = serde_json::from_str(&sent).unwrap();
            let back = read_record(json.as_object().unwrap(), &forms);
            prop_assert_eq!(back[0].1.as_decimal().unwrap().to_string(), amount.to_string());
        }
    }
}
