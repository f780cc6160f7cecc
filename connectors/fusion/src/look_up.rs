//! Asks for records by business key, one request a key.

use std::collections::VecDeque;

use landbridge_contract::{BusinessKey, Event, Exchange, Fault, LookUp, ObjectSpec, Reply, Step};

use crate::filter;
use crate::pages::{Pages, Turn};
use crate::wire::{self, Wire};

/// Records asked for under one key. Two already make it ambiguous; a few more show a person how.
const FOUND_MAX: u32 = 10;

/// The exchange. What is found is yielded key by key, so a fault later on takes nothing back.
pub(crate) struct LookUps {
    wire: Wire,
    object: ObjectSpec,
    label: String,
    waiting: VecDeque<BusinessKey>,
    asked: Option<(BusinessKey, Pages)>,
}

impl LookUps {
    pub(crate) fn new(wire: &Wire, object: &ObjectSpec, keys: Vec<BusinessKey>) -> Self {
        Self {
            wire: wire.clone(),
            object: object.clone(),
            label: format!("look up {}", object.name),
            waiting: keys.into(),
            asked: None,
        }
    }

    fn next(&mut self) -> Step {
        let Some(key) = self.waiting.pop_front() else {
            return Step::Done(Vec::new());
        };
        let query = match filter::expression(&key) {
            Ok(expression) => format!("q={}", wire::encode(&expression)),
            Err(why) => {
                return Step::Failed(Fault::refused(&self.label, why));
            }
        };
        let pages = Pages::new(
            &self.wire,
            &self.object,
            &query,
            self.label.clone(),
            FOUND_MAX,
        );
        let request = pages.request();
        self.asked = Some((key, pages));
        Step::Send(request)
    }
}

impl Exchange for LookUps {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.asked.take()) {
            (Event::Start | Event::Taken, None) => self.next(),
            (Event::Answer(response), Some((key, mut pages))) => match pages.answer(&response) {
                Turn::Send(request) => {
                    self.asked = Some((key, pages));
                    Step::Send(request)
                }
                Turn::Page { found, .. } => Step::Yield(vec![Reply::LookUp(LookUp { key, found })]),
                Turn::Failed(fault) => Step::Failed(fault.hiding([&key])),
            },
            (Event::Fault(fault), _) => Step::Failed(fault),
            _ => Step::Failed(Fault::out_of_turn(&self.label)),
        }
    }
}
