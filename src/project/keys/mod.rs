//! Every key of landbridge.yaml and of mapping files: what the reference and the JSON Schema say of it.
//!
//! The parser hands the table of a block over when it is done with the block, and is stopped by a debug
//! assertion where it asked for a key that the table lacks; a test holds that it asks for all of
//! them. So a new key is one entry here and one question there, and neither is forgotten.

mod access;
mod calendars;
mod comparing;
mod fields;
mod form;
mod gates;
mod mapping;
mod parts;
mod people;
mod project;
mod rules;
mod stops;
mod tables;

pub use access::{ASSERTION, AUTH, BASIC, KEPT, OAUTH, PROXY};
pub use calendars::{CALENDAR_FILE, CALENDAR_MONTHS, PERIOD};
pub use comparing::COMPARE;
pub use fields::{
    DEFAULT_FROM, IS_FORM, NESTED_RULE, NUMBER_FORM, PAD_FORM, REF_FORM, REF_GIVES, REF_PLACES,
    SPLIT_FORM, TOKEN_FORM, VALUE_RULE,
};
pub use form::Form;
pub use gates::{GATES, OBJECT_GATES};
pub use mapping::{
    APPROVAL, DEFAULTS, EXPLODE, FIELD_GROUP, GROUP, MAPPING, SCHEMA, SOURCE, TARGET,
};
pub use parts::ADDRESS;
pub use people::PERSON;
pub use project::{CROSSWALK, INCLUDE, PROJECT, REHEARSAL, SHARED_CROSSWALKS, TARGET_CONFIG, WAVE};
pub use rules::{
    AGEING, BALANCED, CHECKS, CONTROL_TOTAL, NO_OVERLAP, SCREEN, SUM, THAT, TRIAL_BALANCE, UNIQUE,
    check,
};
pub use stops::{CANARY, STOP};
pub use tables::{CONVERT_MONEY, CONVERT_UNIT, RATES, UNITS};

/// A key, and everything that is said of it.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// The form of its value.
    pub form: Form,
    /// Whether its block must have it.
    pub needed: bool,
    /// A key that must stand beside it, or several with blanks between them, of which one must; empty for none.
    pub beside: &'static str,
    /// A key that must stand beside it where its value is a block; empty for none.
    pub block_beside: &'static str,
    /// What holds where it is not stated; empty for nothing.
    pub default: &'static str,
    /// What it does, in sentences.
    pub about: &'static str,
    /// How it is written, with what it needs around it.
    pub example: &'static str,
    /// The codes of what is said where it fails, with a blank between them.
    pub fails: &'static str,
}

/// The keys of one kind of block.
#[derive(Debug)]
pub struct KeyTable {
    /// Its name in the JSON Schema, and in the reference's links.
    pub name: &'static str,
    /// The heading in the reference.
    pub title: &'static str,
    /// What such a block is, in sentences.
    pub about: &'static str,
    /// A part of a file with such a block, `…` where its keys stand.
    pub within: &'static str,
    /// The keys.
    pub keys: &'static [Key],
    /// Keys of which exactly one must stand there; empty where there is no such choice.
    pub one_of: &'static [&'static str],
    /// What else may stand there.
    pub rest: Rest,
}

/// What may stand in a block beside its own keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing.
    Nothing,
    /// One source connector with its file, and its options.
    Source,
    /// One target connector with its options; none for a target that is only asked to describe itself.
    Target,
    /// What a target connector accepts for an object.
    ObjectOptions,
}

/// All tables, in the order of the reference.
pub static TABLES: &[&KeyTable] = &[
    &PROJECT,
    &TARGET_CONFIG,
    &KEPT,
    &AUTH,
    &BASIC,
    &INCLUDE,
    &CROSSWALK,
    &REHEARSAL,
    &WAVE,
    &PERSON,
    &RATES,
    &UNITS,
    &CALENDAR_MONTHS,
    &CALENDAR_FILE,
    &GATES,
    &OBJECT_GATES,
    &STOP,
    &CANARY,
    &MAPPING,
    &APPROVAL,
    &SOURCE,
    &EXPLODE,
    &GROUP,
    &TARGET,
    &SCHEMA,
    &DEFAULTS,
    &VALUE_RULE,
    &TOKEN_FORM,
    &REF_FORM,
    &ADDRESS,
    &SPLIT_FORM,
    &PAD_FORM,
    &NUMBER_FORM,
    &CONVERT_UNIT,
    &CONVERT_MONEY,
    &PERIOD,
    &IS_FORM,
    &DEFAULT_FROM,
    &NESTED_RULE,
    &THAT,
    &UNIQUE,
    &SUM,
    &BALANCED,
    &NO_OVERLAP,
    &SCREEN,
    &CONTROL_TOTAL,
    &AGEING,
    &TRIAL_BALANCE,
    &COMPARE,
];

impl KeyTable {
    /// The key of that name.
    pub fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// A key with nothing said of it but form, meaning and example.
const fn key(name: &'static str, form: Form, about: &'static str, example: &'static str) -> Key {
    Key {
        name,
        form,
        needed: false,
        beside: "",
        block_beside: "",
        default: "",
        about,
        example,
        fails: "",
    }
}

impl Key {
    const fn needed(self) -> Self {
        Self {
            needed: true,
            ..self
        }
    }

    const fn example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    const fn beside(self, beside: &'static str) -> Self {
        Self { beside, ..self }
    }

    const fn block_beside(self, block_beside: &'static str) -> Self {
        Self {
            block_beside,
            ..self
        }
    }

    const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    const fn fails(self, fails: &'static str) -> Self {
        Self { fails, ..self }
    }
}
