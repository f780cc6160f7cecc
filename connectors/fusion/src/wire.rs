//! Requests as Fusion wants them: paths, headers, media types.

use std::sync::Arc;

use bytes::Bytes;
use landbridge_contract::{Login, Method, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::settings::Settings;

/// Answers as plain JSON, errors structured: without the second type errors may come as text.
const ACCEPT: &str = "application/json, application/vnd.oracle.adf.error+json";

/// A description of a resource.
const ACCEPT_DESCRIPTION: &str = "application/vnd.oracle.adf.description+json, application/json, application/vnd.oracle.adf.error+json";

/// One record to be created or changed.
const RESOURCE_ITEM: &str = "application/vnd.oracle.adf.resourceitem+json";

/// The parameters of an action.
const ACTION: &str = "application/vnd.oracle.adf.action+json";

/// Several records, of which all are committed or none.
const BATCH: &str = "application/vnd.oracle.adf.batch+json";

/// All but the characters that never need encoding (RFC 3986, "unreserved").
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Makes requests for one configured pod.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    framework_version: Arc<str>,
    /// Records asked for in one page.
    pub(crate) page_size: u32,
}

impl Wire {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            framework_version: Arc::from(settings.framework_version.to_string()),
            page_size: settings.page_size,
        }
    }

    /// A read.
    pub(crate) fn get(&self, path_and_query: String, label: String) -> Request {
        self.request(Method::Get, path_and_query, ACCEPT, label)
    }

    /// A read of a resource's description.
    pub(crate) fn describe(&self, path: String, label: String) -> Request {
        self.request(Method::Get, path, ACCEPT_DESCRIPTION, label)
    }

    /// A write of one record; `upsert` adds the header that makes it one.
    pub(crate) fn write(
        &self,
        method: Method,
        path: String,
        upsert: bool,
        body: Vec<u8>,
        label: String,
    ) -> Request {
        let mut request = self.request(method, path, ACCEPT, label);
        let content_type = ("content-type", RESOURCE_ITEM.to_owned());
        request.headers.push(content_type);
        if upsert {
            request.headers.push(("upsert-mode", "true".to_owned()));
        }
        request.body = Bytes::from(body);
        request
    }

    /// A write of several records.
    pub(crate) fn batch(&self, root: String, body: Vec<u8>, label: String) -> Request {
        let mut request = self.request(Method::Post, root, ACCEPT, label);
        request.headers.push(("content-type", BATCH.to_owned()));
        request.body = Bytes::from(body);
        request
    }

    /// A custom action.
    pub(crate) fn action(&self, path: String, body: Vec<u8>, label: String) -> Request {
        let mut request = self.request(Method::Post, path, ACCEPT, label);
        request.headers.push(("content-type", ACTION.to_owned()));
        request.body = Bytes::from(body);
        request
    }

    /// A request for records with a history, which holds from a day on; nothing is added for others.
    pub(crate) fn effective(mut request: Request, of: Option<String>) -> Request {
        request.headers.extend(of.map(|of| ("effective-of", of)));
        request
    }

    fn request(&self, method: Method, path: String, accept: &str, label: String) -> Request {
        Request {
            method,
            path,
            headers: vec![
                ("accept", accept.to_owned()),
                ("rest-framework-version", self.framework_version.to_string()),
            ],
            body: Bytes::new(),
            login: Login::Main,
            label,
        }
    }
}

/// Text percent-encoded for a query value or a path segment.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// `path` with a target id appended as its last segment. `None` for an id that would lead
/// elsewhere: an empty one, or one of dots, which URL parsers take as "up".
pub(crate) fn item_path(path: &str, id: &str) -> Option<String> {
    if matches!(id, "" | "." | "..") {
        return None;
    }
    Some(format!("{path}/{}", encode(id)))
}
