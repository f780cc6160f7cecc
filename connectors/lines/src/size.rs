//! How much a record with its nested ones may be, so that no file decides how much memory is taken.

use landbridge_contract::{Record, Slot, Value};

/// Nested records of a record, at any depth. The largest journals of legacy systems have some ten
/// thousand lines.
pub const PARTS_MAX: usize = 200_000;

/// Bytes of memory that a record may take with its nested ones.
pub const HELD_MAX: usize = 64 << 20;

/// Bytes of memory after which a batch ends, with the record that goes beyond it: several batches wait
/// in a pipeline.
const BATCH_HELD: usize = 8 << 20;

/// A limit that a record breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// [`PARTS_MAX`].
    Parts,
    /// [`HELD_MAX`].
    Held,
}

impl Full {
    /// What was found, in words.
    pub fn found(self) -> String {
        match self {
            Self::Parts => format!("a record with more than {PARTS_MAX} nested ones"),
            Self::Held => {
                let limit = HELD_MAX >> 20;
                format!("a record that takes more than {limit} MiB with its nested ones")
            }
        }
    }

    /// What was expected, in words.
    pub fn expected(self) -> String {
        "a smaller record: take its parts as records of their own (`records`), or ask for the file \
         in parts"
            .to_owned()
    }
}

/// The size of a record while it grows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    parts: usize,
    held: usize,
}

impl Size {
    /// Adds a record with its nested ones; it counts as a part.
    pub fn add(&mut self, record: &Record) {
        self.parts = self.parts.saturating_add(1);
        let texts = record.slots.iter().map(|slot| {
            let shown = slot.shown.as_deref().map_or(0, str::len);
            heap(&slot.value).saturating_add(shown)
        });
        let notices = record.notices.iter();
        let notices = notices.map(|notice| size_of_val(notice) + notice.found.len());
        let own = size_of::<Record>() + record.slots.len() * size_of::<Slot>();
        self.grow(texts.chain(notices).fold(own, usize::saturating_add));
        for nested in record.children.iter().flatten() {
            self.add(nested);
        }
    }

    /// Adds bytes.
    pub fn grow(&mut self, bytes: usize) {
        self.held = self.held.saturating_add(bytes);
    }

    /// The limit that is broken.
    pub fn full(self) -> Option<Full> {
        if self.parts > PARTS_MAX + 1 {
            Some(Full::Parts) // the record itself is none of its parts
        } else {
            (self.held > HELD_MAX).then_some(Full::Held)
        }
    }

    /// Whether so much is held that a batch should end.
    pub fn is_heavy(self) -> bool {
        self.held >= BATCH_HELD
    }
}

/// Bytes that a value takes beside itself.
pub fn heap(value: &Value) -> usize {
    match value {
        Value::Text(text) if text.is_heap_allocated() => text.capacity(),
        Value::List(values) => {
            let own = values.iter().map(|value| size_of::<Value>() + heap(value));
            own.fold(0, usize::saturating_add)
        }
        Value::Record(fields) => {
            let own = fields
                .iter()
                .map(|field| size_of_val(field) + heap(&field.1));
            own.fold(0, usize::saturating_add)
        }
        Value::Null
        | Value::Bool(_)
        | Value::Integer(_)
        | Value::Decimal(_)
        | Value::Text(_)
        | Value::Date(_)
        | Value::DateTime(_)
        | Value::Reference(_) => 0,
    }
}
