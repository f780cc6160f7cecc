//! The rules that a value of an attribute must keep, one file a rule.
//!
//! A rule says nothing of what was found (the caller knows, and masks it), and its `expected` is
//! the same text for every violation of the same cause, so that findings can be grouped. A rule
//! allocates only when it is violated: these run for every value of every record.

mod allowed;
mod length;
mod not_writable;
mod pattern;
mod precision;
mod range;
pub(super) mod required;
mod r#type;
pub(super) mod unknown_attribute;

use landbridge_contract::Value;

use super::{Attribute, Violation};

impl Attribute {
    /// Holds a value against every rule of this attribute and adds what it violates.
    ///
    /// An empty value is judged by `required` alone. A value of the wrong type is judged by
    /// nothing else, as other rules would only say the same in other words. A reference is
    /// accepted by every attribute: the target id that will stand in its place is not known yet.
    pub fn check(&self, value: &Value, out: &mut Vec<Violation>) {
        if matches!(value, Value::Null) || (self.required && value.is_blank()) {
            required::check(self, value, out);
            return;
        }
        not_writable::check(self, out);
        if matches!(value, Value::Reference(_)) {
            return;
        }
        if !r#type::check(self, value, out) {
            return;
        }
        length::check(self, value, out);
        allowed::check(self, value, out);
        pattern::check(self, value, out);
        precision::check(self, value, out);
        range::check(self, value, out);
    }
}
