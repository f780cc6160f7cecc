//! Requests as Planning wants them.

use std::sync::Arc;

use bytes::Bytes;
use landbridge_contract::{Effect, Fault, Login, Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::settings::Settings;

/// All but the characters that never need encoding (RFC 3986, "unreserved").
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Makes requests for one application.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    settings: Arc<Settings>,
}

impl Wire {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings: Arc::new(settings),
        }
    }

    fn application(&self) -> String {
        let Settings {
            base_path,
            application,
            ..
        } = &*self.settings;
        format!("{base_path}/applications/{}", encode(application))
    }

    /// The path of a cube; nothing for a name that would lead elsewhere.
    pub(crate) fn cube(&self, name: &str) -> Option<String> {
        if matches!(name, "" | "." | "..") {
            return None;
        }
        Some(format!("{}/plantypes/{}", self.application(), encode(name)))
    }

    /// The path of the application's jobs.
    pub(crate) fn jobs(&self) -> String {
        format!("{}/jobs", self.application())
    }

    /// Puts a file where jobs find it.
    pub(crate) fn file(&self, name: &str, body: Vec<u8>, label: String) -> Request {
        let whole = format!(
            r#"{{"isFirst":true,"isLast":true,"chunkSize":{}}}"#,
            body.len()
        );
        let path = format!(
            "{}/{}/contents?q={}",
            self.settings.files_path,
            encode(name),
            encode(&whole)
        );
        let mut request = request(Method::Post, path, label);
        request
            .headers
            .push(("content-type", "application/octet-stream".to_owned()));
        request.body = Bytes::from(body);
        request
    }
}

/// A request with JSON; `method` says whether it only asks.
pub(crate) fn json(
    method: Method,
    path: String,
    body: &serde_json::Value,
    label: String,
) -> Request {
    let mut request = request(method, path, label);
    request
        .headers
        .push(("content-type", "application/json".to_owned()));
    request.body = Bytes::from(body.to_string());
    request
}

/// A read.
pub(crate) fn get(path: String, label: String) -> Request {
    request(Method::Get, path, label)
}

fn request(method: Method, path: String, label: String) -> Request {
    Request {
        method,
        path,
        headers: vec![("accept", "application/json".to_owned())],
        body: Bytes::new(),
        login: Login::Main,
        label,
    }
}

/// Text percent-encoded for a path segment or a query value.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The fault of an exchange that was told what it did not ask for.
pub(crate) fn out_of_turn(operation: &str, effect: Effect) -> Fault {
    Fault {
        effect,
        ..Fault::out_of_turn(operation)
    }
}
