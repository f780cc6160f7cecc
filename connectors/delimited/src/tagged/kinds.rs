//! The kinds of lines, as a mapping states them.

use std::sync::Arc;

use landbridge_contract::{Name, OptionFault, OptionValue, Options};
use landbridge_lines::Kind as Nested;
use regex::Regex;

use super::split::Delimiter;
use crate::options::delimiter_sign;

/// What one kind of line is known by, and holds.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) name: Name,
    line: Regex,
    /// A line that ends the record of this kind.
    end: Option<Regex>,
    within: Option<usize>,
    pub(crate) columns: Vec<Name>,
    /// True where the columns are the named groups of the pattern.
    pub(crate) by_groups: bool,
    /// Columns that state totals of the file.
    pub(crate) totals: Vec<usize>,
}

/// All kinds of lines of a file.
#[derive(Debug, Clone)]
pub(crate) struct Kinds {
    pub(crate) all: Vec<Arc<Kind>>,
    /// The kind whose lines are records.
    pub(crate) top: usize,
    pub(crate) delimiter: Delimiter,
    /// The decimal sign of totals.
    pub(crate) decimal: char,
}

impl Kind {
    pub(crate) fn matches(&self, line: &str) -> bool {
        self.line.is_match(line)
    }

    pub(crate) fn groups<'l>(&self, line: &'l str) -> Option<regex::Captures<'l>> {
        self.line.captures(line)
    }

    pub(crate) fn is_ended_by(&self, line: &str) -> bool {
        self.end.as_ref().is_some_and(|end| end.is_match(line))
    }

    /// The kind as it is put into others.
    pub(crate) fn nested(&self) -> Nested {
        Nested {
            name: Name::clone(&self.name),
            within: self.within,
        }
    }

    /// The kind that it belongs to.
    pub(crate) fn within(&self) -> Option<usize> {
        self.within
    }
}

impl Kinds {
    /// Reads the kinds; none where neither `lines` nor `kinds` is stated.
    pub(crate) fn from_options(options: &Options, faults: &mut Vec<OptionFault>) -> Option<Self> {
        let mut judge = Judge { faults };
        judge.refuse_header(options);
        let all = match (options.0.get("lines"), options.0.get("kinds")) {
            (None, None) => {
                for option in ["columns", "records", "decimal"] {
                    if let Some(value) = options.0.get(option) {
                        judge.fault(
                            option,
                            value.describe(),
                            "this only beside `lines` or `kinds`",
                        );
                    }
                }
                return None;
            }
            (Some(_), Some(kinds)) => {
                judge.fault("kinds", kinds.describe(), "either `lines` or `kinds`");
                return None;
            }
            (Some(line), None) => {
                let columns = options.0.get("columns");
                vec![judge.kind(Stated::Lines, line, columns)?]
            }
            (None, Some(OptionValue::Map(kinds))) => {
                if let Some(columns) = options.0.get("columns") {
                    let expected = "this only beside `lines`: each of the `kinds` has its own";
                    judge.fault("columns", columns.describe(), expected);
                }
                let stated = kinds.iter();
                let stated = stated.map(|(name, kind)| judge.stated_kind(name, kind));
                // All that is wrong is told before the first kind that is of no use ends this.
                let all: Vec<Option<Kind>> = stated.collect();
                let mut all = all.into_iter().collect::<Option<Vec<Kind>>>()?;
                judge.nest(&mut all, kinds);
                judge.refuse_rings(&mut all);
                all
            }
            (None, Some(_)) => return None,
        };
        let top = judge.top(&all, options)?;
        Some(Self {
            delimiter: judge.delimiter(&all, options),
            decimal: judge.decimal(options),
            all: all.into_iter().map(Arc::new).collect(),
            top,
        })
    }
}

/// Where a kind of line is stated.
#[derive(Clone, Copy)]
enum Stated<'n> {
    /// Under `lines`.
    Lines,
    /// Under `kinds`, by its name.
    Kind(&'n str),
}

impl Stated<'_> {
    fn option(&self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Kind(_) => "kinds",
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Lines => "record",
            Self::Kind(name) => name,
        }
    }

    /// What was found, with the kind where there are several.
    fn of(&self, found: &str) -> String {
        match self {
            Self::Lines => found.to_owned(),
            Self::Kind(name) => format!("{found} of `{name}`"),
        }
    }

    /// The value of a part, in words.
    fn part(&self, part: &str, value: &OptionValue) -> String {
        match self {
            Self::Lines => value.describe(),
            Self::Kind(name) => format!("`{part}: {}` of `{name}`", value.describe()),
        }
    }
}

struct Judge<'a> {
    faults: &'a mut Vec<OptionFault>,
}

impl Judge<'_> {
    fn fault(&mut self, option: &str, found: String, expected: &str) {
        self.faults.push(OptionFault::new(option, found, expected));
    }

    /// What is known by a header has no meaning for lines that name their fields themselves.
    fn refuse_header(&mut self, options: &Options) {
        if !["lines", "kinds"]
            .iter()
            .any(|name| options.0.contains_key(*name))
        {
            return;
        }
        for option in [
            "header",
            "data_from",
            "data_until",
            "repeated_header",
            "comment",
            "skip",
            "ragged",
        ] {
            if let Some(value) = options.0.get(option) {
                let expected =
                    "this only without `lines` and `kinds`, which select lines by patterns";
                self.fault(option, value.describe(), expected);
            }
        }
    }

    fn kind(
        &mut self,
        stated: Stated<'_>,
        line: &OptionValue,
        columns: Option<&OptionValue>,
    ) -> Option<Kind> {
        let option = stated.option();
        let line = self.pattern(stated, "line", line);
        let columns = match columns {
            Some(columns) => self.names(stated, "columns", columns)?,
            None => Vec::new(),
        };
        let line = line?;
        let groups: Vec<Name> = line.capture_names().flatten().map(Name::from).collect();
        if groups.is_empty() == columns.is_empty() {
            let found = format!(
                "{} named groups and {} columns",
                groups.len(),
                columns.len()
            );
            self.fault(
                option,
                stated.of(&found),
                "columns, or named groups `(?<Amount>...)` in the pattern",
            );
            return None;
        }
        Some(Kind {
            name: Name::from(stated.name()),
            line,
            end: None,
            within: None,
            by_groups: columns.is_empty(),
            columns: if columns.is_empty() { groups } else { columns },
            totals: Vec::new(),
        })
    }

    fn stated_kind(&mut self, name: &str, stated: &OptionValue) -> Option<Kind> {
        let expected = "`{ line: PATTERN, columns: [...], in: KIND, end: PATTERN, totals: [...] }`";
        let own = Stated::Kind(name);
        let OptionValue::Map(parts) = stated else {
            let found = format!("`{name}` with {}", stated.describe());
            self.fault("kinds", found, expected);
            return None;
        };
        let known = ["line", "columns", "in", "end", "totals"];
        for other in parts.keys().filter(|key| !known.contains(&key.as_str())) {
            self.fault("kinds", own.of(&format!("`{other}`")), expected);
        }
        let end = parts.get("end").map(|end| self.pattern(own, "end", end));
        let totals = parts.get("totals");
        let totals = totals.map(|totals| self.names(own, "totals", totals));
        let Some(line) = parts.get("line") else {
            self.fault("kinds", format!("`{name}` without `line`"), expected);
            return None;
        };
        let mut kind = self.kind(own, line, parts.get("columns"))?;
        kind.end = match end {
            Some(end) => Some(end?),
            None => None,
        };
        let totals = match totals {
            Some(totals) => totals?,
            None => Vec::new(),
        };
        for total in totals {
            match kind.columns.iter().position(|column| *column == total) {
                Some(column) => kind.totals.push(column),
                None => self.fault(
                    "kinds",
                    own.of(&format!("the total `{total}`")),
                    "a column of its kind",
                ),
            }
        }
        Some(kind)
    }

    fn pattern(&mut self, stated: Stated<'_>, part: &str, value: &OptionValue) -> Option<Regex> {
        let pattern = match value {
            OptionValue::Text(text) => Regex::new(text).ok(),
            _ => None,
        };
        if pattern.is_none() {
            let found = stated.part(part, value);
            self.fault(stated.option(), found, "a regular expression");
        }
        pattern
    }

    /// A list of names, each of which is there once.
    fn names(&mut self, stated: Stated<'_>, part: &str, value: &OptionValue) -> Option<Vec<Name>> {
        let expected = "a list of names such as `[Account, Amount]`";
        let OptionValue::List(items) = value else {
            let found = stated.part(part, value);
            self.fault(stated.option(), found, expected);
            return None;
        };
        let mut names: Vec<Name> = Vec::new();
        for item in items {
            let name = match item {
                OptionValue::Text(text) if !text.trim().is_empty() => text.clone(),
                OptionValue::Integer(number) => number.to_string(),
                other => {
                    let found = format!("{} in `{part}`", other.describe());
                    self.fault(stated.option(), stated.of(&found), expected);
                    return None;
                }
            };
            if names.iter().any(|known| **known == *name) {
                let found = format!("`{name}` twice in `{part}`");
                self.fault(stated.option(), stated.of(&found), "names that differ");
                return None;
            }
            names.push(Name::from(name));
        }
        Some(names)
    }

    fn nest(&mut self, all: &mut [Kind], stated: &std::collections::BTreeMap<String, OptionValue>) {
        let names: Vec<Name> = all.iter().map(|kind| Name::clone(&kind.name)).collect();
        for (kind, parts) in all.iter_mut().zip(stated.values()) {
            let OptionValue::Map(parts) = parts else {
                continue;
            };
            if let Some(within) = parts.get("in") {
                let named =
                    |name: &Name| matches!(within, OptionValue::Text(text) if **name == **text);
                kind.within = names.iter().position(named);
                if kind.within.is_none()
                    || kind.within.and_then(|at| names.get(at)) == Some(&kind.name)
                {
                    let found = format!("`in: {}` of `{}`", within.describe(), kind.name);
                    self.fault("kinds", found, "the name of another kind");
                    kind.within = None;
                }
            }
        }
    }

    /// Kinds that are in each other are in none.
    fn refuse_rings(&mut self, all: &mut [Kind]) {
        for start in 0..all.len() {
            let mut at = start;
            for _ in 0..=all.len() {
                match all.get(at).and_then(|kind| kind.within) {
                    Some(within) => at = within,
                    None => break,
                }
            }
            if all.get(at).is_some_and(|kind| kind.within.is_some())
                && let Some(kind) = all.get_mut(start)
            {
                kind.within = None;
                let found = format!("`{}`, which is in itself through others", kind.name);
                self.fault("kinds", found, "kinds that lead to one that is in no other");
            }
        }
    }

    fn top(&mut self, all: &[Kind], options: &Options) -> Option<usize> {
        let names: Vec<&str> = all.iter().map(|kind| &*kind.name).collect();
        if let Some(stated) = options.text("records") {
            let top = names.iter().position(|name| *name == stated);
            if top.is_none() {
                let expected = format!("one of {}", names.join(", "));
                self.fault("records", format!("\"{stated}\""), &expected);
            }
            return top;
        }
        let mut outer =
            (0..all.len()).filter(|at| all.get(*at).is_some_and(|kind| kind.within.is_none()));
        let (first, second) = (outer.next(), outer.next());
        if first.is_none() || second.is_some() {
            let found = "none or several kinds that are in no other".to_owned();
            self.fault(
                "kinds",
                found,
                "`records` with the kind of line that is a record",
            );
            return None;
        }
        first
    }

    fn delimiter(&mut self, all: &[Kind], options: &Options) -> Delimiter {
        let stated = options.text("delimiter");
        if stated.as_deref() == Some("blanks") {
            return Delimiter::Blanks;
        }
        let sign = stated.as_deref().and_then(delimiter_sign);
        if stated.is_none() && all.iter().any(|kind| !kind.by_groups) {
            let expected = "the sign between the fields of a line, or `blanks`";
            self.fault(
                "delimiter",
                "no `delimiter` beside `columns`".to_owned(),
                expected,
            );
        }
        Delimiter::Sign(sign.unwrap_or(b','))
    }

    fn decimal(&mut self, options: &Options) -> char {
        match options.text("decimal").as_deref() {
            None | Some(".") => '.',
            Some(",") => ',',
            Some(other) => {
                self.fault("decimal", format!("\"{other}\""), "`.` or `,`");
                '.'
            }
        }
    }
}
