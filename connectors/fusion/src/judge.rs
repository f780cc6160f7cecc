//! Which answers concern the connection rather than the record, and what they may have done.

use landbridge_contract::{Fault, Request, Response, codes_in_words};

use crate::{codes, messages};

/// Judges an answer. `None` for all that the exchange settles itself: success, and refusals of
/// the record or of the request. What [`Response::fault`] says holds for the others, but for a 500: where
/// the body names a product's code, the product looked at the record and refused it, and the transaction
/// is rolled back: a matter of the record. Otherwise (framework or database code, text, page) nobody can
/// say. A 501 says that the pod does not do this at all: a refusal, before anything was done.
pub(crate) fn judge(request: &Request, response: &Response) -> Option<Fault> {
    if response.status == 501 || (response.status == 500 && names_a_product(response)) {
        return None;
    }
    let codes = || messages::of(response).into_iter().map(|one| one.code);
    response.fault(request, || codes_in_words(codes()))
}

fn names_a_product(response: &Response) -> bool {
    let structured = serde_json::from_slice::<serde_json::Value>(&response.body)
        .is_ok_and(|body| body.is_object());
    structured
        && messages::of(response)
            .iter()
            .any(|message| codes::is_of_product(&message.code))
}
