//! Remembers which edges of a node pass a name, so that a name is tried once and not at every
//! element. The children of a record mostly come in the same order, so that a search begins
//! where the last one ended.

use crate::names::Spaces;
use crate::path::Axis;
use crate::plan::{Node, Plan};

/// Names remembered at one node. What comes after them is tried each time.
const NAMES_MAX: usize = 512;

/// What an element of a name means to a waiting node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// No edge passes it.
    None,
    /// One edge passes it without a further test, to this node, where nothing begins.
    Value(usize),
    /// The edges must be tried.
    Edges,
}

/// The names met at all nodes.
#[derive(Debug, Default)]
pub(crate) struct Memos {
    memos: Vec<Memo>,
}

#[derive(Debug, Default)]
struct Memo {
    generation: u64,
    entries: Vec<Entry>,
    next: usize,
}

#[derive(Debug)]
struct Entry {
    name: Box<str>,
    meaning: Meaning,
    edges: Vec<usize>,
}

impl Memos {
    /// Makes room for the nodes of a plan.
    pub(crate) fn new(plan: &Plan) -> Self {
        let mut memos = Vec::new();
        memos.resize_with(2 * plan.nodes.len(), Memo::default);
        Self { memos }
    }

    /// What a name means to a node, and the edges that pass it. `carried` where only edges to
    /// any depth are followed.
    #[inline]
    pub(crate) fn ask(
        &mut self,
        plan: &Plan,
        (number, carried): (usize, bool),
        name: &str,
        spaces: &Spaces,
    ) -> (Meaning, &[usize]) {
        let (Some(node), Some(memo)) = (
            plan.nodes.get(number),
            self.memos.get_mut(2 * number + usize::from(carried)),
        ) else {
            return (Meaning::None, &[]);
        };
        if memo.generation != spaces.generation() {
            memo.generation = spaces.generation();
            memo.entries.clear();
        }
        let found = memo.find(name).unwrap_or_else(|| {
            let edges = passing(node, carried, name, spaces);
            let meaning = meaning(plan, node, &edges);
            memo.learn(name, meaning, edges)
        });
        memo.next = found + 1;
        match memo.entries.get(found) {
            Some(entry) => (entry.meaning, &entry.edges),
            None => (Meaning::None, &[]),
        }
    }
}

impl Memo {
    fn find(&self, name: &str) -> Option<usize> {
        let (before, after) = self
            .entries
            .split_at_checked(self.next)
            .unwrap_or((&self.entries, &[]));
        let same = |entry: &Entry| *entry.name == *name;
        match after.iter().position(same) {
            Some(index) => Some(before.len() + index),
            None => before.iter().position(same),
        }
    }

    fn learn(&mut self, name: &str, meaning: Meaning, edges: Vec<usize>) -> usize {
        // The last place is given away again and again once all are taken.
        self.entries.truncate(NAMES_MAX - 1);
        self.entries.push(Entry {
            name: Box::from(name),
            meaning,
            edges,
        });
        self.entries.len() - 1
    }
}

fn passing(node: &Node, carried: bool, name: &str, spaces: &Spaces) -> Vec<usize> {
    let edges = node.edges.iter().enumerate();
    edges
        .filter(|(_, edge)| !carried || edge.step.axis == Axis::Descendant)
        .filter(|(_, edge)| edge.step.name.accepts(name, spaces, true))
        .map(|(index, _)| index)
        .collect()
}

fn meaning(plan: &Plan, node: &Node, edges: &[usize]) -> Meaning {
    let &[only] = edges else {
        return if edges.is_empty() {
            Meaning::None
        } else {
            Meaning::Edges
        };
    };
    let Some(edge) = node.edges.get(only) else {
        return Meaning::None;
    };
    let plain = edge.step.predicates.is_empty()
        && plan.nodes.get(edge.node).is_some_and(|node| {
            node.bears.is_empty() && node.marks.is_empty() && !node.holds_records
        });
    if plain {
        Meaning::Value(edge.node)
    } else {
        Meaning::Edges
    }
}
