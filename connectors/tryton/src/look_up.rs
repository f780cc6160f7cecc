//! Asks for records by business key, many keys in one call.

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{BusinessKey, Event, Fault, LookUp, Method, Reply, Request, Step};
use serde_json::{Value as Json, json};

use crate::held::Held;
use crate::key::{self, Key};
use crate::model::Shape;
use crate::object::Object;
use crate::session::{Work, result_of};

/// Records asked for under one key. Two already make it ambiguous; a few more show a person how.
const FOUND_MAX: usize = 10;

/// Keys asked for in one call; with [`FOUND_MAX`] records each, far below what the server gives in one.
const KEYS_MAX: usize = 100;

/// The work. What is found is yielded call by call, so a fault later on takes nothing back.
pub(crate) struct LookUps {
    object: Arc<Object>,
    shape: Option<Shape>,
    label: String,
    waiting: VecDeque<Vec<BusinessKey>>,
    asked: Vec<BusinessKey>,
}

impl LookUps {
    pub(crate) fn new(object: &Arc<Object>, keys: &[BusinessKey]) -> Self {
        Self {
            object: Arc::clone(object),
            shape: None,
            label: object.label("look up"),
            waiting: keys.chunks(KEYS_MAX).map(<[_]>::to_vec).collect(),
            asked: Vec::new(),
        }
    }

    fn next(&mut self) -> Step {
        let Some(keys) = self.waiting.pop_front() else {
            return Step::Done(Vec::new());
        };
        let Some(shape) = &self.shape else {
            return Step::Failed(Fault::out_of_turn("exchange"));
        };
        match request(&self.object, shape, &keys, &self.label) {
            Ok(request) => {
                self.asked = keys;
                Step::Send(request)
            }
            Err(why) => Step::Failed(Fault::refused(&self.label, why)),
        }
    }

    /// The records under each key.
    fn found(&mut self, result: &Json) -> Step {
        let keys = std::mem::take(&mut self.asked);
        let Some(shape) = &self.shape else {
            return Step::Failed(Fault::out_of_turn("exchange"));
        };
        let read = records(result, shape);
        let Some(mut held) = read else {
            return Step::Failed(Fault::unintelligible(
                &self.label,
                "the answer holds no records",
            ));
        };
        if held.len() >= limit(keys.len()) && keys.len() > 1 {
            // One of the keys may have taken the place of others: each half is asked for by itself.
            let (first, second) = keys.split_at(keys.len() / 2);
            self.waiting.push_front(second.to_vec());
            self.waiting.push_front(first.to_vec());
            return self.next();
        }
        let replies = keys.into_iter().map(|key| {
            let is_of = Key::of(&key, shape);
            let own: Vec<Held> = match is_of {
                Ok(is_of) => held.extract_if(.., |one| is_of.is_of(one, shape)).collect(),
                Err(_) => Vec::new(),
            };
            let found = own.into_iter().map(Held::found).collect();
            Reply::LookUp(LookUp { key, found })
        });
        Step::Yield(replies.collect())
    }
}

fn limit(keys: usize) -> usize {
    keys * FOUND_MAX
}

/// The question for records with any of these keys. Records whose actions are not done are passed over: they are
/// on their way, and loading goes on with them.
fn request(
    object: &Object,
    shape: &Shape,
    keys: &[BusinessKey],
    label: &str,
) -> Result<Request, String> {
    let asked: Vec<Key<'_>> = keys
        .iter()
        .map(|key| Key::of(key, shape))
        .collect::<Result<_, _>>()?;
    let mut domain = vec![key::any_of(&asked)];
    domain.extend(key::finished(object, shape)?);
    let parameters = json!([
        domain,
        0,
        limit(keys.len()),
        [["id", "ASC"]],
        object.selection(&[])
    ]);
    let mut request = object.call(Method::Ask, "search_read", parameters, "look up");
    label.clone_into(&mut request.label);
    Ok(request)
}

/// The records in a result; nothing where one is none.
pub(crate) fn records(result: &Json, shape: &Shape) -> Option<Vec<Held>> {
    let records = result.as_array()?.iter();
    records.map(|one| Held::read(one, shape)).collect()
}

impl Work for LookUps {
    fn start(&mut self, shape: Shape) -> Step {
        self.shape = Some(shape);
        self.next()
    }

    fn advance(&mut self, event: Event) -> Step {
        match event {
            Event::Taken => self.next(),
            Event::Answer(answer) => match result_of(&answer, &self.label) {
                Ok(result) => self.found(&result),
                Err(fault) => Step::Failed(fault.hiding(&self.asked)),
            },
            _ => Step::Failed(Fault::out_of_turn("exchange")),
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        Step::Failed(fault)
    }
}
