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
    /// Options under which inputs are read, each pair a name and a value; one set is drawn.
    pub(crate) options: &'static [&'static [(&'static str, &'static str)]],
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
            &[],
            &[("header", "0")],
            &[("header", "1-3")],
            &[("sheet", "*")],
            &[("until", "Total")],
        ],
    },
    Reader {
        name: "xml",
        connector: &landbridge_xml::XmlConnector,
        ending: "xml",
        seeds: corpus::documents,
        words: corpus::DOCUMENT_WORDS,
        options: &[
            &[],
            &[("records", "/orders/order")],
            &[("records", "/orders/order/line")],
        ],
    },
    Reader {
        name: "delimited",
        connector: &landbridge_delimited::DelimitedConnector,
        ending: "csv",
        seeds: corpus::tables,
        words: corpus::TABLE_WORDS,
        options: &[
            &[],
            &[("header", "0")],
            &[("delimiter", ";")],
            &[("header", "3")],
        ],
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

/// Options of pairs; numbers are numbers.
pub(crate) fn options(pairs: &[(&str, &str)]) -> Options {
    let value = |text: &str| {
        text.parse()
            .map_or_else(|_| OptionValue::Text(text.to_owned()), OptionValue::Integer)
    };
    Options(
        pairs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), value(text)))
            .collect(),
    )
}
