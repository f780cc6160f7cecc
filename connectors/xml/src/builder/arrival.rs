//! What an element leads to when it begins.

use landbridge_contract::{Place, Slot, Value};

use super::{Active, Arrival, Builder, Capture, Frame, Open, take_attributes};
use crate::fault::Problem;
use crate::matching::{Position, TagView, holds};
use crate::plan::Borne;
use crate::pull::Tag;
use crate::slots::{put, too_many};

impl Builder {
    /// Finds the nodes that the element of a tag reaches, and hands down what looks deeper.
    pub(super) fn select(
        &mut self,
        tag: &Tag<'_>,
        parent: Frame,
        below: usize,
    ) -> Result<(), Problem> {
        self.arrivals.clear();
        for item in parent.active..below {
            let Some(active) = self.active.get(item).copied() else {
                continue;
            };
            let Some(node) = self.plan.nodes.get(active.node) else {
                continue;
            };
            let asked = (active.node, active.carried);
            let (_, edges) = self.memos.ask(&self.plan, asked, tag.name, &self.spaces);
            for &edge in edges {
                let Some(to) = node.edges.get(edge) else {
                    continue;
                };
                let view = TagView::new(tag, &self.spaces);
                let position = Position {
                    item,
                    edge,
                    first: parent.counters,
                };
                if !holds(&to.step, &view, &mut self.counters, position)? {
                    continue;
                }
                let counted_by = (position, to.step.predicates.len());
                let number = if to.counts {
                    self.counters.count(position, counted_by.1)
                } else {
                    0
                };
                let same = |other: &Arrival| other.node == to.node && other.record == active.record;
                if !self.arrivals.iter().any(same) {
                    self.arrivals.push(Arrival {
                        node: to.node,
                        record: active.record,
                        number,
                        counted_by,
                    });
                }
            }
            if node.descends {
                let carried = Active {
                    carried: true,
                    ..active
                };
                if !self
                    .active
                    .iter()
                    .skip(below)
                    .any(|other| *other == carried)
                {
                    self.active.push(carried);
                }
            }
        }
        Ok(())
    }

    /// Does what a node asks for at the element of a tag.
    pub(super) fn arrive(&mut self, tag: &Tag<'_>, arrival: Arrival) -> Result<(), Problem> {
        let Some(node) = self.plan.nodes.get(arrival.node) else {
            return Ok(());
        };
        self.parents_met |= node.holds_records;
        if !node.edges.is_empty() {
            self.active.push(Active {
                node: arrival.node,
                record: arrival.record,
                carried: false,
            });
        }
        for &slot in &node.texts {
            self.captures.push(Capture {
                record: arrival.record,
                slot,
                line: tag.line,
                text: self.spare_texts.pop().unwrap_or_default(),
            });
        }
        if let Some(open) = self.open.get_mut(arrival.record) {
            let view = TagView::new(tag, &self.spaces);
            let (doubt, values) = (self.doubt, &mut self.values);
            take_attributes(node, &view, tag.line, &mut open.record, doubt, values)?;
            for &slot in &node.names {
                put(&mut open.record, slot, tag.name, tag.line, doubt, values)?;
            }
            for &slot in &node.marks {
                if let Some(slot) = open.record.slots.get_mut(slot) {
                    slot.value = Value::Bool(true);
                }
            }
        }
        for index in 0..node.bears.len() {
            let scope = self.open.get(arrival.record).map_or(0, |open| open.scope);
            let node = self.plan.nodes.get(arrival.node);
            let number = node.and_then(|node| node.bears.get(index)).copied();
            let scope = self.plan.scopes.get(scope);
            let borne = scope.and_then(|scope| scope.bears.get(number?)).copied();
            if let Some(borne) = borne {
                self.open_record(tag, arrival, borne)?;
            }
        }
        Ok(())
    }

    fn open_record(
        &mut self,
        tag: &Tag<'_>,
        arrival: Arrival,
        borne: Borne,
    ) -> Result<(), Problem> {
        let place = Place {
            line: tag.line,
            number: arrival.number,
            byte: tag.byte,
            piece: 0,
        };
        if arrival.record == 0 {
            if self.in_record() {
                // An element that two record paths select is one record.
                if self.record_depth != self.frames.len() {
                    self.inner.push((place, borne.list));
                }
                return Ok(());
            }
            self.values = 0;
            self.record_depth = self.frames.len();
        }
        let Some(shape) = self.plan.scopes.get(borne.scope) else {
            return Ok(());
        };
        self.values += shape.slots + 1;
        too_many(self.values)?;
        let mut record = self.spare_records.pop().unwrap_or_default();
        record.place = place;
        record.slots.resize_with(shape.slots, Slot::default);
        record.children.resize_with(shape.lists, Vec::new);
        if borne.scope == self.plan.records {
            self.around.fill(&self.plan.outside, &mut record);
        }
        self.open.push(Open {
            scope: borne.scope,
            list: borne.list,
            parent: arrival.record,
            record,
            counted_by: arrival.counted_by,
        });
        self.arrivals.push(Arrival {
            node: shape.root,
            record: self.open.len() - 1,
            ..arrival
        });
        Ok(())
    }
}
