//! What modules may rely on when they name each other's records.

use std::collections::BTreeSet;

use super::estate::{Estate, Kind, offices_max};
use super::words;

fn estate() -> Estate {
    Estate::new(7, 100, 1000)
}

#[test]
fn every_office_has_a_code_and_a_business_unit_of_its_own() {
    let all = Estate::new(7, offices_max(), 1000);
    let codes: BTreeSet<String> = all.offices().map(|office| office.code()).collect();
    let units: BTreeSet<String> = all.offices().map(|office| office.business_unit()).collect();
    assert_eq!((codes.len(), units.len()), (offices_max(), offices_max()));
}

#[test]
fn no_two_companies_and_no_two_donors_have_one_name() {
    let estate = estate();
    let mut names = BTreeSet::new();
    for office in estate.offices() {
        for number in 0..2_100 {
            let name = estate.company(Kind::Supplier, &office, number);
            assert!(names.insert(name.to_lowercase()), "{name}");
        }
        for number in 0..250 {
            let name = estate.company(Kind::Partner, &office, number);
            assert!(names.insert(name.to_lowercase()), "{name}");
        }
    }
    let donors: BTreeSet<String> = (0..8_000).map(words::donor).collect();
    assert_eq!(donors.len(), 8_000);
}

#[test]
fn a_person_is_the_same_whoever_asks() {
    let office = estate().offices().nth(3).unwrap();
    assert_eq!(estate().person(&office, 5), estate().person(&office, 5));
    assert_ne!(estate().person(&office, 5), estate().person(&office, 6));
}

#[test]
fn a_scale_is_read_in_thousandths() {
    assert_eq!(super::thousandths("1").unwrap(), 1000);
    assert_eq!(super::thousandths("0.05").unwrap(), 50);
    assert_eq!(super::thousandths("20").unwrap(), 20_000);
    assert!(super::thousandths("0.0001").is_err());
}
