//! Field functions: how a rule shapes a value, one file each. Pure; they know no record.

mod address;
mod case;
mod clean;
mod convert;
mod date;
mod exact;
mod form;
mod name;
mod number;
mod pad;
mod period;
mod split;
mod units;

pub use address::{AddressPart, manners};
pub use case::Case;
pub use clean::Clean;
pub(crate) use clean::unaccented;
pub use date::{DateFault, DatePatterns};
pub use exact::{DECIMALS_MAX, Rounding, quotient};
pub use form::{TextForm, country_of, currency_digits, is_currency};
pub use name::NamePart;
pub use number::{NumberForm, plain_number};
pub use pad::{Pad, PadSide};
pub use split::Split;
pub use units::{Unit, UnitTable, by_kind};

/// What the reference says of a field function.
#[derive(Debug, Clone, Copy)]
pub struct FunctionDoc {
    /// The key in a field rule.
    pub key: &'static str,
    /// The forms that its value may have.
    pub forms: &'static str,
    /// What it does, in sentences.
    pub about: &'static str,
    /// A rule, a value before, and the value after.
    pub example: (&'static str, &'static str, &'static str),
    /// What is said when it fails; empty where it cannot.
    pub fails: &'static str,
}

/// All field functions in the order in which they are applied.
pub static ALL: &[&FunctionDoc] = &[
    &clean::DOC,
    &name::DOC,
    &address::DOC,
    &split::DOC,
    &case::DOC,
    &pad::DOC,
    &number::DOC,
    &convert::DOC,
    &date::DOC,
    &period::DOC,
    &CROSSWALK_DOC,
    &form::DOC,
];

/// Crosswalks live beside the functions: they are data of the project.
static CROSSWALK_DOC: FunctionDoc = FunctionDoc {
    key: "crosswalk",
    forms: "the name of a crosswalk of landbridge.yaml",
    about: "Puts the ERP's code in the place of the legacy code. The code is compared as it \
            stands after the other functions.",
    example: ("crosswalk: countries", "ALLEMAGNE", "DE"),
    fails: "MAP-UNMAPPED-CODE where the crosswalk does not have the code",
};

#[cfg(test)]
mod tests;
