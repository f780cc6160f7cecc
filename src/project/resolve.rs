//! From references to secrets: the last step before a target is spoken to.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::mistake::mistake;
use super::model::{AssertionConfig, AuthConfig, ConfigValue, Kept, OAuthConfig, TargetConfig};
use crate::diagnose::{Diagnostics, codes};
use crate::transport::{Assertion, Secret};

/// A target's address and secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedTarget {
    /// Base URL.
    pub url: String,
    /// How requests are authenticated.
    pub auth: Auth,
    /// How requests are authenticated that have loaded data imported; as `auth` where nothing is stated.
    pub import_auth: Option<Auth>,
    /// The proxy's address, and its user and password.
    pub proxy: Option<(String, Option<(String, Secret)>)>,
    /// Certificate and key (PEM) by which this side is known.
    pub client_certificate: Option<Secret>,
}

/// How requests are authenticated, with the secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// Not at all.
    None,
    /// User and password.
    Basic {
        /// User.
        user: String,
        /// Password.
        password: Secret,
    },
    /// A token.
    Bearer(Secret),
    /// A token of an OAuth 2 endpoint.
    OAuth {
        /// The endpoint.
        token_url: String,
        /// The client.
        client_id: String,
        /// Its secret.
        client_secret: Secret,
        /// What the token is to be good for.
        scope: String,
        /// The statement of a user.
        assertion: Option<Assertion>,
    },
    /// A signed statement as the token.
    Assertion(Assertion),
}

/// Where what is kept outside of the project file comes from.
#[derive(Clone, Copy)]
pub struct Keepers<'a> {
    /// Gives an environment variable.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// Reads a file relative to the project folder.
    pub read: &'a dyn Fn(&Path) -> io::Result<String>,
    /// Runs a program with its arguments, and gives what it said.
    pub run: &'a dyn Fn(&[String]) -> io::Result<String>,
}

impl std::fmt::Debug for Keepers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keepers")
    }
}

/// Looks up what a target keeps outside the project file; all that is missing is said at once.
pub fn resolve(target: &TargetConfig, keepers: Keepers<'_>) -> Result<ResolvedTarget, Diagnostics> {
    let mut out = Diagnostics::default();
    let mut value = |stated: &ConfigValue| look_up(stated, keepers, &mut out);
    let url = value(&target.url);
    let auth = access(&target.auth, &mut value);
    let stated = target.import_auth.as_ref();
    let import_auth = stated.map(|stated| access(stated, &mut value));
    let proxy = target.proxy.as_ref().and_then(|proxy| {
        let login = match &proxy.login {
            Some((user, password)) => Some((value(user)?, Secret::new(value(password)?))),
            None => None,
        };
        Some((value(&proxy.url)?, login))
    });
    let client_certificate = target.client_certificate.as_ref().and_then(&mut value);
    match (url, auth) {
        (Some(url), Some(auth)) if out.0.is_empty() => Ok(ResolvedTarget {
            url,
            auth,
            import_auth: import_auth.flatten(),
            proxy,
            client_certificate: client_certificate.map(Secret::new),
        }),
        _ => Err(out),
    }
}

fn access(stated: &AuthConfig, value: &mut Value<'_>) -> Option<Auth> {
    match stated {
        AuthConfig::None => Some(Auth::None),
        AuthConfig::Basic { user, password } => {
            let (user, password) = (value(user), value(password));
            user.zip(password).map(|(user, password)| Auth::Basic {
                user,
                password: Secret::new(password),
            })
        }
        AuthConfig::Bearer(token) => value(token).map(|token| Auth::Bearer(Secret::new(token))),
        AuthConfig::OAuth(stated) => oauth(stated, value),
        AuthConfig::Assertion(stated) => assertion(stated, value).map(Auth::Assertion),
    }
}

type Value<'a> = dyn FnMut(&ConfigValue) -> Option<String> + 'a;

fn oauth(stated: &OAuthConfig, value: &mut Value<'_>) -> Option<Auth> {
    let (token_url, client_id) = (value(&stated.token_url), value(&stated.client_id));
    let secret = value(&stated.client_secret);
    let user = stated.assertion.as_deref();
    let user = user.map(|stated| assertion(stated, value));
    Some(Auth::OAuth {
        token_url: token_url?,
        client_id: client_id?,
        client_secret: Secret::new(secret?),
        scope: stated.scope.clone(),
        assertion: match user {
            Some(assertion) => Some(assertion?),
            None => None,
        },
    })
}

fn assertion(stated: &AssertionConfig, value: &mut Value<'_>) -> Option<Assertion> {
    let (key, issuer) = (value(&stated.key), value(&stated.issuer));
    let subject = value(&stated.subject);
    Some(Assertion {
        key: Secret::new(key?),
        key_id: stated.key_id.clone(),
        thumbprint: stated.thumbprint.clone(),
        issuer: issuer?,
        subject: subject?,
        audience: stated.audience.clone(),
        lifetime: Duration::from_secs(u64::from(stated.minutes) * 60),
    })
}

fn look_up(stated: &ConfigValue, keepers: Keepers<'_>, out: &mut Diagnostics) -> Option<String> {
    let (found, expected) = match &stated.kept {
        Kept::Here(text) => return Some(text.clone()),
        Kept::Unclear => (
            "a value that was not understood".to_owned(),
            "a value".to_owned(),
        ),
        Kept::Environment(name) => match (keepers.environment)(name) {
            Some(value) if !value.is_empty() => return Some(value),
            _ => (
                format!("no environment variable `{name}`"),
                "the variable to be set".to_owned(),
            ),
        },
        Kept::File(path) => match (keepers.read)(path) {
            Ok(text) if !text.trim().is_empty() => return Some(text.trim().to_owned()),
            Ok(_) => (
                format!("an empty file {}", path.display()),
                "a file that holds the value".to_owned(),
            ),
            Err(fault) => (
                format!("{}: {fault}", path.display()),
                "a file that holds the value".to_owned(),
            ),
        },
        // What it says is a secret, also where it says it wrongly.
        Kept::Command(words) => match (keepers.run)(words) {
            Ok(text) if !text.trim().is_empty() => return Some(text.trim().to_owned()),
            Ok(_) => (
                format!(
                    "nothing said by `{}`",
                    words.first().map_or("", String::as_str)
                ),
                "a program that says the value".to_owned(),
            ),
            Err(fault) => (
                format!("`{}`: {fault}", words.first().map_or("", String::as_str)),
                "a program that says the value".to_owned(),
            ),
        },
    };
    out.push(mistake(&codes::MAPPING_SECRET, &stated.at, found, expected));
    None
}
