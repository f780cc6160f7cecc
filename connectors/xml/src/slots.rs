//! Values on their way into the slots of a record.

use landbridge_contract::{Notice, NoticeKind, Record, Text, Value};

use crate::fault::Problem;

/// The most values of one record, its nested records included. A slot takes 40 bytes, an empty
/// element in the file only four: without a limit a small file could fill the memory.
pub const VALUES_MAX: usize = 1_000_000;

/// Characters of a value shown in a notice.
const SHOWN_CHARS: usize = 80;

/// Puts a text into a slot; a second one makes a list. Empty text is nothing.
pub(crate) fn put(
    record: &mut Record,
    slot: usize,
    text: &str,
    line: u64,
    malformed: bool,
    values: &mut usize,
) -> Result<(), Problem> {
    let (Some(place), Ok(number)) = (record.slots.get_mut(slot), u32::try_from(slot)) else {
        return Ok(());
    };
    if text.is_empty() {
        return Ok(());
    }
    *values += 1;
    too_many(*values)?;
    let found = || text.escape_debug().take(SHOWN_CHARS).collect();
    if malformed && text.contains('\u{FFFD}') {
        record.notices.push(Notice {
            slot: Some(number),
            kind: NoticeKind::Undecodable,
            found: found(),
        });
    }
    let value = Value::Text(Text::new(text));
    match &mut place.value {
        Value::List(items) => items.push(value),
        Value::Null => {
            place.value = value;
            place.line = if line == record.place.line { 0 } else { line };
        }
        single => {
            let first = std::mem::take(single);
            *single = Value::List(vec![first, value]);
            record.notices.push(Notice {
                slot: Some(number),
                kind: NoticeKind::Repeated,
                found: found(),
            });
        }
    }
    Ok(())
}

/// Judges the number of values of a record.
pub(crate) fn too_many(values: usize) -> Result<(), Problem> {
    if values > VALUES_MAX {
        return Err(Problem::limit(
            format!("more than {VALUES_MAX} values in one record"),
            "smaller records",
        )
        .fix("choose a record path further down"));
    }
    Ok(())
}
