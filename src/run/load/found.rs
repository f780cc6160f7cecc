//! What is only changed is found first: an update makes nothing, and sends nothing of what the ERP shows already.

use landbridge_contract::{BusinessKey, Fault, Found, Outgoing, Reply, Write};

use super::{LoadObject, Loader};
use crate::crash::Step;
use crate::diagnose::Hidden;
use crate::ledger::{Claimed, Outcome};
use crate::reconcile::compare;
use crate::run::refusal;
use crate::transport::NoNotes;

use super::outcomes::Answered;

impl Loader {
    /// Looks up records that are to be changed. Those that there is something to send of come back, addressed as the
    /// ERP holds them; what became of the others is answered. Where the ERP cannot be asked, they stay ready.
    pub(super) async fn found_first(
        &self,
        object: &LoadObject,
        (claimed, batch): (Vec<Claimed>, Vec<Outgoing>),
        answered: &mut Answered,
    ) -> (Vec<Claimed>, Vec<Outgoing>) {
        let (mut left, mut sent) = (Vec::new(), Vec::new());
        if batch.is_empty() {
            return (left, sent);
        }
        let hidden = refusal::personal_texts(batch.iter().map(|one| &one.payload), &object.rules);
        let keys = batch.iter().map(|one| one.key.clone()).collect();
        let (found, fault) = self.found_under(object, keys, &hidden).await;
        let mut found = found.into_iter();
        for (claimed, outgoing) in claimed.into_iter().zip(batch) {
            match found
                .next()
                .map(|found| addressed(object, outgoing, &found))
            {
                Some(Ok(outgoing)) => {
                    left.push(claimed);
                    sent.push(outgoing);
                }
                Some(Err(outcome)) => answered.outcomes.push((claimed, outcome)),
                None => answered.outcomes.push((claimed, Outcome::Ready)),
            }
        }
        answered.stops = fault;
        (left, sent)
    }

    /// What the ERP holds under each key, as far as it answered.
    pub(in crate::run) async fn found_under(
        &self,
        object: &LoadObject,
        keys: Vec<BusinessKey>,
        hidden: &Hidden,
    ) -> (Vec<Vec<Found>>, Option<Fault>) {
        let exchange = self.target.look_up(&object.spec, keys);
        let driven = self
            .converse(Step::LookUp, exchange, hidden, &NoNotes)
            .await;
        let found = driven.replies.into_iter().filter_map(|reply| match reply {
            Reply::LookUp(look_up) => Some(look_up.found),
            Reply::Receipt(_) | Reply::Found(_) | Reply::Description(_) => None,
        });
        (found.collect(), driven.fault)
    }
}

/// A record on its way to the one that was found, where that shows something else.
fn addressed(
    object: &LoadObject,
    mut outgoing: Outgoing,
    found: &[Found],
) -> Result<Outgoing, Outcome> {
    let one = match found {
        [] => return Err(refusal::not_there(&object.name)),
        [one] => one,
        several => return Err(refusal::ambiguous(&object.name, several.len())),
    };
    if compare(&outgoing.payload, &one.attributes, &object.rules).is_empty() {
        return Err(Outcome::Loaded {
            target_id: one.target_id.clone(),
            created: false,
        });
    }
    outgoing.write = Write::Update(one.target_id.clone());
    Ok(outgoing)
}
