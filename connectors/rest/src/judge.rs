//! Which answers concern the connection rather than the record, and what they may have done.

use landbridge_contract::{Effect, Fault, FaultKind, Request, Response, Retry, codes_in_words};

use crate::messages;
use crate::profile::{Errors, Statuses};

/// Judges an answer. `None` for all that the exchange settles itself: success, and refusals of the record or of
/// the request. What [`Response::fault`] says holds for the others, but for statuses of which the profile says
/// what they mean, and for answers that say that the record is there already: some ERPs say it with a 500.
pub(crate) fn judge(
    statuses: &Statuses,
    known: &[Errors],
    request: &Request,
    response: &Response,
) -> Option<Fault> {
    let status = response.status;
    if response.is_success() || statuses.refused.contains(&status) || status == 501 {
        return None;
    }
    let nothing_done = |kind, words: &str| Fault {
        kind,
        retry: response.pause().map_or(Retry::Backoff, Retry::After),
        effect: Effect::None,
        operation: request.label.clone(),
        message: format!("HTTP {status}: {words}"),
    };
    if statuses.throttled.contains(&status) {
        return Some(nothing_done(FaultKind::Throttled, "too many requests"));
    }
    if statuses.unavailable.contains(&status) {
        let words = "the target is unavailable";
        return Some(nothing_done(FaultKind::Unavailable, words));
    }
    let fault = response.fault(request, || {
        let all = known
            .iter()
            .flat_map(|errors| messages::of(response, errors));
        codes_in_words(all.map(|message| message.code))
    })?;
    let duplicate = known.iter().any(|errors| {
        let said = messages::of(response, errors);
        messages::is_duplicate(status, &said, errors)
    });
    if duplicate && fault.kind == FaultKind::TargetFailed {
        return None;
    }
    Some(fault)
}
