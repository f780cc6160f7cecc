//! Text that must not be seen.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::header::HeaderValue;
use percent_encoding::percent_decode_str;
use url::Url;

use super::config::{Authentication, TransportConfig};

/// Stands for a secret in an answer.
const HIDDEN: &[u8] = "‹secret›".as_bytes();

/// A password or token. It has no `Display` and its `Debug` shows nothing, not even a length.
/// Where it comes from (environment, file, command) is settled elsewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹secret›")
    }
}

/// User and password as basic authentication writes them (RFC 7617).
fn pair(user: &str, password: &str) -> String {
    STANDARD.encode(format!("{user}:{password}"))
}

/// The header of basic authentication; nothing where it cannot be one.
pub(super) fn basic(user: &str, password: &str) -> Option<HeaderValue> {
    header(&format!("Basic {}", pair(user, password)))
}

/// A header that no log may show; nothing where the text cannot be one.
pub(super) fn header(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The user and the password that stand in an address, decoded; nothing where none do.
pub(super) fn in_address(url: &Url) -> Option<(String, String)> {
    let plain = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let password = url.password();
    (!url.username().is_empty() || password.is_some())
        .then(|| (plain(url.username()), plain(password.unwrap_or_default())))
}

fn secret_texts(authentication: &Authentication) -> Vec<String> {
    match authentication {
        Authentication::None | Authentication::Assertion(_) => Vec::new(),
        Authentication::Basic { user, password } => {
            let password = password.expose();
            vec![pair(user, password), password.to_owned()]
        }
        Authentication::Bearer { token } => vec![token.expose().to_owned()],
        Authentication::OAuth(oauth) => {
            let secret = oauth.client_secret.expose();
            vec![pair(&oauth.client_id, secret), secret.to_owned()]
        }
    }
}

/// Every form in which the secrets of a target may come back in its answers.
#[derive(Default)]
pub(super) struct Secrets {
    forms: Vec<Vec<u8>>,
}

impl Secrets {
    pub(super) fn of(config: &TransportConfig) -> Self {
        let imports = config.import_authentication.iter();
        let stated = std::iter::once(&config.authentication).chain(imports);
        let mut texts: Vec<String> = stated.flat_map(secret_texts).collect();
        if let Some((user, password)) = &config.proxy_login {
            let password = password.expose();
            texts.extend([pair(user, password), password.to_owned()]);
        }
        // An address from outside of the project file may hold them as well.
        if let Some(proxy) = &config.proxy
            && let Some(written) = proxy.password()
            && let Some((user, password)) = in_address(proxy)
        {
            texts.extend([pair(&user, &password), password, written.to_owned()]);
        }
        Self::texts(texts)
    }

    /// Texts that are secret.
    pub(super) fn texts(texts: Vec<String>) -> Self {
        let escaped = texts
            .iter()
            .map(|text| text.replace('\\', "\\\\").replace('"', "\\\""));
        let mut forms: Vec<Vec<u8>> = escaped.map(String::into_bytes).collect();
        forms.extend(texts.into_iter().map(String::into_bytes));
        forms.retain(|form| !form.is_empty());
        Self { forms }
    }

    /// Hides what a session shows as well: as a whole, and its last word without the kind before it.
    pub(super) fn learn(&mut self, authorization: &str) {
        let word = authorization.rsplit(' ').next().unwrap_or_default();
        for text in [authorization, word] {
            let form = text.as_bytes().to_vec();
            if !form.is_empty() && !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
    }

    /// Takes the secrets out of a text.
    pub(super) fn hide_text(&self, text: &mut String) {
        let shown = self.hide(Bytes::copy_from_slice(text.as_bytes()));
        if *shown != *text.as_bytes() {
            *text = String::from_utf8_lossy(&shown).into_owned();
        }
    }

    /// The answer without the secrets, in small letters or capitals.
    pub(super) fn hide(&self, body: Bytes) -> Bytes {
        let found = |form: &Vec<u8>| {
            body.windows(form.len())
                .any(|part| part.eq_ignore_ascii_case(form))
        };
        if !self.forms.iter().any(found) {
            return body;
        }
        let mut shown = Vec::with_capacity(body.len());
        let mut rest = &*body;
        while let Some((first, others)) = rest.split_first() {
            let at_start = |form: &&Vec<u8>| {
                rest.get(..form.len())
                    .is_some_and(|part| part.eq_ignore_ascii_case(form))
            };
            if let Some(form) = self.forms.iter().find(at_start) {
                shown.extend_from_slice(HIDDEN);
                rest = rest.get(form.len()..).unwrap_or_default();
            } else {
                shown.push(*first);
                rest = others;
            }
        }
        shown.into()
    }
}
