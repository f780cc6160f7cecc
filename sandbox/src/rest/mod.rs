//! The REST resources: finds the place that a path names and does what the method asks.
//!
//! Must never know about sockets, credentials or faults: it gets a [`Call`] and gives an
//! [`Outcome`].

mod batch;
mod describe;
mod effective;
mod lists;
mod parameters;
mod place;
mod read;
mod search;
mod view;
mod write;
mod writing;

pub(crate) use writing::{Payload, Writing};

use std::sync::Arc;

use hyper::{HeaderMap, Method};
use serde_json::Value;

use crate::bulk::{self, Asking, Bulk};
use crate::counters::{Change, Tally};
use crate::epm;
use crate::hdl;
use crate::objects::Area;
use crate::refusal::{Problem, Refusal};
use crate::store::{Reader, Store};
use parameters::Parameters;
use place::{Place, Tail};

/// The version segment of the path; `latest` is its alias.
const VERSION: &str = "11.13.18.05";

/// The resource that takes files and starts jobs.
const INTEGRATIONS: &str = "erpintegrations";

/// What a request asks of the resources.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The tree of resources that it is about.
    pub(crate) area: Area,
    pub(crate) method: Method,
    /// Decoded segments after `/fscmRestApi/resources` or its like.
    pub(crate) segments: Vec<String>,
    /// Decoded query parameters.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: bytes::Bytes,
    /// Scheme, host and path up to `/fscmRestApi/resources`.
    pub(crate) base: String,
    pub(crate) user: String,
    pub(crate) framework: u8,
    pub(crate) framework_default: u8,
    pub(crate) page_max: u32,
    /// Records created after this moment are hidden from searches; milliseconds since 1970.
    pub(crate) visible_until: i64,
    /// Records created after this moment answer 404 by id.
    pub(crate) found_until: i64,
    /// Whether unique keys are not looked at when a record is created.
    pub(crate) duplicates_admitted: bool,
    /// When it arrived; milliseconds since 1970.
    pub(crate) now: i64,
    /// How data sets behave.
    pub(crate) data_sets: DataSetDelays,
    /// What holds for imports by file.
    pub(crate) asking: Asking,
}

/// How long what happens to a data set takes, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DataSetDelays {
    /// From its making until it is loaded.
    pub(crate) loading: i64,
    /// How long it answers 404.
    pub(crate) hidden: i64,
}

impl Call {
    /// The text of a header, or nothing.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether it writes one record: that is done sooner than another thread takes it over.
    pub(crate) fn is_brief(&self) -> bool {
        let integrates = |resource: &String| resource == INTEGRATIONS;
        self.area == Area::Fscm
            && self.method != Method::GET
            && self.segments.get(1).is_some_and(|one| !integrates(one))
    }

    /// The path up to and with the version segment, for links.
    fn root(&self) -> String {
        let version = self.segments.first().map_or(VERSION, String::as_str);
        format!("{}/{version}", self.base)
    }

    /// The media type of the body, without its parameters.
    fn media(&self) -> Option<String> {
        let media = self.header("content-type")?.split(';').next()?;
        Some(media.trim().to_ascii_lowercase())
    }

    /// Refuses a body of another media type, and one that says none.
    fn of_media(&self, expected: &str) -> Result<(), Refusal> {
        let media = self.media().unwrap_or_default();
        if media == expected {
            return Ok(());
        }
        Err(Refusal::unsupported_media(&media))
    }

    fn json(&self) -> Result<Value, Refusal> {
        if let Some(media) = self.media() {
            let adf = media.starts_with("application/vnd.oracle.adf.") && media.ends_with("+json");
            if media != "application/json" && !adf {
                return Err(Refusal::unsupported_media(&media));
            }
        }
        serde_json::from_slice(&self.body).map_err(|_error| Refusal::unparsable())
    }

    pub(crate) fn object(&self) -> Result<serde_json::Map<String, Value>, Refusal> {
        match self.json()? {
            Value::Object(map) => Ok(map),
            _ => Err(Refusal::unparsable()),
        }
    }
}

/// What kind of document an answer is, which decides its media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    Collection,
    Item,
    Description,
    ActionResult,
    Batch,
}

impl Media {
    /// What the parameters of a custom action are sent as.
    pub(crate) const ACTION: &str = "application/vnd.oracle.adf.action+json";

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Collection => "application/vnd.oracle.adf.resourcecollection+json",
            Self::Item => "application/vnd.oracle.adf.resourceitem+json",
            Self::Description => "application/vnd.oracle.adf.description+json",
            Self::ActionResult => "application/vnd.oracle.adf.actionresult+json",
            Self::Batch => "application/vnd.oracle.adf.batch+json",
        }
    }
}

/// An answer that is no refusal.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    pub(crate) json: Option<Value>,
    pub(crate) media: Media,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Records written.
    pub(crate) changes: Vec<(&'static str, Change)>,
    /// Whether a transaction was committed.
    pub(crate) committed: bool,
}

impl Outcome {
    pub(crate) fn ok(json: Value, media: Media) -> Self {
        Self {
            status: 200,
            json: Some(json),
            media,
            headers: Vec::new(),
            changes: Vec::new(),
            committed: false,
        }
    }
}

/// The resources over one state.
#[derive(Clone, Debug)]
pub(crate) struct Resources {
    pub(crate) store: Arc<Store>,
    pub(crate) tally: Arc<Tally>,
    pub(crate) bulk: Arc<Bulk>,
}

impl Resources {
    /// Answers a call; a write is one transaction, and is counted when it is committed.
    pub(crate) fn answer(&self, call: &Call) -> Result<Outcome, Refusal> {
        if call.area == Area::Planning {
            return self.write(|db| epm::answer(call, db));
        }
        self.bulk.catch_up(&self.store, &self.tally);
        let Some((version, path)) = call.segments.split_first() else {
            return only_get(call).map(|()| describe::root(call));
        };
        if version != VERSION && version != "latest" {
            return Err(Refusal::not_found());
        }
        if call.method != Method::GET {
            effective::check(call)?;
        }
        if call.area == Area::Hcm {
            self.load_what_is_due(call)?;
        }
        match path {
            [sets, action, name]
                if sets == hdl::DATA_SETS && action == "action" && call.area == Area::Hcm =>
            {
                self.write(|db| hdl::action(call, name, db))
            }
            [sets, ..] if sets == hdl::DATA_SETS => {
                let hidden = if call.data_sets.hidden > 0 {
                    call.now.saturating_sub(call.data_sets.hidden)
                } else {
                    i64::MAX
                };
                let call = Call {
                    found_until: hidden,
                    visible_until: hidden,
                    ..call.clone()
                };
                self.answer_at(&call, &Place::find(call.area, path)?)
            }
            [] if call.method == Method::POST => self.write(|db| batch::run(call, db)),
            [] => only_get(call).map(|()| describe::root(call)),
            [describe] if describe == "describe" => {
                only_get(call)?;
                describe::catalog(call)
            }
            [resource] if resource == INTEGRATIONS => self.integrate(call),
            [list] if lists::is_list(list) => {
                only_get(call)?;
                lists::get(call, list, Reader::Shared(&self.store))
            }
            path => self.answer_at(call, &Place::find(call.area, path)?),
        }
    }

    /// Loads the data sets whose time has come: nobody sees the state before.
    fn load_what_is_due(&self, call: &Call) -> Result<(), Refusal> {
        let waits = Reader::Shared(&self.store).with(hdl::waits)?;
        if waits {
            self.store.write(
                |db| hdl::load_due(db, call.now, call.data_sets.loading),
                |changes| self.tally.changed(changes),
            )?;
        }
        Ok(())
    }

    fn answer_at(&self, call: &Call, place: &Place) -> Result<Outcome, Refusal> {
        match &place.tail {
            Tail::Describe => {
                only_get(call)?;
                let reader = Reader::Shared(&self.store);
                reader.with(|db| Ok(place.check(db, call.found_until)))??;
                return describe::resource(call, place);
            }
            Tail::Action(name) => {
                if call.method != Method::POST {
                    return Err(Refusal::method_not_allowed(call.method.as_str()));
                }
                return self.write(|db| write::action(call, place, name, db));
            }
            Tail::Nothing => {}
        }
        if call.method == Method::GET {
            return perform(call, place, Operation::Get, Reader::Shared(&self.store));
        }
        let operation = Operation::of_method(call)?;
        self.write(|db| perform(call, place, operation, Reader::Within(db)))
    }

    /// Imports by file, and the jobs that carry them out.
    fn integrate(&self, call: &Call) -> Result<Outcome, Refusal> {
        let body = match call.method {
            Method::POST => Some(call.object()?),
            _ => None,
        };
        let (status, json, committed) =
            bulk::answer(&self.bulk, &call.asking, &call.method, &call.query, body)?;
        let media = if committed {
            Media::Item
        } else {
            Media::Collection
        };
        Ok(Outcome {
            status,
            committed,
            ..Outcome::ok(json, media)
        })
    }

    fn write(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<Outcome, Refusal>,
    ) -> Result<Outcome, Refusal> {
        let mut outcome = self
            .store
            .write(work, |outcome| self.tally.committed(&outcome.changes))?;
        outcome.committed = true;
        Ok(outcome)
    }
}

/// What is done at a place, by method or by the operation of a batch part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Get,
    Create,
    Upsert,
    Update,
    Delete,
}

impl Operation {
    fn of_method(call: &Call) -> Result<Self, Refusal> {
        let overridden = call
            .header("x-http-method-override")
            .map(str::to_ascii_uppercase);
        match (call.method.as_str(), overridden.as_deref()) {
            ("PATCH", _) | ("POST", Some("PATCH")) => Ok(Self::Update),
            ("DELETE", _) | ("POST", Some("DELETE")) => Ok(Self::Delete),
            ("POST", None | Some("POST")) => {
                match call
                    .header("upsert-mode")
                    .map(|mode| mode.trim().to_ascii_lowercase())
                {
                    None => Ok(Self::Create),
                    Some(mode) if mode == "false" => Ok(Self::Create),
                    Some(mode) if mode == "true" => Ok(Self::Upsert),
                    Some(mode) => Err(Refusal::bad_request(Problem::new(format!(
                        "The value {mode} of the header Upsert-Mode isn't valid: expected true or \
                         false."
                    )))),
                }
            }
            (method, _) => Err(Refusal::method_not_allowed(method)),
        }
    }
}

fn perform(
    call: &Call,
    place: &Place,
    operation: Operation,
    reader: Reader<'_>,
) -> Result<Outcome, Refusal> {
    let parameters = Parameters::read(call, place, operation)?;
    match (operation, reader) {
        (Operation::Get, _) => read::get(call, place, &parameters, reader),
        (_, Reader::Within(db)) => write::run(call, place, operation, &parameters, db),
        (_, Reader::Shared(_)) => Err(Refusal::method_not_allowed(call.method.as_str())),
    }
}

fn only_get(call: &Call) -> Result<(), Refusal> {
    if call.method == Method::GET {
        Ok(())
    } else {
        Err(Refusal::method_not_allowed(call.method.as_str()))
    }
}
