use std::collections::BTreeMap;

use landbridge_contract::{Name, Value};
use proptest::prelude::*;

use super::{TOKEN_HASH_MIN, TOKEN_LENGTH, TokenPlan, TokenRule};
use crate::diagnose::Location;

fn plan(project: &str, object: &str, prefix: &str, length: usize) -> TokenPlan {
    let rule = TokenRule {
        project: project.to_owned(),
        prefix: prefix.to_owned(),
        length,
        of: Vec::new(),
        at: Location {
            file: "m.yaml".into(),
            line: 1,
            column: 1,
        },
    };
    TokenPlan::new(0, Vec::new(), &rule, &Name::from(object))
}

fn token(plan: &TokenPlan, key: &[&str]) -> String {
    let key: Vec<Value> = key.iter().map(Value::text).collect();
    plan.token(key.iter().map(Some)).to_string()
}

#[test]
fn a_token_is_the_same_for_ever() {
    // Found again in an ERP years later: these must never change.
    let plan = plan("rollout", "suppliers", "", TOKEN_LENGTH);
    assert_eq!(token(&plan, &["000001"]), "2DC3S82Y9W8APX6Y9NPGPMBYXD");
    assert_eq!(
        token(&plan, &["000001", "CHF"]),
        "F409YJNMNQVJCNRQBVDEWFZBXC"
    );
}

#[test]
fn other_projects_objects_and_parts_make_other_tokens() {
    let own = plan("rollout", "suppliers", "", TOKEN_LENGTH);
    for (project, object, key) in [
        ("pilot", "suppliers", &["1"][..]),
        ("rollout", "invoices", &["1"]),
        ("rolloutsuppliers", "", &["1"]),
        ("rollout", "suppliers", &["1", ""]),
        ("rollout", "suppliers", &["", "1"]),
        ("rollout", "suppliers", &["01"]),
    ] {
        let other = plan(project, object, "", TOKEN_LENGTH);
        assert_ne!(
            token(&own, &["1"]),
            token(&other, key),
            "{project} {object} {key:?}"
        );
    }
    // A number and the text of its digits are one key, as everywhere.
    let number = own.token([Some(&Value::Integer(1))].into_iter());
    assert_eq!(number, token(&own, &["1"]));
}

proptest! {
    #[test]
    fn distinct_keys_have_distinct_tokens_within_the_length(
        keys in proptest::collection::vec(proptest::collection::vec(".{0,12}", 1..4), 1..200),
        prefix in "[A-Z-]{0,4}",
        more in 0_usize..60,
    ) {
        let length = prefix.len() + TOKEN_HASH_MIN + more;
        let first = plan("p", "o", &prefix, length);
        let second = plan("p", "o", &prefix, length);
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for key in keys {
            let parts: Vec<&str> = key.iter().map(String::as_str).collect();
            let made = token(&first, &parts);
            prop_assert_eq!(&made, &token(&second, &parts));
            prop_assert!(made.chars().count() <= length && made.starts_with(&prefix));
            prop_assert!(made.is_ascii());
            let before = known.insert(made, key.clone());
            prop_assert!(before.is_none_or(|before| before == key));
        }
    }
}
