//! The suite that every source passes.

use landbridge_testkit::conformance::{Ending, SourceCase, source};
use landbridge_testkit::support::options;
use serde_json::json;

use super::{bank, orders, staff};
use crate::FixedWidthConnector;

#[test]
fn keeps_the_contract_of_sources() {
    let case = |name, bytes: &[u8], records, stated, ending| SourceCase {
        name,
        file: "staff.dat",
        bytes: bytes.to_vec(),
        options: options(&stated),
        ending,
        records,
    };
    let copybook = "01 R.\n 05 N PIC 9.\n 05 T OCCURS 3.\n  10 A PIC X(2).\n";
    let mut long = staff();
    long["length"] = json!(24);
    source(
        &FixedWidthConnector,
        &[
            case(
                "lines",
                "001Ann   000123420190228\n002Zoë   0000001\n\n003Eve".as_bytes(),
                3,
                staff(),
                Ending::Open,
            ),
            case(
                "faults between",
                b"001Ann   000123420190228\n002Bob   000123420190228 more\n003Eve\n",
                2,
                long,
                Ending::Open,
            ),
            case(
                "kinds",
                b"7lost\n5ACME\n6000100\n7first\n5BETA\n8what\n6000001\n90200000351\n",
                2,
                bank(),
                Ending::Open,
            ),
            case(
                "qualifiers",
                b"HD01\nKAWEShop  \nKAAGBank  \nKAAGElse  \nLN001\nTX0150\nLN002\nHD02\nKAWEYard  \n",
                2,
                orders(),
                Ending::Open,
            ),
            case(
                "copybook",
                b"1aabbcc2ddeeff3gghhii",
                3,
                json!({"copybook": copybook}),
                Ending::Open,
            ),
        ],
    );
}
