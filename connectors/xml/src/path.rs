//! The grammar of paths: a small part of `XPath` that can be followed while a file streams.
//!
//! ```text
//! record path   ("/" step | "//" step)+
//! field path    "." | [steps "/"] "@" name | steps
//! child path    steps
//! steps         ["./" | ".//"] step (("/" | "//") step)*
//! step          name predicate*
//! name          "*" | local | prefix ":" local | prefix ":*" | "*:" local | "{" uri "}" local
//! predicate     "[" number "]" | "[@" name "]" | "[@" name "=" quoted "]"
//! ```

use crate::names::{Bindings, NameTest};

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

/// A path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) steps: Vec<Step>,
    /// The attribute at its end.
    pub(crate) attribute: Option<NameTest>,
}

/// The most steps of a path; deeper than any file that is read.
const STEPS_MAX: usize = 128;

/// Reads a record path.
pub(crate) fn record_path(text: &str, bindings: &Bindings) -> Result<Path, String> {
    if !text.starts_with('/') {
        return Err(format!("`{text}` does not begin with `/` or `//`"));
    }
    let path = Parser {
        rest: text,
        bindings,
    }
    .steps(Vec::new())?;
    if path.attribute.is_some() {
        return Err(format!("`{text}` ends in an attribute"));
    }
    Ok(path)
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
}

/// Reads a path of a field, relative to its record.
pub(crate) fn field_path(text: &str, bindings: &Bindings) -> Result<Path, String> {
    if text == "." {
        return Ok(Path {
            steps: Vec::new(),
            attribute: None,
        });
    }
    relative(text, bindings)
}

/// Reads a path of nested records, relative to the record that holds them.
pub(crate) fn child_path(text: &str, bindings: &Bindings) -> Result<Path, String> {
    let path = relative(text, bindings)?;
    if path.attribute.is_some() {
        return Err(format!("`{text}` ends in an attribute"));
    }
    Ok(path)
}

fn relative(text: &str, bindings: &Bindings) -> Result<Path, String> {
    if text.starts_with('/') {
        return Err(format!(
            "`{text}` is absolute; paths in a record are relative to it"
        ));
    }
    let mut parser = Parser {
        rest: text,
        bindings,
    };
    if parser.take("./") || parser.take(".//") {
        // `.//x` begins with a step downwards of any depth; `./x` is `x`.
        let deep = text.starts_with(".//");
        parser.rest = text.get(if deep { 1 } else { 2 }..).unwrap_or_default();
        if deep {
            return parser.steps(Vec::new());
        }
    }
    parser.first()
}

struct Parser<'a> {
    rest: &'a str,
    bindings: &'a Bindings,
}

impl<'a> Parser<'a> {
    fn take(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The first step of a relative path, which has no slash before it.
    fn first(&mut self) -> Result<Path, String> {
        if self.take("@") {
            return self.attribute(Vec::new());
        }
        let step = self.step(Axis::Child)?;
        self.steps(vec![step])
    }

    fn steps(&mut self, mut steps: Vec<Step>) -> Result<Path, String> {
        while !self.rest.is_empty() {
            let axis = if self.take("//") {
                Axis::Descendant
            } else if self.take("/") {
                Axis::Child
            } else {
                return Err(format!("`{}` where `/` is expected", self.rest));
            };
            if self.take("@") {
                return match axis {
                    Axis::Child => self.attribute(steps),
                    Axis::Descendant => Err("`//@`; write `//*/@`".to_owned()),
                };
            }
            if steps.len() == STEPS_MAX {
                return Err(format!("more than {STEPS_MAX} steps"));
            }
            steps.push(self.step(axis)?);
        }
        if steps.is_empty() {
            return Err("no step".to_owned());
        }
        Ok(Path {
            steps,
            attribute: None,
        })
    }

    fn attribute(&mut self, steps: Vec<Step>) -> Result<Path, String> {
        let name = NameTest::parse(self.name(), self.bindings, false)?;
        if !self.rest.is_empty() {
            return Err(format!("`{}` after an attribute", self.rest));
        }
        Ok(Path {
            steps,
            attribute: Some(name),
        })
    }

    fn step(&mut self, axis: Axis) -> Result<Step, String> {
        let text = self.name();
        match text {
            "" => return Err("nothing where a name is expected".to_owned()),
            "." => return Err("`.` inside a path".to_owned()),
            ".." => {
                return Err(
                    "`..`: a path cannot go up; choose a higher record path and read \
                            the lower elements as nested records"
                        .to_owned(),
                );
            }
            _ => {}
        }
        if text.ends_with("()") {
            return Err(format!("`{text}`: functions and node types are not known"));
        }
        let name = NameTest::parse(text, self.bindings, true)?;
        let before = self.rest;
        let mut predicates = Vec::new();
        while self.take("[") {
            predicates.push(self.predicate()?);
        }
        let length = before.len() - self.rest.len();
        Ok(Step {
            axis,
            wildcard: name.is_wildcard().then(|| text.to_owned()),
            name,
            predicates,
            written_predicates: before.get(..length).unwrap_or_default().to_owned(),
        })
    }

    /// Takes everything up to what ends a name; a namespace in braces may hold any sign.
    fn name(&mut self) -> &'a str {
        let text = self.rest;
        let braces = if text.starts_with('{') {
            text.find('}').unwrap_or(0)
        } else {
            0
        };
        let after = text.get(braces..).unwrap_or_default();
        let ends = after.find(|sign: char| "/[]=".contains(sign) || sign.is_whitespace());
        let length = ends.map_or(text.len(), |end| braces + end);
        let (name, rest) = text.split_at_checked(length).unwrap_or((text, ""));
        self.rest = rest;
        name
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn predicate(&mut self) -> Result<Predicate, String> {
        self.space();
        let predicate = if self.take("@") {
            self.attribute_predicate()?
        } else {
            let text = self.name();
            match text.parse::<u64>() {
                Ok(position) if position > 0 => Predicate::Position(position),
                _ => {
                    return Err(format!(
                        "the predicate `[{text}`: only positions and attributes can be tested, as \
                         `[2]` or `[@type='start']`"
                    ));
                }
            }
        };
        self.space();
        if self.take("]") {
            Ok(predicate)
        } else {
            Err(format!("`{}` where `]` is expected", self.rest))
        }
    }

    fn attribute_predicate(&mut self) -> Result<Predicate, String> {
        let name = NameTest::parse(self.name(), self.bindings, false)?;
        self.space();
        if !self.take("=") {
            return Ok(Predicate::Attribute { name, value: None });
        }
        self.space();
        let quote = self
            .rest
            .chars()
            .next()
            .filter(|sign| matches!(sign, '"' | '\''));
        let quote = quote.ok_or("a value without quotes in a predicate")?;
        let text = self.rest.strip_prefix(quote).unwrap_or_default();
        let (value, rest) = text
            .split_once(quote)
            .ok_or("a quote that does not close")?;
        self.rest = rest;
        Ok(Predicate::Attribute {
            name,
            value: Some(value.to_owned()),
        })
    }
}
