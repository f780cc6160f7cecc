//! Fills a record from its cells: slots, and the elements of tables.

use std::cell::Cell;

use landbridge_contract::{Name, Notice, NoticeKind, Place, Record, Slot, Value};

use landbridge_lines::{PARTS_MAX, set_text};

use crate::bound::Bound;
use crate::cells::Cells;
use crate::reader::FixedWidthReader;
use crate::shape::{Field, Form, Shape};

/// Where a field stands when tables before it are not full.
pub(crate) fn moved(at: usize, after: &[usize], lost: &[usize]) -> usize {
    let less: usize = after.iter().filter_map(|table| lost.get(*table)).sum();
    at.saturating_sub(less)
}

/// One record while it is filled.
pub(crate) struct Filling<'a> {
    pub(crate) reader: &'a FixedWidthReader,
    pub(crate) root: &'a Shape,
    pub(crate) cells: &'a Cells<'a>,
    pub(crate) lost: &'a [usize],
    /// Elements of tables made so far: more than can be held are not made.
    pub(crate) made: Cell<usize>,
}

impl Filling<'_> {
    pub(crate) fn fill(&self, shape: &Shape, bound: &Bound, base: usize, record: &mut Record) {
        record.slots.resize_with(bound.fields.len(), Slot::default);
        record.children.resize_with(bound.parts, Vec::new);
        for part in &mut record.children {
            part.clear();
        }
        let Record { slots, notices, .. } = record;
        for ((number, slot), index) in (0_u32..).zip(slots.iter_mut()).zip(&bound.fields) {
            slot.line = 0;
            let Some(field) = index.and_then(|index| shape.fields.get(index)) else {
                slot.value = Value::Null;
                continue;
            };
            if let Some((kind, found)) = self.set_where_it_is(slot, field, base) {
                let slot = Some(number);
                notices.push(Notice { slot, kind, found });
            }
        }
        for (child, index, wanted) in &bound.tables {
            let elements = self.elements(shape, *index, wanted, base, record.place);
            if let Some(part) = record.children.get_mut(*child) {
                *part = elements;
            }
        }
    }

    /// Sets a slot to the value of a field, or to nothing where the field is not there.
    pub(crate) fn set_where_it_is(
        &self,
        slot: &mut Slot,
        field: &Field,
        base: usize,
    ) -> Option<(NoticeKind, String)> {
        if !field.when.is_empty() && !self.is_there(&field.when) {
            slot.value = Value::Null;
            return None;
        }
        let at = base + moved(field.at, &field.after, self.lost);
        self.set(slot, field, at)
    }

    fn is_there(&self, when: &[(Name, String)]) -> bool {
        let mut all = when.iter();
        all.all(|(name, text)| self.reader.field_is(self.root, name, text, self.cells))
    }

    /// Sets a slot to the value of a field. What could not be read is given back in words.
    fn set(&self, slot: &mut Slot, field: &Field, at: usize) -> Option<(NoticeKind, String)> {
        if field.form == Form::Text {
            let text = self
                .cells
                .text(at, field.length, &self.reader.manners.reading);
            if self.cells.plain || !text.contains(['\u{FFFD}', '\0']) {
                set_text(&mut slot.value, text.trim_end_matches(' '));
                return None;
            }
            let kept = text.replace('\0', "");
            set_text(&mut slot.value, kept.trim_end_matches(' '));
            let found = text.trim_end_matches(' ').escape_debug().to_string();
            return Some((NoticeKind::Undecodable, found));
        }
        match self.reader.value(field, at, self.cells) {
            Ok(value) => {
                slot.value = value;
                None
            }
            Err(wrong) => {
                slot.value = Value::Null;
                let found = format!("{} instead of {}", wrong.found, wrong.expected);
                Some((NoticeKind::Malformed, found))
            }
        }
    }

    fn elements(
        &self,
        shape: &Shape,
        index: usize,
        wanted: &Bound,
        base: usize,
        place: Place,
    ) -> Vec<Record> {
        let mut elements = Vec::new();
        let Some(table) = shape.tables.get(index) else {
            return elements;
        };
        if !table.when.is_empty() && !self.is_there(&table.when) {
            return elements;
        }
        let less = match (&table.depending, self.lost.get(index)) {
            (Some(_), Some(lost)) => lost / table.stride.max(1),
            _ => 0,
        };
        let begin = base + moved(table.at, &table.after, self.lost);
        for number in 0..table.most - less {
            let at = begin + number * table.stride;
            if at >= self.cells.length() || self.made.get() > PARTS_MAX {
                break;
            }
            self.made.set(self.made.get() + 1);
            let number = u64::try_from(number).unwrap_or(0) + 1;
            let mut element = Record {
                ordinal: number,
                place: Place { number, ..place },
                ..Record::default()
            };
            self.fill(&table.element, wanted, at, &mut element);
            elements.push(element);
        }
        elements
    }
}
