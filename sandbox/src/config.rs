//! How a sandbox is set up.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::faults::Faults;

/// Bytes of one request body that are read before the sandbox answers 413.
///
/// Oracle publishes no limit for REST payloads; 10 MiB holds 500 records of 20 KB.
pub const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;

/// Where the records live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// In memory; gone when the sandbox stops.
    Memory,
    /// In this `SQLite` file, created when it is absent.
    File(PathBuf),
}

/// Someone who may sign in with a name and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The name, which also appears as `CreatedBy`.
    pub name: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("User")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// How a sandbox is set up. There is no default: who may sign in must be said.
#[derive(Clone)]
pub struct SandboxConfig {
    /// Where the records live.
    pub state: State,
    /// Who may sign in with Basic authentication, and get tokens.
    pub users: Vec<User>,
    /// Tokens that are accepted as `Authorization: Bearer`.
    pub bearer_tokens: Vec<String>,
    /// OAuth client ids with their secrets, for `/oauth2/v1/token`.
    pub clients: Vec<User>,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// The framework version of a request that names none, 1 to 9.
    pub framework_version_default: u8,
    /// The enforced rate, unless `faults.throttle` says another; `None` is no limit.
    pub rate_limit_per_second: Option<u32>,
    /// Bytes of one request body that are read before the answer is 413.
    pub body_bytes_max: usize,
    /// Connections that are served at once; more wait.
    pub connections_max: usize,
    /// The largest page; a larger `limit` is silently cut to it.
    pub page_max: u32,
    /// How long a token from `/oauth2/v1/token` lives.
    pub token_lifetime: Duration,
}

impl SandboxConfig {
    /// A sandbox in memory with one user, no faults and no rate limit.
    pub fn with_user(name: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            state: State::Memory,
            users: vec![User {
                name: name.into(),
                password: password.into(),
            }],
            bearer_tokens: Vec::new(),
            clients: Vec::new(),
            faults: Faults::default(),
            framework_version_default: 1,
            rate_limit_per_second: None,
            body_bytes_max: BODY_BYTES_MAX,
            connections_max: 512,
            page_max: 500,
            token_lifetime: Duration::from_hours(1),
        }
    }

    /// The same, with the records in a file.
    #[must_use]
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// The same, with one more bearer token.
    #[must_use]
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.bearer_tokens.push(token.into());
        self
    }

    /// The same, with an OAuth client.
    #[must_use]
    pub fn client(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.clients.push(User {
            name: id.into(),
            password: secret.into(),
        });
        self
    }

    /// The same, with faults.
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// The same, with an enforced rate.
    #[must_use]
    pub fn rate_limit_per_second(mut self, per_second: u32) -> Self {
        self.rate_limit_per_second = Some(per_second);
        self
    }
}

impl fmt::Debug for SandboxConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SandboxConfig")
            .field("state", &self.state)
            .field("users", &self.users)
            .field("faults", &self.faults)
            .field("framework_version_default", &self.framework_version_default)
            .field("rate_limit_per_second", &self.rate_limit_per_second)
            .finish_non_exhaustive()
    }
}
