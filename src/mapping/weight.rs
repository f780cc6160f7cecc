//! The memory that records take, about: for whoever holds several of them at once.

use landbridge_contract::{Notice, Record, Slot, Value};

/// Bytes that a record takes beside its values.
const RECORD: usize = 128;

/// The bytes that a record takes, with all that is nested in it and was noticed of it.
pub fn weight(record: &Record) -> usize {
    let slots: usize = record.slots.iter().map(of_slot).sum();
    let nested: usize = record.children.iter().flatten().map(weight).sum();
    let notices = record.notices.iter();
    let notices: usize = notices
        .map(|notice| size_of::<Notice>() + notice.found.len())
        .sum();
    RECORD + slots + nested + notices
}

/// The bytes that one value of a record takes.
pub(in crate::mapping) fn of_slot(slot: &Slot) -> usize {
    let shown = slot.shown.as_ref().map_or(0, |shown| shown.len());
    size_of::<Slot>() + shown + of_value(&slot.value)
}

/// What a value takes beside its own place.
fn of_value(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::List(items) => items
            .iter()
            .map(|item| size_of::<Value>() + of_value(item))
            .sum(),
        Value::Record(fields) => fields
            .iter()
            .map(|(name, value)| size_of_val(name) + size_of::<Value>() + of_value(value))
            .sum(),
        Value::Reference(reference) => size_of_val(&**reference) + reference.key.len(),
        Value::Null
        | Value::Bool(_)
        | Value::Integer(_)
        | Value::Decimal(_)
        | Value::Date(_)
        | Value::DateTime(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use landbridge_contract::NoticeKind;

    use super::*;

    fn of(value: Value) -> Record {
        Record {
            slots: vec![Slot {
                value,
                ..Slot::default()
            }],
            ..Record::default()
        }
    }

    #[test]
    fn what_is_listed_nested_shown_and_noticed_weighs_as_text_does() {
        let long = "x".repeat(10_000);
        let empty = weight(&Record::default());
        let mut shown = of(Value::Null);
        shown.slots[0].shown = Some(long.as_str().into());
        let noticed = Record {
            notices: vec![Notice {
                slot: None,
                kind: NoticeKind::Ragged,
                found: long.clone(),
            }],
            ..Record::default()
        };
        let nested = Record {
            children: vec![vec![of(Value::text(&long))]],
            ..Record::default()
        };
        let text = || Value::text(&long);
        let named = Value::Record(vec![("a".into(), text())]);
        for heavy in [
            of(text()),
            of(Value::List(vec![Value::Null, Value::List(vec![text()])])),
            of(named),
            shown,
            noticed,
            nested,
        ] {
            let own = weight(&heavy) - empty;
            assert!((10_000..11_000).contains(&own), "{own} of {heavy:.40?}");
        }
    }
}
