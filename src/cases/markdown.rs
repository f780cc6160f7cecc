//! What of a Markdown text a program reads: headings, tables, lines of text. Everything else is for
//! people.

use std::sync::Arc;

use super::model::wrong;
use crate::diagnose::{Diagnostics, Location};

/// A part of a text.
#[derive(Debug)]
pub(super) enum Block {
    /// A heading with its level.
    Heading(u8, Located),
    /// A table.
    Table(Table),
    /// A line that is neither.
    Line(Located),
}

/// A text with its place.
#[derive(Debug, Clone)]
pub(super) struct Located {
    pub(super) text: String,
    pub(super) at: Location,
}

/// A table whose rows have as many cells as its header.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) header: Vec<Located>,
    pub(super) rows: Vec<Vec<Located>>,
    /// Its last line.
    pub(super) ends: u32,
}

/// The blocks of a text in their order.
pub(super) fn blocks(file: &Arc<str>, text: &str, out: &mut Diagnostics) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = (1..).zip(text.lines()).peekable();
    let mut is_code = false;
    while let Some((number, line)) = lines.next() {
        let at = place(file, number, line);
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            is_code = !is_code;
        }
        if is_code || trimmed.is_empty() {
            continue;
        }
        if let Some((level, title)) = heading(trimmed) {
            let text = title.to_owned();
            blocks.push(Block::Heading(level, Located { text, at }));
            continue;
        }
        if !trimmed.starts_with('|') {
            let text = trimmed.to_owned();
            blocks.push(Block::Line(Located { text, at }));
            continue;
        }
        let mut table = Table {
            header: cells(file, number, line),
            rows: Vec::new(),
            ends: number,
        };
        match lines.next_if(|(_, line)| is_rule(line)) {
            Some((number, _)) => table.ends = number,
            None => out.push(wrong(
                &at,
                "a table without a line of dashes below its header",
                "a second line as | --- | --- |",
            )),
        }
        while let Some((number, line)) = lines.next_if(|(_, line)| line.trim().starts_with('|')) {
            table.ends = number;
            let row = cells(file, number, line);
            if row.len() == table.header.len() {
                table.rows.push(row);
            } else {
                let found = format!("{} cells", row.len());
                let expected = format!(
                    "{}, as the header has; a | that is no border is written \\|",
                    table.header.len()
                );
                out.push(wrong(&place(file, number, line), found, expected));
            }
        }
        blocks.push(Block::Table(table));
    }
    blocks
}

fn place(file: &Arc<str>, line: u32, text: &str) -> Location {
    let outer = text.chars().take_while(|c| c.is_whitespace()).count();
    Location {
        file: Arc::clone(file),
        line,
        column: u32::try_from(outer).unwrap_or(0) + 1,
    }
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let title = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - title.len()).ok()?;
    let title = title.strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level, title.trim()))
}

/// The line of dashes between a header and its rows.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|')
        && line.contains('-')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// The cells of a line of a table, without outer white space; `\|` is a `|` that is no border.
fn cells(file: &Arc<str>, line: u32, text: &str) -> Vec<Located> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let (mut begins, mut is_open) = (1, false);
    let mut signs = (1..).zip(text.trim_end().chars()).peekable();
    while let Some((column, sign)) = signs.next() {
        match sign {
            '\\' if signs.next_if(|(_, next)| *next == '|').is_some() => cell.push('|'),
            '|' => {
                // What stands before the first border is no cell.
                if is_open {
                    cells.push(located(file, line, begins, &cell));
                }
                (begins, is_open) = (column + 1, true);
                cell.clear();
            }
            other => cell.push(other),
        }
    }
    if !cell.trim().is_empty() {
        cells.push(located(file, line, begins, &cell));
    }
    cells
}

fn located(file: &Arc<str>, line: u32, begins: u32, cell: &str) -> Located {
    let outer = cell.chars().take_while(|c| c.is_whitespace()).count();
    Located {
        text: cell.trim().to_owned(),
        at: Location {
            file: Arc::clone(file),
            line,
            column: begins + u32::try_from(outer).unwrap_or(0),
        },
    }
}
