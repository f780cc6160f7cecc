//! The keys of field rules.

use super::mapping::{FIELD, clean_words};
use super::project::INCLUDED;
use super::{Form, Key, KeyTable, Rest, key};
use crate::mapping::functions::{Case, NumberForm, TextForm};
use crate::project::{MISSING, STATUS};

/// A rule that gives one value.
pub static VALUE_RULE: KeyTable = KeyTable {
    name: "field-rule",
    title: "A field rule",
    about: "Fills one attribute. Where the value comes from is exactly one of `from`, `first_of`, `join`, `value`, `expr`, \
            `token` and `lookup`; it is shaped by `clean`, `name`, `address`, `split`, `case`, `pad`, `number`, `convert`, `date`, `period`, \
            `crosswalk` and `is`, always in this order whatever the order in the file; then `default`, `required` and `omit` are asked.",
    within: "lookups:\n  registry: { delimited: registry.csv }\nfields:\n  SupplierNumber: { from: Vendor ID }\n  \
             Alias: { … }",
    keys: VALUE_KEYS,
    one_of: &[
        "from", "first_of", "join", "value", "expr", "token", "lookup",
    ],
    rest: Rest::Nothing,
};

const TOKEN: &[Form] = &[Form::Bool, Form::Block(&TOKEN_FORM)];
const PAD: &[Form] = &[Form::Whole(1), Form::Block(&PAD_FORM)];
const IS: &[Form] = &[Form::Word(form_words), Form::Block(&IS_FORM)];
/// Columns that two sources have in common.
const ON: &[Form] = &[Form::Texts, Form::Named(&Form::Text)];
const DEFAULT: &[Form] = &[Form::Constant, Form::Block(&DEFAULT_FROM)];

/// How numbers are written: a word, or the signs.
pub(super) const NUMBER: &[Form] = &[
    Form::Word(|| NumberForm::WORDS.to_vec()),
    Form::Block(&NUMBER_FORM),
];

const VALUE_KEYS: &[Key] = &[
    key(
        "from",
        Form::Text,
        "The value of a column, or of a path in XML (`Part/@UnitPrice`) or JSON (`address/city`).",
        "from: Vendor Name",
    )
    .fails("MAP-TYPE SRC-REPEATED"),
    key(
        "first_of",
        Form::Some(1, u8::MAX),
        "The first of these columns that is not empty; a finding about it names that column's cell.",
        "first_of: [Vendor Name, Vendor ID]",
    ),
    key(
        "join",
        Form::Some(1, u8::MAX),
        "The values of these columns that are not empty, one after the other.",
        "join: [Vendor ID, Vendor Name]",
    ),
    key(
        "with",
        Form::Text,
        "What stands between the values of `join`.",
        "join: [Vendor ID, Vendor Name], with: \", \"",
    )
    .default("a blank"),
    key("value", Form::Constant, "A constant.", "value: SPEND_AUTHORIZED"),
    key(
        "expr",
        Form::Expression,
        "An expression over the source's columns.",
        "expr: 'upper(`Vendor Name`)'",
    )
    .fails("MAP-EXPRESSION"),
    key(
        "token",
        Form::Either(TOKEN),
        "A short text that stands for the record's key, for a free reference field: made of project, object and business \
         key, the same in every run, and another for every other key.",
        "token: true",
    ),
    key(
        "lookup",
        Form::Text,
        "The value of the column `take` of that one of `lookups`, from its record with the same key. What is found of the \
         value is said at its cell there.",
        "lookup: registry, on: Vendor ID, take: Tax ID",
    )
    .beside("take")
    .fails("MAP-LOOKUP-MISSING MAP-LOOKUP-AMBIGUOUS"),
    key(
        "on",
        Form::Either(ON),
        "With `lookup`: the column or columns that make the key; `{ here: there }` where the names differ. Keys are \
         compared without outer white space, and `42.0` is `42`.",
        "lookup: registry, on: { Vendor ID: Number }, take: Tax ID",
    )
    .beside("lookup"),
    key(
        "take",
        Form::Text,
        "With `lookup`: the column there whose value is taken.",
        "lookup: registry, on: Vendor ID, take: Tax ID",
    )
    .beside("on"),
    key(
        "missing",
        Form::Word(|| MISSING.to_vec()),
        "With `lookup`: whether a key that no record there has is a finding, or counts as an empty value.",
        "lookup: registry, on: Vendor ID, take: Tax ID, missing: empty",
    )
    .beside("lookup")
    .default("error"),
    key(
        "ref",
        Form::Either(A_REFERENCE),
        "With `from` or `join`: the target id of the record of that mapping whose business key is the (shaped) value; the \
         parts of a key of several attributes are joined `with: \" | \"`. Fixes the \
         order of loading. In full, the record can also be one that an earlier run loaded, or that the ERP holds.",
        "ref: suppliers, from: Vendor ID",
    )
    .beside("from join")
    .fails("REF-MISSING REF-REJECTED"),
    key(
        "clean",
        Form::Words(clean_words),
        "Tidies text, in the order of the list.",
        "from: Vendor Name, clean: [trim, squeeze]",
    )
    .default("`defaults`"),
    key(
        "name",
        Form::Word(super::parts::name_parts),
        "One part of a person's name that is written in one text.",
        "from: Vendor Name, name: last",
    )
    .fails("MAP-NAME"),
    key(
        "address",
        Form::Block(&super::ADDRESS),
        "One part of a postal address that is written in one text.",
        "from: Vendor Name, address: { part: city, in: CH }",
    )
    .fails("MAP-ADDRESS"),
    key(
        "split",
        Form::Block(&SPLIT_FORM),
        "One part of the text between separators; a part that is not there is empty.",
        "from: Vendor ID, split: { at: \"-\", part: 2 }",
    ),
    key(
        "case",
        Form::Word(|| Case::ALL.into_iter().map(Case::word).collect()),
        "Writes text in capitals, in small letters, or each word with a capital.",
        "from: Vendor Name, case: upper",
    ),
    key(
        "pad",
        Form::Either(PAD),
        "Zeros on the left up to this width. A longer value is left as it is.",
        "from: Vendor ID, pad: 8",
    ),
    key(
        "number",
        Form::Either(NUMBER),
        "Text to an exact decimal: `plain` 1234.56, `en` 1,234.56, `de` 1.234,56, `fr` 1 234,56 with any space, `ch` \
         1'234.56. Outer white space, a leading or trailing minus and amounts in parentheses are understood.",
        "from: Vendor ID, number: de",
    )
    .fails("MAP-NUMBER-FORMAT"),
    key(
        "convert",
        super::tables::CONVERT,
        "The amount in another unit, by exact factors, or in another currency, by the rate in force on a day of the record.",
        "from: Vendor ID, convert: { from: lb, to: kg }",
    )
    .fails("MAP-CONVERT MAP-RATE MAP-NUMBER-FORMAT"),
    key(
        "date",
        Form::Texts,
        "Text to a date; one pattern or a list tried in order. A value that is a date already is kept.",
        "from: Country, date: \"%d/%m/%Y\"",
    )
    .fails("MAP-DATE-FORMAT"),
    key(
        "period",
        Form::Either(super::calendars::PERIOD_FORMS),
        "The name of the open accounting period of a date, by a calendar of landbridge.yaml.",
        "from: Country, date: \"%d/%m/%Y\", period: fiscal",
    )
    .fails("MAP-PERIOD MAPPING-CALENDAR"),
    key(
        "crosswalk",
        Form::Text,
        "The ERP's code for the legacy code.",
        "from: Country, crosswalk: countries",
    )
    .fails("MAP-UNMAPPED-CODE"),
    key(
        "is",
        Form::Either(IS),
        "The form that the text must have, and in whose manner it is written: [the forms](#forms-of-texts).",
        "from: Vendor Name, is: email",
    )
    .fails("MAP-FORM"),
    key(
        "when",
        Form::Expression,
        "Where it does not hold, the attribute is not sent, and neither `default` nor the rule's own `required: true` is \
         asked.",
        "from: Vendor Name, when: 'Country == \"KEN\"'",
    )
    .fails("MAP-EXPRESSION"),
    key(
        "default",
        Form::Either(DEFAULT),
        "What stands for an empty value: a constant, or the value of another column, shaped alike.",
        "from: Vendor Name, default: unknown",
    ),
    key(
        "required",
        Form::Bool,
        "Whether an empty value is a finding. Attributes that the schema requires need not say so.",
        "from: Vendor Name, required: true",
    )
    .default("false")
    .fails("VAL-REQUIRED"),
    key(
        "omit",
        Form::Word(|| vec!["empty", "never"]),
        "Whether an empty attribute is left out (`empty`), or sent as null (`never`).",
        "from: Vendor Name, omit: never",
    )
    .default("empty"),
    key(
        "personal",
        Form::Bool,
        "Marks a personal value: no log, report, finding or error shows it, nor the column that it comes from.",
        "from: Vendor Name, personal: true",
    )
    .default("false"),
    key(
        "confidential",
        Form::Bool,
        "Marks a confidential value: it is hidden wherever a personal one is.",
        "from: Vendor Name, confidential: true",
    )
    .default("false"),
    OWNER.example("from: Vendor Name, owner: Ann"),
    STATE.example("from: Vendor Name, status: agreed"),
    REMARK.example("from: Vendor Name, remark: see the minutes of May"),
];

/// Notes for people; they change nothing of what is done.
const OWNER: Key = key(
    "owner",
    Form::Text,
    "Who answers for the rule: a note for people.",
    "",
);
const REMARK: Key = key(
    "remark",
    Form::Text,
    "What people have to say: a note for people.",
    "",
);
const STATE: Key = key(
    "status",
    Form::Word(|| STATUS.to_vec()),
    "How far the people are who agree on the rule: a note for people.",
    "",
);

/// `token` in full.
pub static TOKEN_FORM: KeyTable = KeyTable {
    name: "token",
    title: "`token` in full",
    about: "A token of another length, or of other attributes than the business key's.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { token: { … } }",
    keys: &[
        key(
            "length",
            Form::Whole(16),
            "Its characters; at least 16 beside `prefix`.",
            "length: 20",
        )
        .default("26"),
        key(
            "prefix",
            Form::Text,
            "What it begins with.",
            "prefix: LB-",
        ),
        key(
            "of",
            Form::Texts,
            "The attributes that it is made of. A token that is the business key itself must say so.",
            "of: [SupplierNumber]",
        )
        .default("the business key"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `split`.
pub static SPLIT_FORM: KeyTable = KeyTable {
    name: "split",
    title: "`split`",
    about: "One part of a text between separators.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor Name, split: { … } }",
    keys: &[
        key("at", Form::Text, "The separator.", "at: \"-\", part: 2").needed(),
        key(
            "part",
            Form::Integer,
            "Which part: 1 is the first, -1 the last.",
            "at: \"-\", part: -1",
        )
        .needed(),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `pad` in full.
pub static PAD_FORM: KeyTable = KeyTable {
    name: "pad",
    title: "`pad` in full",
    about: "Fills text up to a width.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor Name, pad: { … } }",
    keys: &[
        key("width", Form::Whole(1), "The width, to 4,000.", "width: 8").needed(),
        key(
            "with",
            Form::Character,
            "The character that fills.",
            "width: 8, with: \"0\"",
        )
        .default("0"),
        key(
            "side",
            Form::Word(|| vec!["left", "right"]),
            "On which side it stands.",
            "width: 8, side: right",
        )
        .default("left"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `number` in full.
pub static NUMBER_FORM: KeyTable = KeyTable {
    name: "number",
    title: "`number` in full",
    about: "A form of numbers that has no word.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor ID, number: { … } }",
    keys: &[
        key(
            "decimal",
            Form::Sign,
            "The decimal sign.",
            "decimal: \",\", group: \".\"",
        )
        .needed(),
        key(
            "group",
            Form::Sign,
            "What stands between groups of three digits.",
            "decimal: \",\", group: \" \"",
        )
        .default("nothing"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

fn form_words() -> Vec<&'static str> {
    TextForm::ALL.into_iter().map(TextForm::word).collect()
}

/// `is` in full.
pub static IS_FORM: KeyTable = KeyTable {
    name: "is",
    title: "`is` in full",
    about: "A telephone number, with the country of those that do not name their own: exactly one of these.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor Name, is: { … } }",
    keys: &[
        key(
            "phone_of",
            Form::Text,
            "The column of the country, with its code of two or three letters (ISO 3166). Where it is empty, the number \
             must name its country.",
            "phone_of: Country",
        ),
        key(
            "phone_in",
            Form::Text,
            "The code of the country, where it is the same for all.",
            "phone_in: KE",
        ),
    ],
    one_of: &["phone_of", "phone_in"],
    rest: Rest::Nothing,
};

const A_REFERENCE: &[Form] = &[Form::Text, Form::Block(&REF_FORM)];

/// `ref: { object: …, in: … }`.
pub static REF_FORM: KeyTable = KeyTable {
    name: "ref-in-full",
    title: "`ref` in full",
    about: "A reference to a record that is not of this run.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  ParentSupplierNumber: { from: Vendor ID, ref: { … } }",
    keys: &[
        key(
            "object",
            Form::Text,
            "The mapping of the record; `in: erp` takes an object of the ERP as well.",
            "object: suppliers, in: erp",
        )
        .needed(),
        key(
            "in",
            Form::Word(|| REF_PLACES.to_vec()),
            "Where the record is: `run`, loaded by this run or an earlier one; `ledger`, loaded by an earlier run, so that \
             its mapping need not be part of this one; `erp`, in the ERP, whoever put it there, which is asked for \
             each key once in a run.",
            "object: suppliers, in: erp",
        )
        .default("run")
        .fails("REF-MISSING VAL-UNASKED"),
        key(
            "by",
            Form::Text,
            "With `in: erp`: the attribute by which the ERP is asked for the record.",
            "object: suppliers, in: erp, by: Supplier",
        )
        .default("the business key of the mapping, or the natural key of the ERP's object"),
        key(
            "gives",
            Form::Word(|| REF_GIVES.to_vec()),
            "What is sent: the record's target `id`, or its `key` as it stands here, for attributes that take a number or a name. \
             The record must be there all the same, and is loaded first.",
            "object: suppliers, gives: key",
        )
        .default("id"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// What a reference may be sent as.
pub const REF_GIVES: [&str; 2] = ["id", "key"];

/// Where a record is that is referred to.
pub const REF_PLACES: [&str; 3] = ["run", "ledger", "erp"];

/// `default: { from: … }`.
pub static DEFAULT_FROM: KeyTable = KeyTable {
    name: "default-from",
    title: "`default` from a column",
    about: "The value of another column, shaped alike.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  Alias: { from: Vendor Name, default: { … } }",
    keys: &[key("from", Form::Text, "The column.", "from: Vendor ID").needed()],
    one_of: &[],
    rest: Rest::Nothing,
};

/// A rule that gives nested records.
pub static NESTED_RULE: KeyTable = KeyTable {
    name: "nested-records",
    title: "Nested records",
    about: "Fills an attribute with nested records: elements inside the record, or records of another sheet or file.",
    within: "fields:\n  SupplierNumber: { from: Vendor ID }\n  addresses: { … }",
    keys: &[
        key(
            "each",
            Form::Either(&[Form::Text, Form::Joined]),
            "Where they come from: a path inside the record (`LineItems/LineItem`); with `on`, the name of another sheet of \
             the same workbook, `{ sheet: Banks, header: 3 }` for a sheet with options of its own, or another file with \
             its connector.",
            "each: { delimited: sites.csv }, on: Vendor ID, fields: { AddressName: { from: Site } }",
        )
        .needed()
        .block_beside("on"),
        key(
            "on",
            Form::Either(ON),
            "The column or columns that both have; `{ here: there }` where the names differ. Keys are compared without outer \
             white space, and `42.0` is `42`.",
            "each: { delimited: sites.csv }, on: { Vendor ID: VendorNo }, fields: { AddressName: { from: Site } }",
        )
        .fails("JOIN-ORPHAN"),
        key(
            "where",
            Form::Expression,
            "Which of the nested records are wanted.",
            "each: { delimited: sites.csv }, on: Vendor ID, where: 'Site != \"\"', fields: { AddressName: { from: Site } }",
        )
        .fails("MAP-EXPRESSION"),
        key(
            "include",
            Form::List(&INCLUDED),
            "Files with groups of rules for the nested records, as in a mapping.",
            "each: { delimited: sites.csv }, on: Vendor ID, include: shared/sites.yaml, fields: { AddressName: { from: Site } }",
        )
        .fails("MAPPING-INCLUDE FILE-DUPLICATE-KEY"),
        key(
            "fields",
            Form::Named(&FIELD),
            "The rules of the nested records, which see the nested record's columns.",
            "each: { delimited: sites.csv }, on: Vendor ID, fields: { AddressName: { from: Site } }",
        )
        .needed(),
        OWNER.example("each: Sites, owner: Ann, fields: { AddressName: { from: Site } }"),
        STATE.example("each: Sites, status: agreed, fields: { AddressName: { from: Site } }"),
        REMARK.example("each: Sites, remark: offices only, fields: { AddressName: { from: Site } }"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};
