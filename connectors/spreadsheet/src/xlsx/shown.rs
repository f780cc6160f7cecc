//! What Excel shows for a value.

use landbridge_contract::Value;

use super::cells::{CellType, RawCell};
use crate::format::{Content, DateSystem, Format};

/// What Excel shows for a cell under a number format, where that differs from how its value is
/// written.
pub(crate) fn shown(
    format: &Format,
    cell: &RawCell<'_>,
    value: &Value,
    from_1904: bool,
) -> Option<Box<str>> {
    let error;
    let content = match (cell.kind, value) {
        (_, Value::Bool(value)) => Content::Bool(*value),
        (CellType::Error, _) => {
            error = std::str::from_utf8(cell.value).ok()?;
            Content::Error(error)
        }
        (CellType::Unsaid | CellType::Number, _) => {
            match std::str::from_utf8(cell.value).ok()?.trim().parse() {
                Ok(number) => Content::Number(number),
                Err(_) => Content::Text(value.as_text()?),
            }
        }
        (_, Value::Text(text)) => Content::Text(text),
        _ => return None,
    };
    let mut out = String::new();
    format.show(content, DateSystem::of(from_1904), &mut out);
    (out != value.to_string()).then(|| out.into_boxed_str())
}
