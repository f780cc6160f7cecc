//! Reads `people`: who may do what, and under which names they run loads.

use super::block::{Block, Stated};
use super::keys;
use super::mistake::{mistake, unknown_name};
use super::yaml::Entry;
use crate::diagnose::{Diagnostics, Location, codes};
use crate::signing::{VerifyingKey, looks_private};

/// What a person may do: the words of `may`.
pub(super) const RIGHTS: [&str; 1] = [SIGN_OFF];
const SIGN_OFF: &str = "sign-off";

/// A person that the project names.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The names of users under which the person runs loads.
    pub logins: Vec<String>,
    /// The key that verifies what the person signs.
    pub key: Option<VerifyingKey>,
    /// Whether the person may sign off runs.
    pub may_sign_off: bool,
    /// Where the person stands.
    pub at: Location,
}

/// Reads `people`. A login and a key are one person's each, or nobody could tell who did what.
pub(super) fn people(entries: &[&Entry], out: &mut Diagnostics) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for entry in entries {
        let Some(person) = person(entry, &people, out) else {
            continue;
        };
        people.push(person);
    }
    people
}

fn person(entry: &Entry, before: &[Person], out: &mut Diagnostics) -> Option<Person> {
    let mut block = Block::of(&entry.node, "login, key and may", out)?;
    let logins = block.texts("login", out).unwrap_or_default();
    let key = block.text("key", out);
    let may = block.texts("may", out).unwrap_or_default();
    for login in &logins {
        let other = before.iter().find(|one| one.logins.contains(&login.value));
        if let Some(other) = other {
            let found = format!("login \"{}\" of `{}`", login.value, entry.key);
            let expected = format!("a login of one person; `{}` has it", other.name);
            out.push(mistake(&codes::MAPPING_TYPE, &login.at, found, expected));
        }
    }
    let stated_key = key.is_some();
    let key = key.and_then(|stated| verifying_key(&stated, entry, before, out));
    for right in &may {
        if !RIGHTS.contains(&right.value.as_str()) {
            let name = &right.value;
            let wrong = unknown_name(&codes::MAPPING_KEY, &right.at, "right", name, RIGHTS);
            out.push(wrong);
        }
    }
    let may_sign_off = may.iter().any(|right| right.value == SIGN_OFF);
    if may_sign_off && !stated_key {
        out.push(mistake(
            &codes::MAPPING_TYPE,
            &entry.at,
            format!("`{}`, who may sign off, without `key`", entry.key),
            "key: what `landbridge keys new` prints",
        ));
    }
    block.finish(&keys::PERSON, out);
    Some(Person {
        name: entry.key.clone(),
        logins: logins.into_iter().map(|login| login.value).collect(),
        key,
        may_sign_off,
        at: entry.at.clone(),
    })
}

fn verifying_key(
    stated: &Stated<String>,
    entry: &Entry,
    before: &[Person],
    out: &mut Diagnostics,
) -> Option<VerifyingKey> {
    const EXPECTED: &str = "the public key that `landbridge keys new` prints, in base64";
    if looks_private(&stated.value) {
        let found = "a private key written in the file";
        out.push(mistake(&codes::MAPPING_SECRET, &stated.at, found, EXPECTED));
        return None;
    }
    let Some(key) = VerifyingKey::from_text(&stated.value) else {
        let found = "a text that is no public key of Ed25519";
        out.push(mistake(&codes::MAPPING_TYPE, &stated.at, found, EXPECTED));
        return None;
    };
    if let Some(other) = before.iter().find(|one| one.key == Some(key)) {
        let found = format!("the key of `{}`", entry.key);
        let expected = format!("a key of one person; `{}` has it", other.name);
        out.push(mistake(&codes::MAPPING_TYPE, &stated.at, found, expected));
    }
    Some(key)
}
