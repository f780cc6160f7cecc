use landbridge_contract::{OptionValue, Options};

use super::put;
use crate::registry;

fn options(copybook: &str) -> Options {
    let value = OptionValue::Text(copybook.to_owned());
    Options([("copybook".to_owned(), value)].into())
}

#[test]
fn the_text_of_a_file_stands_in_the_place_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("staff.cpy"), "01 STAFF PIC X.\n").unwrap();
    let connector = registry::source("fixed-width").unwrap();
    let mut stated = options("staff.cpy");
    let mut noted = String::new();
    let problems = put(folder.path(), connector, &mut stated, |text| {
        noted.push_str(text);
    });
    assert_eq!(problems, []);
    assert_eq!(
        stated.text("copybook").as_deref(),
        Some("01 STAFF PIC X.\n")
    );
    assert_eq!(noted, "01 STAFF PIC X.\n");
}

#[test]
fn a_file_that_is_not_there_is_told_by_its_option() {
    let folder = tempfile::tempdir().unwrap();
    let connector = registry::source("fixed-width").unwrap();
    let problems = put(folder.path(), connector, &mut options("none.cpy"), |_| {});
    assert_eq!(problems[0].0, "copybook");
    assert!(problems[0].1.starts_with("none.cpy: "));
}
