//! The suite that every source passes.

use landbridge_testkit::conformance::{Ending, SourceCase, source};
use landbridge_testkit::support::options;
use serde_json::json;

use crate::DelimitedConnector;

#[test]
fn keeps_the_contract_of_sources() {
    let case = |name, bytes: &[u8], records, stated| SourceCase {
        name,
        file: "vendors.csv",
        bytes: bytes.to_vec(),
        options: options(&stated),
        ending: Ending::Open,
        records,
    };
    let wide: Vec<u8> = "Id;Name\n1;Zoë\n2;Łódź\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    source(
        &DelimitedConnector,
        &[
            case(
                "plain",
                b"Id,Name,Town\n1,Ann,Oslo\n2,\"B, C\",Bern\n3,,\n",
                3,
                json!({}),
            ),
            case(
                "lines in quotes",
                b"Id,Note\r\n1,\"a\r\nb\"\r\n\r\n2,c",
                2,
                json!({}),
            ),
            case("faults between", b"a;b\n1;2\n1;2;3\n4\n5;6\n", 3, json!({})),
            case(
                "stated",
                b"x\n#c\nId|N\n1|2\n\n3|4\n",
                2,
                json!({"header": 3, "comment": "#", "delimiter": "|"}),
            ),
            case(
                "latin",
                b"Id,Name\n1,Andr\xE9\n2,Zo\xEB\n",
                2,
                json!({"encoding": "iso-8859-1"}),
            ),
            case("wide", &wide, 2, json!({"encoding": "utf-16le"})),
            case(
                "tagged",
                b"#VER 1\n#TRANS 1 5\n#TRANS 2 \"6\n#VER 2\n#TRANS 3 7\n#VER 3\nx\n",
                2,
                json!({"delimiter": "blanks", "kinds": {
                    "VER": {"line": "^#VER", "columns": ["tag", "Number"]},
                    "TRANS": {"line": "^#TRANS", "in": "VER", "columns": ["tag", "Account", "Amount"]},
                }}),
            ),
            case(
                "footnotes and headers again",
                b"Report\nId,Name\n1,Ann\nId,Name\n2,Bob\n--\n3,4,5\n",
                2,
                json!({"header": {"find": ["Id"]}, "data_until": "^-"}),
            ),
            case("no header", b"1,2\n3,4\n", 2, json!({"header": 0})),
        ],
    );
}
