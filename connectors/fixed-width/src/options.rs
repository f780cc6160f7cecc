//! The options of a fixed-width source, checked once.

use std::collections::BTreeMap;

use landbridge_contract::{Name, OptionFault, OptionKind, OptionSpec, OptionValue, Options};
use landbridge_lines::Charset;

use crate::cells::Positions;
use crate::copybook::{Machine, When, records};
use crate::layout::layout;
use crate::shape::Shape;

/// The options, as the reference shows them.
pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "layout",
        kind: OptionKind::Any,
        about: "The fields of a record, each `{ name: Amount, from: 10, length: 9, kind: number, decimals: 2 }`, \
                counted from 1; `to: 18` instead of `length`. `kind` is `text` (the default), `number` \
                (`decimals` are implied where the text has no point) or `date` (`pattern`, `%Y%m%d` when absent).",
    },
    OptionSpec {
        name: "copybook",
        kind: OptionKind::File,
        about: "A COBOL copybook that describes the record, or one level 01 for each kind.",
    },
    OptionSpec {
        name: "positions",
        kind: OptionKind::Text,
        about: "What positions count: `characters` (the default) or `bytes` (always with a copybook).",
    },
    OptionSpec {
        name: "encoding",
        kind: OptionKind::Text,
        about: "Character encoding, any WHATWG label, or `cp037`, `cp273`, `cp500`, `cp1140`, `cp437`, \
                `cp850`, `cp858`; found from the bytes when absent.",
    },
    OptionSpec {
        name: "framing",
        kind: OptionKind::Text,
        about: "How records are told apart: `lines`, `blocks` of one length without line ends, or \
                `rdw` (a record descriptor word before each); found when absent.",
    },
    OptionSpec {
        name: "length",
        kind: OptionKind::Integer,
        about: "The length of a record; needed for `blocks` with a layout. With `lines`, text beyond \
                it is a fault.",
    },
    OptionSpec {
        name: "skip",
        kind: OptionKind::Integer,
        about: "The number of lines, blocks or described records passed over before the first record; 0 when \
                absent.",
    },
    OptionSpec {
        name: "ragged",
        kind: OptionKind::Text,
        about: "What happens to a record that ends before its last field: `pad` (the default) leaves \
                the missing ones empty with a notice, `refuse` makes it a fault.",
    },
    OptionSpec {
        name: "kinds",
        kind: OptionKind::Map,
        about: "Several kinds of records by name, each `{ from, tag, length, when, in, layout, totals }`: \
                those `in` another are its nested records.",
    },
    OptionSpec {
        name: "records",
        kind: OptionKind::Text,
        about: "The kind that is a record; the only one that is in no other when absent.",
    },
    OptionSpec {
        name: "other",
        kind: OptionKind::Text,
        about: "What happens to a line of no known kind: `refuse` (the default) makes it a fault, \
                `skip` passes it over.",
    },
    OptionSpec {
        name: "when",
        kind: OptionKind::Map,
        about: "For parts of a copybook that share their place: `{ PART: { FIELD: VALUE } }`; a part \
                without a condition is always read.",
    },
    OptionSpec {
        name: "little_endian",
        kind: OptionKind::Bool,
        about: "Whether `COMP-5` numbers stand with their low byte first; true for files in ASCII when \
                absent.",
    },
];

/// How records are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    Lines,
    Blocks,
    Rdw,
}

/// What a record is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    /// This text stands at a position, from 0.
    Tag { at: usize, text: String },
    /// The record is of this length.
    Length(usize),
    /// A field has this text.
    Field { name: Name, text: String },
}

impl Test {
    /// How much it says: of two tags that a record has, the longer one counts.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Tag { text, .. } => text.len(),
            Self::Length(_) | Self::Field { .. } => 1,
        }
    }
}

/// A kind of record.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) name: Name,
    pub(crate) tests: Vec<Test>,
    pub(crate) within: Option<usize>,
    pub(crate) totals: Vec<Name>,
    pub(crate) shape: Shape,
}

/// The options in checked form.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) encoding: Option<Charset>,
    pub(crate) positions: Positions,
    pub(crate) framing: Option<Framing>,
    pub(crate) length: Option<usize>,
    pub(crate) skip: u64,
    pub(crate) refuse_short: bool,
    pub(crate) skip_other: bool,
    pub(crate) from_copybook: bool,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) top: usize,
}

/// Whether files that options name were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// The value is a file's name, and what is in it is not known yet.
    Named,
    /// The value is the file's text.
    Read,
}

impl Settings {
    /// Reads and judges the options; everything that is wrong at once.
    pub(crate) fn from_options(options: &Options, files: Files) -> Result<Self, Vec<OptionFault>> {
        let faults = options.check(OPTIONS);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut judge = Judge { options, faults };
        let from_copybook = options.0.contains_key("copybook");
        let encoding = judge.encoding();
        let mut kinds = judge.kinds(encoding, files);
        judge.nest(&mut kinds);
        let top = judge.top(&kinds);
        let positions = judge.word("positions", &["characters", "bytes"]);
        if from_copybook && positions == Some(0) {
            judge.fault(
                "positions",
                "\"characters\"".to_owned(),
                "`bytes`, as a copybook counts",
            );
        }
        let bytes = from_copybook || positions == Some(1);
        let settings = Self {
            encoding,
            positions: if bytes {
                Positions::Bytes
            } else {
                Positions::Characters
            },
            framing: judge
                .word("framing", &["lines", "blocks", "rdw"])
                .map(|at| match at {
                    0 => Framing::Lines,
                    1 => Framing::Blocks,
                    _ => Framing::Rdw,
                }),
            length: judge.number("length"),
            skip: judge
                .number("skip")
                .and_then(|skip| u64::try_from(skip).ok())
                .unwrap_or(0),
            refuse_short: judge.word("ragged", &["pad", "refuse"]) == Some(1),
            skip_other: judge.word("other", &["refuse", "skip"]) == Some(1),
            from_copybook,
            kinds,
            top,
        };
        if judge.faults.is_empty() {
            Ok(settings)
        } else {
            Err(judge.faults)
        }
    }
}

/// Collects what is wrong with the options.
struct Judge<'a> {
    options: &'a Options,
    faults: Vec<OptionFault>,
}

pub(crate) type Parts = BTreeMap<String, OptionValue>;

impl Judge<'_> {
    fn fault(&mut self, option: &str, found: String, expected: &str) {
        self.faults.push(OptionFault::new(option, found, expected));
    }

    fn encoding(&mut self) -> Option<Charset> {
        let label = self.options.text("encoding")?;
        let known = Charset::for_label(&label);
        if known.is_none() {
            let expected = "a WHATWG encoding label, or cp037, cp273, cp500, cp1140, cp437, cp850";
            self.fault("encoding", format!("\"{label}\""), expected);
        }
        known
    }

    fn word(&mut self, option: &str, words: &[&str]) -> Option<usize> {
        let stated = self.options.text(option)?;
        let found = words.iter().position(|word| *word == stated);
        if found.is_none() {
            self.fault(
                option,
                format!("\"{stated}\""),
                &format!("one of {}", words.join(", ")),
            );
        }
        found
    }

    fn number(&mut self, option: &str) -> Option<usize> {
        let number = usize::try_from(self.options.integer(option)?).ok();
        if number.is_none() {
            self.fault(
                option,
                "a negative number".to_owned(),
                "a whole number, 0 or more",
            );
        }
        number
    }

    fn kinds(&mut self, encoding: Option<Charset>, files: Files) -> Vec<Kind> {
        let shapes = self.copybook(encoding, files);
        let stated = self.options.0.get("layout");
        let has_copybook = self.options.0.contains_key("copybook");
        let kinds = match self.options.0.get("kinds") {
            Some(OptionValue::Map(kinds)) => kinds.clone(),
            _ => Parts::new(),
        };
        if stated.is_some() == has_copybook && (kinds.is_empty() || has_copybook) {
            let found = if has_copybook {
                "`layout` and `copybook`"
            } else {
                "no `layout`"
            };
            self.fault(
                "layout",
                found.to_owned(),
                "`layout`, `copybook`, or `kinds` with a layout each",
            );
            return Vec::new();
        }
        if !kinds.is_empty() {
            let read = kinds
                .iter()
                .filter_map(|(name, stated)| self.kind(name, stated, &shapes));
            return read.collect();
        }
        if has_copybook {
            if shapes.len() > 1 {
                let names: Vec<&str> = shapes.iter().map(|(name, _)| &**name).collect();
                let found = format!("a copybook of several records: {}", names.join(", "));
                self.fault("kinds", found, "`kinds` that say how these are told apart");
            }
            let all = shapes.into_iter().map(|(name, shape)| plain(name, shape));
            return all.collect();
        }
        let shape = stated.map(|stated| layout("layout", stated, &mut self.faults));
        vec![plain(Name::from("record"), shape.unwrap_or_default())]
    }

    fn copybook(&mut self, encoding: Option<Charset>, files: Files) -> Vec<(Name, Shape)> {
        let Some(text) = self.options.text("copybook") else {
            return Vec::new();
        };
        let when = self.when();
        if files == Files::Named {
            return Vec::new();
        }
        let ascii = !matches!(encoding, Some(Charset::Page(page)) if page.is_ebcdic());
        let machine = Machine {
            little: self.options.bool("little_endian").unwrap_or(ascii),
        };
        match records(&text, machine, &when) {
            Ok(shapes) => shapes,
            Err(found) => {
                self.fault("copybook", found, "a copybook that this source reads");
                Vec::new()
            }
        }
    }

    fn when(&mut self) -> When {
        let mut all = When::new();
        if let Some(OptionValue::Map(parts)) = self.options.0.get("when") {
            for (part, stated) in parts {
                match stated {
                    OptionValue::Map(fields) => {
                        // COBOL knows no small letters in names.
                        let conditions = conditions(fields).into_iter();
                        let upper = conditions
                            .map(|(name, text)| (Name::from(name.to_ascii_uppercase()), text));
                        all.insert(part.to_ascii_uppercase(), upper.collect());
                    }
                    other => self.fault(
                        "when",
                        format!("`{part}` with {}", other.describe()),
                        "a part with `{ FIELD: VALUE }`",
                    ),
                }
            }
        }
        all
    }

    fn kind(&mut self, name: &str, stated: &OptionValue, shapes: &[(Name, Shape)]) -> Option<Kind> {
        const KNOWN: [&str; 8] = [
            "from", "tag", "length", "when", "in", "layout", "record", "totals",
        ];
        let expected =
            "`{ from, tag, length, when, in, layout, totals }`, or `record` of a copybook";
        let OptionValue::Map(parts) = stated else {
            self.fault(
                "kinds",
                format!("`{name}` with {}", stated.describe()),
                expected,
            );
            return None;
        };
        if let Some(other) = parts.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            self.fault("kinds", format!("`{other}` of `{name}`"), expected);
        }
        let has_copybook = self.options.0.contains_key("copybook");
        let shape = match (parts.get("layout"), has_copybook) {
            (Some(stated), false) => layout(name, stated, &mut self.faults),
            (None, true) => {
                let record = parts
                    .get("record")
                    .and_then(text)
                    .unwrap_or_else(|| name.to_owned());
                let found = shapes.iter().find(|(own, _)| **own == *record);
                if found.is_none() && !shapes.is_empty() {
                    self.fault(
                        "kinds",
                        format!("`{name}`"),
                        "the name of a level 01 of the copybook",
                    );
                }
                found.map(|(_, shape)| shape.clone()).unwrap_or_default()
            }
            (None, false) => Shape::default(),
            (Some(_), true) => {
                self.fault(
                    "kinds",
                    format!("a layout of `{name}` beside a copybook"),
                    "one of them",
                );
                return None;
            }
        };
        let totals = parts.get("totals").map(texts).unwrap_or_default();
        if let Some(other) = totals.iter().find(|total| shape.field(total).is_none())
            && !(has_copybook && shapes.is_empty())
        {
            self.fault(
                "kinds",
                format!("total `{other}` of `{name}`"),
                "a field of its kind",
            );
        }
        let tests = self.tests(name, parts);
        if !(has_copybook && shapes.is_empty()) {
            self.judge_fields(name, &tests, &shape);
        }
        Some(Kind {
            name: Name::from(name),
            tests,
            within: None,
            totals,
            shape,
        })
    }

    /// A kind is told by its own fields.
    fn judge_fields(&mut self, name: &str, tests: &[Test], shape: &Shape) {
        for test in tests {
            if let Test::Field { name: field, .. } = test
                && shape.field(field).is_none()
            {
                let found = format!("`when` of `{name}` with `{field}`");
                self.fault("kinds", found, "a field of its kind");
            }
        }
    }

    fn tests(&mut self, name: &str, parts: &Parts) -> Vec<Test> {
        let mut tests = Vec::new();
        if let Some(tag) = parts.get("tag") {
            match (tag, position(parts.get("from"))) {
                (OptionValue::Text(text), Some(at)) if !text.is_empty() => {
                    tests.push(Test::Tag {
                        at,
                        text: text.clone(),
                    });
                }
                (OptionValue::Integer(number), Some(at)) => tests.push(Test::Tag {
                    at,
                    text: number.to_string(),
                }),
                _ => self.fault(
                    "kinds",
                    format!("the tag of `{name}`"),
                    "`tag: TEXT` with `from: 1`",
                ),
            }
        }
        match parts.get("length").map(number) {
            Some(Some(length)) => tests.push(Test::Length(length)),
            Some(None) => self.fault("kinds", format!("the length of `{name}`"), "a whole number"),
            None => {}
        }
        if let Some(OptionValue::Map(fields)) = parts.get("when") {
            let all = conditions(fields).into_iter();
            tests.extend(all.map(|(name, text)| Test::Field { name, text }));
        }
        if tests.is_empty() {
            let expected = "`tag` with `from`, `length` or `when`";
            self.fault(
                "kinds",
                format!("`{name}`, which nothing tells from others"),
                expected,
            );
        }
        tests
    }

    fn nest(&mut self, kinds: &mut [Kind]) {
        let names: Vec<Name> = kinds.iter().map(|kind| Name::clone(&kind.name)).collect();
        let Some(OptionValue::Map(stated)) = self.options.0.get("kinds") else {
            return;
        };
        for kind in kinds.iter_mut() {
            let Some(OptionValue::Map(parts)) = stated.get(&*kind.name) else {
                continue;
            };
            if let Some(within) = parts.get("in") {
                let within_name = text(within).unwrap_or_default();
                kind.within = names.iter().position(|name| **name == *within_name);
                if kind.within.is_none() {
                    let found = format!("`in: {}` of `{}`", within.describe(), kind.name);
                    self.fault("kinds", found, "the name of another kind");
                }
            }
        }
        for start in 0..kinds.len() {
            let mut at = Some(start);
            for _ in 0..=kinds.len() {
                at = at.and_then(|at| kinds.get(at)).and_then(|kind| kind.within);
            }
            if at.is_some()
                && let Some(kind) = kinds.get_mut(start)
            {
                kind.within = None;
                let found = format!("`{}`, which is in itself", kind.name);
                self.fault("kinds", found, "kinds that lead to one that is in no other");
            }
        }
    }

    fn top(&mut self, kinds: &[Kind]) -> usize {
        if let Some(stated) = self.options.text("records") {
            let found = kinds.iter().position(|kind| *kind.name == *stated);
            if found.is_none() {
                let names: Vec<&str> = kinds.iter().map(|kind| &*kind.name).collect();
                let expected = format!("one of {}", names.join(", "));
                self.fault("records", format!("\"{stated}\""), &expected);
            }
            return found.unwrap_or(0);
        }
        let mut outer =
            (0..kinds.len()).filter(|at| kinds.get(*at).is_some_and(|kind| kind.within.is_none()));
        let (first, second) = (outer.next(), outer.next());
        if second.is_some() && self.faults.is_empty() {
            let found = "several kinds that are in no other".to_owned();
            self.fault("kinds", found, "`records` with the kind that is a record");
        }
        first.unwrap_or(0)
    }
}

fn plain(name: Name, shape: Shape) -> Kind {
    Kind {
        name,
        tests: Vec::new(),
        within: None,
        totals: Vec::new(),
        shape,
    }
}

fn conditions(fields: &Parts) -> Vec<(Name, String)> {
    let all = fields.iter();
    all.filter_map(|(field, value)| Some((Name::from(field.as_str()), text(value)?)))
        .collect()
}

pub(crate) fn text(value: &OptionValue) -> Option<String> {
    match value {
        OptionValue::Text(text) => Some(text.clone()),
        OptionValue::Integer(number) => Some(number.to_string()),
        OptionValue::Bool(_) | OptionValue::List(_) | OptionValue::Map(_) => None,
    }
}

fn texts(value: &OptionValue) -> Vec<Name> {
    match value {
        OptionValue::List(items) => items.iter().filter_map(text).map(Name::from).collect(),
        other => text(other).map(Name::from).into_iter().collect(),
    }
}

pub(crate) fn number(value: &OptionValue) -> Option<usize> {
    match value {
        OptionValue::Integer(number) => usize::try_from(*number).ok(),
        OptionValue::Text(text) => text.parse().ok(),
        OptionValue::Bool(_) | OptionValue::List(_) | OptionValue::Map(_) => None,
    }
}

/// A position as stated from 1, from 0.
pub(crate) fn position(value: Option<&OptionValue>) -> Option<usize> {
    number(value?)?.checked_sub(1)
}
