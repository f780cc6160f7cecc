//! One value changes, and nothing else.

use proptest::prelude::*;

use super::super::yaml::Tree;
use super::{Place, Within, flow, named_values, scalar, set, tree};

fn keys(path: &str) -> Vec<String> {
    path.split('.')
        .filter(|key| !key.is_empty())
        .map(str::to_owned)
        .collect()
}

fn check(text: &str, path: &str, key: &str, value: Option<&str>, expected: &str) {
    let changed = set(text, Within(&keys(path)), key, value, Place::Last).unwrap();
    assert_eq!(changed, expected);
    tree(&changed).unwrap();
}

const FLOW: &str = "fields:\n  A: { from: x, pad: 8, case: upper }  # the number\n  B: {}\n";

#[test]
fn in_brackets_values_are_replaced_taken_out_and_added() {
    let a = "fields.A";
    check(
        FLOW,
        a,
        "pad",
        Some("10"),
        &FLOW.replace("pad: 8", "pad: 10"),
    );
    check(FLOW, a, "from", None, &FLOW.replace("from: x, ", ""));
    check(FLOW, a, "pad", None, &FLOW.replace(", pad: 8", ""));
    check(FLOW, a, "case", None, &FLOW.replace(", case: upper", ""));
    check(
        FLOW,
        a,
        "note",
        Some("n"),
        &FLOW.replace("upper }", "upper, note: n }"),
    );
    check(FLOW, a, "absent", None, FLOW);
    check(
        FLOW,
        "fields.B",
        "from",
        Some("y"),
        &FLOW.replace("{}", "{ from: y }"),
    );
    check(
        FLOW,
        "fields",
        "B",
        None,
        FLOW.trim_end_matches("  B: {}\n"),
    );
}

const BLOCK: &str = "# head\nfields:\n  A:\n    from: x   # why\n    clean:\n      - trim\n      - squeeze\n    \
                     expr: |\n      a\n        + b\n    empty:\n\n  # of B\n  B: { from: z }\n\nchecks: []\n";

#[test]
fn in_lines_values_are_replaced_taken_out_and_added() {
    let a = "fields.A";
    check(
        BLOCK,
        a,
        "from",
        Some("y z"),
        &BLOCK.replace("from: x ", "from: y z "),
    );
    check(
        BLOCK,
        a,
        "from",
        None,
        &BLOCK.replace("    from: x   # why\n", ""),
    );
    check(
        BLOCK,
        a,
        "clean",
        Some("[trim]"),
        &BLOCK.replace("clean:\n      - trim\n      - squeeze\n", "clean: [trim]\n"),
    );
    check(
        BLOCK,
        a,
        "expr",
        Some("'c'"),
        &BLOCK.replace("expr: |\n      a\n        + b\n", "expr: 'c'\n"),
    );
    check(
        BLOCK,
        a,
        "empty",
        Some("1"),
        &BLOCK.replace("empty:\n", "empty: 1\n"),
    );
    check(
        BLOCK,
        a,
        "new",
        Some("1"),
        &BLOCK.replace("empty:\n", "empty:\n    new: 1\n"),
    );
    check(
        BLOCK,
        "fields",
        "C",
        Some("{ from: c }"),
        &BLOCK.replace("B: { from: z }\n", "B: { from: z }\n  C: { from: c }\n"),
    );
    check(
        BLOCK,
        "fields",
        "B",
        None,
        &BLOCK.replace("  B: { from: z }\n", ""),
    );
}

#[test]
fn a_new_key_goes_where_it_is_wanted() {
    let put = |text: &str, path: &str, place| {
        set(text, Within(&keys(path)), "n", Some("1"), place).unwrap()
    };
    let first = put(FLOW, "fields.A", Place::First);
    assert_eq!(first, FLOW.replace("{ from", "{ n: 1, from"));
    let behind = put(FLOW, "fields.A", Place::Behind("from"));
    assert_eq!(behind, FLOW.replace("x,", "x, n: 1,"));
    let first = put(BLOCK, "fields.A", Place::First);
    assert_eq!(first, BLOCK.replace("    from", "    n: 1\n    from"));
    let behind = put(BLOCK, "fields.A", Place::Behind("clean"));
    assert_eq!(
        behind,
        BLOCK.replace("- squeeze\n", "- squeeze\n    n: 1\n")
    );
}

#[test]
fn a_comment_within_brackets_stays() {
    let text = "A: { from: x, # of x\n  pad: 8 }\n";
    check(text, "A", "pad", None, "A: { from: x, # of x\n   }\n");
}

#[test]
fn a_key_between_comments_goes_with_one_comma() {
    let text = "A: { from: F, # c1\n  clean: [trim], # c2\n  required: false }\n";
    check(
        text,
        "A",
        "clean",
        None,
        "A: { from: F, # c1\n   # c2\n  required: false }\n",
    );
    let text = "A: { remark: x, # c1\n  from: F }\n";
    check(text, "A", "remark", None, "A: {  # c1\n  from: F }\n");
    let text = "A: { from: F, remark: \"see #12\", clean: [trim] }\n";
    check(text, "A", "remark", None, "A: { from: F, clean: [trim] }\n");
    let text = "A: { from: F,\n#c0\n  pad: 8 }\n";
    check(text, "A", "pad", None, "A: { from: F,\n#c0\n   }\n");
}

#[test]
fn line_ends_stay_as_they_are() {
    let text = "A:\r\n  from: x\r\nB: 1\r\n";
    check(
        text,
        "A",
        "pad",
        Some("8"),
        "A:\r\n  from: x\r\n  pad: 8\r\nB: 1\r\n",
    );
    check(text, "A", "from", Some("y"), "A:\r\n  from: y\r\nB: 1\r\n");
    check(text, "", "B", None, "A:\r\n  from: x\r\n");
}

#[test]
fn what_is_no_map_is_refused() {
    let refused = set("A: 1\n", Within(&keys("A")), "k", Some("1"), Place::Last);
    assert_eq!(refused, Err("A holds no named values".to_owned()));
    let refused = set("A: 1\n", Within(&keys("B")), "k", Some("1"), Place::Last);
    assert_eq!(refused, Err("`B` is not there".to_owned()));
}

#[test]
fn named_values_are_read_with_and_without_brackets() {
    for text in [
        "pad: 8, date: \"%d\"",
        "{ pad: 8, date: \"%d\" }",
        "pad: 8, date: \"%d\" # so",
    ] {
        let read = named_values(text).unwrap();
        let read: Vec<(&str, String)> = (read.iter())
            .map(|one| (one.key.as_str(), flow(&one.node)))
            .collect();
        assert_eq!(
            read,
            [("pad", "8".to_owned()), ("date", "\"%d\"".to_owned())]
        );
    }
    assert!(named_values("pad 8, [").is_err());
}

proptest! {
    /// Whatever a person types as a text comes back as that text.
    #[test]
    fn any_text_survives_in_a_value(text in "[ -~äß€\\n\\t\u{2028}]{1,24}") {
        let written = set(FLOW, Within(&keys("fields.A")), "from", Some(&scalar(&text)), Place::Last).unwrap();
        let root = tree(&written).unwrap();
        let Tree::Map(fields) = &root.tree else { panic!() };
        let Tree::Map(rules) = &fields[0].node.tree else { panic!() };
        let Tree::Map(rule) = &rules[0].node.tree else { panic!() };
        let Tree::Scalar(value) = &rule[0].node.tree else { panic!("{written}") };
        prop_assert_eq!(&value.text, &text);
        // And the way back gives the file as it was, to the byte.
        let back = set(&written, Within(&keys("fields.A")), "from", Some("x"), Place::Last).unwrap();
        prop_assert_eq!(back, FLOW);
    }
}
