use super::{codes, nearest};

#[test]
fn codes_are_unique() {
    let mut ids: Vec<&str> = codes::ALL.iter().map(|code| code.id).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn the_nearest_name_forgives_case_and_separators() {
    let known = ["Vendor Name", "Vendor ID", "Status"];
    assert_eq!(nearest("vendor_nmae", known), Some("Vendor Name"));
    assert_eq!(nearest("Zebra", known), None);
}
