//! One try at one request, and what its failure may have done.

use std::error::Error;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use landbridge_contract::{
    Effect, Fault, FaultKind, Login, Method, OptionFault, Reply, Request, Response, Retry, Verdict,
};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use url::Url;

use super::auth::Tokens;
use super::config::{Authentication, TransportConfig};
use super::contact::Contact;
use super::secret::Secrets;
use super::session::Known;
use super::trust;

/// Idle connections are given up after this time. Gateways close theirs after a minute or more;
/// being first avoids writes into a connection that is just being closed, which would be in doubt.
const IDLE_MAX: Duration = Duration::from_secs(20);

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

/// Sends requests to one target.
pub(super) struct Client {
    http: reqwest::Client,
    base_url: Url,
    /// Without a trailing slash.
    base: String,
    /// The path asked for last, with its address: records of an object go to one path.
    latest: Mutex<Option<(String, Url)>>,
    main: Access,
    /// For requests that go by credentials of their own; where there are none, `main` serves for all.
    import: Option<Access>,
    /// More become known as sessions are opened.
    secrets: RwLock<Secrets>,
    connect_timeout: Duration,
    response_bytes_max: usize,
}

impl Client {
    pub(super) fn new(config: &TransportConfig) -> Result<Self, Vec<OptionFault>> {
        let mut faults = config.faults();
        let main = Access::of(config, &config.authentication, &mut faults);
        let import = config.import_authentication.as_ref();
        let import = import.map(|stated| Access::of(config, stated, &mut faults));
        match http_client(config) {
            Ok(http) if faults.is_empty() => Ok(Self {
                http,
                base_url: config.base_url.clone(),
                base: config.base_url.as_str().trim_end_matches('/').to_owned(),
                latest: Mutex::default(),
                main,
                import,
                secrets: RwLock::new(Secrets::of(config)),
                connect_timeout: connect_timeout(config),
                response_bytes_max: config.response_bytes_max,
            }),
            Ok(_) => Err(faults),
            Err(fault) => {
                faults.push(fault);
                Err(faults)
            }
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
            (Known::Stated, Some(tokens)) => Some(tokens.header(&self.http).await?),
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
        let prepared = self.prepare(request, authorization.clone())?;
        let sent = self.http.execute(prepared).await;
        let answer = sent.map_err(|error| self.clean(self.failed(request, &error)))?;
        // Whatever becomes of the rest, somebody is there.
        contact.answered();
        let status = answer.status().as_u16();
        if let (401, Some(tokens), Some(token)) = (status, &access.tokens, &authorization) {
            let date = answer.headers().get("date");
            tokens
                .refused(token, date.and_then(|date| date.to_str().ok()))
                .await;
        }
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect();
        let success = answer.status().is_success();
        let (body, whole) = body(answer, self.response_bytes_max).await;
        match whole {
            // A refusal stands with its status, even where its explanation is cut short.
            Err(_) if !success => {}
            Err(Unread::TooLarge) => {
                let max = self.response_bytes_max;
                let message = format!("the answer is larger than {max} bytes");
                let kind = FaultKind::Unintelligible;
                return Err(after_departure(request, kind, Retry::Never, message));
            }
            Err(Unread::Failed(error)) => return Err(self.clean(self.failed(request, &error))),
            Ok(()) => {}
        }
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
        let Ok(mut value) = HeaderValue::from_str(text) else {
            return Err(not_sendable(request, "what the session gives is no header"));
        };
        value.set_sensitive(true);
        let secrets = self.secrets.write();
        secrets.unwrap_or_else(PoisonError::into_inner).learn(text);
        Ok(value)
    }

    /// The address of a path; none where it leads away from the target.
    fn url(&self, path: &str) -> Option<Url> {
        // No holder of the lock can panic halfway through a change.
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, url)) = &*latest
            && known == path
        {
            return Some(url.clone());
        }
        let url = Url::parse(&format!("{}{path}", self.base)).ok()?;
        if !path.starts_with('/') || url.origin() != self.base_url.origin() {
            return None;
        }
        *latest = Some((path.to_owned(), url.clone()));
        Some(url)
    }

    fn prepare(
        &self,
        request: &Request,
        authorization: Option<HeaderValue>,
    ) -> Result<reqwest::Request, Fault> {
        let Some(url) = self.url(&request.path) else {
            return Err(not_sendable(request, "its path leads away from the target"));
        };
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post | Method::Ask => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self.http.request(method, url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value.as_str());
        }
        if let Some(authorization) = authorization {
            builder = builder.header(AUTHORIZATION, authorization);
        }
        if !request.body.is_empty() {
            builder = builder.body(request.body.clone());
        }
        let built = builder.build();
        // The error may repeat a header's value, so it is not shown.
        built
            .ok()
            .ok_or_else(|| not_sendable(request, "a header is not valid"))
    }
}

/// The body as far as it came, at most so many bytes, and whether that is all of it.
pub(super) async fn body(
    mut answer: reqwest::Response,
    bytes_max: usize,
) -> (Bytes, Result<(), Unread>) {
    let mut body = BytesMut::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > bytes_max => {
                return (body.freeze(), Err(Unread::TooLarge));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return (body.freeze(), Ok(())),
            Err(error) => return (body.freeze(), Err(Unread::Failed(error))),
        }
    }
}

/// Why a body was not read to its end.
pub(super) enum Unread {
    /// It is larger than it may be.
    TooLarge,
    /// The connection failed.
    Failed(reqwest::Error),
}

impl Client {
    /// What an error of the lower layers means. Only a failure to connect proves that nothing left.
    fn failed(&self, request: &Request, error: &reqwest::Error) -> Fault {
        let reason = reason(error);
        let tls = trust::fault_of(error);
        // Told before the question whether anything left: what left was not read.
        if let Some(refusal) = tls.filter(|fault| trust::is_turned_away(fault)) {
            return self.not_trusted(request, &trust::words(refusal));
        }
        if error.is_connect() {
            let server = self.server();
            let (kind, retry, message) = if error.is_timeout() {
                let seconds = self.connect_timeout.as_secs_f32();
                let message = format!("no connection to {server} within {seconds} s");
                (FaultKind::TimedOut, Retry::Backoff, message)
            } else if is_proxy_refusal(&reason) {
                let message = PROXY_REFUSAL.to_owned();
                (FaultKind::ProxyUnauthenticated, Retry::Never, message)
            } else if let Some(fault) = tls {
                return self.not_trusted(request, &trust::words(fault));
            } else {
                let message = format!("no connection to {server}: {reason}");
                (FaultKind::Unreachable, Retry::Backoff, message)
            };
            return Fault {
                kind,
                retry,
                effect: Effect::None,
                operation: request.label.clone(),
                message,
            };
        }
        if error.is_timeout() {
            let message = "no whole answer in time".to_owned();
            return after_departure(request, FaultKind::TimedOut, Retry::Backoff, message);
        }
        let message = format!("the connection was cut: {reason}");
        after_departure(request, FaultKind::Cut, Retry::Backoff, message)
    }

    /// A certificate does not become valid by asking again.
    fn not_trusted(&self, request: &Request, why: &str) -> Fault {
        Fault {
            kind: FaultKind::Unreachable,
            retry: Retry::Never,
            effect: Effect::None,
            operation: request.label.clone(),
            message: format!(
                "no connection to {} that both sides trust: {why}",
                self.server()
            ),
        }
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

/// Whether a connection failed because the proxy wants to know who asks: a CONNECT that is answered 407.
pub(super) fn is_proxy_refusal(reason: &str) -> bool {
    reason.contains("proxy authorization required")
}

/// The innermost cause on one line. The outer ones name the URL with its query.
pub(super) fn reason(error: &reqwest::Error) -> String {
    let mut cause: Option<&dyn Error> = error.source();
    let mut words = String::from("no reason given");
    while let Some(inner) = cause {
        words = inner.to_string();
        cause = inner.source();
    }
    let line: Vec<&str> = words.split_whitespace().collect();
    line.join(" ").chars().take(REASON_CHARS_MAX).collect()
}

fn authorization(authentication: &Authentication) -> Result<Option<HeaderValue>, OptionFault> {
    let text = match authentication {
        // Tokens come from `Tokens`.
        Authentication::None | Authentication::OAuth(_) | Authentication::Assertion(_) => {
            return Ok(None);
        }
        Authentication::Basic { user, password } => {
            let pair = format!("{user}:{}", password.expose());
            format!("Basic {}", STANDARD.encode(pair))
        }
        Authentication::Bearer { token } => format!("Bearer {}", token.expose()),
    };
    match HeaderValue::from_str(&text) {
        Ok(mut value) => {
            value.set_sensitive(true);
            Ok(Some(value))
        }
        Err(_) => Err(OptionFault::new(
            "authentication",
            "a token with line breaks or other control characters",
            "a token on one line",
        )),
    }
}

/// Well before the whole request's time, or a stalled handshake would look like a request that may
/// have left.
fn connect_timeout(config: &TransportConfig) -> Duration {
    config.connect_timeout.min(config.request_timeout / 2)
}

fn http_client(config: &TransportConfig) -> Result<reqwest::Client, OptionFault> {
    // Cryptography is chosen once for the process; whoever came first is as good.
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
    }
    let mut builder = reqwest::Client::builder()
        .user_agent(&config.user_agent)
        .connect_timeout(connect_timeout(config))
        .timeout(config.request_timeout)
        .pool_idle_timeout(IDLE_MAX)
        .pool_max_idle_per_host(config.concurrency_max.get())
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // Repeating is decided above, by effect.
        .retry(reqwest::retry::never())
        .no_proxy();
    let fault =
        |option: &str, expected: &str| OptionFault::new(option, "what cannot be used", expected);
    if let Some(pem) = &config.ca_certificate {
        let certificates = reqwest::Certificate::from_pem_bundle(pem).unwrap_or_default();
        if certificates.is_empty() {
            return Err(fault("ca_certificate", "certificates in PEM form"));
        }
        builder = builder.tls_certs_merge(certificates);
    } else if needs_no_certificates(config) {
        // Plain HTTP needs no certificates, and a bare container has none.
        builder = builder.tls_certs_only([]);
    }
    if let Some(proxy) = &config.proxy {
        let proxy = reqwest::Proxy::all(proxy.as_str());
        let mut proxy = proxy.ok().ok_or_else(|| fault("proxy", "an http URL"))?;
        if let Some((user, password)) = &config.proxy_login {
            proxy = proxy.basic_auth(user, password.expose());
        }
        builder = builder.proxy(proxy);
    }
    if let Some(pem) = &config.client_certificate {
        let identity = reqwest::Identity::from_pem(pem.expose().as_bytes());
        let expected = "a certificate and its private key in PEM form";
        let identity = identity
            .ok()
            .ok_or_else(|| fault("client_certificate", expected))?;
        builder = builder.identity(identity);
    }
    let expected = "a configuration that the system's certificates and proxies allow";
    builder.build().ok().ok_or_else(|| fault("url", expected))
}

/// Whether nothing goes over TLS.
fn needs_no_certificates(config: &TransportConfig) -> bool {
    let plain = |stated: &Authentication| match stated {
        Authentication::OAuth(oauth) => oauth.token_url.scheme() == "http",
        _ => true,
    };
    config.base_url.scheme() == "http"
        && plain(&config.authentication)
        && config.import_authentication.as_ref().is_none_or(plain)
        && config.proxy.is_none()
}
