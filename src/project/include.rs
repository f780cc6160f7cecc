//! Parts of a project's files that stand in files of their own: shared crosswalks, groups of field rules.
//!
//! They are put into the tree of the file that includes them before it is understood, each with its own
//! place, so that a mistake leads to the line that is wrong.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::block::{Block, as_scalar, wrong_form};
use super::keys::{self, KeyTable};
use super::mistake::mistake;
use super::project_file::check_version;
use super::yaml::{Entry, Node, Tree};
use crate::diagnose::{Diagnostic, Diagnostics, Location, codes};

/// Files that one file draws in, one through the other, at the most.
const DEPTH_MAX: usize = 16;

/// Where a file was included.
pub(super) type Included = (Arc<str>, Location);

/// Reads a file that is included; none where it cannot be read, which it says.
pub(super) trait Reads {
    fn included(&mut self, path: &Path, at: &Location, out: &mut Diagnostics) -> Option<Node>;
}

/// What is drawn in, and how.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// The key whose entries are drawn in: `fields`, `crosswalks`.
    pub(super) key: &'static str,
    /// The keys of a file of such parts.
    table: &'static KeyTable,
    /// Whether what the including file states itself stands in the place of what it includes.
    own_wins: bool,
}

/// Crosswalks into landbridge.yaml: a name twice is a mistake.
pub(super) const CROSSWALKS: Part = Part {
    key: "crosswalks",
    table: &keys::SHARED_CROSSWALKS,
    own_wins: false,
};

/// Field rules into a mapping, or into a rule for nested records: its own rules win.
pub(super) const FIELDS: Part = Part {
    key: "fields",
    table: &keys::FIELD_GROUP,
    own_wins: true,
};

/// Puts what a file includes into its tree.
pub(super) fn include(
    root: &mut Node,
    part: Part,
    files: &mut dyn Reads,
    out: &mut Diagnostics,
) -> Vec<Included> {
    let mut including = Including {
        part,
        files,
        out,
        found: Vec::new(),
    };
    including.block(root, &mut Vec::new());
    if part.key == FIELDS.key {
        including.nested(root);
    }
    including.found
}

struct Including<'a> {
    part: Part,
    files: &'a mut dyn Reads,
    out: &'a mut Diagnostics,
    found: Vec<Included>,
}

impl Including<'_> {
    /// Puts what a block includes behind what it states itself. `through` are the files on the way here.
    fn block(&mut self, node: &mut Node, through: &mut Vec<PathBuf>) {
        let Tree::Map(entries) = &node.tree else {
            return;
        };
        let Some(stated) = entries.iter().find(|entry| entry.key == "include") else {
            return;
        };
        let stated = stated.node.clone();
        let mut drawn: Vec<Entry> = Vec::new();
        for (path, at) in self.paths(&stated) {
            for entry in self.file(&path, &at, through) {
                match drawn.iter().find(|known| known.key == entry.key) {
                    // One file on two ways is there once.
                    Some(first) if first.at == entry.at => {}
                    Some(first) => self.out.push(twice(&entry, first)),
                    None => drawn.push(entry),
                }
            }
        }
        if drawn.is_empty() {
            return;
        }
        let Tree::Map(entries) = &mut node.tree else {
            return;
        };
        let key = self.part.key;
        let Some(own) = entries.iter_mut().find(|entry| entry.key == key) else {
            entries.push(Entry {
                key: key.to_owned(),
                at: stated.at.clone(),
                span: stated.span.clone(),
                node: Node {
                    at: stated.at.clone(),
                    tree: Tree::Map(drawn),
                    span: stated.span,
                },
            });
            return;
        };
        if matches!(own.node.tree, Tree::Null) {
            own.node.tree = Tree::Map(Vec::new());
        }
        let Tree::Map(own) = &mut own.node.tree else {
            return;
        };
        for entry in drawn {
            match own.iter().find(|known| known.key == entry.key) {
                Some(first) if !self.part.own_wins => self.out.push(twice(&entry, first)),
                Some(_) => {}
                None => own.push(entry),
            }
        }
    }

    /// The entries of a file, with those that it includes itself.
    fn file(&mut self, path: &Path, at: &Location, through: &mut Vec<PathBuf>) -> Vec<Entry> {
        let circle = through.iter().any(|known| known == path);
        if circle || through.len() >= DEPTH_MAX {
            let way: Vec<String> = through.iter().map(|one| shown(one)).collect();
            let found = format!("{} through {}", shown(path), way.join(", "));
            let expected = if circle {
                "files that do not include each other in a circle".to_owned()
            } else {
                format!("files that include each other at most {DEPTH_MAX} deep")
            };
            self.out
                .push(mistake(&codes::MAPPING_INCLUDE, at, found, expected));
            return Vec::new();
        }
        let Some(mut root) = self.files.included(path, at, self.out) else {
            return Vec::new();
        };
        let file = Arc::clone(&root.at.file);
        if !self.found.iter().any(|(known, _)| *known == file) {
            self.found.push((file, at.clone()));
        }
        through.push(path.to_owned());
        self.block(&mut root, through);
        through.pop();
        let form = format!("version and {}", self.part.key);
        let Some(mut block) = Block::of(&root, &form, self.out) else {
            return Vec::new();
        };
        check_version(&mut block, self.out);
        block.text("about", self.out);
        block.node("include");
        let stated = block.node(self.part.key).map(|node| &node.tree);
        let entries = if let Some(Tree::Map(entries)) = stated {
            entries.clone()
        } else {
            let found = format!("no `{}`", self.part.key);
            let expected = format!("{}: what is included", self.part.key);
            let wrong = mistake(&codes::MAPPING_TYPE, block.at, found, expected);
            self.out.push(wrong);
            Vec::new()
        };
        block.finish(self.part.table, self.out);
        entries
    }

    /// The same for the rules of nested records, those that were drawn in too.
    fn nested(&mut self, node: &mut Node) {
        let Tree::Map(entries) = &mut node.tree else {
            return;
        };
        let Some(fields) = entries.iter_mut().find(|entry| entry.key == "fields") else {
            return;
        };
        let Tree::Map(rules) = &mut fields.node.tree else {
            return;
        };
        for rule in rules {
            let is_nested = matches!(&rule.node.tree, Tree::Map(keys) if keys.iter().any(|key| key.key == "each"));
            if is_nested {
                self.block(&mut rule.node, &mut Vec::new());
                self.nested(&mut rule.node);
            }
        }
    }

    /// The paths that `include` states: texts, or `{ file: …, outside: true }`.
    fn paths(&mut self, stated: &Node) -> Vec<(PathBuf, Location)> {
        const FORM: &str = "a file, { file: …, outside: true }, or a list of them";
        let items: &[Node] = match &stated.tree {
            Tree::List(items) => items,
            Tree::Null => return Vec::new(),
            Tree::Scalar(_) | Tree::Map(_) => std::slice::from_ref(stated),
        };
        let mut paths = Vec::new();
        for item in items {
            let (path, outside) = if let Some(path) = as_scalar(item) {
                (Some(path.text.clone()), false)
            } else {
                let Some(mut block) = Block::of(item, FORM, self.out) else {
                    continue;
                };
                let path = block.text("file", self.out).map(|path| path.value);
                let outside = block.bool("outside", self.out).unwrap_or(false);
                block.finish(&keys::INCLUDE, self.out);
                (path, outside)
            };
            match path {
                None => self.out.push(wrong_form(item, FORM)),
                Some(path) if !outside && leads_out(&path) => self.out.push(mistake(
                    &codes::MAPPING_INCLUDE,
                    &item.at,
                    format!("\"{path}\", which leads out of the project folder"),
                    "a file in the project folder, or { file: …, outside: true } where that is meant",
                )),
                Some(path) => paths.push((plain(&path), item.at.clone())),
            }
        }
        paths
    }
}

fn leads_out(path: &str) -> bool {
    let own = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    !Path::new(path).components().all(own)
}

/// A path in one spelling, so that a circle is seen.
fn plain(path: &str) -> PathBuf {
    let parts = Path::new(path).components();
    parts.filter(|part| *part != Component::CurDir).collect()
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn twice(entry: &Entry, first: &Entry) -> Diagnostic {
    mistake(
        &codes::FILE_DUPLICATE_KEY,
        &entry.at,
        format!("`{}` again", entry.key),
        format!(
            "`{}` once; it stands in {}:{} already",
            entry.key, first.at.file, first.at.line
        ),
    )
}

/// Says of mistakes in included files where these were included.
pub(crate) fn say_where(included: &[Included], out: &mut [Diagnostic]) {
    for diagnostic in out {
        let mut file = diagnostic.at.as_ref().map(|at| Arc::clone(&at.file));
        for _ in 0..DEPTH_MAX {
            let of = included
                .iter()
                .find(|(name, _)| Some(name) == file.as_ref());
            let Some((_, at)) = of else {
                break;
            };
            let place = format!(", included at {}:{}", at.file, at.line);
            if diagnostic.found.ends_with(&place) {
                break;
            }
            diagnostic.found.push_str(&place);
            file = Some(Arc::clone(&at.file));
        }
    }
}
