//! Reads paths.

use crate::names::{Bindings, NameTest};
use crate::path::{Axis, From, Path, Predicate, Step};

/// The most steps of a path; deeper than any file that is read.
const STEPS_MAX: usize = 128;

/// The most predicates inside each other.
const NESTING_MAX: usize = 4;

/// The most record paths beside each other.
const ALTERNATIVES_MAX: usize = 100;

/// Reads record paths, one or several with `|` between them.
pub(crate) fn record_paths(text: &str, bindings: &Bindings) -> Result<Vec<(Path, String)>, String> {
    let mut parser = Parser::new(text, bindings);
    let mut paths: Vec<(Path, String)> = Vec::new();
    loop {
        parser.space();
        if !parser.rest.starts_with('/') {
            let shown = parser.rest;
            return Err(format!("`{shown}` does not begin with `/` or `//`"));
        }
        let begin = parser.rest;
        let path = parser.steps(Vec::new())?;
        let length = begin.len() - parser.rest.len();
        let shown = begin.get(..length).unwrap_or_default();
        if path.attribute.is_some() {
            return Err(format!("`{shown}` ends in an attribute"));
        }
        let (_, around) = path.steps.split_last().ok_or("no step")?;
        if around.iter().any(|step| step.inside().next().is_some()) {
            return Err(format!(
                "`{shown}`: what stands inside an element can be tested on the records \
                 themselves, not around them"
            ));
        }
        let path = Path {
            from: From::Document,
            ..path
        };
        if paths.iter().any(|(other, _)| one_element(other, &path)) {
            return Err(format!(
                "`{shown}` can be the same element as another path, and one tests what stands \
                 inside it: use a mapping for each"
            ));
        }
        paths.push((path, shown.to_owned()));
        parser.space();
        if parser.rest.is_empty() {
            return Ok(paths);
        }
        if !parser.take("|") || paths.len() == ALTERNATIVES_MAX {
            return Err(format!("`{}` where `/` or `|` is expected", parser.rest));
        }
    }
}

/// Whether two record paths could select one element, of which only its end could tell which.
fn one_element(one: &Path, other: &Path) -> bool {
    let (Some(one), Some(other)) = (one.steps.last(), other.steps.last()) else {
        return false;
    };
    let tested = |step: &Step| step.inside().next().is_some();
    let alike = one.name == other.name || one.wildcard.is_some() || other.wildcard.is_some();
    (tested(one) || tested(other)) && alike
}

/// Reads a path of a field: relative to its record, up to an element around it, or from the
/// document.
pub(crate) fn field_path(text: &str, bindings: &Bindings) -> Result<Path, String> {
    let mut parser = Parser::new(text, bindings);
    let mut ups = 0;
    let mut deep = false;
    while !deep && parser.rest.starts_with("../") {
        // `..//x` goes down again by a step of any depth.
        deep = parser.rest.starts_with("..//");
        parser.take(if deep { ".." } else { "../" });
        ups += 1;
    }
    if parser.rest == ".." {
        return Err(format!(
            "`{text}` ends in `..`: name an element or `@attribute` there"
        ));
    }
    if ups > 0 {
        let path = if deep {
            parser.steps(Vec::new())?
        } else {
            parser.relative()?
        };
        parser.end()?;
        return Path {
            from: From::Up(ups),
            ..path
        }
        .without_inside();
    }
    absolute_or(text, &mut parser, |parser| {
        if parser.take_all(".") {
            return Ok(own_text());
        }
        parser.relative()
    })
}

/// Reads the path of a total outside of the records: from the document, or at any depth.
pub(crate) fn outside_path(text: &str, bindings: &Bindings) -> Result<Path, String> {
    let mut parser = Parser::new(text, bindings);
    let path = absolute_or(text, &mut parser, |parser| {
        let mut path = parser.relative()?;
        match path.steps.first_mut() {
            Some(first) => first.axis = Axis::Descendant,
            None => return Err(format!("`{text}` names no element")),
        }
        Ok(path)
    })?;
    Path {
        from: From::Document,
        ..path
    }
    .without_inside()
}

/// Reads a path of nested records, relative to the record that holds them.
pub(crate) fn child_path(text: &str, bindings: &Bindings) -> Result<Path, String> {
    if text.starts_with('/') || text.starts_with("..") {
        return Err(format!(
            "`{text}` leads out of the record; nested records stand inside it"
        ));
    }
    let mut parser = Parser::new(text, bindings);
    let path = parser.relative()?;
    parser.end()?;
    if path.attribute.is_some() {
        return Err(format!("`{text}` ends in an attribute"));
    }
    Ok(path)
}

fn absolute_or<'a>(
    text: &str,
    parser: &mut Parser<'a>,
    relative: impl FnOnce(&mut Parser<'a>) -> Result<Path, String>,
) -> Result<Path, String> {
    let absolute = text.starts_with('/');
    let path = if absolute {
        parser.steps(Vec::new())?
    } else {
        relative(parser)?
    };
    parser.end()?;
    if !absolute {
        return Ok(path);
    }
    if path.steps.is_empty() {
        return Err(format!("`{text}` names no element"));
    }
    Path {
        from: From::Document,
        ..path
    }
    .without_inside()
}

fn own_text() -> Path {
    Path {
        from: From::Here,
        steps: Vec::new(),
        attribute: None,
    }
}

struct Parser<'a> {
    rest: &'a str,
    bindings: &'a Bindings,
    /// How many predicates stand around.
    nesting: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, bindings: &'a Bindings) -> Self {
        Self {
            rest: text,
            bindings,
            nesting: 0,
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes a sign after which the path ends.
    fn take_all(&mut self, sign: &str) -> bool {
        let after = self.rest.strip_prefix(sign);
        let ends =
            |rest: &str| rest.is_empty() || (self.nesting > 0 && rest.starts_with([' ', '=', ']']));
        if after.is_some_and(ends) {
            self.rest = after.unwrap_or_default();
            return true;
        }
        false
    }

    fn end(&self) -> Result<(), String> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(format!("`{}` where `/` is expected", self.rest))
    }

    fn relative(&mut self) -> Result<Path, String> {
        // `.//x` begins with a step downwards of any depth; `./x` is `x`.
        if self.rest.starts_with(".//") {
            self.take(".");
            return self.steps(Vec::new());
        }
        self.take("./");
        if self.take("@") {
            return self.attribute(Vec::new());
        }
        let step = self.step(Axis::Child)?;
        self.steps(vec![step])
    }

    fn steps(&mut self, mut steps: Vec<Step>) -> Result<Path, String> {
        loop {
            let axis = if self.take("//") {
                Axis::Descendant
            } else if self.take("/") {
                Axis::Child
            } else {
                break;
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
            ..own_text()
        })
    }

    fn attribute(&mut self, steps: Vec<Step>) -> Result<Path, String> {
        let name = NameTest::parse(self.name(), self.bindings, false)?;
        if self.nesting == 0 && !self.rest.is_empty() {
            return Err(format!("`{}` after an attribute", self.rest));
        }
        Ok(Path {
            from: From::Here,
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
                    "`..` inside a path: only the path of a field goes up, and at its \
                            beginning, as `../../Account/Id`"
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
            let predicate = self.predicate()?;
            let late = matches!(predicates.last(), Some(Predicate::Inside { .. }));
            if late && matches!(predicate, Predicate::Position(_)) {
                return Err("a position after a test of what stands inside".to_owned());
            }
            predicates.push(predicate);
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
        let ends = after.find(|sign: char| "/[]=|".contains(sign) || sign.is_whitespace());
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
        let begin = self.rest;
        let predicate = if begin.starts_with(|sign: char| sign.is_ascii_digit()) {
            match self.name().parse::<u64>() {
                Ok(position) if position > 0 => Predicate::Position(position),
                _ => return Err(format!("the predicate `[{begin}`: positions count from 1")),
            }
        } else {
            self.test()?
        };
        self.space();
        if self.take("]") {
            Ok(predicate)
        } else {
            Err(format!("`{}` where `]` is expected", self.rest))
        }
    }

    fn test(&mut self) -> Result<Predicate, String> {
        if self.nesting == NESTING_MAX {
            return Err(format!(
                "more than {NESTING_MAX} predicates inside each other"
            ));
        }
        self.nesting += 1;
        let path = if self.take_all(".") {
            own_text()
        } else {
            self.relative()?
        };
        self.nesting -= 1;
        self.space();
        let value = if self.take("=") {
            Some(self.quoted()?)
        } else {
            None
        };
        Ok(match path.attribute {
            Some(name) if path.steps.is_empty() => Predicate::Attribute { name, value },
            attribute => Predicate::Inside {
                path: Path { attribute, ..path },
                value,
            },
        })
    }

    fn quoted(&mut self) -> Result<String, String> {
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
        Ok(value.to_owned())
    }
}
