//! Builds records from tags and text by following a plan; holds one record at a time.

mod arrival;
mod ending;

use encoding_rs::Encoding;
use landbridge_contract::{Place, Record, Slot};

use crate::around::{Around, Stated};
use crate::fault::Problem;
use crate::matching::{Counters, Position, TagView};
use crate::memo::{Meaning, Memos};
use crate::names::{Spaces, SpacesMark, declared_prefix};
use crate::plan::{Node, Plan};
use crate::pull::{Leaf, Tag};
use crate::slots::{Doubt, put};

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
    #[inline]
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

    /// True where no open element's text is wanted.
    #[inline]
    pub(crate) fn ignores_text(&self) -> bool {
        self.captures.is_empty() && (self.in_record() || self.plan.outside.is_empty())
    }

    /// True once an element was met in which records were looked for.
    pub(crate) fn parents_met(&self) -> bool {
        self.parents_met
    }

    /// Says whether invalid bytes have been replaced so far.
    #[inline]
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
        for slot in &mut record.slots {
            *slot = Slot::default();
        }
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
    #[inline]
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
