//! HCM Data Loader: many records in one file, loaded by a data set at the pod.
//!
//! An object whose name ends in `.dat` goes this way: `Worker.dat` is the business object Worker. Its attributes
//! are those of the file, its components nested collections: `PersonName`, `WorkRelationship.Assignment`. Records
//! are read back through the REST resource of the object and come in the words of the file.
//!
//! Source of the facts: Oracle's guides for HCM Data Loader and its REST resource, and files that a pod took.
//!
//! Reading order: `objects`, `layout`, `lines`, `keys`, `file`, `archive`, `data_set`, `note`, `settle`, `load`, then
//! `reading`, `ids` and `schema`.

mod archive;
mod data_set;
mod file;
mod ids;
mod keys;
mod layout;
mod lines;
mod load;
mod note;
mod objects;
mod reading;
mod schema;
mod settle;

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::time::Duration;

use landbridge_contract::{
    Bulk, BusinessKey, Effect, Event, Exchange, Fault, FaultKind, FileForm, Name, ObjectSpec,
    OptionFault, OptionKind, OptionSpec, Options, Outgoing, Retry, Step,
};

use crate::look_up::LookUps;
use crate::read_back::ReadBack;
use crate::wire::Wire;
use load::{DataSet, Pod};
use note::Note;
use reading::{Reading, Translated};

/// The ending of the names of objects that go this way.
const ENDING: &str = ".dat";

/// Records in one file unless stated. A pod takes more; what is lost with a file that is refused as a whole
/// is sent again in one piece.
const RECORDS: u32 = 5_000;

/// Records in one file at the most.
const RECORDS_MAX: u32 = 100_000;

/// Bytes of payloads in one file at the most: in base64 they stay in memory three times while they are sent.
const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The first pause before asking for a data set, in seconds, unless stated.
const POLL_SECONDS: u32 = 5;

/// How long a data set may be hidden, in seconds, unless stated. A pod was seen to answer 404 for some ten.
const HIDDEN_SECONDS: u32 = 120;

/// What a mapping's target block may state about an object of HCM Data Loader.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "source_system_owner",
        kind: OptionKind::Text,
        about: "For `….dat`: the owner of the source keys, as the lookup HRC_SOURCE_SYSTEM_OWNER has it; HRC_SQLLOADER unless stated.",
    },
    OptionSpec {
        name: "source_keys",
        kind: OptionKind::Bool,
        about: "For `….dat`: whether lines carry source keys made from the business key; true unless stated. With false, records are known by their user keys, as those that were not made by HCM Data Loader must be.",
    },
    OptionSpec {
        name: "set",
        kind: OptionKind::Map,
        about: "For `….dat`: parameters of `SET` lines at its head, such as `PURGE_FUTURE_CHANGES: N`.",
    },
    OptionSpec {
        name: "sections",
        kind: OptionKind::Texts,
        about: "For `….dat`: the components that have lines in the file, such as `[WorkTerms, Assignment]` for a change of assignments; all that are filled unless stated.",
    },
    OptionSpec {
        name: "components",
        kind: OptionKind::Map,
        about: "For `….dat`: components that are not known here and the attribute by which their lines name their parent, such as `PersonVisa: PersonId`; the parent's name and `Id` unless stated.",
    },
    OptionSpec {
        name: "read_as",
        kind: OptionKind::Map,
        about: "For `….dat`: paths of attributes and components and their names in the resource that they are read from; empty text for what it does not give, which is then not compared.",
    },
    OptionSpec {
        name: "effective_date",
        kind: OptionKind::Text,
        about: "For `….dat`: the day whose state is read back, YYYY-MM-DD; the present day unless stated.",
    },
    OptionSpec {
        name: "records_per_file",
        kind: OptionKind::Integer,
        about: "For `….dat`: records in one file, 1 to 100000; 5000 unless stated.",
    },
    OptionSpec {
        name: "data_set_name",
        kind: OptionKind::Bool,
        about: "For `….dat`: whether the request that makes a data set states its name too; false unless stated, as it has the name of its archive then.",
    },
    OptionSpec {
        name: "poll_seconds",
        kind: OptionKind::Integer,
        about: "For `….dat`: the first pause before a data set is asked for, 1 to 3600 seconds; 5 unless stated. Pauses grow to a minute.",
    },
    OptionSpec {
        name: "hidden_seconds",
        kind: OptionKind::Integer,
        about: "For `….dat`: how long a data set that was made may answer 404, or not be found by its name, 1 to 3600; 120 unless stated.",
    },
];

/// The business object that an object's name stands for, where it goes by HCM Data Loader.
pub(crate) fn object_of(name: &str) -> Option<&str> {
    name.strip_suffix(ENDING).filter(|object| {
        object.starts_with(|first: char| first.is_ascii_alphabetic())
            && object.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// The names of the objects known.
pub(crate) fn names() -> &'static [&'static str] {
    &[
        "Worker.dat",
        "Salary.dat",
        "ElementEntry.dat",
        "PersonAbsenceEntry.dat",
        "LearningRecord.dat",
        "PerfDocComplete.dat",
        "Candidate.dat",
        "JobRequisition.dat",
        "AssignedPayroll.dat",
        "GoalPlan.dat",
    ]
}

/// The object of that name; `None` where it is no file of HCM Data Loader.
pub(crate) fn object(name: &str, overrides: &Options, base_path: &str) -> Option<ObjectSpec> {
    let object = object_of(name)?;
    let table = objects::table(object);
    let whole = |path: &str| crate::catalogue::whole_path(path, base_path);
    let read_path = match (overrides.text("read_path"), table) {
        (Some(stated), _) => whole(&stated)?,
        (None, Some(table)) if !table.read_path.is_empty() => whole(table.read_path)?,
        (None, _) => String::new(),
    };
    let known = table.map_or("", |table| table.read_id);
    let children = crate::catalogue::stated_children(overrides).unwrap_or_else(|| {
        let components = table.map_or(&[][..], |table| table.components).iter();
        let read = components.filter(|component| !component.read.is_empty());
        read.map(|component| (Name::from(component.path), String::new()))
            .collect()
    });
    Some(ObjectSpec {
        name: Name::from(name),
        path: whole("dataLoadDataSets")?,
        read_path,
        id_attribute: overrides.text("id").unwrap_or_else(|| known.to_owned()),
        key_attributes: Vec::new(),
        children,
        attributes: Vec::new(),
        child_keys: Vec::new(),
        options: overrides.clone(),
    })
}

/// What is wrong with what a mapping states of an object.
pub(crate) fn check(options: &Options) -> Vec<OptionFault> {
    let mut faults = Vec::new();
    options.ranged("records_per_file", 1, RECORDS_MAX, &mut faults);
    options.ranged("poll_seconds", 1, 3_600, &mut faults);
    options.ranged("hidden_seconds", 1, 3_600, &mut faults);
    let mut wrong = |option: &str, found: &str, expected: &str| {
        faults.push(OptionFault {
            option: option.to_owned(),
            found: format!("\"{found}\""),
            expected: expected.to_owned(),
        });
    };
    if let Some(owner) = options.text("source_system_owner")
        && (owner.is_empty() || owner.contains(['|', '\n']))
    {
        wrong(
            "source_system_owner",
            &owner,
            "a code of the lookup HRC_SOURCE_SYSTEM_OWNER",
        );
    }
    for (name, value) in layout::stated(options, "set") {
        if format!("{name}{value}").contains(['\n', '\r']) || name.contains(' ') || name.is_empty()
        {
            wrong("set", &name, "a parameter's name and its value on one line");
        }
    }
    faults
}

/// How records go as jobs.
pub(crate) fn bulk(object: &ObjectSpec) -> Bulk {
    let records = object.options.integer("records_per_file");
    let records = records.and_then(|records| u32::try_from(records).ok());
    Bulk {
        records_max: records
            .and_then(NonZeroU32::new)
            .unwrap_or(const { NonZeroU32::new(RECORDS).unwrap() }),
        bytes_max: BYTES_MAX,
    }
}

/// What the file of an object can hold.
pub(crate) fn form(spec: &ObjectSpec, object: &str) -> Box<dyn FileForm> {
    Box::new(file::Form::of(spec, object))
}

/// Whether a record can be found by its business key.
pub(crate) fn is_readable(object: &ObjectSpec) -> bool {
    !object.read_path.is_empty()
}

/// Whether reading does not give an attribute or a component, by its path.
pub(crate) fn is_unread(object: &ObjectSpec, path: &str) -> bool {
    reading::is_unread(object, path)
}

/// Sends records as a data set.
pub(crate) fn load(
    wire: &Wire,
    spec: &ObjectSpec,
    object: &str,
    batch: Vec<Outgoing>,
    name: &str,
) -> Box<dyn Exchange> {
    Box::new(data_set(wire, spec, object, batch, name))
}

/// Goes on with the data set that a note tells of.
pub(crate) fn resume(
    wire: &Wire,
    spec: &ObjectSpec,
    object: &str,
    batch: Vec<Outgoing>,
    note: &str,
) -> Option<Box<dyn Exchange>> {
    let note = Note::read(note)?;
    let begun = data_set(wire, spec, object, batch, &note.name);
    Some(Box::new(begun.resumed(note)))
}

fn data_set(
    wire: &Wire,
    spec: &ObjectSpec,
    object: &str,
    batch: Vec<Outgoing>,
    name: &str,
) -> DataSet {
    let seconds = |name: &str, usual: u32| {
        let stated = spec.options.integer(name);
        let stated = stated.and_then(|seconds| u64::try_from(seconds).ok());
        Duration::from_secs(stated.unwrap_or(u64::from(usual)).max(1))
    };
    let pod = Pod {
        wire: wire.clone(),
        path: spec.path.clone(),
        pause: seconds("poll_seconds", POLL_SECONDS),
        hidden_max: seconds("hidden_seconds", HIDDEN_SECONDS),
        names: spec.options.bool("data_set_name").unwrap_or(false),
    };
    DataSet::new(pod, spec, object, batch, name)
}

/// Asks for records by business key, through the resource of their object.
pub(crate) fn look_up(wire: &Wire, spec: &ObjectSpec, keys: Vec<BusinessKey>) -> Box<dyn Exchange> {
    let Some(reading) = Reading::of(spec) else {
        return Box::new(NotReadable::new(spec));
    };
    let keys = keys.iter().map(|key| reading.key(key)).collect();
    let inner = Box::new(LookUps::new(wire, &reading.rest, keys));
    Box::new(Translated { inner, reading })
}

/// Reads all records back, through the resource of their object.
pub(crate) fn read_back(wire: &Wire, spec: &ObjectSpec) -> Box<dyn Exchange> {
    let Some(reading) = Reading::of(spec) else {
        return Box::new(NotReadable::new(spec));
    };
    let inner = Box::new(ReadBack::new(wire, &reading.rest));
    Box::new(Translated { inner, reading })
}

/// Says what is known of an object's attributes.
pub(crate) fn describe(spec: &ObjectSpec) -> Box<dyn Exchange> {
    Box::new(schema::Described::new(spec))
}

/// Says that an object cannot be read.
struct NotReadable(String);

impl NotReadable {
    fn new(spec: &ObjectSpec) -> Self {
        Self(spec.name.to_string())
    }
}

impl Exchange for NotReadable {
    fn advance(&mut self, _event: Event) -> Step {
        Step::Failed(Fault {
            kind: FaultKind::Refused,
            retry: Retry::Never,
            effect: Effect::None,
            operation: format!("read {}", self.0),
            message:
                "no resource is known that it can be read from; state `read_path` of the object"
                    .to_owned(),
        })
    }
}
