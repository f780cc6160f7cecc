//! Builds records from tags and text by following a plan; holds one record at a time.

use landbridge_contract::{Place, Record, Slot};

use crate::attributes::{Attribute, scan};
use crate::fault::Problem;
use crate::matching::{Counters, Position, TagView, matches};
use crate::names::Spaces;
use crate::path::Axis;
use crate::plan::Plan;
use crate::pull::Tag;
use crate::slots::{put, too_many};

/// A node that waits for elements below an open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Active {
    node: usize,
    /// Index of the open record.
    record: usize,
    /// Handed down from further up: only edges to any depth are followed.
    carried: bool,
}

/// A node reached by an element.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    node: usize,
    record: usize,
    /// The element's number among those selected by the same step.
    number: u64,
}

/// An open element: what belongs to it begins at these lengths.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    active: usize,
    counters: usize,
    captures: usize,
    records: usize,
    spaces: usize,
    has_children: bool,
    has_text: bool,
}

/// A slot that takes the text of an open element.
#[derive(Debug)]
struct Capture {
    record: usize,
    slot: usize,
    line: u64,
    text: String,
}

/// A record whose element is open.
#[derive(Debug)]
struct Open {
    scope: usize,
    /// Index into the children of the record around it.
    child: usize,
    parent: usize,
    record: Record,
}

/// Builds records. Index 0 of the open records is the document, index 1 the record.
#[derive(Debug)]
pub(crate) struct Builder {
    frames: Vec<Frame>,
    active: Vec<Active>,
    counters: Counters,
    captures: Vec<Capture>,
    open: Vec<Open>,
    spaces: Spaces,
    attributes: Vec<Attribute>,
    arrivals: Vec<Arrival>,
    /// White space of which it is not yet known whether it is layout.
    pending: String,
    spare: Vec<String>,
    values: usize,
    parents_met: bool,
    /// Places of record elements inside another record.
    inner: Vec<Place>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        let document = Open {
            scope: 0,
            child: 0,
            parent: 0,
            record: Record::default(),
        };
        Self {
            frames: vec![Frame::default()],
            active: vec![Active {
                node: 0,
                record: 0,
                carried: false,
            }],
            counters: Counters::default(),
            captures: Vec::new(),
            open: vec![document],
            spaces: Spaces::default(),
            attributes: Vec::new(),
            arrivals: Vec::new(),
            pending: String::new(),
            spare: Vec::new(),
            values: 0,
            parents_met: false,
            inner: Vec::new(),
        }
    }

    /// True while a record is open.
    pub(crate) fn in_record(&self) -> bool {
        self.open.len() > 1
    }

    /// True once an element was met in which records were looked for.
    pub(crate) fn parents_met(&self) -> bool {
        self.parents_met
    }

    /// The attributes of the last start tag.
    pub(crate) fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Record elements met inside another record since the last call.
    pub(crate) fn take_inner(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.inner)
    }

    /// Takes a start tag. Its element is open afterwards, an empty one too.
    pub(crate) fn start(
        &mut self,
        plan: &Plan,
        tag: &Tag<'_>,
        malformed: bool,
    ) -> Result<(), Problem> {
        scan(tag.attributes, &mut self.attributes)?;
        let spaces = self.spaces.mark();
        if plan.needs_spaces {
            self.spaces.declare(tag.attributes, &self.attributes)?;
        }
        self.settle_white_space();
        let parent = self.frames.last().copied().unwrap_or_default();
        if let Some(frame) = self.frames.last_mut() {
            frame.has_children = true;
        }
        let below = self.active.len();
        self.select(plan, tag, parent, below)?;
        self.frames.push(Frame {
            active: below,
            counters: self.counters.len(),
            captures: self.captures.len(),
            records: self.open.len(),
            spaces,
            has_children: false,
            has_text: false,
        });
        let mut next = 0;
        while let Some(arrival) = self.arrivals.get(next).copied() {
            next += 1;
            self.arrive(plan, tag, arrival, malformed)?;
        }
        Ok(())
    }

    /// Finds the nodes that the element of a tag reaches, and hands down what looks deeper.
    fn select(
        &mut self,
        plan: &Plan,
        tag: &Tag<'_>,
        parent: Frame,
        below: usize,
    ) -> Result<(), Problem> {
        self.arrivals.clear();
        for item in parent.active..below {
            let Some(active) = self.active.get(item).copied() else {
                continue;
            };
            let Some(node) = plan.nodes.get(active.node) else {
                continue;
            };
            for (edge, to) in node.edges.iter().enumerate() {
                if active.carried && to.step.axis == Axis::Child {
                    continue;
                }
                let view = TagView {
                    name: tag.name,
                    text: tag.attributes,
                    attributes: &self.attributes,
                    spaces: &self.spaces,
                };
                let position = Position {
                    item,
                    edge,
                    first: parent.counters,
                };
                let Some(number) = matches(&to.step, &view, &mut self.counters, position)? else {
                    continue;
                };
                let same = |other: &Arrival| other.node == to.node && other.record == active.record;
                if !self.arrivals.iter().any(same) {
                    self.arrivals.push(Arrival {
                        node: to.node,
                        record: active.record,
                        number,
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
    fn arrive(
        &mut self,
        plan: &Plan,
        tag: &Tag<'_>,
        arrival: Arrival,
        malformed: bool,
    ) -> Result<(), Problem> {
        let Some(node) = plan.nodes.get(arrival.node) else {
            return Ok(());
        };
        self.parents_met |= plan.parent_of_records == Some(arrival.node);
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
                text: self.spare.pop().unwrap_or_default(),
            });
        }
        for (name, slot) in &node.attributes {
            let view = TagView {
                name: tag.name,
                text: tag.attributes,
                attributes: &self.attributes,
                spaces: &self.spaces,
            };
            for (text, line) in view.values(name, tag.line)? {
                let Some(open) = self.open.get_mut(arrival.record) else {
                    continue;
                };
                put(
                    &mut open.record,
                    *slot,
                    &text,
                    line,
                    malformed,
                    &mut self.values,
                )?;
            }
        }
        for &child in &node.children {
            self.open_record(plan, tag, arrival, child)?;
        }
        Ok(())
    }

    fn open_record(
        &mut self,
        plan: &Plan,
        tag: &Tag<'_>,
        arrival: Arrival,
        child: usize,
    ) -> Result<(), Problem> {
        let place = Place {
            line: tag.line,
            number: arrival.number,
            byte: tag.byte,
        };
        if arrival.record == 0 {
            if self.in_record() {
                self.inner.push(place);
                return Ok(());
            }
            self.values = 0;
        }
        let around = self
            .open
            .get(arrival.record)
            .and_then(|open| plan.scopes.get(open.scope));
        let scope = around
            .and_then(|scope| scope.children.get(child))
            .copied()
            .unwrap_or(0);
        let Some(shape) = plan.scopes.get(scope) else {
            return Ok(());
        };
        self.values += shape.slots + 1;
        too_many(self.values)?;
        let mut record = Record {
            place,
            ..Record::default()
        };
        record.slots.resize_with(shape.slots, Slot::default);
        record.children.resize_with(shape.children.len(), Vec::new);
        self.open.push(Open {
            scope,
            child,
            parent: arrival.record,
            record,
        });
        self.arrivals.push(Arrival {
            node: shape.root,
            record: self.open.len() - 1,
            number: 0,
        });
        Ok(())
    }

    /// Takes text of the innermost open element.
    pub(crate) fn text(&mut self, text: &str, literal: bool) {
        if self.captures.is_empty() {
            return;
        }
        let blank = !literal
            && text
                .bytes()
                .all(|byte| matches!(byte, b' ' | b'\t' | b'\n'));
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if blank && !frame.has_text {
            self.pending.push_str(text);
            return;
        }
        let layout = frame.has_children && !frame.has_text;
        frame.has_text = true;
        let pending = std::mem::take(&mut self.pending);
        for capture in &mut self.captures {
            if !layout {
                capture.text.push_str(&pending);
            }
            capture.text.push_str(text);
        }
        self.pending = pending;
        self.pending.clear();
    }

    /// A child element follows or has ended: white space alone before it was layout.
    fn settle_white_space(&mut self) {
        self.pending.clear();
    }

    /// Takes the end of the innermost open element. A record that ends is handed over.
    pub(crate) fn end(&mut self, malformed: bool) -> Result<Option<Record>, Problem> {
        let Some(frame) = self.frames.pop() else {
            return Ok(None);
        };
        if !frame.has_children && !self.pending.is_empty() {
            for capture in &mut self.captures {
                capture.text.push_str(&self.pending);
            }
        }
        self.pending.clear();
        for mut capture in self.captures.drain(frame.captures..) {
            if let Some(open) = self.open.get_mut(capture.record) {
                let Capture {
                    slot,
                    line,
                    ref text,
                    ..
                } = capture;
                put(
                    &mut open.record,
                    slot,
                    text,
                    line,
                    malformed,
                    &mut self.values,
                )?;
            }
            capture.text.clear();
            if capture.text.capacity() <= 4096 && self.spare.len() < 64 {
                self.spare.push(capture.text);
            }
        }
        let mut finished = None;
        while self.open.len() > frame.records {
            let Some(inner) = self.open.pop() else {
                break;
            };
            if inner.parent == 0 {
                finished = Some(inner.record);
            } else if let Some(outer) = self.open.get_mut(inner.parent)
                && let Some(records) = outer.record.children.get_mut(inner.child)
            {
                records.push(inner.record);
            }
        }
        self.active.truncate(frame.active);
        self.counters.truncate(frame.counters);
        self.spaces.leave(frame.spaces);
        Ok(finished)
    }
}
