//! The options of a Tryton target and of its objects, checked.

use landbridge_contract::{
    Name, OptionFault, OptionKind, OptionSpec, OptionValue, Options, Removal, removal,
};
use serde_json::{Map, Value as Json};

/// Records asked for in one page.
const PAGE_SIZE: u32 = 500;

/// Records made or changed in one call. A call is one transaction; a hundred take a third of a second, and
/// are fourteen times as fast as one by one.
const BATCH_RECORDS: u32 = 100;

/// Records that the server takes or gives in one call (its setting `request.records_limit`).
pub(crate) const RECORDS_LIMIT: u32 = 2_000;

/// What a project file may say of a Tryton target.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "context",
        kind: OptionKind::Map,
        about: "Values sent with every call as its context, such as company: 1 or language: en; none unless stated.",
    },
    OptionSpec {
        name: "batch_records",
        kind: OptionKind::Integer,
        about: "Records made or changed in one call, 1 to 2000; 100 unless stated. A call is one transaction; where a record in it is refused, it is found by halving, and the others go.",
    },
    OptionSpec {
        name: "page_size",
        kind: OptionKind::Integer,
        about: "Records asked for in one page when reading, 1 to 2000; 500 unless stated.",
    },
];

/// What a mapping's target block may state about an object, beside its name and way of writing.
pub(crate) const OBJECT_OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "context",
        kind: OptionKind::Map,
        about: "Values of the context for this object, over those of the target.",
    },
    OptionSpec {
        name: "domain",
        kind: OptionKind::Any,
        about: "Which records are read back, as a list of conditions in Tryton's manner, such as [[journal.code, \"=\", MISC]]; all unless stated.",
    },
    OptionSpec {
        name: "actions",
        kind: OptionKind::Texts,
        about: "Methods called once a record is made or changed, in this order, such as [post]; none unless stated. They need finished.",
    },
    OptionSpec {
        name: "finished",
        kind: OptionKind::Map,
        about: "Fields and values by which a record shows that its actions are done, such as state: posted. They are never written; a rule that fills one only says what is compared.",
    },
    OptionSpec {
        name: "child_keys",
        kind: OptionKind::Map,
        about: "Fields that tell nested records apart, by their collection, such as addresses: party_name or lines: [description, account].",
    },
    OptionSpec {
        name: "absent_children",
        kind: OptionKind::Text,
        about: "What becomes of nested records that the ERP has and the payload has not, when a record is changed: refuse (the record is refused), keep or delete; refuse unless stated.",
    },
    OptionSpec {
        name: removal::DELETES,
        kind: OptionKind::Bool,
        about: "Whether `load --undo` may delete what was made; no unless stated. What is posted, or referred to, the server keeps.",
    },
    OptionSpec {
        name: removal::INACTIVE,
        kind: OptionKind::Map,
        about: "Fields and values by which `load --undo` takes out of use what it may not delete, such as active: false; none unless stated.",
    },
    OptionSpec {
        name: "accept_warnings",
        kind: OptionKind::Texts,
        about: "Names of the server's warnings that are accepted, such as invoice_similar; any other one refuses its record. None unless stated.",
    },
];

/// What becomes of nested records that are not sent any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Absent {
    /// The record is refused, so that a person decides.
    #[default]
    Refuse,
    /// They stay.
    Keep,
    /// They are removed.
    Delete,
}

/// Checked options of a Tryton target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Sent with every call.
    pub(crate) context: Map<String, Json>,
    /// Records made or changed in one call.
    pub(crate) batch_records: u32,
    /// Records asked for in one page.
    pub(crate) page_size: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            context: Map::new(),
            batch_records: BATCH_RECORDS,
            page_size: PAGE_SIZE,
        }
    }
}

impl Settings {
    /// Reads stated options; all that is wrong at once.
    pub fn read(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OPTIONS);
        let mut settings = Self {
            context: map(options, "context"),
            ..Self::default()
        };
        if let Some(records) = options.ranged("batch_records", 1, RECORDS_LIMIT, &mut faults) {
            settings.batch_records = records;
        }
        if let Some(size) = options.ranged("page_size", 1, RECORDS_LIMIT, &mut faults) {
            settings.page_size = size;
        }
        if faults.is_empty() {
            Ok(settings)
        } else {
            Err(faults)
        }
    }
}

/// What a mapping states of an object, checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stated {
    pub(crate) context: Map<String, Json>,
    pub(crate) domain: Vec<Json>,
    pub(crate) actions: Vec<String>,
    /// Fields and the values that they have in the end.
    pub(crate) finished: Vec<(String, OptionValue)>,
    pub(crate) child_keys: Vec<(Name, Vec<Name>)>,
    pub(crate) absent: Absent,
    pub(crate) accepted: Vec<String>,
}

impl Stated {
    /// Reads what is stated; all that is wrong at once.
    pub(crate) fn read(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(OBJECT_OPTIONS);
        let stated = Self {
            context: map(options, "context"),
            domain: domain(options, &mut faults),
            actions: options.texts("actions"),
            finished: finished(options, &mut faults),
            child_keys: child_keys(options, &mut faults),
            absent: absent(options, &mut faults),
            accepted: options.texts("accept_warnings"),
        };
        faults.extend(Removal::faults(options));
        for name in stated.actions.iter().filter(|name| !is_name(name)) {
            faults.push(OptionFault::new(
                "actions",
                format!("\"{name}\""),
                "names of methods",
            ));
        }
        // Without it nobody could tell a record whose actions are done from one that was only made.
        if !stated.actions.is_empty() && stated.finished.is_empty() {
            let expected = "finished: the fields that show that they are done";
            faults.push(OptionFault::new(
                "actions",
                "actions without `finished`",
                expected,
            ));
        }
        if faults.is_empty() {
            Ok(stated)
        } else {
            Err(faults)
        }
    }
}

fn domain(options: &Options, faults: &mut Vec<OptionFault>) -> Vec<Json> {
    match options.0.get("domain").map(json) {
        None => Vec::new(),
        Some(Json::Array(conditions)) => conditions,
        Some(_) => {
            let expected = "a list of conditions: [[field, \"=\", value], …]";
            faults.push(OptionFault::new(
                "domain",
                "something else than a list",
                expected,
            ));
            Vec::new()
        }
    }
}

fn finished(options: &Options, faults: &mut Vec<OptionFault>) -> Vec<(String, OptionValue)> {
    let Some(OptionValue::Map(stated)) = options.0.get("finished") else {
        return Vec::new();
    };
    let simple = |value: &OptionValue| !matches!(value, OptionValue::List(_) | OptionValue::Map(_));
    for (name, value) in stated {
        if !is_name(name) || !simple(value) {
            let found = format!("`{name}` with {}", value.describe());
            let expected = "fields of the record, each with a text, a number or a truth value";
            faults.push(OptionFault::new("finished", &found, expected));
        }
    }
    let stated = stated.iter();
    stated
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn child_keys(options: &Options, faults: &mut Vec<OptionFault>) -> Vec<(Name, Vec<Name>)> {
    let Some(OptionValue::Map(stated)) = options.0.get("child_keys") else {
        return Vec::new();
    };
    let mut keys = Vec::new();
    for (path, value) in stated {
        let names: Option<Vec<Name>> = match value {
            OptionValue::Text(name) => Some(vec![Name::from(name.as_str())]),
            OptionValue::List(names) => names
                .iter()
                .map(|name| match name {
                    OptionValue::Text(name) => Some(Name::from(name.as_str())),
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        let names = names.filter(|names| !names.is_empty() && names.iter().all(|one| is_name(one)));
        match names {
            Some(names) => keys.push((Name::from(path.as_str()), names)),
            None => faults.push(OptionFault::new(
                "child_keys",
                format!("`{path}` with {}", value.describe()),
                "a collection, and one field or a list of fields of its records",
            )),
        }
    }
    keys
}

fn absent(options: &Options, faults: &mut Vec<OptionFault>) -> Absent {
    match options.text("absent_children").as_deref() {
        None | Some("refuse") => Absent::Refuse,
        Some("keep") => Absent::Keep,
        Some("delete") => Absent::Delete,
        Some(other) => {
            let found = format!("\"{other}\"");
            let expected = "refuse, keep or delete";
            faults.push(OptionFault::new("absent_children", &found, expected));
            Absent::Refuse
        }
    }
}

fn map(options: &Options, name: &str) -> Map<String, Json> {
    match options.0.get(name).map(json) {
        Some(Json::Object(members)) => members,
        _ => Map::new(),
    }
}

/// A stated value as JSON.
pub(crate) fn json(value: &OptionValue) -> Json {
    match value {
        OptionValue::Bool(value) => Json::Bool(*value),
        OptionValue::Integer(number) => Json::from(*number),
        OptionValue::Text(text) => Json::String(text.clone()),
        OptionValue::List(items) => Json::Array(items.iter().map(json).collect()),
        OptionValue::Map(members) => {
            let members = members.iter();
            Json::Object(
                members
                    .map(|(name, one)| (name.clone(), json(one)))
                    .collect(),
            )
        }
    }
}

/// True for what can be the name of a field or of a method: it stands in calls as it is.
pub(crate) fn is_name(name: &str) -> bool {
    let sign = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(sign)
}

/// True for what can be the name of a model: `party.party`.
pub(crate) fn is_model(name: &str) -> bool {
    name.split('.').all(is_name)
}
