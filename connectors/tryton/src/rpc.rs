//! Calls and answers: JSON-RPC as Tryton speaks it.
//!
//! Every call is a `POST` on `/rpc/` of the database's address. An answer with status 200 holds the result or an
//! error; an error means that the transaction of the call was rolled back. There is no field and no code in an
//! error, only its kind and words. Other statuses come with HTML: 400 for a body that cannot be read, 422 for
//! arguments that are missing, 413 for too many records or too large a body, all before any work.
//!
//! An answer above 1,400 bytes says `Content-Encoding: gzip` even where nobody offered it, and is plain JSON then:
//! the header is not to be believed.

use bytes::Bytes;
use landbridge_contract::{Login, Method, Request, Response, TargetMessage};
use serde_json::Value as Json;

/// Where calls go.
pub(crate) const PATH: &str = "/rpc/";

/// The number of a call. There is one call at a time on a connection, so that one number does; without any,
/// errors come in another form.
const ID: i64 = 1;

/// Statuses that say that the call itself was refused, before anything was done.
const REFUSED: &[u16] = &[400, 405, 413, 415, 422];

/// A call as a request.
pub(crate) fn request(method: Method, body: Vec<u8>, label: &str) -> Request {
    Request {
        method,
        path: PATH.to_owned(),
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("accept", "application/json".to_owned()),
        ],
        body: Bytes::from(body),
        login: Login::Main,
        label: label.to_owned(),
    }
}

/// Appends a call; `parameters` is a JSON array.
pub(crate) fn write_call(method: &str, parameters: &str, out: &mut Vec<u8>) {
    begin_call(method, out);
    out.extend_from_slice(parameters.as_bytes());
    end_call(out);
}

/// Begins a call whose parameters are written next.
pub(crate) fn begin_call(method: &str, out: &mut Vec<u8>) {
    let start = format!("{{\"id\":{ID},\"method\":\"{method}\",\"params\":");
    out.extend_from_slice(start.as_bytes());
}

/// Ends a call whose parameters are written.
pub(crate) fn end_call(out: &mut Vec<u8>) {
    out.push(b'}');
}

/// What an answer says.
#[derive(Debug)]
pub(crate) enum Said {
    /// The call is done, and committed.
    Result(Json),
    /// The call was rolled back.
    Error(RpcError),
    /// The call was refused before anything was done, with these words.
    Refused(String),
    /// Nobody knows what this means.
    Nonsense(&'static str),
}

/// Reads an answer.
pub(crate) fn said(response: &Response) -> Said {
    if REFUSED.contains(&response.status) {
        let words = html_words(&response.body);
        return Said::Refused(format!("HTTP {}: {words}", response.status));
    }
    if response.status != 200 {
        return Said::Nonsense("has another status than 200");
    }
    let Ok(Json::Object(mut members)) = serde_json::from_slice::<Json>(&response.body) else {
        return Said::Nonsense("is no JSON object");
    };
    if members.get("id").and_then(Json::as_i64) != Some(ID) {
        return Said::Nonsense("does not say to which call it belongs");
    }
    if let Some(error) = members.remove("error") {
        return match RpcError::read(&error) {
            Some(error) => Said::Error(error),
            None => Said::Nonsense("holds an error that cannot be read"),
        };
    }
    match members.remove("result") {
        Some(result) => Said::Result(result),
        None => Said::Nonsense("holds neither a result nor an error"),
    }
}

/// Why a call was rolled back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RpcError {
    /// What the ERP does not accept, in words for its users.
    User {
        message: String,
        /// More of it; often empty.
        description: String,
    },
    /// What the ERP accepts once somebody has said so.
    Warning {
        /// Its name with a hash of the records before it: `99ba69af….invoice_similar`.
        name: String,
        message: String,
    },
    /// A record was changed since the moment that the call named.
    Concurrency,
    /// The server failed at it: an unknown field or model, a value of another type, a defect.
    Other(String),
}

impl RpcError {
    fn read(error: &Json) -> Option<Self> {
        let parts = error.as_array()?;
        let kind = parts.first()?.as_str()?;
        let inner = parts.get(1);
        let text = |index: usize| {
            let text = inner?.as_array()?.get(index)?.as_str()?;
            Some(text.to_owned())
        };
        Some(match kind {
            "UserError" => Self::User {
                message: text(0)?,
                description: text(1).unwrap_or_default(),
            },
            "UserWarning" => Self::Warning {
                name: text(0)?,
                message: text(1)?,
            },
            "ConcurrencyException" => Self::Concurrency,
            other => Self::Other(other.to_owned()),
        })
    }

    /// The error as a message about a record.
    pub(crate) fn message(&self) -> TargetMessage {
        match self {
            Self::User {
                message,
                description,
            } if description.trim().is_empty() => TargetMessage::bounded("", "", message),
            Self::User {
                message,
                description,
            } => TargetMessage::bounded("", "", &format!("{message} ({})", description.trim())),
            Self::Warning { name, message } => {
                TargetMessage::bounded(warning_word(name), "", message)
            }
            Self::Concurrency => TargetMessage::bounded(
                "",
                "",
                "the record was changed by somebody else since it was read; see what it holds, then load again",
            ),
            Self::Other(words) => {
                TargetMessage::bounded("", "", &format!("the server fails at it: {words}"))
            }
        }
    }

    /// The error on one line, for faults of reads.
    pub(crate) fn line(&self) -> String {
        TargetMessage::one_line(&[self.message()])
    }
}

/// The word of a warning: its name without the hash of the records that stands before it.
pub(crate) fn warning_word(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, word)| word)
}

/// The paragraph of a page that says what is wrong.
fn html_words(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let paragraph = text
        .split_once("<p>")
        .and_then(|(_, rest)| rest.split_once("</p>"))
        .map(|(paragraph, _)| paragraph);
    let words = paragraph.unwrap_or("the server does not accept the call");
    let words = words
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    TargetMessage::one_line(&[TargetMessage::bounded("", "", &words)])
}
