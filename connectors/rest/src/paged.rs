//! One request that reads, page by page.
//!
//! A page that is missing must never look whole: what the target counts is held against what it shows, and a page
//! that comes twice is told.

use std::sync::Arc;

use landbridge_contract::{Fault, Method, Request, Response, TargetMessage};
use serde_json::Value as Json;

use crate::filter::{self, Rendered};
use crate::links;
use crate::messages;
use crate::profile::{Object, PagingBy, Reading};
use crate::session::{Draft, Session};
use crate::template::{Slot, Values};

/// A reading under way.
pub(crate) struct Paged {
    session: Arc<Session>,
    object: Arc<Object>,
    reading: Reading,
    label: String,
    read: usize,
    page: u32,
    next: Option<Next>,
    total: Option<usize>,
    /// The path that was asked, without its query.
    path: String,
    /// The first record of the page before.
    first: Option<Json>,
}

/// What the page before said of the next one.
#[derive(Clone, PartialEq)]
enum Next {
    Cursor(String),
    Path(String),
}

/// A page.
pub(crate) struct Page {
    pub(crate) items: Vec<Json>,
    pub(crate) last: bool,
    /// The answer's `ETag`.
    pub(crate) etag: Option<String>,
}

impl Paged {
    pub(crate) fn new(
        session: &Arc<Session>,
        object: &Arc<Object>,
        reading: &Reading,
        label: String,
    ) -> Self {
        Self {
            session: Arc::clone(session),
            object: Arc::clone(object),
            page: reading.paging.first,
            reading: reading.clone(),
            label,
            read: 0,
            next: None,
            total: None,
            path: String::new(),
            first: None,
        }
    }

    /// The request for the next page. `search` is what is looked for, where something is.
    pub(crate) fn request(
        &mut self,
        values: &Values<'_>,
        search: Option<&Rendered>,
    ) -> Result<Request, Fault> {
        let own = |slot: &Slot| match slot {
            Slot::Offset => Some(self.read.to_string()),
            Slot::Position => Some((self.read + 1).to_string()),
            Slot::Page => Some(self.page.to_string()),
            Slot::Size => Some(self.reading.paging.size.to_string()),
            Slot::Cursor => match &self.next {
                Some(Next::Cursor(cursor)) => Some(cursor.clone()),
                Some(Next::Path(_)) | None => None,
            },
            Slot::Filter => match search {
                Some(Rendered::Text(text)) => Some(text.clone()),
                Some(Rendered::Body(_)) | None => None,
            },
            other => values(other),
        };
        let comparisons: &[Json] = match search {
            Some(Rendered::Body(body)) => body,
            Some(Rendered::Text(_)) | None => &[],
        };
        let body = self.reading.body.as_ref().map(|ask| {
            let with_parameters = |slot: &Slot| self.session.value(slot, &own);
            filter::fill(ask, &with_parameters, comparisons).map(|body| body.to_string())
        });
        let body = match body {
            Some(None) => {
                return Err(Fault::refused(
                    &self.label,
                    "the body has a place for which there is nothing",
                ));
            }
            Some(Some(body)) => body.into_bytes(),
            None => Vec::new(),
        };
        let draft = Draft {
            method: self.reading.method,
            path: &self.reading.path,
            query: &self.reading.query,
            headers: &self.reading.headers,
            body,
            label: &self.label,
        };
        let mut request = self
            .session
            .request(&self.object, draft, &own)
            .map_err(|why| Fault::refused(&self.label, why))?;
        let path = request.path.split('?').next().unwrap_or_default();
        path.clone_into(&mut self.path);
        if let Some(Next::Path(path)) = &self.next {
            request.path.clone_from(path);
        }
        debug_assert!(matches!(request.method, Method::Get | Method::Ask));
        Ok(request)
    }

    /// Takes the answer. `absent` says whether 404 means that there is nothing.
    pub(crate) fn answer(&mut self, response: &Response, absent: bool) -> Result<Page, Fault> {
        let nothing = Page {
            items: Vec::new(),
            last: true,
            etag: None,
        };
        if response.status == 204 || (absent && matches!(response.status, 404 | 410)) {
            return Ok(nothing);
        }
        if !response.is_success() {
            let words = messages::of(response, &self.object.errors);
            let words = TargetMessage::one_line(&words);
            let why = format!("HTTP {}: {words}", response.status);
            return Err(Fault::refused(&self.label, why));
        }
        let Ok(body) = serde_json::from_slice::<Json>(&response.body) else {
            return Err(self.nonsense("the answer is no JSON"));
        };
        let errors = messages::in_body(&body, &self.object.errors, true);
        if !errors.is_empty() {
            let words = TargetMessage::one_line(&errors);
            return Err(self.nonsense(format!("the answer is a success with an error: {words}")));
        }
        let items = self.items(&body)?;
        let last = self.follow(&body, response, &items)?;
        Ok(Page {
            items,
            last,
            etag: response.header("etag").map(str::to_owned),
        })
    }

    fn items(&self, body: &Json) -> Result<Vec<Json>, Fault> {
        let place = &self.reading.items;
        match place.get(body) {
            Some(Json::Array(items)) => Ok(items.clone()),
            Some(one @ Json::Object(_)) if self.reading.paging.by == PagingBy::Nothing => {
                Ok(vec![one.clone()])
            }
            // Some leave the list out where it would be empty; what stands around it must be there.
            None | Some(Json::Null) if self.may_be_left_out(body) => Ok(Vec::new()),
            _ => Err(self.nonsense(format!(
                "the answer has no records at `{place}`; see `items` of the profile"
            ))),
        }
    }

    /// Whether a list that is not there means that there is nothing: what holds it is there.
    fn may_be_left_out(&self, body: &Json) -> bool {
        let tokens = self.reading.items.tokens();
        let Some((_, around)) = tokens.split_last() else {
            return false;
        };
        if around.is_empty() {
            return false;
        }
        let mut at = Some(body);
        for token in around {
            at = at.and_then(|at| at.get(token));
        }
        at.is_some_and(Json::is_object)
    }

    /// Whether this was the last page; else where the next one is.
    fn follow(&mut self, body: &Json, response: &Response, items: &[Json]) -> Result<bool, Fault> {
        let paging = self.reading.paging.clone();
        self.read += items.len();
        let stated = self
            .reading
            .total
            .as_ref()
            .and_then(|place| number(place.get(body)?));
        self.total = self.total.or(stated);
        if paging.by == PagingBy::Nothing {
            return Ok(true);
        }
        let more = match paging.more.as_ref().map(|place| place.get(body)) {
            Some(Some(Json::Bool(more))) => Some(*more),
            Some(_) => {
                return Err(self.nonsense("the answer does not say whether there are more records"));
            }
            None => None,
        };
        let next = self.next_of(body, response)?;
        let last = match paging.by {
            PagingBy::Cursor | PagingBy::Next | PagingBy::Link => {
                next.is_none() || more == Some(false)
            }
            PagingBy::Offset | PagingBy::Page | PagingBy::Nothing => match (more, self.total) {
                (Some(more), _) => !more,
                (None, Some(total)) => self.read >= total,
                // Nothing tells: only an empty page is the end, as a target may give fewer than asked for.
                (None, None) => items.is_empty(),
            },
        };
        let again = next.is_some() && next == self.next;
        if again || (!items.is_empty() && items.first() == self.first.as_ref()) {
            return Err(self.nonsense("the same page came twice; see `paging` of the profile"));
        }
        if last {
            let short = self.total.filter(|total| *total > self.read);
            return match short {
                Some(total) => Err(self.nonsense(format!(
                    "the target counts {total} records and shows {}; read again, or check what the user may see",
                    self.read
                ))),
                None => Ok(true),
            };
        }
        if items.is_empty() && next.is_none() {
            return Err(self.nonsense("the target has more but gives nothing: it would never end"));
        }
        self.first = items.first().cloned();
        self.next = next;
        self.page = self.page.saturating_add(1);
        Ok(false)
    }

    fn next_of(&self, body: &Json, response: &Response) -> Result<Option<Next>, Fault> {
        let paging = &self.reading.paging;
        let stated = paging.next.as_ref().and_then(|place| place.get(body));
        let stated = match stated {
            Some(Json::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Json::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        match paging.by {
            PagingBy::Cursor => Ok(stated.map(Next::Cursor)),
            PagingBy::Next | PagingBy::Link => {
                let link = match paging.by {
                    PagingBy::Link => response.header("link").and_then(links::next),
                    _ => stated,
                };
                let Some(link) = link else { return Ok(None) };
                let local = links::local(&link, &self.path);
                let local = local
                    .ok_or_else(|| self.nonsense("the next page is not where the first one was"))?;
                Ok(Some(Next::Path(local)))
            }
            PagingBy::Nothing | PagingBy::Offset | PagingBy::Page => Ok(None),
        }
    }

    fn nonsense(&self, message: impl Into<String>) -> Fault {
        Fault::unintelligible(&self.label, message)
    }
}

fn number(json: &Json) -> Option<usize> {
    match json {
        Json::Number(number) => number.to_string().parse().ok(),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}
