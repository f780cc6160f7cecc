//! From references to secrets: the last step before a target is spoken to.

use std::io;
use std::path::Path;

use super::mistake::mistake;
use super::model::{AuthConfig, ConfigValue, Kept, TargetConfig};
use crate::diagnose::{Diagnostics, codes};
use crate::transport::Secret;

/// A target's address and secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedTarget {
    /// Base URL.
    pub url: String,
    /// How requests are authenticated.
    pub auth: Auth,
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
}

/// Looks up what a target keeps outside the project file; all that is missing is said at once.
/// `environment` gives a variable, `read` a file relative to the project folder.
pub fn resolve(
    target: &TargetConfig,
    environment: &dyn Fn(&str) -> Option<String>,
    read: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<ResolvedTarget, Diagnostics> {
    let mut out = Diagnostics::default();
    let mut value = |stated: &ConfigValue| look_up(stated, environment, read, &mut out);
    let url = value(&target.url);
    let auth = match &target.auth {
        AuthConfig::None => Some(Auth::None),
        AuthConfig::Basic { user, password } => {
            let (user, password) = (value(user), value(password));
            user.zip(password).map(|(user, password)| Auth::Basic {
                user,
                password: Secret::new(password),
            })
        }
        AuthConfig::Bearer(token) => value(token).map(|token| Auth::Bearer(Secret::new(token))),
    };
    match (url, auth) {
        (Some(url), Some(auth)) if out.0.is_empty() => Ok(ResolvedTarget { url, auth }),
        _ => Err(out),
    }
}

fn look_up(
    stated: &ConfigValue,
    environment: &dyn Fn(&str) -> Option<String>,
    read: &dyn Fn(&Path) -> io::Result<String>,
    out: &mut Diagnostics,
) -> Option<String> {
    let (found, expected) = match &stated.kept {
        Kept::Here(text) => return Some(text.clone()),
        Kept::Unclear => (
            "a value that was not understood".to_owned(),
            "a value".to_owned(),
        ),
        Kept::Environment(name) => match environment(name) {
            Some(value) if !value.is_empty() => return Some(value),
            _ => (
                format!("no environment variable `{name}`"),
                "the variable to be set".to_owned(),
            ),
        },
        Kept::File(path) => match read(path) {
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
    };
    out.push(mistake(&codes::MAPPING_SECRET, &stated.at, found, expected));
    None
}
