//! The paths of a projection, compiled to nodes that share their first steps.
//!
//! A *scope* is a kind of record: the document (scope 0, which yields the records), the records
//! (scope 1), and each kind of nested record. Each scope has a root node; an edge leads from a
//! node to the next by one step.
//!
//! A step that tests what stands inside its element makes a scope of its own, a *group*: what is
//! read there is kept apart until the element ends, and then handed outwards or dropped.

use landbridge_contract::{Name, Projection, SourceFaultKind};

use crate::fault::Problem;
use crate::names::{Bindings, NameTest};
use crate::outside::Outside;
use crate::parse::{child_path, field_path};
use crate::path::{Axis, From, Path, Step};

/// The field that is the name of a record's own element.
pub(crate) const ELEMENT_NAME: &str = "name()";

/// A compiled projection.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) nodes: Vec<Node>,
    pub(crate) scopes: Vec<Scope>,
    /// True where names are asked for by namespace.
    pub(crate) needs_spaces: bool,
    /// The scope of the records.
    pub(crate) records: usize,
    /// What is read outside of the records.
    pub(crate) outside: Outside,
}

/// A kind of record.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) root: usize,
    pub(crate) slots: usize,
    /// Lists of nested records.
    pub(crate) lists: usize,
    /// The scopes that begin inside, and which list takes their records.
    pub(crate) bears: Vec<Borne>,
    /// Where this is no record of its own.
    pub(crate) group: Option<Group>,
}

/// A scope inside another. For the document the list is the number of the record path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Borne {
    pub(crate) scope: usize,
    pub(crate) list: usize,
}

/// What becomes of a group when its element ends.
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// Slots with the text that one of them must have, or none where any will do.
    pub(crate) tests: Vec<(usize, Option<String>)>,
    /// Slots here and in the scope around.
    pub(crate) slots: Vec<(usize, usize)>,
    /// Lists here and in the scope around, and whether the records are the element itself.
    pub(crate) lists: Vec<(usize, usize, bool)>,
}

/// What is to be done at an element, and how to go on from there.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) edges: Vec<Edge>,
    /// True where an edge leads to any depth.
    pub(crate) descends: bool,
    /// Slots that take the element's text.
    pub(crate) texts: Vec<usize>,
    /// Slots that take an attribute of the element.
    pub(crate) attributes: Vec<(NameTest, usize)>,
    /// Slots that take that the element is there.
    pub(crate) marks: Vec<usize>,
    /// Slots that take the element's name.
    pub(crate) names: Vec<usize>,
    /// Indexes into what the scope bears: those that begin at the element.
    pub(crate) bears: Vec<usize>,
    /// True where records are looked for among the children of the element.
    pub(crate) holds_records: bool,
    /// The group that begins here.
    group: Option<usize>,
}

/// A step to another node.
#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) step: Step,
    pub(crate) node: usize,
    /// True where the number of the element is of concern when it begins.
    pub(crate) counts: bool,
}

/// Where compiling stands: a node of a scope, inside these groups, outermost first.
#[derive(Debug, Clone)]
struct Spot {
    scope: usize,
    node: usize,
    groups: Vec<usize>,
}

impl Plan {
    /// Compiles; names all paths that cannot be read in one problem.
    pub(crate) fn compile(
        records: &[(Path, String)],
        declared: &[(Name, Path)],
        projection: &Projection,
        bindings: &Bindings,
    ) -> Result<Self, Problem> {
        let mut compiler = Compiler::new(bindings);
        let scope = compiler.scope(projection, Some(records));
        compiler.plan.records = scope;
        for (list, (path, _)) in records.iter().enumerate() {
            compiler.record_path(path, scope, list);
        }
        for (name, path) in declared {
            compiler.plan.needs_spaces |= path.needs_spaces();
            compiler
                .plan
                .outside
                .declare(Name::clone(name), path.clone());
        }
        compiler.number_edges();
        if compiler.wrong.is_empty() {
            return Ok(compiler.plan);
        }
        Err(Problem::new(
            SourceFaultKind::Header,
            compiler.wrong.join("; "),
            "paths such as `Part/@UnitPrice`, `date[@type='start']`, `line[2]/qty`, `../@id` or `.`",
        )
        .fix("correct the paths in the mapping"))
    }
}

struct Compiler<'a> {
    plan: Plan,
    bindings: &'a Bindings,
    wrong: Vec<String>,
}

impl<'a> Compiler<'a> {
    fn new(bindings: &'a Bindings) -> Self {
        Self {
            plan: Plan {
                nodes: vec![Node::default()],
                scopes: vec![Scope::default()],
                needs_spaces: false,
                records: 0,
                outside: Outside::default(),
            },
            bindings,
            wrong: Vec::new(),
        }
    }

    fn node(&mut self) -> usize {
        self.plan.nodes.push(Node::default());
        self.plan.nodes.len() - 1
    }

    fn new_scope(&mut self, slots: usize, lists: usize, group: Option<Group>) -> Spot {
        let node = self.node();
        self.plan.scopes.push(Scope {
            root: node,
            slots,
            lists,
            bears: Vec::new(),
            group,
        });
        Spot {
            scope: self.plan.scopes.len() - 1,
            node,
            groups: Vec::new(),
        }
    }

    /// Compiles a projection; `records` where it is that of the records themselves.
    fn scope(&mut self, projection: &Projection, records: Option<&[(Path, String)]>) -> usize {
        let fields = projection.fields.len();
        let root = self.new_scope(fields, projection.children.len(), None);
        for (slot, field) in projection.fields.iter().enumerate() {
            if **field == *ELEMENT_NAME {
                if let Some(node) = self.plan.nodes.get_mut(root.node) {
                    node.names.push(slot);
                }
                continue;
            }
            match field_path(field, self.bindings) {
                Ok(path) if path.from == From::Here => self.field(&root, &path, slot),
                Ok(path) => {
                    if let Err(why) = self.outside(field, path, slot, records) {
                        self.wrong.push(format!("`{field}`: {why}"));
                    }
                }
                Err(why) => self.wrong.push(format!("`{field}`: {why}")),
            }
        }
        for (list, child) in projection.children.iter().enumerate() {
            match child_path(&child.path, self.bindings) {
                Ok(path) => {
                    let spot = self.walk(&root, &path.steps);
                    let inner = self.scope(&child.projection, None);
                    self.bear(&root, &spot, inner, list);
                }
                Err(why) => self.wrong.push(format!("`{}`: {why}", child.path)),
            }
        }
        root.scope
    }

    /// A field whose value stands around the record.
    fn outside(
        &mut self,
        field: &Name,
        path: Path,
        slot: usize,
        records: Option<&[(Path, String)]>,
    ) -> Result<(), String> {
        let Some(records) = records else {
            return Err("only the records themselves reach out, not those nested in them".into());
        };
        let into = |(record, _): &(Path, String)| {
            path.from == From::Document && path.steps.starts_with(record.steps.as_slice())
        };
        if records.iter().any(into) {
            return Err("leads into the records; write it relative to them".to_owned());
        }
        self.plan.needs_spaces |= path.needs_spaces();
        self.plan.outside.fill(Name::clone(field), path, slot);
        Ok(())
    }

    fn record_path(&mut self, path: &Path, scope: usize, list: usize) {
        let document = Spot {
            scope: 0,
            node: 0,
            groups: Vec::new(),
        };
        let around = path
            .steps
            .split_last()
            .map_or(&[][..], |(_, around)| around);
        if !around.is_empty() {
            let parent = self.walk(&document, around);
            if let Some(node) = self.plan.nodes.get_mut(parent.node) {
                node.holds_records = true;
            }
        }
        let spot = self.walk(&document, &path.steps);
        self.bear(&document, &spot, scope, list);
    }

    fn field(&mut self, root: &Spot, path: &Path, slot: usize) {
        let spot = self.walk(root, &path.steps);
        let slot = self.slot_in(root, &spot, slot);
        let needs = path.attribute.as_ref().is_some_and(NameTest::needs_spaces);
        self.plan.needs_spaces |= needs;
        if let Some(node) = self.plan.nodes.get_mut(spot.node) {
            match &path.attribute {
                Some(name) => node.attributes.push((name.clone(), slot)),
                None => node.texts.push(slot),
            }
        }
    }

    /// The slot of the innermost group that is handed out to a slot of the root.
    fn slot_in(&mut self, root: &Spot, spot: &Spot, slot: usize) -> usize {
        let mut outer = slot;
        for group in spot.groups.iter().skip(root.groups.len()) {
            if let Some(scope) = self.plan.scopes.get_mut(*group) {
                let inner = scope.slots;
                scope.slots += 1;
                if let Some(group) = &mut scope.group {
                    group.slots.push((inner, outer));
                }
                outer = inner;
            }
        }
        outer
    }

    /// Makes `inner` begin at a spot; its records go to a list of the root's scope.
    fn bear(&mut self, root: &Spot, spot: &Spot, inner: usize, list: usize) {
        let mut outer = list;
        for group in spot.groups.iter().skip(root.groups.len()) {
            if let Some(scope) = self.plan.scopes.get_mut(*group) {
                let here = scope.lists;
                scope.lists += 1;
                let itself = scope.root == spot.node;
                if let Some(group) = &mut scope.group {
                    group.lists.push((here, outer, itself));
                }
                outer = here;
            }
        }
        self.bear_in(spot, inner, outer);
    }

    fn bear_in(&mut self, spot: &Spot, scope: usize, list: usize) {
        if let Some(around) = self.plan.scopes.get_mut(spot.scope) {
            around.bears.push(Borne { scope, list });
            let number = around.bears.len() - 1;
            if let Some(node) = self.plan.nodes.get_mut(spot.node) {
                node.bears.push(number);
            }
        }
    }

    /// Follows steps from a spot, making nodes and groups where there are none.
    fn walk(&mut self, from: &Spot, steps: &[Step]) -> Spot {
        let mut at = from.clone();
        for step in steps {
            self.plan.needs_spaces |= step.needs_spaces();
            let edges = self.plan.nodes.get(at.node).map(|node| &node.edges);
            let known = edges.and_then(|edges| edges.iter().find(|edge| edge.step == *step));
            at.node = match known {
                Some(edge) => edge.node,
                None => self.lead(at.node, step),
            };
            if step.inside().next().is_some() {
                at = self.group(&at, step);
            }
        }
        at
    }

    fn lead(&mut self, from: usize, step: &Step) -> usize {
        let next = self.node();
        if let Some(node) = self.plan.nodes.get_mut(from) {
            node.descends |= step.axis == Axis::Descendant;
            node.edges.push(Edge {
                step: step.clone(),
                node: next,
                counts: true,
            });
        }
        next
    }

    /// The group of a step that tests what is inside, at its node.
    fn group(&mut self, at: &Spot, step: &Step) -> Spot {
        let known = self.plan.nodes.get(at.node).and_then(|node| node.group);
        let mut groups = at.groups.clone();
        if let Some(scope) = known {
            groups.push(scope);
            let root = self.plan.scopes.get(scope).map_or(0, |scope| scope.root);
            return Spot {
                scope,
                node: root,
                groups,
            };
        }
        let tests: Vec<_> = step.inside().collect();
        let mut spot = self.new_scope(tests.len(), 0, Some(Group::default()));
        if let Some(node) = self.plan.nodes.get_mut(at.node) {
            node.group = Some(spot.scope);
        }
        self.bear_in(at, spot.scope, 0);
        for (slot, (path, value)) in tests.into_iter().enumerate() {
            if value.is_none() && path.attribute.is_none() {
                let here = self.walk(&spot, &path.steps);
                let slot = self.slot_in(&spot, &here, slot);
                if let Some(node) = self.plan.nodes.get_mut(here.node) {
                    node.marks.push(slot);
                }
            } else {
                self.field(&spot, path, slot);
            }
            let scope = self.plan.scopes.get_mut(spot.scope);
            if let Some(group) = scope.and_then(|scope| scope.group.as_mut()) {
                group.tests.push((slot, value.cloned()));
            }
        }
        groups.push(spot.scope);
        spot.groups = groups;
        spot
    }

    /// Says which edges need the number of their elements.
    fn number_edges(&mut self) {
        let bears: Vec<bool> = self
            .plan
            .nodes
            .iter()
            .map(|node| !node.bears.is_empty())
            .collect();
        for node in &mut self.plan.nodes {
            for edge in &mut node.edges {
                let late = edge.step.inside().next().is_some();
                edge.counts = !late && bears.get(edge.node).copied().unwrap_or(false);
            }
        }
    }
}
