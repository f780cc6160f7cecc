//! What a profile says, checked: how an ERP is spoken to, as data.

mod block;
mod keys;
mod objects;
mod operations;
mod reading;
mod said;
mod shared;

use std::num::NonZeroU32;

use landbridge_contract::{FileFault, Method, Name};
use serde_json::Value as Json;

use crate::pointer::Pointer;
use crate::template::{Slot, Template};
use crate::yaml;

pub(crate) use shared::{Empty, JSON_DATE, Kind, ValueForms};

/// A checked profile.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    /// Names of what the project states, which stand in templates.
    pub(crate) parameters: Vec<String>,
    pub(crate) limits: Limits,
    pub(crate) statuses: Statuses,
    pub(crate) objects: Vec<Object>,
    /// What objects beside those listed are like.
    pub(crate) others: Option<Others>,
}

/// The text of a profile that has objects beside those that it lists, which are read by their names.
#[derive(Debug, Clone)]
pub(crate) struct Others(String);

/// What the ERP takes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    /// Records in one request.
    pub(crate) records: Option<NonZeroU32>,
    /// Bytes of one request's body.
    pub(crate) bytes: Option<NonZeroU32>,
    pub(crate) requests_per_second: Option<NonZeroU32>,
    pub(crate) requests_per_day: Option<NonZeroU32>,
    pub(crate) concurrency: Option<NonZeroU32>,
}

/// What statuses mean, where it is not what they mean elsewhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Statuses {
    /// The record is refused, and nothing was done.
    pub(crate) refused: Vec<u16>,
    /// Too many requests; nothing was done.
    pub(crate) throttled: Vec<u16>,
    /// Nothing was done, and later it may be.
    pub(crate) unavailable: Vec<u16>,
}

/// What all requests for an object share.
#[derive(Debug, Clone)]
pub(crate) struct Common {
    pub(crate) base_path: Template,
    pub(crate) headers: Vec<(&'static str, Template)>,
    pub(crate) query: Vec<(String, Template)>,
}

/// An object.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) name: Name,
    pub(crate) common: Common,
    /// Where the target id stands in a record.
    pub(crate) id: Pointer,
    /// Attributes that people know a record by, unless the mapping says otherwise.
    pub(crate) key: Vec<Name>,
    pub(crate) version: Option<Version>,
    pub(crate) values: ValueForms,
    pub(crate) errors: Errors,
    pub(crate) create: Option<Operation>,
    pub(crate) update: Option<Operation>,
    pub(crate) upsert: Option<Operation>,
    /// Takes back a record that was made without all of its nested records.
    pub(crate) undo: Option<Operation>,
    pub(crate) batch: Option<Batch>,
    pub(crate) find: Option<Find>,
    pub(crate) read: Option<Reading>,
    /// Reads one record by its target id.
    pub(crate) one: Option<Reading>,
    /// Where the ERP publishes what it accepts.
    pub(crate) describe: Option<Template>,
    pub(crate) children: Vec<Child>,
}

/// Where the version of a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Version {
    /// In the record.
    At(Pointer),
    /// In the answer's `ETag`.
    ETag,
}

/// A request that writes.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: Template,
    pub(crate) query: Vec<(String, Template)>,
    pub(crate) headers: Vec<(&'static str, Template)>,
    /// Where the record stands in the body.
    pub(crate) body: Pointer,
    /// What is put into the record beside what is mapped.
    pub(crate) add: Vec<(String, Fill)>,
    /// Where the record stands in the answer; nothing where the answer shows none and a success is enough.
    pub(crate) answer: Option<Pointer>,
}

/// What is put into a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fill {
    /// The same always.
    Constant(Json),
    /// A text with places.
    Text(Template),
}

/// Several records in one request.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub(crate) operation: Operation,
    /// Whether changes go together too.
    pub(crate) updates: bool,
    /// Where the answers of the records stand, in their order.
    pub(crate) answers: Pointer,
    /// What an answer of one record says of errors.
    pub(crate) errors: Errors,
    /// Whether a request that is refused as a whole had no effect.
    pub(crate) refused_whole: bool,
}

/// A request that reads records.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) method: Method,
    pub(crate) path: Template,
    pub(crate) query: Vec<(String, Template)>,
    pub(crate) headers: Vec<(&'static str, Template)>,
    /// What is asked, where it stands in the body.
    pub(crate) body: Option<Ask>,
    /// Where the records stand: a list, or one record.
    pub(crate) items: Pointer,
    /// Where it stands how many there are.
    pub(crate) total: Option<Pointer>,
    pub(crate) paging: Paging,
    /// Whether each record is read once more by itself, since lists leave parts out.
    pub(crate) each: bool,
}

/// How a reading goes on.
#[derive(Debug, Clone)]
pub(crate) struct Paging {
    pub(crate) by: PagingBy,
    /// Records in a page.
    pub(crate) size: u32,
    /// The number of the first page.
    pub(crate) first: u32,
    /// Where it stands whether there are more.
    pub(crate) more: Option<Pointer>,
    /// Where the next page's cursor or address stands.
    pub(crate) next: Option<Pointer>,
}

/// What the next page is asked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PagingBy {
    /// There is one page.
    Nothing,
    /// How many records were read.
    Offset,
    /// The page's number.
    Page,
    /// A cursor in the answer.
    Cursor,
    /// An address in the answer.
    Next,
    /// An address in the answer's `Link` (RFC 8288).
    Link,
}

/// A body with places.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    Constant(Json),
    Text(Template),
    List(Vec<Ask>),
    Members(Vec<(String, Ask)>),
    /// The comparisons, each of this form.
    Comparisons,
}

/// How a record is found by its business key.
#[derive(Debug, Clone)]
pub(crate) struct Find {
    pub(crate) reading: Reading,
    pub(crate) filter: Option<Filter>,
    /// Whether the search gives nothing but what has the key.
    pub(crate) exact: bool,
}

/// How comparisons with the parts of a key are spelt.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) comparison: Comparison,
    /// What stands between two.
    pub(crate) join: String,
    /// A comparison with nothing; without it, nothing cannot be asked for.
    pub(crate) nothing: Option<Template>,
    pub(crate) quoting: Quoting,
    /// Whether numbers and truth values stand in quotes too.
    pub(crate) quote_all: bool,
}

/// What compares an attribute with a value.
#[derive(Debug, Clone)]
pub(crate) enum Comparison {
    Text(Template),
    Body(Ask),
}

/// How text stands in a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quoting {
    /// `'O''Neill'`.
    Doubled,
    /// `'O\'Neill'`.
    Backslash,
    /// `"O'Neill"`, as in JSON.
    Json,
    /// As it is.
    Bare,
}

/// What answers say of what is wrong.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Errors {
    pub(crate) messages: Vec<MessageForm>,
    pub(crate) duplicate: Duplicate,
    /// What a success says that is none: the values that may stand at each pointer.
    pub(crate) refused: Vec<(Pointer, Vec<Json>)>,
}

/// Where messages stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MessageForm {
    pub(crate) at: Pointer,
    /// Where the words stand; the first that holds any.
    pub(crate) text: Vec<Pointer>,
    pub(crate) code: Option<Pointer>,
    pub(crate) path: Option<Pointer>,
    /// Whether what stands there is text that holds JSON.
    pub(crate) unpack: bool,
    /// Whether a success with such messages is none.
    pub(crate) in_success: bool,
}

/// How a refusal says that the record is there already.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Duplicate {
    pub(crate) statuses: Vec<u16>,
    pub(crate) codes: Vec<String>,
    pub(crate) texts: Vec<String>,
}

/// A nested collection with requests of its own.
#[derive(Debug, Clone)]
pub(crate) struct Child {
    pub(crate) name: Name,
    pub(crate) create: Operation,
    pub(crate) read: Reading,
}

impl Profile {
    /// Reads a profile; everything that is wrong at once, in the order of the text.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<FileFault>> {
        let mut faults = Vec::new();
        let read = yaml::parse(text, &mut faults)
            .and_then(|root| shared::profile(&root, text, &mut faults));
        faults.sort_by(|one, other| {
            let place = |fault: &FileFault| (fault.line, fault.column);
            place(one)
                .cmp(&place(other))
                .then_with(|| one.found.cmp(&other.found))
        });
        // What stands in `defaults` is read for each object.
        faults.dedup();
        match read {
            Some(profile) if faults.is_empty() => Ok(profile),
            _ => Err(faults),
        }
    }

    /// The object of that name.
    pub(crate) fn object(&self, name: &str) -> Option<Object> {
        let listed = self.objects.iter().find(|object| *object.name == *name);
        listed.cloned().or_else(|| {
            let Others(text) = self.others.as_ref()?;
            let mut faults = Vec::new();
            let root = yaml::parse(text, &mut faults)?;
            shared::other(&root, name, &self.parameters)
        })
    }
}

impl Object {
    /// Whether records can be found by a key of these attributes.
    pub(crate) fn can_find(&self, key: &[Name]) -> bool {
        let known = |slot: &Slot| match slot {
            Slot::Key(name) => key.iter().any(|attribute| **attribute == **name),
            _ => true,
        };
        let asks_for_others = |template: &Template| template.has(|slot| !known(slot));
        self.find.as_ref().is_some_and(|find| {
            !key.is_empty()
                && !asks_for_others(&find.reading.path)
                && !find
                    .reading
                    .query
                    .iter()
                    .any(|(_, text)| asks_for_others(text))
        })
    }

    /// Whether a second sending of what makes it is known by the ERP.
    pub(crate) fn has_idempotency(&self) -> bool {
        let is = |template: &Template| template.has(|slot| *slot == Slot::Idempotency);
        let has = |operation: &Operation| {
            operation.query.iter().any(|(_, value)| is(value))
                || operation.headers.iter().any(|(_, value)| is(value))
                || operation
                    .add
                    .iter()
                    .any(|(_, fill)| matches!(fill, Fill::Text(text) if is(text)))
        };
        let batch = self.batch.as_ref().map(|batch| &batch.operation);
        self.create.as_ref().is_some_and(has) && batch.is_none_or(has)
    }
}
