//! The keys of a person in landbridge.yaml.

use super::{Form, Key, KeyTable, Rest, key};
use crate::project::people::RIGHTS;

/// One of `people`.
pub static PERSON: KeyTable = KeyTable {
    name: "person",
    title: "One of `people`",
    about: "A person by name. Whoever ran a load is found by the login; whoever signs it off, by the key. `people` is no part \
            of what a run is made of: it may be changed while one is under way.",
    within: "people:\n  Amina Odhiambo: { … }",
    keys: PERSON_KEYS,
    one_of: &[],
    rest: Rest::Nothing,
};

fn rights() -> Vec<&'static str> {
    RIGHTS.to_vec()
}

const PERSON_KEYS: &[Key] = &[
    key(
        "login",
        Form::Texts,
        "The names of users under which the person runs loads, as `landbridge runs` shows them. Nobody signs off a run of their own.",
        "login: [aodhiambo, svc-migration]",
    ),
    key(
        "key",
        Form::Text,
        "The public key that verifies what the person signs: what `landbridge keys new` prints. The private key is never written here.",
        "key: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    ),
    key(
        "may",
        Form::Words(rights),
        "What the person may do.",
        "key: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=, may: [sign-off]",
    ),
];
