//! What an import by file is made of: loads, their files, and where each column's value comes from.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::columns::{self, numbered};

/// The table; its first lines say how it is written.
const TABLE: &str = include_str!("templates.txt");

/// A kind of import.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) name: &'static str,
    pub(crate) loads: Vec<Load>,
}

/// One ZIP and the jobs that take it up.
#[derive(Debug)]
pub(crate) struct Load {
    /// The number of the interface.
    pub(crate) interface: &'static str,
    /// The account of its documents, without the signs that requests have in it.
    pub(crate) account: &'static str,
    /// The import job.
    pub(crate) job: Job,
    /// Jobs that are run one after the other when the import has ended.
    pub(crate) then: Vec<Job>,
    pub(crate) files: Vec<File>,
}

/// A job with its parameters.
#[derive(Debug)]
pub(crate) struct Job {
    /// Package and name, parted by a comma.
    pub(crate) path: &'static str,
    /// `A,{source},{group},{accounting_date?}`.
    pub(crate) parameters: &'static str,
}

/// A file of a load.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: &'static str,
    /// Whether every value stands in quotes.
    pub(crate) quoted: bool,
    /// Columns that are written in every line, with `END` behind them; without, a line ends with its last value.
    pub(crate) ends_after: Option<usize>,
    /// The nested records of which each has a line; empty where the records themselves do.
    pub(crate) of: &'static str,
    pub(crate) sources: Vec<(usize, Source)>,
}

/// Where a column's value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// This text.
    Text(&'static str),
    /// A parameter of the mapping.
    Parameter(&'static str),
    /// The number of the record, or of its nested record.
    Number(&'static str),
    /// An attribute, by its path.
    Attribute(&'static str),
    /// A part of an attribute, from nought.
    Part(&'static str, usize),
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let mut templates: Vec<Template> = Vec::new();
    for line in TABLE.lines() {
        read(line, &mut templates);
    }
    templates
});

/// The template of that name.
pub(crate) fn find(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.name == name)
}

/// All templates.
pub(crate) fn all() -> &'static [Template] {
    &TEMPLATES
}

/// The parameter that names the attempt's own group.
pub(crate) const GROUP: &str = "group";

impl Template {
    /// The parameters that a mapping states, with whether each is needed. The group is the attempt's own.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, bool)> {
        let mut optional = BTreeSet::new();
        let mut needed = BTreeSet::new();
        for load in &self.loads {
            for job in std::iter::once(&load.job).chain(&load.then) {
                for name in job.parameters.split(',').filter_map(named) {
                    match name.strip_suffix('?') {
                        Some(name) => drop(optional.insert(name)),
                        None => drop(needed.insert(name)),
                    }
                }
            }
            let sources = load.files.iter().flat_map(|file| &file.sources);
            needed.extend(sources.filter_map(|(_, source)| match source {
                Source::Parameter(name) => Some(*name),
                _ => None,
            }));
        }
        needed.remove(GROUP);
        optional.insert(GROUP);
        let needed = needed.into_iter().map(|name| (name, true));
        needed
            .chain(optional.into_iter().map(|name| (name, false)))
            .collect()
    }
}

/// The paths of the nested records that loads bring.
pub(super) fn nested(loads: &'static [Load]) -> impl Iterator<Item = &'static str> {
    let files = loads.iter().flat_map(|load| &load.files);
    files.map(|file| file.of).filter(|of| !of.is_empty())
}

fn named(word: &'static str) -> Option<&'static str> {
    word.strip_prefix('{')?.strip_suffix('}')
}

/// A line that says nothing of what is known is passed over: a test holds that there is none.
fn read(line: &'static str, templates: &mut Vec<Template>) -> Option<()> {
    let (word, rest) = line.trim().split_once(' ')?;
    if word == "#" {
        return None;
    }
    if line.starts_with("template ") {
        let loads = Vec::new();
        templates.push(Template { name: rest, loads });
        return Some(());
    }
    let template = templates.last_mut()?;
    if line.starts_with("load ") {
        let mut words = rest.splitn(4, ' ');
        template.loads.push(Load {
            interface: words.next()?,
            account: words.next()?,
            job: Job {
                path: words.next()?,
                parameters: words.next()?,
            },
            then: Vec::new(),
            files: Vec::new(),
        });
        return Some(());
    }
    let load = template.loads.last_mut()?;
    if line.starts_with("then ") {
        let (path, parameters) = rest.split_once(' ')?;
        load.then.push(Job { path, parameters });
        return Some(());
    }
    if line.starts_with("rows ") {
        load.files.push(file(rest)?);
        return Some(());
    }
    let file = load.files.last_mut()?;
    let columns = columns::of(file.name)?;
    for (part, column) in numbered(word).into_iter().enumerate() {
        file.sources
            .push((columns.place(&column)?, source(rest, part)?));
    }
    Some(())
}

fn file(rest: &'static str) -> Option<File> {
    let mut words = rest.split(' ');
    let mut file = File {
        name: words.next()?,
        quoted: words.next()? == "quoted",
        ends_after: None,
        of: "",
        sources: Vec::new(),
    };
    while let Some(word) = words.next() {
        match word {
            "end" => file.ends_after = Some(words.next()?.parse().ok()?),
            "of" => file.of = words.next()?,
            _ => return None,
        }
    }
    Some(file)
}

fn source(text: &'static str, part: usize) -> Option<Source> {
    if let Some(attribute) = text.strip_prefix("split ") {
        return Some(Source::Part(attribute, part));
    }
    if let Some(text) = text.strip_prefix('\'') {
        return Some(Source::Text(text.strip_suffix('\'')?));
    }
    if let Some(path) = text.strip_prefix('#') {
        return Some(Source::Number(path));
    }
    Some(match named(text) {
        Some(name) => Source::Parameter(name),
        None => Source::Attribute(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        let mut templates = Vec::new();
        for line in TABLE.lines() {
            let blank = line.trim().is_empty() || line.starts_with('#');
            assert!(blank || read(line, &mut templates).is_some(), "{line}");
        }
        assert_eq!(templates.len(), all().len());
    }

    #[test]
    fn no_column_is_filled_from_two_places() {
        for template in all() {
            for file in template.loads.iter().flat_map(|load| &load.files) {
                let places: BTreeSet<usize> = file.sources.iter().map(|(at, _)| *at).collect();
                assert_eq!(places.len(), file.sources.len(), "{}", file.name);
            }
        }
    }

    #[test]
    fn a_template_says_what_a_mapping_must_state_for_it() {
        let journals = find("journals").unwrap();
        let stated = [
            ("ledger_id", true),
            ("source", true),
            ("data_access_set_id", false),
            ("group", false),
        ];
        assert_eq!(journals.parameters(), stated);
        assert!(find("budget-lines").is_none());
    }
}
