//! What is wrong in a profile is said at once, each with its place.

use super::*;
use proptest::prelude::*;

/// The mistakes in a profile: `line:column found | expected | name`.
fn mistakes(profile: &str) -> Vec<String> {
    let faults = Rest.check_file(PROFILE_FILE, profile);
    let said = faults.into_iter().map(|fault| {
        let name = fault
            .unknown
            .map_or(String::new(), |(name, _)| format!(" | {name}"));
        format!(
            "{}:{} {} | {}{name}",
            fault.line, fault.column, fault.found, fault.expected
        )
    });
    said.collect()
}

#[test]
fn a_right_profile_has_none() {
    assert_eq!(mistakes(PROFILE), Vec::<String>::new());
}

#[test]
fn all_mistakes_are_said_at_once_in_the_order_of_the_text() {
    let profile = r#"version: 2
parmeters: {}
limits: { records: many }
statuses: { refused: [999] }
defaults:
  base_path: api
  id: id
  headers: { Authorization: secret }
  values: { dates: YYYY, booleans: [Y] }
  create: { path: "/{objet}", method: GET }
  update: { path: "/x/{id", add: { v: "{version}" } }
  read: { path: "/x", paging: { by: cursor } }
  find: { path: /x, filter: { comparison: "{name}" } }
objects:
  suppliers: {}
  customers: { children: { Sites: { create: { path: /s } } } }
"#;
    let said = mistakes(profile);
    let expected = [
        "1:10 \"2\" | 1, the form that this program reads",
        "2:1 key `parmeters` | one of version, about, parameters, limits, statuses, defaults, objects, other_objects | parmeters",
        "3:20 \"many\" | a whole number from 1 to 10000",
        "4:23 \"999\" | a whole number from 300 to 599",
        "6:14 \"api\" | a path that begins with one `/`",
        "7:7 \"id\" | a JSON Pointer: empty, or beginning with `/`, such as /data/items",
        "8:14 header `Authorization` | a header of the ERP's own; who may ask stands in `auth` of the target",
        "9:20 \"YYYY\" | directives such as %Y-%m-%d and %H:%M:%S",
        "9:36 a list of 1 | what true and what false is written as, such as [Y, N]",
        "10:19 place `objet` | one of idempotency, key.ATTRIBUTE, object | objet",
        "10:39 word `GET` | one of POST, PUT, PATCH, DELETE | GET",
        "11:19 \"/x/{id\" | each `{` with its `}` around a name; `{{` and `}}` for the signs themselves",
        "12:31 no `next` | `next`: where the next page's cursor or address stands",
        "13:9 `filter` without `{filter}` in object `customers` | the place where its comparisons go",
        "13:9 `filter` without `{filter}` in object `suppliers` | the place where its comparisons go",
        "16:26 `children` without `undo` in object `customers` | `undo`: the request that takes back a record whose nested records were refused",
        "16:35 no `read` | `read`: the request that reads all of a record",
    ];
    for line in expected {
        assert!(
            said.iter().any(|one| one == line),
            "not said: {line}\n{said:#?}"
        );
    }
    let mut sorted = said.clone();
    sorted.sort_by_key(|line| {
        let (row, rest) = line.split_once(':').unwrap();
        let column = rest.split(' ').next().unwrap();
        (row.parse::<u32>().unwrap(), column.parse::<u32>().unwrap())
    });
    assert_eq!(said, sorted);
}

#[test]
fn text_that_is_no_profile_is_told_with_its_place() {
    assert_eq!(
        mistakes(""),
        ["1:1 nothing | a profile: `version: 1`, `objects`, …"]
    );
    assert!(mistakes("a: [")[0].ends_with("| YAML"));
    assert!(mistakes("- a")[0].starts_with("1:1 a list of 1"));
    assert!(mistakes("version: 1\na: &x 1\nb: *x\n")[0].contains("an alias"));
    let twice = mistakes("version: 1\nversion: 1\n");
    assert_eq!(
        twice[1],
        "2:1 `version` again | `version` once; it stands in line 1 already"
    );
}

#[test]
fn an_object_says_what_it_lacks() {
    let said = mistakes("version: 1\nobjects:\n  suppliers:\n    id: /id\n");
    assert_eq!(
        said,
        [
            "4:5 no `read` in object `suppliers` | `read`: the request that reads all records",
            "4:5 no request that writes in object `suppliers` | `create`, `update` or `upsert`",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    /// However a profile is broken: it is read or its mistakes are told, with places within its text.
    #[test]
    fn a_broken_profile_is_told_and_harms_nobody(
        at in 0..PROFILE.len(),
        length in 0..40_usize,
        instead in prop_oneof!["[ -~]{0,12}", "[\\[\\]{}:,&*|>'\"\\n-]{0,6}"],
    ) {
        let end = (at + length).min(PROFILE.len());
        let parts = PROFILE.get(..at).zip(PROFILE.get(end..));
        prop_assume!(parts.is_some());
        let (before, after) = parts.unwrap();
        let broken = format!("{before}{instead}{after}");
        let lines = u32::try_from(broken.lines().count()).unwrap();
        for fault in Rest.check_file(PROFILE_FILE, &broken) {
            prop_assert!((1..=lines + 1).contains(&fault.line) && fault.column > 0);
            prop_assert!(!fault.found.is_empty() && !fault.expected.is_empty());
        }
    }
}
