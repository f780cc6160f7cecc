//! Which answers concern the connection rather than the record, and what they may have done.

use landbridge_contract::{Effect, Fault, FaultKind, Request, Response, Retry};

use crate::messages;
use crate::session::wants_token;

/// Judges an answer. `None` for all that the exchange settles itself: success, refusals of the
/// record or of the request, and a token that is missing or too old.
///
/// - 429: throttled before any work, so without effect, whatever stands in front and answers HTML.
/// - 401, 407, 403: turned away at the door, so without effect.
/// - 408, 502, 503, 504: a gateway may have passed the request on: of a write nobody can say.
/// - 500: some services answer a duplicate key so, others after a commit. Of a write nobody can
///   say; the look-up by business key that follows settles it.
/// - 501: the service does not do this at all: a refusal.
/// - 3xx: nothing is followed, as credentials must not go elsewhere.
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
        403 if wants_token(response) => return None,
        403 => (FaultKind::Forbidden, Retry::Never, Effect::None),
        408 | 504 => (FaultKind::TimedOut, stated(), write_effect),
        425 => (FaultKind::Unavailable, stated(), Effect::None),
        502 | 503 => (FaultKind::Unavailable, stated(), write_effect),
        501 => return None,
        500..=599 => (FaultKind::TargetFailed, stated(), write_effect),
        300..=399 => (FaultKind::Unintelligible, Retry::Never, write_effect),
        _ => return None,
    };
    let codes = messages::codes_of(response);
    Some(Fault {
        kind,
        retry,
        effect,
        operation: request.label.clone(),
        message: format!("HTTP {}: {}{codes}", response.status, words_of(kind)),
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
