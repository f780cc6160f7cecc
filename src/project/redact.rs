//! Takes secrets out of the text of a project file before any line of it is shown.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::yaml::{Node, Tree};

/// What stands where a secret stood.
const HIDDEN: &str = "‹secret›";

/// Keys behind which a secret may stand, spelt well or not; to the end of the line.
static BEHIND_KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(auth|basic|bearer|tok\w*|secr\w*|pas+w?\w*)(\s*:\s*)([^{\s][^\n]*)")
        .expect("the pattern is valid")
});

/// A private key of Ed25519 in base64, as its form always begins (`crate::signing`).
static PRIVATE_KEY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"MC4CAQAw[A-Za-z0-9+/=]+").expect("the pattern is valid"));

static IN_ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"://[^/\s]*@").expect("the pattern is valid"));

/// The text with every secret hidden; lines stay where they are. `root` is the file's tree,
/// where it could be parsed.
pub(crate) fn redact(text: &str, root: Option<&Node>) -> String {
    let shown = BEHIND_KEY
        .replace_all(text, |found: &Captures<'_>| {
            let part = |index| found.get(index).map_or("", |one| one.as_str());
            // A reference on the next line is no secret, and helps to find the mistake.
            if part(3).starts_with("env:") || part(3).starts_with("file:") || is_block(part(2)) {
                part(0).to_owned()
            } else {
                format!("{}{}{HIDDEN}", part(1), part(2))
            }
        })
        .into_owned();
    let mut shown = PRIVATE_KEY.replace_all(&shown, HIDDEN).into_owned();
    let mut secrets = Vec::new();
    if let Some(root) = root {
        collect(root, false, &mut secrets);
    }
    for secret in secrets {
        shown = shown.replace(&secret, HIDDEN);
    }
    IN_ADDRESS
        .replace_all(&shown, format!("://{HIDDEN}@").as_str())
        .into_owned()
}

/// True where the value begins on another line: then it may be named values, and the tree tells.
fn is_block(between: &str) -> bool {
    between.contains('\n')
}

/// True where an address holds a user or a password.
pub(crate) fn has_user_info(url: &str) -> bool {
    IN_ADDRESS.is_match(url)
}

/// All texts below `auth` that are not the names of variables and files.
fn collect(node: &Node, within: bool, secrets: &mut Vec<String>) {
    match &node.tree {
        Tree::Null => {}
        Tree::Scalar(scalar) => {
            if within && !scalar.text.trim().is_empty() {
                secrets.push(scalar.text.clone());
            }
        }
        Tree::List(items) => items.iter().for_each(|item| collect(item, within, secrets)),
        Tree::Map(entries) => {
            for entry in entries {
                let reference = matches!(entry.key.as_str(), "env" | "file" | "user");
                let inside = entry.key == "auth" || (within && !reference);
                collect(&entry.node, inside, secrets);
            }
        }
    }
}
