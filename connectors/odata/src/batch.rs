//! Several requests in one: `$batch`, as JSON or as multipart.
//!
//! OData Version 4.01 Part 1, "Batch Requests", and JSON Format, "Batch Requests and Responses". Each
//! write is a change set of its own, so that a refused record takes no other with it, and the service
//! is asked to go on behind one. Services are known to report members of a change set that was rolled
//! back as done, and to leave out what comes behind the first refusal: a change set therefore holds
//! one write, and a write without an answer is in doubt.

mod json;
mod multipart;

use landbridge_contract::{Method, Request, Response};

use crate::session::Session;

/// The form of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON (version 4.01).
    Json,
    /// `multipart/mixed` (every version).
    Multipart,
}

/// The request that carries these, which are answered in their order.
pub(crate) fn request(session: &Session, form: Form, parts: &[Request], label: &str) -> Request {
    let (content_type, body) = match form {
        Form::Json => ("application/json".to_owned(), json::body(parts)),
        Form::Multipart => multipart::body(parts),
    };
    // What only reads together reads: it may be repeated, and leaves nothing in doubt.
    let reads = parts.iter().all(|part| part.method.is_safe());
    let method = if reads { Method::Ask } else { Method::Post };
    let mut request = session.request(method, "/$batch".to_owned(), label);
    for (name, value) in &mut request.headers {
        match *name {
            "accept" if form == Form::Multipart => "multipart/mixed".clone_into(value),
            "accept" => "application/json".clone_into(value),
            "odata-version" if form == Form::Json => "4.01".clone_into(value),
            _ => {}
        }
    }
    request.headers.push(("content-type", content_type));
    // The name has lost its prefix in version 4.01; whoever does not know one passes over it.
    let wish = "continue-on-error, odata.continue-on-error";
    request.headers.push(("prefer", wish.to_owned()));
    request.body = body.into();
    request
}

/// The answers to so many parts, each where its request was; nothing for one that was not answered.
/// The error says why the whole cannot be read.
pub(crate) fn answers(
    form: Form,
    response: &Response,
    parts: usize,
) -> Result<Vec<Option<Response>>, &'static str> {
    match form {
        Form::Json => json::answers(&response.body, parts),
        Form::Multipart => {
            let content_type = response.header("content-type").unwrap_or_default();
            multipart::answers(content_type, &response.body, parts)
        }
    }
}
