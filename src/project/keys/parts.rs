//! The keys of rules that take a name or an address apart.

use super::{Form, KeyTable, Rest, key};
use crate::mapping::functions::{AddressPart, NamePart};

/// The parts of a name.
pub(super) fn name_parts() -> Vec<&'static str> {
    NamePart::ALL.into_iter().map(NamePart::word).collect()
}

fn address_parts() -> Vec<&'static str> {
    AddressPart::ALL
        .into_iter()
        .map(AddressPart::word)
        .collect()
}

/// `address`.
pub static ADDRESS: KeyTable = KeyTable {
    name: "address",
    title: "`address`",
    about: "A part of a postal address that is written in one text, by [the manner of its country](#manners-of-addresses): `of` or `in`.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor Name, address: { … } }",
    keys: &[
        key(
            "part",
            Form::Word(address_parts),
            "Which part.",
            "part: city, in: CH",
        )
        .needed(),
        key(
            "of",
            Form::Text,
            "The column of the country, with its code of two or three letters (ISO 3166).",
            "part: city, of: Country",
        ),
        key(
            "in",
            Form::Text,
            "The code of the country, where it is the same for all.",
            "part: city, in: CH",
        ),
    ],
    one_of: &["of", "in"],
    rest: Rest::Nothing,
};
