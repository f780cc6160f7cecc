//! Tells an answer that concerns the connection from one that concerns the record.

use landbridge_contract::{Effect, Fault, FaultKind, Request, Response, Retry};

/// The fault that an answer stands for; none for one that the exchange understands.
///
/// What Tryton's own statuses mean, by its source (8.0):
///
/// - 401: no session, or none that is still good; said before any work;
/// - 403: the model has no such method for programs; 404: there is no such database; both before any work;
/// - 429: too many wrong passwords; before any work;
/// - 503: the database failed, also when the transaction was to be committed, or after it: unknown;
/// - 504: the call ran out of time and was rolled back; but a gateway says the same of a call that goes on: unknown.
pub(crate) fn judge(request: &Request, response: &Response) -> Option<Fault> {
    let misled = |words: &str| {
        Some(Fault {
            kind: FaultKind::Refused,
            retry: Retry::Never,
            effect: Effect::None,
            operation: request.label.clone(),
            message: format!("HTTP {}: {words}", response.status),
        })
    };
    match response.status {
        403 => misled(
            "the server offers no such call; check `object` and `actions` of the mapping's target",
        ),
        404 => misled(
            "there is no such database; check that `url` of the target ends with its name, such as https://erp.example.org/company",
        ),
        _ => response.fault(request, String::new),
    }
}
