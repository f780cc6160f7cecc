//! Named values of a profile, taken one by one; what no table of keys knows is said.

use landbridge_contract::FileFault;
use serde_json::Value as Json;

use super::keys::Keys;
use crate::pointer::Pointer;
use crate::template::{Places, Template, Wrong};
use crate::yaml::{Entry, Node, Place, Tree};

/// What reading needs wherever it is, and what it finds wrong.
pub(super) struct Reader<'r> {
    pub(super) faults: &'r mut Vec<FileFault>,
    /// Names that the project states values for.
    pub(super) parameters: &'r [String],
    /// The object that is read; empty for none.
    pub(super) object: &'r str,
}

impl Reader<'_> {
    pub(super) fn say(&mut self, fault: FileFault) {
        self.faults.push(fault);
    }

    /// The named values at a node, held against the keys that may stand there.
    pub(super) fn block<'n>(&mut self, node: &'n Node, keys: &Keys) -> Option<Block<'n>> {
        let Tree::Map(entries) = &node.tree else {
            let expected = format!("named values: {}", keys.keys.join(", "));
            self.say(node.place.fault(node.describe(), expected));
            return None;
        };
        for entry in entries {
            if !keys.keys.contains(&entry.key.as_str()) {
                self.say(entry.place.unknown("key", &entry.key, keys.keys));
            }
        }
        Some(Block {
            place: node.place,
            entries,
        })
    }

    /// The entries of a node with names of its own choosing.
    pub(super) fn entries<'n>(&mut self, node: Option<&'n Node>, expected: &str) -> &'n [Entry] {
        let Some(node) = node else { return &[] };
        match &node.tree {
            Tree::Map(entries) => entries,
            Tree::Nothing => &[],
            Tree::Scalar { .. } | Tree::List(_) => {
                self.say(node.place.fault(node.describe(), expected));
                &[]
            }
        }
    }

    pub(super) fn text<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n str> {
        if let Tree::Scalar { text, .. } = &node.tree {
            return Some(text);
        }
        self.say(node.place.fault(node.describe(), expected));
        None
    }

    pub(super) fn template(&mut self, node: &Node, places: Places) -> Option<Template> {
        let text = self.text(node, "text")?;
        let parsed = Template::parse(text, places, &[("object", self.object)], self.parameters);
        match parsed {
            Ok(template) => Some(template),
            Err(Wrong::Brace) => {
                let expected =
                    "each `{` with its `}` around a name; `{{` and `}}` for the signs themselves";
                self.say(node.place.fault(format!("\"{text}\""), expected));
                None
            }
            Err(Wrong::Place(name)) => {
                let own = self.parameters.iter().map(String::as_str);
                let known = places.0.iter().copied().chain(["object"]).chain(own);
                let known: Vec<&str> = known.collect();
                self.say(node.place.unknown("place", &name, &known));
                None
            }
        }
    }

    pub(super) fn pointer(&mut self, node: &Node, single: bool) -> Option<Pointer> {
        let Tree::Scalar { text, .. } = &node.tree else {
            let expected = "a JSON Pointer such as /data/items";
            self.say(node.place.fault(node.describe(), expected));
            return None;
        };
        let text = text.replace("{object}", self.object);
        let parsed = Pointer::parse(&text).and_then(|pointer| {
            if single && !pointer.is_single() {
                return Err("a pointer to one place, without `*`");
            }
            Ok(pointer)
        });
        match parsed {
            Ok(pointer) => Some(pointer),
            Err(expected) => {
                self.say(node.place.fault(format!("\"{text}\""), expected));
                None
            }
        }
    }

    pub(super) fn number(&mut self, node: &Node, least: u32, most: u32) -> Option<u32> {
        let number = match &node.tree {
            Tree::Scalar { text, .. } => text.parse::<u32>().ok(),
            Tree::Nothing | Tree::List(_) | Tree::Map(_) => None,
        };
        let fit = number.filter(|number| (least..=most).contains(number));
        if fit.is_none() {
            let expected = format!("a whole number from {least} to {most}");
            self.say(node.place.fault(node.describe(), expected));
        }
        fit
    }

    pub(super) fn truth(&mut self, node: &Node) -> Option<bool> {
        match &node.tree {
            Tree::Scalar { text, plain: true } if text == "true" => Some(true),
            Tree::Scalar { text, plain: true } if text == "false" => Some(false),
            _ => {
                self.say(node.place.fault(node.describe(), "true or false"));
                None
            }
        }
    }

    /// One of several words.
    pub(super) fn word<T: Copy>(&mut self, node: &Node, words: &[(&str, T)]) -> Option<T> {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let text = self.text(node, &format!("one of {}", names.join(", ")))?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            self.say(node.place.unknown("word", text, &names));
        }
        found.map(|(_, meaning)| *meaning)
    }

    pub(super) fn texts(&mut self, nodes: &[Node]) -> Vec<String> {
        let mut texts = Vec::new();
        for node in nodes {
            texts.extend(self.text(node, "text").map(str::to_owned));
        }
        texts
    }
}

/// A plain value as JSON: numbers keep their digits, what stands in quotes is text.
pub(super) fn json(node: &Node) -> Option<Json> {
    match &node.tree {
        Tree::Nothing => Some(Json::Null),
        Tree::Scalar { text, plain: true } => Some(match text.as_str() {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            other => match serde_json::from_str::<serde_json::Number>(other) {
                Ok(number) => Json::Number(number),
                Err(_) => Json::from(other),
            },
        }),
        Tree::Scalar { text, .. } => Some(Json::from(text.as_str())),
        Tree::List(_) | Tree::Map(_) => None,
    }
}

/// Named values.
#[derive(Clone, Copy)]
pub(super) struct Block<'n> {
    pub(super) place: Place,
    entries: &'n [Entry],
}

impl<'n> Block<'n> {
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        let entry = self.entries.iter().find(|entry| entry.key == key);
        entry.map(|entry| &entry.node)
    }

    /// What must be there.
    pub(super) fn need(
        &self,
        key: &str,
        meaning: &str,
        reader: &mut Reader<'_>,
    ) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            let expected = format!("`{key}`: {meaning}");
            reader.say(self.place.fault(format!("no `{key}`"), expected));
        }
        found
    }

    /// The items of a list; one that stands alone is a list of one.
    pub(super) fn items(&self, key: &str) -> &'n [Node] {
        match self.get(key) {
            None => &[],
            Some(node) => match &node.tree {
                Tree::List(items) => items,
                Tree::Nothing => &[],
                Tree::Scalar { .. } | Tree::Map(_) => std::slice::from_ref(node),
            },
        }
    }

    pub(super) fn truth(&self, key: &str, reader: &mut Reader<'_>) -> Option<bool> {
        reader.truth(self.get(key)?)
    }

    pub(super) fn pointer(&self, key: &str, reader: &mut Reader<'_>) -> Option<Pointer> {
        reader.pointer(self.get(key)?, true)
    }
}
