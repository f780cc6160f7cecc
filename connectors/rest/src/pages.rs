//! Reads records: what is listed, completed by what lists leave out and by nested collections that have requests
//! of their own. A record is handed on once it is whole.

use std::sync::Arc;

use landbridge_contract::{BusinessKey, Fault, Found, Name, Request, Response, Text};
use serde_json::Value as Json;

use crate::filter::{self, Rendered};
use crate::paged::Paged;
use crate::profile::{Object, Version};
use crate::session::{Session, of_key};
use crate::template::Slot;
use crate::values;

/// Nested records of one record that are read at the most. Beyond, the record would not fit in memory.
const NESTED_MAX: usize = 100_000;

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

/// A record read.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) found: Found,
    /// Its version; nothing where the profile tells none.
    pub(crate) version: Option<String>,
}

/// What is read.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// All records, of which these attributes are wanted.
    All(Vec<Name>),
    /// The records with this key.
    Key(BusinessKey),
    /// The record with this target id.
    One(Text),
}

/// A read.
pub(crate) struct Pages {
    session: Arc<Session>,
    object: Arc<Object>,
    label: String,
    what: What,
    search: Option<Rendered>,
    list: Paged,
    state: State,
}

enum State {
    Listing,
    Completing(Box<Completing>),
}

/// A page whose records are made whole.
struct Completing {
    items: Vec<Item>,
    last: bool,
    at: usize,
    stage: Stage,
}

/// What is done for the record at hand.
enum Stage {
    Begin,
    /// It is read by itself.
    Alone(Paged),
    /// A nested collection is read: which, and what of it was read.
    Child(usize, Paged, Vec<Json>),
}

struct Item {
    json: Json,
    etag: Option<String>,
}

impl Pages {
    /// The error says why it cannot be asked for, and shows no value.
    pub(crate) fn new(
        session: &Arc<Session>,
        object: &Arc<Object>,
        label: &str,
        what: What,
    ) -> Result<Self, String> {
        let (reading, search) = match &what {
            What::All(_) => {
                let read = object.read.as_ref();
                (read.ok_or("the profile has no `read` for it")?, None)
            }
            What::One(_) => {
                let one = object.one.as_ref();
                (one.ok_or("the profile has no `one` for it")?, None)
            }
            What::Key(key) => {
                let find = object
                    .find
                    .as_ref()
                    .ok_or("the profile has no `find` for it")?;
                let filter = find.filter.as_ref();
                let search = filter.map(|filter| filter::render(filter, key, &object.values));
                (&find.reading, search.transpose()?)
            }
        };
        Ok(Self {
            list: Paged::new(session, object, reading, label.to_owned()),
            session: Arc::clone(session),
            object: Arc::clone(object),
            label: label.to_owned(),
            what,
            search,
            state: State::Listing,
        })
    }

    /// The request for the next page.
    pub(crate) fn request(&mut self) -> Result<Request, Fault> {
        let (what, object) = (&self.what, &self.object);
        let values = |slot: &Slot| match (slot, what) {
            (Slot::Id, What::One(id)) => Some(id.to_string()),
            (Slot::Key(name), What::Key(key)) => of_key(key, name, object),
            (Slot::Attributes, What::All(wanted)) => attributes(object, wanted),
            _ => None,
        };
        self.list.request(&values, self.search.as_ref())
    }

    /// Takes the answer to the last request.
    pub(crate) fn answer(&mut self, response: &Response) -> Turn {
        let turn = match std::mem::replace(&mut self.state, State::Listing) {
            State::Listing => self.listed(response),
            State::Completing(completing) => self.completed(*completing, response),
        };
        turn.unwrap_or_else(Turn::Failed)
    }

    fn listed(&mut self, response: &Response) -> Result<Turn, Fault> {
        let absent = match &self.what {
            What::All(_) => false,
            What::One(_) => true,
            // A record that its key addresses may not be there; a search must be.
            What::Key(_) => self
                .object
                .find
                .as_ref()
                .is_some_and(|find| find.reading.path.has(|slot| matches!(slot, Slot::Key(_)))),
        };
        let page = self.list.answer(response, absent)?;
        let single = page.items.len() == 1;
        let items = page.items.into_iter().map(|json| Item {
            json,
            etag: page.etag.clone().filter(|_| single),
        });
        self.go_on(Completing {
            items: items.collect(),
            last: page.last,
            at: 0,
            stage: Stage::Begin,
        })
    }

    /// Looks for what is to be read next; without it the page is whole.
    fn go_on(&mut self, mut completing: Completing) -> Result<Turn, Fault> {
        let reads = match &self.what {
            What::All(_) => self.object.read.as_ref(),
            What::Key(_) => self.object.find.as_ref().map(|find| &find.reading),
            What::One(_) => None,
        };
        let alone = reads
            .filter(|reading| reading.each)
            .and(self.object.one.as_ref());
        while let Some(item) = completing.items.get(completing.at) {
            let id = self.id_of(&item.json)?;
            let next = match &completing.stage {
                Stage::Begin if alone.is_some() => None,
                Stage::Begin | Stage::Alone(_) => Some(0),
                Stage::Child(child, ..) => Some(child + 1),
            };
            let (reading, label) = match (next, alone) {
                (None, Some(one)) => (one, self.label.clone()),
                (next, _) => {
                    let Some(child) = self.object.children.get(next.unwrap_or(0)) else {
                        completing.at += 1;
                        completing.stage = Stage::Begin;
                        continue;
                    };
                    (&child.read, format!("{}, {}", self.label, child.name))
                }
            };
            let mut paged = Paged::new(&self.session, &self.object, reading, label);
            let request = paged.request(&of_id(&id), None)?;
            completing.stage = match next {
                None => Stage::Alone(paged),
                Some(child) => Stage::Child(child, paged, Vec::new()),
            };
            self.state = State::Completing(Box::new(completing));
            return Ok(Turn::Send(request));
        }
        let items = completing.items.iter();
        let held: Result<Vec<Held>, Fault> = items.map(|item| self.held(item)).collect();
        Ok(Turn::Page {
            held: held?,
            last: completing.last,
        })
    }

    fn completed(
        &mut self,
        mut completing: Completing,
        response: &Response,
    ) -> Result<Turn, Fault> {
        let vanished = || Fault::unintelligible(&self.label, "a record vanished while it was read");
        let item = completing
            .items
            .get_mut(completing.at)
            .ok_or_else(vanished)?;
        match &mut completing.stage {
            Stage::Begin => return Err(vanished()),
            Stage::Alone(paged) => {
                let page = paged.answer(response, true)?;
                let mut items = page.items.into_iter();
                match (items.next(), items.next()) {
                    (Some(json), None) => {
                        item.json = json;
                        item.etag = page.etag;
                    }
                    // Removed since it was listed.
                    (None, _) => {
                        completing.items.remove(completing.at);
                        completing.stage = Stage::Begin;
                        return self.go_on(completing);
                    }
                    (Some(_), Some(_)) => return Err(vanished()),
                }
            }
            Stage::Child(child, paged, read) => {
                let page = paged.answer(response, false)?;
                read.extend(page.items);
                if read.len() > NESTED_MAX {
                    let why = format!("a record has more than {NESTED_MAX} nested records");
                    return Err(Fault::unintelligible(&self.label, why));
                }
                if !page.last {
                    let object = &self.object;
                    let id = id_of(object, &item.json).ok_or_else(vanished)?;
                    let request = paged.request(&of_id(&id), None)?;
                    self.state = State::Completing(Box::new(completing));
                    return Ok(Turn::Send(request));
                }
                let name = self
                    .object
                    .children
                    .get(*child)
                    .map(|child| child.name.to_string());
                if let (Some(name), Some(members)) = (name, item.json.as_object_mut()) {
                    members.insert(name, Json::Array(std::mem::take(read)));
                }
            }
        }
        self.go_on(completing)
    }

    fn id_of(&self, item: &Json) -> Result<Text, Fault> {
        id_of(&self.object, item).ok_or_else(|| {
            let place = &self.object.id;
            let why = format!("a record has no id at `{place}`; see `id` of the profile");
            Fault::unintelligible(&self.label, why)
        })
    }

    fn held(&self, item: &Item) -> Result<Held, Fault> {
        let target_id = self.id_of(&item.json)?;
        let members = item.json.as_object();
        let members =
            members.ok_or_else(|| Fault::unintelligible(&self.label, "a record is no object"))?;
        Ok(Held {
            found: Found {
                target_id,
                attributes: values::read_record(members, &self.object.values),
            },
            version: version_of(&self.object, &item.json, item.etag.as_deref()),
        })
    }
}

/// The target id of a record as the ERP shows it, digit by digit.
pub(crate) fn id_of(object: &Object, record: &Json) -> Option<Text> {
    match object.id.get(record)? {
        Json::String(text) if !text.trim().is_empty() => Some(Text::from(text)),
        Json::Number(number) => {
            let digits = number.to_string();
            // One with fraction or exponent has lost what it identified.
            digits
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| Text::from(digits))
        }
        _ => None,
    }
}

fn version_of(object: &Object, record: &Json, etag: Option<&str>) -> Option<String> {
    match object.version.as_ref()? {
        Version::ETag => etag.map(str::to_owned),
        Version::At(place) => match place.get(record)? {
            Json::String(text) => Some(text.clone()),
            Json::Number(number) => Some(number.to_string()),
            _ => None,
        },
    }
}

fn of_id(id: &Text) -> impl Fn(&Slot) -> Option<String> + use<'_> {
    |slot| (*slot == Slot::Id).then(|| id.to_string())
}

/// The attributes that are wanted, with the id's; nothing where all are.
fn attributes(object: &Object, wanted: &[Name]) -> Option<String> {
    let mut names: Vec<&str> = object
        .id
        .tokens()
        .first()
        .map(String::as_str)
        .into_iter()
        .collect();
    if let Some(Version::At(place)) = &object.version {
        names.extend(place.tokens().first().map(String::as_str));
    }
    for name in wanted {
        let own = name.split('.').next().unwrap_or_default();
        let by_request = object.children.iter().any(|child| *child.name == *own);
        if !names.contains(&own) && !by_request {
            names.push(own);
        }
    }
    (!wanted.is_empty()).then(|| names.join(","))
}

/// The fault of a read that cannot be asked for.
pub(crate) fn unaskable(label: &str, why: String) -> Fault {
    Fault::refused(label, why)
}
