//! Exchanges: conversations with a target as state machines that never touch a socket.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::fault::Fault;
use crate::target::Reply;
use crate::value::Text;

/// A conversation. The engine calls [`Exchange::advance`] with [`Event::Start`], carries out the
/// step that comes back, and calls again with what happened, until [`Step::Done`].
pub trait Exchange: Send {
    /// Takes what happened and says what comes next.
    fn advance(&mut self, event: Event) -> Step;
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// The conversation begins.
    Start,
    /// The answer to the last request, whatever its status.
    Answer(Response),
    /// The last request failed for good: what is retried without risk was retried already.
    Fault(Fault),
    /// The wait asked for is over.
    Elapsed,
    /// What was yielded has been taken.
    Taken,
    /// The note is kept, whatever dies from now on.
    Noted,
}

/// What comes next.
#[derive(Debug)]
pub enum Step {
    /// Send this and come back with the answer.
    Send(Request),
    /// Come back after this time.
    Wait(Duration),
    /// Keep this with the attempt, in place of what was kept before, and come back once it is on the disk. Only
    /// where records go as jobs ([`Target::load_job`](crate::Target::load_job)); no secrets and nothing of a record.
    Note(Text),
    /// Take these replies and come back.
    Yield(Vec<Reply>),
    /// The conversation is over; these are its last replies.
    Done(Vec<Reply>),
    /// The conversation cannot go on. Records without a receipt have this fault's effect.
    Failed(Fault),
}

/// HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, upserts, acts.
    Post,
    /// Reads, though it goes over the wire as a POST: remote calls put the question into the body.
    Ask,
    /// Changes the attributes sent.
    Patch,
    /// Replaces.
    Put,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post | Self::Ask => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// True where repeating the request cannot change the target.
    pub fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Ask)
    }
}

/// Whose credentials a request goes by. Where a project states one login only, it serves for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Login {
    /// Those of the target: `auth`.
    #[default]
    Main,
    /// Those of whoever may have loaded data imported: `import_auth`.
    Import,
}

/// A request, relative to the target's base URL. Authentication is added by the engine.
#[derive(Clone)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path and query, percent-encoded, beginning with `/`.
    pub path: String,
    /// Headers beside authentication, length and host.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for none.
    pub body: Bytes,
    /// Whose credentials it goes by.
    pub login: Login,
    /// What it does, for logs: `create suppliers`. No values.
    pub label: String,
}

/// Leaves the body out: it holds values that no log may show.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("label", &self.label)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An answer.
#[derive(Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body, bounded by the engine.
    pub body: Bytes,
}

impl Response {
    /// The first header of that name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    /// True for 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Leaves the body out: it holds values that no log may show.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
