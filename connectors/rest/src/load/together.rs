//! Several records in one request.
//!
//! The answer shows them in the order in which they were sent. One that is not shown is in doubt, whatever became
//! of the others. A request that is refused as a whole had no effect where the profile says so, or where it was
//! too large to be read; else nobody can say, and the records are looked up.

use landbridge_contract::{BatchSize, Fault, Outgoing, Request, Response, Step, Verdict};
use serde_json::Value as Json;

use super::asked::Asked;
use super::verdict::{in_doubt, of_said, refused_here, settled};
use super::writing::{Payload, idempotency_of};
use super::{Change, Load};
use crate::messages;
use crate::pages::id_of;
use crate::profile::{Batch, Object};
use crate::session::Draft;
use crate::template::Slot;
use crate::values;

impl Load {
    /// Sends several of what is ready together; nothing where there are not several, or the ERP takes none.
    pub(super) fn write_together(&mut self, object: &Object) -> Option<Step> {
        let batch = object.batch.as_ref()?;
        let size = self.session.sizes.of(&self.name);
        let records_max = self.together_max.min(size.records());
        let stated = self.session.profile.limits.bytes.map(u32::from);
        let stated = stated.and_then(|bytes| usize::try_from(bytes).ok());
        let bytes_max = stated.unwrap_or(usize::MAX).min(size.bytes());
        if records_max < 2 {
            return None;
        }
        let mut sent: Vec<(Outgoing, Change)> = Vec::new();
        let mut bodies: Vec<Vec<u8>> = Vec::new();
        let mut bytes = 0;
        let mut at = 0;
        while sent.len() < records_max
            && let Some((record, change)) = self.ready.get(at)
        {
            if !goes(batch, record, change, object) {
                at += 1;
                continue;
            }
            let payload = Payload::of(record, change, object);
            let operation = match (change, &object.update) {
                (Change::Update { .. }, Some(update)) => update,
                _ => &batch.operation,
            };
            let body = payload.record(&self.session, operation);
            match body {
                Ok(body) if !sent.is_empty() && bytes + body.len() > bytes_max => break,
                Ok(body) => {
                    bytes += body.len() + 1;
                    bodies.push(body);
                    sent.extend(self.ready.remove(at));
                }
                Err(why) => {
                    let record = record.record;
                    self.ready.remove(at);
                    self.settle(record, refused_here(why));
                }
            }
        }
        if sent.len() < 2 {
            // One goes alone, by its own request.
            sent.into_iter()
                .rev()
                .for_each(|one| self.ready.push_front(one));
            return None;
        }
        let Ok(request) = self.request_of(batch, &sent, &bodies, object) else {
            // What is missing for a request is told of each record.
            self.together_max = 1;
            sent.into_iter()
                .rev()
                .for_each(|one| self.ready.push_front(one));
            return None;
        };
        self.sent_bytes = request.body.len();
        self.asked = Asked::Together(sent);
        Some(Step::Send(request))
    }

    fn request_of(
        &self,
        batch: &Batch,
        sent: &[(Outgoing, Change)],
        bodies: &[Vec<u8>],
        object: &Object,
    ) -> Result<Request, String> {
        let payloads: Vec<Payload<'_>> = sent
            .iter()
            .map(|(record, change)| Payload::of(record, change, object))
            .collect();
        let idempotency = idempotency_of(&payloads);
        let (mut body, after) = batch.operation.body.around();
        body.extend(bodies.join(&b','));
        body.extend(after);
        let label = format!("write {} {}", sent.len(), self.name);
        let draft = Draft {
            method: batch.operation.method,
            path: &batch.operation.path,
            query: &batch.operation.query,
            headers: &batch.operation.headers,
            body,
            label: &label,
        };
        let values = |slot: &Slot| (*slot == Slot::Idempotency).then(|| idempotency.clone());
        self.session.request(object, draft, &values)
    }

    pub(super) fn together(&mut self, sent: Vec<(Outgoing, Change)>, response: &Response) -> Step {
        let Some(object) = self.object.clone() else {
            return self.stop_with(&Fault::out_of_turn("exchange"));
        };
        let Some(batch) = &object.batch else {
            return self.stop_with(&Fault::out_of_turn("exchange"));
        };
        if response.is_success() {
            self.answered_together(&sent, response, batch, &object);
        } else {
            self.refused_together(sent, response, batch);
        }
        self.next()
    }

    fn answered_together(
        &mut self,
        sent: &[(Outgoing, Change)],
        response: &Response,
        batch: &Batch,
        object: &Object,
    ) {
        let status = response.status;
        let body = serde_json::from_slice::<Json>(&response.body).ok();
        let items = body
            .as_ref()
            .and_then(|body| batch.answers.get(body))
            .and_then(Json::as_array);
        let items = items.filter(|items| items.len() <= sent.len() && matches!(status, 200 | 201));
        let Some(items) = items else {
            self.learn(BatchSize::alone);
            self.together_max = 1;
            for (record, _) in sent {
                self.settle(record.record, in_doubt(status, "does not show the records"));
            }
            return;
        };
        let bytes = self.sent_bytes;
        self.learn(|size| size.taken(sent.len(), bytes));
        // Fewer than were sent: which one is left out cannot be told by their order.
        let whole = items.len() == sent.len();
        for (index, (record, change)) in sent.iter().enumerate() {
            let item = items.get(index).filter(|_| whole);
            let verdict = match item {
                Some(item) => of_item(record, change, status, item, batch, object),
                None => in_doubt(status, "leaves out records"),
            };
            self.settle(record.record, verdict);
        }
    }

    fn refused_together(
        &mut self,
        sent: Vec<(Outgoing, Change)>,
        response: &Response,
        batch: &Batch,
    ) {
        let (bytes, records) = (self.sent_bytes, sent.len());
        match response.status {
            413 => {
                self.learn(|size| size.too_large(bytes));
                self.together_max = records / 2;
            }
            404 | 405 | 415 | 501 => {
                self.learn(BatchSize::alone);
                self.together_max = 1;
            }
            status if !batch.refused_whole => {
                self.learn(BatchSize::alone);
                self.together_max = 1;
                for (record, _) in sent {
                    let why = "refuses the records as a whole, and the profile does not say that nothing was done";
                    self.settle(record.record, in_doubt(status, why));
                }
                return;
            }
            _ => {
                self.learn(|size| size.troubled(records));
                self.together_max = records / 2;
            }
        }
        sent.into_iter()
            .rev()
            .for_each(|one| self.ready.push_front(one));
    }
}

/// Whether a record can go together with others.
fn goes(batch: &Batch, record: &Outgoing, change: &Change, object: &Object) -> bool {
    let with_parts = record.payload.iter().any(|(name, value)| {
        !value.is_blank() && object.children.iter().any(|child| child.name == *name)
    });
    !with_parts
        && match change {
            Change::Make => true,
            Change::Update { .. } => batch.updates && object.update.is_some(),
            Change::Upsert => false,
        }
}

/// What the answer for one record means.
fn of_item(
    record: &Outgoing,
    change: &Change,
    status: u16,
    item: &Json,
    batch: &Batch,
    object: &Object,
) -> Verdict {
    let place = batch.operation.answer.clone().unwrap_or_default();
    let shown = place.get(item);
    let id = shown.and_then(|shown| id_of(object, shown));
    let said = messages::in_body(item, &batch.errors, true);
    let says_refused = messages::says_refused(item, &batch.errors);
    if let Some(verdict) = of_said(status, said, id.is_some(), says_refused, &batch.errors) {
        return verdict;
    }
    if shown.is_some_and(|shown| is_of_another(record, shown, object)) {
        return in_doubt(status, "shows another record in its place");
    }
    settled(change, status, id, false)
}

/// Whether an answer shows another business key than the record has whose place it stands in.
fn is_of_another(record: &Outgoing, shown: &Json, object: &Object) -> bool {
    record.key.parts.iter().any(|(name, sent)| {
        let Some(shown) = shown.get(&**name) else {
            return false;
        };
        match (sent.as_text(), shown.as_str()) {
            (Some(sent), Some(shown)) => sent.trim() != shown.trim(),
            (None, Some(shown)) if sent.as_decimal().is_some() => {
                values::text(sent, &object.values) != shown
            }
            _ => false,
        }
    })
}
