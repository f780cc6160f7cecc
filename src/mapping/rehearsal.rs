//! The prefix that keys have in a rehearsal, so that rehearsals in one pod do not meet, and that no record of
//! the cut-over may have.

use std::collections::BTreeMap;

use landbridge_contract::{BusinessKey, Name, Reference, Text};

use super::model::Named;

/// Where the number of the rehearsal stands.
const NUMBER: &str = "{n}";

/// The form of the prefix: `R{n}-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsalPrefix {
    before: String,
    after: String,
}

/// Which attributes of a mapping have the prefix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PrefixOn {
    /// The mapping does not say.
    #[default]
    Unstated,
    /// None: its keys are the same in all rehearsals.
    Nothing,
    /// These.
    Attributes(Vec<Named>),
}

/// What a run does about the prefix.
#[derive(Debug, Clone, Default)]
pub enum Rehearsing {
    /// Nothing.
    #[default]
    Off,
    /// Puts it before keys, and before the keys of references to these objects: at which of their parts.
    Put {
        /// The prefix of this rehearsal.
        prefix: Text,
        /// Its form, by which those of others are known.
        form: RehearsalPrefix,
        /// By object, the places in its business key of the attributes that have it.
        objects: BTreeMap<Name, Vec<usize>>,
    },
    /// Refuses a record whose key has it.
    Refuse(RehearsalPrefix),
}

impl RehearsalPrefix {
    /// Understands a form. What follows the number begins with no digit, or rehearsal 1 of key 23 would be
    /// rehearsal 12 of key 3.
    pub fn new(form: &str) -> Option<Self> {
        let (before, after) = form.split_once(NUMBER)?;
        let told = after.starts_with(|c: char| !c.is_numeric());
        (told && !after.contains(NUMBER)).then(|| Self {
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }

    /// The prefix of a rehearsal.
    pub fn of(&self, rehearsal: u32) -> Text {
        Text::from(format!("{}{rehearsal}{}", self.before, self.after))
    }

    /// Whether a key has the prefix of any rehearsal.
    pub fn begins(&self, key: &str) -> bool {
        let Some(rest) = key.trim_start().strip_prefix(&*self.before) else {
            return false;
        };
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        behind.len() < rest.len() && behind.starts_with(&*self.after)
    }
}

impl Rehearsing {
    /// Whether a key is that of a record of another rehearsal.
    pub(crate) fn is_of_another(&self, key: &str) -> bool {
        match self {
            Self::Put { prefix, form, .. } => form.begins(key) && !key.starts_with(&**prefix),
            Self::Off | Self::Refuse(_) => false,
        }
    }

    /// A key of an object as it is in every rehearsal.
    pub(crate) fn without_prefix(&self, object: &str, key: &str) -> String {
        let Self::Put {
            prefix, objects, ..
        } = self
        else {
            return key.to_owned();
        };
        let places = objects.get(object).map_or(&[][..], Vec::as_slice);
        let parts = key
            .split(BusinessKey::BETWEEN_PARTS)
            .enumerate()
            .map(|(index, own)| {
                let bare = own.strip_prefix(&**prefix);
                bare.filter(|_| places.contains(&index)).unwrap_or(own)
            });
        let parts: Vec<&str> = parts.collect();
        parts.join(BusinessKey::BETWEEN_PARTS)
    }

    /// Lets a reference follow the key that it means.
    pub(crate) fn follow(&self, reference: &mut Reference) {
        let Self::Put {
            prefix, objects, ..
        } = self
        else {
            return;
        };
        let Some(places) = objects.get(&reference.object) else {
            return;
        };
        let parts = reference.key.split(BusinessKey::BETWEEN_PARTS).enumerate();
        let parts = parts.map(|(index, own)| {
            if places.contains(&index) {
                format!("{prefix}{own}")
            } else {
                own.to_owned()
            }
        });
        let parts: Vec<String> = parts.collect();
        reference.key = Text::from(parts.join(BusinessKey::BETWEEN_PARTS));
    }
}

#[cfg(test)]
mod tests;
