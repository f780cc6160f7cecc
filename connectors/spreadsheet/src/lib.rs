//! Reads workbooks (xlsx, xlsm, xlsb, xls, ods, XML Spreadsheet 2003) as records, each value with
//! its cell.
//!
//! The form of a file is found from its bytes, never from its ending. What a person sees in a
//! cell is what is read: the digits shown, dates as dates, text untrimmed. What cannot be held
//! or trusted (error cells, lost digits, the 29th of February 1900) is noticed, never guessed.
//! Nothing in a workbook is carried out, followed or fetched: no macro, link or formula.
//!
//! An xlsx or xlsm workbook is read by this crate's own streaming reader, `xlsx`, an xlsb workbook by
//! `xlsb`, and XML Spreadsheet 2003 by `spreadsheetml`; `format` prints values as Excel shows them.
//! The cells of xls and ods are decoded by `calamine`. Before it sees a file, `detect` and the
//! guards behind it (`package`, `ole`, `biff`, `opendocument`) make sure that the file cannot make
//! it exhaust memory or run for ever, for which there is no catching.
//!
//! Reading order: `options`, `detect`, `workbook` (rows of cells), `value` (cells to
//! values), `header` (columns), `source` and `reader` (the contract's traits), `xlsx`.

mod annotate;
mod area;
mod biff;
mod bytes;
mod date;
mod detect;
mod fault;
mod format;
mod header;
mod hidden;
mod limits;
mod number;
mod ole;
mod opendocument;
mod options;
mod package;
mod reader;
mod source;
mod spreadsheetml;
mod trust;
mod value;
mod workbook;
mod xlsb;
mod xlsx;

use landbridge_contract::{
    Annotation, Input, OptionFault, OptionSpec, Options, Source, SourceConnector, SourceFault,
    SourceFaultKind, WriteSeek,
};

use crate::fault::Place;
use crate::options::Settings;
use crate::source::Workbook;

/// The connector for workbooks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spreadsheet;

impl SourceConnector for Spreadsheet {
    fn kind(&self) -> &'static str {
        "spreadsheet"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx", "xlsm", "xlsb", "xls", "ods"]
    }

    fn options(&self) -> &'static [OptionSpec] {
        options::SPECS
    }

    fn check(&self, options: &Options) -> Vec<OptionFault> {
        match Settings::parse(options) {
            Ok(_) => Vec::new(),
            Err(faults) => faults,
        }
    }

    fn wants_isolation(&self, input: &mut Input) -> bool {
        trust::wants_isolation(input)
    }

    fn annotate(
        &self,
        input: Input,
        annotation: &Annotation,
        out: &mut dyn WriteSeek,
    ) -> Result<bool, SourceFault> {
        annotate::annotate(input, annotation, out)
    }

    fn open(&self, input: Input, options: &Options) -> Result<Box<dyn Source>, SourceFault> {
        let settings = Settings::parse(options).map_err(|faults| {
            let found = faults
                .iter()
                .map(|fault| format!("{} for `{}`", fault.found, fault.option));
            let expected = faults.iter().map(|fault| fault.expected.clone());
            Place::file(&input.file).fault(
                SourceFaultKind::Option,
                found.collect::<Vec<_>>().join("; "),
                expected.collect::<Vec<_>>().join("; "),
                "correct the options of the source",
            )
        })?;
        Ok(Box::new(Workbook::open(input, settings)?))
    }
}
