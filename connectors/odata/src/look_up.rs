//! Asks for records by business key, one request a key.

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{BusinessKey, Event, Fault, LookUp, Reply, Step};

use crate::entity::Entity;
use crate::filter;
use crate::pages::{Pages, Turn, What};
use crate::session::{Session, Work};

/// Records asked for under one key. Two already make it ambiguous; a few more show a person how.
const FOUND_MAX: u32 = 10;

/// The work. What is found is yielded key by key, so a fault later on takes nothing back.
pub(crate) struct LookUps {
    session: Arc<Session>,
    entity: Option<Entity>,
    label: String,
    waiting: VecDeque<BusinessKey>,
    asked: Option<(BusinessKey, Pages)>,
}

impl LookUps {
    pub(crate) fn new(session: &Arc<Session>, object: &str, keys: Vec<BusinessKey>) -> Self {
        Self {
            session: Arc::clone(session),
            entity: None,
            label: format!("look up {object}"),
            waiting: keys.into(),
            asked: None,
        }
    }

    fn next(&mut self) -> Step {
        let Some(key) = self.waiting.pop_front() else {
            return Step::Done(Vec::new());
        };
        let Some(entity) = self.entity.clone() else {
            return Step::Failed(Fault::out_of_turn("exchange"));
        };
        match what(&entity, &key, FOUND_MAX) {
            Ok(what) => {
                let pages = Pages::new(&self.session, entity, &self.label, what);
                let request = pages.request();
                self.asked = Some((key, pages));
                Step::Send(request)
            }
            Err(why) => Step::Failed(Fault::refused(&self.label, why)),
        }
    }
}

/// How a record is found: by its address where the business key is the key of the entity, else by a
/// filter.
pub(crate) fn what(entity: &Entity, key: &BusinessKey, most: u32) -> Result<What, String> {
    let names: Vec<_> = key.parts.iter().map(|(name, _)| Arc::clone(name)).collect();
    if entity.shape.is_key(&names) {
        let value = |name: &str| {
            let part = key.parts.iter().find(|(part, _)| &**part == name);
            part.map(|(_, value)| value.to_string().into())
        };
        let id = crate::address::target_id(&entity.shape.key, value);
        // A key that cannot stand in an address is asked for by a filter, which says why it cannot.
        if let Some(path) = id.and_then(|id| entity.record_path(&id)) {
            return Ok(What::One(path));
        }
    }
    Ok(What::Filter(filter::expression(key, &entity.shape)?, most))
}

/// The record with this target id.
pub(crate) fn one(entity: &Entity, id: &str) -> Result<What, String> {
    let path = entity.record_path(id);
    path.map(What::One)
        .ok_or_else(|| format!("`{id}` cannot be a target id here"))
}

impl Work for LookUps {
    fn start(&mut self, entity: Entity) -> Step {
        self.entity = Some(entity);
        self.next()
    }

    fn advance(&mut self, event: Event) -> Step {
        match (event, self.asked.take()) {
            (Event::Taken, None) => self.next(),
            (Event::Answer(response), Some((key, mut pages))) => match pages.answer(&response) {
                Turn::Send(request) => {
                    self.asked = Some((key, pages));
                    Step::Send(request)
                }
                Turn::Page { held, .. } => {
                    let found = held.into_iter().map(|held| held.found).collect();
                    Step::Yield(vec![Reply::LookUp(LookUp { key, found })])
                }
                Turn::Failed(fault) => Step::Failed(fault.hiding([&key])),
            },
            _ => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        Step::Failed(fault)
    }
}
