//! Reference tokens: short texts that stand for a record's key in a free reference field, so that the record can be
//! found again by it.
//!
//! A token is made of the hash of project, object and key: the same on every machine and in every run, another
//! for every other key.

use landbridge_contract::{Name, Text, Value};
use sha2::{Digest as _, Sha256};

use super::convert::plain_text;
use super::model::Named;
use crate::diagnose::Location;

/// Characters of a token unless stated, what stands before the hash included.
pub const TOKEN_LENGTH: usize = 26;
/// Characters of the hash at the least: 80 bits, so that of ten million records no two share one.
pub const TOKEN_HASH_MIN: usize = 16;
/// Characters of the hash at the most: what it has.
const HASH_MAX: usize = 51;
/// Five bits a character, in digits and capitals that nobody takes for one another.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A rule that makes a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRule {
    /// The project's name.
    pub project: String,
    /// What stands before the hash.
    pub prefix: String,
    /// Characters in all, at the most.
    pub length: usize,
    /// The attributes that it is made of; none for those of the business key.
    pub of: Vec<Named>,
    /// Where it stands.
    pub at: Location,
}

/// A token that is made of these rules' values.
#[derive(Debug)]
pub(crate) struct TokenPlan {
    /// Index of its rule in the main body.
    pub(crate) rule: usize,
    /// Indexes of the rules that it is made of.
    pub(crate) parts: Vec<usize>,
    /// The hash of project and object.
    seed: Sha256,
    prefix: Text,
    hash_length: usize,
}

impl TokenPlan {
    pub(crate) fn new(rule: usize, parts: Vec<usize>, stated: &TokenRule, object: &Name) -> Self {
        let mut seed = Sha256::new();
        feed(&mut seed, &stated.project);
        feed(&mut seed, object);
        let before = stated.prefix.chars().count();
        Self {
            rule,
            parts,
            seed,
            prefix: Text::from(stated.prefix.as_str()),
            hash_length: stated.length.saturating_sub(before).min(HASH_MAX),
        }
    }

    /// The token of a key with these parts.
    pub(crate) fn token<'v>(&self, parts: impl Iterator<Item = Option<&'v Value>>) -> Text {
        let mut hasher = self.seed.clone();
        for part in parts {
            let text = part.map(plain_text);
            feed(&mut hasher, text.as_deref().map_or("", Text::as_str));
        }
        let mut token = self.prefix.clone();
        let (mut waiting, mut bits) = (0_u32, 0_u32);
        let mut bytes = hasher.finalize().into_iter();
        for _ in 0..self.hash_length {
            if bits < 5 {
                let byte = bytes.next().unwrap_or_default();
                waiting = (waiting << 8) | u32::from(byte);
                bits += 8;
            }
            bits -= 5;
            let place = usize::try_from((waiting >> bits) & 31).unwrap_or_default();
            token.push(SIGNS.get(place).copied().map_or('0', char::from));
            waiting &= (1 << bits) - 1;
        }
        token
    }
}

/// Each part with its length before it, so that no two keys run together.
fn feed(hasher: &mut Sha256, part: &str) {
    hasher.update((part.len() as u64).to_le_bytes());
    hasher.update(part.as_bytes());
}

#[cfg(test)]
mod tests;
