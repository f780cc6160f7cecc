//! Values on their way into the slots of a record.

use encoding_rs::Encoding;
use landbridge_contract::{Notice, NoticeKind, Record, Slot, Text, Value};

use crate::fault::Problem;

/// The most values of one record, its nested records included. A slot takes some 50 bytes, an
/// empty element in the file only four: without a limit a small file could fill the memory.
pub const VALUES_MAX: usize = 1_000_000;

/// Characters of a value shown in a notice.
const SHOWN_CHARS: usize = 80;

/// What makes a value doubtful.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doubt {
    /// True once bytes were met that are invalid in the encoding.
    pub(crate) malformed: bool,
    pub(crate) encoding: &'static Encoding,
}

impl Doubt {
    /// What is wrong with the bytes of a text, in words.
    fn of(&self, text: &str) -> Option<String> {
        let shown = || -> String { text.escape_debug().take(SHOWN_CHARS).collect() };
        let name = self.encoding.name();
        if self.malformed && text.contains('\u{FFFD}') {
            return Some(format!("{} (bytes that are not {name})", shown()));
        }
        if !self.encoding.is_single_byte() {
            return None;
        }
        // Text of two signs or more that is UTF-8 when written in the encoding of the file is
        // hardly ever anything else.
        let (bytes, _, unmappable) = self.encoding.encode(text);
        let wrong = !unmappable && std::str::from_utf8(&bytes).is_ok();
        wrong.then(|| format!("{} (read as {name}, UTF-8 by the bytes)", shown()))
    }
}

/// Puts a text into a slot; a second one makes a list. Empty text is nothing.
#[inline]
pub(crate) fn put(
    record: &mut Record,
    slot: usize,
    text: &str,
    line: u64,
    doubt: Doubt,
    values: &mut usize,
) -> Result<(), Problem> {
    if text.is_empty() {
        return Ok(());
    }
    *values += 1;
    too_many(*values)?;
    let unsure = if text.is_ascii() {
        None
    } else {
        doubt.of(text)
    };
    if let (Some(found), Ok(number)) = (unsure, u32::try_from(slot)) {
        record.notices.push(Notice {
            slot: Some(number),
            kind: NoticeKind::Undecodable,
            found,
        });
    }
    add(record, slot, Value::Text(Text::new(text)), line);
    Ok(())
}

/// Adds a value that stands on a line.
#[inline]
pub(crate) fn add(record: &mut Record, slot: usize, value: Value, line: u64) {
    let Some(place) = record.slots.get_mut(slot) else {
        return;
    };
    if place.value == Value::Null {
        place.value = value;
        place.line = if line == record.place.line { 0 } else { line };
        return;
    }
    let mut items = match std::mem::take(&mut place.value) {
        Value::List(items) => items,
        first => vec![first],
    };
    if let (1, Ok(number)) = (items.len(), u32::try_from(slot)) {
        record.notices.push(Notice {
            slot: Some(number),
            kind: NoticeKind::Repeated,
            found: shown(&value),
        });
    }
    items.push(value);
    place.value = Value::List(items);
}

/// Hands a slot of a group over to the record around it.
pub(crate) fn hand_out(group: &mut Record, from: usize, record: &mut Record, to: usize) {
    let Some(slot) = group.slots.get_mut(from) else {
        return;
    };
    let Slot { value, line, .. } = std::mem::take(slot);
    let line = if line == 0 { group.place.line } else { line };
    match value {
        Value::Null => {}
        Value::List(items) => {
            for item in items {
                add(record, to, item, line);
            }
        }
        value => add(record, to, value, line),
    }
    let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to)) else {
        return;
    };
    let notices = group.notices.iter();
    let moved = notices
        .filter(|notice| notice.slot == Some(from) && notice.kind == NoticeKind::Undecodable);
    record.notices.extend(moved.map(|notice| Notice {
        slot: Some(to),
        ..notice.clone()
    }));
}

fn shown(value: &Value) -> String {
    let text = value.as_text().unwrap_or_default();
    text.escape_debug().take(SHOWN_CHARS).collect()
}

/// Judges the number of values of a record.
#[inline]
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
