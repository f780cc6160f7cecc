//! What a project says of the way to a target.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use landbridge_contract::OptionFault;
use url::{Host, Url};

use super::auth::{Assertion, OAuth};
use super::budget::Limits;
use super::secret::Secret;

/// How a user is known to the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authentication {
    /// Not at all.
    None,
    /// User and password with every request.
    Basic {
        /// User name, without a colon.
        user: String,
        /// Password.
        password: Secret,
    },
    /// A token with every request.
    Bearer {
        /// Token.
        token: Secret,
    },
    /// A token of an OAuth 2 endpoint.
    OAuth(Box<OAuth>),
    /// A signed statement as the token.
    Assertion(Box<Assertion>),
}

/// Configuration of a [`Transport`](super::Transport). Make one with [`TransportConfig::new`] and
/// change what differs.
#[derive(Clone)]
pub struct TransportConfig {
    /// Scheme, host, port and perhaps a path before every request's path.
    pub base_url: Url,
    /// Credentials.
    pub authentication: Authentication,
    /// Credentials of requests that go by [`Login::Import`](landbridge_contract::Login); the same unless stated.
    pub import_authentication: Option<Authentication>,
    /// What may be sent, and when.
    pub limits: Limits,
    /// The file in which the budget is shared with other processes; its own where there is none.
    pub budget: Option<PathBuf>,
    /// Requests in flight at the most; fewer where the target is slow to bear more.
    pub concurrency_max: NonZeroUsize,
    /// Time for a connection including TLS.
    pub connect_timeout: Duration,
    /// Time for a whole answer. Above five minutes, so that the target's gateway, which gives up
    /// then, answers first and says so.
    pub request_timeout: Duration,
    /// Time from a request's first departure until it is not repeated any more.
    pub tries_deadline: Duration,
    /// Time from the first departure of all until connecting is not tried any more, as long as
    /// the target has never answered: an address that is wrong does not mend itself.
    pub first_contact_deadline: Duration,
    /// Bytes of one answer at the most.
    pub response_bytes_max: usize,
    /// Repetitions of one request at the most.
    pub retries_max: u32,
    /// The first pause before a repetition; each further one is twice as long.
    pub backoff_first: Duration,
    /// The longest pause of our own; what the target asks for may be longer.
    pub backoff_max: Duration,
    /// Start of the pauses' random part, so that tests repeat themselves.
    pub jitter_seed: u64,
    /// Certificates (PEM) trusted beside those of the system.
    pub ca_certificate: Option<Vec<u8>>,
    /// A proxy. Those of the environment are not used unless stated here.
    pub proxy: Option<Url>,
    /// The proxy's user and password.
    pub proxy_login: Option<(String, Secret)>,
    /// Certificate and private key (PEM) by which this side is known to the target.
    pub client_certificate: Option<Secret>,
    /// Lets credentials go unencrypted to a host other than this one.
    pub allow_plain_http: bool,
    /// Value of the `User-Agent` header.
    pub user_agent: String,
}

impl TransportConfig {
    /// The defaults for a base URL: no credentials, no rate limit, 8 requests in flight (Oracle
    /// advises at most 5 to 10 for a pod), 10 s to connect, 310 s for an answer, 64 MiB.
    pub fn new(base_url: Url) -> Self {
        Self {
            base_url,
            authentication: Authentication::None,
            import_authentication: None,
            limits: Limits::default(),
            budget: None,
            concurrency_max: NonZeroUsize::MIN.saturating_add(7),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(310),
            tries_deadline: Duration::from_mins(15),
            first_contact_deadline: Duration::from_secs(10),
            response_bytes_max: 64 * 1024 * 1024,
            retries_max: 5,
            backoff_first: Duration::from_millis(500),
            backoff_max: Duration::from_secs(30),
            jitter_seed: 0,
            ca_certificate: None,
            proxy: None,
            proxy_login: None,
            client_certificate: None,
            allow_plain_http: false,
            user_agent: concat!("landbridge/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    /// What is wrong, all at once.
    pub(super) fn faults(&self) -> Vec<OptionFault> {
        let mut faults = Vec::new();
        let mut fault = |option: &str, found: String, expected: &str| {
            faults.push(OptionFault::new(option, found, expected));
        };
        let url = &self.base_url;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            let found = format!("scheme `{}`", url.scheme());
            fault("url", found, "an http or https URL with a host");
        }
        if !url.username().is_empty() || url.password().is_some() {
            let found = "credentials in the URL".to_owned();
            fault("url", found, "a URL without them; state `authentication`");
        }
        if url.query().is_some() || url.fragment().is_some() {
            let found = "a query or fragment in the URL".to_owned();
            fault("url", found, "scheme, host, port and perhaps a path");
        }
        let imports = self.import_authentication.as_ref();
        let stated = [Some(&self.authentication), imports];
        let credentials = stated
            .iter()
            .flatten()
            .any(|one| **one != Authentication::None);
        if url.scheme() == "http" && credentials && !is_loopback(url) && !self.allow_plain_http {
            let found = "credentials over plain http".to_owned();
            fault("url", found, "https, or `allow_plain_http: true`");
        }
        for one in stated.into_iter().flatten() {
            check_authentication(one, self.allow_plain_http, &mut fault);
        }
        faults
    }
}

fn check_authentication(
    stated: &Authentication,
    allow_plain_http: bool,
    fault: &mut dyn FnMut(&str, String, &str),
) {
    if let Authentication::OAuth(oauth) = stated {
        let endpoint = &oauth.token_url;
        let safe = endpoint.scheme() == "https"
            || endpoint.scheme() == "http" && (is_loopback(endpoint) || allow_plain_http);
        if !safe || !endpoint.has_host() {
            let found = format!("`token_url` with the scheme `{}`", endpoint.scheme());
            fault("auth", found, "an https URL");
        }
        if !endpoint.username().is_empty() || endpoint.password().is_some() {
            let found = "`token_url` with credentials in it".to_owned();
            let expected = "a URL without them; state `client_id` and `client_secret`";
            fault("auth", found, expected);
        }
    }
    if let Authentication::Basic { user, .. } = stated
        && (user.is_empty() || user.contains(':'))
    {
        // Behind the colon stands what was meant as a password.
        let found = if user.is_empty() {
            "an empty user name"
        } else {
            "a user name with a colon"
        };
        let expected = "a user name without a colon";
        fault("authentication", found.to_owned(), expected);
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Leaves out all that could hold a secret.
impl fmt::Debug for TransportConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportConfig")
            .field("host", &self.base_url.host_str())
            .field("limits", &self.limits)
            .field("concurrency_max", &self.concurrency_max)
            .field("connect_timeout", &self.connect_timeout)
            .field("request_timeout", &self.request_timeout)
            .field("tries_deadline", &self.tries_deadline)
            .field("first_contact_deadline", &self.first_contact_deadline)
            .field("response_bytes_max", &self.response_bytes_max)
            .field("retries_max", &self.retries_max)
            .finish_non_exhaustive()
    }
}
