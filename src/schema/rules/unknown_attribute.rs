//! Unknown attribute: a payload holds only what the schema lists, unless the schema is open.
//!
//! Example: `Suplier` is sent and the schema has `Supplier`: *expected an attribute of
//! suppliers; the nearest is `Supplier`*.

use crate::diagnose::{codes, nearest};
use crate::schema::{ObjectSchema, Violation};

/// The violation of an attribute that `schema` does not list; none where the schema is open.
pub(in crate::schema) fn check(schema: &ObjectSchema, name: &str) -> Option<Violation> {
    if schema.open {
        return None;
    }
    let nearest = nearest(name, schema.names())
        .map(|near| format!("; the nearest is `{near}`"))
        .unwrap_or_default();
    Some(Violation {
        code: &codes::VAL_UNKNOWN_ATTRIBUTE,
        expected: format!("an attribute of {}{nearest}", schema.name),
    })
}
