//! What the target accepts for an object: one model, whatever form it was published in. Pure.

mod model;

pub use model::{AllowChanges, Attribute, AttributeKind, ObjectSchema, Violation};
