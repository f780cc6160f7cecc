//! What a path can say: a small part of `XPath` that can be followed while a file streams.
//!
//! ```text
//! records       record-path ("|" record-path)*
//! record path   ("/" step | "//" step)+
//! field path    "." | ["../"+ | "/"] [steps "/"] "@" name | ["../"+ | "/"] steps
//! child path    steps
//! steps         ["./" | ".//"] step (("/" | "//") step)*
//! step          name predicate*
//! name          "*" | local | prefix ":" local | prefix ":*" | "*:" local | "{" uri "}" local
//! predicate     "[" number "]" | "[" tested ["=" quoted] "]"
//! tested        "." | [steps "/"] "@" name | steps
//! ```
//!
//! The parser stands in `parse`.

use crate::names::NameTest;

/// Where the next element is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Child,
    Descendant,
}

/// A condition on an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Predicate {
    /// The how-manieth among the siblings that passed so far, from 1.
    Position(u64),
    /// An attribute that is there, with this value where one is given.
    Attribute {
        name: NameTest,
        value: Option<String>,
    },
    /// Something inside the element that is there, with this value where one is given: known
    /// only when the element ends.
    Inside { path: Path, value: Option<String> },
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) axis: Axis,
    pub(crate) name: NameTest,
    pub(crate) predicates: Vec<Predicate>,
    /// The name as written, where it stands for many.
    pub(crate) wildcard: Option<String>,
    /// The predicates as written, for origins.
    pub(crate) written_predicates: String,
}

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// At the record.
    Here,
    /// At an element around the record: 1 is the one that holds it.
    Up(usize),
    /// At the document.
    Document,
}

/// A path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) from: From,
    pub(crate) steps: Vec<Step>,
    /// The attribute at its end.
    pub(crate) attribute: Option<NameTest>,
}

impl Step {
    /// The path of the elements that this step selects, for origins: `met` is that of the first.
    pub(crate) fn origin_path(&self, met: &str) -> String {
        let predicates = &self.written_predicates;
        match (&self.wildcard, met.rsplit_once('/')) {
            (Some(name), Some((parent, _))) => format!("{parent}/{name}{predicates}"),
            _ => format!("{met}{predicates}"),
        }
    }

    /// The conditions that are known only when the element ends.
    pub(crate) fn inside(&self) -> impl Iterator<Item = (&Path, Option<&String>)> {
        self.predicates
            .iter()
            .filter_map(|predicate| match predicate {
                Predicate::Inside { path, value } => Some((path, value.as_ref())),
                Predicate::Position(_) | Predicate::Attribute { .. } => None,
            })
    }

    /// True where namespaces must be followed to try this.
    pub(crate) fn needs_spaces(&self) -> bool {
        let predicates = self.predicates.iter().any(|predicate| match predicate {
            Predicate::Attribute { name, .. } => name.needs_spaces(),
            Predicate::Inside { path, .. } => path.needs_spaces(),
            Predicate::Position(_) => false,
        });
        predicates || self.name.needs_spaces()
    }
}

impl Path {
    /// True where namespaces must be followed to try this.
    pub(crate) fn needs_spaces(&self) -> bool {
        let attribute = self.attribute.as_ref().is_some_and(NameTest::needs_spaces);
        attribute || self.steps.iter().any(Step::needs_spaces)
    }

    /// Refuses conditions that are known only when an element ends.
    pub(crate) fn without_inside(self) -> Result<Self, String> {
        let wrong = self
            .steps
            .iter()
            .find(|step| step.inside().next().is_some());
        match wrong {
            None => Ok(self),
            Some(step) => Err(format!(
                "`{}`: outside of a record only positions and attributes can be tested",
                step.written_predicates
            )),
        }
    }
}
