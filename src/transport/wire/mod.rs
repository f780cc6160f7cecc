//! Requests and answers over connections that are kept.
//!
//! `hyper` speaks HTTP/1.1 and `rustls` TLS. What is ours is what decides about a record that was sent: that no
//! connection means that nothing left, which a failure is, and that nothing is repeated here but what a connection
//! that was just being closed never took.

mod connect;
mod line;
mod tls;

use std::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use hyper::header::{ACCEPT, HOST, HeaderMap, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use hyper::{Method, StatusCode, Uri};
use landbridge_contract::OptionFault;
use rustls::pki_types::ServerName;
use tokio::time::{Instant, timeout_at};
use url::{Position, Url};

use super::config::TransportConfig;
use connect::Connector;
use line::Line;

/// Idle connections are given up after this time. Gateways close theirs after a minute or more;
/// being first avoids writes into a connection that is just being closed, which would be in doubt.
const IDLE_MAX: Duration = Duration::from_secs(20);

/// Makes connections as a target's configuration wants them, and speaks over them.
pub(super) struct Wire {
    connector: Connector,
    user_agent: HeaderValue,
    idle_max: usize,
}

/// One server, and the connections to it that are idle.
pub(super) struct Site {
    /// Scheme, host and port.
    uri: Uri,
    host: HeaderValue,
    /// Who it must prove to be; nothing where it is spoken to in the clear.
    name: Option<ServerName<'static>>,
    /// The one used last is at the end.
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    line: Line,
    since: Instant,
}

/// What goes out.
pub(super) struct Sent {
    /// Method.
    pub(super) method: Method,
    /// As [`Wire::target`] makes it.
    pub(super) target: Uri,
    /// All but the length, as [`Wire::headers`] makes them.
    pub(super) headers: HeaderMap,
    /// Body; empty for none.
    pub(super) body: Bytes,
}

/// What came back.
pub(super) struct Answer {
    /// Status.
    pub(super) status: StatusCode,
    /// Headers.
    pub(super) headers: HeaderMap,
    /// The body as far as it came, and no more than was wanted.
    pub(super) body: Bytes,
    /// Whether that is all of it.
    pub(super) whole: Result<(), Unread>,
}

/// Why a body was not read to its end.
pub(super) enum Unread {
    /// It is larger than it may be.
    TooLarge,
    /// The connection failed.
    Failed(Failure),
}

/// Why no answer came.
pub(super) enum Failure {
    /// There was no connection: nothing left.
    Unconnected(Unconnected),
    /// Not in time; what left may have been received.
    TimedOut,
    /// The connection failed; what left may have been received.
    Cut(hyper::Error),
}

/// Why there is no connection.
pub(super) enum Unconnected {
    /// Not in time.
    TimedOut,
    /// The proxy refuses to make one, with this status.
    Proxy(StatusCode),
    /// There is none to the proxy at this host and port, as the layers below say.
    ToProxy(String, Box<dyn Error + Send + Sync>),
    /// As the layers below say.
    Failed(Box<dyn Error + Send + Sync>),
}

impl Wire {
    pub(super) fn new(config: &TransportConfig) -> Result<Self, OptionFault> {
        let user_agent = HeaderValue::from_str(&config.user_agent);
        let unusable =
            |_| OptionFault::new("user_agent", "what cannot be used", "one line of text");
        Ok(Self {
            connector: Connector::new(config)?,
            user_agent: user_agent.map_err(unusable)?,
            idle_max: config.concurrency_max.get(),
        })
    }

    /// The server of an address; nothing where it has none that can be reached over HTTP.
    pub(super) fn site(url: &Url) -> Option<Site> {
        let name = match (url.scheme(), url.host()?) {
            ("http", _) => None,
            ("https", url::Host::Domain(name)) => Some(name.to_owned().try_into().ok()?),
            ("https", url::Host::Ipv4(address)) => Some(address.into()),
            ("https", url::Host::Ipv6(address)) => Some(address.into()),
            _ => return None,
        };
        let host = &url[Position::BeforeHost..Position::AfterPort];
        Some(Site {
            uri: format!("{}://{host}", url.scheme()).parse().ok()?,
            host: HeaderValue::from_str(host).ok()?,
            name,
            idle: Mutex::default(),
        })
    }

    /// What a request line names of an address: all of it where a proxy passes the request on. Nothing where it
    /// cannot be written.
    pub(super) fn target(&self, site: &Site, url: &Url) -> Option<Uri> {
        let from = if self.is_relayed(site) {
            Position::BeforeScheme
        } else {
            Position::BeforePath
        };
        url[from..Position::AfterQuery].parse().ok()
    }

    /// Whether a proxy reads the requests to this site, instead of passing on what both sides say.
    fn is_relayed(&self, site: &Site) -> bool {
        site.name.is_none() && self.connector.proxy.is_some()
    }

    /// Sends once and reads the whole answer, at most so many bytes of it, within a time.
    pub(super) async fn send(
        &self,
        site: &Site,
        sent: Sent,
        bytes_max: usize,
        within: Duration,
    ) -> Result<Answer, Failure> {
        let deadline = Instant::now() + within;
        let request = request(sent);
        let head = timeout_at(deadline, Box::pin(self.head(site, request))).await;
        let (head, mut line) = head.unwrap_or(Err(Failure::TimedOut))?;
        let (parts, incoming) = head.into_parts();
        let mut body = Body::default();
        let read = timeout_at(deadline, line.drive(body.read(incoming, bytes_max))).await;
        let whole = read.unwrap_or(Err(Unread::Failed(Failure::TimedOut)));
        if whole.is_ok() {
            self.keep(site, line);
        }
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.bytes(),
            whole,
        })
    }

    /// Headers with those that every request to a site has: its host, this program's name, a proxy's login.
    pub(super) fn headers(&self, site: &Site, mut headers: HeaderMap) -> HeaderMap {
        headers.insert(HOST, site.host.clone());
        headers
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        headers
            .entry(ACCEPT)
            .or_insert_with(|| HeaderValue::from_static("*/*"));
        if let Some(proxy) = &self.connector.proxy
            && let Some(login) = &proxy.login
            && self.is_relayed(site)
        {
            headers.insert(PROXY_AUTHORIZATION, login.clone());
        }
        headers
    }

    /// Sends a request over a connection that is there, or over a new one.
    async fn head(
        &self,
        site: &Site,
        mut request: hyper::Request<Full<Bytes>>,
    ) -> Result<(hyper::Response<Incoming>, Line), Failure> {
        loop {
            let (mut line, used_before) = match site.idle() {
                Some(line) => (line, true),
                None => (self.connector.connect(site).await?, false),
            };
            match line.send(request).await {
                Ok(response) => return Ok((response, line)),
                Err(mut refused) => match refused.take_message() {
                    // The connection was closed while it idled, and never took the request.
                    Some(back) if used_before => request = back,
                    _ => return Err(Failure::Cut(refused.into_error())),
                },
            }
        }
    }

    fn keep(&self, site: &Site, line: Line) {
        let mut idle = site.lock();
        if idle.len() < self.idle_max {
            idle.push(Idle {
                line,
                since: Instant::now(),
            });
        }
    }
}

impl Site {
    /// A connection that takes a request.
    fn idle(&self) -> Option<Line> {
        loop {
            let mut line = self.taken()?;
            if line.is_free() {
                return Some(line);
            }
        }
    }

    fn taken(&self) -> Option<Line> {
        let mut idle = self.lock();
        let newest = idle.pop()?;
        if newest.since.elapsed() > IDLE_MAX {
            // The others idle for longer.
            idle.clear();
            return None;
        }
        Some(newest.line)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Idle>> {
        // No holder of the lock can panic halfway through a change.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn request(sent: Sent) -> hyper::Request<Full<Bytes>> {
    let mut request = hyper::Request::new(Full::new(sent.body));
    *request.method_mut() = sent.method;
    *request.uri_mut() = sent.target;
    *request.headers_mut() = sent.headers;
    request
}

/// A body that is being read. One that comes in one piece is not copied.
#[derive(Default)]
struct Body {
    first: Bytes,
    more: BytesMut,
}

impl Body {
    async fn read(&mut self, mut incoming: Incoming, bytes_max: usize) -> Result<(), Unread> {
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| Unread::Failed(Failure::Cut(error)))?;
            // What is no data is a trailer, which says nothing that anybody here asks for.
            let Ok(chunk) = frame.into_data() else {
                continue;
            };
            let so_far = self.more.len().max(self.first.len());
            if so_far + chunk.len() > bytes_max {
                return Err(Unread::TooLarge);
            }
            if so_far == 0 {
                self.first = chunk;
            } else {
                if self.more.is_empty() {
                    self.more.extend_from_slice(&self.first);
                }
                self.more.extend_from_slice(&chunk);
            }
            if incoming.is_end_stream() {
                break;
            }
        }
        Ok(())
    }

    fn bytes(self) -> Bytes {
        if self.more.is_empty() {
            self.first
        } else {
            self.more.freeze()
        }
    }
}
