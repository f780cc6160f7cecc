//! Reads a collection page by page, and completes nested collections that came truncated.
//!
//! A nested collection that says it has more is read in full from its own path before the record
//! is handed on: a partial list of children must never look whole.

mod holes;

use landbridge_contract::{Fault, Found, ObjectSpec, Request, Response, TargetMessage, Text};
use serde_json::Value as Json;

use crate::wire::{self, Wire};
use crate::{item, messages};
use holes::Hole;

/// Nested records of one record that are read at the most. Beyond, the record would not fit in
/// memory; no ERP object comes near.
const NESTED_MAX: usize = 100_000;

/// What follows from an answer.
pub(crate) enum Turn {
    /// Send this next.
    Send(Request),
    /// A whole page.
    Page {
        /// Its records.
        found: Vec<Found>,
        /// Whether it is the last.
        last: bool,
    },
    /// The read cannot go on.
    Failed(Fault),
}

/// A read of a collection.
pub(crate) struct Pages {
    wire: Wire,
    object: ObjectSpec,
    /// The query without limit and offset.
    query: String,
    label: String,
    limit: u32,
    offset: usize,
    /// The id of the previous page's first record: a server that ignores the offset repeats it.
    first_of_previous: Option<Text>,
    /// The page whose nested collections are being completed.
    incomplete: Option<Incomplete>,
}

struct Incomplete {
    items: Vec<Json>,
    last: bool,
    hole: Hole,
    /// Records of the nested collection read so far.
    read: Vec<Json>,
}

struct Page {
    items: Vec<Json>,
    has_more: bool,
}

impl Pages {
    /// A read of the object's collection; `query` is a filter or order, without limit and
    /// offset, already encoded.
    pub(crate) fn new(
        wire: &Wire,
        object: &ObjectSpec,
        query: &str,
        label: String,
        limit: u32,
    ) -> Self {
        let mut query = query.to_owned();
        append(&mut query, links(&object.id_attribute));
        append(&mut query, &expand(object, ""));
        if let Some(day) = crate::effective::shown_on(object) {
            append(&mut query, &format!("effectiveDate={}", wire::encode(&day)));
        }
        Self {
            wire: wire.clone(),
            object: object.clone(),
            query,
            label,
            limit,
            offset: 0,
            first_of_previous: None,
            incomplete: None,
        }
    }

    /// The request for the next page.
    pub(crate) fn request(&self) -> Request {
        let path = &self.object.read_path;
        let (limit, offset) = (self.limit, self.offset);
        let mut query = self.query.clone();
        append(&mut query, &format!("limit={limit}&offset={offset}"));
        self.wire.get(format!("{path}?{query}"), self.label.clone())
    }

    /// Takes an answer to the last request.
    pub(crate) fn answer(&mut self, response: &Response) -> Turn {
        match self.step(response) {
            Ok(turn) => turn,
            Err(fault) => Turn::Failed(fault),
        }
    }

    fn step(&mut self, response: &Response) -> Result<Turn, Fault> {
        if !response.is_success() {
            return Err(self.refused(response));
        }
        if let Some(incomplete) = self.incomplete.take() {
            return self.nested_page(incomplete, response);
        }
        let page = self.page(response, self.offset)?;
        let first = page
            .items
            .first()
            .and_then(|first| item::target_id(first.as_object()?, &self.object.id_attribute));
        if first.is_some() && first == self.first_of_previous {
            return Err(self.nonsense("the same page came twice: the target ignores the offset"));
        }
        self.first_of_previous = first;
        self.offset += page.items.len();
        self.complete(page.items, !page.has_more)
    }

    /// Looks for the next truncated nested collection; without one the page is whole.
    fn complete(&mut self, items: Vec<Json>, last: bool) -> Result<Turn, Fault> {
        let hole = holes::find(&items, &self.object).map_err(|why| self.nonsense(why))?;
        if let Some(hole) = hole {
            let incomplete = Incomplete {
                items,
                last,
                hole,
                read: Vec::new(),
            };
            let request = self.nested_request(&incomplete);
            self.incomplete = Some(incomplete);
            return Ok(Turn::Send(request));
        }
        let found: Option<Vec<Found>> = items
            .iter()
            .map(|item| item::found(item, &self.object.id_attribute))
            .collect();
        let found = found.ok_or_else(|| {
            self.nonsense(format!(
                "a record has no id: neither `{}` nor a link of its own",
                self.object.id_attribute
            ))
        })?;
        Ok(Turn::Page { found, last })
    }

    fn nested_request(&self, incomplete: &Incomplete) -> Request {
        let hole = &incomplete.hole;
        let id = id_of_child(&self.object, &hole.child);
        let mut query = String::new();
        if !id.is_empty() {
            append(&mut query, &format!("orderBy={}:asc", wire::encode(id)));
        }
        append(&mut query, links(id));
        append(&mut query, &expand(&self.object, &hole.child));
        let (limit, offset) = (self.wire.page_size, incomplete.read.len());
        append(&mut query, &format!("limit={limit}&offset={offset}"));
        let label = format!("{}, {}", self.label, hole.child);
        self.wire.get(format!("{}?{query}", hole.path), label)
    }

    fn nested_page(
        &mut self,
        mut incomplete: Incomplete,
        response: &Response,
    ) -> Result<Turn, Fault> {
        let page = self.page(response, incomplete.read.len())?;
        if page.has_more && page.items.first() == incomplete.read.first() {
            return Err(self.nonsense("the same page of nested records came twice"));
        }
        incomplete.read.extend(page.items);
        if incomplete.read.len() > NESTED_MAX {
            return Err(self.nonsense(format!(
                "a record has more than {NESTED_MAX} nested records in `{}`",
                incomplete.hole.child
            )));
        }
        if page.has_more {
            let request = self.nested_request(&incomplete);
            self.incomplete = Some(incomplete);
            return Ok(Turn::Send(request));
        }
        let Incomplete {
            mut items,
            last,
            hole,
            read,
        } = incomplete;
        if !hole.fill(&mut items, read) {
            return Err(self.nonsense("a nested collection vanished"));
        }
        self.complete(items, last)
    }

    fn page(&self, response: &Response, offset: usize) -> Result<Page, Fault> {
        let body: Json = serde_json::from_slice(&response.body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            self.nonsense(format!(
                "the answer is no JSON (line {line}, column {column})"
            ))
        })?;
        let Json::Object(mut members) = body else {
            return Err(self.nonsense("the answer is no collection"));
        };
        let Some(Json::Array(items)) = members.remove("items") else {
            return Err(self.nonsense("the answer has no `items`"));
        };
        let stated = members.get("offset").and_then(Json::as_u64);
        if stated.is_some_and(|stated| usize::try_from(stated) != Ok(offset)) {
            return Err(self.nonsense("the answer begins at another offset than asked for"));
        }
        let has_more = match members.get("hasMore") {
            Some(Json::Bool(has_more)) => *has_more,
            // Not said: only an empty page is the end.
            None => !items.is_empty(),
            Some(_) => return Err(self.nonsense("`hasMore` is neither true nor false")),
        };
        if has_more && items.is_empty() {
            return Err(self.nonsense("the target has more but gives nothing: it would never end"));
        }
        Ok(Page { items, has_more })
    }

    fn refused(&self, response: &Response) -> Fault {
        let words = TargetMessage::one_line(&messages::of(response));
        Fault::refused(&self.label, format!("HTTP {}: {words}", response.status))
    }

    fn nonsense(&self, message: impl Into<String>) -> Fault {
        Fault::unintelligible(&self.label, message)
    }
}

/// Without an id attribute the id stands only in the record's own link, so that one is kept.
fn links(id_attribute: &str) -> &'static str {
    if id_attribute.is_empty() {
        "links=self"
    } else {
        "onlyData=true"
    }
}

/// The children to be nested in records at `parent` (empty for the object itself).
fn expand(object: &ObjectSpec, parent: &str) -> String {
    let names: Vec<String> = object
        .children
        .iter()
        .filter_map(|(name, _)| match parent {
            "" => Some(&**name),
            parent => name.strip_prefix(parent)?.strip_prefix('.'),
        })
        .map(wire::encode)
        .collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("expand={}", names.join(","))
    }
}

fn id_of_child<'a>(object: &'a ObjectSpec, child: &str) -> &'a str {
    object
        .children
        .iter()
        .find(|(name, _)| **name == *child)
        .map_or("", |(_, id)| id)
}

fn append(query: &mut String, part: &str) {
    if part.is_empty() {
        return;
    }
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(part);
}
