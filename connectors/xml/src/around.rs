//! Follows paths outside of the records: the values of the elements around them, and totals
//! that the file states of itself.
//!
//! Holds values of open elements alone. A value that stands after a record which needed it is a
//! fault: it would be missing in that record without a word.

use landbridge_contract::{Record, Value};
use rust_decimal::Decimal;

use crate::fault::Problem;
use crate::matching::{Counters, Position, TagView, holds};
use crate::outside::{Followed, Outside};
use crate::path::{Axis, From};
use crate::pull::Tag;
use crate::slots::add;

/// The most values of one path around a record, and the most totals of a file.
const VALUES_MAX: usize = 10_000;

/// A total that the file states.
#[derive(Debug, Clone)]
pub(crate) struct Stated {
    /// Index into the paths followed.
    pub(crate) path: usize,
    pub(crate) line: u64,
    /// The amount, or the text that is no number.
    pub(crate) amount: Result<Decimal, String>,
}

/// What is known of the open elements outside of the records.
#[derive(Debug)]
pub(crate) struct Around {
    /// The document, then the open elements.
    contexts: Vec<Context>,
    captures: Vec<Capture>,
    counters: Counters,
    totals: usize,
    stated: Vec<Stated>,
    /// What the last record was the first to take: contexts and paths.
    served: Vec<(usize, usize)>,
}

/// An open element.
#[derive(Debug, Default)]
struct Context {
    /// Paths that go on at the children.
    waiting: Vec<Thread>,
    values: Vec<Found>,
    /// Paths whose values a record has taken.
    served: Vec<usize>,
    /// Where the counters of the children and the captures of the element begin.
    counters: usize,
    captures: usize,
}

#[derive(Debug)]
struct Found {
    path: usize,
    value: Value,
    line: u64,
}

/// A path that has come so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Thread {
    /// The context that it began at.
    context: usize,
    path: usize,
    step: usize,
    /// Handed down from further up.
    carried: bool,
}

/// An element whose text is wanted.
#[derive(Debug)]
struct Capture {
    context: usize,
    path: usize,
    line: u64,
    text: String,
    simple: bool,
}

impl Around {
    pub(crate) fn new(outside: &Outside) -> Self {
        let paths = outside.paths.iter().enumerate();
        let from_document = paths.filter(|(_, followed)| followed.path.from == From::Document);
        let document = Context {
            waiting: from_document.map(|(path, _)| thread(0, path)).collect(),
            ..Context::default()
        };
        Self {
            contexts: vec![document],
            captures: Vec::new(),
            counters: Counters::default(),
            totals: 0,
            stated: Vec::new(),
            served: Vec::new(),
        }
    }

    /// Totals met since the last call.
    pub(crate) fn take_stated(&mut self) -> Vec<Stated> {
        std::mem::take(&mut self.stated)
    }

    /// Takes a start tag outside of the records.
    pub(crate) fn start(
        &mut self,
        outside: &Outside,
        tag: &Tag<'_>,
        view: &TagView<'_>,
    ) -> Result<(), Problem> {
        if outside.is_empty() {
            return Ok(());
        }
        let depth = self.contexts.len();
        let mut fresh = Context::default();
        let mut reached = self.follow(outside, tag, view, &mut fresh)?;
        for (path, followed) in outside.paths.iter().enumerate() {
            match followed.path.from {
                From::Up(_) if followed.path.steps.is_empty() => reached.push(thread(depth, path)),
                From::Up(_) => fresh.waiting.push(thread(depth, path)),
                From::Document | From::Here => {}
            }
        }
        fresh.counters = self.counters.len();
        fresh.captures = self.captures.len();
        self.contexts.push(fresh);
        for Thread { context, path, .. } in reached {
            let Some(followed) = outside.paths.get(path) else {
                continue;
            };
            match &followed.path.attribute {
                Some(name) => {
                    view.each_value(name, tag.line, |text, line| {
                        self.keep(followed, (context, path), &text, line)?;
                        Ok(false)
                    })?;
                }
                None => self.captures.push(Capture {
                    context,
                    path,
                    line: tag.line,
                    text: String::new(),
                    simple: true,
                }),
            }
        }
        Ok(())
    }

    /// Leads the waiting paths on to an element; those that end there come back.
    fn follow(
        &mut self,
        outside: &Outside,
        tag: &Tag<'_>,
        view: &TagView<'_>,
        fresh: &mut Context,
    ) -> Result<Vec<Thread>, Problem> {
        let mut reached = Vec::new();
        let Some(innermost) = self.contexts.last() else {
            return Ok(reached);
        };
        for capture in self.captures.iter_mut().skip(innermost.captures) {
            capture.simple = false;
        }
        for (item, thread) in innermost.waiting.iter().enumerate() {
            let steps = outside
                .paths
                .get(thread.path)
                .map(|followed| &followed.path.steps);
            let Some((steps, step)) = steps.and_then(|all| Some((all, all.get(thread.step)?)))
            else {
                continue;
            };
            if step.axis == Axis::Descendant {
                push_once(
                    &mut fresh.waiting,
                    Thread {
                        carried: true,
                        ..*thread
                    },
                );
            }
            let position = Position {
                item,
                edge: 0,
                first: innermost.counters,
            };
            if !step.name.accepts(tag.name, view.spaces, true)
                || !holds(step, view, &mut self.counters, position)?
            {
                continue;
            }
            let further = Thread {
                step: thread.step + 1,
                carried: false,
                ..*thread
            };
            if further.step == steps.len() {
                push_once(&mut reached, further);
            } else {
                push_once(&mut fresh.waiting, further);
            }
        }
        Ok(reached)
    }

    /// Takes text outside of the records.
    pub(crate) fn text(&mut self, text: &str) {
        let from = self.contexts.last().map_or(0, |context| context.captures);
        for capture in self.captures.iter_mut().skip(from) {
            capture.text.push_str(text);
        }
    }

    /// Takes an end tag outside of the records.
    pub(crate) fn end(&mut self, outside: &Outside) -> Result<(), Problem> {
        if outside.is_empty() {
            return Ok(());
        }
        let Some(context) = self.contexts.pop() else {
            return Ok(());
        };
        self.counters.truncate(context.counters);
        if self.captures.len() == context.captures {
            return Ok(());
        }
        for capture in self.captures.split_off(context.captures) {
            if let Some(followed) = outside.paths.get(capture.path).filter(|_| capture.simple) {
                let at = (capture.context, capture.path);
                self.keep(followed, at, &capture.text, capture.line)?;
            }
        }
        Ok(())
    }

    fn keep(
        &mut self,
        followed: &Followed,
        (context, path): (usize, usize),
        text: &str,
        line: u64,
    ) -> Result<(), Problem> {
        if text.is_empty() {
            return Ok(());
        }
        if followed.total {
            self.totals += 1;
            enough(self.totals)?;
            let text = text.trim();
            let shown = || text.chars().take(40).collect();
            let amount = Decimal::from_str_exact(text).ok().ok_or_else(shown);
            self.stated.push(Stated { path, line, amount });
            return Ok(());
        }
        let Some(context) = self.contexts.get_mut(context) else {
            return Ok(());
        };
        if context.served.contains(&path) {
            let found = format!(
                "a value of `{}` after records that it belongs to",
                followed.name
            );
            let expected = "values of the elements around a record before it";
            return Err(Problem::format(found, expected).fix(
                "take the element around as the record, and what are records now as nested ones",
            ));
        }
        enough(context.values.len())?;
        context.values.push(Found {
            path,
            value: Value::text(text),
            line,
        });
        Ok(())
    }

    /// Fills the slots of a record that begins among the children of the innermost element.
    pub(crate) fn fill(&mut self, outside: &Outside, record: &mut Record) {
        self.served.clear();
        for fill in &outside.fills {
            let index = match fill.from {
                From::Document | From::Here => Some(0),
                // The document itself is no element.
                From::Up(ups) => self.contexts.len().checked_sub(ups).filter(|at| *at > 0),
            };
            let Some((index, context)) =
                index.and_then(|index| Some((index, self.contexts.get_mut(index)?)))
            else {
                continue;
            };
            if !context.served.contains(&fill.path) {
                context.served.push(fill.path);
                self.served.push((index, fill.path));
            }
            for found in context
                .values
                .iter()
                .filter(|found| found.path == fill.path)
            {
                add(record, fill.slot, found.value.clone(), found.line);
            }
        }
    }
}

impl Around {
    /// The last record filled turned out to be none.
    pub(crate) fn take_back(&mut self) {
        for (context, path) in self.served.drain(..) {
            if let Some(context) = self.contexts.get_mut(context) {
                context.served.retain(|served| *served != path);
            }
        }
    }
}

fn thread(context: usize, path: usize) -> Thread {
    Thread {
        context,
        path,
        step: 0,
        carried: false,
    }
}

fn push_once(threads: &mut Vec<Thread>, thread: Thread) {
    if !threads.contains(&thread) {
        threads.push(thread);
    }
}

fn enough(values: usize) -> Result<(), Problem> {
    if values < VALUES_MAX {
        return Ok(());
    }
    Err(Problem::limit(
        format!("more than {VALUES_MAX} values outside of the records for one path"),
        "a path to fewer of them",
    )
    .fix("write the path in full, without `//` and `*`"))
}
