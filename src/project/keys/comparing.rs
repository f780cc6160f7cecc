//! The keys of `reconcile` of a mapping.

use super::{Form, Key, KeyTable, Rest, key};
use crate::mapping::Alike;
use crate::mapping::functions::Rounding;

const fn rule(name: &'static str, form: Form, about: &'static str, example: &'static str) -> Key {
    key(name, form, about, example).beside("owner")
}

/// One of `reconcile`.
pub static COMPARE: KeyTable = KeyTable {
    name: "compare-rule",
    title: "`reconcile` of a mapping",
    about: "What may differ between what was sent of an attribute and what the ERP holds, by the attribute's name with those that it is \
            nested in (`lines.Amount`). Everything that lets a difference pass states its owner and reason; the report tells them with the number of \
            differences that passed. Without a rule values are equal as [the comparison](reconcile.md#what-is-equal) has it.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Supplier: { from: Vendor Name }\nreconcile:\n  Supplier: { … }",
    keys: &[
        rule(
            "tolerance",
            Form::Amount,
            "The greatest difference of numbers, either way.",
            "tolerance: 0.01, owner: ap@example.org, reason: Settled with accounting.",
        ),
        rule(
            "days",
            Form::Whole(0),
            "The greatest difference of dates, in days, either way.",
            "days: 1, owner: ap@example.org, reason: Settled with accounting.",
        ),
        rule(
            "alike",
            Form::Words(|| Alike::ALL.into_iter().map(Alike::word).collect()),
            "What does not tell texts apart: white space around them (`trim`) or within (`squeeze`), capitals (`case`), letters of full or half \
             width (`width`).",
            "alike: [case, squeeze], owner: ap@example.org, reason: The ERP keeps names in capitals.",
        ),
        rule(
            "zone",
            Form::Text,
            "The zone, as its distance to UTC, in which the ERP keeps days: a moment that it returns is held against the day that was sent as the \
             day there, and a moment without a zone is one there.",
            "zone: \"+09:00\", owner: ap@example.org, reason: The pod keeps the time of Tokyo.",
        ),
        rule(
            "decimals",
            Form::Whole(0),
            "How many decimals the ERP keeps: the number that was sent is rounded before it is compared.",
            "decimals: 2, owner: ap@example.org, reason: The ERP keeps cents.",
        ),
        key(
            "rounding",
            Form::Word(|| Rounding::ALL.into_iter().map(Rounding::word).collect()),
            "How the ERP rounds.",
            "decimals: 2, rounding: half-even, owner: ap@example.org, reason: The ERP keeps cents.",
        )
        .beside("decimals")
        .default("half-up"),
        rule(
            "fills",
            Form::Constant,
            "What the ERP fills in where nothing is sent. Then any other value is a break.",
            "fills: CORPORATION, owner: ap@example.org, reason: The set-up of the pod.",
        ),
        rule(
            "compared",
            Form::Bool,
            "`false` leaves the attribute out.",
            "compared: false, owner: ap@example.org, reason: The ERP numbers them anew.",
        )
        .default("true"),
        key(
            "key",
            Form::Texts,
            "Of nested records: the attribute or attributes that tell them apart, in what was sent and in the ERP.",
            "key: LineNumber",
        )
        .default("the attribute that tells them apart best, else their order"),
        key("owner", Form::Text, "Who answers for the rule.", OWNED_WITHIN),
        key("reason", Form::Text, "Why the difference may be.", OWNED_WITHIN),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

const OWNED_WITHIN: &str =
    "tolerance: 0.01, owner: ap@example.org, reason: Settled with accounting.";
