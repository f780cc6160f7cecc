//! What Excel shows for a value.

use landbridge_contract::Value;

/// What Excel shows for the value of a cell under a number format, where that differs from how the value
/// itself is written. `format` is the number of the format and, where the workbook defines it, its code.
///
/// The one place where number formats are to be carried out.
pub(crate) fn shown(
    _format: (u32, Option<&str>),
    _value: &Value,
    _from_1904: bool,
) -> Option<Box<str>> {
    None
}
