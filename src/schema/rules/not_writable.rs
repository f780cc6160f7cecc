//! Not writable: an attribute that the ERP fills itself is not sent.
//!
//! Example: `SupplierId` has `allowChanges: never` and a value: *expected no value: the ERP
//! fills it itself*.

use crate::diagnose::codes;
use crate::schema::{AllowChanges, Attribute, Violation};

pub(super) fn check(attribute: &Attribute, out: &mut Vec<Violation>) {
    if attribute.allow_changes == AllowChanges::Never {
        out.push(Violation {
            code: &codes::VAL_NOT_WRITABLE,
            expected: "no value: the ERP fills it itself".to_owned(),
        });
    }
}
