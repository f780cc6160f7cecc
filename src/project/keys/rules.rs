//! The keys of checks and control totals.

use super::fields::NUMBER;
use super::{Form, Key, KeyTable, Rest, key};

/// `trial_balance`.
pub static TRIAL_BALANCE: KeyTable = KeyTable {
    name: "trial-balance",
    title: "A trial balance",
    about: "Debits and credits by account: two control totals that reports show side by side, with the balance of each account.",
    within: "control_totals:\n  - { … }",
    keys: &[
        key(
            "trial_balance",
            Form::Text,
            "What reports call it.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount",
        )
        .needed(),
        key(
            "each",
            Form::Text,
            "The nested records that hold debits and credits, as for a control total.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount",
        )
        .default("the records themselves"),
        key(
            "account",
            Form::Texts,
            "The column of the account, or several; never a personal one.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount",
        )
        .needed(),
        key(
            "debit",
            Form::Text,
            "The column of debits.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount",
        )
        .needed()
        .fails("MAP-NUMBER-FORMAT"),
        key(
            "credit",
            Form::Text,
            "The column of credits.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount",
        )
        .needed()
        .fails("MAP-NUMBER-FORMAT"),
        key(
            "by",
            Form::Texts,
            "Further columns that part the balance: a currency, a period.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount, by: Currency",
        ),
        key(
            "number",
            Form::Either(NUMBER),
            "The form of the columns' numbers.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount, number: de",
        )
        .default("that of the rules that read the columns"),
        key(
            "against_debit",
            Form::Text,
            "The attribute whose sum in the ERP debits are compared with.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount, against_debit: lines.Amount",
        )
        .default("the attribute whose rule reads the column"),
        key(
            "against_credit",
            Form::Text,
            "The attribute whose sum in the ERP credits are compared with.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount, against_credit: lines.Amount",
        )
        .default("the attribute whose rule reads the column"),
        key(
            "against_by",
            Form::Texts,
            "The attributes that make account and groups in the ERP, in the order of `account` and `by`.",
            "trial_balance: balances, each: lines, account: Amount, debit: Amount, credit: Amount, against_by: lines.Amount",
        )
        .default("the attributes whose rules read the columns"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// One of `checks`.
pub(super) static CHECK: Form = Form::Either(&[
    Form::Block(&THAT),
    Form::Block(&UNIQUE),
    Form::Block(&SUM),
    Form::Block(&BALANCED),
    Form::Block(&NO_OVERLAP),
    Form::Block(&SCREEN),
]);

/// The kinds of checks.
pub static CHECKS: &[&KeyTable] = &[&THAT, &UNIQUE, &SUM, &BALANCED, &NO_OVERLAP, &SCREEN];

/// The kind of check that a key makes.
pub fn check(key: &str) -> &'static KeyTable {
    let mut kinds = CHECKS.iter().copied();
    kinds
        .find(|table| table.keys.first().is_some_and(|first| first.name == key))
        .unwrap_or(&THAT)
}

const fn severity(example: &'static str) -> Key {
    key(
        "severity",
        Form::Word(|| vec!["error", "warning"]),
        "A record with an `error` is rejected; a `warning` is reported and the record is loaded.",
        example,
    )
    .default("error")
}

const fn by(about: &'static str, example: &'static str) -> Key {
    key("by", Form::Texts, about, example).default("all records are one group")
}

/// `that`.
pub static THAT: KeyTable = KeyTable {
    name: "check-that",
    title: "Check: `that`",
    about: "Something that must hold for each record. A check that reads an attribute with a finding is not asked.",
    within: "checks:\n  - { … }",
    keys: &[
        key(
            "that",
            Form::Expression,
            "The condition; it sees the target's attributes and, where no attribute has the name, the columns.",
            "that: \"length(SupplierNumber) == 6\"",
        )
        .needed()
        .fails("VAL-CHECK"),
        key(
            "else",
            Form::Text,
            "What is said where it does not hold.",
            "that: \"length(SupplierNumber) == 6\", else: six digits",
        )
        .default("the condition itself"),
        severity("that: \"length(SupplierNumber) == 6\", severity: warning"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `unique`.
pub static UNIQUE: KeyTable = KeyTable {
    name: "check-unique",
    title: "Check: `unique`",
    about: "Values that, taken together, must differ between records, also of different files.",
    within: "checks:\n  - { … }",
    keys: &[
        key(
            "unique",
            Form::Some(1, u8::MAX),
            "The attributes.",
            "unique: [Supplier]",
        )
        .needed()
        .fails("VAL-UNIQUE"),
        severity("unique: [Supplier], severity: warning"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `sum`.
pub static SUM: KeyTable = KeyTable {
    name: "check-sum",
    title: "Check: `sum`",
    about: "The values at a path of one record add up to what an attribute of it states. Where the attribute is empty, \
            nothing is stated.",
    within: "checks:\n  - { … }",
    keys: &[
        key(
            "sum",
            Form::Text,
            "The path of the values.",
            "sum: lines.Amount, equals: Amount",
        )
        .needed()
        .fails("VAL-SUM"),
        key(
            "equals",
            Form::Text,
            "The attribute that states the sum.",
            "sum: lines.Amount, equals: Amount",
        )
        .needed(),
        key(
            "tolerance",
            Form::Amount,
            "A difference that is no finding.",
            "sum: lines.Amount, equals: Amount, tolerance: 0.01",
        )
        .default("0"),
        severity("sum: lines.Amount, equals: Amount, severity: warning"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `balanced`.
pub static BALANCED: KeyTable = KeyTable {
    name: "check-balanced",
    title: "Check: `balanced`",
    about: "Debits equal credits, or the amounts of one attribute add up to nothing, over all records of a group. None of a \
            group that does not balance is loaded; a record that is rejected for another reason counts in no group, so \
            that no journal is loaded in part.",
    within: "checks:\n  - { … }",
    keys: &[
        key(
            "balanced",
            Form::Some(1, 2),
            "The attribute of the amounts, or those of debits and of credits; also in nested records.",
            "balanced: [Debit, Credit], by: [Journal]",
        )
        .needed()
        .fails("VAL-BALANCE"),
        by(
            "The attributes whose values make the groups.",
            "balanced: [Debit, Credit], by: [Journal]",
        ),
        severity("balanced: [Debit, Credit], severity: warning"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `no_overlap`.
pub static NO_OVERLAP: KeyTable = KeyTable {
    name: "check-no-overlap",
    title: "Check: `no_overlap`",
    about: "No two records of a group have a day in common. Both days count; an empty first day begins before all, an empty \
            last day does not end.",
    within: "checks:\n  - { … }",
    keys: &[
        key(
            "no_overlap",
            Form::Some(2, 2),
            "The attributes of the first and the last day.",
            "no_overlap: [FirstDay, LastDay], by: [Person]",
        )
        .needed()
        .fails("VAL-SPAN"),
        by(
            "The attributes whose values make the groups.",
            "no_overlap: [FirstDay, LastDay], by: [Person]",
        ),
        severity("no_overlap: [FirstDay, LastDay], severity: warning"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `screen`.
pub static SCREEN: KeyTable = KeyTable {
    name: "check-screen",
    title: "Check: `screen`",
    about: "A name is not like one on a list. Case, accents, punctuation, order of words and legal form do not tell names \
            apart.",
    within: "checks:\n  - { … }",
    keys: &[
        key(
            "screen",
            Form::Text,
            "The attribute of the name.",
            "screen: Supplier, against: countries",
        )
        .needed()
        .fails("VAL-SCREEN"),
        key(
            "against",
            Form::Text,
            "A crosswalk: its legacy codes are the names, its ERP codes say why each is there.",
            "screen: Supplier, against: countries",
        )
        .needed(),
        key(
            "similarity",
            Form::Similarity,
            "The likeness from which on a person must look.",
            "screen: Supplier, against: countries, similarity: 90%",
        )
        .default("85%"),
        severity("screen: Supplier, against: countries, severity: error").default("warning"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// One of `control_totals`.
pub static CONTROL_TOTAL: KeyTable = KeyTable {
    name: "control-total",
    title: "A control total",
    about: "A sum taken from the source as read, followed through skipped, rejected and loaded, and compared with the ERP's. \
            An empty value adds nothing. What is summed is `sum`, `expr`, or `of` in `ageing`.",
    within: "control_totals:\n  - { … }",
    keys: TOTAL_KEYS,
    one_of: &["sum", "expr", "ageing"],
    rest: Rest::Nothing,
};

/// `ageing`.
pub static AGEING: KeyTable = KeyTable {
    name: "ageing",
    title: "Ages of a control total",
    about: "Open items by how many days lie between a date of theirs and a day: `not due` up to the day itself, `1–30`, `31–60`, \
            `over 60`, and `no date`. Both sides are aged, the source by the column and the ERP by the attribute.",
    within: "control_totals:\n  - { ageing: { … } }",
    keys: &[
        key(
            "of",
            Form::Text,
            "The column that is summed.",
            "of: Open Balance, on: Created, buckets: [30, 60, 90]",
        )
        .needed()
        .fails("MAP-NUMBER-FORMAT"),
        key(
            "on",
            Form::Text,
            "The column of the date, or an attribute that an expression fills; a rule must carry it over, and says where it is no date.",
            "of: Open Balance, on: Created, buckets: [30, 60, 90]",
        )
        .needed(),
        key(
            "buckets",
            Form::List(&Form::Whole(1)),
            "The last day of each bucket; what is older goes into one more.",
            "of: Open Balance, on: Created, buckets: [30, 60, 90]",
        )
        .needed(),
        key(
            "at",
            Form::Day,
            "The day that ages are counted to, as YYYY-MM-DD; a parameter for the day of the cut-over.",
            "of: Open Balance, on: Created, buckets: [30, 60, 90], at: 2026-12-31",
        )
        .default("the day that `run_date` means"),
        key(
            "against",
            Form::Text,
            "The attribute of the date in the ERP.",
            "of: Open Balance, on: Created, buckets: [30, 60, 90], against: CreationDate",
        )
        .default("the attribute whose rule reads the column of `on`"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

const TOTAL_KEYS: &[Key] = &[
    key(
        "name",
        Form::Text,
        "What reports call it.",
        "name: vendors, expr: '1'",
    )
    .default("what is summed, and by what"),
    key(
        "sum",
        Form::Text,
        "The column that is summed.",
        "sum: Open Balance, by: Currency, against: Balance",
    )
    .fails("MAP-NUMBER-FORMAT"),
    key(
        "expr",
        Form::Expression,
        "An expression that is summed; `'1'` counts records.",
        "name: vendors, expr: '1'",
    )
    .fails("MAP-NUMBER-FORMAT MAP-EXPRESSION"),
    key(
        "ageing",
        Form::Block(&AGEING),
        "Sums a column by age: how many days a date lies back. The bucket is the last part of a group's name, behind those of `by`.",
        "ageing: { of: Open Balance, on: Created, buckets: [30, 60, 90] }, by: Currency, against: Balance",
    ),
    key(
        "number",
        Form::Either(NUMBER),
        "The form of the column's numbers.",
        "sum: Open Balance, number: de, against: Balance",
    )
    .default("that of the rule that reads the column"),
    key(
        "each",
        Form::Text,
        "The nested records that are summed over: a path, a sheet, or their attribute; with points, those within nested ones \
         (`journalHeaders.journalLines`).",
        "each: lines, sum: Amount, against: lines.Amount",
    )
    .default("the records themselves"),
    key(
        "by",
        Form::Texts,
        "The column whose values make the groups, or several: of the nested records that are summed over where a rule of theirs \
         reads it, else of the record; never a personal one. An attribute that an expression fills serves as well.",
        "each: lines, sum: Amount, by: [Currency], against: lines.Amount",
    ),
    key(
        "against",
        Form::Text,
        "The attribute whose sum in the ERP it is compared with.",
        "sum: Open Balance, against: Balance",
    )
    .default("the attribute whose rule reads the column"),
    key(
        "against_by",
        Form::Texts,
        "The attributes that make the groups in the ERP, in the order of `by`.",
        "sum: Open Balance, by: Currency, against: Balance, against_by: Currency",
    )
    .default("the attribute whose rule reads the column of `by`"),
    key(
        "declared",
        Form::Text,
        "A total that the extract states of itself: the sum over all groups must equal it, or the run stops before anything \
         is sent.",
        "sum: Open Balance, declared: trailer.Total, against: Balance",
    )
    .fails("SRC-DECLARED"),
    severity("sum: Open Balance, declared: trailer.Total, severity: warning, against: Balance"),
];
