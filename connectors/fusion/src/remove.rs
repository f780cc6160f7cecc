//! Takes a record back that was made: deletes it, or sets the day on which it goes out of use.
//!
//! `DELETE` on the item answers 204 without a body; an item that is not there answers 404, which is as good: whoever asked
//! before has got what was wanted. A supplier cannot be deleted by REST (its resource offers GET, POST and PATCH), but
//! has an `InactiveDate`.

use landbridge_contract::{
    Event, Exchange, Fault, Method, Name, ObjectSpec, Receipt, Removal, Removing, Reply, Request,
    Step, Value, Verdict, json,
};

use crate::catalogue::{self, Undo};
use crate::messages;
use crate::wire::{self, Wire};

/// How records of an object are taken back.
pub(crate) fn removal(object: &ObjectSpec, today: &Value) -> Removal {
    match catalogue::undo(object) {
        Undo::Delete => Removal::Delete,
        Undo::InactiveFrom(attribute) => {
            Removal::Inactivate(vec![(Name::from(attribute), today.clone())])
        }
        Undo::No(how) => Removal::Cannot { how },
    }
}

/// The exchange.
pub(crate) struct Remove {
    record: i64,
    request: Option<Request>,
    operation: String,
}

impl Remove {
    /// None where the object cannot, or where the id cannot be one.
    pub(crate) fn new(
        wire: &Wire,
        object: &ObjectSpec,
        record: &Removing,
        how: &Removal,
    ) -> Option<Self> {
        let name = &object.name;
        let path = wire::item_path(&object.path, &record.target_id)?;
        let (method, word, body) = match how {
            Removal::Cannot { .. } => return None,
            Removal::Delete => (Method::Delete, "delete", Vec::new()),
            Removal::Inactivate(attributes) => {
                let mut body = Vec::new();
                json::write_fields(attributes, &mut body);
                (Method::Patch, "inactivate", body)
            }
        };
        let operation = format!("{word} {name}");
        let request = wire.write(method, path, false, body, operation.clone());
        Some(Self {
            record: record.record,
            request: Some(request),
            operation,
        })
    }
}

impl Exchange for Remove {
    fn advance(&mut self, event: Event) -> Step {
        match (event, self.request.take()) {
            (Event::Start, Some(request)) => Step::Send(request),
            (Event::Answer(answer), None) if answer.is_success() || answer.status == 404 => {
                Step::Done(Vec::new())
            }
            (Event::Answer(answer), None) => Step::Done(vec![Reply::Receipt(Receipt {
                record: self.record,
                verdict: Verdict::Refused {
                    messages: messages::of(&answer),
                },
            })]),
            (Event::Fault(fault), None) => Step::Failed(fault),
            _ => Step::Failed(self.out_of_turn()),
        }
    }
}

impl Remove {
    fn out_of_turn(&self) -> Fault {
        Fault::out_of_turn(&self.operation)
    }
}
