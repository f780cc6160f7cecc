//! Deletes a record that was made, or takes it out of use.
//!
//! `delete` is one call, as is `write`, and one transaction: where something refers to the record, or it is posted, the server says so and nothing is
//! done. A warning is a refusal here: what was made is not taken back over a question that nobody has answered.

use std::sync::Arc;

use landbridge_contract::{
    Effect, Event, Fault, Method, ObjectSpec, Receipt, Removal, Removing, Reply, Step,
    TargetMessage, Verdict, json,
};
use serde_json::{Value as Json, json};

use crate::model::Shape;
use crate::object::Object;
use crate::rpc::{self, Said};
use crate::session::Work;

/// How records of an object are taken back: what may be deleted, the server and the mapping say.
pub(crate) fn removal(object: &ObjectSpec) -> Removal {
    let how = "take it back in Tryton's own client, or state `deletes: true` or `inactive: { active: false }` in the mapping's target";
    Removal::stated(&object.options, how)
}

/// The work.
pub(crate) struct Remove {
    object: Arc<Object>,
    record: Removing,
    /// What takes it out of use; nothing where it is deleted.
    inactive: Option<Json>,
    label: String,
}

impl Remove {
    /// None where an object cannot.
    pub(crate) fn new(object: &Arc<Object>, record: &Removing, how: &Removal) -> Option<Self> {
        let inactive = match how {
            Removal::Cannot { .. } => return None,
            Removal::Delete => None,
            Removal::Inactivate(attributes) => {
                let mut text = Vec::new();
                json::write_fields(attributes, &mut text);
                Some(serde_json::from_slice(&text).ok()?)
            }
        };
        Some(Self {
            object: Arc::clone(object),
            record: record.clone(),
            inactive,
            label: object.label("take back"),
        })
    }

    fn refusal(&self, message: TargetMessage) -> Step {
        Step::Done(vec![Reply::Receipt(Receipt {
            record: self.record.record,
            verdict: Verdict::Refused {
                messages: vec![message],
            },
        })])
    }
}

impl Work for Remove {
    fn start(&mut self, _shape: Shape) -> Step {
        match self.record.target_id.parse::<i64>() {
            Ok(id) => {
                let (method, parameters) = match &self.inactive {
                    Some(values) => ("write", json!([[id], values])),
                    None => ("delete", json!([[id]])),
                };
                let object = &self.object;
                Step::Send(object.call(Method::Post, method, parameters, "take back"))
            }
            Err(_text) => {
                let why = "the target id is no number of a record";
                Step::Failed(Fault::refused(&self.label, why.to_owned()))
            }
        }
    }

    fn advance(&mut self, event: Event) -> Step {
        let Event::Answer(answer) = event else {
            return Step::Failed(Fault::out_of_turn("exchange"));
        };
        match rpc::said(&answer) {
            Said::Result(_) => Step::Done(Vec::new()),
            Said::Error(error) => self.refusal(error.message()),
            Said::Refused(words) => self.refusal(TargetMessage::bounded("", "", &words)),
            Said::Nonsense(what) => Step::Failed(Fault {
                effect: Effect::Unknown,
                ..Fault::unintelligible(&self.label, format!("the answer {what}"))
            }),
        }
    }

    fn fail(&mut self, fault: Fault) -> Step {
        Step::Failed(fault)
    }
}
