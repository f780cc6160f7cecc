//! The readers, each with what it starts from.

use landbridge_contract::{OptionValue, Options, SourceConnector};

use crate::arguments::Arguments;
use crate::corpus;

/// A reader under test.
pub(crate) struct Reader {
    /// Its word, in which the chance of its inputs is rooted.
    pub(crate) name: &'static str,
    /// The connector.
    pub(crate) connector: &'static dyn SourceConnector,
    /// The ending of its files.
    pub(crate) ending: &'static str,
    /// What inputs are made from.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    /// Words that are put into inputs.
    pub(crate) words: &'static [&'static [u8]],
    /// Options under which inputs are read, as JSON; one is drawn.
    pub(crate) options: &'static [&'static str],
    /// Where inputs are not files but the text of an option: its name, and the file that is read.
    pub(crate) beside: Option<(&'static str, &'static [u8])>,
}

/// All readers.
pub(crate) const ALL: &[Reader] = &[
    Reader {
        name: "xlsx",
        connector: &landbridge_spreadsheet::Spreadsheet,
        ending: "xlsx",
        seeds: corpus::workbooks,
        words: corpus::WORKBOOK_WORDS,
        options: &[
            "{}",
            r#"{"header": 0}"#,
            r#"{"header": "1-3"}"#,
            r#"{"sheet": "*"}"#,
            r#"{"until": "Total"}"#,
            r#"{"fill_merged": true}"#,
            r#"{"formulas": true}"#,
            r#"{"range": "B2:D9"}"#,
        ],
        beside: None,
    },
    Reader {
        name: "spreadsheetml",
        connector: &landbridge_spreadsheet::Spreadsheet,
        ending: "xml",
        seeds: corpus::spreadsheetml,
        words: corpus::WORKBOOK_WORDS,
        options: &["{}", r#"{"header": 0}"#, r#"{"sheet": "*"}"#],
        beside: None,
    },
    Reader {
        name: "xml",
        connector: &landbridge_xml::XmlConnector,
        ending: "xml",
        seeds: corpus::documents,
        words: corpus::DOCUMENT_WORDS,
        options: &[
            "{}",
            r#"{"records": "/orders/order"}"#,
            r#"{"records": "/orders/order/line"}"#,
            r#"{"records": "//order[@id='1']"}"#,
        ],
        beside: None,
    },
    Reader {
        name: "delimited",
        connector: &landbridge_delimited::DelimitedConnector,
        ending: "csv",
        seeds: corpus::tables,
        words: corpus::TABLE_WORDS,
        options: &[
            "{}",
            r#"{"header": 0}"#,
            r#"{"delimiter": ";"}"#,
            r#"{"header": 3}"#,
            r#"{"encoding": "utf-16le"}"#,
        ],
        beside: None,
    },
    Reader {
        name: "fixed-width",
        connector: &landbridge_fixed_width::FixedWidthConnector,
        ending: "dat",
        seeds: corpus::fixed_width,
        words: corpus::TABLE_WORDS,
        options: &[
            r#"{"layout": [{"name": "Id", "from": 1, "length": 4},
                {"name": "Amount", "from": 5, "to": 12, "kind": "number", "decimals": 2}]}"#,
            r#"{"positions": "bytes", "layout": [{"name": "Id", "from": 1, "length": 3},
                {"name": "Rest", "from": 4, "length": 200}]}"#,
            r#"{"kinds": {"head": {"tag": "H", "from": 1, "layout": [{"name": "No", "from": 2, "length": 4}]},
                "line": {"tag": "L", "from": 1, "in": "head",
                "layout": [{"name": "Qty", "from": 2, "length": 4, "kind": "number"}]}}}"#,
        ],
        beside: None,
    },
    Reader {
        name: "copybook",
        connector: &landbridge_fixed_width::FixedWidthConnector,
        ending: "cpy",
        seeds: corpus::copybooks,
        words: corpus::COPYBOOK_WORDS,
        options: &[
            "{}",
            r#"{"framing": "blocks"}"#,
            r#"{"encoding": "cp037"}"#,
            r#"{"framing": "rdw"}"#,
        ],
        beside: Some(("copybook", corpus::COPYBOOK_FILE)),
    },
    Reader {
        name: "json",
        connector: &landbridge_json::JsonConnector,
        ending: "json",
        seeds: corpus::json,
        words: corpus::JSON_WORDS,
        options: &["{}", r#"{"records": "/data/items"}"#, r#"{"lines": true}"#],
        beside: None,
    },
];

/// The readers asked for.
pub(crate) fn chosen(
    arguments: &Arguments,
) -> Result<impl Iterator<Item = &'static Reader>, Box<dyn std::error::Error>> {
    let wanted = arguments.reader.clone();
    let known = |name: &String| ALL.iter().any(|reader| reader.name == name);
    if let Some(unknown) = wanted.as_ref().filter(|name| !known(name)) {
        let names: Vec<&str> = ALL.iter().map(|reader| reader.name).collect();
        return Err(format!("no reader `{unknown}`; there are {}", names.join(", ")).into());
    }
    Ok(ALL
        .iter()
        .filter(move |reader| wanted.as_ref().is_none_or(|name| reader.name == name)))
}

/// Options as a mapping states them, from JSON; none where a table above has a mistake, which the
/// tests find.
pub(crate) fn options(json: &str) -> Options {
    let parsed = serde_json::from_str(json).ok();
    match parsed.as_ref().and_then(OptionValue::from_json) {
        Some(OptionValue::Map(map)) => Options(map),
        _ => Options::default(),
    }
}

#[cfg(test)]
mod tests {
    use landbridge_contract::OptionValue;

    use super::{ALL, options};

    #[test]
    fn the_options_of_every_reader_are_accepted() {
        for reader in ALL {
            for stated in reader.options {
                let mut parsed = options(stated);
                assert!(*stated == "{}" || !parsed.0.is_empty(), "{stated}");
                if let Some((name, _)) = reader.beside {
                    let text = String::from_utf8((reader.seeds)()[0].clone()).unwrap();
                    parsed.0.insert(name.to_owned(), OptionValue::Text(text));
                }
                let faults = reader.connector.check(&parsed);
                assert!(faults.is_empty(), "{}: {stated}: {faults:?}", reader.name);
            }
        }
    }
}
