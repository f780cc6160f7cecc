//! One try at one request, and what its failure may have done.

use std::error::Error;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use bytes::Bytes;
use hyper::Uri;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use landbridge_contract::{
    Effect, Fault, FaultKind, Login, Method, OptionFault, Reply, Request, Response, Retry, Verdict,
};
use url::Url;

use super::auth::Tokens;
use super::config::{Authentication, TransportConfig};
use super::contact::Contact;
use super::secret::{self, Secrets};
use super::session::Known;
use super::trust;
use super::wire::{Failure, Sent, Site, Unconnected, Unread, Wire};

/// Headers that every request has beside its own.
const HEADERS_ADDED: usize = 4;

/// Characters kept of a lower layer's words.
const REASON_CHARS_MAX: usize = 200;

/// What shows who a request is from.
struct Access {
    authorization: Option<HeaderValue>,
    tokens: Option<Tokens>,
}

impl Access {
    fn of(
        config: &TransportConfig,
        authentication: &Authentication,
        faults: &mut Vec<OptionFault>,
    ) -> Self {
        let authorization = authorization(authentication).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let tokens = Tokens::of(config, authentication).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        Self {
            authorization,
            tokens,
        }
    }
}

/// What went before the body of the request sent last: records of an object go to one path with the same headers.
struct Head {
    path: String,
    stated: Vec<(&'static str, String)>,
    authorization: Option<HeaderValue>,
    /// What the request line names.
    target: Uri,
    headers: HeaderMap,
}

impl Head {
    fn is_of(&self, request: &Request, authorization: Option<&HeaderValue>) -> bool {
        self.path == request.path
            && self.stated == request.headers
            && self.authorization.as_ref() == authorization
    }
}

/// Sends requests to one target.
pub(super) struct Client {
    wire: Wire,
    site: Site,
    base_url: Url,
    /// Without a trailing slash.
    base: String,
    latest: Mutex<Option<Head>>,
    main: Access,
    /// For requests that go by credentials of their own; where there are none, `main` serves for all.
    import: Option<Access>,
    /// More become known as sessions are opened.
    secrets: RwLock<Secrets>,
    connect_timeout: Duration,
    request_timeout: Duration,
    response_bytes_max: usize,
}

impl Client {
    pub(super) fn new(config: &TransportConfig) -> Result<Self, Vec<OptionFault>> {
        let mut faults = config.faults();
        let main = Access::of(config, &config.authentication, &mut faults);
        let import = config.import_authentication.as_ref();
        let import = import.map(|stated| Access::of(config, stated, &mut faults));
        let wire = Wire::new(config).map_err(|fault| faults.push(fault));
        let site = Wire::site(&config.base_url);
        match (wire, site) {
            (Ok(wire), Some(site)) if faults.is_empty() => Ok(Self {
                wire,
                site,
                base_url: config.base_url.clone(),
                base: config.base_url.as_str().trim_end_matches('/').to_owned(),
                latest: Mutex::default(),
                main,
                import,
                secrets: RwLock::new(Secrets::of(config)),
                connect_timeout: connect_timeout(config),
                request_timeout: config.request_timeout,
                response_bytes_max: config.response_bytes_max,
            }),
            (_, None) if faults.is_empty() => {
                let expected = "an http or https URL";
                Err(vec![OptionFault::new(
                    "url",
                    "what cannot be used",
                    expected,
                )])
            }
            _ => Err(faults),
        }
    }

    /// What a request shows to be known; asks for a token where there is none that is good.
    pub(super) async fn authorization(
        &self,
        request: &Request,
        known: &Known<'_>,
    ) -> Result<Option<HeaderValue>, Fault> {
        let access = self.access(request.login);
        Ok(match (known, &access.tokens) {
            (Known::Nobody, _) => None,
            (Known::By(authorization), _) => Some((*authorization).clone()),
            (Known::Stated, Some(tokens)) => Some(tokens.header(&self.wire).await?),
            (Known::Stated, None) => access.authorization.clone(),
        })
    }

    /// Sends once and reads the whole answer, whatever its status.
    pub(super) async fn attempt(
        &self,
        request: &Request,
        authorization: Option<HeaderValue>,
        contact: &Contact,
    ) -> Result<Response, Fault> {
        let access = self.access(request.login);
        let prepared = self.prepare(request, authorization.as_ref())?;
        let (bytes_max, within) = (self.response_bytes_max, self.request_timeout);
        let sent = self.wire.send(&self.site, prepared, bytes_max, within);
        let answer = sent.await;
        let answer = answer.map_err(|failure| self.clean(self.failed(request, &failure)))?;
        // Whatever becomes of the rest, somebody is there.
        contact.answered();
        let status = answer.status.as_u16();
        if let (401, Some(tokens), Some(token)) = (status, &access.tokens, &authorization) {
            let date = answer.headers.get("date");
            tokens
                .refused(token, date.and_then(|date| date.to_str().ok()))
                .await;
        }
        let headers = answer
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect();
        let success = answer.status.is_success();
        match answer.whole {
            // A refusal stands with its status, even where its explanation is cut short.
            Err(_) if !success => {}
            Err(Unread::TooLarge) => {
                let message = format!("the answer is larger than {bytes_max} bytes");
                let kind = FaultKind::Unintelligible;
                return Err(after_departure(request, kind, Retry::Never, message));
            }
            Err(Unread::Failed(failure)) => {
                return Err(self.clean(self.failed(request, &failure)));
            }
            Ok(()) => {}
        }
        let body = answer.body;
        // An error may repeat the request with its credentials. What a success holds is data, in
        // which a password like `demo` is a word among others: there, messages are cleaned when they
        // are made of it (`Client::without_secrets`).
        let body = if success { body } else { self.hide(body) };
        Ok(Response {
            status,
            headers,
            body,
        })
    }

    /// Whether this is the token that was refused last.
    pub(super) fn was_refused(&self, login: Login, token: &HeaderValue) -> bool {
        let tokens = self.access(login).tokens.as_ref();
        tokens.is_some_and(|tokens| tokens.was_refused(token))
    }

    /// Whether a token that was refused can be had anew.
    pub(super) fn renews(&self, login: Login) -> bool {
        self.access(login).tokens.is_some()
    }

    fn access(&self, login: Login) -> &Access {
        match login {
            Login::Main => &self.main,
            Login::Import => self.import.as_ref().unwrap_or(&self.main),
        }
    }

    /// The tokens of the moment, of whatever login.
    fn tokens_known(&self) -> Secrets {
        let accesses = [Some(&self.main), self.import.as_ref()];
        let tokens = accesses.into_iter().flatten();
        let tokens = tokens.filter_map(|access| access.tokens.as_ref());
        Secrets::texts(tokens.flat_map(Tokens::known).collect())
    }

    /// An answer without secrets, the tokens of the moment among them.
    fn hide(&self, body: Bytes) -> Bytes {
        let body = self.secrets().hide(body);
        self.tokens_known().hide(body)
    }

    /// The fault without secrets: what an exchange makes of an answer may repeat them, as may the layers below.
    pub(super) fn clean(&self, mut fault: Fault) -> Fault {
        self.hide_text(&mut fault.message);
        fault
    }

    fn hide_text(&self, text: &mut String) {
        self.secrets().hide_text(text);
        self.tokens_known().hide_text(text);
    }

    /// Takes the secrets out of what the target says of records.
    pub(super) fn without_secrets(&self, replies: &mut [Reply]) {
        for reply in replies {
            let Reply::Receipt(receipt) = reply else {
                continue;
            };
            match &mut receipt.verdict {
                Verdict::Refused { messages } => {
                    for message in messages {
                        self.hide_text(&mut message.code);
                        self.hide_text(&mut message.path);
                        self.hide_text(&mut message.text);
                    }
                }
                Verdict::NotSent { why, .. } | Verdict::InDoubt { why } => {
                    self.hide_text(why);
                }
                Verdict::Loaded { .. } => {}
            }
        }
    }

    fn secrets(&self) -> RwLockReadGuard<'_, Secrets> {
        // No holder of the lock can panic halfway through a change.
        self.secrets.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what a session shows as a header, and hides it from now on.
    pub(super) fn learn(&self, text: &str, request: &Request) -> Result<HeaderValue, Fault> {
        let Some(value) = secret::header(text) else {
            return Err(not_sendable(request, "what the session gives is no header"));
        };
        let secrets = self.secrets.write();
        secrets.unwrap_or_else(PoisonError::into_inner).learn(text);
        Ok(value)
    }

    /// What the request line names; none where the path leads away from the target.
    fn uri(&self, path: &str) -> Option<Uri> {
        let url = Url::parse(&format!("{}{path}", self.base)).ok()?;
        if !path.starts_with('/') || url.origin() != self.base_url.origin() {
            return None;
        }
        self.wire.target(&self.site, &url)
    }

    /// What the request line names, and all headers but the length.
    fn head(
        &self,
        request: &Request,
        authorization: Option<&HeaderValue>,
    ) -> Result<(Uri, HeaderMap), Fault> {
        // No holder of the lock can panic halfway through a change.
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(head) = &*latest
            && head.is_of(request, authorization)
        {
            return Ok((head.target.clone(), head.headers.clone()));
        }
        let Some(target) = self.uri(&request.path) else {
            return Err(not_sendable(request, "its path leads away from the target"));
        };
        let mut headers = HeaderMap::with_capacity(request.headers.len() + HEADERS_ADDED);
        for (name, value) in &request.headers {
            // The error may repeat a header's value, so it is not shown.
            let name = HeaderName::from_bytes(name.as_bytes()).ok();
            let Some((name, value)) = name.zip(HeaderValue::from_str(value).ok()) else {
                return Err(not_sendable(request, "a header is not valid"));
            };
            headers.append(name, value);
        }
        if let Some(authorization) = authorization {
            headers.append(AUTHORIZATION, authorization.clone());
        }
        let headers = self.wire.headers(&self.site, headers);
        *latest = Some(Head {
            path: request.path.clone(),
            stated: request.headers.clone(),
            authorization: authorization.cloned(),
            target: target.clone(),
            headers: headers.clone(),
        });
        Ok((target, headers))
    }

    fn prepare(
        &self,
        request: &Request,
        authorization: Option<&HeaderValue>,
    ) -> Result<Sent, Fault> {
        let (target, headers) = self.head(request, authorization)?;
        Ok(Sent {
            method: match request.method {
                Method::Get => hyper::Method::GET,
                Method::Post | Method::Ask => hyper::Method::POST,
                Method::Patch => hyper::Method::PATCH,
                Method::Put => hyper::Method::PUT,
                Method::Delete => hyper::Method::DELETE,
            },
            target,
            headers,
            body: request.body.clone(),
        })
    }
}

impl Client {
    /// What a failure of the lower layers means. Only where there was no connection nothing left for certain.
    fn failed(&self, request: &Request, failure: &Failure) -> Fault {
        // Told before the question whether anything left: what left was not read.
        if let Some(refusal) = failure.tls().filter(|fault| trust::is_turned_away(fault)) {
            return self.not_trusted(request, failure.proxy(), &trust::words(refusal));
        }
        match failure {
            Failure::Unconnected(why) => self.unconnected(request, why),
            Failure::TimedOut => {
                let message = "no whole answer in time".to_owned();
                after_departure(request, FaultKind::TimedOut, Retry::Backoff, message)
            }
            Failure::Cut(error) => {
                let message = format!("the connection was cut: {}", reason(error));
                after_departure(request, FaultKind::Cut, Retry::Backoff, message)
            }
        }
    }

    fn unconnected(&self, request: &Request, why: &Unconnected) -> Fault {
        let server = self.whom(why.proxy());
        let (kind, retry, message) = match why {
            Unconnected::TimedOut => {
                let seconds = self.connect_timeout.as_secs_f32();
                let message = format!("no connection to {server} within {seconds} s");
                (FaultKind::TimedOut, Retry::Backoff, message)
            }
            Unconnected::Proxy(status) if status.as_u16() == 407 => {
                let message = PROXY_REFUSAL.to_owned();
                (FaultKind::ProxyUnauthenticated, Retry::Never, message)
            }
            Unconnected::Proxy(_) | Unconnected::Failed(_) | Unconnected::ToProxy(..) => {
                if let Some(fault) = why.tls() {
                    return self.not_trusted(request, why.proxy(), &trust::words(fault));
                }
                let message = format!("no connection to {server}: {}", why.reason());
                (FaultKind::Unreachable, Retry::Backoff, message)
            }
        };
        Fault {
            kind,
            retry,
            effect: Effect::None,
            operation: request.label.clone(),
            message,
        }
    }

    /// A certificate does not become valid by asking again.
    fn not_trusted(&self, request: &Request, proxy: Option<&str>, why: &str) -> Fault {
        Fault {
            kind: FaultKind::Unreachable,
            retry: Retry::Never,
            effect: Effect::None,
            operation: request.label.clone(),
            message: format!(
                "no connection to {} that both sides trust: {why}",
                self.whom(proxy)
            ),
        }
    }

    /// Whom there is no connection to: the proxy, where it is what cannot be reached.
    fn whom(&self, proxy: Option<&str>) -> String {
        proxy.map_or_else(|| self.server(), |proxy| format!("the proxy {proxy}"))
    }

    /// Host and port, as a person checks them.
    fn server(&self) -> String {
        let host = self.base_url.host_str().unwrap_or_default();
        match self.base_url.port_or_known_default() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }
}

fn after_departure(request: &Request, kind: FaultKind, retry: Retry, message: String) -> Fault {
    Fault {
        kind,
        retry,
        effect: if request.method.is_safe() {
            Effect::None
        } else {
            Effect::Unknown
        },
        operation: request.label.clone(),
        message,
    }
}

fn not_sendable(request: &Request, why: &str) -> Fault {
    Fault {
        kind: FaultKind::Refused,
        retry: Retry::Never,
        effect: Effect::None,
        operation: request.label.clone(),
        message: format!("the request cannot be sent: {why}"),
    }
}

/// What is said where a proxy lets nobody through.
const PROXY_REFUSAL: &str = "HTTP 407 to CONNECT: the proxy demands a user and password, or refuses them; check `proxy` of the target";

/// The innermost cause on one line.
fn reason(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(inner) = innermost.source() {
        innermost = inner;
    }
    let words = innermost.to_string();
    let line: Vec<&str> = words.split_whitespace().collect();
    line.join(" ").chars().take(REASON_CHARS_MAX).collect()
}

impl Failure {
    /// What TLS says of it; nothing where it is none of its own.
    pub(super) fn tls(&self) -> Option<&rustls::Error> {
        match self {
            Self::Unconnected(why) => why.tls(),
            Self::TimedOut => None,
            Self::Cut(error) => trust::fault_of(error),
        }
    }

    fn proxy(&self) -> Option<&str> {
        match self {
            Self::Unconnected(why) => why.proxy(),
            Self::TimedOut | Self::Cut(_) => None,
        }
    }

    /// The cause in a few words.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Unconnected(why) => why.reason(),
            Self::TimedOut => "no answer in time".to_owned(),
            Self::Cut(error) => reason(error),
        }
    }

    /// Whether the proxy wants to know who asks.
    pub(super) fn is_proxy_refusal(&self) -> bool {
        matches!(self, Self::Unconnected(Unconnected::Proxy(status)) if status.as_u16() == 407)
    }
}

impl Unconnected {
    fn tls(&self) -> Option<&rustls::Error> {
        match self {
            Self::Failed(error) | Self::ToProxy(_, error) => trust::fault_of(&**error),
            Self::TimedOut | Self::Proxy(_) => None,
        }
    }

    /// The proxy, where it is what cannot be reached.
    fn proxy(&self) -> Option<&str> {
        match self {
            Self::ToProxy(proxy, _) => Some(proxy),
            Self::TimedOut | Self::Proxy(_) | Self::Failed(_) => None,
        }
    }

    fn reason(&self) -> String {
        match self {
            Self::TimedOut => "no connection in time".to_owned(),
            Self::Proxy(status) => format!("the proxy answers HTTP {} to CONNECT", status.as_u16()),
            Self::Failed(error) | Self::ToProxy(_, error) => reason(&**error),
        }
    }
}

fn authorization(authentication: &Authentication) -> Result<Option<HeaderValue>, OptionFault> {
    let header = match authentication {
        // Tokens come from `Tokens`.
        Authentication::None | Authentication::OAuth(_) | Authentication::Assertion(_) => {
            return Ok(None);
        }
        Authentication::Basic { user, password } => secret::basic(user, password.expose()),
        Authentication::Bearer { token } => secret::header(&format!("Bearer {}", token.expose())),
    };
    let fault = || {
        OptionFault::new(
            "authentication",
            "a token with line breaks or other control characters",
            "a token on one line",
        )
    };
    header.map(Some).ok_or_else(fault)
}

/// Well before the whole request's time, or a stalled handshake would look like a request that may
/// have left.
pub(super) fn connect_timeout(config: &TransportConfig) -> Duration {
    config.connect_timeout.min(config.request_timeout / 2)
}
