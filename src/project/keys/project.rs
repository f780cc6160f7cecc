//! The keys of landbridge.yaml.

use super::access::{AUTH, KEPT, PROXY};
use super::calendars::{CALENDAR_FILE, CALENDAR_MONTHS};
use super::tables::{RATES, UNITS};
use super::{CANARY, Form, GATES, Key, KeyTable, PERSON, Rest, STOP, key};
use crate::mapping::LANGUAGES;

/// landbridge.yaml itself.
pub static PROJECT: KeyTable = KeyTable {
    name: "project",
    title: "landbridge.yaml",
    about: "The file that makes a folder a project. Paths in it are relative to the project folder.",
    within: "…",
    keys: PROJECT_KEYS,
    one_of: &[],
    rest: Rest::Nothing,
};

static A_TARGET: Form = Form::Block(&TARGET_CONFIG);
static A_WAVE: Form = Form::Either(&[Form::Texts, Form::Block(&WAVE)]);
static A_CANARY: Form = Form::Either(&[Form::Whole(1), Form::Block(&CANARY)]);
static A_PERSON: Form = Form::Block(&PERSON);
static A_CROSSWALK: Form = Form::Block(&CROSSWALK);
static A_TABLE_OF_RATES: Form = Form::Block(&RATES);
static A_CALENDAR: Form = Form::Where("months", &CALENDAR_MONTHS, &CALENDAR_FILE);
static A_TABLE_OF_UNITS: Form = Form::Block(&UNITS);

const PROJECT_KEYS: &[Key] = &[
    key(
        "version",
        Form::Version,
        "The version of the file's form.",
        "version: 1",
    )
    .needed(),
    key(
        "project",
        Form::Text,
        "The project's name, which reports show.",
        "project: country-office-rollout",
    )
    .needed(),
    key(
        "about",
        Form::Text,
        "What the project is, in free text.",
        "about: Finance wave, rehearsal data.",
    ),
    key(
        "language",
        Form::Word(|| LANGUAGES.to_vec()),
        "The language of reports and of what is signed, unless `landbridge report --language` says another. It is no part of what a run is \
         made of.",
        "language: fr",
    )
    .default("en"),
    key(
        "data",
        Form::Text,
        "The folder of the legacy files.",
        "data: data",
    )
    .default("data"),
    key(
        "mappings",
        Form::Texts,
        "The folder of the mapping files (*.yaml), or several: one for each module.",
        "mappings: [finance/mappings, fleet/mappings]",
    )
    .default("mappings"),
    key(
        "schemas",
        Form::Text,
        "The folder of the target schemas.",
        "schemas: schemas",
    )
    .default("schemas"),
    key(
        "cases",
        Form::Texts,
        "The folder of the cases that `landbridge mapping test` carries out (*.md), or several.",
        "cases: [finance/cases, fleet/cases]",
    )
    .default("cases"),
    key(
        "ledger",
        Form::Text,
        "The ledger's file.",
        "ledger: .landbridge/ledger.db",
    )
    .default(".landbridge/ledger.db"),
    key(
        "reports",
        Form::Text,
        "The folder into which reports are written.",
        "reports: reports",
    )
    .default("reports"),
    key(
        "targets",
        Form::Named(&A_TARGET),
        "The ERPs that are loaded into, by a name of one's own.",
        "targets: { erp: { fusion: { framework_version: 4 }, url: { env: LANDBRIDGE_URL } } }",
    ),
    key(
        "target",
        Form::Text,
        "The target that mappings load into unless they say otherwise.",
        "target: erp",
    )
    .default("the only one of `targets`"),
    key(
        "include",
        Form::List(&INCLUDED),
        "Files with more crosswalks, relative to the project folder: `version: 1` and `crosswalks`, or further files under `include`. \
         A name in two files is a mistake.",
        "include: shared/crosswalks.yaml",
    )
    .fails("MAPPING-INCLUDE FILE-DUPLICATE-KEY"),
    key(
        "crosswalks",
        Form::Named(&A_CROSSWALK),
        "Lists that give the ERP's code for a legacy code, by a name of one's own.",
        "crosswalks: { countries: { delimited: crosswalks/countries.csv, from: legacy, to: erp } }",
    ),
    key(
        "parameters",
        Form::Named(&Form::Constant),
        "Constants by a name of one's own, which mappings write as `${name}`; a wave and a target may give them other values.",
        "parameters: { business_unit: Geneva BU }",
    )
    .fails("MAPPING-PARAMETER"),
    key(
        "confidential",
        Form::Texts,
        "Files of the data folder that are classed confidential: names, patterns, or folders and archives with all that is in \
         them. No message shows a value of theirs, and a mapping reads them only with an approval.",
        "confidential: [\"hr/**\", \"salaries-*.csv\"]",
    )
    .fails("MAPPING-CONFIDENTIAL"),
    key(
        "rates",
        Form::Named(&A_TABLE_OF_RATES),
        "Tables of rates of exchange, by a name of one's own.",
        "rates: { treasury: { delimited: rates.csv, from: From, to: To, date: Date, rate: Rate } }",
    )
    .fails("MAPPING-TABLE"),
    key(
        "calendars",
        Form::Named(&A_CALENDAR),
        "Calendars of accounting periods, by a name of one's own.",
        "calendars: { fiscal: { months: \"{Mon}-{yy}\", first: 2019-01-01, last: 2019-12-31 } }",
    )
    .fails("MAPPING-CALENDAR MAPPING-TABLE"),
    key(
        "units",
        Form::Named(&A_TABLE_OF_UNITS),
        "Tables of units of measure, by a name of one's own.",
        "units: { packing: { delimited: units.csv, unit: Unit, of: Base, factor: Factor } }",
    )
    .fails("MAPPING-TABLE"),
    key(
        "waves",
        Form::Named(&A_WAVE),
        "Mappings that go live together, by a name of one's own: `landbridge run finance`.",
        "waves: { finance: [suppliers] }",
    )
    .default("all mappings, in the order that `ref` gives"),
    key(
        "people",
        Form::Named(&A_PERSON),
        "The people who run loads and sign them off, by name.",
        "people: { Amina Odhiambo: { login: aodhiambo } }",
    ),
    key(
        "rehearsal",
        Form::Block(&REHEARSAL),
        "What is other in a rehearsal than in the cut-over.",
        "rehearsal: { prefix: \"R{n}-\" }",
    ),
    key(
        "gates",
        Form::Block(&GATES),
        "What a run may show and still go on.",
        "gates: { rejects_max: \"2%\" }",
    ),
    key(
        "stop",
        Form::Block(&STOP),
        "What the ERP may refuse before a load stops.",
        "stop: { refused_in_a_row: 20 }",
    ),
    key(
        "canary",
        A_CANARY,
        "How many records of each mapping are sent before the rest, which waits for a person: `landbridge go`.",
        "canary: 20",
    ),
];

/// What may be included: a path, or a path that is said to lead out of the project folder.
pub(super) static INCLUDED: Form = Form::Either(&[Form::Text, Form::Block(&INCLUDE)]);

/// A file that is included.
pub static INCLUDE: KeyTable = KeyTable {
    name: "include",
    title: "A file that is included",
    about: "A path alone leads to a file in the project folder; one outside of it is named as such.",
    within: "include: { … }",
    keys: &[
        key(
            "file",
            Form::Text,
            "The file, relative to the project folder.",
            "file: shared/crosswalks.yaml",
        )
        .needed(),
        key(
            "outside",
            Form::Bool,
            "Whether the file may stand outside of the project folder.",
            "file: shared/crosswalks.yaml, outside: true",
        )
        .default("false"),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

/// A file of crosswalks that projects include.
pub static SHARED_CROSSWALKS: KeyTable = KeyTable {
    name: "shared-crosswalks",
    title: "A file of crosswalks",
    about: "Crosswalks that projects include.",
    within: "…",
    keys: &[
        SHARED_VERSION,
        SHARED_ABOUT,
        key(
            "include",
            Form::List(&INCLUDED),
            "Further files.",
            "include: shared/countries.yaml",
        ),
        key(
            "crosswalks",
            Form::Named(&A_CROSSWALK),
            "The crosswalks.",
            "crosswalks: { countries: { delimited: countries.csv, from: legacy, to: erp } }",
        ),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};

pub(super) const SHARED_VERSION: Key = key(
    "version",
    Form::Version,
    "The version of the file's form.",
    "version: 1",
);
pub(super) const SHARED_ABOUT: Key = key(
    "about",
    Form::Text,
    "What is in it, in free text.",
    "about: Codes of the group.",
);

/// One of `targets`.
pub static TARGET_CONFIG: KeyTable = KeyTable {
    name: "target-of-a-project",
    title: "One of `targets`",
    about: "An ERP: the connector with its options, the address, and how to log in.",
    within: "parameters: { business_unit: Geneva BU }\ntargets:\n  erp: { fusion: { framework_version: 4 }, … }",
    keys: &[
        key(
            "url",
            Form::Kept(&KEPT),
            "The base address. An address with a user or a password in it is refused (`MAPPING-SECRET`).",
            "url: \"https://erp.example.org\"",
        )
        .needed(),
        key(
            "auth",
            Form::Block(&AUTH),
            "How requests are authenticated.",
            "url: { env: LANDBRIDGE_URL }, auth: { bearer: { file: secrets/token } }",
        )
        .default("not at all"),
        key(
            "import_auth",
            Form::Block(&AUTH),
            "How requests are authenticated that have loaded data imported, where another user may do that: some users may load files and not run the import, and others the other way round.",
            "url: { env: LANDBRIDGE_URL }, import_auth: { basic: { user: importer, password: { env: LANDBRIDGE_IMPORT_PASSWORD } } }",
        )
        .default("as `auth` says"),
        key(
            "proxy",
            Form::Block(&PROXY),
            "The proxy through which everything goes. Those of the environment are not used.",
            "url: { env: LANDBRIDGE_URL }, proxy: { url: \"http://proxy.example.org:3128\" }",
        )
        .default("none"),
        key(
            "ca_certificate",
            Form::Text,
            "A file with certificates (PEM) of authorities that are trusted beside those of the system.",
            "url: { env: LANDBRIDGE_URL }, ca_certificate: secrets/ca.pem",
        ),
        key(
            "client_certificate",
            Form::Block(&KEPT),
            "The certificate with its private key (PEM, one after the other) by which this side is known to the target (mutual TLS).",
            "url: { env: LANDBRIDGE_URL }, client_certificate: { file: secrets/client.pem }",
        ),
        key(
            "requests_per_second",
            Form::Whole(1),
            "Requests a second at the most.",
            "url: { env: LANDBRIDGE_URL }, requests_per_second: 20",
        )
        .default("no limit"),
        key(
            "requests_per_day",
            Form::Whole(1),
            "Requests in one day of UTC at the most. When they are used up, the load stops and can be carried on the next day.",
            "url: { env: LANDBRIDGE_URL }, requests_per_day: 50000",
        )
        .default("no limit"),
        key(
            "hours",
            Form::Text,
            "When requests are permitted: times, days, or both; several with commas between; of UTC, or of the time zone (IANA) \
             that is named after them, into summer time and back. Outside of them nothing is sent; a load waits up to 15 minutes \
             for them, and else stops and can be carried on.",
            "url: { env: LANDBRIDGE_URL }, hours: \"mon-fri 20:00-05:30, sat-sun in Europe/Oslo\"",
        )
        .default("always"),
        key(
            "concurrency",
            Form::Whole(1),
            "Requests at the same time at the most.",
            "url: { env: LANDBRIDGE_URL }, concurrency: 8",
        )
        .default("8"),
        key(
            "timeout_seconds",
            Form::Whole(1),
            "Seconds until an answer is no longer waited for; a connection is waited for 10 s.",
            "url: { env: LANDBRIDGE_URL }, timeout_seconds: 60",
        )
        .default("310"),
        key(
            "visible_within_seconds",
            Form::Whole(0),
            "Seconds after which a record that was sent can be found, where it is there at all: how long its request may still \
             be under way, and the ERP not show it yet. A record in doubt that is not found is sent again only after them.",
            "url: { env: LANDBRIDGE_URL }, visible_within_seconds: 30",
        )
        .default("10"),
        key(
            "look_ups",
            Form::Whole(1),
            "How often a record in doubt that is not found is looked up again over that time.",
            "url: { env: LANDBRIDGE_URL }, look_ups: 5",
        )
        .default("3"),
        key(
            "description",
            Form::Text,
            "The path, below the address, of the document that describes the target, for `landbridge schema pull`. A target \
             with it needs no connector, and without one nothing can be loaded into it.",
            "url: { env: LANDBRIDGE_URL }, description: /$metadata",
        ),
        key(
            "production",
            Form::Bool,
            "Whether it is the ERP that people work with: no rehearsal with a prefix goes there, and no record whose key has one.",
            "url: { env: LANDBRIDGE_URL }, production: true",
        )
        .default("false")
        .fails("MAPPING-REHEARSAL KEY-REHEARSAL"),
        key(
            "parameters",
            Form::Named(&Form::Constant),
            "Values of the project's `parameters` for what is loaded into this target, over those of waves.",
            "url: { env: LANDBRIDGE_URL }, parameters: { business_unit: Pilot BU }",
        )
        .fails("MAPPING-PARAMETER"),
    ],
    one_of: &[],
    rest: Rest::Target,
};

/// One of `crosswalks`.
pub static CROSSWALK: KeyTable = KeyTable {
    name: "crosswalk-of-a-project",
    title: "One of `crosswalks`",
    about: "A file with two columns that matter. It is read like a mapping's source: a connector with a file (relative to \
            the project folder) and its options.",
    within: "crosswalks:\n  countries: { delimited: crosswalks/countries.csv, … }",
    keys: &[
        key(
            "from",
            Form::Text,
            "The column of the legacy codes.",
            "from: legacy, to: erp",
        )
        .needed(),
        key(
            "to",
            Form::Text,
            "The column of the ERP's codes.",
            "from: legacy, to: erp",
        )
        .needed(),
        key(
            "owner",
            Form::Text,
            "Who keeps the crosswalk up, and gets the codes that it lacks. Reports show it.",
            "from: legacy, to: erp, owner: masterdata@example.org",
        ),
        key(
            "version",
            Form::Text,
            "Which state of the crosswalk this is, in its owner's words. Reports show it beside the hash of the content.",
            "from: legacy, to: erp, version: 2025-06 as signed",
        ),
        key(
            "added",
            Form::Text,
            "The file of delimited text, relative to the project folder, into which `landbridge crosswalk fill` puts new lines where \
             the crosswalk is a workbook; where it is there, it is read as a part of the crosswalk.",
            "from: legacy, to: erp, added: crosswalks/countries-added.csv",
        )
        .default("`NAME-added.csv`, beside the workbook"),
    ],
    one_of: &[],
    rest: Rest::Source,
};

/// `rehearsal`.
pub static REHEARSAL: KeyTable = KeyTable {
    name: "rehearsal",
    title: "`rehearsal`",
    about: "What is other in a rehearsal than in the cut-over.",
    within: "rehearsal: { … }",
    keys: &[key(
        "prefix",
        Form::Text,
        "What business keys begin with in a rehearsal, `{n}` its number; references between mappings follow it. In the cut-over a \
         record whose key begins so is rejected.",
        "prefix: \"R{n}-\"",
    )
    .fails("MAPPING-REHEARSAL KEY-REHEARSAL")],
    one_of: &[],
    rest: Rest::Nothing,
};

/// One of `waves`.
pub static WAVE: KeyTable = KeyTable {
    name: "wave",
    title: "One of `waves`",
    about: "A wave with parameters of its own; one without is the list of its mappings alone.",
    within: "parameters: { business_unit: Geneva BU }\nwaves:\n  finance: { … }",
    keys: &[
        key(
            "mappings",
            Form::Texts,
            "The names of its mappings.",
            "mappings: [suppliers]",
        )
        .needed(),
        key(
            "parameters",
            Form::Named(&Form::Constant),
            "Values of the project's `parameters` for its mappings, whichever wave is run.",
            "mappings: [suppliers], parameters: { business_unit: Nairobi BU }",
        )
        .fails("MAPPING-PARAMETER"),
        key(
            "canary",
            A_CANARY,
            "The wave's own canary, in the place of the project's.",
            "mappings: [suppliers], canary: 20",
        ),
    ],
    one_of: &[],
    rest: Rest::Nothing,
};
