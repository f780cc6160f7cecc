//! Builds records from tags and text by following a plan; holds one record at a time.

use encoding_rs::Encoding;
use landbridge_contract::{Place, Record, Slot, Value};

use crate::around::{Around, Stated};
use crate::fault::Problem;
use crate::matching::{Counters, Position, TagView, holds};
use crate::memo::{Meaning, Memos};
use crate::names::{Spaces, SpacesMark, declared_prefix};
use crate::plan::{Borne, Group, Node, Plan};
use crate::pull::{Leaf, Tag};
use crate::slots::{Doubt, hand_out, put, too_many};

/// Records kept to be filled again.
const SPARE_RECORDS_MAX: usize = 10_000;

/// Text kept to be filled again, and its most bytes.
const SPARE_TEXTS_MAX: usize = 64;
const SPARE_TEXT_BYTES_MAX: usize = 4096;

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
    /// The element's number among those selected by the same step; 0 where that is of no
    /// concern or not yet known.
    number: u64,
    /// What the number is counted by.
    counted_by: (Position, usize),
}

/// An open element: what belongs to it begins at these lengths.
#[derive(Debug, Clone, Copy, Default)]
struct Frame {
    active: usize,
    counters: usize,
    captures: usize,
    records: usize,
    spaces: SpacesMark,
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

/// A record or group whose element is open.
#[derive(Debug)]
struct Open {
    scope: usize,
    /// The list of the record around that takes this one.
    list: usize,
    parent: usize,
    record: Record,
    counted_by: (Position, usize),
}

/// A record that has ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) record: Record,
    /// The number of its record path, from 0.
    pub(crate) alternative: usize,
}

/// Builds records. Index 0 of the open records is the document.
#[derive(Debug)]
pub(crate) struct Builder {
    plan: Plan,
    memos: Memos,
    around: Around,
    doubt: Doubt,
    frames: Vec<Frame>,
    active: Vec<Active>,
    counters: Counters,
    captures: Vec<Capture>,
    open: Vec<Open>,
    spaces: Spaces,
    arrivals: Vec<Arrival>,
    /// White space of which it is not yet known whether it is layout.
    pending: String,
    spare_texts: Vec<String>,
    spare_records: Vec<Record>,
    values: usize,
    parents_met: bool,
    /// The number of open elements where the record that is open began.
    record_depth: usize,
    /// Places of record elements inside another record, with their record path.
    inner: Vec<(Place, usize)>,
}

/// What an element without child elements means.
enum Simple {
    Nothing,
    Value { node: usize, record: usize },
    Other,
}

impl Builder {
    pub(crate) fn new(plan: Plan, encoding: &'static Encoding) -> Self {
        let document = Open {
            scope: 0,
            list: 0,
            parent: 0,
            record: Record::default(),
            counted_by: (Position::default(), 0),
        };
        Self {
            memos: Memos::new(&plan),
            around: Around::new(&plan.outside),
            plan,
            doubt: Doubt {
                malformed: false,
                encoding,
            },
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
            arrivals: Vec::new(),
            pending: String::new(),
            spare_texts: Vec::new(),
            spare_records: Vec::new(),
            values: 0,
            parents_met: false,
            record_depth: 0,
            inner: Vec::new(),
        }
    }

    /// The plan followed.
    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// True while a record is open.
    pub(crate) fn in_record(&self) -> bool {
        self.open.len() > 1
    }

    /// The number of the record path of the record that is open, from 0.
    pub(crate) fn alternative(&self) -> usize {
        let open = self.open.get(1);
        let group = open.and_then(|open| self.plan.scopes.get(open.scope)?.group.as_ref());
        match group.and_then(|group| group.lists.first()) {
            Some((_, alternative, _)) => *alternative,
            None => open.map_or(0, |open| open.list),
        }
    }

    /// True once an element was met in which records were looked for.
    pub(crate) fn parents_met(&self) -> bool {
        self.parents_met
    }

    /// Says whether invalid bytes have been replaced so far.
    pub(crate) fn doubt(&mut self, malformed: bool) {
        self.doubt.malformed = malformed;
    }

    /// Record elements met inside another record since the last call.
    pub(crate) fn take_inner(&mut self) -> Vec<(Place, usize)> {
        std::mem::take(&mut self.inner)
    }

    /// Totals of the file met since the last call.
    pub(crate) fn take_stated(&mut self) -> Vec<Stated> {
        self.around.take_stated()
    }

    /// Takes a record that is no longer needed, for its memory.
    pub(crate) fn recycle(&mut self, mut record: Record) {
        if self.spare_records.len() >= SPARE_RECORDS_MAX {
            return;
        }
        record.slots.clear();
        record.notices.clear();
        for list in &mut record.children {
            for nested in std::mem::take(list) {
                self.recycle(nested);
            }
        }
        record.ordinal = 0;
        self.spare_records.push(record);
    }

    /// Takes a start tag. Its element is open afterwards.
    pub(crate) fn start(&mut self, tag: &Tag<'_>) -> Result<(), Problem> {
        let was_in_record = self.in_record();
        let spaces = self.spaces.mark();
        if self.plan.needs_spaces {
            self.spaces.declare(tag.text, tag.attributes)?;
        }
        // White space alone before a child element was layout.
        self.pending.clear();
        let parent = self.frames.last().copied().unwrap_or_default();
        if let Some(frame) = self.frames.last_mut() {
            frame.has_children = true;
        }
        let below = self.active.len();
        self.select(tag, parent, below)?;
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
            self.arrive(tag, arrival)?;
        }
        if was_in_record || self.in_record() {
            return Ok(());
        }
        let view = TagView::new(tag, &self.spaces);
        self.around.start(&self.plan.outside, tag, &view)
    }

    /// Takes a whole element without child elements.
    pub(crate) fn leaf(&mut self, leaf: &Leaf<'_>) -> Result<Option<Finished>, Problem> {
        let tag = &leaf.tag;
        if self.captures.is_empty() && self.in_record() && !self.declares(tag) {
            match self.simple(tag) {
                Simple::Nothing => {
                    self.pass_child();
                    return Ok(None);
                }
                Simple::Value { node, record } => {
                    self.pass_child();
                    self.take(leaf, node, record)?;
                    return Ok(None);
                }
                Simple::Other => {}
            }
        }
        self.start(tag)?;
        if !leaf.text.is_empty() {
            self.text(leaf.text, leaf.literal);
        }
        self.end()
    }

    /// A child element of the innermost one has passed.
    fn pass_child(&mut self) {
        self.pending.clear();
        if let Some(frame) = self.frames.last_mut() {
            frame.has_children = true;
        }
    }

    fn declares(&self, tag: &Tag<'_>) -> bool {
        self.plan.needs_spaces
            && tag.attributes.iter().any(|attribute| {
                let name = tag.text.get(attribute.name.clone());
                name.is_some_and(|name| declared_prefix(name).is_some())
            })
    }

    /// Finds out whether an element is nothing but a value, or of no concern.
    fn simple(&mut self, tag: &Tag<'_>) -> Simple {
        let from = self.frames.last().map_or(0, |frame| frame.active);
        let mut simple = Simple::Nothing;
        for active in self.active.iter().skip(from) {
            let node = (active.node, active.carried);
            let (meaning, _) = self.memos.ask(&self.plan, node, tag.name, &self.spaces);
            match (meaning, &simple) {
                (Meaning::None, _) => {}
                (Meaning::Value(node), Simple::Nothing) => {
                    simple = Simple::Value {
                        node,
                        record: active.record,
                    };
                }
                (Meaning::Value(_) | Meaning::Edges, _) => return Simple::Other,
            }
        }
        simple
    }

    /// Puts the text and attributes of an element into their slots.
    fn take(&mut self, leaf: &Leaf<'_>, node: usize, record: usize) -> Result<(), Problem> {
        let (Some(node), Some(open)) = (self.plan.nodes.get(node), self.open.get_mut(record))
        else {
            return Ok(());
        };
        let (line, doubt, values) = (leaf.tag.line, self.doubt, &mut self.values);
        if !node.attributes.is_empty() {
            let view = TagView::new(&leaf.tag, &self.spaces);
            take_attributes(node, &view, line, &mut open.record, doubt, values)?;
        }
        for &slot in &node.texts {
            put(&mut open.record, slot, leaf.text, line, doubt, values)?;
        }
        Ok(())
    }

    /// Finds the nodes that the element of a tag reaches, and hands down what looks deeper.
    fn select(&mut self, tag: &Tag<'_>, parent: Frame, below: usize) -> Result<(), Problem> {
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
    fn arrive(&mut self, tag: &Tag<'_>, arrival: Arrival) -> Result<(), Problem> {
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

    /// Takes text of the innermost open element.
    pub(crate) fn text(&mut self, text: &str, literal: bool) {
        if !self.in_record() {
            self.around.text(text);
            return;
        }
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
        for capture in &mut self.captures {
            if !layout {
                capture.text.push_str(&self.pending);
            }
            capture.text.push_str(text);
        }
        self.pending.clear();
    }

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

fn take_attributes(
    node: &Node,
    view: &TagView<'_>,
    line: u64,
    record: &mut Record,
    doubt: Doubt,
    values: &mut usize,
) -> Result<(), Problem> {
    for (name, slot) in &node.attributes {
        view.each_value(name, line, |text, line| {
            put(record, *slot, &text, line, doubt, values)?;
            Ok(false)
        })?;
    }
    Ok(())
}
