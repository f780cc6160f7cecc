//! A block a record: its origin, then a line a field; nested records are set in.

use std::io::Write;

use landbridge_contract::{Layout, PathStep, Place, Record, Slot};

use crate::cli::exit::Failure;
use crate::cli::source::WIDTH;
use crate::report::text::{columns, fit, fit_end, left, visible};

/// Widest name of a field.
const NAME_COLUMNS_MAX: usize = 28;
/// Deepest nesting that is set in further.
const INDENT_MAX: usize = 16;

/// Shows records, each as a block.
pub(super) fn show(
    out: &mut dyn Write,
    layout: &Layout,
    records: &[Record],
) -> Result<(), Failure> {
    for record in records {
        let root = Root {
            layout,
            place: record.place,
        };
        block(out, &root, layout, &mut Vec::new(), record)?;
    }
    Ok(())
}

/// The record to which nested ones belong.
struct Root<'a> {
    layout: &'a Layout,
    place: Place,
}

fn block(
    out: &mut dyn Write,
    root: &Root<'_>,
    layout: &Layout,
    steps: &mut Vec<PathStep>,
    record: &Record,
) -> Result<(), Failure> {
    let indent = (steps.len() * 2).min(INDENT_MAX);
    let margin = " ".repeat(indent);
    let origin = root.layout.origin(root.place, steps, None, 0).to_string();
    let origin = fit_end(&visible(&origin), WIDTH - indent);
    crate::cli::print(out, &format!("{margin}{origin}"))?;
    let filled = || {
        let slots = layout.names.iter().zip(&record.slots);
        slots.filter(|(_, slot)| !slot.value.is_blank())
    };
    let width = filled().map(|(name, _)| columns(&visible(name))).max();
    let width = width.unwrap_or(0).min(NAME_COLUMNS_MAX);
    for (name, slot) in filled() {
        let room = WIDTH.saturating_sub(indent + 4 + width);
        let text = format!(
            "{margin}  {}  {}",
            left(&visible(name), width),
            fit(&value(slot), room)
        );
        crate::cli::print(out, &text)?;
    }
    super::say_notices(out, layout, record, indent + 2)?;
    for (child, (records, layout)) in record.children.iter().zip(&layout.children).enumerate() {
        for nested in records {
            steps.push(PathStep {
                child,
                place: nested.place,
            });
            block(out, root, layout, steps, nested)?;
            steps.pop();
        }
    }
    Ok(())
}

fn value(slot: &Slot) -> String {
    let value = super::seen(&slot.value.to_string());
    match &slot.shown {
        Some(shown) => format!("{value}  (shown as {})", super::seen(shown)),
        None => value,
    }
}
