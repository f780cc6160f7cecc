//! `convert`: what the reference says of it. How it is done: [`crate::mapping`]'s conversion, with the tables
//! of the project.

use super::FunctionDoc;

pub(super) static DOC: FunctionDoc = FunctionDoc {
    key: "convert",
    forms: "{ from: lb, to: kg }, { unit: Column, to: kg }, or { rates: NAME, currency: Column, to: USD, on: Column }",
    about: "An amount in another unit, by exact factors, or in another currency, by the rate in force on a day. \
            Nothing is rounded but the result, once.",
    example: ("convert: { from: lb, to: kg, decimals: 2 }", "150", "68.04"),
    fails: "MAP-CONVERT where the unit is not known, measures something else, or the result cannot be exact",
};
