//! The keys of a mapping file, outside of its rules.

use super::project::{INCLUDED, SHARED_ABOUT, SHARED_VERSION};
use super::rules::CHECK;
use super::{Form, Key, KeyTable, Rest, key};
use crate::mapping::functions::Clean;
use crate::mapping::{LANGUAGES, WriteMode};
use crate::schema;

/// A mapping file.
pub static MAPPING: KeyTable = KeyTable {
    name: "mapping",
    title: "A mapping file",
    about: "One file for each object, in the folder `mappings`.",
    within: "…",
    keys: MAPPING_KEYS,
    one_of: &[],
    rest: Rest::Nothing,
};

const MAPPING_KEYS: &[Key] = &[
    key(
        "version",
        Form::Version,
        "The version of the file's form.",
        "version: 1",
    )
    .needed(),
    key(
        "object",
        Form::Text,
        "The mapping's name: what `ref`, waves and reports call it.",
        "object: suppliers",
    )
    .needed(),
    key(
        "about",
        Form::Text,
        "What is carried over, in free text.",
        "about: Vendors of the old procurement system.",
    ),
    key(
        "owner",
        Form::Text,
        "Who answers for the data, and gets the copy of the file with what to mend.",
        "owner: procurement@example.org",
    ),
    key(
        "language",
        Form::Word(|| LANGUAGES.to_vec()),
        "The language of what the owner gets.",
        "language: fr",
    )
    .default("en"),
    key(
        "source",
        Form::Block(&SOURCE),
        "The legacy file or files, and how they are read.",
        "source: { delimited: vendors.csv, delimiter: \",\" }",
    )
    .needed(),
    key(
        "lookups",
        Form::Named(&LOOKUP),
        "Other sources, by a name of one's own, that rules take single values from: another file with its connector, or \
         another sheet of the same workbook by its name or as `{ sheet: Banks, header: 3 }`.",
        "lookups: { registry: { delimited: registry.csv } }",
    ),
    key(
        "confidential",
        Form::Block(&APPROVAL),
        "The approval without which a confidential source is not read. The run keeps it, and its report shows it.",
        "confidential: { purpose: Opening balances of payroll, approver: jane.doe@example.org }",
    )
    .fails("MAPPING-CONFIDENTIAL"),
    key(
        "where",
        Form::Expression,
        "Which records are wanted; the others are skipped, and counted.",
        "where: 'Country != \"BRA\"'",
    )
    .fails("MAP-EXPRESSION"),
    key(
        "business_key",
        Form::Texts,
        "The attribute or attributes that name a record in the ERP. Records with the same key and the same content are \
         sent once; with different content none of them is.",
        "business_key: SupplierNumber",
    )
    .needed()
    .fails("KEY-MISSING KEY-CONFLICT"),
    key(
        "rehearsal_prefix",
        Form::Either(&[Form::Bool, Form::Texts]),
        "Which attributes have the prefix of rehearsals: one of the business key, and others that must differ in the ERP; `false` for \
         keys that are the same in all rehearsals.",
        "rehearsal_prefix: [SupplierNumber, Supplier]",
    )
    .default("the attribute of a business key of one")
    .fails("MAPPING-REHEARSAL"),
    key(
        "target",
        Form::Block(&TARGET),
        "Where the records go, and how.",
        "target: { object: suppliers, write: upsert }",
    )
    .default("the ERP's object of the mapping's name, created"),
    key(
        "schema",
        Form::Either(A_SCHEMA),
        "The file of the target's schema, relative to the project folder.",
        "schema: schemas/suppliers.json",
    )
    .default("`OBJECT.json` in the folder `schemas`, after the target's object"),
    key(
        "defaults",
        Form::Block(&DEFAULTS),
        "What holds for every field rule that does not say otherwise.",
        "defaults: { clean: [trim] }",
    ),
    key(
        "include",
        Form::List(&INCLUDED),
        "Files with groups of field rules, relative to the project folder: `version: 1` and `fields`, or further files under \
         `include`. A rule of the mapping itself stands in the place of an included one.",
        "include: shared/parties.yaml",
    )
    .fails("MAPPING-INCLUDE FILE-DUPLICATE-KEY"),
    key(
        "fields",
        Form::Named(&FIELD),
        "The field rules: one for each attribute of the target, by its name.",
        "fields: { SupplierNumber: { from: Vendor ID } }",
    )
    .needed(),
    key(
        "checks",
        Form::List(&CHECK),
        "Rules that a record must hold, and rules that look at several records.",
        "checks: [ { unique: [Supplier] } ]",
    ),
    key(
        "severity",
        Form::Named(&SEVERITY),
        "How much findings of a code weigh in this mapping. What the schema says of a value that is there may be lowered to a \
         warning, since a pod can be set up wider than its description; the value is sent as it is: `VAL-LENGTH`, `VAL-PRECISION`, \
         `VAL-ALLOWED`, `VAL-PATTERN`, `VAL-RANGE`. What a source noticed may be raised to an error: `SRC-HIDDEN`, \
         `SRC-MERGED`, `SRC-RAGGED`, `SRC-REPEATED-HEADER`. No other code may be changed: without a value, or with a wrong \
         one, or without a key, nothing can be loaded; checks state their own `severity`.",
        "severity: { VAL-LENGTH: warning, SRC-HIDDEN: error }",
    ),
    key(
        "control_totals",
        Form::List(&CONTROL_TOTALS),
        "Sums that must be the same in the source and in the ERP.",
        "control_totals: [ { expr: '1', name: vendors } ]",
    ),
    key(
        "reconcile",
        Form::Named(&COMPARED),
        "How single attributes are compared with what the ERP holds, by their names with those that they are nested in.",
        "reconcile: { SupplierNumber: { alike: case, owner: ap@example.org, reason: The ERP keeps capitals. } }",
    )
    .fails("MAPPING-ATTRIBUTE"),
];

static COMPARED: Form = Form::Block(&super::COMPARE);

static SEVERITY: Form = Form::Word(|| vec!["error", "warning"]);
/// A source of its own, or a sheet of the workbook that the mapping reads.
static LOOKUP: Form = Form::Either(&[Form::Text, Form::Joined]);
const A_SCHEMA: &[Form] = &[Form::Text, Form::Block(&SCHEMA)];
static CONTROL_TOTALS: Form = Form::Either(&[
    Form::Block(&super::CONTROL_TOTAL),
    Form::Block(&super::TRIAL_BALANCE),
]);

/// What stands at an attribute's name.
pub(super) static FIELD: Form = Form::Where("each", &super::NESTED_RULE, &super::VALUE_RULE);

/// `confidential` of a mapping.
pub static APPROVAL: KeyTable = KeyTable {
    name: "approval",
    title: "`confidential` of a mapping",
    about: "For what the mapping's confidential sources are read, and who approved that.",
    within: "confidential: { … }",
    keys: &[
        key(
            "purpose",
            Form::Text,
            "What the values are carried over for.",
            "purpose: Opening balances of payroll, approver: jane.doe@example.org",
        )
        .needed(),
        key(
            "approver",
            Form::Text,
            "Who may decide over the values, and did.",
            "purpose: Opening balances of payroll, approver: jane.doe@example.org",
        )
        .needed(),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// A group of field rules that mappings include.
pub static FIELD_GROUP: KeyTable = KeyTable {
    name: "field-group",
    title: "A group of field rules",
    about: "Field rules that mappings include.",
    within: "…",
    keys: &[
        SHARED_VERSION,
        SHARED_ABOUT,
        key(
            "include",
            Form::List(&INCLUDED),
            "Further files.",
            "include: shared/names.yaml",
        ),
        key(
            "fields",
            Form::Named(&FIELD),
            "The field rules.",
            "fields: { Supplier: { from: Vendor Name } }",
        ),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `source`.
pub static SOURCE: KeyTable = KeyTable {
    name: "source",
    title: "A source",
    about: "The word of a connector with a file or a pattern inside the data folder, and the options of that connector.",
    within: "source: { delimited: vendors.csv, … }",
    keys: &[
        key(
            "copies",
            Form::Text,
            "A column of this name that numbers equal records, 1 for the first, 2 for the next: for registers that list \
             equal things in rows of their own. Make it part of the key.",
            "copies: Copy",
        ),
        key(
            "headings",
            Form::Named(&Form::Texts),
            "By the name of a column, the other headings under which files have it: offices keep one form in several languages. \
             A file that has the name itself is read by it; two of the headings in one file are a fault.",
            "headings: { Vendor Name: [Fournisseur, Proveedor] }",
        ),
        key(
            "explode",
            Form::List(&EXPLODED),
            "How one row becomes several records, or several nested ones.",
            "explode: { columns: { Phone: [Phone, Country] }, into: phones }",
        )
        .fails("MAPPING-EXPLODE MAPPING-COLUMN SRC-RECORD"),
        key(
            "group",
            Form::Block(&GROUP),
            "Which rows make up one record; for the mapping's own source.",
            "group: { by: Vendor ID, into: lines }",
        )
        .fails("GROUP-DIFFERS GROUP-CUT GROUP-INCOMPLETE"),
        key(
            "confidential",
            Form::Bool,
            "Whether the source is classed confidential, beside what `confidential` of landbridge.yaml classes.",
            "confidential: true",
        )
        .default("false")
        .fails("MAPPING-CONFIDENTIAL"),
    ],
    one_of: &[],
    rest: Rest::Source,
};

static EXPLODED: Form = Form::Block(&EXPLODE);
static PIECES: Form = Form::Some(1, u8::MAX);

/// `explode` of a source.
pub static EXPLODE: KeyTable = KeyTable {
    name: "explode",
    title: "`explode`",
    about: "Takes a row apart that holds several things side by side, in columns or as a list in one cell. Each piece is a record of \
            its own, or with `into` a nested record of the row's. Pieces have the other columns of the row as well; those that \
            are taken apart they have under the names stated here.",
    within: "source: { delimited: vendors.csv, explode: { … } }",
    keys: &[
        key(
            "columns",
            Form::Named(&PIECES),
            "By the name of a column of the pieces, the columns that it is made of, one for each piece. Where there are several, \
             those in the same place belong together.",
            "columns: { Phone: [Phone, Country], Kind: [Type, Status] }",
        )
        .fails("MAPPING-COLUMN"),
        key(
            "list",
            Form::Some(1, u8::MAX),
            "The column whose cell holds a list, or several whose parts belong together; pieces have one part under the column's name. \
             Lists that do not have as many parts are a reject.",
            "list: Phone, at: \";\"",
        )
        .fails("MAPPING-COLUMN SRC-RECORD"),
        key(
            "at",
            Form::Text,
            "What stands between the parts of a list; outer white space of a part is dropped. Not needed where the source has \
             lists of its own (JSON, repeated elements of XML).",
            "list: Phone, at: \";\"",
        )
        .beside("list"),
        key(
            "name",
            Form::Text,
            "A column of this name holds the name of the column that the piece stood in, the first where there are several.",
            "columns: { Amount: [Limit] }, name: Month",
        )
        .beside("columns"),
        key(
            "number",
            Form::Text,
            "A column of this name numbers the pieces of a row: 1 is the first column or part, also where others are blank.",
            "list: Phone, at: \";\", number: Place",
        ),
        key(
            "keep_blank",
            Form::Bool,
            "Whether a piece in which nothing stands is kept. Without it such pieces are left out, and a row that has no others makes no \
             record and is counted with the blank ones.",
            "list: Phone, at: \";\", keep_blank: true",
        )
        .default("false"),
        key(
            "into",
            Form::Text,
            "What `each` calls the pieces, where they are nested records of the row's.",
            "list: Phone, at: \";\", into: phones",
        )
        .default("each piece is a record of its own"),
    ],
    one_of: &["columns", "list"],
    rest: Rest::Nothing,
};

/// `group` of a source.
pub static GROUP: KeyTable = KeyTable {
    name: "group",
    title: "`group`",
    about: "Rows of a flat source that make up one record. The record's own rules read columns that are the same in all of its \
            rows; `each` with the name of `into` reads the rows as nested records.",
    within: "source: { delimited: vendors.csv, group: { … } }",
    keys: &[
        key(
            "by",
            Form::Some(1, u8::MAX),
            "The column or columns that are equal in the rows of one record, compared without outer white space.",
            "by: [Vendor ID, Country], into: lines",
        )
        .needed(),
        key(
            "into",
            Form::Text,
            "What `each` calls the rows of a record.",
            "by: Vendor ID, into: lines",
        )
        .needed(),
        key(
            "gather",
            Form::Bool,
            "Whether rows of one record that stand apart in the file are gathered, which takes a sort on disk. Without it they \
             must stand together, and those that do not are a finding.",
            "by: Vendor ID, into: lines, gather: true",
        )
        .default("false")
        .fails("GROUP-CUT"),
        key(
            "group",
            Form::Block(&GROUP),
            "Which rows of a record make up one nested record, whose own nested records they then are.",
            "by: Vendor ID, into: lines, group: { by: Country, into: parts }",
        ),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `target` of a mapping.
pub static TARGET: KeyTable = KeyTable {
    name: "target",
    title: "`target` of a mapping",
    about: "Where records go; beside these keys, what the connector accepts for an object that a pod has otherwise than it \
            expects.",
    within: "target: { … }",
    keys: &[
        key(
            "object",
            Form::Text,
            "The ERP's object.",
            "object: suppliers",
        )
        .default("the mapping's `object`"),
        key(
            "write",
            Form::Word(|| WriteMode::WORDS.to_vec()),
            "Whether records are made anew, made or changed, or only changed: `update` looks each record up by the business key, \
             sends nothing where the ERP shows it already, and refuses what is not there.",
            "object: suppliers, write: upsert",
        )
        .default("create"),
        key("to", Form::Text, "Another target of the project.", "to: erp")
            .default("the project's `target`"),
        key(
            "at_most_once",
            Form::Bool,
            "For objects that cannot be looked up: accepts that a record whose answer was lost stays in doubt for a person.",
            "at_most_once: true",
        )
        .default("false"),
    ],
    one_of: &[],
    rest: Rest::ObjectOptions,
};

/// `schema` in full.
pub static SCHEMA: KeyTable = KeyTable {
    name: "schema",
    title: "`schema` in full",
    about: "The schema, where its form or the name of the object in it must be said.",
    within: "schema: { … }",
    keys: &[
        key(
            "file",
            Form::Text,
            "The file, relative to the project folder.",
            "file: schemas/suppliers.json",
        )
        .default("as without `schema`"),
        key(
            "form",
            Form::Word(|| schema::Form::ALL.iter().map(|form| form.word()).collect()),
            "The form that it is published in.",
            "file: schemas/erp.xml, form: odata",
        )
        .default("told by the content"),
        key(
            "object",
            Form::Text,
            "What the document calls the object.",
            "file: schemas/erp.xml, object: A_Supplier",
        )
        .default("the target's object"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// `defaults`.
pub static DEFAULTS: KeyTable = KeyTable {
    name: "defaults",
    title: "`defaults`",
    about: "What holds for every field rule that does not say otherwise.",
    within: "defaults: { … }",
    keys: &[key(
        "clean",
        Form::Words(clean_words),
        "How every text is tidied.",
        "clean: [trim, squeeze]",
    )
    .default("nothing")],
    one_of: &[],
    rest: Rest::Nothing,
};

/// The words of `clean`.
pub(super) fn clean_words() -> Vec<&'static str> {
    Clean::ALL.into_iter().map(Clean::word).collect()
}
