//! Reads all records of an object, page by page, in the order of their ids.

use landbridge_contract::{Event, Exchange, Fault, ObjectSpec, Reply, Step};

use crate::pages::{Pages, Turn};
use crate::wire::{self, Wire};

/// The exchange.
pub(crate) struct ReadBack {
    label: String,
    pages: Pages,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Asked,
    Yielded,
    Ended,
}

impl ReadBack {
    pub(crate) fn new(wire: &Wire, object: &ObjectSpec) -> Self {
        let label = format!("read back {}", object.name);
        // Without an order pages may overlap or leave gaps.
        let order: Vec<String> = if object.id_attribute.is_empty() {
            let keys = object.key_attributes.iter();
            keys.map(|key| format!("{}:asc", wire::encode(key)))
                .collect()
        } else {
            vec![format!("{}:asc", wire::encode(&object.id_attribute))]
        };
        let query = if order.is_empty() {
            String::new()
        } else {
            format!("orderBy={}", order.join(","))
        };
        Self {
            pages: Pages::new(wire, object, &query, label.clone(), wire.page_size),
            label,
            state: State::New,
        }
    }
}

impl Exchange for ReadBack {
    fn advance(&mut self, event: Event) -> Step {
        let state = std::mem::replace(&mut self.state, State::Ended);
        match (event, state) {
            (Event::Start, State::New) | (Event::Taken, State::Yielded) => {
                self.state = State::Asked;
                Step::Send(self.pages.request())
            }
            (Event::Answer(response), State::Asked) => match self.pages.answer(&response) {
                Turn::Send(request) => {
                    self.state = State::Asked;
                    Step::Send(request)
                }
                Turn::Page { found, last } => {
                    let replies = found.into_iter().map(Reply::Found).collect();
                    if last {
                        return Step::Done(replies);
                    }
                    self.state = State::Yielded;
                    Step::Yield(replies)
                }
                Turn::Failed(fault) => Step::Failed(fault),
            },
            (Event::Fault(fault), _) => Step::Failed(fault),
            _ => Step::Failed(Fault::out_of_turn(&self.label)),
        }
    }
}
