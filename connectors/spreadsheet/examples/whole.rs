//! Prints all cells of all sheets of a workbook as one JSON object, or the fault that refuses it:
//! `{"sheets":[{"name":…,"cells":{"A1":{"t":"number","v":"1.5"}}}]}` or `{"error":…}`.
//!
//! `whole FILE`. Times of day and durations have no kind of value of their own and are told as
//! the text that they are read as.

#![expect(clippy::print_stdout, reason = "printing is what an example is for")]

use std::fs::File;
use std::process::ExitCode;
use std::sync::Arc;

use landbridge_contract::{Input, Scratch, column_letters};
use serde_json::{Map, Value as Json, json};

#[expect(dead_code, reason = "shared with the tests, which use all of it")]
#[path = "../tests/it/expectations/whole.rs"]
mod whole;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        println!("usage: whole FILE");
        return ExitCode::from(2);
    };
    if let Err(error) = File::open(&path) {
        println!("{}", json!({ "error": error.to_string() }));
        return ExitCode::FAILURE;
    }
    let read = whole::read(&|| Input {
        file: Arc::from(path.as_str()),
        bytes: Box::new(File::open(&path).expect("it could be opened before")),
        scratch: Scratch::default(),
    });
    match read {
        Ok(book) => {
            let sheets: Vec<Json> = book.sheets.iter().map(told).collect();
            println!("{}", json!({ "sheets": sheets }));
            ExitCode::SUCCESS
        }
        Err(fault) => {
            let words = format!("{fault}; {}", fault.fix);
            println!("{}", json!({ "error": words }));
            ExitCode::FAILURE
        }
    }
}

fn told(sheet: &whole::Sheet) -> Json {
    let cells = sheet.cells.iter().map(|((row, column), cell)| {
        let (kind, value) = cell.told();
        let address = format!("{}{row}", column_letters(*column));
        (address, json!({ "t": kind, "v": value }))
    });
    json!({ "name": sheet.name, "cells": cells.collect::<Map<_, _>>() })
}
