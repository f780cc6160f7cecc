//! Writes answers as HTTP: the media type that was asked for, and the shapes of errors.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::refusal::{Problem, Refusal, title};
use crate::rest::{Media, Outcome};

pub(crate) type Reply = Response<Full<Bytes>>;

/// What the headers of a request say about the answer.
#[derive(Clone, Debug)]
pub(crate) struct Wishes {
    pub(crate) framework: u8,
    accept: String,
}

impl Wishes {
    /// Reads the framework version and what is accepted; the error is the version that is none.
    pub(crate) fn read(headers: &HeaderMap, framework_default: u8) -> Result<Self, Refusal> {
        let text = |name: &str| {
            headers
                .get(name)
                .map(|value| value.to_str().unwrap_or_default())
        };
        let accept = text("accept").unwrap_or_default().to_ascii_lowercase();
        let framework = match text("rest-framework-version") {
            None => framework_default,
            Some(text) => match text.trim().parse() {
                Ok(version @ 1..=9) => version,
                _ => {
                    return Err(Refusal::bad_request(Problem::new(format!(
                        "The value {text} of the header REST-Framework-Version isn't valid: expected \
                         1 to 9."
                    ))));
                }
            },
        };
        Ok(Self { framework, accept })
    }

    /// What a request without any wish gets.
    pub(crate) fn none(framework: u8) -> Self {
        Self {
            framework,
            accept: String::new(),
        }
    }

    fn structured_errors(&self) -> bool {
        self.framework >= 4
            || self
                .accept
                .contains("application/vnd.oracle.adf.error+json")
    }

    fn no_body(&self) -> bool {
        let compact: String = self.accept.chars().filter(|c| !c.is_whitespace()).collect();
        compact == "application/vnd.oracle.adf.resourceitem+json;q=0"
    }

    fn media(&self, media: Media) -> &'static str {
        if self.accept.contains("application/json") {
            "application/json"
        } else {
            media.name()
        }
    }
}

fn build(status: u16, media: &'static str, body: Vec<u8>) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from(body)));
    *reply.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !media.is_empty() {
        reply
            .headers_mut()
            .insert("content-type", HeaderValue::from_static(media));
    }
    reply
}

/// Adds a header; a value that HTTP cannot carry is left out.
pub(crate) fn set(reply: &mut Reply, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}

/// An answer of the resources.
pub(crate) fn outcome(outcome: &Outcome, wishes: &Wishes) -> Reply {
    let mut reply = match &outcome.json {
        Some(json) if !wishes.no_body() => build(
            outcome.status,
            wishes.media(outcome.media),
            json.to_string().into_bytes(),
        ),
        _ => build(outcome.status, "", Vec::new()),
    };
    for (name, value) in &outcome.headers {
        set(&mut reply, name, value);
    }
    set(
        &mut reply,
        "rest-framework-version",
        &wishes.framework.to_string(),
    );
    reply
}

/// A refusal, structured or as text (Oracle REST documentation, exception payloads).
pub(crate) fn refusal(refusal: &Refusal, wishes: &Wishes) -> Reply {
    let mut reply = if wishes.structured_errors() {
        let details: Vec<Value> = refusal.problems.iter().map(detail).collect();
        let mut json = Map::new();
        json.insert("title".to_owned(), title(refusal.status).into());
        json.insert("status".to_owned(), refusal.status.to_string().into());
        json.insert("o:errorDetails".to_owned(), Value::Array(details));
        let body = Value::Object(json).to_string().into_bytes();
        build(
            refusal.status,
            "application/vnd.oracle.adf.error+json",
            body,
        )
    } else {
        let lines: Vec<&str> = refusal
            .problems
            .iter()
            .map(|problem| problem.detail.as_str())
            .collect();
        build(
            refusal.status,
            "text/plain;charset=utf-8",
            lines.join("\n").into_bytes(),
        )
    };
    set(
        &mut reply,
        "rest-framework-version",
        &wishes.framework.to_string(),
    );
    reply
}

fn detail(problem: &Problem) -> Value {
    let mut detail = Map::new();
    detail.insert("detail".to_owned(), problem.detail.clone().into());
    if let Some(code) = problem.code {
        detail.insert("o:errorCode".to_owned(), code.into());
    }
    if let Some(path) = &problem.path {
        detail.insert("o:errorPath".to_owned(), path.clone().into());
    }
    Value::Object(detail)
}

/// An error of the web tier in front of the resources: an HTML page, or an error of the resources.
pub(crate) fn web_tier(status: u16, text: &str, html: bool, wishes: &Wishes) -> Reply {
    if !html {
        return refusal(&Refusal::new(status, Problem::new(text)), wishes);
    }
    let title = title(status);
    let page = format!(
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n\
         <title>{status} {title}</title>\n</head><body>\n<h1>{title}</h1>\n<p>{text}</p>\n\
         </body></html>\n"
    );
    build(status, "text/html; charset=iso-8859-1", page.into_bytes())
}

/// A plain JSON document, as the sandbox's own pages give it.
pub(crate) fn document(status: u16, json: &Value) -> Reply {
    build(status, "application/json", json.to_string().into_bytes())
}

/// A JSON error of the sandbox's own pages.
pub(crate) fn own_error(status: u16, text: &str) -> Reply {
    document(status, &json!({ "error": text }))
}

/// An answer without a body.
pub(crate) fn empty(status: u16) -> Reply {
    build(status, "", Vec::new())
}
