//! A first mapping, written as the file that a person goes on with.

use super::{Child, Missing, Part, Proposal, Suggestion};
use crate::diagnose::grouped;
use crate::profile::Profile;
use crate::project::scalar;

/// The column at which remarks begin, where the rule before them is not longer.
const REMARK_COLUMN: usize = 52;

/// What stands in place of the business key where none was found.
const NO_KEY: [&str; 2] = [
    "# business_key: …   # MISSING: no column without repeated values was proposed for an attribute",
    "#                   # that names a record. Name the attribute by which a record is found again.",
];

/// How a mapping names its file and its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOptions {
    /// The connector's word.
    pub kind: String,
    /// The file, from the project's data folder.
    pub file: String,
    /// Options of the connector with their values as YAML.
    pub options: Vec<(String, String)>,
    /// Options that nobody gave and the connector guessed to look into the file, which a mapping must
    /// state: name, value as YAML, what speaks for it.
    pub guessed: Vec<(String, String, String)>,
    /// The schema's file, from the project folder.
    pub schema: String,
}

impl FileOptions {
    fn inline(&self) -> String {
        let file = (self.kind.as_str(), scalar(&self.file));
        let options = self
            .options
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()));
        let guessed = self.guessed.iter();
        let options = options.chain(guessed.map(|(name, value, _)| (name.as_str(), value.clone())));
        let all: Vec<String> = std::iter::once(file)
            .chain(options)
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        format!("{{ {} }}", all.join(", "))
    }
}

/// The mapping file.
pub fn render(suggestion: &Suggestion, profile: &Profile, file: &FileOptions) -> String {
    let object = scalar(&suggestion.object);
    let mut lines = head(suggestion, profile);
    lines.extend([
        "version: 1".to_owned(),
        format!("object: {object}"),
        "# owner: name@example.org   # who is sent what must be mended".to_owned(),
        String::new(),
        "source:".to_owned(),
        format!("  {}: {}", file.kind, scalar(&file.file)),
    ]);
    let options = file.options.iter();
    lines.extend(options.map(|(name, value)| format!("  {name}: {value}")));
    let guessed = file.guessed.iter();
    lines.extend(guessed.map(|(name, value, why)| {
        with_remark(
            &format!("  {name}: {value}"),
            &format!("LOOK: guessed, {why}"),
        )
    }));
    lines.push(String::new());
    match &suggestion.key {
        Some(key) => {
            let rule = format!("business_key: {}", scalar(&key.attribute));
            lines.push(with_remark(&rule, &key.why));
        }
        None => lines.extend(NO_KEY.map(str::to_owned)),
    }
    let bare = suggestion.fields.proposals.is_empty() && joinable(suggestion).next().is_none();
    lines.extend([
        format!("target: {{ object: {object} }}"),
        format!("schema: {}", scalar(&file.schema)),
        String::new(),
        "defaults: { clean: [trim] }".to_owned(),
        String::new(),
        format!("fields:{}", if bare { " {}" } else { "" }),
    ]);
    lines.extend(part(&suggestion.fields, "  "));
    for child in &suggestion.children {
        lines.extend(nested(child, suggestion, file));
    }
    lines.extend(unmatched(suggestion));
    lines.push(String::new());
    lines.join("\n")
}

/// Nested parts that can be written as rules.
fn joinable(suggestion: &Suggestion) -> impl Iterator<Item = &Child> {
    let own = suggestion.join.is_some();
    (suggestion.children.iter()).filter(move |child| own || child.path.is_some())
}

fn head(suggestion: &Suggestion, profile: &Profile) -> Vec<String> {
    let title = format!(
        "# A first mapping of {} ({} records) to {}, proposed from names, types and values.",
        comment(&profile.file),
        grouped(profile.records),
        comment(&suggestion.object)
    );
    vec![
        title,
        "# The figure behind a rule says how sure the proposal is. A person must read every line:"
            .to_owned(),
        "# LOOK and MISSING say what is open. Take these remarks out as you settle them."
            .to_owned(),
    ]
}

fn part(part: &Part, indent: &str) -> Vec<String> {
    let rules = part.proposals.iter().map(|proposal| rule(proposal, indent));
    let open = part.missing.iter().map(|missing| open(missing, indent));
    rules.chain(open).collect()
}

fn rule(proposal: &Proposal, indent: &str) -> String {
    let mut keys = vec![format!("from: {}", scalar(&proposal.column))];
    keys.extend(proposal.shaping.iter().cloned());
    let attribute = scalar(&proposal.attribute);
    let rule = format!("{indent}{attribute}: {{ {} }}", keys.join(", "));
    let remarks = proposal.remarks.join("; ");
    with_remark(&rule, &format!("{} %: {remarks}", proposal.sure))
}

fn open(missing: &Missing, indent: &str) -> String {
    let rule = format!("{indent}# {}: {{ from: … }}", scalar(&missing.attribute));
    with_remark(&rule, &format!("MISSING: required, {}", missing.accepts))
}

fn nested(child: &Child, suggestion: &Suggestion, file: &FileOptions) -> Vec<String> {
    let name = scalar(&child.name);
    let mut lines = vec![String::new()];
    match (&child.path, &suggestion.join) {
        (Some(path), _) => {
            lines.extend([format!("  {name}:"), format!("    each: {}", scalar(path))]);
        }
        // The columns of the records themselves: the file, joined with itself.
        (None, Some(column)) => lines.extend([
            format!("  {name}:"),
            format!("    each: {}", file.inline()),
            format!("    on: {}", scalar(column)),
        ]),
        (None, None) => {
            let why = "MISSING: a column that tells records apart, to join it by";
            lines.push(with_remark(&format!("  # {name}:"), why));
            let rules = part(&child.fields, "");
            lines.extend(
                rules
                    .iter()
                    .map(|line| format!("  #   {}", line.trim_start_matches("# "))),
            );
            return lines;
        }
    }
    let bare = child.fields.proposals.is_empty();
    lines.push(format!("    fields:{}", if bare { " {}" } else { "" }));
    lines.extend(part(&child.fields, "      "));
    lines
}

fn unmatched(suggestion: &Suggestion) -> Vec<String> {
    if suggestion.unmatched.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "# Columns without a proposal:".to_owned()];
    let columns = suggestion.unmatched.iter();
    lines.extend(
        columns.map(|one| with_remark(&format!("#   {}", comment(&one.column)), &one.holds)),
    );
    lines
}

fn with_remark(rule: &str, remark: &str) -> String {
    let width = rule.chars().count();
    let room = " ".repeat(REMARK_COLUMN.saturating_sub(width).max(2));
    format!("{rule}{room}# {}", comment(remark))
}

/// A text that ends no comment.
fn comment(text: &str) -> String {
    text.replace(|sign: char| sign.is_control(), " ")
}
