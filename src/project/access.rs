//! How a target is reached, and how requests are authenticated: parsed.

use std::path::PathBuf;

use super::block::{Block, wrong_form};
use super::keys::{self, KeyTable};
use super::mistake::mistake;
use super::model::{AssertionConfig, AuthConfig, ConfigValue, Kept, OAuthConfig, ProxyConfig};
use super::redact;
use super::yaml::{Node, Tree};
use crate::diagnose::{Diagnostics, Location, codes};

/// Minutes that a signed statement holds where nothing is said.
const MINUTES: u32 = 5;

const KEPT_ELSEWHERE: &str = "{ env: NAME }, { file: path } or { command: [word, …] }";

pub(super) fn unclear(at: &Location) -> ConfigValue {
    ConfigValue {
        kept: Kept::Unclear,
        at: at.clone(),
    }
}

fn config_value(node: &Node, out: &mut Diagnostics) -> ConfigValue {
    const FORMS: &str = "text, { env: NAME }, { file: path } or { command: [word, …] }";
    let kept = match &node.tree {
        Tree::Scalar(scalar) => Some(Kept::Here(scalar.text.clone())),
        Tree::Map(_) => Block::of(node, FORMS, out).and_then(|mut block| {
            let variable = block.text("env", out);
            let file = block.text("file", out);
            let command = block.texts("command", out);
            block.finish(&keys::KEPT, out);
            match (variable, file, command) {
                (Some(variable), None, None) => Some(Kept::Environment(variable.value)),
                (None, Some(file), None) => Some(Kept::File(PathBuf::from(file.value))),
                (None, None, Some(words)) if !words.is_empty() => {
                    let words = words.into_iter().map(|word| word.value);
                    Some(Kept::Command(words.collect()))
                }
                _ => {
                    out.push(wrong_form(node, FORMS));
                    None
                }
            }
        }),
        Tree::Null | Tree::List(_) => {
            out.push(wrong_form(node, FORMS));
            None
        }
    };
    ConfigValue {
        kept: kept.unwrap_or(Kept::Unclear),
        at: node.at.clone(),
    }
}

/// An address; one with a password in it is not repeated.
pub(super) fn url_value(node: &Node, out: &mut Diagnostics) -> ConfigValue {
    let value = config_value(node, out);
    match &value.kept {
        Kept::Here(text) if redact::has_user_info(text) => {
            out.push(mistake(
                &codes::MAPPING_SECRET,
                &node.at,
                "a user or password in the address",
                "the address alone, and the secret under `auth`",
            ));
            unclear(&node.at)
        }
        _ => value,
    }
}

/// A value that must not stand in the file. The diagnostic does not repeat it.
pub(super) fn secret_value(node: &Node, out: &mut Diagnostics) -> ConfigValue {
    if matches!(node.tree, Tree::Scalar(_) | Tree::List(_)) {
        out.push(mistake(
            &codes::MAPPING_SECRET,
            &node.at,
            "a secret written in the file",
            KEPT_ELSEWHERE,
        ));
        return unclear(&node.at);
    }
    config_value(node, out)
}

/// Named values where anything else may be a secret, and is not repeated.
fn secret_block<'a>(node: &'a Node, expected: &str, out: &mut Diagnostics) -> Option<Block<'a>> {
    if !matches!(node.tree, Tree::Map(_)) {
        let found = "something else than named values";
        out.push(mistake(&codes::MAPPING_TYPE, &node.at, found, expected));
        return None;
    }
    Block::of(node, expected, out)
}

/// A block of which some values must be there.
struct Access<'a> {
    block: Block<'a>,
    node: &'a Node,
    table: &'static KeyTable,
    missing: Vec<&'static str>,
}

impl<'a> Access<'a> {
    fn of(
        node: &'a Node,
        table: &'static KeyTable,
        expected: &str,
        out: &mut Diagnostics,
    ) -> Option<Self> {
        Some(Self {
            block: secret_block(node, expected, out)?,
            node,
            table,
            missing: Vec::new(),
        })
    }

    fn value(&mut self, key: &'static str, out: &mut Diagnostics) -> ConfigValue {
        match self.block.node(key) {
            Some(node) => config_value(node, out),
            None => self.lacks(key),
        }
    }

    fn url(&mut self, key: &'static str, out: &mut Diagnostics) -> ConfigValue {
        match self.block.node(key) {
            Some(node) => url_value(node, out),
            None => self.lacks(key),
        }
    }

    fn secret(&mut self, key: &'static str, out: &mut Diagnostics) -> ConfigValue {
        match self.block.node(key) {
            Some(node) => secret_value(node, out),
            None => self.lacks(key),
        }
    }

    fn lacks(&mut self, key: &'static str) -> ConfigValue {
        self.missing.push(key);
        unclear(&self.node.at)
    }

    fn text(&mut self, key: &'static str, out: &mut Diagnostics) -> String {
        self.block
            .text(key, out)
            .map_or_else(String::new, |stated| stated.value)
    }

    /// Whether all is there; else that is said.
    fn finish(self, expected: &str, out: &mut Diagnostics) -> Option<()> {
        self.block.finish(self.table, out);
        if self.missing.is_empty() {
            return Some(());
        }
        let found = format!("{} without {}", self.table.name, self.missing.join(", "));
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &self.node.at,
            found,
            expected,
        ));
        None
    }
}

/// `auth`.
pub(super) fn auth(node: &Node, out: &mut Diagnostics) -> AuthConfig {
    const FORMS: &str = "one of basic, bearer, oauth and jwt";
    let Some(mut block) = secret_block(node, FORMS, out) else {
        return AuthConfig::None;
    };
    let ways = ["basic", "bearer", "oauth", "jwt"].map(|way| (way, block.node(way)));
    block.finish(&keys::AUTH, out);
    let mut stated = ways
        .into_iter()
        .filter_map(|(way, node)| Some((way, node?)));
    let way = match (stated.next(), stated.next()) {
        (Some(("basic", node)), None) => basic(node, out),
        (Some(("bearer", node)), None) => Some(AuthConfig::Bearer(secret_value(node, out))),
        (Some(("oauth", node)), None) => oauth(node, out),
        (Some((_, node)), None) => assertion(node, out).map(AuthConfig::Assertion),
        _ => {
            let found = "not one way to authenticate";
            out.push(mistake(&codes::MAPPING_TYPE, &node.at, found, FORMS));
            None
        }
    };
    way.unwrap_or(AuthConfig::None)
}

fn basic(node: &Node, out: &mut Diagnostics) -> Option<AuthConfig> {
    let mut inner = secret_block(node, "{ user, password }", out)?;
    let user = inner.node("user").map(|node| config_value(node, out));
    let password = inner.node("password").map(|node| secret_value(node, out));
    inner.finish(&keys::BASIC, out);
    let (Some(user), Some(password)) = (user, password) else {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &node.at,
            "basic without user or password",
            "{ user: …, password: { env: NAME } }",
        ));
        return None;
    };
    Some(AuthConfig::Basic { user, password })
}

fn oauth(node: &Node, out: &mut Diagnostics) -> Option<AuthConfig> {
    const FORM: &str = "{ token_url: …, client_id: …, client_secret: { env: NAME } }";
    let mut access = Access::of(node, &keys::OAUTH, FORM, out)?;
    let config = OAuthConfig {
        token_url: access.url("token_url", out),
        client_id: access.value("client_id", out),
        client_secret: access.secret("client_secret", out),
        scope: access.text("scope", out),
        assertion: match access.block.node("assertion") {
            Some(node) => Some(assertion(node, out)?),
            None => None,
        },
    };
    access.finish(FORM, out)?;
    Some(AuthConfig::OAuth(Box::new(config)))
}

fn assertion(node: &Node, out: &mut Diagnostics) -> Option<Box<AssertionConfig>> {
    const FORM: &str = "{ key: { file: path }, issuer: …, subject: … }";
    let mut access = Access::of(node, &keys::ASSERTION, FORM, out)?;
    let config = AssertionConfig {
        key: access.secret("key", out),
        issuer: access.value("issuer", out),
        subject: access.value("subject", out),
        audience: access.text("audience", out),
        key_id: access.text("key_id", out),
        thumbprint: access.text("thumbprint", out),
        minutes: super::project_file::positive(&mut access.block, "minutes", out)
            .unwrap_or(MINUTES),
    };
    access.finish(FORM, out)?;
    Some(Box::new(config))
}

/// `proxy`.
pub(super) fn proxy(node: &Node, out: &mut Diagnostics) -> Option<ProxyConfig> {
    const FORM: &str = "{ url: …, user: …, password: { env: NAME } }";
    let mut access = Access::of(node, &keys::PROXY, FORM, out)?;
    let url = access.url("url", out);
    let user = access
        .block
        .node("user")
        .map(|node| config_value(node, out));
    let password = access
        .block
        .node("password")
        .map(|node| secret_value(node, out));
    if user.is_some() != password.is_some() {
        access
            .missing
            .push(if user.is_some() { "password" } else { "user" });
    }
    access.finish(FORM, out)?;
    Some(ProxyConfig {
        url,
        login: user.zip(password),
    })
}
