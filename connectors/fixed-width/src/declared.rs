//! Totals that lines state of the file.

use landbridge_contract::{DeclaredTotal, Name, Value};
use rust_decimal::Decimal;

use crate::cells::Cells;
use crate::filling::moved;
use crate::reader::{Broken, Cut, FixedWidthReader, broken};

/// Totals kept at the most; a file states a few, and memory must not grow with it.
const TOTALS_MAX: usize = 10_000;

impl FixedWidthReader {
    /// Keeps the totals that a line states of the file. One that cannot be read is told: nobody would
    /// notice otherwise that it was not compared with anything.
    pub(crate) fn note_totals(
        &mut self,
        kind: usize,
        cells: &Cells<'_>,
        cut: Cut,
    ) -> Result<(), Broken> {
        let Some(kind) = self.manners.kinds.get(kind) else {
            return Ok(());
        };
        if kind.totals.is_empty() {
            return Ok(());
        }
        let lost = self.lost(&kind.shape, cells)?;
        let mut totals = Vec::new();
        for name in &kind.totals {
            let Some(field) = kind.shape.field(name) else {
                continue;
            };
            let at = moved(field.at, &field.after, &lost);
            let unclear = |found: String| {
                broken(
                    format!("{found} in the total `{name}`"),
                    "a number".to_owned(),
                )
            };
            let value = self
                .value(field, at, cells)
                .map_err(|wrong| unclear(wrong.found))?;
            let amount = match &value {
                Value::Null => continue,
                Value::Text(text) => Decimal::from_str_exact(text.trim()).ok(),
                other => other.as_decimal(),
            };
            totals.push(DeclaredTotal {
                name: Name::from(format!("{}/{name}", kind.name)),
                amount: amount.ok_or_else(|| unclear(format!("\"{value}\"")))?,
                origin: self.origin(cut, Some((at, Name::clone(name)))),
            });
        }
        if self.totals.len() + totals.len() > TOTALS_MAX {
            return Err(broken(
                format!("more than {TOTALS_MAX} totals that the file states of itself"),
                "a few".to_owned(),
            ));
        }
        self.totals.append(&mut totals);
        Ok(())
    }
}
