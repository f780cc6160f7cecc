//! The paths of a projection, compiled to nodes that share their first steps.
//!
//! A *scope* is a kind of record: the document (scope 0, which yields the records), the records
//! (scope 1), and each kind of nested record. Each scope has a root node; an edge leads from a
//! node to the next by one step.

use landbridge_contract::{Projection, SourceFaultKind};

use crate::fault::Problem;
use crate::names::{Bindings, NameTest};
use crate::path::{Axis, Path, Predicate, Step, child_path, field_path};

/// A compiled projection.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) nodes: Vec<Node>,
    pub(crate) scopes: Vec<Scope>,
    /// True where names are asked for by namespace.
    pub(crate) needs_spaces: bool,
    /// The node before the last step of the record path, where that has more than one step.
    pub(crate) parent_of_records: Option<usize>,
}

/// A kind of record.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) root: usize,
    pub(crate) slots: usize,
    /// Scopes of the nested records, in the order of the projection.
    pub(crate) children: Vec<usize>,
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
    /// Children of the scope that begin at the element.
    pub(crate) children: Vec<usize>,
}

/// A step to another node.
#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) step: Step,
    pub(crate) node: usize,
}

impl Plan {
    /// Compiles; names all paths that cannot be read in one problem.
    pub(crate) fn compile(
        records: &Path,
        projection: &Projection,
        bindings: &Bindings,
    ) -> Result<Self, Problem> {
        let mut compiler = Compiler {
            plan: Self {
                nodes: vec![Node::default()],
                scopes: vec![Scope {
                    root: 0,
                    slots: 0,
                    children: Vec::new(),
                }],
                needs_spaces: false,
                parent_of_records: None,
            },
            bindings,
            wrong: Vec::new(),
        };
        let last = compiler.walk(0, &records.steps);
        let before = records.steps.split_last().map(|(_, before)| before);
        if let Some(before) = before.filter(|before| !before.is_empty()) {
            compiler.plan.parent_of_records = Some(compiler.walk(0, before));
        }
        let scope = compiler.scope(projection);
        compiler.bear(0, last, scope);
        if compiler.wrong.is_empty() {
            return Ok(compiler.plan);
        }
        Err(Problem::new(
            SourceFaultKind::Header,
            compiler.wrong.join("; "),
            "paths such as `Part/@UnitPrice`, `date[@type='start']`, `line[2]/qty` or `.`",
        )
        .fix("correct the paths in the mapping"))
    }
}

struct Compiler<'a> {
    plan: Plan,
    bindings: &'a Bindings,
    wrong: Vec<String>,
}

impl Compiler<'_> {
    fn node(&mut self) -> usize {
        self.plan.nodes.push(Node::default());
        self.plan.nodes.len() - 1
    }

    fn scope(&mut self, projection: &Projection) -> usize {
        let root = self.node();
        let scope = self.plan.scopes.len();
        self.plan.scopes.push(Scope {
            root,
            slots: projection.fields.len(),
            children: Vec::new(),
        });
        for (slot, field) in projection.fields.iter().enumerate() {
            match field_path(field, self.bindings) {
                Ok(path) => self.field(root, path, slot),
                Err(why) => self.wrong.push(format!("`{field}`: {why}")),
            }
        }
        for child in &projection.children {
            match child_path(&child.path, self.bindings) {
                Ok(path) => {
                    let node = self.walk(root, &path.steps);
                    let inner = self.scope(&child.projection);
                    self.bear(scope, node, inner);
                }
                Err(why) => self.wrong.push(format!("`{}`: {why}", child.path)),
            }
        }
        scope
    }

    fn field(&mut self, root: usize, path: Path, slot: usize) {
        let node = self.walk(root, &path.steps);
        let needs = path.attribute.as_ref().is_some_and(NameTest::needs_spaces);
        self.plan.needs_spaces |= needs;
        if let Some(node) = self.plan.nodes.get_mut(node) {
            match path.attribute {
                Some(name) => node.attributes.push((name, slot)),
                None => node.texts.push(slot),
            }
        }
    }

    /// Makes `inner` a child of `scope` that begins at `node`.
    fn bear(&mut self, scope: usize, node: usize, inner: usize) {
        let Some(scope) = self.plan.scopes.get_mut(scope) else {
            return;
        };
        scope.children.push(inner);
        let child = scope.children.len() - 1;
        if let Some(node) = self.plan.nodes.get_mut(node) {
            node.children.push(child);
        }
    }

    /// Follows steps from a node, making nodes where there are none.
    fn walk(&mut self, from: usize, steps: &[Step]) -> usize {
        let mut at = from;
        for step in steps {
            self.plan.needs_spaces |= needs_spaces(step);
            let edges = self.plan.nodes.get(at).map(|node| &node.edges);
            let known = edges.and_then(|edges| edges.iter().find(|edge| edge.step == *step));
            if let Some(edge) = known {
                at = edge.node;
                continue;
            }
            let next = self.node();
            if let Some(node) = self.plan.nodes.get_mut(at) {
                node.descends |= step.axis == Axis::Descendant;
                node.edges.push(Edge {
                    step: step.clone(),
                    node: next,
                });
            }
            at = next;
        }
        at
    }
}

fn needs_spaces(step: &Step) -> bool {
    let predicates = step.predicates.iter().any(|predicate| match predicate {
        Predicate::Attribute { name, .. } => name.needs_spaces(),
        Predicate::Position(_) => false,
    });
    predicates || step.name.needs_spaces()
}
