//! Asks for records by business key, one search a key.

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{
    BusinessKey, Event, Exchange, Fault, Found, LookUp, Reply, Request, Step,
};

use crate::pages::{Pages, Turn, What, unaskable};
use crate::profile::Object;
use crate::session::Session;

/// Records shown under one key. Two already make it ambiguous; a few more show a person how.
const FOUND_MAX: usize = 10;

/// The exchange. What is found is yielded key by key, so that a fault later on takes nothing back.
pub(crate) struct LookUps {
    session: Arc<Session>,
    object: Option<Arc<Object>>,
    label: String,
    waiting: VecDeque<BusinessKey>,
    asked: Option<Search>,
}

/// The search for the records with one key.
pub(crate) struct Search {
    key: BusinessKey,
    exact: bool,
    pages: Pages,
    found: Vec<crate::pages::Held>,
}

/// What follows from an answer.
pub(crate) enum Sought {
    Send(Request),
    Found(BusinessKey, Vec<crate::pages::Held>),
    Failed(Fault),
}

impl Search {
    /// A search for a key, and its first request.
    pub(crate) fn begin(
        session: &Arc<Session>,
        object: &Arc<Object>,
        label: &str,
        key: BusinessKey,
    ) -> Result<(Self, Request), Fault> {
        let what = What::Key(key.clone());
        let pages = Pages::new(session, object, label, what);
        let mut pages = pages.map_err(|why| unaskable(label, why))?;
        let request = pages.request()?;
        let search = Self {
            key,
            exact: object.find.as_ref().is_none_or(|find| find.exact),
            pages,
            found: Vec::new(),
        };
        Ok((search, request))
    }

    pub(crate) fn answer(
        mut self,
        response: &landbridge_contract::Response,
    ) -> (Option<Self>, Sought) {
        match self.pages.answer(response) {
            Turn::Send(request) => (Some(self), Sought::Send(request)),
            Turn::Failed(fault) => {
                let fault = masked(fault, &self.key);
                (None, Sought::Failed(fault))
            }
            Turn::Page { held, last } => {
                let (exact, key) = (self.exact, &self.key);
                let meant = held
                    .into_iter()
                    .filter(|held| exact || !is_another(&held.found, key));
                self.found.extend(meant);
                if last || self.found.len() >= FOUND_MAX {
                    self.found.truncate(FOUND_MAX);
                    return (None, Sought::Found(self.key, self.found));
                }
                match self.pages.request() {
                    Ok(request) => (Some(self), Sought::Send(request)),
                    Err(fault) => (None, Sought::Failed(fault)),
                }
            }
        }
    }
}

/// Whether a record has another text in its business key than was asked for: some ERPs compare without regard
/// to case, or find parts of words, and the record is not the one that is meant.
pub(crate) fn is_another(found: &Found, key: &BusinessKey) -> bool {
    key.parts.iter().any(|(name, asked)| {
        let held = found.attribute(name);
        let texts = asked.as_text().zip(held.as_text());
        texts.is_some_and(|(asked, held)| asked.trim_end() != held.trim_end())
    })
}

impl LookUps {
    pub(crate) fn new(session: &Arc<Session>, object: &str, keys: Vec<BusinessKey>) -> Self {
        Self {
            session: Arc::clone(session),
            object: session.object(object),
            label: format!("look up {object}"),
            waiting: keys.into(),
            asked: None,
        }
    }

    fn next(&mut self) -> Step {
        let Some(key) = self.waiting.pop_front() else {
            return Step::Done(Vec::new());
        };
        let Some(object) = &self.object else {
            return Step::Failed(Fault::refused(
                &self.label,
                "the profile has no such object",
            ));
        };
        match Search::begin(&self.session, object, &self.label, key) {
            Ok((search, request)) => {
                self.asked = Some(search);
                Step::Send(request)
            }
            Err(fault) => Step::Failed(fault),
        }
    }
}

impl Exchange for LookUps {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.asked.take()) {
            (Event::Start | Event::Taken, None) => self.next(),
            (Event::Answer(response), Some(search)) => {
                let (search, sought) = search.answer(&response);
                self.asked = search;
                match sought {
                    Sought::Send(request) => Step::Send(request),
                    Sought::Found(key, held) => {
                        let found = held.into_iter().map(|held| held.found).collect();
                        Step::Yield(vec![Reply::LookUp(LookUp { key, found })])
                    }
                    Sought::Failed(fault) => Step::Failed(fault),
                }
            }
            (Event::Fault(fault), _) => Step::Failed(fault),
            _ => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }
}

/// Keeps the key's values out of the message: targets like to repeat the search, and faults go to logs.
fn masked(mut fault: Fault, key: &BusinessKey) -> Fault {
    for (_, value) in &key.parts {
        let value = value.to_string();
        if !value.is_empty() {
            fault.message = fault.message.replace(&value, "‹value›");
        }
    }
    fault
}
