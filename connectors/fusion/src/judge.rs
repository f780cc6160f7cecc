//! Which answers concern the connection rather than the record, and what they may have done.

use landbridge_contract::{Effect, Fault, FaultKind, Request, Response, Retry};

use crate::{codes, messages};

/// Judges an answer. `None` for all that the exchange settles itself: success, and refusals of
/// the record or of the request.
///
/// - 429: throttled *before* any work, so without effect; the pause is what `Retry-After` says.
/// - 401, 407, 403: turned away at the door, so without effect; the same credentials would be
///   turned away again, and repeating a bad password locks accounts.
/// - 425: the target declines to begin, so without effect.
/// - 408: the target gave up waiting for the request, perhaps after it had all of it: unknown.
/// - 502, 503, 504: said by something in front of the target (a gateway, a balancer), which may
///   have passed the request on: a write may yet be carried out. Near five minutes a gateway
///   answers 504 while the work commits.
/// - 500: where the body names a product's code, the product looked at the record and refused
///   it, and the transaction is rolled back: a matter of the record. Otherwise (framework or
///   database code, text, page) nobody can say: unknown.
/// - 3xx: answers of a sign-in page or a moved pod. Nothing is followed, as credentials must not
///   go to another host. What a write did is not said: unknown.
///
/// A read never has an effect.
pub(crate) fn judge(request: &Request, response: &Response) -> Option<Fault> {
    let write_effect = if request.method.is_safe() {
        Effect::None
    } else {
        Effect::Unknown
    };
    let stated = || response.pause().map_or(Retry::Backoff, Retry::After);
    let (kind, retry, effect) = match response.status {
        429 => (FaultKind::Throttled, stated(), Effect::None),
        401 | 407 => (FaultKind::Unauthenticated, Retry::Never, Effect::None),
        403 => (FaultKind::Forbidden, Retry::Never, Effect::None),
        408 | 504 => (FaultKind::TimedOut, stated(), write_effect),
        425 => (FaultKind::Unavailable, stated(), Effect::None),
        502 | 503 => (FaultKind::Unavailable, stated(), write_effect),
        500 if names_a_product(response) => return None,
        500..=599 => (FaultKind::TargetFailed, stated(), write_effect),
        300..=399 => (FaultKind::Unintelligible, Retry::Never, write_effect),
        _ => return None,
    };
    let words = words_of(kind);
    Some(Fault {
        kind,
        retry,
        effect,
        operation: request.label.clone(),
        message: format!("HTTP {}: {words}{}", response.status, codes_of(response)),
    })
}

fn words_of(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Throttled => "too many requests",
        FaultKind::Unauthenticated => {
            "the credentials were refused; check user and secret of the target"
        }
        FaultKind::Forbidden => "the user may not do this; check the user's roles at the target",
        FaultKind::TimedOut => "no answer in time, said a gateway or the target",
        FaultKind::Unavailable => "the target is unavailable",
        FaultKind::Unintelligible => {
            "the target sent the request elsewhere; check the URL of the target"
        }
        _ => "the target failed",
    }
}

fn names_a_product(response: &Response) -> bool {
    let structured = serde_json::from_slice::<serde_json::Value>(&response.body)
        .is_ok_and(|body| body.is_object());
    structured
        && messages::of(response)
            .iter()
            .any(|message| codes::is_of_product(&message.code))
}

/// The codes in the answer, and no words of it: those may repeat values.
fn codes_of(response: &Response) -> String {
    let mut codes: Vec<String> = messages::of(response)
        .into_iter()
        .map(|message| message.code)
        .filter(|code| !code.is_empty())
        .collect();
    codes.dedup();
    codes.truncate(3);
    if codes.is_empty() {
        String::new()
    } else {
        format!(" ({})", codes.join(", "))
    }
}
