//! Which answers concern the connection rather than the record, and what they may have done.

use landbridge_contract::{Fault, Request, Response};

use crate::messages;
use crate::session::wants_token;

/// Judges an answer. `None` for all that the exchange settles itself: success, refusals of the
/// record or of the request, and a token that is missing or too old. What [`Response::fault`] says holds
/// for the others; beside it:
///
/// - 500: some services answer a duplicate key so, others after a commit. Of a write nobody can
///   say; the look-up by business key that follows settles it.
/// - 501: the service does not do this at all: a refusal.
pub(crate) fn judge(request: &Request, response: &Response) -> Option<Fault> {
    if response.status == 501 || (response.status == 403 && wants_token(response)) {
        return None;
    }
    response.fault(request, || messages::codes_of(response))
}
