//! Hands fields of a line to the records around it that ask for them by a path (`buyer/Name`).

use std::cell::Cell;

use landbridge_contract::{Notice, NoticeKind, Record, Slot, Value};
use landbridge_lines::{Misplaced, size::heap};

use crate::cells::Cells;
use crate::filling::{Filling, moved};
use crate::reader::FixedWidthReader;
use crate::shape::Field;

impl FixedWidthReader {
    /// Hands the fields of the line that are wanted of records around it to these, which are open.
    pub(crate) fn lift(
        &mut self,
        kind: usize,
        cells: &Cells<'_>,
        line: u64,
    ) -> Result<(), Misplaced> {
        let lifts = self.lifts.get(kind).filter(|lifts| !lifts.is_empty());
        let (Some(lifts), Some(own)) = (lifts, self.manners.kinds.get(kind)) else {
            return Ok(());
        };
        // A table without a valid count makes a reject of the whole record.
        let Ok(lost) = self.lost(&own.shape, cells) else {
            return Ok(());
        };
        let mut grown = 0;
        for lift in lifts {
            let Some(field) = own.shape.fields.get(lift.field) else {
                continue;
            };
            let filling = Filling {
                reader: self,
                root: &own.shape,
                cells,
                lost: &lost,
                made: Cell::default(),
            };
            let (value, noticed) = read(&filling, field);
            if let Some(holder) = self.nesting.last_mut(lift.holder) {
                grown += size_of::<Value>() + heap(&value);
                let words = noticed.as_ref().map_or(0, |(_, found)| found.len());
                grown += words + size_of::<Notice>();
                add(holder, lift.slot, value, line);
                notice(holder, lift.slot, noticed);
            }
        }
        self.nesting.grow(grown)
    }
}

/// The value of a field, and what was noticed of it.
fn read(filling: &Filling<'_>, field: &Field) -> (Value, Option<(NoticeKind, String)>) {
    let mut slot = Slot::default();
    let mut noticed = filling.set_where_it_is(&mut slot, field, 0);
    let end = moved(field.at, &field.after, filling.lost) + field.length;
    let length = filling.cells.length();
    if noticed.is_none() && length < end {
        noticed = Some((NoticeKind::Ragged, format!("{length} of {end}")));
    }
    (slot.value, noticed)
}

/// Adds a value to a slot: as it is where the slot has none yet, in a list where it has.
fn add(record: &mut Record, number: usize, value: Value, line: u64) {
    let Some(slot) = record.slots.get_mut(number) else {
        return;
    };
    if slot.value == Value::Null {
        slot.value = value;
        slot.line = line;
        return;
    }
    if value == Value::Null {
        return;
    }
    let found = value.to_string();
    let mut values = match std::mem::take(&mut slot.value) {
        Value::List(values) => values,
        first => vec![first],
    };
    values.push(value);
    let is_second = values.len() == 2;
    slot.value = Value::List(values);
    notice(
        record,
        number,
        is_second.then_some((NoticeKind::Repeated, found)),
    );
}

fn notice(record: &mut Record, slot: usize, noticed: Option<(NoticeKind, String)>) {
    if let (Some((kind, found)), Ok(slot)) = (noticed, u32::try_from(slot)) {
        let slot = Some(slot);
        record.notices.push(Notice { slot, kind, found });
    }
}
