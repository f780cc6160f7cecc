//! COBOL copybooks: levels become the shapes of records.
//!
//! Read: levels 01 to 49 and 77, `PIC`, `USAGE` (`DISPLAY`, `COMP`, `COMP-3`, `COMP-4`, `COMP-5`,
//! `BINARY`, `PACKED-DECIMAL`), `SIGN`, `REDEFINES`, `OCCURS` with and without `DEPENDING ON`. Levels
//! 66 and 88, values and conditions are passed over. Refused: `COPY`, binary floats (`COMP-1`,
//! `COMP-2`), `SYNCHRONIZED`, and a table of changing length inside another table.
//!
//! Rules after the Enterprise COBOL for z/OS 6.4 Language Reference, "Data division".

use std::collections::BTreeMap;

use landbridge_contract::Name;

use crate::form::form;
use crate::picture::{Picture, picture};
use crate::shape::{Field, Shape, Table};

/// The most items, levels and elements; beyond it a copybook is a mistake or an attack.
const ITEMS_MAX: usize = 20_000;
const LEVELS_MAX: usize = 50;
const LENGTH_MAX: usize = 1024 * 1024;

/// How numbers in binary are stored in the file at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Machine {
    /// Whether `COMP-5` stands with its low byte first.
    pub(crate) little: bool,
}

/// The usage of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usage {
    Display,
    Binary,
    Native,
    Packed,
}

/// The sign of an item as its clause states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignClause {
    pub(crate) first: bool,
    pub(crate) separate: bool,
}

#[derive(Debug, Default)]
struct Item {
    level: u32,
    name: String,
    picture: Option<Picture>,
    usage: Option<Usage>,
    sign: Option<SignClause>,
    redefines: Option<String>,
    occurs: Option<(usize, usize, Option<String>)>,
    items: Vec<Item>,
}

impl Item {
    /// Whether an item of this name is in it, at any level.
    fn holds(&self, name: &str) -> bool {
        self.name == name || self.items.iter().any(|item| item.holds(name))
    }
}

/// Reads a copybook: the name and shape of each record. The error says what was found.
pub(crate) fn records(
    text: &str,
    machine: Machine,
    when: &When,
) -> Result<Vec<(Name, Shape)>, String> {
    let mut stack: Vec<Item> = Vec::new();
    let mut done = Vec::new();
    for (count, sentence) in sentences(text)?.into_iter().enumerate() {
        if count > ITEMS_MAX {
            return Err(format!("more than {ITEMS_MAX} items"));
        }
        let Some(item) = item(&sentence)? else {
            continue;
        };
        while stack.last().is_some_and(|last| last.level >= item.level) {
            fold(&mut stack, &mut done);
        }
        if stack.len() == LEVELS_MAX {
            return Err(format!("more than {LEVELS_MAX} levels"));
        }
        stack.push(item);
    }
    while !stack.is_empty() {
        fold(&mut stack, &mut done);
    }
    if done.is_empty() {
        return Err("no record".to_owned());
    }
    // Items of one record may stand without a level 01 above them.
    if done.iter().any(|item| item.level != 1) {
        let items = std::mem::take(&mut done);
        done.push(Item {
            level: 1,
            name: "record".to_owned(),
            items,
            ..Item::default()
        });
    }
    let mut records = Vec::new();
    for item in &done {
        let mut layer = Layer {
            machine,
            when,
            shape: Shape::default(),
            moving: Vec::new(),
            names: BTreeMap::new(),
        };
        let end = layer.lay(item, 0, Inherited::default())?;
        layer.shape.length = end;
        records.push((Name::from(item.name.as_str()), layer.shape));
    }
    match unknown(&done, &records, when) {
        Some(found) => Err(found),
        None => Ok(records),
    }
}

/// The conditions under which parts are there: the name of an item to fields and their texts.
/// A part or a field of the conditions that no record has. Where it were passed over, a part would be
/// read that is not there.
fn unknown(items: &[Item], records: &[(Name, Shape)], when: &When) -> Option<String> {
    for (part, conditions) in when {
        let of: Vec<&Shape> = items
            .iter()
            .zip(records)
            .filter(|(item, _)| item.holds(part))
            .map(|(_, (_, shape))| shape)
            .collect();
        if of.is_empty() {
            return Some(format!("a condition for `{part}`, which is no item of it"));
        }
        for (field, _) in conditions {
            if !of.iter().any(|shape| shape.field(field).is_some()) {
                return Some(format!(
                    "a condition for `{part}` on `{field}`, which is no field of its record"
                ));
            }
        }
    }
    None
}

pub(crate) type When = BTreeMap<String, Vec<(Name, String)>>;

fn fold(stack: &mut Vec<Item>, done: &mut Vec<Item>) {
    if let Some(item) = stack.pop() {
        match stack.last_mut() {
            Some(above) => above.items.push(item),
            None => done.push(item),
        }
    }
}

/// Cuts the text into sentences of words. Comments and sequence numbers are left out.
fn sentences(text: &str) -> Result<Vec<Vec<String>>, String> {
    let numbered = |line: &str| {
        line.chars()
            .take(6)
            .all(|sign| sign == ' ' || sign.is_ascii_digit())
    };
    let fixed = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .all(numbered);
    let mut sentences = Vec::new();
    let mut words = Vec::new();
    for line in text.lines() {
        let body: String = if fixed {
            line.chars().skip(6).take(66).collect()
        } else {
            line.to_owned()
        };
        let comment = body.starts_with(['*', '/']) || body.trim_start().starts_with('*');
        let body = if comment { "" } else { &body };
        let body = body.split("*>").next().unwrap_or_default();
        for word in self::words(body) {
            match word.strip_suffix('.') {
                Some(last) => {
                    words.extend((!last.is_empty()).then(|| last.to_owned()));
                    if !words.is_empty() {
                        sentences.push(std::mem::take(&mut words));
                    }
                }
                None => words.push(word),
            }
        }
    }
    if words.is_empty() {
        Ok(sentences)
    } else {
        Err(format!("`{}` without a full stop", words.join(" ")))
    }
}

/// The words of a line; a text in quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for sign in line.chars() {
        match quote {
            Some(open) => {
                word.push(sign);
                if sign == open {
                    quote = None;
                }
            }
            None if sign.is_whitespace() => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            None => {
                if matches!(sign, '"' | '\'') {
                    quote = Some(sign);
                }
                word.push(sign);
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The item that a sentence states; none for levels that hold no data.
fn item(sentence: &[String]) -> Result<Option<Item>, String> {
    let shown = || {
        sentence
            .iter()
            .take(6)
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut words = sentence
        .iter()
        .map(|word| word.to_ascii_uppercase())
        .peekable();
    let level = words.next().unwrap_or_default();
    let level: u32 = level.parse().map_err(|_why| format!("`{}`", shown()))?;
    if matches!(level, 66 | 78 | 88) {
        return Ok(None);
    }
    let mut item = Item {
        level: if level == 77 { 1 } else { level },
        name: "FILLER".to_owned(),
        ..Item::default()
    };
    if words.peek().is_some_and(|word| !is_clause(word)) {
        item.name = words.next().unwrap_or_default();
    }
    while let Some(word) = words.next() {
        clause(&mut item, &word, &mut words).map_err(|what| format!("{what} in `{}`", shown()))?;
    }
    Ok(Some(item))
}

fn is_clause(word: &str) -> bool {
    usage(word).is_some()
        || matches!(
            word,
            "PIC"
                | "PICTURE"
                | "USAGE"
                | "OCCURS"
                | "REDEFINES"
                | "SIGN"
                | "VALUE"
                | "VALUES"
                | "BLANK"
                | "JUST"
                | "JUSTIFIED"
                | "SYNC"
                | "SYNCHRONIZED"
                | "COMP-1"
                | "COMP-2"
        )
}

fn usage(word: &str) -> Option<Usage> {
    Some(match word {
        "DISPLAY" => Usage::Display,
        "COMP" | "COMP-4" | "BINARY" | "COMPUTATIONAL" | "COMPUTATIONAL-4" => Usage::Binary,
        "COMP-5" | "COMPUTATIONAL-5" => Usage::Native,
        "COMP-3" | "COMPUTATIONAL-3" | "PACKED-DECIMAL" => Usage::Packed,
        _ => return None,
    })
}

fn clause(
    item: &mut Item,
    word: &str,
    words: &mut std::iter::Peekable<impl Iterator<Item = String>>,
) -> Result<(), String> {
    if let Some(usage) = usage(word) {
        item.usage = Some(usage);
        return Ok(());
    }
    match word {
        "USAGE" | "IS" => Ok(()),
        "PIC" | "PICTURE" => {
            words.next_if(|word| word == "IS");
            item.picture = Some(picture(&words.next().unwrap_or_default())?);
            Ok(())
        }
        "REDEFINES" => {
            item.redefines = words.next();
            Ok(())
        }
        "OCCURS" => {
            item.occurs = Some(occurs(words)?);
            Ok(())
        }
        "SIGN" | "LEADING" | "TRAILING" => {
            let mut first = word == "LEADING";
            words.next_if(|word| word == "IS");
            if let Some(place) = words.next_if(|word| word == "LEADING" || word == "TRAILING") {
                first = place == "LEADING";
            }
            let separate = words.next_if(|word| word == "SEPARATE").is_some();
            words.next_if(|word| word == "CHARACTER");
            item.sign = Some(SignClause { first, separate });
            Ok(())
        }
        "VALUE" | "VALUES" | "BLANK" | "JUST" | "JUSTIFIED" | "ASCENDING" | "DESCENDING"
        | "INDEXED" => {
            // What these say changes no byte.
            while words.next_if(|word| !is_clause(word)).is_some() {}
            Ok(())
        }
        "COMP-1" | "COMP-2" | "COMPUTATIONAL-1" | "COMPUTATIONAL-2" => Err(format!(
            "`{word}`, a binary float, which holds no exact number"
        )),
        _ => Err(format!("`{word}`")),
    }
}

fn occurs(
    words: &mut std::iter::Peekable<impl Iterator<Item = String>>,
) -> Result<(usize, usize, Option<String>), String> {
    let mut count = || {
        let word = words.next().unwrap_or_default();
        word.parse::<usize>()
            .map_err(|_why| format!("`OCCURS {word}`"))
    };
    let mut least = count()?;
    let mut most = least;
    if words.next_if(|word| word == "TO").is_some() {
        let word = words.next().unwrap_or_default();
        most = word.parse().map_err(|_why| format!("`OCCURS TO {word}`"))?;
    }
    words.next_if(|word| word == "TIMES");
    let mut depending = None;
    if words.next_if(|word| word == "DEPENDING").is_some() {
        words.next_if(|word| word == "ON");
        depending = words.next();
    } else {
        least = most;
    }
    if least > most || most == 0 {
        return Err(format!("`OCCURS {least} TO {most}`"));
    }
    Ok((least, most, depending))
}

/// What items hand down to those below them.
#[derive(Debug, Clone, Default)]
struct Inherited {
    usage: Option<Usage>,
    sign: Option<SignClause>,
    when: Vec<(Name, String)>,
    in_table: bool,
}

/// Lays items out one after the other.
struct Layer<'a> {
    machine: Machine,
    when: &'a When,
    shape: Shape,
    /// Tables of changing length so far.
    moving: Vec<usize>,
    names: BTreeMap<String, usize>,
}

impl Layer<'_> {
    /// Lays out an item that begins at `at`; gives where it ends.
    fn lay(&mut self, item: &Item, at: usize, above: Inherited) -> Result<usize, String> {
        let mut own = above;
        own.usage = item.usage.or(own.usage);
        own.sign = item.sign.or(own.sign);
        if let Some(when) = self.when.get(&item.name) {
            own.when.extend(when.iter().cloned());
        }
        let end = match &item.occurs {
            Some((least, most, depending)) => {
                self.table(item, at, (*least, *most, depending.as_deref()), &own)?
            }
            None => self.once(item, at, own)?,
        };
        if end > LENGTH_MAX {
            return Err(format!(
                "a record longer than {LENGTH_MAX} bytes at `{}`",
                item.name
            ));
        }
        Ok(end)
    }

    fn once(&mut self, item: &Item, at: usize, own: Inherited) -> Result<usize, String> {
        let Some(picture) = &item.picture else {
            if item.items.is_empty() {
                return Err(format!("`{}` without a picture or items", item.name));
            }
            return self.group(item, at, &own);
        };
        let usage = own.usage.unwrap_or(Usage::Display);
        let (form, length) = form(picture, usage, own.sign, self.machine.little)
            .ok_or_else(|| format!("`{}`, text that is no `DISPLAY`", item.name))?;
        if item.name != "FILLER" {
            let name = self.name(&item.name);
            self.shape.fields.push(Field {
                name,
                at,
                length,
                form,
                when: own.when,
                after: self.moving.clone(),
            });
        }
        Ok(at + length)
    }

    fn group(&mut self, item: &Item, at: usize, own: &Inherited) -> Result<usize, String> {
        let mut end = at;
        let mut begins: BTreeMap<&str, usize> = BTreeMap::new();
        for below in &item.items {
            let begin = match &below.redefines {
                None => end,
                Some(first) => *begins.get(first.as_str()).ok_or_else(|| {
                    format!(
                        "`{}` redefines `{first}`, which is not before it",
                        below.name
                    )
                })?,
            };
            begins.insert(&below.name, begin);
            end = end.max(self.lay(below, begin, own.clone())?);
        }
        Ok(end)
    }

    fn table(
        &mut self,
        item: &Item,
        at: usize,
        (least, most, depending): (usize, usize, Option<&str>),
        own: &Inherited,
    ) -> Result<usize, String> {
        if depending.is_some() && own.in_table {
            return Err(format!(
                "`{}`, a table of changing length inside another",
                item.name
            ));
        }
        let mut inner = Layer {
            machine: self.machine,
            when: self.when,
            shape: Shape::default(),
            moving: Vec::new(),
            names: BTreeMap::new(),
        };
        let below = Inherited {
            usage: own.usage,
            sign: own.sign,
            when: Vec::new(),
            in_table: true,
        };
        let stride = inner.once(item, 0, below)?;
        inner.shape.length = stride;
        let length = stride
            .checked_mul(most)
            .filter(|length| *length <= LENGTH_MAX)
            .ok_or_else(|| format!("a table longer than {LENGTH_MAX} bytes at `{}`", item.name))?;
        let name = self.name(&item.name);
        if let Some(depending) = depending
            && self.shape.field(depending).is_none()
        {
            return Err(format!(
                "`{depending}`, on which `{}` depends, not before it",
                item.name
            ));
        }
        self.shape.tables.push(Table {
            name,
            at,
            stride,
            most,
            least,
            depending: depending.map(Name::from),
            element: inner.shape,
            when: own.when.clone(),
            after: self.moving.clone(),
        });
        if depending.is_some() {
            self.moving.push(self.shape.tables.len() - 1);
        }
        Ok(at + length)
    }

    /// A name that no field before has.
    fn name(&mut self, name: &str) -> Name {
        let count = self.names.entry(name.to_owned()).or_insert(0);
        *count += 1;
        if *count == 1 {
            Name::from(name)
        } else {
            Name::from(format!("{name} ({count})"))
        }
    }
}

#[cfg(test)]
mod tests;
