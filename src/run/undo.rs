//! Undo: what a run made is taken back, as far as it is as the run made it and the ERP can.
//!
//! The order of every record is that of loading: it is looked up, the intent is committed, the request leaves, and it is looked up again:
//! only what the ERP does not return any more, or returns out of use, counts as taken back. Whatever dies in between leaves the
//! removal open, and the next undo of the run asks the ERP before it sends anything. Sending again does no harm: a target id is
//! never given twice.

use std::collections::VecDeque;
use std::sync::Arc;

use landbridge_contract::{Effect, Fault, Fields, Found, Removal, Removing, Reply, Value, Verdict};
use serde::Serialize;
use tokio::task::JoinSet;

use super::fault::RunFault;
use super::hiding::shown_id;
use super::load::{LoadObject, Loader, PAGE, business_key};
use super::refusal;
use super::talk::on_ledger;
use crate::clock;
use crate::crash::Step;
use crate::diagnose::{HIDDEN, Hidden};
use crate::ledger::{Claimed, Made, Outcome, RecordId, Removed, RunId};
use crate::reconcile::compare;
use crate::transport::NoNotes;

/// What becomes of a record that a run made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoFate {
    /// It would be deleted.
    WouldDelete,
    /// It would be taken out of use.
    WouldInactivate,
    /// The ERP does not hold it any more.
    Deleted,
    /// The ERP holds it out of use.
    Inactivated,
    /// It is not as the run made it any more, and is left as it is.
    Left,
    /// No request takes it back; a person can.
    ByHand,
    /// The ERP does not do it.
    Refused,
    /// Asked for, effect unknown: the next undo of the run asks the ERP.
    InDoubt,
}

impl UndoFate {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::WouldDelete,
        Self::WouldInactivate,
        Self::Deleted,
        Self::Inactivated,
        Self::Left,
        Self::ByHand,
        Self::Refused,
        Self::InDoubt,
    ];
}

/// One record of an undo. Texts may be shown: what is personal is hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UndoneRecord {
    /// The object.
    pub object: String,
    /// What becomes of it.
    pub fate: UndoFate,
    /// Its business key.
    pub key: String,
    /// The id that the ERP gave it.
    pub target_id: String,
    /// Why it is left, how a person takes it back, what the ERP said; may be empty.
    pub why: String,
}

/// What an undo is told about one object.
pub(super) struct Undo {
    pub(super) run: RunId,
    pub(super) how: Removal,
    /// Whether records are taken back, and not only told.
    pub(super) confirmed: bool,
    /// Who takes them back.
    pub(super) by: String,
}

/// One record, and why the next ones would fare no better.
type One = (RecordId, UndoneRecord, Option<Fault>);

/// What the ERP holds of a record.
enum Held {
    /// Nothing, or the record out of use.
    Back,
    /// The record as it was made.
    AsMade,
    /// Something else, in words.
    Other(String),
    /// Nobody knows: it did not say.
    Unanswered,
}

/// What a record is told of that the ERP said nothing about.
const UNANSWERED: &str = "the look-up ended without an answer";

impl Loader {
    /// Takes back what a run made of an object, and tells every record of it. The fault that ended it early, where one did.
    pub(super) async fn undo(
        self: &Arc<Self>,
        object: &Arc<LoadObject>,
        undo: &Arc<Undo>,
        each: &mut dyn FnMut(&UndoneRecord),
    ) -> Result<Option<Fault>, RunFault> {
        let mut after = RecordId(0);
        loop {
            let page = on_ledger(|| {
                self.ledger
                    .made(undo.run, object.id, &self.target_name, after, PAGE)
            })?;
            let Some(last) = page.last() else {
                return Ok(None);
            };
            after = last.claimed.record;
            let (mut told, fault) = self.undo_page(object, undo, page.into()).await?;
            told.sort_by_key(|(record, _, _)| *record);
            self.progress.advance(told.len() as u64);
            for (_, record, _) in &told {
                each(record);
            }
            if self.cancel.is_cancelled() {
                return Err(RunFault::Cancelled);
            }
            if fault.is_some() {
                return Ok(fault);
            }
        }
    }

    async fn undo_page(
        self: &Arc<Self>,
        object: &Arc<LoadObject>,
        undo: &Arc<Undo>,
        mut waiting: VecDeque<Made>,
    ) -> Result<(Vec<One>, Option<Fault>), RunFault> {
        let mut working = JoinSet::new();
        let (mut told, mut stops) = (Vec::new(), None);
        loop {
            while stops.is_none() && working.len() < self.in_flight_max && !waiting.is_empty() {
                // Asked before each record: whoever pauses wants the next one to stay. What is under way ends meanwhile.
                if undo.confirmed {
                    self.wait_while_paused().await?;
                }
                if self.cancel.is_cancelled() {
                    break;
                }
                let Some(made) = waiting.pop_front() else {
                    break;
                };
                let (loader, object, undo) =
                    (Arc::clone(self), Arc::clone(object), Arc::clone(undo));
                working.spawn(async move { loader.undo_one(&object, &undo, &made).await });
            }
            let Some(one) = working.join_next().await else {
                return Ok((told, stops));
            };
            let (record, undone, fault) = one.map_err(RunFault::from_join)??;
            stops = stops.or(fault);
            told.push((record, undone, None));
        }
    }

    async fn undo_one(
        &self,
        object: &LoadObject,
        undo: &Undo,
        made: &Made,
    ) -> Result<One, RunFault> {
        let claimed = &made.claimed;
        let (fate, why, fault) = self.fate(object, undo, made).await?;
        let undone = UndoneRecord {
            object: object.name.clone(),
            fate,
            key: if object.key_is_personal {
                HIDDEN.to_owned()
            } else {
                claimed.key.to_string()
            },
            target_id: shown_id(target_id(claimed), &claimed.key, object.key_is_personal),
            why,
        };
        Ok((claimed.record, undone, fault))
    }

    async fn fate(
        &self,
        object: &LoadObject,
        undo: &Undo,
        made: &Made,
    ) -> Result<(UndoFate, String, Option<Fault>), RunFault> {
        if let Removal::Cannot { how } = undo.how {
            return self.left(undo, made, UndoFate::ByHand, how.to_owned());
        }
        if object.at_most_once {
            let how = "it cannot be found again by its key: take it back in the ERP's own pages";
            return self.left(undo, made, UndoFate::ByHand, how.to_owned());
        }
        if let Some(run) = made.changed_in {
            let why = format!("run {} has changed it since", run.0);
            return self.left(undo, made, UndoFate::Left, why);
        }
        let held = match self.held(object, undo, &made.claimed).await {
            Ok(held) => held,
            Err(fault) if made.is_open => {
                return Ok((UndoFate::InDoubt, fault.to_string(), Some(fault)));
            }
            Err(fault) => {
                let why = format!("it could not be looked up: {fault}");
                return Ok((UndoFate::Left, why, Some(fault)));
            }
        };
        let record = made.claimed.record;
        match held {
            Held::Back if made.is_open && undo.confirmed => {
                on_ledger(|| self.ledger.settle_removal(record, &Removed::TakenBack))?;
                Ok((undo.done(), String::new(), None))
            }
            Held::Back => {
                let why = "the ERP does not return it any more, or returns it out of use";
                Ok((UndoFate::Left, why.to_owned(), None))
            }
            Held::Unanswered => Ok((UndoFate::Left, UNANSWERED.to_owned(), None)),
            Held::Other(why) => self.left(undo, made, UndoFate::Left, why),
            Held::AsMade if undo.confirmed => self.take_back(object, undo, &made.claimed).await,
            Held::AsMade => Ok((undo.planned(), String::new(), None)),
        }
    }

    /// A record that is left as it is. One that was asked to be taken back before is open no more: what is said of it now stays
    /// true however often it is asked, and no load may wait for it for ever.
    fn left(
        &self,
        undo: &Undo,
        made: &Made,
        fate: UndoFate,
        why: String,
    ) -> Result<(UndoFate, String, Option<Fault>), RunFault> {
        if made.is_open && undo.confirmed {
            let settled = Removed::Refused(why.clone());
            on_ledger(|| self.ledger.settle_removal(made.claimed.record, &settled))?;
        }
        Ok((fate, why, None))
    }

    /// Asks for a record and says what the ERP holds of it.
    async fn held(
        &self,
        object: &LoadObject,
        undo: &Undo,
        claimed: &Claimed,
    ) -> Result<Held, Fault> {
        let payload = match self.payload(object, claimed) {
            Ok(Ok(payload)) => payload,
            Ok(Err(_)) => {
                let why = "what it refers to was taken back before it: it cannot be compared";
                return Ok(Held::Other(why.to_owned()));
            }
            Err(fault) => return Ok(Held::Other(fault.to_string())),
        };
        let key = business_key(&object.spec, &payload);
        let hidden = refusal::personal_texts([&payload], &object.rules);
        let exchange = self.target.look_up(&object.spec, vec![key]);
        let driven = self
            .converse(Step::LookUp, exchange, &hidden, &NoNotes)
            .await;
        if let Some(fault) = driven.fault {
            return Err(fault);
        }
        let found = driven.replies.into_iter().find_map(|reply| match reply {
            Reply::LookUp(look_up) => Some(look_up.found),
            Reply::Receipt(_) | Reply::Found(_) | Reply::Description(_) => None,
        });
        Ok(match found.as_deref() {
            None => Held::Unanswered,
            Some([]) => Held::Back,
            Some([one]) => undo.judged(object, claimed, &payload, one),
            Some(several) => Held::Other(format!(
                "the ERP holds {} records under its key",
                several.len()
            )),
        })
    }

    async fn take_back(
        &self,
        object: &LoadObject,
        undo: &Undo,
        claimed: &Claimed,
    ) -> Result<(UndoFate, String, Option<Fault>), RunFault> {
        let record = claimed.record;
        let removing = Removing {
            record: record.0,
            target_id: target_id(claimed).into(),
        };
        let Some(exchange) = self.target.remove(&object.spec, &removing, &undo.how) else {
            let why = "its target id cannot be asked for";
            return Ok((UndoFate::Left, why.to_owned(), None));
        };
        on_ledger(|| {
            let now = clock::now();
            self.ledger
                .note_removal(&self.target_name, record, &undo.by, &now)
        })?;
        let hidden = match self.payload(object, claimed)? {
            Ok(payload) => refusal::personal_texts([&payload], &object.rules),
            Err(_refused) => Hidden::new(Vec::new()),
        };
        let driven = self.converse(Step::Send, exchange, &hidden, &NoNotes).await;
        let refused = driven.replies.into_iter().find_map(|reply| match reply {
            Reply::Receipt(receipt) => match receipt.verdict {
                Verdict::Refused { messages } => Some(messages),
                Verdict::Loaded { .. } | Verdict::NotSent { .. } | Verdict::InDoubt { .. } => None,
            },
            Reply::LookUp(_) | Reply::Found(_) | Reply::Description(_) => None,
        });
        let (removed, fault) = match (refused, driven.fault) {
            (Some(messages), fault) => {
                let said = refusal::refused(&object.name, messages, &hidden);
                (Removed::Refused(words(said)), fault)
            }
            (None, Some(fault)) if fault.effect == Effect::None => (Removed::NotSent, Some(fault)),
            (None, fault) => (self.shown(object, undo, claimed).await, fault),
        };
        on_ledger(|| self.ledger.settle_removal(record, &removed))?;
        Ok(match removed {
            Removed::TakenBack => (undo.done(), String::new(), None),
            Removed::Refused(words) => (UndoFate::Refused, words, None),
            Removed::NotSent => {
                let why = fault.as_ref().map(ToString::to_string);
                (UndoFate::Left, why.unwrap_or_default(), fault)
            }
            Removed::InDoubt(why) => (UndoFate::InDoubt, why, fault),
        })
    }

    /// What the ERP shows of a record that it was asked to take back, once it shows it or the time for that is over.
    async fn shown(&self, object: &LoadObject, undo: &Undo, claimed: &Claimed) -> Removed {
        let until = self.transport.now() + self.patience.visible_within;
        loop {
            match self.held(object, undo, claimed).await {
                Ok(Held::Back) => return Removed::TakenBack,
                Ok(Held::Unanswered) => return Removed::InDoubt(UNANSWERED.to_owned()),
                Ok(Held::Other(why)) => return Removed::InDoubt(why),
                Ok(Held::AsMade) if self.transport.now() >= until => {
                    let why = "the ERP returns it still";
                    return Removed::InDoubt(why.to_owned());
                }
                Ok(Held::AsMade) => {}
                Err(fault) => return Removed::InDoubt(fault.to_string()),
            }
            let pause = self.patience.visible_within / self.patience.look_ups.max(1);
            self.transport
                .wait_until(self.transport.now() + pause)
                .await;
        }
    }
}

impl Undo {
    fn planned(&self) -> UndoFate {
        match self.how {
            Removal::Inactivate(_) => UndoFate::WouldInactivate,
            Removal::Delete | Removal::Cannot { .. } => UndoFate::WouldDelete,
        }
    }

    fn done(&self) -> UndoFate {
        match self.how {
            Removal::Inactivate(_) => UndoFate::Inactivated,
            Removal::Delete | Removal::Cannot { .. } => UndoFate::Deleted,
        }
    }

    fn judged(
        &self,
        object: &LoadObject,
        claimed: &Claimed,
        payload: &Fields,
        found: &Found,
    ) -> Held {
        if found.target_id != target_id(claimed) {
            let id = shown_id(&found.target_id, &claimed.key, object.key_is_personal);
            let why = format!("the ERP holds another record under its key, {id}");
            return Held::Other(why);
        }
        if let Removal::Inactivate(attributes) = &self.how
            && is_out_of_use(found, attributes)
        {
            return Held::Back;
        }
        let differences = compare(payload, &found.attributes, &object.rules);
        if differences.is_empty() {
            return Held::AsMade;
        }
        let paths: Vec<&str> = differences.iter().map(|one| one.path.as_str()).collect();
        Held::Other(format!("changed in the ERP since: {}", paths.join(", ")))
    }
}

/// Whether a record is out of use: since when matters not.
fn is_out_of_use(found: &Found, attributes: &Fields) -> bool {
    let set = |name: &str, value: &Value| {
        let held = found.attribute(name);
        match value {
            Value::Date(_) => !held.is_blank(),
            other => held == other,
        }
    };
    !attributes.is_empty() && attributes.iter().all(|(name, value)| set(name, value))
}

fn target_id(claimed: &Claimed) -> &str {
    claimed.known_as.as_deref().unwrap_or_default()
}

fn words(outcome: Outcome) -> String {
    match outcome {
        Outcome::Refused { finding, .. } => finding.found,
        Outcome::Loaded { .. } | Outcome::Ready | Outcome::InDoubt { .. } => String::new(),
    }
}
