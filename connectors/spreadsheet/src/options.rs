//! The options of a workbook source, checked without a file.

use landbridge_contract::{OptionFault, OptionKind, OptionSpec, OptionValue, Options};

use crate::header::squeeze;
use crate::limits::ROWS_MAX;

/// What a mapping may say.
pub(crate) const SPECS: &[OptionSpec] = &[
    OptionSpec {
        name: "sheet",
        kind: OptionKind::Any,
        about: "The sheet: its name, its number from 1, a pattern with `*`, or a list of these; \
                several sheets are read one after the other, each with its own header. \
                Default: the first visible sheet.",
    },
    OptionSpec {
        name: "header",
        kind: OptionKind::Any,
        about: "The row of the column names, from 1; a list (`[2, 3]`) or range (`2-3`) of rows \
                whose texts are joined with ` / `; 0 for none, columns then have their letters; or a \
                list of column names (`[Vendor ID, Amount]`): the first of 200 rows that holds them \
                all. Default: the first row that is not empty.",
    },
    OptionSpec {
        name: "data_from",
        kind: OptionKind::Integer,
        about: "The first row that is a record. Default: the row after the header.",
    },
    OptionSpec {
        name: "until",
        kind: OptionKind::Text,
        about: "Stops before the first row whose cell in the first column holds this text, for \
                example `Total`. Default: the end of the sheet.",
    },
    OptionSpec {
        name: "table",
        kind: OptionKind::Text,
        about: "Reads a table (xlsx, xlsm) by its name, wherever it stands: its header, then its \
                rows without the totals row. Default: the whole sheet.",
    },
    OptionSpec {
        name: "range",
        kind: OptionKind::Text,
        about: "Reads a block of cells only: `A1:D20`, `Sites!A1:D20`, or the name of a range \
                (xlsx, xlsm); its first row is the header. Default: the whole sheet.",
    },
    OptionSpec {
        name: "fill_merged",
        kind: OptionKind::Bool,
        about: "Gives every cell under a merged cell its value (xlsx, xlsm). Default: false, only \
                the first cell has it.",
    },
    OptionSpec {
        name: "formulas",
        kind: OptionKind::Bool,
        about: "Reads the text of formulas (`=A1*B1`) instead of their last results (xlsx, xlsm). \
                Default: false.",
    },
];

/// One way to name sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SheetChoice {
    /// By number, from 1.
    Number(usize),
    /// By name, without regard to case.
    Name(String),
    /// By a pattern, without regard to case; `*` stands for any text.
    Pattern(String),
}

/// Where the column names stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HeaderChoice {
    /// In the first row that is not empty.
    First,
    /// In these rows, from 1, increasing.
    Rows(Vec<u32>),
    /// Nowhere: columns have their letters.
    Letters,
    /// In the first row that holds all these names.
    Names(Vec<String>),
    /// Nowhere: the columns of a block have these names, from its first column on.
    Given(Vec<String>),
}

/// What of a sheet is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// All of it.
    Whole,
    /// The table of this name.
    Table(String),
    /// The cells of a reference, or the range of a name.
    Range(String),
}

/// The options, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Sheets asked for; empty for the first visible one.
    pub(crate) sheets: Vec<SheetChoice>,
    /// Where the column names stand.
    pub(crate) header: HeaderChoice,
    /// The first row that is a record, from 1.
    pub(crate) data_from: Option<u32>,
    /// Text before which to stop, trimmed.
    pub(crate) until: Option<String>,
    /// What of the sheet is read.
    pub(crate) block: Block,
    /// Whether cells under a merged cell have its value.
    pub(crate) fill_merged: bool,
    /// Whether formulas read as their texts.
    pub(crate) formulas: bool,
}

impl Settings {
    /// Checks options; everything that is wrong at once.
    pub(crate) fn parse(options: &Options) -> Result<Self, Vec<OptionFault>> {
        let mut faults = options.check(SPECS);
        let mut refuse = |option: &str, expected: &str| {
            let found = options.0.get(option).map(OptionValue::describe);
            faults.push(OptionFault::new(
                option,
                found.unwrap_or_default(),
                expected,
            ));
        };
        let sheets = options.0.get("sheet").map_or(Some(Vec::new()), sheets);
        if sheets.is_none() {
            refuse(
                "sheet",
                "a name, a number from 1, a pattern with `*`, or a list of these",
            );
        }
        let header = options
            .0
            .get("header")
            .map_or(Some(HeaderChoice::First), header);
        if header.is_none() {
            refuse(
                "header",
                "a row from 1, a list of rows, a range such as `2-3`, 0 for none, or a list of column \
                 names",
            );
        }
        let stated = options.0.get("data_from");
        let data_from = options.integer("data_from").and_then(row);
        let last_header = match &header {
            Some(HeaderChoice::Rows(rows)) => rows.last().copied().unwrap_or(0),
            _ => 0,
        };
        if matches!(stated, Some(OptionValue::Integer(_)))
            && data_from.is_none_or(|from| from <= last_header)
        {
            refuse("data_from", "a row from 1, after the header");
        }
        let until = options.text("until").map(|text| text.trim().to_owned());
        if until.as_deref() == Some("") {
            refuse("until", "a text that is not empty");
        }
        let block = block(options, &mut refuse);
        match (sheets, header) {
            (Some(sheets), Some(header)) if faults.is_empty() => Ok(Self {
                sheets,
                header,
                data_from,
                until,
                block,
                fill_merged: options.bool("fill_merged").unwrap_or_default(),
                formulas: options.bool("formulas").unwrap_or_default(),
            }),
            _ => Err(faults),
        }
    }
}

/// The block asked for; a table says by itself where its sheet and header are.
fn block(options: &Options, refuse: &mut dyn FnMut(&str, &str)) -> Block {
    match (options.text("table"), options.text("range")) {
        (None, None) => Block::Whole,
        (None, Some(range)) => Block::Range(range.trim().to_owned()),
        (Some(table), range) => {
            let excluded = ["sheet", "header", "data_from"];
            let excluded = excluded
                .into_iter()
                .filter(|name| options.0.contains_key(*name));
            for option in excluded.chain(range.map(|_| "range")) {
                refuse(option, "no such option beside `table`, which says it all");
            }
            Block::Table(table.trim().to_owned())
        }
    }
}

fn row(number: i64) -> Option<u32> {
    let row = u32::try_from(number).ok()?;
    (1..=ROWS_MAX).contains(&row).then_some(row)
}

fn sheets(value: &OptionValue) -> Option<Vec<SheetChoice>> {
    match value {
        OptionValue::Integer(number) => {
            let number = usize::try_from(*number).ok().filter(|number| *number > 0)?;
            Some(vec![SheetChoice::Number(number)])
        }
        OptionValue::Text(text) if text.trim().is_empty() => None,
        OptionValue::Text(text) if text.contains('*') => {
            Some(vec![SheetChoice::Pattern(text.trim().to_lowercase())])
        }
        OptionValue::Text(text) => Some(vec![SheetChoice::Name(text.trim().to_owned())]),
        OptionValue::List(items) if !items.is_empty() => {
            let mut all = Vec::new();
            for item in items {
                if matches!(item, OptionValue::List(_)) {
                    return None;
                }
                all.extend(sheets(item)?);
            }
            Some(all)
        }
        OptionValue::List(_) | OptionValue::Bool(_) | OptionValue::Map(_) => None,
    }
}

fn header(value: &OptionValue) -> Option<HeaderChoice> {
    let rows = match value {
        OptionValue::Integer(0) => return Some(HeaderChoice::Letters),
        OptionValue::Integer(number) => vec![row(*number)?],
        OptionValue::Text(text) => {
            let number = |text: &str| text.trim().parse().ok().and_then(row);
            match text.split_once('-') {
                Some((from, to)) => (number(from)?..=number(to)?).take(MANY + 1).collect(),
                None => vec![number(text)?],
            }
        }
        OptionValue::List(items)
            if items
                .iter()
                .any(|item| matches!(item, OptionValue::Text(_))) =>
        {
            let names = items.iter().map(|item| match item {
                OptionValue::Text(name) => Some(squeeze(name)).filter(|name| !name.is_empty()),
                OptionValue::Integer(number) => Some(number.to_string()),
                OptionValue::Bool(_) | OptionValue::List(_) | OptionValue::Map(_) => None,
            });
            return names
                .collect::<Option<Vec<String>>>()
                .map(HeaderChoice::Names);
        }
        OptionValue::List(items) => {
            let rows = items.iter().map(|item| match item {
                OptionValue::Integer(number) => row(*number),
                _ => None,
            });
            rows.collect::<Option<Vec<u32>>>()?
        }
        OptionValue::Bool(_) | OptionValue::Map(_) => return None,
    };
    let increasing = rows.is_sorted_by(|before, after| before < after);
    (increasing && (1..=MANY).contains(&rows.len())).then_some(HeaderChoice::Rows(rows))
}

/// Header rows at most: more is a mistake.
const MANY: usize = 20;

#[cfg(test)]
mod tests {
    use landbridge_contract::{OptionValue, Options};

    use super::{Block, HeaderChoice, Settings, SheetChoice};

    fn parse(pairs: &[(&str, OptionValue)]) -> Result<Settings, Vec<String>> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        Settings::parse(&Options(pairs.collect()))
            .map_err(|faults| faults.into_iter().map(|fault| fault.option).collect())
    }

    fn text(text: &str) -> OptionValue {
        OptionValue::Text(text.to_owned())
    }

    #[test]
    fn header_rows_are_a_number_a_range_or_a_list() {
        let rows = |value| parse(&[("header", value)]).map(|settings| settings.header);
        let expected = Ok(HeaderChoice::Rows(vec![2, 3]));
        assert_eq!(rows(text("2-3")), expected);
        let list = vec![OptionValue::Integer(2), OptionValue::Integer(3)];
        assert_eq!(rows(OptionValue::List(list)), expected);
        assert_eq!(rows(OptionValue::Integer(0)), Ok(HeaderChoice::Letters));
        for wrong in [
            text("3-2"),
            text("two"),
            OptionValue::Integer(-1),
            OptionValue::List(vec![]),
        ] {
            assert_eq!(rows(wrong), Err(vec!["header".to_owned()]));
        }
    }

    #[test]
    fn a_list_of_texts_is_the_names_that_the_header_holds() {
        let list = OptionValue::List(vec![text(" Vendor\n Id "), OptionValue::Integer(2024)]);
        let header = parse(&[("header", list)]).unwrap().header;
        let names = ["Vendor Id", "2024"].map(str::to_owned).to_vec();
        assert_eq!(header, HeaderChoice::Names(names));
        let blank = OptionValue::List(vec![text("Id"), text(" ")]);
        assert_eq!(parse(&[("header", blank)]).unwrap_err(), ["header"]);
    }

    #[test]
    fn a_table_says_where_its_sheet_and_header_are() {
        let table = ("table", text("Vendors"));
        let beside = parse(&[
            table.clone(),
            ("header", OptionValue::Integer(3)),
            ("range", text("A1:B2")),
        ]);
        assert_eq!(beside.unwrap_err(), ["header", "range"]);
        let settings = parse(&[table]).unwrap();
        assert_eq!(settings.block, Block::Table("Vendors".to_owned()));
        assert!(!settings.fill_merged && !settings.formulas);
    }

    #[test]
    fn a_sheet_is_a_name_a_number_or_a_pattern() {
        let list = OptionValue::List(vec![OptionValue::Integer(2), text("Q*"), text("Sites")]);
        let expected = vec![
            SheetChoice::Number(2),
            SheetChoice::Pattern("q*".to_owned()),
            SheetChoice::Name("Sites".to_owned()),
        ];
        assert_eq!(parse(&[("sheet", list)]).unwrap().sheets, expected);
    }

    #[test]
    fn all_wrong_options_are_told_at_once() {
        let wrong = parse(&[
            ("sheet", OptionValue::Integer(0)),
            ("header", text("x")),
            ("data_from", OptionValue::Integer(0)),
            ("until", text(" ")),
            ("skip", text("1")),
        ]);
        assert_eq!(
            wrong.unwrap_err(),
            ["skip", "sheet", "header", "data_from", "until"]
        );
        let within = parse(&[
            ("header", text("2-3")),
            ("data_from", OptionValue::Integer(3)),
        ]);
        assert_eq!(within.unwrap_err(), ["data_from"]);
    }
}
