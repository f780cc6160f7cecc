//! What must hold for all files.

use landbridge_testkit::support;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::{bank, staff};
use crate::FixedWidthConnector;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(
        bytes in vec(prop_oneof![any::<u8>(), Just(b'\n'), b'5'..b':'], 0..200),
        size in 1..4_usize,
    ) {
        let copybook = "01 R.\n 05 N PIC 9.\n 05 P PIC S9(3) COMP-3.\n 05 B PIC 9(4) COMP.\n \
                        05 T OCCURS 0 TO 3 DEPENDING ON N.\n  10 A PIC X(2).\n 05 E PIC Z9.9.\n";
        for stated in [
            staff(),
            bank(),
            json!({"copybook": copybook, "framing": "rdw"}),
            json!({"copybook": copybook, "framing": "lines"}),
            json!({"copybook": copybook, "framing": "blocks", "length": 9, "encoding": "cp500"}),
        ] {
            let input = support::input("any.dat", bytes.clone());
            if let Ok((source, everything)) = support::everything(&FixedWidthConnector, input, &support::options(&stated)) {
                let drained = support::drain(source, &everything, size).unwrap();
                prop_assert!(drained.breaches.is_empty());
            }
        }
    }

    #[test]
    fn any_copybook_is_read_or_refused_without_a_panic(
        words in vec(prop::sample::select(vec!["01", "05", "10", "A", "B", "PIC", "X(3)", "S9(4)V99", "COMP-3", "OCCURS", "2", "TIMES", "DEPENDING", "ON", "REDEFINES", ".", "\n", "VALUE", "'x"]), 0..40),
    ) {
        let stated = json!({"copybook": words.join(" "), "framing": "lines"});
        let input = support::input("any.dat", "abcdef\n");
        drop(support::collect(&FixedWidthConnector, input, &support::options(&stated)));
    }
}
