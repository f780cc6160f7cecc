//! Reads a collection page by page, and completes nested collections that came cut.
//!
//! A page that is missing and a part of the nested records must never look whole: the number of
//! records is asked for, and what is short of it is read on or told.

mod nested;

use std::sync::Arc;

use landbridge_contract::{Fault, Method, Request, Response, TargetMessage, Text};
use serde_json::{Map, Value as Json};

use crate::address;
use crate::entity::{Entity, Held};
use crate::links;
use crate::messages;
use crate::session::Session;
use crate::settings::Paging;
use nested::Incomplete;

/// What follows from an answer.
pub(crate) enum Turn {
    /// Send this next.
    Send(Request),
    /// A whole page.
    Page {
        /// Its records.
        held: Vec<Held>,
        /// Whether it is the last.
        last: bool,
    },
    /// The read cannot go on.
    Failed(Fault),
}

/// What is read.
pub(crate) enum What {
    /// All records.
    All,
    /// The records that a filter finds, and no more than a few.
    Filter(String, u32),
    /// The record at this path, if there is one.
    One(String),
}

/// A read of an entity set.
pub(crate) struct Pages {
    session: Arc<Session>,
    entity: Entity,
    label: String,
    what: What,
    /// The address of the next page as the service gave it.
    link: Option<String>,
    read: usize,
    total: Option<usize>,
    /// The first record of the page before: a server that ignores `$skip` repeats it.
    first_of_previous: Option<Text>,
    /// The page whose nested collections are being completed.
    incomplete: Option<Incomplete>,
}

/// A page as it came.
struct Page {
    items: Vec<Json>,
    link: Option<String>,
    count: Option<usize>,
    /// The service's address, as the answer's context says it.
    root: Option<String>,
}

impl Pages {
    pub(crate) fn new(session: &Arc<Session>, entity: Entity, label: &str, what: What) -> Self {
        Self {
            session: Arc::clone(session),
            entity,
            label: label.to_owned(),
            what,
            link: None,
            read: 0,
            total: None,
            first_of_previous: None,
            incomplete: None,
        }
    }

    /// The request for the next page.
    pub(crate) fn request(&self) -> Request {
        let settings = &self.session.settings;
        let request = match (&self.link, &self.what) {
            (Some(link), _) => self.session.get(link.clone(), &self.label),
            (None, What::One(path)) => {
                let path = with_query(path, &[self.entity.selection()]);
                self.session.get(path, &self.label)
            }
            (None, What::Filter(filter, most)) => {
                let filter = format!("$filter={}", address::encode(filter));
                let parts = [filter, self.entity.selection(), format!("$top={most}")];
                let path = with_query(&self.entity.path, &parts);
                self.session.get(path, &self.label)
            }
            (None, What::All) => {
                let skip = settings.paging == Paging::Skip;
                let mut parts = vec![self.entity.selection(), self.order()];
                if skip {
                    parts.push(format!("$top={}", settings.page_size));
                }
                if self.read > 0 {
                    parts.push(format!("$skip={}", self.read));
                } else if settings.count {
                    parts.push("$count=true".to_owned());
                }
                let path = with_query(&self.entity.path, &parts);
                self.session.get(path, &self.label)
            }
        };
        self.with_page_size(request)
    }

    fn with_page_size(&self, mut request: Request) -> Request {
        debug_assert_eq!(request.method, Method::Get);
        if matches!(self.what, What::All) {
            let size = self.session.settings.page_size;
            let wish = format!("odata.maxpagesize={size}");
            request.headers.push(("prefer", wish));
        }
        request
    }

    /// Without an order pages may overlap or leave gaps.
    fn order(&self) -> String {
        let key = self.entity.shape.key.iter();
        let names: Vec<String> = key.map(|(name, _)| address::encode(name)).collect();
        format!("$orderby={}", names.join(","))
    }

    /// Takes an answer to the last request.
    pub(crate) fn answer(&mut self, response: &Response) -> Turn {
        match self.step(response) {
            Ok(turn) => turn,
            Err(fault) => Turn::Failed(fault),
        }
    }

    fn step(&mut self, response: &Response) -> Result<Turn, Fault> {
        let one = matches!(self.what, What::One(_));
        if one && self.incomplete.is_none() && matches!(response.status, 204 | 404 | 410) {
            return Ok(Turn::Page {
                held: Vec::new(),
                last: true,
            });
        }
        if !response.is_success() {
            let words = TargetMessage::one_line(&messages::of(response));
            let why = format!("HTTP {}: {words}", response.status);
            return Err(Fault::refused(&self.label, why));
        }
        let page = self.page(response, one && self.incomplete.is_none())?;
        if let Some(incomplete) = self.incomplete.take() {
            return self.complete(incomplete.with(page).map_err(|why| self.nonsense(why))?);
        }
        let last = self.follow(&page)?;
        self.complete(Incomplete::new(page.items, last, page.root))
    }

    /// Where the next page is; true where there is none.
    fn follow(&mut self, page: &Page) -> Result<bool, Fault> {
        if !matches!(self.what, What::All) {
            return Ok(true);
        }
        self.read += page.items.len();
        self.total = self.total.or(page.count);
        if let Some(link) = &page.link {
            if self.link.as_ref() == Some(link) {
                return Err(self.nonsense("the next page is the same page"));
            }
            self.link = Some(link.clone());
            return Ok(false);
        }
        self.link = None;
        let missing = self.total.is_some_and(|total| total > self.read);
        let more = match self.session.settings.paging {
            Paging::Server => missing,
            Paging::Skip => missing || (self.total.is_none() && !page.items.is_empty()),
        };
        if !more {
            return Ok(true);
        }
        if page.items.is_empty() {
            let (total, read) = (self.total.unwrap_or_default(), self.read);
            return Err(self.nonsense(format!(
                "the service counts {total} records and shows {read}; read again, or check what the user may see"
            )));
        }
        let first = page.items.first().and_then(Json::as_object);
        let first = first.and_then(|first| self.entity.target_id(first));
        if first.is_some() && first == self.first_of_previous {
            return Err(self.nonsense("the same page came twice: the service ignores $skip"));
        }
        self.first_of_previous = first;
        Ok(false)
    }

    /// Looks for the next nested collection that came cut; without one the page is whole.
    fn complete(&mut self, mut incomplete: Incomplete) -> Result<Turn, Fault> {
        let next = incomplete.next(&self.entity.path);
        if let Some(path) = next.map_err(|why| self.nonsense(why))? {
            let request = self.session.get(path, &self.label);
            self.incomplete = Some(incomplete);
            return Ok(Turn::Send(request));
        }
        let (items, last) = incomplete.into_items();
        let held: Option<Vec<Held>> = items.iter().map(|item| self.entity.held(item)).collect();
        let held = held.ok_or_else(|| {
            let names = self.entity.shape.key.iter().map(|(name, _)| name.as_str());
            let names: Vec<&str> = names.collect();
            self.nonsense(format!("a record without its key ({})", names.join(", ")))
        })?;
        Ok(Turn::Page { held, last })
    }

    fn page(&self, response: &Response, one: bool) -> Result<Page, Fault> {
        let Ok(Json::Object(mut members)) = serde_json::from_slice::<Json>(&response.body) else {
            return Err(self.nonsense("the answer is no JSON object"));
        };
        if let Some(messages) = messages::of_error(&members) {
            let words = TargetMessage::one_line(&messages);
            return Err(self.nonsense(format!("the answer is a success with an error: {words}")));
        }
        let context = annotation(&members, "context").and_then(Json::as_str);
        let root = context.and_then(links::root).map(str::to_owned);
        if one {
            return Ok(Page {
                items: vec![Json::Object(members)],
                link: None,
                count: None,
                root,
            });
        }
        let link = match annotation(&members, "nextLink").and_then(Json::as_str) {
            None => None,
            Some(link) => Some(
                links::local(link, &self.entity.path, root.as_deref())
                    .ok_or_else(|| self.nonsense("the next page is not at the target"))?,
            ),
        };
        let count = annotation(&members, "count").and_then(|count| match count {
            Json::Number(number) => number.to_string().parse().ok(),
            Json::String(text) => text.parse().ok(),
            _ => None,
        });
        let Some(Json::Array(items)) = members.remove("value") else {
            return Err(self.nonsense("the answer has no list of records (`value`)"));
        };
        Ok(Page {
            items,
            link,
            count,
            root,
        })
    }

    fn nonsense(&self, message: impl Into<String>) -> Fault {
        Fault::unintelligible(&self.label, message)
    }
}

/// A control information of an answer: `@odata.count`, in version 4.01 also `@count`.
pub(crate) fn annotation<'a>(members: &'a Map<String, Json>, name: &str) -> Option<&'a Json> {
    let long = members.get(&format!("@odata.{name}"));
    long.or_else(|| members.get(&format!("@{name}")))
}

/// A path with the parts of a query that are not empty.
pub(crate) fn with_query(path: &str, parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return path.to_owned();
    }
    format!("{path}?{}", parts.join("&"))
}
