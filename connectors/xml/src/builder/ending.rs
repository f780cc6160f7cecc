//! What becomes of records and groups when their element ends.

use landbridge_contract::{Record, Value};

use super::{Builder, Finished, Frame, Open, SPARE_TEXT_BYTES_MAX, SPARE_TEXTS_MAX};
use crate::fault::Problem;
use crate::plan::Group;
use crate::slots::{hand_out, put};

impl Builder {
    /// Takes the end of the innermost open element. A record that ends is handed over.
    pub(crate) fn end(&mut self) -> Result<Option<Finished>, Problem> {
        if !self.in_record() {
            self.around.end(&self.plan.outside)?;
        }
        let Some(frame) = self.frames.pop() else {
            return Ok(None);
        };
        self.end_captures(frame)?;
        self.active.truncate(frame.active);
        self.counters.truncate(frame.counters);
        self.spaces.leave(frame.spaces);
        let mut finished = None;
        while self.open.len() > frame.records {
            let Some(inner) = self.open.pop() else {
                break;
            };
            self.close(inner, &mut finished);
        }
        Ok(finished)
    }

    fn end_captures(&mut self, frame: Frame) -> Result<(), Problem> {
        if !frame.has_children && !self.pending.is_empty() {
            for capture in &mut self.captures {
                capture.text.push_str(&self.pending);
            }
        }
        self.pending.clear();
        for mut capture in self.captures.drain(frame.captures..) {
            if let Some(open) = self.open.get_mut(capture.record) {
                put(
                    &mut open.record,
                    capture.slot,
                    &capture.text,
                    capture.line,
                    self.doubt,
                    &mut self.values,
                )?;
            }
            let small = capture.text.capacity() <= SPARE_TEXT_BYTES_MAX;
            if small && self.spare_texts.len() < SPARE_TEXTS_MAX {
                capture.text.clear();
                self.spare_texts.push(capture.text);
            }
        }
        Ok(())
    }

    /// Hands a record that has ended to the one around it, or out.
    fn close(&mut self, inner: Open, finished: &mut Option<Finished>) {
        let scope = self.plan.scopes.get(inner.scope);
        let Some(group) = scope.and_then(|scope| scope.group.as_ref()) else {
            let Open {
                list,
                parent,
                record,
                ..
            } = inner;
            hand_record(&mut self.open, parent, list, record, finished);
            return;
        };
        let Open {
            parent,
            mut record,
            counted_by: (position, predicate),
            ..
        } = inner;
        if group.holds(&record) {
            let number = self.counters.count(position, predicate);
            for &(from, to, itself) in &group.lists {
                let list = record.children.get_mut(from).map(std::mem::take);
                for mut nested in list.unwrap_or_default() {
                    if itself {
                        nested.place.number = number;
                    }
                    hand_record(&mut self.open, parent, to, nested, finished);
                }
            }
            if let Some(outer) = self.open.get_mut(parent) {
                for &(from, to) in &group.slots {
                    hand_out(&mut record, from, &mut outer.record, to);
                }
            }
        } else if parent == 0 {
            self.around.take_back();
        }
        self.recycle(record);
    }
}

impl Group {
    fn holds(&self, record: &Record) -> bool {
        self.tests.iter().all(|(slot, wanted)| {
            let same = |value: &Value| {
                let wanted = wanted.as_deref();
                wanted.is_none_or(|wanted| value.as_text() == Some(wanted))
            };
            match record.value(*slot) {
                Value::Null => false,
                Value::List(items) => items.iter().any(same),
                value => same(value),
            }
        })
    }
}

fn hand_record(
    open: &mut [Open],
    parent: usize,
    list: usize,
    record: Record,
    finished: &mut Option<Finished>,
) {
    if parent == 0 {
        *finished = Some(Finished {
            record,
            alternative: list,
        });
        return;
    }
    let outer = open.get_mut(parent);
    if let Some(records) = outer.and_then(|outer| outer.record.children.get_mut(list)) {
        records.push(record);
    }
}
